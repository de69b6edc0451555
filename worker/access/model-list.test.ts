import { afterEach, describe, expect, it, vi } from "vitest";
import { knownModels } from "../llm/providers.ts";
import { ADA, configWith, FIRST, OTHER, serve } from "./access-fixture.ts";
import { putApiKey } from "./api-keys.ts";
import { databaseOf } from "./database.ts";
import { parseKeyRing } from "./keyring.ts";
import { listModels } from "./model-list.ts";
import { SERVICE } from "./principal.ts";

afterEach(() => vi.unstubAllGlobals());

const USAGE = { input_tokens: 1_000, cached_input_tokens: 400, output_tokens: 100 };
const taskOf = (changes: object = {}) => ({
  user_id: ADA.userId,
  state: "complete",
  provider: "openai",
  usage: USAGE,
  ...changes,
});
const [KNOWN] = knownModels("openai");
const answerModels = (...ids: string[]) => Response.json({ data: ids.map((id) => ({ id })) });

function world({ models = () => answerModels(), tasks = [] as object[] } = {}) {
  return serve({
    tables: { api_keys: [], tasks: tasks.map((task) => ({ ...task })) },
    elsewhere: () => models(),
  });
}
const keep = (provider: "openai" | "openai_compatible") =>
  putApiKey(databaseOf(configWith(), SERVICE), parseKeyRing(FIRST), {
    userId: ADA.userId,
    provider,
    key: "sk-something-long",
    baseUrl: provider === "openai" ? null : "https://models.example.com/v1",
  });
async function providers(config = configWith()) {
  const { providers: list } = await listModels(config, ADA);
  return new Map(list.map((provider) => [provider.id, provider]));
}

describe("a provider", () => {
  it("without a key is listed with the models that are known, and as one that needs a key", async () => {
    world();
    const list = await providers();
    expect([...list.keys()]).toEqual(["openai", "anthropic", "google", "openai_compatible", "auto"]);
    expect(list.get("openai")).toMatchObject({
      label: "OpenAI",
      status: "missing_key",
      note: null,
      custom_models: true,
    });
    expect(list.get("openai")?.models.map(({ id }) => id)).toEqual(knownModels("openai").map(({ id }) => id));
    expect(list.get("auto")).toEqual({
      id: "auto",
      label: "Automatic",
      status: "missing_key",
      note: expect.any(String),
      models: [
        {
          id: "auto",
          label: "Automatic",
          context_tokens: null,
          price: null,
          price_class: null,
          images: null,
          typical_task_usd: null,
        },
      ],
      custom_models: false,
    });
  });

  it("with a key offers those of the known models that the key may use, with what they cost", async () => {
    world({ models: () => answerModels(KNOWN?.id ?? "", "a model that nobody knows") });
    await keep("openai");
    const list = await providers();
    expect(list.get("openai")).toMatchObject({ status: "ready", note: null });
    expect(list.get("openai")?.models).toMatchObject([
      {
        id: KNOWN?.id,
        label: KNOWN?.label,
        price: { output: expect.any(Number) },
        typical_task_usd: expect.any(Number),
      },
    ]);
    expect(list.get("auto")?.status).toBe("ready");
  });

  it("of the user's own offers what it names, up to five hundred", async () => {
    const many = Array.from({ length: 501 }, (_, n) => `m${String(n).padStart(3, "0")}`);
    world({ models: () => answerModels(...many) });
    await keep("openai_compatible");
    const own = (await providers()).get("openai_compatible");
    expect(own).toMatchObject({ status: "ready", custom_models: true });
    expect(own?.models.map(({ id, label }) => [id, label])).toEqual(many.slice(0, 500).map((id) => [id, id]));
  });

  it("whose key was stored with another ring asks for it anew", async () => {
    world();
    await keep("openai");
    expect((await providers(configWith({ KEY_RING: OTHER }))).get("openai")).toMatchObject({
      status: "missing_key",
      note: "the stored key cannot be decrypted; enter it again",
    });
  });

  it.each([
    ["answers with an error", () => new Response("", { status: 401 }), /OpenAI/],
    [
      "cannot be reached",
      () => {
        throw new TypeError("fetch failed");
      },
      /OpenAI/,
    ],
  ])("that %s is listed with what is known of it, and why", async (_how, models, note) => {
    world({ models });
    await keep("openai");
    const list = await providers();
    expect(list.get("openai")).toMatchObject({ status: "unreachable", note: expect.stringMatching(note) });
    expect(list.get("openai")?.models).toHaveLength(knownModels("openai").length);
    expect(list.get("auto")?.status).toBe("missing_key");
  });

  it("for the demo is there where it listens, costs nothing and is never chosen by itself", async () => {
    world({ models: () => answerModels("verne-demo") });
    const list = await providers(configWith({ DEMO_MODEL_URL: "http://127.0.0.1:9/v1" }));
    expect([...list.keys()][0]).toBe("demo");
    expect(list.get("demo")).toMatchObject({
      status: "ready",
      models: [{ id: "verne-demo", typical_task_usd: 0 }],
    });
    expect(list.get("auto")?.status).toBe("missing_key");
  });
});

describe("the typical task", () => {
  it("is taken from the user's last finished tasks with real models", async () => {
    const others = [{ user_id: "somebody" }, { state: "failed" }, { provider: "demo" }, { usage: null }];
    const tasks = [
      ...Array(3).fill(taskOf()),
      ...others.map((other) => taskOf({ usage: { ...USAGE, input_tokens: 9e9 }, ...other })),
    ];
    const sent = world({ tasks });
    expect((await listModels(configWith(), ADA)).typical_task).toEqual({ ...USAGE, from_tasks: 3 });
    const asked = sent.find(({ call }) => call === "GET tasks");
    expect(asked?.query.get("limit")).toBe("20");
    expect(asked?.bearer).toBe(`Bearer ${ADA.jwt}`);
  });

  it("is a guess before there are any", async () => {
    world();
    expect((await listModels(configWith(), ADA)).typical_task).toMatchObject({ from_tasks: 0 });
  });
});
