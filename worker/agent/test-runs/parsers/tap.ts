import { insideRepo, testCase } from "../cases.ts";
import { MAX_TEXT_CHARS, type ParsedText, type TextParser } from "./text-parser.ts";

const POINT = /^( *)(not )?ok\b(?: (\d+))?(?: -)? ?(.*)$/;
const MAX_BLOCK_LINES = 200;

interface Point {
  depth: number;
  suite: string;
  failed: boolean;
  text: string;
  block: Block;
}

/** The YAML block of a test point, parsed only as far as needed. */
interface Block {
  error: string;
  durationMs: number | null;
  file: string | null;
  whole: string;
  lines: number;
  multi: boolean;
}

/**
 * Parses TAP 13 and 14 with subtests indented by four spaces. A test point that closes a subtest is a suite: it counts
 * only if it failed and nothing in it did.
 */
export function tapParser(repoDir: string): TextParser {
  return new TapReader(repoDir);
}

class TapReader implements TextParser {
  private readonly repoDir: string;
  private readonly points: Point[] = [];
  /** Names of the open subtests by depth, and the number of points below them. */
  private readonly names: string[] = [];
  private below: { points: number; failed: number }[] = [];
  /** The last point, whose block may follow, and the indentation of the open block. */
  private last: { point: Point | null; indent: string } | null = null;
  private inside: string | null = null;
  private planned: number | null = null;
  private recognised = false;
  private incomplete = false;

  constructor(repoDir: string) {
    this.repoDir = repoDir;
  }

  line(stream: "stdout" | "stderr", line: string): void {
    if (stream !== "stdout" || this.blockLine(line)) return;
    const subtest = /^( *)# Subtest: (.*)$/.exec(line);
    const plan = /^1\.\.(\d+)(?:\s*#.*)?$/.exec(line)?.[1];
    if (/^TAP version 1[34]$/.test(line)) this.document();
    else if (subtest) this.names[depthOf(subtest[1])] = unescaped(subtest[2] ?? "");
    else if (plan !== undefined) {
      this.planned = Number(plan);
      this.recognised = true;
    } else this.point(this.glued(line));
  }

  end(): ParsedText {
    this.finish();
    const cases = this.points.map(({ suite, failed, text, block }) => {
      const { description, directive } = splitDirective(text);
      return testCase({
        file: block.file === null ? null : insideRepo(block.file, this.repoDir),
        suite,
        name: insideRepo(description, this.repoDir),
        outcome: directive ? "skipped" : failed ? "failed" : "passed",
        // Producers use different keys for the error; otherwise the whole block is used.
        message: block.error || block.whole.trim() || directive,
        durationMs: block.durationMs,
      });
    });
    return { cases, recognised: this.recognised, incomplete: this.incomplete };
  }

  /** A new TAP document begins in the same output. */
  private document(): void {
    this.finish();
    this.recognised = true;
    this.below = [];
    this.names.length = 0;
    this.planned = null;
  }

  /** A plan that does not match means lost points; a missing plan means an aborted run, which the exit status shows. */
  private finish(): void {
    if (this.planned !== null && this.planned !== (this.below[0]?.points ?? 0)) this.incomplete = true;
  }

  /** The next point after output without a line end. */
  private glued(line: string): string {
    if (POINT.test(line)) return line;
    const found = /(not )?ok (\d+) - .*$/.exec(line);
    return found && Number(found[2]) === (this.below[0]?.points ?? 0) + 1 ? line.slice(found.index) : line;
  }

  private point(line: string): void {
    const match = POINT.exec(line);
    if (!match || (match[3] === undefined && !/^ *(?:not )?ok(?: -| *$| #)/.test(line))) return;
    const depth = depthOf(match[1]);
    const failed = match[2] !== undefined;
    const children = this.below[depth + 1];
    this.below[depth + 1] = { points: 0, failed: 0 };
    const own = this.below[depth] ?? { points: 0, failed: 0 };
    this.below[depth] = { points: own.points + 1, failed: own.failed + (failed ? 1 : 0) };
    const isSuite = children && children.points > 0 && !(failed && children.failed === 0);
    const block = { error: "", durationMs: null, file: null, whole: "", lines: 0, multi: false };
    const suite = this.names.slice(0, depth).join(".");
    const point = { depth, suite, failed, text: match[4] ?? "", block };
    if (!isSuite) this.points.push(point);
    this.last = { point: isSuite ? null : point, indent: match[1] ?? "" };
  }

  /** True for a line of a point's block. Test output may be between point and block. */
  private blockLine(line: string): boolean {
    if (this.inside === null) {
      const indent = /^( *)---\s*$/.exec(line)?.[1];
      if (indent === undefined || !this.last || indent.length <= this.last.indent.length) return false;
      this.inside = indent;
      return true;
    }
    const { inside } = this;
    const ended = line.startsWith(`${inside}...`) && line.trim() === "...";
    // Less indentation: the block was not closed.
    if (ended || (line.trim() !== "" && !line.startsWith(inside))) {
      this.inside = null;
      this.last = null;
      return ended;
    }
    if (this.last?.point) readBlockLine(this.last.point.block, line.slice(inside.length));
    return true;
  }
}

function readBlockLine(block: Block, body: string): void {
  block.lines += 1;
  if (block.lines > MAX_BLOCK_LINES) return;
  if (block.whole.length < MAX_TEXT_CHARS) block.whole += `${body.slice(0, MAX_TEXT_CHARS)}\n`;
  const entry = /^(\w+): ?(.*)$/.exec(body);
  if (entry) {
    const value = (entry[2] ?? "").replace(/^'(.*)'$/s, "$1");
    block.multi = entry[1] === "error" && value.startsWith("|");
    if (entry[1] === "error" && !block.multi) block.error = value;
    if (entry[1] === "duration_ms") block.durationMs = Number(value);
    if (entry[1] === "location") block.file = value.replace(/:\d+:\d+$/, "");
  } else if (block.multi && block.error.length < MAX_TEXT_CHARS)
    block.error += `${body.replace(/^ {2}/, "")}\n`;
}

function depthOf(indent: string | undefined): number {
  return Math.floor((indent?.length ?? 0) / 4);
}

function splitDirective(text: string): { description: string; directive: string } {
  const match = /(?:^|[^\\])# ?((?:SKIP|TODO)\b.*)$/i.exec(text);
  const description = match ? text.slice(0, match.index + (text[match.index] === "#" ? 0 : 1)) : text;
  return { description: unescaped(description.trim()), directive: match?.[1] ?? "" };
}

function unescaped(text: string): string {
  return text.replace(/\\([#\\])/g, "$1");
}
