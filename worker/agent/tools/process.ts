import { z } from "zod";
import { commandResult } from "../commands/result.ts";
import { defineTool, refuse } from "./tool.ts";

export const processTool = defineTool({
  name: "process",
  description:
    "Goes on with a running command (c1): wait for its end or more output, interrupt it as Ctrl-C, or kill it.",
  args: z.object({
    id: z.string().max(20),
    action: z.enum(["wait", "interrupt", "kill"]).default("wait"),
    timeout_s: z.number().min(1).max(600).default(120),
  }),
  safe: false,
  quotes: true,
  async run({ id, action, timeout_s }, context) {
    const { sessions, host } = context;
    const session = sessions?.get(id.trim());
    if (!sessions || !session) {
      const known = sessions?.running().map((each) => each.id) ?? [];
      return refuse(
        `No command ${id} runs. ${known.length > 0 ? `Running: ${known.join(", ")}.` : "None runs now."}`,
      );
    }
    const output =
      action === "wait"
        ? await sessions.wait(session, host.now() + timeout_s * 1_000)
        : await sessions.end(session, action);
    return commandResult(session, output, context, null);
  },
});
