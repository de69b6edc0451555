import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineOperations } from "../diff.ts";
import { applyHunks } from "./hunks.ts";
import { type PatchOperation, parsePatch } from "./parse.ts";

const patch = (...lines: string[]) => ["*** Begin Patch", ...lines, "*** End Patch"].join("\n");

function operations(text: string): PatchOperation[] {
  const parsed = parsePatch(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.operations;
}

/** Applies the hunks of the first update in a patch. */
function update(text: string, ...lines: string[]) {
  const [operation] = operations(patch("*** Update File: a.py", ...lines));
  if (operation?.kind !== "update") throw new Error("no update");
  return applyHunks("a.py", text, operation.hunks);
}

describe("parsePatch", () => {
  it("reads all kinds of operations", () => {
    const text = patch(
      "*** Add File: new.txt",
      "+one",
      "+",
      "*** Delete File: old.txt",
      "*** Update File: a.py",
      "*** Move to: b.py",
      "@@ class A",
      "@@   def f",
      " same",
      "-old",
      "+new",
      "*** End of File",
    );
    expect(operations(text)).toEqual([
      { kind: "add", path: "new.txt", content: "one\n\n" },
      { kind: "delete", path: "old.txt" },
      {
        kind: "update",
        path: "a.py",
        moveTo: "b.py",
        hunks: [
          {
            anchors: ["class A", "def f"],
            lines: [
              { kind: " ", text: "same" },
              { kind: "-", text: "old" },
              { kind: "+", text: "new" },
            ],
            atEnd: true,
            place: "  def f",
            lastEnd: null,
          },
        ],
      },
    ]);
  });

  it.each([
    ["a code fence", `\`\`\`\n${patch("*** Delete File: a")}\n\`\`\``],
    ["a here-document", `apply_patch <<'EOF'\n${patch("*** Delete File: a")}\nEOF\n`],
    ["CRLF", patch("*** Delete File: a").replaceAll("\n", "\r\n")],
    ["empty lines between files", patch("", "*** Delete File: a", "")],
  ])("takes %s", (_name, text) => {
    expect(operations(text)).toEqual([{ kind: "delete", path: "a" }]);
  });

  it("drops git's line numbers, and an empty line before the next section", () => {
    const [operation] = operations(
      patch("*** Update File: a", "@@ -1,2 +1,3 @@ def f", "-x", "+y", "", "@@", "-z", ""),
    );
    expect(operation).toMatchObject({
      hunks: [
        { anchors: ["def f"], lines: [{ text: "x" }, { text: "y" }] },
        { anchors: [], lines: [{ text: "z" }] },
      ],
    });
  });

  it.each([
    ["nothing", "", "Line 1 of the patch: the patch must begin with"],
    ["prose before it", `Sure!\n${patch("*** Delete File: a")}`, "must begin with"],
    ["no end", "*** Begin Patch\n*** Delete File: a\n", "may be cut off"],
    ["no file", patch(), "names no file"],
    ["an unknown section", patch("*** Rename File: a"), "Line 2 of the patch: expected `*** Add File: `"],
    [
      "a line without its mark",
      patch("*** Update File: a", "@@", "x = 1"),
      "Line 4 of the patch: each line of a hunk",
    ],
    ["a new file's line without +", patch("*** Add File: a", "x"), "each line of a new file starts with `+`"],
    ["an update without hunks", patch("*** Update File: a"), "the update of a has no hunk"],
    ["a hunk without lines", patch("*** Update File: a", "@@ def f"), "a hunk has no lines"],
  ])("refuses %s", (_name, text, message) => {
    const parsed = parsePatch(text);
    expect(parsed.ok ? "" : parsed.message).toContain(message);
  });
});

describe("applyHunks", () => {
  const TWO =
    "class A:\n    def f(self):\n        return 1\n\nclass B:\n    def f(self):\n        return 1\n";

  it("wants unique lines, or an @@ line that makes them so", () => {
    const hunk = ["-        return 1", "+        return 2"];
    expect(update(TWO, ...hunk)).toMatchObject({ ok: false, problem: "not_unique" });
    expect(update(TWO, "@@ class B:", ...hunk)).toMatchObject({ text: TWO.replace(/1\n$/, "2\n") });
    expect(update(TWO, "@@ class A:", "@@ def f", ...hunk)).toMatchObject({ text: TWO.replace("1", "2") });
    expect(update(TWO, "@@ def f(self):", ...hunk)).toMatchObject({ ok: false, problem: "not_unique" });
  });

  it("applies hunks in any order to the file as it was", () => {
    expect(update("a\nb\nc\nd\n", "-d", "+D", "@@", "-a", "+b", "@@", " b", "+x", " c")).toMatchObject({
      text: "b\nb\nx\nc\nD\n",
      replacements: 3,
    });
    expect(update("a\nb\n", "-a", "-b", "@@", "-b", "+c")).toMatchObject({
      ok: false,
      problem: "not_unique",
      index: 1,
    });
  });

  it("takes whole lines only", () => {
    expect(update("xa = 1\n", "-a = 1", "+b = 1")).toMatchObject({ ok: false, problem: "not_found" });
  });

  it("looks at the end for a hunk that says so, and adds what has no context to an empty file alone", () => {
    expect(update("a\nb\na\n", "-a", "+c", "*** End of File")).toMatchObject({ text: "a\nb\nc\n" });
    expect(update("a\nb\n", "-a", "+c", "*** End of File")).toMatchObject({
      ok: false,
      problem: "not_found",
    });
    expect(update("a\nb", " b", "+c", "*** End of File")).toMatchObject({ text: "a\nb\nc" });
    expect(update("", "+b")).toMatchObject({ text: "b\n" });
    expect(update("def f():\n  a\n", "@@ def f():", "+  b")).toMatchObject({
      ok: false,
      problem: "empty_old",
    });
  });

  it("keeps unchanged lines as the file has them, and indents the new ones like it", () => {
    const text = "\tif x {\n\t\ta()  \n\t}\n";
    expect(update(text, " if x {", "     a()", "+    b()", " }")).toMatchObject({
      text: "\tif x {\n\t\ta()  \n\t\tb()\n\t}\n",
      rungs: ["indentation"],
    });
  });

  it("makes from a difference what it was made of", () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    const file = fc.uniqueArray(word, { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(file, fc.array(fc.tuple(fc.nat(), fc.nat(2), word), { maxLength: 6 }), (lines, changes) => {
        const after = [...lines];
        for (const [at, kind, text] of changes) {
          const index = at % (after.length + 1);
          if (kind === 0) after.splice(index, 1);
          else after.splice(index, kind - 1, text);
        }
        const ops = lineOperations(lines, after);
        fc.pre(ops.some(({ kind }) => kind !== " ") && ops.some(({ kind }) => kind !== "+"));
        const result = update(`${lines.join("\n")}\n`, ...ops.map(({ kind, line }) => kind + line));
        expect(result).toMatchObject({ ok: true, text: after.map((line) => `${line}\n`).join("") });
      }),
    );
  });
});
