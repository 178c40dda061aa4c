"""Numbers and periods as policy texts write them."""

from decimal import Decimal

import pytest

from kg.values import han_number, number, plan_period


@pytest.mark.parametrize(("digits", "scale", "value"), [
    ("5000", "亿", 500000000000), ("1.1", "万", 11000), ("13,000", None, 13000), ("1.72", None, Decimal("1.72")), ("2", "千万", 20000000),
    ("0.5", None, Decimal("0.5")), ("13", "万亿", 13 * 10**12),
])
def test_number(digits, scale, value):
    assert number(digits, scale) == value


@pytest.mark.parametrize(("text", "value"), [("十四", 14), ("二十", 20), ("三", 3), ("二十三", 23), ("百", None), ("", None)])
def test_han_number(text, value):
    assert han_number(text) == value


@pytest.mark.parametrize(("text", "period"), [("十四五", "2021/2025"), ("“十三五”期间", "2016/2020"), ("十五五", "2026/2030"), ("第五", None)])
def test_plan_period(text, period):
    assert plan_period(text) == period
