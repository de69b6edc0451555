import { describe, expect, it } from "vitest";
import { type FileState, Staging, tooLargeText } from "./staging.ts";
import { MAX_FILE_BYTES } from "./text-file.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const file = (text: string, more: { knowledge?: "unread" | "changed"; sealed?: string } = {}): FileState => ({
  kind: "file",
  bytes: bytes(text),
  knowledge: "current",
  ...more,
});
const MISSING: FileState = { kind: "missing" };
const BINARY: FileState = { kind: "file", bytes: Uint8Array.of(0, 1), knowledge: "current" };
const staging = (files: Record<string, FileState>) => new Staging(new Map(Object.entries(files)));
/** What a change is, with its bytes as text. */
const told = (staged: Staging) =>
  staged.changes().map(({ bytes: written, ...change }) => ({
    ...change,
    written: written && new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(written),
  }));

describe("the text at a path", () => {
  it.each<[string, FileState, object]>([
    ["a file", file("a\n"), { text: "a\n", knowledge: "current" }],
    ["a file that was not read", file("a\n", { knowledge: "unread" }), { text: "a\n", knowledge: "unread" }],
    ["a file that has changed", file("a\n", { knowledge: "changed" }), { text: "a\n", knowledge: "changed" }],
    ["nothing", MISSING, { problem: "missing", message: "x does not exist." }],
    ["a folder without files", { kind: "missing", emptyFolder: true }, { problem: "missing" }],
    [
      "what must not be changed",
      file("a", { sealed: "not this" }),
      { problem: "refused", message: "not this" },
    ],
    ["a link", { kind: "refused", reason: "a link" }, { problem: "refused", message: "a link" }],
    [
      "a folder",
      { kind: "blocked", by: ["x/a"], reason: "a folder" },
      { problem: "refused", message: "a folder" },
    ],
    ["a picture", BINARY, { problem: "binary", message: "x is not a text file." }],
    ["a large file", { kind: "large" }, { problem: "too_large", message: tooLargeText("x") }],
    [
      "a file too large to be published",
      { kind: "file", bytes: new Uint8Array(MAX_FILE_BYTES + 1).fill(0x61), knowledge: "current" },
      { problem: "too_large" },
    ],
  ])("is that of %s", (_what, state, text) => {
    expect(staging({ x: state }).text("x")).toMatchObject(text);
  });

  it("is none where nobody looked", () => {
    expect(staging({}).text("x")).toMatchObject({ problem: "missing" });
  });

  it("is known once it was written, and is gone once it was deleted", () => {
    const staged = staging({ x: file("a\n", { knowledge: "unread" }) });
    staged.write("x", "b\n");
    expect(staged.text("x")).toEqual({ text: "b\n", knowledge: "current" });
    staged.remove("x");
    expect(staged.text("x")).toMatchObject({ problem: "missing" });
  });

  it("is none in place of a folder whose files were all deleted", () => {
    const folder: FileState = { kind: "blocked", by: ["x/a", "x/b"], reason: "a folder" };
    const staged = staging({ x: folder, "x/a": file("a"), "x/b": file("b") });
    staged.remove("x/a");
    expect(staged.text("x")).toMatchObject({ problem: "refused", message: "a folder" });
    staged.remove("x/b");
    expect(staged.text("x")).toMatchObject({ problem: "missing" });
  });

  it("says how large is too large", () => {
    expect(tooLargeText("x")).toBe(
      `x is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB, and no such file can be published.`,
    );
    expect(MAX_FILE_BYTES / 1024 / 1024).toBe(5);
  });
});

