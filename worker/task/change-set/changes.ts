/**
 * The change of a task, stored outside its sandbox. It is the only source for what is shown, tested, downloaded and
 * published.
 */
import type { EventInput, FileDiff, Plan, UndonePart } from "../../protocol/index.ts";
import type { Life } from "../record/life.ts";
import { keptTrees } from "../record/record.ts";
import { type Base, storedBase } from "./base.ts";
import type { ChangedFile, ChangeSet, StoredFile } from "./change-set.ts";
import { compose, type LeftOut, type WrittenFile } from "./compose.ts";
import { type Disk, MAX_FILE_BYTES } from "./disk.ts";
import { diffStatOf, fileDiffs } from "./file-diffs.ts";
import { binaryPatch, filePatch, type Sides } from "./file-patch.ts";
import { objectId, toByteString } from "./objects.ts";
import type { StoredObjects } from "./stored-objects.ts";
import type { Touched, TouchedPaths } from "./touched-paths.ts";
import { undoParts } from "./undo.ts";

/** Document key of a change set; its tree id follows. */
const CHANGE_SETS = "change-set:";

/** A checkpoint whose bytes are stored but that no record references yet. */
export interface NextChange {
  change: ChangeSet;
  isBase: boolean;
  leftOut: LeftOut[];
  read: readonly Touched[];
}

export class Changes {
  private readonly life: Life;
  readonly objects: StoredObjects;
  readonly touched: TouchedPaths;

  constructor(life: Life, objects: StoredObjects, touched: TouchedPaths) {
    this.life = life;
    this.objects = objects;
    this.touched = touched;
  }

  /** The current change. Null while the tree equals the base. */
  current(): ChangeSet | null {
    return this.of(this.life.record.tree);
  }

  /** The change that results in a tree named by the record; null if there is none. */
  of(tree: string | null): ChangeSet | null {
    if (tree === null) return null;
    const change = this.life.documents.get(`change-set:${tree}`);
    if (!change) throw new Error(`the change to tree ${tree} is gone`);
    return change;
  }

  /** All paths that were ever put into a tree, and these: they may stand there although the change has them not. */
  placed(paths: readonly string[]): string[] {
    const known = this.life.documents.get("placed") ?? [];
    const all = [...new Set([...known, ...paths])];
    if (all.length > known.length) this.life.documents.put("placed", all);
    return all;
  }

  /** Reads the written paths and stores every object of the resulting change. */
  async next(read: readonly Touched[], disk: Disk, base: Base): Promise<NextChange> {
    const previous = this.current()?.files ?? [];
    const { written, tooLarge } = await this.written(read, disk);
    const { files, leftOut } = await compose(previous, written, base.tree);
    const shown = await this.render(files, previous, base);
    const tree = await base.tree.withChange(shown.files);
    return {
      change: { base: base.commit, tree, files: shown.files },
      isBase: tree === base.tree.root,
      leftOut: [...leftOut, ...tooLarge, ...shown.leftOut],
      read,
    };
  }

  /**
   * The current change without these parts, its objects stored. Paths that leave it count as written, so that the sandbox
   * follows when it is next restored. A text says why it cannot be.
   */
  async without(parts: readonly UndonePart[]): Promise<NextChange | string> {
    const current = this.current();
    if (current === null) return "nothing has changed";
    const contents = { before: this.before.bind(this), after: this.bytes.bind(this) };
    const undone = await undoParts(current.files, parts, contents);
    if (!undone.ok) return undone.reason;
    for (const [oid, bytes] of undone.written) await this.objects.put(oid, bytes);
    const base = storedBase(current.base, { stored: this.objects, documents: this.life.documents });
    const { files, leftOut } = await this.render(undone.files, current.files, base);
    const tree = await base.tree.withChange(files);
    return { change: { base: base.commit, tree, files }, isBase: tree === base.tree.root, leftOut, read: [] };
  }

  /** A change that was the task's before. */
  again(tree: string): NextChange {
    const change = this.of(tree);
    if (change === null) throw new Error("there is no such change");
    return { change, isBase: false, leftOut: [], read: [] };
  }

  /** Makes it the current change. Call inside a commit. `plan` is the approved one. */
  keep({ change, isBase, leftOut, read }: NextChange, plan: Plan | null): void {
    const left = new Set(leftOut.map(({ path }) => path));
    this.touched.settle(read.filter(({ path }) => !left.has(path)));
    const tree = isBase ? null : change.tree;
    const events = leftOut.map(leftOutEvent);
    if (tree === this.life.record.tree) {
      this.life.emit(...events);
      return;
    }
    const machine = this.life.documents.get("machine_written") ?? [];
    const files = fileDiffs(change.files, plan, machine);
    const stat = diffStatOf(files);
    this.placed(change.files.map(({ path }) => path));
    if (tree !== null) this.life.documents.put(`change-set:${tree}`, change);
    this.life.documents.put("diff", files);
    const words = `${stat.files} files changed, +${stat.additions} −${stat.deletions}`;
    this.life.update(
      (record) => {
        record.tree = tree;
        record.undone = [];
        record.diffStat = isBase ? null : stat;
      },
      [...events, { type: "diff", message: words, data: { ...stat, tree } }],
    );
  }

