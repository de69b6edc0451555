/** The spellings of path arguments that models bring along from other tools, as the one that the schema has. */
import { listed, splitAtCommas } from "./path-patterns.ts";

const text = (value: unknown): string | null => {
  if (typeof value === "string") return value;
  return Array.isArray(value) && value.every((item) => typeof item === "string")
    ? JSON.stringify(value)
    : null;
};

const record = (value: unknown): Record<string, unknown> | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;

/** `{path: "src", pattern: "*.ts"}` of glob, and `{path: "src", glob: "*.ts"}` of grep: one pattern below a folder. */
export function pathArgument(value: unknown, name: "pattern" | "path"): unknown {
  const args = record(value);
  if (args === null) return value;
  const alias = name === "path" ? (args.glob ?? args.include ?? args.paths) : args.patterns;
  const folder = name === "pattern" ? text(args.path) : null;
  const own = text(args[name]) ?? (name === "pattern" ? text(alias) : null);
  if (name === "pattern") return own === null ? value : { ...args, pattern: joined(folder, own) };
  const pattern = text(alias);
  if (own === null && pattern === null) return value;
  return { ...args, path: pattern === null ? own : joined(own, pattern) };
}

/** Each pattern below each folder. A pattern without a slash fits in any folder below. */
function joined(folder: string | null, pattern: string): string {
  if (folder === null) return pattern;
  const items = (list: string) => listed(list) ?? splitAtCommas(list);
  const all = items(folder).flatMap((one) => items(pattern).map((item) => below(one, item)));
  const [only = pattern] = all;
  return all.length <= 1 ? only : JSON.stringify(all);
}

function below(folder: string, pattern: string): string {
  if (/^(?:\.?\/?|\*\*)$/.test(folder) || pattern.startsWith("/")) return pattern;
  const [, not = "", bare = pattern] = /^(!?)(?:\.\/)?(.*)$/s.exec(pattern) ?? [];
  return `${not}${folder.replace(/\/+$/, "")}/${bare.includes("/") ? bare : `**/${bare}`}`;
}

const MAX_CONTEXT = 20;

/** `-i`, `-F`, `-C`, `-A` and `-B` of grep and ripgrep, and their long names. */
export function grepArguments(value: unknown): unknown {
  const args = record(pathArgument(value, "path"));
  if (args === null) return value;
  const number = (...names: string[]) => names.map((name) => Number(args[name] ?? 0) || 0);
  const context = Math.max(
    ...number(
      "context",
      "context_lines",
      "-C",
      "-A",
      "-B",
      "before",
      "after",
      "before_context",
      "after_context",
    ),
  );
  const ignoring = args.ignore_case ?? args["-i"] ?? args.case_insensitive;
  const literal = [args.fixed_strings, args.literal, args["-F"]].includes(true);
  return {
    ...args,
    ...(literal && typeof args.pattern === "string" ? { pattern: escaped(args.pattern) } : {}),
    ...(context > 0 ? { context: Math.min(Math.round(context), MAX_CONTEXT) } : {}),
    ...(ignoring === undefined ? {} : { ignore_case: ignoring }),
  };
}

const escaped = (text: string): string => text.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&");
