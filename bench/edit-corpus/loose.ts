import { type EditCase, editCase, swap, textCase } from "./case.ts";
import { CAREFUL } from "./exact.ts";
import { SOURCES } from "./sources.ts";

const eachLine = (text: string, change: (line: string) => string): string =>
  text
    .split("\n")
    .map((line) => (line === "" ? line : change(line)))
    .join("\n");

/** Careful edits of several whole lines: those on which a slip of form can be tried. */
const LINES = CAREFUL.filter(([, , old]) => old.endsWith("\n") && old.trim().includes("\n"));

type Slip = (line: string) => string;

function slipped(
  group: "trailing_space" | "indentation",
  what: string,
  slip: Slip,
  fits: (old: string, next: string) => boolean,
): EditCase[] {
  return LINES.filter(([, , old, next]) => fits(old, next)).map(([path, name, old, next]) =>
    editCase(group, `${name}: ${what}`, path, [eachLine(old, slip), eachLine(next, slip)], [old, next]),
  );
}

const indented = (old: string) => old.split("\n").every((line) => line === "" || /^[ \t]/.test(line));
const byFour = (text: string) => text.split("\n").every((line) => /^(?: {4})*(?![ \t])/.test(line));
const spaced = (old: string, next: string) => indented(old) && byFour(old) && byFour(next);
const byTwo = (old: string, next: string) =>
  indented(old) &&
  [old, next].every((text) => text.split("\n").every((line) => /^(?: {2})*(?![ \t])/.test(line)));

const trailingCases: EditCase[] = [
  ...slipped(
    "trailing_space",
    "spaces sent at line ends",
    (line) => `${line}  `,
    () => true,
  ).map(withoutSentSpace),
  textCase(
    "trailing_space",
    "spaces in the file stay where nothing changed",
    { path: "a.md", text: "one  \ntwo\t\nthree\n" },
    ["one\ntwo\nthree", "one\ntwo\nfour"],
    "one  \ntwo\t\nfour\n",
  ),
  textCase(
    "trailing_space",
    "a blank line with spaces",
    { path: "a.py", text: "a = 1\n    \nb = 2\n" },
    ["a = 1\n\nb = 2", "a = 1\n\nb = 3"],
    "a = 1\n    \nb = 3\n",
  ),
  textCase(
    "trailing_space",
    "begins within a line",
    { path: "a.js", text: "x = f(  \n  1);\n" },
    ["f(\n  1)", "f(\n  2)"],
    "x = f(  \n  2);\n",
  ),
  textCase(
    "trailing_space",
    "space sent at the end of one line",
    { path: "a.js", text: "  go();\nstop();\n" },
    ["go(); ", "run();"],
    "  run();\nstop();\n",
  ),
  textCase(
    "trailing_space",
    "a line is taken out",
    { path: "a.js", text: "a(); \nb();\nc();\n" },
    ["a();\nb();\n", "a();\n"],
    "a(); \nc();\n",
  ),
  textCase(
    "trailing_space",
    "tabs at line ends",
    { path: "a.go", text: "\tx := 1\t\n\ty := 2\n" },
    ["\tx := 1\n\ty := 2\n", "\tx := 1\n\ty := 3\n"],
    "\tx := 1\t\n\ty := 3\n",
  ),
];

/** What the model adds at the end of new lines stays; a careful comparison is not about that. */
function withoutSentSpace(one: EditCase): EditCase {
  if (one.request.kind !== "edit") return one;
  const edits = one.request.edits.map(({ old, new: next }) => ({
    old,
    new: eachLine(next, (line) => line.trimEnd()),
  }));
  return { ...one, request: { ...one.request, edits } };
}

const lineEndCases: EditCase[] = [
  textCase(
    "line_endings",
    "a CRLF part of a mixed file",
    { path: "a.txt", text: "a\r\nb\r\nc\nd\n" },
    ["a\nb\n", "a\nx\nb\n"],
    "a\r\nx\r\nb\r\nc\nd\n",
  ),
  textCase(
    "line_endings",
    "an LF part of a mixed file, sent as CRLF",
    { path: "a.txt", text: "a\r\nb\nc\nd\n" },
    ["b\r\nc\r\n", "b\r\nx\r\nc\r\n"],
    "a\r\nb\nx\nc\nd\n",
  ),
  textCase(
    "line_endings",
    "across both kinds",
    { path: "a.txt", text: "a\r\nb\nc\n" },
    ["a\nb\nc", "a\nb\nx"],
    "a\r\nb\nx\n",
  ),
  textCase(
    "line_endings",
    "a last line without its end",
    { path: "a.txt", text: "a\nb" },
    ["a\nb\n", "a\nc\n"],
    "a\nc",
  ),
  textCase(
    "line_endings",
    "one last line without its end",
    { path: "a.txt", text: "a\nb" },
    ["b\n", "c\nd\n"],
    "a\nc\nd",
  ),
  textCase(
    "line_endings",
    "the last lines are taken out",
    { path: "a.txt", text: "a\nb\nc" },
    ["b\nc\n", "b\n"],
    "a\nb",
  ),
  textCase(
    "line_endings",
    "begins within a line of a mixed file",
    { path: "a.txt", text: "x = a\r\nb\nc\n" },
    ["a\nb", "a\nd"],
    "x = a\r\nd\nc\n",
  ),
  textCase(
    "exact",
    "a new line in a CRLF part of a mixed file",
    { path: "a.txt", text: "a\r\nb\r\nc\n" },
    ["b", "b\nx"],
    "a\r\nb\r\nx\r\nc\n",
  ),
];

