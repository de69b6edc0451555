import { expect, it } from "vitest";
import { differences, parseRaw, type RawEntry } from "./work-changes.ts";

const A = "a".repeat(40);
const B = "b".repeat(40);
const NONE = "0".repeat(40);
const bytes = (text: string) => new TextEncoder().encode(text);
const entry = (path: string, more: Partial<RawEntry> = {}): RawEntry => ({
  path,
  baseMode: "100644",
  mode: "100644",
  oid: A,
  named: true,
  ...more,
});
const blob = (oid: string, mode: "100644" | "100755" | "120000" = "100644") => ({ mode, oid });
const file = (oid: string, mode: "100644" | "100755" | "120000" = "100644") => ({
  ...blob(oid, mode),
  size: 1,
});

it("reads git's records, also of names that are no text", () => {
  const raw = [
    ...bytes(
      `:100644 100755 ${A} ${B} M\0a b\n"c\0:000000 120000 ${NONE} ${A} A\0link\0:100644 000000 ${A} ${NONE} D\0`,
    ),
    0xff,
    0x61,
    0,
  ];
  expect(parseRaw(Uint8Array.from(raw))).toEqual([
    { path: 'a b\n"c', baseMode: "100644", mode: "100755", oid: B, named: true },
    { path: "link", baseMode: "000000", mode: "120000", oid: A, named: true },
    { path: "\ufffda", baseMode: "100644", mode: "000000", oid: NONE, named: false },
  ]);
  expect(parseRaw(new Uint8Array())).toEqual([]);
});

it.each([
  ["a modified file of the base", [entry("x")], [], [{ path: "x", kind: "modified", file: "plain" }]],
  [
    "a new file",
    [entry("x", { baseMode: "000000", mode: "100755" })],
    [],
    [{ path: "x", kind: "added", file: "executable" }],
  ],
  ["a deleted one", [entry("x", { mode: "000000" })], [], [{ path: "x", kind: "deleted", file: "plain" }]],
  ["a link", [entry("x", { mode: "120000" })], [], [{ path: "x", kind: "modified", file: "link" }]],
  ["a repository", [entry("x", { mode: "160000" })], [], [{ path: "x", kind: "modified", file: "other" }]],
  [
    "a name that is no text",
    [entry("x", { named: false })],
    [],
    [{ path: "x", kind: "modified", file: "other" }],
  ],
  [
    "nothing for a file as the checkpoint has it",
    [entry("x")],
    [{ path: "x", base: blob(B), file: file(A) }],
    [],
  ],
  [
    "nothing for a deletion that the checkpoint has",
    [entry("x", { mode: "000000", oid: NONE })],
    [{ path: "x", base: blob(A), file: null }],
    [],
  ],
  [
    "another mode than the checkpoint's",
    [entry("x", { mode: "100755" })],
    [{ path: "x", base: blob(B), file: file(A) }],
    [{ path: "x", kind: "modified", file: "executable" }],
  ],
  [
    "a file of the checkpoint that was changed again",
    [entry("x", { baseMode: "000000" })],
    [{ path: "x", base: null, file: file(B) }],
    [{ path: "x", kind: "modified", file: "plain" }],
  ],
  [
    "a new file of the checkpoint that is gone",
    [],
    [{ path: "x", base: null, file: file(B) }],
    [{ path: "x", kind: "deleted", file: "plain" }],
  ],
  [
    "a change that was taken back to the base",
    [],
    [{ path: "x", base: blob(A), file: file(B) }],
    [{ path: "x", kind: "modified", file: "plain" }],
  ],
  [
    "a deleted file that is back",
    [],
    [{ path: "x", base: blob(A), file: null }],
    [{ path: "x", kind: "added", file: "plain" }],
  ],
] as const)("finds %s", (_, tree, checkpoint, changes) => {
  expect(differences(tree, checkpoint)).toEqual(changes);
});
