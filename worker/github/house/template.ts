/** A repository's pull request template, filled in. Pure; the template is untrusted text and loses what GitHub acts on. */

import { visibleText } from "../../protocol/hidden-text.ts";
import { inertText } from "../markdown.ts";

export interface Template {
  path: string;
  text: string;
}

/** What Verne has to say, as Markdown that is safe already. */
export interface Slots {
  what: string;
  why: string;
  evidence: string;
}

const MAX_TEMPLATE_CHARS = 8_000;
const BREAK = "\u200b";
const EMPTY = "_Not filled in by Verne._";

const ROLES: [role: keyof Slots, pattern: RegExp][] = [
  ["evidence", /\b(?:test(?:s|ed|ing)?|verif\w+|evidence|qa)\b/i],
  ["why", /\b(?:why|motivation|context|background|rationale)\b/i],
  ["what", /\b(?:what|descri\w+|summary|overview|purpose|changes?|proposed|about)\b/i],
];

/**
 * The template for a change: of several the one whose name fits `kind` (a word such as `fix`), else the one that is
 * called default, else the first by name.
 */
export function chooseTemplate(templates: readonly Template[], kind: string): Template | null {
  const single = templates.find(({ path }) => !/pull_request_template\//i.test(path));
  if (single) return single;
  const words = KINDS[kind] ?? [kind];
  const nameOf = ({ path }: Template) => (path.split("/").at(-1) ?? "").toLowerCase();
  const named = (word: string) => templates.find((one) => nameOf(one).includes(word));
  const sorted = templates.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return words.map(named).find((one) => one !== undefined) ?? named("default") ?? sorted[0] ?? null;
}

const KINDS: Record<string, string[]> = {
  fix: ["fix", "bug"],
  feat: ["feat", "enhancement"],
  docs: ["doc"],
  test: ["test"],
  perf: ["perf"],
  refactor: ["refactor", "chore"],
  ci: ["ci", "chore"],
};

interface Section {
  heading: string;
  lines: string[];
}

/**
 * The prose of a template asks for text, so that it goes; its headings and boxes stay. Fills the first section for each slot by its heading; the slots that found none are in `left`. Boxes are never
 * ticked, and what only a person can answer is named as not filled in.
 */
export function filledTemplate(template: string, slots: Slots): { text: string; left: Set<keyof Slots> } {
  const left = new Set<keyof Slots>(["what", "why", "evidence"]);
  const sections = sectionsOf(neutral(template));
  const filled = sections.map(({ heading, lines }) => {
    const role = ROLES.find(([name, pattern]) => left.has(name) && pattern.test(heading))?.[0];
    const boxes = lines.filter((line) => /^\s*[-*+] \[ \]/.test(line));
    if (heading === "") return boxes.join("\n");
    if (role === undefined || slots[role] === "")
      return `${heading}\n\n${boxes.length > 0 ? boxes.join("\n") : EMPTY}`;
    left.delete(role);
    return [heading, slots[role], boxes.join("\n")].filter((part) => part !== "").join("\n\n");
  });
  return { text: filled.filter((part) => part !== "").join("\n\n"), left };
}

/** The template as text that mentions nobody, closes nothing, hides nothing and ticks no box. */
function neutral(template: string): string {
  const shown = visibleText(template.slice(0, MAX_TEMPLATE_CHARS).toWellFormed().replace(/\r\n?/g, "\n"))
    .replace(/^---\n[\s\S]*?\n---\n/, "")
    .replace(/<!--[\s\S]*?(?:-->|$)/g, "");
  return inertText(shown)
    .replace(/<(?=[A-Za-z/!?])/g, `<${BREAK}`)
    .replaceAll("![", "!\\[")
    .replace(/^(\s*[-*+] )\[[xX]\]/gm, "$1[ ]")
    .trim();
}

function sectionsOf(text: string): Section[] {
  const sections: Section[] = [{ heading: "", lines: [] }];
  for (const line of text.split("\n")) {
    if (/^#{1,6} +\S|^\*\*[^*.!]{1,60}\*\*:?\s*$/.test(line))
      sections.push({ heading: line.trim(), lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections;
}
