"""Numbers of a spreadsheet as its cells show them: 0.156 under `0.0%` is 15.6%, 45352 under `yyyy"年"m"月"` 2024年3月.

The codes are those of ECMA-376-1, 18.8.30 and 18.8.31, with the built-in ones of Chinese programs.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

GENERAL = "General"
_YEAR_MONTH, _MONTH_DAY, _FULL_DAY = 'yyyy"年"m"月"', 'm"月"d"日"', 'yyyy"年"m"月"d"日"'
_HOUR_MINUTE, _HALF_DAY = 'h"时"mm"分"', '上午/下午h"时"mm"分"'
BUILT_IN = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: _YEAR_MONTH,
    28: _MONTH_DAY,
    29: _MONTH_DAY,
    30: "m-d-yy",
    31: _FULL_DAY,
    32: _HOUR_MINUTE,
    33: 'h"时"mm"分"ss"秒"',
    34: _HALF_DAY,
    35: _HALF_DAY + 'ss"秒"',
    36: _YEAR_MONTH,
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    45: "mm:ss",
    47: "mm:ss",
    50: _YEAR_MONTH,
    51: _MONTH_DAY,
    52: _YEAR_MONTH,
    53: _MONTH_DAY,
    54: _MONTH_DAY,
    55: _HALF_DAY,
    56: _HALF_DAY + 'ss"秒"',
    57: _YEAR_MONTH,
    58: _MONTH_DAY,
}
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_.(?P<blank>)|\*.(?P<fill>)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<date>[yY]+|[eE](?![+-])|[mM]+|[dD]+|[hH]+|[sS]+(?:\.0+)?|AM/PM|A/P|上午/下午|a{3,4}(?![a-z]))"
    r"|(?P<general>General|G/通用格式)|(?P<exponent>[eE][+-]0+)|(?P<digit>[0#?])|(?P<sign>[.,%@])|(?P<plain>[\s\S])",
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
_CURRENCY = re.compile(r"\$([^-]*)(?:-.*)?")
_FIGURES = 11  # that a cell without a format shows
_LONGEST = 20  # figures; what is longer stays as it is stored
_KEPT = Context(prec=80)
_LAST_DAY = 2_958_466
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CHINESE_DAYS = "一二三四五六日"


class _Token(NamedTuple):
    """A piece of a format: what it is (`digit`, `date`, `text` …) and its characters."""

    kind: str
    text: str


class _Section(NamedTuple):
    """One of the forms in a format, with the condition under which it holds, if it names one."""

    tokens: tuple[_Token, ...]
    condition: tuple[str, str] | None

    def has(self, kind: str) -> bool:
        """Whether there is a token of a kind."""
        return any(token.kind == kind for token in self.tokens)


def shown(value: str, code: str, from_1904: bool = False) -> str:
    """A number, as it is stored, in the form that a cell of this format shows; days count from 1900, or from 1904.

    What no format explains is shown as without one; what is no number comes back as it is.
    """
    try:
        number = _KEPT.create_decimal(value.strip())
    except InvalidOperation:
        return value
    if not number.is_finite() or abs(number.adjusted()) > _LONGEST:
        return value
    section, negative = _chosen(_sections(code), number)
    if section.has("date"):
        return _date(number, section, from_1904) or _general(number)
    if section.has("exponent") or section.has("fraction") or not section.has("digit"):
        return _worded(number, section)
    return _counted(abs(number) if negative else number, section)


def _worded(number: Decimal, section: _Section) -> str:
    """A number without a format among the words of one; the words alone where the number is not shown."""
    if section.has("exponent") or section.has("fraction"):
        return _general(number)
    return "".join(
        _general(number) if t.kind in ("general", "at") else t.text
        for t in section.tokens
        if t.kind in ("general", "at", "text")
    )


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...]:
    """The forms in a format, in their order: for positive numbers, negative ones, zero, text."""
    sections: list[_Section] = []
    tokens: list[_Token] = []
    condition: tuple[str, str] | None = None
    for match in _TOKEN.finditer(code):
        kind, text = match.lastgroup or "quoted", match.group(match.lastgroup or 0)
        if kind == "plain" and text == ";":
            sections.append(_Section(tuple(tokens), condition))
            tokens, condition = [], None
        elif kind == "bracket":
            if (found := _CONDITION.fullmatch(text)) is not None:
                condition = (found.group(1), found.group(2))
            elif (currency := _CURRENCY.fullmatch(text)) is not None:
                tokens.append(_Token("text", currency.group(1)))
            elif text.lower() in ("h", "hh", "m", "mm", "s", "ss"):
                tokens.append(_Token("fraction", ""))  # hours that pass a day: as a number
        elif kind not in ("blank", "fill"):
            tokens.append(_token(kind, text))
    return (*sections, _Section(tuple(tokens), condition))


def _token(kind: str, text: str) -> _Token:
    if kind in ("quoted", "escaped"):
        return _Token("text", text)
    if kind == "plain":
        return _Token("fraction" if text == "/" else "text", text)
    if kind == "sign":
        return _Token({".": "point", ",": "comma", "%": "percent", "@": "at"}[text], text)
    return _Token(kind, text)


def _chosen(sections: tuple[_Section, ...], number: Decimal) -> tuple[_Section, bool]:
    """The form for a number, and whether that says itself that it is negative."""
    # A stroke in a date divides, it makes no fraction.
    sections = tuple(
        _Section(tuple(_Token("text", t.text) if t.kind == "fraction" else t for t in s.tokens), None)
        if s.has("date")
        else s
        for s in sections
    )
    if any(s.condition for s in sections):
        held = (s for s in sections if s.condition is None or _holds(s.condition, number))
        return next(held, sections[-1]), False
    if number < 0 and len(sections) > 1:
        return sections[1], True
    if number == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], False


def _holds(condition: tuple[str, str], number: Decimal) -> bool:
    sign, bound = condition[0], Decimal(condition[1])
    return {
        "<": number < bound,
        ">": number > bound,
        "=": number == bound,
        "<=": number <= bound,
        ">=": number >= bound,
        "<>": number != bound,
    }[sign]


def _general(number: Decimal) -> str:
    """A number without a format: whole ones in full, others with as many figures as a cell shows."""
    if number == number.to_integral_value():
        return f"{number.to_integral_value():f}" if number else "0"
    rounded = Context(prec=_FIGURES, rounding=ROUND_HALF_UP).create_decimal(number)
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _counted(number: Decimal, section: _Section) -> str:
    """A number in the digits of a form: `#,##0.0` groups, `0.0%` and `0,` scale, words stay where they stand."""
    tokens = list(section.tokens)
    places = [i for i, t in enumerate(tokens) if t.kind == "digit"]
    point = next((i for i, t in enumerate(tokens) if t.kind == "point"), None)
    whole_end = point if point is not None else places[-1] + 1
    decimals = [i for i in places if point is not None and i > point]
    commas = [i for i, t in enumerate(tokens) if t.kind == "comma"]
    grouped = any(places[0] < i < max((p for p in places if p < whole_end), default=0) for i in commas)
    scaled = sum(places[-1] < i or (point is not None and i == point - 1) for i in commas)
    percents = sum(t.kind == "percent" for t in tokens)
    value = number.scaleb(2 * percents - 3 * scaled, _KEPT)
    rounded = value.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP, _KEPT)
    sign = "-" if rounded < 0 else ""
    whole, _, fraction = f"{abs(rounded):f}".partition(".")
    head = _whole(tokens[:whole_end], whole.lstrip("0"), grouped)
    return sign + head + _fraction(tokens[whole_end:], fraction)


def _whole(tokens: list[_Token], figures: str, grouped: bool) -> str:
    """The figures before the point from right to left, each in its place; the first place takes all that are left."""
    pieces: list[str] = []
    left = sum(t.kind == "digit" for t in tokens)
    written = 0
    for token in reversed(tokens):
        if token.kind in ("text", "percent"):
            pieces.append(token.text)
        if token.kind != "digit":
            continue
        left -= 1
        taken = figures if not left else figures[-1:]
        figures = "" if not left else figures[:-1]
        for figure in reversed(taken or ("0" if token.text == "0" else "")):
            pieces.append("," if grouped and written and written % 3 == 0 else "")
            pieces.append(figure)
            written += 1
    return "".join(reversed(pieces))


def _fraction(tokens: list[_Token], figures: str) -> str:
    """The figures behind the point; places that need not be filled lose their zeros."""
    wanted = [t.text for t in tokens if t.kind == "digit"]
    while wanted and figures.endswith("0") and wanted[-1] in "#?":
        wanted.pop()
        figures = figures[:-1]
    pieces: list[str] = []
    for token in tokens:
        if token.kind == "digit":
            pieces.append(figures[:1])
            figures = figures[1:]
        elif token.kind == "point":
            pieces.append("." if figures else "")
        elif token.kind in ("text", "percent"):
            pieces.append(token.text)
    return "".join(pieces)


def _date(number: Decimal, section: _Section, from_1904: bool) -> str | None:
    """A day and time in a form; None for what is no day of the calendar."""
    if not 0 <= number < _LAST_DAY:
        return None
    days = float(number)
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 if days >= 60 else 31)  # 1900-02-29 counts
    try:
        moment = start + timedelta(seconds=round(days * 86400))
    except OverflowError:  # the last second of the calendar, or of that from 1904
        return None
    tokens = [t for t in section.tokens if t.kind in ("date", "text", "point", "comma", "percent", "at")]
    halves = any("/" in t.text for t in tokens if t.kind == "date")
    pieces: list[str] = []
    for i, token in enumerate(tokens):
        if token.kind != "date":
            pieces.append(token.text)
            continue
        minutes = token.text[0] in "mM" and _is_of_time(tokens, i)
        pieces.append(_dated(moment, token.text.lower(), minutes, halves))
    return "".join(pieces)


def _is_of_time(tokens: list[_Token], place: int) -> bool:
    """Whether an `m` stands for minutes: behind hours or before seconds."""
    parts = [t.text[0].lower() if t.kind == "date" else "" for t in tokens]
    before = next((p for p in reversed(parts[:place]) if p), "")
    behind = next((p for p in parts[place + 1 :] if p), "")
    return before == "h" or behind == "s"


def _dated(moment: datetime, part: str, minutes: bool, halves: bool) -> str:
    """One part of a day or time: the year for `yyyy`, the minute for `mm` among `minutes`."""
    if "/" in part:
        names = {"am/pm": ("AM", "PM"), "a/p": ("A", "P")}.get(part, ("上午", "下午"))
        return names[moment.hour >= 12]
    kind, width = part[0], len(part)
    if kind == "y":
        return f"{moment.year % 100:02}" if width < 3 else f"{moment.year:04}"
    if kind == "a":
        return ("星期" if width > 3 else "") + _CHINESE_DAYS[moment.weekday()]
    if kind == "e":
        return str(moment.year)
    if kind in "md" and width > 2 and not minutes:
        name = _MONTHS[moment.month - 1] if kind == "m" else _DAYS[moment.weekday()]
        return name[:3] if width == 3 else name
    hour = (moment.hour + 11) % 12 + 1 if halves else moment.hour
    value = {"m": moment.minute if minutes else moment.month, "d": moment.day, "h": hour, "s": moment.second}[kind]
    return f"{value:02}" if width > 1 else str(value)
