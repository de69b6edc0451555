import { describe, expect, it } from "vitest";
import { grepArguments, pathArgument } from "./path-argument.ts";
import {
  expandBraces,
  listed,
  splitAtBlanks,
  splitAtCommas,
  tidyPath,
  withWholeStars,
} from "./path-patterns.ts";
import { adviceForNoMatch, explainPattern, toExtended, toPerl } from "./regex-advice.ts";

describe("paths as models write them", () => {
  it.each([
    ["src/{a,b}/**/*.ts", ["src/a/**/*.ts", "src/b/**/*.ts"]],
    ["{a,b{c,d}}.{x,y}", ["a.x", "a.y", "bc.x", "bc.y", "bd.x", "bd.y"]],
    ["v{9..11}/a", ["v9/a", "v10/a", "v11/a"]],
    ["a{,.test}.ts", ["a.ts", "a.test.ts"]],
    ["{{name}}/x", ["{{name}}/x"]],
    ["{a}", ["{a}"]],
    ["a{b,c", ["a{b,c"]],
    ["{a,a}", ["a"]],
  ])("expands %s", (pattern, paths) => {
    expect(expandBraces(pattern)).toEqual(paths);
  });

  it("ends where braces would make endless many", () => {
    expect(expandBraces("{a,b,c,d,e,f,g,h,i,j}".repeat(12)).length).toBeLessThanOrEqual(200);
    expect(expandBraces("{1..9999}".repeat(9)).length).toBeLessThanOrEqual(200);
  });

  it("splits lists, but not inside braces", () => {
    expect(listed('["src", "test"]')).toEqual(["src", "test"]);
    expect(listed("[id].tsx")).toBeNull();
    expect(listed("[1]")).toBeNull();
    expect(splitAtCommas("src/{a,b}, 'test' ,\n`docs`,")).toEqual(["src/{a,b}", "test", "docs"]);
    expect(splitAtBlanks(" src  test\tdocs ")).toEqual(["src", "test", "docs"]);
  });

  it.each([
    ["./src//a/./b/", "src/a/b"],
    ["src/../lib", "lib"],
    ["a/../../b", "../b"],
    ["**/../x", "**/../x"],
    ["/etc/", "/etc"],
    ["./", ""],
  ])("tidies %s", (given, path) => {
    expect(tidyPath(given)).toBe(path);
  });

  it.each([
    ["src/**.ts", "src/**/*.ts"],
    ["**.ts", "**/*.ts"],
    ["src/**/*.ts", "src/**/*.ts"],
    ["src/**", "src/**"],
    ["foo**", "foo*/**"],
  ])("gives two stars their meaning in %s", (given, pattern) => {
    expect(withWholeStars(given)).toBe(pattern);
  });

  it("takes the arguments of other tools", () => {
    expect(pathArgument({ pattern: "*.ts", path: "src" }, "pattern")).toMatchObject({
      pattern: "src/**/*.ts",
    });
    expect(pathArgument({ pattern: ["a", "b"] }, "pattern")).toMatchObject({ pattern: '["a","b"]' });
    expect(pathArgument({ pattern: "*.ts", path: "." }, "pattern")).toMatchObject({ pattern: "*.ts" });
    expect(grepArguments({ pattern: "x", path: ["src", "test"], "-i": true, "-C": 3 })).toMatchObject({
      path: '["src","test"]',
      ignore_case: true,
      context: 3,
    });
    expect(grepArguments({ pattern: "x", path: "src", glob: "*.{ts,js}" })).toMatchObject({
      path: "src/**/*.{ts,js}",
    });
    expect(grepArguments({ pattern: "x", path: ["a", "b"], include: "*.js,!x.js" })).toMatchObject({
      path: '["a/**/*.js","!a/**/x.js","b/**/*.js","!b/**/x.js"]',
    });
    expect(grepArguments({ pattern: "x", "-A": 50 })).toMatchObject({ context: 20 });
    expect(grepArguments({ pattern: "a.b(", fixed_strings: true })).toMatchObject({ pattern: "a\\.b\\(" });
    expect(grepArguments("x")).toBe("x");
  });
});

describe("patterns as models write them", () => {
  it.each([
    ["\\u{1F600}|\\u00e9", "\\x{1F600}|\\x{00e9}"],
    ["\\\\u00e9", "\\\\u00e9"],
    ["(?u)a", "a"],
    ["(?iu)a", "(?i)a"],
    ["(?i)a(?=b)", "(?i)a(?=b)"],
  ])("turns %s into %s", (given, pattern) => {
    expect(toPerl(given)).toBe(pattern);
  });

  it.each([
    ["(?i)\\bfoo\\d+(?:a|b)", { pattern: "\\bfoo[0-9]+(a|b)", ignoreCase: true }],
    ["a\\/b", { pattern: "a/b", ignoreCase: false }],
    ["a(?!b)", null],
    ["a.*?b", null],
    ["\\p{L}", null],
  ])("without PCRE makes of %s", (given, made) => {
    expect(toExtended(given)).toEqual(made);
  });

  it("explains what is broken, and what matches nothing", () => {
    expect(explainPattern("fatal: command line, 'f(': missing closing parenthesis")).toBe(
      "'f(': missing closing parenthesis. To search for a parenthesis itself, write \\( or \\).",
    );
    expect(explainPattern("fatal: other")).toBe("other");
    expect(adviceForNoMatch("foo\\|bar")).toContain("a|b");
    expect(adviceForNoMatch("\\(foo\\)*")).toContain("groups");
    expect(adviceForNoMatch("foo\\nbar")).toContain("one by one");
    expect(adviceForNoMatch("/foo/i")).toContain("slashes");
    expect(adviceForNoMatch("foo\\(bar\\)")).toBeNull();
  });
});
