import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffLines, lineOperations } from "./diff.ts";

const text = (...lines: (string | number)[]) => lines.map((line) => `${line}\n`).join("");
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

interface Hunk {
  oldFrom: number;
  oldCount: number;
  newFrom: number;
  newCount: number;
  lines: string[];
}

function hunksOf(patch: string): Hunk[] {
  return (patch === "" ? [] : patch.split(/^(?=@@ )/m)).map((part) => {
    const [header = "", ...lines] = part.replace(/\n$/, "").split("\n");
    const numbers = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@$/.exec(header)?.slice(1).map(Number) ?? [];
    const [oldFrom = -1, oldCount = -1, newFrom = -1, newCount = -1] = numbers;
    return { oldFrom, oldCount, newFrom, newCount, lines };
  });
}

/** The text that the hunks make, from `before` by their old numbers or, with `back`, from the new text by the new ones. */
function applied(source: string, hunks: readonly Hunk[], back: boolean): string {
  const lines = source.split("\n").slice(0, -1);
  const result: string[] = [];
  let at = 0;
  for (const { oldFrom, oldCount, newFrom, newCount, lines: changes } of hunks) {
    const [from, count, gone] = back ? [newFrom, newCount, "+"] : [oldFrom, oldCount, "-"];
    const first = count === 0 ? from : from - 1;
    const taken = changes.filter((line) => line[0] !== (back ? "-" : "+")).map((line) => line.slice(1));
    expect(lines.slice(first, first + count)).toEqual(taken);
    result.push(...lines.slice(at, first));
    result.push(...changes.filter((line) => line[0] !== gone).map((line) => line.slice(1)));
    at = first + count;
  }
  return text(...result, ...lines.slice(at));
}

/** Length of the longest common subsequence, the slow way. */
function common(a: readonly string[], b: readonly string[]): number {
  let row = b.map(() => 0);
  for (const line of a) {
    const last = row;
    row = [];
    for (const [j, other] of b.entries())
      row.push(line === other ? (last[j - 1] ?? 0) + 1 : Math.max(last[j] ?? 0, row[j - 1] ?? 0));
  }
  return row.at(-1) ?? 0;
}

const words = fc.constantFrom("a", "b", "c", "", "long line");
const someLines = fc.array(words, { maxLength: 16 });
/** Two texts that share a good part. */
const pairs = fc.oneof(
  fc.tuple(someLines, someLines),
  fc.tuple(someLines, someLines, someLines, someLines, someLines).map(([head, a, b, c, tail]) => [
    [...head, ...a, ...c, ...tail],
    [...head, ...b, ...c, "c", ...tail],
  ]),
);

describe("the hunks of any two texts", () => {
  const check = (look: (before: string[], after: string[], hunks: Hunk[]) => void) =>
    fc.assert(
      fc.property(pairs, ([before = [], after = []]) => {
        const { patch } = diffLines(text(...before), text(...after), 100_000);
        look(before, after, hunksOf(patch));
      }),
      { numRuns: 300 },
    );

  it("lead from one to the other and back", () => {
    check((before, after, hunks) => {
      expect(applied(text(...before), hunks, false)).toBe(text(...after));
      expect(applied(text(...after), hunks, true)).toBe(text(...before));
    });
  });

  it("change no more lines than they must", () => {
    check((before, after, hunks) => {
      const changed = hunks.flatMap(({ lines }) => lines).filter((line) => line[0] !== " ").length;
      expect(changed).toBe(before.length + after.length - 2 * common(before, after));
    });
  });

  it("have three lines around what changes, fewer at the ends of the file only", () => {
    check((before, _after, hunks) => {
      let last = 0;
      for (const { oldFrom, oldCount, lines } of hunks) {
        const kinds = lines.map((line) => line[0]).join("");
        const first = oldCount === 0 ? oldFrom + 1 : oldFrom;
        const [lead = "", tail = ""] = [/^ */.exec(kinds)?.[0], / *$/.exec(kinds)?.[0]];
        expect(lead.length).toBe(Math.min(3, first - 1 + lead.length));
        expect(tail.length).toBe(Math.min(3, before.length - (first + oldCount - 1) + tail.length));
        // More than six equal lines would have parted it, and fewer would have joined it with the one before.
        expect(kinds).not.toMatch(/[-+] {7,}[-+]/);
        expect(first).toBeGreaterThan(last);
        last = oldCount === 0 ? oldFrom : first + oldCount;
      }
    });
  });
});

