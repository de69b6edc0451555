import type { FileSeen } from "../../llm/types.ts";
import { type Argv, SandboxFailure } from "../../sandbox/port.ts";
import { repositoryPath } from "../edit/path.ts";
import { type FileState, type StagedChange, tooLargeText } from "../edit/staging.ts";
import { decodeText, MAX_FILE_BYTES, type TextFile } from "../edit/text-file.ts";
import type { AgentHost, TouchedPath } from "../types.ts";
import { digest } from "./digest.ts";
import { isLfsPointer, pointerReason } from "./guarded.ts";
import { MAX_READ_BYTES } from "./large-file.ts";
import { type Located, Lookup, missingText } from "./lookup.ts";
import { didYouMean, nearestPaths } from "./nearest-paths.ts";
import { WrittenFiles } from "./written-files.ts";

/** `path` has the form on disk. */
export type ReadText = { path: string } & (
  | { ok: true; file: TextFile; bytes: Uint8Array }
  /** `large`: it can be read by lines. */
  | { ok: false; large?: true; reason: string }
);

type ReadBytes = { path: string } & (
  | { ok: true; bytes: Uint8Array }
  | { ok: false; located: Located; large?: true; reason: string }
);

/** What is said of a path that leads out of the repository. */
export const OUTSIDE = "The path must be relative and inside the repository.";

/**
 * The checkout's files for the agent's tools: text only, no `.git`, no symbolic links. Remembers what the model has
 * read, so that it cannot change a text it does not know.
 */
export class WorkTree {
  readonly #host: AgentHost;
  /** Hash of each file's bytes as the model last saw them. */
  readonly #seen = new Map<string, string>();
  /** What was seen since it was last taken, to be stored with the conversation. */
  #noted: FileSeen[] = [];
  readonly #failedEdits = new Map<string, number>();
  readonly #written = new WrittenFiles();
  readonly #lookup: Lookup;

  constructor(host: AgentHost) {
    this.#host = host;
    this.#lookup = new Lookup(host);
  }

  /**
   * The normalised repository path, or null if it is invalid: outside, under `.git`. An absolute path is the checkout's
   * own, or is meant from the root of the repository; none leads out of it.
   */
  parse(path: string): string | null {
    const own = `${this.#host.repoDir}/`;
    return repositoryPath(path.startsWith(own) ? path.slice(own.length) : path.replace(/^\/+/, ""));
  }

  /** Whether the model wrote a path of the machine: absolute, and not even its first folder is in the checkout. */
  isForeign(given: string, located: Located): boolean {
    if (!given.startsWith("/") || given.startsWith(`${this.#host.repoDir}/`)) return false;
    return located.kind === "missing" && !located.first.includes("/");
  }

