import { describe, expect, it } from "vitest";
import { applyEdits, type EditRequest, pathsOf } from "./apply-edits.ts";
import type { FileState } from "./staging.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const file = (text: string, knowledge: "current" | "unread" | "changed" = "current"): FileState => ({
  kind: "file",
  bytes: bytes(text),
  knowledge,
});

const FILES = new Map<string, FileState>([
  ["a.js", file("a();\nb();\n")],
  ["crlf.txt", file("\uFEFFone\r\ntwo\r\n")],
  ["unread.js", file(`${"x\n".repeat(300)}needle();\n${"y\n".repeat(300)}`, "unread")],
  ["changed.js", file("c();\n", "changed")],
  ["bin.dat", { kind: "file", bytes: new Uint8Array([0, 1]), knowledge: "current" }],
  ["huge.txt", { kind: "large" }],
  ["link", { kind: "refused", reason: "link is a symbolic link; use its target." }],
]);

const patch = (...lines: string[]): EditRequest => ({
  kind: "patch",
  patch: ["*** Begin Patch", ...lines, "*** End Patch"].join("\n"),
});
const edit = (path: string, old = "a", next = "z"): EditRequest => ({
  kind: "edit",
  path,
  edits: [{ old, new: next }],
});
const write = (path: string, content = "new\n"): EditRequest => ({ kind: "write", path, content });

const UPDATE_A = ["*** Update File: a.js", "-a();", "+z();"];

