/**
 * The change of a task: files relative to the base commit, by mode and blob id. `StoredObjects` holds the bytes by id.
 */
export type FileMode = "100644" | "100755" | "120000";

export interface BlobRef {
  mode: FileMode;
  oid: string;
}

export interface ChangedFile {
  path: string;
  status: "A" | "M" | "D";
  /** Of the new file; null for a deletion. */
  file: (BlobRef & { size: number }) | null;
  /** The file at this path in the base commit. */
  base: BlobRef | null;
}

/** The diff of one file, rendered once. */
export interface ShownFile {
  /** Key of its bytes in `StoredObjects`. */
  key: string;
  bytes: number;
  additions: number;
  deletions: number;
  binary: boolean;
}

export type StoredFile = ChangedFile & { shown: ShownFile };

export interface ChangeSet {
  base: string;
  /** Tree id that results from applying this change to the base commit. */
  tree: string;
  /** Sorted by path. Empty when the tree equals the base. */
  files: StoredFile[];
}
