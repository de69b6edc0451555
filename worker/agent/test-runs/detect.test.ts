import { describe, expect, it } from "vitest";
import type { CheckoutSnapshot } from "../context/snapshot.ts";
import { detectCommands } from "./detect.ts";
import { ONLY, resolveCommand } from "./placeholders.ts";

function snapshot(texts: Record<string, string>, extra: Partial<CheckoutSnapshot> = {}): CheckoutSnapshot {
  return {
    version: 1,
    file_count: 1,
    truncated: false,
    languages: [],
    root_names: Object.keys(texts),
    ranked: [],
    test_files: Object.keys(texts).filter((path) => /test/.test(path)),
    texts,
    readme: null,
    ...extra,
  };
}

const detect = (texts: Record<string, string>, extra: Partial<CheckoutSnapshot> = {}) => {
  const { install, test, reason } = detectCommands(snapshot(texts, extra));
  return {
    install: install?.argv.join(" ") ?? null,
    test: test?.argv.filter((arg) => arg !== ONLY).join(" ") ?? null,
    parser: test?.parser,
    reason,
  };
};

const pkg = (scripts: Record<string, string>, more: object = {}) => JSON.stringify({ scripts, ...more });
const deps = { dependencies: { left: "1" } };

describe("Node", () => {
  it.each([
    [
      "npm, locked",
      pkg({ test: "x" }, deps),
      ["package-lock.json"],
      "npm ci --no-audit --no-fund",
      "npm test",
    ],
    [
      "npm, no lock",
      pkg({ test: "x" }, deps),
      [],
      "npm install --no-audit --no-fund --no-package-lock",
      "npm test",
    ],
    ["nothing to install", pkg({ test: "x" }), ["package-lock.json"], null, "npm test"],
    ["pnpm", pkg({ test: "x" }, deps), ["pnpm-lock.yaml"], "pnpm install --frozen-lockfile", "pnpm test"],
    ["yarn 1", pkg({ test: "x" }, deps), ["yarn.lock"], "yarn install --frozen-lockfile", "yarn test"],
    [
      "yarn berry",
      pkg({ test: "x" }, deps),
      ["yarn.lock", ".yarnrc.yml"],
      "yarn install --immutable",
      "yarn test",
    ],
    [
      "packageManager wins over the lock file",
      pkg({ test: "x" }, { ...deps, packageManager: "pnpm@9.1.0" }),
      ["package-lock.json"],
      "pnpm install --no-lockfile",
      "pnpm test",
    ],
  ])("%s", (_name, text, locks, install, test) => {
    const found = detect({ "package.json": text }, { root_names: ["package.json", ...locks] });
    expect(found).toMatchObject({ install, test, parser: "none" });
  });

  it("asks node --test for JUnit without changing the script", () => {
    const { test } = detectCommands(snapshot({ "package.json": pkg({ test: "node --test test/" }) }));
    expect(test).toMatchObject({ argv: ["npm", "test"], parser: "junit", resultFile: "node.xml" });
    if (!test) throw new Error("no test command");
    const resolved = resolveCommand(test, "/task dir", "/task dir/out.xml");
    expect(resolved.env?.NODE_OPTIONS).toContain('--test-reporter-destination="/task dir/out.xml"');
  });

  it("adds reporters to vitest and jest where they are the last command", () => {
    expect(detect({ "package.json": pkg({ test: "tsc && vitest run" }) })).toMatchObject({
      test: "npm test -- --reporter=default --reporter=junit --outputFile.junit={result_file}",
      parser: "junit",
    });
    const withPnpm = detect(
      { "package.json": pkg({ test: "vitest" }) },
      { root_names: ["package.json", "pnpm-lock.yaml"] },
    );
    expect(withPnpm.test).toMatch(/^pnpm run test --reporter=default/);
    expect(detect({ "package.json": pkg({ test: "cross-env A=1 jest --ci" }) }).parser).toBe("jest-json");
    expect(detect({ "package.json": pkg({ test: "jest | tee log" }) }).parser).toBe("none");
    expect(detect({ "package.json": pkg({ test: "vitest watch" }) }).test).toMatch(
      /\{ vitest run --reporter=\S+ --reporter=junit "--outputFile.junit=\S+" /,
    );
  });

  it("finds node:test files without a manifest, but not those of packages further down", () => {
    const files = { "a.test.mjs": 'import { test } from "node:test";', "a.mjs": "" };
    expect(detect(files)).toMatchObject({ install: null, test: "node --test" });
    const below = { "web/package.json": pkg({}), "web/a.test.mjs": 'import { test } from "node:test";' };
    expect(detect(below).test).toBeNull();
    expect(detect({ "a.test.mjs": 'import { test } from "vitest";' }).test).toBeNull();
  });

  it("ignores npm's placeholder, and finds node:test files instead", () => {
    const placeholder = pkg({ test: 'echo "Error: no test specified" && exit 1' });
    expect(detect({ "package.json": placeholder })).toMatchObject({
      test: null,
      reason: "package.json has no test script",
    });
    const files = { "package.json": placeholder, "test/a.test.js": 'import test from "node:test";' };
    expect(detect(files).test).toBe("node --test");
  });

  it("says that package.json is broken", () => {
    expect(detect({ "package.json": "{" }).reason).toBe("package.json is not valid JSON");
    expect(detect({ "package.json": "[]" }).reason).toBe("package.json is not valid JSON");
  });
});

describe("Python", () => {
  const unittest = "import unittest\nclass T(unittest.TestCase): pass\n";

  it("starts discovery in a folder that is no package, or at the root", () => {
    const command = "python3 {result_dir}/unittest-report.py {result_file} discover -v";
    expect(detect({ "tests/test_a.py": unittest }).test).toBe(`${command} -s tests`);
    const packaged = { test_files: ["tests/__init__.py", "tests/test_a.py"] };
    expect(detect({ "tests/test_a.py": unittest }, packaged).test).toBe(command);
    expect(detect({ "test_a.py": unittest }).test).toBe(command);
  });

  it.each([
    ["pytest.ini", { "pytest.ini": "", "tests/test_a.py": unittest }],
    ["pyproject.toml", { "pyproject.toml": "[tool.pytest.ini_options]", "tests/test_a.py": unittest }],
    ["requirements-dev.txt", { "requirements-dev.txt": "pytest>=8", "tests/test_a.py": unittest }],
    ["tests/test_a.py", { "tests/test_a.py": "import pytest\n" }],
    ["tests/test_b.py", { "tests/test_b.py": "def test_x():\n  assert 1\n" }],
  ])("takes pytest because of %s", (sign, texts) => {
    const found = detect(texts);
    expect(found.reason).toBe(`pytest, ${sign}`);
    expect(found.parser).toBe("junit");
  });

  it("installs outside the checkout and outside the machine's Python", () => {
    const found = detect({ "requirements.txt": "requests\n", "tests/test_a.py": unittest });
    expect(found.install).toContain('python3 -m venv --system-site-packages "{deps_dir}/venv"');
    expect(found.install).toMatch(/pip install .* -r requirements\.txt/);
  });

  it("reads the dependencies of pyproject.toml and never an option", () => {
    const toml =
      '[project]\nname = "x"\ndependencies = [\n  "httpx[http2]>=0.27",\n  "--index-url=http://evil",\n]\n[tool.x]\ny=1\n';
    const found = detect({ "pyproject.toml": toml, "tests/test_a.py": unittest });
    expect(found.install).toContain("'httpx[http2]>=0.27'");
    expect(found.install).not.toContain("evil");
  });
});

describe("others", () => {
  it.each([
    ["go", { "go.mod": "module m\nrequire x v1\n" }, "go mod download", "go test -json ./...", "go-json"],
    ["cargo", { "Cargo.toml": "[package]" }, null, "cargo test --no-fail-fast", "cargo"],
    ["make test", { Makefile: "all:\n\ttrue\ntest: all\n\ttrue\n" }, null, "make test", "none"],
    ["make check", { Makefile: "check:\n\ttrue\n" }, null, "make check", "none"],
  ])("%s", (_name, texts, install, test, parser) => {
    expect(detect(texts)).toMatchObject({ install, test, parser });
  });

  it("does not take a variable for a target", () => {
    expect(detect({ Makefile: "test := 1\ncheck:=2\n" })).toMatchObject({ test: null });
  });

  it("goes on to the next rule when package.json has no tests", () => {
    const found = detect({ "package.json": "{}", Makefile: "test:\n" });
    expect(found).toMatchObject({ test: "make test", reason: "Makefile target test" });
  });

  it("says why there is nothing", () => {
    expect(detect({})).toEqual({
      install: null,
      test: null,
      parser: undefined,
      reason: "no manifest, test file or Makefile that a rule knows was found",
    });
  });
});
