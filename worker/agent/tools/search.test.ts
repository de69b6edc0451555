/** Grep and glob on a real checkout: which files a path argument means, and what is said when it means none. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Checkout, openCheckouts } from "../fakes/checkout-fixture.ts";

const wide = `{"名前": "${"値".repeat(300)}", "needle": 1, "rest": "${"値".repeat(300)}"}`;

const FILES = {
  ".gitignore": "node_modules/\ndist/\n*.log\ngen/*\n",
  ".github/workflows/ci.yml": "needle: ci\n",
  "src/a/one.ts": "needle one\n",
  "src/a/deep/two.ts": "needle two\n",
  "src/b/three.tsx": "needle three\n",
  "src/b/three.test.ts": "needle test\n",
  "src/app/[id]/page.tsx": "needle page\n",
  "src/{{name}}/x.ts": "needle braces\n",
  "src/Parser.ts": "top\nneedle\nend\n\nmore\nNeedle\nlast\n",
  "my docs/a, b.md": "needle doc\n",
  "my docs/guide.md": "needle guide\n",
  "test/one.ts": "needle in test\n",
  "wide.json": `${wide}\n`,
};

let checkouts: Awaited<ReturnType<typeof openCheckouts>>;
let tree: Checkout;
beforeAll(async () => {
  checkouts = await openCheckouts();
  tree = await checkouts.open(FILES);
  await tree.sh(
    "mkdir -p node_modules/x/lib dist gen && echo needle > gen/g.js && echo 'needle dep' > node_modules/x/lib/i.js && echo 'needle built' > dist/o.js && echo needle > new.ts && echo needle > a.log",
  );
});
afterAll(() => checkouts.close());

const glob = async (pattern: unknown, more = {}) => {
  const { content } = await tree.use("glob", { pattern, ...more });
  return content.split("\n");
};
const files = async (path: unknown, more = {}) => {
  const { content } = await tree.use("grep", { pattern: "needle", path, ...more });
  return [...new Set(content.split("\n").map((line) => line.replace(/:\d+: .*/, "")))];
};

/** Both tools select alike; a search is several processes, so that only these are searched as well. */
const SEARCHED = new Set<unknown>([
  "src/{a,b}/**/*.ts",
  '["src/a","test"]',
  "src/a/**,!**/two.ts",
  "src/app/[id]/*.tsx",
  "dist,src/a",
  "one.ts",
  "a.log",
]);

const A = ["src/a/deep/two.ts", "src/a/one.ts"];

describe("which files are meant", () => {
  it.each<[unknown, string[]]>([
    ["src/{a,b}/**/*.ts", [...A, "src/b/three.test.ts"]],
    [
      "src/**/*.{ts,tsx}",
      [
        "src/Parser.ts",
        ...A,
        "src/app/[id]/page.tsx",
        "src/b/three.test.ts",
        "src/b/three.tsx",
        "src/{{name}}/x.ts",
      ],
    ],
    [
      ["src/a", "test"],
      [...A, "test/one.ts"],
    ],
    ['["src/a","test"]', [...A, "test/one.ts"]],
    ["src/a, test", [...A, "test/one.ts"]],
    ["src/a test", [...A, "test/one.ts"]],
    ["./src//a/", A],
    ["src/a/**.ts", A],
    ["src/a/*", ["src/a/one.ts"]],
    ["src/a/**,!**/two.ts", ["src/a/one.ts"]],
    [["src/b", "!*.test.ts"], ["src/b/three.tsx"]],
    ["one.ts", ["src/a/one.ts", "test/one.ts"]],
    ["deep", ["src/a/deep/two.ts"]],
    ["src/app/[id]/page.tsx", ["src/app/[id]/page.tsx"]],
    ["src/app/[id]/*.tsx", ["src/app/[id]/page.tsx"]],
    ["src/{{name}}", ["src/{{name}}/x.ts"]],
    ["my docs/a, b.md", ["my docs/a, b.md"]],
    ["my docs/g*.md", ["my docs/guide.md"]],
    [".github", [".github/workflows/ci.yml"]],
    ["**/*.yml", [".github/workflows/ci.yml"]],
    ["src/a/one.ts/", ["src/a/one.ts"]],
    ["node_modules/x", ["node_modules/x/lib/i.js"]],
    ["node_modules/x/**/*.js", ["node_modules/x/lib/i.js"]],
    ["dist,src/a", ["dist/o.js", ...A]],
    ["{dist,test}/*", ["dist/o.js", "test/one.ts"]],
    ["gen", ["gen/g.js"]],
    ["a.log", ["a.log"]],
    ["new.ts", ["new.ts"]],
  ])("%j", async (path, expected) => {
    expect(await glob(path)).toEqual(expected);
    if (SEARCHED.has(path)) expect(await files(path)).toEqual(expected);
  });

  it("an absolute path of the checkout", async () => {
    const { repoDir } = tree.host;
    expect(await files(`${repoDir}/src/a`)).toEqual(A);
    expect(await glob(`${repoDir}/src/a/**`)).toEqual(A);
    expect(await files(repoDir)).toContain("new.ts");
  });

  it.each([undefined, ".", "./", "**", "**/*", "*", ""])(
    "everything but ignored files for %j",
    async (path) => {
      const found = await files(path);
      expect(found).toEqual(expect.arrayContaining([".github/workflows/ci.yml", "new.ts", ...A]));
      expect(found.filter((one) => /^(?:node_modules|dist|gen)|\.log$/.test(one))).toEqual([]);
    },
  );

  it("a pattern below a folder, as other tools have it", async () => {
    expect(await glob("*.ts", { path: "src/a" })).toEqual(A);
    expect(await files("src", { glob: "*.tsx" })).toEqual(["src/app/[id]/page.tsx", "src/b/three.tsx"]);
  });
});

