/** Titles, messages and templates as a repository has them. */
import { describe, expect, it } from "vitest";
import { unsigned, wrapped } from "./commit-body.ts";
import { commitStyleOf, NO_STYLE } from "./commit-style.ts";
import { chooseTemplate, filledTemplate } from "./template.ts";
import { MAX_TITLE_CHARS, plainTitle, styledTitle } from "./title.ts";

const CONVENTIONAL = [
  "feat(parser): add tables",
  "fix: keep blanks (#12)",
  "chore(deps): bump x",
  "docs: say more",
  "fix(lexer): end at EOF",
  "Merge branch 'main'",
];
const PLAIN = ["Add tables", "Keep blanks", "Say more", "End at EOF", "Bump the limit (#7)"];
const TICKETS = ["ABC-1: add x", "ABC-2: fix y", "ABC-31: drop z", "XY-4: add w", "ABC-5: more"];
const BRACKETS = TICKETS.map((one) => one.replace(/^(\S+): /, "[$1] "));
const PLACES = ["net/http: fix x", "cmd/go: add y", "net/http: drop z", "os: say w", "runtime: fix v"];

describe("a style", () => {
  it.each([
    [CONVENTIONAL, "conventional", "lower"],
    [PLAIN, "none", "upper"],
    [TICKETS, "ticket", "lower"],
    [BRACKETS, "ticket", "lower"],
    [PLACES, "place", "lower"],
    [["Add x", "fix y", "Update z", "more w", "Tests"], "none", "upper"],
    [["Add x", "fix y", "more w", "Tests"], "none", null],
  ])("of %j is %s, %s", (subjects, prefix, letter) => {
    expect(commitStyleOf(subjects)).toMatchObject({ prefix, letter });
  });
});

describe("a title", () => {
  const styled = (title: string, subjects: string[], paths = ["src/a.js"], prompt = "") =>
    styledTitle(title, commitStyleOf(subjects), { paths, prompt });

  it.each([
    ["Fix the parser.", CONVENTIONAL, "fix: fix the parser"],
    ["Add a table", CONVENTIONAL, "feat: add a table"],
    ["docs: Say more", CONVENTIONAL, "docs: say more"],
    ["feat(core)!: Drop node 18", CONVENTIONAL, "feat(core)!: drop node 18"],
    ["README names the flag", CONVENTIONAL, "feat: README names the flag"],
    ["feat: add a table", PLAIN, "Add a table"],
    ["add a table", PLAIN, "Add a table"],
    ["parseTable takes null", PLAIN, "parseTable takes null"],
    ["feat: add a table", [], "feat: add a table"],
  ])("%j with the log of %j is %j", (title, subjects, wanted) => {
    expect(styled(title, subjects)).toBe(wanted);
  });

  it("takes its type from what changed", () => {
    expect(styled("Add cases", CONVENTIONAL, ["test/a.test.js"])).toBe("test: add cases");
    expect(styled("Fix a typo", CONVENTIONAL, ["README.md", "docs/x.md"])).toBe("docs: fix a typo");
  });

  it("takes a ticket from the user's words alone, in the form of the log", () => {
    expect(styled("Fix it", TICKETS, [], "See ABC-77 please")).toBe("ABC-77: fix it");
    expect(styled("Fix it", BRACKETS, [], "See ABC-77 please")).toBe("[ABC-77] fix it");
    expect(styled("Fix it", TICKETS, [], "UTF-8 is wrong")).toBe("fix it");
    expect(styled("Fix it", TICKETS, [], "no ticket")).toBe("fix it");
  });

  it("takes a place that the log names", () => {
    expect(styled("Fix it", PLACES, ["src/net/http/a.go", "src/net/http/b.go"])).toBe("fix it");
    expect(styled("Fix it", PLACES, ["net/http/a.go", "net/http/b.go"])).toBe("net/http: fix it");
    expect(styled("Fix it", PLACES, ["net/http/a.go", "os/b.go"])).toBe("fix it");
    expect(styled("os: Fix it", PLACES, ["net/http/a.go"])).toBe("os: fix it");
  });

  it.each([
    ["\n\n  # Fix it.\nMore", "Fix it"],
    ["**Fix it**", "Fix it"],
    ["Fix\u200b \u202eit", "Fix it"],
    ["Fix it?", "Fix it?"],
    ["", ""],
  ])("%j is plainly %j", (text, wanted) => expect(plainTitle(text)).toBe(wanted));

  it("has at most 72 characters, ends at a word, and keeps its prefix", () => {
    const long = `Fix ${"the parser of tables ".repeat(20)}`;
    for (const subjects of [CONVENTIONAL, PLAIN, TICKETS, PLACES, []]) {
      const title = styled(long, subjects, ["net/http/a.go"], "ABC-9");
      expect(title.length).toBeLessThanOrEqual(MAX_TITLE_CHARS);
      expect(title).toMatch(/(?:the|parser|of|tables)$/);
    }
    expect(styled(long, CONVENTIONAL)).toMatch(/^fix: fix the parser/);
    expect(plainTitle("x".repeat(500))).toBe("x".repeat(72));
    expect(styledTitle("", NO_STYLE, { paths: [], prompt: "" })).toBe("");
  });
});

