import type { FileDiff } from "../protocol/index.ts";
import type { ServiceClient, UserClient } from "./client.ts";
import { dataOf } from "./failure.ts";
import type { FileDiffRow } from "./rows.ts";
import { toPostgresText } from "./text.ts";

/** A larger diff of one file lives in R2 alone; its row says so with a null `diff_text`. */
const MAX_PATCH_CHARS = 256 * 1024;
/** Of one mirrored diff, so that a single call stays well under what gateways take. */
export const MAX_DIFF_CHARS = 4 * 1024 * 1024;
const ROWS_PER_PAGE = 1000;

/**
 * Replaces the mirrored diff of a task with this one, as of task version `version`. Returns false when a newer diff
 * is stored already or the task is gone. Each `patch` is what `git diff` prints of the one file.
 */
export async function replaceFilesDiff(
  service: ServiceClient,
  taskId: string,
  version: number,
  files: readonly (FileDiff & { patch: string | null })[],
): Promise<boolean> {
  let room = MAX_DIFF_CHARS;
  const rows = files.map((file) => {
    const patch = file.binary ? null : file.patch;
    const fits = patch !== null && patch.length <= Math.min(MAX_PATCH_CHARS, room);
    if (fits) room -= patch.length;
    return {
      file_path: file.path,
      status: file.status,
      additions: file.additions,
      deletions: file.deletions,
      is_binary: file.binary,
      plan_steps: file.plan_steps,
      out_of_plan: file.out_of_plan,
      machine_written: file.machine_written,
      diff_text: fits ? patch : null,
    };
  });
  const args = { p_task_id: taskId, p_version: version, p_rows: toPostgresText(rows) };
  return dataOf("replace diff", await service.rpc("replace_files_diff", args));
}

/** The mirrored diff of a task that the reader may see, by path. */
export async function readFilesDiff(
  client: UserClient | ServiceClient,
  taskId: string,
): Promise<FileDiffRow[]> {
  const rows: FileDiffRow[] = [];
  for (;;) {
    const query = client.from("files_diff").select("*").eq("task_id", taskId).order("file_path");
    const page = dataOf("read diff", await query.range(rows.length, rows.length + ROWS_PER_PAGE - 1));
    rows.push(...page);
    if (page.length < ROWS_PER_PAGE) return rows;
  }
}

/** A row as the API shows it. */
export const fileDiffOf = (row: FileDiffRow): FileDiff => ({
  path: row.file_path,
  status: row.status,
  additions: row.additions,
  deletions: row.deletions,
  binary: row.is_binary,
  plan_steps: row.plan_steps,
  out_of_plan: row.out_of_plan,
  machine_written: row.machine_written,
});
