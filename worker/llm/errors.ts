import type { ProviderError } from "./error-body.ts";
import { classify } from "./error-marks.ts";
import { parseRetryAfter, retryAfterInWords } from "./retry-after.ts";
import { type ModelErrorClass, ModelFailure } from "./types.ts";

export interface ErrorContext {
  /** How messages name the provider: "OpenAI", "the demo model". */
  label: string;
  /** Removed from every message. */
  key: string | null;
  now: number;
}

export { type ProviderError, readErrorBody } from "./error-body.ts";
export { classify } from "./error-marks.ts";

const RETRYABLE: readonly ModelErrorClass[] = ["rate_limited", "overloaded", "network", "timeout", "garbage"];

/** A `ModelFailure` for what the provider said. */
export function providerFailure(error: ProviderError, context: ErrorContext, cause?: unknown): ModelFailure {
  const cls = classify(error);
  // Waiting helps against a speed, not against an empty purse.
  const retryAfterMs = RETRYABLE.includes(cls) ? pauseOf(error, context.now) : null;
  return failure(cls, describe(cls, error, context), { retryAfterMs, cause });
}

function pauseOf(error: ProviderError, now: number): number | null {
  const { headers, message, words = null, resetAt = null } = error;
  return (
    error.retryAfterMs ??
    (headers ? parseRetryAfter(headers, now) : null) ??
    retryAfterInWords(message) ??
    retryAfterInWords(words) ??
    (resetAt === null ? null : Math.max(0, resetAt - now))
  );
}

/** A `ModelFailure` whose `retryable` follows from its class. The message may begin with a label in lower case. */
export function failure(
  cls: ModelErrorClass,
  message: string,
  options: { retryAfterMs?: number | null; cause?: unknown } = {},
): ModelFailure {
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  return new ModelFailure(
    {
      class: cls,
      message: sentence,
      retryable: RETRYABLE.includes(cls),
      retryAfterMs: options.retryAfterMs ?? null,
    },
    options.cause,
  );
}

/** An answer that ended for a reason nobody knows may be half of one: it never counts as whole. */
export function unknownFinish(label: string, reason: string): ModelFailure {
  const said = quote(reason, null);
  return failure(
    "garbage",
    `${label} ended its answer for a reason that is not known.${said} Retry the step.`,
  );
}

function describe(cls: ModelErrorClass, error: ProviderError, context: ErrorContext): string {
  const { label } = context;
  const status = error.status === null ? "" : ` (${error.status})`;
  const said = quote(error.message, context.key);
  switch (cls) {
    case "invalid_key":
      return `${label} refused the API key${status}. Check the key in Settings, and that it may use this model.`;
    case "no_quota":
      return `The account at ${label} has no credit left${status}.${said} Add credit there or use another key.`;
    case "rate_limited":
      return `${label} limits the rate of requests${status}. Wait a moment, then retry.`;
    case "overloaded":
      return `${label} cannot answer at the moment${status}. Retry in a few minutes or choose another model.${said}`;
    case "context_too_long":
      return `The conversation is longer than the model can read${status}. Choose a model with a larger context, or a smaller task.`;
    case "refused":
      return `${label} refused this request${status}.${said} Rephrase the task or choose another model.`;
    case "garbage":
      return `${label} could not read the model's own tool call${status}.${said} Retry the step or choose another model.`;
    case "network":
      return error.status === null
        ? describeRequest(error, label, status, said)
        : `Something in front of ${label} answered in its place${status}. Retry later, and check that this server may reach it.`;
    case "timeout":
      return `${label} took too long to answer${status}. Retry, or choose another model.`;
    default:
      return describeRequest(error, label, status, said);
  }
}

function describeRequest(error: ProviderError, label: string, status: string, said: string): string {
  if (error.status === 404) {
    return `${label} does not know this model or address (404).${said} Check the model's name and the base URL.`;
  }
  if (error.status !== null && error.status >= 300 && error.status < 400) {
    return `${label} answered with a redirect${status}. Enter the address it leads to as the base URL.`;
  }
  if (error.status === 403) return `${label} does not allow this account to do this (403).${said}`;
  if (error.status === null) return `${label} broke off with an error.${said} Retry the step.`;
  return `${label} did not accept the request${status}.${said}`;
}

/** The provider's own words, short, on one line, without the key; nothing when they are an HTML page. */
function quote(message: string | null, key: string | null): string {
  if (message === null || /<(!doctype|html|head|body|center)/i.test(message)) return "";
  const clean = (key ? message.replaceAll(key, () => "[key]") : message)
    .replace(/\b(sk-[\w*-]+|AIza[\w-]{20,})/g, "[key]")
    .replace(/\p{C}+|\s+/gu, " ")
    .trim();
  if (clean === "") return "";
  return ` It said: "${clean.length > 300 ? `${clean.slice(0, 300)}…` : clean}"`;
}
