/** Turns the history of a repository into questions: a commit's subject, and the sources that it changed. */
import { execFileSync } from "node:child_process";
import { isAuthored } from "../../sandbox/tools/listing.ts";
import { isSource } from "../../sandbox/tools/ranking/kinds.ts";

const MAX_COMMITS_READ = 6_000;
const MAX_CHANGED = 20;
const MAX_GOLD = 5;

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

/** The newest `max` questions. Throws when git cannot read the history. */
export function casesOf(directory: string, max: number): Case[] {
  const log = ["log", "--no-merges", "--no-renames", "-z", "-n", String(MAX_COMMITS_READ)];
  const output = execFileSync(
    "git",
    ["-C", directory, ...log, "--format=%x01%P%x02%s", "--name-status", "HEAD"],
    { encoding: "utf8", maxBuffer: 1024 * 1024 * 1024, stdio: ["ignore", "pipe", "pipe"] },
  );
  const cases: Case[] = [];
  for (const record of output.split("\x01").slice(1)) {
    const found = toCase(record);
    if (found) cases.push(found);
    if (cases.length >= max) break;
  }
  return cases;
}

function toCase(record: string): Case | null {
  const [head = "", ...fields] = record.split("\0");
  const [parent = "", subject = ""] = head.split("\x02");
  if (parent === "" || parent.includes(" ") || NO_TASK.test(subject)) return null;
  const changes = fields.map((field) => field.replace(/^\n/, "")).filter((field) => field !== "");
  if (changes.length > 2 * MAX_CHANGED) return null;
  const gold = changes.filter(
    (path, index) => index % 2 === 1 && changes[index - 1] === "M" && isCandidate(path),
  );
  const prompt = subject
    .replace(/^\w+(?:\([^)]*\))?!?:\s*/, "")
    .replace(/\s*\(?#\d+\)?\.?/g, "")
    .replace(/^\[[^\]]*\]\s*/, "")
    .trim();
  const words = prompt.match(/[A-Za-z]{2,}/g) ?? [];
  if (gold.length < 1 || gold.length > MAX_GOLD || words.length < 3) return null;
  return { parent, prompt, gold, namesFile: gold.some((path) => names(prompt, path)) };
}

function names(prompt: string, path: string): boolean {
  const fold = (text: string) => text.toLowerCase().replace(/[_-]/g, "");
  const stem = fold(path.slice(path.lastIndexOf("/") + 1).replace(/\..*$/, ""));
  return stem.length > 2 && (prompt.match(/[\w-]+/g) ?? []).some((word) => fold(word) === stem);
}
