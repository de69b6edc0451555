/** Reading of untrusted JSON from tools. */

export type Fields = Readonly<Record<string, unknown>>;

export const fields = (value: unknown): Fields | null =>
  // The values stay unknown.
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;

/** The fields of a member; empty if it is not an object. */
export const within = (value: unknown, name: string): Fields => fields(fields(value)?.[name]) ?? {};

export const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Parses JSON after any other output; null if there is none. */
export function parsed(text: string): unknown {
  const [first] = documents(text);
  return first ?? null;
}

const MAX_DOCUMENTS = 100_000;
/** Limit of failed starts, because each one scans the following text. */
const MAX_FALSE_STARTS = 100;

/** All JSON objects and lists in a text, with or without other text between them. */
export function documents(text: string): unknown[] {
  const found: unknown[] = [];
  // At the start of a line, or directly after the previous document.
  const start = /^[ \t]*[[{]/gm;
  let falseStarts = 0;
  for (let begin = nextStart(text, start, 0); begin >= 0; ) {
    const end = endOf(text, begin);
    if (end < 0 || found.length >= MAX_DOCUMENTS || falseStarts > MAX_FALSE_STARTS) return found;
    try {
      found.push(JSON.parse(text.slice(begin, end)));
      begin = nextStart(text, start, end);
    } catch {
      // Not JSON after all.
      falseStarts += 1;
      const next = text.indexOf("\n", begin);
      begin = next < 0 ? -1 : nextStart(text, start, next + 1);
    }
  }
  return found;
}

function nextStart(text: string, start: RegExp, from: number): number {
  if (from > 0 && /^\s*[[{]/.test(text.slice(from, from + 20))) return from;
  start.lastIndex = from;
  return start.exec(text)?.index ?? -1;
}

/** Offset after the matching closing bracket; -1 if there is none. */
function endOf(text: string, begin: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = begin; at < text.length; at += 1) {
    const char = text[at];
    if (quoted) {
      if (char === "\\") at += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "{" || char === "[") depth += 1;
    else if (char === "}" || char === "]") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}
