import { expect, it } from "vitest";
import { type IndentReading, type NextLine, type OldLine, readIndents } from "./indent-reading.ts";

const [LIKE_OLD, LIKE_FILE, UNCLEAR] = ["like_old", "like_file", null] as const;

/**
 * Lines as they stand in the tables: `aa 2>4` was sent with two blanks and has four in the file, `aa 2` is a new line,
 * `t1` is a tab, `~` a line without text; `=` stands before a line sent once for both texts.
 */
const parts = (lines: string) =>
  lines.split(", ").map((line) => {
    const [, once, word = "", depth = "0", inFile = "0"] =
      /^(=?)(\S+) (t?\d+)(?:>(t?\d+))?$/.exec(line) ?? [];
    const at = (width: string) => {
      const indent = width.startsWith("t") ? "\t".repeat(Number(width.slice(1))) : " ".repeat(Number(width));
      return indent + (word === "~" ? "" : word);
    };
    return { sent: at(depth), actual: at(inFile), once: once === "=" };
  });
const oldLines = (lines: string): OldLine[] => parts(lines);
const nextLines = (lines: string): NextLine[] => parts(lines).map(({ sent, once }) => ({ line: sent, once }));

it.each<[string, string, string, IndentReading | null]>([
  // Tabs and blanks
  ["new lines of tabs as the old ones", "aa t1>4", "cc t2", LIKE_OLD],
  ["new lines of blanks as the file", "aa t1>4, bb t2>8", "cc 12", LIKE_FILE],
  ["new lines of both", "aa t1>4", "cc t1, dd 4", UNCLEAR],
  ["an old line that differs in nothing", "aa t1>4, bb t1>t1", "cc t2", LIKE_OLD],
  ["an old line of blanks", "aa t1>4, ~ 2>0", "cc t2", LIKE_OLD],
  ["no indented new line", "aa 2>t1, bb 0>0", "cc 0", LIKE_OLD],
  ["old lines without indentation", "aa 0>4", "cc 2", UNCLEAR],
  ["a file's lines without indentation", "aa 4>0", "cc 2", UNCLEAR],
  // Lines that both texts have
  ["a line as it was sent", "mm 0>0, aa 2>4", "mm 0, aa 2", LIKE_OLD],
  ["a line as the file has it", "mm 0>0, aa 2>4", "mm 0, aa 4", LIKE_FILE],
  ["one of each", "aa 0>2, bb 0>2", "aa 0, bb 2", UNCLEAR],
  ["one as the file has it, and one elsewhere", "aa 2>4, bb 2>4", "aa 4, bb 1", UNCLEAR],
  ["a line below one that goes", "bb 2>4, aa 2>4", "aa 2", LIKE_OLD],
  ["a line below a new one of less depth, as it was sent", "aa 2>4", "bb 0, aa 2", LIKE_OLD],
  ["the same as the file has it", "aa 2>4", "bb 0, aa 4", LIKE_FILE],
  ["a line below a deeper new one", "aa 2>4", "bb 4, aa 2", LIKE_OLD],
  ["a line sent once says nothing", "=mm 0>2, aa 0>2", "=mm 0, cc 2", LIKE_FILE],
  ["nor does a bracket", "} 0>2, aa 2>4", "} 2, cc 2, dd 0", LIKE_OLD],
  ["a line that goes, above a deeper one", "bb 2>4, aa 4>6", "aa 4, cc 2", LIKE_OLD],
  // Lines below a new one that stands where they were
  ["a deeper line", "aa 0>2", "xx 0, aa 2", UNCLEAR],
  ["a deeper line in a block", "aa 0>2", "xx: 0, aa 2", UNCLEAR],
  ["a deeper line, where others are less deep", "aa 2>4", "xx 2, aa 4, zz 0", UNCLEAR],
  ["the same with a line as the file has it", "aa 2>4, bb 4>6", "xx 2, aa 4, bb 6, zz 0", UNCLEAR],
  ["a line put into a block, beside one as it was sent", "aa 0>2, bb 0>2", "aa 0, xx: 0, bb 2", LIKE_OLD],
  ["the same below a blank line", "aa 0>2, ~ 0>0, bb 0>2", "aa 0, xx: 0, ~ 0, bb 2", LIKE_OLD],
  ["the same without a block", "aa 0>2, bb 0>2", "aa 0, xx 0, bb 2", UNCLEAR],
  ["a line below another in a block", "aa 2>4, bb 0>2", "xx: 2, yy 4, aa 4, bb 2", UNCLEAR],
  ["the same below a line that both have", "mm 0>0, aa 2>4", "xx: 2, mm 0, aa 4", LIKE_FILE],
  ["a line below another that is not deeper", "aa 2>4, bb 2>4", "xx: 2, aa 2, bb 4", UNCLEAR],
  // Replaced lines
  ["a block as the old one", "aa 2>4", "cc 2", LIKE_OLD],
  ["a block as the file's", "aa 2>4", "cc 4", LIKE_FILE],
  ["a block of another depth", "aa 2>4", "cc 3", UNCLEAR],
  ["a blank line before it", "aa 2>4", "~ 0, cc 2", LIKE_OLD],
  ["a depth that the old text has and the file as well", "aa 0>2, bb 2>4", "cc 2, dd 0", UNCLEAR],
  ["one block of two of another depth", "aa 2>4, mm 0>0, bb 2>4", "cc 2, mm 0, dd 5", UNCLEAR],
  ["one block of two that goes", "aa 2>4, mm 0>0, bb 2>4", "mm 0, cc 2", LIKE_OLD],
  ["a block that agrees with a line as sent", "aa 2>4, bb 2>4", "aa 2, cc 2", LIKE_OLD],
  ["one that does not", "aa 2>4, bb 2>4", "aa 2, cc 4", UNCLEAR],
  ["a block that agrees with a line of the file", "aa 2>4, bb 2>4", "aa 4, cc 4", LIKE_FILE],
  ["one that does not, either", "aa 2>4, bb 2>4", "aa 4, cc 2, dd 0", UNCLEAR],
  // Insertions between lines sent once
  ["a line where both were sent", "=aa 0>4, =bb 0>4", "=aa 0, cc 0, =bb 0", LIKE_OLD],
  ["a line where the file has both", "=aa 0>4, =bb 0>4", "=aa 0, cc 4, =bb 0", LIKE_FILE],
  ["a line between", "=aa 0>4, =bb 0>4", "=aa 0, cc 2, =bb 0", UNCLEAR],
  ["a line at the end", "=aa 0>4", "=aa 0, cc 4", UNCLEAR],
  ["neighbours beyond a blank line", "=aa 0>4, =~ 0>0, =bb 0>4", "=aa 0, =~ 0, cc 0, =bb 0", LIKE_OLD],
  ["a line as deep as the file's upper one", "=aa 0>2, =bb 6>8", "=aa 0, cc 2, =bb 6", UNCLEAR],
  ["a line as deep as the lower one was sent", "=aa 0>2, =bb 6>8", "=aa 0, cc 6, =bb 6", UNCLEAR],
  [
    "the nearest lines count",
    "=aa 4>8, =bb 0>4, =cc 0>4, =ee 4>8",
    "=aa 4, =bb 0, dd 4, =cc 0, =ee 4",
    LIKE_FILE,
  ],
  // The least depth
  ["is the file's, against a line as it was sent", "aa 4>2, bb 6>4", "aa 4, cc 2, dd 10", UNCLEAR],
  ["is as sent, against a line of the file", "aa 0>2, bb 2>4", "aa 2, cc 0", UNCLEAR],
  ["blank lines do not count", "aa 2>0", "aa 2, ~ 0, bb 2", LIKE_OLD],
  ["new lines sent once do not count", "aa 2>0, =cc 0>0", "aa 2, =cc 0", LIKE_OLD],
  ["old lines sent once do not count", "=mm 0>2, aa 2>4", "=mm 0, aa 2, bb 2", LIKE_OLD],
])("reads %s: %s becomes %s", (_, old, next, reading) => {
  expect(readIndents(oldLines(old), nextLines(next), "")).toBe(reading);
});

it("does not tell by tabs or blanks in a file that is indented with both", () => {
  const lines = [oldLines("aa t1>4"), nextLines("cc t2")] as const;
  expect(readIndents(...lines, "a\n\tb\n")).toBe(LIKE_OLD);
  expect(readIndents(...lines, "a\n  b\n\tc\n")).toBe(UNCLEAR);
});
