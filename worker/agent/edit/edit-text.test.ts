import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Edit, editText } from "./edit-text.ts";
import type { Rung } from "./match-ladder.ts";

const edit = (text: string, ...edits: Edit[]) => editText("a.ts", text, edits);
const messageOf = (result: ReturnType<typeof editText>) => (result.ok ? "" : result.message);

describe("editText", () => {
  it("replaces one exact hit, keeps dollar patterns, and applies edits in order", () => {
    const result = edit(
      "a = 1\nb = 2\n",
      { old: "a = 1", new: "a = '$& $1'" },
      { old: "'$& $1'\nb", new: "3\nc" },
    );
    expect(result).toMatchObject({
      ok: true,
      text: "a = 3\nc = 2\n",
      replacements: 2,
      rungs: ["exact", "exact"],
    });
  });

  it("refuses a text that stands there several times, with the lines, unless replace_all", () => {
    const text = "x()\ny()\nx()\n";
    const refused = edit(text, { old: "x()", new: "z()" });
    expect(refused).toMatchObject({ ok: false, problem: "not_unique" });
    expect(messageOf(refused)).toContain("2 times, on lines 1, 3");
    expect(edit(text, { old: "x()", new: "z()", replace_all: true })).toMatchObject({
      text: "z()\ny()\nz()\n",
      replacements: 2,
    });
    expect(edit("aaa\n", { old: "aa", new: "b" })).toMatchObject({ problem: "not_unique" });
  });

  it("names the edit that failed, and stays with the text before it", () => {
    const refused = edit("a\nb\n", { old: "a", new: "c" }, { old: "missing", new: "d" });
    expect(refused).toMatchObject({ ok: false, problem: "not_found", index: 1 });
    expect(messageOf(refused)).toMatch(/^Edit 2 of 2: /);
  });

  it("shows the nearest text when nothing matches", () => {
    const text = "function a() {\n  return total * rate;\n}\n\nfunction b() {\n  return 1;\n}\n";
    const message = messageOf(edit(text, { old: "    return total * rates;", new: "x" }));
    expect(message).toContain("    2|   return total * rate;");
    expect(message).toContain("nearest");
  });

  it("says that the new text is already there, and that line numbers do not belong to the text", () => {
    expect(messageOf(edit("const b = 2;\n", { old: "const a = 1;", new: "const b = 2;" }))).toContain(
      "already in the file",
    );
    expect(messageOf(edit("const b = 2;\n", { old: "    1| const b = 2;", new: "x" }))).toContain(
      "line numbers",
    );
  });

  it.each<[string, Edit[]]>([
    ["empty_old", [{ old: "", new: "x" }]],
    ["no_change", [{ old: "a", new: "a" }]],
    ["elision", [{ old: "a", new: "b\n// ... rest of code ...\n" }]],
    ["conflict_marker", [{ old: "a", new: "<<<<<<< HEAD\nb\n" }]],
    ["line_numbers", [{ old: "a", new: "    1| b\n    2| c\n" }]],
    ["no_edits", []],
  ])("refuses %s", (problem, edits) => {
    expect(edit("a\n", ...edits)).toMatchObject({ ok: false, problem });
  });

  it("writes the last line end that the new text has, and keeps the form of the file where that is looser", () => {
    expect(edit("a\nb\n", { old: "b\n", new: "c" })).toMatchObject({ text: "a\nc" });
    expect(edit("a\nb", { old: "b", new: "c\n" })).toMatchObject({ text: "a\nc\n" });
    expect(edit("a\nb\n", { old: "\nb\n", new: "" })).toMatchObject({ text: "a\n" });
    expect(edit("a\nb", { old: "b\n", new: "c\n" })).toMatchObject({ text: "a\nc", rungs: ["line_endings"] });
  });
});

