/** A user's access to GitHub, by the user's id, and what opens the secrets that are stored for them. */
import type { Config } from "../env.ts";
import { type ClientOptions, type GitHubClient, githubClient } from "../github/client.ts";
import { ApiError } from "../protocol/index.ts";
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
export const UNREADABLE = Symbol("unreadable");

export async function unlessUnreadable<T>(secret: Promise<T>): Promise<T | typeof UNREADABLE> {
  try {
    return await secret;
  } catch (error) {
    if (error instanceof KeyRingFailure) return UNREADABLE;
    throw error;
  }
}

/** How long a request that waits for GitHub is to wait. */
type Patience = Pick<ClientOptions, "retryBaseMs" | "maxRateLimitWaitMs">;

/** Null if the user has no stored token, or none that the present key ring opens. Throws StoreFailure. */
export async function githubFor(
  config: Config,
  userId: string,
  patience: Patience = {},
): Promise<GitHubAccess | null> {
  const service = databaseOf(config, SERVICE);
  const stored = await unlessUnreadable(readGitHubToken(service, keyRingOf(config), userId));
  if (!stored || stored === UNREADABLE) return null;
  return {
    client: githubClient({ apiUrl: config.GITHUB_API_URL, token: stored.token, ...patience }),
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
