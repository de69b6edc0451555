import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ALLOWED_AT_WORK, type StepKind, TaskState } from "../protocol/index.ts";
import { EVERY_FACTS, reachable, stateDiagram } from "./state-diagram.ts";
import {
  allowedCommands,
  type Facts,
  isRefusal,
  STEP_OF,
  type TaskEventName,
  TRANSITIONS,
  transition,
} from "./state-machine.ts";

const STATES = TaskState.options;
const EVENTS = Object.keys(TRANSITIONS) as TaskEventName[]; // `Object.keys` widens to string
const facts = (some: Partial<Facts> = {}): Facts => ({
  reviewPlan: true,
  autoPr: false,
  hasChanges: true,
  gatePassed: true,
  baselineRuns: false,
  undone: false,
  failedStep: null,
  reached: "approved",
  planWaits: false,
  published: false,
  writing: false,
  stopping: false,
  ...some,
});
const go = (state: TaskState, event: TaskEventName, some: Partial<Facts> = {}) => {
  const move = transition(state, event, facts(some));
  return isRefusal(move) ? "refused" : move.state;
};

describe("what each event leads to", () => {
  const [wait, fence, later] = [{ type: "await_user" }, { type: "fence" }, { type: "stop_later" }];
  const run = (...steps: StepKind[]) => steps.map((step) => ({ type: "enqueue", step }));

  it.each<[TaskState, TaskEventName, Partial<Facts>, TaskState, object[]]>([
    ["queued", "clone_started", {}, "cloning", []],
    ["cloning", "cloned", {}, "analyzing", run("analyze")],
    ["analyzing", "analyzed", {}, "planning", run("plan", "baseline")],
    ["planning", "planned", {}, "awaiting_approval", [wait]],
    ["planning", "planned", { reviewPlan: false }, "applying", [{ type: "auto_approve" }, ...run("apply")]],
    ["awaiting_approval", "plan_edited", {}, "awaiting_approval", [wait]],
    ["awaiting_approval", "refine_requested", {}, "planning", run("plan")],
    ["awaiting_approval", "plan_approved", {}, "applying", run("apply")],
    ["applying", "scope_exceeded", {}, "awaiting_approval", [wait]],
    ["applying", "asked", {}, "reviewing", [wait]],
    ["applying", "applied", {}, "testing", run("test")],
    ["applying", "applied", { hasChanges: false }, "reviewing", [wait]],
    ["testing", "repair_needed", {}, "applying", run("apply")],
    ["testing", "tested", {}, "reviewing", [wait]],
    ["testing", "tested", { autoPr: true }, "publishing", run("publish")],
    ["reviewing", "follow_up", { reached: "nothing" }, "applying", run("apply")],
    ["complete", "follow_up", { reached: "nothing" }, "applying", run("apply")],
    ["failed", "follow_up", { reached: "nothing" }, "queued", [fence, ...run("clone")]],
    ["failed", "follow_up", { reached: "cloned" }, "analyzing", [fence, ...run("analyze")]],
    ["cancelled", "follow_up", { reached: "planned" }, "planning", [fence, ...run("plan")]],
    ["cancelled", "follow_up", { reached: "approved" }, "applying", [fence, ...run("apply")]],
    ["reviewing", "publish_requested", {}, "publishing", run("publish")],
    ["failed", "publish_requested", {}, "publishing", [fence, ...run("publish")]],
    ["cancelled", "publish_requested", {}, "publishing", [fence, ...run("publish")]],
    ["publishing", "published", {}, "complete", run("cleanup")],
    ["cancelled", "published", {}, "complete", run("cleanup")],
    ["failed", "retry_requested", { failedStep: "clone" }, "queued", [fence, ...run("clone")]],
    ["failed", "retry_requested", { failedStep: "analyze" }, "analyzing", [fence, ...run("analyze")]],
    ["failed", "retry_requested", { failedStep: "plan" }, "planning", [fence, ...run("plan")]],
    ["failed", "retry_requested", { failedStep: "apply" }, "applying", [fence, ...run("apply")]],
    ["reviewing", "retry_requested", { failedStep: "test" }, "testing", [fence, ...run("test")]],
    ["failed", "retry_requested", { failedStep: "publish" }, "publishing", [fence, ...run("publish")]],
    ["failed", "retry_requested", { planWaits: true }, "awaiting_approval", [fence, wait]],
    ["failed", "retry_requested", {}, "reviewing", [fence, wait]],
    ["planning", "cancel_requested", { writing: true }, "cancelled", [fence, ...run("cleanup")]],
    ["publishing", "cancel_requested", {}, "cancelled", [fence, ...run("cleanup")]],
    ["publishing", "cancel_requested", { published: true }, "complete", [fence, ...run("cleanup")]],
    ["publishing", "cancel_requested", { writing: true }, "publishing", [later]],
    ["testing", "failed", {}, "reviewing", [fence, wait]],
    ["testing", "failed", { hasChanges: false }, "failed", [fence]],
    ["reviewing", "failed", {}, "failed", [fence]],
  ])("%s, %s, %j: %s", (state, event, some, to, effects) => {
    expect(transition(state, event, facts(some))).toEqual({ state: to, effects });
  });

  it.each<[TaskState, TaskEventName, Partial<Facts>, string]>([
    ["queued", "cloned", {}, "a task that is queued cannot take cloned"],
    ["complete", "failed", {}, "a task that is complete cannot take failed"],
    [
      "publishing",
      "cancel_requested",
      { writing: true, stopping: true },
      "the task is being stopped already",
    ],
    ["reviewing", "publish_requested", { hasChanges: false }, "there is no change to publish"],
    ["failed", "retry_requested", { failedStep: "baseline" }, "nothing can be retried"],
    ["failed", "retry_requested", { failedStep: "cleanup" }, "nothing can be retried"],
    ["reviewing", "retry_requested", { failedStep: "baseline" }, "nothing can be retried"],
    ["reviewing", "retry_requested", { failedStep: "publish", planWaits: true }, "nothing can be retried"],
  ])("%s, %s, %j is refused", (state, event, some, refused) => {
    expect(transition(state, event, facts(some))).toEqual({ refused });
  });
});

