/**
 * What has to be done before the agent's first write: the tests before the edits, the dependencies, the set-up. It goes
 * on beside the model's reading, because all of them share one working tree and only writes would disturb it.
 */
import type { AgentHost } from "../../../agent/types.ts";
import type { Plan } from "../../../protocol/index.ts";
import type { StepContext } from "../../run/step.ts";
import { setUp } from "./run-setup.ts";

export interface Preparation {
  /** The step's host, for the agent: its first write waits. */
  host: AgentHost;
  /** Resolves when the tree is the agent's alone; rejects with what went wrong. */
  ready: Promise<void>;
}

/** Begins it. The tree matches the stored conversation when this resolves. */
export async function beginPreparation(context: StepContext, plan: Plan): Promise<Preparation> {
  const { life, host, checkout, baselineOver } = context;
  const early = life.steps.isOpen("baseline");
  // While those tests run nothing can have been written yet, and a reset would disturb them.
  if (!early) await checkout.restore();
  const ready = (async () => {
    if (early) {
      await baselineOver();
      await checkout.restore();
    }
    await setUp(context, plan);
  })();
  let isReady = false;
  // A failure is thrown where it is awaited: at the first write, or at the end of the run.
  ready.then(
    () => {
      isReady = true;
    },
    () => {},
  );
  let told = false;
  const beforeWrite = async () => {
    if (!isReady && !told) {
      told = true;
      say(host, "Waiting with the edits for the tests before them");
    }
    await ready;
  };
  return { host: Object.create(host, { beforeWrite: { value: beforeWrite } }), ready };
}

function say(host: AgentHost, message: string): void {
  host.emit({
    type: "log",
    message,
    data: { step: host.step, command_id: null, stream: "system", text: `${message}\n` },
  });
}
