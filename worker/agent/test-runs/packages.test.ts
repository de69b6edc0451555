import { describe, expect, it } from "vitest";
import { countCases, type TestReport } from "../../protocol/index.ts";
import { MemoryHost } from "../fakes/memory-host.ts";
import type { DetectedCommands, TestCommand } from "../types.ts";
import { testCase } from "./cases.ts";
import { compareReports, compareWithReruns } from "./compare.ts";
import { installDependencies } from "./install.ts";
import { unitsOf, withPackages } from "./packages.ts";
import { runTests } from "./run.ts";

const tests = (dir: string, more: Partial<TestCommand> = {}): TestCommand => ({
  argv: ["jest", "{only}"],
  display: "npm test",
  parser: "junit",
  resultFile: "out.xml",
  runner: "jest",
  ...(dir === "" ? {} : { dir }),
  ...more,
});
const item = (dir: string) => ({ dir, install: null, test: tests(dir), reason: "package.json" });
const commands: DetectedCommands = {
  install: null,
  test: { ...tests(""), argv: ["turbo", "test"], display: "turbo test", parser: "none", resultFile: null },
  packages: [item("packages/a"), item("packages/a/inner"), item("packages/b")],
  reason: "test",
};
const OUT = "/work/verne/results/out.xml";
const labels = (paths: string[] | null) => unitsOf(commands, paths).map(({ label }) => label);

describe("unitsOf", () => {
  it("runs the deepest package around each changed file, then the top level", () => {
    expect(labels(["packages/b/x.ts", "README.md"])).toEqual(["packages/b", ""]);
    expect(labels(["packages/a/inner/x.ts"])).toEqual(["packages/a/inner", ""]);
    expect(labels(["README.md"])).toEqual([""]);
    expect(labels(null)).toEqual(["packages/a", "packages/a/inner", "packages/b", ""]);
  });

  it("takes owners by the rank of their paths, whatever their names, and then those that are to be run as well", () => {
    const many = {
      ...commands,
      packages: "abcdefghijklmnopqrstuvwxyz".split("").map((name) => item(`p/${name}`)),
    };
    const ranked = ["p/z/x.ts", "p/c/x.ts", "p/z/y.ts", "README.md", "p/a/x.ts"];
    expect(unitsOf(many, ranked, ["p/b", "p/z"]).map(({ label }) => label)).toEqual([
      "p/z",
      "p/c",
      "p/a",
      "p/b",
      "",
    ]);
    const all = many.packages.map(({ dir }) => `${dir}/x.ts`).toReversed();
    expect(unitsOf(many, all).map(({ label }) => label)).toEqual(
      [..."zyxwvuts"].map((name) => `p/${name}`).concat(""),
    );
  });

  it("gives a second language at the top its own files", () => {
    const two = { ...commands, packages: [{ ...item(""), extensions: ["ts"] }] };
    expect(unitsOf(two, ["lib/x.ex"]).map(({ label }) => label)).toEqual([""]);
    expect(unitsOf(two, ["assets/x.ts"]).map(({ label }) => label)).toEqual(["npm test", ""]);
  });
});

/** Packages report these cases, the top level its exit status. */
function hostWith(results: Record<string, string>, topStatus = 0): MemoryHost {
  const host = new MemoryHost({}, (argv, { cwd }) => {
    if (argv[0] === "turbo") return { exitCode: topStatus };
    host.files.set(OUT, results[cwd?.replace("/work/repo/", "") ?? ""] ?? "");
    return { exitCode: 1 };
  });
  return host;
}
const xml = (inside: string) => `<testsuites>${inside}</testsuites>`;
const BAD = '<testcase name="bad" file="x.test.ts"><failure message="no"/></testcase>';
const options = { timeoutMs: 60_000, paths: ["packages/a/x.ts"] };

