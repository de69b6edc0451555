import { type Definition, definitionsIn } from "./definitions.ts";
import { readText } from "./files.ts";
import { parseQuery } from "./ranking/query.ts";
import { QueryScanner } from "./ranking/scan.ts";

const MAX_FILE_BYTES = 256 * 1024;
const MAX_BODY_LINES = 400;
/** Comments above a definition belong to it. */
const LINES_ABOVE = 3;
const MAX_SYMBOLS = 6;

/** The definitions of a file that have most to do with a prompt, in the order of their lines; at most six. */
export async function relevantSymbols(
  path: string,
  absolutePath: string,
  prompt: string,
): Promise<Definition[]> {
  const text = readText(absolutePath, MAX_FILE_BYTES);
  const definitions = text === null ? null : await definitionsIn(path, text).catch(() => null);
  if (text === null || !definitions) return [];
  const scanner = new QueryScanner(parseQuery(prompt));
  const lines = text.split("\n");
  const distinct = (counts: Uint32Array) => counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  return definitions
    .map((definition) => {
      const { line, endLine, name } = definition;
      const own = scanner.scan(name);
      const first = Math.max(0, line - 1 - LINES_ABOVE);
      const body = scanner.scan(lines.slice(first, Math.min(endLine, line + MAX_BODY_LINES)).join("\n"));
      const dilution = 1 + 0.15 * Math.log(1 + body.length / 60);
      const points =
        2 * distinct(own.terms) +
        5 * distinct(own.names) +
        (distinct(body.terms) + distinct(body.pairs)) / dilution;
      return { definition, points };
    })
    .filter(({ points }) => points >= 1)
    .sort((a, b) => b.points - a.points || a.definition.line - b.definition.line)
    .slice(0, MAX_SYMBOLS)
    .map(({ definition }) => definition)
    .sort((a, b) => a.line - b.line);
}
