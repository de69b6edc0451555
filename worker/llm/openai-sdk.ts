import OpenAI, { APIConnectionError, APIError } from "openai";
import type { AdapterOptions, Connection } from "./call.ts";
import { failure, type ProviderError, readErrorBody } from "./errors.ts";
import { isRecord } from "./json.ts";

/** The SDK over one call's connection. Every setting is given, so that it reads none from the environment and logs nothing. */
export function openAISdk(baseUrl: string, key: string | null, connection: Connection): OpenAI {
  return new OpenAI({
    baseURL: baseUrl,
    apiKey: key ?? "none",
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: 2 ** 31 - 1, // The clock's timers replace the SDK's.
    logLevel: "off",
    fetch: connection.fetch,
  });
}

/** What the server said within a stream, if the SDK's error holds it. */
export function readOpenAIError(error: unknown): ProviderError | null {
  if (!(error instanceof APIError) || error instanceof APIConnectionError) return null;
  return { ...readErrorBody(error.error), status: error.status ?? null, headers: error.headers ?? null };
}

/** Ids of the models behind an endpoint, sorted. Throws what the SDK throws, and `garbage` for a list that is none. */
export async function listOpenAIModels(
  sdk: OpenAI,
  { label }: AdapterOptions,
  signal: AbortSignal,
): Promise<string[]> {
  // Not `models.list()`: the SDK takes a page without `data` for an empty one.
  const page: unknown = await sdk.get("/models", { signal });
  if (!isRecord(page) || !Array.isArray(page.data)) {
    throw failure("garbage", `${label} did not answer with a list of models. Check the base URL.`);
  }
  const ids = page.data.map((model: unknown) => (isRecord(model) ? model.id : null));
  return ids.filter((id) => typeof id === "string").sort();
}
