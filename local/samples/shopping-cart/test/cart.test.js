import assert from "node:assert/strict";
import { test } from "node:test";
import { addItem, createCart, receipt, removeItem, subtotal, total, withDiscount } from "../src/cart.js";

const mug = { sku: "mug", name: "Mug", unitCents: 1250 };
const tea = { sku: "tea", name: "Tea", unitCents: 480 };

test("an empty cart costs nothing", () => {
  assert.equal(total(createCart()), 0);
});

test("keeps the same product on one line", () => {
  const cart = addItem(addItem(createCart(), mug), mug, 2);
  assert.equal(cart.lines.length, 1);
  assert.equal(subtotal(cart), 3750);
});

test("never changes the cart it is given", () => {
  const before = addItem(createCart(), mug);
  addItem(before, tea);
  removeItem(before, "mug");
  assert.deepEqual(before, addItem(createCart(), mug));
});

test("removes a product", () => {
  const cart = removeItem(addItem(addItem(createCart(), mug), tea), "mug");
  assert.equal(total(cart), 480);
});

test("takes the discount off the total", () => {
  const cart = withDiscount(addItem(createCart(), mug, 2), { kind: "amount", cents: 500 });
  assert.equal(total(cart), 2000);
});

test("refuses a quantity below one", () => {
  assert.throws(() => addItem(createCart(), mug, 0), RangeError);
});

test("prints a receipt", () => {
  const cart = addItem(addItem(createCart(), mug, 2), tea);
  assert.equal(receipt(cart), "2 x Mug  25.00\n1 x Tea  4.80\nTotal  29.80");
});
