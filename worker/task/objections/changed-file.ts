/** One side of a changed file, as the gate reads it. */
export interface FileSide {
  /** As git writes it: `100644`, `100755`, `120000` for a link, `160000` for a submodule. */
  mode: string;
  /** Null for a binary file; the target of a link. */
  text: string | null;
}

/** A file of the change with its text before and after. `base` is null for a new file, `now` for a deleted one. */
export interface ChangedFile {
  path: string;
  base: FileSide | null;
  now: FileSide | null;
}

/** Text of a file for reading by rule; null where it is none. */
export function textOf(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  return new TextDecoder().decode(bytes);
}
