import { describe, expect, it } from "vitest";
import { lineNamed, scopesOf } from "./anchors.ts";

const TEXT = `import a
import b

class A(Base):
    x = 1

    def run(self):
        go()

    def runs(self):
        stop()


class B {
  run() {
    go();
  }
};

function c(
  d,
) {
  e();
}
`;

/** The text of each scope, and what is looked through after it. */
function scopes(anchors: string[], cut = false, text = TEXT) {
  const found = scopesOf(text, anchors, cut);
  if ("missing" in found) return found;
  const part = ({ from, to }: { from: number; to: number }) => text.slice(from, to);
  return { blocks: found.blocks.map(part), after: found.after && part(found.after) };
}
const between = (from: string, to: string) =>
  TEXT.slice(TEXT.indexOf(from), to === "" ? undefined : TEXT.indexOf(to));

describe("where a hunk's lines may be", () => {
  it("is everywhere without anchors", () => {
    expect(scopes([])).toEqual({ blocks: [], after: TEXT });
  });

  it.each<[string, string[], string[]]>([
    [
      "a block to the line that is not deeper, with the blank lines below",
      ["class A(Base):"],
      [between("class A", "class B")],
    ],
    ["its beginning is enough", ["class A"], [between("class A", "class B")]],
    ["a part of it as well", ["A(Base)"], [between("class A", "class B")]],
    ["a whole name, not the beginning of another", ["def run"], [between("    def run(", "    def runs")]],
    ["a block in a block", ["class B {", "run() {"], [between("  run() {", "};")]],
    ["the closing bracket belongs to it", ["class B"], [between("class B", "function c")]],
    ["brackets within its head do not end it", ["function c("], [between("function c", "")]],
    ["every block of the name", ["go"], []],
  ])("%s", (_, anchors, blocks) => {
    const found = scopes(anchors);
    if (blocks.length === 0) expect(found).toEqual({ blocks: [], after: between("        go()", "") });
    else expect(found).toEqual({ blocks, after: null });
  });

  it("is all that follows a line that opens nothing", () => {
    expect(scopes(["import b"])).toEqual({ blocks: [], after: between("import b", "") });
    const text = "f: 1\nx\nf: 2\n  y\n";
    expect(scopes(["f"], false, text)).toEqual({ blocks: [], after: text });
    expect(scopes(["f: 2"], false, text)).toEqual({ blocks: ["f: 2\n  y\n"], after: null });
  });

  it("is nowhere if a line is missing, also within the block before it", () => {
    expect(scopes(["class C"])).toEqual({ missing: "class C" });
    expect(scopes(["class A", "def stop"])).toEqual({ missing: "def stop" });
    expect(scopes(["lass A"])).toEqual({ missing: "lass A" });
    expect(scopes(["class"], false, "classes:\n  a\n")).toEqual({ missing: "class" });
  });

  it("ends at the word `end`, and at a bracket that opens nothing more", () => {
    const ruby = "def a\n  b\nend\n\ndef c\n  d\nend\n";
    expect(scopes(["def a"], false, ruby)).toEqual({ blocks: ["def a\n  b\nend\n\n"], after: null });
    const js = "if (a) {\n  b();\n} else {\n  c();\n}\nd();\n";
    expect(scopes(["if (a) {"], false, js)).toEqual({
      blocks: [js.slice(0, js.indexOf("d()"))],
      after: null,
    });
    expect(scopes(["if (a) {"], false, "if (a) {\n  b();\n}\n}\nc();\n")).toEqual({
      blocks: ["if (a) {\n  b();\n}\n"],
      after: null,
    });
  });

  it("takes a heading of git up to the next one, and its end may be missing", () => {
    expect(scopes(["class A(Ba"], true)).toEqual({ blocks: [between("class A", "  run() {")], after: null });
    expect(scopes(["class A(Ba"])).toEqual({ missing: "class A(Ba" });
    expect(scopes(["function c("], true)).toEqual({ blocks: [between("function c", "")], after: null });
    expect(scopes(["def runs(self):"], true)).toEqual({
      blocks: [between("    def runs", "class B")],
      after: null,
    });
  });

  it("finds a name in another form of its letters", () => {
    const text = "class Ä:\n  a\n".normalize("NFD");
    expect(scopes(["class Ä:"], false, text)).toEqual({ blocks: [text], after: null });
    expect(scopes(["class Ö:"], false, text)).toEqual({ missing: "class Ö:" });
  });
});

describe("a line that new ones may follow", () => {
  it.each<[string, string, { end: number; indent: string } | null]>([
    ["indented, once, and opens nothing", "a\n  b\n  c\n", { end: 6, indent: "  " }],
    ["the last one of a block", "a\n  b\nc\n", { end: 6, indent: "  " }],
    ["with a blank line below", "a\n  b\n\n  c\n", { end: 6, indent: "  " }],
    ["twice", "a\n  b\n  b\n", null],
    ["with another indentation", "a\n   b\n", null],
    ["as a part of a line", "a\n  bc\n", null],
    ["that opens a block", "a\n  b\n    c\n", null],
    ["that opens one after a blank line", "a\n  b\n\n    c\n", null],
  ])("%s", (_, text, expected) => {
    expect(lineNamed(text, "  b")).toEqual(expected);
  });

  it("has an indentation, because a heading has none", () => {
    expect(lineNamed("a\nb\n", "a")).toBeNull();
  });
});
