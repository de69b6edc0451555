/** What the browser has to load, counted from the build's own manifest. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Figure } from "./figures.ts";

const ENTRY = "index.html";
const TASK_ROUTE = "src/task/task-page.tsx";
/** The page of a shared link; loaded without the app around it, so it counts whole. */
const SHARED_TASK = "src/share/shared-task.tsx";
const DIFF_PANE = "src/task/diff/diff-pane.tsx";
const KB = 1_024;
/** In KB of 1,024 bytes, gzip -9. */
const BUDGET_KB = { entry: 70, task: 55, diff: 135, route: 45, css: 12 };
/** Scripts and style sheets; each costs a round trip's share on a slow line. */
const BUDGET_FILES = { entry: 3, task: 20 };

/** The part of Vite's manifest that is read here: chunks by source or by name. */
export interface Manifest {
  [chunk: string]: {
    file: string;
    imports?: string[];
    dynamicImports?: string[];
    css?: string[];
    isDynamicEntry?: boolean;
  };
}

/** The chunks that `chunk` cannot start without, itself included. */
export function closureOf(manifest: Manifest, chunk: string): Set<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    const known = manifest[name];
    if (!known) throw new Error(`the build has no chunk ${name}`);
    for (const next of known.imports ?? []) visit(next);
  };
  visit(chunk);
  return found;
}

/**
 * The sizes that have a budget. A route counts what it adds to the entry; what loads later, what it adds to whatever
 * asks for it. `gzBytes` gives the compressed size of a file of the build.
 */
export function bundleSizes(manifest: Manifest, gzBytes: (file: string) => number): Figure[] {
  const entry = closureOf(manifest, ENTRY);
  const kb = (chunks: Set<string>): number => {
    const files = new Set([...chunks].map((name) => manifest[name]?.file ?? ""));
    return [...files].reduce((sum, file) => sum + gzBytes(file), 0) / KB;
  };
  const added = (name: string): number => {
    const hosts = Object.keys(manifest).filter((host) => manifest[host]?.dynamicImports?.includes(name));
    const loaded = hosts.map((host) => closureOf(manifest, host));
    const there = [...closureOf(manifest, name)].filter(
      (chunk) => loaded.length > 0 && loaded.every((chunks) => chunks.has(chunk)),
    );
    return kb(without(closureOf(manifest, name), new Set([...entry, ...there])));
  };
  const others = Object.keys(manifest)
    .filter((name) => manifest[name]?.isDynamicEntry && name.startsWith("src/"))
    .filter((name) => ![TASK_ROUTE, SHARED_TASK, DIFF_PANE].includes(name))
    .map((name) => ({ name: nameOf(name), value: added(name) }))
    .sort((a, b) => b.value - a.value);
  const styles = new Set(Object.values(manifest).flatMap(({ css }) => css ?? []));
  const figure = (name: string, value: number, budget: number, unit: Figure["unit"] = "KB"): Figure => ({
    name,
    value,
    unit,
    budget,
  });
  const files = (chunks: Set<string>): number =>
    new Set([...chunks].flatMap((name) => [manifest[name]?.file, ...(manifest[name]?.css ?? [])])).size;
  const task = new Set([...entry, ...closureOf(manifest, TASK_ROUTE)]);
  return [
    figure("Entry", kb(entry), BUDGET_KB.entry),
    figure("Task route", added(TASK_ROUTE), BUDGET_KB.task),
    ...(SHARED_TASK in manifest ? [figure("Shared task", added(SHARED_TASK), BUDGET_KB.task)] : []),
    figure("Diff chunk", added(DIFF_PANE), BUDGET_KB.diff),
    ...others.map(({ name, value }) => figure(name, value, BUDGET_KB.route)),
    figure("Files before the first paint", files(entry), BUDGET_FILES.entry, "files"),
    figure("and of the task page", files(task), BUDGET_FILES.task, "files"),
    figure("CSS", [...styles].reduce((sum, file) => sum + gzBytes(file), 0) / KB, BUDGET_KB.css),
  ];
}

const without = (chunks: Set<string>, known: Set<string>): Set<string> =>
  new Set([...chunks].filter((chunk) => !known.has(chunk)));

/** `src/settings/settings-page.tsx` as `settings-page`. */
const nameOf = (source: string): string => source.replace(/^.*\/|\.tsx?$/g, "");

/** The sizes of the build in `dir`. */
export function sizesOf(dir: string): Figure[] {
  // Written by Vite in the same build; a chunk that is missing from it is reported by name.
  const manifest = JSON.parse(readFileSync(join(dir, ".vite/manifest.json"), "utf8")) as Manifest;
  return bundleSizes(manifest, (file) => gzipSync(readFileSync(join(dir, file)), { level: 9 }).length);
}
