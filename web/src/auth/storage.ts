/** The methods of `localStorage` that the auth client uses. */
export interface KeyValueStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/**
 * Removes GitHub's tokens from a session before it is stored. They are sent to the Worker once, right after sign-in, and
 * are never stored in the browser. Values that are not a session are returned unchanged.
 */
export function withoutProviderTokens(value: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    return value;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return value;
  if (!("provider_token" in parsed) && !("provider_refresh_token" in parsed)) return value;
  const {
    provider_token: _token,
    provider_refresh_token: _refresh,
    ...kept
  } = parsed as Record<string, unknown>; // checked: a plain object
  return JSON.stringify(kept);
}

/** A store for the auth client over `inner` that keeps no GitHub token. */
export const createSessionStorage = (inner: KeyValueStore): KeyValueStore => ({
  getItem: (key) => inner.getItem(key),
  setItem: (key, value) => inner.setItem(key, withoutProviderTokens(value)),
  removeItem: (key) => inner.removeItem(key),
});

/**
 * Removes the code verifiers of all unfinished sign-ins. The auth client removes only that of the current one, so each
 * abandoned sign-in would leave an entry.
 */
export function removeVerifiers(store: Storage, storageKey: string): void {
  const keys = Array.from({ length: store.length }, (_, index) => store.key(index) ?? "");
  for (const key of keys)
    if (key.startsWith(`${storageKey}-`) && key.endsWith("-code-verifier")) store.removeItem(key);
}

/** The part of a stored session that is needed at start. */
interface StoredSession {
  token: string;
  userId: string;
}

/** The auth library renews a token that has less than this left; so a token is used only while it has more. */
const RENEWED_BEFORE_MS = 90_000;

/**
 * The session under `key` as the auth client wrote it down, while its token holds; null for none, and for one that
 * has to be renewed first. The token is not verified here; the Worker does that.
 */
export function readStoredSession(
  store: Pick<KeyValueStore, "getItem">,
  key: string,
  nowMs: number,
): StoredSession | null {
  try {
    const kept: unknown = JSON.parse(store.getItem(key) ?? "null");
    if (typeof kept !== "object" || kept === null) return null;
    // Only auth-js writes here; what is read is checked below.
    const { access_token, expires_at, user } = kept as Record<string, unknown>;
    if (typeof access_token !== "string" || typeof expires_at !== "number") return null;
    if (expires_at * 1_000 - nowMs <= RENEWED_BEFORE_MS) return null;
    if (typeof user !== "object" || user === null || !("id" in user)) return null;
    return typeof user.id === "string" ? { token: access_token, userId: user.id } : null;
  } catch {
    return null;
  }
}
