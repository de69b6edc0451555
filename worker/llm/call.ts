import { type ErrorContext, failure, type ProviderError, providerFailure, readErrorBody } from "./errors.ts";
import {
  realSchedule,
  type Schedule,
  STREAM_LIMITS,
  StreamClock,
  type StreamLimits,
} from "./stream-clock.ts";
import { type Fetch, guardedFetch } from "./transport.ts";
import { type ModelEvent, ModelFailure } from "./types.ts";

/** What every adapter is made with. */
export interface AdapterOptions {
  /** Names the provider in stored reasoning blocks; only blocks with this name are sent back. */
  provider: string;
  /** Names the provider to a person: "OpenAI", "the demo model". */
  label: string;
  /** Null sends no credential. */
  key: string | null;
  fetch?: Fetch;
  limits?: Partial<StreamLimits>;
  schedule?: Schedule;
  now?: () => number;
  newId?: () => string;
}

/** Turns the chunks of one streamed answer into events. */
export interface StreamReader<T> {
  /** True once the provider has said why it stopped; only usage can still come. */
  readonly finished: boolean;
  /** Throws `ModelFailure` for a chunk that is an error or no chunk at all. */
  read(chunk: T): ModelEvent[];
  /** The stream is over. Throws `ModelFailure` when the provider never said that it had finished. */
  end(): ModelEvent[];
}

/** One call's way out: everything the SDK sends goes through this `fetch` and ends with this signal. */
export interface Connection {
  readonly signal: AbortSignal;
  readonly fetch: Fetch;
}

/** An answer that was no success, with the beginning of its body. */
interface FailedAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/**
 * Reads the error within a stream that an SDK has thrown; null if the provider said nothing (the connection failed).
 * Answers that are no success are read before an SDK sees them: each drops something else of them.
 */
export type ReadError = (error: unknown) => ProviderError | null;

/** Of a failed answer's body; what is said stands at its beginning. */
const MAX_FAILED_BYTES = 64 * 1024;

export interface StreamingCall<T> {
  open(connection: Connection): Promise<AsyncIterable<T>>;
  reader: StreamReader<T>;
  readError: ReadError;
}

/**
 * Runs one streaming call. Never throws: every failure is its last event, of class `error`. Ending the iteration early
 * closes the socket.
 */
export async function* streamCall<T>(
  options: AdapterOptions,
  signal: AbortSignal,
  { open, reader, readError }: StreamingCall<T>,
): AsyncGenerator<ModelEvent, void, undefined> {
  const call = new Call(options, signal);
  const { clock } = call;
  try {
    const chunks = await clock.wait(open(call));
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
    else yield toErrorEvent(call.toFailure(error, readError));
  } finally {
    clock.close();
  }
}

/** Runs one call with a plain answer. Throws `ModelFailure`. */
export async function unaryCall<T>(
  options: AdapterOptions,
  signal: AbortSignal,
  send: (connection: Connection) => Promise<T>,
  readError: ReadError,
): Promise<T> {
  const call = new Call(options, signal);
  try {
    return await call.clock.wait(send(call));
  } catch (error) {
    throw call.toFailure(error, readError);
  } finally {
    call.clock.close();
  }
}

export function contextOf(options: AdapterOptions): ErrorContext {
  const { label, key, now = Date.now } = options;
  return { label, key, now: now() };
}

class Call implements Connection {
  readonly clock: StreamClock;
  readonly fetch: Fetch;
  #failed: FailedAnswer | null = null;
  readonly #options: AdapterOptions;

  /** Starts the timers and ties them to the caller's signal. */
  constructor(options: AdapterOptions, signal: AbortSignal) {
    const {
      limits,
      schedule = realSchedule,
      label,
      key,
      fetch = globalThis.fetch.bind(globalThis),
    } = options;
    this.#options = options;
    this.clock = new StreamClock({ ...STREAM_LIMITS, ...limits }, schedule, label);
    const guarded = guardedFetch(fetch, this.clock, key, label);
    this.fetch = async (input, init) => {
      const response = await guarded(input, init);
      if (response.ok) return response;
      const { status, headers } = response;
      const text = await beginningOf(response);
      this.#failed = { status, headers, text };
      return new Response(status === 304 ? null : text, { status, headers });
    };
    const cancel = () => this.clock.end(failure("cancelled", "The call was cancelled."));
    if (signal.aborted) cancel();
    else signal.addEventListener("abort", cancel, { once: true, signal: this.clock.signal });
  }

  get signal(): AbortSignal {
    return this.clock.signal;
  }

  /** The one place where anything thrown during a call becomes a `ModelFailure`. */
  toFailure(error: unknown, readError: ReadError): ModelFailure {
    const { label } = this.#options;
    const own = this.clock.cause ?? findModelFailure(error);
    if (own) return own;
    if (error instanceof SyntaxError) {
      return failure("garbage", `${label} sent an answer that cannot be read. Check the base URL.`, {
        cause: error,
      });
    }
    const said = this.#failed ? saidIn(this.#failed) : readError(error);
    if (said) return providerFailure(said, contextOf(this.#options), error);
    const message = `The connection to ${label} failed or broke off. Check the base URL and that the server runs.`;
    return failure("network", message, { cause: error });
  }
}

function saidIn({ status, headers, text }: FailedAnswer): ProviderError {
  const said = readErrorBody(text);
  const isPage = said.isPage === true || (headers.get("content-type") ?? "").includes("html");
  return { ...said, isPage, status, headers };
}

/** The first bytes of a body as text. The rest is not read: nobody has to keep an error short. */
async function beginningOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let left = MAX_FAILED_BYTES; reader && left > 0; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value.subarray(0, left), { stream: true });
    left -= value.byteLength;
  }
  await reader?.cancel();
  return text;
}

/** SDKs wrap what `fetch` throws. */
function findModelFailure(error: unknown): ModelFailure | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (at instanceof ModelFailure) return at;
  }
  return null;
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