describe("the ladder", () => {
  it.each<[Rung, string, string, string, string]>([
    ["line_endings", "a\r\nb\nc\n", "a\nb\n", "a\nx\nb\n", "a\r\nx\r\nb\nc\n"],
    ["trailing_space", "f(  \n  1);\nz\n", "f(\n  1);", "f(\n  2);", "f(  \n  2);\nz\n"],
    [
      "indentation",
      "  if a:\n    b()\nc\n",
      "if a:\n  b()\n",
      "if a:\n  b()\n  d()\n",
      "  if a:\n    b()\n    d()\nc\n",
    ],
    [
      "indentation",
      "\tif a {\n\t\tb()\n\t}\n",
      "    if a {\n        b()\n    }",
      "    if a {\n        c()\n    }",
      "\tif a {\n\t\tc()\n\t}\n",
    ],
    ["indentation", "a\n    x = 1\n", "  x = 1", "  if y:\n    x = 1", "a\n    if y:\n        x = 1\n"],
    [
      "punctuation",
      "say(“it’s”) — now\nx\n",
      'say("it\'s") - now',
      'say("it\'s not") - now',
      "say(“it’s not”) — now\nx\n",
    ],
  ])("%s: %j", (rung, text, old, next, expected) => {
    const result = edit(text, { old, new: next });
    expect(result).toMatchObject({ ok: true, text: expected });
    if (result.ok && old !== "  x = 1") expect(result.rungs).toEqual([rung]);
  });

  it("wants one hit on a loose rung too, even with replace_all", () => {
    const text = "  a();\n  b();\n-\n    a();\n    b();\n";
    expect(edit(text, { old: "a();\nb();", new: "c();" })).toMatchObject({ problem: "not_unique" });
    expect(edit(text, { old: "a();\nb();", new: "c();", replace_all: true })).toMatchObject({
      problem: "not_unique",
    });
  });

  it("does not take lines that are shifted by different amounts", () => {
    const text = "if a:\n    b()\n        c()\n";
    expect(edit(text, { old: "if a:\n  b()\n  c()", new: "x" })).toMatchObject({ problem: "not_found" });
  });

  it("refuses new text that the shift does not fit", () => {
    const result = edit("a:\n  b()\n  c()\n", { old: "      b()\n      c()\n", new: "      b()\nelse:\n" });
    expect(result).toMatchObject({ ok: false, problem: "indentation" });
  });

  it("does not drop the space before a word's end", () => {
    expect(edit("returned\n", { old: "return ", new: "x" })).toMatchObject({ problem: "not_found" });
  });
});

/** Distinct lines of code, so that every window of them is unique. */
const program = fc
  .array(fc.record({ depth: fc.nat(3), word: fc.stringMatching(/^[a-z]{1,6}$/) }), {
    minLength: 3,
    maxLength: 25,
  })
  .map((lines) =>
    lines.map(
      ({ depth, word }, index) => `${"  ".repeat(depth)}${word}(${index}) = "it's größe" - ${index};`,
    ),
  );

const windowOf = (lines: readonly string[], a: number, b: number) => {
  const from = a % lines.length;
  return { from, to: from + 1 + (b % Math.min(5, lines.length - from)) };
};

/** Common mistakes of models, by the rung that accepts them. */
const SLIPS: Record<Exclude<Rung, "exact">, (line: string) => string> = {
  line_endings: (line) => `${line}\r`,
  trailing_space: (line) => `${line}  `,
  indentation: (line) => `   ${line}`,
  punctuation: (line) => line.replaceAll("'", "’").replace(" - ", " – "),
  letter_forms: (line) => line.normalize("NFD"),
};

describe("properties", () => {
  it("replacing a unique marker leaves the text around it unchanged", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string({ minLength: 1 }), (before, after, replacement) => {
        const marker = "\u0001MARK\u0001";
        const all = before + after + replacement;
        fc.pre(!all.includes("\u0001") && !/[\r\n]|\.\.\.|…|<<<<<|>>>>>/.test(all));
        const result = edit(before + marker + after, { old: marker, new: replacement });
        return result.ok && result.text === before + replacement + after;
      }),
    );
  });

  it.each(["trailing_space", "indentation", "punctuation"] as const)(
    "after a slip of %s the file's own lines stay, and a new one fits in",
    (rung) => {
      fc.assert(
        fc.property(program, fc.nat(), fc.nat(), (lines, a, b) => {
          const { from, to } = windowOf(lines, a, b);
          const slipped = lines.slice(from, to).map(SLIPS[rung]);
          const indent = /^ */.exec(lines[to - 1] ?? "")?.[0] ?? "";
          const added = rung === "indentation" ? `   ${indent}added();` : `${indent}added();`;
          const result = edit(`${lines.join("\n")}\n`, {
            old: `${slipped.join("\n")}\n`,
            new: `${[...slipped, added].join("\n")}\n`,
          });
          const expected = [...lines.slice(0, to), `${indent}added();`, ...lines.slice(to)].join("\n");
          expect(result).toMatchObject({ ok: true, text: `${expected}\n`, rungs: [rung] });
        }),
      );
    },
  );

  it("never writes what a letter tells apart", () => {
    fc.assert(
      fc.property(program, fc.nat(), fc.nat(), fc.nat(), (lines, a, b, c) => {
        const { from, to } = windowOf(lines, a, b);
        const wanted = lines.slice(from, to);
        const at = c % wanted.length;
        wanted[at] = (wanted[at] ?? "").replace("(", "Q(");
        return !edit(`${lines.join("\n")}\n`, { old: wanted.join("\n"), new: "x" }).ok;
      }),
    );
  });

  it("finds on a loose rung what a plain comparison of lines finds", () => {
    const line = fc.constantFrom("a", " a", "a ", "b", "  b", "", "\ta", "a’", "a'");
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 12 }),
        fc.array(line, { minLength: 2, maxLength: 3 }),
        (lines, old) => {
          // A text that starts with a line end may start within a line, and outer blank lines may be dropped.
          fc.pre(old[0]?.trim() !== "" && old.at(-1)?.trim() !== "");
          const text = lines.map((one) => `${one}\n`).join("");
          const result = edit(text, { old: old.map((one) => `${one}\n`).join(""), new: "NEW\n" });
          const bare = (one: string) => one.trim().replaceAll("’", "'");
          const windows = lines.filter((_, at) =>
            old.every((one, k) => bare(lines[at + k] ?? "\0") === bare(one)),
          );
          // A replacement happens only where nothing but whitespace and punctuation differed.
          return !result.ok || (windows.length > 0 && result.text.includes("NEW"));
        },
      ),
    );
  });
});

