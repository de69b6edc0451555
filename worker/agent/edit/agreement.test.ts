import { describe, expect, it } from "vitest";
import { firstInDoubt, type Placed, place, touches } from "./agreement.ts";

type Reading = "like_old" | "like_file" | null;

/** Blocks of a text, `|` between them; those at `edits` are replaced, each with the shift that it was found with. */
interface Edit {
  at: number;
  next: string;
  deeper?: number;
  reading?: Reading;
}

function inDoubt(text: string, edits: readonly Edit[]): number | null {
  const blocks = text.split("|");
  let current = blocks.join("");
  const placed: Placed[] = [];
  for (const [index, { at, next, deeper = 0, reading = null }] of edits.entries()) {
    const before = blocks[at] ?? "";
    const start = blocks.slice(0, at).join("").length;
    const shift = deeper === 0 ? null : { deeper, reading };
    place(placed, current, index, [{ start, end: start + before.length, text: next, shift }]);
    blocks[at] = next;
    current = blocks.join("");
  }
  return firstInDoubt(placed, current)?.index ?? null;
}

/** Two top-level blocks of two parts, apart. */
const TEXT = "if aa:\n|\n|    bb()\n    cc()\n|    dd()\n|\n|if ee:\n    ff()\n|{\n}\n|";
const FILE = { deeper: 4, reading: "like_file" } as const;
const OLD = { deeper: 4, reading: "like_old" } as const;
const SHALLOW = { deeper: -4, reading: "like_file" } as const;

describe("a new text taken to be as deep as the file", () => {
  const body = { at: 2, next: "    new()\n    bb()\n    cc()\n", ...FILE };

  it.each<[string, Edit[], number]>([
    ["below a line that another edit puts into a block", [{ at: 0, next: "if n:\n    if aa:\n" }, body], 1],
    ["below a block that ends with text at the margin", [{ at: 0, next: "if aa:\nif n:\ntext\n" }, body], 1],
    [
      "with lines between that go",
      [
        { at: 0, next: "if aa:\n    if n:\n" },
        { at: 2, next: "" },
        { ...body, at: 3 },
      ],
      2,
    ],
    ["whatever the order", [body, { at: 0, next: "if n:\n    if aa:\n" }], 0],
    ["below a block that another edit begins", [{ at: 0, next: "if aa:\n    x = 1\n    if n:\n" }, body], 1],
    [
      "beside an edit elsewhere that puts lines into a block",
      [{ at: 5, next: "if n:\n    if ee:\n        ff()\n" }, body],
      1,
    ],
    ["beside one that is as deep as the old text", [{ at: 5, next: "if ee:\n    gg()\n", ...OLD }, body], 0],
    ["beside one of them after it", [body, { at: 5, next: "if ee:\n    gg()\n", ...OLD }], 0],
  ])("is in doubt %s", (_, edits, index) => {
    expect(inDoubt(TEXT, edits)).toBe(index);
  });

  it.each<[string, Edit[]]>([
    ["alone", [body]],
    ["beside another such edit", [body, { at: 5, next: "    gg()\n", ...FILE }]],
    ["beside an edit elsewhere that moves nothing", [{ at: 5, next: "if ee:\n    gg()\n" }, body]],
    ["below a line that changes and stays less deep", [{ at: 0, next: "if zz:\n" }, body]],
    ["below an edit whose last line stays", [{ at: 0, next: "import q\nif aa:\n" }, body]],
    ["beside lines that leave a block", [{ at: 5, next: "ff()\n" }, body]],
    ["above an edit that begins a block", [body, { at: 3, next: "    if n:\n" }]],
    [
      "with text between it and a new block",
      [
        { at: 0, next: "if aa:\n    if n:\n" },
        { ...body, at: 3 },
      ],
    ],
    ["below lines that only go", [{ at: 0, next: "" }, body]],
    ["beside brackets that others stand in front of", [{ at: 6, next: "{\n  {\n  }\n}\n" }, body]],
  ])("is taken so %s", (_, edits) => {
    expect(inDoubt(TEXT, edits)).toBeNull();
  });

  it("is in doubt beside lines that leave a block where the old text was sent deeper than the file has it", () => {
    const edits = [
      { at: 5, next: "if ee:\nff()\n" },
      { ...body, ...SHALLOW },
    ];
    expect(inDoubt(TEXT, edits)).toBe(1);
    expect(
      inDoubt(TEXT, [
        { at: 5, next: "if n:\n    if ee:\n" },
        { ...body, ...SHALLOW },
      ]),
    ).toBeNull();
  });
});

