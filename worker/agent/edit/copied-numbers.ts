/** Takes the line numbers of `read` out of a change that was copied with them. Pure. */
import type { EditRequest } from "./apply-edits.ts";
import type { Edit } from "./edit-text.ts";

/** `   12| text`, as `read` shows it; of an empty line the blank after the bar may be lost. */
const NUMBERED = /^[ \t]*(\d+)\|(?: |$)/;

/**
 * The request without the line numbers that its old texts, or the lines of its hunks, were copied with. Numbers count
 * as copied where all lines have one, each by one higher than the last, and the text with them is not in the file.
 * New text loses its numbers only together with the old, and only if all of its lines have one.
 */
export function withoutCopiedNumbers(
  request: EditRequest,
  textOf: (path: string) => string | null,
): EditRequest {
  if (request.kind === "edit") {
    const text = textOf(request.path);
    return text === null
      ? request
      : { ...request, edits: request.edits.map((edit) => plainEdit(edit, text)) };
  }
  return request.kind === "patch" ? { ...request, patch: plainPatch(request.patch, textOf) } : request;
}

function plainEdit(edit: Edit, text: string): Edit {
  const old = withoutNumbers(edit.old.split("\n"), text);
  if (old === null) return edit;
  const next = withoutOwnNumbers(edit.new.split("\n"));
  return next === null ? edit : { ...edit, old: old.join("\n"), new: next.join("\n") };
}

/** New lines as they are if none has a number; without them if all have one; null if only some have. */
function withoutOwnNumbers(lines: readonly string[]): readonly string[] | null {
  return lines.some((line) => NUMBERED.test(line)) ? withoutNumbers(lines, "", false) : lines;
}

/** Null where the lines have no copied numbers. */
function withoutNumbers(lines: readonly string[], text: string, consecutive = true): string[] | null {
  const ends = lines.at(-1) === "" ? 1 : 0;
  const body = lines.slice(0, lines.length - ends);
  const numbers = body.map((line) => Number(NUMBERED.exec(line)?.[1] ?? Number.NaN));
  if (body.length === 0 || numbers.some(Number.isNaN)) return null;
  if (consecutive && numbers.some((number, at) => at > 0 && number !== (numbers[at - 1] ?? 0) + 1))
    return null;
  if (text !== "" && text.includes(body.join("\n"))) return null;
  return [...body.map((line) => line.replace(NUMBERED, "")), ...lines.slice(body.length)];
}

/** Lines of a hunk, or a line between hunks. */
type Piece = { kind: "hunk"; lines: string[] } | { kind: "other"; line: string };

function plainPatch(patch: string, textOf: (path: string) => string | null): string {
  let text: string | null = null;
  const lines = piecesOf(patch.split("\n")).flatMap((piece) => {
    if (piece.kind === "hunk") return text === null ? piece.lines : plainHunk(piece.lines, text);
    const path = /^\s*\*\*\* Update File:\s*(.*?)\s*$/.exec(piece.line)?.[1];
    if (path !== undefined) text = textOf(path);
    else if (/^\s*\*\*\* (?:Add|Delete) File:/.test(piece.line)) text = null;
    return [piece.line];
  });
  return lines.join("\n");
}

function piecesOf(lines: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  for (const line of lines) {
    const last = pieces.at(-1);
    if (!/^[ +-]/.test(line) || /^ *\*\*\* /.test(line)) pieces.push({ kind: "other", line });
    else if (last?.kind === "hunk") last.lines.push(line);
    else pieces.push({ kind: "hunk", lines: [line] });
  }
  return pieces;
}

function plainHunk(lines: readonly string[], text: string): string[] {
  const restOf = (added: boolean) =>
    lines.filter((line) => line.startsWith("+") === added).map((line) => line.slice(1));
  const old = withoutNumbers(restOf(false), text);
  const added = withoutOwnNumbers(restOf(true));
  if (old === null || added === null) return [...lines];
  const left = { old: [...old], added: [...added] };
  return lines.map(
    (line) => line.slice(0, 1) + ((line.startsWith("+") ? left.added : left.old).shift() ?? ""),
  );
}
