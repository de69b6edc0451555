/** Made-up files of several languages, and what commits do to them. Each history comes from a seed. */
import fc from "fast-check";
import type { FileChange } from "./forms.ts";

interface Language {
  path: string;
  unit: string;
  opens(word: string): string;
  plain(word: string): string;
  comment: string;
  end: string | null;
}

const LANGUAGES: readonly Language[] = [
  {
    path: "a.py",
    unit: "    ",
    opens: (w) => `if ${w}:`,
    plain: (w) => `${w} = f("it's")`,
    comment: "#",
    end: null,
  },
  { path: "a.js", unit: "  ", opens: (w) => `if (${w}) {`, plain: (w) => `${w}();`, comment: "//", end: "}" },
  { path: "a.go", unit: "\t", opens: (w) => `if ${w} {`, plain: (w) => `${w} := 1`, comment: "//", end: "}" },
  { path: "a.yml", unit: "  ", opens: (w) => `${w}:`, plain: (w) => `- ${w}`, comment: "#", end: null },
  {
    path: "Makefile",
    unit: "\t",
    opens: (w) => `${w}: all`,
    plain: (w) => `$(CC) ${w}`,
    comment: "#",
    end: null,
  },
  {
    path: "a.hs",
    unit: "  ",
    opens: (w) => `${w} x = do`,
    plain: (w) => `let ${w} = 1`,
    comment: "--",
    end: null,
  },
  {
    path: "a.jsx",
    unit: "  ",
    opens: (w) => `<ul id="${w}">`,
    plain: (w) => `<${w} />`,
    comment: "//",
    end: "</ul>",
  },
  {
    path: "a.md",
    unit: "    ",
    opens: (w) => `- ${w}`,
    plain: (w) => `${w} and “more”`,
    comment: ">",
    end: null,
  },
];

interface Line {
  depth: number;
  text: string;
  /** Stands at the margin whatever it is in, as the text of a string of several lines does. */
  flush?: true;
}

/** Blocks in blocks; every line with a letter stands in the file once. */
function fileOf({ opens, plain, comment, end }: Language, shape: readonly number[]): Line[] {
  const lines: Line[] = [];
  let depth = 0;
  for (const [index, kind] of shape.entries()) {
    const word = `w${index}${"abcdefgh"[kind % 8]}`;
    if (kind === 0) lines.push({ depth: 0, text: "" });
    else if (kind < 4) lines.push({ depth, text: plain(word) });
    else if (kind === 4) lines.push({ depth, text: `${comment} ${word}` });
    else if (kind < 7 && depth < 4) lines.push({ depth: depth++, text: opens(word) });
    else if (kind === FLUSH) lines.push({ depth, text: `${word} at the margin`, flush: true });
    else if (depth > 0) {
      depth -= 1;
      if (end !== null) lines.push({ depth, text: end });
    }
  }
  return lines;
}

const FLUSH = 10;

/** What commits do, in this order: lines go, come beside others, change, are put into a new block, or lose theirs. */
type Act = { at: number; kind: number; size: number };

const act: fc.Arbitrary<Act> = fc.record({
  at: fc.nat(),
  kind: fc.nat(4),
  size: fc.integer({ min: 1, max: 3 }),
});

/** Where a statement that begins at a line ends, with all that is in it; it does not begin with the end of another. */
function itemEnd(lines: readonly Line[], from: number, { end }: Language): number {
  const first = lines[from];
  if (!first || first.text === end) return from;
  let to = from + 1;
  while (first.text !== "" && to < lines.length && isInside(lines, to, first.depth)) to += 1;
  return lines[to]?.text === end && lines[to]?.depth === first.depth && to > from + 1 ? to + 1 : to;
}

function isInside(lines: readonly Line[], at: number, depth: number): boolean {
  const text = lines.slice(at).find((line) => line.text !== "");
  return text !== undefined && text.depth > depth;
}

function changed(before: readonly Line[], language: Language, acts: readonly Act[]): Line[] {
  const after = [...before];
  const inOrder = acts.toSorted((a, b) => a.kind - b.kind);
  for (const [index, { at, kind, size }] of inOrder.entries()) {
    const from = at % after.length;
    let to = from;
    for (let left = size; left > 0; left -= 1) to = itemEnd(after, to, language);
    // Beside a blank line, new ones are as deep as what comes.
    const depth = (after.slice(from).find(({ text }) => text !== "") ?? after[0])?.depth ?? 0;
    const fresh = Array.from({ length: size }, (_, n) => ({
      depth,
      text: language.plain(`new${index}x${n}`),
    }));
    const old = after.slice(from, to);
    if (old.length === 0) continue;
    if (kind === 0) after.splice(from, old.length);
    else if (kind === 1) after.splice(from, 0, ...fresh);
    else if (kind === 2) after.splice(from, old.length, ...fresh);
    else if (kind === 3) after.splice(from, old.length, ...wrapped(old, depth, `new${index}`, language));
    else {
      const end = itemEnd(after, from, language);
      after.splice(from, end - from, ...unwrapped(after.slice(from, end), language));
    }
    if (after.length === 0) break;
  }
  return after;
}

function wrapped(lines: readonly Line[], depth: number, word: string, { opens, end }: Language): Line[] {
  const inner = lines.map((line) => (line.text === "" ? line : { ...line, depth: line.depth + 1 }));
  return [{ depth, text: opens(word) }, ...inner, ...(end === null ? [] : [{ depth, text: end }])];
}

/** What is in a block; the line itself if it opens none. */
function unwrapped(lines: readonly Line[], { end }: Language): Line[] {
  const [first, ...rest] = lines;
  if (!first || rest.length === 0) return [...lines];
  const last = rest.at(-1);
  const inner = end !== null && last?.text === end && last.depth === first.depth ? rest.slice(0, -1) : rest;
  return inner.map((line) => (line.text === "" ? line : { ...line, depth: line.depth - 1 }));
}

/** Two nested blocks. */
const STYLE = [5, 1, 2, 5, 3, 1, 7, 7];

export const madeUpChange: fc.Arbitrary<FileChange> = fc
  .record({
    language: fc.constantFrom(...LANGUAGES),
    shape: fc.array(fc.nat(FLUSH), { minLength: 8, maxLength: 30 }),
    acts: fc.array(act, { minLength: 1, maxLength: 3 }),
  })
  .map(({ language, shape, acts }): FileChange => {
    // Whatever comes, the file shows how it is indented.
    const before = fileOf(language, [...STYLE, ...shape, ...STYLE]);
    const text = (lines: readonly Line[]) =>
      lines.map(({ depth, text, flush }) => `${language.unit.repeat(flush ? 0 : depth)}${text}\n`).join("");
    const after = changed(before, language, acts);
    return { path: language.path, before: text(before), after: text(after), eol: "\n" };
  })
  .filter(({ before, after }) => before !== after && after !== "");
