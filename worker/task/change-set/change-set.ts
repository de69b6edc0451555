/** What a task changed: files against a base commit, by mode and blob. The bytes are in `StoredObjects`, by id. */
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
  /** What the base commit has at the path. */
  base: BlobRef | null;
}

/** The diff of one file, rendered once. */
export interface ShownFile {
  /** Of its bytes in `StoredObjects`. */
  key: string;
  bytes: number;
  additions: number;
  deletions: number;
  binary: boolean;
}

export type StoredFile = ChangedFile & { shown: ShownFile };

export interface ChangeSet {
  base: string;
  /** The tree that this change makes of the base commit's. */
  tree: string;
  /** By path. Empty: the tree is the base's again. */
  files: StoredFile[];
}
