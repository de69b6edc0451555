/** Pure: changes to what runs when dependencies are installed or tests are started. */
import type { ObjectionFinding } from "../../protocol/index.ts";
import type { ChangedFile } from "./changed-file.ts";

/** npm and compatible package managers run these automatically. */
const LIFECYCLE =
  /^(?:(?:pre|post)?(?:install|prepare|pack|publish|version|uninstall)|prepublishOnly|dependencies|pnpm:devPreinstall)$/;
const TESTING = /^(?:pre|post)?(?:test|unit|spec|check)s?(?:[:-].*)?$/;
/** Keys of package.json that configure a runner. */
const RUNNERS = ["jest", "mocha", "ava", "tap", "nyc", "c8", "vitest", "jasmine"];
/** Keys of package.json that change what is installed or run. */
const INSTALLING = [
  "overrides",
  "resolutions",
  "pnpm",
  "bundleDependencies",
  "bundledDependencies",
  "trustedDependencies",
  "simple-git-hooks",
  "husky",
  "gitHooks",
  "pre-commit",
  "pre-push",
  "gypfile",
  "packageManager",
  "dependenciesMeta",
  "allowScripts",
];

/** Files that set package sources or the code that runs on install. */
const INSTALL_FILES: readonly (readonly [RegExp, string])[] = [
  [
    /(?:^|\/)(?:\.npmrc|\.yarnrc|\.yarnrc\.yml|\.pnpmfile\.[cm]?js|pnpm-workspace\.yaml)$/i,
    "settings of the package manager",
  ],
  [/(?:^|\/)\.yarn\/(?:releases|plugins|patches)\//i, "code that yarn runs"],
  [/(?:^|\/)(?:binding\.gyp|node-gyp-build\.js)$/i, "built when packages are installed"],
  [/(?:^|\/)setup\.py$/i, "runs when the package is installed"],
  [/(?:^|\/)(?:pip\.conf|\.pypirc|uv\.toml|poetry\.toml)$/i, "settings of the package manager"],
  [/(?:^|\/)build\.rs$/i, "runs when the crate is built"],
  [/(?:^|\/)\.cargo\/config(?:\.toml)?$/i, "settings of cargo"],
  [
    /(?:^|\/)gradle\/wrapper\/|(?:^|\/)(?:gradlew|mvnw)(?:\.(?:bat|cmd))?$|(?:^|\/)\.mvn\//i,
    "decides which build tool runs",
  ],
  [
    /(?:^|\/)(?:init\.gradle(?:\.kts)?|nuget\.config|Directory\.Build\.(?:props|targets))$/i,
    "settings of the build",
  ],
  [/(?:^|\/)\.bundle\/config$|(?:^|\/)extconf\.rb$/i, "runs when gems are installed"],
];

interface ScriptFindings {
  /** Changes to what runs on install. */
  install: ObjectionFinding[];
  /** Manifests whose test command changed. */
  testing: string[];
}

export function scriptFindings(files: readonly ChangedFile[]): ScriptFindings {
  const install: ObjectionFinding[] = [];
  const testing: string[] = [];
  for (const file of files) {
    const { path } = file;
    const known = INSTALL_FILES.find(([pattern]) => pattern.test(path));
    if (known) install.push({ path, line: null, what: known[1] });
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (name === "package.json") {
      const found = inPackageJson(file);
      install.push(...found.install);
      if (found.testing) testing.push(path);
    }
    if (name === "composer.json" && changed(file, ["scripts"]))
      install.push({ path, line: null, what: "scripts of composer" });
    if (testSettingsDiffer(file)) testing.push(path);
  }
  return { install, testing };
}

function inPackageJson(file: ChangedFile): { install: ObjectionFinding[]; testing: boolean } {
  const before = scriptsOf(file.base?.text);
  const after = scriptsOf(file.now?.text);
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => before[name] !== after[name],
  );
  const { path } = file;
  const scripts = names
    .filter((name) => LIFECYCLE.test(name) && after[name] !== undefined)
    .map((name) => ({
      path,
      line: lineOf(file, `"${name}"`),
      what: `${name}: ${after[name] ?? ""}`.slice(0, 200),
    }));
  const keys = INSTALLING.filter((key) => changed(file, [key])).map((key) => ({
    path,
    line: lineOf(file, `"${key}"`),
    what: `"${key}" decides what is installed or run`,
  }));
  // Adding the first test script weakens nothing; a changed hook around an existing one may.
  const tests = names.some(
    (name) => TESTING.test(name) && (before[name] !== undefined || /^(?:pre|post)/.test(name)),
  );
  return { install: [...scripts, ...keys], testing: tests || changed(file, RUNNERS) };
}

