import type { ServiceClient, UserClient } from "./client.ts";
import { dataOf } from "./failure.ts";
import type { Profile, UserRow } from "./rows.ts";

/** The caller's row, for display; null if the user is gone. `github_login` here is not verified. */
export async function getMe(client: UserClient, userId: string): Promise<UserRow | null> {
  return dataOf("read user", await client.from("users").select("*").eq("id", userId).maybeSingle());
}

/** How those of these users are shown whom the caller may see: themselves, and who shares an organisation with them. */
export async function getProfiles(client: UserClient, ids: string[]): Promise<Profile[]> {
  if (ids.length === 0) return [];
  return dataOf("read profiles", await client.rpc("profiles", { p_ids: ids }));
}

/** The same of one user, whoever asks; null if the user is gone. */
export async function getProfile(service: ServiceClient, id: string): Promise<Profile | null> {
  const user = service.from("users").select("id, github_login, name, avatar_url").eq("id", id);
  return dataOf("read profile", await user.maybeSingle());
}

/** GitHub's id (as text) of the account the caller signed in with, as sign-in recorded it; null if there is none. */
export async function githubIdentity(client: UserClient): Promise<string | null> {
  return dataOf("read GitHub identity", await client.rpc("github_identity"));
}

/** The login that GitHub gave for the caller's token; null without one. */
export async function githubLogin(client: UserClient): Promise<string | null> {
  return dataOf("read GitHub login", await client.rpc("github_login"));
}
