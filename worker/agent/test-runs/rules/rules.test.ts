import { describe, expect, it } from "vitest";
import { detectCommands } from "../detect.ts";
import type { CheckoutFacts } from "../folder.ts";
import { ONLY } from "../placeholders.ts";

/** A checkout with these texts; names that end in `/` or have no text are only listed. */
function facts(
  texts: Record<string, string>,
  names: string[] = [],
  more: Partial<CheckoutFacts> = {},
): CheckoutFacts {
  const paths = [...Object.keys(texts), ...names];
  return {
    root_names: paths.map((path) => (path.includes("/") ? `${path.split("/")[0]}/` : path)),
    test_files: paths.filter((path) => /test|spec/i.test(path.split("/").at(-1) ?? "")),
    texts,
    languages: [],
    manifests: paths.map((path) => ({ path, object: null })),
    ...more,
  };
}

function detect(...args: Parameters<typeof facts>) {
  const { install, test, reason, packages } = detectCommands(facts(...args));
  return {
    install: install?.display ?? null,
    test: test?.argv.filter((arg) => arg !== ONLY).join(" ") ?? null,
    display: test?.display,
    runner: test?.runner,
    parser: test?.parser,
    reason,
    packages: packages?.map(({ dir, test: own }) => `${dir}: ${own.display}`),
  };
}

const pkg = (scripts: Record<string, string>, more: object = {}) => JSON.stringify({ scripts, ...more });

