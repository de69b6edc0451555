/** The order of the tests: those of a plan step, those of the changed files, and the whole suite once they pass. */
import { beforeAll, expect, it } from "vitest";
import type { TaskEvent } from "../protocol/index.ts";
import { edit, plan, planTrial, read, runTrial, toldTo } from "./trial.ts";
import { approve, command, connectGitHub, until, view } from "./verne.ts";

beforeAll(connectGitHub);

const test = (name: string, file: string, says: string) =>
  `const { test } = require("node:test");\nconst assert = require("node:assert");\nconst it = require("./${file}");\ntest("${name}", () => assert.equal(${says}));\n`;
const REPO = {
  "package.json": '{"scripts":{"test":"node --test"}}\n',
  "sum.js": "exports.sum = (a, b) => a + b;\n",
  "sum.test.js": test("adds", "sum.js", "it.sum(1, 2), 3"),
  "half.js": "exports.half = (n) => n >> 1;\n",
  "half.test.js": test("halves", "half.js", "it.half(4), 2"),
  "apart.js": "exports.one = 1;\n",
  "apart.test.js": test("is one", "apart.js", "it.one, 1"),
};
const runs = (events: readonly TaskEvent[]) =>
  events.flatMap((event) =>
    event.type === "tests"
      ? [[event.data.phase, event.data.report.counts.passed, event.data.report.counts.failed]]
      : [],
  );

it("are told between two steps, sent to repair by the changed files' own, and are evidence when all ran", async () => {
  const step = (id: string, path: string, depends_on: string[] = []) => ({
    id,
    title: `Change ${path}`,
    intent: "As asked.",
    acceptance: "It is done.",
    files: [{ path, action: "modify" }],
    depends_on,
  });
  const steps = [step("1", "sum.js"), step("2", "half.js", ["1"])];
  const { taskId, model } = await planTrial({
    repo: REPO,
    plans: [plan([], { steps }), plan([], { steps })],
    rounds: [
      [read("sum.js"), edit("sum.js", "a + b", "a - b")],
      [
        read("half.js"),
        edit("half.js", "n >> 1", "n / 2"),
        read("half.test.js"),
        edit(
          "half.test.js",
          'test("halves"',
          'test("is exact", () => assert.equal(it.half(3), 1.5));\ntest("halves"',
        ),
      ],
      // A repair that changes nothing: its own tests are not run again, the suite is.
      [],
      [read("sum.js"), edit("sum.js", "a - b", "a + b + 0")],
    ],
  });
  await approve(taskId);
  const events = await until(taskId, "reviewing");
  expect(runs(events)).toEqual([
    ["baseline", 3, 0],
    ["step", 0, 1],
    ["own", 2, 1],
    ["after", 3, 1],
    ["own", 3, 0],
    ["after", 4, 0],
  ]);
  const [, , second, own, whole] = await toldTo(model);
  expect(second?.opening).toContain("# Tests after the step before");
  expect(second?.opening).toMatch(/Fail since the change:\n- \S*sum\.test\.js::adds/);
  expect(own?.opening).toContain("Only the tests that belong to the changed files ran.");
  expect(own?.opening).toMatch(/Broken:\n- \S*sum\.test\.js::adds/);
  expect(whole?.opening).not.toContain("Only the tests that belong");
  const { tests } = await view(taskId);
  expect(tests).toMatchObject({
    verdict: "pass",
    unchanged_passing: 3,
    new_tests: { failing: 1, passing: 0 },
  });
  await command(taskId, "cancel");
});

it("run no more after a repair that changed nothing", async () => {
  const { "package.json": manifest, "sum.js": sum, "sum.test.js": sumTest } = REPO;
  const { taskId, events } = await runTrial({
    repo: { "package.json": manifest, "sum.js": sum, "sum.test.js": sumTest },
    files: ["sum.js"],
    rounds: [[read("sum.js"), edit("sum.js", "a + b", "a - b")], []],
  });
  // The changed file's own tests are all that there are.
  expect(runs(events)).toEqual([
    ["baseline", 1, 0],
    ["after", 0, 1],
  ]);
  expect((await view(taskId)).tests).toMatchObject({ verdict: "broken" });
  await command(taskId, "cancel");
});
