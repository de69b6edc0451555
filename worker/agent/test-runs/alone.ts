import type { TestCase } from "../../protocol/index.ts";
import type { TestCommand, TestRunner } from "../types.ts";
import { suiteOf } from "./cases.ts";

interface Chosen {
  file: string | null;
  suite: string;
  name: string;
}

/** With a longer command line all tests are run. */
const MAX_CHARS = 60_000;

/**
 * The arguments that select only the given cases. Null if the runner cannot select, or if a case is not a single test
 * (a file that does not load): then everything has to run.
 */
export function argumentsFor(command: TestCommand, cases: readonly TestCase[]): string[] | null {
  if (!command.runner || cases.length === 0) return null;
  const chosen = cases.map((item) => ({ file: item.file, suite: suiteOf(item), name: item.name }));
  if (chosen.some(({ name }) => /^\([a-z ]+\)$/.test(name))) return null;
  const args = SELECT[command.runner]?.(chosen, command) ?? null;
  return args && args.join(" ").length <= MAX_CHARS ? args : null;
}

type Select = (chosen: readonly Chosen[], command: TestCommand) => string[] | null;

const SELECT: Partial<Record<TestRunner, Select>> = {
  vitest: (chosen) => [...filesOf(chosen), "-t", titles(chosen)],
  jest: (chosen) => [...filesOf(chosen).map(escaped), "-t", titles(chosen)],
  bun: (chosen) => [...filesOf(chosen), "-t", titles(chosen)],
  mocha: (chosen) => {
    // A hook cannot be selected, only the tests around it.
    const patterns = chosen.map((item) =>
      /^"(?:before|after) (?:all|each)" hook\b/.test(item.name)
        ? `${escaped(item.suite)}(?: .*)?`
        : escaped(fullTitle(item)),
    );
    return ["--grep", `^(?:${patterns.join("|")})$`];
  },
  ava: (chosen) => {
    // With several files the title follows the file name; a leading `!` would negate.
    const names = chosen.map(({ name }) => name.split(" › ").at(-1) ?? name);
    return names.some((name) => name.startsWith("!")) ? null : names.flatMap((name) => ["--match", name]);
  },
  "node-test": (chosen) => [
    ...chosen.map(({ name }) => `--test-name-pattern=/^${escaped(name).replaceAll("/", "\\/")}$/`),
  ],
  pytest: (chosen) => all(chosen.map(pytestNode)),
  unittest: (chosen) =>
    chosen.some(({ suite }) => suite.startsWith("unittest.loader."))
      ? null
      : chosen.flatMap(({ suite, name }) => ["-k", suite === "" ? name : `${suite}.${name}`]),
  go: (chosen) => {
    const tops = [...new Set(chosen.map(({ name }) => name.split("/")[0] ?? ""))];
    return ["-count=1", "-run", `^(${tops.map(escaped).join("|")})$`];
  },
  // Names of documentation tests contain spaces, at which rustdoc splits its arguments.
  cargo: (chosen) =>
    chosen.some(({ suite }) => suite.startsWith("Doc-tests "))
      ? null
      : ["--", "--exact", ...chosen.map(({ name }) => name)],
  maven: (chosen) => [
    `-Dtest=${chosen.map(({ suite, name }) => `${suite}#${/^[\w$]+/.exec(name)?.[0] ?? "*"}`).join(",")}`,
    "-DfailIfNoTests=false",
    "-Dsurefire.failIfNoSpecifiedTests=false",
  ],
  gradle: (chosen) => {
    // A display name is not a method name; then the class runs.
    const patterns = chosen.map(({ suite, name }) => {
      const method = /^([\w$]+)(?:\(.*|\[.*)?$/.exec(name)?.[1];
      return method === undefined ? suite : `${suite}.${method}`;
    });
    return [...new Set(patterns)].flatMap((pattern) => ["--tests", pattern]);
  },
  dotnet: (chosen) => {
    const tests = chosen.map(({ suite, name }) => {
      const full = `${suite}.${name.replace(/\(.*$/s, "")}`;
      return `FullyQualifiedName=${full.replace(/[\\()&|=!~]/g, "\\$&")}`;
    });
    return ["--filter", [...new Set(tests)].join("|")];
  },
  rspec: (chosen) => [...filesOf(chosen), ...chosen.flatMap((item) => ["-e", fullTitle(item)])],
  minitest: (chosen, command) => {
    const pattern = `/^(?:${chosen.map(({ suite, name }) => `(?:${escaped(suite)}#)?${escaped(name)}`).join("|")})$/`;
    if (command.argv.includes("bin/rails")) return ["-n", pattern];
    // The last assignment wins; each kind of task reads its own variable, and Rake passes TESTOPTS to a shell.
    return [`N=${pattern}`, `TESTOPTS=-v --name='${pattern.replaceAll("'", ".")}'`];
  },
  phpunit: (chosen) => [
    "--filter",
    `/::(?:${chosen.map(({ name }) => escaped(name).replaceAll("/", "\\/")).join("|")})$/`,
  ],
  exunit: (chosen) => chosen.flatMap(({ name }) => ["--only", `test:${name}`]),
  ctest: (chosen) => ["-R", `^(${chosen.map(({ name }) => escaped(name)).join("|")})$`],
};

/** One pattern for suite and test titles, joined as JavaScript runners join them. */
function titles(chosen: readonly Chosen[]): string {
  const patterns = chosen.map((item) => escaped(fullTitle(item)).replaceAll(" > ", "(?: > | )"));
  return `^(?:${[...new Set(patterns)].join("|")})$`;
}

function fullTitle({ suite, name }: Chosen): string {
  return [suite, name].filter((part) => part !== "").join(" ");
}

/** `tests/test_a.py::TestA::test_x` from the file and the dotted class name. */
function pytestNode({ file, suite, name }: Chosen): string | null {
  if (file === null || !file.endsWith(".py")) return null;
  const module = file.slice(0, -3).replaceAll("/", ".");
  if (suite === module) return `${file}::${name}`;
  return suite.startsWith(`${module}.`)
    ? [file, ...suite.slice(module.length + 1).split("."), name].join("::")
    : null;
}

function filesOf(chosen: readonly Chosen[]): string[] {
  const files = new Set(chosen.map(({ file }) => file));
  // Files only add a filter: if one is unknown, none can be passed.
  return files.has(null) ? [] : [...files].filter((file) => file !== null);
}

function all(items: readonly (string | null)[]): string[] | null {
  const known = items.filter((item) => item !== null);
  return known.length === items.length ? known : null;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
