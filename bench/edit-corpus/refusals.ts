import { type EditCase, edit, file, filesOf, patch, refusal, write } from "./case.ts";
import { SOURCES } from "./sources.ts";

const CART = "src/cart.ts";
const UPDATE = `*** Update File: ${CART}`;
const only = (path: string, text: string) => filesOf({ [path]: text });

const paths: EditCase[] = [
  refusal("bad_path", "above the root", write("../x", "x\n")),
  refusal("bad_path", "above the root, further in", edit("src/../../x", ["a", "b"])),
  refusal("bad_path", "absolute", edit("/etc/passwd", ["root", "me"])),
  refusal("bad_path", "git's own files", write(".git/hooks/pre-commit", "#!/bin/sh\n")),
  refusal("bad_path", "git's own files in a submodule", write("lib/.git/config", "x\n")),
  refusal("bad_path", "git's own files in capitals", write(".GIT/config", "x\n")),
  refusal("bad_path", "backslashes", write("src\\x.ts", "x\n")),
  refusal("bad_path", "a character that cannot be seen", write("src/ca\u200brt.ts", "x\n")),
  refusal("bad_path", "empty", write("", "x\n")),
  refusal("bad_path", "a move out of the tree", patch(UPDATE, "*** Move to: ../cart.ts")),
  refusal("bad_path", "a patch of git's own files", patch("*** Add File: .git/config", "+x")),
  refusal("missing", "an edit of a file that is not there", edit("src/carts.ts", ["a", "b"])),
  refusal("missing", "a deletion of a file that is not there", { kind: "delete", path: "src/carts.ts" }),
  refusal(
    "missing",
    "an update of a file that is not there",
    patch("*** Update File: src/carts.ts", "-a", "+b"),
  ),
  refusal(
    "missing",
    "an update of a file that the patch has deleted",
    patch(`*** Delete File: ${CART}`, UPDATE, "-a", "+b"),
  ),
  refusal("exists", "an addition of a file that is there", patch(`*** Add File: ${CART}`, "+a")),
  refusal("exists", "a move onto a file that is there", patch(UPDATE, "*** Move to: Makefile")),
  refusal(
    "refused",
    "a symbolic link",
    edit("link", ["a", "b"]),
    new Map([["link", { kind: "refused", reason: "link is a symbolic link; use its target." }]]),
  ),
  refusal(
    "refused",
    "a folder",
    write("src", "x\n"),
    new Map([["src", { kind: "refused", reason: "src is a folder; use glob." }]]),
  ),
];

const contents: EditCase[] = [
  refusal(
    "binary",
    "a file with NUL",
    edit("a.bin", ["a", "b"]),
    new Map([["a.bin", { kind: "file", bytes: new Uint8Array([97, 0, 98]), knowledge: "current" }]]),
  ),
  refusal(
    "encoding",
    "a character that the file's encoding does not have",
    edit("a.txt", ["a", "€"]),
    new Map([["a.txt", { kind: "file", bytes: new Uint8Array([97, 0x20, 0xe9]), knowledge: "current" }]]),
  ),
  refusal("binary", "content with NUL", write("a.txt", "a\0")),
  refusal(
    "too_large",
    "a file over 8 MiB",
    edit("a.txt", ["a", "b"]),
    new Map([["a.txt", { kind: "large" }]]),
  ),
  refusal("too_large", "content over 8 MiB", write("a.txt", "x".repeat(8 * 1024 * 1024 + 1))),
  refusal(
    "too_large",
    "an edit that makes a file too large",
    edit("a.txt", ["MARK", "y".repeat(4_500_000)]),
    only("a.txt", `${"x".repeat(4_500_000)}MARK\n`),
  ),
  refusal(
    "unread",
    "an edit of a file that was not read",
    edit("a.txt", ["a", "b"]),
    new Map([["a.txt", file("a\n", "unread")]]),
  ),
  refusal(
    "unread",
    "a rewrite of a file that was not read",
    write("a.txt", "b\n"),
    new Map([["a.txt", file("a\n", "unread")]]),
  ),
  refusal(
    "unread",
    "a patch of a file that was not read",
    patch("*** Update File: a.txt", "-a", "+b"),
    new Map([["a.txt", file("a\n", "unread")]]),
  ),
  refusal(
    "changed",
    "a file that changed since",
    edit("a.txt", ["a", "b"]),
    new Map([["a.txt", file("a\n", "changed")]]),
  ),
  refusal(
    "changed",
    "a rewrite of a file that changed since",
    write("a.txt", "b\n"),
    new Map([["a.txt", file("a\n", "changed")]]),
  ),
];

