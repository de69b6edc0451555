import { revealHidden } from "../../../../worker/protocol/hidden-text.ts";

const MAX_LINE_CHARS = 8_000;

/** What a terminal shows of a line: bars that start it again, or erase it, leave their last state. */
export function shown(raw: string): string {
  const text = revealHidden(stateOf(raw).text);
  return text.length > MAX_LINE_CHARS ? `${text.slice(0, MAX_LINE_CHARS)}…` : text;
}

/** The part of an unfinished line that can still matter, at most one character more than is shown of it. */
export function kept(raw: string): string {
  const { text, restarts, looks, open } = stateOf(raw);
  return text.slice(0, MAX_LINE_CHARS + 1) + (restarts ? "\r" : "") + looks + open;
}

/** Carriage return, backspace, a CSI sequence, an incomplete one, or the text between those. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are control characters
const PART = /\r|\x08|\x1b\[([0-9;?]*)([@-~])|\x1b(?:\[[0-9;?]*)?$|(?:(?!\x1b\[)[^\r\x08])+/g;

/** Fast check: most lines have none of these. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same
const CONTROL = /[\r\x08\x1b]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same
const BEGUN = /^\x1b(?:\[[0-9;?]*)?$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same
const IDLE = /^(?:\r|\x1b\[[0-9;]*m)*$/;

/** Only carriage returns and colours: the line that was there before stays visible. */
export const isIdle = (raw: string): boolean => IDLE.test(raw);

interface LineState {
  text: string;
  /** The cursor is at the beginning of the line: the next text replaces it. */
  restarts: boolean;
  /** Colours that were set since, for the text that comes next. */
  looks: string;
  /** The beginning of a sequence. */
  open: string;
}

/**
 * Like a terminal, except that a rewritten line is cleared first, so that a shorter text leaves no remains of a longer
 * one.
 */
function stateOf(raw: string): LineState {
  const state: LineState = { text: "", restarts: false, looks: "", open: "" };
  if (!CONTROL.test(raw)) return { ...state, text: raw };
  for (const [part, parameters = "", command] of raw.matchAll(PART)) {
    if (part === "\r") state.restarts = true;
    else if (part === "\b") state.text = withoutEnd(state.text, 1);
    else if (command !== undefined) applySequence(state, part, parameters, command);
    else if (BEGUN.test(part)) state.open = part;
    else write(state, part);
  }
  return state;
}

function write(state: LineState, text: string): void {
  state.text = (state.restarts ? "" : state.text) + state.looks + text;
  state.restarts = false;
  state.looks = "";
}

function applySequence(state: LineState, sequence: string, parameters: string, command: string): void {
  const count = Number.parseInt(parameters, 10) || 0;
  switch (command) {
    case "m":
      if (state.restarts) state.looks += sequence;
      else state.text += sequence;
      return;
    case "J":
    case "K":
      // From the cursor to the end, unless it says otherwise; at the end there is nothing.
      if (count > 0 || state.restarts) state.text = "";
      return;
    case "G":
    case "`":
      if (count <= 1) state.restarts = true;
      else state.text = firstVisible(state.text, count - 1);
      return;
    case "D":
      state.text = withoutEnd(state.text, count || 1);
      return;
    case "C":
      write(state, " ".repeat(Math.min(count || 1, 200)));
      return;
    default:
      state.text += sequence;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with a control character
const LOOK = /(\x1b\[[0-9;]*m)/;

/** Without the last characters that are seen; colours stay. */
function withoutEnd(text: string, count: number): string {
  let left = count;
  const parts = text.split(LOOK);
  for (let at = parts.length - 1; at >= 0 && left > 0; at -= 2) {
    const part = parts[at] ?? "";
    parts[at] = part.slice(0, Math.max(0, part.length - left));
    left -= part.length;
  }
  return parts.join("");
}

function firstVisible(text: string, count: number): string {
  const visible = text.split(LOOK).reduce((sum, part, at) => sum + (at % 2 === 0 ? part.length : 0), 0);
  return visible > count ? withoutEnd(text, visible - count) : text;
}