const indentationCases: EditCase[] = [
  ...slipped(
    "indentation",
    "two spaces too many",
    (line) => `  ${line}`,
    (old) => !old.includes("\t"),
  ),
  ...slipped("indentation", "one level dropped", (line) => line.replace(/^(?:\t| {2})/, ""), indented),
  ...slipped(
    "indentation",
    "spaces for tabs",
    (line) => line.replace(/^\t+/, (tabs) => "    ".repeat(tabs.length)),
    (old) => indented(old) && old.includes("\t"),
  ),
  ...slipped(
    "indentation",
    "tabs for spaces",
    (line) => line.replace(/^ +/, (blanks) => "\t".repeat(blanks.length / 4)),
    spaced,
  ),
  ...slipped(
    "indentation",
    "half the spaces",
    (line) => line.replace(/^ +/, (blanks) => blanks.slice(blanks.length / 2)),
    byTwo,
  ),
  editCase(
    "indentation",
    "no indentation at all on the first level",
    "report/render.py",
    [
      'def header(self):\n    line = "=" * self.width\n',
      'def header(self):\n    line = "-" * self.width\n    self.seen = True\n',
    ],
    [
      '    def header(self):\n        line = "=" * self.width\n',
      '    def header(self):\n        line = "-" * self.width\n        self.seen = True\n',
    ],
  ),
  editCase(
    "indentation",
    "a blank line in between",
    "src/cart.ts",
    [
      "add(line: Line): void {\n  const existing",
      "add(line: Line): void {\n  check(line);\n\n  const existing",
    ].map((text) =>
      text.replace("existing", "existing = this.lines.find((other) => other.sku === line.sku);\n"),
    ) as [string, string], // a pair stays a pair
    [
      "  add(line: Line): void {\n    const existing",
      "  add(line: Line): void {\n    check(line);\n\n    const existing",
    ],
  ),
  editCase(
    "indentation",
    "one line that begins within its indentation",
    "report/render.py",
    ['    out.append(f"{name}: -")', '    if name:\n        out.append(f"{name}: -")'],
    [
      '                out.append(f"{name}: -")',
      '                if name:\n                    out.append(f"{name}: -")',
    ],
  ),
  editCase(
    "indentation",
    "unchanged lines of the new text",
    "Account.java",
    [
      'if (amount > cents) {\n    throw new IllegalStateException("funds");\n}',
      'if (amount > cents) {\n    log();\n    throw new IllegalStateException("funds");\n}',
    ],
    [
      'if (amount > cents) {\n            throw new IllegalStateException("funds");\n        }',
      'if (amount > cents) {\n            log();\n            throw new IllegalStateException("funds");\n        }',
    ],
  ),
  textCase(
    "indentation",
    "one level of four spaces, which is a shift and not twice the spaces",
    { path: "a.py", text: "class A:\n    def f(self):\n        go()\n        stop()\n" },
    ["    go()\n    stop()\n", "    if self.on:\n        go()\n    stop()\n"],
    "class A:\n    def f(self):\n        if self.on:\n            go()\n        stop()\n",
  ),
  textCase(
    "indentation",
    "one level of two spaces, which is half of the file's four",
    { path: "a.py", text: "def f():\n    go()\n    stop()\n" },
    ["  go()\n  stop()\n", "  if on:\n    go()\n  stop()\n"],
    "def f():\n    if on:\n        go()\n    stop()\n",
  ),
  textCase(
    "indentation",
    "one level of spaces in a file with tabs",
    { path: "a.go", text: "func f() {\n\tgo()\n\tstop()\n}\n" },
    ["    go()\n    stop()\n", "    if on {\n        go()\n    }\n    stop()\n"],
    "func f() {\n\tif on {\n\t\tgo()\n\t}\n\tstop()\n}\n",
  ),
  textCase(
    "indentation",
    "the file's odd alignment stays",
    { path: "a.c", text: "  int  x;\n  int yy;\n" },
    ["int  x;\nint yy;\n", "int  x;\nlong z;\nint yy;\n"],
    "  int  x;\n  long z;\n  int yy;\n",
  ),
  textCase(
    "indentation",
    "trailing space as well",
    { path: "a.py", text: "if a:\n    b()  \n    c()\n" },
    ["  b()\n  c()\n", "  b()\n  d()\n"],
    "if a:\n    b()  \n    d()\n",
  ),
];

