import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits } from "./apply-edits.ts";
import { diffLines } from "./diff.ts";
import { decodeText, encodeText } from "./text-file.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("text files", () => {
  it.each(["a\nb\n", "a\r\nb\r\n", "\uFEFFa\r\nb", "a\r\nb\n", "", "no end"])(
    "reads and writes %j unchanged",
    (raw) => {
      const decoded = decodeText(bytes(raw));
      if (!decoded.ok) throw new Error(decoded.reason);
      expect(encodeText(decoded.file.text, decoded.file)).toEqual({ ok: true, bytes: bytes(raw) });
    },
  );

  it("edits a CRLF file with LF text and keeps its line ends and BOM", () => {
    const files = new Map([
      ["a", { kind: "file", bytes: bytes("\uFEFFa\r\nb\r\nc\r\n"), knowledge: "current" }] as const,
    ]);
    const result = applyEdits(files, { kind: "edit", path: "a", edits: [{ old: "a\nb", new: "x\ny" }] });
    expect(result).toMatchObject({ changes: [{ bytes: bytes("\uFEFFx\r\ny\r\nc\r\n") }] });
  });

  it("refuses binary and large files", () => {
    expect(decodeText(new Uint8Array([1, 0, 2]))).toEqual({ ok: false, reason: "binary" });
    expect(decodeText(new Uint8Array(5 * 1024 * 1024 + 1).fill(65))).toEqual({
      ok: false,
      reason: "too_large",
    });
  });
});

describe("diffLines", () => {
  it("shows one hunk with context and counts", () => {
    const before = Array.from({ length: 12 }, (_, index) => `line ${index + 1}`).join("\n");
    const diff = diffLines(`${before}\n`, `${before.replace("line 6", "LINE six\nand more")}\n`);
    expect(diff).toMatchObject({ additions: 2, deletions: 1, places: [{ from: 6, to: 7 }] });
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
    expect(diffLines("a\n", "")).toMatchObject({ additions: 0, deletions: 1, places: [{ from: 1, to: 1 }] });
    expect(diffLines("", "x\n".repeat(5000), 100).patch.length).toBeLessThanOrEqual(100);
  });

  it("has hunks that make the new text of the old one", () => {
    const lines = fc
      .array(fc.constantFrom("a", "b", "", "d"), { maxLength: 25 })
      .map((list) => list.map((line) => `${line}\n`).join(""));
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const { patch, places, at } = diffLines(before, after, 100_000);
        expect(applied(before, patch)).toBe(after);
        if (places[0]) expect(at.line).toBeLessThanOrEqual(places[0].from);
      }),
    );
  });

  it("shows of long lines what is around the change", () => {
    const long = `${"a".repeat(5_000)}X${"b".repeat(5_000)}`;
    const { patch, at } = diffLines(`one\n${long}\n`, `one\n${long.replace("X", "YY")}\n`);
    expect(at).toEqual({ line: 2, column: 5_001 });
    expect(patch).toMatch(/\n-…a+Xb+… \[line cut: columns \d+-\d+ of 10001\]\n\+…a+YYb+… \[line cut/);
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

/** Applies the hunks to `before` by their line numbers. */
function applied(before: string, patch: string): string {
  const old = before.split("\n").slice(0, -1);
  const result: string[] = [];
  let from = 0;
  for (const hunk of patch === "" ? [] : patch.split(/^(?=@@ )/m)) {
    const [header = "", ...lines] = hunk.replace(/\n$/, "").split("\n");
    const [, start = "0", count = "0"] = /^@@ -(\d+),(\d+)/.exec(header) ?? [];
    const first = Number(start) - (Number(count) === 0 ? 0 : 1);
    result.push(
      ...old.slice(from, first),
      ...lines.flatMap((line) => (line[0] === "-" ? [] : [line.slice(1)])),
    );
    from = first + Number(count);
  }
  return [...result, ...old.slice(from)].map((line) => `${line}\n`).join("");
}