  /**
   * Garbage collection: removes changes that the record no longer names, and bytes that no remaining change references.
   */
  async sweep(): Promise<void> {
    const kept = new Set(keptTrees(this.life.record));
    for (const key of this.life.documents.keys(CHANGE_SETS))
      if (!kept.has(key.slice(CHANGE_SETS.length))) this.life.documents.delete(key);
    const files = [...kept].flatMap((tree) => this.of(tree)?.files ?? []);
    const named = files.flatMap(({ file, base, shown }) => [file?.oid ?? "", base?.oid ?? "", shown.key]);
    await this.objects.sweep(new Set(named));
  }

  /** The new content of a changed file; null for a deletion. */
  async bytes({ path, file }: ChangedFile): Promise<Uint8Array | null> {
    if (file === null) return null;
    const bytes = await this.objects.get(file.oid);
    if (!bytes) throw new Error(`the content of ${path} is not stored`);
    return bytes;
  }

  /** The base's content of a changed file; null if it has none, or if it is too large to compare. */
  async before({ base }: ChangedFile): Promise<Uint8Array | null> {
    return base && this.objects.get(base.oid);
  }

  /**
   * These changed files, each with its diff as text, up to `maxChars` in total; the diff is null for files beyond that.
   */
  async shown(
    tree: string | null,
    files: readonly FileDiff[],
    maxChars: number,
  ): Promise<(FileDiff & { patch: string | null })[]> {
    const stored = this.of(tree)?.files ?? [];
    const shown = new Map(stored.map((file) => [file.path, file.shown]));
    const patches: (FileDiff & { patch: string | null })[] = [];
    let room = maxChars;
    for (const file of stored.length === 0 ? [] : files) {
      const piece = shown.get(file.path);
      const fits = piece !== undefined && piece.bytes <= room;
      const bytes = fits ? await this.objects.get(piece.key) : null;
      if (fits) room -= piece.bytes;
      // For display: what is not UTF-8 is replaced.
      patches.push({ ...file, patch: bytes && new TextDecoder().decode(bytes) });
    }
    return patches;
  }

  /** The diff as text, up to `maxChars`, without the files beyond that; null when nothing changed. */
  async text(maxChars: number): Promise<string | null> {
    const files = this.life.documents.get("diff") ?? [];
    const shown = await this.shown(this.life.record.tree, files, maxChars);
    if (shown.length === 0) return null;
    return shown.map(({ path, patch }) => patch ?? `Too long to show: ${path}\n`).join("");
  }

  /** A whole change, in chunks, as a patch that `git apply` accepts on the base commit. */
  async *patch({ files }: ChangeSet): AsyncGenerator<Uint8Array, void, undefined> {
    for (const file of files) {
      const text = file.shown.binary ? null : await this.objects.get(file.shown.key);
      yield text ?? (await binaryPatch(file, await this.bytes(file)));
    }
  }

  private async written(read: readonly Touched[], disk: Disk) {
    const written: WrittenFile[] = [];
    const tooLarge: LeftOut[] = [];
    for (const { path, executable, origin } of read) {
      const found = await disk.at(path);
      if (found.kind === "large") {
        tooLarge.push({ path, reason: `is larger than ${MAX_FILE_BYTES / 1024 / 1024} MB` });
        continue;
      }
      if (found.kind === "missing") {
        written.push({ path, executable, origin, content: null });
        continue;
      }
      const oid = await objectId("blob", found.bytes);
      await this.objects.put(oid, found.bytes);
      written.push({
        path,
        executable,
        origin,
        content: { kind: found.kind, oid, size: found.bytes.length },
      });
    }
    return { written, tooLarge };
  }

  private async render(files: readonly ChangedFile[], previous: readonly StoredFile[], base: Base) {
    const known = new Map(previous.map((file) => [file.shown.key, file.shown]));
    const rendered: StoredFile[] = [];
    const leftOut: LeftOut[] = [];
    for (const file of files) {
      const key = await keyOf(file);
      const before = known.get(key);
      if (before) {
        rendered.push({ ...file, shown: before });
        continue;
      }
      const sides = await this.sides(file, base);
      // A Git LFS pointer may be deleted or moved. A changed pointer would name content that nobody has stored.
      if (isPointer(sides.before) && file.status === "M" && file.file?.oid !== file.base?.oid) {
        leftOut.push({ path: file.path, reason: "is kept in Git LFS, and its content was not fetched" });
        continue;
      }
      const { patch, ...counts } = filePatch(file, sides);
      await this.objects.put(key, patch);
      rendered.push({ ...file, shown: { key, bytes: patch.length, ...counts } });
    }
    return { files: rendered, leftOut };
  }

  private async sides(file: ChangedFile, base: Base): Promise<Sides> {
    const at = file.base && (await base.tree.entry(file.path));
    return {
      before: at?.kind === "file" ? await base.blob(at.oid, at.folder) : null,
      after: await this.bytes(file),
    };
  }
}

const leftOutEvent = ({ path, reason }: LeftOut): EventInput => ({
  type: "warning",
  message: `${path} is no part of the change: it ${reason}`.slice(0, 500),
  data: { code: "left_out", detail: path },
  dedupe: `left_out:${path}:${reason}`,
});

const POINTER = "version https://git-lfs.github.com/spec/";

const isPointer = (side: Sides["before"]): boolean =>
  side instanceof Uint8Array && toByteString(side.subarray(0, POINTER.length)) === POINTER;

/** Cache key of a rendered diff: path, base blob and new blob. */
async function keyOf({ path, base, file }: ChangedFile): Promise<string> {
  const text = JSON.stringify([path, base, file]);
  return `diff-${await objectId("blob", new TextEncoder().encode(text))}`;
}