const hits: EditCase[] = [
  refusal(
    "not_found",
    "a word that differs",
    edit(CART, ["    this.lines.append(line);", "    this.lines.push(line, 1);"]),
  ),
  refusal("not_found", "a letter's case", edit("db/orders.sql", ["select id, total", "SELECT id"])),
  refusal(
    "not_found",
    "space within a line",
    edit("db/orders.sql", ["    id BIGINT PRIMARY KEY,", "    id UUID PRIMARY KEY,"]),
  ),
  refusal(
    "not_found",
    "a line left out",
    edit(CART, ["    if (existing) {\n      return;\n    }", "    if (existing) return;"]),
  ),
  refusal(
    "not_found",
    "lines in another order",
    edit(CART, ["  quantity: number;\n  sku: string;", "  sku: Sku;"]),
  ),
  refusal(
    "not_found",
    "right first and last lines around another middle",
    edit("src/queue.rs", [
      "    pub fn pop(&mut self) -> Option<T> {\n        self.items.pop_back()\n    }",
      "    // gone\n",
    ]),
  ),
  refusal(
    "not_found",
    "line numbers sent along",
    edit("Makefile", ["    1| BIN := build/app", "BIN := app"]),
  ),
  refusal(
    "not_found",
    "lines shifted by different amounts",
    edit("report/render.py", [
      'for name, value in rows:\n  if value is None:\n      out.append(f"{name}: -")',
      "pass",
    ]),
  ),
  refusal(
    "not_found",
    "the second edit's text, which the first took away",
    edit("Makefile", ["go vet ./...", "go fmt"], ["go vet ./...", "go build"]),
  ),
  refusal(
    "not_found",
    "a space before a word's end",
    edit("a.txt", ["return ", "yield "]),
    only("a.txt", "returned\n"),
  ),
  refusal("not_found", "blank lines alone", edit("Makefile", ["\n\n\n", "\n"])),
  refusal("not_found", "half a line in a patch", patch("*** Update File: Makefile", "-go vet", "+go fmt")),
  refusal(
    "not_found",
    "a patch's context that is wrong",
    patch(UPDATE, " class Basket {", "-  private lines: Line[] = [];", "+  lines: Line[] = [];"),
  ),
  refusal(
    "not_found",
    "a patch's removed line that is wrong",
    patch(UPDATE, "-  private rows: Line[] = [];", "+  lines: Line[] = [];"),
  ),
  refusal(
    "not_found",
    "the end of the file elsewhere",
    patch(UPDATE, "-  sku: string;", "+  sku: Sku;", "*** End of File"),
  ),
  refusal(
    "not_unique",
    "a text that stands there twice",
    edit("lib/mailer.rb", ["      to: user.email,", "      to: user.address,"]),
  ),
  refusal("not_unique", "a text that overlaps itself", edit("a.txt", ["aa", "b"]), only("a.txt", "aaa\n")),
  refusal("not_unique", "one line's end", edit("Account.java", ["        }\n", "        };\n"])),
  refusal(
    "not_unique",
    "two places with another indentation",
    edit("a.py", ["if a:\n  b()", "c()"]),
    only("a.py", "  if a:\n    b()\n-\n    if a:\n      b()\n"),
  ),
  refusal(
    "not_unique",
    "two places with trailing space",
    edit("a.py", ["a()\nb()", "c()"]),
    only("a.py", "a() \nb()\n-\na()  \nb()\n"),
  ),
  refusal(
    "not_unique",
    "two places with curly quotes",
    edit("a.md", ["it's", "it is"]),
    only("a.md", "it’s and it‘s\n"),
  ),
  refusal(
    "not_unique",
    "replace_all of a text that is not exact",
    { kind: "edit", path: "a.md", edits: [{ old: "it's", new: "it is", replace_all: true }] },
    only("a.md", "it’s and it’s\n"),
  ),
  refusal(
    "not_unique",
    "a patch's lines in two functions",
    patch("*** Update File: Account.java", "         if (amount <= 0) {", "+            log();"),
  ),
  refusal(
    "not_unique",
    "an anchor that fits both",
    patch(
      "*** Update File: lib/mailer.rb",
      "@@ class Mailer",
      "       to: user.email,",
      "+      cc: user.boss,",
    ),
  ),
  refusal(
    "not_unique",
    "hunks that overlap",
    patch(
      "*** Update File: Makefile",
      "-clean:",
      "-\trm -rf build",
      "@@",
      "-\trm -rf build",
      "+\trm -r build",
    ),
  ),
  refusal(
    "indentation",
    "new text that is indented less than the shift",
    edit("a.py", ["      b()\n      c()\n", "      b()\nelse:\n"]),
    only("a.py", "if a:\n  b()\n  c()\n"),
  ),
  refusal(
    "indentation",
    "new text in a mix of tabs and spaces",
    edit("a.go", ["    a()\n        b()\n", "    a()\n\t  b()\n"]),
    only("a.go", "\ta()\n\t\tb()\n"),
  ),
  refusal(
    "indentation",
    "spaces that would stand behind the file's tabs",
    edit("a.go", ["go()\nstop()\n", "if on {\n    go()\n}\nstop()\n"]),
    only("a.go", "func f() {\n\tgo()\n\tstop()\n}\n"),
  ),
  refusal(
    "indentation",
    "steps that fit neither a shift nor another unit",
    edit("a.py", ["  go()\n  stop()\n", "  if on:\n     go()\n  stop()\n"]),
    only("a.py", "def f():\n    go()\n    stop()\n"),
  ),
];

