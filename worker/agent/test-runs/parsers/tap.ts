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

/** The YAML below a point, read only as far as it is needed. */
interface Block {
  error: string;
  durationMs: number | null;
  file: string | null;
  whole: string;
  lines: number;
  multi: boolean;
}

/**
 * TAP 13 and 14 with subtests indented by four spaces. A test point that closes a subtest is a suite: it counts only
 * when it failed and nothing in it did.
 */
export function tapParser(repoDir: string): TextParser {
  return new TapReader(repoDir);
}

class TapReader implements TextParser {
  private readonly repoDir: string;
  private readonly points: Point[] = [];
  /** Names of the open subtests by depth, and how many points were seen below them. */
  private readonly names: string[] = [];
  private below: { points: number; failed: number }[] = [];
  /** The point whose block may still come, and the indent of the block that is open. */
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
        // Producers name the error as they like; then the block stands for it.
        message: block.error || block.whole.trim() || directive,
        durationMs: block.durationMs,
      });
    });
    return { cases, recognised: this.recognised, incomplete: this.incomplete };
  }

  /** Another runner begins in the same output. */
  private document(): void {
    this.finish();
    this.recognised = true;
    this.below = [];
    this.names.length = 0;
    this.planned = null;
  }

  /** A plan that does not fit means that points were lost; without one the run broke off, as its exit status says. */
  private finish(): void {
    if (this.planned !== null && this.planned !== (this.below[0]?.points ?? 0)) this.incomplete = true;
  }

  /** The next point behind something that was printed without an end of line. */
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

  /** True for a line of the block below a point. What was printed may stand between the two. */
  private blockLine(line: string): boolean {
    if (this.inside === null) {
      const indent = /^( *)---\s*$/.exec(line)?.[1];
      if (indent === undefined || !this.last || indent.length <= this.last.indent.length) return false;
      this.inside = indent;
      return true;
    }
    const { inside } = this;
    const ended = line.startsWith(`${inside}...`) && line.trim() === "...";
    // Less indented: the block was never closed.
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
