/** The output of a command as a model reads it: what a terminal would show at the end, without colours. */

/** So many equal lines in a row are shown as one. */
const REPEATED = 4;

/** Without escape sequences; of a line that was rewritten (progress bars, spinners) what was written last. */
export function plainOutput(output: string): string {
  const lines = output
    .replace(ERASE_LINE, "\r")
    .replace(ESCAPES, "")
    .replaceAll("\r\n", "\n")
    .split("\n")
    .map(rewritten);
  return onceEach(lines).join("\n");
}

/** Programs erase a line before they write it anew. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
const ERASE_LINE = /\x1b\[[012]?K/g;

/** Sequences for a terminal: CSI, OSC (a title, a link), and the short ones. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-Z\\-~])/g;

function rewritten(line: string): string {
  const last = line.includes("\r")
    ? (line
        .split("\r")
        .filter((part) => part.trim() !== "")
        .at(-1) ?? "")
    : line;
  return last.includes("\b") ? withBackspaces(last) : last;
}

function withBackspaces(line: string): string {
  const kept: string[] = [];
  for (const character of line) {
    if (character === "\b") kept.pop();
    else kept.push(character);
  }
  return kept.join("");
}

function onceEach(lines: readonly string[]): string[] {
  const shown: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? "";
    let end = at + 1;
    while (lines[end] === line) end += 1;
    if (end - at < REPEATED || line.trim() === "") shown.push(...lines.slice(at, end));
    else shown.push(line, `[the line above ${end - at} times]`);
    at = end;
  }
  return shown;
}
