import { describe, expect, it } from "vitest";
import { countCases, type TestReport } from "../../protocol/index.ts";
import type { CommandResult, DetectedCommands } from "../types.ts";
import { testCase } from "./cases.ts";
import { compareReports, compareWithReruns } from "./compare.ts";
import { RunReader } from "./parse.ts";
import { noTests, reportOf } from "./report.ts";

type Outcomes = Record<string, "passed" | "failed" | "skipped">;

function report(outcome: TestReport["outcome"], outcomes: Outcomes = {}): TestReport {
  const cases = Object.entries(outcomes).map(([name, result]) => testCase({ name, outcome: result }));
  const evidence = cases.length > 0 || outcome === "passed" ? "cases" : "none";
  return {
    outcome,
    evidence,
    command: "t",
    exit_code: 0,
    duration_ms: 1,
    counts: countCases(cases),
    cases,
    output_tail: "",
    note: null,
  };
}

describe("compareReports", () => {
  it("puts every test into its class", () => {
    const before: Outcomes = {
      a: "failed",
      b: "passed",
      c: "failed",
      d: "failed",
      e: "passed",
      s: "skipped",
    };
    const after: Outcomes = { a: "passed", b: "failed", c: "failed", e: "passed", n: "passed", s: "passed" };
    expect(compareReports(report("failed", before), report("failed", after))).toMatchObject({
      verdict: "broken",
      fixed: ["a"],
      broken: ["b"],
      still_failing: ["c"],
      added: ["n", "s"],
      removed: ["d"],
      unchanged_passing: 1,
    });
  });

  it("passes although a test that failed before still fails", () => {
    const result = compareReports(
      report("failed", { a: "failed", b: "passed" }),
      report("failed", { a: "failed", b: "passed" }),
    );
    expect(result.verdict).toBe("pass");
    expect(result).toMatchObject({ still_failing: ["a"], broken: [], fixed: [], unchanged_passing: 1 });
  });

  it.each<[string, Outcomes]>([
    ["vanished", { b: "passed" }],
    ["is skipped now", { a: "skipped", b: "passed" }],
  ])("is broken when a passing test %s", (_name, after) => {
    const result = compareReports(report("passed", { a: "passed", b: "passed" }), report("passed", after));
    expect(result).toMatchObject({ verdict: "broken", removed: ["a"], broken: [] });
  });

  it("is broken when a new test fails, or when failing tests cannot be excused by a baseline", () => {
    expect(compareReports(report("none"), report("failed", { a: "failed" }))).toMatchObject({
      verdict: "broken",
      added: ["a"],
      broken: ["a"],
    });
  });

  it("gives no verdict on failing tests of which nothing says whether they failed before", () => {
    for (const before of [
      null,
      report("timed_out"),
      report("errored"),
      { ...report("errored"), cut: true as const },
      { ...report("passed"), evidence: "exit_status" as const },
    ])
      expect(compareReports(before, report("failed", { a: "failed", b: "passed" }))).toMatchObject({
        verdict: "no_baseline",
        broken: [],
        added: [],
        unjudged: ["a"],
      });
  });

  it("calls a run that names no test a success of the command, never a pass", () => {
    const silent: TestReport = { ...report("passed"), evidence: "exit_status" };
    expect(compareReports(silent, silent).verdict).toBe("exit_status");
    expect(compareReports(report("none"), silent).verdict).toBe("exit_status");
    expect(compareReports(null, silent).verdict).toBe("no_baseline");
    expect(compareReports(report("passed", { a: "passed" }), silent)).toMatchObject({
      verdict: "broken",
      removed: ["a"],
    });
    const cut: TestReport = { ...silent, cut: true };
    expect(compareReports(report("passed", { a: "passed" }), cut)).toMatchObject({
      verdict: "exit_status",
      removed: [],
    });
  });

  const silent = (change: Partial<TestReport> = {}): TestReport => ({
    ...report("passed"),
    evidence: "exit_status",
    ...change,
  });
  const failing = (change: Partial<TestReport> = {}): TestReport => ({
    ...report("errored"),
    exit_code: 2,
    note: "The test command ended with status 2.",
    output_tail: "cart.c:12: assertion failed",
    ...change,
  });

  it("is broken as a whole where a command that named no test succeeded and fails now", () => {
    const result = compareReports(silent(), failing());
    expect(result).toMatchObject({ verdict: "broken", broken: ["(test command)"], added: [], unjudged: [] });
    expect(result.after).toMatchObject({ outcome: "failed", exit_code: 2 });
    expect(result.after.cases[0]?.message).toContain("cart.c:12: assertion failed");
    // Also when it names only the failing tests, or when results were lost.
    const named = failing({ ...report("failed", { a: "failed", b: "passed" }), exit_code: 1 });
    expect(compareReports(silent(), named)).toMatchObject({ verdict: "broken", broken: ["a"], unjudged: [] });
    expect(compareReports(silent({ cut: true }), failing({ cut: true })).verdict).toBe("broken");
  });

  it.each<[string, TestReport, TestReport, string]>([
    ["failed before", failing(), failing(), "no_evidence"],
    ["was not run before", silent({ outcome: "none", evidence: "none" }), failing(), "errored"],
    ["does not end now", silent(), failing({ outcome: "timed_out", exit_code: null }), "errored"],
    ["was stopped in watch mode", silent(), failing({ exit_code: null }), "errored"],
    ["is well again", failing(), silent(), "exit_status"],
  ])("is not where it %s", (_why, before, after, verdict) => {
    expect(compareReports(before, after)).toMatchObject({ verdict, broken: [] });
  });

  it.each<[string, TestReport, TestReport[], object]>([
    [
      "a run that shows nothing is no better run",
      failing(),
      [silent({ evidence: "none" }), failing({ evidence: "exit_status" })],
      { verdict: "broken", broken: ["(test command)"], flaky: [] },
    ],
    [
      "what failed by name is excused with the command",
      failing({ ...report("failed", { a: "failed", b: "passed" }), exit_code: 1 }),
      [silent()],
      { verdict: "exit_status", broken: [], flaky: ["(test command)"] },
    ],
    [
      "it is named where the tests that it names passed",
      failing({ ...report("errored", { b: "passed" }), exit_code: 1 }),
      [],
      { verdict: "broken", broken: ["(test command)"], flaky: [] },
    ],
    [
      "it is not named where all that it names failed",
      failing({ ...report("failed", { a: "failed" }), exit_code: 1 }),
      [],
      { verdict: "broken", broken: ["a"] },
    ],
  ])("judges such a command: %s", (_what, after, reruns, expected) => {
    expect(compareReports(silent(), after, reruns)).toMatchObject(expected);
  });

  it("runs such a command again as a whole, and calls it flaky when it succeeds then", async () => {
    const asked: unknown[] = [];
    const rerun = (answer: TestReport) => async (only: unknown) => {
      asked.push(only);
      return answer;
    };
    expect(await compareWithReruns(silent(), failing(), rerun(failing()), 2)).toMatchObject({
      verdict: "broken",
    });
    expect(asked).toEqual([null, null]);
    expect(await compareWithReruns(silent(), failing(), rerun(silent()), 2)).toMatchObject({
      verdict: "exit_status",
      broken: [],
      flaky: ["(test command)"],
    });
  });

  it("does not call tests removed that a broken-off run did not reach", () => {
    const result = compareReports(report("passed", { a: "passed" }), report("errored"));
    expect(result).toMatchObject({ verdict: "errored", removed: [], broken: [], unchanged_passing: 0 });
  });

  it("does not call tests removed that a run out of time did not reach", () => {
    const result = compareReports(report("passed", { a: "passed" }), report("timed_out"));
    expect(result).toMatchObject({ verdict: "errored", removed: [], unchanged_passing: 0 });
  });

  it("counts a test that is gone or skipped only where it passed before", () => {
    const before = report("failed", { f: "failed", g: "failed", s: "skipped", b: "passed" });
    const after = report("passed", { b: "passed", f: "skipped", s: "skipped", n: "skipped" });
    expect(compareReports(before, after)).toMatchObject({
      verdict: "pass",
      removed: ["f", "g"],
      added: [],
      unchanged_passing: 1,
    });
    const gone = compareReports(
      report("passed", { a: "passed", b: "passed" }),
      report("passed", { b: "passed" }),
    );
    expect(gone).toMatchObject({ verdict: "broken", removed: ["a"], unchanged_passing: 1 });
  });

  it.each<[string, string[] | undefined, string[], object]>([
    ["was not run at the top", ["a"], ["a", ""], { broken: [], unjudged: ["t"], verdict: "no_baseline" }],
    ["was run at the top alone", undefined, ["", "b"], { broken: ["t"], unjudged: [], verdict: "broken" }],
  ])("knows a new test from one without a baseline where it %s", (_where, ran, runs, expected) => {
    const before = { ...report("passed", { x: "passed" }), ...(ran && { packages: ran }) };
    const after = { ...report("failed", { x: "passed", t: "failed" }), packages: runs };
    expect(compareReports(before, after)).toMatchObject(expected);
  });

  it.each<[TestReport["outcome"] | null, TestReport["outcome"], string]>([
    ["errored", "errored", "no_evidence"],
    ["timed_out", "timed_out", "no_evidence"],
    ["passed", "timed_out", "errored"],
    ["errored", "passed", "no_baseline"],
    ["none", "none", "no_evidence"],
    [null, "passed", "no_baseline"],
    ["timed_out", "passed", "no_baseline"],
    ["none", "passed", "pass"],
    [null, "errored", "errored"],
  ])("baseline %s, after %s: %s", (before, after, verdict) => {
    expect(compareReports(before ? report(before) : null, report(after)).verdict).toBe(verdict);
  });

  it("has no baseline in a run that looked for no test, and calls nothing new of one that broke off", () => {
    const after = report("passed", { a: "passed", b: "passed" });
    const nothing = noTests("package.json has no test script");
    expect(compareReports(nothing, after).verdict).toBe("no_baseline");
    const lints = { ...report("none"), note: "No test ran: the script test only lints." };
    expect(compareReports(lints, after).verdict).toBe("no_baseline");
    expect(compareReports(report("errored", { a: "passed" }), after)).toMatchObject({
      verdict: "no_baseline",
      added: [],
      unchanged_passing: 1,
      counts: { added: 0 },
    });
    // What it did name is known all the same.
    const worse = report("failed", { a: "failed", b: "passed" });
    expect(compareReports(report("errored", { a: "passed" }), worse)).toMatchObject({
      verdict: "broken",
      broken: ["a"],
    });
  });

  it("calls a test flaky that passes when run again, and runs only as often as it must", async () => {
    const before = report("passed", { a: "passed" });
    let runs = 0;
    const rerun = async () => {
      runs += 1;
      return report("passed", { a: "passed" });
    };
    const result = await compareWithReruns(before, report("failed", { a: "failed" }), rerun, 2);
    expect(result).toMatchObject({ verdict: "pass", flaky: ["a"], broken: [] });
    expect(runs).toBe(1);
    const added = await compareWithReruns(before, report("failed", { a: "passed", n: "failed" }), rerun, 2);
    expect(added.verdict).toBe("broken");
    expect(runs).toBe(1);
  });

  it.each<[string, TestReport | null, TestReport]>([
    ["nothing to compare with", null, report("failed", { a: "failed" })],
    ["a test that is skipped now", report("passed", { a: "passed" }), report("passed", { a: "skipped" })],
    ["a failing test that is gone", report("failed", { a: "failed" }), report("passed", { b: "passed" })],
  ])("runs nothing again for %s", async (_what, before, after) => {
    const rerun = async () => {
      throw new Error("must not run");
    };
    expect(await compareWithReruns(before, after, rerun, 2)).toEqual(compareReports(before, after));
  });
});

