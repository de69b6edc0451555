/** `   12| text`: the form in which the model sees files. */
function numberedLine(number: number, text: string): string {
  return `${String(number).padStart(5)}| ${text}`;
}

/** Lines `from` to `to` (1-based, inclusive) of `text`, numbered; long lines are cut at `maxLineChars`. */
export function numberedLines(text: string, from: number, to: number, maxLineChars = 400): string {
  return text
    .split("\n")
    .slice(from - 1, to)
    .map((line, index) =>
      numberedLine(
        from + index,
        line.length > maxLineChars ? `${line.slice(0, maxLineChars)} [line cut]` : line,
      ),
    )
    .join("\n");
}

/** Lines of a text; a line end at the very end does not begin another line. */
export function countLines(text: string): number {
  if (text === "") return 0;
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}
