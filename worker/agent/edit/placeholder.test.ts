import { describe, expect, it } from "vitest";
import { applyEdits, type EditRequest } from "./apply-edits.ts";
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
    "// ...existing code...",
    "(rest of methods ...)",
    "[rest of the file unchanged]",
    "<!-- rest of the page stays the same -->",
    "// code omitted for brevity",
    "# Implementation details left out for clarity",
    "// Lines 1-50 remain unchanged",
    "# lines 10 to 20 omitted",
    "{{!-- rest of the template --}}",
    "{- rest of the module -}",
    "{# ... rest of the page ... #}",
    "(* remaining definitions unchanged *)",
    "; ... rest of file ...",
    "% ... existing code ...",
    "' ... rest of the code ...",
    '"""... rest of the class ..."""',
    "<%# rest of the page remains the same %>",
    "function a() { /* ... existing code ... */ }",
    "// everything else stays the same",
    "// ... (rest of the methods remain the same) ...",
    "// other methods remain unchanged",
    "// keep existing code",
    "...existing code...",
  ])("takes %j for code that was left out", (line) => {
    expect(find(`a();\n${line}\nb();\n`)).toBe("elision");
    expect(find(`a();\n${line}\n`, { original: `x\n${line}\ny` })).toBeNull();
    expect(find(`a();\n${line}\n`, { path: "docs/guide.md" })).toBeNull();
  });

  const FIVE = "a();\nb();\nc();\nd();\ne();\n";

  it.each([
    "// same as before",
    "# existing tests",
    "// other cases ...",
    "// unchanged",
    "# no changes here",
    "// rest of arguments",
    "// ...",
    "/* … */",
    "<!-- ... -->",
    "{/* ... */}",
    "-- ...",
    "// implementation omitted",
    "// as before",
    "# etc.",
    "b(); // same as before",
    "pass  # rest",
    "// existing",
    "# others",
    "* ...",
  ])("takes %j for it only where code vanishes", (line) => {
    expect(find(`a();\n${line}\ne();\n`, { replaced: FIVE, original: FIVE })).toBe("elision");
    expect(find(`${line}\n`, { replaced: FIVE, original: FIVE })).toBe("elision");
    const grown = FIVE.replace("c();", `c();\n${line}\nf();`);
    expect(find(grown, { replaced: FIVE, original: FIVE })).toBeNull();
    expect(find(`${line}\nx();\n`)).toBeNull();
    expect(find(`# a comment\n${line}\n`, { replaced: "# a comment\n# another\n" })).toBeNull();
    expect(find(`a();\n${line}\ne();\n`, { replaced: FIVE, original: `${FIVE}${line}\n` })).toBeNull();
  });

  it.each([
    "  ...rest,",
    "  ...existing,",
    "  // ...rest,",
    "const { a, ...rest } = props;",
    "// The rest of the arguments are passed on to the handler.",
    "// Other callers rely on this.",
    "// ... other callers rely on this, so it stays a promise.",
    "# previous value, or None",
    "def f(x): ...",
    "    ...",
    "// same as above, but sorted",
    'print("... the rest")',
    '"... existing code ...",',
    "// existing users keep their key",
    "for (const item of rest) {}",
    "// Loading...",
    "// unchanged lines are kept",
    "f(existing, rest)",
    "(existing)",
    "- existing tests",
    "fetch('https://example.com/rest');",
    "# Remaining bytes are read in one go",
    "// skip the rest of the line when it is a comment",
    "return [...existing, ...other];",
    "[...existing, ...items]",
    "  [...existing, items],",
    "(...rest, options)",
    "[existing, ...fields];",
    "(rest: Props, options: Options)",
    "(existing, content)",
    "[...rest]",
    "[rest],",
    "...existing, ...items",
    "existing...,",
    "items = append(items, existing...)",
    "  *rest,",
    "  *existing,",
    "  **others,",
    "  **rest",
    "*existing = 1;",
    "<<: *existing",
    "[*existing, *items]",
    "..existing",
    "{...rest}",
    "// existing_value",
  ])("leaves %j alone, even in place of more", (line) => {
    expect(find(`a();\n${line}\nb();\n`)).toBeNull();
    expect(find(`a();\n${line}\n`, { replaced: FIVE, path: "a.py" })).toBeNull();
  });

  it("takes words in brackets for calls in a Lisp", () => {
    expect(find("(rest args)\n", { replaced: FIVE, path: "a.clj" })).toBeNull();
    expect(find("(rest args)\n", { replaced: FIVE, path: "a.js" })).toBe("elision");
    expect(find(";; ... rest of the code\n", { replaced: FIVE, path: "a.clj" })).toBe("elision");
  });

  it("takes the end of a sentence in a comment for what it is", () => {
    const sentence = "/// Whether a file is\n/// hidden.\n";
    expect(find(`${sentence}a();\n`, { replaced: FIVE })).toBeNull();
    expect(find("/// Whether it is.\n/// hidden.\n", { replaced: FIVE })).toBe("elision");
    expect(find("/// Whether it is\nb();\n/// hidden.\n", { replaced: FIVE })).toBe("elision");
    expect(find("// Whether a file is\n// ...\n", { replaced: FIVE })).toBe("elision");
    expect(find("// Whether a file is\n// ... existing code ...\n", { replaced: FIVE })).toBe("elision");
  });

  it("takes dots alone for a gap only where something longer is replaced", () => {
    expect(find("a();\n// ...\n", { replaced: "a();\nb();\nc();\n" })).toBe("elision");
    expect(find("a();\n// ...\n", { replaced: "a();\n" })).toBeNull();
    expect(find("a();\n...\n", { replaced: "a();\nb();\nc();\n" })).toBe("elision");
    expect(find("a();\n...\n", { replaced: "a();\nb();\nc();\n", path: "a.pyi" })).toBeNull();
  });

  it("looks in prose for comments that stand for paragraphs", () => {
    const text = "# A\n\none\ntwo\nthree\n";
    const elided = "# A\n\n<!-- rest of the page stays the same -->\n";
    expect(find(elided, { path: "a.md", original: text, replaced: text })).toBe("elision");
    expect(find(elided, { path: "a.md", original: "# A\n", replaced: "# A\n" })).toBeNull();
    expect(
      find("# A\n\n// ... rest of code ...\n", { path: "a.md", original: text, replaced: text }),
    ).toBeNull();
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

describe("a request with a placeholder", () => {
  const text = "class A {\n  one() {\n    return 1;\n  }\n  two() {\n    return 2;\n  }\n}\n";
  const files = new Map([
    ["a.ts", { kind: "file" as const, bytes: new TextEncoder().encode(text), knowledge: "current" as const }],
  ]);
  const patch = (...lines: string[]): EditRequest => ({
    kind: "patch",
    patch: ["*** Begin Patch", ...lines, "*** End Patch"].join("\n"),
  });
  const edit = (old: string, next: string): EditRequest => ({
    kind: "edit",
    path: "a.ts",
    edits: [{ old, new: next }],
  });
  const write = (path: string, content: string): EditRequest => ({ kind: "write", path, content });
  const problemOf = (request: EditRequest) => {
    const result = applyEdits(files, request);
    return result.ok ? null : result.failures[0].problem;
  };

  it.each<[string, EditRequest]>([
    ["an edit", edit("    return 2;\n", "    // same as before\n")],
    ["a whole file", write("a.ts", "class A {\n  one() {\n    return 10;\n  }\n  // other methods ...\n}\n")],
    [
      "a patch",
      patch(
        "*** Update File: a.ts",
        "   one() {",
        "-    return 1;",
        "-  }",
        "-  two() {",
        "+    // existing tests",
      ),
    ],
    ["a file to be added", patch("*** Add File: b.ts", "+a();", "+// ... rest of the code ...")],
  ])("is refused: %s", (_, request) => {
    expect(problemOf(request)).toBe("elision");
  });

  it.each<[string, EditRequest]>([
    ["an edit that adds", edit("    return 2;\n", "    // same as before\n    return 2;\n")],
    ["a whole file that grows", write("a.ts", `// other cases ...\n// are below\n${text}`)],
    ["a new file", write("b.ts", "// existing tests\n// same as before\na();\n")],
    [
      "a patch that adds",
      patch("*** Update File: a.ts", "   two() {", "+    // other cases ...", "     return 2;"),
    ],
  ])("is none: %s", (_, request) => {
    expect(problemOf(request)).toBeNull();
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

  it("is the first of several", () => {
    const elided = "a();\n// as before\n// unchanged\ne();\n";
    const replaced = "a();\nb();\nc();\ne();\n";
    expect(look(elided, { replaced })).toEqual({ problem: "elision", line: "// as before" });
    expect(look(elided, { replaced, original: "// as before" })).toMatchObject({ line: "// unchanged" });
  });

  it("is no mark of a patch that the file has, whatever blanks are behind it", () => {
    expect(look("*** End Patch  \n", { original: "*** End Patch\n" })).toBeNull();
  });

  it.each<[string, string, string, string, boolean]>([
    [
      "dots in a file whose name has the end of another kind",
      "a.py.ts",
      "a();\n...\n",
      "a();\nb();\nc();\n",
      true,
    ],
    ["a sure comment where dots are code", "a.py", "a()\n# ... existing code ...\n", "", true],
    [
      "a comment behind prose",
      "a.md",
      "see <!-- rest of the page stays the same -->\n",
      "see\nit\nhere\n",
      false,
    ],
    ["as many new lines as go", "a.ts", "a();\n// as before\nx();\ny();\n", "a();\nb();\nc();\n", false],
    ["fewer new lines than go", "a.ts", "a();\n// as before\nx();\n", "a();\nb();\nc();\n", true],
    ["dots beside a new line for two", "a.ts", "a();\nx();\n...\n", "a();\nb();\nc();\n", true],
    ["one line for what may be a comment", "a.ts", "a();\n// existing tests\n", "a();\nb();\n", false],
    ["a line that goes elsewhere", "a.ts", "a();\n// as before\nb();\n", "a();\nb();\nc();\n", false],
    ["a line that goes below a bracket", "a.ts", "a();\n// as before\n}\n", "a();\n}\nc();\n", true],
  ])("is told by what goes: %s", (_, path, text, replaced, found) => {
    expect(look(text, { path, replaced })?.problem).toBe(found ? "elision" : undefined);
  });

  it("is a comment of dots only where less takes the place of more", () => {
    const dots = "a();\n  // ...\n";
    expect(look(dots, { replaced: "a();\nb();\nc();\n" })).toEqual({ problem: "elision", line: "// ..." });
    expect(look(dots, { replaced: "a();\n\n\n" })).toBeNull();
  });
});
