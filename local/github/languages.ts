/** The main language of a repository, as GitHub names it: the one with the most bytes. */
import type { StandIn } from "./context.ts";
import type { Repository } from "./database.ts";
import { GitError, line } from "./git/run.ts";

const LANGUAGE: Readonly<Record<string, string>> = {
  c: "C",
  cpp: "C++",
  cs: "C#",
  css: "CSS",
  dart: "Dart",
  ex: "Elixir",
  go: "Go",
  html: "HTML",
  java: "Java",
  js: "JavaScript",
  jsx: "JavaScript",
  kt: "Kotlin",
  mjs: "JavaScript",
  php: "PHP",
  py: "Python",
  rb: "Ruby",
  rs: "Rust",
  scala: "Scala",
  sh: "Shell",
  svelte: "Svelte",
  swift: "Swift",
  ts: "TypeScript",
  tsx: "TypeScript",
  vue: "Vue",
};
/** By commit, whose files never change. */
const known = new Map<string, string | null>();
const MAX_KNOWN = 1_000;

/** Null where no file is of a language that counts, and for a repository without a commit. */
export async function mainLanguage(
  { git, gitDir: dirOf }: StandIn,
  repo: Repository,
): Promise<string | null> {
  const gitDir = dirOf(repo);
  let commit: string;
  try {
    commit = line(await git(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], { gitDir }));
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
  const before = known.get(commit);
  if (before !== undefined) return before;
  const files = await git(["ls-tree", "-r", "-z", "--format=%(objectsize) %(path)", commit], { gitDir });
  const language = largest(files.toString());
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(commit, language);
  return language;
}

function largest(listing: string): string | null {
  const bytes = new Map<string, number>();
  for (const file of listing.split("\0")) {
    const [size = "", ...path] = file.split(" ");
    const extension = /\.([a-z]+)$/i.exec(path.join(" "))?.[1]?.toLowerCase() ?? "";
    const language = Object.hasOwn(LANGUAGE, extension) ? LANGUAGE[extension] : undefined;
    // A submodule's size is a dash.
    if (language && /^\d+$/.test(size)) bytes.set(language, (bytes.get(language) ?? 0) + Number(size));
  }
  const [first] = [...bytes].sort(([, a], [, b]) => b - a);
  return first?.[0] ?? null;
}
