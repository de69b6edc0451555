import { describe, expect, it } from "vitest";
import { z } from "zod";
import { fitArguments, parsedText } from "./fit-arguments.ts";

const Args = z.object({
  path: z.string().optional(),
  paths: z.array(z.string()).optional(),
  edits: z
    .array(z.object({ old: z.string(), new: z.string(), replace_all: z.boolean().optional() }))
    .optional(),
  line: z.int().min(1).optional(),
  executable: z.boolean().optional(),
  options: z.object({ depth: z.number() }).optional(),
  either: z.union([z.number(), z.array(z.string())]).optional(),
});
const EDIT = { old: "a", new: "b" };

describe("fitArguments", () => {
  it.each([
    ["a list in a text", { edits: JSON.stringify([EDIT]) }, { edits: [EDIT] }],
    ["texts in a list", { edits: [JSON.stringify(EDIT)] }, { edits: [EDIT] }],
    ["texts in a text", { edits: JSON.stringify([JSON.stringify(EDIT)]) }, { edits: [EDIT] }],
    ["a list in a text, twice", { edits: JSON.stringify(JSON.stringify([EDIT])) }, null],
    ["one thing in a text", { edits: JSON.stringify(EDIT) }, { edits: [EDIT] }],
    ["one thing", { edits: EDIT }, { edits: [EDIT] }],
    ["one name", { paths: "src/a.ts" }, { paths: ["src/a.ts"] }],
    ["names in a text", { paths: '["a", "b"]' }, { paths: ["a", "b"] }],
    ["a list of one name", { path: ["src/a.ts"] }, { path: "src/a.ts" }],
    ["a number in a text", { line: "12" }, { line: 12 }],
    ["a yes in a text", { executable: "True" }, { executable: true }],
    [
      "a no within a list",
      { edits: [{ ...EDIT, replace_all: "false" }] },
      { edits: [{ ...EDIT, replace_all: false }] },
    ],
    ["an object in a text", { options: '{"depth": "2"}' }, { options: { depth: 2 } }],
    ["a union", { either: '["x"]' }, { either: ["x"] }],
    ["nothing in words", { line: "null", executable: "None", edits: "" }, {}],
    ["a text that looks like a list", { path: '["a"]' }, { path: '["a"]' }],
    ["a text that looks like a number", { path: "12" }, { path: "12" }],
    [
      "new text that looks like JSON",
      { edits: [{ old: "[1]", new: '{"a": 1}' }] },
      { edits: [{ old: "[1]", new: '{"a": 1}' }] },
    ],
    ["a list that is cut off", { edits: '[{"old": "a"' }, null],
    ["a number that is none", { line: "twelve" }, null],
    ["a number out of range", { line: "0" }, null],
    ["names of something else", { edits: "src/a.ts" }, null],
  ])("%s", (_, given, wanted) => {
    const result = fitArguments(Args, given);
    expect(result.success ? result.data : null).toEqual(wanted);
  });

  it("normalises again what was mended, and leaves what was given alone", () => {
    const given = { edits: JSON.stringify([EDIT]) };
    const seen: unknown[] = [];
    fitArguments(Args, given, (value) => {
      seen.push(value);
      return value;
    });
    expect(seen).toEqual([given, { edits: [EDIT] }]);
    expect(given.edits).toBe('[{"old":"a","new":"b"}]');
  });

  it("reads arguments that were encoded twice", () => {
    expect(parsedText('"{\\"path\\":\\"x\\"}"')).toEqual({ path: "x" });
    expect(parsedText('"just a text"')).toBe("just a text");
    expect(parsedText("{no")).toBeUndefined();
  });
});
