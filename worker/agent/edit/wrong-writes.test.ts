/** Inputs of which a part was once written wrongly: right is the exact edit, or a refusal that says what to send. */
import { expect, it } from "vitest";
import { applyEdits, type EditRequest } from "./apply-edits.ts";
import { edit, outcome, patch, UNCLEAR } from "./testing.ts";

const CLASS = "class A:\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2\n";
const TWO = "class A:\n    def f(self):\n        return 1\n\nclass B:\n    def f(self):\n        return 2\n";
const YAML = "jobs:\n  - x\n  - z\n";
const MAKE = "all: a b\n\tcc a.c\n\tcc b.c\n\nclean:\n\trm -f a b\n";
const GO = "func f() {\n\ta()\n\tb()\n}\n\nfunc g() {\n\tc()\n}\n";
const LIST = "- one\n    - two\n    - three\n- four\n";
const JSX = "<ul>\n  <li>\n    <b />\n  </li>\n</ul>\n";
const HASKELL = "main = do\n    readIt\n    writeIt\n  where\n    c = 1\n";

it.each<[string, string, EditRequest, string | { refused: string }]>([
  // Only the old text lacks indentation
  [
    "lines that both texts have show that the new text has the file's indentation",
    CLASS,
    edit(["def f(self):\n    return 1", "    def f(self):\n        return 2"]),
    CLASS.replace("1", "2"),
  ],
  [
    "also as a patch",
    CLASS,
    patch("@@", "-def f(self):", "-    return 1", "+    def f(self):", "+        return 2"),
    CLASS.replace("1", "2"),
  ],
  [
    "also within the indentation of a line",
    CLASS,
    edit(["    return 1", "        x = 2\n        return x"]),
    CLASS.replace("return 1", "x = 2\n        return x"),
  ],
  [
    "with nothing before the old text",
    CLASS,
    edit(["return 1", "        return 3"]),
    CLASS.replace("1", "3"),
  ],
  ["a whole line", CLASS, edit(["return 1\n", "        return 3\n"]), CLASS.replace("1", "3")],
  ["a whole line that goes", CLASS, edit(["    return 1\n", ""]), CLASS.replace("        return 1\n", "")],
  [
    "in a list",
    LIST,
    edit(["- two\n- three\n", "    - two\n    - 2b\n    - three\n"]),
    LIST.replace("    - three", "    - 2b\n    - three"),
  ],
  [
    "in JSX",
    JSX,
    edit(["<li>\n  <b />\n</li>\n", "  <li>\n    <b />\n    <i />\n  </li>\n"]),
    JSX.replace("<b />\n", "<b />\n    <i />\n"),
  ],
  [
    "in Haskell",
    HASKELL,
    edit(["readIt\nwriteIt\n", "    readIt\n    writeIt\n    stop\n"]),
    HASKELL.replace("    writeIt\n", "    writeIt\n    stop\n"),
  ],
  ["one line of another depth", CLASS, edit(["return 1", "    return 3"]), UNCLEAR],
  ["first lines that both could be meant", CLASS, edit(["return 1", "x = 2\n    return x"]), UNCLEAR],
  [
    "no line in common, and no fitting depth",
    LIST,
    edit(["- two\n- three\n", "  - five\n  - six\n"]),
    UNCLEAR,
  ],
  [
    "a step out that would change nothing",
    CLASS,
    edit(["def f(self):\n    return 1", "    def f(self):\n        return 1"]),
    UNCLEAR,
  ],
  // Both lack it
  [
    "both",
    CLASS,
    edit(["def f(self):\n    return 1", "def f(self):\n    return 3"]),
    CLASS.replace("1", "3"),
  ],
  [
    "both, put into a block",
    CLASS,
    edit(["def f(self):\n    return 1", "def f(self):\n    if x:\n        return 1"]),
    CLASS.replace("        return 1", "        if x:\n            return 1"),
  ],
  [
    "both, one line into two",
    CLASS,
    edit(["return 1", "x = 3\nreturn 1"]),
    CLASS.replace("return 1", "x = 3\n        return 1"),
  ],
  [
    "both, with blanks in the file of tabs",
    GO,
    edit(["    a()\n    b()\n", "    a()\n    if x {\n        b()\n    }\n"]),
    GO.replace("\tb()", "\tif x {\n\t\tb()\n\t}"),
  ],
  [
    "both, the same in a patch",
    GO,
    patch("@@", "     a()", "-    b()", "+    if x {", "+        b()", "+    }"),
    GO.replace("\tb()", "\tif x {\n\t\tb()\n\t}"),
  ],
  [
    "new lines of blanks in a file of tabs",
    GO,
    edit(["func g() {\n", "func h() {\n    d()\n}\n\nfunc g() {\n"]),
    UNCLEAR,
  ],
  [
    "new lines of tabs in a file of blanks",
    CLASS,
    edit(["class A:\n", "class B:\n\tpass\n\nclass A:\n"]),
    UNCLEAR,
  ],
  ["a recipe of blanks", MAKE, edit(["clean:\n", "test: all\n    ./t\n\nclean:\n"]), UNCLEAR],
  // Patches without marks
  [
    "unchanged lines without marks",
    YAML,
    patch("@@", "  - x", "+  - y", "  - z"),
    "jobs:\n  - x\n  - y\n  - z\n",
  ],
  ["all of them", YAML, patch("@@", "jobs:", "  - x", "+  - y", "  - z"), "jobs:\n  - x\n  - y\n  - z\n"],
  ["marks where a plus took the place of a blank", YAML, patch("@@", "  - x", "+ - y", "  - z"), UNCLEAR],
  ["one blank more", YAML, patch("@@", "    - x", "+    - y", "    - z"), UNCLEAR],
  [
    "tabs without marks",
    MAKE,
    patch("@@", "all: a b", "\tcc a.c", "+\tcc c.c", "\tcc b.c"),
    MAKE.replace("\tcc b", "\tcc c.c\n\tcc b"),
  ],
  [
    "a line of the file that begins with a mark",
    "a\n+ b\nc\n",
    patch("@@", "a", "+ b", "+x", "c"),
    { refused: "not_found" },
  ],
  [
    "a line of the file taken for an added one",
    "a\n+ b\nc\n",
    patch("@@", "a", "-c", "+ b"),
    { refused: "not_found" },
  ],
  [
    "an unchanged line, with blanks at its end, where a moved one is the same as well",
    "aa \nbb\t\n",
    patch("@@", "+bb", " aa", "-bb"),
    "bb\naa \n",
  ],
  // Anchors
  [
    "an anchor that is not there",
    TWO,
    patch("@@ class C:", "-        return 2", "+        return 3"),
    { refused: "not_found" },
  ],
  [
    "an anchor that is the beginning of a name",
    TWO,
    patch("@@ class", "-        return 2", "+        return 3"),
    TWO.replace("2", "3"),
  ],
  [
    "an anchor that is a part of a name",
    TWO.replace("class B", "class AB"),
    patch("@@ class A", "-        return 2", "+        return 3"),
    { refused: "not_found" },
  ],
  [
    "lines that stand in another block",
    TWO,
    patch("@@ class A:", "-        return 2", "+        return 3"),
    { refused: "not_found" },
  ],
  [
    "an anchor below another",
    TWO,
    patch("@@ class B:", "@@     def f(self):", "-        return 2", "+        return 3"),
    TWO.replace("2", "3"),
  ],
  [
    "an anchor below one that does not hold it",
    TWO,
    patch("@@ class B:", "@@ def g", "-        return 2", "+        return 3"),
    { refused: "not_found" },
  ],
  [
    "git's heading, of which the end is missing",
    TWO,
    patch("@@ -5,3 +5,3 @@ class B", "-        return 2", "+        return 3"),
    TWO.replace("2", "3"),
  ],
  [
    "git's heading of the part before",
    TWO,
    patch("@@ -1,3 +1,3 @@ class A:", "-        return 2", "+        return 3"),
    { refused: "not_found" },
  ],
  [
    "a file's names as git writes them",
    TWO,
    patch("--- a/a.py", "+++ b/a.py", "@@ -7 +7 @@", "-        return 2", "+        return 3"),
    TWO.replace("2", "3"),
  ],
  // Without context
  ["only added lines", CLASS, patch("@@", "+x = 1"), { refused: "empty_old" }],
  [
    "only added lines behind numbers",
    CLASS,
    patch("@@ -3,0 +4 @@ class A:", "+x = 1"),
    { refused: "empty_old" },
  ],
  ["only added lines in a block", CLASS, patch("@@ class A:", "+    x = 1"), { refused: "empty_old" }],
  [
    "only added lines below a line",
    CLASS,
    patch("@@         return 1", "+        x = 1"),
    CLASS.replace("1\n", "1\n        x = 1\n"),
  ],
  [
    "only added lines of another depth",
    CLASS,
    patch("@@         return 1", "+    x = 1"),
    { refused: "empty_old" },
  ],
  ["only added lines in an empty file", "", patch("@@", "+x = 1"), "x = 1\n"],
  ["only added lines at the end", "a\n", patch("@@", "+b", "*** End of File"), "a\nb\n"],
  [
    "two of them without a last line end",
    "a",
    patch("@@", "+b", "*** End of File", "@@", "+c", "*** End of File"),
    "a\nb\nc",
  ],
  // Held by a blank line
  [
    "an insertion above a blank line",
    CLASS,
    patch("@@", "+x = 1", " "),
    CLASS.replace("\n\n", "\nx = 1\n\n"),
  ],
  [
    "an insertion below a blank line",
    CLASS,
    patch("@@", " ", "+x = 1"),
    CLASS.replace("\n\n", "\n\nx = 1\n"),
  ],
  ["one of two blank lines", `${CLASS}\n`, patch("@@", "+x = 1", " "), { refused: "not_unique" }],
  ["a blank line that may be layout", CLASS, patch("@@", "+x = 1", ""), { refused: "empty_old" }],
  ["a blank line below an anchor", `${CLASS}\nx\n`, patch("@@ x", "- "), { refused: "not_found" }],
  // Blank lines around
  [
    "blank lines around both",
    CLASS,
    edit(["\n\n        return 1\n\n\n", "\n\n        return 3\n\n\n"]),
    CLASS.replace("1", "3"),
  ],
  [
    "blank lines around the old text alone",
    CLASS,
    edit(["\n\n        return 1\n\n\n", "        return 3\n"]),
    CLASS.replace("1", "3"),
  ],
  [
    "blank lines around a text that goes",
    CLASS,
    edit(["\n\n        return 1\n\n\n", ""]),
    CLASS.replace("        return 1\n", ""),
  ],
  [
    "fewer of them in the new text",
    CLASS,
    edit(["\n\n        return 1\n", "\n        return 3\n"]),
    { refused: "not_found" },
  ],
  ["another indentation as well", CLASS, edit(["\n\nreturn 1\n\n\n\n", "\n\nreturn 3\n\n\n\n"]), UNCLEAR],
  [
    "a line end before a line",
    CLASS,
    edit(["\n        return 1\n", "        return 3\n"]),
    CLASS.replace("1", "3"),
  ],
  [
    "a line end before a line that goes",
    CLASS,
    edit(["\n        return 1\n", ""]),
    CLASS.replace("        return 1\n", ""),
  ],
  [
    "a line and the line end before it",
    CLASS,
    edit(["\n        return 1", ""]),
    CLASS.replace("        return 1\n", ""),
  ],
  ["lines that are to be joined", "a\nb\n", edit(["\nb", " b"]), "a b\n"],
  // Where it is meant
  [
    "a bracket that stands elsewhere with another indentation",
    "if a {\n  if b {\n    c();\n  }\n}\n\nif d {\n  e();\n}\n",
    edit(["if b {\n  c();", "if b {\n  d();"], ["}\n\nif", "}\n\nelse"]),
    "if a {\n  if b {\n    d();\n  }\n}\n\nelse d {\n  e();\n}\n",
  ],
  [
    "a text that stands twice, beside one that lacks its indentation",
    "a\n  b\n  c\n}\n  }\n",
    edit(["b\nc\n", "b\nd\n"], ["a\n", "A\n"]),
    "A\n  b\n  d\n}\n  }\n",
  ],
  [
    "brackets, beside one that lacks its indentation",
    "a\n  b\n  c\n  }\n  ]\nx\n}\n]\n",
    edit(["b\nc\n", "b\nd\n"], ["}\n]\n", "}\n"]),
    { refused: "not_unique" },
  ],
  [
    "brackets, beside a line that was found within its indentation",
    "a\n  b\n  c\n  }\n  ]\nx\n}\n]\n",
    edit(["c\n", ""], ["}\n]\n", "}\n"]),
    { refused: "not_unique" },
  ],
  [
    "a line that goes into a block below new ones, a level less deep",
    "if a:\n    if b:\n        if c:\n            cc()\n        bb()\n",
    edit([
      "        cc()\n    bb()\n",
      "        n1()\n        if n:\n            n2()\n            cc()\n        bb()\n",
    ]),
    UNCLEAR,
  ],
  // The mark of an element that goes or comes
  [
    "a line below what was an element, a level less deep",
    "steps:\n  a:\n      - uses: x\n",
    edit(["    - uses: x\n", "      uses: x\n"]),
    UNCLEAR,
  ],
  ["within its indentation", "steps:\n  - uses: x\n", edit(["- uses: x", "  uses: x"]), UNCLEAR],
  ["an element in place of a line", "a:\n    uses: x\n", edit(["  uses: x\n", "  - uses: x\n"]), UNCLEAR],
  ["within the line's indentation", "a:\n    uses: x\n", edit(["  uses: x", "  - uses: x"]), UNCLEAR],
  [
    "as a patch",
    "steps:\n  a:\n      - uses: x\n      - uses: y\n",
    patch("@@", "-    - uses: x", "-    - uses: y", "+      uses: z"),
    UNCLEAR,
  ],
  ["a numbered element", "1. a\n\n      1. bb\n", edit(["   1. bb\n", "      cc\n"]), UNCLEAR],
  [
    "an element in place of an element",
    "steps:\n  a:\n      - uses: x\n",
    edit(["    - uses: x\n", "    - uses: y\n"]),
    "steps:\n  a:\n      - uses: y\n",
  ],
  [
    "a line below what was an element, with its indentation",
    "steps:\n  - uses: x\n",
    edit(["  - uses: x\n", "    uses: x\n"]),
    "steps:\n    uses: x\n",
  ],
  // A text that goes, to its end without a line end
  ["a whole text", "a\nb", patch("@@", "-a", "-b", "\\ No newline at end of file"), ""],
  ["its last line", "a\nb", patch("@@", "-b", "\\ No newline at end of file"), "a\n"],
])("%s", (_, text, request, expected) => {
  expect(outcome(text, request)).toEqual(expected);
});

it.each(["  *** Update File: a.py", "***  Update  File :  a.py  ", "\t*** Update File: a.py"])(
  "takes the header %j",
  (header) => {
    const text = `*** Begin Patch\n*** Delete File: b\n${header}\n@@\n-a\n+b\n*** End Patch`;
    const files = new Map([
      [
        "a.py",
        { kind: "file" as const, bytes: new TextEncoder().encode("a\n"), knowledge: "current" as const },
      ],
      ["b", { kind: "file" as const, bytes: new TextEncoder().encode("b\n"), knowledge: "current" as const }],
    ]);
    const result = applyEdits(files, { kind: "patch", patch: text });
    expect(result.ok && result.changes.map(({ path, after }) => [path, after])).toEqual([
      ["b", ""],
      ["a.py", "b\n"],
    ]);
    const indented = text.replace(/^/gm, "    ");
    expect(applyEdits(files, { kind: "patch", patch: indented })).toMatchObject({ ok: true });
  },
);
