import { describe, expect, it } from "vitest";
import { toMessageRequest } from "./anthropic/request.ts";
import { toGeminiRequest } from "./google/request.ts";
import { imageClient } from "./image-client.ts";
import { imageTokens, readsImages } from "./images.ts";
import { toResponseRequest } from "./openai/request.ts";
import { toChatRequest } from "./openai-compatible/request.ts";
import { eventsOf } from "./stream-fixture.ts";
import type { ModelClient, ModelEvent, ModelRequest } from "./types.ts";

const REQUEST: ModelRequest = {
  model: "m",
  messages: [
    { role: "system", content: "Rules" },
    {
      role: "user",
      content: "Make it look like this.",
      images: [
        { id: "a", mediaType: "image/png" },
        { id: "b", mediaType: "image/gif" },
      ],
    },
  ],
  images: new Map([
    ["a", "QQ=="],
    ["b", "Qg=="],
  ]),
  tools: [],
  maxOutputTokens: 100,
};

describe("an image in a request", () => {
  it("to the Responses API", () => {
    const { input } = toResponseRequest(REQUEST, { provider: "openai", reasons: false });
    expect(input).toEqual([
      {
        role: "user",
        content: [
          { type: "input_image", image_url: "data:image/png;base64,QQ==", detail: "auto" },
          { type: "input_image", image_url: "data:image/gif;base64,Qg==", detail: "auto" },
          { type: "input_text", text: "Make it look like this." },
        ],
      },
    ]);
  });

  it("to a chat completions server", () => {
    const dialect = { maxTokensField: "max_tokens", sendsCacheKey: false } as const;
    expect(toChatRequest(REQUEST, "test", dialect).messages[1]).toEqual({
      role: "user",
      content: [
        { type: "image_url", image_url: { url: "data:image/png;base64,QQ==" } },
        { type: "image_url", image_url: { url: "data:image/gif;base64,Qg==" } },
        { type: "text", text: "Make it look like this." },
      ],
    });
  });

  it("to the Messages API", () => {
    const { messages } = toMessageRequest(REQUEST, { provider: "anthropic", adaptiveThinking: false });
    expect(messages).toEqual([
      {
        role: "user",
        content: [
          { type: "image", source: { type: "base64", media_type: "image/png", data: "QQ==" } },
          { type: "image", source: { type: "base64", media_type: "image/gif", data: "Qg==" } },
          { type: "text", text: "Make it look like this.", cache_control: { type: "ephemeral" } },
        ],
      },
    ]);
  });

  it("to Gemini, which reads no GIF", () => {
    const { signal } = new AbortController();
    const { contents } = toGeminiRequest(REQUEST, { provider: "google", thinks: false, signal });
    expect(contents).toEqual([
      {
        role: "user",
        parts: [
          { inlineData: { mimeType: "image/png", data: "QQ==" } },
          { text: "[An attached GIF, which you cannot see.]" },
          { text: "Make it look like this." },
        ],
      },
    ]);
  });

  it("counts for the budget", () => {
    expect(imageTokens(REQUEST.messages)).toBe(3_200);
  });
});

/** A server that answers, or refuses what has images, and keeps what it was asked. */
function server(provider: string, options: { refusesImages?: boolean } = {}) {
  const asked: ModelRequest[] = [];
  const client: ModelClient = {
    provider,
    async *stream(request): AsyncGenerator<ModelEvent> {
      asked.push(request);
      if (options.refusesImages && request.images)
        yield { type: "error", class: "bad_request", message: "no", retryable: false, retryAfterMs: null };
      else yield { type: "finish", reason: "stop" };
    },
    listModels: async () => [],
  };
  return { client, asked };
}

describe("imageClient", () => {
  const { images: _, ...stored } = REQUEST;
  const run = async (
    { client, asked }: ReturnType<typeof server>,
    model: string,
    kept: readonly string[] = ["a", "b"],
  ) => {
    const unseen: string[] = [];
    let loads = 0;
    const seeing = imageClient(client, {
      load: async (refs) => {
        loads += 1;
        return new Map(refs.filter(({ id }) => kept.includes(id)).map(({ id }) => [id, `${id}!`]));
      },
      onUnseen: (reason) => unseen.push(reason),
    });
    const signal = new AbortController().signal;
    for (let turn = 0; turn < 2; turn += 1)
      expect(await eventsOf(seeing, signal, { ...stored, model })).toEqual([
        { type: "finish", reason: "stop" },
      ]);
    return { asked, unseen, loads };
  };
  const textOf = (request: ModelRequest | undefined) => request?.messages[1]?.content;

  it("sends the bytes with each request, and loads them once", async () => {
    const { asked, unseen, loads } = await run(server("anthropic"), "claude-opus-5-5");
    expect(asked).toHaveLength(2);
    expect(asked[1]?.images?.get("a")).toBe("a!");
    expect({ unseen, loads }).toEqual({ unseen: [], loads: 1 });
  });

  it("tells a model that reads none that there were some", async () => {
    const { asked, unseen, loads } = await run(server("demo"), "verne-demo");
    expect(textOf(asked[0])).toMatch(/^\[The user attached 2 images .*reads no images.*\]\n\nMake it/);
    expect(asked[0]?.messages[1]).not.toHaveProperty("images");
    expect({ unseen: new Set(unseen), loads }).toEqual({ unseen: new Set(["unsupported"]), loads: 0 });
  });

  it("does so too where a server that is not known refuses them, and asks it only once", async () => {
    const { asked, unseen } = await run(server("openai_compatible", { refusesImages: true }), "mine");
    expect(asked.map(({ images }) => images !== undefined)).toEqual([true, false, false]);
    expect(unseen).toContain("unsupported");
  });

  it("says that an image is gone", async () => {
    const { asked, unseen } = await run(server("openai_compatible"), "mine", ["a"]);
    expect(textOf(asked[0])).toMatch(/^\[The user attached an image .*could not be loaded/);
    expect(asked[0]?.messages[1]).toMatchObject({ images: [{ id: "a" }] });
    expect(unseen).toContain("missing");
  });
});

it("knows of the catalogue's models whether they read images, of a reseller's namesake nothing", () => {
  expect(readsImages("anthropic", "claude-opus-5-5")).toBe(true);
  expect(readsImages("openai_compatible", "claude-opus-5-5")).toBeNull();
  expect(readsImages("demo", "verne-demo")).toBe(false);
});