describe("typographic characters in the file", () => {
  const SHIFTED = "if (a) {\n        say(“hi”);\n        go();\n}\n";

  it("stay, also where the lines are indented otherwise", () => {
    const edit = { old: '    say("hi");\n    go();\n', new: '    say("ho");\n    go();\n' };
    expect(editText("a.js", SHIFTED, [edit])).toEqual({
      ok: true,
      text: SHIFTED.replace("hi", "ho"),
      replacements: 1,
      rungs: ["punctuation"],
    });
  });

  it.each([
    ["with the same indentation", "say(“hi”);\nsay(“hi”);\n", 'say("hi");\n', [1, 2]],
    ["with another", `${SHIFTED}if (b) {\n    say(“hi”);\n    go();\n}\n`, '  say("hi");\n  go();\n', [2, 6]],
  ])("do not hide that a text stands there twice, %s", (_how, text, old, lines) => {
    expect(editText("a.js", text, [{ old, new: "x\n" }])).toMatchObject({
      ok: false,
      problem: "not_unique",
      message: expect.stringContaining(`on lines ${lines.join(", ")}`),
    });
  });
});

describe("what an edit is told", () => {
  const one = (text: string, edit: Edit) => editText("a.js", text, [edit]);

  it.each<[string, Edit, object]>([
    [
      "the same text twice",
      { old: "a", new: "a" },
      { problem: "no_change", message: "`old` and `new` are the same text." },
    ],
    [
      "a text that is not there",
      { old: "zzz", new: "y" },
      { problem: "not_found", message: expect.stringMatching(/^`old` /) },
    ],
    [
      "a text that is there twice",
      { old: "x", new: "y" },
      { message: expect.stringMatching(/^`old` .*set replace_all\.$/s) },
    ],
    [
      "one that is there twice in another form",
      { old: "  go();\n  x;\n", new: "y", replace_all: true },
      { problem: "not_unique", message: expect.stringMatching(/exactly as given: copy one of them\.$/) },
    ],
    [
      "a placeholder",
      { old: "a", new: "// ... existing code ..." },
      { message: expect.stringMatching(/^`new` /) },
    ],
  ])("of %s", (_what, edit, expected) => {
    const text = "a;\ngo();\nx;\n    go();\n    x;\n";
    expect(one(text, edit)).toMatchObject({ ok: false, index: 0, ...expected });
  });

  it("names the edit that failed where there are several, and none where it is the only one", () => {
    const bad = { old: "zzz", new: "y" };
    expect(editText("a.js", "a;\n", [{ old: "a", new: "b" }, bad])).toMatchObject({
      index: 1,
      message: expect.stringMatching(/^Edit 2 of 2: `old`/),
    });
    expect(one("a;\n", bad)).toMatchObject({ message: expect.not.stringContaining("Edit 1") });
  });

  it("says so when edits take each other back", () => {
    const there = { old: "a", new: "b" };
    expect(editText("a.js", "a;\n", [there, { old: "b", new: "a" }])).toEqual({
      ok: false,
      problem: "no_change",
      index: 0,
      message: "These edits change nothing in the file.",
    });
  });

  it("takes hits that overlap from left to right", () => {
    expect(one("aaaaa\n", { old: "aa", new: "b", replace_all: true })).toMatchObject({
      text: "bba\n",
      replacements: 2,
    });
    expect(one("aaa\n", { old: "aa", new: "b" })).toMatchObject({ problem: "not_unique" });
  });

  it("may empty a file, and puts no line end into an empty one", () => {
    expect(one("a\n", { old: "a\n", new: "" })).toMatchObject({ ok: true, text: "" });
  });

  it("reads line ends of a model as those of the file", () => {
    expect(one("a\nb\n", { old: "a\r\nb", new: "c\r\nd" })).toMatchObject({
      text: "c\nd\n",
      rungs: ["exact"],
    });
    expect(one("a\r\nb\r\n", { old: "a\r\nb", new: "c\r\nd" })).toMatchObject({
      text: "c\r\nd\r\n",
      rungs: ["exact"],
    });
  });
});

