import type { Scene } from "../conversation.ts";
import { submitPlan } from "../plan.ts";
import { call, finish, type Reply, say } from "../reply.ts";
import { lastChange } from "../tool-results.ts";

const FIRST = "FIRST.md";
const SECOND = "SECOND.md";

/**
 * Test model: plans two files in steps of which the one listed first depends on the other. Carrying out the first
 * step it notes something; in the second it asks the user and goes on with the answer.
 */
export function inSteps(scene: Scene): Reply {
  if (scene.phase === "planning") return plan();
  if (scene.step.startsWith("[second]")) return second(scene);
  if (!lastChange(scene, FIRST)) return say("", call("write", { path: FIRST, content: "First.\n" }));
  const noted = scene.exchanges.some(({ tool }) => tool === "remember");
  if (!noted) return say("", call("remember", { kind: "convention", text: "Files come in order." }));
  return finish("", "The first file is written.");
}

function second(scene: Scene): Reply {
  if (scene.wishes === "")
    return say("", call("ask_user", { questions: ["What shall the second file say?"], summary: "" }));
  if (!lastChange(scene, SECOND))
    return say("", call("write", { path: SECOND, content: `${scene.wishes}\n` }));
  return finish("", "The second file is written.");
}

function plan(): Reply {
  const step = (id: string, path: string) => ({
    id,
    title: `Create ${path}`,
    intent: "Write it.",
    files: [{ path, action: "create" as const }],
    acceptance: "It is there.",
    risk: "low" as const,
  });
  return submitPlan("", {
    goal: "Write two files.",
    assumptions: [],
    steps: [{ ...step("second", SECOND), depends_on: ["first"] }, step("first", FIRST)],
    outOfScope: [],
  });
}
