import { assertDiscount, discountedTotal, lineCents } from "./discount.js";
import { formatCents } from "./money.js";

/** An empty cart. */
export function createCart() {
  return { lines: [], discount: null };
}

/** A cart with `quantity` more of the product. The same product stays on one line. */
export function addItem(cart, product, quantity = 1) {
  if (!Number.isInteger(quantity) || quantity < 1) {
    throw new RangeError(`quantity must be a whole number of at least 1, got ${quantity}`);
  }
  const known = cart.lines.some((line) => line.sku === product.sku);
  const lines = known
    ? cart.lines.map((line) =>
        line.sku === product.sku ? { ...line, quantity: line.quantity + quantity } : line,
      )
    : [...cart.lines, { ...product, quantity }];
  return { ...cart, lines };
}

/** A cart without the product. No error when it was not there. */
export function removeItem(cart, sku) {
  return { ...cart, lines: cart.lines.filter((line) => line.sku !== sku) };
}

/** A cart with this discount; it replaces the one before. */
export function withDiscount(cart, discount) {
  assertDiscount(discount);
  return { ...cart, discount };
}

/** The price of all lines before any discount, in cents. */
export function subtotal(cart) {
  return cart.lines.reduce((sum, line) => sum + lineCents(line), 0);
}

/** What the customer pays, in cents. */
export function total(cart) {
  return cart.discount ? discountedTotal(cart.lines, cart.discount) : subtotal(cart);
}

/** One printable line for each product, and the total. */
export function receipt(cart) {
  const lines = cart.lines.map((line) => `${line.quantity} x ${line.name}  ${formatCents(lineCents(line))}`);
  return [...lines, `Total  ${formatCents(total(cart))}`].join("\n");
}
