import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../local/root.ts";
import { partsOf, SECONDS, secondsOf } from "./parts.ts";

const FILES = globSync("worker/test/**/*.test.ts", { cwd: ROOT });
const length = (files: readonly string[]) => files.reduce((sum, file) => sum + secondsOf(file), 0);

describe("the halves of the workerd tests", () => {
  it("hold each file once, in whatever order it is found", () => {
    const halves = partsOf(FILES, 2);
    expect(halves.flat().sort()).toEqual(FILES.toSorted());
    expect(partsOf(FILES.toReversed(), 2)).toEqual(halves);
  });

  it("take about the same time", () => {
    const [a = [], b = []] = partsOf(FILES, 2);
    expect(Math.abs(length(a) - length(b))).toBeLessThan(0.05 * length(FILES));
  });

  it("leave what needs isolation to the first", () => {
    const [, second = []] = partsOf(FILES, 2);
    expect(second.filter((file) => file.includes("/security/") || file.includes("/trials/"))).toEqual([]);
  });

  it("are dealt by files that are there", () => {
    expect(Object.keys(SECONDS).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