describe("transition", () => {
  it("answers every state, event and fact with a declared state or a refusal", () => {
    const wrong: string[] = [];
    for (const state of STATES)
      for (const event of EVENTS)
        for (const some of EVERY_FACTS) {
          const move = transition(state, event, some);
          const { from, may } = TRANSITIONS[event];
          const right = from.includes(state) ? isRefusal(move) || may.includes(move.state) : isRefusal(move);
          if (!right) wrong.push(`${state} ${event} ${JSON.stringify(some)}`);
        }
    expect(wrong).toEqual([]);
  });

  it("declares no state that it never reaches", () => {
    for (const event of EVENTS) {
      const { from, may } = TRANSITIONS[event];
      const reached = new Set(from.flatMap((state) => reachable(state, event)));
      expect([...reached].sort(), event).toEqual([...may].sort());
    }
  });

  it("queues the step of every state that works, and only that one", () => {
    const wrong: string[] = [];
    for (const state of STATES)
      for (const event of EVENTS)
        for (const some of EVERY_FACTS) {
          const move = transition(state, event, some);
          if (isRefusal(move) || move.state === state || event === "clone_started") continue;
          const queued = move.effects.flatMap((effect) => (effect.type === "enqueue" ? [effect.step] : []));
          const step = STEP_OF[move.state];
          if (step !== null && !queued.includes(step)) wrong.push(`${state} ${event}: ${queued}`);
        }
    expect([...new Set(wrong)]).toEqual([]);
  });

  it("takes the main job from queued to complete", () => {
    const path = [
      "clone_started",
      "cloned",
      "analyzed",
      "planned",
      "plan_approved",
      "applied",
      "tested",
    ] as const;
    let state: TaskState = "queued";
    for (const event of [...path, "publish_requested", "published"] as const) {
      const next = go(state, event);
      expect(next, `${state} ${event}`).not.toBe("refused");
      state = next as TaskState; // just checked
    }
    expect(state).toBe("complete");
  });

  it("can be cancelled and can fail from every state that has not ended", () => {
    for (const state of STATES) {
      const ended = ["complete", "failed", "cancelled"].includes(state);
      expect(go(state, "cancel_requested")).toBe(ended ? "refused" : "cancelled");
      expect(go(state, "failed", { hasChanges: false })).toBe(ended ? "refused" : "failed");
    }
  });

  it("hands a change over to its user when a step fails, whatever the reason", () => {
    for (const state of STATES.filter((each) => STEP_OF[each] !== null))
      expect(go(state, "failed"), state).toBe("reviewing");
    // No answer in time ends the task; its change can still be downloaded.
    expect(go("reviewing", "failed")).toBe("failed");
    expect(go("awaiting_approval", "failed")).toBe("failed");
  });

  it("leads from every state to one where the user decides, by commands alone", () => {
    const commands = ["follow_up", "publish_requested", "retry_requested", "cancel_requested"] as const;
    const stuck = STATES.flatMap((state) =>
      EVERY_FACTS.filter(
        (some) =>
          // While it is being stopped, the step ends by itself.
          !(state === "publishing" && some.stopping) &&
          state !== "awaiting_approval" &&
          commands.every((event) => isRefusal(transition(state, event, some))),
      ).map((some) => `${state}: ${JSON.stringify(some)}`),
    );
    expect(stuck).toEqual([]);
  });

  it("returns to its pull request when a follow-up is cancelled", () => {
    for (const state of STATES.filter((each) => !["complete", "failed", "cancelled"].includes(each)))
      expect(go(state, "cancel_requested", { published: true }), state).toBe("complete");
  });

  it("stops a publishing that GitHub may already show only where it is known what it shows", () => {
    expect(go("publishing", "cancel_requested", { writing: true })).toBe("publishing");
    expect(go("publishing", "cancel_requested", { writing: true, stopping: true })).toBe("refused");
    expect(go("applying", "cancel_requested", { writing: true })).toBe("cancelled");
    expect(go("cancelled", "published")).toBe("complete");
  });

  it("takes an ended task up where it stood", () => {
    for (const state of ["failed", "cancelled"] as const) {
      expect(go(state, "follow_up", { reached: "nothing" })).toBe("queued");
      expect(go(state, "follow_up", { reached: "cloned" })).toBe("analyzing");
      expect(go(state, "follow_up", { reached: "planned" })).toBe("planning");
      expect(go(state, "follow_up", { reached: "approved" })).toBe("applying");
      expect(go(state, "publish_requested")).toBe("publishing");
      expect(go(state, "publish_requested", { hasChanges: false })).toBe("refused");
    }
  });

  it("approves a plan only by the user or by the choice made at creation", () => {
    const ways = STATES.flatMap((state) =>
      EVENTS.filter((event) => state !== "applying" && reachable(state, event).includes("applying")).map(
        (event) => `${state}: ${event}`,
      ),
    );
    expect(ways).toEqual([
      "planning: planned",
      "awaiting_approval: plan_approved",
      "testing: repair_needed",
      "reviewing: follow_up",
      "reviewing: retry_requested",
      "complete: follow_up",
      "failed: follow_up",
      "failed: retry_requested",
      "cancelled: follow_up",
    ]);
    expect(go("planning", "planned", { reviewPlan: false })).toBe("applying");
    expect(go("planning", "planned")).toBe("awaiting_approval");
    const unapproved = EVERY_FACTS.filter((some) => some.reached !== "approved");
    for (const state of ["failed", "cancelled"] as const)
      for (const some of unapproved)
        expect(transition(state, "follow_up", some)).not.toMatchObject({ state: "applying" });
  });

  it("publishes unseen only when asked to, and only with tests that passed", () => {
    expect(go("testing", "tested", { autoPr: true, gatePassed: true })).toBe("publishing");
    expect(go("testing", "tested", { autoPr: true, gatePassed: false })).toBe("reviewing");
    expect(go("testing", "tested", { autoPr: false, gatePassed: true })).toBe("reviewing");
    expect(go("reviewing", "publish_requested", { hasChanges: false })).toBe("refused");
  });

  it("retries the step that failed", () => {
    expect(go("failed", "retry_requested", { failedStep: "clone" })).toBe("queued");
    expect(go("failed", "retry_requested", { failedStep: "test" })).toBe("testing");
    expect(go("cancelled", "retry_requested", { failedStep: "test" })).toBe("refused");
    expect(go("reviewing", "retry_requested", { failedStep: "apply" })).toBe("applying");
    expect(go("reviewing", "retry_requested", { failedStep: null })).toBe("refused");
    // Publishing is retried with `apply`.
    expect(go("reviewing", "retry_requested", { failedStep: "publish" })).toBe("refused");
  });

  it("asks again what nobody answered", () => {
    expect(go("failed", "retry_requested", { planWaits: true })).toBe("awaiting_approval");
    expect(go("failed", "retry_requested", { planWaits: false })).toBe("reviewing");
    expect(go("failed", "retry_requested", { reached: "cloned" })).toBe("refused");
  });

  it("fences running work when a task ends early or starts again", () => {
    for (const [state, event] of [
      ["planning", "cancel_requested"],
      ["testing", "failed"],
      ["failed", "retry_requested"],
      ["cancelled", "publish_requested"],
      ["cancelled", "follow_up"],
    ] as const) {
      const move = transition(state, event, facts({ failedStep: "plan" }));
      expect(isRefusal(move) ? [] : move.effects.map((effect) => effect.type)).toContain("fence");
    }
  });
});

