import { type FileEntry, SandboxFailure } from "../../sandbox/port.ts";
import type { AgentHost } from "../types.ts";
import { caseOf, meantBy } from "./file-names.ts";

/**
 * What exists at a path. `path` has the form on disk, as far as it exists. `nested`: a parent folder is a separate git
 * repository.
 */
export type Located = { path: string; nested?: true } & (
  | { kind: "file"; size: number }
  | { kind: "directory" }
  | {
      kind: "missing";
      /** The topmost missing part of `path`, and an entry that differs from it only in case. */
      first: string;
      similar: string | null;
    }
  /** A file is in place of a parent folder. */
  | { kind: "blocked"; by: string }
  /** Neither readable nor writable; `reason` is for the model. */
  | { kind: "refused"; reason: string }
);

const MAX_FILES_BELOW = 100;
const MAX_FOLDERS_BELOW = 100;

/** Resolves paths in a checkout by listing each folder on the way, to detect links and other forms of a name. */
export class Lookup {
  readonly #host: AgentHost;

  constructor(host: AgentHost) {
    this.#host = host;
  }

  async locate(wanted: string): Promise<Located> {
    const { located, nested } = await this.#walk(wanted);
    return nested ? { ...located, nested: true } : located;
  }

  async #walk(wanted: string): Promise<{ located: Located; nested: boolean }> {
    let nested = false;
    const at = (located: Located) => ({ located, nested });
    const parts = wanted.split("/");
    const found: string[] = [];
    for (const [index, name] of parts.entries()) {
      const rest = parts.slice(index + 1);
      const entries = await this.list(found.join("/"));
      nested ||= index > 0 && entries.some((entry) => entry.name.toLowerCase() === ".git");
      const meant = meantBy(name, entries);
      const [entry] = meant;
      const here = [...found, entry?.name ?? name].join("/");
      const path = [here, ...rest].join("/");
      if (!entry) return at({ kind: "missing", path, first: here, similar: similarTo(name, entries, found) });
      if (meant.length > 1) return at({ kind: "refused", path, reason: ambiguous(here, meant) });
      if (entry.kind === "symlink")
        return at({ kind: "refused", path, reason: await this.#link(here, rest) });
      const isLast = rest.length === 0;
      if (entry.kind === "file")
        return at(isLast ? { kind: "file", path, size: entry.size } : { kind: "blocked", path, by: here });
      if (entry.kind !== "directory")
        return at({ kind: "refused", path, reason: `${here} is not a regular file.` });
      if (isLast) return at({ kind: "directory", path });
      found.push(entry.name);
    }
    throw new Error("a path has at least one part");
  }

  /** Every file below a folder; null if there are too many, or one is not a regular file. */
  async filesBelow(folder: string): Promise<string[] | null> {
    const files: string[] = [];
    const folders = [folder];
    for (let at = 0; at < folders.length; at += 1) {
      const here = folders[at] ?? "";
      for (const { name, kind } of await this.list(here)) {
        if (kind === "file") files.push(`${here}/${name}`);
        else if (kind === "directory") folders.push(`${here}/${name}`);
        else return null;
      }
      if (files.length > MAX_FILES_BELOW || folders.length > MAX_FOLDERS_BELOW) return null;
    }
    return files;
  }

  /** A description of a link with its target's path, which the model can use. */
  async #link(link: string, rest: readonly string[]): Promise<string> {
    const { repoDir } = this.#host;
    const script = 'pwd -P && readlink -f -- "$1"';
    const result = await this.#host.run(["/bin/sh", "-c", script, "link", link], {
      cwd: repoDir,
      timeoutMs: 10_000,
      visible: false,
    });
    const at = result.stdout.indexOf("\n");
    const [root, target] = [result.stdout.slice(0, at), result.stdout.slice(at + 1).replace(/\n$/, "")];
    if (result.exitCode !== 0 || at === -1 || target === "")
      return `${link} is a symbolic link that leads nowhere.`;
    if (!target.startsWith(`${root}/`)) return `${link} is a symbolic link that leads out of the repository.`;
    const inside = target.slice(root.length + 1);
    if (/^\.git(?:\/|$)/i.test(inside)) return `${link} is a symbolic link into .git.`;
    return `${link} is a symbolic link to ${inside}; use ${[inside, ...rest].join("/")} instead.`;
  }

  /** The entries of a folder; none where there is no such folder. */
  async list(folder: string): Promise<FileEntry[]> {
    const { sandbox, repoDir } = this.#host;
    try {
      return await sandbox.list(folder === "" ? repoDir : `${repoDir}/${folder}`);
    } catch (error) {
      // A folder that was deleted meanwhile reads as empty.
      if (error instanceof SandboxFailure && error.code === "FILE_NOT_FOUND") return [];
      throw error;
    }
  }
}

function similarTo(name: string, entries: readonly FileEntry[], folder: readonly string[]): string | null {
  const other = entries.find((entry) => caseOf(entry.name) === caseOf(name));
  return other ? [...folder, other.name].join("/") : null;
}

const ambiguous = (path: string, entries: readonly FileEntry[]): string =>
  `There are ${entries.length} files that look like ${path} and none of exactly this name: ` +
  `${entries.map(({ name }) => JSON.stringify(name)).join(", ")}. Copy the name that you mean from glob.`;

/** Names an entry that differs only in case: it was probably meant. */
export const missingText = ({ path, similar }: Extract<Located, { kind: "missing" }>): string =>
  `${path} does not exist.${similar === null ? "" : ` There is ${similar}.`}`;
