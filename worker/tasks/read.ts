/** Reading a task: from its object while that has it, from Postgres afterwards. */
import { databaseOf } from "../access/database.ts";
import type { Principal } from "../access/principal.ts";
import {
  ApiError,
  type ChangeName,
  type EventPage,
  isTerminal,
  pageOfTests,
  type TaskDiff,
  type TaskView,
  type TestPage,
  type TestQuery,
} from "../protocol/index.ts";
import { listAttachments } from "../store/attachments.ts";
import { readFilesDiff } from "../store/files-diff.ts";
import type { TaskRow } from "../store/rows.ts";
import { readTaskLogs } from "../store/task-logs.ts";
import { getTask } from "../store/tasks.ts";
import { archivedDiff, archivedView } from "./archive.ts";
import type { TaskDeps } from "./deps.ts";
import { findTask, maySteer } from "./find.ts";
import { placementOf } from "./placement.ts";
import { reviveAsOwner } from "./revive.ts";

/** The task with the commands that the principal may give it now. Throws `not_found`. */
export async function readTask(deps: TaskDeps, principal: Principal, id: string): Promise<TaskView> {
  const task = await findTask(deps, principal, id);
  const { row, object, access } = task;
  const place = await placementOf(deps, principal, task);
  const view =
    (await object.view()) ?? ((await reviveAsOwner(deps, principal, task)) ? await object.view() : null);
  if (view) return { ...view, ...place, allowed: maySteer(access) ? view.allowed : [] };
  const database = databaseOf(deps.config, principal);
  // What its object had to say may have been that it has ended.
  const now = isTerminal(row.state) ? row : ((await getTask(database, row.id)) ?? row);
  const images = await listAttachments(database, row.images);
  return archivedView(
    now,
    place,
    images.map(({ attachment }) => attachment),
  );
}

/** A page of the journal: at most `limit` events over `after`. Throws `not_found`. */
export async function readEvents(
  deps: TaskDeps,
  principal: Principal,
  id: string,
  { after, limit }: { after: number; limit: number },
): Promise<EventPage> {
  const { row, object } = await findTask(deps, principal, id);
  const page = await object.events(after, limit);
  return page ?? readTaskLogs(databaseOf(deps.config, principal), row.id, after, limit);
}

/** A page of the cases of one run of the tests. Throws `not_found`. */
export async function readTests(
  deps: TaskDeps,
  principal: Principal,
  id: string,
  query: TestQuery,
): Promise<TestPage> {
  const { row, object } = await findTask(deps, principal, id);
  return (await object.tests(query)) ?? pageOfTests(row.tests?.[query.phase] ?? null, query);
}

/** The whole change against the base commit. Throws `not_found` for the task alone. */
export async function readDiff(
  deps: TaskDeps,
  principal: Principal,
  id: string,
  name: ChangeName,
): Promise<TaskDiff> {
  const { row, object } = await findTask(deps, principal, id);
  return (await object.diff(name)) ?? mirroredDiff(deps, principal, row, name);
}

/** The same, byte for byte, as `git apply` takes it. Throws `not_found`, also where there is no such change. */
export async function readPatch(
  deps: TaskDeps,
  principal: Principal,
  id: string,
  name: ChangeName,
): Promise<{ taskId: string; patch: ReadableStream | string }> {
  const { row, object } = await findTask(deps, principal, id);
  const patch = (await object.patch(name)) ?? (await mirroredDiff(deps, principal, row, name)).patch;
  if (patch === "") throw new ApiError("not_found", "the task has no such change");
  return { taskId: row.id, patch };
}

/** What a cancelled follow-up had changed leaves with the task's object. */
async function mirroredDiff(
  { config }: TaskDeps,
  principal: Principal,
  row: TaskRow,
  name: ChangeName,
): Promise<TaskDiff> {
  return archivedDiff(row, name === "task" ? await readFilesDiff(databaseOf(config, principal), row.id) : []);
}
