import { type ModelClient, type ModelErrorClass, ModelFailure } from "./types.ts";

export type KeyTest =
  /** `models`: ids that the key may use, sorted. */
  { ok: true; models: string[] } | { ok: false; class: ModelErrorClass; message: string };

/**
 * Whether a provider accepts a key and which models it may use with it, without paying for an answer. An account
 * without credit passes: providers tell that only for a real call.
 */
export async function testKey(client: ModelClient, signal: AbortSignal): Promise<KeyTest> {
  try {
    return { ok: true, models: await client.listModels(signal) };
  } catch (error) {
    if (!(error instanceof ModelFailure)) throw error;
    return { ok: false, class: error.class, message: error.message };
  }
}
