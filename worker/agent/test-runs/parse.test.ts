/// <reference types="node" />
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { withUniqueIds } from "./cases.ts";
import { parseOutput } from "./parse.ts";
import { parseJunit } from "./parsers/junit.ts";
import { readXml } from "./parsers/xml.ts";

/** Real output of Node 20 and 24, Python 3.11, pytest, vitest and cargo; only paths were changed. */
const fixture = (name: string): string =>
  readFileSync(`${import.meta.dirname}/fixtures/${name}`).toString("utf8");

const run = (
  kind: Parameters<typeof parseOutput>[0],
  text: Partial<Record<"stdout" | "stderr" | "resultFile", string>>,
) =>
  parseOutput(kind, { stdout: "", stderr: "", resultFile: null, repoDir: "/checkout", ...text }).map(
    (item) => `${item.outcome} ${item.id}`,
  );

const NODE_CASES = [
  "passed top ok",
  "failed top bad # hash & <xml>",
  "skipped skip me",
  "skipped todo me",
  "passed suite::inner ok",
  "failed suite.deep::deep bad",
  "passed parent::sub1",
  "failed parent::sub2",
  "passed top ok#2",
  "failed test/c.test.js",
];

describe("node:test", () => {
  it("reads JUnit of Node 20, which names no file", () => {
    expect(run("junit", { resultFile: fixture("node20.xml") })).toEqual(NODE_CASES);
  });

  it("reads JUnit of Node 24, which names the file", () => {
    const found = run("junit", { resultFile: fixture("node24.xml") });
    expect(found.slice(0, 6)).toEqual([
      "passed test/a.test.js::top ok",
      "failed test/a.test.js::top bad # hash & <xml>",
      "skipped test/a.test.js::skip me",
      "skipped test/a.test.js::todo me",
      "passed test/a.test.js::suite::inner ok",
      "failed test/a.test.js::suite.deep::deep bad",
    ]);
    expect(found.at(-1)).toBe("failed test/c.test.js::test/c.test.js");
  });

  it("reads TAP with nested subtests", () => {
    const found = run("tap", { stdout: fixture("node20.tap") });
    expect(found.map((line) => line.replace("test/a.test.js::", ""))).toEqual(
      NODE_CASES.map((line) =>
        line.endsWith("c.test.js") ? "failed test/c.test.js::test/c.test.js" : line,
      ).map((line) => line.replace("top ok#2", "top ok#2")),
    );
  });

  it("keeps the failure's text", () => {
    const [, failed] = parseJunit(fixture("node24.xml"), "/checkout");
    expect(failed?.message).toContain("1 == 2");
    expect(failed?.duration_ms).toBeCloseTo(1.749, 2);
  });
});

describe("Python", () => {
  it("reads unittest: interleaved output, docstrings, sub-tests and modules that do not import", () => {
    expect(run("unittest", { stderr: fixture("unittest.txt") })).toEqual([
      "failed test_calc.TestAdd::test_bad",
      "passed test_calc.TestAdd::test_doc",
      "failed test_calc.TestAdd::test_error",
      "passed test_calc.TestAdd::test_expected",
      "passed test_calc.TestAdd::test_ok",
      "skipped test_calc.TestAdd::test_skipped",
      "failed test_calc.TestAdd::test_sub",
      "failed unittest.loader._FailedTest::test_import",
    ]);
  });

  it("gives a test the same id before Python 3.11", () => {
    expect(run("unittest", { stderr: "test_ok (test_calc.TestAdd) ... ok\n" })).toEqual([
      "passed test_calc.TestAdd::test_ok",
    ]);
  });

  it("reads pytest", () => {
    const found = run("junit", { resultFile: fixture("pytest.xml") });
    expect(found).toContain("failed tests.test_calc.TestAdd::test_bad");
    expect(found).toContain("skipped tests.test_calc.TestAdd::test_skipped");
    expect(found).toContain("passed tests.test_calc.TestAdd::test_ok");
  });
});

