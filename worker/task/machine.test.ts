import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TaskState } from "../protocol/index.ts";
import {
  allowedCommands,
  type Facts,
  isRefusal,
  type TaskEventName,
  TRANSITIONS,
  transition,
} from "./machine.ts";
import { stateDiagram } from "./state-diagram.ts";

const STATES = TaskState.options;
const EVENTS = Object.keys(TRANSITIONS) as TaskEventName[]; // its own keys
const flags = [true, false];
const ALL_FACTS: Facts[] = flags.flatMap((reviewPlan) =>
  flags.flatMap((autoPr) =>
    flags.flatMap((hasChanges) =>
      flags.flatMap((gatePassed) =>
        [null, "clone", "analyze", "plan", "apply", "test", "publish", "cleanup"].map((failedStep) => ({
          reviewPlan,
          autoPr,
          hasChanges,
          gatePassed,
          failedStep: failedStep as Facts["failedStep"], // the words of StepKind above
        })),
      ),
    ),
  ),
);
const facts = (some: Partial<Facts> = {}): Facts => ({
  reviewPlan: true,
  autoPr: false,
  hasChanges: true,
  gatePassed: true,
  failedStep: null,
  ...some,
});
const go = (state: TaskState, event: TaskEventName, some: Partial<Facts> = {}) => {
  const move = transition(state, event, facts(some));
  return isRefusal(move) ? "refused" : move.state;
};

describe("transition", () => {
  it("answers every state, event and fact with a declared state or a refusal", () => {
    for (const state of STATES)
      for (const event of EVENTS)
        for (const some of ALL_FACTS) {
          const move = transition(state, event, some);
          const rule = TRANSITIONS[event];
          if (!rule.from.includes(state)) expect(isRefusal(move), `${state} ${event}`).toBe(true);
          else if (!isRefusal(move)) expect(rule.may, `${state} ${event}`).toContain(move.state);
        }
  });

  it("declares no state that it never reaches", () => {
    for (const event of EVENTS) {
      const { from, may } = TRANSITIONS[event];
      const reached = new Set(
        from.flatMap((state) =>
          ALL_FACTS.map((some) => transition(state, event, some)).flatMap((move) =>
            isRefusal(move) ? [] : [move.state],
          ),
        ),
      );
      expect([...reached].sort(), event).toEqual([...may].sort());
    }
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
      expect(go(state, "failed")).toBe(ended ? "refused" : "failed");
    }
  });

  it("approves a plan only by the user or by the choice made at creation", () => {
    const ways = STATES.flatMap((state) =>
      EVENTS.filter((event) => state !== "applying" && go(state, event) === "applying").map(
        (event) => `${state}: ${event}`,
      ),
    );
    expect(ways).toEqual([
      "awaiting_approval: plan_approved",
      "testing: repair_needed",
      "reviewing: follow_up",
      "complete: follow_up",
    ]);
    expect(go("planning", "planned", { reviewPlan: false })).toBe("applying");
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
    expect(go("failed", "retry_requested", { failedStep: null })).toBe("refused");
    expect(go("cancelled", "retry_requested", { failedStep: "test" })).toBe("refused");
  });

  it("fences running work when a task ends early or starts again", () => {
    for (const [state, event] of [
      ["planning", "cancel_requested"],
      ["testing", "failed"],
      ["failed", "retry_requested"],
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
    expect(allowedCommands("reviewing", facts())).toEqual(["message", "apply", "cancel"]);
    expect(allowedCommands("reviewing", facts({ hasChanges: false }))).toEqual(["message", "cancel"]);
    expect(allowedCommands("failed", facts({ failedStep: "plan" }))).toEqual(["retry"]);
    expect(allowedCommands("failed", facts())).toEqual([]);
    expect(allowedCommands("complete", facts())).toEqual(["message"]);
    expect(allowedCommands("cancelled", facts())).toEqual([]);
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