  /** ` Did you mean …?` with the nearest names of the checkout, or nothing. */
  async didYouMean(path: string): Promise<string> {
    return didYouMean(await nearestPaths(path, (folder) => this.#lookup.list(folder)));
  }

  absolute(path: string): string {
    return `${this.#host.repoDir}/${path}`;
  }

  /** What exists at a path that `parse` returned, and its form on disk. */
  locate(path: string): Promise<Located> {
    return this.#lookup.locate(path);
  }

  /** Why a path does not exist, with what it may have meant. */
  async missingReason(located: Extract<Located, { kind: "missing" }>): Promise<string> {
    const near = located.similar === null ? await this.didYouMean(located.path) : "";
    return missingText(located) + near;
  }

  filesBelow(folder: string): Promise<string[] | null> {
    return this.#lookup.filesBelow(folder);
  }

  /** The text of a file, which the model called `given`. Refuses folders, links, binaries and files over 5 MiB. */
  async read(wanted: string, given = wanted): Promise<ReadText> {
    const found = await this.#bytes(await this.locate(wanted));
    if (!found.ok && found.located.kind === "missing") {
      const outside = this.isForeign(given, found.located);
      return { ...found, reason: outside ? OUTSIDE : await this.missingReason(found.located) };
    }
    if (!found.ok) return found;
    const { path, bytes } = found;
    const decoded = decodeText(bytes);
    if (decoded.ok) return { ok: true, path, file: decoded.file, bytes };
    const reason = decoded.reason === "binary" ? `${path} is not a text file.` : tooLargeText(path);
    return { ok: false, path, reason };
  }

  /** A file's state for the edit engine. A regular file of any size may be deleted. */
  async state(located: Located): Promise<FileState> {
    const { path } = located;
    if (located.kind === "blocked") {
      const reason = `${located.by} is a file, not a folder.`;
      return { kind: "blocked", by: [located.by], reason };
    }
    if (located.kind === "directory") return this.#folderState(path);
    const found = await this.#bytes(located);
    if (found.ok) {
      const seen = this.#seen.get(path);
      const knowledge =
        seen === undefined ? "unread" : seen === (await digest(found.bytes)) ? "current" : "changed";
      const sealed = isLfsPointer(found.bytes) ? { sealed: pointerReason(path) } : {};
      return { kind: "file", bytes: found.bytes, knowledge, ...sealed };
    }
    if (located.kind === "missing") return { kind: "missing" };
    return found.large ? { kind: "large" } : { kind: "refused", reason: found.reason };
  }

  /** A folder may be replaced by a file once it contains no files. */
  async #folderState(path: string): Promise<FileState> {
    const by = await this.filesBelow(path);
    if (by === null) return { kind: "refused", reason: `${path} is a folder; use glob.` };
    if (by.length === 0) return { kind: "missing", emptyFolder: true };
    const named = by.slice(0, 5).join(", ") + (by.length > 5 ? ` and ${by.length - 5} more` : "");
    return { kind: "blocked", by, reason: `${path} is a folder that holds ${named}; use glob.` };
  }

  /** Records that the model has seen these bytes of the file, and which lines; none where it wrote them itself. */
  async remember(path: string, bytes: Uint8Array, lines?: { from: number; to: number }): Promise<void> {
    const hash = await digest(bytes);
    this.#seen.set(path, hash);
    this.#noted.push({ path, hash, ...(lines ? { from: lines.from, to: lines.to } : {}) });
  }

  /** What was seen since the last call. */
  takeNoted(): FileSeen[] {
    const noted = this.#noted;
    this.#noted = [];
    return noted;
  }

  /** Takes over what a stored conversation shows of the files, by hash; null: no longer there. */
  recall(hashes: ReadonlyMap<string, string | null>): void {
    for (const [path, hash] of hashes) if (hash !== null) this.#seen.set(path, hash);
  }

  #forget(path: string): void {
    this.#seen.delete(path);
    this.#noted.push({ path, hash: null });
  }

  /** The file may have changed: it counts as unread. */
  forget(path: string): void {
    this.#seen.delete(path);
  }

  /**
   * Applies all changes; if one fails, restores those already written and throws. `files` are the states from which the
   * changes were computed.
   */
  async commit(changes: readonly StagedChange[], files: ReadonlyMap<string, FileState>): Promise<void> {
    const done: StagedChange[] = [];
    const ordered = inOrder(changes, files);
    this.#host.touched(ordered.flatMap(touchedBy));
    try {
      for (const change of ordered) {
        done.push(change);
        await this.#carryOut(change, files.get(change.path));
      }
    } catch (error) {
      for (const change of done.reverse()) await this.#undo(change, files).catch(() => undefined);
      throw error;
    }
    for (const change of ordered) {
      const { path, from, bytes } = change;
      await this.#written.note(change, files);
      if (from !== null) this.#forget(from);
      if (bytes) await this.remember(path, bytes);
      else this.#forget(path);
      this.#failedEdits.delete(path);
    }
  }

  /** The paths that were written, and whether they differ from what was there at first. */
  changes(): Map<string, boolean> {
    return this.#written.changes();
  }

