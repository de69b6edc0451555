/** What a request does to a file's form, mode and paths, and what exactly it answers. */
import { describe, expect, it } from "vitest";
import { applyEdits, type EditRequest, pathsOf } from "./apply-edits.ts";
import type { FileState } from "./staging.ts";

type Knowledge = "current" | "unread" | "changed";
const file = (text: string, knowledge: Knowledge = "current"): FileState => ({
  kind: "file",
  bytes: new TextEncoder().encode(text),
  knowledge,
});
const FILES = new Map<string, FileState>([
  ["a.js", file("a();\nb();\n")],
  ["open.txt", file("a\nb")],
  ["mixed.txt", file("a\r\nb\nc\n")],
  ["empty.txt", file("")],
  ["unread.js", file("x();\n", "unread")],
  ["changed.js", file("c();\n", "changed")],
  ["long.js", file(`${"x\n".repeat(300)}needle();\nnext();\n${"y\n".repeat(300)}`, "unread")],
  ["link", { kind: "refused", reason: "link is a symbolic link." }],
]);
const patch = (...lines: string[]): EditRequest => ({
  kind: "patch",
  patch: ["*** Begin Patch", ...lines, "*** End Patch"].join("\n"),
});
const write = (path: string, content: string, executable?: boolean): EditRequest => ({
  kind: "write",
  path,
  content,
  executable,
});
const edit = (path: string, old: string, next: string, executable?: boolean): EditRequest => ({
  kind: "edit",
  path,
  edits: [{ old, new: next }],
  executable,
});
const changesOf = (request: EditRequest) => {
  const result = applyEdits(FILES, request);
  return result.ok ? result.changes : result.message;
};
const after = (path: string, content: string) => {
  const changes = changesOf(write(path, content));
  return typeof changes === "string" ? changes : changes[0]?.after;
};

describe("a whole file", () => {
  it.each([
    ["new.txt", "a", "a"],
    ["new.txt", "a\n", "a\n"],
    ["new.txt", "a\r\nb", "a\nb"],
    ["new.txt", "\uFEFFa\uFEFFb", "a\uFEFFb"],
    ["new.txt", "a\uFEFFb", "a\uFEFFb"],
    ["new.txt", "", ""],
    ["empty.txt", "a", "a"],
    ["open.txt", "c\nd", "c\nd"],
    ["open.txt", "c\nd\n", "c\nd\n"],
    ["open.txt", "", ""],
    ["a.js", "", ""],
    ["a.js", "z();\r\ny();", "z();\ny();"],
    ["mixed.txt", "a\r\nz\n", "a\r\nz\n"],
  ])("%s of %j is %j", (path, content, text) => {
    expect(after(path, content)).toBe(text);
  });

  it("has no replacements and no rungs", () => {
    expect(changesOf(write("new.txt", "a\n"))).toMatchObject([{ replacements: 0, rungs: [] }]);
  });

  it("may say the marks that it holds already, and no new file may", () => {
    const text = "// ... rest of the code ...\na();\n";
    const files = new Map([["m.js", file(text)]]);
    expect(applyEdits(files, write("m.js", `${text}b();\n`))).toMatchObject({ ok: true });
    expect(applyEdits(files, write("n.js", text))).toMatchObject({ failures: [{ problem: "elision" }] });
  });
});

describe("the executable bit", () => {
  it.each<[string, EditRequest, boolean | null]>([
    ["a write", write("a.js", "z\n", true), true],
    ["a write of the same content", write("a.js", "a();\nb();\n", false), false],
    ["a write without it", write("a.js", "z\n"), null],
    ["a new script", write("run.sh", "#!/bin/sh\n"), true],
    ["a new script that says no", write("run.sh", "#!/bin/sh\n", false), false],
    ["a script added by a patch", patch("*** Add File: run.sh", "+#!/bin/sh"), true],
    ["an edit", edit("a.js", "a", "z", true), true],
    ["an edit without it", edit("a.js", "a", "z"), null],
    ["an edit of it alone", { kind: "edit", path: "a.js", edits: [], executable: true }, true],
  ])("of %s", (_, request, executable) => {
    expect(changesOf(request)).toMatchObject([{ action: expect.anything(), executable }]);
  });

  it("alone keeps the text, and no edit at all is refused", () => {
    const alone: EditRequest = { kind: "edit", path: "a.js", edits: [], executable: false };
    expect(changesOf(alone)).toMatchObject([{ after: "a();\nb();\n", replacements: 0, rungs: [] }]);
    expect(applyEdits(FILES, { kind: "edit", path: "a.js", edits: [] })).toMatchObject({
      failures: [{ problem: "no_edits" }],
    });
  });
});

