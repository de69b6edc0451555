import type { TestCase, TestEvidence, TestReport } from "../../protocol/index.ts";
import type { DetectedCommands, DetectedPackage, TestCommand } from "../types.ts";
import { commandCase, withUniqueIds } from "./cases.ts";

/** More packages than this are not run for one change. */
const MAX_RUN = 8;

/** One command of a run: a package, or the top level with an empty label. */
export interface Unit {
  /** Stands before the ids of its tests. */
  label: string;
  dir: string;
  command: TestCommand;
}

/**
 * What one run consists of: the packages that own one of `paths`, those of the earlier path first (all of them without
 * it), the packages `also`, and then the top level. Only a checkout with packages gives more than one.
 */
export function unitsOf(
  commands: DetectedCommands,
  paths: readonly string[] | null,
  also: readonly string[] = [],
): Unit[] {
  const packages = commands.packages ?? [];
  const owners = paths === null ? packages : ownersOf(packages, paths);
  const others = packages.filter((item) => also.includes(labelOf(item)));
  const units = [...new Set([...owners, ...others])].slice(0, MAX_RUN).map(unitOf);
  return commands.test ? [...units, { label: "", dir: "", command: commands.test }] : units;
}

export function unitsNamed(commands: DetectedCommands, labels: readonly string[]): Unit[] {
  const units = (commands.packages ?? []).map(unitOf);
  const all = commands.test ? [...units, { label: "", dir: "", command: commands.test }] : units;
  return all.filter(({ label }) => labels.includes(label));
}

/** Names of what one run would consist of. */
export const packagesToRun = (...wanted: Parameters<typeof unitsOf>): string[] =>
  unitsOf(...wanted).map(({ label }) => label);

/** Those of these names that the checkout has. */
export const packagesNamed = (commands: DetectedCommands, labels: readonly string[]): string[] =>
  unitsNamed(commands, labels).map(({ label }) => label);

const unitOf = (item: DetectedPackage): Unit => ({
  label: labelOf(item),
  dir: item.dir,
  command: item.test,
});

function labelOf(item: DetectedPackage): string {
  return item.dir === "" ? item.test.display : item.dir;
}

/** All of these packages, those that own one of the paths first, in the order of the paths. */
export const byOwnership = (
  packages: readonly DetectedPackage[],
  paths: readonly string[],
): DetectedPackage[] => [...new Set([...ownersOf(packages, paths), ...packages])];

/** Packages in the order of the paths that they own. */
function ownersOf(packages: readonly DetectedPackage[], paths: readonly string[]): DetectedPackage[] {
  return [...new Set(paths.flatMap((path) => ownersOfPath(packages, path)))];
}

/** The deepest package around a path owns it; a second language at the top owns its kind of file. */
function ownersOfPath(packages: readonly DetectedPackage[], path: string): DetectedPackage[] {
  const around = packages.filter(
    ({ dir, extensions }) =>
      (dir === "" || path.startsWith(`${dir}/`)) &&
      (!extensions || extensions.includes(path.slice(path.lastIndexOf(".") + 1))),
  );
  const depth = Math.max(0, ...around.map(({ dir }) => dir.length));
  return around.filter(({ dir }) => dir.length === depth);
}

/** The cases of one unit as they are known in the whole run, and back. */
export function labelled(unit: Unit, cases: readonly TestCase[]): TestCase[] {
  if (unit.label === "") return [...cases];
  return cases.map((item) => ({
    ...item,
    id: `${unit.label}::${item.id}`,
    file: item.file === null || unit.dir === "" ? item.file : `${unit.dir}/${item.file}`,
  }));
}

