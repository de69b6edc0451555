import { ApiError } from "@google/genai/web";
import type { Connection } from "../call.ts";
import type { ProviderError } from "../errors.ts";
import { ErrorBody } from "./wire.ts";

/** What the API said, if the SDK's error holds an answer of it. The SDK keeps the body as text and drops the headers. */
export function readGoogleError(error: unknown, connection: Connection): ProviderError | null {
  const { failed } = connection;
  const headers = failed?.headers ?? null;
  if (!(error instanceof ApiError)) {
    // Of a redirect the SDK makes an error without a status.
    return failed && { status: failed.status, headers, code: null, type: null, message: null };
  }
  const parsed = ErrorBody.safeParse(jsonIn(error.message));
  if (!parsed.success) {
    return { status: error.status, headers, code: null, type: null, message: error.message };
  }
  const { status, message, details } = parsed.data.error;
  const reason = details?.find((detail) => detail.reason)?.reason ?? null;
  const daily = details?.some((detail) => detail.violations?.some(isSpent)) ?? false;
  const retryDelay = details?.find((detail) => detail.retryDelay)?.retryDelay;
  return {
    status: error.status,
    headers,
    code: daily ? "insufficient_quota" : (status ?? null),
    type: reason,
    message: message ?? null,
    retryAfterMs: daily ? null : toMs(retryDelay),
  };
}

/** A quota of a day does not come back within a pause, whatever delay the API names. */
function isSpent(violation: { quotaId?: string | null }): boolean {
  return /PerDay/i.test(violation.quotaId ?? "");
}

/** The SDK may put words before the body. */
function jsonIn(message: string): unknown {
  try {
    return JSON.parse(message.slice(Math.max(0, message.indexOf("{"))));
  } catch {
    return null;
  }
}

/** A protobuf duration such as `34.5s`. */
function toMs(duration: string | null | undefined): number | null {
  const found = /^(\d+(?:\.\d+)?)s$/.exec(duration ?? "");
  return found ? Math.ceil(Number(found[1]) * 1000) : null;
}
