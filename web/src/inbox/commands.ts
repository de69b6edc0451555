import type {
  Draft,
  PatchTask,
  PutDraft,
  TaskPage,
  TaskRef,
  TaskSummary,
} from "../../../worker/protocol/index.ts";
import { asFailure, request } from "../api/client.ts";
import { DRAFTS_KEY, queryClient } from "../api/queries.ts";
import { askUser } from "../ui/ask.ts";
import { isOver } from "../ui/state-words.ts";
import { showToast } from "../ui/toast.ts";
import { type PendingChange, setPending } from "./pending.ts";

const taskPath = (id: string) => `/api/tasks/${encodeURIComponent(id)}`;
const draftPath = (id: string) => `/api/drafts/${encodeURIComponent(id)}`;
const tasksText = (count: number): string => (count === 1 ? "1 task" : `${count} tasks`);

/** Sends one request per task. Gives the tasks it worked for; says what did not work, and offers it again. */
async function forEach(
  tasks: readonly TaskSummary[],
  change: PendingChange,
  what: string,
  send: (id: string) => Promise<unknown>,
): Promise<TaskSummary[]> {
  const ids = tasks.map((task) => task.task_id);
  setPending(ids, change);
  const answers = await Promise.allSettled(ids.map(send));
  const done = tasks.filter((_, index) => answers[index]?.status === "fulfilled");
  const failed = tasks.filter((_, index) => answers[index]?.status === "rejected");
  // Failed ones return to their rows at once, and a toast gives the reason.
  setPending(
    failed.map((task) => task.task_id),
    null,
  );
  const reason = answers.find((answer) => answer.status === "rejected")?.reason;
  if (failed.length > 0) {
    const subject = failed.length === 1 ? `“${failed[0]?.title}” was` : `${tasksText(failed.length)} were`;
    void showToast({
      text: `${subject} not ${what}.`,
      detail: asFailure(reason).message,
      tone: "bad",
      action: { label: "Try again", run: () => void confirm(forEach(failed, change, what, send)) },
    });
  }
  return done;
}

/** Ends an accepted change: the lists are read again, then the optimistic change is removed. */
async function confirm(accepted: Promise<TaskSummary[]>): Promise<TaskSummary[]> {
  const done = await accepted;
  if (done.length === 0) return done;
  await queryClient.invalidateQueries({ queryKey: ["tasks"] });
  setPending(
    done.map((task) => task.task_id),
    null,
  );
  return done;
}

const patch = (id: string, body: PatchTask) => request<TaskSummary>(taskPath(id), { method: "PATCH", body });

/** Removes tasks from all loaded lists, so that they do not reappear until the next answer. */
function dropFromLists(ids: ReadonlySet<string>, kept: "archived" | "active"): void {
  queryClient.setQueriesData<{ pages: TaskPage[]; pageParams: unknown[] }>(
    {
      queryKey: ["tasks"],
      // The second part of a list's key is its filter.
      predicate: ({ queryKey }) =>
        ((queryKey[1] as { view?: string } | undefined)?.view === "archived") !== (kept === "archived"),
    },
    (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => ({
          ...page,
          items: page.items.filter((task) => !ids.has(task.task_id)),
        })),
      },
  );
}

/** Archives or restores tasks: shown at once, and the toast offers to undo it. */
export async function archiveTasks(tasks: readonly TaskSummary[], archived: boolean): Promise<void> {
  const mine = tasks.filter((task) => task.access === "owner");
  if (mine.length < tasks.length)
    void showToast({ text: "Only the owner of a task can archive it.", tone: "bad" });
  const change = archived ? "archive" : "restore";
  const what = archived ? "archived" : "taken out of the archive";
  const done = await forEach(mine, change, what, async (id) => {
    await patch(id, { archived });
    dropFromLists(new Set([id]), archived ? "archived" : "active");
  });
  if (done.length === 0) return;
  void showToast({
    text: archived
      ? `Archived ${tasksText(done.length)}.`
      : `Took ${tasksText(done.length)} out of the archive.`,
    ...(done.length === 1 ? { detail: done[0]?.title } : {}),
    action: { label: "Undo", run: () => void archiveTasks(done, !archived) },
  });
  await confirm(Promise.resolve(done));
}

/** Asks, and stops what still runs among the tasks. */
export async function stopTasks(tasks: readonly TaskSummary[]): Promise<void> {
  const running = tasks.filter((task) => !isOver(task.state));
  if (running.length === 0) {
    void showToast({ text: "Nothing to stop: it has ended already." });
    return;
  }
  const many = running.length > 1;
  const yes = await askUser({
    title: many ? `Stop ${tasksText(running.length)}?` : "Stop this task?",
    text: `${many ? "What they are doing" : `“${running[0]?.title}”: what it is doing`} ends at once. The changes so far are kept.`,
    yes: many ? `Stop ${tasksText(running.length)}` : "Stop task",
    no: "Keep going",
  });
  if (!yes) return;
  await confirm(
    forEach(running, "stop", "stopped", (id) =>
      request<TaskRef>(`${taskPath(id)}/cancel`, {
        method: "POST",
        body: {},
        idempotencyKey: crypto.randomUUID(),
      }),
    ),
  );
}

/** Deletes a draft; undo saves the same text under the same id. */
export async function deleteDraft(draft: Draft): Promise<void> {
  const id = draft.draft_id;
  const reread = () => queryClient.invalidateQueries({ queryKey: DRAFTS_KEY });
  setPending([id], "delete");
  try {
    await request<void>(draftPath(id), { method: "DELETE" });
    void showToast({ text: "Deleted the draft.", action: { label: "Undo", run: () => void restore(draft) } });
    await reread();
  } catch (error) {
    void showToast({
      text: "The draft was not deleted.",
      detail: asFailure(error).message,
      tone: "bad",
      action: { label: "Try again", run: () => void deleteDraft(draft) },
    });
  } finally {
    setPending([id], null);
  }
}

async function restore({ draft_id, updated_at: _at, ...body }: Draft): Promise<void> {
  try {
    await request<Draft>(draftPath(draft_id), { method: "PUT", body: body satisfies PutDraft });
    await queryClient.invalidateQueries({ queryKey: DRAFTS_KEY });
  } catch (error) {
    void showToast({
      text: "The draft was not brought back.",
      detail: asFailure(error).message,
      tone: "bad",
      action: { label: "Try again", run: () => void restore({ draft_id, updated_at: _at, ...body }) },
    });
  }
}

/** Copies a text and says so. */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    void showToast({ text: `${what} copied.` });
  } catch {
    void showToast({ text: "The browser does not let this page copy.", detail: text, tone: "bad" });
  }
}
