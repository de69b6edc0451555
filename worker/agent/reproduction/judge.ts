/**
 * Pure: what one run of a reproduction shows. On the base commit only an assertion, or an error that the repository's
 * code threw, counts as the fault; everything else fails in a way that it could not have failed before the change.
 */
import type {
  Reproduction,
  ReproductionAfter,
  ReproductionBefore,
  ReproductionRun,
} from "../../protocol/index.ts";
import { noTestsSeen } from "../test-runs/parsers/no-tests.ts";
import { type Failure, failuresIn, linesOf } from "./failures/index.ts";
import { onlyLooks } from "./looks.ts";
import { type Ground, placesOf } from "./places.ts";

export interface RanCommand {
  exitCode: number | null;
  timedOut: boolean;
  durationMs: number;
  stdout: string;
  stderr: string;
}

export interface Judged {
  reproduction: Reproduction;
  ran: RanCommand;
  ground: Ground;
}

const SHOWN_CHARS = 4_000;
const QUOTED_CHARS = 300;

/** The run on the base commit. */
export function judgeBefore(judged: Judged): ReproductionBefore {
  const { ran } = judged;
  const seen = look(judged);
  const answer = (verdict: ReproductionBefore["verdict"], reason: string, failure?: Failure) => ({
    verdict,
    reason,
    run: runOf(ran, seen.lines, failure),
  });
  if (ran.timedOut)
    return answer("new", "It did not end in its time; make it fail by itself when the fault is there.");
  if (ran.exitCode === 0) return answer("passed_before", passedReason(seen));
  if (seen.counts)
    return answer("failed_before", `It fails as expected: ${told(seen.counts, judged)}`, seen.counts);
  const [refused] = seen.refused;
  if (refused) return answer("new", refused.why, refused.failure);
  if (seen.noTest) return answer("new", "No test ran.");
  const [other] = seen.failures;
  if (other)
    return answer("new", `What fails does not say what \`expect\` says: ${quoted(other.title)}`, other);
  return answer("new", withoutFailure(ran, seen.lines));
}

/** The run on the change, of a reproduction that was judged on the base commit. */
export function judgeAfter(judged: Judged): ReproductionAfter {
  const { ran } = judged;
  const seen = look(judged);
  const answer = (verdict: ReproductionAfter["verdict"], reason: string, failure?: Failure) => ({
    verdict,
    reason,
    run: runOf(ran, seen.lines, failure),
  });
  if (ran.timedOut) return answer("fails_otherwise", "It did not end in its time.");
  const same = seen.counts ?? seen.refused[0]?.failure;
  if (same) return answer("fails", `It still fails: ${told(same, judged)}`, same);
  if (ran.exitCode === 0 && seen.noTest) return answer("fails_otherwise", "It ends well, and no test ran.");
  if (ran.exitCode === 0) return answer("passes", "It ends with exit status 0.");
  const [other] = seen.failures;
  if (other) return answer("fails_otherwise", `It fails in another way: ${quoted(other.title)}`, other);
  return answer("fails_otherwise", withoutFailure(ran, seen.lines));
}

interface Seen {
  lines: string[];
  failures: Failure[];
  /** The failure that says what `expect` says, and counts. */
  counts: Failure | null;
  /** Failures that say it, and do not count. */
  refused: { failure: Failure; why: string }[];
  noTest: boolean;
}

function look({ reproduction, ran, ground }: Judged): Seen {
  const lines = linesOf(`${ran.stdout}\n${ran.stderr}`);
  const failures = failuresIn(lines);
  const wanted = squeezed(reproduction.expect);
  const matching = failures.filter(({ title, text }) => squeezed(`${title}\n${text}`).includes(wanted));
  const whyNot = refusalOf(reproduction, ground);
  const judged = matching.map((failure) => ({ failure, why: whyNot(failure) }));
  const tests = noTestsSeen();
  for (const line of lines) tests.line("stdout", line);
  return {
    lines,
    failures,
    counts: judged.find(({ why }) => why === null)?.failure ?? null,
    refused: judged.flatMap(({ failure, why }) => (why === null ? [] : [{ failure, why }])),
    noTest: tests.said,
  };
}

/** Why a failure that says what was expected is not the fault; null when it counts. */
function refusalOf(reproduction: Reproduction, ground: Ground): (failure: Failure) => string | null {
  const placeOf = placesOf(ground);
  const searches = onlyLooks(reproduction);
  return ({ kind, title, frames }) => {
    const places = frames.map(({ path }) => placeOf(path));
    const inRepository = places.includes("repository");
    const said = quoted(title);
    if (isPrinted(title, reproduction)) return `The command prints the failure itself: ${said}`;
    switch (kind) {
      case "missing":
        return `Something that it loads is not there, which says nothing of the fault: ${said}`;
      case "syntax":
        return inRepository ? null : `The reproduction itself cannot be read: ${said}`;
      case "compile":
        return inRepository ? null : `The reproduction itself does not compile: ${said}`;
      case "error":
        return inRepository ? null : `The error does not come from the repository's code: ${said}`;
      case "assertion":
        if (inRepository) return null;
        if (!places.includes("reproduction"))
          return `The assertion names no place in the repository or the reproduction: ${said}`;
        return searches ? "It reads files and does not run the repository's code." : null;
    }
  };
}

/** A whole line that the command or a script of a shell holds as it stands. */
function isPrinted(title: string, { command, files = [] }: Reproduction): boolean {
  if (title.length < 3) return false;
  const shell = files.filter(({ path, content }) => /\.(?:ba|z)?sh$/.test(path) || /^#!.*sh\b/.test(content));
  return [command, ...shell.map(({ content }) => content)].some((text) => text.includes(title));
}

function passedReason({ counts, refused, noTest }: Seen): string {
  if (noTest) return "No test ran, and it ends with exit status 0.";
  return counts || refused.length > 0
    ? "It shows the failure and still ends with exit status 0: leave out pipes and what hides the status."
    : "It ends with exit status 0: the fault does not show.";
}

const NOT_FOUND =
  /(?:command not found|: not found|No such file or directory|Missing script|is not recognized)/i;

function withoutFailure({ exitCode }: RanCommand, lines: readonly string[]): string {
  const missing = lines.find((line) => NOT_FOUND.test(line));
  if (exitCode === 127 || exitCode === 126 || missing !== undefined)
    return `A program or file that it starts is not there: ${quoted(missing ?? `exit status ${exitCode}`)}`;
  const ended = exitCode === null ? "was ended by a signal" : `ended with exit status ${exitCode}`;
  return `It ${ended}, without an assertion or an error of the repository's code in its output.`;
}

function runOf(ran: RanCommand, lines: readonly string[], failure?: Failure): ReproductionRun {
  const tail = lines.join("\n").trim().slice(-SHOWN_CHARS);
  const frames = failure?.frames.slice(0, 8).map(({ path, line }) => `    at ${path}:${line}`) ?? [];
  const told = failure
    ? [failure.text.trim() || failure.title, ...frames].join("\n").slice(0, SHOWN_CHARS)
    : tail;
  return { exit_code: ran.exitCode, timed_out: ran.timedOut, duration_ms: ran.durationMs, output: told };
}

/** The failure's first line, with what was expected where that stands further down. */
function told({ title }: Failure, { reproduction: { expect } }: Judged): string {
  return quoted(squeezed(title).includes(squeezed(expect)) ? title : `${title} ${expect}`);
}

const squeezed = (text: string): string => text.replace(/\s+/g, " ").trim();

const quoted = (text: string): string => squeezed(text).slice(0, QUOTED_CHARS);
