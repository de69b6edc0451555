/** A user's keys for model providers: what may be stored, and whether it works. */
import type { Config } from "../env.ts";
import { checkBaseUrl } from "../llm/base-url.ts";
import { checkResolved } from "../llm/resolved-url.ts";
import { testKey } from "../llm/test-key.ts";
import {
  ApiError,
  type ApiKey,
  fieldError,
  type KeyTest,
  PROVIDERS,
  type ProviderId,
  type PutApiKey,
} from "../protocol/index.ts";
import { putApiKey } from "./api-keys.ts";
import { keyRingOf } from "./credentials.ts";
import { serviceDatabaseFor } from "./database.ts";
import { modelFor } from "./model-access.ts";
import type { User } from "./principal.ts";

export type KeyedProvider = Exclude<ProviderId, "demo">;

const TEST_TIMEOUT_MS = 15_000;

/** Checks the key's fields and its server's address, and stores it encrypted. Throws `invalid_request` for a field. */
export async function storeModelKey(
  config: Config,
  user: User,
  provider: KeyedProvider,
  { key, base_url }: PutApiKey,
): Promise<ApiKey> {
  const { takesUrl, key: need } = PROVIDERS[provider];
  if (takesUrl && !base_url) throw fieldError("invalid_request", "base_url", "is needed for this provider");
  if (!takesUrl && base_url)
    throw fieldError("invalid_request", "base_url", "is not taken for this provider");
  if (need === "required" && key === undefined)
    throw fieldError("invalid_request", "key", "is needed for this provider");
  const checked = base_url ? await checkModelServer(config, base_url) : null;
  if (checked && !checked.ok) throw fieldError("invalid_request", "base_url", checked.reason);
  return putApiKey(serviceDatabaseFor(config, user), keyRingOf(config), {
    userId: user.userId,
    provider,
    // A server of one's own often asks for no key; the row keeps its shape with an empty one.
    key: key ?? "",
    baseUrl: checked?.ok ? checked.url : null,
  });
}

/** Asks the provider with the key that the user's tasks would use. Throws `missing_model_key`. */
export async function testModelKey(config: Config, user: User, provider: KeyedProvider): Promise<KeyTest> {
  const access = await modelFor(config, { userId: user.userId, taskId: null }, provider);
  if ("problem" in access) throw new ApiError("missing_model_key", `there is no usable key for ${provider}`);
  const result = await testKey(access.client, AbortSignal.timeout(TEST_TIMEOUT_MS));
  return result.ok
    ? { ok: true, models: result.models, error: null }
    : { ok: false, models: [], error: { class: result.class, message: result.message } };
}

async function checkModelServer(config: Config, baseUrl: string) {
  const checked = checkBaseUrl(baseUrl, { allowLoopback: config.EMBEDDED });
  return checked.ok && !config.EMBEDDED ? checkResolved(checked.url, config.DNS_URL, fetch) : checked;
}
