import { countCases, type TestCase, type TestEvidence, type TestReport } from "../../protocol/index.ts";
import type { DetectedCommands, DetectedPackage, TestCommand } from "../types.ts";
import { commandCase, withUniqueIds } from "./cases.ts";

/** Limit of packages to run for one change. */
const MAX_RUN = 8;

/** One command of a run: a package, or the top level with an empty label. */
export interface Unit {
  /** Prefix of its test ids. */
  label: string;
  dir: string;
  command: TestCommand;
}

/**
 * The units of one run: the packages that own one of `paths`, in path order (all packages without `paths`), the
 * packages `also`, then the top level. More than one unit only if the checkout has packages.
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

/** Labels of the units of one run. */
export const packagesToRun = (...wanted: Parameters<typeof unitsOf>): string[] =>
  unitsOf(...wanted).map(({ label }) => label);

/** The given labels that exist in the checkout. */
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

/** Sorts packages: those that own one of the paths first, in path order. */
export const byOwnership = (
  packages: readonly DetectedPackage[],
  paths: readonly string[],
): DetectedPackage[] => [...new Set([...ownersOf(packages, paths), ...packages])];

/** The packages that own the paths, in path order. */
export function ownersOf(packages: readonly DetectedPackage[], paths: readonly string[]): DetectedPackage[] {
  return [...new Set(paths.flatMap((path) => ownersOfPath(packages, path)))];
}

/** A path belongs to the deepest package around it; a second language at the top level owns its file types. */
function ownersOfPath(packages: readonly DetectedPackage[], path: string): DetectedPackage[] {
  const around = packages.filter(
    ({ dir, extensions }) =>
      (dir === "" || path.startsWith(`${dir}/`)) &&
      (!extensions || extensions.includes(path.slice(path.lastIndexOf(".") + 1))),
  );
  const depth = Math.max(0, ...around.map(({ dir }) => dir.length));
  return around.filter(({ dir }) => dir.length === depth);
}

/** Adds the unit's label to its cases, for the whole run. */
export function labelled(unit: Unit, cases: readonly TestCase[]): TestCase[] {
  if (unit.label === "") return [...cases];
  return cases.map((item) => ({
    ...item,
    id: `${unit.label}::${item.id}`,
    file: item.file === null || unit.dir === "" ? item.file : `${unit.dir}/${item.file}`,
  }));
}

/** The cases of a unit, with ids as its own runner names them. */
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
 * Merges the reports of several units. A unit that could not run becomes a failed case, so that it is not hidden by
 * tests that passed elsewhere.
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
  const all = withUniqueIds(cases);
  return {
    outcome: has("failed") ? "failed" : evidence === "none" ? "none" : "passed",
    evidence: has("failed") ? "cases" : evidence,
    command: runs.map(({ unit, report }) => [unit.dir, report.command].filter(Boolean).join(": ")).join("; "),
    exit_code: last?.report.exit_code ?? null,
    duration_ms: runs.reduce((sum, { report }) => sum + report.duration_ms, 0),
    counts: countCases(all),
    cases: all,
    output_tail: last?.report.output_tail ?? "",
    note: notes.length > 0 ? notes.join(" ") : null,
    packages: runs.map(({ unit }) => unit.label),
    ...(runs.some(({ report }) => report.cut) ? { cut: true as const } : {}),
  };
}

/**
 * The weakest evidence counts: tests of other packages do not cover a package that names none. The top-level command
 * counts only if no package named tests: `turbo run test` runs the packages again and names nothing.
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
 * Merges a run with the run of further packages. `labels` names all of them: one without results in `more` is known to
 * have no tests.
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
  const cases = withUniqueIds([...run.cases, ...more.cases]);
  return {
    ...run,
    packages,
    outcome: failed ? "failed" : run.outcome === "none" ? more.outcome : run.outcome,
    evidence: kinds.includes("exit_status") ? "exit_status" : (kinds[0] ?? "none"),
    command: [run.command, more.command].filter(Boolean).join("; ") || null,
    exit_code: more.exit_code || run.exit_code,
    duration_ms: run.duration_ms + more.duration_ms,
    counts: countCases(cases),
    cases,
    note: [run.note, more.note].filter(Boolean).join(" ") || null,
    ...(more.cut && { cut: true as const }),
  };
}
