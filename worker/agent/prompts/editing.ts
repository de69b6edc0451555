import type { Message } from "../../llm/types.ts";
import type { Plan, PlanStep, TestComparison } from "../../protocol/index.ts";
import type { Carried } from "../seen/carry.ts";
import { failureLines } from "../tools/report-text.ts";
import type { EditRequest } from "../types.ts";
import { baselinePart } from "./baseline.ts";
import { fileParts, userParts } from "./earlier.ts";
import { wordingParts } from "./house.ts";
import { knowledgeParts } from "./knowledge.ts";
import { openingMessages } from "./opening.ts";
import { planText } from "./plan-text.ts";
import { reviewRoundParts } from "./reading.ts";
import { reproductionAgain } from "./reproduction.ts";
import { stepTestParts } from "./step-tests.ts";
import { editingSystem, type Hands } from "./system.ts";
import { untrusted } from "./untrusted.ts";

const MAX_FAILURES = 10;
const MAX_TAIL_CHARS = 4_000;
const PART = "Only the tests that belong to the changed files ran. The whole suite runs once they pass.\n";

/** What an editing run starts from: the diff of earlier rounds and steps, and the files that earlier runs read. */
interface SoFar {
  diff: string | null;
  carried: readonly Carried[];
  /** Changes of commands that were taken back, and what became of them; null or absent where there are none. */
  kept?: string | null;
}

/** The first messages of an editing run. `root` is the checkout. */
export function editingOpening(
  mark: string,
  request: EditRequest,
  { diff, carried, kept }: SoFar,
  hands: Hands = { commands: false, tests: request.runTests !== undefined },
  root = "",
): Message[] {
  const baseline = request.baseline?.() ?? null;
  const parts = [
    ...knowledgeParts(mark, request.knowledge),
    ...userParts(request.userMessages),
    `# Approved plan (version ${request.plan.version})\n${planText(request.plan)}`,
  ];
  if (baseline !== null) parts.push(baselinePart(mark, baseline, root));
  if (diff !== null && diff !== "") parts.push(`# Changed so far\n${untrusted(mark, "git diff", diff)}`);
  if (kept) parts.push(`# Kept changes of commands\n${kept}`);
  parts.push(...fileParts(mark, carried), ...stepTestParts(mark, request.testsBefore, root));
  parts.push(...wordingParts(mark, request), ...roundText(mark, request, root));
  return openingMessages(mark, editingSystem(hands), request, parts);
}

function roundText(
  mark: string,
  { round, plan, stepId, doneSteps = [] }: EditRequest,
  root: string,
): string[] {
  const step = plan.steps.find(({ id }) => id === stepId);
  const work = step ? stepText(plan, step, doneSteps) : ["Carry out the plan."];
  if (round.kind === "plan") return work;
  if (round.kind === "repair") {
    const again = reproductionAgain(mark, round.comparison);
    const { verdict } = round.comparison;
    if (again.length > 0 && verdict !== "broken" && verdict !== "errored") return again;
    return [
      ...again,
      `# Tests after the change\n${round.isPart ? PART : ""}${untrusted(mark, "tests", failures(round.comparison, root))}`,
      "Repair the change so that these tests pass again. The tests are right unless the task says otherwise: do not weaken, skip or delete them.",
    ];
  }
  if (round.kind === "review") return reviewRoundParts(mark, round.findings);
  if (round.kind === "install") {
    const said = `$ ${round.command}\n${round.output.slice(-MAX_TAIL_CHARS)}`;
    return [
      `# Installing the dependencies after the change\n${untrusted(mark, "install", said)}`,
      "The tests have not run. Repair the manifest so that everything it declares can be installed: names, versions and ranges that exist, and that fit together. Leave lock files to the package manager; it brings them up to date.",
    ];
  }
  if (round.questions === undefined || round.questions.length === 0) {
    return [
      `# What the user wants after seeing the change\n${round.text}`,
      "Do that now, on top of what is changed so far, and then call finish. If it only asks something, change nothing and answer in finish's summary.",
    ];
  }
  const asked = round.questions.map((question) => `- ${question}`).join("\n");
  return [
    `# What you asked the user\n${asked}`,
    `# What the user wants, in answer\n${round.text}`,
    step
      ? `Go on with that answer.\n\n${work.join("\n\n")}`
      : "Go on with that answer: do what is left of the plan, on top of what is changed so far, and then call finish.",
  ];
}

function stepText(plan: Plan, step: PlanStep, doneSteps: readonly string[]): string[] {
  const done = plan.steps
    .filter(({ id }) => doneSteps.includes(id))
    .map(({ id, title }) => `[${id}] ${title}`);
  return [
    `# Your step\n[${step.id}] ${step.title}\nDone already: ${done.length > 0 ? done.join(", ") : "nothing"}.`,
    "Carry out this step alone, and call finish when it is done; the steps after it get runs of their own.",
  ];
}

function failures(comparison: TestComparison, root: string): string {
  const { after, broken, counts, vanished } = comparison;
  const cases = new Map(after.cases.map((item) => [item.id, item]));
  const listed = broken.flatMap((id) => cases.get(id) ?? []);
  const parts = broken.length > 0 ? ["Broken:", ...failureLines(listed, counts.broken, root)] : [];
  if (vanished.length > 0) {
    const shown = vanished.slice(0, MAX_FAILURES).map((id) => `- ${id}`);
    const rest = counts.vanished - shown.length;
    parts.push("Passed before, and no longer run:", ...shown, ...(rest > 0 ? [`and ${rest} more.`] : []));
  }
  if (broken.length === 0) {
    if (after.note) parts.push(after.note);
    const tail = after.output_tail.slice(-MAX_TAIL_CHARS);
    parts.push("End of the output:", root === "" ? tail : tail.replaceAll(`${root}/`, ""));
  }
  return parts.join("\n");
}

export const editingNudge = (): string =>
  "You made no tool call. Go on with the plan, call finish with a summary if everything is done, or ask_user if you cannot go on without an answer.";