describe("what is said of nothing", () => {
  const grep = (pattern: string, path: unknown) => tree.use("grep", { pattern, path });

  it("a path that does not exist is not a search without a match", async () => {
    expect(await grep("needle", "src/nope")).toMatchObject({
      ok: false,
      content: "No such path: src/nope does not exist.",
    });
    expect((await grep("needle", "src/parser.ts")).content).toContain("There is src/Parser.ts.");
    expect((await grep("needle", "src/nope/**/*.ts")).content).toContain("No such path: src/nope");
    expect((await grep("needle", "src/a/one.ts/**")).content).toContain(
      "src/a/one.ts is a file, not a folder",
    );
    expect((await grep("needle", "src/a/one.ts/x")).content).toContain(
      "src/a/one.ts is a file, not a folder",
    );
    expect((await grep("needle", "src/a/*.py")).content).toBe(
      "Nothing was searched: no file fits src/a/*.py.",
    );
    expect((await grep("nowhere", "src/a")).content).toBe("No match in src/a (2 files searched).");
    expect((await grep("nowhere", "node_modules/x")).content).toContain("(1 file searched)");
    expect((await grep("nowhere", undefined)).content).toBe("No match.");
    expect((await grep("needle", "src/a/one.ts,src/nope")).content).toBe(
      "src/a/one.ts:1: needle one\n[No such path: src/nope does not exist.]",
    );
  });

  it("glob names the missing folder, folders that fit, and other letter case", async () => {
    expect(await glob("src/nope/*.ts")).toEqual(["[No such path: src/nope does not exist.]"]);
    expect(await glob("src/*.py")).toEqual(["No file fits."]);
    expect(await glob("s*/a?p/*")).toEqual(["No file fits, but folders do:", "src/app/[id]/"]);
    expect(await glob("SRC*/A/*.TS")).toEqual([
      "No file fits; in other letter case there are:",
      "src/a/one.ts",
    ]);
  });

  it("patterns that are broken or written for another engine are explained", async () => {
    expect((await grep("needle(", "src")).content).toContain("write \\( or \\)");
    expect((await grep("one\\|two", "src")).content).toContain("alternatives are written a|b");
    expect((await grep("needle\nx", "src")).content).toContain("one by one");
    expect((await grep("(?i)NEEDLE\\b(?= one)", "src/a")).content).toBe("src/a/one.ts:1: needle one");
    expect((await grep("\\u540d", "wide.json")).content).toContain("wide.json:1: […column 1…]");
  });

  it("a list without an end is cut, and says so", async () => {
    const endless = Array.from({ length: 150 }, () => "{1..99}/a").join(",");
    const asked = tree.host.commands.length;
    expect(await glob(endless)).toContain("[14650 more paths were left out]");
    expect(tree.host.commands.length - asked).toBeLessThan(10);
  });

  it("nothing outside the repository is searched", async () => {
    for (const path of ["../x", "src/../../x", "/etc", ".git", "src,../x", "{../x,src}"])
      expect(await grep("needle", path)).toMatchObject({
        ok: false,
        content: expect.stringContaining("inside"),
      });
  });
});

describe("what is shown", () => {
  it("lines around each match, once where they overlap", async () => {
    const { content } = await tree.use("grep", {
      pattern: "(?i)needle",
      path: "src/Parser.ts,test",
      context: 1,
    });
    expect(content).toBe(
      "src/Parser.ts\n1- top\n2: needle\n3- end\n--\n5- more\n6: Needle\n7- last\n\ntest/one.ts\n1: needle in test",
    );
    const joined = await tree.use("grep", { pattern: "(?i)needle", path: "src/Parser.ts", "-C": 2 });
    expect(joined.content).toBe("src/Parser.ts\n1- top\n2: needle\n3- end\n4- \n5- more\n6: Needle\n7- last");
  });

  it("the column of a match in characters, so that read shows the place", async () => {
    const { content } = await tree.use("grep", { pattern: "needle", path: "wide.json" });
    const column = Number(/…column (\d+)…/.exec(content)?.[1]);
    expect(wide.indexOf("needle") - column).toBeLessThan(125);
    expect(column).toBeLessThan(wide.indexOf("needle"));
  });
});
