/** For tests of the edit engine on one file, `a.py`. */
import { applyEdits, type EditRequest } from "./apply-edits.ts";

export const edit = (...pairs: [old: string, next: string][]): EditRequest => ({
  kind: "edit",
  path: "a.py",
  edits: pairs.map(([old, next]) => ({ old, new: next })),
});
export const patch = (...lines: string[]): EditRequest => ({
  kind: "patch",
  patch: ["*** Begin Patch", "*** Update File: a.py", ...lines, "*** End Patch"].join("\n"),
});

/** What is written, or what kind of refusal it is and a part of what it says. */
export function outcome(text: string, request: EditRequest) {
  const bytes = new TextEncoder().encode(text);
  const result = applyEdits(new Map([["a.py", { kind: "file", bytes, knowledge: "current" }]]), request);
  return result.ok ? (result.changes[0]?.after ?? null) : { refused: result.failures[0].problem };
}

/** The refusal of what could be meant in two depths. */
export const UNCLEAR = { refused: "indentation" };
