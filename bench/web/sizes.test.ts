import { expect, it } from "vitest";
import { bundleSizes, closureOf, type Manifest } from "./sizes.ts";

const MANIFEST: Manifest = {
  "index.html": { file: "index.js", imports: ["_shared"], css: ["index.css"] },
  _shared: { file: "shared.js", imports: ["index.html"] },
  _field: { file: "field.js" },
  "src/task/task-page.tsx": { file: "task.js", imports: ["index.html", "_field"], isDynamicEntry: true },
  "src/task/diff/diff-pane.tsx": {
    file: "diff.js",
    imports: ["src/task/task-page.tsx"],
    isDynamicEntry: true,
  },
  "src/task/menu.tsx": { file: "menu.js", imports: ["_field"], isDynamicEntry: true },
  "src/usage/usage-page.tsx": { file: "usage.js", imports: ["_field", "_shared"], isDynamicEntry: true },
  "../node_modules/grammar.mjs": { file: "grammar.js", isDynamicEntry: true },
};
const BYTES: Record<string, number> = {
  "index.js": 40 * 1_024,
  "shared.js": 20 * 1_024,
  "field.js": 5 * 1_024,
  "task.js": 30 * 1_024,
  "diff.js": 100 * 1_024,
  "menu.js": 8 * 1_024,
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
    ["usage-page", 15],
    ["menu", 8],
    ["CSS", 9],
  ]);
});
