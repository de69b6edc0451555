import { isRecord } from "./json.ts";
import { parseRetryAfter, retryAfterInWords } from "./retry-after.ts";
import { type ModelErrorClass, ModelFailure } from "./types.ts";

/** What a provider said about a failure, however it said it. */
export interface ProviderError {
  /** HTTP status; null inside a stream that began with 200. */
  status: number | null;
  code: string | null;
  type: string | null;
  message: string | null;
  headers: Headers | null;
  /** What the body asks to wait; counts before the headers. */
  retryAfterMs?: number | null;
}

export interface ErrorContext {
  /** How messages name the provider: "OpenAI", "the demo model". */
  label: string;
  /** Removed from every message. */
  key: string | null;
  now: number;
}

const RETRYABLE: readonly ModelErrorClass[] = ["rate_limited", "overloaded", "network", "timeout", "garbage"];

/** Words by which providers mark a class, where the status alone does not tell. First match wins. */
const MARKS: readonly [RegExp, ModelErrorClass][] = [
  [/insufficient_quota|billing|credit balance|insufficient (funds|balance|credits)/i, "no_quota"],
  [
    /invalid_api_key|authentication_error|permission_error|(incorrect|invalid) api key|api[ _]key[ _](not valid|invalid|expired)|unauthorized/i,
    "invalid_key",
  ],
  [
    /context_length_exceeded|context (length|window|size|limit)|maximum context|prompt is too long|too many (input )?tokens|input token count/i,
    "context_too_long",
  ],
  [
    /content_policy|policy_violation|bio_policy|usage polic|content_filter|safety system|moderation/i,
    "refused",
  ],
  [/rate_limit|too many requests/i, "rate_limited"],
  [
    /overloaded|server_error|internal_error|api_error|service_unavailable|unavailable|bad gateway/i,
    "overloaded",
  ],
  [/timed? ?out|timeout/i, "timeout"],
  [/invalid_request/i, "bad_request"],
];

/** Classes that a mark in the text may choose under this status. */
function classesUnder(status: number | null): readonly ModelErrorClass[] | "any" {
  if (status === null) return "any";
  if (status === 429) return ["no_quota"];
  if (status === 403) return ["no_quota", "refused"];
  if (status === 400 || status === 413 || status === 422) {
    return ["no_quota", "invalid_key", "context_too_long", "refused"];
  }
  return [];
}

function classOfStatus(status: number | null): ModelErrorClass {
  if (status === null) return "network";
  if (status === 401 || status === 403) return "invalid_key";
  if (status === 402) return "no_quota";
  if (status === 408 || status === 504 || status === 522 || status === 524) return "timeout";
  if (status === 413) return "context_too_long";
  if (status === 429) return "rate_limited";
  if (status === 409 || status === 425 || status >= 500) return "overloaded";
  return "bad_request";
}

/**
 * The class of a provider's failure. Status decides first; code, type and message refine it where a status covers
 * several causes, and stand alone for an error inside a stream.
 */
export function classify(error: ProviderError): ModelErrorClass {
  const status = error.status ?? statusIn(error.code);
  const allowed = classesUnder(status);
  const words = [error.code, error.type, error.message].filter((word) => word !== null).join(" ");
  const marked = MARKS.find(
    ([mark, cls]) => mark.test(words) && (allowed === "any" || allowed.includes(cls)),
  );
  return marked?.[1] ?? classOfStatus(status);
}

/** Some gateways put the HTTP status of the model behind them into `code`. */
function statusIn(code: string | null): number | null {
  const status = Number(code);
  return Number.isInteger(status) && status >= 400 && status < 600 ? status : null;
}

/** A `ModelFailure` for what the provider said. */
export function providerFailure(error: ProviderError, context: ErrorContext, cause?: unknown): ModelFailure {
  const cls = classify(error);
  const inHeaders = error.headers ? parseRetryAfter(error.headers, context.now) : null;
  const retryAfterMs = error.retryAfterMs ?? inHeaders ?? retryAfterInWords(error.message);
  return failure(cls, describe(cls, error, context), { retryAfterMs, cause });
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

function describe(cls: ModelErrorClass, error: ProviderError, context: ErrorContext): string {
  const { label } = context;
  const status = error.status === null ? "" : ` (${error.status})`;
  const said = quote(error.message, context.key);
  switch (cls) {
    case "invalid_key":
      return `${label} refused the API key${status}. Check the key in Settings, and that it may use this model.`;
    case "no_quota":
      return `The account at ${label} has no credit left${status}. Add credit there or use another key.`;
    case "rate_limited":
      return `${label} limits the rate of requests${status}. Wait a moment, then retry.`;
    case "overloaded":
      return `${label} cannot answer at the moment${status}. Retry in a few minutes or choose another model.${said}`;
    case "context_too_long":
      return `The conversation is longer than the model can read${status}. Choose a model with a larger context, or a smaller task.`;
    case "refused":
      return `${label} refused this request${status}.${said} Rephrase the task or choose another model.`;
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
  if (error.status === null) return `${label} broke off with an error.${said} Retry the step.`;
  return `${label} did not accept the request${status}.${said}`;
}

/** The provider's own words, short, on one line, without the key; nothing when they are an HTML page. */
function quote(message: string | null, key: string | null): string {
  if (message === null || /<(!doctype|html|head|body)/i.test(message)) return "";
  const clean = (key ? message.replaceAll(key, () => "[key]") : message)
    .replace(/\b(sk-[\w*-]+|AIza[\w-]{20,})/g, "[key]")
    .replace(/\p{C}+|\s+/gu, " ")
    .trim();
  if (clean === "") return "";
  return ` It said: "${clean.length > 300 ? `${clean.slice(0, 300)}…` : clean}"`;
}

/** Reads the error object of an answer's body or of a stream: `{message, code, type}`, or a bare text. */
export function readErrorBody(body: unknown): Pick<ProviderError, "code" | "type" | "message"> {
  if (typeof body === "string") return { code: null, type: null, message: body };
  if (!isRecord(body)) return { code: null, type: null, message: null };
  const word = (value: unknown): string | null =>
    typeof value === "string" ? value : typeof value === "number" ? String(value) : null;
  return { code: word(body.code), type: word(body.type), message: word(body.message) };
}
