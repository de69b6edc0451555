/**
 * What counts as evidence (docs/evidence.md), on repositories with unusual tests. Each row requests a pull request
 * without review: a pass opens it, anything else waits for a person.
 */
import { beforeAll, describe, expect, inject } from "vitest";
import { edit, read, remove, type TrialEntry, write } from "../trial.ts";
import { connectGitHub } from "../verne.ts";
import { type EvidenceRow, trials } from "./evidence-table.ts";
import { create, gone } from "./table.ts";

beforeAll(connectGitHub);

const json = (value: unknown): string => `${JSON.stringify(value)}\n`;
const pkg = (test: string, more: object = {}) =>
  json({ name: "trial", version: "1.0.0", scripts: { test }, ...more });
const NODE_TEST = 'const { test } = require("node:test"); const assert = require("node:assert");\n';
const PASSES = `${NODE_TEST}test("a", () => {});\n`;
/** 10 MB in the long form, more than a sandbox keeps by default. */
const NOISE_LINES = inject("long") ? 9_000 : 900;
/** Prints much output around a runner's lines, like tests that log. */
const loud = (lines: readonly string[], stream = "stdout") => `
const lines = ${JSON.stringify(lines)};
for (const line of lines) {
  process.stdout.write(line + "\\n");
  for (let n = 0; n < ${Math.ceil(NOISE_LINES / lines.length)}; n++)
    process.${stream}.write("ok noise of the test FAILED ".repeat(40) + "\\n");
}
`;

const NOTHING: EvidenceRow["tests"] = {
  verdict: "no_evidence",
  after: { outcome: "none", evidence: "none", cases: [] },
};
const placeholder = (script: string, long?: true): EvidenceRow => ({
  name: `the script ${script}`,
  repo: { "package.json": pkg(script) },
  tests: NOTHING,
  objections: ["no_evidence"],
  note: "runs nothing that tests",
  ...(long && { long }),
});

const TESTS_NOTHING: EvidenceRow[] = [
  placeholder("exit 0"),
  placeholder('echo \\"No tests yet\\"', true),
  placeholder("echo Error: tests are not implemented && exit 0", true),
  placeholder("true", true),
  placeholder(": ; exit", true),
  {
    name: "a script that runs one which only lints",
    repo: { "package.json": json({ scripts: { test: "npm run lint", lint: "true" } }) },
    tests: NOTHING,
    objections: ["no_evidence"],
    long: true,
  },
  {
    name: "a target of make that says so",
    long: true,
    repo: { Makefile: "test: prepare\n\t@echo none yet\nprepare:\n\t@true\n" },
    tests: NOTHING,
    objections: ["no_evidence"],
  },
  {
    name: "a test file in which every test is skipped",
    repo: { "a.test.js": `${NODE_TEST}test.skip("a", () => {});\n` },
    tests: { verdict: "no_evidence", after: { outcome: "none" } },
    objections: ["no_evidence"],
    long: true,
  },
];

const WATCHED = 'console.log("1 passed. Waiting for file changes..."); setInterval(() => {}, 1000);\n';
/** A stand-in for a runner: reports the tests it ran in the runner's format, and keeps running in watch mode. */
const VITEST = `#!/usr/bin/env node
const { writeFileSync } = require("node:fs");
const args = process.argv.slice(2);
const file = args.find((arg) => arg.startsWith("--outputFile.junit="))?.split("=")[1];
const xml = '<testsuites><testsuite name="one.test.js"><testcase classname="one.test.js" name="is one"/></testsuite></testsuites>';
if (file) writeFileSync(file, xml);
console.log("✓ one.test.js > is one");
if (!args.includes("--run") && args[0] !== "run") { console.log("PASS  Waiting for file changes..."); setInterval(() => {}, 1000); }
`;

const WATCHES: EvidenceRow[] = [
  {
    name: "node --watch",
    long: true,
    repo: { "package.json": pkg("node --watch --test"), "a.test.js": PASSES },
    tests: { verdict: "pass", unchanged_passing: 1 },
  },
  {
    name: "vitest --watch",
    long: true,
    repo: {
      "package.json": pkg("vitest --watch", { devDependencies: { vitest: "file:vendor/vitest" } }),
      ".gitignore": "node_modules\npackage-lock.json\n",
      "vendor/vitest/package.json": json({ name: "vitest", version: "2.1.8", bin: { vitest: "bin.js" } }),
      "vendor/vitest/bin.js": { text: VITEST, executable: true },
      "one.test.js": "",
    },
    tests: { verdict: "pass", unchanged_passing: 1 },
  },
  {
    name: "one that nothing announced",
    repo: { "package.json": pkg("node run.js"), "run.js": WATCHED },
    tests: { verdict: "no_evidence", after: { outcome: "errored" } },
    objections: ["no_evidence"],
    note: "watch mode",
    limitMs: 4_000,
  },
];

