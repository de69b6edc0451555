import { repeatsInstall } from "../../../agent/index.ts";
import type { DetectedCommand, DetectedCommands, ProjectSetup } from "../../../agent/types.ts";
import type { TestCase, TestReport } from "../../../protocol/index.ts";

/** What is known when the set-up is decided. */
export interface SetUpFacts {
  setup: ProjectSetup | null | undefined;
  /** The commands that the approved plan shows. */
  shown: ReadonlySet<string>;
  commands: DetectedCommands;
  /** The last install succeeded. */
  installed: boolean;
  /** The tests need the set-up; `needsSetUp` says so before it runs. */
  needed: boolean;
}

/**
 * The set-up commands that are worth running, in order. Nothing that the plan does not show, nothing that only repeats
 * the install. Pure.
 */
export function setUpCommands({ setup, shown, commands, installed, needed }: SetUpFacts): DetectedCommand[] {
  if (!setup || !needed) return [];
  return setup.commands
    .filter(({ display }) => shown.has(display))
    .filter((command) => !repeatsInstall(command, commands, { succeeded: installed, script: setup.script }));
}

/** Whether a set-up of this kind was written for a program like this one, rather than for another machine. */
export const isScraped = ({ kind }: Pick<ProjectSetup, "kind">): boolean =>
  kind === "ci" || kind === "devcontainer";

/**
 * Whether the tests need the repository's set-up. A script of its own and steps written for agents always run; what was
 * read from CI or a dev container builds another machine, and runs only where the tests before the edits could not be
 * run without it. Without such a run nothing says so, and it is left out. Pure.
 */
export function needsSetUp(setup: Pick<ProjectSetup, "kind">, baseline: TestReport | null): boolean {
  if (!isScraped(setup)) return true;
  if (baseline === null) return false;
  const { outcome, counts, cases } = baseline;
  if (outcome === "errored" || outcome === "none") return true;
  // Each file counts as one failed test where nothing can be imported.
  return outcome === "failed" && counts.passed === 0 && cases.every(importsNothing);
}

const importsNothing = ({ outcome, message }: TestCase): boolean =>
  outcome === "failed" && MISSING.test(message ?? "");

const MISSING =
  /Cannot find (?:module|package)|ERR_MODULE_NOT_FOUND|ModuleNotFoundError|ImportError|No module named|Failed to resolve import|cannot load such file|Class "[^"]*" not found/;
