import { call, type Reply, say } from "../reply.ts";

/** Test model: calls the same tool with the same arguments without end. */
export function loop(): Reply {
  return say("Let me look once more.", call("read", { path: "README.md" }));
}
