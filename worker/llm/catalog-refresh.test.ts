import { describe, expect, it } from "vitest";
import { CATALOG, Catalog, type CatalogModel } from "./catalog.ts";
import { refreshCatalog } from "./catalog-refresh.ts";

const MODEL = {
  id: "gpt-7",
  name: "GPT-7",
  attachment: true,
  reasoning: true,
  tool_call: true,
  release_date: "2026-12-01",
  modalities: { input: ["text", "image"], output: ["text"] },
  cost: {
    input: 3,
    output: 9,
    cache_read: 0.3,
    cache_write: 0,
    tiers: [{ input: 6, output: 18, cache_read: 0.6, tier: { type: "context", size: 272_000 } }],
    context_over_200k: { input: 99, output: 99 },
  },
  limit: { context: 2_000_000, output: 64_000 },
};
const refresh = (provider: string, ...models: Partial<typeof MODEL & { status: string }>[]) =>
  refreshCatalog(
    {
      [provider]: {
        id: provider,
        models: Object.fromEntries(models.map((one) => [one.id ?? "gpt-7", { ...MODEL, ...one }])),
      },
    },
    CATALOG,
    "2026-12-05",
  );
const entry = (catalog: Catalog, id: string): CatalogModel | undefined =>
  catalog.models.find((one) => one.id === id);
const tier = (
  over: number,
  input: number | null,
  cached: number | null,
  write: number | null,
  output: number | null,
) => ({
  from: null,
  over_input_tokens: over,
  input,
  cached_input: cached,
  cache_write: write,
  output,
});

describe("refreshCatalog", () => {
  it("adds a new model with its tiers, and never a price of 0", () => {
    const catalog = Catalog.parse(refresh("openai", {}));
    expect(catalog.date).toBe("2026-12-05");
    expect(entry(catalog, "gpt-7")).toEqual({
      provider: "openai",
      id: "gpt-7",
      label: "GPT-7",
      strength: "high",
      context_tokens: 2_000_000,
      max_output_tokens: 64_000,
      tools: true,
      reasoning: true,
      images: true,
      prices: [tier(0, 3, 0.3, null, 9), tier(272_000, 6, 0.6, null, 18)],
    });
    const { tiers: _, ...cost } = MODEL.cost;
    const older = refresh("google", { cost: cost as typeof MODEL.cost }); // a file from before tiers
    expect(entry(older, "gpt-7")?.prices[1]).toEqual(tier(200_000, 99, null, null, 99));
  });

  it("says that a model reads no images only where the file says what it reads", () => {
    const told = (modalities: object) =>
      entry(refresh("openai", { modalities: modalities as typeof MODEL.modalities }), "gpt-7")?.images; // as older files are
    expect(told({ input: ["text"], output: ["text"] })).toBe(false);
    expect(told({ output: ["text"] })).toBeNull();
  });

  it("updates what it knows and keeps what the file does not tell", () => {
    const told = refresh("google", { id: "gemini-4-argon", name: "Other name" });
    expect(told.models).toHaveLength(CATALOG.models.length);
    expect(entry(told, "gemini-4-argon")).toMatchObject({
      label: "Gemini 4 Argon",
      context_tokens: 2_000_000,
    });
    // Its price was announced for 1 December; on the 5th the file's price is the one that counts.
    expect(entry(told, "gemini-4-argon")?.prices.map(({ from }) => from)).toEqual([null, null]);
    const flash = refresh("google", { id: "gemini-3.8-flash" });
    expect(entry(flash, "gemini-3.8-flash")?.prices.map(({ from }) => from)).toEqual([
      null,
      null,
      "2027-01-01",
    ]);
    expect(entry(told, "gpt-6-sol")).toEqual(entry(CATALOG, "gpt-6-sol"));
  });

  it("takes no model that is old, deprecated, without tools or of another provider", () => {
    const same = CATALOG.models.length;
    expect(refresh("openai", { release_date: "2025-01-01" }).models).toHaveLength(same);
    expect(refresh("openai", { release_date: "someday" }).models).toHaveLength(same);
    expect(refresh("openai", { status: "deprecated" }).models).toHaveLength(same);
    expect(refresh("openai", { tool_call: false }).models).toHaveLength(same);
    expect(refresh("mistral", {}).models).toHaveLength(same);
  });

  it("names what is not of that shape", () => {
    expect(() => refreshCatalog([], CATALOG, "2026-12-05")).toThrow("expected record");
    expect(() => refreshCatalog({ openai: { models: { x: {} } } }, CATALOG, "2026-12-05")).toThrow("id");
  });
});
