import { execFileSync } from "node:child_process";
import { parseQuery } from "./query.ts";
import { type HistoryScore, titleWeight, wholeOf } from "./rank.ts";
import { QueryScanner } from "./scan.ts";

const MAX_COMMITS = 400;
/** A commit that touches more says little about any one file; the graft of a shallow clone touches everything. */
const MAX_FILES = 30;
const MAX_OUTPUT_BYTES = 32 * 1024 * 1024;
const TIMEOUT_MS = 5_000;
const RECENT_COMMITS = 150;
const SIMILAR = 0.4;
const RECENT = 0.1;

interface Commit {
  subject: string;
  files: string[];
}

/**
 * Points for files that earlier commits with the prompt's words changed, and a little for those changed lately.
 * A clone without history gives none: nothing here is needed, all of it helps.
 */
export function historyScore(commits: readonly Commit[], prompt: string): HistoryScore {
  const query = parseQuery(prompt);
  const scanner = new QueryScanner(query);
  const subjects = commits.map(({ subject }) => scanner.scan(subject));
  const rarity = query.terms.map((_, term) => {
    const holding = subjects.filter(({ terms }) => terms[term]).length;
    return titleWeight(query, term) * Math.log(1 + (commits.length - holding + 0.5) / (holding + 0.5));
  });
  const whole = wholeOf(rarity);
  const similar = new Map<string, number>();
  const recent = new Map<string, number>();
  for (const [age, { files }] of commits.entries()) {
    const found = subjects[age];
    if (!found || files.length === 0 || files.length > MAX_FILES) continue;
    const pairs = found.pairs.reduce((sum, count) => sum + (count > 0 ? 3 : 0), 0);
    const likeness =
      rarity.reduce((sum, weight, term) => sum + (found.terms[term] ? weight : 0), pairs) / whole;
    const share = 1 / Math.sqrt(files.length);
    for (const path of files) {
      similar.set(path, (similar.get(path) ?? 0) + likeness * likeness * share);
      recent.set(path, (recent.get(path) ?? 0) + Math.exp(-age / RECENT_COMMITS) * share);
    }
  }
  return (path) =>
    SIMILAR * Math.log(1 + 5 * (similar.get(path) ?? 0)) + RECENT * Math.log(1 + (recent.get(path) ?? 0));
}

/** The newest commits before and with `revision`, newest first; none when git cannot tell. */
export function readHistory(gitDirectory: string, revision = "HEAD", maxCommits = MAX_COMMITS): Commit[] {
  const safe = ["-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "-c", "log.showSignature=false"];
  const log = [
    "log",
    "--no-renames",
    "--no-merges",
    "-n",
    String(maxCommits),
    "--format=%x01%s",
    "--name-only",
  ];
  try {
    const output = execFileSync("git", ["-C", gitDirectory, ...safe, ...log, revision, "--"], {
      encoding: "utf8",
      maxBuffer: MAX_OUTPUT_BYTES,
      timeout: TIMEOUT_MS,
      stdio: ["ignore", "pipe", "ignore"],
      // A partial clone must not go to the network for this.
      env: { ...process.env, GIT_NO_LAZY_FETCH: "1" },
    });
    return output
      .split("\x01")
      .slice(1)
      .map((record) => {
        const [subject = "", ...files] = record.split("\n");
        return { subject, files: files.filter((file) => file !== "") };
      });
  } catch {
    return [];
  }
}
