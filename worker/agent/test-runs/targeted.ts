import type { TestReport } from "../../protocol/index.ts";
import type { AgentHost, DetectedCommands } from "../types.ts";
import { excludeArtifacts } from "./artifacts.ts";
import { mergeReports, ownersOf, type Unit, unitsNamed } from "./packages.ts";
import { noTests } from "./report.ts";
import { runUnit } from "./run.ts";
import { choiceFor, type Selection } from "./selection.ts";

export interface TargetedRun {
  report: TestReport;
  /** False if a runner cannot select, so that all of its tests were run. */
  selected: boolean;
}

/** More packages are not run for one selection. */
const MAX_UNITS = 4;

/**
 * Runs chosen test files and tests of the checkout as it stands, by the packages that own the files. Like `runTests` it
 * never throws for the tests' behaviour.
 */
export async function runTargeted(
  host: AgentHost,
  commands: DetectedCommands,
  selection: Selection,
  timeoutMs: number,
): Promise<TargetedRun> {
  const parts = partsOf(commands, selection);
  if (parts.length === 0) return { report: noTests(commands.reason), selected: true };
  await excludeArtifacts(host, commands);
  const endBy = host.now() + timeoutMs;
  const runs: { unit: Unit; report: TestReport }[] = [];
  let selected = true;
  for (const { unit, ...own } of parts) {
    const choice = choiceFor(unit.command, own);
    if (choice === null && own.paths.length + own.names.length > 0) selected = false;
    const report = await runUnit(host, unit, choice, Math.max(1_000, endBy - host.now()));
    runs.push({ unit, report });
  }
  const [only] = runs;
  const report = runs.length === 1 && only?.unit.label === "" ? only.report : mergeReports(runs);
  return { report, selected };
}

/** Those of the paths that their runner can be told to run alone. Pure. */
export function choosablePaths(commands: DetectedCommands, paths: readonly string[]): string[] {
  return paths.filter((path) => {
    const [part] = partsOf(commands, { paths: [path], names: [] });
    return part !== undefined && choiceFor(part.unit.command, part) !== null;
  });
}

/** The units with their part of the selection; names alone go to the top level, or to each package if it has none. */
function partsOf(commands: DetectedCommands, { paths, names }: Selection): (Selection & { unit: Unit })[] {
  const units = unitsNamed(commands, [
    ...(commands.packages ?? []).map(({ dir, test }) => dir || test.display),
    "",
  ]);
  const top = units.find(({ label }) => label === "");
  if (paths.length === 0)
    return (top ? [top] : units.slice(0, MAX_UNITS)).map((unit) => ({ unit, paths, names }));
  const found = new Map<Unit, string[]>();
  for (const path of paths) {
    const [owner] = ownersOf(commands.packages ?? [], [path]);
    const unit = units.find(({ command }) => command === owner?.test) ?? top;
    if (!unit) continue;
    const inside = unit.dir === "" ? path : path.slice(unit.dir.length + 1) || ".";
    found.set(unit, [...(found.get(unit) ?? []), inside]);
  }
  return [...found].slice(0, MAX_UNITS).map(([unit, own]) => ({ unit, paths: own, names }));
}
