/** File names as people choose them, from the prompt to the published tree. */
import { edit, read, remove, tool, write } from "../trial.ts";
import { create, type FileRow, gone } from "./table.ts";

const nfd = (text: string) => text.normalize("NFD");
const LONG = `src/${Array.from({ length: 12 }, (_, n) => `a-very-long-name-of-a-folder-${n}`).join("/")}/file.txt`;

/** Each is read and edited by its own name. */
const ODD = [
  'say "hi".txt',
  " lead and trail .txt ",
  "-rf",
  "--help",
  "%41 #?.txt",
  "a..b.txt",
  "dir with space/f.txt",
  "app/[id]/(group)/page.tsx",
  "*.txt",
  ":(exclude)x",
  "$HOME `id` $(id).txt",
  "it's.txt",
  "semi;colon&and|pipe.txt",
  "@scope/pkg/index.js",
  "~/tilde.txt",
  "HEAD",
  "emoji-🇩🇪.txt",
  "a=b,c:d.txt",
  "{braces}.txt",
  "...",
];

const oddRow = (name: string): FileRow => ({
  name: `is ${JSON.stringify(name)}`,
  files: { [name]: "first\nsecond\n" },
  plan: [name],
  calls: [read(name), edit(name, "second", "2nd")],
  published: { [name]: "first\n2nd\n" },
});

/** Completes "a name that …". The prompt must mention the first one in its typed form. */
export const NAMES: FileRow[] = [
  {
    name: "is in NFD, and everybody types it in NFC",
    files: { [nfd("Übersicht.md")]: "Status: alt\n" },
    plan: ["Übersicht.md"],
    calls: [
      read("Übersicht.md"),
      tool("glob", { pattern: "Übers*.md" }),
      write("Übersicht.md", "Status: neu\n"),
    ],
    published: { [nfd("Übersicht.md")]: "Status: neu\n" },
  },
  {
    name: "has a folder in NFD, where a new file goes",
    files: { [nfd("ordner-ä/alt.txt")]: "a\n" },
    plan: [create("ordner-ä/neu-ö.txt")],
    calls: [write("ordner-ä/neu-ö.txt", "n\n")],
    published: { [`${nfd("ordner-ä")}/neu-ö.txt`]: "n\n" },
  },
  {
    name: "is Korean in NFD, as a Mac writes it",
    files: { [nfd("문서/한국어.txt")]: "안녕\n" },
    plan: ["문서/한국어.txt"],
    calls: [read("문서/한국어.txt"), edit("문서/한국어.txt", "안녕", "안녕하세요")],
    published: { [nfd("문서/한국어.txt")]: "안녕하세요\n" },
  },
  {
    name: "is deleted by the form that is not on the disk",
    files: { [nfd("löschen.txt")]: "x\n" },
    plan: [gone("löschen.txt")],
    calls: [remove("löschen.txt")],
    published: { [nfd("löschen.txt")]: null },
  },
  {
    name: "has a joiner that belongs to the word",
    files: { "docs/می\u200cخواهم.md": "salam\n" },
    plan: ["docs/می\u200cخواهم.md"],
    calls: [read("docs/می\u200cخواهم.md"), edit("docs/می\u200cخواهم.md", "salam", "salam!")],
    published: { "docs/می\u200cخواهم.md": "salam!\n" },
  },
  {
    name: "is an emoji of several, whose joiners the model drops",
    files: { "docs/family-👨\u200d👩\u200d👧.md": "family\n" },
    plan: ["docs/family-👨👩👧.md"],
    calls: [read("docs/family-👨👩👧.md"), write("docs/family-👨👩👧.md", "all\n")],
    published: { "docs/family-👨\u200d👩\u200d👧.md": "all\n" },
  },
  {
    name: "is 400 characters long and new",
    files: {},
    plan: [create(LONG)],
    calls: [write(LONG, "hello\n")],
    published: { [LONG]: "hello\n" },
  },
  {
    name: "changes in its capitals alone",
    files: { "Src/Util.js": "export const a = 1;\n", "Src/main.js": 'import "./Util.js";\n' },
    plan: [gone("Src/Util.js"), create("Src/util.js"), "Src/main.js"],
    calls: [
      read("Src/Util.js"),
      write("Src/util.js", "export const a = 1;\n"),
      remove("Src/Util.js"),
      read("Src/main.js"),
      edit("Src/main.js", "./Util.js", "./util.js"),
    ],
    published: {
      "Src/Util.js": null,
      "Src/util.js": "export const a = 1;\n",
      "Src/main.js": 'import "./util.js";\n',
    },
  },
  {
    name: "is one of two that differ in capitals, both of them there",
    files: { "twins/Makefile": "all:\n", "twins/makefile": "none:\n" },
    plan: ["twins/makefile"],
    calls: [read("twins/makefile"), edit("twins/makefile", "none", "some")],
    published: { "twins/makefile": "some:\n" },
  },
  ...ODD.map(oddRow),
];
