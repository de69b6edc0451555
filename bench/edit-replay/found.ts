/** Changes of which one form was once written wrongly. */
import type { FileChange } from "./forms.ts";

const change = (path: string, before: string, after: string): FileChange => ({
  path,
  before,
  after,
  eol: "\n",
});

/** Shows how the file is indented. */
const STYLE = "if s:\n    s1()\n    if t:\n        t1()\n        t2()\n";

export const FOUND: readonly FileChange[] = [
  // Lines that are put into a block which begins in another edit
  change(
    "a.py",
    `${STYLE}if a:\n\n\n\n\n\n    bb()\n\n${STYLE.replaceAll("s", "u").replaceAll("t", "v")}`,
    `if new:\n${STYLE.replace(/^/gm, "    ").trimEnd()}\n    if a:\n\n\n\n        added()\n\n\n        bb()\n\n${STYLE.replaceAll("s", "u").replaceAll("t", "v").replace("        v1()\n", "")}`,
  ),
  change(
    "a.py",
    `${STYLE}\n\n\n\n\nif a:\n\n\n    if b:\n        c()\n        d()\n`,
    `${STYLE}\n\n\n\n\nif new:\n    if a:\n\n\n        added()\n        if b:\n            c()\n            d()\n`,
  ),
  // By two levels
  change(
    "a.py",
    `${STYLE}\n\n\nif a:\n    if b:\n\n    if c:\n        d()\n        e()\n`,
    `${STYLE}\n\n\nif new:\n    if a:\n        if b:\n\n        if c:\n            added()\n            d()\n            e()\n`,
  ),
  // Below new lines in a block that comes with them
  change(
    "a.py",
    "if s:\n\n    if t:\n\n        if u:\n\n            if v:\n                v1()\n                v2()\n            u1()\n            u2()\n",
    "if s:\n\n    if t:\n\n        if u:\n\n            if v:\n                v1()\n                n1()\n                n2()\n                if new:\n                    n3()\n                    v2()\n                u1()\n            u2()\n",
  ),
  // Lines that stand, as sent, in what another edit wrote
  change(
    "a.js",
    "if (s) {\n  s1();\n}\n\n\nif (a) {\n\n\n  if (b) {\n    c();\n\n\n\n  }\n  d();\n  if (e) {\n    f();\n    g();\n  }\n}\n",
    "if (s) {\n  s1();\n}\n\n\n\nif (new1) {\n  added();\n}\nif (e) {\n  f();\n  g();\n\n\n\n  }\n}\n",
  ),
  change(
    "a.js",
    "if (s) {\n  s1();\n  if (t) {\n    t1();\n  }\n}\n\n\n\n\nif (a) {\n\n\n\n  if (b) {\n\n    if (c) {\n      c1();\n      if (d) {\n        d1();\n        d2();\n      }\n    }\n",
    "if (n) {\n  if (s) {\n    s1();\n    if (t) {\n      t1();\n    }\n  }\n}\n\n\n\n\nif (a) {\n\n  if (m) {\n\n\n\n    if (c) {\n      c1();\n      if (d) {\n        d1();\n        d2();\n      }\n    }\n  }\n",
  ),
  // Lines in place of others in a block that goes in another edit, beside text at the margin
  change(
    "a.js",
    "if (s) {\n  s1();\n}\nif (a) {\n\n\ntext at the margin\n\n  bb();\n}\n\n\n\nif (c) {\n}\n\n\n\nif (d) {\n  d1();\n}\n",
    "if (s) {\n  s1();\n}\nn0();\nn1();\nn2();\n\nif (n) {\n  if (c) {\n}\n}\n\n\n\nif (d) {\n  d1();\n}\n",
  ),
  // A text that goes, to its end without a line end
  change("a.py", STYLE, "\n"),
];
