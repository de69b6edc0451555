import type { ServerResponse } from "node:http";
import type { Scene } from "./conversation.ts";
import { FAULTS } from "./faults.ts";
import type { Reply } from "./reply.ts";
import { badJson } from "./scenarios/bad-json.ts";
import { showImages } from "./scenarios/images.ts";
import { replyTo } from "./scenarios/index.ts";
import { loop } from "./scenarios/loop.ts";
import { goOutside } from "./scenarios/outside.ts";
import { refuse } from "./scenarios/refuses.ts";
import { inSteps } from "./scenarios/steps.ts";

export const DEMO_MODEL = "verne-demo";

/** Models that answer by a script; a script looks at the conversation and keeps no state of its own. */
const SCRIPTS: Record<string, (scene: Scene) => Reply> = {
  [DEMO_MODEL]: replyTo,
  "verne-demo-refuses": refuse,
  "verne-demo-loop": loop,
  "verne-demo-bad-json": badJson,
  "verne-demo-outside": goOutside,
  "verne-demo-steps": inSteps,
  "verne-demo-images": showImages,
};

/** Ids as `/v1/models` lists them. The test models answer whether they are listed or not. */
export function modelIds(withTestModels: boolean): string[] {
  return withTestModels ? [...Object.keys(SCRIPTS), ...Object.keys(FAULTS)] : [DEMO_MODEL];
}

/** The script of a model, the fault that it answers with instead, or null if there is no such model. */
export function findModel(
  id: string,
): { script: (scene: Scene) => Reply } | { fault: (response: ServerResponse) => void } | null {
  const script = Object.hasOwn(SCRIPTS, id) ? SCRIPTS[id] : undefined;
  if (script) return { script };
  const fault = Object.hasOwn(FAULTS, id) ? FAULTS[id] : undefined;
  return fault ? { fault } : null;
}
