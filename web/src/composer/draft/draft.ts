import type { MAX_PROMPT_CHARS as Limit } from "../../../../worker/protocol/index.ts";
import { type BudgetDraft, type BudgetField, budgetProblems, EMPTY_BUDGET } from "../limits/budget.ts";

/** What the composer holds. Kept in the browser until the task exists. */
export interface Draft extends BudgetDraft {
  repo: string;
  branch: string;
  prompt: string;
  provider: string;
  model: string;
  reviewPlan: boolean;
  autoPr: boolean;
  /** Go on although nothing can be pushed to the repository. */
  allowReadOnly: boolean;
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
  allowReadOnly: false,
  images: [],
  ...EMPTY_BUDGET,
};

/** Limit of the protocol. Its literal type is checked, since importing the value would bundle zod. */
const MAX_PROMPT_CHARS: typeof Limit = 64_000;

const KEY = "verne.draft";
/** Where the text for a repository is kept, and edits of a draft that is on the server. */
const promptKey = (repo: string): string => `${KEY}.prompt.${repo}`;
const editsKey = (savedId: string): string => `${KEY}.saved.${savedId}`;

type Reads = Pick<Storage, "getItem">;
type Writes = Pick<Storage, "setItem" | "removeItem">;

/**
 * The draft that this browser keeps: the one for the next new task, or with `savedId` the edits of a saved one since
 * it was saved. Fields that are missing or of another type fall back to the empty draft's; null if nothing is kept.
 */
export function readDraft(store: Reads, savedId: string | null): Draft | null {
  let stored: unknown;
  try {
    stored = JSON.parse(store.getItem(savedId === null ? KEY : editsKey(savedId)) ?? "null");
  } catch {
    return null;
  }
  if (typeof stored !== "object" || stored === null) return null;
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

/** Keeps the draft; the one for a new task also as the text of its repository. */
export function writeDraft(store: Writes, savedId: string | null, draft: Draft): void {
  store.setItem(savedId === null ? KEY : editsKey(savedId), JSON.stringify(draft));
  if (savedId !== null || draft.repo === "") return;
  if (draft.prompt.trim() === "") store.removeItem(promptKey(draft.repo));
  else store.setItem(promptKey(draft.repo), draft.prompt);
}

/** Removes the edits of a saved draft, which the server has, or which was deleted. */
export const dropEdits = (store: Writes, savedId: string): void => store.removeItem(editsKey(savedId));

const joined = (typed: string, kept: string): string =>
  typed === kept || typed.trim() === "" ? kept : kept === "" ? typed : `${typed}\n\n${kept}`;

/**
 * The prompt after the user took another repository in the form: its own text where it has one, while the old
 * repository keeps what was typed for it; otherwise the text moves along.
 */
export function promptAfterChoice(store: Reads & Writes, draft: Draft, repo: string): string {
  const kept = store.getItem(promptKey(repo)) ?? "";
  if (draft.repo === "") return joined(draft.prompt, kept);
  if (kept !== "") return kept;
  store.removeItem(promptKey(draft.repo));
  return draft.prompt;
}

/** The prompt for the repository in the address; text typed for another repository is kept with that one. */
export function promptForAddress(store: Reads, draft: Draft, repo: string): string {
  if (draft.repo === repo) return draft.prompt;
  const kept = store.getItem(promptKey(repo)) ?? "";
  // Typed before a repository was chosen, so it is stored under no repository.
  return draft.repo === "" ? joined(draft.prompt, kept) : kept;
}

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
