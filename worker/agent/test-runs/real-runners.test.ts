/// <reference types="node" />
/** Noisy and unusual tests with the runners installed on this machine; missing ones are skipped by name. */
import { spawnSync } from "node:child_process";
import { afterAll, describe, expect, inject, it } from "vitest";
import { folderHost, removeScratch } from "../fakes/folder-fixture.ts";
import { compareReports, detectCommandsIn, runTargeted, runTests } from "../index.ts";
import { RunReader } from "./parse.ts";

afterAll(removeScratch);

const has = (...argv: [string, ...string[]]) => spawnSync(argv[0], argv.slice(1)).status === 0;
const options = { timeoutMs: 120_000 };
const outcomes = (cases: readonly { id: string; outcome: string }[]) =>
  cases.map(({ id, outcome }) => `${outcome} ${id}`).sort();

/** Options that make pytest remember its last run; the rest of them with `npm test -- --long`. */
const ADDOPTS = ["--ff -q", "--lf", ...(inject("long") ? ["--nf", "--sw", "-x"] : [])];

const PYTHON_TESTS = `import sys
import unittest

class Loud(unittest.TestCase):
    def test_a(self):
        """Says a lot."""
        for _ in range(60000):
            sys.stderr.write("noise " * 8)
            sys.stdout.write("ok ... FAIL (a.b)\\n")

    def test_b(self):
        sys.stderr.write("no end of line")
        self.assertEqual(1, 2)

    @unittest.skip("later")
    def test_c(self):
        pass

    @unittest.expectedFailure
    def test_d(self):
        self.fail("as expected")

    def test_e(self):
        for n in range(3):
            with self.subTest(n=n):
                self.assertNotEqual(n, 1)

class Broken(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        raise RuntimeError("no set-up")

    def test_f(self):
        pass
`;

describe.runIf(has("python3", "--version"))("unittest", () => {
  it("names every test, though megabytes stand between them", async () => {
    const host = folderHost("loud-py", {
      "tests/test_loud.py": PYTHON_TESTS,
      "tests/test_gone.py": "import nope\n",
    });
    const commands = await detectCommandsIn(host);
    expect(commands.test?.display).toBe("python3 -m unittest discover -v -s tests");
    const report = await runTests(host, commands, options);
    expect(outcomes(report.cases)).toEqual([
      "failed test_loud.Broken::setUpClass",
      "failed test_loud.Loud::test_b",
      "failed test_loud.Loud::test_e",
      "failed unittest.loader._FailedTest::test_gone",
      "passed test_loud.Loud::test_a",
      "passed test_loud.Loud::test_d",
      "skipped test_loud.Loud::test_c",
    ]);
    expect(report).toMatchObject({ outcome: "failed", evidence: "cases" });
    const message = (part: string) => report.cases.find(({ id }) => id.endsWith(part))?.message;
    expect(message("test_b")).toContain("1 != 2");
    expect(message("test_e")).toContain("(n=1)");
    expect(message("setUpClass")).toContain("no set-up");
    // The text parser gives the tests the same ids.
    const text = new RunReader("unittest", "/");
    const { stderr } = spawnSync("python3", ["-m", "unittest", "discover", "-v", "-s", "tests"], {
      cwd: host.repoDir,
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
      maxBuffer: 2 ** 28,
    });
    text.output("stderr", stderr);
    expect(outcomes(text.end().cases)).toEqual(outcomes(report.cases));
  });

  it("says that no test ran, and that a run broke off", async () => {
    const none = folderHost("none-py", { "tests/test_a.py": "import unittest\n" });
    expect(await runTests(none, await detectCommandsIn(none), options)).toMatchObject({ outcome: "none" });
    const dies = folderHost("dies-py", {
      "tests/test_a.py":
        "import os, unittest\nclass T(unittest.TestCase):\n    def test_a(self): pass\n    def test_b(self): os._exit(0)\n",
    });
    expect(await runTests(dies, await detectCommandsIn(dies), options)).toMatchObject({
      evidence: "exit_status",
      cut: true,
      cases: [],
    });
  });

  it("runs chosen tests alone", async () => {
    const host = folderHost("only-py", { "tests/test_loud.py": PYTHON_TESTS });
    const commands = await detectCommandsIn(host);
    const report = await runTests(host, commands, options);
    const only = report.cases.filter(({ name }) => name === "test_b");
    const again = await runTests(host, commands, { ...options, only });
    expect(outcomes(again.cases)).toEqual(["failed test_loud.Loud::test_b"]);
  });
});

describe.runIf(has("python3", "-m", "pytest", "--version"))("pytest", () => {
  const repository = (addopts: string) => ({
    "pytest.ini": `[pytest]\naddopts = ${addopts}\npythonpath = .\n`,
    "calc.py": "def add(a, b):\n    return a - b\n",
    "tests/test_calc.py":
      "from calc import add\n\ndef test_zero():\n    assert add(0, 0) == 0\n\ndef test_two():\n    assert add(1, 1) == 2\n\ndef test_one():\n    assert add(1, 0) == 1\n",
  });

  it.each(ADDOPTS)("runs all tests each time with %s", async (addopts) => {
    const host = folderHost(`pytest${addopts.replaceAll(" ", "")}`, repository(addopts));
    const commands = await detectCommandsIn(host);
    const first = await runTests(host, { ...commands, install: null }, options);
    const second = await runTests(host, commands, options);
    expect(outcomes(first.cases)).toEqual(
      [
        "failed tests.test_calc::test_two",
        "passed tests.test_calc::test_one",
        "passed tests.test_calc::test_zero",
      ].map((line) => line.replace(" tests.", " tests/test_calc.py::tests.")),
    );
    expect(compareReports(first, second)).toMatchObject({
      verdict: "pass",
      removed: [],
      unchanged_passing: 2,
    });
  });

  it("says that it collected nothing", async () => {
    const host = folderHost("pytest-none", {
      "pytest.ini": "[pytest]\n",
      "tests/test_a.py": "def helper():\n    pass\n",
    });
    expect(await runTests(host, await detectCommandsIn(host), options)).toMatchObject({
      outcome: "none",
      exit_code: 5,
      cases: [],
    });
  });
});

