import type { FileDiff } from "../../../../worker/protocol/index.ts";

export type TreeNode =
  | { readonly kind: "file"; readonly name: string; readonly file: FileDiff }
  | {
      readonly kind: "folder";
      /** Several names where a folder holds nothing but one other folder. */
      readonly name: string;
      readonly path: string;
      readonly children: readonly TreeNode[];
    };

interface Folder {
  folders: Map<string, Folder>;
  files: FileDiff[];
}

/** The files whose path contains `wanted`, without regard to case. */
export function filterFiles(files: readonly FileDiff[], wanted: string): FileDiff[] {
  const needle = wanted.trim().toLowerCase();
  return files.filter((file) => file.path.toLowerCase().includes(needle));
}

/** Files as folders, folders first, each level by name; a folder with one folder in it is joined with that one. */
export function fileTree(files: readonly FileDiff[]): TreeNode[] {
  const root: Folder = { folders: new Map(), files: [] };
  for (const file of files) {
    let folder = root;
    for (const name of file.path.split("/").slice(0, -1)) {
      const next = folder.folders.get(name) ?? { folders: new Map(), files: [] };
      folder.folders.set(name, next);
      folder = next;
    }
    folder.files.push(file);
  }
  return nodes(root, "");
}

function nodes(folder: Folder, prefix: string): TreeNode[] {
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  const folders = [...folder.folders].map(([name, inner]) => joined(name, inner, prefix)).sort(byName);
  const files = folder.files
    .map((file): TreeNode => ({ kind: "file", name: file.path.slice(file.path.lastIndexOf("/") + 1), file }))
    .sort(byName);
  return [...folders, ...files];
}

function joined(name: string, folder: Folder, prefix: string): TreeNode {
  const path = prefix + name;
  const [only, ...others] = folder.folders;
  if (only && others.length === 0 && folder.files.length === 0) {
    const inner = joined(only[0], only[1], `${path}/`);
    return inner.kind === "folder" ? { ...inner, name: `${name}/${inner.name}` } : inner;
  }
  return { kind: "folder", name, path, children: nodes(folder, `${path}/`) };
}
