/// <reference types="node" />
/** Results among megabytes of noise, in chunks of any size, truncated anywhere. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { TestCase } from "../../../protocol/index.ts";
import type { CommandResult, TestCommand } from "../../types.ts";
import { type ParserKind, RunReader } from "../parse.ts";
import { reportOf } from "../report.ts";
import type { OutputStream } from "./text-parser.ts";

const fixture = (name: string): string =>
  readFileSync(`${import.meta.dirname}/../fixtures/${name}`).toString("utf8");
const ids = (cases: readonly TestCase[]) => cases.map(({ id, outcome }) => `${outcome} ${id}`);

type Streams = Partial<Record<OutputStream, string>>;
const TEXTS: [kind: ParserKind, streams: Streams][] = [
  ["tap", { stdout: fixture("node20.tap") }],
  ["tap", { stdout: fixture("ava.tap") }],
  ["unittest", { stderr: fixture("unittest.txt") }],
  ["go-json", { stdout: fixture("go119.json.txt"), stderr: fixture("go119.stderr.txt") }],
  ["cargo", { stdout: fixture("cargo.stdout.txt"), stderr: fixture("cargo.stderr.txt") }],
  ["exunit", { stdout: fixture("exunit.txt") }],
  ["minitest", { stdout: fixture("minitest.txt") }],
];
const FILES: [kind: ParserKind, name: string][] = [
  ["junit", "node24.xml"],
  ["junit", "pytest.xml"],
  ["junit", "vitest.xml"],
  ["junit", "surefire.xml"],
  ["junit", "gradle.xml"],
  ["junit", "phpunit.xml"],
  ["junit", "ctest.xml"],
  ["junit", "bun.xml"],
  ["trx", "vstest.trx"],
  ["jest-json", "jest.json"],
  ["mocha-json", "mocha.json"],
  ["rspec-json", "rspec.json"],
];

function read(kind: ParserKind, { stdout = "", stderr = "" }: Streams) {
  const reader = new RunReader(kind, "/checkout");
  reader.output("stdout", stdout);
  reader.output("stderr", stderr);
  return reader.end();
}

/** Two megabytes without a result. */
const NOISE = Array.from(
  { length: 20_000 },
  (_, n) =>
    `[debug] ${n} request to /ok handled; error=none, FAILED retries: 0, (a.b) 100% \u001b[2mdone\u001b[0m ${"x".repeat(40)}`,
).join("\n");

describe.each(TEXTS)("the text of %s", (kind, streams) => {
  const clean = read(kind, streams);

  it("is whole", () => {
    expect(clean.cases.length).toBeGreaterThan(3);
    expect(clean.incomplete).toBe(false);
  });

  it.each(["stdout", "stderr"] as const)("is read among megabytes on %s", (stream) => {
    const lines = (streams[stream] ?? "").split("\n");
    // Not into the failure blocks at the end, where it would become part of the text.
    const at = [0, 1, Math.floor(lines.length / 4)];
    const loud = lines.flatMap((line, index) => (at.includes(index) ? [NOISE, line] : [line])).join("\n");
    const found = read(kind, { ...streams, [stream]: loud });
    expect(ids(found.cases)).toEqual(ids(clean.cases));
    expect(found.incomplete).toBe(false);
  });

  it("is the same in pieces of any size", () => {
    const encoded = (text = "") => new TextEncoder().encode(text);
    for (const size of [1, 7, 64, 1_000]) {
      const reader = new RunReader(kind, "/checkout");
      for (const stream of ["stderr", "stdout"] as const) {
        const bytes = encoded(streams[stream]);
        for (let at = 0; at < bytes.length; at += size) reader.output(stream, bytes.subarray(at, at + size));
      }
      expect(reader.end()).toEqual(clean);
    }
  });

  it("gives no count and no verdict wherever it was cut", () => {
    const { stdout = "", stderr = "" } = streams;
    const command: TestCommand = { argv: ["t"], display: "t", parser: kind, resultFile: null };
    for (const exitCode of [0, 1]) {
      for (let at = 0; at < Math.max(stdout.length, stderr.length); at += 101) {
        const cut = (text: string) => `${text.slice(0, at)}\n${text.slice(at + 200)}`;
        const result: CommandResult = {
          exitCode,
          timedOut: false,
          stdout: "",
          stderr: "",
          truncated: true,
          durationMs: 1,
        };
        const found = read(kind, { stdout: cut(stdout), stderr: cut(stderr) });
        const report = reportOf(command, result, { ...found, lost: true });
        expect(report).toMatchObject({
          cases: [],
          cut: true,
          outcome: exitCode === 0 ? "passed" : "errored",
        });
        expect(report.evidence).toBe(exitCode === 0 ? "exit_status" : "none");
      }
    }
  });
});

