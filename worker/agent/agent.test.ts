/// <reference types="node" />
/** The agent over a real folder with real git, Node and Python; only the model is scripted. */
import { spawnSync } from "node:child_process";
import { readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { folderHost, removeScratch, scratch } from "./fakes/folder-fixture.ts";
import { MemoryBudget, MemoryConversation } from "./fakes/memory-host.ts";
import { editRequest, planFor, planRequest } from "./fakes/requests.ts";
import { call, ScriptedModel } from "./fakes/scripted-model.ts";
import { agent, compareReports, detectCommandsIn, installDependencies, runTests } from "./index.ts";

afterAll(removeScratch);

const hasPython = spawnSync("python3", ["--version"]).status === 0;

const JAVASCRIPT = {
  "package.json": JSON.stringify({ type: "module", scripts: { test: "node --test" } }),
  "src/discount.js": "export const discounted = (total, percent) => total - total * percent;\n",
  "test/discount.test.js":
    'import { test } from "node:test";\nimport assert from "node:assert";\nimport { discounted } from "../src/discount.js";\n' +
    'test("ten percent", () => assert.equal(discounted(100, 10), 90));\ntest("nothing", () => assert.equal(discounted(0, 10), 0));\n',
};

describe("a JavaScript repository", () => {
  it("goes from analysis to evidence", async () => {
    const host = folderHost("js", JAVASCRIPT);
    const context = await agent.analyze(host, "The percent discount is wrong");
    expect(context.rankedFiles[0]).toBe("src/discount.js");
    expect(context.card).toContain("Tests: npm test");
    const baseline = await runTests(host, context.commands, { timeoutMs: 60_000 });
    expect(baseline).toMatchObject({ outcome: "failed", command: "npm test" });
    expect(baseline.cases.map((item) => item.outcome).sort()).toEqual(["failed", "passed"]);

    const client = new ScriptedModel([
      call("grep", { pattern: "percent\\b", path: "src" }),
      call("glob", { pattern: "**/*.js" }),
      call("submit_plan", {
        goal: "g",
        no_reproduction_reason: "The repository's own test fails.",
        steps: [
          {
            ...{ title: "t", intent: "i", acceptance: "a" },
            files: [{ path: "src/discount.js", action: "modify" }],
          },
        ],
      }),
      call("read", { path: "src/discount.js" }),
      call("edit", {
        path: "src/discount.js",
        edits: [{ old: "total * percent", new: "(total * percent) / 100" }],
      }),
      call("finish", { summary: "Percent are hundredths." }),
    ]);
    const model = { client, model: "m" };
    const draft = await agent.plan(
      host,
      model,
      new MemoryBudget(),
      new MemoryConversation(),
      planRequest({ context }),
    );
    expect(client.requests[1]?.messages.at(-1)?.content).toMatch(
      /^<untrusted-\w+ source="grep">\nsrc\/discount\.js:1: export const discounted/,
    );
    expect(client.requests[2]?.messages.at(-1)?.content).toContain(
      "\nsrc/discount.js\ntest/discount.test.js\n",
    );
    const plan = { ...planFor([]), ...draft };
    const result = await agent.edit(
      host,
      model,
      new MemoryBudget(),
      new MemoryConversation(),
      editRequest({ context, plan }),
    );
    expect(result).toEqual({ end: "done", summary: "Percent are hundredths." });

    const after = await runTests(host, context.commands, { timeoutMs: 60_000 });
    const comparison = compareReports(baseline, after);
    expect(comparison).toMatchObject({ verdict: "pass", broken: [], unchanged_passing: 1 });
    expect(comparison.fixed).toHaveLength(1);
    expect(comparison.fixed[0]).toContain("ten percent");
  });

  it("stops tests that hang, and keeps what they said", async () => {
    const host = folderHost("hang", { "hang.js": 'console.log("started"); setInterval(() => {}, 1000);' });
    const test = {
      argv: ["node", "hang.js"] as [string, string],
      display: "node hang.js",
      parser: "none" as const,
    }; // literals
    const commands = { install: null, test: { ...test, resultFile: null }, reason: "given" };
    // Long enough for Node to start on a busy machine; the test cannot end before it.
    const report = await runTests(host, commands, { timeoutMs: 3_000 });
    expect(report).toMatchObject({ outcome: "timed_out", output_tail: expect.stringContaining("started") });
  });

  it("says which program a test script misses", async () => {
    const host = folderHost("missing", {
      "package.json": JSON.stringify({ scripts: { test: "no-such-program-here" } }),
    });
    const report = await runTests(host, await detectCommandsIn(host), { timeoutMs: 60_000 });
    expect(report).toMatchObject({
      outcome: "errored",
      exit_code: 127,
      note: expect.stringContaining("is missing"),
    });
  });
});

describe.runIf(hasPython)("a Python repository", () => {
  it("runs unittest and leaves nothing in the tree", async () => {
    const host = folderHost("py", {
      "calc.py": "def add(a, b):\n    return a + b\n",
      "tests/test_calc.py":
        "import unittest\nfrom calc import add\n\nclass AddTest(unittest.TestCase):\n    def test_adds(self):\n        self.assertEqual(add(1, 2), 3)\n",
    });
    const commands = await detectCommandsIn(host);
    expect(await installDependencies(host, commands, { timeoutMs: 1_000 })).toBeNull();
    const report = await runTests(host, commands, { timeoutMs: 60_000 });
    expect(report).toMatchObject({ outcome: "passed", cases: [{ id: "test_calc.AddTest::test_adds" }] });
    expect((await host.run(["git", "status", "--porcelain"], { timeoutMs: 5_000 })).stdout).toBe("");
  });
});

describe("an edit that breaks a file", () => {
  it("is told what no longer parses, by the tool in the sandbox", async () => {
    const host = folderHost("broken", { "src/a.js": "export const a = (b) => b + 1;\n" });
    const client = new ScriptedModel([
      call("read", { path: "src/a.js" }),
      call("edit", { path: "src/a.js", edits: [{ old: "(b)", new: "(b" }] }),
      call("edit", { path: "src/a.js", edits: [{ old: "(b", new: "(c)" }] }),
      call("finish", { summary: "mended" }),
    ]);
    await agent.edit(
      host,
      { client, model: "m" },
      new MemoryBudget(),
      new MemoryConversation(),
      editRequest({ plan: planFor([{ path: "src/a.js", action: "modify" }]) }),
    );
    const results = client.requests.at(-1)?.messages.filter((message) => message.role === "tool") ?? [];
    expect(results[1]?.content).toMatch(/src\/a\.js does not parse any more[\s\S]*\n- line 1: /);
    expect(results[2]?.content).not.toContain("parse");
  });
});

describe("hostile checkouts", () => {
  it("neither reads nor writes through a link that a commit brought along", async () => {
    const host = folderHost("links", { "a.txt": "a\n" });
    writeFileSync(join(scratch, "secret.txt"), "secret");
    symlinkSync(scratch, join(host.repoDir, "out"));
    const client = new ScriptedModel([
      call("read", { path: "out/secret.txt" }),
      call("write", { path: "out/owned.txt", content: "x" }),
      call("finish", { summary: "tried", not_done: "The file leads outside." }),
    ]);
    const plan = planFor([{ path: "out/owned.txt", action: "create" }]);
    await agent.edit(
      host,
      { client, model: "m" },
      new MemoryBudget(),
      new MemoryConversation(),
      editRequest({ plan }),
    );
    const results = client.requests.at(-1)?.messages.filter((message) => message.role === "tool") ?? [];
    expect(results.map((message) => message.content)).toEqual([
      "out is a symbolic link that leads out of the repository.",
      "out is a symbolic link that leads out of the repository.\nNothing was written.",
    ]);
    expect(readdirSync(scratch)).not.toContain("owned.txt");
  });

  it("does not trust what verne-tools prints", async () => {
    const host = folderHost("output", { "a.txt": "a\n" });
    const lying = {
      ...host,
      run: async () => ({
        exitCode: 0,
        timedOut: false,
        stdout: '{"version":1}',
        stderr: "",
        truncated: false,
        durationMs: 1,
      }),
    };
    await expect(agent.analyze(lying, "x")).rejects.toMatchObject({
      kind: "permanent",
      code: "CONTEXT_INVALID",
      message: expect.stringContaining("verne-tools printed something unexpected ("),
    });
  });
});
