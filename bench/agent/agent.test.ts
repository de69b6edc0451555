import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { startGitHub } from "../../local/github/server.ts";
import { fillRepository } from "../../local/testing/trial-repo.ts";
import type { TestCase } from "../../worker/protocol/index.ts";
import { runOf } from "../../worker/protocol/testing/reports.ts";
import { contenderOf } from "./contender.ts";
import { judge } from "./judge.ts";
import { lineOf, summaryOf } from "./report.ts";
import { addTaskRepository, bundleWithHidden, pathsOf } from "./repository.ts";
import type { TaskResult } from "./run.ts";
import { parseSweTasks, readTasks } from "./tasks.ts";

const dir = mkdtempSync(join(tmpdir(), "verne-bench-agent-test-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const SWE = {
  repo: "psf/requests",
  base_commit: "a".repeat(40),
  problem_statement: "It is slow",
  test_patch: "",
  FAIL_TO_PASS: '["a::b"]',
  PASS_TO_PASS: [],
};

describe("tasks", () => {
  it("of our own are ten in three languages, each with a script", () => {
    const tasks = readTasks(join(import.meta.dirname, "own"));
    expect(tasks).toHaveLength(10);
    expect(new Set(tasks.map(({ id }) => id.slice(0, 2)))).toEqual(new Set(["js", "py", "go"]));
    expect(tasks.filter(({ script }) => script === null)).toEqual([]);
    expect(new Set(tasks.map(({ expected }) => expected))).toEqual(new Set(["solved", "wrong"]));
    for (const { source, script } of tasks)
      for (const { path, old } of script?.edits ?? [])
        expect(source.kind === "files" && source.files[path]?.split(old)).toHaveLength(2);
  });

  it("of SWE-bench come from lines, with lists as JSON in a text", () => {
    const text = `${JSON.stringify(SWE)}\n\n${JSON.stringify({ ...SWE, repo: ".", FAIL_TO_PASS: ["c"] })}\n`;
    const [remote, local] = parseSweTasks(text, join(dir, "tasks.jsonl"));
    expect(remote).toMatchObject({
      id: "psf/requests@aaaaaaaa",
      source: { from: "https://github.com/psf/requests", commit: SWE.base_commit },
      failToPass: ["a::b"],
      script: null,
    });
    expect(local).toMatchObject({ source: { from: dir }, failToPass: ["c"] });
  });

  it.each([
    ["{", ":1: is not JSON"],
    [JSON.stringify({ ...SWE, base_commit: "HEAD" }), "base_commit"],
    [JSON.stringify({ ...SWE, FAIL_TO_PASS: "x" }), "FAIL_TO_PASS"],
    [JSON.stringify({ ...SWE, repo: "/no/such/folder" }), "repo"],
  ])("are refused with the field: %s", (line, said) => {
    expect(() => parseSweTasks(line, "tasks.jsonl")).toThrow(said);
  });

  it("are refused where there are none, and with the file that is wrong", () => {
    expect(() => readTasks(dir)).toThrow("there is no task");
    writeFileSync(join(dir, "one.json"), '{"id": "x"}');
    expect(() => readTasks(dir)).toThrow(/one\.json: [\s\S]*prompt/);
  });
});

const one = (id: string, outcome: TestCase["outcome"]): TestCase => {
  const name = id.split("::").at(-1) ?? id;
  return { id, name, file: null, outcome, message: null, duration_ms: null };
};

describe("a change", () => {
  const cases = [
    one("tests/test_a.py::SuiteTest::test_one", "passed"),
    one("tests.test_b.Other::test_one", "failed"),
    one("math > adds", "passed"),
    one("cart::adds twice", "skipped"),
  ];
  const verdict = (failToPass: string[], passToPass: string[] = []) =>
    judge(runOf(cases), { failToPass, passToPass }).verdict;

  it.each<[string, "solved" | "wrong" | "no_evidence"]>([
    ["tests/test_a.py::SuiteTest::test_one", "solved"],
    ["test_one (tests.test_a.SuiteTest)", "solved"],
    ["test_one (tests.test_a.SuiteTest.test_one)", "solved"],
    ["tests/test_b.py::Other::test_one", "wrong"],
    ["test_one", "wrong"],
    ["math > adds", "solved"],
    ["cart > adds twice", "wrong"],
    ["nowhere", "no_evidence"],
  ])("is judged by %s: %s", (name, expected) => {
    expect(verdict([name])).toBe(expected);
  });

  it("needs every name, and those that passed before", () => {
    expect(verdict(["math > adds"], ["tests/test_b.py::Other::test_one"])).toBe("wrong");
    expect(judge(runOf(cases), { failToPass: ["math > adds"], passToPass: ["gone"] })).toEqual({
      verdict: "wrong",
      reason: "did not run: gone",
    });
  });
});

it("knows the files of a patch, new and deleted ones as well", () => {
  const patch =
    "diff --git a/t/a.py b/t/a.py\n--- a/t/a.py\n+++ b/t/a.py\n@@ -1 +1 @@\n-x\n+y\n--- /dev/null\n+++ b/t/new file.py\t\n--- a/t/old.py\n+++ /dev/null\n";
  expect(pathsOf(patch)).toEqual(["t/a.py", "t/new file.py", "t/old.py"]);
});

it("puts the hidden tests in the place of what the change made of them", async () => {
  const github = await startGitHub({ dataDir: join(dir, "github"), port: 0 });
  try {
    const [task] = readTasks(join(import.meta.dirname, "own"));
    if (!task) throw new Error("there is no task");
    const files = { "a.js": "a\n", "t/one.js": "old\n", "t/two.js": "two\n" };
    const name = await addTaskRepository(github, { ...task, source: { kind: "files", files } });
    const gitDir = github.gitDir(name);
    const changed = { "a.js": "b\n", "t/one.js": "mine\n", "t/new.js": "mine\n", "t/two.js": null };
    await fillRepository(github.git, gitDir, {
      commits: [
        { files, message: "Start" },
        { files: changed, branch: "change", message: "Change" },
      ],
    });
    const patch =
      "--- a/t/one.js\n+++ b/t/one.js\n@@ -1 +1 @@\n-old\n+hidden\n--- /dev/null\n+++ b/t/new.js\n@@ -0,0 +1 @@\n+hidden\n--- a/t/two.js\n+++ /dev/null\n@@ -1 +0,0 @@\n-two";
    const of = (hidden: typeof task.hidden) =>
      bundleWithHidden(github, name, { revision: "change", base: "main", hidden });
    writeFileSync(join(dir, "bundle"), await of({ patch, files: { "t/own.js": "own\n" } }));
    const script =
      "git init -q out && cd out && git fetch -q ../bundle 'refs/*:refs/*' && git checkout -q refs/bench/hidden && grep -r . --exclude-dir=.git . | sort";
    expect(execFileSync("sh", ["-c", script], { cwd: dir }).toString()).toBe(
      "./a.js:b\n./t/new.js:hidden\n./t/one.js:hidden\n./t/own.js:own\n",
    );
    const wrong = patch.replace("-old", "-other");
    await expect(of({ patch: wrong, files: {} })).rejects.toThrow("the hidden tests do not fit");
  } finally {
    await github.close();
  }
});

it("prints a line for each task, and the sums without what was skipped", () => {
  const run = (more: Partial<TaskResult>): TaskResult =>
    ({
      id: "a",
      skipped: null,
      verdict: "solved",
      reason: "",
      expected: null,
      ownVerdict: "pass",
      modelCalls: 2,
      tokens: { input: 100, cached: 0, output: 10 },
      seconds: 1.25,
      costUsd: 0.5,
      ...more,
    }) as TaskResult; // a result with other figures
  const results = [run({}), run({ verdict: "wrong", reason: "failed: x", expected: "solved" })];
  expect(results.map(lineOf)).toEqual([
    "a                            solved          2 calls, 100 + 10 tokens, 1.3 s, $0.5000, own tests: pass",
    "a                            edited wrongly  2 calls, 100 + 10 tokens, 1.3 s, $0.5000, own tests: pass  (failed: x)  EXPECTED solved",
  ]);
  expect(summaryOf([...results, { id: "go", skipped: "needs go" }])).toBe(
    "2 tasks: 1 solved, 1 edited wrongly, 0 no evidence, 0 no change\n4 model calls, 200 + 20 tokens, 3 s, $1.0000\nskipped: go",
  );
  expect(summaryOf([run({ costUsd: null })])).toContain("cost unknown");
  const broken: TaskResult = { id: "b", skipped: "Error: no sandbox", failed: true };
  expect(lineOf(broken)).toBe("b                            FAILED: Error: no sandbox");
  expect(summaryOf([broken])).toMatch(/\nFAILED: b$/);
});

it("takes a model by provider or address, and says what is missing", () => {
  expect(contenderOf("scripted", undefined, {}).contender).toEqual({ provider: "demo", model: null });
  expect(contenderOf("openai/gpt-x", undefined, { OPENAI_API_KEY: "k" })).toEqual({
    contender: { provider: "openai", model: "gpt-x" },
    variables: { OPENAI_API_KEY: "k" },
  });
  expect(contenderOf("http://127.0.0.1:1/v1", "m/n", {})).toEqual({
    contender: { provider: "openai_compatible", model: "m/n" },
    variables: { OPENAI_COMPATIBLE_URL: "http://127.0.0.1:1/v1" },
  });
  expect(() => contenderOf("openai/gpt-x", undefined, {})).toThrow("OPENAI_API_KEY: is not set");
  expect(() => contenderOf("nobody/x", undefined, {})).toThrow("--model");
  expect(() => contenderOf("http://127.0.0.1:1/v1", undefined, {})).toThrow("--name");
});
