/** Reads what a provider, or a gateway before it, said about a failure, in whatever shape it said it. */
import { isRecord } from "./json.ts";
import { parsePause } from "./retry-after.ts";

/** What a provider said about a failure, however it said it. */
export interface ProviderError {
  /** HTTP status; null inside a stream that began with 200. */
  status: number | null;
  code: string | null;
  type: string | null;
  /** For a person: the innermost sentence, of whoever knows the reason. */
  message: string | null;
  headers: Headers | null;
  /** What the body asks to wait; counts before the headers. */
  retryAfterMs?: number | null;
  /** A status that the body names. Gateways wrap an answer of the model's server in one of their own. */
  statusInside?: number | null;
  /** Everything else that the body says, for its marks: names of quotas, sentences of outer layers. */
  words?: string;
  /** The body is a web page: it comes from something in front of the model. */
  isPage?: boolean;
  /** When the limit is counted anew, in milliseconds since 1970. */
  resetAt?: number | null;
}

type ErrorBody = Omit<ProviderError, "status" | "headers">;

const MAX_DEPTH = 16;
const MAX_ITEMS = 20;
const MAX_TEXT_CHARS = 20_000;
const PAGE = /^\s*<(?:!doctype|html|head|body|center)\b/i;

/** Where a layer keeps what is inside it. */
const INSIDE = [
  "message",
  "error",
  "errors",
  "detail",
  "details",
  "metadata",
  "raw",
  "base_resp",
  "cause",
  "body",
  "violations",
];
const MESSAGES = ["message", "msg", "error_message", "error_msg", "status_msg", "description", "title"];

/**
 * Reads an error's body: the object, its text, Google's array, FastAPI's `detail`, an upstream's answer within
 * `metadata.raw` (OpenRouter) or within the sentence of a wrapper (LiteLLM), or a web page.
 */
export function readErrorBody(body: unknown): ErrorBody {
  const found: ErrorBody & { words: string } = {
    code: null,
    type: null,
    message: null,
    retryAfterMs: null,
    statusInside: null,
    words: "",
    isPage: false,
    resetAt: null,
  };
  read(body, found, 0);
  return found;
}

function read(value: unknown, found: ErrorBody & { words: string }, depth: number): void {
  if (depth > MAX_DEPTH) return;
  if (typeof value === "string") readText(value.slice(0, MAX_TEXT_CHARS), found, depth);
  else if (Array.isArray(value)) for (const item of value.slice(0, MAX_ITEMS)) read(item, found, depth + 1);
  else if (isRecord(value)) readRecord(value, found, depth);
}

function readText(text: string, found: ErrorBody & { words: string }, depth: number): void {
  if (PAGE.test(text)) {
    found.isPage = true;
    found.message ??= text;
    found.words += ` ${text}`;
    return;
  }
  const inside = jsonIn(text);
  const sentence = (inside ? text.slice(0, inside.at) : text).trim();
  if (/\p{L}/u.test(sentence)) {
    found.message = sentence;
    found.words += ` ${sentence}`;
  }
  if (!inside) return;
  found.words += ` ${text.slice(inside.at + inside.length)}`;
  read(inside.value, found, depth + 1);
}

function readRecord(
  value: Record<string, unknown>,
  found: ErrorBody & { words: string },
  depth: number,
): void {
  found.code ??= word(value.code) ?? word(value.error_code);
  found.type ??= word(value.type) ?? nameOf(value.status) ?? word(value.__type);
  // The innermost is the model's own.
  found.statusInside = statusOf(value) ?? found.statusInside ?? null;
  found.retryAfterMs ??= pauseOf(value);
  found.resetAt ??= resetOf(value);
  for (const key of [
    "__type",
    "code",
    "type",
    "status",
    "reason",
    "quotaId",
    "quotaMetric",
    "quotaValue",
    "limit_source",
  ]) {
    const said = word(value[key]);
    if (said !== null) found.words += ` ${said}`;
  }
  const sentence = MESSAGES.map((key) => value[key]).find((said) => typeof said === "string");
  if (typeof sentence === "string") readText(sentence.slice(0, MAX_TEXT_CHARS), found, depth);
  for (const key of INSIDE) {
    // A message of help pages must not hide the sentence that has the reason.
    const before = found.message;
    if (key !== "message" || typeof value[key] !== "string") read(value[key], found, depth + 1);
    if (key === "details" && before !== null) found.message = before;
  }
}

const word = (value: unknown): string | null =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : null;

/** Google's `status` is a name, others' a number. */
const nameOf = (value: unknown): string | null =>
  typeof value === "string" && !/^\d+$/.test(value) ? value : null;

function statusOf(value: Record<string, unknown>): number | null {
  for (const key of ["status_code", "statusCode", "http_status", "status", "code"]) {
    const status = Number(word(value[key]) ?? Number.NaN);
    if (Number.isInteger(status) && status >= 400 && status < 600) return status;
  }
  return null;
}

function pauseOf(value: Record<string, unknown>): number | null {
  for (const [key, item] of Object.entries(value).slice(0, 50)) {
    const found = /^retry[-_]?(?:delay|after|in)(?:[-_]?(ms|s|seconds))?$/i.exec(key);
    // A protobuf duration that was not written as a text.
    if (found && isRecord(item)) return parsePause(word(item.seconds), "s");
    if (found) return parsePause(word(item), found[1]?.toLowerCase() === "ms" ? "ms" : "s");
  }
  return isRecord(value.headers) ? pauseOf(value.headers) : null;
}

/** OpenRouter tells the moment, in the headers that its body repeats. */
function resetOf({ headers }: Record<string, unknown>): number | null {
  if (!isRecord(headers)) return null;
  const entry = Object.entries(headers).find(([key]) => key.toLowerCase() === "x-ratelimit-reset");
  const at = Number(word(entry?.[1]) ?? Number.NaN);
  return Number.isFinite(at) && at > 1e12 ? at : null;
}

/** The JSON within a text: the whole of it, or from its first bracket on. */
function jsonIn(text: string): { value: unknown; at: number; length: number } | null {
  for (const [open, close] of [
    ["{", "}"],
    ["[", "]"],
  ] as const) {
    const at = text.indexOf(open);
    const end = text.lastIndexOf(close);
    if (at === -1 || end < at) continue;
    try {
      const value: unknown = JSON.parse(text.slice(at, end + 1));
      if (typeof value === "object" && value !== null) return { value, at, length: end + 1 - at };
    } catch {
      // Not JSON: the text itself says what there is.
    }
  }
  return null;
}