describe("blank lines and line ends around the old text", () => {
  const NOTHING = { ok: false, problem: "not_found" };

  it.each<[string, string, Edit, object]>([
    [
      "a line end before a line",
      "a\n    b\nc\n",
      { old: "\n    b\n", new: "    x\n" },
      { text: "a\n    x\nc\n" },
    ],
    ["before a line that goes", "a\nb\nc\n", { old: "\nb\n", new: "" }, { text: "a\nc\n" }],
    ["before an indented line", "a\n    b\nc\n", { old: "\n    b", new: "    x" }, { text: "a\n    x\nc\n" }],
    ["before one indented with a tab", "a\n\tb\nc\n", { old: "\n\tb", new: "\tx" }, { text: "a\n\tx\nc\n" }],
    ["between lines that are joined", "a\nb\nc\n", { old: "\nb", new: " b" }, { text: "a b\nc\n" }],
    ["before a word that is joined", "a\nb\nc\n", { old: "\nb", new: "b" }, { text: "ab\nc\n" }],
    ["before a line in both", "a\nb\nc\n", { old: "\nb\n", new: "\nx\n" }, { text: "a\nx\nc\n" }],
    ["of a blank line", "a\n\nb\n", { old: "\nb\n", new: "x\n" }, { text: "a\nx\n" }],
    ["of a blank first line", "\nb\n", { old: "\nb\n", new: "x\n" }, { text: "x\n" }],
    [
      "more blank lines than there are",
      "x\n\na\ny\n",
      { old: "\n\n\na\n", new: "\n\n\nb\n" },
      { text: "x\n\nb\ny\n" },
    ],
    ["blank lines that are not there", "x\na\ny\n", { old: "a\n\n", new: "b\n" }, { text: "x\nb\ny\n" }],
    ["and another indentation", "x\n  a\n  b\n", { old: "\na\nb\n\n\n", new: "\nc\nb\n\n\n" }, NOTHING],
    ["fewer of them in the new text", "x\na\ny\n", { old: "a\n\n\n", new: "b\n\n" }, NOTHING],
  ])("are taken as they are meant: %s", (_, text, one, expected) => {
    expect(edit(text, one)).toMatchObject(expected);
  });

  it("are doubtful where a blank line and a deeper text may be meant as well", () => {
    const refused = edit("a\nb\n\n  b\n", { old: "\nb", new: " b" });
    expect(refused).toMatchObject({ ok: false, problem: "not_unique" });
    expect(messageOf(refused)).toMatch(/ on lines 1, 3\. Begin it with a line of text\.$/);
    expect(edit("a\nb\n\nb\n", { old: "\nb", new: " b" })).toMatchObject({ problem: "not_unique" });
  });
});

describe("texts of one request", () => {
  const TEXT = "a\n  b\n  c\n  }\n  ]\nx\n}\n]\n";

  it("are refused where one lacks indentation and another may be meant elsewhere", () => {
    const refused = edit(TEXT, { old: "b\nc\n", new: "b\nd\n" }, { old: "}\n]\n", new: "}\n" });
    expect(refused).toMatchObject({ ok: false, problem: "not_unique", index: 1 });
    expect(messageOf(refused)).toMatch(
      /^Edit 2 of 2: `old` .* copy whole lines with theirs, and add lines around them\.$/s,
    );
    expect(messageOf(edit(TEXT, { old: "a\n  b", new: "a\n  c" }, { old: "}\n]\n", new: "}\n" }))).toBe("");
  });

  it("are refused where two replacements would meet in an indentation", () => {
    const one = { old: "x\n ", new: "  z\n ", replace_all: true };
    expect(edit("x\n  x\n y\n", one)).toMatchObject({ ok: false, problem: "indentation" });
  });
});