describe("others", () => {
  it("reads vitest", () => {
    expect(run("junit", { resultFile: fixture("vitest.xml") })).toEqual([
      "passed a.test.ts::top",
      "failed a.test.ts::suite > bad <x>",
      "skipped a.test.ts::suite > sk",
      "passed a.test.ts::suite > deep > ok",
    ]);
  });

  it("reads cargo and joins the suites of both streams", () => {
    const text = { stdout: fixture("cargo.stdout.txt"), stderr: fixture("cargo.stderr.txt") };
    expect(run("cargo", text)).toEqual([
      "skipped src/lib.rs::tests::ign",
      "passed src/lib.rs::tests::ok",
      "failed src/lib.rs::tests::bad",
      "passed src/lib.rs::tests::pan",
      "passed tests/it.rs::integ",
      "passed Doc-tests rs::src/lib.rs - add (line 1)",
    ]);
  });

  it("reads go test -json: leaves only, and a package that does not build", () => {
    const events = [
      { Action: "run", Package: "m", Test: "TestA" },
      { Action: "output", Package: "m", Test: "TestA/x", Output: "a_test.go:3: bad\n" },
      { Action: "fail", Package: "m", Test: "TestA/x", Elapsed: 0.01 },
      { Action: "pass", Package: "m", Test: "TestA/y", Elapsed: 0 },
      { Action: "fail", Package: "m", Test: "TestA", Elapsed: 0.01 },
      { Action: "skip", Package: "m", Test: "TestS", Elapsed: 0 },
      { Action: "fail", Package: "m", Elapsed: 0.02 },
      { Action: "output", Package: "broken", Output: "FAIL broken [build failed]\n" },
      { Action: "fail", Package: "broken", Elapsed: 0 },
    ];
    const stdout = `${events.map((event) => JSON.stringify(event)).join("\n")}\nnot json {\n`;
    const cases = parseOutput("go-json", { stdout, stderr: "", resultFile: null, repoDir: "/" });
    expect(cases.map((item) => `${item.outcome} ${item.id}`)).toEqual([
      "failed m::TestA/x",
      "passed m::TestA/y",
      "skipped m::TestS",
      "failed broken::(package)",
    ]);
    expect(cases[0]?.message).toContain("a_test.go:3");
    expect(cases[3]?.message).toContain("build failed");
  });

  it("reads jest: results and a suite that does not run", () => {
    const report = {
      testResults: [
        {
          name: "/checkout/src/a.test.js",
          status: "failed",
          assertionResults: [
            { title: "adds", ancestorTitles: ["sum"], status: "passed", duration: 3 },
            { title: "later", ancestorTitles: [], status: "pending" },
          ],
        },
        {
          name: "/checkout/src/b.test.js",
          status: "failed",
          message: "Cannot find module",
          assertionResults: [],
        },
      ],
    };
    expect(run("jest-json", { resultFile: JSON.stringify(report) })).toEqual([
      "passed src/a.test.js::sum::adds",
      "skipped src/a.test.js::later",
      "failed src/b.test.js::(suite)",
    ]);
    expect(run("jest-json", { resultFile: "not json" })).toEqual([]);
  });

  it("recognises the output of an unknown command", () => {
    expect(run("none", { stderr: fixture("unittest.txt") })).toHaveLength(8);
    expect(run("none", { stdout: fixture("node20.tap") })).toHaveLength(10);
    expect(run("none", { stdout: "all good\n" })).toEqual([]);
  });
});

describe("hostile output", () => {
  it("ends on XML that never closes a quote, quickly", () => {
    const xml = `<testsuite name="${"<a b=".repeat(200_000)}`;
    expect([...readXml(xml)]).toEqual([]);
  });

  it("numbers tests of one name in the order they ran", () => {
    const [item] = parseJunit('<testcase name="same"/>', "/");
    if (!item) throw new Error("no case");
    expect(withUniqueIds([item, item]).map((found) => found.id)).toEqual(["same", "same#2"]);
  });
});
