import { expect, it } from "vitest";
import { plainLine } from "./plain-line.ts";

it.each([
  ["Added tests in test_invoice.py and __init__.py.", "Added tests in test_invoice.py and __init__.py."],
  ["Set `MAX_TASK_IMAGES` in `_private_name`", "Set MAX_TASK_IMAGES in _private_name"],
  ["The _whole_ thing, __really__, is ***done***", "The whole thing, really, is done"],
  ["snake_case_name and _one_ more_name", "snake_case_name and one more_name"],
  ["2 * 3 * 4 and **kwargs, *args", "2 * 3 * 4 and **kwargs, *args"],
  ["1. Read `a_b`\n2. Write `c*d`\n   - [x] tick", "Read a_b Write c*d tick"],
  ["1) one\n2) two", "one two"],
  [
    "## Done\n- `total` uses **Decimal**, see [the docs](https://x.test/a_b).",
    "Done total uses Decimal, see the docs.",
  ],
  ["> quoted\n\n---\n\n```ts\nlet a_b = 1;\n```\nafter", "quoted after"],
  ["open fence\n```\nnever closed", "open fence"],
  ["a\\_b and \\*not\\* emphasised", "a_b and *not* emphasised"],
  ["~~gone~~ stays", "gone stays"],
  ["naïve_größe_wert", "naïve_größe_wert"],
  ["", ""],
])("reads %j", (markdown, line) => {
  expect(plainLine(markdown, 280)).toBe(line);
});

it("ends a long text after a sentence, and not at the number of a list or a short form", () => {
  const sentence = "It rounds once. ";
  expect(plainLine(sentence.repeat(40), 280).endsWith("once.")).toBe(true);
  const listed = `Three things were done here: 1. the rounding of ${"every total ".repeat(4)} 2. the ${"rest ".repeat(40)}`;
  expect(plainLine(listed, 120)).toMatch(/\w…$/);
  expect(plainLine(`It reads some names, e.g. ${"name ".repeat(60)}`, 60)).toMatch(/name…$/);
  expect(plainLine("x".repeat(300), 100)).toHaveLength(101);
});
