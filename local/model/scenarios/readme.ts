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

/** True if a user, or the approved plan, asks for a change of the README. A mere file list does not. */
export function wantsReadme(scene: Scene): boolean {
  return /\b(update|change|edit|adjust|extend|mention|document|describe|add|note)\b[^\n]{0,60}\breadme\b/i.test(
    scene.userText,
  );
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
