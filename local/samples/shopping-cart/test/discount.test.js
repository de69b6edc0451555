import assert from "node:assert/strict";
import { test } from "node:test";
import { assertDiscount, discountedTotal } from "../src/discount.js";

const lines = [
  { sku: "mug", name: "Mug", unitCents: 1000, quantity: 2 },
  { sku: "tea", name: "Tea", unitCents: 500, quantity: 2 },
];

test("takes a percentage off the cart once", () => {
  assert.equal(discountedTotal(lines, { kind: "percent", percent: 10 }), 2700);
});

test("takes a fixed amount off the cart", () => {
  assert.equal(discountedTotal(lines, { kind: "amount", cents: 500 }), 2500);
});

test("never goes below zero", () => {
  assert.equal(discountedTotal(lines, { kind: "amount", cents: 9999 }), 0);
});

test("takes everything off at 100 percent and nothing at 0", () => {
  assert.equal(discountedTotal(lines, { kind: "percent", percent: 100 }), 0);
  assert.equal(discountedTotal(lines, { kind: "percent", percent: 0 }), 3000);
});

test("refuses impossible discounts", () => {
  assert.throws(() => assertDiscount({ kind: "percent", percent: 101 }), RangeError);
  assert.throws(() => assertDiscount({ kind: "amount", cents: 1.5 }), RangeError);
  assert.throws(() => assertDiscount({ kind: "coupon" }), TypeError);
});
