import { expect, it } from "vitest";
import type { FileDiff } from "../../../../worker/protocol/index.ts";
import { fileTree, filterFiles, type TreeNode } from "./tree.ts";

const file = (path: string): FileDiff => ({
  path,
  status: "modified",
  additions: 1,
  deletions: 1,
  binary: false,
  plan_steps: [],
  out_of_plan: false,
  machine_written: false,
});
const outline = (nodes: readonly TreeNode[]): unknown[] =>
  nodes.map((node) => (node.kind === "file" ? node.name : [node.name, node.path, ...outline(node.children)]));

it("shows folders first and joins those with one folder in them", () => {
  const files = ["z.js", "src/app/ui/button.js", "src/app/ui/menu.js", "docs/a.md", "docs/b/c.md", "a.js"];
  expect(outline(fileTree(files.map(file)))).toEqual([
    ["docs", "docs", ["b", "docs/b", "c.md"], "a.md"],
    ["src/app/ui", "src/app/ui", "button.js", "menu.js"],
    "a.js",
    "z.js",
  ]);
});

it("filters by any part of the path", () => {
  const files = ["src/Cart.js", "test/cart.test.js", "README.md"].map(file);
  expect(filterFiles(files, " cart").map((one) => one.path)).toEqual(["src/Cart.js", "test/cart.test.js"]);
  expect(filterFiles(files, "")).toHaveLength(3);
});
