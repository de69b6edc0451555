import { RepoPath } from "../../protocol/index.ts";
import { type FileEntry, SandboxFailure } from "../../sandbox/port.ts";
import { decodeText, encodeText, MAX_FILE_BYTES, type TextFile } from "../edit/text-file.ts";
import type { AgentHost } from "../types.ts";

export type Located =
  | { kind: "file"; size: number }
  | { kind: "directory" }
  | { kind: "missing" }
  /** Not to be read or written; `reason` is for the model. */
  | { kind: "refused"; reason: string };

export type ReadText = { ok: true; file: TextFile } | { ok: false; missing: boolean; reason: string };

/**
 * The files of the checkout as the agent's tools see them: text only, no `.git`, nothing through a symbolic link.
 * Remembers what the model has read, so that it cannot change a text that it does not know.
 */
export class Workspace {
  readonly #host: AgentHost;
  /** Hash of each file's bytes when the model last saw them. */
  readonly #seen = new Map<string, string>();

  constructor(host: AgentHost) {
    this.#host = host;
  }

  /** The path as the repository writes it, or null if it is none: outside, absolute, under `.git`. */
  parse(path: string): string | null {
    const inside = path.startsWith(`${this.#host.repoDir}/`)
      ? path.slice(this.#host.repoDir.length + 1)
      : path;
    const parsed = RepoPath.safeParse(inside.replace(/^(?:\.\/)+/, ""));
    return parsed.success ? parsed.data : null;
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

  /** The text of a file. Refuses folders, links, binaries and files over 1 MiB. */
  async read(path: string): Promise<ReadText> {
    const bytes = await this.#bytes(path);
    if (!bytes.ok) return bytes;
    const decoded = decodeText(bytes.bytes);
    if (decoded.ok) return { ok: true, file: decoded.file };
    const reason = decoded.reason === "binary" ? `${path} is not a text file (UTF-8).` : tooLarge(path);
    return { ok: false, missing: false, reason };
  }

  /** Whether the model knows the file as it stands: it has read it, and it has not changed since. */
  async knowledge(path: string): Promise<"current" | "unread" | "changed"> {
    const seen = this.#seen.get(path);
    if (seen === undefined) return "unread";
    const bytes = await this.#bytes(path);
    return bytes.ok && (await digest(bytes.bytes)) === seen ? "current" : "changed";
  }

  /** Notes that the model has now seen this text of the file. */
  async remember(path: string, file: TextFile): Promise<void> {
    this.#seen.set(path, await digest(encodeText(file.text, file)));
  }

  async write(path: string, file: TextFile): Promise<void> {
    const bytes = encodeText(file.text, file);
    await this.#host.sandbox.write(this.absolute(path), bytes);
    this.#seen.set(path, await digest(bytes));
  }

  async remove(path: string): Promise<void> {
    const result = await this.#host.run(["rm", "-f", "--", this.absolute(path)], {
      timeoutMs: 10_000,
      visible: false,
    });
    if (result.exitCode !== 0)
      throw new SandboxFailure("transient", "DELETE_FAILED", `could not delete ${path}`);
    this.#seen.delete(path);
  }

  async #bytes(
    path: string,
  ): Promise<{ ok: true; bytes: Uint8Array } | { ok: false; missing: boolean; reason: string }> {
    const found = await this.locate(path);
    if (found.kind === "missing") return { ok: false, missing: true, reason: `${path} does not exist.` };
    if (found.kind === "directory")
      return { ok: false, missing: false, reason: `${path} is a folder; use glob.` };
    if (found.kind === "refused") return { ok: false, missing: false, reason: found.reason };
    if (found.size > MAX_FILE_BYTES) return { ok: false, missing: false, reason: tooLarge(path) };
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

const tooLarge = (path: string): string => `${path} is larger than 1 MiB.`;

async function digest(bytes: Uint8Array): Promise<string> {
  // A copy with a plain ArrayBuffer: the type of a sandbox's bytes leaves their buffer open.
  const hash = await crypto.subtle.digest("SHA-256", new Uint8Array(bytes));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
