import { describe, expect, it } from "vitest";
import type { TestCommand, TestRunner } from "../types.ts";
import { detectCommands } from "./detect.ts";
import { ONLY, resolveCommand } from "./placeholders.ts";
import { choiceFor, type Selection } from "./selection.ts";

const command = (runner: TestRunner, argv: [string, ...string[]] = ["run", ONLY]): TestCommand => ({
  argv,
  display: "run",
  parser: "none",
  resultFile: null,
  runner,
});
const chosen = (one: TestCommand, selection: Partial<Selection>): string | null => {
  const choice = choiceFor(one, { paths: [], names: [], ...selection });
  return choice && resolveCommand({ ...one, ...choice.start }, "/w", null, choice.args).argv.join(" ");
};

describe("the selection of tests", () => {
  it.each<[TestRunner, Partial<Selection>, string | null]>([
    [
      "pytest",
      { paths: ["tests/test_a.py"], names: ["test_x[1-2]", "test_y"] },
      "run tests/test_a.py -k test_x or test_y",
    ],
    ["pytest", { names: ["tests/test_a.py::A::test_x"] }, "run tests/test_a.py::A::test_x"],
    ["pytest", { names: ["adds two numbers"] }, null],
    ["unittest", { paths: ["tests/test_a.py"] }, "run -k *test_a.*"],
    ["unittest", { paths: ["tests/test_a.py"], names: ["A.test_x"] }, "run -k *test_a.*A.test_x*"],
    ["vitest", { paths: ["a.test.ts"], names: ["adds (1)", "b"] }, "run a.test.ts -t adds \\(1\\)|b"],
    ["jest", { paths: ["a.test.ts"], names: ["b"] }, "run a\\.test\\.ts -t b"],
    ["mocha", { paths: ["test/a.js"], names: ["b"] }, "run test/a.js --grep b"],
    ["node-test", { paths: ["a.test.js"], names: ["a/b"] }, "run --test-name-pattern=/a\\/b/ a.test.js"],
    ["rspec", { paths: ["spec/a_spec.rb"], names: ["adds"] }, "run spec/a_spec.rb -e adds"],
    ["phpunit", { paths: ["tests/ATest.php"], names: ["testB"] }, "run --filter /(?:ATest)::.*(?:testB)/"],
    [
      "maven",
      { paths: ["src/test/java/x/ATest.java"], names: ["adds", "ATest#subs"] },
      "run -Dtest=ATest#adds+subs -DfailIfNoTests=false -Dsurefire.failIfNoSpecifiedTests=false",
    ],
    ["gradle", { paths: ["src/test/java/x/ATest.java"], names: ["adds"] }, "run --tests *ATest.adds*"],
    [
      "dotnet",
      { paths: ["T/ATests.cs"], names: ["Adds(1)"] },
      "run --filter (FullyQualifiedName~ATests)&(FullyQualifiedName~Adds\\(1\\))",
    ],
    ["exunit", { paths: ["test/a_test.exs"], names: ["adds"] }, "run test/a_test.exs --only test:test adds"],
    ["cargo", { paths: ["tests/it.rs"], names: ["adds"] }, "run --test it -- adds"],
    ["cargo", { paths: ["src/a/b.rs", "src/c/mod.rs"] }, "run -- a::b c"],
    ["cargo", { paths: ["benches/x.rs"] }, null],
    ["minitest", { paths: ["test/a_test.rb"] }, "run TEST=test/a_test.rb"],
    ["ctest", { names: ["adds"] }, "run -R adds"],
    ["ctest", { paths: ["a.cc"] }, null],
  ])("%s %j", (runner, selection, argv) => {
    expect(chosen(command(runner), selection)).toBe(argv);
  });

  it("names packages of Go instead of all of them", () => {
    const go = command("go", ["go", "test", "-json", ONLY, "./..."]);
    expect(chosen(go, { paths: ["a/b_test.go", "a/c_test.go", "main_test.go"], names: ["TestA/sub"] })).toBe(
      // Options stand before the packages.
      "go test -json -count=1 -run TestA ./a .",
    );
    expect(chosen(go, { names: ["TestA"] })).toBe("go test -json -count=1 -run TestA ./...");
  });

  it.each([
    [
      "mocha -r ts-node/register --timeout 100 'test/**/*.ts'",
      "mocha -r ts-node/register --timeout 100 --reporter",
    ],
    ["tsc && node --import tsx --test --test-reporter=dot src/", "tsc && { node --import tsx --test"],
    ["vitest run src", "{ vitest run --reporter"],
    ["NODE_ENV=test jest --config j.js src", "{ NODE_ENV=test jest --config j.js --json"],
    [
      "node --experimental-vm-modules node_modules/jest/bin/jest.js lib",
      "{ node --experimental-vm-modules node_modules/jest/bin/jest.js --json",
    ],
  ])("takes the files that `%s` names out", (script, start) => {
    const test = detectCommands({
      root_names: ["package.json"],
      test_files: [],
      texts: { "package.json": JSON.stringify({ scripts: { test: script } }) },
      languages: [],
    }).test;
    if (!test) throw new Error("no command");
    const argv = chosen(test, { paths: ["test/one.test.ts"], names: ["adds"] });
    expect(argv).toContain(start);
    expect(argv?.replaceAll("\\", "")).toContain("test/one.test.ts");
    expect(argv).not.toMatch(/\*\*|\bsrc\b|\blib\b/);
  });
});
