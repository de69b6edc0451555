import { call, type Reply, say } from "../reply.ts";

/** Test model: calls the same tool with the same arguments for ever. */
export function loop(): Reply {
  return say("Let me look once more.", call("read", { path: "README.md" }));
}