/** Those of `cases` that belong to the unit, as its own runner names them. */
export function unlabelled(unit: Unit, units: readonly Unit[], cases: readonly TestCase[]): TestCase[] {
  const prefix = `${unit.label}::`;
  if (unit.label === "")
    return cases.filter(({ id }) => !units.some(({ label }) => label !== "" && id.startsWith(`${label}::`)));
  return cases
    .filter(({ id }) => id.startsWith(prefix))
    .map((item) => ({
      ...item,
      id: item.id.slice(prefix.length),
      file:
        item.file !== null && unit.dir !== "" && item.file.startsWith(`${unit.dir}/`)
          ? item.file.slice(unit.dir.length + 1)
          : item.file,
    }));
}

/**
 * One report out of those of several units. A unit that could not be run becomes a failed case of its own: beside
 * tests that passed elsewhere it must not go unseen.
 */
export function mergeReports(runs: readonly { unit: Unit; report: TestReport }[]): TestReport {
  const cases = runs.flatMap(({ unit, report }) => {
    const broke = report.outcome === "errored" || report.outcome === "timed_out";
    return labelled(unit, broke ? [...report.cases, commandCase(report)] : report.cases);
  });
  const last = runs.findLast(({ report }) => report.exit_code !== 0) ?? runs.at(-1);
  const has = (outcome: TestCase["outcome"]) => cases.some((item) => item.outcome === outcome);
  const notes = runs.flatMap(({ unit, report }) =>
    report.note === null ? [] : [unit.label === "" ? report.note : `${unit.label}: ${report.note}`],
  );
  const evidence = jointEvidence(runs);
  return {
    outcome: has("failed") ? "failed" : evidence === "none" ? "none" : "passed",
    evidence: has("failed") ? "cases" : evidence,
    command: runs.map(({ unit, report }) => [unit.dir, report.command].filter(Boolean).join(": ")).join("; "),
    exit_code: last?.report.exit_code ?? null,
    duration_ms: runs.reduce((sum, { report }) => sum + report.duration_ms, 0),
    cases: withUniqueIds(cases),
    output_tail: last?.report.output_tail ?? "",
    note: notes.length > 0 ? notes.join(" ") : null,
    packages: runs.map(({ unit }) => unit.label),
    ...(runs.some(({ report }) => report.cut) ? { cut: true as const } : {}),
  };
}

/**
 * A package that names no test is no stronger for the tests of others. The command of the top level counts only where
 * no package could tell: `turbo run test` runs the packages again, and names nothing.
 */
function jointEvidence(runs: readonly { unit: Unit; report: TestReport }[]): TestEvidence {
  const of = (wanted: boolean) =>
    runs.filter(({ unit }) => (unit.label !== "") === wanted).map(({ report }) => report.evidence);
  const weakest = (kinds: readonly TestEvidence[]): TestEvidence =>
    kinds.includes("exit_status") ? "exit_status" : kinds.includes("cases") ? "cases" : "none";
  const packages = weakest(of(true));
  return packages === "none" ? weakest(of(false)) : packages;
}

/**
 * A run with what was run of further packages. `labels` names them all: of one that has nothing in `more` it is known
 * that there was no test.
 */
export function withPackages(
  run: TestReport,
  labels: readonly string[],
  more: TestReport | null,
): TestReport {
  const packages = [...new Set([...(run.packages ?? [""]), ...labels])];
  if (more === null) return { ...run, packages };
  const failed = [run, more].some(({ outcome }) => outcome === "failed");
  const kinds = [run, more].map(({ evidence }) => evidence).filter((kind) => kind !== "none");
  return {
    ...run,
    packages,
    outcome: failed ? "failed" : run.outcome === "none" ? more.outcome : run.outcome,
    evidence: kinds.includes("exit_status") ? "exit_status" : (kinds[0] ?? "none"),
    command: [run.command, more.command].filter(Boolean).join("; ") || null,
    exit_code: more.exit_code || run.exit_code,
    duration_ms: run.duration_ms + more.duration_ms,
    cases: withUniqueIds([...run.cases, ...more.cases]),
    note: [run.note, more.note].filter(Boolean).join(" ") || null,
    ...(more.cut && { cut: true as const }),
  };
}
