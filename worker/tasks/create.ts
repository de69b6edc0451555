/** Everything that must be true before a task exists, so that a task never starts only to fail at once. */

import { actorOf } from "../access/actor.ts";
import { agreementWanted, needsAgreement } from "../access/agreement.ts";
import { modelFor, storeConfig } from "../access/credentials.ts";
import { githubOf } from "../access/github-of.ts";
import type { ApiContext } from "../api/context.ts";
import { getBranch, getRepo, noPush } from "../github/repos.ts";
import { ModelFailure } from "../llm/types.ts";
import {
  ApiError,
  type Attachment,
  AUTO,
  CreateTask,
  fieldError,
  TaskId,
  type TaskRef,
} from "../protocol/index.ts";
import { listAttachments } from "../store/attachments.ts";
import { type UserClient, userClient } from "../store/client.ts";
import { readRepoSettings } from "../store/repo-settings.ts";
import type { TaskRow } from "../store/rows.ts";
import { getTask, insertTask } from "../store/tasks.ts";
import { titleOf } from "../task/record/record.ts";
import { canChoose } from "../task/work/model/choose-model.ts";
import { noPlace, takePlaceFor } from "./places.ts";
import { levelOf } from "./sandbox-level.ts";

const MODEL_LIST_TIMEOUT_MS = 4_000;

/**
 * Creates the task and starts it. Throws `repository_not_found`, `branch_not_found`, `repository_empty`,
 * `no_push_permission`, `commands_not_agreed`, `unknown_model`, `missing_model_key`, `github_not_connected`,
 * `rate_limited`, `idempotency_conflict`, or `invalid_request` for an image that is not the caller's.
 */
export async function createTask(
  c: ApiContext,
  input: CreateTask,
  key: string | undefined,
): Promise<TaskRef> {
  const { config, caller } = c.var;
  const client = userClient(storeConfig(config), caller.jwt);
  const taskId = key ? await taskIdOf(caller.userId, key) : crypto.randomUUID();
  if (key) {
    const existing = await getTask(client, taskId);
    if (existing) return repeated(c, existing, input);
  }
  const [images, repo_full_name] = await Promise.all([
    checkImages(c, client, input),
    checkRepository(c, input),
    checkModel(c, input),
  ]);
  await checkCommands(c, client, repo_full_name);
  const title = titleOf(input.prompt);
  const task = { ...input, title, repo_full_name };
  const row = { id: taskId, user_id: caller.userId, ...task };
  if ((await insertTask(client, row, config.MAX_ACTIVE_TASKS_PER_USER)) === "full") throw noPlace(c);
  return start(c, taskId, task, images);
}

/** What the user asked for, from the row that was made of it. */
const askedFor = (row: TaskRow) => ({ ...row, repo_full_name: row.repo });

/** The answer to a request that was carried out before. */
async function repeated(c: ApiContext, row: TaskRow, input: CreateTask): Promise<TaskRef> {
  const known = CreateTask.parse(askedFor(row));
  // The task knows the repository by the name that GitHub has for it.
  if (await isSameRepository(c, input.repo_full_name, known.repo_full_name))
    input = { ...input, repo_full_name: known.repo_full_name };
  // Every field that the schema knows, defaults included.
  if (JSON.stringify(known) !== JSON.stringify(CreateTask.parse(input)))
    throw new ApiError("idempotency_conflict", "this Idempotency-Key was used for another task");
  await revive(c, row);
  return { task_id: row.id, status: row.status, state: row.state };
}

/**
 * Starts a task whose row is there while its object knows nothing of it, because the request that made the row was
 * cut off. True if it runs now. A task that has ended is not started again, however old `seen`, its row as the caller
 * read it, is. Throws `rate_limited`.
 */
export async function revive(c: ApiContext, seen: TaskRow): Promise<boolean> {
  if (seen.state !== "queued") return false;
  if (await c.env.TASK.getByName(seen.id).view()) return true;
  const { config, caller } = c.var;
  const client = userClient(storeConfig(config), caller.jwt);
  // Read after the object was found empty: an object forgets its task only once the row says how it ended.
  const row = await getTask(client, seen.id);
  if (row?.state !== "queued") return false;
  const input = CreateTask.safeParse(askedFor(row));
  if (!input.success) return false;
  await takePlaceFor(c, row);
  await start(c, row.id, { ...input.data, title: row.title }, await ownImages(c, client, input.data));
  return true;
}

