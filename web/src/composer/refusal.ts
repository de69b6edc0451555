/** Where a refused task belongs in the form. Pure; loaded when one is refused. */
import { type ApiFailure, fieldProblem } from "../api/client.ts";
import { remedyFor } from "../auth/remedies.ts";
import type { DraftProblems } from "./draft/draft.ts";

/** A refusal as the form shows it: at its fields, or as a whole where it belongs to none. */
export interface Refusal {
  fields: DraftProblems;
  whole: ApiFailure | null;
  /** The repository can be read and not written: the user may accept that. */
  readOnly: boolean;
}

/** Which field of the request a field of the form becomes. */
const FIELD_PATH: Record<keyof DraftProblems, string> = {
  repo: "repo_full_name",
  branch: "branch",
  prompt: "prompt",
  model: "model",
  images: "images",
  maxCostUsd: "budget.max_cost_usd",
  maxTokens: "budget.max_tokens",
  maxMinutes: "budget.max_minutes",
  maxModelCalls: "budget.max_model_calls",
};
/** Error codes that speak about one field. */
const CODE_FIELD: Partial<Record<string, keyof DraftProblems>> = {
  repository_not_found: "repo",
  repository_empty: "repo",
  no_push_permission: "repo",
  commands_not_agreed: "repo",
  branch_not_found: "branch",
  unknown_model: "model",
  missing_model_key: "model",
  invalid_model_key: "model",
};

/** Shorter than the server's message: the field shows the rest. */
const AT_THE_FIELD: Partial<Record<string, string>> = {
  commands_not_agreed: "Its commands would run as you; agree to that below first.",
  no_push_permission: "Nothing can be pushed to it.",
};

/**
 * Assigns the failure to the fields that the server names or that its code is about; to the whole form if it has a remedy
 * elsewhere.
 */
export function refusalOf(failure: ApiFailure): Refusal {
  const named = Object.entries(FIELD_PATH).flatMap(([field, path]) => {
    const problem = fieldProblem(failure, path);
    return problem === null ? [] : [[field, problem] as const];
  });
  const coded = CODE_FIELD[failure.code];
  // The notice of the form has the button of the remedy.
  const hasRemedy = remedyFor(failure.code) !== null;
  const text = hasRemedy
    ? "This model has no key that works."
    : (AT_THE_FIELD[failure.code] ?? failure.message);
  const fields: DraftProblems = { ...(coded && { [coded]: text }), ...Object.fromEntries(named) };
  return {
    fields,
    whole: hasRemedy || Object.keys(fields).length === 0 ? failure : null,
    readOnly: failure.code === "no_push_permission",
  };
}
