import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HunkRef } from "../../protocol/index.ts";
import type { BlobRef, ChangedFile, FileMode } from "./change-set.ts";
import { filePatch } from "./file-patch.ts";
import { fromByteString, toByteString } from "./objects.ts";
import { undoParts } from "./undo.ts";

interface Side {
  text: string;
  mode?: FileMode;
}

const oidOf = (text: string) => {
  const bytes = fromByteString(text);
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
};
const ref = (side: Side): BlobRef => ({ mode: side.mode ?? "100644", oid: oidOf(side.text) });

/** A change of these files, each by what it was and what it is; null where there is none. */
function change(sides: Record<string, { was: Side | null; is: Side | null }>) {
  const files = Object.entries(sides).map(
    ([path, { was, is }]): ChangedFile => ({
      path,
      status: was === null ? "A" : is === null ? "D" : "M",
      base: was && ref(was),
      file: is && { ...ref(is), size: is.text.length },
    }),
  );
  const bytesOf = (side: Side | null | undefined) => (side ? fromByteString(side.text) : null);
  const contents = {
    before: async ({ path }: ChangedFile) => bytesOf(sides[path]?.was),
    after: async ({ path }: ChangedFile) => bytesOf(sides[path]?.is),
  };
  const hunksOf = (path: string): HunkRef[] => {
    const file = files.find((one) => one.path === path);
    const { was = null, is = null } = sides[path] ?? {};
    const patch = file
      ? filePatch(file, { before: bytesOf(was), after: bytesOf(is) }).patch
      : new Uint8Array();
    return [...toByteString(patch).matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@$/gm)].map(
      (found) => {
        const [old_start = 0, old_lines = 0, new_start = 0, new_lines = 0] = found
          .slice(1)
          .map((n) => Number(n ?? 1));
        return { old_start, old_lines, new_start, new_lines };
      },
    );
  };
  /** What is left of the change: the files, and the new text of one where it is another. */
  const undo = async (...parts: Parameters<typeof undoParts>[1]) => {
    const undone = await undoParts(files, parts, contents);
    if (!undone.ok) return undone.reason;
    return Object.fromEntries(
      undone.files.map(({ path, file }) => {
        const bytes = file && undone.written.get(file.oid);
        const text = bytes
          ? toByteString(bytes)
          : file && file.oid === oidOf(sides[path]?.is?.text ?? "")
            ? sides[path]?.is?.text
            : null;
        return [path, file && { text, mode: file.mode }];
      }),
    );
  };
  return { undo, hunksOf };
}

const lines = (count: number) => Array.from({ length: count }, (_, n) => `${n + 1}\n`);
const text = (list: string[]) => list.join("");
const replaced = (list: string[], at: number, ...by: string[]) => list.toSpliced(at - 1, 1, ...by);

describe("a hunk", () => {
  const was = lines(30);
  const is = replaced(replaced(was, 25, "twenty-five\n", "and more\n"), 5, "five\n");
  const one = change({
    "a.ts": { was: { text: text(was) }, is: { text: text(is) } },
    "b.ts": { was: null, is: { text: "b\n" } },
  });

  it("goes alone, and what stands around it stays", async () => {
    const [first, second] = one.hunksOf("a.ts") as [HunkRef, HunkRef];
    expect(first).toEqual({ old_start: 2, old_lines: 7, new_start: 2, new_lines: 7 });
    expect(await one.undo({ path: "a.ts", hunks: [first] })).toEqual({
      "a.ts": { text: text(replaced(was, 25, "twenty-five\n", "and more\n")), mode: "100644" },
      "b.ts": { text: "b\n", mode: "100644" },
    });
    expect(await one.undo({ path: "a.ts", hunks: [second] })).toMatchObject({
      "a.ts": { text: text(replaced(was, 5, "five\n")) },
    });
  });

  it("and the last of a file take the file out of the change", async () => {
    expect(await one.undo({ path: "a.ts", hunks: one.hunksOf("a.ts") })).toEqual({
      "b.ts": { text: "b\n", mode: "100644" },
    });
    const [first, second] = one.hunksOf("a.ts") as [HunkRef, HunkRef];
    expect(
      await one.undo({ path: "a.ts", hunks: [first] }, { path: "a.ts", hunks: [second] }, { path: "b.ts" }),
    ).toEqual({});
  });

  it("that is none of the file's is refused, and nothing is undone", async () => {
    const [first] = one.hunksOf("a.ts") as [HunkRef];
    const other = { ...first, new_lines: 8 };
    expect(await one.undo({ path: "a.ts", hunks: [first, other] })).toBe(
      "a.ts has no such part; look at the diff again",
    );
    expect(await one.undo({ path: "c.ts" })).toBe("c.ts is no part of the change");
  });
});

