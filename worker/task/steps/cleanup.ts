import type { Step } from "../step.ts";

/** Removes the sandbox. The patch is stored, so a follow-up can build it again. */
export const cleanup: Step = async ({ life, host, commit }) => {
  await host.sandbox.destroy();
  commit(() =>
    life.update((record) => {
      record.sandbox.state = "destroyed";
    }),
  );
  return null;
};
