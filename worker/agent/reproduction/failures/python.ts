import { blocks, type Failure, type FailureReader, firstOf, framesIn, saysMissing } from "./failure.ts";

const FILE = /^\s*File "(.+?)", line (\d+)/;
const TRACE = /^(.*?)Traceback \(most recent call last\):\s*$/;
const AFTER_MESSAGE =
  /^(?:-{10,}|={10,}|Ran \d+ tests?|FAILED|Traceback |During handling|The above exception)/;
const MESSAGE_LINES = 12;
const BROKEN_FILE = /^\s*(?:SyntaxError|IndentationError|TabError)\b/;

/** Tracebacks, as the interpreter and unittest print them. */
const tracebacks: FailureReader = (lines) => {
  const found: Failure[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const prefix = TRACE.exec(lines[at] ?? "")?.[1];
    if (prefix === undefined) continue;
    const inner = (index: number) => {
      const line = lines[index] ?? "";
      return line.startsWith(prefix) ? line.slice(prefix.length) : line;
    };
    let end = at + 1;
    while (end < lines.length && /^(?:\s|$)/.test(inner(end))) end += 1;
    const trace = lines.slice(at + 1, end);
    const message = [inner(end)];
    for (let next = end + 1; next < lines.length && message.length < MESSAGE_LINES; next += 1) {
      if (AFTER_MESSAGE.test(inner(next))) break;
      message.push(inner(next));
    }
    found.push(failure(firstOf(message), message, framesIn(trace, FILE)));
    at = end - 1;
  }
  return found;
};

/** A file that cannot be parsed, of a script that was started directly. */
const brokenFiles: FailureReader = (lines) =>
  lines.flatMap((line, at) => {
    if (!/^(?:SyntaxError|IndentationError|TabError): /.test(line)) return [];
    const above = lines.slice(Math.max(0, at - 5), at);
    return [failure(line, [line], framesIn(above, FILE).slice(-1))];
  });

const PLACE = /^((?:[A-Za-z]:)?[^\s:]+\.pyi?):(\d+): ?(?:in .*|[\w.]+)?\s*$/;
const LAST_TYPE = /^(?:[A-Za-z]:)?[^\s:]+\.pyi?:\d+: ([\w.]+)\s*$/;

/** pytest's blocks, in its long and short forms, also of files that could not be collected. */
const pytestBlocks: FailureReader = (lines) =>
  blocks(lines, /^_{3,} .+ _{3,}$/, /^={3,}/).map((block) => {
    const said = block.filter((line) => /^E\s/.test(line)).map((line) => line.replace(/^E {0,7}/, ""));
    const type = block.map((line) => LAST_TYPE.exec(line)?.[1]).findLast((name) => name !== undefined);
    const title = said.find((line) => line.trim() !== "" && !FILE.test(line)) ?? "";
    const broken = said.find((line) => BROKEN_FILE.test(line));
    const frames = broken ? framesIn(said, FILE).slice(-1) : framesIn([...block, ...said], PLACE, FILE);
    const told = broken ?? (type && !title.startsWith(type) ? `${type}: ${title}` : title);
    return failure(told, [block[0] ?? "", ...said, told], frames);
  });

/** The lines of pytest's short summary, which are there with any form of traceback. */
const pytestSummary: FailureReader = (lines) =>
  lines.flatMap((line) => {
    const [, path, test, message] = /^(?:FAILED|ERROR) (\S+?\.py)(::\S+)?(?: - (.*))?$/.exec(line) ?? [];
    if (path === undefined || message === undefined) return [];
    return [failure(message, [`${path}${test ?? ""}`, message], [{ path, line: 0 }])];
  });

const doctests: FailureReader = (lines) =>
  blocks(lines, FILE, /^\*{5,}/)
    .filter((block) => /^Failed example:/.test(block[1] ?? ""))
    .map((block) => ({
      kind: "assertion",
      title: block.find((line) => /^Got|^Exception raised/.test(line)) ?? "",
      text: block.slice(1).join("\n"),
      frames: framesIn(block.slice(0, 1), FILE),
    }));

function failure(title: string, message: readonly string[], frames: Failure["frames"]): Failure {
  return { kind: kindOf(title), title: title.trim(), text: message.join("\n"), frames };
}

function kindOf(title: string): Failure["kind"] {
  if (BROKEN_FILE.test(title)) return "syntax";
  if (saysMissing(title) || /^\s*(?:ModuleNotFoundError|ImportError)\b/.test(title)) return "missing";
  return /^\s*(?:assert\b|(?:[\w.]+\.)?AssertionError\b|Failed\b)/.test(title) ? "assertion" : "error";
}

export const python: FailureReader = (lines) => [
  ...tracebacks(lines),
  ...brokenFiles(lines),
  ...pytestBlocks(lines),
  ...pytestSummary(lines),
  ...doctests(lines),
];
