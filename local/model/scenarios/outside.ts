import type { Scene } from "../conversation.ts";
import { submitPlan } from "../plan.ts";
import { call, finish, type Reply, say } from "../reply.ts";
import { lastChange } from "../tool-results.ts";

export const PLANNED = "INSIDE_THE_PLAN.md";
export const UNPLANNED = "OUTSIDE_THE_PLAN.md";

/**
 * Test model: plans one file, writes it, then tries a second one. When that is refused it asks for the file; once
 * the file is approved it writes it.
 */
export function goOutside(scene: Scene): Reply {
  if (scene.phase === "planning") return plan();
  const planned = lastChange(scene, PLANNED);
  if (!planned) return say("", call("write", { path: PLANNED, content: "Planned.\n" }));
  const unplanned = lastChange(scene, UNPLANNED);
  if (!unplanned) return say("", call("write", { path: UNPLANNED, content: "Not planned at first.\n" }));
  if (unplanned.ok) return finish("", "Both files are written.");
  const asked = scene.exchanges.some(({ tool }) => tool === "request_files");
  if (!asked) {
    const reason = "The task needs a second file.";
    return say("", call("request_files", { paths: [UNPLANNED], reason }));
  }
  return finish("", `Only ${PLANNED} is written.`);
}

function plan(): Reply {
  return submitPlan("", {
    goal: "Write one file.",
    assumptions: [],
    steps: [
      {
        id: "one",
        title: `Create ${PLANNED}`,
        intent: "Write it.",
        files: [{ path: PLANNED, action: "create" }],
        acceptance: "It is there.",
        risk: "low",
      },
    ],
    outOfScope: [],
  });
}
