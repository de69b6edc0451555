import type { GitHubClient } from "./client.ts";

export interface TokenOwner {
  id: number;
  login: string;
  name: string | null;
  avatarUrl: string | null;
}

/** Whose token it is. GitHubFailure `unauthorized` for one that GitHub does not accept. */
export async function tokenOwner(client: GitHubClient): Promise<TokenOwner> {
  const { data } = await client.users.getAuthenticated();
  return { id: data.id, login: data.login, name: data.name ?? null, avatarUrl: data.avatar_url ?? null };
}
