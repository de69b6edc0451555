import { asFailure } from "../../api/client.ts";

/** Why a field's list could not be loaded; null where there is no error, or where the form's own notice says it. */
export function listProblem(error: unknown): string | null {
  if (!error) return null;
  const { code, message } = asFailure(error);
  return code === "github_not_connected" ? null : message;
}