const PYTEST = (addopts: string): Record<string, TrialEntry> => ({
  "calc.py": "def add(a, b):\n    return a - b\n",
  "pytest.ini": `[pytest]\naddopts = ${addopts}\npythonpath = .\n`,
  "tests/test_calc.py":
    "from calc import add\n\n\ndef test_add():\n    assert add(1, 2) == 3\n\n\ndef test_zero():\n    assert add(0, 0) == 0\n",
});
const pytest = (addopts: string, long?: true): EvidenceRow => ({
  name: `pytest with ${addopts}`,
  repo: PYTEST(addopts),
  plan: ["calc.py"],
  calls: [read("calc.py"), edit("calc.py", "a - b", "a + b")],
  tests: { verdict: "pass", fixed: [expect.stringContaining("test_add")], unchanged_passing: 1 },
  needs: "pytest",
  ...(long && { long }),
});

const UNITTEST = `import sys
import unittest


class Loud(unittest.TestCase):
    def test_a(self):
        for _ in range(30000):
            sys.stderr.write("noise of the test ... ok FAIL (a.b) ")

    def test_b(self):
        sys.stdout.write("test_b (x.Y) ... ok\\n" * 1000)
`;

const printed = (name: string, lines: readonly string[], long?: true, stream = "stdout"): EvidenceRow => ({
  name: `loud ${name}`,
  repo: { Makefile: "test:\n\t@node print.js\n", "print.js": loud(lines, stream) },
  tests: { verdict: "pass", unchanged_passing: 2, after: { evidence: "cases" } },
  ...(long && { long }),
});
const goLine = (Action: string, Test: string) => JSON.stringify({ Action, Package: "example.test/m", Test });

const RUNNERS: EvidenceRow[] = [
  printed("TAP", ["TAP version 13", "ok 1 - first", "ok 2 - second", "1..2"]),
  printed(
    "TAP beside noise on stderr",
    ["TAP version 13", "ok 1 - first", "ok 2 - second", "1..2"],
    true,
    "stderr",
  ),
  printed(
    "minitest",
    [
      "Run options: -v --seed 1",
      "# Running:",
      "TestSum#test_one = 0.00 s = .",
      "TestSum#test_two = 0.00 s = .",
      "Finished in 0.003113s, 642.0 runs/s, 642.0 assertions/s.",
      "2 runs, 2 assertions, 0 failures, 0 errors, 0 skips",
    ],
    true,
  ),
  printed(
    "go",
    ["One", "Two"].flatMap((test) => [goLine("run", test), goLine("pass", test)]),
    true,
  ),
  printed(
    "cargo",
    [
      "running 2 tests",
      "test tests::one ... ok",
      "test tests::two ... ok",
      "test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
    ],
    true,
  ),
  {
    name: "loud unittest",
    long: true,
    repo: { "test_loud.py": UNITTEST },
    tests: { verdict: "pass", unchanged_passing: 2 },
    needs: "python3",
  },
  pytest("--ff -q"),
  pytest("--lf -x", true),
  pytest("--sw --nf", true),
];

const MAKE_CI =
  'test:\n\t@if [ "$$CI" = true ]; then echo "once, CI=$$CI"; else echo would watch; exit 3; fi\n';
const VERSION_TEST = `${NODE_TEST}const { execFileSync } = require("node:child_process");
const git = (...args) => execFileSync("git", args, { encoding: "utf8" });
test("has a version", () => assert.match(git("describe", "--tags"), /^v1\\.2-1-g/));
test("has a history", () => assert.match(git("blame", "--porcelain", "README"), /summary Begin/));
`;

const SURROUNDINGS: EvidenceRow[] = [
  {
    name: "a target of make that runs once where CI is true",
    long: true,
    repo: { Makefile: MAKE_CI },
    tests: { verdict: "exit_status", after: { evidence: "exit_status", cases: [] } },
    objections: ["exit_status_only"],
  },
  {
    name: "a script that does the same",
    long: true,
    repo: {
      "package.json": pkg('if [ "$CI" = true ]; then node --test; else echo would watch; exit 3; fi'),
      "a.test.js": PASSES,
    },
    tests: { verdict: "pass", unchanged_passing: 1 },
  },
  {
    name: "tests that need tags and history",
    repo: {
      commits: [
        { files: { README: "hi\n", "one.js": "exports.one = 1;\n" }, message: "Begin", tags: ["v1.2"] },
        { files: { "version.test.js": VERSION_TEST }, message: "Ask for the version" },
      ],
    },
    tests: { verdict: "pass", unchanged_passing: 2 },
  },
];

