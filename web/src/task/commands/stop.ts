import { askUser } from "../../ui/ask.ts";
import type { TaskModel } from "../model.ts";

/** Asks, and stops the task. */
export async function stopTask(task: TaskModel): Promise<void> {
  const yes = await askUser({
    title: "Stop this task?",
    text: "What it is doing ends at once. The change so far is kept, and you can go on with it later.",
    yes: "Stop task",
    no: "Keep going",
  });
  if (yes && task.may("cancel")) await task.commands.cancel();
}

/** Asks, and goes on without the tests before the edits. */
export async function skipBaseline(task: TaskModel): Promise<void> {
  const yes = await askUser({
    title: "Skip the tests before the edits?",
    text: "Then nothing can be compared with them: the result of this task is never a pass.",
    yes: "Skip the tests",
    no: "Wait for them",
  });
  if (yes && task.may("skip_baseline")) await task.commands.skip_baseline();
}
