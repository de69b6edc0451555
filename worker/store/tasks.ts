import type { TaskFailure, TaskListView, TaskRun, TaskState, Usage } from "../protocol/index.ts";
import type { ServiceClient, UserClient } from "./client.ts";
import { dataOf, StoreFailure } from "./failure.ts";
import type { NewTaskRow, TaskRow } from "./rows.ts";
import { type Cursor, formatCursor, likePattern, parseCursor } from "./task-query.ts";
import { isoTime, toPostgresText } from "./text.ts";

/** What a user decides at creation, in the protocol's names. */
type AskedTask = Omit<NewTaskRow, "repo"> & { repo_full_name: string };

/**
 * Inserts a new task, unless `most` of the caller's tasks have not ended (`full`), or `monthly` were created this month
 * (`used_up`). A second insert of their own task with
 * the same id changes nothing: `exists`. Throws `conflict` when the id belongs to somebody else.
 */
export async function insertTask(
  client: UserClient,
  task: AskedTask,
  most: number | null = null,
  monthly: number | null = null,
): Promise<"created" | "exists" | "full" | "used_up"> {
  const { repo_full_name: repo, ...asked } = task;
  const insert = toPostgresText({ ...asked, repo });
  return dataOf(
    "insert task",
    await client.rpc("create_task", { p: insert, p_most: most, p_monthly: monthly }),
  );
}

/**
 * Reserves a place for a task that is to work again, if fewer than `most` others of its owner's have not ended. The
 * reservation ends when the task's state is mirrored, after two minutes, or with `releasePlace`.
 */
export async function takePlace(service: ServiceClient, id: string, most: number): Promise<boolean> {
  return dataOf("take place", await service.rpc("take_place", { p_task_id: id, p_most: most }));
}

export async function releasePlace(service: ServiceClient, id: string): Promise<void> {
  dataOf("release place", await service.from("tasks").update({ placed_at: null }).eq("id", id));
}

/** A task that the client may read; null for any other, whether or not it exists. */
export async function getTask(client: UserClient | ServiceClient, id: string): Promise<TaskRow | null> {
  const row = dataOf("read task", await client.from("tasks").select("*").eq("id", id).maybeSingle());
  return row && withIsoTimes(row);
}

/**
 * What each of the user's last complete tasks used, newest first. Tasks of the demo model are left out: it follows a
 * script, and its token counts are not those of a real model.
 */
export async function recentUsage(client: UserClient, userId: string, limit: number): Promise<Usage[]> {
  const query = client.from("tasks").select("usage").eq("user_id", userId).eq("state", "complete");
  const real = query.neq("provider", "demo").not("usage", "is", null);
  const rows = dataOf(
    "read usage of tasks",
    await real.order("created_at", { ascending: false }).limit(limit),
  );
  return rows.flatMap(({ usage }) => usage ?? []);
}

export interface ListOptions {
  /** 1 to 100. */
  limit: number;
  /** From the page before. Throws `invalid` if it is not one. */
  cursor?: string;
  /** Text that one of repository, title, branch, number of the pull request, state, error and prompt has, in any case. */
  query?: string;
  /** Tasks in one of these states. */
  state?: readonly TaskState[];
  /** Name of the model. */
  model?: string;
  /** Id of whom the tasks belong to, among those that the view shows. */
  owner?: string;
  /** Created at this time or later, and before this time. */
  since?: string;
  until?: string;
  /** Full name of one repository. */
  repo?: string;
  /** `mine` without it. */
  view?: TaskListView;
}