/** Test sections of files with other content. A new file without such a section is not a test setting. */
const TEST_SECTIONS: readonly (readonly [RegExp, RegExp])[] = [
  [
    /(?:^|\/)pyproject\.toml$/i,
    /^\[tool\.(?:pytest|coverage|hatch\.envs|tox|nox)[^\n]*\n(?:(?!\[)[^\n]*(?:\n|$))*/gm,
  ],
  [
    /(?:^|\/)setup\.cfg$/i,
    /^\[(?:tool:pytest|pytest|aliases|coverage[^\]]*)\][^\n]*\n(?:(?!\[)[^\n]*(?:\n|$))*/gm,
  ],
  [/(?:^|\/)vite\.config\.[cm]?[jt]s$/i, /\btest\s*:[\s\S]*/g],
  [/(?:^|\/)deno\.jsonc?$/i, /"(?:test|tasks)"\s*:[\s\S]*/g],
  [
    /(?:^|\/)(?:GNUm|m|M)akefile$/,
    /^(?:[\w./-]+[ \t]+)*(?:tests?|check)\b[^\n]*:[^\n]*\n(?:\t[^\n]*(?:\n|$))*/gm,
  ],
  [
    /(?:^|\/)Rakefile$|\.rake$/i,
    /^[^\n]*(?:TestTask|RSpec::Core::RakeTask|Cucumber|\btask\s*\(?:?["']?(?:default|test|spec)\b)[^\n]*(?:\n(?!end\b)[^\n]*)*/gm,
  ],
  [
    /(?:^|\/)build\.gradle(?:\.kts)?$/i,
    /^[^\n]*(?:\btest\s*\{|\btasks\.\w*[tT]est|\bTest(?:::class)?\s*[>)]|type:\s*Test\b|useJUnit|useTestNG|failOnNoDiscoveredTests|ignoreFailures)[^\n]*(?:\n[ \t]+[^\n]*)*/gm,
  ],
  [
    /(?:^|\/)pom\.xml$/i,
    /<(?:skipTests|maven\.test\.\w+|testFailureIgnore|skipITs)>[^<]*|<artifactId>maven-(?:surefire|failsafe)-plugin<\/artifactId>[\s\S]*?<\/plugin>/g,
  ],
  [
    /(?:^|\/)CMakeLists\.txt$/,
    /^[ \t]*(?:add_test|enable_testing|set_tests_properties|gtest_discover_tests|catch_discover_tests|include\s*\(\s*CTest)\b[^\n]*/gim,
  ],
  [/(?:^|\/)mix\.exs$/, /^[^\n]*(?:\btest\w*:|ExUnit|test_coverage|preferred_cli_env|"test")[^\n]*/gm],
  [
    /(?:^|\/)Taskfile(?:\.dist)?\.ya?ml$/i,
    /^[ \t]{2}(?:tests?|check)(?:[:-]\w+)*:[^\n]*(?:\n[ \t]{3,}[^\n]*)*/gm,
  ],
  [/(?:^|\/)\.?[jJ]ustfile$/, /^@?(?:tests?|check)\b[^\n]*:[^\n]*\n(?:[ \t]+[^\n]*(?:\n|$))*/gm],
];

function testSettingsDiffer({ path, base, now }: ChangedFile): boolean {
  const sections = TEST_SECTIONS.find(([pattern]) => pattern.test(path))?.[1];
  if (!sections) return false;
  const read = (text: string | null | undefined) => (text?.match(sections) ?? []).join("\n").trim();
  return read(base?.text) !== read(now?.text);
}

function changed(file: ChangedFile, keys: readonly string[]): boolean {
  const before = parsed(file.base?.text);
  const after = parsed(file.now?.text);
  return keys.some((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}

function scriptsOf(text: string | null | undefined): Record<string, string> {
  const { scripts } = parsed(text);
  if (typeof scripts !== "object" || scripts === null) return {};
  return Object.fromEntries(Object.entries(scripts).map(([name, value]) => [name, String(value)]));
}

function parsed(text: string | null | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse((text ?? "").replace(/^\uFEFF/, ""));
    // The entries of an object are typed as unknown.
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function lineOf({ now }: ChangedFile, text: string): number | null {
  const index = now?.text?.split("\n").findIndex((line) => line.includes(text)) ?? -1;
  return index === -1 ? null : index + 1;
}
