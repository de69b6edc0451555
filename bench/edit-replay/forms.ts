/** The forms in which a change is sent to the engine, with the slips that models make. Pure. */
import type { EditRequest } from "../../worker/agent/edit/apply-edits.ts";
import { blocksOf, linesWithEnds } from "./changes.ts";
import { exactEdits, type SentEdit, withoutLastEnd } from "./edits.ts";
import { type PatchForm, patchOf } from "./patches.ts";
import {
  blanksAsTabs,
  dedent,
  indentUnit,
  oneLevelLess,
  reindented,
  saysThatLinesStay,
  standsAtMargin,
  tabsAsBlanks,
} from "./slips.ts";

/** A file before and after a change, as a model sees it (line ends are LF), and how its lines end where it is stored. */
export interface FileChange {
  path: string;
  before: string;
  after: string;
  eol: "\n" | "\r\n";
}

export interface Sent extends FileChange {
  request: EditRequest;
}

interface Form {
  name: string;
  /** Null where the change cannot have this form. `turn` counts the changes: details take turns. */
  send(change: FileChange, turn: number): Sent | null;
}

/** `turn` counts the changes, and the edits of each. */
type Slip = (edit: SentEdit, turn: number, change: FileChange) => SentEdit | null;

/** At least so many lines around a change, by turns. */
const CONTEXTS = [1, 3, 0];
const TAB_WIDTHS = [4, 2, 8];

const oldDedented: Slip = ({ old, new: next }) => {
  const [fewer] = dedent([old]) ?? [];
  return fewer === undefined || saysThatLinesStay(old, fewer, next) ? null : { old: fewer, new: next };
};
const bothDedented: Slip = ({ old, new: next }) => pair(dedent([old, next]));
const lessDeep: Slip = ({ old, new: next }, _, { before }) =>
  pair(oneLevelLess([old, next], indentUnit(before)));
const IN_TURNS: readonly Slip[] = [bothDedented, oldDedented, (edit) => edit, lessDeep];

export const FORMS: readonly Form[] = [
  editForm("exact", (edit) => edit),
  editForm("dedented old only", oldDedented),
  editForm("both dedented", bothDedented),
  editForm("one level less", lessDeep),
  editForm("each edit otherwise", (edit, turn, change) =>
    (IN_TURNS[turn % IN_TURNS.length] ?? oldDedented)(edit, turn, change),
  ),
  editForm("tabs as blanks", ({ old, new: next }, turn) =>
    pair(tabsAsBlanks([old, next], TAB_WIDTHS[turn % TAB_WIDTHS.length] ?? 4)),
  ),
  editForm("blanks as tabs", ({ old, new: next }, _, { before }) =>
    pair(blanksAsTabs([old, next], indentUnit(before))),
  ),
  editForm("file in CRLF", (edit) => edit, inCrlf),
  editForm("sent in CRLF", ({ old, new: next }) => ({ old: crlf(old), new: crlf(next) }), inLf),
  editForm("blank lines around", ({ old, new: next }) =>
    old.endsWith("\n") === (next === "" || next.endsWith("\n")) || next === ""
      ? { old: `\n\n${old}\n`, new: `\n\n${next}\n` }
      : null,
  ),
  editForm("no final line end", (edit) => edit, withoutFinalEnd),
  patchForm("patch, 3 lines", { context: 3 }),
  patchForm("patch, 1 line", { context: 1 }),
  patchForm("patch, 0 lines", { context: 0 }),
  patchForm("patch, git's @@", { context: 3, header: "git" }),
  patchForm("patch, @@ heading", { context: 1, header: "heading" }),
  patchForm("0 lines, @@ heading", { context: 0, header: "heading" }),
  patchForm("missing marks", { context: 3, marks: "none" }),
  patchForm("marks partly missing", { context: 3, marks: "indented" }),
  patchForm("patch, old dedented", { context: 3, slip: "old" }),
  patchForm("patch, all dedented", { context: 3, slip: "all" }),
  patchForm("patch, tabs as blanks", { context: 3, slip: "tabs" }),
  patchForm("patch, file in CRLF", { context: 3 }, inCrlf),
  patchForm("patch, no final end", { context: 3 }, withoutFinalEnd),
];

const pair = (texts: string[] | null): SentEdit | null => {
  const [old, next] = texts ?? [];
  return old === undefined || next === undefined ? null : { old, new: next };
};

const crlf = (text: string): string => text.replaceAll("\n", "\r\n");
function same(change: FileChange): FileChange | null {
  return change;
}

function editForm(name: string, slip: Slip, prepare = same): Form {
  return {
    name,
    send(given, turn) {
      const change = prepare(given);
      if (!change) return null;
      const { path, before, after } = change;
      const blocks = blocksOf(linesWithEnds(before), linesWithEnds(after));
      const exact = exactEdits(before, blocks, CONTEXTS[turn % CONTEXTS.length] ?? 1);
      if (!exact) return null;
      const slipped: SentEdit[] = [];
      const edits = exact.map((edit, index) => {
        const sent = turn % 2 === 0 ? edit : withoutLastEnd(edit);
        const other = slip(sent, turn + index, change);
        if (other) slipped.push(other);
        return other ?? sent;
      });
      const [one, more] = slipped;
      if (!one || (!more && namesAnotherPlace(before, exact, one))) return null;
      return { ...change, request: { kind: "edit", path, edits } };
    },
  };
}

/** The only text that lacks its indentation stands without it elsewhere, so nobody could tell that it lacks any. */
const namesAnotherPlace = (before: string, exact: readonly SentEdit[], { old }: SentEdit): boolean =>
  !exact.some((edit) => edit.old.includes(old)) && standsAtMargin(before, old);

function patchForm(name: string, form: Partial<PatchForm>, prepare = same): Form {
  return {
    name,
    send(given, turn) {
      const change = prepare(given);
      if (!change) return null;
      const lines = linesWithEnds(change.before);
      const blocks = blocksOf(lines, linesWithEnds(change.after));
      const whole: PatchForm = { context: 3, header: "bare", marks: "all", slip: "none", ...form };
      const patch = patchOf(change.path, lines, blocks, {
        ...whole,
        reindent: reindented(whole.slip, TAB_WIDTHS[turn % TAB_WIDTHS.length] ?? 4),
      });
      return patch === null ? null : { ...change, request: { kind: "patch", patch } };
    },
  };
}

/** A file of one line without an end does not show which line ends it has. */
function inCrlf(change: FileChange): FileChange | null {
  return !change.before.includes("\n") || /\r/.test(change.before + change.after)
    ? null
    : { ...change, eol: "\r\n" };
}

function inLf(change: FileChange): FileChange | null {
  return /\r/.test(change.before + change.after) ? null : { ...change, eol: "\n" };
}

function withoutFinalEnd(change: FileChange): FileChange | null {
  const [before, after] = [change.before, change.after].map((text) => text.replace(/\n+$/, ""));
  if (before === undefined || after === undefined || before === after) return null;
  return { ...change, before, after };
}
