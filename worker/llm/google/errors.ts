import { ApiError } from "@google/genai/web";
import { type ProviderError, readErrorBody } from "../errors.ts";

/** What the API said within a stream, if the SDK's error holds it: the body as text, after words of the SDK. */
export function readGoogleError(error: unknown): ProviderError | null {
  if (!(error instanceof ApiError)) return null;
  const body = error.message.slice(Math.max(0, error.message.search(/[[{]/)));
  return { ...readErrorBody(body), status: error.status, headers: null };
}
