/**
 * File contents in many encodings and forms: bytes that an edit does not touch stay unchanged up to the published tree.
 */
import { bytes, edit, read, remove, tool, write } from "../trial.ts";
import { create, type FileRow, gone } from "./table.ts";

const nfd = (text: string) => text.normalize("NFD");
const utf8 = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const joined = (...parts: (Uint8Array | number[])[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const utf16 = (text: string, little: boolean) =>
  joined(
    little ? [0xff, 0xfe] : [0xfe, 0xff],
    [...text].flatMap((char) => {
      const pair = [char.charCodeAt(0) >> 8, char.charCodeAt(0) & 255];
      return little ? pair.reverse() : pair;
    }),
  );
const UTF8_MARK = [0xef, 0xbb, 0xbf];

const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${"4d".repeat(32)}\nsize 12345\n`;
/** 1.7 MB. */
const ROWS = Array.from({ length: 52_000 }, (_, n) => `INSERT INTO t VALUES (${n}, 'row ${n}');\n`).join("");
/** One line of 800 kB. */
const MINIFIED = `${Array.from({ length: 25_000 }, (_, n) => `function f${n}(){return ${n}}`).join("")}var end=1;`;
const JAPANESE = [0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea];
const ODD_LINES = "a\u2028b\n\fpage\v\n\x85next\nPatch:\rdiff --git a/odd/x.js b/odd/x.js\rindex 1..2\nend\n";

/** An edit of the second of two lines, in a file of the given form. */
const twoLines = (
  name: string,
  path: string,
  form: (text: string) => Uint8Array,
  more: Partial<FileRow> = {},
): FileRow => ({
  name,
  files: { [path]: bytes(form("one\ntwo\n")) },
  plan: [path],
  calls: [read(path), edit(path, "two", "2")],
  published: { [path]: form("one\n2\n") },
  ...more,
});

/** Completes "a text …". */
export const TEXTS: FileRow[] = [
  {
    name: "in Latin-1, with a character that it has and one that it has not",
    files: { "latin1.txt": bytes(latin1("caf\xe9\n1\n")) },
    plan: ["latin1.txt"],
    calls: [read("latin1.txt"), edit("latin1.txt", "1", "th\xe9"), write("latin1.txt", "茶\n")],
    refused: { "write latin1.txt": "ISO-8859-1, which does not have" },
    told: { "read latin1.txt": "encoding ISO-8859-1" },
    published: { "latin1.txt": latin1("caf\xe9\nth\xe9\n") },
  },
  {
    name: "in Shift_JIS, as its first line says",
    files: { "japanese.py": bytes(joined(utf8("# coding: shift_jis\n# "), JAPANESE, utf8("\nx = 1\n"))) },
    plan: ["japanese.py"],
    calls: [read("japanese.py"), edit("japanese.py", "x = 1", "x = '語'")],
    published: {
      "japanese.py": joined(
        utf8("# coding: shift_jis\n# "),
        JAPANESE,
        utf8("\nx = '"),
        [0x8c, 0xea],
        utf8("'\n"),
      ),
    },
  },
  twoLines("in UTF-16, little end first", "le.txt", (text) => utf16(text.replaceAll("\n", "\r\n"), true), {
    binary: ["le.txt"],
  }),
  twoLines("in UTF-16, big end first", "be.txt", (text) => utf16(text, false), { binary: ["be.txt"] }),
  twoLines("with a byte order mark in UTF-8", "bom.cs", (text) => joined(UTF8_MARK, utf8(text))),
  twoLines("with old Mac line ends", "mac.txt", (text) => utf8(text.replaceAll("\n", "\r"))),
  twoLines("without a line end at its end", "cut.txt", (text) => utf8(text.trimEnd())),
  {
    name: "with line ends of both kinds",
    files: { "mixed.txt": "a\r\nb\nc\r\nd\n" },
    plan: ["mixed.txt"],
    calls: [read("mixed.txt"), edit("mixed.txt", "d", "D")],
    published: { "mixed.txt": "a\r\nb\nc\r\nD\n" },
  },
  {
    name: "in NFD, edited by who types NFC",
    files: { "nfd.md": nfd("Das Café ist schön.\nMañana: Tiếng Việt.\n") },
    plan: ["nfd.md"],
    calls: [read("nfd.md"), edit("nfd.md", "Das Café ist schön.", "Das Café ist zu.")],
    published: { "nfd.md": nfd("Das Café ist zu.\nMañana: Tiếng Việt.\n") },
  },
  {
    name: "that is empty, and that becomes empty",
    files: { "empty.txt": "", "full.txt": "full\n" },
    plan: ["empty.txt", "full.txt"],
    calls: [read("empty.txt"), write("empty.txt", "full\n"), read("full.txt"), write("full.txt", "")],
    published: { "empty.txt": "full\n", "full.txt": "" },
  },
  {
    name: "of 1.7 MB, found and read by range",
    files: { "seed.sql": ROWS },
    plan: ["seed.sql"],
    calls: [
      tool("grep", { pattern: "row 105'", path: "seed.sql" }),
      read("seed.sql", { start_line: 100, end_line: 110 }),
      edit("seed.sql", "(105, 'row 105')", "(105, 'row one hundred and five')"),
    ],
    told: { "read seed.sql": "lines 100-110 of 52000" },
    published: { "seed.sql": ROWS.replace("(105, 'row 105')", "(105, 'row one hundred and five')") },
  },
  {
    name: "of one line without end",
    files: { "app.min.js": MINIFIED },
    plan: ["app.min.js"],
    calls: [read("app.min.js"), edit("app.min.js", "var end=1;", "var end=2;")],
    told: { "edit app.min.js": "var end=2;" },
    published: { "app.min.js": MINIFIED.replace("end=1", "end=2") },
  },
  {
    name: "with lines that look like the head of a diff, and ends of line that are none",
    files: { "odd/notes.md": "Notes.\n", "odd/x.js": "1\n" },
    plan: ["odd/notes.md", "odd/x.js"],
    calls: [
      read("odd/notes.md"),
      edit("odd/notes.md", "Notes.\n", `Notes.\n${ODD_LINES}`),
      read("odd/x.js"),
      edit("odd/x.js", "1", "2"),
    ],
    published: { "odd/notes.md": `Notes.\n${ODD_LINES}`, "odd/x.js": "2\n" },
  },
  {
    name: "that is none at all",
    files: { "image.png": bytes(Uint8Array.of(0x89, 0x50, 0, 1, 2)), "gone.bin": bytes(Uint8Array.of(0, 1)) },
    plan: ["image.png", gone("gone.bin")],
    calls: [read("image.png"), write("image.png", "text\n"), remove("gone.bin")],
    refused: { "read image.png": "", "write image.png": "not a text file" },
    published: { "gone.bin": null },
    binary: ["gone.bin"],
  },
];

/** Git attributes; the stored bytes stay unchanged under each of them. */
export const ATTRIBUTES: FileRow[] = [
  {
    name: "text=auto over files with CRLF",
    files: {
      "crlf/.gitattributes": "* text=auto\n",
      "crlf/left.txt": "a\r\nb\r\n",
      "crlf/edited.txt": "one\r\ntwo\r\n",
    },
    plan: ["crlf/edited.txt", create("crlf/new.txt")],
    calls: [read("crlf/edited.txt"), edit("crlf/edited.txt", "two", "2"), write("crlf/new.txt", "n\n")],
    published: { "crlf/edited.txt": "one\r\n2\r\n", "crlf/new.txt": "n\n" },
  },
  {
    name: "text and eol=lf over CRLF, and eol=crlf over LF",
    files: {
      "eol/.gitattributes": "*.bat text eol=crlf\n*.sh text eol=lf\n",
      "eol/a.bat": "one\ntwo\n",
      "eol/b.bat": "left\n",
      "eol/a.sh": "one\r\ntwo\r\n",
      "eol/b.sh": "left\r\n",
    },
    plan: ["eol/a.bat", "eol/a.sh"],
    calls: [read("eol/a.bat"), edit("eol/a.bat", "two", "2"), read("eol/a.sh"), edit("eol/a.sh", "two", "2")],
    published: { "eol/a.bat": "one\n2\n", "eol/a.sh": "one\r\n2\r\n" },
  },
  {
    name: "ident, with keywords bare and filled in",
    files: {
      "ident/.gitattributes": "*.c ident\n",
      "ident/a.c": "/* $Id$ */\nint a = 1;\n",
      "ident/b.c": "/* $Id: 0123456789 $ */\n",
    },
    plan: ["ident/a.c"],
    calls: [read("ident/a.c"), edit("ident/a.c", "a = 1", "a = 2")],
    published: { "ident/a.c": "/* $Id$ */\nint a = 2;\n" },
  },
  {
    name: "working-tree-encoding, over what is stored in UTF-8",
    files: {
      "wide/.gitattributes":
        "*.rc working-tree-encoding=UTF-16LE-BOM eol=crlf\n*.ps1 working-tree-encoding=UTF-16\n",
      "wide/a.rc": "one ä\ntwo\n",
      "wide/b.rc": "left ö\n",
      "wide/c.ps1": "left\n",
    },
    plan: ["wide/a.rc"],
    calls: [read("wide/a.rc"), edit("wide/a.rc", "two", "2 ü")],
    published: { "wide/a.rc": "one ä\n2 ü\n" },
  },
  {
    name: "a filter that nobody has here",
    files: {
      "filtered/.gitattributes": "*.secret filter=git-crypt diff=git-crypt\n",
      "filtered/a.secret": bytes(joined(utf8("\0GITCRYPT\0"), [1, 2, 3])),
      "filtered/plain.secret": "a: 1\n",
    },
    plan: ["filtered/plain.secret"],
    calls: [read("filtered/plain.secret"), edit("filtered/plain.secret", "1", "2")],
    published: { "filtered/plain.secret": "a: 2\n" },
    noted: ['filter "git-crypt"'],
  },
  {
    name: "pointers of Git LFS, which stay",
    files: {
      "lfs/.gitattributes": "*.csv filter=lfs diff=lfs merge=lfs -text\n",
      "lfs/data.csv": POINTER,
      "lfs/other.csv": POINTER,
      "lfs/stray.dat": POINTER,
    },
    plan: ["lfs/data.csv", "lfs/stray.dat", create("lfs/new.csv")],
    calls: [
      read("lfs/data.csv"),
      write("lfs/data.csv", "id,name\n1,Ada\n"),
      read("lfs/stray.dat"),
      edit("lfs/stray.dat", "size 12345", "size 1"),
      write("lfs/new.csv", "id\n"),
    ],
    refused: {
      "write lfs/data.csv": "kept in Git LFS",
      "edit lfs/stray.dat": "kept in Git LFS",
      "write lfs/new.csv": "belongs into Git LFS",
    },
    told: { "read lfs/data.csv": "a pointer of Git LFS" },
    noted: ["Kept in Git LFS; only pointers were fetched", "lfs/data.csv is kept in Git LFS"],
    published: {},
  },
];