describe("writing", () => {
  it("keeps the form of the file", () => {
    const staged = staging({ x: file("\uFEFFa\r\nb\r\n") });
    expect(staged.write("x", "a\nc\n")).toBeNull();
    expect(told(staged)).toEqual([
      {
        action: "modify",
        path: "x",
        from: null,
        before: "a\nb\n",
        after: "a\nc\n",
        executable: null,
        written: "\uFEFFa\r\nc\r\n",
      },
    ]);
  });

  it("keeps it too when it is written again, or anew after it was deleted", () => {
    const staged = staging({ x: file("a\r\n") });
    staged.write("x", "b\n");
    staged.write("x", "c\n");
    expect(told(staged)).toMatchObject([{ written: "c\r\n" }]);
    staged.remove("x");
    staged.write("x", "d\n");
    expect(told(staged)).toMatchObject([{ action: "modify", written: "d\r\n" }]);
  });

  it("the same again is no change", () => {
    const staged = staging({ x: file("a\n") });
    staged.write("x", "a\n");
    expect(staged.changes()).toEqual([]);
    staged.write("x", "a\n", true);
    expect(told(staged)).toMatchObject([{ action: "modify", executable: true }]);
  });

  it.each([
    ["#!/bin/sh\n", null, true],
    ["echo\n", null, false],
    ["#!/bin/sh\n", false, false],
    ["echo\n", true, true],
  ])("makes of %j, asked for %s, a new file that is executable: %s", (text, asked, executable) => {
    const staged = staging({ x: MISSING });
    staged.write("x", text, asked);
    expect(told(staged)).toEqual([
      { action: "create", path: "x", from: null, before: "", after: text, executable, written: text },
    ]);
  });

  it("leaves an existing file as executable as it is, and what was asked for once stays asked for", () => {
    const staged = staging({ x: file("a\n") });
    staged.write("x", "#!/bin/sh\n");
    expect(told(staged)).toMatchObject([{ executable: null }]);
    staged.write("x", "#!/bin/sh\necho\n", true);
    staged.write("x", "#!/bin/sh\necho 2\n");
    expect(told(staged)).toMatchObject([{ executable: true }]);
  });

  it("refuses what is no text, what is too large, and what the file's encoding does not have", () => {
    const latin1: FileState = {
      kind: "file",
      bytes: Uint8Array.of(0x63, 0x61, 0x66, 0xe9, 0x0a),
      knowledge: "current",
    };
    const staged = staging({ x: MISSING, "cafe.txt": latin1 });
    expect(staged.write("x", "a\0b")).toMatchObject({ problem: "binary" });
    expect(staged.write("x", "a".repeat(MAX_FILE_BYTES + 1))).toMatchObject({ problem: "too_large" });
    expect(staged.write("cafe.txt", "5 €\n")).toEqual({
      problem: "encoding",
      message: 'cafe.txt is written in ISO-8859-1, which does not have "€". Write it in another way.',
    });
    expect(staged.changes()).toEqual([]);
    expect(staged.write("x", "a".repeat(MAX_FILE_BYTES))).toBeNull();
  });

  it("keeps the bytes of what it does not change, where an encoding has two forms of them", () => {
    const japanese = Uint8Array.from([...bytes("# coding: shift_jis\n"), 0xee, 0xf9, 0x0a, 0x61, 0x0a]);
    const staged = staging({ x: { kind: "file", bytes: japanese, knowledge: "current" } });
    expect(staged.write("x", "# coding: shift_jis\n￢\nb\n")).toBeNull();
    const [change] = staged.changes();
    expect([...(change?.bytes ?? [])].slice(-5)).toEqual([0xee, 0xf9, 0x0a, 0x62, 0x0a]);
    staged.move("x", "y");
    staged.write("y", "# coding: shift_jis\n￢\nc\n");
    const moved = staged.changes().find(({ path }) => path === "y");
    expect([...(moved?.bytes ?? [])].slice(-5)).toEqual([0xee, 0xf9, 0x0a, 0x63, 0x0a]);
  });
});

