import type { ProviderId } from "../../../worker/protocol/index.ts";

export interface KeyProvider {
  id: ProviderId;
  label: string;
  note: string;
  /** Asks for the server's base URL as well. */
  needsUrl: boolean;
}

/** Every provider that takes a key; the type fails to compile when the protocol knows one more. */
const BY_ID: Record<Exclude<ProviderId, "demo">, Omit<KeyProvider, "id">> = {
  openai: { label: "OpenAI", note: "A key from your OpenAI account.", needsUrl: false },
  anthropic: { label: "Anthropic", note: "A key from your Anthropic account, for Claude.", needsUrl: false },
  google: { label: "Google", note: "A key from Google AI Studio, for Gemini.", needsUrl: false },
  openai_compatible: {
    label: "OpenAI-compatible",
    note: "Any server that speaks the same protocol: Ollama, vLLM, a gateway.",
    needsUrl: true,
  },
};

export const PROVIDERS: readonly KeyProvider[] = Object.entries(BY_ID).map(([id, provider]) => ({
  id: id as ProviderId, // a key of BY_ID
  ...provider,
}));
