import { describe, expect, it } from "vitest";
import { MAX_PROMPT_CHARS, PutDraft } from "../../../../worker/protocol/index.ts";
import { budgetOf, EMPTY_BUDGET } from "../limits/budget.ts";
import {
  afterCreation,
  checkDraft,
  type Draft,
  dropEdits,
  EMPTY_DRAFT,
  promptAfterChoice,
  promptForAddress,
  readDraft,
  writeDraft,
} from "./draft.ts";
import { fromSaved, toSaved } from "./draft-exchange.ts";

const full: Draft = {
  repo: "samples/invoice",
  branch: "main",
  prompt: "Write tests",
  provider: "demo",
  model: "demo",
  reviewPlan: false,
  autoPr: true,
  allowReadOnly: false,
  images: [{ id: "5d9f2d4e-6b1c-4e0a-9a52-5e0c1d0a8a51", name: "mock-up.png" }],
  ...EMPTY_BUDGET,
  maxMinutes: "30",
};

const memory = (initial: Record<string, string> = {}) => {
  const values = new Map(Object.entries(initial));
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, next: string) => void values.set(key, next),
    removeItem: (key: string) => void values.delete(key),
  };
};

describe("the kept draft", () => {
  it("comes back as it was written", () => {
    const store = memory();
    writeDraft(store, null, full);
    expect(readDraft(store, null)).toEqual(full);
  });

  it.each(["{", "null", '"text"'])("is absent where the store holds %s", (stored) => {
    expect(readDraft(memory({ "verne.draft": stored }), null)).toBeNull();
  });

  it.each(["[]", '{"prompt": 7, "images": [7, null, {"id": "a"}]}'])(
    "falls back to the empty one where the store holds %s",
    (stored) => {
      expect(readDraft(memory({ "verne.draft": stored }), null)).toEqual(EMPTY_DRAFT);
    },
  );

  it("keeps the choices and drops the text and its images once the task exists", () => {
    expect(afterCreation(full)).toEqual({ ...full, prompt: "", images: [] });
  });

  it("and the edits of a saved one do not mix", () => {
    const store = memory();
    writeDraft(store, null, full);
    writeDraft(store, "d1", { ...full, prompt: "Edited" });
    expect(readDraft(store, null)?.prompt).toBe("Write tests");
    expect(readDraft(store, "d1")?.prompt).toBe("Edited");
    dropEdits(store, "d1");
    expect(readDraft(store, "d1")).toBeNull();
  });
});

describe("the prompt of each repository", () => {
  const engine = { ...full, repo: "ada/engine", prompt: "Oil it" };

  it("moves along with a choice in the form, and leaves nothing behind", () => {
    const store = memory();
    writeDraft(store, null, full);
    expect(promptAfterChoice(store, full, "ada/engine")).toBe("Write tests");
    expect(promptForAddress(store, { ...engine, prompt: "" }, full.repo)).toBe("");
  });

  it("is found again where there is one, and the other is kept", () => {
    const store = memory();
    writeDraft(store, null, engine);
    writeDraft(store, null, full);
    expect(promptAfterChoice(store, full, engine.repo)).toBe("Oil it");
    expect(promptAfterChoice(store, engine, full.repo)).toBe("Write tests");
  });

  it("stays with its repository when an address names another", () => {
    const store = memory();
    writeDraft(store, null, full);
    expect(promptForAddress(store, full, engine.repo)).toBe("");
    expect(promptForAddress(store, engine, full.repo)).toBe("Write tests");
    expect(promptForAddress(store, full, full.repo)).toBe("Write tests");
  });

  it("never takes the place of what was typed before any was chosen", () => {
    const store = memory();
    writeDraft(store, null, full);
    const early = { ...EMPTY_DRAFT, prompt: "New thought" };
    for (const prompt of [promptAfterChoice, promptForAddress]) {
      expect(prompt(store, early, full.repo)).toBe("New thought\n\nWrite tests");
      expect(prompt(store, early, engine.repo)).toBe("New thought");
      expect(prompt(store, EMPTY_DRAFT, full.repo)).toBe("Write tests");
    }
  });
});

describe("a draft on the server", () => {
  const saved = (draft: Draft) => ({
    ...PutDraft.parse(toSaved(draft, budgetOf(draft))),
    draft_id: crypto.randomUUID(),
    updated_at: "2026-11-22T10:00:00.000Z",
  });

  const unnamed = full.images.map((image, index) => ({ ...image, name: `Image ${index + 1}` }));

  it("comes back as it was, but for the names of its images", () => {
    expect(fromSaved(saved(full))).toEqual({ ...full, images: unnamed });
    expect(fromSaved(saved(EMPTY_DRAFT))).toEqual(EMPTY_DRAFT);
  });

  it("is taken with limits that are no numbers yet", () => {
    expect(fromSaved(saved({ ...full, maxTokens: "many", maxMinutes: "0" }))).toEqual({
      ...full,
      images: unnamed,
      maxMinutes: "",
    });
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