describe("runTests over packages", () => {
  it("joins the reports, each test below its package", async () => {
    const host = hostWith({ "packages/a": xml(`<testcase name="ok" file="x.test.ts"/>${BAD}`) });
    const report = await runTests(host, commands, options);
    expect(report).toMatchObject({
      outcome: "failed",
      command: "packages/a: npm test; turbo test",
      packages: ["packages/a", ""],
      cases: [
        { id: "packages/a::x.test.ts::ok", file: "packages/a/x.test.ts" },
        { id: "packages/a::x.test.ts::bad", outcome: "failed" },
      ],
    });
  });

  it("makes a package that could not be run a failure that is seen", async () => {
    const report = await runTests(hostWith({}, 1), commands, options);
    expect(report.cases.map(({ id, outcome }) => `${outcome} ${id}`)).toEqual([
      "failed packages/a::(test command)",
      "failed (test command)",
    ]);
    expect(report.note).toContain("packages/a: ");
  });

  it("runs chosen cases in the packages they are of, as their own runner calls them", async () => {
    const host = hostWith({ "packages/a": xml(BAD) });
    const only = [testCase({ file: "packages/a/x.test.ts", name: "bad", outcome: "failed" })];
    const [suspect] = only.map((found) => ({ ...found, id: "packages/a::x.test.ts::bad" }));
    if (!suspect) throw new Error("no case");
    const report = await runTests(host, commands, { ...options, only: [suspect] });
    expect(host.commands).toEqual([["jest", "x\\.test\\.ts", "-t", "^(?:bad)$"]]);
    expect(report.packages).toEqual(["packages/a"]);
  });

  it("collects what a runner spread over many files, newer than the run", async () => {
    const host = new MemoryHost({}, (argv) =>
      argv[0] === "find" ? { stdout: "\u001e<testcase name='a'/>\u001e<testcase name='b'/>" } : {},
    );
    const maven = tests("", { parser: "junit", resultFile: null, resultGlob: "*target/T-*.xml" });
    const report = await runTests(host, { ...commands, packages: [], test: maven }, options);
    expect(report.cases.map(({ id }) => id)).toEqual(["a", "b"]);
    const find = host.commands.at(-1)?.join(" ");
    expect(find).toContain("-path /work/repo/*target/T-*.xml -newer /work/verne/results/started");
  });

  it("does not believe a collection that was cut off, nor call an empty one passed", async () => {
    const maven = tests("", { resultFile: null, resultGlob: "*.xml" });
    const run = (answer: object) =>
      runTests(
        new MemoryHost({}, (argv) => (argv[0] === "find" ? answer : {})),
        { ...commands, packages: [], test: maven },
        options,
      );
    expect((await run({ stdout: "<testcase name='a'/>", truncated: true })).evidence).toBe("exit_status");
    expect((await run({ stdout: "" })).outcome).toBe("none");
  });
});

describe("withPackages", () => {
  const run = (
    outcome: TestReport["outcome"],
    evidence: TestReport["evidence"],
    packages?: string[],
  ): TestReport => ({
    outcome,
    evidence,
    command: "t",
    exit_code: outcome === "passed" ? 0 : 1,
    duration_ms: 1,
    counts: countCases([]),
    cases: [],
    output_tail: "",
    note: null,
    ...(packages && { packages }),
  });

  it.each<[string, TestReport, TestReport | null, object]>([
    [
      "is no stronger than its weakest part",
      run("passed", "cases", ["a"]),
      run("passed", "exit_status"),
      { evidence: "exit_status", outcome: "passed" },
    ],
    [
      "fails with its parts",
      run("passed", "cases", ["a"]),
      run("failed", "cases"),
      { outcome: "failed", exit_code: 1 },
    ],
    [
      "takes what could tell",
      run("none", "none", ["a"]),
      run("passed", "cases"),
      { outcome: "passed", evidence: "cases" },
    ],
    [
      "knows of packages that had no test",
      run("passed", "cases", ["a"]),
      null,
      { outcome: "passed", packages: ["a", "b"] },
    ],
    [
      "of one command had its top level",
      run("passed", "cases"),
      run("passed", "cases", ["b"]),
      { packages: ["", "b"] },
    ],
  ])("%s", (_name, before, more, expected) => {
    expect(withPackages(before, ["b"], more)).toMatchObject(expected);
  });
});

