/** What counts as evidence, on repositories whose tests are odd: docs/evidence.md. */
import { beforeAll, describe, expect, it } from "vitest";
import type { TestComparison } from "../protocol/index.ts";
import { edit, publish, read, runTrial, type Trial, type TrialEntry } from "./trial.ts";
import { connectGitHub, view } from "./verne.ts";

beforeAll(connectGitHub);

const json = (value: unknown): string => `${JSON.stringify(value)}\n`;
const pkg = (test: string, more: object = {}) =>
  json({ name: "trial", version: "1.0.0", scripts: { test, ...more } });
const ONE = { "one.js": "exports.one = () => 1;\n" };
const NODE_TEST = 'const test = require("node:test"); const assert = require("node:assert");\n';

/** Edits one.js, a comment alone, and answers what the tests say about it. */
async function evidenceFor(
  files: Record<string, TrialEntry>,
  task: Parameters<typeof runTrial>[0]["task"] = {},
): Promise<{ trial: Trial; tests: TestComparison }> {
  const trial = await runTrial({
    repo: { ...ONE, ...files },
    files: ["one.js"],
    calls: [read("one.js"), edit("one.js", "exports.one", "// One.\nexports.one")],
    task,
  });
  const { tests } = await view(trial.taskId);
  if (!tests) throw new Error("the tests were not compared");
  return { trial, tests };
}

describe("a script that tests nothing", () => {
  it.each([["echo Error: tests are not implemented && exit 0"], ["npm run lint"]])(
    "is no evidence, and opens no pull request: %s",
    async (script) => {
      const { trial, tests } = await evidenceFor(
        { "package.json": pkg(script, { lint: "true" }) },
        { auto_pr: true },
      );
      expect(tests).toMatchObject({
        verdict: "no_evidence",
        after: { outcome: "none", evidence: "none", cases: [] },
      });
      expect((await view(trial.taskId)).pr_url).toBeNull();
    },
  );

  it("is named as such in the pull request", async () => {
    const { trial } = await evidenceFor({ "package.json": pkg("exit 0") });
    await publish(trial);
    const { tests } = await view(trial.taskId);
    expect(tests?.after.note).toContain("runs nothing that tests");
  });
});

describe("a command that names no test", () => {
  it("gives its exit status, sees that nobody watches, and opens no pull request", async () => {
    const makefile =
      'test:\n\t@if [ "$$CI" = true ]; then echo "once, CI=$$CI"; else echo would watch; exit 3; fi\n';
    const { trial, tests } = await evidenceFor({ Makefile: makefile }, { auto_pr: true });
    expect(tests).toMatchObject({ verdict: "exit_status", after: { evidence: "exit_status", cases: [] } });
    expect((await view(trial.taskId)).pr_url).toBeNull();
  });

  it("of package.json sees the same", async () => {
    const script = 'if [ "$CI" = true ]; then node --test; else echo would watch; exit 3; fi';
    const { tests } = await evidenceFor({
      "package.json": pkg(script),
      "a.test.js": `${NODE_TEST}test("a", () => {});\n`,
    });
    expect(tests).toMatchObject({ verdict: "pass", unchanged_passing: 1 });
  });
});

describe("a loud test run", () => {
  it("loses no case, though more is printed than a sandbox keeps by itself", async () => {
    const loud =
      'for (let n = 0; n < 200000; n++) process.stdout.write("ok noise of the test FAILED ".repeat(2) + "\\n");';
    const tap = `console.log("TAP version 13\\nok 1 - first");\n${loud}\nconsole.log("ok 2 - second\\n1..2");\n`;
    const { tests } = await evidenceFor({ "package.json": pkg("node run.js"), "run.js": tap });
    expect(tests).toMatchObject({ verdict: "pass", unchanged_passing: 2, after: { evidence: "cases" } });
    expect(tests.after.cut).toBeUndefined();
  });
});

describe("a watch mode", () => {
  it("runs once", async () => {
    const { tests } = await evidenceFor({
      "package.json": pkg("node --watch --test"),
      "a.test.js": `${NODE_TEST}test("a", () => {});\n`,
    });
    expect(tests).toMatchObject({ verdict: "pass", unchanged_passing: 1 });
  });

  it("that nothing announced ends soon, and is named", async () => {
    const script = 'console.log("1 passed. Waiting for file changes..."); setInterval(() => {}, 1000);\n';
    const { tests } = await evidenceFor({ "package.json": pkg("node run.js"), "run.js": script });
    expect(tests).toMatchObject({ verdict: "no_evidence", after: { outcome: "errored" } });
    expect(tests.after.note).toContain("watch mode");
  });
});
