import { describe, expect, it } from "vitest";
import type { FileEntry } from "../../sandbox/port.ts";
import { didYouMean, nearestPaths } from "./nearest-paths.ts";

function tree(paths: readonly string[]) {
  const listed: string[] = [];
  const list = async (folder: string): Promise<FileEntry[]> => {
    listed.push(folder);
    const entries = new Map<string, FileEntry>();
    for (const path of paths) {
      if (folder !== "" && !path.startsWith(`${folder}/`)) continue;
      const [name = "", ...rest] = path.slice(folder === "" ? 0 : folder.length + 1).split("/");
      entries.set(name, { name, kind: rest.length > 0 ? "directory" : "file", size: 1 });
    }
    return [...entries.values()];
  };
  return { list, listed };
}

const FILES = [
  "README.md",
  "src/index.ts",
  "src/utils/format.ts",
  "src/utils/parse.ts",
  "test/format.test.ts",
  "packages/web/src/index.ts",
  "node_modules/x/format.ts",
  ".git/format.ts",
];

describe("nearestPaths", () => {
  it.each([
    ["src/format.ts", ["src/utils/format.ts"]],
    ["lib/format.js", ["src/utils/format.ts"]],
    ["src/utils/fromat.ts", ["src/utils/format.ts"]],
    ["packages/web/index.ts", ["packages/web/src/index.ts", "src/index.ts"]],
    ["readme.md", ["README.md"]],
    ["src/util", ["src/utils"]],
    ["src/quite_different.py", []],
    ["", []],
    [`${"x".repeat(300)}.ts`, []],
  ])("of %s", async (wanted, near) => {
    expect(await nearestPaths(wanted, tree(FILES).list)).toEqual(near);
  });

  it("looks into a bounded part of a large checkout, named folders first", async () => {
    const many = Array.from({ length: 1000 }, (_, at) => `packages/p${at}/src/a.ts`);
    const { list, listed } = tree([...many, "packages/zz/wanted/thing.ts"]);
    expect(await nearestPaths("packages/zz/thing.ts", list)).toEqual([]);
    expect(listed.length).toBeLessThanOrEqual(80);
    expect(listed).toContain("packages/zz");
  });

  it("is told in words", () => {
    expect(didYouMean([])).toBe("");
    expect(didYouMean(["a", "b"])).toBe(" Did you mean a or b?");
  });
});
