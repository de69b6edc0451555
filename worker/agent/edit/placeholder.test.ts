import { describe, expect, it } from "vitest";
import { findPlaceholder } from "./placeholder.ts";

const find = (text: string, { path = "a.ts", original = "", replaced = "" } = {}) =>
  findPlaceholder(text, { path, original, replaced })?.problem ?? null;

describe("findPlaceholder", () => {
  it.each([
    "// ... rest of code ...",
    "  # ... existing code ...",
    "<!-- ... rest of the page ... -->",
    "/* ... unchanged ... */",
    "{/* … other props … */}",
    "// … existing imports",
    "// [... rest of the file]",
    "// existing code...",
    "-- rest of the function...",
    "// rest of the file remains the same",
    "# Rest of the code is unchanged.",
    "// existing implementation here",
    "# remaining methods unchanged",
    "// (unchanged)",
    "    ... rest of the function ...",
    "/* the rest of your component */",
  ])("takes %j for code that was left out", (line) => {
    expect(find(`a();\n${line}\nb();\n`)).toBe("elision");
    expect(find(`a();\n${line}\n`, { original: `x\n${line}\ny` })).toBeNull();
    expect(find(`a();\n${line}\n`, { path: "docs/guide.md" })).toBeNull();
  });

  it.each([
    "  ...rest,",
    "  ...existing,",
    "const { a, ...rest } = props;",
    "// The rest of the arguments are passed on to the handler.",
    "// Other callers rely on this.",
    "# previous value, or None",
    "def f(x): ...",
    "    ...",
    "// same as above, but sorted",
    'print("... the rest")',
    "// existing users keep their key",
    "for (const item of rest) {}",
    "// Loading...",
    "// unchanged lines are kept",
  ])("leaves %j alone", (line) => {
    expect(find(`a();\n${line}\nb();\n`)).toBeNull();
  });

  it("takes dots alone for a gap only where something longer is replaced", () => {
    expect(find("a();\n// ...\n", { replaced: "a();\nb();\nc();\n" })).toBe("elision");
    expect(find("a();\n// ...\n", { replaced: "a();\n" })).toBeNull();
  });

  it("knows marks of conflicts and patches, and copied line numbers", () => {
    expect(find("<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n")).toBe("conflict_marker");
    expect(find("*** Begin Patch\n")).toBe("conflict_marker");
    expect(find("Title\n=======\n", { path: "a.md" })).toBeNull();
    expect(find("if (a << 7) {}\n")).toBeNull();
    expect(find("    1| a\n    2| b\n")).toBe("line_numbers");
    expect(find("1| a\n")).toBeNull();
  });
});

describe("a line that gives it away", () => {
  const look = (text: string, more: Partial<Parameters<typeof findPlaceholder>[1]> = {}) =>
    findPlaceholder(text, { path: "a.ts", original: "", replaced: "", ...more });

  it("is the first of numbered lines, without the space around it", () => {
    expect(look("    1| a\n    2| b\n")).toEqual({ problem: "line_numbers", line: "1| a" });
    expect(look("    1| a\n  \n    2| b")).toMatchObject({ problem: "line_numbers" });
    expect(look("    1| a\nplain\n")).toBeNull();
    expect(look("x 1| a\nx 2| b\n")).toBeNull();
    expect(look("    1| a\n    2| b\n", { replaced: "    1| x\n    2| y\n" })).toBeNull();
  });

  it("is a mark of a conflict or a patch that fills its line, in prose as well", () => {
    expect(look("<<<<<<< ours\n", { path: "a.md" })).toEqual({
      problem: "conflict_marker",
      line: "<<<<<<< ours",
    });
    expect(look("*** End Patch  \n")).toEqual({ problem: "conflict_marker", line: "*** End Patch" });
    for (const text of ["a <<<<<<< b\n", "*** End Patches\n", "<<<<<<<a\n"])
      expect(look(text), text).toBeNull();
    expect(look("<<<<<<< ours\n", { original: "  <<<<<<< ours" })).toBeNull();
  });

  it("is looked for in code alone, told by the end of its path", () => {
    const elided = "a();\n// ... existing code ...\n";
    expect(look(elided, { path: "a.md" })).toBeNull();
    expect(look(elided, { path: "a.md.ts" })).toMatchObject({ problem: "elision" });
  });

  it("is a comment of dots only where less takes the place of more", () => {
    const dots = "a();\n  // ...\n";
    expect(look(dots, { replaced: "a();\nb();\nc();\n" })).toEqual({ problem: "elision", line: "// ..." });
    expect(look(dots, { replaced: "a();\nb();\n\n\n" })).toBeNull();
    expect(look(`\n\n${dots}`, { replaced: "a();\nb();\nc();\n" })).toBeNull();
  });
});