describe("a new text taken to be as deep as the old", () => {
  const body = { at: 2, next: "    new()\n", ...OLD };

  it.each<[string, Edit[]]>([
    ["below a block that another edit takes away", [{ at: 0, next: "" }, body]],
    ["below one that becomes a line that opens none", [{ at: 0, next: "aa()\n" }, body]],
    ["beside lines that leave a block", [{ at: 5, next: "if ee:\nff()\n" }, body]],
    ["below several lines in place of a block", [{ at: 0, next: "aa\nbb\n" }, body]],
  ])("is in doubt %s", (_, edits) => {
    expect(inDoubt(TEXT, edits)).toBe(1);
  });

  it("is in doubt below a block that went with text at the margin", () => {
    const text = "if aa:\n    t = `\ntext\n|\n|    cc()\n|";
    const below = { at: 2, next: "    new()\n", ...OLD };
    expect(inDoubt(text, [{ at: 0, next: "dd()\ntext2\n" }, below])).toBe(1);
    expect(inDoubt(text, [{ at: 0, next: "if bb:\n    t = `\ntext\n" }, below])).toBeNull();
  });

  it("is in doubt below lines that leave a block and change", () => {
    const text = "if aa:\n|    bb()\n|\n|    cc()\n|";
    const body = { at: 3, next: "    new()\n", ...OLD };
    expect(inDoubt(text, [{ at: 1, next: "dd()\n" }, body])).toBe(1);
    expect(inDoubt(text, [{ at: 1, next: "    dd()\n" }, body])).toBeNull();
  });

  it.each<[string, Edit[]]>([
    ["below a block that gets another name", [{ at: 0, next: "if zz:\n" }, body]],
    ["beside lines that are put into a block", [{ at: 5, next: "if n:\n    if ee:\n        ff()\n" }, body]],
    ["beside another such edit", [body, { at: 5, next: "if ee:\n    gg()\n", ...OLD }]],
  ])("is taken so %s", (_, edits) => {
    expect(inDoubt(TEXT, edits)).toBeNull();
  });
});

it("leaves alone what needed no reading, and other characters of indentation", () => {
  const wraps = { at: 0, next: "if n:\n    if aa:\n" };
  expect(inDoubt(TEXT, [wraps, { at: 2, next: "    bb()\n", deeper: 4, reading: null }])).toBeNull();
  expect(inDoubt(TEXT, [wraps, { at: 2, next: "    new()\n" }])).toBeNull();
});

describe("where edits stand in the end", () => {
  const placed = (...made: [start: number, end: number, text: string][]) => {
    const all: Placed[] = [{ index: 0, start: 6, before: "c\n", after: "c\n", shift: null }];
    const texts = made.map(([start, end, text]) => ({ start, end, text, shift: null }));
    place(all, "aa\nbb\nc\n", 1, texts);
    return all.map(({ index, start, before, after }) => [index, start, before, after]);
  };

  it("moves those behind a longer or shorter text, and takes lines as a whole", () => {
    expect(placed([1, 2, "xyz"])).toEqual([
      [0, 8, "c\n", "c\n"],
      [1, 0, "aa", "axyz"],
    ]);
    expect(placed([0, 3, ""])).toEqual([
      [0, 3, "c\n", "c\n"],
      [1, 0, "aa\n", ""],
    ]);
    expect(placed([7, 8, ""])).toEqual([
      [0, 6, "c\n", "c\n"],
      [1, 6, "c\n", "c"],
    ]);
  });

  it("moves each hit of one edit by those before it", () => {
    expect(placed([0, 1, "AAA"], [3, 4, "B"])).toEqual([
      [0, 8, "c\n", "c\n"],
      [1, 0, "aa", "AAAa"],
      [1, 5, "bb", "Bb"],
    ]);
  });

  it.each<[number, number, boolean]>([
    [2, 3, false],
    [2, 4, true],
    [5, 6, true],
    [6, 7, false],
  ])("tells whether %i to %i takes something of it", (start, end, expected) => {
    const all: Placed[] = [{ index: 0, start: 3, before: "", after: "bb\n", shift: null }];
    expect(touches(all, [{ start, end, text: "", shift: null }])).toBe(expected);
  });
});
