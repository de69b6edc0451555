/** A task's place among people: whose it is, what the caller may do with it, who else sees it. */

import { storeConfig } from "../access/credentials.ts";
import type { ApiContext } from "../api/context.ts";
import type { TaskPlacement, TaskSummary } from "../protocol/index.ts";
import { userClient } from "../store/client.ts";
import { rolesIn } from "../store/orgs.ts";
import type { Profile, TaskRow } from "../store/rows.ts";
import { getProfiles } from "../store/users.ts";
import { summaryOf } from "./archive.ts";

export type Access = TaskPlacement["access"];

/** What the caller may do with each of these tasks, which row-level security lets them see. */
export async function accessTo(
  c: ApiContext,
  rows: readonly TaskRow[],
): Promise<(row: Pick<TaskRow, "user_id" | "org_id">) => Access> {
  const { userId, jwt } = c.var.caller;
  const orgs = new Set(rows.flatMap((row) => (row.user_id !== userId && row.org_id ? [row.org_id] : [])));
  const roles = await rolesIn(userClient(storeConfig(c.var.config), jwt), userId, [...orgs]);
  return (row) => {
    if (row.user_id === userId) return "owner";
    const role = row.org_id === null ? undefined : roles.get(row.org_id);
    return role === undefined || role === "viewer" ? "viewer" : "member";
  };
}

/** Rows of the task list; one query reads the owners of all. */
export async function summariesOf(c: ApiContext, rows: readonly TaskRow[]): Promise<TaskSummary[]> {
  const client = userClient(storeConfig(c.var.config), c.var.caller.jwt);
  const [owners, access] = await Promise.all([
    getProfiles(client, [...new Set(rows.map((row) => row.user_id))]),
    accessTo(c, rows),
  ]);
  return rows.map((row) => {
    const owner = owners.find(({ id }) => id === row.user_id);
    return summaryOf(row, placed(row, access(row), owner));
  });
}

export async function placementOf(c: ApiContext, row: TaskRow, access: Access): Promise<TaskPlacement> {
  const client = userClient(storeConfig(c.var.config), c.var.caller.jwt);
  const [owner] = await getProfiles(client, [row.user_id]);
  return placed(row, access, owner);
}

/** `owner` is undefined where the reader may not know them. */
export const placed = (row: TaskRow, access: Access, owner: Profile | undefined): TaskPlacement => ({
  owner: {
    user_id: row.user_id,
    login: owner?.github_login ?? null,
    avatar_url: owner?.avatar_url ?? null,
  },
  access,
  visibility: row.visibility,
  archived_at: row.archived_at,
});
