/** Searches the checkout with git grep: whole lines, or the matching places of very long lines. */
import { GIT_ENV } from "../../sandbox/git.ts";
import type { Argv } from "../../sandbox/port.ts";
import type { AgentHost, CommandResult } from "../types.ts";
import { formsOf } from "./file-names.ts";

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

export interface GrepQuery {
  pattern: string;
  ignoreCase: boolean;
  pathspecs: readonly string[];
}

export async function grepFiles(host: AgentHost, query: GrepQuery): Promise<GrepResult> {
  const any = anyForm(query.pattern);
  const isLong = ["-e", `.{${MAX_LINE_CHARS + 1}}`];
  let dialect = "-P";
  let lines = await grep(host, query, ["-n", "-P"], [...any, "--and", "--not", ...isLong]);
  // Some git builds lack PCRE.
  if (lines.exitCode === 128 && /USE_LIBPCRE/i.test(lines.stderr)) {
    dialect = "-E";
    lines = await grep(host, query, ["-n", "-E"], any);
  }
  const failed = failureOf(lines);
  if (failed !== null) return { ok: false, reason: failed };
  const whole = matchesIn(lines.stdout, false);
  if (dialect === "-E" || lines.truncated) return { ok: true, matches: whole, cut: lines.truncated };
  const listed = await grep(host, query, ["-l", "-P"], [...any, "--and", ...isLong]);
  const files = listed.exitCode === 0 ? listed.stdout.split("\0").filter((path) => path !== "") : [];
  if (files.length === 0) return { ok: true, matches: whole, cut: false };
  const long = await placesIn(host, query, files.slice(0, MAX_LONG_FILES));
  const known = new Set(whole.map(({ path, line }) => `${line}:${path}`));
  const places = matchesIn(long.stdout, true).filter(({ path, line }) => !known.has(`${line}:${path}`));
  const matches = [...whole, ...places].sort((a, b) => compare(a.path, b.path) || a.line - b.line);
  return { ok: true, matches, cut: long.truncated || files.length > MAX_LONG_FILES };
}

/** Includes short lines of these files: one search prints either whole lines or parts. */
function placesIn(host: AgentHost, query: GrepQuery, files: readonly string[]): Promise<CommandResult> {
  const around = `.{0,${AROUND_CHARS}}`;
  const places = formsOf(query.pattern).flatMap((one) => ["-e", `${around}(?:${one})${around}`]);
  const pathspecs = files.map((path) => `:(literal)${path}`);
  return grep(host, { ...query, pathspecs }, ["-n", "-P", "-o", "--column"], places);
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
  return host.run(argv, { timeoutMs: TIMEOUT_MS, visible: false, maxBytes: MAX_BYTES, env: ENV });
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
  return stderr.trim().slice(0, 500) || "git grep failed.";
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

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
