/** Which files of a checkout a path that does not exist may have meant. */
import type { FileEntry } from "../../sandbox/port.ts";

const MAX_SHOWN = 3;
const MAX_FOLDERS = 80;
const MAX_ENTRIES = 5_000;
const MAX_NAME_CHARS = 100;
const MAX_PATH_CHARS = 200;
/** Folders of others' files, which are large and seldom meant. */
const SKIPPED = new Set([
  "node_modules",
  "vendor",
  "target",
  "venv",
  "__pycache__",
  "dist",
  "build",
  "coverage",
]);

type ListFolder = (folder: string) => Promise<readonly FileEntry[]>;

/**
 * Paths with the name of `wanted` in another place, with another extension, or with a name that is written almost the
 * same; best first, at most three. Looks at no more than the upper folders of a large checkout.
 */
export async function nearestPaths(wanted: string, list: ListFolder): Promise<string[]> {
  const name = nameOf(wanted).toLowerCase();
  if (name === "" || name.length > MAX_NAME_CHARS) return [];
  const parts = new Set(wanted.toLowerCase().split("/").slice(0, -1));
  const found: { path: string; score: number }[] = [];
  let [folders, looked, entries] = [[""], 0, 0];
  while (folders.length > 0 && looked < MAX_FOLDERS && entries < MAX_ENTRIES) {
    // A folder that the path names may hold what is meant.
    const level = folders
      .toSorted((a, b) => Number(parts.has(lower(b))) - Number(parts.has(lower(a))))
      .slice(0, MAX_FOLDERS - looked);
    looked += level.length;
    const listed = await Promise.all(level.map(async (folder) => ({ folder, inside: await list(folder) })));
    folders = [];
    for (const { folder, inside } of listed) {
      entries += inside.length;
      for (const entry of inside) {
        const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
        if (path.length > MAX_PATH_CHARS) continue;
        if (entry.kind === "directory" && !SKIPPED.has(entry.name) && !entry.name.startsWith("."))
          folders.push(path);
        const score = likeness(entry.name.toLowerCase(), name);
        if (score !== null && path !== wanted) found.push({ path, score: score - shared(path, parts) });
      }
    }
  }
  return found
    .sort((a, b) => a.score - b.score || a.path.length - b.path.length || (a.path < b.path ? -1 : 1))
    .slice(0, MAX_SHOWN)
    .map(({ path }) => path);
}

/** ` Did you mean …?`, or nothing. */
export const didYouMean = (paths: readonly string[]): string =>
  paths.length === 0 ? "" : ` Did you mean ${paths.join(" or ")}?`;

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
const lower = (path: string): string => nameOf(path).toLowerCase();
const stem = (name: string): string => name.replace(/(?<=.)\.[^.]*$/, "");

/** Each folder of the wanted path that a path has too makes it a little likelier. */
const shared = (path: string, parts: ReadonlySet<string>): number =>
  path
    .toLowerCase()
    .split("/")
    .slice(0, -1)
    .filter((part) => parts.has(part)).length / 10;

/** Smaller is more alike; null: not alike. */
function likeness(name: string, wanted: string): number | null {
  if (name === wanted) return 0;
  if (name.length > MAX_NAME_CHARS) return null;
  if (stem(name) === stem(wanted)) return 1;
  const most = Math.max(1, Math.floor(stem(wanted).length / 4));
  const distance = distanceOf(name, wanted, most);
  return distance === null ? null : 1 + distance;
}

/** How many signs have to be changed, at most `most`; a swapped pair counts as one. */
function distanceOf(a: string, b: string, most: number): number | null {
  if (Math.abs(a.length - b.length) > most) return null;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(swapped ? Math.min(cost, (before[j - 2] ?? 0) + 1) : cost);
    }
    [before, last] = [last, row];
  }
  const distance = last[b.length] ?? 0;
  return distance > most ? null : distance;
}
