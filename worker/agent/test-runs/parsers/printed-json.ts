import type { TestCase } from "../../../protocol/index.ts";
import { parseJson } from "./documents.ts";
import type { TextParser } from "./text-parser.ts";

const MAX_CHARS = 16 * 1024 * 1024;

/** The JSON report that older mocha prints instead of writing: from a line `{` to a line `}`. */
export function printedJsonParser(repoDir: string): TextParser {
  let lines: string[] | null = null;
  let chars = 0;
  let found: TestCase[] = [];
  let recognised = false;
  let incomplete = false;
  const stdout = (line: string) => {
    if (line === "{") [lines, chars] = [[line], 0];
    else if (lines) {
      // Not a mocha report.
      if (lines.length === 1 && line !== '  "stats": {') {
        lines = null;
        return;
      }
      lines.push(line);
      chars += line.length;
      if (line === "}" || chars > MAX_CHARS) {
        const cases = chars > MAX_CHARS ? null : parseJson(lines.join("\n"), repoDir);
        recognised = true;
        if (cases === null) incomplete = true;
        else found = [...found, ...cases];
        lines = null;
      }
    }
  };
  return {
    longLines: true,
    line: (stream, line) => (stream === "stdout" ? stdout(line) : undefined),
    end: () => ({ cases: found, recognised, incomplete: incomplete || (lines?.length ?? 0) > 1 }),
  };
}
