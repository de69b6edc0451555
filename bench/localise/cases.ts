/** Turns the history of a repository into questions: a commit's words, and the sources that it changed. */
import { execFileSync } from "node:child_process";
import { isAuthored } from "../../sandbox/tools/listing.ts";
import { isSource } from "../../sandbox/tools/ranking/kinds.ts";

const MAX_COMMITS_READ = 6_000;
const MAX_CHANGED = 20;
const MAX_GOLD = 5;
const MIN_BODY_WORDS = 8;
const MAX_BODY_CHARS = 8_000;

/** Subjects that describe no task anyone would hand out, or none that words could locate. */
const NO_TASK =
  /^(?:merge|revert|release|version|bump|update changelog|prepare|v?\d+\.\d)|dependenc|\bbump\b|\btypos?\b|\blint\b|copyright|^\[?pre-commit|^(?:chore|docs?|ci|test|style|build|release)(?:\(|:)/i;

export interface Case {
  parent: string;
  prompt: string;
  /** Sources that the commit modified, one to five. */
  gold: string[];
  /** The subject holds the name of a file or symbol that is spelled like one of the gold files. */
  namesFile: boolean;
}

/** Source files that count as an answer: program text, neither test nor markup nor script glue. */
export function isCandidate(path: string): boolean {
  const glue =
    /\.(?:html|css|scss|less|sql|sh|bash|ps1)$|(?:^|\/)(?:Makefile|GNUmakefile|Dockerfile[^/]*)$/.test(path);
  return !glue && isSource(path) && isAuthored(path);
}

/** What a question is made of: a commit's subject, or all of its message, of commits that have more than a subject. */
export type Wording = "subject" | "message";

/** The newest `max` questions. Throws when git cannot read the history. */
export function casesOf(directory: string, max: number, wording: Wording): Case[] {
  const log = ["log", "--no-merges", "--no-renames", "-z", "-n", String(MAX_COMMITS_READ)];
  const output = execFileSync(
    "git",
    ["-C", directory, ...log, "--format=%x01%P%x02%s%x02%b", "--name-status", "HEAD"],
    { encoding: "utf8", maxBuffer: 1024 * 1024 * 1024, stdio: ["ignore", "pipe", "pipe"] },
  );
  const cases: Case[] = [];
  for (const record of output.split("\x01").slice(1)) {
    const found = toCase(record, wording);
    if (found) cases.push(found);
    if (cases.length >= max) break;
  }
  return cases;
}

function toCase(record: string, wording: Wording): Case | null {
  const [head = "", ...fields] = record.split("\0");
  const [parent = "", subject = "", body = ""] = head.split("\x02");
  if (parent === "" || parent.includes(" ") || NO_TASK.test(subject)) return null;
  const changes = fields.map((field) => field.replace(/^\n/, "")).filter((field) => field !== "");
  if (changes.length > 2 * MAX_CHANGED) return null;
  const gold = changes.filter(
    (path, index) => index % 2 === 1 && changes[index - 1] === "M" && isCandidate(path),
  );
  const title = taskOf(subject);
  const rest = wording === "message" ? withoutTrailers(body) : "";
  const words = (text: string) => text.match(/[A-Za-z]{2,}/g) ?? [];
  if (gold.length < 1 || gold.length > MAX_GOLD || words(title).length < 3) return null;
  if (wording === "message" && words(rest).length < MIN_BODY_WORDS) return null;
  const prompt = rest === "" ? title : `${title}\n\n${rest}`;
  return { parent, prompt, gold, namesFile: gold.some((path) => names(prompt, path)) };
}

/** Without the prefix and the numbers that only the repository's own people add. */
const taskOf = (subject: string): string =>
  subject
    .replace(/^\w+(?:\([^)]*\))?!?:\s*/, "")
    .replace(/\s*\(?#\d+\)?\.?/g, "")
    .replace(/^\[[^\]]*\]\s*/, "")
    .trim();

/** Signatures and references say nothing about the task. */
const withoutTrailers = (body: string): string =>
  body
    .split("\n")
    .filter((line) => !/^\s*(?:[A-Z][\w-]*-by|Change-Id|cc|git-svn-id|[A-Z][\w-]*-Url):/i.test(line))
    .join("\n")
    .slice(0, MAX_BODY_CHARS)
    .trim();

function names(prompt: string, path: string): boolean {
  const fold = (text: string) => text.toLowerCase().replace(/[_-]/g, "");
  const stem = fold(path.slice(path.lastIndexOf("/") + 1).replace(/\..*$/, ""));
  return stem.length > 2 && (prompt.match(/[\w-]+/g) ?? []).some((word) => fold(word) === stem);
}
