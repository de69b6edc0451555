import { headAndTail } from "../tools/kept-output.ts";
import { reportTool } from "../tools/report-tool.ts";
import type { ToolContext, ToolOutcome } from "../tools/tool.ts";
import { plainOutput } from "./plain-output.ts";
import type { Session } from "./sessions.ts";
import { settleChanges } from "./settle.ts";

/** Output of up to twice this is shown whole. */
const SHOWN_CHARS = 5_000;

/**
 * What the model reads of a command: how it ended, which files it changed, its output. While another command runs, files
 * are not looked at. `note` goes in front.
 */
export async function commandResult(
  session: Session,
  output: string,
  context: ToolContext,
  note: string | null,
): Promise<ToolOutcome> {
  const { host, sessions } = context;
  const others = (sessions?.running() ?? []).filter(({ id }) => id !== session.id);
  const judged = session.result !== null && others.length === 0;
  const settled = judged ? await settleChanges(context) : { text: "", edited: false };
  const text = plainOutput(output).trimEnd();
  const head = [
    note,
    `[${session.id}] ${endOf(session, host.now())}`,
    ...session.denied,
    judged || session.result === null
      ? settled.text
      : `Its changes are looked at when ${others.map(({ id }) => id).join(", ")} ended.`,
  ].filter((line) => line !== null && line !== "");
  const shown = text === "" ? "(no output)" : headAndTail(text, SHOWN_CHARS, SHOWN_CHARS);
  const ok = session.result === null || session.result.exitCode === 0;
  if (session.result !== null)
    reportTool(host, "run", session.request.command, ok, endOf(session, host.now()));
  return {
    // A command that fails is an answer: most are run to see whether they do.
    ok: true,
    content: [...head, shown].join("\n"),
    full: [...head, text].join("\n"),
    edited: settled.edited,
    // Durations and ids differ each time; a model that repeats itself is known by the rest.
    repeats: `${session.request.command}\n${session.result?.exitCode ?? "runs"}\n${text}`,
  };
}

function endOf({ id, result, startedAt }: Session, now: number): string {
  if (result === null)
    return `still runs after ${seconds(now - startedAt)}; process with id ${id} waits for it or ends it`;
  const took = `after ${seconds(result.durationMs)}`;
  if (result.stopped) return `was stopped by the user ${took}`;
  if (result.timedOut) return `was ended at its time limit ${took}`;
  return `exit code ${result.exitCode ?? "unknown"} ${took}`;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
