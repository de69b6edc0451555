/** Runners that print each failure as a block: TAP, and numbered lists (Ruby, PHP, Elixir, mocha). */
import { blocks, type Failure, type FailureReader, firstOf, framesIn, kindOfMessage } from "./failure.ts";

const ANY_PLACE = /((?:file:\/\/)?(?:[A-Za-z]:)?[^\s'"()[\]:]+\.[A-Za-z]\w{0,5}):(\d+)/;
const PERL = /\bat (\S+) line (\d+)/;
const BATS = /in test file (\S+?), line (\d+)/;
/** Where a test begins, which is not where it failed. */
const BEGINNING = /^\s*location:/;

/** `not ok`, with what follows it up to the next result. */
const tap: FailureReader = (lines) =>
  blocks(lines, /^\s*not ok\b/, /^\s*(?:ok \d|\.\.\.\s*$|\d+\.\.\d+)/).map((block) => {
    const kind = tapKind(block.join("\n"));
    const read = kind === "assertion" ? block : block.filter((line) => !BEGINNING.test(line));
    return {
      kind,
      title: yamlValue(block, "error") ?? firstOf(block.slice(1)),
      text: block.filter((line) => !/^\s+(?:stack|at):/.test(line)).join("\n"),
      frames: framesIn(read, PERL, BATS, ANY_PLACE),
    };
  });

function tapKind(text: string): Failure["kind"] {
  const kind = kindOfMessage(text);
  if (kind === "error" && /Failed test|^\s*(?:operator|found|wanted|expected):|in test file/m.test(text))
    return "assertion";
  return kind;
}

/** The value of a key in the YAML of a result: in its line, or in the lines below. */
function yamlValue(block: readonly string[], key: string): string | null {
  const at = block.findIndex((line) => line.trimStart().startsWith(`${key}:`));
  if (at === -1) return null;
  const inline = (block[at] ?? "")
    .trim()
    .slice(key.length + 1)
    .trim();
  return /^[|>]/.test(inline) ? firstOf(block.slice(at + 1)) : inline.replace(/^['"]|['"]$/g, "");
}

const RUBY_ERROR = /^\s*[A-Z]\w*(?:::\w+)*(?:Error|Exception)?: ?/;

/** `1) name`, with the message and the places below it. */
const numbered: FailureReader = (lines) =>
  blocks(
    lines,
    /^\s{0,4}\d+\) \S/,
    /^(?:Finished in|FAILURES!|Failed examples:|\d+ (?:runs|examples|tests)\b)/,
  )
    .filter((block) => block.length > 1)
    .map((block) => {
      const told = block.slice(1).filter((line) => line.trim() !== "" && !/^\s*#? ?\S+:\d+/.test(line));
      const text = block.join("\n");
      const raised = told.find((line) => RUBY_ERROR.test(line) && /Error\b|Exception\b/.test(line));
      const kind = raised && !/Assertion|Expectation/.test(raised) ? errorKind(raised) : kindOfMessage(text);
      const isFailure = /^\s*(?:\d+\) )?Failure:?\s*$/m.test(text);
      return {
        kind: isFailure && kind === "error" ? "assertion" : kind,
        title: (raised ?? told[0] ?? "").trim(),
        text,
        frames: framesIn(block, ANY_PLACE),
      };
    });

const errorKind = (text: string): "missing" | "error" =>
  kindOfMessage(text) === "missing" ? "missing" : "error";

export const blockForms: FailureReader = (lines) => [...tap(lines), ...numbered(lines)];
