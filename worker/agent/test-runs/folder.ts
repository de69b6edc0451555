import type { CheckoutSnapshot } from "../context/snapshot.ts";
import type { InstallCommand, TestCommand } from "../types.ts";

/** The input of the detection rules. */
export type CheckoutFacts = Pick<CheckoutSnapshot, "root_names" | "test_files" | "texts" | "languages"> & {
  /** Manifests and lock files below the root, with their git object id. */
  manifests?: { path: string; object: string | null }[];
};

/** One folder of the checkout as a rule sees it; paths and names are relative to it. */
export interface Folder {
  /** Relative to the checkout; empty for the checkout itself. */
  dir: string;
  /** Its entries, folders with a trailing slash. Below the root only manifests, lock files and tests are known. */
  names: ReadonlySet<string>;
  texts: Readonly<Record<string, string>>;
  testFiles: readonly string[];
  /** Paths of manifests and lock files in it and below; null when they were not listed. */
  manifests: readonly string[] | null;
  /** The root folder of the checkout; null for the root itself. */
  root: Folder | null;
}

/** The result of a rule for a folder. */
export interface Detection {
  install: InstallCommand | null;
  test: TestCommand | null;
  reason: string;
}

/** Null when the rule does not apply to the folder. */
export type Rule = (folder: Folder) => Detection | null;

export function rootFolder(facts: CheckoutFacts): Folder {
  return {
    dir: "",
    names: new Set([...facts.root_names, ...Object.keys(facts.texts).map(topName)]),
    texts: facts.texts,
    testFiles: facts.test_files.filter(isOwnTest),
    manifests: facts.manifests?.map(({ path }) => path) ?? null,
    root: null,
  };
}

export function subFolder(facts: CheckoutFacts, root: Folder, dir: string): Folder {
  const prefix = `${dir}/`;
  const inside = (paths: readonly string[]) =>
    paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
  const texts: Record<string, string> = {};
  for (const path of inside(Object.keys(facts.texts))) texts[path] = facts.texts[prefix + path] ?? "";
  const testFiles = inside(facts.test_files.filter(isOwnTest));
  const manifests = facts.manifests ? inside(facts.manifests.map(({ path }) => path)) : null;
  const known = [...Object.keys(texts), ...testFiles, ...(manifests ?? [])];
  return { dir, names: new Set(known.map(topName)), texts, testFiles, manifests, root };
}

/** Every folder below the root that contains one of `names`, sorted by depth and name. */
export function foldersWith(facts: CheckoutFacts, names: RegExp): string[] {
  const paths = [...Object.keys(facts.texts), ...(facts.manifests ?? []).map(({ path }) => path)];
  const folders = new Set<string>();
  for (const path of paths) {
    const slash = path.lastIndexOf("/");
    if (slash > 0 && names.test(path.slice(slash + 1))) folders.add(path.slice(0, slash));
  }
  const depth = (path: string) => path.split("/").length;
  return [...folders].sort((a, b) => depth(a) - depth(b) || a.localeCompare(b));
}

/** False for test data: a formatter's `fixtures/test_x.py` is not a test of the formatter. */
function isOwnTest(path: string): boolean {
  return !/(?:^|\/)(?:fixtures?|__fixtures__|testdata|test_data|resources|snapshots|corpus)\//.test(path);
}

function topName(path: string): string {
  const slash = path.indexOf("/");
  return slash === -1 ? path : path.slice(0, slash + 1);
}
