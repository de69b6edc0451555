import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../local/root.ts";
import { PARTS, partsOf, SECONDS, secondsOf } from "./parts.ts";

const FILES = globSync("worker/test/**/*.test.ts", { cwd: ROOT });
const length = (files: readonly string[]) => files.reduce((sum, file) => sum + secondsOf(file), 0);

describe("the parts of the workerd tests", () => {
  it("hold each file once, in whatever order it is found", () => {
    const parts = partsOf(FILES, PARTS.length);
    expect(parts.flat().sort()).toEqual(FILES.toSorted());
    expect(partsOf(FILES.toReversed(), PARTS.length)).toEqual(parts);
  });

  it("end at about the same time", () => {
    const ends = partsOf(FILES, PARTS.length).map((files, index) => length(files) + (PARTS[index] ?? 0));
    expect(Math.max(...ends) - Math.min(...ends)).toBeLessThan(0.05 * length(FILES));
  });

  it("leave what needs isolation to the first", () => {
    const [, ...others] = partsOf(FILES, PARTS.length);
    const confined = (file: string) => file.includes("/security/") || file.includes("/trials/");
    expect(others.flat().filter(confined)).toEqual([]);
  });

  it("are dealt by files that are there", () => {
    expect(Object.keys(SECONDS).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
