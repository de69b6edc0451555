import { type BudgetDraft, type BudgetField, budgetProblems, EMPTY_BUDGET } from "./budget.ts";
import { MAX_PROMPT_CHARS } from "./limits.ts";

/** What the composer holds. Kept in the browser until the task exists. */
export interface Draft extends BudgetDraft {
  repo: string;
  branch: string;
  prompt: string;
  provider: string;
  model: string;
  reviewPlan: boolean;
  autoPr: boolean;
  /** Attached to the prompt, and kept by the Worker already. */
  images: DraftImage[];
}

export interface DraftImage {
  id: string;
  name: string;
}

export const EMPTY_DRAFT: Draft = {
  repo: "",
  branch: "",
  prompt: "",
  provider: "",
  model: "",
  reviewPlan: true,
  autoPr: false,
  images: [],
  ...EMPTY_BUDGET,
};

const KEY = "verne.draft";

/** The stored draft; fields that are missing or of another type fall back to the empty draft's. */
export function readDraft(store: Pick<Storage, "getItem">): Draft {
  let stored: unknown;
  try {
    stored = JSON.parse(store.getItem(KEY) ?? "{}");
  } catch {
    return EMPTY_DRAFT;
  }
  if (typeof stored !== "object" || stored === null) return EMPTY_DRAFT;
  const found = Object.entries(EMPTY_DRAFT).map(([field, fallback]) => {
    const value = (stored as Record<string, unknown>)[field]; // checked: an object
    if (field === "images") return [field, imagesIn(value)];
    return [field, typeof value === typeof fallback ? value : fallback];
  });
  // Every field of Draft is there, each with the type of its fallback.
  return Object.fromEntries(found) as Draft;
}

const isImage = (value: unknown): value is DraftImage =>
  typeof value === "object" &&
  value !== null &&
  "id" in value &&
  "name" in value &&
  typeof value.id === "string" &&
  typeof value.name === "string";
const imagesIn = (value: unknown): DraftImage[] => (Array.isArray(value) ? value.filter(isImage) : []);

export const writeDraft = (store: Pick<Storage, "setItem">, draft: Draft): void =>
  store.setItem(KEY, JSON.stringify(draft));

/** After a task was made from it: the text goes, the choices stay for the next one. */
export const afterCreation = (draft: Draft): Draft => ({ ...draft, prompt: "", images: [] });

export type DraftProblems = Partial<
  Record<"repo" | "branch" | "prompt" | "model" | "images" | BudgetField, string>
>;

/** What is missing or wrong before the draft can be sent; empty when nothing is. */
export function checkDraft(draft: Draft): DraftProblems {
  const problems: DraftProblems = budgetProblems(draft);
  if (!draft.repo) problems.repo = "Choose a repository.";
  if (draft.repo && !draft.branch) problems.branch = "Choose a branch.";
  if (draft.prompt.trim() === "") problems.prompt = "Describe what you want.";
  if (draft.prompt.length > MAX_PROMPT_CHARS) {
    const over = draft.prompt.length - MAX_PROMPT_CHARS;
    problems.prompt = `This is ${over.toLocaleString("en")} characters too long.`;
  }
  if (!draft.provider || !draft.model) problems.model = "Choose a model.";
  return problems;
}
