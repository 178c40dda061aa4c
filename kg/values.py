"""Numbers, years, days and plan periods as Chinese policy texts write them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
          "百亿": 10**10, "千亿": 10**11, "万亿": 10**12}
SCALES = "|".join(sorted(_SCALE, key=len, reverse=True))
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
# 20240301, 202403, 20240301093000; 2024年3月1日, 2024/3/1, 2024-03, 2024 and what only looks so.
_DAY = re.compile(r"(?<!\d)(?:((?:19|20)\d\d)(\d\d)(\d\d)?(?:\d{6})?(?!\d)"
                  r"|(\d+)(?:\s?[-/.年]\s?(\d+)(?:\s?[-/.月]\s?(\d+))?)?)")
_PLAN = re.compile(r"“?([一二三四五六七八九十]{1,3})五”?(?:规划)?(?:时期|期间|末|期末|开局|以来|收官)?")


def number(digits: str, scale: str | None = None) -> Decimal:
    """The plain number of digits and a Chinese scale: 1.1, 万 → 11000; trailing zeros of a fraction are dropped."""
    value = Decimal(digits.replace(",", "")) * _SCALE.get(scale or "", 1)
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


def decimal(text: str) -> Decimal | None:
    """A number as a graph holds it, in figures; None for what is none, and for one with more than 64 of them.

    No measure of anything has so many, and written out 1E+999999999 would fill the memory.
    """
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < 64 and len(value.as_tuple().digits) <= 64 else None


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


def written_date(text: str) -> str | None:
    """The date that a short text holds, in the form of ISO 8601: 2024年3月1日, 2024/3/1 and 20240301 → 2024-03-01.

    As precise as it is written (2024, 2024-03), and as it is written: whether a calendar has that day is asked by
    `possible_date`.  The first with a year of this century or the last, else the first figures; None without figures.
    """
    found = [[part for part in match.groups() if part] for match in _DAY.finditer(text)]
    parts = next((p for p in found if len(p[0]) == 4 and p[0][:2] in ("19", "20")), found[0] if found else None)
    return "-".join(part.zfill(2) for part in parts) if parts else None


def possible_date(written: str) -> str | None:
    """A date in the form of ISO 8601 as far as a calendar has it: 2024-02-30 → 2024-02, 2024-13-01 → 2024.

    None when not even the year is one.
    """
    parts = written.split("-")
    while parts:
        try:
            date.fromisoformat("-".join([*parts, "01", "01"][:3]))
        except ValueError:
            parts.pop()
        else:
            break
    return "-".join(parts) or None
