/** How each runner is told which files and tests to run. Pure. */
import type { TestCommand, TestRunner } from "../types.ts";

/** Test files or folders, relative to the command's folder, and parts of titles. Empty lists choose nothing. */
export interface Selection {
  paths: readonly string[];
  names: readonly string[];
}

/** How a command runs the selection. */
export interface Choice {
  args: string[];
  /** The command to start instead. */
  start?: Partial<TestCommand>;
}

/** With a longer command line all tests are run. */
const MAX_CHARS = 30_000;

/** Null if the runner cannot select: then everything has to run. */
export function choiceFor(command: TestCommand, selection: Selection): Choice | null {
  const { paths, names } = selection;
  if (!command.runner || paths.length + names.length === 0) return null;
  const choice = CHOOSE[command.runner]?.(selection, command) ?? null;
  if (choice === null || choice.args.join(" ").length > MAX_CHARS) return null;
  if (choice.start) return choice;
  if (paths.length > 0 && command.pick) return { ...choice, start: command.pick };
  return command.onlyArgv ? { ...choice, start: { argv: command.onlyArgv } } : choice;
}

type Choose = (selection: Selection, command: TestCommand) => Choice | null;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const either = (names: readonly string[]): string => names.map(escaped).join("|");
const stem = (path: string): string => (path.split("/").at(-1) ?? path).replace(/\.[^.]+$/, "");
const stems = (paths: readonly string[]): string[] => paths.map(stem);
/** Files, and one pattern that fits any of the names. */
const titled =
  (option: string, file: (path: string) => string = (path) => path): Choose =>
  ({ paths, names }) => ({
    args: [...paths.map(file), ...(names.length > 0 ? [option, either(names)] : [])],
  });

