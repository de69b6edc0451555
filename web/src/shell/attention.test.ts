import { expect, it } from "vitest";
import type { TaskState } from "../../../worker/protocol/index.ts";
import { newlyWaiting, statesOf } from "./attention.ts";

const task = (task_id: string, state: TaskState) => ({ task_id, state });

it("names what began to wait for the user, once", () => {
  const before = [
    task("a", "planning"),
    task("b", "awaiting_approval"),
    task("c", "applying"),
    task("d", "testing"),
  ];
  const now = [
    task("a", "awaiting_approval"),
    task("b", "awaiting_approval"),
    task("c", "testing"),
    task("d", "reviewing"),
  ];
  expect(newlyWaiting(statesOf(before), now).map((one) => one.task_id)).toEqual(["a", "d"]);
  expect(newlyWaiting(statesOf(now), now)).toEqual([]);
});

it("says nothing about the first reading, nor about older tasks that are loaded later", () => {
  expect(newlyWaiting(null, [task("a", "failed")])).toEqual([]);
  expect(newlyWaiting(statesOf([]), [task("a", "failed")])).toEqual([]);
});
