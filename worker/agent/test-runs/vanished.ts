/** Explains tests that ran before the edits and are missing after them. Pure. */
import type { RenamedTest, TestCase } from "../../protocol/index.ts";
import { suiteOf } from "./cases.ts";

/** A file that the approved plan deletes and that is deleted. `text` is its old content; null when unknown. */
export interface DeletedFile {
  path: string;
  text: string | null;
}

export interface Vanished {
  /** Removed with a file that the plan deletes. */
  deleted: TestCase[];
  renamed: RenamedTest[];
  /** Without an explanation. */
  lost: TestCase[];
}

/**
 * Classifies the missing tests. `appeared` are new passing tests: each explains one missing test of its own file and
 * suite with the same title except for generated words.
 */
export function explainVanished(
  gone: readonly TestCase[],
  appeared: readonly TestCase[],
  deletedFiles: readonly DeletedFile[],
): Vanished {
  const result: Vanished = { deleted: [], renamed: [], lost: [] };
  const free = new Map<string, TestCase[]>();
  for (const item of appeared) free.set(placeOf(item), [...(free.get(placeOf(item)) ?? []), item]);
  for (const item of gone) {
    if (deletedFiles.some((file) => wasIn(item, file))) {
      result.deleted.push(item);
      continue;
    }
    const match = free.get(placeOf(item))?.shift();
    if (match) result.renamed.push({ from: item.id, to: match.id });
    else result.lost.push(item);
  }
  return result;
}

/** Generated words: with a digit in them (ports, counters, times, ids), and paths of temporary folders. */
const MADE_UP = /(?:\/|[A-Z]:\\)(?:tmp|temp|var\/folders)[^\s'"`)\]]*|[\w.:+-]*\d[\w.:+-]*/gi;

/** File, suite and title without generated words. */
function placeOf(item: TestCase): string {
  const plain = (text: string) => text.replace(MADE_UP, "#").replace(/#(?:[\s,.:/-]*#)+/g, "#");
  return JSON.stringify([item.file, plain(suiteOf(item)), plain(item.name)]);
}

/** For runners that do not name the file: matches a module or class, or a test name in the deleted text. */
function wasIn(item: TestCase, { path, text }: DeletedFile): boolean {
  if (item.file !== null && item.file.includes("/") === path.includes("/")) return item.file === path;
  if (item.file !== null) return path === item.file || path.endsWith(`/${item.file}`);
  const dotted = path.replace(/\.[^./]+$/, "").replaceAll("/", ".");
  const suite = suiteOf(item);
  if (suite !== "" && (suite === dotted || suite.startsWith(`${dotted}.`) || dotted.endsWith(`.${suite}`)))
    return true;
  const name = /[\p{L}\p{N}_$]+/u.exec(item.name.split(/[/(]/)[0] ?? "")?.[0];
  if (text === null || name === undefined) return false;
  return new RegExp(`(?<![\\p{L}\\p{N}_$])${name.replaceAll("$", "\\$")}(?![\\p{L}\\p{N}_$])`, "u").test(
    text,
  );
}
