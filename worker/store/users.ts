import type { ServiceClient, UserClient } from "./client.ts";
import { dataOf } from "./failure.ts";
import type { UserRow } from "./rows.ts";

/** The caller's row, for display; null if the user is gone. `github_login` here is not verified. */
export async function getMe(client: UserClient, userId: string): Promise<UserRow | null> {
  return dataOf("read user", await client.from("users").select("*").eq("id", userId).maybeSingle());
}

/** Those of these users whom the reader may see, for display. */
export async function getUsers(
  client: UserClient | ServiceClient,
  ids: string[],
): Promise<Pick<UserRow, "id" | "github_login" | "avatar_url">[]> {
  if (ids.length === 0) return [];
  return dataOf(
    "read users",
    await client.from("users").select("id, github_login, avatar_url").in("id", ids),
  );
}

/** GitHub's id (as text) of the account the caller signed in with, as sign-in recorded it; null if there is none. */
export async function githubIdentity(client: UserClient): Promise<string | null> {
  return dataOf("read GitHub identity", await client.rpc("github_identity"));
}
