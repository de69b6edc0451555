import { type EditCase, filesOf, patch, write } from "./case.ts";
import { SOURCES, type SourcePath } from "./sources.ts";

function wholeCase(name: string, path: string, content: string, after = content, before?: string): EditCase {
  const files = filesOf(before === undefined ? SOURCES : { [path]: before });
  return {
    group: "write",
    name,
    files,
    request: write(path, content),
    expected: { files: { [path]: after } },
  };
}

export const writeCases: EditCase[] = [
  wholeCase("a new file", "src/tax.ts", "export const TAX = 19;\n"),
  wholeCase("a new file in a new folder", "src/a/b/tax.ts", "export const TAX = 19;\n"),
  wholeCase("a new file without a last line end", "src/tax.ts", "export const TAX = 19;"),
  wholeCase("an empty file", "src/__init__.py", ""),
  wholeCase("all of a file", "Makefile", "all:\n\ttrue\n"),
  wholeCase("a CRLF file", "a.cs", "class B\n{\n}\n", "class B\r\n{\r\n}\r\n", "class A\r\n{\r\n}\r\n"),
  wholeCase("a byte order mark stays", "a.cs", "class B {}\n", "\uFEFFclass B {}\n", "\uFEFFclass A {}\n"),
  wholeCase(
    "a byte order mark is not doubled",
    "a.cs",
    "\uFEFFclass B {}\n",
    "\uFEFFclass B {}\n",
    "\uFEFFclass A {}\n",
  ),
  wholeCase("no last line end stays so", "a.txt", "two", "two", "one"),
  wholeCase("prose may show code in parts", "docs/use.md", "```js\nstart();\n// ... rest of code ...\n```\n"),
];

const source = (path: SourcePath): string => SOURCES[path];

function patchCase(
  name: string,
  lines: string[],
  expected: Record<string, string | null>,
  files = filesOf(SOURCES),
): EditCase {
  return { group: "apply_patch", name, files, request: patch(...lines), expected: { files: expected } };
}

/** One hunk on one source, and the text that it must put in place of another. */
function hunkCase(
  name: string,
  path: SourcePath,
  hunk: string[],
  from: string,
  to: string,
  last = false,
): EditCase {
  const text = source(path);
  const at = last ? text.lastIndexOf(from) : text.indexOf(from);
  if (at === -1) throw new Error(`the corpus expects ${JSON.stringify(from)} in ${path}`);
  const after = text.slice(0, at) + to + text.slice(at + from.length);
  return patchCase(name, [`*** Update File: ${path}`, ...hunk], { [path]: after });
}

const textPatch = (name: string, text: string, hunk: string[], after: string) =>
  patchCase(name, ["*** Update File: a.txt", ...hunk], { "a.txt": after }, filesOf({ "a.txt": text }));

