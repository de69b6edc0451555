import { percentOf } from "./money.js";

/**
 * A discount is either a share of the cart, { kind: "percent", percent: 10 },
 * or a fixed amount, { kind: "amount", cents: 500 }.
 */
export function assertDiscount(discount) {
  if (discount.kind === "percent") {
    if (discount.percent < 0 || discount.percent > 100) {
      throw new RangeError(`percent must be between 0 and 100, got ${discount.percent}`);
    }
    return;
  }
  if (discount.kind === "amount") {
    if (!Number.isInteger(discount.cents) || discount.cents < 0) {
      throw new RangeError(`cents must be a whole number of at least 0, got ${discount.cents}`);
    }
    return;
  }
  throw new TypeError(`unknown kind of discount: ${discount.kind}`);
}

/** The price of a line: unit price times quantity, in cents. */
export function lineCents(line) {
  return line.unitCents * line.quantity;
}

/** What is left to pay for the lines once the discount is taken off. Never below zero. */
export function discountedTotal(lines, discount) {
  const subtotal = lines.reduce((sum, line) => sum + lineCents(line), 0);
  if (discount.kind === "amount") {
    return Math.max(0, subtotal - discount.cents);
  }

  let total = 0;
  for (const line of lines) {
    total += lineCents(line) - percentOf(lineCents(line), discount.percent);
  }
  return total - percentOf(total, discount.percent);
}
