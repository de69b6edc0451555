import { describe, expect, it } from "vitest";
import { nearestPlace, nearestWindows } from "./nearest.ts";

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);
const filler = (from: number, to: number) =>
  Array.from(
    { length: to - from + 1 },
    (_, n) => `filler_${String.fromCharCode(97 + ((from + n) % 26)).repeat(5)}${from + n};`,
  );

describe("the lines most like a text", () => {
  const file = [
    ...filler(1, 9),
    "export function total(items) {",
    "  return sum(items);",
    "}",
    ...filler(13, 20),
  ].join("\n");

  it("are those that differ in a word, with three lines around them", () => {
    const old = "export function total(list) {\n  return sum(list);\n}";
    expect(nearestWindows(file, old)).toEqual([{ from: 7, to: 15 }]);
  });

  it("are found by a later line where the first is unlike any", () => {
    expect(nearestWindows(file, "something_else\n  return sum(items);\n}")).toEqual([{ from: 7, to: 15 }]);
  });

  it("are compared without their spaces", () => {
    expect(
      nearestWindows(file, "export   function total(items)   {\n\treturn  sum(items);\n}\n\n\n"),
    ).toEqual([{ from: 7, to: 15 }]);
  });

  it("begin at the first line of a file and end at its last", () => {
    expect(nearestWindows("let alpha = one;\nlet beta = two;", "let alpha = 1;")).toEqual([
      { from: 1, to: 2 },
    ]);
    expect(
      nearestWindows("let beta = two;\nlet beta = two;\nx\ny\nz\nlet alpha = one;", "let alpha = uno;"),
    ).toEqual([{ from: 3, to: 6 }]);
  });

  it("are none where nothing is alike", () => {
    expect(nearestWindows(file, "completely_different")).toEqual([]);
    expect(nearestWindows("", "x")).toEqual([]);
    expect(nearestWindows("{\n}\n", "}")).toEqual([]);
  });

  it("come best first, and of equal ones the first before the second", () => {
    const near = [
      "let one = alpha beta;",
      ...filler(2, 9),
      "let one = alpha gamma;",
      ...filler(11, 19),
      "let one = alpha beta;",
    ];
    expect(nearestWindows(near.join("\n"), "let one = alpha gamma delta;").map(({ from }) => from)).toEqual([
      7, 1, 17,
    ]);
  });

  it("are three at most, and do not overlap", () => {
    const same = Array.from({ length: 12 }, () => "call(alpha, beta);");
    const windows = nearestWindows(same.join("\n"), "call(alpha, gamma);\ncall(alpha, gamma);");
    expect(windows).toEqual([
      { from: 1, to: 5 },
      { from: 1, to: 7 },
      { from: 2, to: 9 },
    ]);
  });

  it("need two fifths of their words in common", () => {
    expect(nearestWindows("alpha beta gamma delta", "alpha beta one two")).toEqual([{ from: 1, to: 1 }]);
    expect(nearestWindows("alpha beta gamma delta", "alpha two three four")).toEqual([]);
  });

  it("are as good as another with exactly two fifths, and the place of a known line is never before the file", () => {
    // Two of five words and nothing else: 2 * 2 / (5 + 5) * 0.9 is too little for a line, two lines are enough.
    expect(
      nearestWindows("alpha beta c d e\nsame line of text", "alpha beta x y z\nsame line of text"),
    ).toEqual([{ from: 1, to: 2 }]);
    expect(nearestWindows("x\nreturn sum(items);", "a\nreturn sum(items);")).toEqual([{ from: 1, to: 2 }]);
    expect(nearestWindows("return sum(items);\nx\ny\nz\nw\nv", "q\nreturn sum(items);")).toEqual([]);
  });

  it("are looked for in the first twenty thousand lines, and by the first sixty of the text", () => {
    const far = (lines: number) => `${"x\n".repeat(lines)}function total(items) {`;
    expect(nearestWindows(far(19_999), "function total(list) {")).toEqual([{ from: 19_997, to: 20_000 }]);
    expect(nearestWindows(far(20_000), "function total(list) {")).toEqual([]);
    const block = range(1, 70).map((n) => `let value_${n} = ${n};`);
    const old = [...block.slice(0, 60), ...range(1, 200).map((n) => `other_${n}`)].join("\n");
    expect(nearestWindows(block.join("\n"), old)).toEqual([{ from: 1, to: 63 }]);
  });

  it("that share no whole line but a short one are not found by it", () => {
    expect(nearestWindows("one\n});\ntwo", "zzzz\n});\nyyyy")).toEqual([]);
    expect(nearestWindows("one\nend;\ntwo", "zzzz\nend;")).toEqual([{ from: 1, to: 3 }]);
  });

  it("may be of a text that is empty lines, or in a file of them", () => {
    expect(nearestWindows("a = 1;\n\n", "\n\n")).toEqual([]);
    expect(nearestWindows("\n\n", "a = 1;")).toEqual([]);
  });

  it("may hang over the end of the file", () => {
    expect(
      nearestWindows(`${filler(1, 5).join("\n")}\nfunction last() {`, "function last() {\n  return 1;\n}"),
    ).toEqual([]);
    expect(
      nearestWindows(
        `${filler(1, 5).join("\n")}\nfunction last() {\n  return 2;`,
        "function last() {\n  return 1;\n}",
      ),
    ).toEqual([{ from: 3, to: 7 }]);
  });

  it("are not sought before the file begins", () => {
    expect(nearestWindows("return sum(items);\nx", "a\nb\nreturn sum(items);")).toEqual([]);
  });
});

describe("the place in a long line", () => {
  const minified = `${"var a=1;".repeat(60)}function total(b){return b.sum}${"var c=2;".repeat(60)}`;

  it("is where the longest beginning stands", () => {
    expect(nearestPlace(minified, "function total(b){return b.average}")).toBe(480);
    expect(nearestPlace(`first\n${minified}\nlast`, "  function total(b){return b.average}\n")).toBe(486);
  });

  it("is where the longest end stands, when that is longer", () => {
    expect(nearestPlace(minified, "fn sum_of(b){return b.sum}var c")).toBe(minified.indexOf("(b){return"));
  });

  it("is the first of several, and by the beginning when both ends are as long", () => {
    const twice = `${"x".repeat(450)}alphabet${"x".repeat(450)}alphabet${"x".repeat(20)}`;
    expect(nearestPlace(twice, "alphabet()")).toBe(450);
    expect(nearestPlace(twice, "()alphabet")).toBe(450);
    expect(nearestPlace(`${"x".repeat(450)}endword${"x".repeat(20)}begword`, "begword-endword")).toBe(477);
  });

  it("is none in a short line after a long one", () => {
    expect(nearestPlace(`${"x".repeat(500)}\nfunction\n`, "function total")).toBeNull();
  });

  it("is none in lines that can be compared", () => {
    expect(nearestPlace("function total(b) {}\n", "function total(c) {}")).toBeNull();
    expect(nearestPlace(`${"x".repeat(392)}function\nother`, "function total")).toBeNull();
    expect(nearestPlace(`${"x".repeat(393)}function\nother`, "function total")).toBe(393);
    expect(nearestPlace(`${"x".repeat(393)}function`, "function total")).toBe(393);
  });

  it("is none where fewer than six characters are common", () => {
    expect(nearestPlace(`${"x".repeat(500)}funct`, "function")).toBeNull();
    expect(nearestPlace(`${"x".repeat(500)}functi`, "function")).toBe(500);
    expect(nearestPlace(`${"x".repeat(500)}ab`, "ab")).toBe(500);
  });
});
