/** A user's credentials for GitHub and for model providers, by the user's id. */
import type { Config } from "../env.ts";
import { type GitHubClient, githubClient } from "../github/client.ts";
import { modelClient } from "../llm/providers.ts";
import type { ModelClient } from "../llm/types.ts";
import { ApiError, PROVIDERS, ProviderId } from "../protocol/index.ts";
import { readApiKey } from "./api-keys.ts";
import { databaseOf } from "./database.ts";
import { readGitHubToken } from "./github-tokens.ts";
import { type KeyRing, KeyRingFailure, parseKeyRing } from "./keyring.ts";
import { SERVICE, type User } from "./principal.ts";

const rings = new Map<string, KeyRing>();

/** Throws an Error that names the fault, never the key material. */
export function keyRingOf(config: Config): KeyRing {
  let ring = rings.get(config.KEY_RING);
  if (!ring) {
    ring = parseKeyRing(config.KEY_RING);
    rings.set(config.KEY_RING, ring);
  }
  return ring;
}

export interface GitHubAccess {
  client: GitHubClient;
  token: string;
  login: string;
}

/** A secret that was encrypted with another key ring; its owner has to enter it again. */
const UNREADABLE = Symbol("unreadable");

async function unlessUnreadable<T>(secret: Promise<T>): Promise<T | typeof UNREADABLE> {
  try {
    return await secret;
  } catch (error) {
    if (error instanceof KeyRingFailure) return UNREADABLE;
    throw error;
  }
}

/** Null if the user has no stored token, or none that the present key ring opens. Throws StoreFailure. */
export async function githubFor(config: Config, userId: string): Promise<GitHubAccess | null> {
  const service = databaseOf(config, SERVICE);
  const stored = await unlessUnreadable(readGitHubToken(service, keyRingOf(config), userId));
  if (!stored || stored === UNREADABLE) return null;
  return {
    client: githubClient({ apiUrl: config.GITHUB_API_URL, token: stored.token }),
    token: stored.token,
    login: stored.login,
  };
}

/** The same for a request that cannot go on without it. Throws `github_not_connected`. */
export async function requireGitHub(config: Config, { userId }: User): Promise<GitHubAccess> {
  const access = await githubFor(config, userId);
  if (!access)
    throw new ApiError(
      "github_not_connected",
      "Verne has no access to your GitHub account. Log in with GitHub again.",
    );
  return access;
}

/**
 * `missing_key`: the provider works, but neither the user nor this installation has a key for it. `unreadable_key`:
 * the user's key was encrypted with another key ring and must be entered again.
 */
export type ModelAccess =
  | { client: ModelClient }
  | { problem: "unknown_provider" | "missing_key" | "unreadable_key" };

/** The user's own key wins over the installation's. Throws StoreFailure, and ModelFailure for a URL that is not allowed. */
export async function modelFor(config: Config, userId: string, provider: string): Promise<ModelAccess> {
  const id = ProviderId.safeParse(provider);
  if (!id.success || (id.data === "demo" && !config.DEMO_MODEL_URL)) return { problem: "unknown_provider" };
  const access = id.data === "demo" ? NO_KEY : await keyFor(config, userId, id.data);
  if (access === UNREADABLE) return { problem: "unreadable_key" };
  if (!access) return { problem: "missing_key" };
  return {
    client: modelClient({
      provider: id.data,
      key: access.key,
      baseUrl: access.baseUrl,
      demoUrl: config.DEMO_MODEL_URL ?? null,
      allowLoopback: config.EMBEDDED,
    }),
  };
}

interface KeyAccess {
  key: string | null;
  baseUrl: string | null;
}

const NO_KEY: KeyAccess = { key: null, baseUrl: null };

async function keyFor(
  config: Config,
  userId: string,
  provider: Exclude<ProviderId, "demo">,
): Promise<KeyAccess | typeof UNREADABLE | null> {
  const service = databaseOf(config, SERVICE);
  const own = await unlessUnreadable(readApiKey(service, keyRingOf(config), userId, provider));
  if (own === UNREADABLE) return UNREADABLE;
  if (own) return { ...own, key: own.key || null };
  return installationKey(config, provider);
}

/** The key that serves everybody on this installation, if it has one. */
function installationKey(config: Config, provider: Exclude<ProviderId, "demo">): KeyAccess | null {
  const { takesUrl, keyVariable, urlVariable } = PROVIDERS[provider];
  const key = keyVariable && config[keyVariable];
  const baseUrl = urlVariable && config[urlVariable];
  return (takesUrl ? baseUrl : key) ? { key: key ?? null, baseUrl: baseUrl ?? null } : null;
}
