/**
 * A plan's reproduction, run by Verne itself: on the base commit and on the change, with the same files and command, in
 * the tests' environment. Whatever the command does to the checkout is undone.
 */

import { judgeAfter, judgeBefore, runReproduction } from "../../../agent/index.ts";
import type {
  Reproduction,
  ReproductionAfter,
  ReproductionBefore,
  TestComparison,
} from "../../../protocol/index.ts";
import { approvedPlan, contextOf } from "../../record/documents-of.ts";
import { reproducedOf } from "../../record/reproduced.ts";
import type { StepContext } from "../../run/step.ts";
import { systemLine } from "../host/system-line.ts";
import { ensureInstalled, type Preparation, timeLeft } from "./dependencies.ts";

/** With less time than this a result would say nothing. */
const LEAST_MS = 5_000;
const NO_SHELL = "There is no shell in the sandbox.";
const NO_TIME = "The step has no time left for it.";

type Judge<T> = (judged: Parameters<typeof judgeBefore>[0]) => T;

/** While planning: once for each reproduction, after the tests that run before the edits. */
export async function reproduceOnBase(
  context: StepContext,
  reproduction: Reproduction,
  endBy: number,
): Promise<ReproductionBefore> {
  const known = reproducedOf(context.life, reproduction);
  if (known) return known;
  return context.evidence.run(() => runOnBase(context, reproduction, endBy));
}

async function runOnBase(
  context: StepContext,
  reproduction: Reproduction,
  endBy: number,
): Promise<ReproductionBefore> {
  const { life, checkout, commit, config } = context;
  const { commands, rankedFiles } = contextOf(life);
  await checkout.showBase();
  await ensureInstalled(context, { commands, endBy, limitMs: config.COMMAND_TIMEOUT_MS, paths: rankedFiles });
  const ran = await runOnce(context, { reproduction, endBy, changed: [], judge: judgeBefore });
  if (typeof ran === "string") return { verdict: "not_run", reason: ran, run: null };
  commit(() => {
    life.documents.put("reproduction", { reproduction, before: ran });
    tell(context, "Before the edits", ran.reason);
  });
  return ran;
}

interface OnChange extends Preparation {
  /** Why there is no environment to run it in. */
  unprepared: string | null;
}

/**
 * Adds what the approved plan's reproduction shows after the edits. One that a user wrote into the plan runs on the base
 * commit first.
 */
export async function withReproduction(
  context: StepContext,
  comparison: TestComparison,
  { unprepared, ...wanted }: OnChange,
): Promise<TestComparison> {
  const { life } = context;
  const { reproduction } = approvedPlan(life);
  if (!reproduction) return comparison;
  const { endBy } = wanted;
  const known = reproducedOf(life, reproduction);
  const before = known ?? (await runOnBase(context, reproduction, endBy));
  if (!known && unprepared === null) await ensureInstalled(context, wanted);
  const changed = (life.documents.get("diff") ?? []).map(({ path }) => path);
  const ran = unprepared ?? (await runOnce(context, { reproduction, endBy, changed, judge: judgeAfter }));
  const after: ReproductionAfter =
    typeof ran === "string" ? { verdict: "not_run", reason: ran, run: null } : ran;
  tell(context, "After the edits", after.reason);
  return { ...comparison, reproduction: { reproduction, before, after } };
}

interface Once<T> {
  reproduction: Reproduction;
  endBy: number;
  /** Paths of the change that is in the tree. */
  changed: readonly string[];
  judge: Judge<T>;
}

/** One run on the present tree, which is at the last checkpoint again afterwards. A sentence when it could not run. */
async function runOnce<T>(
  context: StepContext,
  { reproduction, endBy, changed, judge }: Once<T>,
): Promise<T | string> {
  const { life, host, checkout, config, clock } = context;
  if (endBy - clock.now() < LEAST_MS) return NO_TIME;
  const files = reproduction.files ?? [];
  const written = files.map(({ path }) => path);
  // Before the command, which may do anything to the repository.
  const inBase = await checkout.baseFiles();
  const repository = [...new Set([...inBase, ...changed])].filter((path) => !written.includes(path));
  await checkout.lend(files);
  try {
    const timeoutMs = timeLeft(context, { endBy, limitMs: config.COMMAND_TIMEOUT_MS }, 1);
    const ran = await runReproduction(host, reproduction, { commands: contextOf(life).commands, timeoutMs });
    if (ran === null) return NO_SHELL;
    return judge({ reproduction, ran, ground: { repoDir: host.repoDir, repository, written } });
  } finally {
    await checkout.restore(written);
  }
}

function tell({ host }: StepContext, when: string, reason: string): void {
  const text = `${when}, the reproduction: ${reason}`;
  systemLine(host, text);
}
