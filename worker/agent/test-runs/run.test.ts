import { describe, expect, it } from "vitest";
import { SandboxFailure } from "../../sandbox/port.ts";
import { MemoryHost } from "../fakes/memory-host.ts";
import type { DetectedCommands, TestCommand } from "../types.ts";
import { installDependencies } from "./install.ts";
import { runTests } from "./run.ts";
import { runTargeted } from "./targeted.ts";

const commands: DetectedCommands = {
  install: { argv: ["pip", "install", "--target", "{deps_dir}"], display: "pip install" },
  test: {
    argv: ["npm", "test", "--", "--out={result_file}"],
    display: "npm test",
    env: { X: "{deps_dir}" },
    parser: "junit",
    resultFile: "node.xml",
  },
  reason: "test",
};
type Plain = NonNullable<TestCommand["plain"]>;
const withPlain = (plain: Plain): DetectedCommands => ({
  ...commands,
  test: commands.test && { ...commands.test, plain },
});
const RESULT = "/work/verne/results/node.xml";
const options = { timeoutMs: 1_000 };

describe("runTests", () => {
  it("gives the command its paths, reads the result file, and never an old one", async () => {
    const host = new MemoryHost({}, (argv, { env }) => {
      expect(argv).toEqual(["npm", "test", "--", `--out=${RESULT}`]);
      expect(env).toEqual({ CI: "true", X: "/work/verne/deps" });
      expect(host.files.get(RESULT)).toHaveLength(0);
      host.files.set(RESULT, '<testsuites><testcase name="a" file="/work/repo/t.js"/></testsuites>');
      return {};
    });
    host.files.set(RESULT, '<testcase name="old"/>');
    const report = await runTests(host, commands, options);
    expect(report).toMatchObject({ outcome: "passed", command: "npm test", cases: [{ id: "t.js::a" }] });
  });

  it("shows a choice as one would type it", async () => {
    const shown: unknown[] = [];
    const host = new MemoryHost({}, (_, { display }) => {
      shown.push(display);
      return {};
    });
    const { test } = commands;
    const chosen: DetectedCommands = { ...commands, test: test && { ...test, runner: "node-test" } };
    await runTargeted(host, chosen, { paths: ["a.test.js"], names: ["adds two"] }, 1_000);
    await runTargeted(host, chosen, { paths: [], names: [] }, 1_000);
    expect(shown).toEqual(["npm test -- '--test-name-pattern=/adds two/' a.test.js", undefined]);
  });

  it("keeps what tests leave behind out of the diff, and adds it to the exclude file once", async () => {
    const host = new MemoryHost({ ".git/info/exclude": "# mine\n*.log\n" }, () => ({}));
    await runTests(host, commands, options);
    await runTests(host, commands, options);
    const text = host.text(".git/info/exclude") ?? "";
    expect(text).toMatch(/^# mine\n\*\.log\n/);
    expect(text.match(/__pycache__/g)).toHaveLength(1);
  });

  it("says which program is missing", async () => {
    const missing = new SandboxFailure("permanent", "PROCESS_SPAWN_FAILED", "ENOENT");
    const report = await runTests(new MemoryHost({}, () => missing), commands, options);
    expect(report).toMatchObject({
      outcome: "errored",
      note: "`npm` is not installed in the sandbox, so no test could run.",
    });
    const lost = new SandboxFailure("lost", "PROCESS_GONE", "gone");
    await expect(runTests(new MemoryHost({}, () => lost), commands, options)).rejects.toBe(lost);
  });

  it("takes nothing for evidence from a command that tests nothing", async () => {
    const test = {
      ...commands.test,
      parser: "none",
      resultFile: null,
      testsNothing: "the script test only lints",
    };
    for (const exitCode of [0, 1]) {
      const host = new MemoryHost({}, () => ({ exitCode, stdout: "fine" }));
      const report = await runTests(host, { ...commands, test } as DetectedCommands, options);
      expect(report).toMatchObject({
        outcome: "none",
        evidence: "none",
        cases: [],
        note: "No test ran: the script test only lints.",
      });
    }
  });

  const PASSED = '<testsuites><testcase name="a" file="/work/repo/t.js"/></testsuites>';
  const FAILED = PASSED.replace("/></", '><failure message="no"/></testcase></');
  /** A command that writes this and ends only when it is stopped. */
  const stuck = (text: string) => {
    const host = new MemoryHost();
    host.run = async (_argv, { stop }) => {
      host.files.set(RESULT, text);
      const stopped = await new Promise<boolean>((end) => {
        stop?.addEventListener("abort", () => end(true), { once: true });
        setTimeout(() => end(false), 1_200);
      });
      const base = { stdout: "", stderr: "", truncated: false, durationMs: 400, exitCode: null };
      return { ...base, timedOut: !stopped };
    };
    return host;
  };

  it.each([
    ["passed", PASSED],
    ["failed", FAILED],
  ])(
    "ends a runner that has reported everything (%s) and does not end, and counts its cases",
    async (outcome, text) => {
      const report = await runTests(stuck(text), commands, { timeoutMs: 300 });
      expect(report).toMatchObject({
        outcome,
        evidence: "cases",
        exit_code: null,
        cases: [{ id: "t.js::a", outcome }],
        note: expect.stringContaining("did not end by itself"),
      });
    },
  );

  it("lets a runner go on whose report is not complete", async () => {
    const report = await runTests(stuck(PASSED.replace("</testsuites>", "")), commands, { timeoutMs: 300 });
    expect(report).toMatchObject({ outcome: "timed_out" });
  });

  it("counts a complete report although the time of the run was up", async () => {
    const host = new MemoryHost({}, () => {
      host.files.set(RESULT, PASSED);
      return { exitCode: null, timedOut: true };
    });
    expect(await runTests(host, commands, options)).toMatchObject({ outcome: "passed", evidence: "cases" });
  });

  it.each([
    [
      "Error [ERR_INVALID_ARG_VALUE]: The argument '--test-reporter' must match the number of destinations",
      1,
    ],
    ["node: --test-reporter= is not allowed in NODE_OPTIONS", 9],
    ["Error: Failed to load custom Reporter from junit", 1],
    ["pytest: error: unrecognized arguments: --junitxml=/x", 4],
    ['Unknown option "--log-junit"', 2],
    ["error: unknown option `--outputFile.junit`", 1],
  ])("runs the plain command where what is added breaks it: %s", async (stderr, exitCode) => {
    const plain: Plain = { argv: ["npm", "test"], env: { A: "1" } };
    const added = withPlain(plain);
    const answers = [
      { exitCode, stderr },
      { exitCode: 0, stdout: "ok 1 - adds\n1..1\n" },
    ];
    const seen: unknown[] = [];
    const host = new MemoryHost({}, (argv, { env }) => {
      seen.push({ argv, env });
      return answers.shift() ?? {};
    });
    expect(await runTests(host, added, options)).toMatchObject({
      outcome: "passed",
      cases: [{ id: "adds" }],
      note: expect.stringContaining("without it"),
    });
    expect(seen[1]).toEqual({ argv: ["npm", "test"], env: { CI: "true", A: "1" } });
  });

  it.each([
    ["does not compile", { exitCode: 2, stderr: "src/a.ts(1,1): error TS1005: ';' expected." }],
    ["is not there", { exitCode: 127, stderr: "sh: 1: vitest-reporter: not found" }],
    ["ran out of time", { exitCode: null, timedOut: true, stderr: "reporter" }],
  ])("runs nothing twice that %s", async (_why, answer) => {
    const host = new MemoryHost({}, () => answer);
    await runTests(host, withPlain({ argv: ["npm", "test"] }), options);
    expect(host.commands).toHaveLength(1);
  });

  it("says that nothing ran where there is no command", async () => {
    const report = await runTests(
      new MemoryHost(),
      { install: null, test: null, reason: "no manifest" },
      options,
    );
    expect(report).toMatchObject({ outcome: "none", command: null, note: "No test ran: no manifest." });
  });
});

describe("installDependencies", () => {
  it("runs the command outside the checkout's own Python, and answers null when there is none", async () => {
    const host = new MemoryHost({}, (_argv, { env }) => {
      expect(env?.CI).toBe("true");
      return { exitCode: 1, stderr: "no network" };
    });
    expect(await installDependencies(host, commands, options)).toMatchObject({
      failure: { command: "pip install", cause: "failed", output: "no network" },
    });
    expect(host.commands[0]).toEqual(["pip", "install", "--target", "/work/verne/deps"]);
    expect(await installDependencies(host, { ...commands, install: null }, options)).toBeNull();
  });

  it("tells a missing program apart", async () => {
    const missing = new SandboxFailure("permanent", "PROCESS_SPAWN_FAILED", "ENOENT");
    const result = await installDependencies(new MemoryHost({}, () => missing), commands, options);
    expect(result?.failure).toMatchObject({
      cause: "missing",
      output: "pip is not installed in the sandbox",
    });
  });
});
