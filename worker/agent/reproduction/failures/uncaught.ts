/** What an interpreter prints of an error that nothing caught: Ruby, PHP, Elixir. */
import { blocks, type Failure, type FailureReader, framesIn, kindOfMessage } from "./failure.ts";

const RUBY = /^(?:\S+: )?(\S+?):(\d+):in [`'].+': .*\(([A-Z][\w:]*)\)$/;

const ruby: FailureReader = (lines) => [
  ...blocks(lines, RUBY, /^(?!\s+from |\s*\d+: from )/).map(
    (block): Failure => ({
      kind: /\(LoadError\)$/.test(block[0] ?? "") ? "missing" : kindOfMessage(block[0] ?? ""),
      title: block[0] ?? "",
      text: block[0] ?? "",
      frames: framesIn(block, /^(?:\S+: )?(\S+?):(\d+):in /, /from (\S+?):(\d+)(?::in|$)/),
    }),
  ),
  ...lines.flatMap((line): Failure[] => {
    const broken = /^(?:\S+: )?(\S+\.rb|-e):(\d+): (?:.*syntax error|.*\(SyntaxError\))/.exec(line);
    if (!broken?.[1]) return [];
    return [
      { kind: "syntax", title: line, text: line, frames: [{ path: broken[1], line: Number(broken[2]) }] },
    ];
  }),
];

const PHP = /\bFatal error:\s+Uncaught /;

const php: FailureReader = (lines) => [
  ...blocks(lines, PHP, /^\s*thrown in/).map((block): Failure => {
    const title = block[0] ?? "";
    const stack = block.findIndex((line) => /^Stack trace:/.test(line));
    const text = block.slice(0, stack === -1 ? undefined : stack).join("\n");
    const frames = framesIn(block, /^#\d+ (\S+?)\((\d+)\)/, / in (\S+?):(\d+)$/);
    return { kind: kindOfMessage(text), title, text, frames };
  }),
  ...lines.flatMap((line): Failure[] => {
    const match = /\b(Parse|Fatal) error:\s+(?!Uncaught )(.*) in (\S+) on line (\d+)/.exec(line);
    if (!match) return [];
    const [, which, message = "", path = "", at] = match;
    const kind = which === "Parse" ? "syntax" : kindOfMessage(message);
    return [{ kind, title: line.trim(), text: line, frames: [{ path, line: Number(at) }] }];
  }),
];

const elixir: FailureReader = (lines) =>
  blocks(lines, /^\s*\*\* \([A-Z][\w.]*\) /, /^\s*$/).map((block) => ({
    kind: kindOfMessage(block[0] ?? ""),
    title: (block[0] ?? "").trim(),
    text: block[0] ?? "",
    frames: framesIn(block, /^\s+(?:\(\S+ [^)]*\) )?(\S+\.exs?):(\d+)/),
  }));

export const uncaught: FailureReader = (lines) => [...ruby(lines), ...php(lines), ...elixir(lines)];
