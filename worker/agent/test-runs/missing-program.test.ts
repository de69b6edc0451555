import { describe, expect, it } from "vitest";
import { SandboxFailure } from "../../sandbox/port.ts";
import { MemoryHost } from "../fakes/memory-host.ts";
import type { DetectedCommands } from "../types.ts";
import { installDependencies } from "./install.ts";
import { missingIn, substitutesFor } from "./missing-program.ts";
import { runTests } from "./run.ts";

describe("a program that is missing", () => {
  it.each([
    ["sh: 1: vitest: not found", "vitest"],
    ["sh: vitest: not found", "vitest"],
    ["/bin/sh: jest: command not found\nerror Command failed with exit code 127.", "jest"],
    ["bash: line 1: mocha: command not found", "mocha"],
    ["/bin/sh: 1: node_modules/.bin/mocha: not found", "mocha"],
    ["zsh:1: command not found: ava", "ava"],
    ["command not found: tsx", "tsx"],
    ['error Command "tap" not found.', "tap"],
    ['ERR_PNPM_RECURSIVE_EXEC_FIRST_FAIL  Command "vitest" not found', "vitest"],
    ["env: ‘bun’: No such file or directory", "bun"],
    ["env: 'deno': No such file or directory", "deno"],
    ["Error: spawn c8 ENOENT", "c8"],
    ['exec: "pnpm": executable file not found in $PATH', "pnpm"],
    ["/usr/bin/python3: No module named pytest", "pytest"],
    ["sh: 1: pytest: not found", "pytest"],
    // What may be anything is not fetched: whoever takes the name first would run.
    ["sh: 1: acme-internal-runner: not found", null],
    ["sh: 1: toString: not found", null],
    ["sh: 1: __proto__: not found", null],
    ["sh: 1: vitest-evil: not found", null],
    ["Error: Cannot find module 'vitest'", null],
    ["the page vitest: not found here", null],
    ["ModuleNotFoundError: No module named 'pytest_cov'", null],
    ["", null],
  ])("is read from %j", (said, program) => {
    expect(missingIn(said)).toBe(program);
  });

  it("is run from npm's registry without a network, and without npx's own options", () => {
    const [way, ...more] = substitutesFor("vitest", ["npm", "test", "--", "--run"], "npm test");
    expect(more).toEqual([]);
    expect(way).toMatchObject({
      fetch: ["npx", "--yes", "--package=vitest", "--", "true"],
      display: "npx --package=vitest -- npm test",
      why: "`vitest` is not installed here, so it was fetched and the command run as `npx --package=vitest -- npm test`.",
    });
    expect(way?.argv.slice(0, 5)).toEqual(["npx", "--offline", "--yes", "--package=vitest", "--"]);
    expect(way?.argv.slice(-4)).toEqual(["npm", "test", "--", "--run"]);
    expect(way?.argv).toContain("npm_config_package");
    expect(way?.online).not.toContain("--offline");
  });

  it.each([
    ["bun", ["bun", "test"], "bun test", ["npx bun test"]],
    ["deno", ["deno", "task", "test"], "deno task test", ["npx deno task test"]],
    ["_mocha", ["sh", "-c", "_mocha"], "npm test", ["npx --package=mocha -- npm test"]],
    [
      "yarn",
      ["yarn", "test"],
      "yarn test",
      ["npx yarn test", "npx --package=@yarnpkg/cli-dist -- yarn test"],
    ],
    [
      "yarn",
      ["yarn", "install", "--immutable"],
      "yarn install --immutable",
      ["npx --package=@yarnpkg/cli-dist -- yarn install --immutable"],
    ],
    [
      "pytest",
      ["python3", "-m", "pytest"],
      "python3 -m pytest",
      ["uv run --with pytest -- python3 -m pytest"],
    ],
    [
      "pytest",
      ["sh", "-c", "cd api && pytest -q"],
      "cd api && pytest -q",
      ["cd api && python3 -m pytest -q", "uv run --with pytest -- cd api && pytest -q"],
    ],
    ["acme", ["acme"], "acme", []],
    ["constructor", ["constructor"], "constructor", []],
  ] as [string, [string, ...string[]], string, string[]][])(
    "%s, as %j, is run otherwise",
    (program, argv, display, shown) => {
      expect(substitutesFor(program, argv, display).map((way) => way.display)).toEqual(shown);
    },
  );
});

