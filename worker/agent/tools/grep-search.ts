/** Searches the checkout with git grep: whole lines, or the matching places of very long lines. */
import { GIT_ENV } from "../../sandbox/git.ts";
import type { Argv } from "../../sandbox/port.ts";
import type { AgentHost, CommandResult } from "../types.ts";
import { formsOf } from "./file-names.ts";
import { explainPattern, toExtended, toPerl } from "./regex-advice.ts";
import type { SelectedPaths } from "./selected-paths.ts";

/** Longer lines are shown in part. */
export const MAX_LINE_CHARS = 400;
const AROUND_CHARS = 120;
const MAX_LONG_FILES = 100;
const TIMEOUT_MS = 30_000;
const MAX_BYTES = 256 * 1024;

/** PCRE matches non-ASCII letters only in a UTF-8 locale. */
const ENV = { ...GIT_ENV, LC_ALL: "C.UTF-8" };

export interface GrepMatch {
  path: string;
  line: number;
  /** Byte column (1-based) of `text`; null when it is the whole line. */
  column: number | null;
  text: string;
}

export type GrepResult =
  | { ok: true; matches: GrepMatch[]; cut: boolean }
  /** `reason` is git's message, or Verne's for a timeout. */
  | { ok: false; reason: string };

interface GrepQuery {
  pattern: string;
  ignoreCase: boolean;
  /** Empty for everything that git does not ignore. */
  pathspecs: readonly string[];
}

/** Searches what a path argument selected; without pathspecs at all, everything. */
export async function grepFiles(
  host: AgentHost,
  query: Pick<GrepQuery, "pattern" | "ignoreCase">,
  { pathspecs, ignored, excluded }: Pick<SelectedPaths, "pathspecs" | "ignored" | "excluded">,
): Promise<GrepResult> {
  const results: GrepResult[] = [];
  const without = excluded.map((spec) => spec.replace(/^:\((\w+)\)/, ":(exclude,$1)"));
  const search = (specs: readonly string[], options: readonly string[]) =>
    searchIn(host, { ...query, pathspecs: [...specs, ...without] }, options);
  if (pathspecs.length > 0 || ignored.length === 0) results.push(await search(pathspecs, []));
  if (ignored.length > 0) results.push(await search(ignored, ["--no-exclude-standard"]));
  const matches: GrepMatch[] = [];
  for (const result of results) {
    if (!result.ok) return result;
    matches.push(...result.matches);
  }
  return { ok: true, matches: matches.sort(inOrder), cut: results.some((result) => result.ok && result.cut) };
}

async function searchIn(host: AgentHost, given: GrepQuery, options: readonly string[]): Promise<GrepResult> {
  const query = { ...given, pattern: toPerl(given.pattern) };
  const any = anyForm(query.pattern);
  const isLong = ["-e", `.{${MAX_LINE_CHARS + 1}}`];
  const lines = await grep(host, query, ["-n", "-P", ...options], [...any, "--and", "--not", ...isLong]);
  if (lines.exitCode === 128 && /USE_LIBPCRE/i.test(lines.stderr)) return withoutPerl(host, given, options);
  const failed = failureOf(lines);
  if (failed !== null) return { ok: false, reason: failed };
  const whole = matchesIn(lines.stdout, false);
  if (lines.truncated) return { ok: true, matches: whole, cut: true };
  const listed = await grep(host, query, ["-l", "-P", ...options], [...any, "--and", ...isLong]);
  const files = listed.exitCode === 0 ? listed.stdout.split("\0").filter((path) => path !== "") : [];
  if (files.length === 0) return { ok: true, matches: whole, cut: false };
  const long = await placesIn(host, query, files.slice(0, MAX_LONG_FILES), options);
  const known = new Set(whole.map(({ path, line }) => `${line}:${path}`));
  const places = matchesIn(long.stdout, true).filter(({ path, line }) => !known.has(`${line}:${path}`));
  return { ok: true, matches: [...whole, ...places], cut: long.truncated || files.length > MAX_LONG_FILES };
}

/** Some git builds lack PCRE. */
async function withoutPerl(
  host: AgentHost,
  query: GrepQuery,
  options: readonly string[],
): Promise<GrepResult> {
  const extended = toExtended(query.pattern);
  if (extended === null) return { ok: false, reason: explainPattern("no Perl patterns here (USE_LIBPCRE)") };
  const ignoreCase = query.ignoreCase || extended.ignoreCase;
  const lines = await grep(
    host,
    { ...query, ignoreCase },
    ["-n", "-E", ...options],
    anyForm(extended.pattern),
  );
  const failed = failureOf(lines);
  if (failed !== null) return { ok: false, reason: failed };
  return { ok: true, matches: matchesIn(lines.stdout, false), cut: lines.truncated };
}

/** Includes short lines of these files: one search prints either whole lines or parts. */
function placesIn(
  host: AgentHost,
  query: GrepQuery,
  files: readonly string[],
  options: readonly string[],
): Promise<CommandResult> {
  const around = `.{0,${AROUND_CHARS}}`;
  const places = formsOf(query.pattern).flatMap((one) => ["-e", `${around}(?:${one})${around}`]);
  const pathspecs = files.map((path) => `:(literal)${path}`);
  return grep(host, { ...query, pathspecs }, ["-n", "-P", "-o", "--column", ...options], places);
}

function grep(
  host: AgentHost,
  { ignoreCase, pathspecs }: GrepQuery,
  options: readonly string[],
  expression: readonly string[],
): Promise<CommandResult> {
  const argv: Argv = [
    "git",
    "--no-pager",
    "grep",
    ...["-I", "-z", "--untracked", "--no-color", "--full-name", ...options, ...(ignoreCase ? ["-i"] : [])],
    ...expression,
    "--",
    ...pathspecs,
  ];
  return host.run(argv, { timeoutMs: TIMEOUT_MS, visible: false, maxBytes: MAX_BYTES, env: ENV, git: true });
}

/** Matches composed and decomposed letters, whatever the pattern uses. */
const anyForm = (pattern: string): string[] => [
  "(",
  ...formsOf(pattern).flatMap((form) => ["-e", form]),
  ")",
];

/** Exit code 1 means no match. */
function failureOf({ timedOut, exitCode, stderr }: CommandResult): string | null {
  if (timedOut) return "The search took too long; narrow the pattern or the path.";
  if (exitCode === 0 || exitCode === 1) return null;
  return explainPattern(stderr.trim().slice(0, 500)) || "git grep failed.";
}

/** `path NUL line NUL text`, with `columns` `path NUL line NUL column NUL text`. */
function matchesIn(stdout: string, columns: boolean): GrepMatch[] {
  return stdout.split("\n").flatMap((entry): GrepMatch[] => {
    const [path = "", line, ...rest] = entry.split("\0");
    if (line === undefined) return [];
    const column = columns ? Number(rest.shift()) : null;
    return [{ path, line: Number(line), column, text: rest.join(" ").trimEnd() }];
  });
}

const inOrder = (a: GrepMatch, b: GrepMatch): number =>
  (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) || a.line - b.line || (a.column ?? 0) - (b.column ?? 0);
