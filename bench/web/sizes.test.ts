import { expect, it } from "vitest";
import { bundleSizes, closureOf, type Manifest } from "./sizes.ts";

const MANIFEST: Manifest = {
  "index.html": { file: "index.js", imports: ["_shared"], css: ["index.css"] },
  _shared: { file: "shared.js", imports: ["index.html"] },
  _field: { file: "field.js" },
  "src/task/task-page.tsx": {
    file: "task.js",
    imports: ["index.html", "_field"],
    dynamicImports: ["src/task/diff/diff-pane.tsx", "src/task/menu.tsx"],
    isDynamicEntry: true,
  },
  "src/task/diff/diff-pane.tsx": {
    file: "diff.js",
    imports: ["src/task/task-page.tsx"],
    isDynamicEntry: true,
  },
  "src/task/menu.tsx": { file: "menu.js", imports: ["_field"], isDynamicEntry: true },
  "src/ui/chart.tsx": { file: "chart.js", imports: ["_field"], isDynamicEntry: true },
  "src/usage/usage-page.tsx": {
    file: "usage.js",
    imports: ["_shared"],
    dynamicImports: ["src/ui/chart.tsx"],
    isDynamicEntry: true,
  },
  "../node_modules/grammar.mjs": { file: "grammar.js", isDynamicEntry: true },
};
const BYTES: Record<string, number> = {
  "index.js": 40 * 1_024,
  "shared.js": 20 * 1_024,
  "field.js": 5 * 1_024,
  "task.js": 30 * 1_024,
  "diff.js": 100 * 1_024,
  "menu.js": 8 * 1_024,
  "chart.js": 7 * 1_024,
  "usage.js": 10 * 1_024,
  "index.css": 9 * 1_024,
};

it("follows imports once, also in a circle, and says which chunk is missing", () => {
  expect([...closureOf(MANIFEST, "index.html")]).toEqual(["index.html", "_shared"]);
  expect(() => closureOf({}, "index.html")).toThrow("index.html");
});

it("counts each chunk where it is first needed", () => {
  const sizes = bundleSizes(MANIFEST, (file) => BYTES[file] ?? Number.NaN);
  expect(sizes.map(({ name, value }) => [name, value])).toEqual([
    ["Entry", 60],
    ["Task route", 35],
    ["Diff chunk", 100],
    ["chart", 12],
    ["usage-page", 10],
    ["menu", 8],
    ["Files before the first paint", 3],
    ["and of the task page", 5],
    ["CSS", 9],
  ]);
});
