import type { Scene } from "../conversation.ts";
import type { PlanStep } from "../plan.ts";
import { call, type Reply, say } from "../reply.ts";
import { lastChange, viewFile } from "../tool-results.ts";

export const README_STEP: PlanStep = {
  id: "readme",
  title: "Update the README",
  intent: "Say in README.md what changed, in one sentence at its end.",
  files: [{ path: "README.md", action: "modify" }],
  acceptance: "README.md describes the behaviour after the change.",
  risk: "low",
};

const ASKS =
  /\b(update|change|edit|adjust|extend|mention|document|describe|add|note)\b[^\n]{0,60}\breadme\b/i;
const FORBIDS = /(\bnot\b|n't|\bnever\b|\bwithout\b|\bleave\b)[^\n]{0,40}\breadme\b/i;

const asksForReadme = (line: string): boolean => ASKS.test(line) && !FORBIDS.test(line);

/** True if a user asks for a change of the README, or the plan holds one. */
export function wantsReadme(scene: Scene): boolean {
  const planned = /^\s*- (create|modify) README\.md$/m.test(scene.plan);
  // An approved plan says what its task has come to.
  const told = scene.phase === "applying" && scene.plan !== "" ? [scene.wishes] : [scene.task, scene.wishes];
  return planned || told.join("\n").split("\n").some(asksForReadme);
}

/** What users asked for beyond what the scenario `handles`, as a sentence that admits it, or nothing. */
export function unmetWishes(scene: Scene, handles: "readme" | "nothing" = "readme"): string[] {
  const wishes = scene.wishes
    .split("\n")
    .filter((line) => line.trim() !== "" && (handles === "nothing" || !ASKS.test(line)))
    .join(" ");
  return wishes === "" ? [] : [`The demo model cannot act on this: "${wishes.slice(0, 200)}".`];
}

/** The next reply of the README part, or null once it is done or cannot be done; `notes` says which. */
export function updateReadme(scene: Scene, sentence: string, notes: string[]): Reply | null {
  const change = lastChange(scene, "README.md");
  if (change) {
    notes.push(change.ok ? "README.md says so too." : `README.md was not changed: ${change.reason}`);
    return null;
  }
  const readme = viewFile(scene, "README.md");
  if (readme.state === "unread") return say("Now the README.", call("read", { path: "README.md" }));
  if (readme.state === "unavailable") {
    notes.push(`README.md was not changed: ${readme.reason}`);
    return null;
  }
  if (readme.lines.includes(sentence)) {
    notes.push("README.md says so already.");
    return null;
  }
  const last = readme.lines.findLast((line) => line.trim() !== "");
  if (last === undefined || readme.lines.filter((line) => line === last).length !== 1) {
    notes.push("README.md was not changed: the demo model found no line to add to.");
    return null;
  }
  const edits = [{ old: last, new: `${last}\n\n${sentence}` }];
  return say("I add one sentence to the README.", call("edit", { path: "README.md", edits }));
}