describe("the ends of a file", () => {
  it.each([
    ["the first line", "1\n2\n", "one\n2\n"],
    ["a line before the first", "1\n", "0\n1\n"],
    ["the last line", "1\n2\n", "1\ntwo\n"],
    ["a last line end that came", "1\n2", "1\n2\n"],
    ["a last line end that went", "1\n2\n", "1\n2"],
    ["a line after one without an end", "1", "1\n2"],
    ["CRLF", "1\r\n2\r\n", "1\r\ntwo\r\n"],
    ["line ends that became others", "1\r\n2\r\n", "1\n2\n"],
    ["a lone CR", "1\r2\n", "1\rtwo\n"],
    ["bytes that are not UTF-8", "caf\xe9\n\xff\xfe\n", "caf\xe8\n\xff\xfe\n"],
    ["all lines", "1\n", ""],
    ["a file that was empty", "", "1\n"],
  ])("come back byte for byte: %s", async (_what, was, is) => {
    const far = text(lines(20));
    const sides = {
      "a.ts": { was: { text: was + far }, is: { text: is + far } },
      "b.ts": { was: { text: far + was }, is: { text: far + is } },
    };
    const { undo, hunksOf } = change(sides);
    for (const path of ["a.ts", "b.ts"] as const) {
      if (sides[path].was.text === sides[path].is.text) continue;
      expect(hunksOf(path)).not.toEqual([]);
      expect(await undo({ path, hunks: hunksOf(path) })).not.toHaveProperty([path]);
    }
  });
});

describe("a file", () => {
  it.each<[string, Side | null, Side | null]>([
    ["new", null, { text: "a\n" }],
    ["new and empty", null, { text: "" }],
    ["deleted", { text: "a\n" }, null],
    ["changed", { text: "a\n" }, { text: "b\n" }],
    ["changed in its mode alone", { text: "a\n" }, { text: "a\n", mode: "100755" }],
    ["a binary one", { text: "a\0" }, { text: "b\0" }],
    ["one that became a link", { text: "a\n" }, { text: "b", mode: "120000" }],
  ])("that is %s goes as a whole", async (_what, was, is) => {
    const { undo } = change({ x: { was, is }, y: { was: null, is: { text: "y" } } });
    expect(await undo({ path: "x" })).toEqual({ y: { text: "y", mode: "100644" } });
  });

  it.each<[string, Side | null, Side | null]>([
    ["new", null, { text: "a\n" }],
    ["deleted", { text: "a\n" }, null],
  ])("that is %s is one hunk", async (_what, was, is) => {
    const { undo, hunksOf } = change({ x: { was, is } });
    expect(await undo({ path: "x", hunks: hunksOf("x") })).toEqual({});
  });

  it("keeps a changed mode when its hunks go", async () => {
    const { undo, hunksOf } = change({ x: { was: { text: "a\n" }, is: { text: "b\n", mode: "100755" } } });
    expect(await undo({ path: "x", hunks: hunksOf("x") })).toEqual({ x: { text: "a\n", mode: "100755" } });
  });

  it.each<[string, Side, Side]>([
    ["binary", { text: "a\0" }, { text: "b\0" }],
    ["binary now", { text: "a\n" }, { text: "b\0" }],
    ["a link now", { text: "a\n" }, { text: "b", mode: "120000" }],
    ["no link any more", { text: "b", mode: "120000" }, { text: "a\n" }],
  ])("that is %s has no parts", async (_what, was, is) => {
    const { undo } = change({ x: { was, is } });
    const hunk = { old_start: 1, old_lines: 1, new_start: 1, new_lines: 1 };
    expect(await undo({ path: "x", hunks: [hunk] })).toBe("x can only be undone as a whole");
  });

  it("that was renamed comes back under its old name when both its paths are undone", async () => {
    const { undo } = change({
      old: { was: { text: "a\n" }, is: null },
      new: { was: null, is: { text: "a\n" } },
    });
    expect(await undo({ path: "old" })).toEqual({ new: { text: "a\n", mode: "100644" } });
    expect(await undo({ path: "old" }, { path: "new" })).toEqual({});
  });

  it("goes while a file stands in place of a folder elsewhere", async () => {
    const { undo } = change({
      d: { was: null, is: { text: "a" } },
      "d/x": { was: { text: "x" }, is: null },
      z: { was: null, is: { text: "z" } },
    });
    expect(await undo({ path: "z" })).toEqual({ d: { text: "a", mode: "100644" }, "d/x": null });
  });

  it.each([
    [
      "a file in place of a folder",
      { d: { was: null, is: { text: "a" } }, "d/x": { was: { text: "x" }, is: null } },
      "d/x",
      "d",
    ],
    [
      "a folder in place of a file",
      { d: { was: { text: "a" }, is: null }, "d/x": { was: null, is: { text: "x" } } },
      "d",
      "d/x",
    ],
  ])("does not come back under %s, but together with it", async (_what, sides, path, other) => {
    const { undo } = change(sides);
    expect(await undo({ path })).toBe(`${path} cannot come back while ${other} is there; undo both`);
    expect(await undo({ path }, { path: other })).toEqual({});
    expect(await undo({ path: other })).toEqual({ [path]: null });
  });
});

