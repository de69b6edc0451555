import { describe, expect, it } from "vitest";
import type { TestCommand, TestRunner } from "../types.ts";
import { argumentsFor } from "./alone.ts";
import { testCase } from "./cases.ts";
import { ONLY, resolveCommand } from "./placeholders.ts";

const command = (
  runner: TestRunner | undefined,
  argv: [string, ...string[]] = ["run", ONLY],
): TestCommand => ({
  argv,
  display: "run",
  parser: "none",
  resultFile: null,
  ...(runner ? { runner } : {}),
});
const failed = (name: string, suite = "", file: string | null = null) =>
  testCase({ file, suite, name, outcome: "failed" });

describe("argumentsFor", () => {
  it.each<[TestRunner, ReturnType<typeof failed>[], string[]]>([
    [
      "vitest",
      [failed("suite > bad (x)", "", "a.test.ts"), failed("top", "", "b.test.ts")],
      ["a.test.ts", "b.test.ts", "-t", "^(?:suite(?: > | )bad \\(x\\)|top)$"],
    ],
    [
      "jest",
      [failed("adds", "sum > deep", "a.test.js")],
      ["a\\.test\\.js", "-t", "^(?:sum(?: > | )deep adds)$"],
    ],
    ["mocha", [failed("throws", "sum deep", "test/a.js")], ["--grep", "^(?:sum deep throws)$"]],
    ["mocha", [failed('"before all" hook for "x"', "db")], ["--grep", "^(?:db(?: .*)?)$"]],
    ["ava", [failed("a › fails")], ["--match", "fails"]],
    ["node-test", [failed("a / b", "s")], ["--test-name-pattern=/^a \\/ b$/"]],
    [
      "pytest",
      [
        failed("test_x[1-a]", "tests.test_a.TestA", "tests/test_a.py"),
        failed("test_y", "test_b", "test_b.py"),
      ],
      ["tests/test_a.py::TestA::test_x[1-a]", "test_b.py::test_y"],
    ],
    ["unittest", [failed("test_x", "test_a.TestA")], ["-k", "test_a.TestA.test_x"]],
    [
      "go",
      [failed("TestA/sub one", "m"), failed("TestA/two", "m"), failed("TestB", "m")],
      ["-count=1", "-run", "^(TestA|TestB)$"],
    ],
    ["cargo", [failed("tests::bad", "src/lib.rs")], ["--", "--exact", "tests::bad"]],
    [
      "maven",
      [failed("param(int)[1]", "x.ATest"), failed("inside", "x.ATest$Inner")],
      [
        "-Dtest=x.ATest#param,x.ATest$Inner#inside",
        "-DfailIfNoTests=false",
        "-Dsurefire.failIfNoSpecifiedTests=false",
      ],
    ],
    [
      "gradle",
      [failed("bad()", "x.ATest"), failed("says hello", "x.BTest")],
      ["--tests", "x.ATest.bad", "--tests", "x.BTest"],
    ],
    [
      "dotnet",
      [failed("Totals(count: 2)", "N.C+Inner")],
      ["--filter", "FullyQualifiedName=N.C+Inner.Totals"],
    ],
    ["rspec", [failed("fails", "Sum", "spec/a_spec.rb")], ["spec/a_spec.rb", "-e", "Sum fails"]],
    [
      "phpunit",
      [failed('testA with data set "a/b"', "T")],
      ["--filter", '/::(?:testA with data set "a\\/b")$/'],
    ],
    ["exunit", [failed("test group raises", "ATest")], ["--only", "test:test group raises"]],
    ["ctest", [failed("unit.c++")], ["-R", "^(unit\\.c\\+\\+)$"]],
  ])("%s", (runner, cases, expected) => {
    expect(argumentsFor(command(runner), cases)).toEqual(expected);
  });

  it("speaks to each of the tasks for minitest", () => {
    const cases = [failed("test_bad", "TestSum")];
    expect(argumentsFor(command("minitest", ["rake", "test"]), cases)).toEqual([
      "N=/^(?:(?:TestSum#)?test_bad)$/",
      "TESTOPTS=-v --name='/^(?:(?:TestSum#)?test_bad)$/'",
    ]);
    expect(argumentsFor(command("minitest", ["ruby", "bin/rails", "test"]), cases)?.[0]).toBe("-n");
  });

  it("runs everything where it cannot choose", () => {
    expect(argumentsFor(command(undefined), [failed("a")])).toBeNull();
    expect(argumentsFor(command("tap"), [failed("a")])).toBeNull();
    expect(argumentsFor(command("jest"), [failed("a"), failed("(suite)", "", "b.test.js")])).toBeNull();
    expect(argumentsFor(command("pytest"), [failed("test_a", "tests.test_c")])).toBeNull();
    expect(argumentsFor(command("unittest"), [failed("test_c", "unittest.loader._FailedTest")])).toBeNull();
    expect(argumentsFor(command("cargo"), [failed("src/lib.rs - add (line 1)", "Doc-tests rs")])).toBeNull();
    expect(argumentsFor(command("ava"), [failed("!important")])).toBeNull();
    expect(argumentsFor(command("jest"), [failed("x".repeat(400), "y".repeat(100_000))])).not.toBeNull();
    const many = Array.from({ length: 2_000 }, (_, index) => failed(`${"test ".repeat(10)}${index}`));
    expect(argumentsFor(command("jest"), many)).toBeNull();
  });

  it("takes the suite out of an id that was numbered", () => {
    const twice = { ...failed("adds", "sum", "a.js"), id: "a.js::sum::adds#2" };
    expect(argumentsFor(command("mocha"), [twice])).toEqual(["--grep", "^(?:sum adds)$"]);
  });
});

describe("resolveCommand", () => {
  it("puts arguments in place, one by one or quoted inside a script", () => {
    const only = ["-t", "it's $(x)"];
    expect(resolveCommand(command("jest", ["npm", "test", "--", ONLY]), "/w", null, only).argv).toEqual([
      "npm",
      "test",
      "--",
      ...only,
    ]);
    const script = command("jest", ["sh", "-c", `jest ${ONLY} && vitest ${ONLY}`]);
    expect(resolveCommand(script, "/w", null, only).argv[2]).toBe(
      "jest -t 'it'\\''s $(x)' && vitest -t 'it'\\''s $(x)'",
    );
    expect(resolveCommand(script, "/w", null).argv[2]).toBe("jest && vitest");
    expect(resolveCommand(command("go", ["go", ONLY, "./..."]), "/w", null).argv).toEqual(["go", "./..."]);
  });
});