const testOf = (name: string) =>
  `${NODE_TEST}test("${name} works", () => assert.equal(require("./${name}.js").it, 1));\n`;
const RANDOM = `${NODE_TEST}const port = 20000 + Number(process.hrtime.bigint() % 40000n);
test("answers on port " + port, () => {});
test("took " + process.hrtime.bigint() + " ns", () => {});
test("is stable", () => {});
`;

const VANISHES: EvidenceRow[] = [
  {
    name: "a test that the plan deletes with what it tests",
    repo: {
      "now.js": "exports.it = 1;\n",
      "now.test.js": testOf("now"),
      "old.js": "exports.it = 1;\n",
      "old.test.js": testOf("old"),
    },
    plan: [gone("old.js"), gone("old.test.js")],
    calls: [remove("old.js"), remove("old.test.js")],
    tests: { verdict: "pass", deleted: [expect.stringContaining("old works")], unchanged_passing: 1 },
    // Mild: shown, because a person should know which tests are removed.
    objections: ["tests_changed"],
  },
  {
    name: "a test that moves to another file",
    repo: { "one.js": "exports.it = 1;\n", "one.test.js": testOf("one") },
    plan: [gone("one.test.js"), create("test/one.test.js")],
    calls: [remove("one.test.js"), write("test/one.test.js", testOf("one").replace("./one", "../one"))],
    tests: { verdict: "pass", deleted: [expect.stringContaining("one works")] },
    objections: ["tests_changed"],
    long: true,
  },
  {
    name: "tests with a number of their own in their titles",
    long: true,
    repo: { "a.test.js": RANDOM },
    tests: { verdict: "pass", broken: [], removed: [], unchanged_passing: 1 },
  },
];

const IGNORED: EvidenceRow[] = [
  {
    name: "a planned file that git ignores is tested and published",
    repo: {
      ".gitignore": "lib/\n",
      "web/price.js": "exports.price = (n) => String(n);\n",
      "web/price.test.js": `${NODE_TEST}test("price", () => assert.equal(require("./price.js").price(1), "1 €"));\n`,
    },
    plan: ["web/price.js", create("web/lib/format.js")],
    calls: [
      read("web/price.js"),
      write("web/price.js", 'exports.price = require("./lib/format.js");\n'),
      write("web/lib/format.js", 'module.exports = (n) => n + " €";\n'),
    ],
    tests: { verdict: "pass", fixed: [expect.stringContaining("price")] },
  },
];

/** Progress bars with each usual way of redrawing, and a line of 10 MB. */
const NOISE = `const w = (text) => process.stdout.write(text);
const bar = (draw) => { for (let n = 0; n <= 100; n++) w(draw(n)); };
w("nul:\\0:between\\n");
bar((n) => "\\rdownloading " + n + "%"); w("\\n");
bar((n) => "\\x1b[2K\\x1b[1Gbuilding " + n + "%"); w("\\n");
w("\\n"); bar((n) => "\\x1b[1A\\x1b[2Kstep " + n + " of 100\\n");
bar((n) => "\\r\\x1b[Klinking " + n + "%"); w("\\n");
w("back\\b\\b\\b\\bspace\\n");
w(Buffer.from([0xff, 0xfe, 0x41, 0x0a]));
w("x".repeat(10 * 1024 * 1024) + "\\n");
process.stderr.write("stderr line\\n");
w("the end\\n");
`;

const LOGS: EvidenceRow[] = [
  {
    name: "bars that are drawn over and lines without end",
    long: true,
    repo: { Makefile: "test:\n\t@node noise.js\n", "noise.js": NOISE },
    tests: { verdict: "exit_status" },
    objections: ["exit_status_only"],
    lines: [
      "downloading 100%",
      "building 100%",
      "step 100 of 100",
      "linking 100%",
      "space",
      "stderr line",
      "the end",
    ],
  },
];

describe("what tests nothing is no evidence:", () => trials(TESTS_NOTHING));
describe("a watch mode ends:", () => trials(WATCHES));
describe("every case is read:", () => trials(RUNNERS));
describe("tests find what they need:", () => trials(SURROUNDINGS));
describe("what is explained is not broken:", () => trials(VANISHES));
describe("one tree:", () => trials(IGNORED));
describe.runIf(inject("long"))("the log shows:", () => trials(LOGS));
