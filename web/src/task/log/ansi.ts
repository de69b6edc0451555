import Anser from "anser";

export interface AnsiSpan {
  text: string;
  class: string;
}

/** Everything a terminal would act on instead of showing: colours, cursor moves, titles, links. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character
const ESCAPES = /\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same, without the colour sequences that end in m
const NOT_COLOURS = /\x1b(?:\[[0-9;?]*[ -/]*[@-ln-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])/g;

/** `text` without its escape sequences. */
export const plainText = (text: string): string => (text.includes("\x1b") ? text.replace(ESCAPES, "") : text);

const COLOUR: Record<string, string> = {
  black: "text-[var(--v-ansi-black)]",
  red: "text-[var(--v-ansi-red)]",
  green: "text-[var(--v-ansi-green)]",
  yellow: "text-[var(--v-ansi-yellow)]",
  blue: "text-[var(--v-ansi-blue)]",
  magenta: "text-[var(--v-ansi-magenta)]",
  cyan: "text-[var(--v-ansi-cyan)]",
  white: "text-[var(--v-ansi-white)]",
};
const DECORATION: Record<string, string> = {
  bold: "font-strong",
  dim: "text-mute",
  italic: "italic",
  underline: "underline",
  strikethrough: "line-through",
};

/**
 * A line of terminal output in pieces of one look. Colours become the theme's own, so that they stay
 * readable; backgrounds are dropped for the same reason.
 */
export function ansiSpans(line: string): AnsiSpan[] {
  if (!line.includes("\x1b")) return [{ text: line, class: "" }];
  const entries = Anser.ansiToJson(line.replace(NOT_COLOURS, ""), {
    json: true,
    use_classes: true,
    remove_empty: true,
  });
  return entries.map((entry) => {
    const colour = entry.fg ? (COLOUR[entry.fg.replace(/^ansi-(?:bright-)?/, "")] ?? "") : "";
    const looks = entry.decorations.map((decoration) => DECORATION[decoration] ?? "");
    return { text: entry.content, class: [colour, ...looks].filter(Boolean).join(" ") };
  });
}