describe("whatever the texts", () => {
  const line = fc.constantFrom("a\n", "b\n", "\n", "c\r\n", "\xe9\n", "d\r", "long line\n");
  const end = fc.constantFrom("", "no end", "\xff");
  const file = fc.tuple(fc.array(line, { maxLength: 40 }), end).map(([list, last]) => list.join("") + last);
  /** Two texts with several places apart from each other. */
  const pair = fc.oneof(
    fc.tuple(file, file),
    fc
      .tuple(fc.array(fc.tuple(line, fc.boolean()), { minLength: 20, maxLength: 60 }), end, end)
      .map(([list, a, b]) => [
        list.map(([one]) => one).join("") + a,
        list.map(([one, other], n) => (other && n % 9 === 0 ? `new ${n}\n` : one)).join("") + b,
      ]),
  );

  /** The old text with these hunks alone, by their numbers. */
  function withHunks(was: string, is: string, hunks: readonly HunkRef[]): string {
    const linesOf = (text: string) => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    const [old, now] = [linesOf(was), linesOf(is)];
    const first = (start: number, count: number) => (count === 0 ? start : start - 1);
    let text = "";
    let at = 0;
    for (const { old_start, old_lines, new_start, new_lines } of hunks) {
      const from = first(old_start, old_lines);
      const of = first(new_start, new_lines);
      text += old.slice(at, from).join("") + now.slice(of, of + new_lines).join("");
      at = from + old_lines;
    }
    return text + old.slice(at).join("");
  }

  it("what is left is the old text with the other hunks, byte for byte", async () => {
    await fc.assert(
      fc.asyncProperty(pair, fc.infiniteStream(fc.boolean()), async ([was = "", is = ""], choice) => {
        fc.pre(was !== is);
        const now = change({ x: { was: { text: was }, is: { text: is } } });
        const hunks = now.hunksOf("x");
        const some = hunks.filter(() => choice.next().value);
        fc.pre(some.length > 0);
        const left = await now.undo({ path: "x", hunks: some });
        if (typeof left === "string") throw new Error(left);
        const others = hunks.filter((hunk) => !some.includes(hunk));
        expect(left.x?.text ?? was).toBe(withHunks(was, is, others));
        expect(withHunks(was, is, hunks)).toBe(is);
      }),
      { numRuns: 500 },
    );
  });
});
