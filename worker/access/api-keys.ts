import { type ApiKey, ProviderId } from "../protocol/index.ts";
import type { ServiceClient, UserClient } from "../store/client.ts";
import { dataOf } from "../store/failure.ts";
import { isoTime } from "../store/text.ts";
import { decrypt, encrypt, type KeyRing } from "./keyring.ts";

const VISIBLE = "provider, last4, base_url, updated_at";
const LAST_CHARS = 4;

export interface NewApiKey {
  userId: string;
  provider: ProviderId;
  key: string;
  baseUrl: string | null;
}

/** The caller's keys without the keys. Rows of providers that no longer exist are left out. */
export async function listApiKeys(client: UserClient): Promise<ApiKey[]> {
  const rows = dataOf("list keys", await client.from("api_keys").select(VISIBLE).order("provider"));
  return rows.flatMap((row) => {
    const provider = ProviderId.safeParse(row.provider);
    return provider.success ? [visible({ ...row, provider: provider.data })] : [];
  });
}

/** Stores the key encrypted, in place of an earlier one for the same provider. */
export async function putApiKey(service: ServiceClient, ring: KeyRing, input: NewApiKey): Promise<ApiKey> {
  // The id is part of what the ciphertext is bound to, so it is chosen before encrypting.
  const id = crypto.randomUUID();
  const sealed = await encrypt(ring, input.key, {
    userId: input.userId,
    keyId: id,
    provider: input.provider,
  });
  const row = {
    id,
    user_id: input.userId,
    provider: input.provider,
    encrypted_key: sealed.ciphertext,
    iv: sealed.iv,
    key_version: sealed.keyVersion,
    // A short key would be mostly shown by its last four characters.
    last4: input.key.length >= 3 * LAST_CHARS ? input.key.slice(-LAST_CHARS) : "",
    base_url: input.baseUrl,
    updated_at: new Date().toISOString(),
  };
  dataOf("store key", await service.from("api_keys").upsert(row, { onConflict: "user_id,provider" }));
  return visible({ ...row, provider: input.provider });
}

/** Deletes the caller's key of a provider; nothing happens if there is none. */
export async function deleteApiKey(client: UserClient, userId: string, provider: ProviderId): Promise<void> {
  dataOf("delete key", await client.from("api_keys").delete().eq("user_id", userId).eq("provider", provider));
}

/**
 * The decrypted key for a call to the provider, or null. Re-encrypts it when the ring has a newer version.
 * Throws `KeyRingFailure` when it cannot be decrypted.
 */
export async function readApiKey(
  service: ServiceClient,
  ring: KeyRing,
  userId: string,
  provider: ProviderId,
): Promise<{ key: string; baseUrl: string | null } | null> {
  const query = service.from("api_keys").select("*").eq("user_id", userId).eq("provider", provider);
  const row = dataOf("read key", await query.maybeSingle());
  if (row === null) return null;
  const context = { userId, keyId: row.id, provider };
  const key = await decrypt(
    ring,
    { ciphertext: row.encrypted_key, iv: row.iv, keyVersion: row.key_version },
    context,
  );
  if (row.key_version !== ring.current) {
    const { ciphertext, iv, keyVersion } = await encrypt(ring, key, context);
    const update = service
      .from("api_keys")
      .update({ encrypted_key: ciphertext, iv, key_version: keyVersion });
    dataOf("rotate key", await update.eq("id", row.id).eq("key_version", row.key_version));
  }
  return { key, baseUrl: row.base_url };
}

const visible = (row: ApiKey): ApiKey => ({
  provider: row.provider,
  last4: row.last4,
  base_url: row.base_url,
  updated_at: isoTime(row.updated_at),
});