const CHOOSE: Partial<Record<TestRunner, Choose>> = {
  vitest: titled("-t"),
  bun: titled("-t"),
  jest: titled("-t", escaped),
  mocha: titled("--grep"),
  ava: ({ paths, names }) => ({ args: [...names.flatMap((name) => ["--match", `*${name}*`]), ...paths] }),
  tap: ({ paths }) => (paths.length > 0 ? { args: [...paths] } : null),
  borp: ({ paths }) => (paths.length > 0 ? { args: [...paths] } : null),
  "node-test": ({ paths, names }) => ({
    args: [...names.map((name) => `--test-name-pattern=/${escaped(name).replaceAll("/", "\\/")}/`), ...paths],
  }),
  // Node ids (`file::Class::test`) are paths; `-k` takes an expression of words.
  pytest: ({ paths, names }) => {
    const nodes = names.filter((name) => name.includes("::"));
    const words = names
      .filter((name) => !name.includes("::"))
      .map((name) => name.replace(/\[.*$/s, "").trim());
    const usable = words.filter((word) => /^[\w.-]+$/.test(word) && !/^(?:and|or|not)$/.test(word));
    if (usable.length < words.length) return null;
    return { args: [...paths, ...nodes, ...(usable.length > 0 ? ["-k", usable.join(" or ")] : [])] };
  },
  unittest: ({ paths, names }) => {
    const modules = paths.map((path) => stem(path));
    const parts = names.map((name) => name.replace(/^.*\.py::/s, "").replaceAll("::", "."));
    const patterns =
      modules.length === 0
        ? parts.map((part) => `*${part}*`)
        : modules.flatMap((module) =>
            parts.length === 0 ? [`*${module}.*`] : parts.map((part) => `*${module}.*${part}*`),
          );
    return { args: patterns.flatMap((pattern) => ["-k", pattern]) };
  },
  go: ({ paths, names }, { argv }) => {
    const folders = paths.map((path) =>
      path.endsWith(".go") ? path.replace(/\/?[^/]+$/, "") : path.replace(/\/+$/, ""),
    );
    const [program, ...rest] = argv;
    const packages = [...new Set(folders)].map((folder) =>
      folder === "" ? "." : `./${folder.replace(/^\.\//, "")}`,
    );
    const base = rest.filter((arg) => !arg.startsWith("."));
    const tops = [...new Set(names.map((name) => name.split("/")[0] ?? name))];
    return {
      args: ["-count=1", ...(tops.length > 0 ? ["-run", either(tops)] : [])],
      ...(packages.length > 0 ? { start: { argv: [program, ...base, ...packages] } } : {}),
    };
  },
  // Names fit anywhere in a test's path; a file of `tests/` is a program, one of `src/` a module.
  cargo: ({ paths, names }) => {
    const programs = paths.filter((path) => /(?:^|\/)tests\/[^/]+\.rs$/.test(path));
    const modules = paths
      .filter((path) => /(?:^|\/)src\/.+\.rs$/.test(path))
      .map((path) =>
        path
          .replace(/^.*?src\//, "")
          .replace(/(?:\/?mod|^lib|^main)?\.rs$/, "")
          .replaceAll("/", "::"),
      );
    if (programs.length + modules.length < paths.length) return null;
    const filters = [...names, ...modules.filter((module) => module !== "")];
    return {
      args: [
        ...programs.flatMap((path) => ["--test", stem(path)]),
        ...(programs.length > 0 && modules.length > 0 ? ["--lib", "--bins"] : []),
        ...(filters.length > 0 ? ["--", ...filters] : []),
      ],
    };
  },
  rspec: ({ paths, names }) => ({ args: [...paths, ...names.flatMap((name) => ["-e", name])] }),
  minitest: ({ paths, names }, { argv }) => {
    const pattern = names.length > 0 ? `/${either(names)}/` : null;
    if (argv.includes("bin/rails")) return { args: [...paths, ...(pattern ? ["-n", pattern] : [])] };
    const [path] = paths;
    // Rake knows one file, or a pattern of files.
    if (paths.length > 1) return null;
    return {
      args: [
        ...(path === undefined ? [] : [`TEST=${path}`]),
        ...(pattern === null ? [] : [`N=${pattern}`, `TESTOPTS=-v --name='${pattern.replaceAll("'", ".")}'`]),
      ],
    };
  },
  phpunit: ({ paths, names }) => {
    const classes = paths.length > 0 ? `(?:${either(stems(paths))})::` : "";
    const tests = names.length > 0 ? `.*(?:${either(names)})` : "";
    return { args: ["--filter", `/${`${classes}${tests}`.replaceAll("/", "\\/")}/`] };
  },
  maven: ({ paths, names }) => {
    const methods = names.map((name) => /^[\w$]+/.exec(name.replace(/^.*[#.:]/s, ""))?.[0] ?? "*");
    const classes = paths.length > 0 ? stems(paths) : ["*"];
    const chosen = classes.map((name) => (methods.length === 0 ? name : `${name}#${methods.join("+")}`));
    return {
      args: [
        `-Dtest=${chosen.join(",")}`,
        "-DfailIfNoTests=false",
        "-Dsurefire.failIfNoSpecifiedTests=false",
      ],
    };
  },
  gradle: ({ paths, names }) => {
    const classes = stems(paths);
    const chosen =
      classes.length === 0
        ? names.map((name) => `*${name}*`)
        : classes.flatMap((one) =>
            names.length === 0 ? [`*${one}`] : names.map((name) => `*${one}.${name}*`),
          );
    return { args: chosen.flatMap((pattern) => ["--tests", pattern]) };
  },
  dotnet: ({ paths, names }) => {
    const group = (parts: readonly string[]) =>
      `(${parts.map((part) => `FullyQualifiedName~${part.replace(/[()&|=!~\\]/g, "\\$&")}`).join("|")})`;
    const groups = [stems(paths), names].filter((parts) => parts.length > 0).map(group);
    return { args: ["--filter", groups.join("&")] };
  },
  exunit: ({ paths, names }) => ({
    args: [
      ...paths,
      ...names.flatMap((name) => ["--only", `test:${name.startsWith("test ") ? name : `test ${name}`}`]),
    ],
  }),
  ctest: ({ names }) => (names.length > 0 ? { args: ["-R", either(names)] } : null),
};
