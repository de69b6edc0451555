/** Lines of code in a Markdown text that may be commands, each with the words that say what it is for. Pure. */

export interface NamedCommand {
  command: string;
  /** Words on the same line, or the comment above it; lower case. */
  label: string;
  /** The headings above it, outermost first; lower case. */
  headings: string;
}

/** Languages of fenced blocks that hold what is typed into a shell; no language may be one. */
const SHELL = /^(?:|sh|shell|bash|zsh|fish|console|terminal|shell-?session|command-?line|text|plaintext)$/i;
const MAX_LINES = 2_000;

/** In the order of the text. Fenced and indented blocks, inline code in text, lists and tables. */
export function namedCommands(markdown: string): NamedCommand[] {
  const found: NamedCommand[] = [];
  const headings: string[] = [];
  let fence: { mark: string; lines: string[] | null } | null = null;
  let before = "";
  const lines = markdown.split(/\r?\n/).slice(0, MAX_LINES);
  const within = () => headings.filter(Boolean).join(" / ");
  for (const [at, line] of lines.entries()) {
    const text = line.trim();
    const mark = /^(`{3,}|~{3,})\s*\{?\.?([\w-]*)/.exec(text);
    if (fence) {
      if (text.startsWith(fence.mark) && /^[`~]+$/.test(text)) {
        if (fence.lines) found.push(...linesOf(fence.lines, before, within()));
        fence = null;
      } else fence.lines?.push(line);
    } else if (mark) {
      fence = { mark: mark[1] ?? "", lines: SHELL.test(mark[2] ?? "") ? [] : null };
    } else if (/^(?: {4}|\t)\S/.test(line) && (lines[at - 1] ?? "").trim() === "" && !/^[-*+\d]/.test(text)) {
      found.push(...linesOf([text], before, within()));
    } else {
      const heading = headingAt(text, lines[at + 1]);
      if (heading) {
        headings.length = heading.level - 1;
        headings[heading.level - 1] = heading.text.toLowerCase();
        before = "";
        found.push(...inlineIn(heading.text, within()));
      } else {
        if (text !== "") before = text.replace(/`[^`]*`/g, " ").toLowerCase();
        found.push(...inlineIn(text, within()));
      }
    }
  }
  return found;
}

function headingAt(text: string, next = ""): { level: number; text: string } | null {
  const [, marks = "", words = ""] = /^(#{1,6})\s+(.+?)\s*#*$/.exec(text) ?? [];
  if (marks !== "") return { level: marks.length, text: words };
  if (text === "" || /^[-*|>]/.test(text)) return null;
  if (/^={3,}\s*$/.test(next)) return { level: 1, text };
  return /^-{3,}\s*$/.test(next) ? { level: 2, text } : null;
}

/** Inline code; the label is what else stands in its line, in a table the row. */
function inlineIn(text: string, headings: string): NamedCommand[] {
  const label = text.replace(/`+[^`]*`+/g, " ").toLowerCase();
  return [...text.matchAll(/(`+)([^`]+)\1/g)].map(([, , code = ""]) => ({
    command: withoutPrompt(code.trim()),
    label,
    headings,
  }));
}

/** The commands of a block: prompts, comments and output are left out, continued lines put together. */
function linesOf(lines: readonly string[], before: string, headings: string): NamedCommand[] {
  const text = lines.join("\n").replace(/\\\n\s*/g, "");
  const prompted = /^\s*\$ /m.test(text);
  const found: NamedCommand[] = [];
  let comment = "";
  for (const line of text.split("\n")) {
    const bare = line.trim();
    if (bare === "") comment = "";
    else if (/^(?:#|\/\/|::|REM )/.test(bare)) comment = bare;
    else if (!prompted || bare.startsWith("$ ")) {
      const [, command = "", after = ""] = /^(.*?)(?:\s+#\s+(.*))?$/.exec(withoutPrompt(bare)) ?? [];
      const label = `${comment} ${after}`.trim() || before;
      found.push({ command: command.trim(), label: label.toLowerCase(), headings });
      comment = "";
    }
  }
  return found;
}

const withoutPrompt = (text: string): string => text.replace(/^(?:\$|%|>|❯)\s+/, "");
