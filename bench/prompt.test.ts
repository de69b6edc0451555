import { expect, it } from "vitest";
import { schemaForModel } from "../worker/agent/tools/model-schema.ts";
import { fixedParts, sizeOf } from "./prompt/fixed-parts.ts";

/** What each request pays before anything is known of the task. A tool more is worth a look at the others' texts. */
const MOST_BYTES = { planning: 6_700, editing: 7_100 };

it("keeps the fixed part of a request small", async () => {
  for (const { phase, tools, system } of await fixedParts("anthropic")) {
    const bytes = sizeOf(JSON.stringify(tools)).bytes + sizeOf(system).bytes;
    expect({ phase, tooLarge: bytes > MOST_BYTES[phase] ? bytes : null }).toEqual({ phase, tooLarge: null });
    expect(bytes).toBeGreaterThan(3_000);
  }
});

it("counts bytes of UTF-8, and tokens by characters", () => {
  expect(sizeOf("äöü€")).toEqual({ bytes: 9, tokens: 1 });
  expect(sizeOf("abcde")).toEqual({ bytes: 5, tokens: 2 });
});

it("leaves only those limits out of a schema that say nothing to a model", () => {
  const text = { type: "string", minLength: 1, maxLength: 8_000, description: "d" };
  const schema = {
    type: "object",
    properties: {
      title: { ...text, maxLength: 72 },
      text,
      line: { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
      seconds: { type: "number", minimum: 5, maximum: 600 },
      list: { type: "array", maxItems: 5, default: [], items: text },
      // Properties with the names of keywords.
      default: { type: "string" },
      maxLength: { type: "number" },
    },
    required: ["title"],
  };
  expect(schemaForModel(schema)).toEqual({
    type: "object",
    properties: {
      title: { type: "string", description: "d" },
      text: { type: "string", description: "d" },
      line: { type: "integer" },
      seconds: { type: "number", minimum: 5, maximum: 600 },
      list: { type: "array", maxItems: 5, items: { type: "string", description: "d" } },
      default: { type: "string" },
      maxLength: { type: "number" },
    },
    required: ["title"],
  });
});
