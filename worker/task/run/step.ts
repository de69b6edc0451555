import type { Agent, AgentHost } from "../../agent/types.ts";
import type { Config } from "../../env.ts";
import type { Changes } from "../change-set/changes.ts";
import type { Mutex } from "../mutex.ts";
import type { Inbox } from "../record/inbox.ts";
import type { Clock, FireOptions, Life } from "../record/life.ts";
import type { TaskEventName } from "../state-machine.ts";
import type { Checkout } from "../work/checkout/checkout.ts";
import type { Claim } from "./lease.ts";

/** Where the agent edits and runs commands. */
export interface WorkPlace {
  readonly host: AgentHost;
  readonly checkout: Checkout;
}

/** What a step works with. Every write is fenced: it throws `Fenced` once the lease is lost. */
export interface StepContext {
  readonly claim: Claim;
  readonly config: Config;
  readonly clock: Clock;
  readonly life: Life;
  readonly inbox: Inbox;
  readonly agent: Agent;
  readonly host: AgentHost;
  /** Of the evidence tree, as `host` is. */
  readonly checkout: Checkout;
  /** The agent's tree, in a sandbox of its own; connected on first use. */
  work(): Promise<WorkPlace>;
  readonly changes: Changes;
  /** Held while a command whose result counts runs in the checkout: baseline and planning are steps side by side. */
  readonly evidence: Mutex;
  /** Aborted when the user skips the baseline tests. */
  readonly skip: AbortSignal;
  /** Resolves when no step runs the tests before the edits any more; rejects when the step is aborted. */
  baselineOver(): Promise<void>;
  /** Ends the tests before the edits of a step beside this one: nobody will read their result. */
  endBaseline(): void;
  /** Bucket of the prompts' images. */
  readonly bucket: R2Bucket;
  /** Runs `write` in one transaction if the lease is still held. */
  commit<T>(write: () => T): T;
}

/** The outcome of a successful step: the event to fire and its options. Null fires nothing. */
export type Outcome = (FireOptions & { event: TaskEventName }) | null;

export type Step = (context: StepContext) => Promise<Outcome>;
