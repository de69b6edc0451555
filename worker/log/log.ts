/**
 * The Worker's log: one JSON object a line, with the ids by which a request, a task and a step are found again. What a
 * secret looks like is masked, whoever wrote it into an error; bodies, prompts and journals are never logged.
 */
import { maskSecrets } from "../task/secrets/find.ts";
import type { ErrorReports } from "./error-reports.ts";

export interface LogIds {
  request_id?: string | undefined;
  task_id?: string | undefined;
  step_id?: string | undefined;
}

const MAX_TEXT = 8_000;
/** Errors name their causes, which could name each other. */
const MAX_CAUSES = 4;

const masked = (text: string): string => maskSecrets(text.slice(0, MAX_TEXT));

interface Described {
  name: string;
  message: string;
  stack?: string;
  code?: string;
  cause?: Described;
}

function described(error: unknown, depth = 0): Described {
  if (!(error instanceof Error)) return { name: typeof error, message: masked(String(error)) };
  const { name, message, stack, cause } = error;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return {
    name,
    message: masked(message),
    ...(stack && { stack: masked(stack) }),
    ...(code && { code: masked(code) }),
    ...(cause !== undefined && depth < MAX_CAUSES && { cause: described(cause, depth + 1) }),
  };
}

let reports: ErrorReports | null = null;

/** Where errors go besides the log; null: nowhere. */
export function sendErrorsTo(to: ErrorReports | null): void {
  reports = to;
}

/** Writes one line. `error` is what was thrown, if anything. Never throws. */
export function log(level: "warn" | "error", message: string, ids: LogIds = {}, error?: unknown): void {
  const text = masked(message);
  const thrown = error === undefined ? null : described(error);
  console[level](JSON.stringify({ level, message: text, ...ids, ...(thrown && { error: thrown }) }));
  if (level === "error") reports?.send({ message: text, ids, error: thrown });
}
