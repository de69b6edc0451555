/** How a repository is installed and tested, found by rule. */

export interface DetectedCommand {
  argv: [string, ...string[]];
  /** The command as a person would type it. */
  display: string;
  env?: Record<string, string>;
  /** Folder of the checkout to run in; the checkout itself when absent. */
  dir?: string;
}

/**
 * How dependencies are installed. `argv` installs the locked versions, or the declared ones if there is no lock file.
 */
export interface InstallCommand extends DetectedCommand {
  /** Replaces `argv` once a manifest has changed, if `argv` accepts an outdated lock file: this refuses one. */
  strict?: [string, ...string[]];
  /** After a refusal: updates the lock file, with minimal changes. */
  update?: [string, ...string[]];
  /** After any failure that is not the network's: installs what can be installed, and names the rest. */
  singly?: [string, ...string[]];
  /** Lock files in its folder that the update writes. */
  locks?: string[];
}

/** The test runner; decides how single tests are selected. */
export type TestRunner =
  | "vitest"
  | "jest"
  | "mocha"
  | "ava"
  | "tap"
  | "borp"
  | "node-test"
  | "bun"
  | "pytest"
  | "unittest"
  | "go"
  | "cargo"
  | "maven"
  | "gradle"
  | "dotnet"
  | "rspec"
  | "minitest"
  | "phpunit"
  | "exunit"
  | "ctest";

export interface TestCommand extends DetectedCommand {
  /** `mixed`: several result files or streams, each recognised by its content; `none`: unknown text on stdout. */
  parser:
    | "tap"
    | "junit"
    | "unittest"
    | "go-json"
    | "cargo"
    | "jest-json"
    | "mocha-json"
    | "rspec-json"
    | "trx"
    | "exunit"
    | "minitest"
    | "mixed"
    | "none";
  resultFile: string | null;
  /** No install fetches all dependencies in advance, so the test command needs the registries. */
  fetches?: true;
  /** For runners with many result files: a `find -path` pattern, below the command's folder. */
  resultGlob?: string;
  /** With `resultGlob`: the file in the result folder that the last program of the command writes. */
  lastResult?: string;
  /** Verne's own helper programs that the command needs. */
  support?: { name: string; text: string }[];
  /** Absent when the runner is unknown, or when one command runs several. */
  runner?: TestRunner;
  /** Why the command tests nothing (it only prints, exits, or lints): its result is no evidence. */
  testsNothing?: string;
  /** The command as the repository has it, for when what Verne adds to learn the results breaks it. */
  plain?: { argv: [string, ...string[]]; env?: Record<string, string> };
  /** Replaces the command when files are named, if `argv` names files itself. */
  pick?: Pick<TestCommand, "argv" | "env" | "parser" | "resultFile" | "resultGlob" | "lastResult">;
  /** Replaces `argv` for single tests, if `argv` itself cannot select them. */
  onlyArgv?: [string, ...string[]];
}

/** A part of the checkout whose tests the top-level command does not run, or runs without readable results. */
export interface DetectedPackage {
  /** Relative to the checkout; empty for a second language at the top level. */
  dir: string;
  install: InstallCommand | null;
  test: TestCommand;
  reason: string;
  /** Extensions of the files that it owns; every file below `dir` when absent. */
  extensions?: string[];
}

export interface DetectedCommands {
  install: InstallCommand | null;
  test: TestCommand | null;
  /** The matching rule (`package.json scripts.test, pnpm-lock.yaml`), or why none matched. */
  reason: string;
  packages?: DetectedPackage[];
  /** Installs of packages whose tests a chosen command replaces. */
  installs?: InstallCommand[];
  /** For the agent; the platform runs no linter. */
  lint?: string | null;
  /** Hash of manifests and lock files: detected commands and installs are valid for one key. */
  cacheKey?: string;
}
