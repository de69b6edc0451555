import { SAMPLES } from "../../samples/index.ts";
import type { Scene } from "../conversation.ts";
import { call, type Reply, say } from "../reply.ts";
import { addComputeTotalTests } from "./compute-total-tests.ts";
import { leaveNote, WHO_I_AM } from "./demo-note.ts";
import { fixDiscount } from "./fix-discount.ts";

const BY_SAMPLE = {
  "samples/shopping-cart": fixDiscount,
  "samples/invoice": addComputeTotalTests,
} satisfies Record<string, (scene: Scene) => Reply>;

/** The demo model's next reply: by the sample task that the prompt contains, otherwise the note. */
export function replyTo(scene: Scene): Reply {
  if (scene.phase === "talking") return say(WHO_I_AM);
  // It can judge no change, and says so.
  if (scene.phase === "reading") return say(WHO_I_AM, call("report_findings", { findings: [] }));
  const said = normalise(scene.task);
  const sample = SAMPLES.find((one) => one.prompts.some(({ prompt }) => said.includes(normalise(prompt))));
  return sample ? BY_SAMPLE[sample.fullName](scene) : leaveNote(scene);
}

function normalise(text: string): string {
  return text.toLowerCase().replace(/\s+/g, " ");
}