describe("comparison over packages", () => {
  const report = (packages: string[], outcomes: Record<string, "passed" | "failed">): TestReport => ({
    outcome: "passed",
    evidence: "cases",
    command: "t",
    exit_code: 0,
    duration_ms: 1,
    counts: countCases(Object.values(outcomes).map((outcome) => ({ outcome }))),
    cases: Object.entries(outcomes).map(([id, outcome]) => ({ ...testCase({ name: id, outcome }), id })),
    output_tail: "",
    note: null,
    packages,
  });

  it("does not call tests removed of a package that was not run again", () => {
    const before = report(["a", "b", ""], { "a::x": "passed", "b::x": "passed", top: "passed" });
    const after = report(["a", ""], { "a::x": "passed", top: "passed" });
    expect(compareReports(before, after)).toMatchObject({
      verdict: "pass",
      removed: [],
      unchanged_passing: 2,
    });
    const gone = report(["a", "b", ""], { "b::x": "passed", top: "passed" });
    expect(compareReports(before, gone)).toMatchObject({ verdict: "broken", removed: ["a::x"] });
  });

  it("judges no package of which there is no baseline", () => {
    const before = report(["a", ""], { "a::x": "passed" });
    const after = report(["a", "b", ""], { "a::x": "passed", "b::y": "passed", "b::z": "failed" });
    expect(compareReports(before, after)).toMatchObject({
      verdict: "no_baseline",
      broken: [],
      added: [],
      unjudged: ["b::z"],
    });
    const worse = report(["a", "b", ""], { "a::x": "failed", "b::z": "failed" });
    expect(compareReports(before, worse)).toMatchObject({ verdict: "broken", broken: ["a::x"] });
  });

  it("hands only the suspects to the second run", async () => {
    const before = report([""], { a: "passed", b: "passed", c: "failed" });
    const after = report([""], { a: "failed", b: "passed", c: "failed", n: "passed" });
    const asked: string[][] = [];
    const result = await compareWithReruns(
      before,
      after,
      async (only) => {
        asked.push((only ?? []).map(({ id }) => id));
        return report([""], { a: asked.length === 1 ? "failed" : "passed" });
      },
      2,
    );
    expect(asked).toEqual([["a"], ["a"]]);
    expect(result).toMatchObject({ verdict: "pass", flaky: ["a"], still_failing: ["c"] });
  });
});

describe("installDependencies over packages", () => {
  const install = (dir: string) => ({ argv: ["npm", "ci"] as [string, ...string[]], display: "npm ci", dir });

  it("installs each once where it belongs, and answers the first failure", async () => {
    const places: (string | undefined)[] = [];
    const host = new MemoryHost({}, (_argv, { cwd }) => {
      places.push(cwd);
      return { exitCode: cwd?.endsWith("a") ? 1 : 0 };
    });
    const packages = [
      { ...item("a"), install: install("a") },
      { ...item("b"), install: install("b") },
    ];
    const result = await installDependencies(host, { ...commands, install: install("a"), packages }, options);
    expect(places).toEqual(["/work/repo/a", "/work/repo/b"]);
    expect(result?.failure?.cause).toBe("failed");
  });
});

describe("installDependencies over more packages than there is time for", () => {
  it("installs those of the files that matter, whatever their names", async () => {
    const places: string[] = [];
    const host = new MemoryHost({}, (_argv, { cwd }) => {
      places.push(cwd?.replace("/work/repo/", "") ?? "");
      return { exitCode: 0 };
    });
    const packages = Array.from({ length: 60 }, (_, n) => {
      const dir = `p${String(n).padStart(2, "0")}`;
      return {
        ...item(dir),
        install: { argv: ["npm", "ci"] as [string, ...string[]], display: "npm ci", dir },
      };
    });
    const paths = ["p59/x.ts", "p57/x.ts", "p59/y.ts"];
    await installDependencies(host, { ...commands, packages }, { timeoutMs: 60_000, paths });
    expect(places.filter((place) => /^p\d/.test(place)).slice(0, 3)).toEqual(["p59", "p57", "p00"]);
    expect(new Set(places.filter((place) => /^p\d/.test(place))).size).toBe(40);
  });
});

describe("what runs leave behind", () => {
  it("is kept out of the diff by runner: `target/` may be a source folder elsewhere", async () => {
    const exclude = async (runner: "maven" | "jest") => {
      const host = new MemoryHost({}, () => ({}));
      await runTests(
        host,
        { ...commands, packages: [], test: tests("", { runner, resultFile: null }) },
        options,
      );
      return host.text(".git/info/exclude") ?? "";
    };
    expect(await exclude("maven")).toContain("\ntarget/\n");
    expect(await exclude("jest")).not.toContain("target/");
  });
});
