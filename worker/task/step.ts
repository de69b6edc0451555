import type { Agent, AgentHost } from "../agent/types.ts";
import type { Config } from "../env.ts";
import type { FailureCode } from "../protocol/index.ts";
import type { Changes } from "./change-set/changes.ts";
import type { Inbox } from "./inbox.ts";
import type { Claim } from "./lease.ts";
import type { Clock, FireOptions, Life } from "./life.ts";
import type { TaskEventName } from "./machine.ts";
import type { Workspace } from "./workspace.ts";

/** What a step works with. Everything that writes is fenced: it throws `Fenced` once the lease is lost. */
export interface StepContext {
  readonly claim: Claim;
  readonly config: Config;
  readonly clock: Clock;
  readonly life: Life;
  readonly inbox: Inbox;
  readonly agent: Agent;
  readonly host: AgentHost;
  readonly workspace: Workspace;
  readonly changes: Changes;
  /** Aborted when the user goes on without the tests before the edits. */
  readonly skip: AbortSignal;
  /** Where the images of prompts are. */
  readonly bucket: R2Bucket;
  /** Runs `write` in one transaction if the lease still holds. */
  commit<T>(write: () => T): T;
}

/** How a step ended well: the event to fire and what goes with it. Null fires nothing. */
export type Outcome = (FireOptions & { event: TaskEventName }) | null;

export type Step = (context: StepContext) => Promise<Outcome>;

/** The run was overtaken or cancelled; it must stop without a trace. */
export class Fenced extends Error {
  override readonly name = "Fenced";
}

/** An expected end of a step. `message` is for the user; `retryable` if another attempt may go better. */
export class StepFailure extends Error {
  override readonly name = "StepFailure";
  readonly code: FailureCode;
  readonly retryable: boolean;

  constructor(code: FailureCode, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
