import { applyEdits, type EditRequest } from "../../worker/agent/edit/apply-edits.ts";
import { parsePatch } from "../../worker/agent/edit/patch/parse.ts";
import type { EditCase } from "./case.ts";

/** What an engine made of a request: the text of each file that it changed, or that it refused. */
export type Outcome = { files: Record<string, string | null> } | { refused: string };

export type Engine = (one: EditCase) => Outcome;

const text = (bytes: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

export const verne: Engine = ({ files, request }) => {
  const result = applyEdits(files, request);
  if (!result.ok) return { refused: result.failures[0].problem };
  const after: Record<string, string | null> = {};
  for (const change of result.changes) {
    if (change.from !== null) after[change.from] = null;
    after[change.path] = change.bytes && text(change.bytes);
  }
  return { files: after };
};

/** The usual beginning: `old` must stand there exactly once, and nothing else is looked at. */
export const naive: Engine = ({ files, request }) => {
  const texts = new Map<string, string | null>();
  for (const [path, state] of files) if (state.kind === "file") texts.set(path, text(state.bytes));
  const after: Record<string, string | null> = {};
  for (const [path, change] of naiveChanges(request)) {
    const made = change(after[path] ?? texts.get(path) ?? null);
    if (made === undefined) return { refused: "not_found" };
    after[path] = made;
  }
  return { files: after };
};

type Change = (before: string | null) => string | null | undefined;

function naiveChanges(request: EditRequest): [string, Change][] {
  if (request.kind === "write") return [[request.path, () => request.content]];
  if (request.kind === "delete") return [[request.path, () => null]];
  if (request.kind === "edit")
    return request.edits.map(({ old, new: next, replace_all }) => [
      request.path,
      (before) => (replace_all ? before?.split(old).join(next) : once(before, old, next)),
    ]);
  const parsed = parsePatch(request.patch);
  if (!parsed.ok) return [["", () => undefined]];
  return parsed.operations.flatMap((operation): [string, Change][] => {
    if (operation.kind === "add") return [[operation.path, () => operation.content]];
    if (operation.kind === "delete") return [[operation.path, () => null]];
    return operation.hunks.map(({ lines }) => {
      const side = (without: string) =>
        lines
          .filter(({ kind }) => kind !== without)
          .map((line) => `${line.text}\n`)
          .join("");
      return [operation.path, (before) => once(before, side("+"), side("-"))];
    });
  });
}

function once(before: string | null, old: string, next: string): string | undefined {
  const at = before?.indexOf(old) ?? -1;
  if (before === null || at === -1 || before.indexOf(old, at + 1) !== -1) return undefined;
  return before.slice(0, at) + next + before.slice(at + old.length);
}

/** `right`; `refused` although it could be done, or for another reason; `wrong`: something was written that must not. */
export function judge(
  { expected }: EditCase,
  outcome: Outcome,
  exactReason: boolean,
): "right" | "refused" | "wrong" {
  if ("problem" in expected) {
    if ("files" in outcome) return "wrong";
    return !exactReason || outcome.refused === expected.problem ? "right" : "refused";
  }
  if ("refused" in outcome) return "refused";
  const paths = new Set([...Object.keys(expected.files), ...Object.keys(outcome.files)]);
  const same = [...paths].every((path) => expected.files[path] === outcome.files[path]);
  return same ? "right" : "wrong";
}
