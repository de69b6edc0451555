/**
 * The trees of the base commit, read from its root tree id. Every object is verified against its id, whatever its
 * source.
 */
import type { BlobRef, ChangedFile, FileMode } from "./change-set.ts";
import {
  encodeTree,
  GITLINK_MODE,
  nameOf,
  ObjectError,
  objectId,
  parseTree,
  TREE_MODE,
  type TreeEntry,
  textOf,
} from "./objects.ts";

export type TreeReader = (oid: string) => Promise<Uint8Array>;

/** What the base commit has at a path. `below`: a parent of the path is not a folder there. */
export type BaseEntry =
  | { kind: "none" }
  /** `folder`: id of the tree that contains the file. */
  | ({ kind: "file"; folder: string } & BlobRef)
  | { kind: "folder"; oid: string }
  | { kind: "gitlink"; path: string }
  | { kind: "below"; path: string };

export class BaseTree {
  readonly root: string;
  private readonly read: TreeReader;
  private readonly parsed = new Map<string, Promise<TreeEntry[]>>();

  /** `read` returns the verified content of a tree. */
  constructor(root: string, read: TreeReader) {
    this.root = root;
    this.read = read;
  }

  async entry(path: string): Promise<BaseEntry> {
    let tree = this.root;
    const segments = path.split("/");
    for (const [index, segment] of segments.entries()) {
      const name = nameOf(segment);
      const found = (await this.list(tree)).find((entry) => entry.name === name);
      if (!found) return { kind: "none" };
      const here = segments.slice(0, index + 1).join("/");
      if (found.mode === GITLINK_MODE) return { kind: "gitlink", path: here };
      const last = index === segments.length - 1;
      if (found.mode === TREE_MODE) {
        if (last) return { kind: "folder", oid: found.oid };
        tree = found.oid;
      } else if (last) return { kind: "file", mode: fileMode(found.mode), oid: found.oid, folder: tree };
      else return { kind: "below", path: here };
    }
    return { kind: "none" };
  }

  /** Every file below a folder, by path. Throws ObjectError for names that are not UTF-8. */
  async filesBelow(path: string, tree: string): Promise<(BlobRef & { path: string })[]> {
    const files: (BlobRef & { path: string })[] = [];
    for (const { name, mode, oid } of await this.list(tree)) {
      const text = textOf(name);
      if (text === null) throw new ObjectError(`a name below ${path} is not UTF-8`);
      const child = `${path}/${text}`;
      if (mode === TREE_MODE) files.push(...(await this.filesBelow(child, oid)));
      else if (mode !== GITLINK_MODE) files.push({ path: child, mode: fileMode(mode), oid });
    }
    return files;
  }

  /** Id of the tree that results from applying the change to the base. */
  async withChange(files: readonly ChangedFile[]): Promise<string> {
    const top: Edit = { folders: new Map(), entry: undefined };
    for (const { path, file } of files) {
      let edit = top;
      for (const segment of path.split("/")) {
        const name = nameOf(segment);
        const next = edit.folders.get(name) ?? { folders: new Map(), entry: undefined };
        edit.folders.set(name, next);
        edit = next;
      }
      edit.entry = file === null ? null : { mode: file.mode, oid: file.oid };
    }
    return (await this.rewritten(this.root, top)) ?? objectId("tree", new Uint8Array());
  }

  /** Null when the tree becomes empty: git stores no empty folder. */
  private async rewritten(tree: string | null, edit: Edit): Promise<string | null> {
    const entries = new Map<string, TreeEntry>();
    for (const entry of tree === null ? [] : await this.list(tree)) entries.set(entry.name, entry);
    for (const [name, below] of edit.folders) {
      const old = entries.get(name);
      if (below.entry !== undefined) entries.delete(name);
      if (below.entry) entries.set(name, { name, ...below.entry });
      if (below.folders.size === 0) continue;
      const oid = await this.rewritten(old?.mode === TREE_MODE ? old.oid : null, below);
      if (oid !== null) entries.set(name, { name, mode: TREE_MODE, oid });
      else if (entries.get(name)?.mode === TREE_MODE) entries.delete(name);
    }
    return entries.size === 0 ? null : objectId("tree", encodeTree([...entries.values()]));
  }

  private list(oid: string): Promise<TreeEntry[]> {
    const known = this.parsed.get(oid);
    if (known) return known;
    const reading = this.read(oid).then(parseTree);
    this.parsed.set(oid, reading);
    // Failures are not cached: the next call may succeed.
    reading.catch(() => this.parsed.delete(oid));
    return reading;
  }
}

/** The edit at one node of the tree: to a file there (null removes it), and to entries below it. */
interface Edit {
  folders: Map<string, Edit>;
  entry: { mode: FileMode; oid: string } | null | undefined;
}

/** Old commits contain modes such as `100664`, which git treats as a plain file. */
function fileMode(mode: string): FileMode {
  if (mode === "120000") return mode;
  return Number.parseInt(mode, 8) & 0o100 ? "100755" : "100644";
}
