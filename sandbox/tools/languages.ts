const BY_EXTENSION: Record<string, string> = {
  ts: "TypeScript",
  tsx: "TypeScript",
  mts: "TypeScript",
  cts: "TypeScript",
  js: "JavaScript",
  jsx: "JavaScript",
  mjs: "JavaScript",
  cjs: "JavaScript",
  py: "Python",
  pyi: "Python",
  go: "Go",
  rs: "Rust",
  java: "Java",
  kt: "Kotlin",
  kts: "Kotlin",
  scala: "Scala",
  c: "C",
  h: "C",
  cc: "C++",
  cpp: "C++",
  cxx: "C++",
  hpp: "C++",
  hh: "C++",
  cs: "C#",
  fs: "F#",
  swift: "Swift",
  m: "Objective-C",
  mm: "Objective-C",
  rb: "Ruby",
  php: "PHP",
  ex: "Elixir",
  exs: "Elixir",
  erl: "Erlang",
  hs: "Haskell",
  ml: "OCaml",
  clj: "Clojure",
  lua: "Lua",
  pl: "Perl",
  r: "R",
  jl: "Julia",
  dart: "Dart",
  zig: "Zig",
  sh: "Shell",
  bash: "Shell",
  ps1: "PowerShell",
  sql: "SQL",
  html: "HTML",
  css: "CSS",
  scss: "SCSS",
  less: "Less",
  vue: "Vue",
  svelte: "Svelte",
  astro: "Astro",
  md: "Markdown",
  mdx: "Markdown",
  rst: "reStructuredText",
  json: "JSON",
  yaml: "YAML",
  yml: "YAML",
  toml: "TOML",
  xml: "XML",
  proto: "Protocol Buffers",
  tf: "Terraform",
};

/** Prose, data and configuration: counted, but ranked behind program text. */
const SUPPORTING = new Set(["Markdown", "reStructuredText", "JSON", "YAML", "TOML", "XML"]);

/** The language of a path by its extension; null when it is not known. */
export function languageOf(path: string): string | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name === "Makefile" || name === "GNUmakefile") return "Make";
  if (name === "Dockerfile" || name.startsWith("Dockerfile.")) return "Dockerfile";
  const dot = name.lastIndexOf(".");
  if (dot <= 0) return null;
  // Own properties only: a file named `x.constructor` has no language.
  const extension = name.slice(dot + 1).toLowerCase();
  return Object.hasOwn(BY_EXTENSION, extension) ? (BY_EXTENSION[extension] ?? null) : null;
}

export function isProgramText(path: string): boolean {
  const language = languageOf(path);
  return language !== null && !SUPPORTING.has(language);
}

/** Files per language, most first, at most `limit` languages. */
export function countLanguages(paths: readonly string[], limit: number): { name: string; files: number }[] {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const language = languageOf(path);
    if (language) counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  return [...counts]
    .map(([name, files]) => ({ name, files }))
    .sort((a, b) => b.files - a.files || a.name.localeCompare(b.name))
    .slice(0, limit);
}