describe("a test that prints without an end of line", () => {
  it.each<[ParserKind, Streams, string[]]>([
    [
      "unittest",
      {
        stderr: `test_a (m.T.test_a) ... ${NOISE}ok\ntest_b (m.T.test_b) ... ${"y".repeat(3_000_000)}FAIL\ntest_c (m.T.test_c) ... ok\n\nRan 3 tests in 0.1s\n`,
      },
      ["passed m.T::test_a", "failed m.T::test_b", "passed m.T::test_c"],
    ],
    [
      "cargo",
      {
        stdout: `\nrunning 3 tests\ntest a ... ${NOISE}ok\n${NOISE}test b ... FAILED\ntest c ... \nline\nignored\n\ntest result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out\n`,
      },
      ["passed a", "failed b", "skipped c"],
    ],
    [
      "minitest",
      {
        stdout: `A#test_a = ${NOISE}0.01 s = .\nA#test_b = \nx\n0.02 s = F\n\n2 runs, 2 assertions, 1 failures, 0 errors, 0 skips\n`,
      },
      ["passed A::test_a", "failed A::test_b"],
    ],
    [
      "exunit",
      {
        stdout: `\nA [test/a_test.exs]\n  * test a [L#1]${NOISE}\r  * test a (1.0ms) [L#1]\n  * test b [L#2]\n${NOISE}\n\r  * test b (2.0ms) [L#2]\n\n2 tests, 0 failures\n`,
      },
      ["passed test/a_test.exs::A::test a", "passed test/a_test.exs::A::test b"],
    ],
    [
      "tap",
      { stdout: `TAP version 13\n${NOISE}ok 1 - a\n${NOISE}\nnot ok 2 - b\n1..2\n` },
      ["passed a", "failed b"],
    ],
    [
      "go-json",
      {
        stdout: `{"Action":"run","Package":"m","Test":"TestA"}\n{"Action":"output","Package":"m","Test":"TestA","Output":"loud--- PASS: TestA (0.00s)\\n"}\n{"Action":"pass","Package":"m"}\n`,
      },
      ["passed m::TestA"],
    ],
  ])("of %s", (kind, streams, expected) => {
    const found = read(kind, streams);
    expect(ids(found.cases)).toEqual(expected);
    expect(found.incomplete).toBe(false);
  });
});

describe("a runner that counts more tests than it named", () => {
  it.each<[ParserKind, Streams]>([
    ["unittest", { stderr: "test_a (m.T.test_a) ... ok\n\nRan 2 tests in 0.1s\n\nOK\n" }],
    [
      "cargo",
      {
        stdout:
          "running 2 tests\ntest a ... ok\n\ntest result: ok. 2 passed; 0 failed; 0 ignored; 0 measured\n",
      },
    ],
    ["cargo", { stdout: "running 2 tests\ntest a ... FAILED\n" }],
    [
      "minitest",
      { stdout: "A#test_a = 0.01 s = .\n\n2 runs, 2 assertions, 0 failures, 0 errors, 0 skips\n" },
    ],
    ["exunit", { stdout: "A [a.exs]\n  * test a (1.0ms) [L#1]\n\n1 doctest, 1 test, 0 failures\n" }],
    ["tap", { stdout: "TAP version 13\nok 1 - a\n1..2\n" }],
    [
      "go-json",
      { stdout: '{"Action":"run","Package":"m","Test":"TestA"}\n{"Action":"fail","Package":"m"}\n' },
    ],
    ["go-json", { stdout: '{"Action":"pass","Package":"m","Test":"TestA"}\n{"Time":"2026\n' }],
  ])("is not believed: %s", (kind, streams) => {
    expect(read(kind, streams).incomplete).toBe(true);
  });

  it("counts a test of ExUnit only once it has ended", () => {
    expect(read("exunit", { stdout: "A [a.exs]\n  * test a [L#1]\n" }).cases).toEqual([]);
  });
});

