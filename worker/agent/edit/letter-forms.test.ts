import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editText } from "./edit-text.ts";
import { foldedOffset, foldForms, hasForms, keepForms } from "./letter-forms.ts";
import { findHits } from "./match-ladder.ts";
import { applyHunks } from "./patch/hunks.ts";

const nfd = (text: string) => text.normalize("NFD");
const nfc = (text: string) => text.normalize("NFC");
const changed = (text: string, old: string, next: string) => {
  const result = editText("a.md", text, [{ old, new: next }]);
  return result.ok ? result.text : result.message;
};

describe("an edit in another form of letters", () => {
  const file = nfd("Über uns\nDas Café ist schön.\nMañana.\n");

  it("finds its place, keeps what it does not change, and takes new letters apart like the file", () => {
    expect(changed(file, "Das Café ist schön.", "Das Café ist geöffnet.")).toBe(
      nfd("Über uns\nDas Café ist geöffnet.\nMañana.\n"),
    );
    expect(findHits(file, "Café").rung).toBe("letter_forms");
  });

  it("also the other way round, within lines and over several", () => {
    expect(changed(nfc(file), nfd("schön.\nMañana"), nfd("alt.\nMañana"))).toBe(
      nfc("Über uns\nDas Café ist alt.\nMañana.\n"),
    );
  });

  it("with another indentation as well", () => {
    const code = `if (x) {\n    ${nfd("größe")} = 1;\n}\n`;
    expect(changed(code, "größe = 1;\n", "größe = 2;\n")).toContain("= 2;\n}\n");
    expect(changed(code, "if (x) {\n  größe = 1;\n}", "if (x) {\n  größe = 2;\n}")).toContain(
      "\n    größe = 2;\n}",
    );
  });

  it("never begins or ends within a letter", () => {
    expect(changed(nfd("né\n"), "ne", "x")).toContain("does not stand in the file");
    expect(findHits(`${nfd("é")} e`, "e").hits).toMatchObject([{ start: 3 }]);
    expect(changed(nfd("한국어\n"), "한", "大")).toBe(nfd("大국어\n"));
    expect(findHits(nfd("각"), "가").hits).toEqual([]);
  });

  it("takes an exact hit before any other, and refuses two that look the same", () => {
    const both = `${nfc("é")} ${nfd("é")}\n`;
    expect(changed(both, nfc("é"), "x")).toBe(`x ${nfd("é")}\n`);
    expect(changed(`${nfd("é")} ${nfd("é")}\n`, nfc("é"), "x")).toContain("2 times, not minding how letters");
  });

  it("replaces all that look the same where that is asked for", () => {
    const result = editText("a.md", nfd("é é\n"), [{ old: nfc("é"), new: "e", replace_all: true }]);
    expect(result).toMatchObject({ ok: true, text: "e e\n", replacements: 2 });
  });

  it("finds what a person sees although something hidden stands in it", () => {
    expect(changed("let a\u200b = 1; // ü\n", "let a = 1;", "let a = 2;")).toBe("let a\u200b = 2; // ü\n");
    expect(changed("\u202elet a = 1;\n", "let a = 1;\n", "let b = 1;\n")).toBe("\u202elet b = 1;\n");
  });

  it("works for hunks, under their anchors too", () => {
    const text = nfd("class Ä:\n  pass\nclass Ö:\n  pass\n");
    const hunk = {
      anchors: [nfc("class Ö:")],
      atEnd: false,
      place: null,
      lastEnd: null,
      lines: [
        { kind: "-" as const, text: "  pass" },
        { kind: "+" as const, text: "  x = 1" },
      ],
    };
    expect(applyHunks("a.py", text, [hunk])).toMatchObject({
      ok: true,
      text: nfd("class Ä:\n  pass\nclass Ö:\n  x = 1\n"),
    });
  });
});

describe("folding", () => {
  const E = nfd("é");

  it.each<[string, string, number[]]>([
    ["abc", "abc", [0, 1, 2, 3]],
    [`a${E}b`, nfc("aéb"), [0, 1, 3, 4]],
    ["a\u200bb", "ab", [0, 2, 3]],
    // A character of two units, as it is.
    ["😀x", "😀x", [0, 1, 2, 3]],
    // Two marks that stand in another order: what is composed has no place within.
    ["a\u0307\u0323", "\u1ea1\u0307", [0, -1, 3]],
  ])("of %j gives %j and where each character stood", (text, folded, offsets) => {
    expect(foldForms(text).text).toBe(folded);
    expect([...foldForms(text).offsets]).toEqual(offsets);
  });

  it.each([
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
    [9, 3],
  ])("finds for offset %i the place %i, or the next after it", (offset, folded) => {
    expect(foldedOffset(foldForms(`a${E}b`), offset)).toBe(folded);
  });

  it("is asked for where a letter could have another form", () => {
    expect(hasForms("abc 123")).toBe(false);
    expect(hasForms("abc é")).toBe(true);
    expect(hasForms(E)).toBe(true);
  });
});

describe("what a replacement keeps", () => {
  it.each([
    ["all where nothing changes", nfd("é"), nfc("é"), nfc("é"), nfd("é")],
    ["the file's form at both ends", nfd("é b ü"), nfc("é b ü"), nfc("é c ü"), nfd("é c ü")],
    ["and takes new letters apart like the file", nfd("é b"), nfc("é b"), nfc("é ö"), nfd("é ö")],
    ["and leaves them composed like the file", nfc("é b"), nfd("é b"), nfc("é ö"), nfc("é ö")],
    ["no letter twice", nfd("éé"), nfc("éé"), nfc("é"), nfd("é")],
    ["and adds one more where one is added", nfd("é"), nfc("é"), nfc("éé"), nfd("éé")],
    ["what was sent where the place is another text", nfd("é1"), nfc("ü1"), nfc("é2"), nfc("é2")],
    ["hidden characters", "a\u200bb c", "ab c", "ab d", "a\u200bb d"],
    [
      "new letters as they were sent, where the file's have one form only",
      "a\u200bb",
      "ab",
      nfc("é"),
      nfc("é"),
    ],
    ["no half of a letter at its beginning", "q\u0307\u0323x", "q\u0323\u0307x", "q\u0323x", "q\u0323x"],
    ["no half of a letter at its end", "a\u0307\u0323", "\u1ea1\u0307", "e\u0323\u0307", "e\u0323\u0307"],
    ["no half of a new letter", nfd("e"), "e", nfd("é"), nfd("é")],
  ])("is %s", (_what, region, old, next, expected) => {
    expect(keepForms(region, old, next)).toBe(expected);
  });
});

it("folding keeps a place for each character", () => {
  const char = fc.constantFrom(
    "a",
    "é",
    "e\u0301",
    "\u0301",
    "한",
    nfd("한"),
    "\u200b",
    "\n",
    "😀",
    "\u212b",
    "क्\u200dष",
  );
  fc.assert(
    fc.property(fc.array(char, { maxLength: 20 }), (parts) => {
      const text = parts.join("");
      const { text: folded, offsets } = foldForms(text);
      expect(offsets).toHaveLength(folded.length + 1);
      expect(folded.normalize("NFC")).toBe(folded);
      const known = [...offsets].filter((offset) => offset !== -1);
      expect(known).toEqual([...known].sort((a, b) => a - b));
      for (const [at, offset] of [...offsets].entries()) {
        if (offset !== -1) expect(foldForms(text.slice(0, offset)).text).toBe(folded.slice(0, at));
      }
    }),
    { numRuns: 2_000 },
  );
});
