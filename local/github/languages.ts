/** The main language of a repository, as GitHub names it: the one with the most bytes. */
import type { StandIn } from "./context.ts";
import type { Repository } from "./database.ts";

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

/** Of the files of a commit. Null where none is of a language that counts. */
export async function mainLanguage(
  { git, gitDir: dirOf }: StandIn,
  repo: Repository,
  commit: string,
): Promise<string | null> {
  const before = known.get(commit);
  if (before !== undefined) return before;
  const list = ["ls-tree", "-r", "-z", "--format=%(objectsize) %(path)", commit];
  const files = await git(list, { gitDir: dirOf(repo) });
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
