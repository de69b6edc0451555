import { commandsRefusal } from "../../access/agreement.ts";
import { requireSpending } from "../../access/spending.ts";
import { agent } from "../../agent/index.ts";
import type { Config } from "../../env.ts";
import type { Changes } from "../change-set/changes.ts";
import type { TouchedPaths } from "../change-set/touched-paths.ts";
import type { Mutex } from "../mutex.ts";
import type { Inbox } from "../record/inbox.ts";
import type { Clock, Life } from "../record/life.ts";
import type { Watch } from "../record/watch.ts";
import { Fenced, StepFailure } from "../run/failures.ts";
import type { OpenStep } from "../run/runner.ts";
import type { Run } from "../run/runs.ts";
import type { StepContext } from "../run/step.ts";
import { Checkout } from "./checkout/checkout.ts";
import type { CloneGrants } from "./checkout/clone-grants.ts";
import { originOf } from "./checkout/copy.ts";
import { egressSettings } from "./host/egress.ts";
import { Host } from "./host/host.ts";
import type { Processes } from "./host/processes.ts";
import type { TaskSandbox } from "./host/task-sandbox.ts";

/** What the steps of one task share. */
export interface StepParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly life: Life;
  readonly watch: Watch;
  readonly inbox: Inbox;
  readonly changes: Changes;
  readonly touched: TouchedPaths;
  readonly processes: Processes;
  readonly sandbox: TaskSandbox;
  readonly mutex: Mutex;
  readonly evidence: Mutex;
  readonly clones: CloneGrants;
  readonly bucket: R2Bucket;
  readonly endBaseline: () => void;
}

/**
 * Creates a step's context, after killing the processes of an interrupted attempt. Every write of the context is
 * fenced. Throws SpendingRefused, StepFailure `commands_not_agreed`, and SandboxFailure.
 */
export async function openStep({ claim, abort, skip, stops }: Run, parts: StepParts): Promise<OpenStep> {
  const { config, clock, life, inbox, changes, touched, processes, mutex, clones, bucket } = parts;
  const { taskId } = life.record.init;
  // What a task has used is taken away whoever its owner is by now.
  if (claim.kind !== "cleanup") await requireSpending(config, life.record.init);
  const sandbox = await parts.sandbox.get();
  const { userId, repo_full_name: repo } = life.record.init;
  const commands = { kind: claim.kind, isolation: sandbox.isolation, userId, repo };
  const refusal = await commandsRefusal(config, commands);
  if (refusal !== null) throw new StepFailure("commands_not_agreed", refusal);
  if (claim.attempt > 1) await processes.killOf(claim.stepId, await parts.sandbox.all());
  const egress = () => egressSettings(config, life);
  const { signal } = abort;
  const hosts = { claim, life, clock, signal, processes, touched, stops, egress };
  const host = new Host({ ...hosts, sandbox, tree: "evidence" });
  const commit: StepContext["commit"] = (write) =>
    life.transact(() => {
      if (!life.steps.holds(claim)) throw new Fenced("lease lost");
      return write();
    });
  const destroy = () => parts.sandbox.destroy();
  const checkouts = { life, changes, config, clock, mutex, clones, commit, destroy };
  const opened: Host[] = [host];
  const openWork = async () => {
    const workHost = new Host({ ...hosts, sandbox: await parts.sandbox.get("work"), tree: "work" });
    opened.push(workHost);
    const origin = originOf(taskId, sandbox);
    const ofWork = { ...checkouts, host: workHost, origin, cloned: async () => {} };
    return { host: workHost, checkout: new Checkout(ofWork) };
  };
  let opening: ReturnType<typeof openWork> | null = null;
  const work = () => {
    opening ??= openWork().catch((error) => {
      opening = null;
      throw error;
    });
    return opening;
  };
  const cloned = async () => {
    if (originOf(taskId, sandbox) !== null) await (await work()).checkout.seed();
  };
  const checkout = new Checkout({ ...checkouts, host, origin: null, cloned });
  const context: StepContext = {
    claim,
    config,
    clock,
    life,
    inbox,
    agent,
    host,
    checkout,
    work,
    changes,
    bucket,
    evidence: parts.evidence,
    skip: skip.signal,
    baselineOver: () => parts.watch.until(() => !life.steps.isOpen("baseline"), abort.signal),
    endBaseline: parts.endBaseline,
    commit,
  };
  const end = () => {
    for (const each of opened) each.end();
  };
  return { context, end };
}