describe("a selection", () => {
  it("runs the named file of node --test alone, and of unittest the named test", async () => {
    const node = folderHost("select-node", {
      "package.json": JSON.stringify({ scripts: { test: "node --test --test-reporter=tap test/" } }),
      "test/a.test.cjs":
        'const { test } = require("node:test");\ntest("adds", () => {});\ntest("subs", () => {});\n',
      "test/b.test.cjs": 'require("node:test").test("adds", () => {});\n',
    });
    const selection = { paths: ["test/a.test.cjs"], names: ["add"] };
    const one = await runTargeted(node, await detectCommandsIn(node), selection, 60_000);
    expect(one.report.cases.map(({ id, outcome }) => `${outcome} ${id}`)).toEqual([
      "passed test/a.test.cjs::adds",
    ]);
    if (!has("python3", "--version")) return;
    const python = folderHost("select-py", {
      "tests/test_a.py":
        "import unittest\n\nclass A(unittest.TestCase):\n    def test_x(self):\n        self.assertEqual(1, 2)\n\n    def test_y(self):\n        pass\n",
      "tests/test_b.py":
        "import unittest\n\nclass B(unittest.TestCase):\n    def test_x(self):\n        pass\n",
    });
    const names = { paths: ["tests/test_a.py"], names: ["test_x"] };
    const other = await runTargeted(python, await detectCommandsIn(python), names, 60_000);
    expect(other.report).toMatchObject({ outcome: "failed", cases: [{ name: "test_x", outcome: "failed" }] });
  });
});

describe("node:test", () => {
  const A = 'require("node:test").test("a <b> & \\"c\\" é", () => {});\n';
  const B = 'require("node:test").test("b", () => { throw new Error("1 < 2 & 3"); });\n';
  const forms = [
    ["a reporter of its own", "node --test --test-reporter=tap a.test.cjs b.test.cjs"],
    ["several in a chain", "node --test a.test.cjs && node --test --test-reporter=dot b.test.cjs"],
    ["alternatives", "node --test b.test.cjs || node --test a.test.cjs"],
    ["a reporter and its file", "node --test --test-reporter dot --test-reporter-destination out.txt"],
    ["several in a sequence", "node --test b.test.cjs; node --test a.test.cjs"],
    ["several scripts", "npm-run-all t:*"],
    ["several side by side", "run-p t:a t:b"],
    ["a sub-shell", "(node --test b.test.cjs; node --test a.test.cjs)"],
  ];
  it.each(forms.slice(0, inject("long") ? forms.length : 3))("knows each test of %s", async (_what, test) => {
    const scripts = { test, "t:a": "node --test a.test.cjs", "t:b": "node --test b.test.cjs" };
    const host = folderHost("chain-node", {
      "package.json": JSON.stringify({ scripts }),
      "a.test.cjs": A,
      "b.test.cjs": B,
    });
    const report = await runTests(host, await detectCommandsIn(host), options);
    expect(outcomes(report.cases.map((item) => ({ ...item, id: item.name })))).toEqual([
      "failed b",
      'passed a <b> & "c" é',
    ]);
    expect(report.outcome).toBe("failed");
    expect(report.cases.find(({ name }) => name === "b")?.message).toContain("1 < 2 & 3");
  });

  it("names every test, though megabytes stand between them", async () => {
    const host = folderHost("loud-js", {
      "package.json": JSON.stringify({ scripts: { test: "node --test" } }),
      "a.test.js":
        'const { test } = require("node:test");\ntest("a", () => { for (let n = 0; n < 60000; n++) { process.stderr.write("noise ok 1 - x not ok ".repeat(2)); console.log("ok 7 - no test"); } });\ntest("b", () => { throw new Error("no"); });\ntest("c", () => {});\n',
    });
    const report = await runTests(host, await detectCommandsIn(host), options);
    expect(report).toMatchObject({ outcome: "failed", evidence: "cases" });
    expect(report.cases.map(({ name, outcome }) => `${outcome} ${name}`)).toEqual([
      "passed a",
      "failed b",
      "passed c",
    ]);
  });
});

describe.runIf(has("make", "--version"))("make", () => {
  it("sees CI=true, and gives its exit status alone", async () => {
    const host = folderHost("make", { Makefile: 'test:\n\t@test "$$CI" = true && ./check\n', check: "" });
    const commands = await detectCommandsIn(host);
    expect(await runTests(host, commands, options)).toMatchObject({ outcome: "errored", evidence: "none" });
    const good = folderHost("make-good", { Makefile: 'test:\n\t@test "$$CI" = true\n' });
    expect(await runTests(good, await detectCommandsIn(good), options)).toMatchObject({
      outcome: "passed",
      evidence: "exit_status",
      cases: [],
    });
  });
});
