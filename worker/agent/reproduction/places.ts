/** Whose code a frame of a failure names. */

/** What a run is judged against. */
export interface Ground {
  /** Absolute path of the checkout. */
  repoDir: string;
  /** The files of the tree that was run, without those of the reproduction. */
  repository: readonly string[];
  /** Paths of the files that were written for the run. */
  written: readonly string[];
}

export type Place = "repository" | "reproduction" | "elsewhere";

/** Code that stands in the command itself. */
const INLINE =
  /^(?:\[(?:eval|stdin|worker eval)[^\]]*\]|<(?:string|stdin|module)>|-e|-|Command line code|Standard input code|evalmachine\..*)$/;
const DEPENDENCY =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|vendor|\.venv|venv|\.cargo|\.gem|\.tox|\.pnpm)\//;
/** Folders that hold the repository's own code in a built form. */
const BUILT = /^(?:[^/]+\/){0,4}?(?:dist|lib|build|out|target|bin|obj|es|esm|cjs)\//;

/** Answers for each printed path whose code it is; a path that is not absolute may lack its first folders. */
export function placesOf({ repoDir, repository, written }: Ground): (path: string) => Place {
  const own = byName(written);
  const theirs = byName(repository);
  return (printed) => {
    if (INLINE.test(printed.trim())) return "reproduction";
    const path = insideOf(repoDir, printed);
    if (path === null) return "elsewhere";
    if (path.absolute) {
      if (own.has(path.inside)) return "reproduction";
      if (theirs.has(path.inside)) return "repository";
      return BUILT.test(path.inside) && !DEPENDENCY.test(path.inside) ? "repository" : "elsewhere";
    }
    if (own.ends(path.inside)) return "reproduction";
    return theirs.ends(path.inside) ? "repository" : "elsewhere";
  };
}

/** The path below the checkout; null for one that is absolute and elsewhere. */
function insideOf(repoDir: string, printed: string): { inside: string; absolute: boolean } | null {
  const path = decoded(printed.replace(/^file:\/\//, "")).replaceAll("\\", "/");
  if (/^[a-z]+:/.test(path)) return null;
  if (!path.startsWith("/")) return { inside: path.replace(/^(?:\.{1,2}\/)+/, ""), absolute: false };
  // macOS shows its temporary folders under another name.
  for (const root of [repoDir, `/private${repoDir}`])
    if (path.startsWith(`${root}/`)) return { inside: path.slice(root.length + 1), absolute: true };
  return null;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function byName(paths: readonly string[]) {
  const all = new Set(paths);
  const named = Map.groupBy(paths, (path) => path.slice(path.lastIndexOf("/") + 1));
  return {
    has: (path: string) => all.has(path),
    ends: (path: string) =>
      all.has(path) ||
      (named.get(path.slice(path.lastIndexOf("/") + 1)) ?? []).some((one) => one.endsWith(`/${path}`)),
  };
}
