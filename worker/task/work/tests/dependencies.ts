/**
 * The environment of the tests: the dependencies in this tree's manifests, then the approved set-up. The same before
 * and after the edits, and in a rebuilt sandbox.
 */

import { type InstallFailure, installDependencies, notInstalled, singlyArgv } from "../../../agent/index.ts";
import type { DetectedCommand, DetectedCommands } from "../../../agent/types.ts";
import type { Plan } from "../../../protocol/index.ts";
import { readFindings } from "../../objections/read-change.ts";
import { baselineOf, contextOf } from "../../record/documents-of.ts";
import type { StepContext } from "../../run/step.ts";
import { systemLine } from "../host/system-line.ts";
import { detectChosen } from "./chosen-commands.ts";
import { isInstallMark, noteFailure, rememberedFailure } from "./failed-installs.ts";
import { needsSetUp, setUpCommands } from "./needed-setup.ts";
import { beginInstalls, warmStart } from "./warm-start.ts";

const OUTPUT_CHARS = 2_000;

export interface Preparation {
  commands: DetectedCommands;
  /** Files whose packages are installed first, when there are too many to install. */
  paths?: readonly string[];
  /** The evidence tree shows the base commit. */
  onBase?: boolean;
  /** Deadline for all commands. */
  endBy: number;
  /** Time limit of one command. */
  limitMs: number;
}

export interface Prepared {
  /** Commands of the present tree, which may have a new lock file. */
  commands: DetectedCommands;
  /** Why installing failed; null when it succeeded. */
  failure: InstallFailure | null;
}

/**
 * Installs when the installed dependencies do not match the tree. An install that failed is not repeated for the same
 * manifests, see `rememberedFailure`. If a manifest differs from the base commit's, a lock
 * file that does not match is updated and becomes part of the change.
 */
export async function ensureInstalled(context: StepContext, wanted: Preparation): Promise<Prepared> {
  const { host, life, checkout, clock } = context;
  const { commands, onBase = false } = wanted;
  const first = beginInstalls(context);
  // Read before anything is awaited: an approved plan may choose other commands meanwhile.
  const base = contextOf(life).commands;
  if ((await checkout.installedFor()) === keyOf(commands)) return { commands, failure: null };
  const changed = keyOf(commands) !== keyOf(base);
  // Dependencies that are no longer declared are removed by the base's install command.
  const what = changed && commands.install === null ? { ...commands, install: base.install } : commands;
  const attempt = { manifests: keyOf(commands), install: what, changed };
  const known = await rememberedFailure(context, attempt);
  if (known) return { commands, failure: known };
  const warm = onBase && !changed ? await warmStart(context, what, first) : null;
  if (await warm?.bring()) {
    await checkout.markInstalled(keyOf(commands));
    return { commands, failure: null };
  }
  const startedAt = clock.now();
  const outcome = await installDependencies(host, what, {
    timeoutMs: timeLeft(context, wanted, 0.5),
    paths: wanted.paths,
    changed,
  });
  if (outcome?.failure) {
    tell(context, outcome.failure);
    await noteFailure(context, attempt, outcome.failure);
    return { commands, failure: outcome.failure };
  }
  const now = outcome && outcome.locks.length > 0 ? await keepLocks(context, outcome.locks) : commands;
  await checkout.markInstalled(keyOf(now));
  await warm?.keep(clock.now() - startedAt);
  return { commands: now, failure: null };
}

/** Runs the repository's set-up, as shown in the approved plan, once after each install. */
export async function ensureSetUp(context: StepContext, plan: Plan, wanted: Preparation): Promise<void> {
  const { host, checkout } = context;
  if (await checkout.isSetUp()) return;
  const approved = await neededSetUp(context, plan);
  for (const { argv, env, dir, display } of approved) {
    const timeoutMs = timeLeft(context, wanted, 1);
    const cwd = dir === undefined ? host.repoDir : `${host.repoDir}/${dir}`;
    const run = (args: typeof argv) =>
      host.run(args, { cwd, env: { CI: "true", ...env }, timeoutMs, phase: "set_up" });
    const result = await run(argv);
    if (result.exitCode === 0) continue;
    const one = result.timedOut ? null : singlyArgv({ argv, display });
    const singly = one && (await run(one));
    const missing = notInstalled(singly?.stdout ?? "");
    const without = missing.length > 0 ? `, without ${missing.join(", ")}` : "";
    // A failure is reported but not fatal: the tests show its effect.
    host.emit({
      type: "warning",
      message: `Set-up command failed: ${display}${without}`.slice(0, 400),
      data: { code: "setup_failed", detail: result.stderr.slice(-OUTPUT_CHARS) || null },
    });
    if (singly?.exitCode !== 0) break;
  }
}

/** The commands of the set-up that the plan shows and the tests need; decided once, by the first baseline. */
export async function neededSetUp(context: StepContext, plan: Plan): Promise<DetectedCommand[]> {
  const { life, checkout, commit } = context;
  const { setup, commands } = contextOf(life);
  if (!setup) return [];
  const decided = life.documents.get("set_up_needed");
  const needed = decided ?? needsSetUp(setup, baselineOf(life));
  const known = decided !== null || life.documents.get("baseline_due") !== null;
  if (!known) commit(() => life.documents.put("set_up_needed", needed));
  return setUpCommands({
    setup,
    shown: new Set(plan.commands.setup.map(({ command }) => command)),
    commands,
    installed: isInstallMark(await checkout.installedFor()),
    needed,
  });
}

export const timeLeft = (
  { clock }: StepContext,
  { endBy, limitMs }: Pick<Preparation, "endBy" | "limitMs">,
  share: number,
): number => Math.max(1_000, Math.min(limitMs, Math.floor((endBy - clock.now()) * share)));

/** Without a manifest all trees have the same key. */
const keyOf = ({ cacheKey }: DetectedCommands): string => cacheKey ?? "";

/** Adds lock files written by the package manager to the change. */
async function keepLocks(context: StepContext, locks: readonly string[]): Promise<DetectedCommands> {
  const { host, life, checkout, commit } = context;
  const before = life.record.tree;
  checkout.adopt(locks);
  const checkpoint = await checkout.checkpoint();
  commit(() => {
    const known = life.documents.get("machine_written") ?? [];
    life.documents.put("machine_written", [...new Set([...known, ...locks])]);
    checkpoint();
  });
  await context.changes.sweep();
  if (life.record.tree === before) return detectChosen(context);
  commit(await readFindings(context.life, context.changes));
  const text = `Brought up to date with the manifests, and part of the change now: ${locks.join(", ")}`;
  systemLine(host, text);
  return detectChosen(context);
}

const CAUSE: Record<InstallFailure["cause"], string> = {
  offline: "the place that the packages come from could not be reached",
  missing: "the program is not in the sandbox",
  timed_out: "it did not end in its time",
  failed: "it ended with an error",
};

/** Why installing failed, in one sentence. */
export const failureText = ({ command, cause, packages }: InstallFailure): string =>
  packages === undefined
    ? `\`${command}\` failed: ${CAUSE[cause]}`
    : `\`${command}\` could not install ${packages.join(", ")}; what else it names is there`;

function tell({ host }: StepContext, failure: InstallFailure): void {
  host.emit({
    type: "warning",
    message: `Installing dependencies failed: ${failureText(failure)}`.slice(0, 400),
    data: { code: "install_failed", detail: failure.output.slice(-OUTPUT_CHARS) || null },
  });
}
