import { describe, expect, it } from "vitest";
import { collectTurn } from "../llm/collect.ts";
import { modelClient } from "../llm/providers.ts";
import { namedSse, REQUEST, recording } from "../llm/stream-fixture.ts";

/** One short answer of each provider in its own format. */
const ANSWERS = {
  openai: namedSse(
    { type: "response.output_text.delta", output_index: 0, delta: "ok" },
    { type: "response.completed", response: { status: "completed" } },
  ),
  anthropic: namedSse(
    { type: "message_start", message: {} },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "ok" } },
    { type: "message_delta", delta: { stop_reason: "end_turn" } },
  ),
  google: `data: ${JSON.stringify({
    candidates: [{ content: { parts: [{ text: "ok" }] }, finishReason: "STOP" }],
  })}\n\n`,
  openai_compatible: `data: ${JSON.stringify({
    choices: [{ index: 0, delta: { content: "ok" }, finish_reason: "stop" }],
  })}\n\n`,
};

describe("the model SDKs in workerd", () => {
  it.each(["openai", "anthropic", "google", "openai_compatible"] as const)(
    "streams from %s",
    async (provider) => {
      const { fetch, sent } = recording(ANSWERS[provider]);
      const baseUrl = "https://models.example.com/v1";
      const client = modelClient({ provider, key: "k", baseUrl, demoUrl: null, allowLoopback: false, fetch });
      const turn = await collectTurn(client.stream(REQUEST, new AbortController().signal));
      expect(turn).toMatchObject({ text: "ok", finish: "stop" });
      expect(sent).toHaveLength(1);
    },
  );
});