const NOTES = SOURCES["docs/notes.md"];
const notes = { path: "docs/notes.md", text: NOTES };
const apart = (text: string) => text.normalize("NFD");
const letterCases: EditCase[] = [
  textCase(
    "letter_forms",
    "composed letters for a file that takes them apart",
    { path: "a.md", text: apart("Über uns\nDas Café ist schön.\n") },
    ["Das Café ist schön.", "Das Café ist geöffnet."],
    apart("Über uns\nDas Café ist geöffnet.\n"),
  ),
  textCase(
    "letter_forms",
    "letters taken apart for a file that composes them",
    { path: "a.md", text: "Über uns\nDas Café ist schön.\n" },
    [apart("Café ist schön"), apart("Café ist zu")],
    "Über uns\nDas Café ist zu.\n",
  ),
  textCase(
    "letter_forms",
    "a hidden character in the file",
    { path: "a.ts", text: "let a\u200b = 1; // ü\n" },
    ["let a = 1;", "let a = 2;"],
    "let a\u200b = 2; // ü\n",
  ),
];

const punctuationCases: EditCase[] = [
  textCase(
    "punctuation",
    "straight quotes for curly ones",
    notes,
    ['Orders are "open" until', 'Orders are "new" until'],
    swap(NOTES, "“open”", "“new”"),
  ),
  textCase(
    "punctuation",
    "an apostrophe",
    notes,
    ["A customer's first order is free.", "A customer's second order is free."],
    swap(NOTES, "first", "second"),
  ),
  textCase(
    "punctuation",
    "a hyphen for a dash",
    notes,
    ["Returns take 3-5 days.", "Returns take 4-5 days."],
    swap(NOTES, "3–5", "4–5"),
  ),
  textCase(
    "punctuation",
    "several lines at once",
    notes,
    [
      "- A customer's first order is free.\n- Returns take 3-5 days.\n",
      "- A customer's first order is free.\n- Shipping too.\n- Returns take 3-5 days.\n",
    ],
    swap(NOTES, "- Returns", "- Shipping too.\n- Returns"),
  ),
  textCase(
    "punctuation",
    "curly sent for straight",
    { path: "a.py", text: "say('hello')\n" },
    ["say(‘hello’)", "say(‘bye’)"],
    "say('bye')\n",
  ),
  textCase(
    "punctuation",
    "a dash sent for a hyphen",
    { path: "a.py", text: "# low-level - careful\nx = 1\n" },
    ["# low‑level – careful\nx = 1", "# low‑level – careful\nx = 2"],
    "# low-level - careful\nx = 2\n",
  ),
  textCase(
    "punctuation",
    "a no-break space",
    { path: "a.py", text: "x = 1  #\u00a0px\n" },
    ["x = 1  # px", "x = 2  # px"],
    "x = 2  #\u00a0px\n",
  ),
  textCase(
    "punctuation",
    "within a line",
    { path: "a.ts", text: "const t = “a” + b; // 1\n" },
    ['"a" + b', '"a" + c'],
    "const t = “a” + c; // 1\n",
  ),
  textCase(
    "punctuation",
    "with another indentation",
    { path: "a.md", text: "- a\n    - it’s here\n    - and there\n" },
    ["  - it's here\n  - and there\n", "  - it's here\n  - now\n  - and there\n"],
    "- a\n    - it’s here\n    - now\n    - and there\n",
  ),
  textCase(
    "punctuation",
    "with trailing space",
    { path: "a.md", text: "it’s here  \nand there\n" },
    ["it's here\nand there\n", "it's here\nand gone\n"],
    "it’s here  \nand gone\n",
  ),
  textCase(
    "punctuation",
    "a minus sign",
    { path: "a.md", text: "−5 degrees\n" },
    ["-5 degrees", "-5 degrees C"],
    "−5 degrees C\n",
  ),
  textCase(
    "punctuation",
    "primes",
    { path: "a.md", text: "6′ 2″ tall\n" },
    ["6' 2\" tall", "6' 3\" tall"],
    "6′ 3″ tall\n",
  ),
];

export const looseCases: EditCase[] = [
  ...lineEndCases,
  ...trailingCases,
  ...indentationCases,
  ...punctuationCases,
  ...letterCases,
];
