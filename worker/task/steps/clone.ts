import { checkoutNotes } from "../checkout-notes.ts";
import { CHECKOUT_NOTES } from "../documents-of.ts";
import type { Step } from "../step.ts";

/** Checks the repository out into a fresh sandbox and fixes the base commit of the task. */
export const clone: Step = async ({ life, host, workspace, commit }) => {
  if (life.record.state === "queued") commit(() => life.fire("clone_started"));
  const { isolation } = host.sandbox;
  if (isolation === "none")
    host.emit({
      type: "warning",
      message: "Commands of this task run on this machine without isolation",
      data: { code: "no_isolation", detail: "Install bubblewrap to confine them to the task's directory." },
    });
  host.emit({
    type: "sandbox",
    message: isolation === "none" ? "Sandbox without isolation" : `Sandbox isolated by ${isolation}`,
    data: { isolation, note: null },
  });
  const { baseCommit, facts } = await workspace.clone();
  const notes = checkoutNotes(facts);
  return {
    event: "cloned",
    before: () =>
      life.documents.put(
        CHECKOUT_NOTES,
        notes.map(({ text }) => text),
      ),
    events: notes.map(({ code, text }) => ({
      type: "warning",
      message: text,
      data: { code, detail: null },
    })),
    change: (record) => {
      record.baseCommit = baseCommit;
      record.sandbox = { state: "ready", isolation };
    },
  };
};
