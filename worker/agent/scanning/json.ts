/** JSON of tools, of which nothing is known but that it may be anything. */

export type Fields = Readonly<Record<string, unknown>>;

export const fields = (value: unknown): Fields | null =>
  // A record of unknown values promises nothing.
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;

/** The fields of a member; none where it is something else. */
export const within = (value: unknown, name: string): Fields => fields(fields(value)?.[name]) ?? {};

export const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Null for what is no JSON; whatever a program printed before it is passed over. */
export function parsed(text: string): unknown {
  const [first] = documents(text);
  return first ?? null;
}

const MAX_DOCUMENTS = 100_000;
/** Each costs a look at what follows it. */
const MAX_FALSE_STARTS = 100;

/** JSON objects and lists that stand one after the other, in lines of their own or not, with other text between them. */
export function documents(text: string): unknown[] {
  const found: unknown[] = [];
  // At the start of a line, or right behind the document before.
  const start = /^[ \t]*[[{]/gm;
  let falseStarts = 0;
  for (let begin = nextStart(text, start, 0); begin >= 0; ) {
    const end = endOf(text, begin);
    if (end < 0 || found.length >= MAX_DOCUMENTS || falseStarts > MAX_FALSE_STARTS) return found;
    try {
      found.push(JSON.parse(text.slice(begin, end)));
      begin = nextStart(text, start, end);
    } catch {
      // A line that only looks like it.
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

/** Behind the bracket that closes the first one; -1 where nothing does. */
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
