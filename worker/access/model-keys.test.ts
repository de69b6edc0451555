import { afterEach, describe, expect, it, vi } from "vitest";
import type { PutApiKey } from "../protocol/index.ts";
import { ADA, configWith, serve } from "./access-fixture.ts";
import { type KeyedProvider, storeModelKey, testModelKey } from "./model-keys.ts";

afterEach(() => vi.unstubAllGlobals());

const URL_OF_OWN = "https://models.example.com/v1";

/** A name resolves to `address`; the servers of models answer as told. */
function world({ address = "93.184.216.34", models = () => Response.json({ data: [] }) } = {}) {
  const asked: string[] = [];
  const tables: Record<string, Record<string, unknown>[]> = { api_keys: [] };
  const sent = serve({
    tables,
    elsewhere: (url) => {
      asked.push(url.host);
      if (url.host !== "dns.test") return models();
      return Response.json({ Answer: [{ type: 1, data: address }] });
    },
  });
  return { asked, sent, rows: () => tables.api_keys ?? [] };
}

describe("a key", () => {
  it("is stored in the user's name", async () => {
    const { sent, rows } = world();
    expect(await storeModelKey(configWith(), ADA, "openai", { key: "sk-something-long" })).toMatchObject({
      provider: "openai",
      last4: "long",
      base_url: null,
    });
    expect(rows()).toMatchObject([{ user_id: ADA.userId, provider: "openai", base_url: null }]);
    expect(sent.at(-1)?.actor).toMatchObject({ kind: "user", id: ADA.userId });
  });

  it.each<[string, KeyedProvider, PutApiKey, string]>([
    ["a server of one's own without its address", "openai_compatible", { key: "k" }, "base_url"],
    ["an address for a provider that has one", "openai", { key: "k", base_url: URL_OF_OWN }, "base_url"],
    ["no key where one is needed", "openai", {}, "key"],
    ["an address on a private network", "openai_compatible", { base_url: "https://10.0.0.1/v1" }, "base_url"],
    ["an address that is none", "openai_compatible", { base_url: "models" }, "base_url"],
    ["an address on this machine", "openai_compatible", { base_url: "http://127.0.0.1:11434" }, "base_url"],
  ])("is refused with %s, by the field's name", async (_what, provider, put, field) => {
    const { rows } = world();
    await expect(storeModelKey(configWith(), ADA, provider, put)).rejects.toMatchObject({
      code: "invalid_request",
      details: [{ path: field }],
    });
    expect(rows()).toEqual([]);
  });

  it.each([
    ["the public internet", "93.184.216.34", true],
    ["a private network", "10.0.0.7", false],
  ])("goes to a name that resolves to %s or not at all", async (_where, address, taken) => {
    const { rows } = world({ address });
    const storing = storeModelKey(configWith(), ADA, "openai_compatible", { base_url: `${URL_OF_OWN}/` });
    if (!taken)
      await expect(storing).rejects.toMatchObject({
        code: "invalid_request",
        message: expect.stringContaining(address),
      });
    else
      expect(await storing).toMatchObject({ provider: "openai_compatible", base_url: URL_OF_OWN, last4: "" });
    expect(rows()).toHaveLength(taken ? 1 : 0);
  });

  it("may go to this machine on the embedded default, where no name is looked up", async () => {
    const { asked, rows } = world({ address: "10.0.0.7" });
    for (const base_url of ["http://127.0.0.1:11434/v1", URL_OF_OWN])
      expect(
        await storeModelKey(configWith({ EMBEDDED: true }), ADA, "openai_compatible", { base_url }),
      ).toMatchObject({
        base_url,
      });
    expect(rows()).toHaveLength(1);
    expect(asked).toEqual([]);
  });
});

it("of a server that asks for none is none when it is called", async () => {
  const keys: (string | null)[] = [];
  serve({
    tables: { api_keys: [] },
    elsewhere: (url, init) => {
      if (url.host !== "dns.test") keys.push(new Headers(init.headers).get("authorization"));
      return Response.json(url.host === "dns.test" ? {} : { data: [] });
    },
  });
  await storeModelKey(configWith(), ADA, "openai_compatible", { base_url: URL_OF_OWN });
  expect(await testModelKey(configWith(), ADA, "openai_compatible")).toMatchObject({ ok: true });
  expect(keys).toEqual([null]);
});

describe("the trial of a key", () => {
  const config = configWith({ OPENAI_API_KEY: "sk-of-everybody" });

  it("names the models that it may use", async () => {
    world({ models: () => Response.json({ data: [{ id: "gpt-b" }, { id: "gpt-a" }] }) });
    expect(await testModelKey(config, ADA, "openai")).toEqual({
      ok: true,
      models: ["gpt-a", "gpt-b"],
      error: null,
    });
  });

  it("says why the provider does not take it", async () => {
    world({ models: () => Response.json({ error: { message: "Incorrect API key" } }, { status: 401 }) });
    expect(await testModelKey(config, ADA, "openai")).toEqual({
      ok: false,
      models: [],
      error: { class: "invalid_key", message: expect.stringContaining("OpenAI") },
    });
  });

  it("needs one", async () => {
    const { asked } = world();
    await expect(testModelKey(configWith(), ADA, "openai")).rejects.toMatchObject({
      code: "missing_model_key",
      message: "there is no usable key for openai",
    });
    expect(asked).toEqual([]);
  });
});