it("the counts and the places are those of the hunks", () => {
  fc.assert(
    fc.property(pairs, ([before = [], after = []]) => {
      const diff = diffLines(text(...before), text(...after), 100_000);
      const lines = hunksOf(diff.patch).flatMap((hunk) => hunk.lines);
      expect(diff.additions).toBe(lines.filter((line) => line[0] === "+").length);
      expect(diff.deletions).toBe(lines.filter((line) => line[0] === "-").length);
      const places = new Set<number>();
      for (const hunk of hunksOf(diff.patch)) {
        let line = hunk.newCount === 0 ? hunk.newFrom + 1 : hunk.newFrom;
        for (const change of hunk.lines) {
          if (change[0] === "+") places.add(line);
          if (change[0] !== "-") line += 1;
        }
      }
      // Each added line lies in a place, and a place of several lines holds nothing else.
      const named = diff.places.flatMap(({ from, to }) => range(from, to));
      for (const line of places) expect(named).toContain(line);
      for (const { from, to } of diff.places.filter((place) => place.to > place.from))
        for (const line of range(from, to)) expect([...places]).toContain(line);
    }),
    { numRuns: 200 },
  );
});

describe("the hunks", () => {
  const twenty = range(1, 20);
  const changed = (...at: number[]) => twenty.map((line) => (at.includes(line) ? `new ${line}` : line));

  it("of two places six lines apart are one, seven lines apart two", () => {
    expect(diffLines(text(...twenty), text(...changed(5, 12))).patch.match(/^@@.*$/gm)).toEqual([
      "@@ -2,14 +2,14 @@",
    ]);
    expect(diffLines(text(...twenty), text(...changed(5, 13))).patch.match(/^@@.*$/gm)).toEqual([
      "@@ -2,7 +2,7 @@",
      "@@ -10,7 +10,7 @@",
    ]);
  });

  it.each([
    ["first line", changed(1), "@@ -1,4 +1,4 @@\n-1\n+new 1\n 2\n 3\n 4"],
    ["second line", changed(2), "@@ -1,5 +1,5 @@\n 1\n-2\n+new 2\n 3\n 4\n 5"],
    ["last line", changed(20), "@@ -17,4 +17,4 @@\n 17\n 18\n 19\n-20\n+new 20"],
    ["last lines that go", range(1, 18), "@@ -16,5 +16,3 @@\n 16\n 17\n 18\n-19\n-20"],
    ["first lines that go", range(3, 20), "@@ -1,5 +1,3 @@\n-1\n-2\n 3\n 4\n 5"],
    ["lines at the end", [...twenty, 21], "@@ -18,3 +18,4 @@\n 18\n 19\n 20\n+21"],
    ["lines at the beginning", [0, ...twenty], "@@ -1,3 +1,4 @@\n+0\n 1\n 2\n 3"],
  ])("of the %s have the right numbers", (_what, after, patch) => {
    expect(diffLines(text(...twenty), text(...after)).patch).toBe(patch);
  });

  it("of equal texts are none", () => {
    expect(diffLines(text(1), text(1))).toMatchObject({ additions: 0, deletions: 0, patch: "", places: [] });
    expect(diffLines("", "")).toMatchObject({ patch: "", at: { line: 1, column: 1 } });
  });

  it.each([
    ["is added at the end", "a\nb", "a\nc", "@@ -1,2 +1,2 @@\n a\n-b\n+c\n\\ No newline at end of file"],
    ["stays away", "a\nb\n", "a\nc", "@@ -1,2 +1,2 @@\n a\n-b\n+c\n\\ No newline at end of file"],
    ["comes", "a\nb", "a\nc\n", "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c"],
    [
      "is far away",
      text(...twenty).replace(/\n$/, ""),
      text(...changed(5)).replace(/\n$/, ""),
      "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+new 5\n 6\n 7\n 8",
    ],
  ])("say where a last line end %s", (_what, before, after, patch) => {
    expect(diffLines(before, after).patch).toBe(patch);
  });

  it("are cut at the length that is asked for", () => {
    const { patch } = diffLines("", text("abc", "def"));
    expect(diffLines("", text("abc", "def"), patch.length).patch).toBe(patch);
    expect(diffLines("", text("abc", "def"), patch.length - 1).patch).toBe(
      `${patch.slice(0, patch.length - 7)}\n[cut]`,
    );
  });

  it("show of long lines the places where each pair of them differs", () => {
    const long = (mark: string) => `${"a".repeat(1_000)}${mark}${"b".repeat(1_000)}`;
    const { patch } = diffLines(text(long("1"), "x", long("2")), text(long("3"), "x", long("4")));
    expect(patch.split("\n").slice(1)).toEqual([
      expect.stringMatching(/^-…a+1b+… \[line cut/),
      expect.stringMatching(/^\+…a+3b+… \[line cut/),
      " x",
      expect.stringMatching(/^-…a+2b+… \[line cut/),
      expect.stringMatching(/^\+…a+4b+… \[line cut/),
    ]);
    expect(diffLines("", text(long("1"))).patch).toMatch(/\n\+a{400}… \[line cut: columns 1-400 of 2001\]$/);
    expect(diffLines(text(long("1")), text("short")).patch).toMatch(
      /\n-a+… \[line cut: columns 1-400 of 2001\]\n\+short$/,
    );
  });
});

describe("the first difference", () => {
  it.each([
    ["a\nb\n", "a\nc\n", 2, 1],
    ["abc\n", "abd\n", 1, 3],
    ["x\n", "y\n", 1, 1],
    ["a\n\nb\n", "a\n\n\nb\n", 3, 1],
    [text(...range(1, 30)), text(...range(1, 19), "2x", ...range(21, 30)), 20, 2],
    ["a", "ab", 1, 2],
  ])("between %j and %j is in line %i, column %i", (before, after, line, column) => {
    expect(diffLines(before, after).at).toEqual({ line, column });
  });
});

describe("the places that change", () => {
  it.each([
    ["one", ["a", "b", "c"], ["a", "x", "c"], [[2, 2]]],
    ["several lines", ["a", "d"], ["a", "b", "c", "d"], [[2, 3]]],
    [
      "two",
      ["a", "b", "c"],
      ["x", "b", "y"],
      [
        [1, 1],
        [3, 3],
      ],
    ],
    ["what goes", ["a", "b", "c"], ["a", "c"], [[2, 2]]],
    ["what goes at the end", ["a", "b"], ["a"], [[2, 2]]],
    ["more than was there", ["a", "b"], ["a", "x", "y", "z"], [[2, 4]]],
  ])("are %s", (_what, before, after, places) => {
    expect(diffLines(text(...before), text(...after)).places).toEqual(
      places.map(([from, to]) => ({ from, to })),
    );
  });
});

describe("texts too long to be compared", () => {
  const long = (mark: string) => range(1, 1_001).map((n) => (n % 2 === 0 ? String(n) : `${mark}${n}`));

  it("are compared line by line where they have as many lines", () => {
    const ops = lineOperations(long("a"), long("b"));
    expect(ops).toHaveLength(1_001 + 501);
    expect(ops.slice(0, 4)).toEqual([
      { kind: "-", line: "a1" },
      { kind: "+", line: "b1" },
      { kind: " ", line: "2" },
      { kind: "-", line: "a3" },
    ]);
  });

  it("are replaced otherwise, but for their common ends", () => {
    const ops = lineOperations(["head", ...long("a"), "tail"], ["head", ...long("b"), "more", "tail"]);
    expect(ops).toHaveLength(1_001 + 1_002 + 2);
    expect([ops[0], ops[1], ops[1_001], ops[1_002], ops.at(-1)]).toEqual([
      { kind: " ", line: "head" },
      { kind: "-", line: "a1" },
      { kind: "-", line: "a1001" },
      { kind: "+", line: "b1" },
      { kind: " ", line: "tail" },
    ]);
  });

  it("are those of more than a million pairs of lines", () => {
    const lines = (mark: string, count: number) =>
      range(1, count).map((n) => (n === 500 ? "same" : `${mark}${n}`));
    const kept = (a: number, b: number) =>
      lineOperations(lines("a", a), lines("b", b)).some(({ kind }) => kind === " ");
    expect(kept(999, 998)).toBe(true);
    expect(kept(999, 1_000)).toBe(false);
  });
});
