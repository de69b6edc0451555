import { describe, expect, it } from "vitest";
import { caseOf, runOf } from "../../protocol/testing/reports.ts";
import { MemoryHost } from "../fakes/memory-host.ts";
import type { RunTests } from "../types.ts";
import { reportText, shortMessage } from "./report-text.ts";
import { callTool, editingTools } from "./toolbox.ts";
import { WorkTree } from "./work-tree.ts";

function rig(run?: RunTests) {
  const host = new MemoryHost();
  const context = { host, workTree: new WorkTree(host), plan: null, ...(run && { runTests: run }) };
  const use = (args: unknown) => {
    const call = { id: "c", name: "run_tests", arguments: JSON.stringify(args) };
    return callTool(editingTools({ tests: true }), call, context);
  };
  return { host, use };
}

describe("run_tests", () => {
  it("is offered only where tests can be run", () => {
    expect(editingTools().some(({ name }) => name === "run_tests")).toBe(false);
    expect(editingTools({ tests: true }).some(({ name }) => name === "run_tests")).toBe(true);
  });

  it("passes on files and names in any of their spellings, and shows numbers and failures alone", async () => {
    const asked: unknown[] = [];
    const report = runOf([
      caseOf("t::a", "passed"),
      caseOf("t::b", "failed", { message: "at /work/repo/src/a.js:3\nexpected 1" }),
    ]);
    const { host, use } = rig(async (selection) => {
      asked.push(selection);
      return { report, selected: true };
    });
    const outcome = await use({ path: "./test/a.test.js", name: "adds" });
    expect(outcome).toMatchObject({ ok: true });
    expect(outcome.content).toBe(
      "1 passed, 1 failed, in 0.0 s.\nFailed:\n- t::b\n    at src/a.js:3\n    expected 1\nPassed:\n- t::a",
    );
    await use({ paths: '["/work/repo/tests/test_a.py::A::test_x", "lib/"]' });
    await use({});
    expect(asked).toEqual([
      { paths: ["test/a.test.js"], names: ["adds"] },
      { paths: ["lib"], names: ["tests/test_a.py::A::test_x"] },
      { paths: [], names: [] },
    ]);
    expect(host.ofType("tool").at(0)?.data).toMatchObject({ tool: "run_tests", ok: true });
  });

  it.each([
    [{ paths: ["../x"] }, "not a path of the repository"],
    [{ paths: ["-x"] }, "begins with a dash"],
    [{ names: ["--config=x"] }, "begins with a dash"],
  ])("refuses %j", async (args, reason) => {
    const { use } = rig(async () => {
      throw new Error("must not run");
    });
    expect(await use(args)).toMatchObject({ ok: false, content: expect.stringContaining(reason) });
  });

  it("says that all tests were run where the runner cannot choose, and that none can be", async () => {
    const all = rig(async () => ({ report: runOf([caseOf("a", "passed")]), selected: false }));
    expect((await all.use({ names: ["a"] })).content).toContain("all of them were run");
    expect((await rig().use({})).content).toBe("No test can be run here.");
  });
});

describe("reportText", () => {
  it("shows the end of the output where no case explains the outcome", () => {
    const report = runOf([], {
      outcome: "errored",
      exit_code: 2,
      note: "It ended.",
      output_tail: "a.c:1: error",
    });
    expect(reportText(report, "")).toBe(
      "exit status 2, in 0.0 s.\nIt ended.\nEnd of the output:\na.c:1: error",
    );
    expect(reportText(runOf([], { output_tail: "noise" }), "")).toContain("No test ran.");
  });

  it("counts the failures that it does not list", () => {
    const cases = Array.from({ length: 25 }, (_, n) => caseOf(`t::${n}`, "failed"));
    expect(reportText(runOf(cases), "")).toMatch(/- t::9\nand 15 more\.$/);
  });

  it("says each thing once, by its short path, without the frames of other code", () => {
    const block = "AssertionError: expected 1 to be 2\n    at add (/w/repo/src/a.js:3:1)";
    const message = `${block}\n    at x (node:internal/a:1:1)\n    at y (node:internal/b:2:2)\n${block}\n${block}`;
    expect(shortMessage(message, "/w/repo")).toBe(
      "AssertionError: expected 1 to be 2\n    at add (src/a.js:3:1)\n    at x (node:internal/a:1:1)",
    );
  });
});
