/** Where the user can remedy a failure: by logging in with GitHub, or in the settings of model keys. */
type Remedy = "github" | "keys";

/** By the code of a request's failure, or of a task's. */
const REMEDIES: Readonly<Record<string, Remedy>> = {
  github_not_connected: "github",
  github_access_lost: "github",
  missing_model_key: "keys",
  invalid_model_key: "keys",
  model_invalid_key: "keys",
  model_no_quota: "keys",
  model_unreachable: "keys",
};

/** Null for a failure without a remedy elsewhere. */
export const remedyFor = (code: string): Remedy | null =>
  Object.hasOwn(REMEDIES, code) ? (REMEDIES[code] ?? null) : null;
