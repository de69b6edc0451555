import { ModelFailure } from "../../llm/types.ts";
import { CommandSessions } from "../commands/sessions.ts";
import { runLoop } from "../loop.ts";
import { baselineNotice } from "../prompts/baseline.ts";
import { planningNudge, planningOpening } from "../prompts/planning.ts";
import { markFrom, markIn } from "../prompts/untrusted.ts";
import { carriedFiles } from "../seen/carry.ts";
import { countNotes } from "../tools/remember.ts";
import { planningTools } from "../tools/toolbox.ts";
import { WorkTree } from "../tools/work-tree.ts";
import { type Agent, AgentStopped } from "../types.ts";

/** Creates a plan with read-only tools. Throws `ModelFailure` (garbage) if the model submits none. */
export const plan: Agent["plan"] = async (host, model, budget, conversation, request) => {
  const workTree = new WorkTree(host);
  const stored = conversation.load();
  const mark = markIn(stored) ?? markFrom(request.mark);
  const sessions = host.commandPort ? new CommandSessions(host, host.commandPort) : null;
  const { result } = await runLoop({
    model,
    budget,
    conversation,
    tools: planningTools(workTree, {
      ...{ provider: model.client.provider, model: model.model },
      ...{ commands: sessions !== null, notes: countNotes(stored) },
    }),
    context: {
      host,
      workTree,
      plan: null,
      planning: request,
      ...(sessions ? { sessions } : {}),
      ...(request.learn ? { learn: request.learn } : {}),
    },
    mark,
    opening: async () => {
      const wanted = request.previous?.plan.steps.flatMap(({ files }) => files.map(({ path }) => path)) ?? [];
      const runs = request.earlier?.() ?? [];
      return planningOpening(
        mark,
        request,
        await carriedFiles(runs, workTree, { wanted, shown: [] }),
        host.repoDir,
      );
    },
    nudge: planningNudge(),
    takeMessages: request.takeMessages,
    ...(request.messagesRead ? { messagesRead: request.messagesRead } : {}),
    notice: (messages) => baselineNotice(mark, request.baseline?.() ?? null, host.repoDir, messages),
  });
  if (result.end === "ending" && result.ending.kind === "plan") return result.ending.draft;
  if (result.end === "budget_exhausted" || result.end === "loop_detected") {
    throw new AgentStopped(result.end, result.detail);
  }
  const said = result.end === "silent" ? result.text.trim().slice(0, 300) : "";
  throw new ModelFailure({
    class: "garbage",
    message: `The model gave no plan${said === "" ? "." : `, it said: ${said}`}`,
    retryable: false,
    retryAfterMs: null,
  });
};
