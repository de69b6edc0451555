import Anthropic, { APIConnectionError, APIError } from "@anthropic-ai/sdk";
import { type AdapterOptions, type Connection, contextOf, streamCall, unaryCall } from "../call.ts";
import { failure, type ProviderError, readErrorBody } from "../errors.ts";
import { isRecord } from "../json.ts";
import type { ModelClient, ModelRequest } from "../types.ts";
import { MessageReader } from "./reader.ts";
import { toMessageRequest } from "./request.ts";

export interface AnthropicOptions extends AdapterOptions {
  /** Default Anthropic's own. */
  baseUrl?: string;
  /** Whether a model takes adaptive thinking. */
  adaptiveThinking: (model: string) => boolean;
}

const LIMITS = { stallMs: 120_000 };
const MAX_MODELS = 1000;

/**
 * A client for Anthropic's Messages API, through its SDK with retries off. `stream` never throws: every failure is its
 * last event, of class `error`. `listModels` throws `ModelFailure`.
 */
export function anthropicClient(given: AnthropicOptions): ModelClient {
  const options = { ...given, limits: { ...LIMITS, ...given.limits } };
  const { provider, adaptiveThinking, newId = () => `toolu_${crypto.randomUUID()}` } = options;
  const bodyOf = (request: ModelRequest) =>
    toMessageRequest(request, { provider, adaptiveThinking: adaptiveThinking(request.model) });
  return {
    provider,
    stream: (request, signal) =>
      streamCall<unknown>(options, signal, {
        open: (connection) =>
          sdk(options, connection).beta.messages.create(bodyOf(request), { signal: connection.signal }),
        reader: new MessageReader(provider, request.model, contextOf(options), newId),
        readError,
      }),
    listModels: (signal) =>
      unaryCall(options, signal, (connection) => listModels(options, connection), readError),
  };
}

async function listModels(options: AnthropicOptions, connection: Connection): Promise<string[]> {
  const page: unknown = await sdk(options, connection).get("/v1/models", {
    query: { limit: MAX_MODELS },
    signal: connection.signal,
  });
  if (!isRecord(page) || !Array.isArray(page.data)) {
    throw failure("garbage", `${options.label} did not answer with a list of models.`);
  }
  const ids = page.data.map((model: unknown) => (isRecord(model) ? model.id : null));
  return ids.filter((id) => typeof id === "string").sort();
}

/** Every setting is given, so that the SDK reads none from the environment and logs nothing. */
function sdk({ key, baseUrl }: AnthropicOptions, connection: Connection): Anthropic {
  return new Anthropic({
    baseURL: baseUrl ?? "https://api.anthropic.com",
    apiKey: key ?? "none",
    webhookKey: null,
    maxRetries: 0,
    timeout: 2 ** 31 - 1, // The clock's timers replace the SDK's.
    logLevel: "off",
    openTelemetry: false,
    fetch: connection.fetch,
  });
}

/** What the API said within a stream, if the SDK's error holds it. */
function readError(error: unknown): ProviderError | null {
  if (!(error instanceof APIError) || error instanceof APIConnectionError) return null;
  return { ...readErrorBody(error.error), status: error.status ?? null, headers: error.headers ?? null };
}
