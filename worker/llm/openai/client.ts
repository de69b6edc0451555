import { type AdapterOptions, contextOf, streamCall, unaryCall } from "../call.ts";
import { listOpenAIModels, openAISdk, readOpenAIError } from "../openai-sdk.ts";
import type { ModelClient, ModelRequest } from "../types.ts";
import { ResponseReader } from "./reader.ts";
import { toResponseRequest } from "./request.ts";

export interface OpenAIOptions extends AdapterOptions {
  /** Default OpenAI's own. */
  baseUrl?: string;
  /** Whether a model reasons: others refuse to be asked for it. */
  reasons: (model: string) => boolean;
}

/** A reasoning model sends nothing while it thinks. */
const LIMITS = { firstByteMs: 120_000, stallMs: 300_000 };

/**
 * A client for OpenAI's Responses API, through the `openai` SDK with its retries off. `stream` never throws: every
 * failure is its last event, of class `error`. `listModels` throws `ModelFailure`.
 */
export function openAIClient(given: OpenAIOptions): ModelClient {
  const options = { ...given, limits: { ...LIMITS, ...given.limits } };
  const { provider, key, reasons, baseUrl = "https://api.openai.com/v1" } = options;
  const { newId = () => `call_${crypto.randomUUID()}` } = options;
  const bodyOf = (request: ModelRequest) =>
    toResponseRequest(request, { provider, reasons: reasons(request.model) });
  return {
    provider,
    freeformTools: true,
    stream: (request, signal) =>
      streamCall<unknown>(options, signal, {
        open: (connection) =>
          openAISdk(baseUrl, key, connection).responses.create(bodyOf(request), {
            signal: connection.signal,
          }),
        reader: new ResponseReader(provider, request, contextOf(options), newId),
        readError: readOpenAIError,
      }),
    listModels: (signal) =>
      unaryCall(
        options,
        signal,
        (connection) => listOpenAIModels(openAISdk(baseUrl, key, connection), options, connection.signal),
        readOpenAIError,
      ),
  };
}
