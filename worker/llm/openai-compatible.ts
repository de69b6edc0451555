import OpenAI, { APIConnectionError, APIError } from "openai";
import { ChunkReader } from "./chunk-reader.ts";
import { type ErrorContext, failure, providerFailure, readErrorBody } from "./errors.ts";
import { isRecord } from "./json.ts";
import { type Dialect, toChatRequest } from "./request.ts";
import {
  realSchedule,
  type Schedule,
  STREAM_LIMITS,
  StreamClock,
  type StreamLimits,
} from "./stream-clock.ts";
import { type Fetch, guardedFetch } from "./transport.ts";
import { type ModelClient, type ModelEvent, ModelFailure, type ModelRequest } from "./types.ts";

export interface OpenAICompatibleOptions {
  /** Names the provider in stored reasoning blocks; only blocks with this name are sent back. */
  provider: string;
  /** Names the provider to a person: "OpenAI", "the demo model". */
  label: string;
  /** Ends before `/chat/completions`. Already checked: see `checkBaseUrl`. */
  baseUrl: string;
  /** Null sends no Authorization header. */
  key: string | null;
  dialect: Dialect;
  fetch?: Fetch;
  limits?: Partial<StreamLimits>;
  schedule?: Schedule;
  now?: () => number;
  newId?: () => string;
}

/**
 * A client for any server that speaks OpenAI's chat completions, through the `openai` SDK with its retries off.
 * `stream` never throws: every failure is its last event, of class `error`. `listModels` throws `ModelFailure`.
 */
export function openAICompatibleClient(options: OpenAICompatibleOptions): ModelClient {
  return {
    provider: options.provider,
    stream: (request, signal) => streamChat(options, request, signal),
    listModels: (signal) => listModels(options, signal),
  };
}

async function* streamChat(
  options: OpenAICompatibleOptions,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent, void, undefined> {
  const { newId = () => `call_${crypto.randomUUID()}` } = options;
  const reader = new ChunkReader(options.provider, contextOf(options), newId);
  const clock = startClock(options, signal);
  try {
    const body = toChatRequest(request, options.provider, options.dialect);
    const chunks = await clock.wait(
      sdk(options, clock).chat.completions.create(body, { signal: clock.signal }),
    );
    const iterator = chunks[Symbol.asyncIterator]();
    while (true) {
      const next = await clock.wait(iterator.next());
      if (next.done) break;
      yield* reader.read(next.value);
      if (reader.finished) clock.finishing();
    }
    if (clock.cause) throw clock.cause;
    yield* reader.end();
  } catch (error) {
    // After the finish reason the answer is whole; a connection that then hangs or breaks takes nothing from it.
    if (reader.finished && clock.cause?.class !== "cancelled") yield* reader.end();
    else yield toErrorEvent(toFailure(error, clock, options));
  } finally {
    clock.close();
  }
}

async function listModels(options: OpenAICompatibleOptions, signal: AbortSignal): Promise<string[]> {
  const clock = startClock(options, signal);
  try {
    // Not `models.list()`: the SDK takes a page without `data` for an empty one.
    const page: unknown = await clock.wait(sdk(options, clock).get("/models", { signal: clock.signal }));
    if (!isRecord(page) || !Array.isArray(page.data)) {
      throw failure("garbage", `${options.label} did not answer with a list of models. Check the base URL.`);
    }
    const ids = page.data.map((model: unknown) => (isRecord(model) ? model.id : null));
    return ids.filter((id) => typeof id === "string").sort();
  } catch (error) {
    throw toFailure(error, clock, options);
  } finally {
    clock.close();
  }
}

/** Starts the timers of one call and ties them to the caller's signal. */
function startClock(options: OpenAICompatibleOptions, signal: AbortSignal): StreamClock {
  const { limits, schedule = realSchedule, label } = options;
  const clock = new StreamClock({ ...STREAM_LIMITS, ...limits }, schedule, label);
  const cancel = () => clock.end(failure("cancelled", "The call was cancelled."));
  if (signal.aborted) cancel();
  else signal.addEventListener("abort", cancel, { once: true, signal: clock.signal });
  return clock;
}

/** Every setting is given, so that the SDK reads none from the environment and logs nothing. */
function sdk(options: OpenAICompatibleOptions, clock: StreamClock): OpenAI {
  const { fetch = globalThis.fetch.bind(globalThis), key, label } = options;
  return new OpenAI({
    baseURL: options.baseUrl,
    apiKey: key ?? "none",
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: 2 ** 31 - 1, // The clock's timers replace the SDK's.
    logLevel: "off",
    fetch: guardedFetch(fetch, clock, key, label),
  });
}

function contextOf(options: OpenAICompatibleOptions): ErrorContext {
  const { label, key, now = Date.now } = options;
  return { label, key, now: now() };
}

/** The one place where anything thrown during a call becomes a `ModelFailure`. */
function toFailure(error: unknown, clock: StreamClock, options: OpenAICompatibleOptions): ModelFailure {
  if (clock.cause) return clock.cause;
  const own = findModelFailure(error);
  if (own) return own;
  if (error instanceof SyntaxError) {
    return failure("garbage", `${options.label} sent an answer that cannot be read. Check the base URL.`, {
      cause: error,
    });
  }
  if (error instanceof APIError && !(error instanceof APIConnectionError)) {
    const body = readErrorBody(error.error);
    const text = body.message ?? (error.status === undefined ? null : withoutStatus(error.message));
    return providerFailure(
      { status: error.status ?? null, headers: error.headers ?? null, ...body, message: text },
      contextOf(options),
      error,
    );
  }
  const message = `The connection to ${options.label} failed or broke off. Check the base URL and that the server runs.`;
  return failure("network", message, { cause: error });
}

/** The SDK wraps what `fetch` throws. */
function findModelFailure(error: unknown): ModelFailure | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (at instanceof ModelFailure) return at;
  }
  return null;
}

/** The SDK puts the status before the text of a body that is not JSON. */
function withoutStatus(message: string): string | null {
  const text = message.replace(/^\d{3} /, "");
  return text === "status code (no body)" ? null : text;
}

function toErrorEvent(cause: ModelFailure): ModelEvent {
  return {
    type: "error",
    class: cause.class,
    message: cause.message,
    retryable: cause.retryable,
    retryAfterMs: cause.retryAfterMs,
  };
}
