/** Starts a task whose row is there while its object knows nothing of it, because the request that made the row was cut off. */
import { actorOf } from "../access/actor.ts";
import { databaseOf } from "../access/database.ts";
import type { Principal, User } from "../access/principal.ts";
import { requireTaskQuota } from "../access/spending.ts";
import { type Attachment, CreateTask, type TaskRef } from "../protocol/index.ts";
import type { TaskRow } from "../store/rows.ts";
import { getTask } from "../store/tasks.ts";
import { takePlace } from "./active-limit.ts";
import type { TaskDeps } from "./deps.ts";
import type { FoundTask } from "./find.ts";
import { ownImages } from "./own-images.ts";

/** What the user asked for, from the row that was made of it. */
export const askedFor = (row: TaskRow) => ({ ...row, repo_full_name: row.repo });

/**
 * True if the task runs now. One that has ended is not started again, however old `known`, its row as the caller read it,
 * is. Throws `rate_limited` or `quota_exceeded`.
 */
export async function revive(deps: TaskDeps, owner: User, known: TaskRow): Promise<boolean> {
  if (known.state !== "queued") return false;
  if (await deps.objects.getByName(known.id).view()) return true;
  // Read after the object was found empty: an object forgets its task only once the row says how it ended.
  const row = await getTask(databaseOf(deps.config, owner), known.id);
  if (row?.state !== "queued") return false;
  const input = CreateTask.safeParse(askedFor(row));
  if (!input.success) return false;
  await requireTaskQuota(deps.config, owner.userId, deps.now(), 1);
  await takePlace(deps, owner, row);
  const attachments = await ownImages(deps, owner, input.data.images);
  await startTask(deps, owner, { ...input.data, taskId: row.id, title: row.title, attachments });
  return true;
}

/** A task runs with the token and the keys of whoever starts it, so that nobody but its owner may. */
export const reviveAsOwner = async (
  deps: TaskDeps,
  principal: Principal,
  { row, access }: FoundTask,
): Promise<boolean> =>
  principal.kind === "user" && access === "owner" && (await revive(deps, principal, row));

/** Hands the task to its object, which answers with the task as it is if it has it already. */
export async function startTask(
  { config, objects }: TaskDeps,
  owner: User,
  task: CreateTask & { taskId: string; title: string; attachments: Attachment[] },
): Promise<TaskRef> {
  const { taskId } = task;
  const taskUrl = `${config.PUBLIC_URL}/t/${taskId}`;
  const creator = await actorOf(config, owner);
  return objects.getByName(taskId).create({ ...task, userId: owner.userId, creator, taskUrl });
}
