import unittest
from decimal import Decimal

from invoice import LineItem, format_amount, line_total, subtotal


class LineTotalTest(unittest.TestCase):
    def test_multiplies_quantity_and_price(self):
        item = LineItem("Consulting", quantity=3, unit_price=Decimal("120.00"))
        self.assertEqual(line_total(item), Decimal("360.00"))

    def test_refuses_negative_quantity(self):
        with self.assertRaises(ValueError):
            line_total(LineItem("Refund", quantity=-1, unit_price=Decimal("10.00")))

    def test_refuses_floats(self):
        with self.assertRaises(TypeError):
            line_total(LineItem("Coffee", quantity=1, unit_price=2.5))


class SubtotalTest(unittest.TestCase):
    def test_adds_all_lines(self):
        items = [
            LineItem("Consulting", quantity=2, unit_price=Decimal("120.00")),
            LineItem("Travel", quantity=1, unit_price=Decimal("35.50")),
        ]
        self.assertEqual(subtotal(items), Decimal("275.50"))


class FormatAmountTest(unittest.TestCase):
    def test_separates_thousands(self):
        self.assertEqual(format_amount(Decimal("1250")), "1,250.00 EUR")


if __name__ == "__main__":
    unittest.main()
