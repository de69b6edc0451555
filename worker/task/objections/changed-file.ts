/** One side of a changed file, as the gate reads it. */
export interface FileSide {
  /** Git's mode: `100644`, `100755`, `120000` for a symbolic link, `160000` for a submodule. */
  mode: string;
  /** Null for a binary file; the target for a symbolic link. */
  text: string | null;
}

/** A changed file with its text before and after. `base` is null for a new file, `now` for a deleted one. */
export interface ChangedFile {
  path: string;
  base: FileSide | null;
  now: FileSide | null;
}

/** Text of a file for the rules to check; null when it is binary. */
export function textOf(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  return new TextDecoder().decode(bytes);
}
