import { type AdapterOptions, contextOf, streamCall, unaryCall } from "../call.ts";
import { listOpenAIModels, openAISdk, readOpenAIError } from "../openai-sdk.ts";
import type { ModelClient } from "../types.ts";
import { ChunkReader } from "./reader.ts";
import { type Dialect, toChatRequest } from "./request.ts";

export interface OpenAICompatibleOptions extends AdapterOptions {
  /** Ends before `/chat/completions`. Already checked: see `checkBaseUrl`. */
  baseUrl: string;
  dialect: Dialect;
}

/**
 * A client for any server that speaks OpenAI's chat completions, through the `openai` SDK with its retries off.
 * `stream` never throws: every failure is its last event, of class `error`. `listModels` throws `ModelFailure`.
 */
export function openAICompatibleClient(options: OpenAICompatibleOptions): ModelClient {
  const { baseUrl, key, provider, dialect, newId = () => `call_${crypto.randomUUID()}` } = options;
  return {
    provider,
    stream: (request, signal) =>
      streamCall<unknown>(options, signal, {
        open: (connection) =>
          openAISdk(baseUrl, key, connection).chat.completions.create(
            toChatRequest(request, provider, dialect),
            { signal: connection.signal },
          ),
        reader: new ChunkReader(provider, contextOf(options), newId),
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