describe("reportOf", () => {
  const command = (
    parser: NonNullable<DetectedCommands["test"]>["parser"],
    resultFile: string | null = null,
  ) => ({
    argv: ["python3", "-m", "unittest"] as [string, ...string[]], // a tuple literal
    display: "python3 -m unittest",
    parser,
    resultFile,
    runner: "unittest" as const,
  });
  const result = (patch: Partial<CommandResult>): CommandResult => ({
    exitCode: 0,
    timedOut: false,
    stdout: "",
    stderr: "",
    truncated: false,
    durationMs: 5,
    ...patch,
  });
  const judge = (
    kind: Parameters<typeof command>[0],
    patch: Partial<CommandResult>,
    file: string | null = null,
  ) => {
    const reader = new RunReader(kind, "/r");
    const ended = result(patch);
    reader.output("stdout", ended.stdout);
    reader.output("stderr", ended.stderr);
    if (file !== null) reader.results(file);
    return reportOf(command(kind, file === null ? null : "f"), ended, {
      ...reader.end(),
      lost: ended.truncated,
    });
  };

  it("never calls a run without a test passed", () => {
    expect(judge("unittest", { stderr: "Ran 0 tests in 0.000s\n\nOK\n" }).outcome).toBe("none");
    expect(judge("unittest", { exitCode: 5, stderr: "NO TESTS RAN" }).outcome).toBe("none");
    expect(judge("junit", {}, "<testsuites></testsuites>").outcome).toBe("none");
    expect(judge("unittest", { stderr: "test_a (t.T) ... skipped 'x'\n" }).outcome).toBe("none");
  });

  it("calls a bad exit without a failed test errored, and says what is missing", () => {
    expect(judge("unittest", { exitCode: 1, stderr: "SyntaxError" }).outcome).toBe("errored");
    expect(judge("none", { exitCode: 127, stderr: "sh: 1: vitest: not found" }).note).toContain("is missing");
    expect(judge("junit", { exitCode: 1, stderr: "No module named pytest" }).note).toContain("`pytest`");
    expect(judge("none", { exitCode: null }).note).toContain("signal");
  });

  it.each([
    [2, "collected 0 items / 1 error\nE   SyntaxError: invalid syntax\nno tests ran in 0.02s\n"],
    [3, "INTERNALERROR> boom\nno tests ran in 0.02s\n"],
    [4, "ImportError while loading conftest\nno tests ran in 0.02s\n"],
  ])(
    "does not take what could not be collected (status %i) for a run that found no test",
    (exitCode, stdout) => {
      expect(judge("junit", { exitCode, stdout }, "<testsuites></testsuites>")).toMatchObject({
        outcome: "errored",
        evidence: "none",
        output_tail: stdout.trim(),
      });
    },
  );

  it.each<[string, string]>([
    ["./cart.go:3:1: syntax error: unexpected }\n?   \texample/x [no test files]\n", "errored"],
    ["src/a.ts(1,7): error TS2322: Type 'string' is not a number\nNo tests found\n", "errored"],
    ["error[E0425]: cannot find value\nrunning 0 tests\n", "errored"],
    ["Error: Cannot find module './cart'\n  0 passing (1ms)\n", "errored"],
    ["No tests found, exiting with code 1\n", "none"],
  ])("tells a program that does not compile from one without a test: %j", (stdout, outcome) => {
    const other = { ...command("none"), runner: "mocha" as const };
    const reader = new RunReader("none", "/r");
    reader.output("stdout", stdout);
    expect(reportOf(other, result({ exitCode: 1, stdout }), { ...reader.end(), lost: false })).toMatchObject({
      outcome,
    });
  });

  it("reports a hang with what was seen before it", () => {
    const hung = judge("unittest", {
      exitCode: null,
      timedOut: true,
      stderr: "test_a (t.T) ... ok\ntest_b (t.T) ... ",
    });
    expect(hung).toMatchObject({ outcome: "timed_out" });
    expect(hung.cases.map((item) => item.id)).toEqual(["t.T::test_a"]);
  });

  it("is failed by a failed test even with exit status 0", () => {
    expect(judge("unittest", { stderr: "test_a (t.T) ... FAIL\n" }).outcome).toBe("failed");
  });

  it("falls back on the exit status, as weaker evidence, only where the output cannot be read, and says so", () => {
    expect(judge("none", { stdout: "fine" })).toMatchObject({
      outcome: "passed",
      evidence: "exit_status",
      cases: [],
    });
    expect(judge("none", { stdout: "fine" }).note).toContain("names no test");
  });
});