describe("applyEdits", () => {
  it("changes several files at once, each in its own form", () => {
    const result = applyEdits(
      FILES,
      patch(
        ...UPDATE_A,
        "*** Update File: crlf.txt",
        "-two",
        "+three",
        "*** Add File: new/x.js",
        "+n();",
        "*** Delete File: bin.dat",
      ),
    );
    expect(result).toMatchObject({
      ok: true,
      changes: [
        { action: "modify", path: "a.js", bytes: bytes("z();\nb();\n"), replacements: 1, rungs: ["exact"] },
        { action: "modify", path: "crlf.txt", bytes: bytes("\uFEFFone\r\nthree\r\n") },
        { action: "create", path: "new/x.js", bytes: bytes("n();\n") },
        { action: "delete", path: "bin.dat", bytes: null },
      ],
    });
  });

  it("does nothing of a patch when one of its files fails, and says of each that did", () => {
    const result = applyEdits(
      FILES,
      patch(...UPDATE_A, "*** Update File: unread.js", "-needle();", "+x", "*** Add File: link", "+x"),
    );
    expect(result).toMatchObject({
      ok: false,
      failures: [
        { path: "unread.js", problem: "unread", shown: true },
        { path: "link", problem: "refused" },
      ],
    });
    const message = result.ok ? "" : result.message;
    expect(message).toMatch(/^unread\.js: You have not read/);
    expect(message).toMatch(/link: link is a symbolic link; use its target\.\nNothing was written\.$/);
  });

  it("shows the place in question of a long file that was not read", () => {
    const result = applyEdits(FILES, edit("unread.js", "needle();"));
    expect(result.ok ? "" : result.message).toContain("unread.js (lines 201-400 of 601)");
    expect(result.ok ? "" : result.message).toContain("  301| needle();");
  });

  it("does not take a long file for known because a slice of it was shown before a rewrite", () => {
    const result = applyEdits(FILES, write("unread.js"));
    expect(result).toMatchObject({ ok: false, failures: [{ problem: "unread", shown: false }] });
    expect(result.ok ? "" : result.message).toContain("Read the rest before you replace the whole file.");
  });

  it("moves a file, with and without a change", () => {
    expect(applyEdits(FILES, patch("*** Update File: a.js", "*** Move to: b/a.js"))).toMatchObject({
      changes: [
        { action: "move", from: "a.js", path: "b/a.js", before: "a();\nb();\n", after: "a();\nb();\n" },
      ],
    });
    expect(
      applyEdits(FILES, patch("*** Update File: crlf.txt", "*** Move to: b.txt", "-one", "+1")),
    ).toMatchObject({ changes: [{ action: "move", path: "b.txt", bytes: bytes("\uFEFF1\r\ntwo\r\n") }] });
    expect(applyEdits(FILES, patch("*** Update File: a.js", "*** Move to: crlf.txt"))).toMatchObject({
      failures: [{ problem: "exists" }],
    });
  });

  it("lets later operations see what earlier ones did", () => {
    const twice = patch(...UPDATE_A, "*** Update File: a.js", "-z();", "+y();");
    expect(applyEdits(FILES, twice)).toMatchObject({
      changes: [{ path: "a.js", after: "y();\nb();\n", replacements: 2 }],
    });
    const anew = patch("*** Delete File: a.js", "*** Add File: a.js", "+fresh();");
    expect(applyEdits(FILES, anew)).toMatchObject({ changes: [{ action: "modify", after: "fresh();\n" }] });
    const back = patch("*** Add File: t.js", "+t", "*** Delete File: t.js");
    expect(applyEdits(FILES, back)).toMatchObject({ ok: false, failures: [{ problem: "no_change" }] });
  });

  it("writes a whole file in the form that it had", () => {
    expect(applyEdits(FILES, write("crlf.txt", "one\nthree\n"))).toMatchObject({
      changes: [{ bytes: bytes("\uFEFFone\r\nthree\r\n") }],
    });
  });

  it.each<[string, string, EditRequest]>([
    ["bad_path", "a path outside", edit("../a.js")],
    ["bad_path", "an absolute path", write("/etc/passwd")],
    ["bad_path", "a path under .git", write("sub/.GIT/hooks/x")],
    ["bad_path", "a path with a character that cannot be seen", write("a\u200b.js")],
    ["bad_path", "a move out of the tree", patch("*** Update File: a.js", "*** Move to: ../a.js")],
    ["bad_patch", "what is no patch", { kind: "patch", patch: "diff --git a b" }],
    ["missing", "an edit of nothing", edit("nope.js")],
    ["missing", "a deletion of nothing", { kind: "delete", path: "nope.js" }],
    ["exists", "an Add of what exists", patch("*** Add File: a.js", "+x")],
    ["refused", "a link", edit("link")],
    ["refused", "a deletion of a link", { kind: "delete", path: "link" }],
    ["binary", "an edit of a binary", edit("bin.dat")],
    ["binary", "a NUL", write("n.js", "a\0b")],
    ["too_large", "an edit of a huge file", edit("huge.txt")],
    ["too_large", "a result that is too large", write("n.js", "x".repeat(5 * 1024 * 1024 + 1))],
    ["unread", "a rewrite of what was not read", write("unread.js")],
    ["changed", "an edit of what has changed", edit("changed.js", "c")],
    ["no_change", "the same content", write("a.js", "a();\nb();\n")],
    ["elision", "a rewrite that leaves out code", write("a.js", "a();\n// ... rest of the code ...\n")],
  ])("refuses with %s: %s", (problem, _name, request) => {
    const result = applyEdits(FILES, request);
    expect(result).toMatchObject({ ok: false, failures: [{ problem }] });
    expect(result.ok ? "" : result.message).toMatch(/\nNothing was written\.$/);
  });

  it("deletes a huge file", () => {
    expect(applyEdits(FILES, { kind: "delete", path: "huge.txt" })).toMatchObject({
      changes: [{ action: "delete", path: "huge.txt", before: "" }],
    });
  });
});

it("names what a request touches, as the model wrote it", () => {
  const moved = patch(
    "*** Update File: ./a.js",
    "*** Move to: b.js",
    "*** Delete File: c",
    "*** Add File: d",
    "+x",
  );
  expect(pathsOf(moved)).toEqual([
    { path: "./a.js", action: "delete" },
    { path: "b.js", action: "write" },
    { path: "c", action: "delete" },
    { path: "d", action: "write" },
  ]);
  expect(pathsOf({ kind: "patch", patch: "?" })).toEqual([]);
});
