/** Models that a user's tasks may call, with which key. */
import type { Config } from "../env.ts";
import { modelClient } from "../llm/providers.ts";
import type { ModelClient } from "../llm/types.ts";
import { PROVIDERS, ProviderId } from "../protocol/index.ts";
import { readApiKey } from "./api-keys.ts";
import { keyRingOf, UNREADABLE, unlessUnreadable } from "./credentials.ts";
import { databaseOf } from "./database.ts";
import { SERVICE } from "./principal.ts";
import { askingFirst, requireSpending, type Spender } from "./spending.ts";

/**
 * `missing_key`: the provider works, but neither the user nor this installation has a key for it. `unreadable_key`:
 * the user's key was encrypted with another key ring and must be entered again.
 */
export type ModelAccess =
  | { client: ModelClient }
  | { problem: "unknown_provider" | "missing_key" | "unreadable_key" };

/**
 * The user's own key wins over the installation's. Each call asks `requireSpending` first. Throws StoreFailure, and
 * ModelFailure for a URL that is not allowed.
 */
export async function modelFor(
  config: Config,
  { userId, taskId }: Spender,
  provider: string,
): Promise<ModelAccess> {
  const id = ProviderId.safeParse(provider);
  if (!id.success || (id.data === "demo" && !config.DEMO_MODEL_URL)) return { problem: "unknown_provider" };
  const access = id.data === "demo" ? NO_KEY : await keyFor(config, userId, id.data);
  if (access === UNREADABLE) return { problem: "unreadable_key" };
  if (!access) return { problem: "missing_key" };
  const client = modelClient({
    provider: id.data,
    key: access.key,
    baseUrl: access.baseUrl,
    demoUrl: config.DEMO_MODEL_URL ?? null,
    allowLoopback: config.EMBEDDED,
  });
  return { client: askingFirst(client, () => requireSpending(config, { userId, taskId })) };
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
