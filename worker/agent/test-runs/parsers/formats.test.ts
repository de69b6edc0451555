/// <reference types="node" />
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseOutput } from "../parse.ts";

/**
 * Real output, made with Go 1.19, RSpec 3.12, minitest 5.17, PHPUnit 9.6, ExUnit 1.14, Gradle 4.4, Surefire 3.2, CTest
 * 3.25, mocha 11, AVA 8 and jest 30; paths were changed and stack traces cut. `vstest.trx` and `bun.xml` are written
 * by hand after the published formats.
 */
const fixture = (name: string): string =>
  readFileSync(`${import.meta.dirname}/../fixtures/${name}`).toString("utf8");

type Streams = Partial<Record<"stdout" | "stderr" | "resultFile", string>>;

const cases = (kind: Parameters<typeof parseOutput>[0], text: Streams) =>
  parseOutput(kind, { stdout: "", stderr: "", resultFile: null, repoDir: "/checkout", ...text });
const run = (kind: Parameters<typeof parseOutput>[0], text: Streams) =>
  cases(kind, text).map((item) => `${item.outcome} ${item.id}`);
const messageOf = (found: ReturnType<typeof cases>, part: string) =>
  found.find(({ id }) => id.includes(part))?.message ?? "";

describe("XML", () => {
  it("reads several files of Surefire: nested classes, parameters, CDATA", () => {
    expect(run("junit", { resultFile: fixture("surefire.xml") })).toEqual([
      "passed x.ATest::ok",
      "failed x.ATest::bad",
      "failed x.ATest::err",
      "failed x.ATest::param(int)[1]",
      "passed x.ATest::param(int)[2]",
      "skipped x.ATest::skipped",
      "passed x.ATest$Inner::inside",
    ]);
    expect(messageOf(cases("junit", { resultFile: fixture("surefire.xml") }), "err")).toContain("oops <x>");
  });

  it("reads Gradle", () => {
    expect(run("junit", { resultFile: fixture("gradle.xml") })).toEqual([
      "passed x.ATest::ok",
      "failed x.ATest::bad",
      "failed x.ATest::err",
      "skipped x.ATest::skipped",
    ]);
  });

  it("reads ctest: the output stands for the message, and a program that was not built has failed", () => {
    const found = cases("junit", { resultFile: fixture("ctest.xml") });
    expect(found.map((item) => `${item.outcome} ${item.id}`)).toEqual([
      "passed ok",
      "failed bad",
      "skipped off",
      "skipped skipped",
      "failed missing",
    ]);
    expect(messageOf(found, "bad")).toContain("Syntax error");
  });

  it("reads PHPUnit with data sets", () => {
    expect(run("junit", { resultFile: fixture("phpunit.xml") })).toEqual([
      "passed tests/ATest.php::ATest::testOk",
      "failed tests/ATest.php::ATest::testBad",
      "failed tests/ATest.php::ATest::testErr",
      "skipped tests/ATest.php::ATest::testSkip",
      'failed tests/ATest.php::ATest::testData with data set "one"',
      'passed tests/ATest.php::ATest::testData with data set "two"',
    ]);
  });

  it("reads bun", () => {
    expect(run("junit", { resultFile: fixture("bun.xml") })).toEqual([
      "passed test/math.test.ts::top",
      "passed test/math.test.ts::sum::adds",
      "failed test/math.test.ts::sum::fails",
      "skipped test/math.test.ts::sum::later",
    ]);
  });

  it("reads TRX: classes come last, an unknown outcome is a failure", () => {
    const found = cases("trx", { resultFile: fixture("vstest.trx") });
    expect(found.map((item) => `${item.outcome} ${item.id}`)).toEqual([
      "passed Shop.Tests.CartTests::Adds",
      "failed Shop.Tests.CartTests::Totals(count: 2)",
      "skipped Shop.Tests.CartTests::Later",
      "failed Ms.Tests.OldTests::Method",
    ]);
    expect(found[1]).toMatchObject({ duration_ms: 62_500 });
    expect(found[1]?.message).toMatch(/Expected: 3[\s\S]*CartTests\.cs:line 12/);
    expect(found[1]?.message).not.toContain("printed by the test");
  });
});

