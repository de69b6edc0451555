import type { Isolation, SandboxNetwork } from "../../../protocol/index.ts";
import type { Step } from "../../run/step.ts";
import { checkoutNotes } from "../checkout/checkout-notes.ts";

/** Limits of the weaker isolation levels, shown at the start of each task. */
const NOT_PROMISED: Partial<Record<Isolation, { code: string; message: string; detail: string }>> = {
  uid: {
    code: "user_isolation",
    message: "Commands of this task run on this machine as a user of their own, without a sandbox",
    detail:
      "They can read what every user of this machine can, and their network is the machine's. Install bubblewrap to confine them.",
  },
  none: {
    code: "no_isolation",
    message: "Commands of this task run on this machine without isolation",
    detail: "Install bubblewrap to confine them to the task's directory.",
  },
};

const NETWORK: Record<SandboxNetwork, string> = {
  isolated: "What a command reaches on the network is decided by policy",
  unrestricted: "The network is unrestricted",
};

/** Clones the repository into a new sandbox and fixes the task's base commit. */
export const clone: Step = async ({ life, host, checkout, commit }) => {
  if (life.record.state === "queued") commit(() => life.fire("clone_started"));
  const { isolation, network } = host.sandbox;
  const missing = NOT_PROMISED[isolation];
  if (missing)
    host.emit({
      type: "warning",
      message: missing.message,
      data: { code: missing.code, detail: missing.detail },
    });
  host.emit({
    type: "sandbox",
    message: missing ? "Sandbox without isolation" : `Sandbox isolated by ${isolation}`,
    data: { isolation, note: NETWORK[network] },
  });
  const { baseCommit, facts } = await checkout.clone();
  const notes = checkoutNotes(facts);
  return {
    event: "cloned",
    before: () =>
      life.documents.put(
        "checkout-notes",
        notes.map(({ text }) => text),
      ),
    events: notes.map(({ code, text }) => ({
      type: "warning",
      message: text,
      data: { code, detail: null },
    })),
    change: (record) => {
      record.baseCommit = baseCommit;
      record.sandbox = { state: "ready", isolation, network };
    },
  };
};
