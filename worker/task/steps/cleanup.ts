import type { Step } from "../step.ts";

/** Removes the sandbox. The patch is stored, so a follow-up can build it again. */
export const cleanup: Step = async ({ workspace }) => {
  await workspace.remove();
  return null;
};