describe("a failure", () => {
  const failuresOf = (request: EditRequest) => {
    const result = applyEdits(FILES, request);
    return result.ok ? [] : result.failures;
  };

  it.each<[EditRequest, string, string]>([
    [edit("nope", "a", "b"), "missing", "nope does not exist. To create it, use write or Add File."],
    [edit("link", "a", "b"), "refused", "link is a symbolic link."],
    [{ kind: "delete", path: "nope" }, "missing", "nope does not exist."],
    [write("a.js", "a();\nb();\n"), "no_change", "a.js has exactly this content already."],
  ])("says what is wrong: %j", (request, problem, message) => {
    expect(failuresOf(request)).toEqual([
      { path: request.kind === "patch" ? "" : request.path, problem, index: 0, message, shown: false },
    ]);
    const result = applyEdits(FILES, request);
    expect(result.ok || result.message).toBe(`${message}\nNothing was written.`);
  });

  it("of a request as a whole names no file", () => {
    expect(failuresOf({ kind: "patch", patch: "?" })).toMatchObject([{ path: "", problem: "bad_patch" }]);
    const back = patch("*** Add File: t.js", "+t", "*** Delete File: t.js");
    expect(failuresOf(back)).toEqual([
      { path: "", problem: "no_change", index: 0, message: "This changes nothing.", shown: false },
    ]);
  });

  it("of an edit or a hunk says which of them it was", () => {
    const edits = [
      { old: "a", new: "z" },
      { old: "missing", new: "x" },
    ];
    expect(failuresOf({ kind: "edit", path: "a.js", edits })).toMatchObject([
      {
        path: "a.js",
        problem: "not_found",
        index: 1,
        shown: false,
        message: expect.stringMatching(/^Edit 2/),
      },
    ]);
    const hunks = patch("*** Update File: a.js", "@@", "-a();", "+z();", "@@", "-missing", "+x");
    expect(failuresOf(hunks)).toMatchObject([{ path: "a.js", problem: "not_found", index: 1, shown: false }]);
  });

  it("of several files names each, with a line between them", () => {
    const result = applyEdits(FILES, patch("*** Delete File: nope", "*** Delete File: link"));
    expect(result.ok || result.message).toBe(
      "nope: nope does not exist.\n\nlink: link is a symbolic link.\nNothing was written.",
    );
  });

  it("of a move of what cannot be written leaves it at that", () => {
    const moved = patch("*** Update File: a.js", "*** Move to: b.js", "-a();", "+a\0();");
    expect(failuresOf(moved)).toMatchObject([{ path: "a.js", problem: "binary" }]);
  });
});

describe("a file that the model does not know", () => {
  const shownBy = (request: EditRequest) => {
    const result = applyEdits(FILES, request);
    return result.ok ? [] : [result.failures[0].shown, result.failures[0].message];
  };

  it("is shown, whole where it is short", () => {
    const unread = "You have not read this file yet; here it is: unread.js (lines 1-1 of 1)\n    1| x();";
    expect(shownBy(edit("unread.js", "x", "y"))).toEqual([true, unread]);
    expect(shownBy(write("unread.js", "y\n"))).toEqual([true, unread]);
    expect(shownBy(edit("changed.js", "c", "d"))).toEqual([
      true,
      "The file changed since you read it; here it is now: changed.js (lines 1-1 of 1)\n    1| c();",
    ]);
  });

  it("is shown around the lines that a hunk removes or keeps", () => {
    const [shown, message] = shownBy(
      patch("*** Update File: long.js", "@@", " needle();", "+added();", "-next();"),
    );
    expect(shown).toBe(true);
    expect(message).toContain("long.js (lines 201-400 of 602)");
    expect(message).not.toContain("Read the rest");
  });

  it("is not known by its beginning where nothing is searched", () => {
    const rest = "Read the rest before you replace the whole file.";
    for (const request of [
      write("long.js", "y\n"),
      patch("*** Update File: long.js", "*** Move to: b.js"),
      { kind: "edit", path: "long.js", edits: [], executable: true } as const,
    ]) {
      const [shown, message] = shownBy(request);
      expect(shown).toBe(false);
      expect(message).toContain("long.js (lines 1-200 of 602)");
      expect(message).toContain(rest);
    }
  });
});

it("names the path of an edit, a write, a deletion and an update", () => {
  expect(pathsOf(edit("a", "x", "y"))).toEqual([{ path: "a", action: "edit" }]);
  expect(pathsOf(write("a", "x"))).toEqual([{ path: "a", action: "write" }]);
  expect(pathsOf({ kind: "delete", path: "a" })).toEqual([{ path: "a", action: "delete" }]);
  expect(pathsOf(patch("*** Update File: a", "-x", "+y"))).toEqual([{ path: "a", action: "edit" }]);
});
