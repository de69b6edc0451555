import type { Scene } from "../conversation.ts";
import { type Reply, say } from "../reply.ts";
import { replyTo } from "./index.ts";

/** Test model: its first call of each round has arguments that are no JSON; then it behaves. */
export function badJson(scene: Scene): Reply {
  if (scene.exchanges.length > 0 || scene.phase === "talking") return replyTo(scene);
  return say("", { name: "read", args: '{"path": "README.md", ' });
}