describe("Node", () => {
  it.each([
    [
      "mocha",
      "mocha --reporter spec test/",
      "npm test -- --reporter json --reporter-option output={result_file}",
    ],
    ["ava", "xo && ava", "npm test -- --tap"],
    ["ava", "c8 ava", "npm test -- --tap"],
    [
      "jest",
      "node --experimental-vm-modules node_modules/jest/bin/jest.js",
      "npm test -- --json --outputFile={result_file}",
    ],
    ["borp", "borp -p 'test/*.js'", "npm test -- --reporter=spec --reporter=junit:{result_file}"],
    [
      "vitest",
      'vitest run "$@"',
      "npm test -- --reporter=default --reporter=junit --outputFile.junit={result_file}",
    ],
  ])("passes a reporter to %s", (runner, script, test) => {
    expect(detect({ "package.json": pkg({ test: script }) })).toMatchObject({ runner, test });
  });

  it("puts reporters into a chain of scripts, and lets no failing runner hide the next", () => {
    const scripts = { test: "npm run build && pnpm unit && tsc", build: "rollup -c", unit: "A=1 vitest run" };
    const { test, parser, runner } = detect({ "package.json": pkg(scripts) });
    expect(test).toContain(
      'rollup -c && { A=1 vitest run --reporter=default --reporter=junit "--outputFile.junit={result_dir}/run-2.out"',
    );
    expect(test).toContain('|| failed=1; } && tsc && test -z "$failed"');
    expect({ parser, runner }).toEqual({ parser: "mixed", runner: "vitest" });
  });

  it.each(["jest | tee log", "jest || true", "jest; echo done", "(jest)", "jest $(flags)"])(
    "leaves `%s` alone",
    (script) => {
      expect(detect({ "package.json": pkg({ test: script }) })).toMatchObject({
        test: "npm test",
        parser: "none",
      });
    },
  );

  it.each([
    ["vitest --watch", "{ vitest --reporter=default"],
    ["jest --watchAll -i", "{ jest -i --json"],
    ["node --watch --test", "{ node --test {only} || failed=1; }"],
    ["nodemon --exec 'npm run unit'", "npm run unit"],
    ["tsc -w & ava --watch", "tsc && ava"],
    ["npm run dev:test", "{ mocha --reporter json"],
    ["cross-env A=1 npm run dev:test -- --bail", "{ cross-env A=1 mocha --bail --reporter json"],
    ["run-s build dev:test", "rollup -c && { mocha --reporter json"],
    ["bash -c 'jest --watch'", "{ jest --json"],
    ["jest --watch | tee log", "jest | tee log"],
  ])("runs `%s` once", (script, once) => {
    const scripts = { test: script, unit: "./run", "dev:test": "mocha -w", build: "rollup -c" };
    const { test, display } = detect({ "package.json": pkg(scripts) });
    expect(test).toMatch(/^sh -c PATH="\$PWD\/node_modules\/\.bin:\$PATH"; /);
    expect(test?.replace(ONLY, "{only}")).toContain(once);
    expect(display).toBe("npm test");
  });

  it.each([
    ["jest", "jest.config.js", "module.exports = { watch: true };", "--watch=false --watchAll=false"],
    ["mocha", ".mocharc.yml", "watch: true\n", "--no-watch"],
    ["mocha", ".mocharc.json", '{ "watch": true }', "--no-watch"],
    ["vitest", "vitest.config.ts", "export default { test: { watch: true } };", "--run"],
  ])("keeps %s from the watch mode of %s", (runner, config, text, flags) => {
    expect(detect({ "package.json": pkg({ test: runner }), [config]: text }).test).toMatch(
      new RegExp(`${flags}$`),
    );
    const calm = detect({ "package.json": pkg({ test: runner }), [config]: "watchPlugins: []" });
    if (runner !== "vitest") expect(calm.test).not.toContain(flags);
  });

  it("keeps the hooks around a script that it takes apart", () => {
    const scripts = { pretest: "rollup -c", test: "jest && mocha", posttest: "node clean.js" };
    const { test } = detect({ "package.json": pkg(scripts) });
    expect(test).toMatch(/npm run pretest && \{ jest .*&& \{ mocha .*&& npm run posttest && test -z/);
  });

  it("does not take scripts with hooks apart, nor follow a circle for ever", () => {
    const hooked = { test: "npm run unit && tsc", unit: "jest", preunit: "setup" };
    expect(detect({ "package.json": pkg(hooked) }).test).toBe("npm test");
    expect(detect({ "package.json": pkg({ test: "npm run a", a: "npm test" }) }).test).toBe("npm test");
  });

  it("uses bun for what bun runs", () => {
    const locked = detect({ "package.json": pkg({ test: "bun test" }, { dependencies: { a: "1" } }) }, [
      "bun.lock",
    ]);
    expect(locked).toMatchObject({ install: "bun install --frozen-lockfile", runner: "bun" });
    expect(locked.test).toBe("bun run test --reporter=junit --reporter-outfile={result_file}");
    expect(detect({ "package.json": "{}" }, ["bun.lockb", "a.test.ts"]).display).toBe("bun test");
  });

  it("chooses single tests of node --test in a script of its own", () => {
    const { test } = detectCommands(
      facts({ "package.json": pkg({ test: "node --import tsx --test src/" }) }),
    );
    expect(test?.argv).toEqual(["npm", "test"]);
    expect(test?.onlyArgv?.at(-1)).toContain(`node --import tsx --test ${ONLY} src/`);
  });
});

describe("Python", () => {
  const tests = { "tests/test_a.py": "import pytest\n" };

  it.each([
    ["uv.lock", "uv sync --frozen --all-extras --all-groups", "uv run --frozen --no-sync python -m pytest"],
    ["poetry.lock", "poetry install --no-interaction --all-extras", "poetry run python -m pytest"],
    ["Pipfile.lock", "pipenv sync --dev", "pipenv run python -m pytest"],
  ])("%s, with pip where the program is missing", (lock, install, display) => {
    const pyproject =
      '[project]\ndependencies = ["a>=1"]\n[dependency-groups]\ntest = ["b", {include-group = "c"}]\n';
    const found = detectCommands(facts({ ...tests, "pyproject.toml": pyproject }, [lock]));
    expect(found).toMatchObject({ install: { display: install }, test: { display, runner: "pytest" } });
    expect(found.install?.argv[2]).toMatch(/if command -v \w+ .*; fi\n[\s\S]*pip install .* 'a>=1' b pytest/);
    expect(found.test?.argv[2]).toContain('exec python3 "$@"');
  });

  it("installs the project itself on top, when it is one", () => {
    const project = { ...tests, "setup.py": "setup()" };
    expect(detectCommands(facts(project)).install?.argv[2]).toContain("--no-deps -e . ||");
    expect(detect(tests).install).toBeNull();
  });

  it("leaves it to tox or nox only where no test file says more", () => {
    expect(detect({ "setup.py": "" }, ["noxfile.py"])).toMatchObject({
      display: "nox",
      reason: "noxfile.py",
    });
    expect(detect({ "setup.py": "" }, ["tox.ini"])).toMatchObject({ display: "tox -e py", install: null });
    expect(detect(tests, ["tox.ini"]).display).toBe("python3 -m pytest");
  });

  it("does not take a formatter's fixtures for its tests", () => {
    const found = detect({ "pyproject.toml": "[project]\n" }, ["crates/fixtures/test_x.py"]);
    expect(found).toMatchObject({ test: null, reason: "no Python test file found" });
  });
});

describe("other languages", () => {
  it.each<[string, Record<string, string>, string[], object]>([
    [
      "go.work",
      { "go.work": "go 1.22\nuse (\n\t.\n\t./tools // x\n\t../evil\n)\n" },
      [],
      { test: "go test -json ./... ./tools/..." },
    ],
    [
      "cargo workspace",
      { "Cargo.toml": "[workspace]\n" },
      ["Cargo.lock"],
      { test: "cargo test --no-fail-fast --workspace", install: "cargo fetch --locked" },
    ],
    [
      "Maven wrapper",
      { "pom.xml": "<project/>" },
      ["mvnw"],
      { test: "sh ./mvnw -B --fail-at-end test", install: "./mvnw -DskipTests test-compile" },
    ],
    ["Gradle", { "settings.gradle.kts": "" }, ["gradlew"], { display: "./gradlew test", runner: "gradle" }],
    ["solution", {}, ["Shop.slnx", "src/Shop.csproj"], { display: "dotnet test Shop.slnx", parser: "trx" }],
    ["C++ solution", {}, ["Game.sln", "Game.vcxproj"], { test: null }],
    [
      "RSpec",
      { Gemfile: "" },
      [".rspec", "spec/a_spec.rb"],
      { display: "bundle exec rspec", parser: "rspec-json" },
    ],
    [
      "Rake",
      { Gemfile: "", Rakefile: "Rake::TestTask.new(:test)" },
      ["test/a_test.rb"],
      { test: "bundle exec rake test TESTOPTS=-v" },
    ],
    [
      "Minitest task",
      { Rakefile: "Minitest::TestTask.create" },
      ["test/test_a.rb"],
      { test: "rake test A=-v", install: null },
    ],
    [
      "Rails",
      { Gemfile: "", Rakefile: "" },
      ["bin/x", "config/x", "app/x", "test/a_test.rb"],
      { test: "ruby bin/rails test -v" },
    ],
    [
      "PHPUnit",
      { "composer.json": '{"require-dev":{"phpunit/phpunit":"^9"}}' },
      ["phpunit.xml.dist"],
      { display: "vendor/bin/phpunit", install: "composer install" },
    ],
    [
      "Pest",
      { "composer.json": '{"require-dev":{"pestphp/pest":"^3"}}' },
      [],
      { display: "vendor/bin/pest" },
    ],
    [
      "PHP without tests",
      { "composer.json": "{}" },
      [],
      { test: null, reason: "composer.json without PHPUnit or Pest" },
    ],
    ["mix", { "mix.exs": "defmodule" }, ["test/a_test.exs"], { display: "mix test", parser: "exunit" }],
    ["CMake", { "CMakeLists.txt": "enable_testing()" }, [], { runner: "ctest", parser: "junit" }],
    ["CMake without tests", { "CMakeLists.txt": "project(x)" }, [], { test: null }],
    ["just", { justfile: "default:\n  x\ntest *args='':\n  y\n" }, [], { test: "just test" }],
    ["just that needs an argument is none", { justfile: "test-one name:\n  y\n" }, [], { test: null }],
    ["make hands on", { Makefile: "all:\n.DEFAULT:\n\t$(MAKE) -C src $@\n" }, [], { test: "make test" }],
    [
      "autotools",
      {},
      ["configure.ac", "Makefile.am"],
      { test: null, reason: "configure.ac without a Makefile: how to configure is not known" },
    ],
  ])("%s", (_name, texts, names, expected) => {
    expect(detect(texts, names)).toMatchObject(expected);
  });
});

describe("several stacks", () => {
  const phoenix = { "package.json": pkg({ test: "jest" }), "mix.exs": "defmodule" };

  it("takes the language of most files, and keeps the other as a package of its files", () => {
    const languages = [
      { name: "Elixir", files: 177 },
      { name: "JavaScript", files: 25 },
    ];
    const found = detectCommands(facts(phoenix, ["test/a_test.exs"], { languages }));
    expect(found.test?.display).toBe("mix test");
    expect(found.packages).toMatchObject([
      { dir: "", test: { runner: "jest" }, extensions: expect.arrayContaining(["ts"]) },
    ]);
  });

  it("prefers a language's own runner to make, whatever is counted", () => {
    const languages = [{ name: "Go", files: 3 }];
    expect(detect({ "go.mod": "module m", Makefile: "test:\n" }, [], { languages })).toMatchObject({
      runner: "go",
    });
  });
});

describe("monorepos", () => {
  const member = pkg({ test: "vitest run" }, { devDependencies: { vitest: "1" } });
  const root = (script?: string) =>
    pkg(script === undefined ? {} : { test: script }, {
      workspaces: ["packages/*"],
      devDependencies: { turbo: "1" },
    });

  it("finds the packages behind a command that names no test; the top level installs them", () => {
    const texts = {
      "package.json": root("turbo run test"),
      "packages/a/package.json": member,
      "docs/package.json": member,
    };
    const found = detectCommands(facts(texts, ["pnpm-lock.yaml"]));
    expect(found.test).toMatchObject({ argv: ["pnpm", "test"], parser: "none" });
    expect(found.packages).toMatchObject([
      { dir: "packages/a", install: null, test: { dir: "packages/a", runner: "vitest" } },
    ]);
    expect(found.packages?.[0]?.test.argv.slice(0, 3)).toEqual(["pnpm", "run", "test"]);
  });

  it("leaves out the packages that a readable command runs, but not those of another language", () => {
    const texts = {
      "package.json": root("vitest run"),
      "packages/a/package.json": member,
      "api/go.mod": "module m",
    };
    expect(detect(texts)).toMatchObject({ runner: "vitest", packages: ["api: go test ./..."] });
  });

  it("installs in packages that stand alone, and never calls that nothing to install", () => {
    const texts = { "web/package.json": member, "api/pyproject.toml": "[build-system]\n" };
    const found = detectCommands(facts(texts, ["web/package-lock.json", "api/tests/test_a.py"]));
    expect(found.test).toBeNull();
    expect(found.packages?.map(({ dir, install }) => [dir, install?.dir])).toEqual([
      ["web", "web"],
      ["api", "api"],
    ]);
    expect(found.install).toMatchObject({ dir: "web", argv: ["npm", "ci", "--no-audit", "--no-fund"] });
  });

  it("does not look into vendored folders, examples and the inside of a package", () => {
    const texts = {
      "deps/x/package.json": member,
      "examples/x/package.json": member,
      "app/package.json": member,
      "app/sub/package.json": member,
    };
    expect(detect(texts).packages).toEqual(["app: npm test"]);
  });
});

describe("tests of a language that has no manifest at the top", () => {
  it("adds no second stack for a script's tests, and leaves a package its own", () => {
    const languages = [
      { name: "TypeScript", files: 90 },
      { name: "Python", files: 2 },
    ];
    const found = detect({ "package.json": pkg({ test: "jest" }) }, ["scripts/test_x.py"], { languages });
    expect(found).toMatchObject({ runner: "jest", packages: undefined });
    expect(detect({}, ["scripts/test_x.py"])).toMatchObject({ runner: "unittest" });
  });
});

describe("cacheKey", () => {
  const key = (texts: Record<string, string>, object = "1") =>
    detectCommands(facts(texts, [], { manifests: [{ path: "package-lock.json", object }] })).cacheKey;

  it("changes with a manifest or a lock file, and with nothing else", () => {
    const base = key({ "package.json": "{}", "a.test.js": "1" });
    expect(key({ "package.json": "{}", "a.test.js": "2" })).toBe(base);
    expect(key({ "package.json": "{ }", "a.test.js": "1" })).not.toBe(base);
    expect(key({ "package.json": "{}", "a.test.js": "1" }, "2")).not.toBe(base);
    expect(base).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe("scripts that test nothing", () => {
  const found = (scripts: Record<string, string>, texts: Record<string, string> = {}, names: string[] = []) =>
    detectCommands(facts({ "package.json": pkg(scripts), ...texts }, names)).test;

  it.each(["exit 0", "true", 'echo "No tests yet"', "npm run lint"])("says so of `%s`", (test) => {
    expect(found({ test, lint: "eslint ." })?.testsNothing).toMatch(
      /^the script test of package.json (?:only lints|runs nothing that tests)$/,
    );
  });

  it("takes a script that may test, tests that need no script, and another language first", () => {
    expect(found({ test: "npm run lint", lint: "eslint .", "test:unit": "jest" })).toMatchObject({
      argv: expect.arrayContaining(["test:unit"]),
    });
    expect(found({ test: "exit 0" }, { "a.test.js": 'import "node:test";' })?.display).toBe("node --test");
    expect(found({ test: "exit 0" }, {}, ["tests/test_a.py"])?.runner).toBe("unittest");
    expect(found({ test: "exit 0" }, { Makefile: "test:\n\t./run\n" })?.display).toBe("make test");
  });

  it("looks below a top level that tests nothing", () => {
    const { packages } = detectCommands(
      facts({
        "package.json": pkg({ test: "exit 0" }, { workspaces: ["packages/*"] }),
        "packages/a/package.json": pkg({ test: "jest" }),
        "packages/b/package.json": pkg({ test: "true" }),
      }),
    );
    expect(packages?.map(({ dir }) => dir)).toEqual(["packages/a"]);
  });
});