  /** Counts a file's consecutive failed edits; returns the count. */
  countFailedEdit(path: string): number {
    const count = (this.#failedEdits.get(path) ?? 0) + 1;
    this.#failedEdits.set(path, count);
    return count;
  }

  async #carryOut(change: StagedChange, state: FileState | undefined): Promise<void> {
    const { action, path, from, before, after, bytes, executable } = change;
    if (bytes === null) {
      await this.#command("delete", path, ["rm", "-f", "--", this.absolute(path)]);
      return;
    }
    // An emptied folder still blocks the new file.
    if (isFolder(path, state))
      await this.#command("write", path, ["find", this.absolute(path), "-depth", "-type", "d", "-delete"]);
    if (from !== null) await this.#move(from, path);
    if (action !== "move" || before !== after) await this.#host.sandbox.write(this.absolute(path), bytes);
    if (executable !== null && (executable || action !== "create"))
      await this.#command("write", path, ["chmod", executable ? "755" : "644", "--", this.absolute(path)]);
  }

  /** A move keeps the file's mode. */
  async #move(from: string, to: string): Promise<void> {
    const target = this.absolute(to);
    await this.#command("move", from, ["mkdir", "-p", "--", target.slice(0, target.lastIndexOf("/"))]);
    await this.#command("move", from, ["mv", "-n", "--", this.absolute(from), target]);
  }

  async #undo({ path, from }: StagedChange, files: ReadonlyMap<string, FileState>): Promise<void> {
    const original = files.get(from ?? path);
    if (from !== null)
      await this.#command("move", path, ["mv", "--", this.absolute(path), this.absolute(from)]);
    if (original?.kind === "file")
      await this.#host.sandbox.write(this.absolute(from ?? path), original.bytes);
    else await this.#command("delete", path, ["rm", "-f", "--", this.absolute(path)]);
  }

  async #command(what: string, path: string, argv: Argv): Promise<void> {
    const result = await this.#host.run(argv, { timeoutMs: 10_000, visible: false });
    if (result.exitCode !== 0)
      throw new SandboxFailure("transient", `${what.toUpperCase()}_FAILED`, `could not ${what} ${path}`);
  }

  async #bytes(located: Located): Promise<ReadBytes> {
    const { path } = located;
    const no = (reason: string) => ({ ok: false as const, path, located, reason });
    if (located.kind === "missing") return no(missingText(located));
    if (located.kind === "directory") return no(`${path} is a folder; use glob.`);
    if (located.kind === "blocked") return no(`${located.by} is a file, not a folder.`);
    if (located.kind === "refused") return no(located.reason);
    if (located.size > MAX_READ_BYTES)
      return no(`${path} is larger than ${MAX_READ_BYTES / 1024 / 1024} MiB.`);
    if (located.size > MAX_FILE_BYTES) return { ...no(tooLargeText(path)), large: true };
    return { ok: true, path, bytes: await this.#host.sandbox.read(this.absolute(path), MAX_FILE_BYTES) };
  }
}

/** Deletions last, because they are the hardest to undo; but first if another file takes the path. */
function inOrder(changes: readonly StagedChange[], files: ReadonlyMap<string, FileState>): StagedChange[] {
  const inTheWay = new Set(
    changes.flatMap(({ path, bytes }) => {
      const state = files.get(path);
      return bytes !== null && state?.kind === "blocked" ? state.by : [];
    }),
  );
  const rank = ({ action, path }: StagedChange) => (action !== "delete" ? 1 : inTheWay.has(path) ? 0 : 2);
  return changes.toSorted((a, b) => rank(a) - rank(b));
}

const isFolder = (path: string, state: FileState | undefined): boolean =>
  (state?.kind === "missing" && state.emptyFolder === true) ||
  (state?.kind === "blocked" && state.by.every((file) => file.startsWith(`${path}/`)));

function touchedBy({ path, from, executable }: StagedChange): TouchedPath[] {
  const mode = executable === null ? {} : { executable };
  return from === null ? [{ path, ...mode }] : [{ path: from }, { path, from, ...mode }];
}
