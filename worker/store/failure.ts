import type { PostgrestSingleResponse } from "@supabase/supabase-js";

/**
 * `unavailable`: the database did not answer, try again. `refused`: it refused (grants, policies, checks, a
 * token it does not accept). `conflict`: the row exists already. `invalid`: an argument cannot be used as it is.
 */
export type StoreFailureKind = "unavailable" | "refused" | "conflict" | "invalid";

/** Any failure of the store. The message never holds a row's content, a token or a key. */
export class StoreFailure extends Error {
  override readonly name = "StoreFailure";
  readonly kind: StoreFailureKind;
  /** SQLSTATE or PostgREST code, where the database gave one. */
  readonly code: string | null;

  constructor(
    kind: StoreFailureKind,
    message: string,
    options: { code?: string | null; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.code = options.code ?? null;
  }
}

const UNIQUE_VIOLATION = "23505";
/** PostgREST has lost its database, or its schema cache is loading. */
const PGRST_UNAVAILABLE = /^PGRST00[0-3]$/;

/**
 * The data of a supabase-js answer, or a throw. `action` says what was tried (`read task`). Postgres' own details
 * can quote the row, so only its code and first message line are kept.
 */
export function dataOf<T>(action: string, answer: PostgrestSingleResponse<T>): T {
  const { error, status } = answer;
  if (error === null) return answer.data;
  const code = error.code || null;
  const reason = status === 0 ? "no answer" : `${status} ${code ?? ""} ${error.message.split("\n", 1)[0]}`;
  throw new StoreFailure(kindOf(status, code), `${action}: ${reason}`, { code });
}

function kindOf(status: number, code: string | null): StoreFailureKind {
  if (code === UNIQUE_VIOLATION) return "conflict";
  if (status === 0 || status === 429 || status >= 500 || (code !== null && PGRST_UNAVAILABLE.test(code))) {
    return "unavailable";
  }
  return "refused";
}
