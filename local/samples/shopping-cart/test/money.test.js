import assert from "node:assert/strict";
import { test } from "node:test";
import { formatCents, parseCents, percentOf, roundCents } from "../src/money.js";

test("rounds halves up", () => {
  assert.equal(roundCents(10.4), 10);
  assert.equal(roundCents(10.5), 11);
});

test("takes a percentage in whole cents", () => {
  assert.equal(percentOf(1000, 10), 100);
  assert.equal(percentOf(999, 15), 150);
});

test("parses prices", () => {
  assert.equal(parseCents("12.50"), 1250);
  assert.equal(parseCents("3"), 300);
});

test("refuses what is not a price", () => {
  assert.throws(() => parseCents("12,5"), RangeError);
});

test("prints cents", () => {
  assert.equal(formatCents(1205), "12.05");
  assert.equal(formatCents(-50), "-0.50");
});
