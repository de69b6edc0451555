import { describe, expect, it } from "vitest";
import { historyScore } from "./history.ts";
import { isSource, isTestPath } from "./kinds.ts";
import { parseQuery } from "./query.ts";
import { rankFiles } from "./rank.ts";
import { QueryScanner } from "./scan.ts";
import { splitIdentifier, stem } from "./words.ts";

describe("words", () => {
  it("splits camel, snake and acronyms", () => {
    expect(splitIdentifier("parseHTTPHeaders_v2")).toEqual(["parse", "http", "headers"]);
  });

  it("gives the forms of a word one stem", () => {
    for (const forms of [
      ["route", "routes", "router", "routing"],
      ["cache", "caches", "cached", "caching"],
      ["validate", "validation", "validator", "validators"],
      ["dependency", "dependencies"],
      ["class", "classes"],
    ])
      expect({ forms, stems: new Set(forms.map(stem)).size }).toEqual({ forms, stems: 1 });
  });
});

describe("parseQuery", () => {
  it("finds paths, file names and symbols", () => {
    const query = parseQuery("Fix computeTotal() in ./src/invoice.py, see utils.js, --dry-run and `total`.");
    expect(query.mentions).toEqual(["src/invoice.py", "utils.js"]);
    expect(query.names).toEqual(expect.arrayContaining(["computetotal", "dryrun", "total"]));
    expect(query.terms).toContain("invoic");
    expect(query.terms).not.toContain("fix");
  });

  it("takes the scope of a commit's title for a name, in every line that has one", () => {
    const names = (prompt: string) => parseQuery(prompt).names;
    expect(names("feat(cache): support queries")).toContain("cache");
    expect(names("support queries\n\n* fix(http/etag, jwt)!: hash")).toEqual(
      expect.arrayContaining(["http", "etag", "jwt"]),
    );
    expect(names("call f(cache) before it")).not.toContain("cache");
  });

  it("finds names in other scripts, with joiners, and behind an @, in composed letters", () => {
    const decomposed = "docs/Übersicht.md".normalize("NFD");
    const query = parseQuery(`Ändere ${decomposed}, @src/größe.ts und docs/می\u200cخواهم.md. Also 日本語.md`);
    expect(query.mentions).toEqual(
      expect.arrayContaining(["docs/Übersicht.md", "src/größe.ts", "docs/می\u200cخواهم.md", "日本語.md"]),
    );
    const files = [decomposed, "a.md"].map((path) => ({ path, text: "x" }));
    expect(rankFiles(files, "Fix docs/Übersicht.md please", 5)[0]?.path).toBe(decomposed);
  });

  it("reads a prompt of one endless word in no time", () => {
    const before = performance.now();
    parseQuery(`${"a".repeat(32_000)} ${"a.".repeat(16_000)}`);
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  it("stays small whatever the prompt", () => {
    const words = Array.from({ length: 3_000 }, (_, index) =>
      [...String(index)]
        .map((digit) => "abcdefghij"[Number(digit)])
        .join("")
        .padEnd(5, "x"),
    );
    const query = parseQuery(words.join(" "));
    expect(query.terms.length).toBeLessThanOrEqual(150);
    expect(query.titledPairs.length).toBeLessThanOrEqual(200);
  });
});

describe("QueryScanner", () => {
  it("counts terms, definitions, names and neighbours in either order", () => {
    const scanner = new QueryScanner(parseQuery("escape html in `render_page`"));
    const found = scanner.scan("def htmlEscape(x): return render_page(x)");
    expect([...found.terms]).toEqual([1, 1, 1, 1]);
    expect([...found.defined]).toEqual([1, 1, 0, 0]);
    expect(found.pairs[0]).toBe(1);
    expect([...found.names]).toEqual([1]);
    expect(found.length).toBe(6);
  });
});

describe("rankFiles", () => {
  const files = [
    { path: "src/cart.js", text: "export function addItem(cart, item) { return cart.items }" },
    { path: "src/discount.js", text: "export function applyDiscount(total, percent) { return total }" },
    { path: "README.md", text: "discount discount discount discount" },
    {
      path: "test/discount.test.js",
      text: "import { applyDiscount } from x; it(() => { applyDiscount(1, 2) })",
    },
    { path: "src/other.js", text: "const unrelated = 1" },
  ];
  const ranked = (prompt: string, limit = 10) => rankFiles(files, prompt, limit).map((file) => file.path);

  it("puts program text about the prompt first, and files without a word of it last", () => {
    const all = rankFiles(files, "The discount percent is wrong", 10);
    expect(all[0]?.path).toBe("src/discount.js");
    expect(all.map(({ matched }) => matched)).toEqual([true, true, true, false, false]);
    expect(ranked("the of and")).toHaveLength(files.length);
  });

  it("follows history where the prompt has no word of any file", () => {
    const history = (path: string) => (path === "src/other.js" ? 1 : 0);
    expect(rankFiles(files, "割引を直す", 1, history)[0]?.path).toBe("src/other.js");
  });

  it("minds the title more than what follows it, and a file whose name is written out anywhere", () => {
    const long =
      "Round the discount\n\nSome customers add an item to a shop, and the item costs more than it did.";
    expect(ranked(long)[0]).toBe("src/discount.js");
    const stems = [
      { path: "lib/tokenizer.js", text: "export const x = 1" },
      { path: "lib/lexer.js", text: "parse(parse); const rule = parse" },
      { path: "lib/rules.js", text: "rule(rule); rule" },
    ];
    const prompt = `Parse a rule twice\n\n${"It is slow in one place. ".repeat(20)}See the Tokenizer for why.`;
    expect(rankFiles(stems, prompt, 3).map(({ path }) => path)).toContain("lib/tokenizer.js");
    expect(rankFiles(stems, prompt, 3)[2]?.path).not.toBe("lib/tokenizer.js");
  });

  it("takes the first sentence of a prompt without lines for its title", () => {
    const prompt = `Round the discount. ${"The item is in the cart of the customer. ".repeat(20)}`;
    const { terms, titled } = parseQuery(prompt);
    expect(terms.filter((_, index) => titled[index])).toEqual(["round", "discount"]);
  });

  it("puts a file first that the prompt names, or that defines a named symbol", () => {
    expect(ranked("discount: look at src/other.js", 1)).toEqual(["src/other.js"]);
    expect(ranked("discount: `addItem` is slow", 1)).toEqual(["src/cart.js"]);
  });

  it("prefers neighbours to the same words far apart", () => {
    const pair = [
      { path: "a.py", text: "trailing_slash = 1\nx = 1\n" },
      { path: "b.py", text: "slash = 1\nx = 1\ntrailing = 2\n" },
    ];
    expect(rankFiles(pair, "keep the trailing slash", 1)[0]?.path).toBe("a.py");
  });

  it("gives the same order for the same files in any order", () => {
    const forward = rankFiles(files, "discount percent", 10);
    expect(rankFiles(files.toReversed(), "discount percent", 10)).toEqual(forward);
  });
});

describe("historyScore", () => {
  it("prefers files that commits like the prompt changed, and forgets huge commits", () => {
    const history = historyScore(
      [
        { subject: "Rename things", files: ["b.js"] },
        { subject: "Round the discount", files: ["a.js"] },
        { subject: "Discount everything", files: Array.from({ length: 50 }, (_, index) => `c${index}.js`) },
      ],
      "discount is rounded wrongly",
    );
    expect(history("a.js")).toBeGreaterThan(history("b.js"));
    expect(history("b.js")).toBeGreaterThan(0);
    expect(history("c1.js")).toBe(0);
  });

  it("says nothing without history", () => {
    expect(historyScore([], "anything")("a.js")).toBe(0);
  });
});

describe("kinds", () => {
  it.each([
    "test/a.js",
    "src/__tests__/a.ts",
    "a.test.tsx",
    "pkg/a_test.go",
    "tests/test_a.py",
    "src/CartTest.java",
    "test/Polly.Specs/X.cs",
    "conftest.py",
    "spec/a_spec.rb",
  ])("%s is a test", (path) => expect(isTestPath(path)).toBe(true));

  it.each(["src/contest.py", "src/latest.ts", "lib/attest.rb", "src/testing.go", "src/protest/a.js"])(
    "%s is a source",
    (path) => expect(isSource(path)).toBe(true),
  );
});
