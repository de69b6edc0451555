"""Totals for invoices. All amounts are `decimal.Decimal`; floats are refused."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class LineItem:
    """One line of an invoice: `quantity` pieces at `unit_price` each, before tax."""

    description: str
    quantity: int
    unit_price: Decimal


def line_total(item):
    """Price of one line, before tax. Raises ValueError on a negative quantity or price."""
    if isinstance(item.unit_price, float):
        raise TypeError("unit_price must be a Decimal, not a float")
    if item.quantity < 0:
        raise ValueError("quantity must not be negative")
    if item.unit_price < 0:
        raise ValueError("unit_price must not be negative")
    return item.quantity * item.unit_price


def subtotal(items):
    """Price of all lines, before tax."""
    return sum((line_total(item) for item in items), Decimal("0"))


def computeTotal(items, tax_rate):
    """Price of all lines with tax, rounded to the cent, halves up.

    `tax_rate` is a share: Decimal("0.20") adds 20 percent. Tax is computed once, on the
    sum, and not line by line. An empty invoice costs 0.00. Raises ValueError when
    `tax_rate` is below 0 or above 1.
    """
    if not 0 <= tax_rate <= 1:
        raise ValueError("tax_rate must be between 0 and 1")
    total = subtotal(items) * (1 + tax_rate)
    return total.quantize(CENT, rounding=ROUND_HALF_UP)


def format_amount(amount, currency="EUR"):
    """An amount as text with two decimals and thousands separators."""
    return f"{amount:,.2f} {currency}"
