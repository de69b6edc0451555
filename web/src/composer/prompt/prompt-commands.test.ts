import { describe, expect, it } from "vitest";
import { commandsFor, expand, PROMPT_COMMANDS } from "./prompt-commands.ts";

describe("commands", () => {
  it("are found by name first, then by title", () => {
    const names = (query: string) => commandsFor(query).map(({ name }) => name);
    expect(names("")).toHaveLength(PROMPT_COMMANDS.length);
    expect(names("re")).toEqual(["refactor", "plan"]);
    expect(names("p")).toEqual(["plan", "pr"]);
    expect(names("bug")).toEqual(["fix"]);
    expect(names("usr")).toEqual([]);
  });

  it("each have a text with something to type over, or an option", () => {
    for (const { name, template, option } of PROMPT_COMMANDS) {
      expect([template, option].filter(Boolean), name).toHaveLength(1);
      if (template === undefined) continue;
      const { text, select } = expand(template);
      expect(text, name).not.toMatch(/[{}]/);
      expect(template, name).toContain(`{${text.slice(...select)}}`);
    }
  });
});
