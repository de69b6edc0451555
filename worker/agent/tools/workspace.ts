import { type Argv, type FileEntry, SandboxFailure } from "../../sandbox/port.ts";
import { repositoryPath } from "../edit/path.ts";
import { type FileState, type StagedChange, tooLargeText } from "../edit/staging.ts";
import { decodeText, MAX_FILE_BYTES, type TextFile } from "../edit/text-file.ts";
import type { AgentHost } from "../types.ts";
import { MAX_READ_BYTES } from "./large-file.ts";

export type Located =
  | { kind: "file"; size: number }
  | { kind: "directory" }
  | { kind: "missing" }
  /** Not to be read or written; `reason` is for the model. */
  | { kind: "refused"; reason: string };

export type ReadText =
  | { ok: true; file: TextFile; bytes: Uint8Array }
  /** `large`: it can be looked at by its lines. */
  | { ok: false; missing: boolean; large?: true; reason: string };

/**
 * The files of the checkout as the agent's tools see them: text only, no `.git`, nothing through a symbolic link.
 * Remembers what the model has read, so that it cannot change a text that it does not know.
 */
export class Workspace {
  readonly #host: AgentHost;
  /** Hash of each file's bytes when the model last saw them. */
  readonly #seen = new Map<string, string>();
  readonly #failedEdits = new Map<string, number>();

  constructor(host: AgentHost) {
    this.#host = host;
  }

  /** The path as the repository writes it, or null if it is none: outside, absolute, under `.git`. */
  parse(path: string): string | null {
    const inside = path.startsWith(`${this.#host.repoDir}/`)
      ? path.slice(this.#host.repoDir.length + 1)
      : path;
    return repositoryPath(inside);
  }

  absolute(path: string): string {
    return `${this.#host.repoDir}/${path}`;
  }

  /** What stands at a path that `parse` returned. Each folder on the way is looked at, because links hide there. */
  async locate(path: string): Promise<Located> {
    const parts = path.split("/");
    let folder = this.#host.repoDir;
    for (const [index, name] of parts.entries()) {
      const entry = (await this.#list(folder)).find((candidate) => candidate.name === name);
      if (!entry) return { kind: "missing" };
      const here = parts.slice(0, index + 1).join("/");
      if (entry.kind === "symlink")
        return { kind: "refused", reason: `${here} is a symbolic link; use its target.` };
      const last = index === parts.length - 1;
      if (last) {
        if (entry.kind === "file") return { kind: "file", size: entry.size };
        if (entry.kind === "directory") return { kind: "directory" };
        return { kind: "refused", reason: `${here} is not a regular file.` };
      }
      if (entry.kind !== "directory") return { kind: "refused", reason: `${here} is not a folder.` };
      folder = `${folder}/${name}`;
    }
    return { kind: "missing" };
  }

  /** The text of a file. Refuses folders, links, binaries and files over 8 MiB. */
  async read(path: string): Promise<ReadText> {
    const bytes = await this.#bytes(path);
    if (!bytes.ok) return bytes;
    const decoded = decodeText(bytes.bytes);
    if (decoded.ok) return { ok: true, file: decoded.file, bytes: bytes.bytes };
    const reason = decoded.reason === "binary" ? `${path} is not a text file.` : tooLargeText(path);
    return { ok: false, missing: false, reason };
  }

  /** A file as the edit engine wants it. Whatever its size, a regular file may be deleted. */
  async state(path: string): Promise<FileState> {
    const found = await this.#bytes(path);
    if (found.ok) {
      const seen = this.#seen.get(path);
      const knowledge =
        seen === undefined ? "unread" : seen === (await digest(found.bytes)) ? "current" : "changed";
      return { kind: "file", bytes: found.bytes, knowledge };
    }
    if (found.missing) return { kind: "missing" };
    return found.reason === tooLargeText(path)
      ? { kind: "large" }
      : { kind: "refused", reason: found.reason };
  }

  /** Notes that the model has now seen these bytes of the file. */
  async remember(path: string, bytes: Uint8Array): Promise<void> {
    this.#seen.set(path, await digest(bytes));
  }

  /**
   * Carries out all changes or, when one cannot be written, puts back what was written before and throws. `files` are
   * the states from which the changes were made.
   */
  async commit(changes: readonly StagedChange[], files: ReadonlyMap<string, FileState>): Promise<void> {
    const done: StagedChange[] = [];
    // What is deleted goes last: it is the hardest to put back.
    const ordered = changes.toSorted((a, b) => Number(a.action === "delete") - Number(b.action === "delete"));
    this.#host.touched(
      ordered.flatMap(({ path, from }) => (from === null ? [{ path }] : [{ path: from }, { path, from }])),
    );
    try {
      for (const change of ordered) {
        done.push(change);
        await this.#carryOut(change);
      }
    } catch (error) {
      for (const change of done.reverse()) await this.#undo(change, files).catch(() => undefined);
      throw error;
    }
    for (const { path, from, bytes } of ordered) {
      if (from !== null) this.#seen.delete(from);
      if (bytes) await this.remember(path, bytes);
      else this.#seen.delete(path);
      this.#failedEdits.delete(path);
    }
  }

  /** Counts edits of a file that failed since the last that did not; returns how many. */
  countFailedEdit(path: string): number {
    const count = (this.#failedEdits.get(path) ?? 0) + 1;
    this.#failedEdits.set(path, count);
    return count;
  }

  async #carryOut({ action, path, from, before, after, bytes }: StagedChange): Promise<void> {
    if (from !== null) await this.#move(from, path);
    if (bytes === null) await this.#command("delete", path, ["rm", "-f", "--", this.absolute(path)]);
    else if (action !== "move" || before !== after)
      await this.#host.sandbox.write(this.absolute(path), bytes);
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

  async #bytes(path: string): Promise<{ ok: true; bytes: Uint8Array } | Extract<ReadText, { ok: false }>> {
    const found = await this.locate(path);
    if (found.kind === "missing") return { ok: false, missing: true, reason: `${path} does not exist.` };
    if (found.kind === "directory")
      return { ok: false, missing: false, reason: `${path} is a folder; use glob.` };
    if (found.kind === "refused") return { ok: false, missing: false, reason: found.reason };
    if (found.size > MAX_READ_BYTES)
      return {
        ok: false,
        missing: false,
        reason: `${path} is larger than ${MAX_READ_BYTES / 1024 / 1024} MiB.`,
      };
    if (found.size > MAX_FILE_BYTES)
      return { ok: false, missing: false, large: true, reason: tooLargeText(path) };
    return { ok: true, bytes: await this.#host.sandbox.read(this.absolute(path), MAX_FILE_BYTES) };
  }

  async #list(folder: string): Promise<FileEntry[]> {
    try {
      return await this.#host.sandbox.list(folder);
    } catch (error) {
      // A folder that went away meanwhile reads as empty.
      if (error instanceof SandboxFailure && error.code === "FILE_NOT_FOUND") return [];
      throw error;
    }
  }
}

async function digest(bytes: Uint8Array): Promise<string> {
  // A copy with a plain ArrayBuffer: the type of a sandbox's bytes leaves their buffer open.
  const hash = await crypto.subtle.digest("SHA-256", new Uint8Array(bytes));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
