/** Chosen tests while the agent edits: in its own tree as it stands, which is the last checkpoint. */
import { runTargeted } from "../../../agent/index.ts";
import type { CommandPort, RunTests } from "../../../agent/types.ts";
import { contextOf } from "../../record/documents-of.ts";
import type { StepContext } from "../../run/step.ts";
import { detectChosen } from "./chosen-commands.ts";

/** A run in between may not use up the step's time: the tests that count come after it. */
const LIMIT_MS = 180_000;

/**
 * How the agent runs tests; undefined where no command for that is known. Each edit was stored before the next call, so
 * that what the tests wrote is undone by going back to the checkpoint.
 */
export function targetedRuns(context: StepContext, port: Pick<CommandPort, "prepare">): RunTests | undefined {
  const { test, packages = [] } = contextOf(context.life).commands;
  if ((test === null || test.testsNothing !== undefined) && packages.length === 0) return undefined;
  return async ({ keep = false, ...selection }) => {
    await port.prepare();
    const { host, checkout } = await context.work();
    // The edits may have added the first test of a package.
    const found = await detectChosen({ host, life: context.life });
    const limitMs = Math.min(LIMIT_MS, context.config.COMMAND_TIMEOUT_MS);
    try {
      return await runTargeted(host, found, selection, limitMs);
    } finally {
      if (!keep) await checkout.restore();
    }
  };
}
