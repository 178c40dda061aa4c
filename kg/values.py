"""Numbers, years and plan periods as Chinese policy texts write them."""

from __future__ import annotations

import re
from decimal import Decimal

_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
          "百亿": 10**10, "千亿": 10**11, "万亿": 10**12}
SCALES = "|".join(sorted(_SCALE, key=len, reverse=True))
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
WHOLE_DIGITS = 18  # of a number's whole part: the engine of queries computes in 64 bits
_LONGEST = 28  # digits, point and commas: so many are multiplied without rounding
_PLAN = re.compile(r"“?([一二三四五六七八九十]{1,3})五”?(?:规划)?(?:时期|期间|末|期末|开局|以来|收官)?")


def number(digits: str, scale: str | None = None) -> Decimal:
    """The plain number of digits and a Chinese scale: 1.1, 万 → 11000; trailing zeros of a fraction are dropped."""
    value = Decimal(digits.replace(",", "")) * _SCALE.get(scale or "", 1)
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


def is_amount(digits: str, scale: str | None = None) -> bool:
    """Whether digits can be an amount of something: longer ones are serial numbers, codes, or a page run together."""
    return len(digits) <= _LONGEST and number(digits, scale).adjusted() < WHOLE_DIGITS


def han_number(text: str) -> int | None:
    """A whole number below a hundred in Chinese characters (二十三); None when it is none."""
    if not text or any(c not in _DIGITS and c != "十" for c in text):
        return None
    if "十" not in text:
        return _DIGITS[text] if len(text) == 1 else None
    tens, _, ones = text.partition("十")
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def plan_period(text: str) -> str | None:
    """The years of a five-year plan: 十四五 → 2021/2025 (the first began in 1953, the sixth in 1981); None for others."""
    match = _PLAN.fullmatch(text)
    ordinal = han_number(match.group(1)) if match else None
    if ordinal is None or ordinal < 6:
        return None
    start = 1981 + 5 * (ordinal - 6)
    return f"{start}/{start + 4}"
