/** What is read from a patch in each of its forms, and where its hunks come to stand. */
import { describe, expect, it } from "vitest";
import { applyHunks } from "./hunks.ts";
import { parsePatch } from "./parse.ts";

const patch = (...lines: string[]) => ["*** Begin Patch", ...lines, "*** End Patch"].join("\n");

function operations(text: string) {
  const parsed = parsePatch(text);
  return parsed.ok ? parsed.operations : parsed.message;
}

/** The text after the first update, or problem, index and message of the refusal. */
function update(text: string, ...lines: string[]) {
  const [operation] = operations(patch("*** Update File: a.ts", ...lines));
  if (typeof operation !== "object" || operation.kind !== "update") throw new Error("no update");
  const result = applyHunks("a.ts", text, operation.hunks);
  return result.ok ? result.text : [result.problem, result.index, result.message];
}
const refused = (problem: string, index: number, message: RegExp | string) => [
  problem,
  index,
  typeof message === "string" ? message : expect.stringMatching(message),
];

describe("parsing", () => {
  const add = { kind: "add", path: "n", content: "a\nb\n" };

  it.each<[string, string, unknown]>([
    [
      "empty lines within a new file and none after it",
      patch("*** Add File: n", "+a", "", "+b", "", ""),
      [{ ...add, content: "a\n\nb\n" }],
    ],
    [
      "a new file without a last line end",
      patch("*** Add File: n", "+a", "+b", "\\ No newline at end of file", "", "*** Delete File: d"),
      [
        { ...add, content: "a\nb" },
        { kind: "delete", path: "d" },
      ],
    ],
    [
      "a patch that is indented, in a fence",
      `\`\`\`\n  ${patch("*** Add File: n", "+a", "", "+b").replaceAll("\n", "\n  ").replace("\n  \n", "\n\n")}\n\`\`\``,
      [{ ...add, content: "a\n\nb\n" }],
    ],
    ["padded begin and end", "*** Begin Patch \n*** Add File: n\n+a\n+b\n *** End Patch", [add]],
    [
      "a padded header behind a new file",
      patch("*** Add File: n", "+a", "+b", "  *** Update File: u", "*** Move to: v"),
      [add, { kind: "update", path: "u", moveTo: "v", hunks: [] }],
    ],
    [
      "a padded move",
      patch("*** Update File: u", " *** Move  to : v "),
      [{ kind: "update", path: "u", moveTo: "v", hunks: [] }],
    ],
    [
      "empty lines behind a header",
      patch("*** Update File: u", "", "*** Move to: v"),
      "Line 4 of the patch: the update of u has no hunk.",
    ],
    [
      "a patch that is cut off",
      "*** Begin Patch\n*** Delete File: d",
      expect.stringContaining("may be cut off"),
    ],
    [
      "a patch of nothing",
      "x\n*** Begin Patch\n*** End Patch",
      "Line 1 of the patch: the patch must begin with the line `*** Begin Patch`.",
    ],
    ["a patch without files", patch(), "Line 1 of the patch: the patch names no file."],
    [
      "lines without marks that change nothing",
      patch("*** Update File: u", "@@", " a", "b"),
      expect.stringMatching(/^Line 5 of the patch: each line of a hunk/),
    ],
  ])("%s", (_, text, expected) => {
    expect(operations(text)).toEqual(expected);
  });

  const hunkOf = (...lines: string[]) => {
    const [operation] = operations(patch("*** Update File: u", ...lines));
    return typeof operation === "object" && operation.kind === "update" ? operation.hunks[0] : operation;
  };

  it.each<[string, string[], object]>([
    ["nothing behind the @@", ["@@", "-a"], { anchors: [], place: "", lastEnd: null, atEnd: false }],
    ["no @@", ["-a"], { anchors: [], place: null }],
    ["a line with its indentation", ["@@   a @@ b ", "-a"], { anchors: ["a @@ b"], place: "  a @@ b" }],
    ["a heading in git's form", ["@@ -1,2 +3,4 @@ a b", "-a"], { anchors: ["a b"], place: null }],
    ["numbers alone", ["@@ -1 +1 @@", "-a"], { anchors: [], place: null }],
    ["a closing @@", ["@@ a b @@", "-a"], { anchors: ["a b"] }],
    ["what looks like numbers", ["@@ x -1 +1", "-a"], { anchors: ["x -1 +1"] }],
    [
      "blank lines at the end that have marks",
      ["-a", " ", ""],
      {
        lines: [
          { kind: "-", text: "a" },
          { kind: " ", text: "" },
        ],
      },
    ],
    [
      "a line that begins with a tab",
      ["-a", "\tb"],
      {
        lines: [
          { kind: "-", text: "a" },
          { kind: " ", text: "\tb", unmarked: true },
        ],
      },
    ],
    ["an end that is added", ["-a", "\\ No newline at end of file", "+a"], { lastEnd: "added", atEnd: true }],
    [
      "an end that is taken away",
      ["-a", "+a", "\\ No newline at end of file"],
      { lastEnd: "removed", atEnd: true },
    ],
    ["no end on both sides", ["-a", "\\ No newline", "+b", "\\ No newline"], { lastEnd: null, atEnd: true }],
    ["no end of an unchanged line", ["-a", " b", "\\ No newline"], { lastEnd: null, atEnd: true }],
    ["the names of the file", ["--- a/u", "+++ b/u", "@@", "-a"], { lines: [{ kind: "-", text: "a" }] }],
    [
      "a removed line of dashes",
      ["--- a", "-b"],
      {
        lines: [
          { kind: "-", text: "-- a" },
          { kind: "-", text: "b" },
        ],
      },
    ],
    [
      "added lines of pluses",
      ["-a", "+++ b"],
      {
        lines: [
          { kind: "-", text: "a" },
          { kind: "+", text: "++ b" },
        ],
      },
    ],
    [
      "a line of a patch in a file",
      ["-a", " *** Update File: x", " b"],
      {
        lines: [
          { kind: "-", text: "a" },
          { kind: " ", text: "*** Update File: x" },
          { kind: " ", text: "b" },
        ],
      },
    ],
  ])("a hunk with %s", (_, lines, expected) => {
    expect(hunkOf(...lines)).toMatchObject(expected);
  });

  it("leaves out hunks that change nothing", () => {
    expect(operations(patch("*** Update File: u", "@@", " a", "@@", "-b"))).toMatchObject([
      { hunks: [{ lines: [{ kind: "-", text: "b" }] }] },
    ]);
    expect(operations(patch("*** Update File: u", "-b", "*** End of File", "", "@@", "-c"))).toMatchObject([
      { hunks: [{ atEnd: true }, { lines: [{ kind: "-", text: "c" }] }] },
    ]);
  });
});

