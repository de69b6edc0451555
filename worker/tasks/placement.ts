/** Whose a task is, what the principal may do with it, and who else may read it. */
import { databaseOf } from "../access/database.ts";
import type { Principal, User } from "../access/principal.ts";
import type { TaskPlacement, TaskSummary } from "../protocol/index.ts";
import { rolesIn } from "../store/orgs.ts";
import type { Profile, TaskRow } from "../store/rows.ts";
import { getProfile, getProfiles } from "../store/users.ts";
import { summaryOf } from "./archive.ts";
import type { TaskDeps } from "./deps.ts";

export type Access = TaskPlacement["access"];

/** What the principal may do with each of these tasks, all of which they may read. */
export async function accessTo(
  deps: TaskDeps,
  principal: Principal,
  rows: readonly TaskRow[],
): Promise<(row: Pick<TaskRow, "user_id" | "org_id">) => Access> {
  if (principal.kind === "service") return () => "owner";
  const { userId } = principal;
  const orgs = new Set(rows.flatMap((row) => (row.user_id !== userId && row.org_id ? [row.org_id] : [])));
  const roles = await rolesIn(databaseOf(deps.config, principal), userId, [...orgs]);
  return (row) => {
    if (row.user_id === userId) return "owner";
    const role = row.org_id === null ? undefined : roles.get(row.org_id);
    return role === undefined || role === "viewer" ? "viewer" : "member";
  };
}

/** Rows of the task list; one query reads the owners of all. */
export async function summariesOf(
  deps: TaskDeps,
  user: User,
  rows: readonly TaskRow[],
): Promise<TaskSummary[]> {
  const [owners, access] = await Promise.all([
    getProfiles(databaseOf(deps.config, user), [...new Set(rows.map((row) => row.user_id))]),
    accessTo(deps, user, rows),
  ]);
  return rows.map((row) => {
    const owner = owners.find(({ id }) => id === row.user_id);
    return summaryOf(row, placed(row, access(row), owner));
  });
}

export async function placementOf(
  deps: TaskDeps,
  principal: Principal,
  { row, access }: { row: TaskRow; access: Access },
): Promise<TaskPlacement> {
  return placed(row, access, await ownerOf(deps, principal, row.user_id));
}

async function ownerOf({ config }: TaskDeps, principal: Principal, id: string): Promise<Profile | null> {
  if (principal.kind === "service") return getProfile(databaseOf(config, principal), id);
  const [owner] = await getProfiles(databaseOf(config, principal), [id]);
  return owner ?? null;
}

/** Without an `owner` where the reader may not know them. */
export const placed = (row: TaskRow, access: Access, owner: Profile | null | undefined): TaskPlacement => ({
  owner: {
    user_id: row.user_id,
    login: owner?.github_login ?? null,
    avatar_url: owner?.avatar_url ?? null,
  },
  access,
  visibility: row.visibility,
  archived_at: row.archived_at,
});