/** Tasks of `userId`, or with `team` those of others that the caller may see, newest first. */
export async function listTasks(
  client: UserClient,
  userId: string,
  options: ListOptions,
): Promise<{ items: TaskRow[]; nextCursor: string | null }> {
  const { view = "mine" } = options;
  let request = client.from("tasks").select("*");
  // Row-level security leaves of others' tasks only what they share with the caller.
  request = view === "team" ? request.neq("user_id", userId) : request.eq("user_id", userId);
  request = view === "archived" ? request.not("archived_at", "is", null) : request.is("archived_at", null);
  if (options.repo !== undefined) request = request.eq("repo", options.repo);
  if (options.state !== undefined) request = request.in("state", [...options.state]);
  if (options.model !== undefined) request = request.eq("model", options.model);
  if (options.owner !== undefined) request = request.eq("user_id", options.owner);
  if (options.since !== undefined) request = request.gte("created_at", options.since);
  if (options.until !== undefined) request = request.lt("created_at", options.until);
  if (options.cursor !== undefined) {
    const { createdAt, id } = cursorOf(options.cursor);
    request = request.or(`created_at.lt.${createdAt},and(created_at.eq.${createdAt},id.lt.${id})`);
  }
  if (options.query) request = request.ilike("search", likePattern(options.query));
  // One row more than asked for tells whether there is another page.
  const sorted = request.order("created_at", { ascending: false }).order("id", { ascending: false });
  const rows = dataOf("list tasks", await sorted.limit(options.limit + 1));
  const page = rows.slice(0, options.limit);
  const last = rows.length > options.limit ? page.at(-1) : undefined;
  return {
    items: page.map(withIsoTimes),
    nextCursor: last ? formatCursor({ createdAt: last.created_at, id: last.id }) : null,
  };
}

/** Ids of the tasks that an organisation sees, as far as the caller sees them; the last changed first. */
export async function listOrgTaskIds(client: UserClient, orgId: string, limit: number): Promise<string[]> {
  const query = client.from("tasks").select("id").eq("org_id", orgId);
  const rows = await query.order("updated_at", { ascending: false }).limit(limit);
  return dataOf("list tasks of organisation", rows).map(({ id }) => id);
}

/** Archives a task of `userId`, or with null takes it out of the archive. False if they have no such task. */
export async function archiveTask(
  client: UserClient | ServiceClient,
  userId: string,
  id: string,
  archivedAt: string | null,
): Promise<boolean> {
  const own = client.from("tasks").update({ archived_at: archivedAt }).eq("id", id).eq("user_id", userId);
  return dataOf("archive task", await own.select("id")).length > 0;
}

/** Writes the title alone. Tell the task's object too: its mirror writes the title that it knows. */
export async function renameTask(service: ServiceClient, id: string, title: string): Promise<void> {
  dataOf("rename task", await service.from("tasks").update(toPostgresText({ title })).eq("id", id));
}

/** Columns that hold a task's work under the same name as the protocol. */
const MIRRORED = [
  "version",
  "state",
  "title",
  "plan",
  "plan_document",
  "approved_version",
  "base_commit",
  "pr_url",
  "head_branch",
  "asks",
  "worked_ms",
  "error",
  "diff_stat",
  "usage",
  "tests",
  "sandbox",
  "head_seq",
  "updated_at",
  "completed_at",
] as const satisfies readonly (keyof TaskRun & keyof TaskRow)[];

/**
 * Mirrors the whole task to Postgres. Safe to repeat: `stale` means this version or a newer one is there already,
 * `absent` that the task's row is gone (its user was removed).
 */
export async function mirrorTask(
  service: ServiceClient,
  view: TaskRun,
): Promise<"applied" | "stale" | "absent"> {
  const same = Object.fromEntries(MIRRORED.map((name) => [name, view[name]]));
  const p = toPostgresText({ ...same, id: view.task_id, repo: view.repo_full_name });
  return dataOf("mirror task", await service.rpc("mirror_task", { p }));
}

/** Ends a task that its object cannot go on with, unless it has ended already. The snapshot stays what it was otherwise. */
export async function failUnreadable(service: ServiceClient, id: string, error: TaskFailure): Promise<void> {
  const now = new Date().toISOString();
  const end = service
    .from("tasks")
    .update(toPostgresText({ state: "failed" as const, error, updated_at: now, completed_at: now }));
  dataOf("end task", await end.eq("id", id).not("state", "in", "(complete,failed,cancelled)"));
}

function cursorOf(text: string): Cursor {
  const cursor = parseCursor(text);
  if (cursor === null) throw new StoreFailure("invalid", "cursor: is not one of this list");
  return cursor;
}

/** The row with its times as the protocol writes them. */
export const withIsoTimes = (row: TaskRow): TaskRow => ({
  ...row,
  created_at: isoTime(row.created_at),
  updated_at: isoTime(row.updated_at),
  completed_at: row.completed_at && isoTime(row.completed_at),
  archived_at: row.archived_at && isoTime(row.archived_at),
});
