/** The part of `localStorage` that the auth client uses. */
export interface KeyValueStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/**
 * Removes GitHub's tokens from a session before it is written down. They go to the Worker once, right
 * after sign-in, and never rest in the browser. Values that are not a session pass unchanged.
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
