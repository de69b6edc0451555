import { type EditCase, editCase, textCase } from "./case.ts";
import { SOURCES, type SourcePath } from "./sources.ts";

/** What a careful model sends: the text as it stands. The other groups derive their slips from these. */
export const CAREFUL: readonly (readonly [SourcePath, string, string, string])[] = [
  [
    "src/cart.ts",
    "guard the quantity",
    "    if (existing) {\n      existing.quantity += line.quantity;\n      return;\n    }\n",
    "    if (existing) {\n      existing.quantity = Math.min(99, existing.quantity + line.quantity);\n      return;\n    }\n",
  ],
  [
    "src/cart.ts",
    "count the lines",
    "  total(): Money {\n    let sum = Money.zero();\n",
    "  get size(): number {\n    return this.lines.length;\n  }\n\n  total(): Money {\n    let sum = Money.zero();\n",
  ],
  [
    "src/cart.ts",
    "rename a field",
    "  quantity: number;\n  price: Money;\n",
    "  count: number;\n  price: Money;\n",
  ],
  [
    "report/render.py",
    "skip empty rows",
    '            if value is None:\n                out.append(f"{name}: -")\n            else:\n',
    "            if value is None:\n                continue\n            else:\n",
  ],
  [
    "report/render.py",
    "wider by default",
    "    def __init__(self, title, width=80):\n        self.title = title\n",
    "    def __init__(self, title, width=100):\n        self.title = title.strip()\n",
  ],
  [
    "report/render.py",
    "wrap in try",
    "    renderer = Renderer(title)\n    return renderer.header()",
    "    if not rows:\n        return title\n    renderer = Renderer(title)\n    return renderer.header()",
  ],
  [
    "cmd/serve/main.go",
    "log the refusal",
    '\tif !s.ready {\n\t\thttp.Error(w, "not ready", http.StatusServiceUnavailable)\n\t\treturn\n',
    '\tif !s.ready {\n\t\tlog.Print("not ready")\n\t\thttp.Error(w, "not ready", http.StatusServiceUnavailable)\n\t\treturn\n',
  ],
  [
    "cmd/serve/main.go",
    "another port",
    '\ts := &server{addr: ":8080"}\n\thttp.HandleFunc("/", s.handle)\n',
    '\ts := &server{addr: ":9090", ready: true}\n\thttp.HandleFunc("/", s.handle)\n',
  ],
  [
    "src/queue.rs",
    "count the refused",
    "        if self.items.len() >= self.limit {\n            return Err(item);\n        }\n",
    "        if self.items.len() >= self.limit {\n            self.refused += 1;\n            return Err(item);\n        }\n",
  ],
  [
    "src/queue.rs",
    "peek",
    "    pub fn pop(&mut self) -> Option<T> {\n        self.items.pop_front()\n    }\n",
    "    pub fn pop(&mut self) -> Option<T> {\n        self.items.pop_front()\n    }\n\n    pub fn peek(&self) -> Option<&T> {\n        self.items.front()\n    }\n",
  ],
  [
    "Account.java",
    "say how much is missing",
    '        if (amount > cents) {\n            throw new IllegalStateException("funds");\n        }\n',
    '        if (amount > cents) {\n            throw new IllegalStateException("missing " + (amount - cents));\n        }\n',
  ],
  [
    "Account.java",
    "log a deposit",
    "        cents += amount;\n    }\n",
    '        cents += amount;\n        audit.log("deposit", amount);\n    }\n',
  ],
  [
    "deploy/service.yaml",
    "quieter worker",
    "    image: orders-worker\n    env:\n      - name: LOG_LEVEL\n        value: debug\n",
    "    image: orders-worker\n    env:\n      - name: LOG_LEVEL\n        value: warn\n",
  ],
  [
    "deploy/service.yaml",
    "another variable",
    "    image: orders-web\n    env:\n",
    '    image: orders-web\n    env:\n      - name: PORT\n        value: "80"\n',
  ],
  [
    "Makefile",
    "race detector",
    "\tgo vet ./...\n\tgo test ./...\n",
    "\tgo vet ./...\n\tgo test -race ./...\n",
  ],
  [
    "web/card.css",
    "less padding on a wide screen",
    "  .card {\n    padding: 16px;\n  }\n",
    "  .card {\n    padding: 12px;\n    gap: 4px;\n  }\n",
  ],
  [
    "web/index.html",
    "a label for the list",
    '      <h1>Orders</h1>\n      <ul id="list"></ul>\n',
    '      <h1>Orders</h1>\n      <ul id="list" aria-label="Orders"></ul>\n',
  ],
  [
    "lib/mailer.rb",
    "a sender",
    "  def goodbye(user)\n    @transport.deliver(\n",
    '  def goodbye(user)\n    @transport.deliver(\n      from: "no-reply",\n',
  ],
  [
    "db/orders.sql",
    "a currency",
    "    total   BIGINT NOT NULL,\n    paid_at TIMESTAMP\n",
    "    total   BIGINT NOT NULL,\n    currency CHAR(3) NOT NULL,\n    paid_at TIMESTAMP\n",
  ],
  [
    "docs/notes.md",
    "a team's address",
    "Ask the “orders” team.\n",
    "Ask the “orders” team at orders@example.com.\n",
  ],
];

