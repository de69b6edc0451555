import { expect, it } from "vitest";
import { isNewer } from "./newer-build.ts";

const page = (name: string) =>
  `<body><div id="app"></div><script type="module" src="/assets/${name}"></script></body>`;

it("tells a new build by the name of its entry script", () => {
  expect(isNewer(page("index-b.js"), "https://verne.example/assets/index-a.js")).toBe(true);
  expect(isNewer(page("index-a.js"), "https://verne.example/assets/index-a.js")).toBe(false);
});

it("does not take a proxy's page or a page without a script for a new build", () => {
  expect(isNewer("<h1>Bad gateway</h1>", "https://verne.example/assets/index-a.js")).toBe(false);
  expect(isNewer(page("index-b.js"), null)).toBe(false);
});
