import { describe, expect, it } from "vitest";
import { SandboxFailure } from "../../sandbox/port.ts";
import { MemoryHost } from "../fakes/memory-host.ts";
import type { DetectedCommands } from "../types.ts";
import { installDependencies } from "./install.ts";
import { runTests } from "./run.ts";

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
