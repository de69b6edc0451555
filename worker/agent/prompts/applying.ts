import type { Message } from "../../llm/types.ts";
import type { TestCase, TestComparison } from "../../protocol/index.ts";
import type { ApplyRequest } from "../types.ts";
import { guidanceParts } from "./guidance.ts";
import { planText } from "./plan-text.ts";
import { applyingSystem } from "./system.ts";
import { untrusted } from "./untrusted.ts";

const MAX_FAILURES = 10;
const MAX_FAILURE_CHARS = 1_200;
const MAX_TAIL_CHARS = 4_000;

/** The first messages of an applying run. `soFar` is the diff of earlier rounds; null in the first. */
export function applyingOpening(taskId: string, request: ApplyRequest, soFar: string | null): Message[] {
  const parts = [
    `# Repository\n${untrusted(taskId, "repository", request.context.card)}`,
    ...guidanceParts(taskId, request.context),
    `# Task\n${request.prompt}`,
    `# Approved plan (version ${request.plan.version})\n${planText(request.plan)}`,
  ];
  if (soFar !== null && soFar !== "") parts.push(`# Changed so far\n${untrusted(taskId, "git diff", soFar)}`);
  parts.push(...roundText(taskId, request.round));
  return [
    { role: "system", content: applyingSystem() },
    { role: "user", content: parts.join("\n\n") },
  ];
}

function roundText(taskId: string, round: ApplyRequest["round"]): string[] {
  if (round.kind === "plan") return ["Carry out the plan."];
  if (round.kind === "follow_up") {
    return [
      `# What the user wants after seeing the change\n${round.text}`,
      "Do that now, on top of what is changed so far, and then call finish.",
    ];
  }
  return [
    `# Tests after the change\n${untrusted(taskId, "tests", failures(round.comparison))}`,
    "Repair the change so that these tests pass again. The tests are right unless the task says otherwise: do not weaken, skip or delete them.",
  ];
}

function failures(comparison: TestComparison): string {
  const cases = new Map(comparison.after.cases.map((item) => [item.id, item]));
  const broken = comparison.broken.slice(0, MAX_FAILURES).map((id) => describe(id, cases.get(id)));
  const rest = comparison.broken.length - broken.length;
  const parts = broken.length > 0 ? ["Broken:", ...broken] : [];
  if (rest > 0) parts.push(`and ${rest} more.`);
  const passedBefore = new Set(
    comparison.baseline?.cases.filter((item) => item.outcome === "passed").map((item) => item.id),
  );
  const vanished = comparison.removed.filter((id) => passedBefore.has(id)).slice(0, MAX_FAILURES);
  if (vanished.length > 0)
    parts.push("Passed before, and no longer run:", ...vanished.map((id) => `- ${id}`));
  if (broken.length === 0) {
    if (comparison.after.note) parts.push(comparison.after.note);
    parts.push("End of the output:", comparison.after.output_tail.slice(-MAX_TAIL_CHARS));
  }
  return parts.join("\n");
}

function describe(id: string, item: TestCase | undefined): string {
  const message = item?.message?.slice(0, MAX_FAILURE_CHARS) ?? "";
  return `- ${id}\n${message.replace(/^/gm, "    ")}`;
}

export const applyingNudge = (): string =>
  "You made no tool call. Go on with the plan, or call finish with a summary if everything is done.";
