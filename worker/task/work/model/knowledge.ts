/** Knowledge about the repository, from earlier tasks and this one. Best effort: losing it fails no task. */

import { databaseOf } from "../../../access/database.ts";
import { AGENT_SERVICE, SERVICE } from "../../../access/principal.ts";
import type { Knowledge } from "../../../agent/types.ts";
import { log } from "../../../log/log.ts";
import { PutKnowledge } from "../../../protocol/index.ts";
import { addKnowledge, listKnowledge } from "../../../store/knowledge.ts";
import { baselineOf } from "../../record/documents-of.ts";
import type { StepContext } from "../../run/step.ts";
import { namesTimedOut, workingCommand } from "./working-command.ts";

/** This user's knowledge about this repository, oldest first; empty when the database does not answer. */
export async function recall({ config, life, host }: StepContext): Promise<Knowledge[]> {
  const { userId, repo_full_name } = life.record.init;
  try {
    const items = await listKnowledge(databaseOf(config, SERVICE), userId, repo_full_name);
    return items.map(({ kind, text }) => ({ kind, text }));
  } catch (error) {
    host.signal.throwIfAborted();
    log("warn", "knowledge was not read", { task_id: life.record.init.taskId }, error);
    return [];
  }
}

/** Stores what the agent learns with the task, until `keepLearned` writes it to Postgres. */
export function learn({ life, commit }: StepContext, item: Knowledge): void {
  commit(() => life.documents.put("learned", [...waiting(life), item]));
}

/** Learns the command that ran the repository's tests, unless known knowledge names it. */
export async function learnTestCommand(context: StepContext): Promise<void> {
  const { life, host } = context;
  const command = workingCommand(baselineOf(life));
  if (command === null) return;
  const known = await recall(context);
  if ([...known, ...waiting(life)].some((item) => item.kind === "command" && item.text.includes(command)))
    return;
  const item: Knowledge = { kind: "command", text: `The tests run with: ${command}` };
  learn(context, item);
  host.emit({
    type: "learned",
    message: `Noted for next time: ${item.text}`.slice(0, 400),
    data: item,
    dedupe: "learned:tests",
  });
}

/** Writes what was learned to Postgres. On failure it waits for the next step. */
export async function keepLearned({ config, life, host, commit }: StepContext): Promise<void> {
  const { userId, repo_full_name, taskId } = life.record.init;
  const items = waiting(life);
  if (items.length === 0) return;
  const reports = [baselineOf(life), life.documents.get("comparison")?.after ?? null];
  try {
    for (const item of items) {
      // The model may not know how the command's run ended.
      if (item.kind === "command" && namesTimedOut(item.text, reports)) continue;
      const checked = PutKnowledge.safeParse({ repo_full_name, ...item });
      if (checked.success)
        await addKnowledge(databaseOf(config, AGENT_SERVICE), {
          ...checked.data,
          userId,
          sourceTask: taskId,
        });
    }
    commit(() => life.documents.delete("learned"));
  } catch (error) {
    host.signal.throwIfAborted();
    log("warn", "what a task learned was not stored", { task_id: taskId }, error);
  }
}

const waiting = (life: StepContext["life"]): Knowledge[] => life.documents.get("learned") ?? [];
