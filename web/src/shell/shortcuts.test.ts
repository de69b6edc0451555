import { expect, it } from "vitest";
import { globalKey, SHORTCUTS } from "./shortcuts.ts";

it("knows sequences and single keys, and nothing else", () => {
  expect(globalKey("g", null)).toEqual({ type: "wait" });
  expect(globalKey("u", "g")).toEqual({ type: "go", path: "/usage" });
  expect(globalKey("x", "g")).toBeNull();
  expect(globalKey("c", null)).toEqual({ type: "go", path: "/new" });
  expect(globalKey("u", null)).toBeNull();
});

it("answers every key that its sheet promises everywhere", () => {
  const promised = SHORTCUTS.find((group) => group.where === "Everywhere")?.keys.map(([key]) => key) ?? [];
  for (const key of promised.filter((one) => !one.startsWith("⌘"))) {
    const [first, second] = key.split(" ");
    expect(globalKey(second ?? first ?? "", second === undefined ? null : (first ?? null))).not.toBeNull();
  }
});
