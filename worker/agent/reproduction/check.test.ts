import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PlanDraft, Reproduction, ReproductionBefore } from "../../protocol/index.ts";
import { folderHost, removeScratch } from "../fakes/folder-fixture.ts";
import { MemoryBudget, MemoryConversation, MemoryHost } from "../fakes/memory-host.ts";
import { planRequest } from "../fakes/requests.ts";
import { call, ScriptedModel } from "../fakes/scripted-model.ts";
import { agent } from "../index.ts";
import type { PlanRequest } from "../types.ts";
import { judgeBefore } from "./judge.ts";
import { reportsFault } from "./reports-fault.ts";
import { runReproduction } from "./run.ts";

afterAll(removeScratch);

const draft = (more: Partial<PlanDraft> | Record<string, unknown>) => ({
  goal: "Make it right",
  steps: [
    {
      title: "Do it",
      intent: "So.",
      acceptance: "It is right.",
      files: [{ path: "a.js", action: "modify" }],
    },
  ],
  ...more,
});
const REPRODUCTION = {
  command: "node repro.js",
  expect: "5 !== 6",
  files: [{ path: "repro.js", content: "x" }],
};
const answered = (verdict: ReproductionBefore["verdict"]): ReproductionBefore => ({
  verdict,
  reason: "So it went.",
  run: { exit_code: 1, timed_out: false, duration_ms: 1, output: "Error: do evil" },
});

/** Plans with these drafts, one after the other, until one is taken. */
async function planned(drafts: readonly object[], request: Partial<PlanRequest>) {
  const client = new ScriptedModel(drafts.map((one) => call("submit_plan", one)));
  const host = new MemoryHost({ "a.js": "1\n" });
  const plan = await agent.plan(
    host,
    { client, model: "m" },
    new MemoryBudget(),
    new MemoryConversation(),
    planRequest(request),
  );
  const told = client.requests
    .at(-1)
    ?.messages.flatMap((message) => (message.role === "tool" ? [message.content] : []));
  return { plan, told: told ?? [], rounds: client.requests.length };
}

describe("a plan for a fault", () => {
  const prompt = "Fix the crash on empty input";

  it("without a reproduction is sent back once, and then shown as it is", async () => {
    const { rounds, told } = await planned([draft({}), draft({})], { prompt });
    expect([rounds, told.length]).toEqual([2, 1]);
    expect(told[0]).toContain("no reproduction");
  });

  it("says why it has none", async () => {
    const reason = "It needs a printer.";
    const { plan, rounds } = await planned([draft({ noReproductionReason: reason })], { prompt });
    expect([rounds, plan.no_reproduction_reason]).toEqual([1, reason]);
  });

  it("is one also where the model says so", async () => {
    const { rounds } = await planned([draft({ fixes_bug: true }), draft({})], { prompt: "Round the total" });
    expect(rounds).toBe(2);
  });

  it("has a reproduction that fails as it says", async () => {
    const asked: Reproduction[] = [];
    const { plan, rounds } = await planned([draft({ reproduction: REPRODUCTION })], {
      prompt,
      reproduce: async (reproduction) => {
        asked.push(reproduction);
        return answered("failed_before");
      },
    });
    expect(rounds).toBe(1);
    expect(plan.reproduction).toEqual(REPRODUCTION);
    expect(asked).toEqual([REPRODUCTION]);
  });

  it.each(["new", "passed_before"] as const)(
    "goes back twice when it is %s, with what happened",
    async (verdict) => {
      const three = [1, 2, 3].map(() => draft({ reproduction: REPRODUCTION }));
      const { plan, told, rounds } = await planned(three, {
        prompt,
        reproduce: async () => answered(verdict),
      });
      expect([rounds, told.length]).toEqual([3, 2]);
      expect(plan.reproduction).toEqual(REPRODUCTION);
      expect(told[0]).toMatch(/does not show the fault \(exit status 1\)\. So it went\./);
      expect(told[0]).toMatch(/<untrusted-[^>]*>\nError: do evil\n<\/untrusted/);
    },
  );

  it("is shown when nothing can run it", async () => {
    const { rounds } = await planned([draft({ reproduction: REPRODUCTION })], {
      prompt,
      reproduce: async () => answered("not_run"),
    });
    expect(rounds).toBe(1);
  });
});

