/** Chosen tests while the agent edits: on the checkout as it stands, which is the last checkpoint. */
import { detectCommandsIn, runTargeted } from "../../../agent/index.ts";
import type { RunTests } from "../../../agent/types.ts";
import { contextOf } from "../../record/documents-of.ts";
import type { StepContext } from "../../run/step.ts";
import { ensureInstalled } from "./dependencies.ts";

/** A run in between may not use up the step's time: the tests that count come after it. */
const LIMIT_MS = 180_000;
/** Installing what a changed manifest declares. */
const INSTALL_MS = 300_000;

/**
 * How the agent runs tests; undefined where no command for that is known. Each edit was stored before the next call, so
 * that what the tests wrote is undone by going back to the checkpoint.
 */
export function targetedRuns(context: StepContext): RunTests | undefined {
  const { test, packages = [] } = contextOf(context.life).commands;
  if ((test === null || test.testsNothing !== undefined) && packages.length === 0) return undefined;
  return async (selection) => {
    const { host, checkout, clock, config } = context;
    // The tests before the edits run on the same tree.
    await host.beforeWrite?.();
    // The edits may have added the first test of a package, or a dependency.
    const found = await detectCommandsIn(host);
    const prepared = await ensureInstalled(context, {
      commands: found,
      paths: selection.paths,
      endBy: clock.now() + INSTALL_MS,
      limitMs: INSTALL_MS,
    });
    const limitMs = Math.min(LIMIT_MS, config.COMMAND_TIMEOUT_MS);
    try {
      return await runTargeted(host, prepared.commands, selection, limitMs);
    } finally {
      await checkout.restore();
    }
  };
}
