/** Takes parts of a change back: a file, or hunks of its diff. Pure but for the bytes that it is given. */
import type { HunkRef, UndonePart } from "../../protocol/index.ts";
import type { ChangedFile } from "./change-set.ts";
import { isText } from "./file-patch.ts";
import { withoutHunks } from "./line-diff.ts";
import { fromByteString, objectId, toByteString } from "./objects.ts";

/** The content of a changed file on both sides; null where there is none. */
export interface Contents {
  before(file: ChangedFile): Promise<Uint8Array | null>;
  after(file: ChangedFile): Promise<Uint8Array | null>;
}

export type UndoneChange =
  | { ok: true; files: ChangedFile[]; written: Map<string, Uint8Array> }
  /** For the person who asked. */
  | { ok: false; reason: string };

/**
 * The change without these parts, and new contents by id. A file of which nothing is left to differ is no part of it any
 * more. Everything else stays byte for byte.
 */
export async function undoParts(
  files: readonly ChangedFile[],
  parts: readonly UndonePart[],
  contents: Contents,
): Promise<UndoneChange> {
  const left = new Map(files.map((file) => [file.path, file]));
  const written = new Map<string, Uint8Array>();
  for (const [path, hunks] of partsByPath(parts)) {
    const file = left.get(path);
    if (!file) return { ok: false, reason: `${path} is no part of the change` };
    const kept = hunks === null ? null : await fileWithout(file, hunks, contents);
    if (kept !== null && "reason" in kept) return { ok: false, reason: kept.reason };
    if (kept === null) left.delete(path);
    else {
      left.set(path, kept.file);
      written.set(kept.file.file.oid, kept.bytes);
    }
  }
  const clash = clashIn(files, left);
  if (clash) return { ok: false, reason: clash };
  return { ok: true, files: [...left.values()], written };
}

/** The hunks named for each path; null for the whole file, which includes any of its hunks. */
function partsByPath(parts: readonly UndonePart[]): Map<string, HunkRef[] | null> {
  const byPath = new Map<string, HunkRef[] | null>();
  for (const { path, hunks } of parts) {
    const known = byPath.get(path);
    if (hunks === undefined || known === null) byPath.set(path, null);
    else byPath.set(path, [...(known ?? []), ...hunks]);
  }
  return byPath;
}

type Kept = { file: ChangedFile & { file: NonNullable<ChangedFile["file"]> }; bytes: Uint8Array };

/** The file without these hunks; null when it is as in the base then. */
async function fileWithout(
  file: ChangedFile,
  hunks: readonly HunkRef[],
  contents: Contents,
): Promise<Kept | { reason: string } | null> {
  const { path, base } = file;
  const whole = { reason: `${path} can only be undone as a whole` };
  const [before, after] = [base && (await contents.before(file)), await contents.after(file)];
  // A base that is not stored was too large to be compared.
  if (!isText(before) || !isText(after) || (base !== null && before === null)) return whole;
  const becameAnother = base && file.file && (base.mode === "120000") !== (file.file.mode === "120000");
  if (becameAnother) return whole;
  const text = withoutHunks(toByteString(before ?? EMPTY), toByteString(after ?? EMPTY), hunks);
  if (text === null) return { reason: `${path} has no such part; look at the diff again` };
  const bytes = fromByteString(text);
  const oid = await objectId("blob", bytes);
  // The diff of a new file, or of one that is gone, is a single hunk.
  if (base === null || file.file === null) return null;
  const { mode } = file.file;
  if (oid === base.oid && mode === base.mode) return null;
  return { file: { ...file, file: { mode, oid, size: bytes.length } }, bytes };
}

const EMPTY = new Uint8Array();

/** Where a file would come back in whose place a folder stands now, or the other way round. */
function clashIn(files: readonly ChangedFile[], left: ReadonlyMap<string, ChangedFile>): string | null {
  const back = files.filter(({ path, file }) => file === null && !left.has(path)).map(({ path }) => path);
  const there = [...left.values()].filter(({ file }) => file !== null).map(({ path }) => path);
  for (const path of back) {
    const other = there.find((now) => now.startsWith(`${path}/`) || path.startsWith(`${now}/`));
    if (other !== undefined) return `${path} cannot come back while ${other} is there; undo both`;
  }
  return null;
}
