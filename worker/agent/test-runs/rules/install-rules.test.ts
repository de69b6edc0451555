import { describe, expect, it } from "vitest";
import type { DetectedCommands, InstallCommand } from "../../types.ts";
import { detectCommands } from "../detect.ts";

const PKG = JSON.stringify({ dependencies: { a: "1" }, scripts: { test: "vitest run" } });
const berry = JSON.stringify({ packageManager: "yarn@4.0.0", dependencies: { a: "1" } });

const detected = (texts: Record<string, string>, names: string[] = []): DetectedCommands =>
  detectCommands({
    languages: [],
    root_names: [...Object.keys(texts), ...names],
    test_files: Object.keys(texts).some((name) => /^(?:pyproject|requirements|Pipfile)/.test(name))
      ? ["tests/test_a.py"]
      : [],
    texts,
    manifests: [...Object.keys(texts), ...names].map((path) => ({ path, object: path })),
  });

function installOf(texts: Record<string, string>, names: string[] = []): InstallCommand {
  const { install } = detected(texts, names);
  if (!install) throw new Error("nothing to install");
  return install;
}

/** For display: a shell command is shown as its script. */
const said = (argv: readonly string[] | undefined): string | null =>
  argv ? (argv[0] === "sh" && argv[1] === "-c" ? (argv[2] ?? "") : argv.join(" ")) : null;

describe("how each manager installs once a manifest has changed", () => {
  it.each([
    ["npm", { "package.json": PKG }, ["package-lock.json"], "npm ci", "npm install", ["package-lock.json"]],
    [
      "npm, shrinkwrap",
      { "package.json": PKG },
      ["npm-shrinkwrap.json"],
      "npm ci",
      "npm install",
      ["npm-shrinkwrap.json"],
    ],
    [
      "pnpm",
      { "package.json": PKG },
      ["pnpm-lock.yaml"],
      "pnpm install --frozen-lockfile",
      "pnpm install --no-frozen-lockfile",
      ["pnpm-lock.yaml"],
    ],
    [
      "yarn 1",
      { "package.json": PKG },
      ["yarn.lock"],
      "yarn install --frozen-lockfile",
      "yarn install",
      ["yarn.lock"],
    ],
    [
      "yarn berry",
      { "package.json": berry },
      ["yarn.lock", ".pnp.cjs"],
      "yarn install --immutable",
      "yarn install --no-immutable",
      ["yarn.lock", ".pnp.cjs"],
    ],
    [
      "bun",
      { "package.json": PKG },
      ["bun.lock"],
      "bun install --frozen-lockfile",
      "bun install",
      ["bun.lock"],
    ],
    [
      "uv",
      { "pyproject.toml": "[project]\n" },
      ["uv.lock"],
      "uv sync --locked",
      "exec uv sync --all-extras",
      ["uv.lock"],
    ],
    [
      "poetry",
      { "pyproject.toml": "[project]\n" },
      ["poetry.lock"],
      "poetry install",
      "poetry lock",
      ["poetry.lock"],
    ],
    [
      "pipenv",
      { Pipfile: "", "setup.py": "" },
      ["Pipfile.lock"],
      "pipenv install --dev --deploy",
      "pipenv lock",
      ["Pipfile.lock"],
    ],
    [
      "go",
      { "go.mod": "module m\nrequire a v1\n" },
      [],
      "go list -mod=readonly",
      "go mod tidy",
      ["go.mod", "go.sum"],
    ],
    [
      "cargo",
      { "Cargo.toml": "[package]\n" },
      ["Cargo.lock"],
      "cargo fetch --locked",
      "cargo fetch",
      ["Cargo.lock"],
    ],
    [
      "composer",
      { "composer.json": '{"require":{"a/b":"1"}}' },
      ["composer.lock"],
      "composer validate",
      "--minimal-changes",
      ["composer.lock"],
    ],
    [
      "gradle",
      { "build.gradle": "" },
      ["gradle.lockfile"],
      "testClasses",
      "--write-locks",
      ["gradle.lockfile"],
    ],
    [
      ".NET",
      { "a.csproj": "" },
      ["packages.lock.json"],
      "--locked-mode",
      "--force-evaluate",
      ["packages.lock.json"],
    ],
  ])(
    "%s: refuses a lock file that does not fit, and then makes it fit",
    (_name, texts, names, strict, update, locks) => {
      const install = installOf(texts as Record<string, string>, names);
      expect(said(install.strict ?? install.argv)).toContain(strict);
      expect(said(install.update)).toContain(update);
      expect(install.locks).toEqual(locks);
    },
  );

  it.each([
    ["bundler", { Gemfile: "", Rakefile: "" }, ["Gemfile.lock"]],
    ["mix", { "mix.exs": "" }, ["mix.lock"]],
  ])("%s brings its lock file up to date by itself", (_name, texts, locks) => {
    const install = installOf(texts as Record<string, string>, locks);
    expect(install.update).toBeUndefined();
    expect(install.locks).toEqual(locks);
  });

  it.each([
    ["npm", { "package.json": PKG }],
    ["pip", { "requirements.txt": "a\n" }],
    ["Maven", { "pom.xml": "" }],
    ["Gradle", { "build.gradle": "" }],
    [".NET", { "a.csproj": "" }],
    ["bundler", { Gemfile: "", Rakefile: "" }],
    ["mix", { "mix.exs": "" }],
    ["composer", { "composer.json": '{"require":{"a/b":"1"}}' }],
  ])("%s gives no lock file to a repository that keeps none", (_name, texts) => {
    const install = installOf(texts as Record<string, string>);
    expect(install.update).toBeUndefined();
    expect(install.locks ?? []).toEqual([]);
  });

  it.each([
    ["npm", { "package.json": PKG }, [], "npm install"],
    ["pip", { "requirements.txt": "a\n" }, [], "pip install"],
    ["go", { "go.mod": "module m\nrequire a v1\n" }, [], "go mod download"],
    ["cargo", { "Cargo.toml": "[package]\n" }, ["Cargo.lock"], "cargo fetch --locked"],
    ["cargo without a lock file", { "Cargo.toml": "[package]\n" }, [], null],
    ["composer", { "composer.json": '{"require":{"phpunit/phpunit":"1"}}' }, [], "composer install"],
    ["Symfony's bridge", { "composer.json": '{"require":{"symfony/phpunit-bridge":"1"}}' }, [], null],
    ["bundler", { Gemfile: "", Rakefile: "", ".rspec": "" }, ["spec/"], "bundle install"],
    ["mix", { "mix.exs": "" }, [], "mix deps.get"],
    [".NET", { "a.csproj": "" }, [], "dotnet restore"],
    ["Maven", { "pom.xml": "" }, [], null],
    ["Maven's wrapper", { "pom.xml": "" }, ["mvnw"], null],
    ["Gradle", { "build.gradle": "" }, [], null],
    ["Gradle's wrapper", { "build.gradle.kts": "" }, ["gradlew"], null],
  ] as [string, Record<string, string>, string[], string | null][])(
    "%s: an install fetches all that its tests need, or they reach registries themselves",
    (_name, texts, names, prefetch) => {
      const { install, test } = detected(texts, names);
      if (prefetch !== null) expect(said(install?.argv)).toContain(prefetch);
      // Some rules detect tests only if there are test files.
      expect(test?.fetches ?? false).toBe(prefetch === null);
    },
  );

  it("makes Python's environment anew, so that what is declared no more is gone", () => {
    expect(said(installOf({ "requirements.txt": "a\n" }).argv)).toMatch(/-m venv .*--clear/);
  });
});
