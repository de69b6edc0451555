import { plainText } from "./ansi.ts";
import type { LogLine } from "./buffer.ts";

/** The positions in `lines` whose text contains `wanted`, without regard to case. */
export function findLines(lines: readonly LogLine[], wanted: string): number[] {
  const needle = wanted.trim().toLowerCase();
  if (needle === "") return [];
  const found: number[] = [];
  lines.forEach((line, index) => {
    if (plainText(line.text).toLowerCase().includes(needle)) found.push(index);
  });
  return found;
}

/** The log as a text file: commands with `$`, results and gaps in brackets, no colours. */
export function logText(lines: readonly LogLine[]): string {
  const written = lines.map((line) => {
    const text = plainText(line.text);
    if (line.kind === "output") return text;
    if (line.kind === "command") return `$ ${text}`;
    return line.kind === "step" ? `== ${text} ==` : `[${text}]`;
  });
  return `${written.join("\n")}\n`;
}
