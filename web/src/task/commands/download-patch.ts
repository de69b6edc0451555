import type { ChangeName } from "../../../../worker/protocol/index.ts";
import { asFailure, requestFile } from "../../api/client.ts";
import { saveFile } from "../../ui/save-file.ts";
import { showToast } from "../../ui/toast.ts";

/** Saves a change of the task as a file for `git apply`, byte for byte. */
export async function downloadPatch(taskId: string, change: ChangeName = "task"): Promise<void> {
  const id = encodeURIComponent(taskId);
  const suffix = change === "task" ? "" : "-set-aside";
  try {
    saveFile(
      await requestFile(`/api/tasks/${id}/patch?of=${change}`),
      `verne-${taskId.slice(0, 8)}${suffix}.patch`,
    );
  } catch (error) {
    await showToast({ text: "The patch was not downloaded.", detail: asFailure(error).message, tone: "bad" });
  }
}
