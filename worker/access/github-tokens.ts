import type { ServiceClient } from "../store/client.ts";
import { dataOf } from "../store/failure.ts";
import { isoTime } from "../store/text.ts";
import { decrypt, encrypt, type KeyRing, type SecretContext } from "./keyring.ts";

export interface NewGitHubToken {
  userId: string;
  token: string;
  refreshToken: string | null;
  /** ISO time; null where GitHub gave none. */
  expiresAt?: string | null;
  /** As GitHub answered for this very token. */
  login: string;
  githubUserId: number | string;
}

export interface StoredGitHubToken {
  token: string;
  refreshToken: string | null;
  expiresAt: string | null;
  login: string;
  githubUserId: string;
}

/** Access and refresh token are bound to their role too, so that one cannot be put in the other's place. */
const contextOf = (userId: string, role: "access" | "refresh"): SecretContext => ({
  userId,
  keyId: role,
  provider: "github",
});

/**
 * Stores the user's GitHub token encrypted, in place of the earlier one. The caller has checked whose it is. `since`: when it
 * came, where it is an earlier one that is only encrypted anew.
 */
export async function putGitHubToken(
  service: ServiceClient,
  ring: KeyRing,
  input: NewGitHubToken,
  since = new Date().toISOString(),
): Promise<void> {
  const { userId } = input;
  const access = await encrypt(ring, input.token, contextOf(userId, "access"));
  const refresh = input.refreshToken
    ? await encrypt(ring, input.refreshToken, contextOf(userId, "refresh"))
    : null;
  const row = {
    user_id: userId,
    ciphertext: access.ciphertext,
    iv: access.iv,
    key_version: access.keyVersion,
    refresh_ciphertext: refresh?.ciphertext ?? null,
    refresh_iv: refresh?.iv ?? null,
    expires_at: input.expiresAt ?? null,
    github_login: input.login,
    github_id: String(input.githubUserId),
    updated_at: since,
  };
  dataOf("store GitHub token", await service.from("github_tokens").upsert(row, { onConflict: "user_id" }));
}

/**
 * The decrypted token, or null. Stores it again when the ring has a newer version.
 * Throws `KeyRingFailure` when it cannot be decrypted.
 */
export async function readGitHubToken(
  service: ServiceClient,
  ring: KeyRing,
  userId: string,
): Promise<StoredGitHubToken | null> {
  const query = service.from("github_tokens").select("*").eq("user_id", userId);
  const row = dataOf("read GitHub token", await query.maybeSingle());
  if (row === null) return null;
  const keyVersion = row.key_version;
  const access = { ciphertext: row.ciphertext, iv: row.iv, keyVersion };
  const refresh =
    row.refresh_ciphertext !== null && row.refresh_iv !== null
      ? { ciphertext: row.refresh_ciphertext, iv: row.refresh_iv, keyVersion }
      : null;
  const stored: StoredGitHubToken = {
    token: await decrypt(ring, access, contextOf(userId, "access")),
    refreshToken: refresh && (await decrypt(ring, refresh, contextOf(userId, "refresh"))),
    expiresAt: row.expires_at && isoTime(row.expires_at),
    login: row.github_login,
    githubUserId: row.github_id,
  };
  if (keyVersion !== ring.current) await putGitHubToken(service, ring, { userId, ...stored }, row.updated_at);
  return stored;
}

/** Deletes the user's GitHub token; nothing happens if there is none. */
export async function deleteGitHubToken(service: ServiceClient, userId: string): Promise<void> {
  dataOf("delete GitHub token", await service.from("github_tokens").delete().eq("user_id", userId));
}