describe("allowedCommands", () => {
  it("lists exactly the commands that would not be refused", () => {
    expect(allowedCommands("awaiting_approval", facts())).toEqual([
      "approve",
      "edit_plan",
      "refine",
      "message",
      "cancel",
    ]);
    expect(allowedCommands("reviewing", facts())).toEqual(["message", "apply", "undo", "cancel"]);
    expect(allowedCommands("reviewing", facts({ hasChanges: false }))).toEqual(["message", "cancel"]);
    const undone = { undone: true, hasChanges: false };
    expect(allowedCommands("reviewing", facts(undone))).toEqual(["message", "redo", "cancel"]);
    expect(allowedCommands("complete", facts({ undone: true }))).toEqual(["message"]);
    expect(allowedCommands("reviewing", facts({ failedStep: "apply" }))).toContain("retry");
    const early = { reached: "cloned", hasChanges: false } as const;
    expect(allowedCommands("failed", facts({ ...early, failedStep: "plan" }))).toEqual(["message", "retry"]);
    expect(allowedCommands("failed", facts(early))).toEqual(["message"]);
    expect(allowedCommands("failed", facts({ failedStep: "plan" }))).toEqual(["message", "apply", "retry"]);
    expect(allowedCommands("complete", facts())).toEqual(["message"]);
    expect(allowedCommands("cancelled", facts())).toEqual(["message", "apply"]);
    expect(allowedCommands("cancelled", facts({ hasChanges: false }))).toEqual(["message"]);
    expect(allowedCommands("publishing", facts())).toEqual(["message", "cancel"]);
    expect(allowedCommands("publishing", facts({ writing: true, stopping: true }))).toEqual(["message"]);
    const runs = facts({ baselineRuns: true });
    expect(allowedCommands("applying", runs)).toEqual(["message", "skip_baseline", "cancel"]);
    expect(allowedCommands("cancelled", runs)).not.toContain("skip_baseline");
  });

  it("lists at work what the web app shows before the Worker has answered", () => {
    for (const state of STATES.filter((each) => STEP_OF[each] !== null)) {
      expect(allowedCommands(state, facts()), state).toEqual(ALLOWED_AT_WORK);
    }
  });
});

describe("the table's other homes", () => {
  const root = join(import.meta.dirname, "../..");

  it("docs/state-machine.md shows the diagram made from the table", () => {
    expect(readFileSync(join(root, "docs/state-machine.md"), "utf8")).toContain(stateDiagram());
  });

  it("the SQL enum has the same words in the same order", () => {
    const dir = join(root, "supabase/migrations");
    const sql = readdirSync(dir)
      .map((name) => readFileSync(join(dir, name), "utf8"))
      .join("\n");
    const words = /create type (?:public\.)?task_state as enum\s*\(([^)]*)\)/i.exec(sql)?.[1];
    expect([...(words ?? "").matchAll(/'(\w+)'/g)].map((match) => match[1])).toEqual(STATES);
  });
});
