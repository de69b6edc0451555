/** Asked before a task costs anything: when it is created, before each step, and before each call of a model. */
import type { Config } from "../env.ts";
import type { ModelClient } from "../llm/types.ts";
import { ApiError } from "../protocol/index.ts";
import { readConsumption } from "../store/consumption.ts";
import { databaseOf } from "./database.ts";
import { entryOf } from "./entry.ts";
import { SERVICE } from "./principal.ts";
import { isLimited, quotaMessage, quotasOf, usedUp } from "./quota.ts";

/** Whose money it is. `taskId` is null for what belongs to no task. */
export interface Spender {
  userId: string;
  taskId: string | null;
}

/** A task may not go on to cost something. The message is shown to the user. */
export class SpendingRefused extends Error {
  override readonly name = "SpendingRefused";
  readonly code: "no_entry" | "entry_unknown" | "quota_exceeded";

  constructor(code: SpendingRefused["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/** Throws SpendingRefused, and StoreFailure. */
export async function requireSpending(config: Config, spender: Spender): Promise<void> {
  const entry = await entryOf(config, spender.userId);
  if (entry !== "admitted") throw new SpendingRefused(entry.refused, OWNER[entry.refused]);
  const refusal = await quotaRefusal(config, spender, Date.now());
  if (refusal) throw new SpendingRefused("quota_exceeded", refusal);
}

/** In the words of a task: whoever reads them need not be its owner. */
const OWNER = {
  no_entry:
    "Whoever owns this task may not use this installation any more, so the task does not go on. What it has done is kept",
  entry_unknown: "GitHub does not say whether whoever owns this task may still use this installation",
} as const;

/** Why nothing may be spent now; null where something may. A task that is there counts already. */
async function quotaRefusal(config: Config, spender: Spender, nowMs: number): Promise<string | null> {
  const [user, org] = [quotasOf(config, "user"), quotasOf(config, "organisation")];
  if (!isLimited(user) && !isLimited(org)) return null;
  const used = await readConsumption(databaseOf(config, SERVICE), spender);
  const own = usedUp(user, used.user, ["minutes", "usd"]);
  if (own) return quotaMessage("The owner of this task has", own, user[own] ?? 0, nowMs);
  const shared = used.organisation && usedUp(org, used.organisation, ["minutes", "usd"]);
  return shared && quotaMessage("The organisation of this task has", shared, org[shared] ?? 0, nowMs);
}

/**
 * Throws `quota_exceeded` for a user who may not begin another task this month, and StoreFailure. `begun`: how many of those
 * that count are the one that is asked for.
 */
export async function requireTaskQuota(
  config: Config,
  userId: string,
  nowMs: number,
  begun: 0 | 1 = 0,
): Promise<void> {
  const quotas = quotasOf(config, "user");
  if (!isLimited(quotas)) return;
  const { user } = await readConsumption(databaseOf(config, SERVICE), { userId, taskId: null });
  const kind = usedUp(quotas, { ...user, tasks: user.tasks - begun });
  if (kind) throw quotaError(kind, quotas[kind] ?? 0, nowMs);
}

/** `details` names the quota: `quota.tasks`. */
export function quotaError(kind: "tasks" | "minutes" | "usd", limit: number, nowMs: number): ApiError {
  const message = quotaMessage("You have", kind, limit, nowMs);
  return new ApiError("quota_exceeded", message, { details: [{ path: `quota.${kind}`, message }] });
}

/** `client`, which asks before each call. */
export const askingFirst = (client: ModelClient, ask: () => Promise<void>): ModelClient => ({
  provider: client.provider,
  freeformTools: client.freeformTools ?? false,
  stream: async function* (request, signal) {
    await ask();
    yield* client.stream(request, signal);
  },
  listModels: (signal) => client.listModels(signal),
});
