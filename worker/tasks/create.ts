/** Everything that must be true before a task exists, so that a task never starts only to fail at once. */
import { agreementWanted, needsAgreement } from "../access/agreement.ts";
import { requireGitHub } from "../access/credentials.ts";
import { databaseOf } from "../access/database.ts";
import { modelFor } from "../access/model-access.ts";
import type { User } from "../access/principal.ts";
import { quotasOf } from "../access/quota.ts";
import { quotaError, requireTaskQuota } from "../access/spending.ts";
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
import { readRepoSettings } from "../store/repo-settings.ts";
import type { TaskRow } from "../store/rows.ts";
import { getTask, insertTask } from "../store/tasks.ts";
import { titleOf } from "../task/record/record.ts";
import { canChoose } from "../task/work/model/choose-model.ts";
import { tooManyActive } from "./active-limit.ts";
import type { TaskDeps } from "./deps.ts";
import { ownImages } from "./own-images.ts";
import { askedFor, revive, startTask } from "./revive.ts";
import { levelOf } from "./sandbox-level.ts";

const MODEL_LIST_TIMEOUT_MS = 4_000;

/**
 * Creates the task and starts it; the same `key` again answers with the same task. Throws `repository_not_found`,
 * `branch_not_found`, `repository_empty`, `no_push_permission`, `commands_not_agreed`, `unknown_model`,
 * `missing_model_key`, `github_not_connected`, `rate_limited`, `quota_exceeded`, `idempotency_conflict`, or `invalid_request` for an image
 * that is not the user's.
 */
export async function createTask(
  deps: TaskDeps,
  user: User,
  input: CreateTask,
  key?: string,
): Promise<TaskRef> {
  const { config } = deps;
  const database = databaseOf(config, user);
  const taskId = key ? await taskIdOf(user.userId, key) : crypto.randomUUID();
  if (key) {
    const existing = await getTask(database, taskId);
    if (existing) return answerAgain(deps, user, existing, input);
  }
  await requireTaskQuota(config, user.userId, deps.now());
  const [attachments, repo_full_name] = await Promise.all([
    checkImages(deps, user, input),
    checkRepository(deps, user, input),
    checkModel(deps, user, input),
  ]);
  await checkCommands(deps, user, repo_full_name);
  const task = { ...input, title: titleOf(input.prompt), repo_full_name };
  const row = { id: taskId, user_id: user.userId, ...task };
  const monthly = quotasOf(config, "user").tasks ?? null;
  const inserted = await insertTask(database, row, config.MAX_OPEN_TASKS_PER_USER, monthly);
  if (inserted === "full") throw tooManyActive(deps);
  if (inserted === "used_up") throw quotaError("tasks", monthly ?? 0, deps.now());
  return startTask(deps, user, { ...task, taskId, attachments });
}

/** The answer to a request that was carried out before. */
async function answerAgain(deps: TaskDeps, user: User, row: TaskRow, input: CreateTask): Promise<TaskRef> {
  const known = CreateTask.parse(askedFor(row));
  // The task knows the repository by the name that GitHub has for it.
  if (await isSameRepository(deps, user, input.repo_full_name, known.repo_full_name))
    input = { ...input, repo_full_name: known.repo_full_name };
  // Every field that the schema knows, defaults included.
  if (JSON.stringify(known) !== JSON.stringify(CreateTask.parse(input)))
    throw new ApiError("idempotency_conflict", "this Idempotency-Key was used for another task");
  await revive(deps, user, row);
  return { task_id: row.id, status: row.status, state: row.state };
}

async function checkImages(deps: TaskDeps, user: User, { images }: CreateTask): Promise<Attachment[]> {
  const own = await ownImages(deps, user, images);
  const missing = images.findIndex((id, index) => own[index]?.attachment_id !== id);
  if (missing >= 0)
    throw fieldError("invalid_request", `images.${missing}`, "there is no such image; attach it again");
  return own;
}

async function isSameRepository(
  { config }: TaskDeps,
  user: User,
  asked: string,
  known: string,
): Promise<boolean> {
  if (asked.toLowerCase() === known.toLowerCase()) return true;
  const { client } = await requireGitHub(config, user);
  return (await getRepo(client, asked)).full_name === known;
}

const cannotPush = (why: string): ApiError =>
  new ApiError(
    "no_push_permission",
    `repo_full_name: ${why} With allow_read_only a task works on it all the same, and its change can be downloaded as a patch`,
    { details: [{ path: "repo_full_name", message: why }] },
  );

/** The repository's name as GitHub writes it: another case, or a name from before it was renamed, leads there too. */
async function checkRepository({ config }: TaskDeps, user: User, input: CreateTask): Promise<string> {
  const { client } = await requireGitHub(config, user);
  const { full_name, can_push, archived } = await getRepo(client, input.repo_full_name);
  if (!can_push && !input.allow_read_only) throw cannotPush(noPush(full_name, archived));
  await getBranch(client, full_name, input.branch);
  return full_name;
}

/** `repo` by the name that GitHub has for it, which is what is agreed to. */
async function checkCommands({ config }: TaskDeps, user: User, repo: string): Promise<void> {
  if (!needsAgreement(config, levelOf(config).isolation, repo)) return;
  const { unconfined_commands } = await readRepoSettings(databaseOf(config, user), user.userId, repo);
  if (!unconfined_commands) throw fieldError("commands_not_agreed", "repo_full_name", agreementWanted(repo));
}

async function checkModel({ config }: TaskDeps, { userId }: User, input: CreateTask): Promise<void> {
  if (input.provider === AUTO) {
    if (await canChoose(config, { userId, taskId: null })) return;
    throw new ApiError("missing_model_key", "there is no model to choose from; add a key in Settings first");
  }
  const access = await modelFor(config, { userId, taskId: null }, input.provider);
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
