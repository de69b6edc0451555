import { GoogleGenAI } from "@google/genai/web";
import { type AdapterOptions, type Connection, contextOf, streamCall, unaryCall } from "../call.ts";
import type { ModelClient } from "../types.ts";
import { readGoogleError } from "./errors.ts";
import { GeminiReader } from "./reader.ts";
import { toGeminiRequest } from "./request.ts";
import { fetchWholeEvents } from "./whole-events.ts";

export interface GoogleOptions extends AdapterOptions {
  /** Default Google's own. */
  baseUrl?: string;
  /** Whether a model thinks. */
  thinks: (model: string) => boolean;
}

/** A model that thinks may send nothing meanwhile. */
const LIMITS = { firstByteMs: 300_000, stallMs: 180_000 };
const MAX_MODELS = 1000;

/**
 * A client for the Gemini API, through `@google/genai` without retries. `stream` never throws: every failure is its
 * last event, of class `error`. `listModels` throws `ModelFailure`.
 */
export function googleClient(given: GoogleOptions): ModelClient {
  const options = { ...given, limits: { ...LIMITS, ...given.limits } };
  const { provider, thinks, newId = () => `call_${crypto.randomUUID()}` } = options;
  return {
    provider,
    stream: (request, signal) =>
      streamCall<unknown>(options, signal, {
        open: (connection) =>
          sdk(options, connection).models.generateContentStream(
            toGeminiRequest(request, { provider, thinks: thinks(request.model), signal: connection.signal }),
          ),
        reader: new GeminiReader(provider, request.model, contextOf(options), newId),
        readError: readGoogleError,
      }),
    listModels: (signal) =>
      unaryCall(options, signal, (connection) => listModels(options, connection), readGoogleError),
  };
}

async function listModels(options: GoogleOptions, connection: Connection): Promise<string[]> {
  const config = { pageSize: MAX_MODELS, abortSignal: connection.signal };
  const { page } = await sdk(options, connection).models.list({ config });
  return page
    .filter((model) => model.supportedActions?.includes("generateContent") ?? true)
    .flatMap(({ name }) => (name ? [name.replace(/^models\//, "")] : []))
    .sort();
}

/** The SDK of browsers and Workers: that of Node brings Google Cloud's sign-in with it. */
function sdk({ key, baseUrl }: GoogleOptions, connection: Connection): GoogleGenAI {
  return new GoogleGenAI({
    apiKey: key ?? "none",
    httpOptions: {
      baseUrl: baseUrl ?? "https://generativelanguage.googleapis.com/",
      apiVersion: "v1beta",
      fetch: fetchWholeEvents(connection.fetch),
    },
  });
}
