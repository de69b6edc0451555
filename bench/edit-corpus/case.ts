import type { EditProblem, EditRequest } from "../../worker/agent/edit/apply-edits.ts";
import type { Edit } from "../../worker/agent/edit/edit-text.ts";
import type { Rung } from "../../worker/agent/edit/match-ladder.ts";
import type { FileState } from "../../worker/agent/edit/staging.ts";
import { SOURCES, type SourcePath } from "./sources.ts";

/** What is right: the text of each file that changes (null: it is gone), or the first problem that is named. */
export type Expected = { files: Record<string, string | null> } | { problem: EditProblem };

export interface EditCase {
  group: Rung | "write" | "apply_patch" | "refusal";
  name: string;
  files: Map<string, FileState>;
  request: EditRequest;
  expected: Expected;
}

export const file = (text: string, knowledge: "current" | "unread" | "changed" = "current"): FileState => ({
  kind: "file",
  bytes: new TextEncoder().encode(text),
  knowledge,
});

export const filesOf = (texts: Record<string, string>): Map<string, FileState> =>
  new Map(Object.entries(texts).map(([path, text]) => [path, file(text)]));

/** `text` with the one place where `from` stands replaced; a case that is wrong about its own file is a bug. */
export function swap(text: string, from: string, to: string): string {
  const parts = text.split(from);
  const [before, after] = parts;
  if (parts.length !== 2 || before === undefined || after === undefined)
    throw new Error(
      `the corpus expects ${JSON.stringify(from)} once, it stands there ${parts.length - 1} times`,
    );
  return before + to + after;
}

/** An edit of a source as it stands, by what the model sent; `actual` is what it meant in the file. */
export function editCase(
  group: EditCase["group"],
  name: string,
  path: SourcePath,
  sent: readonly [old: string, next: string],
  actual: readonly [old: string, next: string] = sent,
): EditCase {
  return textCase(
    group,
    name,
    { path, text: SOURCES[path] },
    sent,
    swap(SOURCES[path], actual[0], actual[1]),
  );
}

/** An edit of a given text, and the whole text afterwards. */
export function textCase(
  group: EditCase["group"],
  name: string,
  { path, text }: { path: string; text: string },
  sent: readonly [old: string, next: string] | readonly Edit[],
  after: string,
): EditCase {
  const request: EditRequest = { kind: "edit", path, edits: editsOf(sent) };
  return { group, name, files: filesOf({ [path]: text }), request, expected: { files: { [path]: after } } };
}

export function refusal(
  problem: EditProblem,
  name: string,
  request: EditRequest,
  files: Map<string, FileState> = filesOf(SOURCES),
): EditCase {
  return { group: "refusal", name, files, request, expected: { problem } };
}

export const edit = (path: string, ...sent: readonly [old: string, next: string][]): EditRequest => ({
  kind: "edit",
  path,
  edits: sent.map(([old, next]) => ({ old, new: next })),
});

export const write = (path: string, content: string): EditRequest => ({ kind: "write", path, content });

export const patch = (...lines: string[]): EditRequest => ({
  kind: "patch",
  patch: ["*** Begin Patch", ...lines, "*** End Patch"].join("\n"),
});

function editsOf(sent: readonly [string, string] | readonly Edit[]): Edit[] {
  const [first, second] = sent;
  return typeof first === "string" ? [{ old: first, new: String(second) }] : (sent as Edit[]); // the other half of the union
}
