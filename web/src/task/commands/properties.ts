import { createSignal } from "solid-js";
import type { PatchTask, TaskSummary, TaskView } from "../../../../worker/protocol/index.ts";
import { type ApiFailure, asFailure, request } from "../../api/client.ts";
import { queryClient, taskKey } from "../../api/queries.ts";
import { showToast } from "../../ui/toast.ts";

/** What the owner may change about a task at any time: its title, and whether it is archived. */
export interface TaskProperties {
  failure(): { what: string; failure: ApiFailure } | null;
  dismiss(): void;
  rename(title: string): Promise<boolean>;
  archive(archived: boolean): Promise<boolean>;
}

/**
 * Changes over HTTP that the page shows at once. A refused one is taken back and leaves its reason in `failure()`.
 * Each call gives true when the Worker has stored the change.
 */
export function createTaskProperties(taskId: string): TaskProperties {
  const [failure, setFailure] = createSignal<{ what: string; failure: ApiFailure } | null>(null);
  const key = taskKey(taskId);
  const show = (change: Partial<Pick<TaskView, "title" | "archived_at">>) =>
    queryClient.setQueryData<TaskView>(key, (now) => now && { ...now, ...change });

  const patch = async (
    body: PatchTask,
    expected: Partial<Pick<TaskView, "title" | "archived_at">>,
    what: string,
  ): Promise<boolean> => {
    setFailure(null);
    await queryClient.cancelQueries({ queryKey: key });
    const before = queryClient.getQueryData<TaskView>(key);
    if (!before) return false;
    show(expected);
    try {
      const saved = await request<TaskSummary>(`/api/tasks/${encodeURIComponent(taskId)}`, {
        method: "PATCH",
        body,
      });
      show({ title: saved.title, archived_at: saved.archived_at });
      void queryClient.invalidateQueries({ queryKey: ["tasks"] });
      return true;
    } catch (error) {
      // Only what this changed goes back; the rest of the task may be newer by now.
      show({ title: before.title, archived_at: before.archived_at });
      setFailure({ what, failure: asFailure(error) });
      return false;
    }
  };

  /** Shown at once, and the toast offers to undo it. */
  const archive = async (archived: boolean): Promise<boolean> => {
    const done = await patch(
      { archived },
      { archived_at: archived ? new Date().toISOString() : null },
      archived ? "The task was not archived." : "The task was not taken out of the archive.",
    );
    if (done)
      void showToast({
        text: archived ? "Archived the task." : "Took the task out of the archive.",
        action: { label: "Undo", run: () => void archive(!archived) },
      });
    return done;
  };

  return {
    failure,
    dismiss: () => setFailure(null),
    rename: (title) => patch({ title }, { title }, "The title was not changed."),
    archive,
  };
}

/** The properties of a page that only reads. */
export const NO_PROPERTIES: TaskProperties = {
  failure: () => null,
  dismiss: () => undefined,
  rename: () => Promise.resolve(false),
  archive: () => Promise.resolve(false),
};
