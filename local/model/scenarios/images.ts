import type { Scene } from "../conversation.ts";
import { submitPlan } from "../plan.ts";
import { finish, type Reply } from "../reply.ts";

/** Test model: its plan tells which images came with the prompt. It changes nothing. */
export function showImages(scene: Scene): Reply {
  if (scene.phase !== "planning") return finish("", `Saw ${scene.images.length} images.`);
  return submitPlan("", {
    goal: "Tell what was seen.",
    assumptions: scene.images.map((type) => `Saw an ${type}`),
    steps: [
      {
        id: "look",
        title: "Look",
        intent: "Only look.",
        files: [{ path: "README.md", action: "modify" }],
        acceptance: "Nothing changes.",
        risk: "low",
      },
    ],
    outOfScope: [],
  });
}
