/** Pure: how an edit weakens an existing test, and whether it only adds new tests. */
import { lineOperations } from "../../agent/edit/diff.ts";
import type { ObjectionFinding } from "../../protocol/index.ts";
import { codeOf, PATTERNS, strengthOf } from "./test-text.ts";

type Weakness = Omit<ObjectionFinding, "path">;

/** How the tests in `now` are weaker than those in `base`: two versions of one test file, moved or not. */
export function weaknesses(path: string, base: string, now: string): Weakness[] {
  const before = codeOf(path, base);
  const after = codeOf(path, now);
  return [
    ...fewerAssertions(before, after),
    ...appeared(PATTERNS.TRIVIAL, before, after, "asserts what always holds"),
    ...appeared(PATTERNS.SKIP, before, after, "is skipped, or keeps others from running"),
    ...appeared(PATTERNS.ESCAPE, before, after, "ends before the assertions, or hides their failure"),
    ...fewerTests(before, after),
  ].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

/** Matches that occur more often in `after` than in `before`. */
function appeared(pattern: RegExp, before: string, after: string, what: string): Weakness[] {
  const words = (text: string) => text.replace(/\s+/g, " ").trim();
  const known = new Map<string, number>();
  for (const [match] of before.matchAll(pattern)) known.set(words(match), (known.get(words(match)) ?? 0) + 1);
  const found: Weakness[] = [];
  for (const match of after.matchAll(pattern)) {
    const text = words(match[0]);
    const left = known.get(text) ?? 0;
    if (left > 0) known.set(text, left - 1);
    else {
      const from = match.index + (match[0].length - match[0].trimStart().length);
      found.push({ line: lineAt(after, from), what: `${what}: ${text.slice(0, 80)}` });
    }
  }
  return found;
}

/** Tests that lost assertions, or assertions that compare values. */
function fewerAssertions(before: string, after: string): Weakness[] {
  return pairs(testsOf(before), testsOf(after)).flatMap(([was, is]) => {
    const lost = strengthOf(was.code);
    const kept = is ? strengthOf(is.code) : { assertions: 0, comparing: 0 };
    const what = kept.assertions < lost.assertions ? "an assertion is gone" : "asserts less than before";
    if (kept.assertions >= lost.assertions && kept.comparing >= lost.comparing) return [];
    return [{ line: is?.line ?? null, what: was.title === "" ? what : `${what}: ${was.title.slice(0, 80)}` }];
  });
}

function fewerTests(before: string, after: string): Weakness[] {
  const count = (code: string) => code.match(PATTERNS.DECLARATION)?.length ?? 0;
  const gone = count(before) - count(after);
  return gone > 0 ? [{ line: null, what: gone === 1 ? "a test is gone" : `${gone} tests are gone` }] : [];
}

interface TestText {
  /** Empty for the code before the first test. */
  title: string;
  line: number;
  /** From its declaration to the next one. */
  code: string;
}

function testsOf(code: string): TestText[] {
  const starts = [...code.matchAll(PATTERNS.DECLARATION)].map((match) => match.index);
  return [0, ...starts].map((start, index, all) => {
    const text = code.slice(start, all[index + 1]);
    const from = text.length - text.trimStart().length;
    return { title: index === 0 ? "" : titleOf(text), line: lineAt(code, start + from), code: text };
  });
}

/** The test's title string, or its function name. */
function titleOf(code: string): string {
  const head = code.trimStart().slice(0, 400);
  return (
    /^\w+(?:\s*\.\w+)*[\s(]*(["'`])(.*?)\1/.exec(head)?.[2] ??
    /\b(?:def|func|fn|fun|function|void|Task)\s+(?:\([^)]*\)\s*)?(\w+)/.exec(head)?.[1] ??
    head.split("\n", 1)[0] ??
    ""
  );
}

/** Each test of `before` with the one of the same title in `after`, else its likely renamed counterpart. */
function pairs(before: readonly TestText[], after: readonly TestText[]): [TestText, TestText | undefined][] {
  const left = [...after];
  const take = (index: number) => (index === -1 ? undefined : left.splice(index, 1)[0]);
  const known = before.map((was) => take(left.findIndex(({ title }) => title === was.title)));
  return before.map((was, index) => [was, known[index] ?? left.shift()]);
}

const lineAt = (text: string, index: number): number => text.slice(0, index).split("\n").length;

const STARTS =
  /^(?:export\s+)?(?:(?:test|it|describe|suite|context|specify|scenario)\b[\w.]*\s*[(`"'.<]|(?:async\s+)?def\s+test|class\s+\w*[Tt]est|@\w|#\[|\[(?:Fact|Theory|Test\w*|InlineData)\b|func\s+(?:\([^)]*\)\s*)?(?:Test|Benchmark|Example|Fuzz)|(?:async\s+)?fn\s+\w|(?:(?:public|private|internal|protected|static|final|async|suspend)\s+)*(?:void|fun|function|Task|func)\s+\w|t\.(?:test|Run)\(|import\s+[^"']|from\s+\S+\s+import\b|(?:const|var|let)\s.*=\s*require\(|use\s|using\s|require(?:_relative)?\s)/;
const IMPORT = /^(?:import|from|(?:const|var|let)\s.*=\s*require\(|use|using)\b/;

/**
 * Whether `now` is `base` plus new tests and their imports. False if the edit changes a line of an existing test or
 * inserts code into one.
 */
export function onlyAddsTests(path: string, base: string, now: string): boolean {
  const lines = (text: string) =>
    codeOf(path, text)
      .split("\n")
      .map((line) => line.trimEnd())
      .filter(Boolean);
  const ops = lineOperations(lines(base), lines(now));
  let index = 0;
  while (index < ops.length) {
    if (ops[index]?.kind === " ") {
      index += 1;
      continue;
    }
    const end = ops.findIndex((op, at) => at > index && op.kind === " ");
    const part = ops.slice(index, end === -1 ? ops.length : end);
    const removed = part.filter(({ kind }) => kind === "-").map(({ line }) => line);
    const added = part.filter(({ kind }) => kind === "+").map(({ line }) => line);
    const [rest, fine] = withoutWiderImports(removed, added);
    const around = (from: number, to?: number) => ops.slice(from, to).map(({ line }) => line);
    const next = index + part.length;
    if (!fine || (rest.length > 0 && !isNewTest(rest, around(0, index), around(next)))) return false;
    index = next;
  }
  return true;
}

/** The added lines, without import lines that extend a removed one from the same module. */
function withoutWiderImports(removed: readonly string[], added: readonly string[]): [string[], boolean] {
  const rest = [...added];
  for (const line of removed) {
    const wider = rest.findIndex((candidate) => importsMore(line, candidate));
    if (wider === -1) return [rest, false];
    rest.splice(wider, 1);
  }
  return [rest, true];
}

function importsMore(line: string, candidate: string): boolean {
  if (!IMPORT.test(line) || !IMPORT.test(candidate)) return false;
  const tokens = (text: string) => text.match(/"[^"]*"|'[^']*'|[\w$.]+/g) ?? [];
  const texts = (text: string) =>
    tokens(text)
      .filter((token) => /^["']/.test(token))
      .join();
  const renames = (text: string) => (text.match(/\bas\b|:/g) ?? []).length;
  if (texts(line) !== texts(candidate) || renames(line) !== renames(candidate)) return false;
  const wanted = tokens(line);
  let at = 0;
  for (const token of tokens(candidate)) if (token === wanted[at]) at += 1;
  return at === wanted.length;
}

/**
 * A diff may shift an added block by some lines when it repeats its context: at least one of the equivalent positions
 * must consist of whole tests.
 */
function isNewTest(added: readonly string[], before: readonly string[], behind: readonly string[]): boolean {
  if (isMadeOfTests(added)) return true;
  const early = [...added];
  for (const line of before.toReversed().slice(0, added.length)) {
    if (early.at(-1) !== line) break;
    early.unshift(line);
    early.pop();
    if (isMadeOfTests(early)) return true;
  }
  const late = [...added];
  for (const line of behind.slice(0, added.length)) {
    if (late[0] !== line) break;
    late.push(line);
    late.shift();
    if (isMadeOfTests(late)) return true;
  }
  return false;
}

/** Whether every statement at the indentation of the first begins or continues a test. */
function isMadeOfTests(block: readonly string[]): boolean {
  const text = block.join("\n");
  const count = (characters: RegExp) => text.match(characters)?.length ?? 0;
  if (count(/[([{]/g) !== count(/[)\]}]/g)) return false;
  const indent = (line: string) => line.length - line.trimStart().length;
  const left = indent(block[0] ?? "");
  return block.every((line, index) => {
    const words = line.trimStart();
    if (index > 0 && indent(line) > left) return true;
    return indent(line) === left && (STARTS.test(words) || (index > 0 && /^(?:[)\]}{]|end\b)/.test(words)));
  });
}
