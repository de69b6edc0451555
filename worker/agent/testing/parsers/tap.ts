import type { TestCase } from "../../../protocol/index.ts";
import { insideRepo, testCase } from "../cases.ts";

const POINT = /^( *)(not )?ok\b(?: (\d+))?(?: -)? ?(.*)$/;

interface Block {
  error: string;
  durationMs: number | null;
  file: string | null;
}

/**
 * TAP 13 and 14 with subtests indented by four spaces. A test point that closes a subtest is a suite: it counts only
 * when it failed and nothing in it did.
 */
export function parseTap(text: string, repoDir: string): TestCase[] {
  const lines = text.split(/\r?\n/);
  const cases: TestCase[] = [];
  /** Names of the open subtests by depth, and whether points were seen below them. */
  const names: string[] = [];
  const below: { points: number; failed: number }[] = [];
  for (const [index, line] of lines.entries()) {
    const subtest = /^( *)# Subtest: (.*)$/.exec(line);
    if (subtest) {
      names[depthOf(subtest[1])] = unescaped(subtest[2] ?? "");
      continue;
    }
    const point = POINT.exec(line);
    if (!point || (point[3] === undefined && !/^ *(?:not )?ok(?: -| *$| #)/.test(line))) continue;
    const depth = depthOf(point[1]);
    const failed = point[2] !== undefined;
    const children = below[depth + 1];
    below[depth + 1] = { points: 0, failed: 0 };
    const own = below[depth] ?? { points: 0, failed: 0 };
    below[depth] = { points: own.points + 1, failed: own.failed + (failed ? 1 : 0) };
    if (children && children.points > 0 && !(failed && children.failed === 0)) continue;
    const { description, directive } = splitDirective(point[4] ?? "");
    const block = readBlock(lines, index + 1);
    cases.push(
      testCase({
        file: block.file === null ? null : insideRepo(block.file, repoDir),
        suite: names.slice(0, depth).join("."),
        name: insideRepo(description, repoDir),
        outcome: directive ? "skipped" : failed ? "failed" : "passed",
        message: block.error || directive,
        durationMs: block.durationMs,
      }),
    );
  }
  return cases;
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

/** The YAML block after a point, read only as far as it is needed. */
function readBlock(lines: readonly string[], from: number): Block {
  const block: Block = { error: "", durationMs: null, file: null };
  const indent = /^( *)---\s*$/.exec(lines[from] ?? "")?.[1];
  if (indent === undefined) return block;
  let multi = false;
  let whole = "";
  for (let index = from + 1; index < Math.min(lines.length, from + 200); index += 1) {
    const line = lines[index] ?? "";
    if (line.trim() === "..." && line.startsWith(`${indent}...`)) break;
    const body = line.slice(indent.length);
    whole += `${body}\n`;
    const entry = /^(\w+): ?(.*)$/.exec(body);
    if (entry) {
      const value = (entry[2] ?? "").replace(/^'(.*)'$/s, "$1");
      multi = entry[1] === "error" && value.startsWith("|");
      if (entry[1] === "error" && !multi) block.error = value;
      if (entry[1] === "duration_ms") block.durationMs = Number(value);
      if (entry[1] === "location") block.file = value.replace(/:\d+:\d+$/, "");
    } else if (multi) block.error += `${body.replace(/^ {2}/, "")}\n`;
  }
  // Producers name the error as they like; then the block stands for it.
  if (block.error === "") block.error = whole.trim();
  return block;
}