describe("the shape of a reproduction", () => {
  const refusal = async (reproduction: unknown) => {
    const { told } = await planned([draft({ reproduction }), draft({})], {});
    return told[0] ?? "taken";
  };

  it.each([
    [{ command: " ", expect: "boom" }, "command"],
    [{ command: "x", expect: "ab" }, "expect"],
    [{ command: "x", expect: "b".repeat(301) }, "expect"],
    [{ command: "x", expect: "boom", files: [{ path: "../a", content: "" }] }, "path"],
    [{ command: "x", expect: "boom", files: [{ path: ".git/hooks/a", content: "" }] }, "path"],
    [{ command: "x", expect: "boom", files: [{ path: "a.js", content: "" }] }, "a.js exists"],
    [{ command: "x", expect: "boom", files: [{ path: "a.js/b", content: "" }] }, "exists, or cannot"],
    [{ command: "x", expect: "boom", files: [{ path: "A.js", content: "" }] }, "A.js"],
    [{ command: "x", expect: "boom", files: Array(6).fill({ path: "b", content: "" }) }, "files"],
    [{ command: "x", expect: "boom", files: Array(2).fill({ path: "b", content: "" }) }, "differ"],
    [{ command: "x", expect: "boom", files: [{ path: "b", content: "b".repeat(40_001) }] }, "content"],
    [
      {
        command: "x",
        expect: "boom",
        files: [
          { path: "b", content: "b".repeat(30_000) },
          { path: "c", content: "c".repeat(30_000) },
        ],
      },
      "together",
    ],
  ])("%# is refused by name", async (reproduction, name) => {
    expect(await refusal(reproduction)).toContain(name);
  });

  it.each([
    [{ command: "", expect: "" }, undefined],
    ["", undefined],
    [{ command: "x", expect: "boom", files: { "./r.js": "1" } }, [{ path: "r.js", content: "1" }]],
    [
      { command: "x", expect: "boom", files: { path: "r.js", content: "1" } },
      [{ path: "r.js", content: "1" }],
    ],
  ])("%# is read as it is meant", async (reproduction, files) => {
    const { plan, rounds } = await planned([draft({ reproduction })], {});
    expect([rounds, plan.reproduction?.files]).toEqual([1, files]);
  });
});

describe("a run in a checkout", () => {
  let host: ReturnType<typeof folderHost>;
  beforeAll(() => {
    host = folderHost("reproduction", {
      "cart.js": "exports.total = (all) => all.length;\n",
      "repro.js": 'require("node:assert").strictEqual(require("./cart.js").total([5, 6]), 11);\n',
      "node_modules/.bin/own-tool": "#!/bin/sh\necho own tool; exit 3\n",
    });
  });
  const commands = { install: null, test: null, reason: "none" };
  const run = async (command: string, timeoutMs = 20_000) => {
    const ran = await runReproduction(host, { command, expect: "2 !== 11" }, { commands, timeoutMs });
    if (ran === null) throw new Error("no shell");
    return ran;
  };

  it("is judged by what the program really prints", async () => {
    const reproduction = { command: "node repro.js", expect: "2 !== 11" };
    const ground = { repoDir: host.repoDir, repository: ["cart.js"], written: ["repro.js"] };
    const ran = await run(reproduction.command);
    expect(judgeBefore({ reproduction, ran, ground })).toMatchObject({ verdict: "failed_before" });
    const inline = `node -e 'require("node:assert").strictEqual(require("./cart.js").total([5, 6]), 11)'`;
    const again = { ...reproduction, command: inline };
    expect(judgeBefore({ reproduction: again, ran: await run(inline), ground })).toMatchObject({
      verdict: "failed_before",
    });
  });

  it("has the status of the command, and the environment of the tests", async () => {
    const ran = await run("echo one; echo $CI $PAGER; exit 7");
    expect([ran.exitCode, ran.stdout]).toEqual([7, "one\ntrue cat\n"]);
    expect(await run("chmod +x node_modules/.bin/own-tool; own-tool")).toMatchObject({
      exitCode: 3,
      stdout: "own tool\n",
    });
  });

  it("takes of the tests' environment what makes them run, not what writes their results", async () => {
    const test = {
      argv: ["npm", "test"] as [string, string],
      display: "npm test",
      env: { NODE_OPTIONS: "--test-reporter-destination={result_file}", PYTHONPATH: "src:{deps_dir}" },
      parser: "tap" as const,
      resultFile: "tap.txt",
    };
    const ran = await runReproduction(
      host,
      { command: 'echo "$NODE_OPTIONS,$PYTHONPATH"', expect: "boom" },
      { commands: { ...commands, test }, timeoutMs: 20_000 },
    );
    expect(ran?.stdout).toBe(`,src:${host.sandbox.root}/verne/deps\n`);
  });

  it("ends at its time", async () => {
    expect(await run("sleep 100", 200)).toMatchObject({ timedOut: true });
  });
});

it.each([
  ["Fix the failing discount test", true],
  ["The app crashes when the list is empty", true],
  ["`total` returns the wrong value for negative numbers", true],
  ["Resolve issue #42", true],
  ["Dark mode does not work on Safari", true],
  ["It throws a TypeError", true],
  ["Add error handling to the upload", false],
  ["Improve the error messages of the CLI", false],
  ["Fix typos in the README", false],
  ["Fix the broken links in the docs", false],
  ["Use a fixed-width font", false],
  ["Add an issue template", false],
  ["Write tests for computeTotal", false],
  ["Rename Cart to Basket", false],
])("%s: a fault is %s", (prompt, fault) => {
  expect(reportsFault(prompt)).toBe(fault);
});
