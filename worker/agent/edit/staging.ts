import {
  decodeText,
  encodeText,
  MAX_FILE_BYTES,
  NEW_TEXT,
  type TextFile,
  type TextForm,
} from "./text-file.ts";

/** The state of a path before a request. */
export type FileState =
  | {
      kind: "file";
      bytes: Uint8Array;
      /** Whether the model has read the file's present content. */
      knowledge: "current" | "unread" | "changed";
      /** Why its content must not be changed; it may still be deleted. */
      sealed?: string;
    }
  /** `emptyFolder`: a folder without files is at the path. */
  | { kind: "missing"; emptyFolder?: true }
  /**
   * Blocked until these files are deleted: a file in place of a parent folder, or the files of a folder at the path.
   */
  | { kind: "blocked"; by: readonly string[]; reason: string }
  /** A regular file over 8 MiB: it can only be deleted. */
  | { kind: "large" }
  /** Neither readable nor writable: a folder, a symbolic link. `reason` is for the model. */
  | { kind: "refused"; reason: string };

export interface Refusal {
  problem: "missing" | "exists" | "refused" | "binary" | "encoding" | "too_large";
  message: string;
}

export interface StagedChange {
  action: "create" | "modify" | "delete" | "move";
  path: string;
  /** The old path of a moved file, whose mode is kept. */
  from: string | null;
  /** Text before and after, with LF line ends; empty if there is none. */
  before: string;
  after: string;
  /** The bytes to write; null for a deletion. */
  bytes: Uint8Array | null;
  /** The requested executable bit; null keeps the present one. */
  executable: boolean | null;
}

interface Staged {
  text: string;
  form: TextForm;
  bytes: Uint8Array;
  /** The original path, if the file was moved. */
  from: string | null;
  executable: boolean | null;
}

type Text = { text: string; knowledge: "current" | "unread" | "changed" };

/** The files of one request in memory: each operation sees the result of the previous ones; nothing is written. */
export class Staging {
  readonly #files: ReadonlyMap<string, FileState>;
  /** The resulting state of each touched path; null for none. In order of first touch. */
  readonly #staged = new Map<string, Staged | null>();

  constructor(files: ReadonlyMap<string, FileState>) {
    this.#files = files;
  }

  /** The present text at a path. Text written by this request counts as known to the model. */
  text(path: string): Text | Refusal {
    const staged = this.#staged.get(path);
    if (staged) return { text: staged.text, knowledge: "current" };
    const state = this.#files.get(path);
    if (staged === null || state === undefined || state.kind === "missing") return missing(path);
    if (state.kind === "blocked") {
      const free = state.by.every((file) => this.#staged.get(file) === null);
      return free ? missing(path) : { problem: "refused", message: state.reason };
    }
    if (state.kind === "file" && state.sealed !== undefined)
      return { problem: "refused", message: state.sealed };
    if (state.kind === "refused") return { problem: "refused", message: state.reason };
    if (state.kind === "large") return tooLarge(path);
    const decoded = decodeText(state.bytes);
    if (decoded.ok) return { text: decoded.file.text, knowledge: state.knowledge };
    return decoded.reason === "binary"
      ? { problem: "binary", message: `${path} is not a text file.` }
      : tooLarge(path);
  }

  /** Sets the text at a path, in the existing file's form. A new file with a shebang becomes executable. */
  write(path: string, text: string, executable: boolean | null = null): Refusal | null {
    if (text.includes("\0")) return { problem: "binary", message: `The content for ${path} must be text.` };
    const staged = this.#staged.get(path);
    const form = staged?.form ?? this.#original(path) ?? NEW_TEXT;
    const before = this.#files.get(staged?.from ?? path);
    const encoded = encodeText(text, form, before?.kind === "file" ? before.bytes : null);
    if (!encoded.ok) return notEncodable(path, form, encoded.char);
    if (encoded.bytes.length > MAX_FILE_BYTES) return tooLarge(path);
    const isNew = !isFile(before) && (staged?.from ?? null) === null;
    this.#staged.set(path, {
      text,
      form,
      bytes: encoded.bytes,
      from: staged?.from ?? null,
      executable: executable ?? staged?.executable ?? (isNew ? text.startsWith("#!") : null),
    });
    return null;
  }

  /** Deletes any regular file, text or not. */
  remove(path: string): Refusal | null {
    const staged = this.#staged.get(path);
    const state = this.#files.get(path);
    if (staged === undefined && (state?.kind === "refused" || state?.kind === "blocked"))
      return { problem: "refused", message: state.reason };
    const exists = staged !== undefined ? staged !== null : isFile(state);
    if (!exists) return missing(path);
    this.#staged.set(path, null);
    return null;
  }

  /** Moves a text that was written to `from`. */
  move(from: string, to: string): Refusal | null {
    const staged = this.#staged.get(from);
    if (!staged) return missing(from);
    if (from === to) return null;
    const target = this.text(to);
    if (!("problem" in target)) return { problem: "exists", message: `${to} exists already.` };
    if (target.problem !== "missing") return target;
    const origin = staged.from ?? (this.#files.get(from)?.kind === "file" ? from : null);
    this.#staged.set(from, null);
    this.#staged.set(to, { ...staged, from: origin });
    return null;
  }

  /** The changes to write, compared with the original files. */
  changes(): StagedChange[] {
    const moved = new Set([...this.#staged.values()].map((staged) => staged?.from));
    return [...this.#staged].flatMap(([path, staged]): StagedChange[] => {
      const exists = isFile(this.#files.get(path));
      if (!staged) {
        if (!exists || moved.has(path)) return [];
        const before = this.#original(path)?.text ?? "";
        return [{ action: "delete", path, from: null, before, after: "", bytes: null, executable: null }];
      }
      const { text: after, bytes, from, executable } = staged;
      const before = this.#original(from ?? path)?.text ?? "";
      const action = from !== null ? "move" : exists ? "modify" : "create";
      if (action === "modify" && before === after && executable === null) return [];
      return [{ action, path, from, before, after, bytes, executable }];
    });
  }

  #original(path: string): TextFile | null {
    const state = this.#files.get(path);
    if (state?.kind !== "file") return null;
    const decoded = decodeText(state.bytes);
    return decoded.ok ? decoded.file : null;
  }
}

const isFile = (state: FileState | undefined): boolean => state?.kind === "file" || state?.kind === "large";
/** Message for files that are too large to be edited. */
export const tooLargeText = (path: string): string =>
  `${path} is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB, and no such file can be published.`;
const missing = (path: string): Refusal => ({ problem: "missing", message: `${path} does not exist.` });
const tooLarge = (path: string): Refusal => ({
  problem: "too_large",
  message: tooLargeText(path),
});
const notEncodable = (path: string, { codec }: TextForm, char: string): Refusal => ({
  problem: "encoding",
  message: `${path} is written in ${codec.name}, which does not have ${JSON.stringify(char)}. Write it in another way.`,
});