const words: EditCase[] = [
  refusal("empty_old", "an empty old text", edit(CART, ["", "x"])),
  refusal(
    "empty_old",
    "lines added under an anchor without a place",
    patch(UPDATE, "@@ total(): Money {", "+    // here"),
  ),
  refusal("no_edits", "no edits", edit(CART)),
  refusal("no_change", "the same text", edit(CART, ["sku", "sku"])),
  refusal(
    "no_change",
    "edits that undo each other",
    edit("Makefile", ["go vet", "go fmt"], ["go fmt", "go vet"]),
  ),
  refusal("no_change", "the content that is there", write("Makefile", SOURCES.Makefile)),
  refusal(
    "no_change",
    "a patch that puts back what it takes",
    patch("*** Update File: Makefile", "-clean:", "+clean:"),
  ),
  refusal(
    "no_change",
    "a file added and deleted",
    patch("*** Add File: a.txt", "+a", "*** Delete File: a.txt"),
  ),
  refusal(
    "elision",
    "the rest of the code",
    write(CART, "export class Cart {\n  // ... rest of the code ...\n}\n"),
  ),
  refusal(
    "elision",
    "existing methods in an edit",
    edit(CART, ["export class Cart {", "export class Cart {\n  // ... existing methods ...\n"]),
  ),
  refusal(
    "elision",
    "in Python",
    write("report/render.py", "class Renderer:\n    # ... rest of class unchanged\n"),
  ),
  refusal(
    "elision",
    "in HTML",
    edit("web/index.html", [
      "      <h1>Orders</h1>",
      "      <h1>All orders</h1>\n      <!-- ... existing content ... -->",
    ]),
  ),
  refusal(
    "elision",
    "in JSX",
    write("a.tsx", "return (\n  <A>\n    {/* ... other items ... */}\n  </A>\n);\n"),
  ),
  refusal(
    "elision",
    "in words",
    write(CART, "export class Cart {\n  // The rest of the class remains the same\n}\n"),
  ),
  refusal("elision", "with one character", write(CART, "// … rest of the imports\nexport class Cart {}\n")),
  refusal(
    "elision",
    "dots alone for several lines",
    edit("Account.java", [
      '        if (amount > cents) {\n            throw new IllegalStateException("funds");\n        }\n        cents -= amount;',
      "        // ...\n        cents -= amount;",
    ]),
  ),
  refusal(
    "elision",
    "in a patch",
    patch(UPDATE, " export class Cart {", "+  // ... existing code ...", "-  private lines: Line[] = [];"),
  ),
  refusal(
    "conflict_marker",
    "an edit block of another format",
    edit(CART, [
      "export class Cart {",
      "<<<<<<< SEARCH\nexport class Cart {\n=======\nclass Cart {\n>>>>>>> REPLACE",
    ]),
  ),
  refusal(
    "conflict_marker",
    "a patch as a file's content",
    write("a.txt", "*** Begin Patch\n*** End Patch\n"),
  ),
  refusal("line_numbers", "content with line numbers", write("a.txt", "    1| one\n    2| two\n")),
  refusal(
    "line_numbers",
    "new text with line numbers",
    edit("Makefile", ["clean:\n", "   11| clean:\n   12| \techo\n"]),
  ),
  refusal("bad_patch", "no beginning", { kind: "patch", patch: `${UPDATE}\n-a\n+b\n*** End Patch` }),
  refusal("bad_patch", "cut off", {
    kind: "patch",
    patch: `*** Begin Patch\n${UPDATE}\n-  sku: string;\n+  sku: S`,
  }),
  refusal("bad_patch", "a unified diff", {
    kind: "patch",
    patch: "--- a/Makefile\n+++ b/Makefile\n@@ -1 +1 @@\n-a\n+b\n",
  }),
  refusal("bad_patch", "prose around it", {
    kind: "patch",
    patch: `Here you are:\n*** Begin Patch\n${UPDATE}\n-a\n+b\n*** End Patch`,
  }),
  refusal("bad_patch", "lines without marks alone", patch(UPDATE, "export class Cart {")),
  refusal("not_found", "a removed line without its mark", patch(UPDATE, "export class Carts {", "+b")),
  refusal(
    "not_found",
    "an anchor that is nowhere, and lines that are unique",
    patch("*** Update File: src/queue.rs", "@@ fn shift", "-        self.items.pop_front()", "+x"),
  ),
  refusal("empty_old", "lines that belong nowhere", patch(UPDATE, "+b")),
  refusal("bad_patch", "no file", patch()),
  refusal("bad_patch", "no hunk", patch(UPDATE)),
  refusal(
    "not_found",
    "the second file of two, so the first stays too",
    patch("*** Update File: Makefile", "-\tgo vet ./...", UPDATE, "-nothing", "+x"),
  ),
];

export const refusalCases: EditCase[] = [...paths, ...contents, ...hits, ...words];