const whole = (path: SourcePath) => ({ path, text: SOURCES[path] });

export const exactCases: EditCase[] = [
  ...CAREFUL.map(([path, name, old, next]) => editCase("exact", name, path, [old, next])),
  editCase("exact", "within a line", "src/cart.ts", ["other.sku === line.sku", "other.sku.equals(line.sku)"]),
  editCase("exact", "dollar signs and backslashes stay", "Makefile", [
    "$(BIN) ./cmd",
    "$$& $1 $` \\n $(BIN) ./cmd",
  ]),
  editCase("exact", "deletes lines", "src/cart.ts", [
    "  remove(sku: string): void {\n    this.lines = this.lines.filter((line) => line.sku !== sku);\n  }\n\n",
    "",
  ]),
  editCase("exact", "from the first line on", "cmd/serve/main.go", [
    "package main\n",
    "// Command serve answers.\npackage main\n",
  ]),
  editCase("exact", "up to the last line", "db/orders.sql", [" ORDER BY id;\n", " ORDER BY id DESC;\n"]),
  editCase("exact", "takes the last line end away if the new text has none", "db/orders.sql", [
    " ORDER BY id;\n",
    " ORDER BY id DESC;",
  ]),
  editCase("exact", "crosses a blank line", "web/card.css", [
    "}\n\n.card > .title {",
    "}\n\n.card > .name {",
  ]),
  editCase("exact", "a spread is no placeholder", "src/cart.ts", [
    "    this.lines.push(line);",
    "    this.lines.push({\n      ...line,\n      ...rest,\n    });",
  ]),
  editCase("exact", "an emoji", "docs/notes.md", ["# Notes", "# Notes 📦"]),
  textCase(
    "exact",
    "every hit with replace_all",
    whole("lib/mailer.rb"),
    [{ old: "user.email", new: "user.address", replace_all: true }],
    SOURCES["lib/mailer.rb"].replaceAll("user.email", "user.address"),
  ),
  textCase(
    "exact",
    "replace_all of a text that holds the old one",
    { path: "a.txt", text: "ab ab\n" },
    [{ old: "ab", new: "abab", replace_all: true }],
    "abab abab\n",
  ),
  textCase(
    "exact",
    "overlapping hits with replace_all",
    { path: "a.txt", text: "aaaa\n" },
    [{ old: "aa", new: "b", replace_all: true }],
    "bb\n",
  ),
  textCase(
    "exact",
    "several edits that build on each other",
    whole("Makefile"),
    [
      { old: "clean:\n", new: ".PHONY: clean\nclean:\n" },
      { old: ".PHONY: clean", new: ".PHONY: build test clean" },
    ],
    SOURCES.Makefile.replace("clean:\n", ".PHONY: build test clean\nclean:\n"),
  ),
  textCase(
    "exact",
    "no line end at the end stays so",
    { path: "a.txt", text: "one\ntwo" },
    ["two", "three"],
    "one\nthree",
  ),
  textCase(
    "exact",
    "a CRLF file edited with LF",
    { path: "a.cs", text: "class A\r\n{\r\n  int x;\r\n}\r\n" },
    ["{\n  int x;\n", "{\n  int x;\n  int y;\n"],
    "class A\r\n{\r\n  int x;\r\n  int y;\r\n}\r\n",
  ),
  textCase(
    "exact",
    "a CRLF file edited with CRLF",
    { path: "a.cs", text: "class A\r\n{\r\n}\r\n" },
    ["{\r\n}", "{\r\n  int y;\r\n}"],
    "class A\r\n{\r\n  int y;\r\n}\r\n",
  ),
  textCase(
    "exact",
    "an LF file edited with CRLF",
    { path: "a.cs", text: "class A\n{\n}\n" },
    ["{\r\n}", "{\r\n  int y;\r\n}"],
    "class A\n{\n  int y;\n}\n",
  ),
  textCase(
    "exact",
    "a byte order mark stays",
    { path: "a.cs", text: "\uFEFFclass A {}\n" },
    ["class A", "class B"],
    "\uFEFFclass B {}\n",
  ),
  textCase(
    "exact",
    "the file begins with the new text's first line already",
    { path: "a.txt", text: "a\nb\n" },
    ["a\nb", "a\na\nb"],
    "a\na\nb\n",
  ),
  textCase(
    "exact",
    "an ellipsis comment that the file has",
    { path: "a.ts", text: "// ... rest of the fields ...\na();\n" },
    ["// ... rest of the fields ...\na();", "// ... rest of the fields ...\nb();"],
    "// ... rest of the fields ...\nb();\n",
  ),
];
