/** Path arguments as models write them: lists, braces, quotes, `./`, trailing slashes. Pure. */

const MAX_PATTERNS = 200;
const MAX_RANGE = 100;

export const hasWildcard = (pattern: string): boolean => /[*?[]/.test(pattern);

/** The items of a JSON list, also one that was sent as a text; null for anything else. */
export function listed(given: string): string[] | null {
  const text = given.trim();
  if (!text.startsWith("[") || !text.endsWith("]")) return null;
  try {
    const items: unknown = JSON.parse(text);
    return Array.isArray(items) && items.every((item) => typeof item === "string") ? items : null;
  } catch {
    return null;
  }
}

/** The parts of a list separated by commas or line ends; commas inside braces and brackets separate nothing. */
export const splitAtCommas = (text: string): string[] => split(text, (char) => char === "," || char === "\n");

export const splitAtBlanks = (text: string): string[] => split(text, (char) => /\s/.test(char));

function split(text: string, separates: (char: string) => boolean): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const char of text) {
    if (char === "{" || char === "[") depth += 1;
    else if (char === "}" || char === "]") depth = Math.max(0, depth - 1);
    if (depth === 0 && separates(char)) {
      parts.push(part);
      part = "";
    } else part += char;
  }
  return [...parts, part].map(unquoted).filter((one) => one !== "");
}

export const unquoted = (text: string): string => text.trim().replace(/^(["'`])(.*)\1$/s, "$2");

/**
 * `src/{a,b}/x.{ts,tsx}` as the four paths that a shell makes of it; also `{1..3}`. Braces without a comma or a range
 * stay as they are. At most 200 paths.
 */
export function expandBraces(pattern: string): string[] {
  const done: string[] = [];
  const open = [pattern];
  for (let next = open.shift(); next !== undefined && done.length < MAX_PATTERNS; next = open.shift()) {
    const group = firstGroup(next);
    if (group === null) done.push(next);
    else {
      const { start, end, parts } = group;
      const room = Math.max(0, MAX_PATTERNS - done.length - open.length);
      const [before, after] = [next.slice(0, start), next.slice(end + 1)];
      open.unshift(...parts.slice(0, room).map((part) => before + part + after));
    }
  }
  return [...new Set(done)];
}

/** The first pair of braces that stands for several texts. */
function firstGroup(text: string): { start: number; end: number; parts: string[] } | null {
  for (let start = text.indexOf("{"); start !== -1; start = text.indexOf("{", start + 1)) {
    const end = closing(text, start);
    if (end === null) continue;
    const inside = text.slice(start + 1, end);
    const parts = alternatives(inside);
    const range = /^(\d{1,4})\.\.(\d{1,4})$/.exec(inside);
    if (parts.length > 1) return { start, end, parts };
    if (range) return { start, end, parts: numbersBetween(Number(range[1]), Number(range[2])) };
  }
  return null;
}

function closing(text: string, start: number): number | null {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    else if (text[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return null;
}

function alternatives(inside: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const char of inside) {
    if (char === "{") depth += 1;
    else if (char === "}") depth -= 1;
    if (char === "," && depth === 0) parts.push("");
    else parts.push((parts.pop() ?? "") + char);
  }
  return parts;
}

function numbersBetween(from: number, to: number): string[] {
  const [low, high] = from <= to ? [from, to] : [to, from];
  const count = Math.min(high - low + 1, MAX_RANGE);
  const numbers = Array.from({ length: count }, (_, index) => String(low + index));
  return from <= to ? numbers : numbers.reverse();
}

/** Without `./`, `//`, `a/../` and slashes at the end; the empty text for the root. A path that leads out stays so. */
export function tidyPath(path: string): string {
  const absolute = path.startsWith("/");
  const kept: string[] = [];
  for (const part of path.split("/")) {
    const last = kept.at(-1);
    if (part === "" || part === ".") continue;
    if (part === ".." && last !== undefined && last !== ".." && !hasWildcard(last)) kept.pop();
    else kept.push(part);
  }
  return (absolute ? "/" : "") + kept.join("/");
}

/** `src/**.ts` is written for `src/**` + `/*.ts`: git reads two stars as one, unless they stand alone. */
export const withWholeStars = (pattern: string): string =>
  pattern.replace(/(^|\/)\*\*(?=[^/*])/g, "$1**/*").replace(/([^/*])\*\*(?=\/|$)/g, "$1*/**");