describe.each(FILES)("the file of %s: %s", (kind, name) => {
  const text = fixture(name);
  const readFile = (pieces: Iterable<string>) => {
    const reader = new RunReader(kind, "/checkout");
    for (const piece of pieces) reader.results(piece);
    return reader.end();
  };
  const clean = readFile([text]);

  it("is the same in pieces of any size", () => {
    expect(clean).toMatchObject({ incomplete: false, readable: true });
    expect(clean.cases.length).toBeGreaterThan(0);
    for (const size of [1, 7, 1_000])
      expect(
        readFile(
          Array.from({ length: Math.ceil(text.length / size) }, (_, n) =>
            text.slice(n * size, (n + 1) * size),
          ),
        ),
      ).toEqual(clean);
  });

  it("is told to be cut, wherever it broke off", () => {
    const end = text.trimEnd().length;
    for (let at = text.indexOf("<test") + 20; at < end; at += 41) {
      const found = readFile([text.slice(0, Math.max(2, at))]);
      expect(found.incomplete).toBe(true);
      expect(found.cases.length).toBeLessThanOrEqual(clean.cases.length);
    }
  });
});

it("passes over megabytes that tests printed into their report", () => {
  const reader = new RunReader("junit", "/checkout");
  const loud = `<system-out><![CDATA[${NOISE}]]></system-out><system-err>${NOISE.replaceAll("<", "&lt;")}</system-err>`;
  const text = `<?xml version="1.0"?><testsuite name="s">${`<testcase name="a" classname="C">${loud}</testcase>`.repeat(3)}</testsuite>`;
  for (let at = 0; at < text.length; at += 65_536) reader.results(text.slice(at, at + 65_536));
  const found = reader.end();
  expect(found.incomplete).toBe(false);
  expect(ids(found.cases)).toEqual(["passed C::a", "passed C::a#2", "passed C::a#3"]);
});

it("compares no part of more tests than it can hold", () => {
  const reader = new RunReader("junit", "/checkout");
  reader.results(`<testsuite>${'<testcase name="a"/>'.repeat(45_000)}</testsuite>`);
  const found = reader.end();
  expect(found.incomplete).toBe(true);
  expect(found.cases.length).toBeLessThan(45_000);
  expect(new Set(found.cases.map(({ id }) => id)).size).toBe(found.cases.length);
});

describe("output that says that there was no test", () => {
  it.each([
    "No tests found, exiting with code 0\n",
    "No test files found, exiting with code 0\n",
    "\n  0 passing (1ms)\n",
    "No tests executed!\n",
    "No test is available in /w/bin/x.dll. Make sure that test discoverer & executors are registered\n",
    "?   \texample.com/m\t[no test files]\n",
    "collected 0 items\n\n==== no tests ran in 0.01s ====\nno tests ran in 0.01s\n",
    "Run options: --seed 1\n\n0 runs, 0 assertions, 0 failures, 0 errors, 0 skips\n",
    "0 examples, 0 failures\n",
    "There are no tests to run\n",
    "1..0\n# tests 0\n# pass 0\n",
    "running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured\n",
  ])("is no exit status that says something: %j", (stdout) => {
    const command: TestCommand = { argv: ["make"], display: "make test", parser: "none", resultFile: null };
    const result = { exitCode: 0, timedOut: false, stdout, stderr: "", truncated: false, durationMs: 1 };
    const report = reportOf(command, result, { ...read("none", { stdout }), lost: false });
    expect(report).toMatchObject({ outcome: "none", evidence: "none" });
  });

  it.each(["0 passing\n3 passing\n", "?   m/a\t[no test files]\nok  \tm/b\t0.1s\n", "all fine\n"])(
    "is not said by %j",
    (stdout) => {
      expect(read("none", { stdout }).saysNone).toBe(false);
    },
  );
});

it("is not held up by lines of a megabyte that look like results", () => {
  const lines = [
    "test a - b ",
    "ok 1 - x not ok ",
    "  1) ( (",
    "0.",
    "A#test_a = ",
    "... skipped '",
    "1..2 # ",
  ];
  const reader = new RunReader("none", "/");
  for (const line of lines) {
    reader.output("stdout", `${line.repeat(100_000)}\n`);
    reader.output("stderr", `${line.repeat(100_000)}\n`);
  }
  for (let n = 0; n < 60_000; n += 1) reader.output("stdout", "noise without an end of line ");
  expect(reader.end().cases.length).toBeLessThan(3);
});