describe("deleting", () => {
  it.each<[string, FileState]>([
    ["a file", file("a\n")],
    ["a picture", BINARY],
    ["what must not be changed", file("a\n", { sealed: "not this" })],
    ["a large file", { kind: "large" }],
  ])("takes %s away", (_what, state) => {
    const staged = staging({ x: state });
    expect(staged.remove("x")).toBeNull();
    expect(told(staged)).toMatchObject([
      { action: "delete", path: "x", from: null, after: "", executable: null, written: null },
    ]);
    expect(staged.remove("x")).toMatchObject({ problem: "missing" });
  });

  it("says what the text was", () => {
    const staged = staging({ x: file("a\r\n") });
    staged.remove("x");
    expect(told(staged)).toMatchObject([{ before: "a\n" }]);
  });

  it.each<[string, FileState, object]>([
    ["nothing", MISSING, { problem: "missing", message: "x does not exist." }],
    ["a link", { kind: "refused", reason: "a link" }, { problem: "refused", message: "a link" }],
    [
      "a folder",
      { kind: "blocked", by: [], reason: "a folder" },
      { problem: "refused", message: "a folder" },
    ],
  ])("refuses %s", (_what, state, refusal) => {
    const staged = staging({ x: state });
    expect(staged.remove("x")).toEqual(refusal);
    expect(staged.changes()).toEqual([]);
  });

  it("of a file that was new leaves nothing", () => {
    const staged = staging({ x: MISSING });
    staged.write("x", "a\n");
    expect(staged.remove("x")).toBeNull();
    expect(staged.changes()).toEqual([]);
  });

  it("of a file in place of a folder works once it is there", () => {
    const staged = staging({ x: { kind: "blocked", by: ["x/a"], reason: "a folder" }, "x/a": file("a") });
    staged.remove("x/a");
    staged.write("x", "b\n");
    expect(staged.remove("x")).toBeNull();
    expect(told(staged)).toMatchObject([{ action: "delete", path: "x/a" }]);
  });
});

describe("moving", () => {
  const moved = (files: Record<string, FileState>, ...steps: [string, string][]) => {
    const staged = staging(files);
    for (const [from, to] of steps) {
      staged.write(from, "new\n");
      expect(staged.move(from, to)).toBeNull();
    }
    return staged;
  };

  it("is one change, with the text that was there before", () => {
    expect(told(moved({ x: file("a\r\n"), y: MISSING }, ["x", "y"]))).toEqual([
      {
        action: "move",
        path: "y",
        from: "x",
        before: "a\n",
        after: "new\n",
        executable: null,
        written: "new\r\n",
      },
    ]);
  });

  it("twice is a move from where it was first", () => {
    expect(told(moved({ x: file("a\n"), y: MISSING, z: MISSING }, ["x", "y"], ["y", "z"]))).toMatchObject([
      { action: "move", path: "z", from: "x" },
    ]);
  });

  it("of a file that was new makes a new file elsewhere", () => {
    expect(told(moved({ x: MISSING, y: MISSING }, ["x", "y"]))).toMatchObject([
      { action: "create", path: "y", from: null },
    ]);
  });

  it("keeps a file that moved from being taken for a new one", () => {
    const staged = moved({ x: file("a\n"), y: MISSING }, ["x", "y"]);
    staged.write("y", "#!/bin/sh\n");
    expect(told(staged)).toMatchObject([{ action: "move", executable: null }]);
  });

  it("onto itself is nothing", () => {
    const staged = staging({ x: file("a\n") });
    staged.write("x", "b\n");
    expect(staged.move("x", "x")).toBeNull();
    expect(told(staged)).toMatchObject([{ action: "modify", path: "x", from: null }]);
  });

  it.each<[string, FileState, string]>([
    ["a file that exists", file("b\n"), "exists"],
    ["a link", { kind: "refused", reason: "a link" }, "refused"],
    ["a picture", BINARY, "binary"],
    ["a large file", { kind: "large" }, "too_large"],
  ])("never goes over %s", (_what, state, problem) => {
    const staged = staging({ x: file("a\n"), y: state });
    staged.write("x", "new\n");
    expect(staged.move("x", "y")).toMatchObject({ problem });
    expect(told(staged)).toMatchObject([{ action: "modify", path: "x" }]);
    expect(staging({ y: file("b\n") }).move("y", "z")).toMatchObject({ problem: "missing" });
  });

  it("says which file is in the way", () => {
    const staged = staging({ x: file("a\n"), y: file("b\n") });
    staged.write("x", "new\n");
    expect(staged.move("x", "y")).toEqual({ problem: "exists", message: "y exists already." });
  });

  it("leaves the old path free for another text", () => {
    const staged = moved({ x: file("a\n"), y: MISSING }, ["x", "y"]);
    staged.write("x", "other\n");
    expect(told(staged)).toMatchObject([
      { action: "modify", path: "x", before: "a\n", after: "other\n" },
      { action: "move", path: "y", from: "x" },
    ]);
  });
});
