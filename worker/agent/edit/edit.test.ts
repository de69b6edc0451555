import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits, hasElision } from "./apply-edits.ts";
import { diffLines } from "./diff.ts";
import { decodeText, encodeText } from "./text-file.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("applyEdits", () => {
  it("replaces one exact hit, keeps dollar patterns, and applies edits in order", () => {
    const result = applyEdits("a = 1\nb = 2\n", [
      { old: "a = 1", new: "a = '$& $1'" },
      { old: "'$& $1'\nb", new: "3\nc" },
    ]);
    expect(result).toMatchObject({
      ok: true,
      text: "a = 3\nc = 2\n",
      replacements: 2,
      rungs: ["exact", "exact"],
    });
  });

  it("refuses a text that stands there several times, with the lines, unless replace_all", () => {
    const text = "x()\ny()\nx()\n";
    const refused = applyEdits(text, [{ old: "x()", new: "z()" }]);
    expect(refused).toMatchObject({ ok: false, problem: "not_unique" });
    expect(refused.ok ? "" : refused.message).toContain("2 times, on lines 1, 3");
    expect(applyEdits(text, [{ old: "x()", new: "z()", replace_all: true }])).toMatchObject({
      text: "z()\ny()\nz()\n",
      replacements: 2,
    });
  });

  it("writes nothing when the second of two edits fails, and says which", () => {
    const refused = applyEdits("a\nb\n", [
      { old: "a", new: "c" },
      { old: "missing", new: "d" },
    ]);
    expect(refused).toMatchObject({ ok: false, problem: "not_found", index: 1 });
    expect(refused.ok ? "" : refused.message).toMatch(/^Edit 2 of 2: [\s\S]*Nothing was written\.$/);
  });

  it("shows the nearest text when nothing matches", () => {
    const text = "function a() {\n  return total * rate;\n}\n\nfunction b() {\n  return 1;\n}\n";
    const refused = applyEdits(text, [{ old: "    return total * rates;", new: "x" }]);
    const message = refused.ok ? "" : refused.message;
    expect(message).toContain("    2|   return total * rate;");
    expect(message).toContain("nearest");
  });

  it("says that the new text is already there, and that line numbers do not belong to the text", () => {
    const there = applyEdits("const b = 2;\n", [{ old: "const a = 1;", new: "const b = 2;" }]);
    expect(there.ok ? "" : there.message).toContain("already in the file");
    const numbered = applyEdits("const b = 2;\n", [{ old: "    1| const b = 2;", new: "x" }]);
    expect(numbered.ok ? "" : numbered.message).toContain("line numbers");
  });

  it.each([
    ["empty_old", [{ old: "", new: "x" }]],
    ["no_change", [{ old: "a", new: "a" }]],
    ["elision", [{ old: "a", new: "b\n// ... rest of code ...\n" }]],
    ["no_edits", []],
  ])("refuses %s", (problem, edits) => {
    expect(applyEdits("a\n", edits)).toMatchObject({ ok: false, problem });
  });

  it("accepts an elision comment that the file already has", () => {
    expect(hasElision("# ... existing code ...", "# ... existing code ...\n")).toBe(false);
    expect(hasElision("const x = {\n  ...rest,\n  ...other,\n};", "")).toBe(false);
  });

  it("is deterministic: replacing a unique marker gives the text around it unchanged", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string({ minLength: 1 }), (before, after, replacement) => {
        const marker = "\u0001MARK\u0001";
        fc.pre(
          !`${before}${after}${replacement}`.includes("\u0001") &&
            !/\r|\.\.\.|…/.test(before + after + replacement),
        );
        const result = applyEdits(before + marker + after, [{ old: marker, new: replacement }]);
        return result.ok && result.text === before + replacement + after;
      }),
    );
  });
});

describe("text files", () => {
  it.each(["a\nb\n", "a\r\nb\r\n", "\uFEFFa\r\nb", "a\r\nb\n", "", "no end"])(
    "reads and writes %j unchanged",
    (raw) => {
      const decoded = decodeText(bytes(raw));
      if (!decoded.ok) throw new Error(decoded.reason);
      expect(encodeText(decoded.file.text, decoded.file)).toEqual(bytes(raw));
    },
  );

  it("edits a CRLF file with LF text and keeps its line ends and BOM", () => {
    const decoded = decodeText(bytes("\uFEFFa\r\nb\r\nc\r\n"));
    if (!decoded.ok) throw new Error(decoded.reason);
    const result = applyEdits(decoded.file.text, [{ old: "a\nb", new: "x\ny" }]);
    if (!result.ok) throw new Error(result.message);
    expect(encodeText(result.text, decoded.file)).toEqual(bytes("\uFEFFx\r\ny\r\nc\r\n"));
  });

  it("refuses binary and large files", () => {
    expect(decodeText(new Uint8Array([1, 0, 2]))).toEqual({ ok: false, reason: "binary" });
    expect(decodeText(new Uint8Array([0xff, 0xfe]))).toEqual({ ok: false, reason: "binary" });
    expect(decodeText(new Uint8Array(1024 * 1024 + 1).fill(65))).toEqual({ ok: false, reason: "too_large" });
  });
});

describe("diffLines", () => {
  it("shows one hunk with context and counts", () => {
    const before = Array.from({ length: 12 }, (_, index) => `line ${index + 1}`).join("\n");
    const diff = diffLines(`${before}\n`, `${before.replace("line 6", "LINE six\nand more")}\n`);
    expect(diff).toMatchObject({ additions: 2, deletions: 1, changed: { from: 6, to: 7 } });
    expect(diff.patch).toBe(
      "@@ -3,7 +3,8 @@\n line 3\n line 4\n line 5\n-line 6\n+LINE six\n+and more\n line 7\n line 8\n line 9",
    );
  });

  it("describes a new file, a deleted one, and a cut patch", () => {
    expect(diffLines("", "a\nb\n")).toMatchObject({
      additions: 2,
      deletions: 0,
      patch: "@@ -0,0 +1,2 @@\n+a\n+b",
    });
    expect(diffLines("a\n", "")).toMatchObject({ additions: 0, deletions: 1, changed: null });
    expect(diffLines("", "x\n".repeat(5000), 100).patch.length).toBeLessThanOrEqual(100);
  });

  it("counts like the lists it was given", () => {
    const lines = fc
      .array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 30 })
      .map((list) => list.map((x) => `${x}\n`).join(""));
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const diff = diffLines(before, after, 100_000);
        const count = (text: string) => text.split("\n").length - 1;
        return count(before) - diff.deletions + diff.additions === count(after);
      }),
    );
  });
});