const GONE = new SandboxFailure("permanent", "PROCESS_SPAWN_FAILED", "ENOENT");
const missing = { exitCode: 127, stderr: "sh: 1: vitest: not found" };
const TAP = "TAP version 13\nok 1 - adds\n1..1\n";
const commandsFor = (...argv: [string, ...string[]]): DetectedCommands => ({
  install: null,
  test: { argv, display: argv.join(" "), parser: "tap", resultFile: null, env: { X: "1" } },
  reason: "a test",
});

describe("a run without its runner", () => {
  /** What each command answers, by its beginning; the commands in order. */
  async function run(commands: DetectedCommands, answer: (line: string) => object | Error) {
    const ran: { line: string; phase: unknown; env: unknown }[] = [];
    const host = new MemoryHost({}, (argv, { phase, env }) => {
      const line = argv.join(" ");
      ran.push({ line, phase, env });
      return answer(line);
    });
    return { report: await runTests(host, commands, { timeoutMs: 60_000 }), ran };
  }

  it("fetches it with an install's network, tests with none, and says so", async () => {
    const { report, ran } = await run(commandsFor("npm", "test"), (line) =>
      line.startsWith("npx --offline") ? { stdout: TAP } : line === "npm test" ? missing : {},
    );
    expect(ran.map(({ phase }) => phase)).toEqual(["tests", "install", "tests"]);
    expect(ran[2]?.env).toEqual({ CI: "true", X: "1" });
    expect(report).toMatchObject({
      outcome: "passed",
      command: "npx --package=vitest -- npm test",
      note: expect.stringContaining("`vitest` is not installed here"),
      counts: { passed: 1 },
    });
  });

  it("counts also where its output cannot be read, and not where the tests miss it as a module", async () => {
    const { test, ...rest } = commandsFor("npm", "test");
    const unread: DetectedCommands = { ...rest, test: test && { ...test, parser: "none" } };
    const failing = (stderr: string) =>
      run(unread, (line) =>
        line === "npm test" ? missing : line.includes("--offline") ? { exitCode: 1, stderr } : {},
      );
    expect((await failing("1 of 2 failed")).report).toMatchObject({
      outcome: "errored",
      command: "npx --package=vitest -- npm test",
    });
    expect((await failing("Cannot find package 'vitest'")).report.command).toBe("npm test");
  });

  it("takes a program that could not be started as missing", async () => {
    const { report } = await run(commandsFor("bun", "test"), (line) =>
      line.startsWith("bun") ? GONE : line.includes("--offline") ? { stdout: TAP } : {},
    );
    expect(report).toMatchObject({ outcome: "passed", command: "npx bun test" });
  });

  it.each([
    ["nothing can be fetched", () => GONE],
    ["the registry does not answer", (line: string) => (line.startsWith("npx") ? { exitCode: 1 } : missing)],
    ["it runs no test either", (line: string) => (line.includes("true") ? {} : missing)],
  ])("stands as it was where %s", async (_, answer) => {
    const { report } = await run(commandsFor("npm", "test"), (line) =>
      line === "npm test" ? missing : answer(line),
    );
    expect(report).toMatchObject({ outcome: "errored", command: "npm test" });
    expect(report.note).toContain("is missing");
  });

  it.each([
    [
      "a test of the repository says so",
      { exitCode: 1, stdout: `${TAP}not ok 2 - x\nsh: 1: vitest: not found\n` },
    ],
    ["another program is missing", { exitCode: 127, stderr: "sh: 1: acme: not found" }],
    ["it succeeds", { stdout: `${TAP}sh: 1: vitest: not found\n` }],
  ])("is not run again when %s", async (_, result) => {
    const { ran } = await run(commandsFor("npm", "test"), () => result);
    expect(ran.map(({ line }) => line)).toEqual(["npm test"]);
  });
});

it("an install without its package manager fetches it", async () => {
  const ran: string[] = [];
  const host = new MemoryHost({}, (argv) => {
    ran.push(argv.filter((arg) => !/^(?:env|-u|npm_config_\w+)$/.test(arg)).join(" "));
    return argv[0] === "pnpm" ? GONE : {};
  });
  const commands: DetectedCommands = {
    install: { argv: ["pnpm", "install", "--frozen-lockfile"], display: "pnpm install --frozen-lockfile" },
    test: null,
    reason: "a lock file",
  };
  expect(await installDependencies(host, commands, { timeoutMs: 1_000 })).toEqual({
    failure: null,
    locks: [],
  });
  expect(ran).toEqual([
    "pnpm install --frozen-lockfile",
    "npx --yes --package=pnpm -- pnpm install --frozen-lockfile",
  ]);
});