describe("JSON", () => {
  it("reads mocha, with a hook that fails", () => {
    const expected = [
      "passed test/a.js::sum::adds",
      "failed test/a.js::sum::fails",
      "skipped test/a.js::sum::pending",
      "failed test/a.js::sum deep::throws",
      'failed test/a.js::hooked::"before all" hook for "never runs"',
    ];
    expect(run("mocha-json", { resultFile: fixture("mocha.json") })).toEqual(expected);
    // Before 9.2 mocha prints the report among other output.
    expect(run("mocha-json", { stdout: `> mocha\n\n${fixture("mocha.json")}done\n` })).toEqual(expected);
  });

  it("reads RSpec, and a spec that does not load", () => {
    expect(run("rspec-json", { resultFile: fixture("rspec.json") })).toEqual([
      "passed spec/a_spec.rb::Sum::adds",
      "failed spec/a_spec.rb::Sum::fails",
      "skipped spec/a_spec.rb::Sum::is pending",
      "failed spec/a_spec.rb::Sum nested::raises",
    ]);
    const broken = cases("rspec-json", { resultFile: fixture("rspec-broken.json") });
    expect(broken).toMatchObject([{ outcome: "failed", id: "(outside of examples)" }]);
    expect(broken[0]?.message).toContain("does not load");
  });

  it("reads jest", () => {
    expect(run("jest-json", { resultFile: fixture("jest.json") }).sort()).toEqual([
      "failed a.test.js::sum::fails",
      "failed b.test.js::(suite)",
      "passed a.test.js::sum > deep::ok",
      "passed a.test.js::sum::adds",
      "skipped a.test.js::sum::later",
      "skipped a.test.js::sum::s",
    ]);
  });

  it("reads go test before Go 1.24: a package that does not compile and one that panics", () => {
    const text = { stdout: fixture("go119.json.txt"), stderr: fixture("go119.stderr.txt") };
    const found = cases("go-json", text);
    expect(found.map((item) => `${item.outcome} ${item.id}`)).toEqual([
      "passed example.com/m::TestOk",
      "failed example.com/m::TestBad",
      "skipped example.com/m::TestSkip",
      "passed example.com/m::TestTable/first",
      "failed example.com/m::TestTable/second_one",
      "passed example.com/m/panics::TestA",
      "failed example.com/m/panics::TestP",
      "failed example.com/m/broken::(package)",
    ]);
    expect(messageOf(found, "TestBad")).toMatch(/^a_test.go:4: about to fail/);
    expect(messageOf(found, "(package)")).toContain("undefined: undefined");
  });
});

describe("text", () => {
  it("reads mix test --trace: what failed is said in the blocks only", () => {
    const found = cases("exunit", { stdout: fixture("exunit.txt") });
    expect(found.map((item) => `${item.outcome} ${item.id}`)).toEqual([
      "skipped test/a_test.exs::ATest::test is skipped",
      "passed test/a_test.exs::ATest::test group is fine",
      "failed test/a_test.exs::ATest::test group raises",
      "failed test/a_test.exs::ATest::test fails badly",
      "passed test/a_test.exs::ATest::test works",
    ]);
    expect(messageOf(found, "fails badly")).toContain("left:  1");
    expect(messageOf(found, "fails badly")).not.toContain("Finished in");
  });

  it("reads minitest -v", () => {
    const found = cases("minitest", { stdout: fixture("minitest.txt") });
    expect(found.map((item) => `${item.outcome} ${item.id}`)).toEqual([
      "passed Spec style::test_0001_works fine",
      "failed TestSum::test_bad",
      "skipped TestSum::test_skip",
      "failed TestSum::test_err",
      "passed TestSum::test_ok",
    ]);
    expect(messageOf(found, "test_err")).toContain("RuntimeError: oops");
  });

  it("reads AVA's TAP with its own kind of block", () => {
    const found = cases("tap", { stdout: fixture("ava.tap") });
    expect(found.map((item) => `${item.outcome} ${item.id}`)).toEqual([
      "skipped a › skipped",
      "skipped a › later",
      "passed a › adds",
      "failed a › fails",
      "skipped b › skipped",
      "skipped b › later",
      "passed b › adds",
      "failed b › fails",
    ]);
    expect(messageOf(found, "a › fails")).toContain("assertion: t.is()");
  });

  it.each([
    ["exunit.txt", 5, "exunit"],
    ["minitest.txt", 5, "minitest"],
    ["go119.json.txt", 8, "go-json"],
    ["ava.tap", 8, "tap"],
  ] as const)("recognises %s behind an unknown command", (name, count, kind) => {
    const stdout = fixture(name);
    expect(run("none", { stdout })).toHaveLength(count);
    expect(cases("none", { stdout })).toEqual(cases(kind, { stdout }));
  });
});

describe("several results in one run", () => {
  it("joins files of different kinds and a stream, and gives each test an id of its own", () => {
    const files = [fixture("vitest.xml"), fixture("jest.json"), "not a report", fixture("vitest.xml")];
    const found = run("mixed", { resultFile: files.join("\u001e"), stdout: fixture("ava.tap") });
    expect(found).toHaveLength(4 + 6 + 4 + 8);
    expect(found).toContain("passed a.test.ts::top");
    expect(found).toContain("passed a.test.ts::top#2");
    expect(new Set(found.map((line) => line.split(" ").slice(1).join(" "))).size).toBe(found.length);
  });

  it("reads the text when the result file is missing or says nothing", () => {
    expect(run("junit", { resultFile: "", stdout: fixture("ava.tap") })).toHaveLength(8);
    expect(run("jest-json", { stdout: "Error: no such option\n" })).toEqual([]);
  });
});
