import { expect, it } from "vitest";
import { rankItems } from "./palette-items.ts";

const items = ["New task", "Tasks", "Fix the cart · samples/cart", "Settings"].map((text) => ({
  text,
  hint: "Go",
}));
const texts = (typed: string) => rankItems(items, typed).map((item) => item.text);

it("keeps the order while nothing is typed, and asks for every word", () => {
  expect(texts("  ")).toEqual(items.map((item) => item.text));
  expect(texts("cart fix")).toEqual(["Fix the cart · samples/cart"]);
  expect(texts("cart zebra")).toEqual([]);
});

it("puts what begins with the word before what merely holds it", () => {
  expect(texts("task")).toEqual(["Tasks", "New task"]);
  expect(texts("se")[0]).toBe("Settings");
});
