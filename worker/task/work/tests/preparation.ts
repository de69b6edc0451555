/**
 * What the evidence tree needs before its tests count: the tests before the edits, the dependencies, the set-up. It goes
 * on while the agent edits in its own tree.
 */
import type { Plan } from "../../../protocol/index.ts";
import type { StepContext } from "../../run/step.ts";
import { setUp } from "./run-setup.ts";

/** Resolves when it is done. A failure is thrown to whoever awaits it, and to nobody before. */
export function prepareEvidence(context: StepContext, plan: Plan): Promise<void> {
  const { baselineOver, evidence, checkout } = context;
  const done = (async () => {
    await baselineOver();
    await evidence.run(async () => {
      await checkout.ensure();
      await setUp(context, plan);
    });
  })();
  done.catch(() => {});
  return done;
}
