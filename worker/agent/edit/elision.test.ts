import { describe, expect, it } from "vitest";
import { elisionIn, isComment } from "./elision.ts";

const SURE = { sure: true, beside: false, dots: false };
const LIKELY = { sure: false, beside: false, dots: false };
const POSSIBLE = { sure: false, beside: true, dots: false };

describe("a comment that stands for left-out code", () => {
  it.each([
    "// the rest of your component",
    "// Everything else stays exactly the same",
    "// other methods unchanged",
    "// EXISTING CODE",
    "// two more cases omitted for brevity",
    "// lines 1-50 unchanged",
    "// code below remains the same",
    "// keep the existing imports here",
    "// existing...code",
    "// unchanged ... code",
    "// existing:code",
    "/* existing code */",
    "// (unchanged)",
    "// ( ... other methods )",
    "// ... rest",
    "// ...rest...",
    "// ... remaining",
    "// ... other methods",
    "// ... some helper methods",
    "// ...(rest)",
    "// rest of it …",
    "// existing imports ...",
    `//${" ".repeat(145)}existing code`,
  ])("is told for sure: %j", (line) => {
    expect(elisionIn(line)).toEqual(SURE);
    expect(elisionIn(`  ${line}  `)).toEqual(SURE);
  });

  it.each([
    "// unchanged",
    "// Unchanged.",
    "// the tests are the same as before",
    "// etc.",
    "// no changes here",
    "// the method body omitted",
    "// omitted",
    "// snip",
    "// rest of arguments",
    "// ...",
    "/* … */",
  ])("depends on what it replaces: %j", (line) => {
    expect(elisionIn(line)).toEqual(LIKELY);
  });

  it.each([
    "// other methods",
    "// other ... methods",
    "// other methods ...",
    "// existing imports",
    "// your logic goes here",
    "// ... anything at all ...",
    "// existing",
    "# the others",
  ])("may well be a comment: %j", (line) => {
    expect(elisionIn(line)).toEqual(POSSIBLE);
  });

  it.each([
    "",
    "//",
    "/* existing */; code();",
    "// Loading...",
    "// ... and then what",
    "// ...rest,",
    "// ...existing",
    "// see (unchanged)",
    "// (unchanged) by now",
    "// unchangedlines",
    `//${" ".repeat(146)}existing code`,
  ])("is none: %j", (line) => {
    expect(elisionIn(line)).toBeNull();
  });
});

describe("a comment behind code", () => {
  it.each<[string, object | null]>([
    ["a(); // ... existing code ...", { ...SURE, beside: true }],
    ["a(); /* unchanged */", { ...LIKELY, beside: true }],
    ["a() # ...", { ...LIKELY, beside: true }],
    ["[a]; // existing code", { ...SURE, beside: true }],
    ["a(); // plain", null],
    ["a();", null],
    ["x//existing code", null],
    ['"https://existing code"', null],
  ])("is looked at as well: %j", (line, expected) => {
    expect(elisionIn(line)).toEqual(expected);
  });
});

describe("without a comment, left-out code", () => {
  it.each<[string, object | null]>([
    ["...", { sure: false, beside: true, dots: true }],
    ["…;", { sure: false, beside: true, dots: true }],
    ["... ,", { sure: false, beside: true, dots: true }],
    ["... existing code", SURE],
    ["...existing code...", SURE],
    ["(existing code unchanged)", SURE],
    ["(... existing code)", SURE],
    ["(existing code ...)", SURE],
    ["(existing code)", LIKELY],
    ["(no changes ...)", SURE],
    ["(... no changes)", SURE],
    ["(no changes)", LIKELY],
    ["(unchanged),", LIKELY],
    ["... one, two ...;", POSSIBLE],
  ])("is told by dots or brackets around it all: %j", (line, expected) => {
    expect(elisionIn(line)).toEqual(expected);
  });

  it.each([
    "...existing code",
    "...rest,",
    "...existing",
    "(existing) entries ...",
    "existing code",
    "existing code ...",
    "{ ...rest, ...props }",
    "[...existing, ...items],",
    "[...existing, items];",
    "(rest: Props, options = {})",
    "(rest)",
    "*rest",
    "**others,",
    "f(existing code)",
    ".rest of the file",
  ])("is not %j", (line) => {
    expect(elisionIn(line)).toBeNull();
  });
});

it.each<[string, boolean]>([
  ["// a", true],
  ["  # a", true],
  ["  REM a", true],
  ["a // b", false],
  ["", false],
])("tells whether the whole of %j is a comment", (line, expected) => {
  expect(isComment(line)).toBe(expected);
});
