import { describe, expect, it } from "vitest";
import type { ChosenCommands } from "../../protocol/index.ts";
import { setupWithChosen, withChosen } from "./chosen.ts";
import { detectCommands } from "./detect.ts";
import type { CheckoutFacts } from "./folder.ts";
import { detectLint } from "./lint.ts";

const facts = (texts: Record<string, string>, extra: Partial<CheckoutFacts> = {}): CheckoutFacts => ({
  root_names: Object.keys(texts),
  test_files: [],
  texts,
  languages: [],
  ...extra,
});
const NODE = facts({
  "package.json": JSON.stringify({
    scripts: { test: "mocha", unit: "vitest", nothing: "echo ok", lint: "eslint ." },
    devDependencies: { mocha: "1" },
  }),
});
const choose = (chosen: ChosenCommands, of = NODE) => withChosen(detectCommands(of), chosen, of);

describe("a chosen test command", () => {
  it.each([
    ["npm run unit", { parser: "junit", runner: "vitest" }],
    ["npx vitest run src", { parser: "mixed", runner: "vitest" }],
    ["npx mocha a && npx jest b", { parser: "mixed" }],
    ["node --test test/", { parser: "mixed", runner: "node-test" }],
    ["pytest -q tests", { parser: "junit", runner: "pytest", resultFile: "pytest.xml" }],
    ["python3 -m pytest", { parser: "junit", runner: "pytest" }],
    ["go test ./internal/...", { parser: "go-json", runner: "go" }],
    ["make check", { parser: "none" }],
    ["npm run nothing", { testsNothing: expect.stringContaining("nothing") }],
    ["echo fine", { testsNothing: expect.stringContaining("chosen") }],
  ])("%s is read as its runner reports", (text, wanted) => {
    expect(choose({ test: text }).test).toMatchObject({ ...wanted, display: text });
  });

  it("in the words of the found one is the found one", () => {
    expect(choose({ test: "npm test" })).toEqual(detectCommands(NODE));
  });

  it("that is empty runs none, and says so", () => {
    expect(choose({ test: "" })).toMatchObject({ test: null, reason: expect.stringContaining("by choice") });
  });

  it("stands for all packages, which are installed all the same", () => {
    const below = facts(
      { "a/package.json": JSON.stringify({ scripts: { test: "vitest" }, dependencies: { x: "1" } }) },
      { root_names: ["a/"] },
    );
    expect(detectCommands(below).packages).toHaveLength(1);
    const chosen = choose({ test: "make test" }, below);
    expect(chosen.packages).toBeUndefined();
    expect(chosen.installs).toMatchObject([{ dir: "a" }]);
  });
});

describe("a chosen install command", () => {
  it("takes the place of all others, and leaves another environment", () => {
    const found = detectCommands(NODE);
    const chosen = choose({ install: "npm i --legacy-peer-deps" });
    expect(chosen.install).toEqual({
      argv: ["sh", "-c", "npm i --legacy-peer-deps"],
      display: "npm i --legacy-peer-deps",
    });
    expect(chosen.cacheKey).not.toBe(found.cacheKey);
    expect(chosen.test).toEqual(found.test);
    expect(choose({ install: "" }).install).toBeNull();
  });

  it("of Python uses the environment outside the checkout", () => {
    const { install } = choose({ install: "pip install -e '.[dev]'" });
    expect(install?.argv[2]).toMatch(/venv[\s\S]*\npip install -e '\.\[dev\]'$/);
    expect(install?.display).toBe("pip install -e '.[dev]'");
  });
});

it("a chosen set-up takes the place of the found one; an empty one runs nothing", () => {
  const found = { kind: "ci" as const, source: "ci.yml", commands: [], script: null };
  expect(setupWithChosen(found, {})).toBe(found);
  expect(setupWithChosen(found, { setup: null })).toBe(found);
  expect(setupWithChosen(found, { setup: [] })).toBeNull();
  expect(setupWithChosen(null, { setup: ["make deps"] })).toMatchObject({
    kind: "script",
    commands: [{ argv: ["sh", "-c", "make deps"], display: "make deps" }],
  });
});

it.each([
  [NODE, "npm run lint"],
  [facts({ "package.json": '{"scripts":{"lint":"x"}}', "pnpm-lock.yaml": "" }), "pnpm run lint"],
  [facts({ "pyproject.toml": "[tool.ruff]\nline-length = 1\n" }), "ruff check ."],
  [facts({ "Cargo.toml": "" }), "cargo clippy"],
  [facts({ Makefile: "lint:\n\tx\n" }), "make lint"],
  [facts({ "package.json": "{" }), null],
])("a linter is found by its sign", (of, wanted) => {
  expect(detectLint(of)).toBe(wanted);
  expect(choose({ lint: "my lint" }, of).lint).toBe("my lint");
});
