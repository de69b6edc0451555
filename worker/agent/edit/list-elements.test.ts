/** One element of a list that is replaced by several, sent from the middle of its line. */
import { expect, it } from "vitest";
import { applyEdits } from "./apply-edits.ts";

function written(text: string, old: string, next: string): string | null {
  const bytes = new TextEncoder().encode(text);
  const files = new Map([["f", { kind: "file" as const, bytes, knowledge: "current" as const }]]);
  const result = applyEdits(files, { kind: "edit", path: "f", edits: [{ old, new: next }] });
  return result.ok ? (result.changes[0]?.after ?? "") : null;
}

it.each([
  ["two levels deep", '{\n  "x": {\n    "a": 1\n  }\n}\n', '"a": 1', '"a": 1,\n    "b": [2]'],
  ["at the first level", '{\n    "a": 1\n}\n', '"a": 1', '"a": 1,\n    "b": "c, d"'],
  ["in another place", '{\n  "a": 1,\n  "z": 2\n}\n', '"a": 1,', '"a": 1,\n  "b": {"c": 1},'],
  ["of a list", 'x = [\n    "a",\n]\n', '"a",', '"a",\n    "b",'],
  ["of names", "import {\n  a,\n} from 'x';\n", "a,", "a,\n  b,"],
])("stands beside the others: %s", (_, text, old, next) => {
  expect(written(text, old, next)).toBe(text.replace(old, () => next));
});

it.each([
  ["a declaration that goes on", "f() {\n    const a = 1;\n}\n", "const a = 1;", "const a = 1,\n    b = 2;"],
  ["arguments that go on", "f(\n    int x\n)\n", "int x", "int x,\n    int y"],
  ["brackets that are left open", "f(\n    a: g(x)\n)\n", "a: g(x)", "a: g(x,\n    b: y)"],
  ["a value that goes on", "x:\n    a: foo\n", "a: foo", "a: foo,\n    bar"],
  ["other lines than elements", '{\n    "a": 1\n}\n', '"a": 1', '"a": 1,\n    // more'],
])("is refused where it may be meant otherwise: %s", (_, text, old, next) => {
  expect(written(text, old, next)).toBeNull();
});
