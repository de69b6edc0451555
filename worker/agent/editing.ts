import { type Message, ModelFailure } from "../llm/types.ts";
import { keptNotice } from "./commands/kept-change.ts";
import { CommandSessions } from "./commands/sessions.ts";
import { settleChanges } from "./commands/settle.ts";
import { accountOf, toldOf } from "./ending/account.ts";
import { objectionTo } from "./ending/objection.ts";
import { type Standing, standingOf } from "./ending/standing.ts";
import { type LoopEnd, runLoop } from "./loop.ts";
import { baselineNotice } from "./prompts/baseline.ts";
import { editingNudge, editingOpening } from "./prompts/editing.ts";
import type { Hands } from "./prompts/system.ts";
import { markFrom, markIn } from "./prompts/untrusted.ts";
import { carriedFiles } from "./seen/carry.ts";
import { fittedDiff } from "./seen/fitted-diff.ts";
import { countNotes } from "./tools/remember.ts";
import { reportTool } from "./tools/report-tool.ts";
import { askedIn, requestedNote, withActions } from "./tools/request-files.ts";
import type { ToolContext } from "./tools/tool.ts";
import { editingTools } from "./tools/toolbox.ts";
import { WorkTree } from "./tools/work-tree.ts";
import type { Agent, AgentHost, EditRequest, EditResult, ScopeRequest } from "./types.ts";

/** Limit of the journal line; the event's data has the whole text. */
const MAX_LINE_CHARS = 300;

/**
 * Executes one round under the approved plan. Files outside the plan are never written, whatever the model asks for.
 */
export const edit: Agent["edit"] = async (host, model, budget, conversation, request) => {
  const { plan, stepId, learn, runTests } = request;
  const workTree = new WorkTree(host);
  const stored = conversation.load();
  const mark = markIn(stored) ?? markFrom(request.mark);
  const parse = (path: string) => workTree.parse(path);
  const sessions = host.commandPort ? new CommandSessions(host, host.commandPort) : null;
  const hands = { commands: sessions !== null, tests: runTests !== undefined };
  const context: ToolContext = {
    ...{ host, workTree, plan },
    ...(sessions ? { sessions } : {}),
    ...(stepId ? { stepId } : {}),
    ...(learn ? { learn } : {}),
    ...(runTests ? { runTests } : {}),
  };
  const kept = () => host.commandPort?.kept.all() ?? [];
  const asked = (said: readonly Message[]) => askedIn(said, plan, parse, kept());
  const { result, messages } = await runLoop({
    model,
    budget,
    conversation,
    tools: editingTools({
      ...{ provider: model.client.provider, model: model.model, notes: countNotes(stored) },
      ...hands,
    }),
    context,
    mark,
    opening: () => opening(mark, request, context, hands),
    nudge: editingNudge(),
    carry: (dropped) => requestedNote(asked(dropped)),
    takeMessages: request.takeMessages,
    ...(request.messagesRead ? { messagesRead: request.messagesRead } : {}),
    notice: (said) => baselineNotice(mark, request.baseline?.() ?? null, host.repoDir, said),
    objection: async (ending, said) => {
      if (ending.kind !== "finish") return null;
      const standing = await standingOf(request, workTree, said);
      const waits = asked(said).length > 0;
      const reason = objectionTo({ request, standing, messages: said, notDone: ending.notDone, waits });
      if (reason !== null) reportTool(host, "finish", "", false, reason);
      return reason;
    },
  });
  if (sessions) await endCommands(sessions, context);
  const files = await withActions(asked(messages), workTree);
  const paths = files.map(({ path }) => path);
  if (result.end === "budget_exhausted") return { end: result.end, detail: result.detail };
  if (result.end === "loop_detected") {
    // The missing files may be why it loops: the user decides.
    if (paths.length > 0) return { end: "scope_exceeded", paths, files, summary: "" };
    return { end: result.end, detail: result.detail };
  }
  const standing = await standingOf(request, workTree, messages);
  return close(host, request, { result, messages, files, standing });
};

/** Nothing may run while the result is tested; what it changed by then is judged like any other change. */
async function endCommands(sessions: CommandSessions, context: ToolContext): Promise<void> {
  if (sessions.running().length === 0) return;
  await sessions.endAll();
  await settleChanges(context);
}

async function opening(
  mark: string,
  request: EditRequest,
  context: ToolContext,
  hands: Hands,
): Promise<Message[]> {
  const { plan, stepId } = request;
  const { workTree, host } = context;
  const kept = await keptNotice(context);
  const { text, created } = fittedDiff(request.changedSoFar);
  const steps = stepId === undefined ? plan.steps : plan.steps.filter(({ id }) => id === stepId);
  const wanted = steps.flatMap(({ files }) => files.map(({ path }) => path));
  const carried = await carriedFiles(request.earlier?.() ?? [], workTree, { wanted, shown: created });
  return editingOpening(mark, request, { diff: text, carried, kept }, hands, host.repoDir);
}

interface Closing {
  result: LoopEnd;
  messages: readonly Message[];
  /** Files that were asked for. */
  files: ScopeRequest[];
  standing: Standing;
}

function close(
  host: AgentHost,
  request: EditRequest,
  { result, messages, files, standing }: Closing,
): EditResult {
  const paths = files.map(({ path }) => path);
  const ending = result.end === "ending" ? result.ending : null;
  if (ending?.kind === "ask") {
    const waiting = paths.length > 0 ? `Files outside the plan were needed too: ${paths.join(", ")}.` : "";
    const said = standing.unchanged ? "Nothing was changed." : ending.summary;
    const summary = [said, waiting].filter(Boolean).join("\n\n");
    const words = { title: "", summary: ending.summary, notDone: "" };
    return { end: "needs_user", questions: ending.questions, ...toldOf(standing, words, summary) };
  }
  const words = {
    title: ending?.kind === "finish" ? ending.title : "",
    summary: ending?.kind === "finish" ? ending.summary : result.end === "silent" ? result.text.trim() : "",
    notDone: ending?.kind === "finish" ? ending.notDone : "",
  };
  // A model that produced neither text nor a tool call has done no work.
  const worked = words.summary !== "" || messages.some((message) => message.role === "tool");
  if (!worked && paths.length === 0) throw emptyAnswer();
  const summary = accountOf(request, standing, words);
  // What a silent model said is in the timeline already.
  if (ending?.kind === "finish" || standing.unchanged || standing.untouched.length > 0) sayEnd(host, summary);
  const told = toldOf(standing, words, summary);
  if (paths.length > 0) return { end: "scope_exceeded", paths, files, ...told };
  return {
    end: "done",
    ...told,
    ...(standing.untouched.length > 0 ? { untouched: standing.untouched.map(({ path }) => path) } : {}),
  };
}

/** Puts the account of the run into the timeline. */
function sayEnd(host: AgentHost, summary: string): void {
  const line = summary.replace(/\s+/g, " ").slice(0, MAX_LINE_CHARS);
  if (line !== "") host.emit({ type: "agent_text", message: line, data: { text: summary } });
}

const emptyAnswer = (): ModelFailure =>
  new ModelFailure({
    class: "garbage",
    message: "The model gave an empty answer.",
    retryable: false,
    retryAfterMs: null,
  });
