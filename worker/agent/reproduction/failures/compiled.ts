/** Go, Rust, C and C++, and what compilers and type checkers say. */
import {
  BLOCK_LINES,
  blocks,
  type Failure,
  type FailureReader,
  type Frame,
  firstOf,
  framesIn,
  saysMissing,
} from "./failure.ts";

const GO_PLACE = /^\s*(?:Error Trace:\s+)?(\S+\.go):(\d+)(?::| |$)/;

const goTests: FailureReader = (lines) =>
  blocks(lines, /^\s*(?:=== RUN|--- FAIL:)/, /^\s*(?:--- (?:PASS|SKIP):|FAIL\b|PASS\b|ok\s|panic: )/)
    .map((block, index, all) =>
      // With -v the messages come before the line that says FAIL.
      /--- FAIL:/.test(block[0] ?? "")
        ? [...(runOf(block[0] ?? "", all.slice(0, index)) ?? []), ...block]
        : [],
    )
    .filter((block) => block.length > 1)
    .map((block) => ({
      kind: "assertion",
      title: block.find((line) => GO_PLACE.test(line))?.trim() ?? firstOf(block.slice(1)),
      text: block.join("\n"),
      frames: framesIn(block, GO_PLACE),
    }));

/** The block of the test's start. */
function runOf(failed: string, before: readonly string[][]): string[] | undefined {
  const name = /FAIL: (\S+)/.exec(failed)?.[1];
  return before.findLast((block) => block[0]?.trim().replace(/^=== RUN\s+/, "") === name);
}

const goPanics: FailureReader = (lines) =>
  blocks(lines, /^(?:panic: |fatal error: |WARNING: DATA RACE)/, /^(?:exit status|FAIL\b|ok\s)/).map(
    (block) => ({
      kind: "error",
      title: block[0] ?? "",
      text: block.filter((line) => !/^\s/.test(line)).join("\n"),
      frames: framesIn(block, /^\s+(\S+\.go):(\d+)/),
    }),
  );

const PANIC = /^thread '.*' (?:\(\d+\) )?panicked at (?:'(.*)', )?(\S+?):(\d+):\d+:?$/;

/** A panic in a test is what its assertions, `unwrap` and `expect` make. */
const rustPanics: FailureReader = (lines) =>
  blocks(lines, PANIC, /^(?:note: run with|failures:|test result:)/).map((block) => {
    const [, old, path = "", line] = PANIC.exec(block[0] ?? "") ?? [];
    const title = old ?? firstOf(block.slice(1));
    const frames = [{ path, line: Number(line) }, ...framesIn(block, /^\s+at (\S+\.rs):(\d+)/)];
    return { kind: "assertion", title, text: block.join("\n"), frames };
  });

const rustCompiler: FailureReader = (lines) =>
  lines.flatMap((line, at) => {
    if (!/^error(?:\[E\d+\])?: /.test(line)) return [];
    const below = lines.slice(at + 1, at + 6);
    return refusal(line, framesIn(below, /^\s*--> (\S+?):(\d+)/).slice(0, 1));
  });

/** One line for each fault, with its place in it (groups: path, line). */
const REFUSALS: readonly RegExp[] = [
  /^(\S+\.go):(\d+):\d+: /,
  /^(\S+\.[cm]?tsx?)[(:](\d+)[,:]\d+\)?(?:: | - )error TS\d+: /,
  /^\s*(\S+\.(?:cs|fs|vb))\((\d+),\d+\): error /,
  /^(?:\[ERROR\] )?(\S+\.(?:java|scala|groovy)):(?:\[(\d+),\d+\] |(\d+): error: )/,
  /^e: (\S+\.kts?):(\d+):\d+/,
  /^(\S+\.(?:c|cc|cpp|cxx|h|hpp|m|swift|f90)):(\d+):\d+: (?:fatal )?error: /,
];

const compilers: FailureReader = (lines) => {
  const goFailed = lines.some((line) => /\[(?:build|setup) failed\]|^# \S/.test(line));
  return lines.flatMap((line) => {
    for (const pattern of REFUSALS) {
      const match = pattern.exec(line);
      if (!match?.[1] || (match[1].endsWith(".go") && !goFailed)) continue;
      return refusal(line, [{ path: match[1], line: Number(match[2] ?? match[3] ?? 0) }]);
    }
    return [];
  });
};

const refusal = (line: string, frames: Frame[]): Failure[] => [
  { kind: saysMissing(line) ? "missing" : "compile", title: line.trim(), text: line, frames },
];

const C_ASSERT = /(?:^|\s)(\S+\.\w+):(\d+): .*Assertion [`'"].* failed/;
const C_TEST = /^(\S+\.\w+):(\d+): (?:Failure|FAILED|ERROR:)/;

const native: FailureReader = (lines) =>
  lines.flatMap((line, at): Failure[] => {
    const asserted = framesIn([line], C_ASSERT, C_TEST);
    if (asserted.length > 0) {
      const text = lines.slice(at, at + 10).join("\n");
      return [{ kind: "assertion", title: line.trim(), text, frames: asserted }];
    }
    if (!/\bERROR: \w+Sanitizer: |runtime error: /.test(line)) return [];
    const below = lines.slice(at, at + BLOCK_LINES);
    const frames = framesIn(below, /#\d+ 0x\w+ in .+? (\S+?):(\d+)/, /^(\S+?):(\d+):\d+: runtime error/);
    return [{ kind: "error", title: line.trim(), text: line, frames }];
  });

export const compiled: FailureReader = (lines) => [
  ...goTests(lines),
  ...goPanics(lines),
  ...rustPanics(lines),
  ...rustCompiler(lines),
  ...compilers(lines),
  ...native(lines),
];
