/** Asked before a task costs anything: before each step, and before each call of a model. */
import type { Config } from "../env.ts";
import type { ModelClient } from "../llm/types.ts";
import { entryOf } from "./entry.ts";

/** Whose money it is. `taskId` is null for what belongs to no task. */
export interface Spender {
  userId: string;
  taskId: string | null;
}

/** A task may not go on to cost something. The message is shown to the user. */
export class SpendingRefused extends Error {
  override readonly name = "SpendingRefused";
  readonly code: "no_entry" | "entry_unknown";

  constructor(code: SpendingRefused["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/** Throws SpendingRefused, and StoreFailure. */
export async function requireSpending(config: Config, { userId }: Spender): Promise<void> {
  const entry = await entryOf(config, userId);
  if (entry !== "admitted") throw new SpendingRefused(entry.refused, OWNER[entry.refused]);
}

/** In the words of a task: whoever reads them need not be its owner. */
const OWNER = {
  no_entry:
    "Whoever owns this task may not use this installation any more, so the task does not go on. What it has done is kept",
  entry_unknown: "GitHub does not say whether whoever owns this task may still use this installation",
} as const;

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
