import { describe, expect, it } from "vitest";
import { MAX_PROMPT_CHARS } from "../../../worker/protocol/index.ts";
import { EMPTY_BUDGET } from "./budget.ts";
import { afterCreation, checkDraft, type Draft, EMPTY_DRAFT, readDraft, writeDraft } from "./draft.ts";

const full: Draft = {
  repo: "samples/invoice",
  branch: "main",
  prompt: "Write tests",
  provider: "demo",
  model: "demo",
  reviewPlan: false,
  autoPr: true,
  images: [{ id: "5d9f2d4e-6b1c-4e0a-9a52-5e0c1d0a8a51", name: "mock-up.png" }],
  ...EMPTY_BUDGET,
  maxMinutes: "30",
};

const memory = (initial?: string) => {
  let value = initial ?? null;
  return {
    getItem: () => value,
    setItem: (_key: string, next: string) => {
      value = next;
    },
  };
};

describe("the stored draft", () => {
  it("comes back as it was written", () => {
    const store = memory();
    writeDraft(store, full);
    expect(readDraft(store)).toEqual(full);
  });

  it.each(["{", "null", "[]", '"text"', '{"prompt": 7, "images": [7, null, {"id": "a"}]}'])(
    "falls back where the store holds %s",
    (stored) => {
      expect(readDraft(memory(stored))).toEqual(EMPTY_DRAFT);
    },
  );

  it("keeps the choices and drops the text and its images once the task exists", () => {
    expect(afterCreation(full)).toEqual({ ...full, prompt: "", images: [] });
  });
});

describe("checkDraft", () => {
  it("accepts a complete draft", () => {
    expect(checkDraft(full)).toEqual({});
  });

  it("names each missing field", () => {
    expect(Object.keys(checkDraft(EMPTY_DRAFT))).toEqual(["repo", "prompt", "model"]);
    expect(Object.keys(checkDraft({ ...full, branch: "" }))).toEqual(["branch"]);
  });

  it("accepts a prompt at the protocol's limit and refuses one character more", () => {
    expect(checkDraft({ ...full, prompt: "x".repeat(MAX_PROMPT_CHARS) })).toEqual({});
    expect(checkDraft({ ...full, prompt: "x".repeat(MAX_PROMPT_CHARS + 1) }).prompt).toContain(
      "1 characters",
    );
  });
});