export const patchCases: EditCase[] = [
  hunkCase(
    "one line",
    "src/cart.ts",
    ["-      return;", "+      return undefined;"],
    "return;",
    "return undefined;",
  ),
  hunkCase(
    "with context",
    "src/cart.ts",
    [" export class Cart {", "-  private lines: Line[] = [];", "+  readonly #lines: Line[] = [];"],
    "private lines",
    "readonly #lines",
  ),
  hunkCase(
    "only added lines between context",
    "src/queue.rs",
    [" pub struct Queue<T> {", "+    name: String,", "     items: VecDeque<T>,"],
    "    items:",
    "    name: String,\n    items:",
  ),
  hunkCase("only removed lines", "Makefile", ["-\tgo vet ./..."], "\tgo vet ./...\n", ""),
  hunkCase(
    "a blank context line without its blank",
    "web/card.css",
    [" }", "", "-.card > .title {", "+.card > .name {"],
    ".title",
    ".name",
  ),
  hunkCase(
    "an anchor picks the function",
    "Account.java",
    [
      "@@ public void withdraw(long amount) {",
      '-            throw new IllegalArgumentException("amount");',
      '+            throw new IllegalArgumentException("withdraw");',
    ],
    '"amount"',
    '"withdraw"',
    true,
  ),
  hunkCase(
    "an anchor picks the first of two",
    "Account.java",
    ["@@ public void deposit", "         if (amount <= 0) {", "+            log();"],
    "        if (amount <= 0) {\n",
    "        if (amount <= 0) {\n            log();\n",
  ),
  hunkCase(
    "two anchors",
    "lib/mailer.rb",
    ["@@ class Mailer", "@@   def goodbye(user)", "       to: user.email,", "+      cc: user.boss,"],
    '      to: user.email,\n      subject: "Goodbye"',
    '      to: user.email,\n      cc: user.boss,\n      subject: "Goodbye"',
  ),
  hunkCase(
    "an anchor in YAML",
    "deploy/service.yaml",
    ["@@   - name: worker", "       - name: LOG_LEVEL", "-        value: debug", "+        value: warn"],
    "debug",
    "warn",
  ),
  hunkCase(
    "an anchor and git's numbers",
    "report/render.py",
    [
      "@@ -22,3 +22,3 @@ def render(title, rows):",
      "-    renderer = Renderer(title)",
      "+    renderer = Renderer(title, 100)",
    ],
    "Renderer(title)",
    "Renderer(title, 100)",
  ),
  hunkCase(
    "the end of the file",
    "db/orders.sql",
    ["-ORDER BY id;", "+ORDER BY id DESC;", "*** End of File"].map((line) => line.replace("ORDER", " ORDER")),
    "BY id;",
    "BY id DESC;",
  ),
  hunkCase(
    "spaces for tabs",
    "cmd/serve/main.go",
    [
      "     if !s.ready {",
      '+        log.Print("no")',
      '         http.Error(w, "not ready", http.StatusServiceUnavailable)',
    ],
    "\tif !s.ready {\n",
    '\tif !s.ready {\n\t\tlog.Print("no")\n',
  ),
  hunkCase(
    "typographic punctuation",
    "docs/notes.md",
    ['-Ask the "orders" team.', '+Ask the "orders" team first.'],
    "team.",
    "team first.",
  ),
  hunkCase(
    "indentation that is too deep",
    "web/card.css",
    ["     .card > .title {", "-      font-weight: 600;", "+      font-weight: 700;"],
    "600",
    "700",
  ),
  patchCase(
    "several hunks, out of order",
    [
      "*** Update File: Makefile",
      "-\trm -rf build",
      "+\trm -rf $(BIN)",
      "@@",
      "-BIN := build/app",
      "+BIN := out/app",
    ],
    { Makefile: source("Makefile").replace("rm -rf build", "rm -rf $(BIN)").replace("build/app", "out/app") },
  ),
  patchCase(
    "adjacent hunks",
    ["*** Update File: Makefile", "-\tgo vet ./...", "+\tgo vet", "@@", "-\tgo test ./...", "+\tgo test"],
    { Makefile: source("Makefile").replace("go vet ./...", "go vet").replace("go test ./...", "go test") },
  ),
  patchCase(
    "two updates of one file",
    [
      "*** Update File: Makefile",
      "-\tgo vet ./...",
      "+\tgo vet",
      "*** Update File: Makefile",
      "-\tgo vet",
      "+\tgo fmt",
    ],
    { Makefile: source("Makefile").replace("go vet ./...", "go fmt") },
  ),
  patchCase(
    "several files",
    [
      "*** Update File: Makefile",
      "-\tgo vet ./...",
      "*** Add File: docs/new.md",
      "+# New",
      "*** Delete File: web/index.html",
    ],
    {
      Makefile: source("Makefile").replace("\tgo vet ./...\n", ""),
      "docs/new.md": "# New\n",
      "web/index.html": null,
    },
  ),
  patchCase("a move", ["*** Update File: web/card.css", "*** Move to: web/ui/card.css"], {
    "web/card.css": null,
    "web/ui/card.css": source("web/card.css"),
  }),
  patchCase(
    "a move with a change",
    [
      "*** Update File: web/card.css",
      "*** Move to: web/ui/card.css",
      "-  font-weight: 600;",
      "+  font-weight: 700;",
    ],
    { "web/card.css": null, "web/ui/card.css": source("web/card.css").replace("600", "700") },
  ),
  patchCase(
    "a deleted file comes back with other content",
    ["*** Delete File: Makefile", "*** Add File: Makefile", "+all:"],
    { Makefile: "all:\n" },
  ),
  patchCase("an added file with empty lines", ["*** Add File: a.txt", "+one", "+", "+two"], {
    "a.txt": "one\n\ntwo\n",
  }),
  patchCase("an added empty file", ["*** Add File: a/__init__.py"], { "a/__init__.py": "" }),
  textPatch("a last line without its end", "a\nb", [" a", "-b", "+c"], "a\nc"),
  textPatch("a CRLF file", "a\r\nb\r\n", [" a", "-b", "+c", "+d"], "a\r\nc\r\nd\r\n"),
  textPatch("a mixed file", "a\r\nb\r\nc\n", [" a", "+x", " b"], "a\r\nx\r\nb\r\nc\n"),
  textPatch("trailing space in the file stays", "a  \nb\n", [" a", "-b", "+c"], "a  \nc\n"),
  textPatch("appends", "a\n", ["+b", "*** End of File"], "a\nb\n"),
  textPatch("appends to a file without a last line end", "a", ["+b", "*** End of File"], "a\nb"),
  textPatch("gives the last line an end", "a", ["-a", "\\ No newline at end of file", "+a"], "a\n"),
  textPatch("takes it away", "a\nb\n", [" a", "-b", "+b", "\\ No newline at end of file"], "a\nb"),
  textPatch("an insertion held by a blank line", "a\n\nb\n", ["+x", " "], "a\nx\n\nb\n"),
  textPatch(
    "unchanged lines without marks",
    "jobs:\n  - x\n  - z\n",
    ["  - x", "+  - y", "  - z"],
    "jobs:\n  - x\n  - y\n  - z\n",
  ),
  textPatch("fills an empty file", "", ["+a"], "a\n"),
  textPatch(
    "the end of the file picks one of two",
    "a\nb\na\n",
    ["-a", "+c", "*** End of File"],
    "a\nb\nc\n",
  ),
  textPatch("a byte order mark", "\uFEFFa\n", ["-a", "+b"], "\uFEFFb\n"),
  textPatch("lines that begin with a dash and a plus", "-a\n+b\n", ["--a", "+-c", " +b"], "-c\n+b\n"),
];
