import { type Message, ModelFailure } from "../llm/types.ts";
import { type LoopEnd, runLoop } from "./loop.ts";
import { editingNudge, editingOpening } from "./prompts/editing.ts";
import { markFrom, markIn } from "./prompts/untrusted.ts";
import { countNotes } from "./tools/remember.ts";
import { requestedNote, requestedPaths } from "./tools/request-files.ts";
import { editingTools } from "./tools/toolbox.ts";
import { WorkTree } from "./tools/work-tree.ts";
import type { Agent, EditResult } from "./types.ts";

const MAX_DIFF_CHARS = 12_000;

/**
 * Executes one round under the approved plan. Files outside the plan are never written, whatever the model asks for.
 */
export const edit: Agent["edit"] = async (host, model, budget, conversation, request) => {
  const { plan, stepId, learn } = request;
  const workTree = new WorkTree(host);
  const stored = conversation.load();
  const mark = markIn(stored) ?? markFrom(request.mark);
  const parse = (path: string) => workTree.parse(path);
  const { result, messages } = await runLoop({
    model,
    budget,
    conversation,
    tools: editingTools(model.client.provider, countNotes(stored)),
    context: { host, workTree, plan, ...(stepId ? { stepId } : {}), ...(learn ? { learn } : {}) },
    mark,
    opening: async () => editingOpening(mark, request, cutDiff(request.changedSoFar)),
    nudge: editingNudge(),
    carry: (dropped) => requestedNote(requestedPaths(dropped, plan, parse)),
    takeMessages: request.takeMessages,
  });
  const paths = requestedPaths(messages, plan, parse);
  if (result.end === "budget_exhausted") return { end: result.end, detail: result.detail };
  if (result.end === "loop_detected") {
    // The missing files may be why it loops: the user decides.
    if (paths.length > 0) return { end: "scope_exceeded", paths, summary: "" };
    return { end: result.end, detail: result.detail };
  }
  return close(result, messages, paths);
};

function close(result: LoopEnd, messages: readonly Message[], paths: string[]): EditResult {
  if (result.end === "ending" && result.ending.kind === "ask") {
    const { questions, summary } = result.ending;
    const waiting = paths.length > 0 ? `Files outside the plan were needed too: ${paths.join(", ")}.` : "";
    return { end: "needs_user", questions, summary: [summary, waiting].filter(Boolean).join("\n\n") };
  }
  const text = result.end === "ending" && result.ending.kind === "finish" ? result.ending.summary : "";
  const summary = text || (result.end === "silent" ? result.text.trim() : "");
  if (paths.length > 0) return { end: "scope_exceeded", paths, summary };
  // A model that produced neither text nor a tool call has done no work.
  const worked = summary !== "" || messages.some((message) => message.role === "tool");
  if (worked) return { end: "done", summary };
  throw new ModelFailure({
    class: "garbage",
    message: "The model gave an empty answer.",
    retryable: false,
    retryAfterMs: null,
  });
}

/** The diff of earlier rounds and steps, truncated; null if there is none. */
function cutDiff(diff: string | null | undefined): string | null {
  if (!diff) return null;
  return diff.length <= MAX_DIFF_CHARS ? diff : `${diff.slice(0, MAX_DIFF_CHARS)}\n[cut]`;
}