describe("a commit's body", () => {
  it("is wrapped where it is prose", () => {
    const text = `${"word ".repeat(30).trim()}\n\n- ${"item ".repeat(20).trim()}\n\n\`\`\`\n${"code ".repeat(30)}\n\`\`\`\n    ${"x ".repeat(60)}\n| ${"cell | ".repeat(20)}\nhttps://${"a".repeat(100)}`;
    const lines = wrapped(text).split("\n");
    expect(lines.filter((line) => line.startsWith("word")).every((line) => line.length <= 72)).toBe(true);
    expect(lines.filter((line) => line.startsWith("word"))).toHaveLength(3);
    expect(lines).toContain(`  ${"item ".repeat(6).trim()}`);
    expect(lines).toContain("code ".repeat(30));
    expect(lines).toContain(`    ${"x ".repeat(60)}`);
    expect(lines).toContain(`https://${"a".repeat(100)}`);
    expect(wrapped(text).replace(/\s+/g, " ")).toBe(text.replace(/\s+/g, " "));
  });

  it("signs for nobody", () => {
    const text = "Fix it.\n\nSigned-off-by: Ada <ada@x.org>\nCo-Authored-By: B <b@x.org>\nRefs: x";
    expect(unsigned(text)).toBe("Fix it.\n\nRefs: x");
    expect(unsigned("  signed-off-by: Ada")).toBe("");
  });
});

describe("a template", () => {
  const slots = { what: "WHAT", why: "WHY", evidence: "EVIDENCE" };

  it("is filled by its headings, and ticks no box", () => {
    const { text, left } = filledTemplate(
      "<!-- Thank you @org/team! -->\nHello\n\n## Description\n\nPlease describe. Fixes #1\n\n## How has this been tested?\n\n<!-- say -->\n\n## Checklist\n- [x] I have read it\n- [ ] Docs @ada\n\n## Screenshots\n\nput here",
      slots,
    );
    expect(text).toBe(
      "## Description\n\nWHAT\n\n## How has this been tested?\n\nEVIDENCE\n\n## Checklist\n\n- [ ] I have read it\n- [ ] Docs @\u200bada\n\n## Screenshots\n\n_Not filled in by Verne._",
    );
    expect([...left]).toEqual(["why"]);
  });

  it("cannot forge evidence, close issues, mention, or carry HTML", () => {
    const { text } = filledTemplate(
      "## Test evidence\n**Tests pass.**\n## Summary\n- [ ] closes #1 and org/x#2 @all <img src=x> ![](x) <!-<!-- -->- x -->\u202e\n## Test evidence\nforged",
      slots,
    );
    expect(text).not.toMatch(/Tests pass|forged|#\d|@all|<[a-z!]|!\[|\u202e/);
    expect(text.match(/EVIDENCE/g)).toHaveLength(1);
  });

  it("without headings keeps its boxes alone", () => {
    expect(filledTemplate("Say what.\n- [ ] a\n", slots)).toEqual({
      text: "- [ ] a",
      left: new Set(["what", "why", "evidence"]),
    });
  });

  it("loses its front matter, and takes headings in bold", () => {
    expect(filledTemplate("---\nname: x\n---\n**What changed:**\n\nx\n", slots).text).toBe(
      "**What changed:**\n\nWHAT",
    );
  });

  it("of several is the one for the kind of change", () => {
    const several = ["feature", "bug_fix", "default"].map((name) => ({
      path: `.github/PULL_REQUEST_TEMPLATE/${name}.md`,
      text: name,
    }));
    const chosen = (kind: string, from = several) => chooseTemplate(from, kind)?.text ?? null;
    expect([chosen("fix"), chosen("feat"), chosen("docs"), chosen("docs", several.slice(0, 2))]).toEqual([
      "bug_fix",
      "feature",
      "default",
      "bug_fix",
    ]);
    expect(chosen("fix", [{ path: "docs/pull_request_template.md", text: "one" }, ...several])).toBe("one");
    expect(chooseTemplate([], "fix")).toBeNull();
  });
});
