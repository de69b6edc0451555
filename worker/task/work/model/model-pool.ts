/**
 * Several models behind the interface of one, for `provider: "auto"`. A call that fails before its first output falls
 * back to the next candidate, and the timeline says so; no side effect of the turn has happened by then.
 */
import { type Circuit, CLOSED_CIRCUIT, circuitState, recordCall } from "../../../llm/circuit.ts";
import { decideNextCall } from "../../../llm/fallback.ts";
import type { Candidate } from "../../../llm/selector.ts";
import { type ModelClient, type ModelEvent, ModelFailure, type ModelRequest } from "../../../llm/types.ts";

/** Circuit breakers of the providers, per isolate. */
export class Circuits {
  private readonly known = new Map<string, Circuit>();

  isHealthy(provider: string, now: number): boolean {
    return circuitState(this.known.get(provider) ?? CLOSED_CIRCUIT, now) !== "open";
  }

  record(provider: string, outcome: "ok" | ModelFailure["class"], now: number): void {
    this.known.set(provider, recordCall(this.known.get(provider) ?? CLOSED_CIRCUIT, outcome, now));
  }
}

export interface PoolMember extends Candidate {
  client: ModelClient;
}

export class ModelPool implements ModelClient {
  private readonly members: readonly PoolMember[];
  private readonly circuits: Circuits;
  private readonly now: () => number;
  /** Called at each fallback, with a text for the timeline. */
  private readonly onFallback: (notice: string) => void;
  private current = 0;

  /** `members` is non-empty, best first. */
  constructor(
    members: readonly [PoolMember, ...PoolMember[]],
    options: { circuits: Circuits; now: () => number; onFallback: (notice: string) => void },
  ) {
    this.members = members;
    this.circuits = options.circuits;
    this.now = options.now;
    this.onFallback = options.onFallback;
  }

  /** The current member's model; callers price by it. */
  get model(): string {
    return this.member.model;
  }

  get provider(): string {
    return this.member.client.provider;
  }

  get freeformTools(): boolean {
    return this.members.every((member) => member.client.freeformTools === true);
  }

  /** `request.model` is replaced by the current member's. */
  async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    for (;;) {
      const { member } = this;
      let spoke = false;
      let failed: Extract<ModelEvent, { type: "error" }> | null = null;
      for await (const event of member.client.stream({ ...request, model: member.model }, signal)) {
        if (event.type === "error") failed = event;
        if (event.type === "error" && !spoke) break;
        if (event.type === "finish") this.circuits.record(member.provider, "ok", this.now());
        spoke = true;
        yield event;
      }
      if (!failed) return;
      this.circuits.record(member.provider, failed.class, this.now());
      if (spoke) return; // the caller has the error
      if (!this.moveOn(new ModelFailure(failed))) {
        yield failed;
        return;
      }
    }
  }

  listModels(signal: AbortSignal): Promise<string[]> {
    return this.member.client.listModels(signal);
  }

  private get member(): PoolMember {
    const member = this.members[this.current];
    if (!member) throw new Error("the pool is empty");
    return member;
  }

  /** True if another member takes over. A transient failure is left to the caller's retries. */
  private moveOn(failure: ModelFailure): boolean {
    const rest = this.members.slice(this.current + 1);
    const call = { failure, failed: this.member, attempt: 1, hadSideEffect: false, rest, now: this.now() };
    const decision = decideNextCall({ ...call, failure: withoutRetry(failure) });
    if (decision.next !== "fallback") return false;
    const { to, notice } = decision;
    this.current = this.members.findIndex(
      (member) => member.provider === to.provider && member.model === to.model,
    );
    this.onFallback(notice);
    return true;
  }
}

/** With another model available, waiting for this one is not worth it. */
const withoutRetry = (failure: ModelFailure): ModelFailure =>
  new ModelFailure({
    class: failure.class,
    message: failure.message,
    retryable: false,
    retryAfterMs: failure.retryAfterMs,
  });
