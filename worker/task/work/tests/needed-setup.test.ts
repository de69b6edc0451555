import { describe, expect, it } from "vitest";
import type { DetectedCommand, ProjectSetup } from "../../../agent/types.ts";
import type { TestCase, TestReport } from "../../../protocol/index.ts";
import { caseOf, runOf } from "../../../protocol/testing/reports.ts";
import { needsSetUp, setUpCommands } from "./needed-setup.ts";

const command = (display: string): DetectedCommand => ({ argv: ["sh", "-c", display], display });
const test = (outcome: TestCase["outcome"], message: string | null = null) =>
  caseOf("a", outcome, { message });
const report = (outcome: TestReport["outcome"], cases: TestCase[] = []): TestReport =>
  runOf(cases, { outcome });

describe("a set-up that was read from CI or a dev container", () => {
  it.each([
    ["errored", report("errored"), true],
    ["found nothing to run", report("none"), true],
    [
      "could import nothing",
      report("failed", [test("failed", "Error: Cannot find module './gen.js'")]),
      true,
    ],
    ["passed", report("passed", [test("passed")]), false],
    ["failed by an assertion", report("failed", [test("failed", "expected 1 to be 2")]), false],
    [
      "passed in part",
      report("failed", [test("passed"), test("failed", "ModuleNotFoundError: No module named 'x'")]),
      false,
    ],
    ["timed out", report("timed_out"), false],
    ["was skipped", null, false],
  ] as const)("is needed where the baseline %s: %s", (_, baseline, needed) => {
    expect(needsSetUp({ kind: "ci" }, baseline && { ...baseline, cases: [...baseline.cases] })).toBe(needed);
    expect(needsSetUp({ kind: "devcontainer" }, baseline)).toBe(needed);
  });

  it.each(["script", "agent_steps"] as const)("unlike a %s, which always runs", (kind) => {
    expect(needsSetUp({ kind }, report("passed", [test("passed")]))).toBe(true);
    expect(needsSetUp({ kind }, null)).toBe(true);
  });
});

describe("the commands of a set-up", () => {
  const setup: ProjectSetup = {
    kind: "ci",
    source: ".github/workflows/ci.yml",
    commands: ["npm ci", "npm run build", "npm run seed"].map(command),
    script: null,
  };
  const facts = {
    setup,
    shown: new Set(["npm ci", "npm run build"]),
    commands: { install: command("npm ci --no-audit --no-fund"), test: null, reason: "" },
    installed: true,
    needed: true,
  };
  const displays = (changed: Partial<typeof facts>) =>
    setUpCommands({ ...facts, ...changed }).map(({ display }) => display);

  it("are those that the plan shows, without what ran already", () => {
    expect(displays({})).toEqual(["npm run build"]);
    expect(displays({ installed: false })).toEqual(["npm ci", "npm run build"]);
    expect(displays({ shown: new Set() })).toEqual([]);
  });

  it("are none where the tests need none", () => {
    expect(displays({ needed: false })).toEqual([]);
  });
});