describe("a hunk", () => {
  it.each<[string, string, string[], unknown]>([
    ["alone is not numbered", "a\n", ["-x", "+y"], refused("not_found", 0, /^The hunk's unchanged/)],
    [
      "among others is",
      "a\n",
      ["-a", "+b", "@@", "-x", "+y"],
      refused("not_found", 1, /^Hunk 2 of 2: The hunk's/),
    ],
    [
      "that changes nothing",
      "a\n",
      ["-a", "+a"],
      refused("no_change", 0, "These hunks change nothing in the file."),
    ],
    [
      "with a placeholder",
      "a\n",
      ["-a", "+// ... rest of code ..."],
      refused("elision", 0, /^The hunk leaves out/),
    ],
    [
      "with one that was there",
      "// ... rest of code ...\na\n",
      [" // ... rest of code ...", "-a", "+b"],
      "// ... rest of code ...\nb\n",
    ],
    [
      "whose anchor is missing, with what looks like it",
      "class A:\n  a\n",
      ["@@ class AB:", "-  a"],
      refused(
        "not_found",
        0,
        /^There is no such place in the file: "class AB:", .*\nThe nearest text in the file:\n {4}1\| class A:/s,
      ),
    ],
    [
      "whose anchor is very long",
      "a\n",
      [`@@ ${"x".repeat(300)}`, "-a"],
      refused("not_found", 0, /"x{200}"/),
    ],
    [
      "of brackets beside one that lacks its indentation",
      "f(\n  aa\n  bb\n  }\n  ]\nx\n}\n]\n",
      [" aa", "-bb", "+cc", "@@", "-}", "-]"],
      refused("not_unique", 1, /not minding indentation/),
    ],
    [
      "with another indentation that is not clear",
      "  aa\n  bb\n",
      ["@@", "-aa", "-bb", "+   cc"],
      refused("indentation", 0, /stands on line 1 with another indentation/),
    ],
    ["that adds an end", "a", ["-a", "\\ No newline", "+b"], "b\n"],
    ["that takes an end away", "a\nb\n", ["-b", "+c", "\\ No newline"], "a\nc"],
    ["that has none", "a\nb", ["-b", "\\ No newline", "+c", "\\ No newline"], "a\nc"],
    ["that stands once more at the end", "a\nb\na", ["-a", "+c"], refused("not_unique", 0, /2 times/)],
    ["that says it means the end", "a\nb\na", ["-a", "+c", "*** End of File"], "a\nb\nc"],
    ["that has no end, elsewhere", "a\nb\n", ["-a", "\\ No newline", "+c"], refused("not_found", 0, /./)],
  ])("%s", (_, text, lines, expected) => {
    expect(update(text, ...lines)).toEqual(expected);
  });

  it.each<[string, string, string[], unknown]>([
    [
      "both with and without the blank, at two places",
      "  a\n  b\n a\n b\n",
      ["  a", "+c", "  b"],
      refused("not_unique", 0, /./),
    ],
    [
      "one blank less everywhere",
      "  aa\n  bb\n",
      ["  aa", "- bb", "+ cc"],
      refused("indentation", 0, /blank that marks it/),
    ],
    [
      "one blank more everywhere",
      " aa\n bb\n",
      ["   aa", "-  bb", "+  cc"],
      refused("indentation", 0, /blank that marks it/),
    ],
    [
      "two less",
      "    aa\n    bb\n    cc\n",
      ["   aa", "-  bb", "+  dd", "   cc"],
      "    aa\n    dd\n    cc\n",
    ],
    ["a blank line beside marks", "a\n\nb\n", [" a", "", "-b", "+c"], "a\n\nc\n"],
    ["an added line of the file", "x\n+ a\ny\n", ["x", "-y", "+ a"], refused("not_found", 0, /./)],
    [
      "a plus that belongs to the line below",
      "x\ny\n+ a\n",
      ["x", "y", "+ a"],
      refused("indentation", 0, /blank that marks it/),
    ],
    ["and nothing else", "x\ny\n", ["x", "+ a", "y"], "x\n a\ny\n"],
    ["where all have marks", "x\ny\n+ a\n", [" x", " y", "+ a"], "x\ny\n a\n+ a\n"],
    ["an added blank line", " x\n y\n", [" x", "+", " y"], " x\n\n y\n"],
    ["an added line at the left", "  x\n  y\n", ["  x", "+z", "  y"], "  x\nz\n  y\n"],
  ])("without marks: %s", (_, text, lines, expected) => {
    expect(update(text, ...lines)).toEqual(expected);
  });

  it.each<[string, string, string[], unknown]>([
    ["in two blocks of the name", "f:\n  a\nf:\n  a\n", ["@@ f:", "-  a"], refused("not_unique", 0, /./)],
    ["in one of two", "f:\n  b\nf:\n  a\n", ["@@ f:", "-  a"], "f:\n  b\nf:\n"],
    [
      "that begins with the next block",
      "f:\n  a\ng:\n  b\n",
      ["@@ f:", "-g:", "-  b"],
      refused("not_found", 0, /./),
    ],
    ["that goes on in the next block", "f:\n  a\ng:\n  b\n", ["@@ f:", "-  a", "-g:"], "f:\n  b\n"],
    [
      "of blank lines, of which there is another",
      "f:\n  a\n\n\n",
      ["@@ f:", "- "],
      refused("not_found", 0, /./),
    ],
    [
      "of a blank line, of which there is another",
      "f:\n\n  a\n\n",
      ["@@ f:", "-"],
      refused("not_unique", 0, /./),
    ],
    [
      "only added below two anchors",
      "f:\n  a\n",
      ["@@ f:", "@@   a", "+  b"],
      refused("empty_old", 0, /only adds lines/),
    ],
    [
      "only added below git's heading",
      "f:\n  a\n",
      ["@@ -2 +2 @@   a", "+  b"],
      refused("empty_old", 0, /only adds lines/),
    ],
    [
      "only added below a last line without an end",
      "f:\n  a",
      ["@@   a", "+  b"],
      refused("empty_old", 0, /./),
    ],
  ])("under an anchor: %s", (_, text, lines, expected) => {
    expect(update(text, ...lines)).toEqual(expected);
  });
});