async function start(
  c: ApiContext,
  taskId: string,
  input: CreateTask & { title: string },
  attachments: Attachment[],
): Promise<TaskRef> {
  const { config, caller } = c.var;
  const taskUrl = `${config.PUBLIC_URL}/t/${taskId}`;
  const creator = await actorOf(c);
  const init = { ...input, taskId, userId: caller.userId, creator, taskUrl, attachments };
  return c.env.TASK.getByName(taskId).create(init);
}

/** The images of the prompt in their order, without those that are not there or not the caller's. */
async function ownImages(c: ApiContext, client: UserClient, { images }: CreateTask): Promise<Attachment[]> {
  const seen = await listAttachments(client, images);
  // They may see others' too: those of tasks that were shared with them.
  const own = seen.filter(({ userId }) => userId === c.var.caller.userId);
  const byId = new Map(own.map(({ attachment }) => [attachment.attachment_id, attachment]));
  return images.flatMap((id) => byId.get(id) ?? []);
}

async function checkImages(c: ApiContext, client: UserClient, input: CreateTask): Promise<Attachment[]> {
  const own = await ownImages(c, client, input);
  const missing = input.images.findIndex((id, index) => own[index]?.attachment_id !== id);
  if (missing >= 0)
    throw fieldError("invalid_request", `images.${missing}`, "there is no such image; attach it again");
  return own;
}

async function isSameRepository(c: ApiContext, asked: string, known: string): Promise<boolean> {
  if (asked.toLowerCase() === known.toLowerCase()) return true;
  const { client } = await githubOf(c);
  return (await getRepo(client, asked)).full_name === known;
}

const cannotPush = (why: string): ApiError =>
  new ApiError(
    "no_push_permission",
    `repo_full_name: ${why} With allow_read_only a task works on it all the same, and its change can be downloaded as a patch`,
    { details: [{ path: "repo_full_name", message: why }] },
  );

/** The repository's name as GitHub writes it: another case, or a name from before it was renamed, leads there too. */
async function checkRepository(c: ApiContext, input: CreateTask): Promise<string> {
  const { client } = await githubOf(c);
  const { full_name, can_push, archived } = await getRepo(client, input.repo_full_name);
  if (!can_push && !input.allow_read_only) throw cannotPush(noPush(full_name, archived));
  await getBranch(client, full_name, input.branch);
  return full_name;
}

/** `repo` by the name that GitHub has for it, which is what is agreed to. */
async function checkCommands(c: ApiContext, client: UserClient, repo: string): Promise<void> {
  const { config, caller } = c.var;
  if (!needsAgreement(config, levelOf(config).isolation, repo)) return;
  const { unconfined_commands } = await readRepoSettings(client, caller.userId, repo);
  if (!unconfined_commands) throw fieldError("commands_not_agreed", "repo_full_name", agreementWanted(repo));
}

async function checkModel(c: ApiContext, input: CreateTask): Promise<void> {
  if (input.provider === AUTO) {
    if (await canChoose(c.var.config, c.var.caller.userId)) return;
    throw new ApiError("missing_model_key", "there is no model to choose from; add a key in Settings first");
  }
  const access = await modelFor(c.var.config, c.var.caller.userId, input.provider);
  if ("problem" in access) {
    if (access.problem === "missing_key")
      throw new ApiError("missing_model_key", `add a key for ${input.provider} in Settings first`);
    if (access.problem === "unreadable_key")
      throw new ApiError(
        "missing_model_key",
        `the stored key for ${input.provider} cannot be decrypted; enter it again in Settings`,
      );
    throw fieldError("unknown_model", "provider", `there is no provider ${input.provider}`);
  }
  const offered = await access.client
    .listModels(AbortSignal.timeout(MODEL_LIST_TIMEOUT_MS))
    .catch((error) => {
      if (error instanceof ModelFailure && error.class === "invalid_key") throw error;
      return null; // not every compatible endpoint lists its models
    });
  if (offered && offered.length > 0 && !offered.includes(input.model))
    throw fieldError("unknown_model", "model", `${input.provider} offers no model ${input.model}`);
}

/** The same user and key always name the same task, so a repeated request cannot create a second one. */
async function taskIdOf(userId: string, key: string): Promise<string> {
  const text = new TextEncoder().encode(`task|${userId}|${key}`);
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", text)).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80; // version 8: made from other data
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return TaskId.parse(
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`,
  );
}
