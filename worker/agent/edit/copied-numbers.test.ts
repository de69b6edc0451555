import { describe, expect, it } from "vitest";
import { applyEdits, type EditRequest } from "./apply-edits.ts";
import { withoutCopiedNumbers } from "./copied-numbers.ts";

const TEXT = "def f():\n    x = 1\n\n    return x\n";
const textOf = (path: string) => (path === "a.py" ? TEXT : null);
const edit = (old: string, next: string): EditRequest => ({
  kind: "edit",
  path: "a.py",
  edits: [{ old, new: next }],
});

/** The file after the request, with copied numbers taken out; null where it is refused. */
function fileAfter(request: EditRequest, text = TEXT): string | null {
  const files = new Map([
    ["a.py", { kind: "file", bytes: new TextEncoder().encode(text), knowledge: "current" } as const],
  ]);
  const result = applyEdits(
    files,
    withoutCopiedNumbers(request, () => text),
  );
  const bytes = result.ok ? result.changes[0]?.bytes : null;
  return bytes ? new TextDecoder().decode(bytes) : null;
}

const patch = (...lines: string[]): EditRequest => ({
  kind: "patch",
  patch: ["*** Begin Patch", "*** Update File: a.py", "@@", ...lines, "*** End Patch"].join("\n"),
});
const CHANGED = "def f():\n    x = 2\n\n    return x\n";

describe("withoutCopiedNumbers", () => {
  it.each([
    ["one line", edit("    2|     x = 1", "    x = 2")],
    [
      "several lines, an empty one among them",
      edit("    2|     x = 1\n    3| \n    4|     return x", "    x = 2\n\n    return x"),
    ],
    [
      "an empty line without its blank",
      edit("    2|     x = 1\n    3|\n    4|     return x", "    x = 2\n\n    return x"),
    ],
    [
      "new text with numbers too",
      edit("    1| def f():\n    2|     x = 1", "    1| def f():\n    2|     x = 2"),
    ],
    ["a line end behind", edit("    2|     x = 1\n", "    2|     x = 2\n")],
    ["a patch", patch("     1| def f():", "-    2|     x = 1", "+    2|     x = 2", "     3| ")],
    ["a patch with plain new lines", patch("     1| def f():", "-    2|     x = 1", "+    x = 2")],
  ])("takes them out of %s", (_, request) => {
    expect(fileAfter(request)).toBe(CHANGED);
  });

  it.each([
    ["lines of which one has none", edit("    2|     x = 1\n\n    return x", "    x = 2\n\n    return x")],
    ["numbers that jump", edit("    2|     x = 1\n    9| ", "    x = 2\n")],
    ["new text of which one line has one", edit("    2|     x = 1", "    2|     x = 2\n    y = 3")],
    ["a hunk of which one line has none", patch(" def f():", "-    2|     x = 1", "+    x = 2")],
  ])("refuses %s", (_, request) => {
    expect(fileAfter(request)).toBeNull();
  });

  it("leaves what stands in the file so, and requests without numbers", () => {
    const table = "    1| one\n    2| two\n";
    expect(fileAfter(edit("    1| one\n    2| two", "    1| one"), table)).toBe("    1| one\n");
    const hunk = patch("     1| one", "-    2| two", "+    2| zwei");
    expect(fileAfter(hunk, table)).toBe("    1| one\n    2| zwei\n");
    for (const request of [edit("    x = 1", "    x = 2"), patch(" def f():", "-    x = 1", "+    x = 2")]) {
      expect(withoutCopiedNumbers(request, textOf)).toEqual(request);
    }
    const unknown = { ...edit("    2|     x = 1", ""), path: "b.py" } as EditRequest;
    expect(withoutCopiedNumbers(unknown, textOf)).toEqual(unknown);
  });
});
