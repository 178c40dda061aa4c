"""Numbers, years, days and plan periods as Chinese policy texts write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from kg.plain import plain

# How a number is compared, as it is written before it.
MARKS = {"equal": "=", "atLeast": "≥", "atMost": "≤", "about": "≈"}
_FIGURES = 4  # behind the point of a number that is written with 万 or 亿
_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
          "百亿": 10**10, "千亿": 10**11, "万亿": 10**12}
SCALES = "|".join(sorted(_SCALE, key=len, reverse=True))
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
# 20240301, 202403, 20240301093000; 2024年3月1日, 2024/3/1, 2024-03, 2024 and what only looks so.
_DAY = re.compile(r"(?<!\d)(?:((?:19|20)\d\d)(\d\d)(\d\d)?(?:\d{6})?(?!\d)"
                  r"|(\d+)(?:\s?[-/.年]\s?(\d+)(?:\s?[-/.月]\s?(\d+))?)?)")
YEAR = re.compile(r"(?:19|20)\d\d年度?")  # as a title or the name of an event begins with it
_TENS = {"十": 10, "百": 100, "千": 1000}
# Figures as accounts write them, and those for tens in one character.
_FORMAL = str.maketrans(dict(zip("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千", strict=True))
                        | {"廿": "二十", "卅": "三十"})
_FORMAL_SIZES = "拾佰仟廿卅"
_HAN = "".join(_DIGITS) + "十百千万亿"
_WRITTEN = _HAN + "".join(map(chr, _FORMAL))
_PLAN = re.compile(r"“?([一二三四五六七八九十]{1,3})五”?(?:规划)?(?:时期|期间|末|期末|开局|以来|收官)?")
_LONGEST_BOUND = 24
_LISTED = ("项", "条", "款", "期", "批", "部")
_LONGEST = 18  # digits of a number that counts anything; longer ones are codes
_LONGEST_HAN = 24  # characters of one
MOST_DIGITS = 64  # of a number that a graph holds

_NUMBER = rf"(?:\d+(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|[{_WRITTEN}]+(?:点[零〇一二三四五六七八九]+)?)"
_OPENING = re.compile(rf"[\d{_WRITTEN}半过](?:(?<=\d)\d+)?")  # of a figure; none begins behind a digit
_COMPOUND = r"\d+(?:\.\d+)?亿\d+(?:\.\d+)?万"
# 三成, 七成以上; not 成立, 成果, 成长.
_TENTHS = r"(?P<tenths>[一二两三四五六七八九])成(?P<half>半)?(?![立果本为功员都熟效长绩就交形型倍品分因])"
# 五分之一, 千分之三; 百分之五 is a percentage of its own.
_FRACTION = r"(?P<whole>[二两三四五六七八九十千]{1,2})分之(?P<part>[一二三四五六七八九十]{1,3})"
_PERCENT = rf"百分之(?P<percent>{_NUMBER})"
_HALF = (r"(?<=[于过超近约占达])(?<![未不没]过)(?:一半|半数)|(?<=[占比率额])过半数?(?=[,。;、)的]|$)|"
         r"(?:一半|半数)")
_DASH = re.compile(r"\s?(?:[—–－~～-]{1,2}|至|到)\s?$")


def number(digits: str, scale: str | None = None) -> Decimal:
    """The plain number of digits and a Chinese scale: 1.1, 万 → 11000; trailing zeros of a fraction are dropped."""
    return _plain(Decimal(digits.replace(",", "")) * _SCALE.get(scale or "", 1))


def _plain(value: Decimal) -> Decimal:
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


def decimal(text: str) -> Decimal | None:
    """A number as a graph holds it, in ASCII figures; None for what is none, and for one with more than `MOST_DIGITS`.

    No measure of anything has so many, and written out 1E+999999999 would fill the memory.
    """
    try:
        value = Decimal(text) if text.isascii() and len(text) <= 256 else None
    except InvalidOperation:
        return None
    if value is None or not value.is_finite():
        return None
    held = abs(value.adjusted()) < MOST_DIGITS and len(value.as_tuple().digits) <= MOST_DIGITS
    return value if held else None


def han_number(text: str) -> int | None:
    """A whole number below a hundred in Chinese characters (二十三); None when it is none."""
    value = han_decimal(text)
    whole = value is not None and value < 100 and "点" not in text and not set(text) & set("百千万亿")
    return int(value) if value is not None and whole else None


def han_decimal(text: str) -> Decimal | None:
    """A number in Chinese characters: 三百二十, 两万五千, 一千二百零五, 十二点五, 三万亿, 千亿; None when it is none.

    The last digit behind 百, 千, 万 or 亿 counts the next lower unit where nothing follows it (两万五 is 25000).  What
    only lists digits (二〇二四), or names two neighbours for a guess (三五, 七八十), is none, and so is what is longer
    than any number that somebody says.
    """
    if len(text) > _LONGEST_HAN:
        return None
    whole, point, fraction = text.translate(_FORMAL).partition("点")
    value = _whole(whole)
    if value is None or (point and not (fraction and set(fraction) <= _DIGITS.keys())):
        return None
    return _plain(Decimal(f"{value}.{''.join(str(_DIGITS[c]) for c in fraction)}")) if point else Decimal(value)


def _whole(text: str) -> int | None:
    """A whole number: sections below 万 between 亿 and 万, each counted by what is before it."""
    total = 0
    rest = text
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        before, found, behind = rest.rpartition(unit) if unit == "亿" else rest.partition(unit)
        if not found:
            continue
        count = _whole(before) if before else 1
        if count is None or not count:
            return None
        total += count * size
        if len(behind) == 1 and behind in _DIGITS and _DIGITS[behind]:
            return total + _DIGITS[behind] * size // 10
        rest = behind
    if not rest:
        return total if text else None
    section = _section(rest, first=not total)
    return None if section is None else total + section


def _section(text: str, first: bool) -> int | None:
    """A number below 万: digits with 千, 百, 十 behind them, each once and in this order."""
    if len(text) == 1 and text in _DIGITS:
        return _DIGITS[text]
    total, digit, last = 0, None, 10**4
    for character in text:
        if character in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[character]
            continue
        size = _TENS.get(character)
        if size is None:
            return None  # 一万万
        uncounted = not digit and (digit == 0 or total or not first)
        if size >= last or (uncounted and (size != 10 or not (total or first or digit == 0))):
            return None
        total, digit, last = total + (digit or 1) * size, None, size
    if digit and last in (100, 1000) and text[-2] in _TENS:
        return total + digit * last // 10  # 一百二 is 120
    return total + (digit or 0) if last < 10**4 else None


@plain
class Figure:
    """A number with its unit as it stands in a text, and its span there.

    `upper` is the upper bound of a range (3—5家), whose lower one is `value`.  `more` is 余, 多 or 来 behind the
    number, `trailing` the 以上 or 左右 behind the unit, `scaled` says that 万 or 亿 is written.  `han` says that it is
    written in Chinese characters, `open` that it is a scale without a digit (近百家, 超万亿元).
    """

    start: int
    end: int
    value: Decimal
    unit: str
    more: str = ""
    trailing: str = ""
    scaled: bool = False
    han: bool = False
    open: bool = False
    upper: Decimal | None = None


def after_year(text: str) -> int:
    """Where a text goes on behind the year that it begins with; 0 where it begins with none."""
    year = YEAR.match(text)
    return year.end() if year else 0


def make_figures(
        units: Iterable[str], bounds: Iterable[str], shared: Container[str] = ()) -> Callable[[str], list[Figure]]:
    """A function from a text to the figures in it, left to right.

    `units` are what is counted in (13亿|人口, 5|部门 have none), `bounds` the words behind a unit that compare its number
    (以上, 左右), `shared` the units that the last of a list may have for all (15、|22个百分点).  A number without a unit is one
    only at the end of a clause, with the empty unit.
    """
    unit, bound = (_any_of(words) for words in (units, bounds))
    pattern = re.compile(
        r"(?<![\dA-Za-z.×*#/])"
        rf"(?:{_PERCENT}(?P<of_percent>{bound})?|{_FRACTION}(?P<of_fraction>{bound})?"
        rf"|{_TENTHS}(?P<of_tenths>{bound})?|{_HALF}(?P<of_half>{bound})"
        rf"|(?:(?P<compound>{_COMPOUND})|(?P<value>{_NUMBER})\s?(?P<some>余|多)?(?P<scale>{SCALES})?)"
        rf"(?P<more>余|多|来)?\s?(?P<unit>(?:{unit})(?!(?<=人)口|(?<=部)门)|(?=[,。;、(]|$))(?P<trailing>{bound})?)")
    lower = re.compile(rf"(?<![\dA-Za-z.×*#/-])(?P<value>{_NUMBER})\s?(?P<scale>{SCALES})?(?P<unit>{unit})?$")

    def figures(text: str) -> list[Figure]:
        found: list[Figure] = []
        for match in matches(pattern, _OPENING, text):
            figure = _figure(match)
            if figure is not None:
                figure = _ranged(text, figure, lower)
            if figure is None:
                continue
            while found and found[-1].end > figure.start:
                found.pop()  # its lower bound, with a unit of its own
            found.append(figure)
        return _with_last_unit(text, found, shared)

    return figures


def _with_last_unit(text: str, figures: list[Figure], shared: Container[str]) -> list[Figure]:
    """Figures joined by 、 to one with such a unit, with it where they have none, or its beginning: 3.5、|12个百分点,
    3.5个、|12个百分点, 5万亿、|6万亿美元."""
    for at in range(len(figures) - 2, -1, -1):
        figure, unit = figures[at], figures[at + 1].unit
        part = unit != figure.unit and unit.startswith(figure.unit) and figure.scaled == figures[at + 1].scaled
        if part and unit in shared and text[figure.end:figures[at + 1].start].strip() == "、":
            figures[at] = replace(figure, unit=unit)
    return figures


def matches(pattern: re.Pattern[str], openings: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Where a pattern stands that begins with one of a few characters (`openings`, which matches no more than these and
    what it cannot begin with): these are found faster than anything else."""
    opening = openings.search(text)
    while opening is not None:
        match = pattern.match(text, opening.start())
        if match is not None:
            yield match
        opening = openings.search(text, opening.end() if match is None else match.end())


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda w: (-len(w), w))))


def _figure(match: re.Match[str]) -> Figure | None:
    """The figure of a match; None when its number is none."""
    start, end = match.span()
    groups = match.groupdict()
    if groups["percent"]:
        value = _value(groups["percent"])
        return None if value is None else Figure(start, end, value, "%", trailing=groups["of_percent"] or "", han=True)
    if groups["whole"]:
        return _fraction(match)
    if groups["tenths"]:
        return _tenths(match)
    if groups["unit"] is None:
        trailing = "以上" if match.group().startswith("过") else groups["of_half"] or ""
        return Figure(start, end, Decimal(50), "%", trailing=trailing, han=True)
    before = match.string[:start]
    if groups["compound"]:
        large, small = groups["compound"].rstrip("万").split("亿")
        if len(large) + len(small) > _LONGEST:
            return None
        value = number(large, "亿") + number(small, "万")
        return Figure(start, end, value, groups["unit"], groups["more"] or "", groups["trailing"] or "", True)
    digits, scale = groups["value"], groups["scale"]
    han = digits[0] in _WRITTEN
    base = _value(digits)
    if base is None or (han and not _counts(before, digits, groups["unit"])):
        return None
    value, more = _plain(base * _SCALE.get(scale or "", 1)), groups["some"] or groups["more"] or ""
    return Figure(start, end, value, groups["unit"], more, groups["trailing"] or "", bool(scale)
                  or digits[-1] in "万亿", han, han and digits[0] in "百千万亿")


def _value(digits: str) -> Decimal | None:
    """The number of digits or Chinese characters; None for what is none, or too long to count anything."""
    if digits[0] in _WRITTEN:
        return han_decimal(digits)
    return number(digits) if len(digits) <= _LONGEST else None


def _fraction(match: re.Match[str]) -> Figure | None:
    """五分之一: a share, if it is a percentage of at most two decimals; 三分之一 is none."""
    whole, part = (han_decimal(match.group(name)) for name in ("whole", "part"))
    if not whole or part is None or part >= whole or match.string[:match.start()].endswith(("第", "百", *_HAN)):
        return None
    value = (100 * part / whole).quantize(Decimal("0.01"))
    if value * whole != 100 * part:
        return None
    return Figure(*match.span(), _plain(value), "%", trailing=match.group("of_fraction") or "", han=True)


def _tenths(match: re.Match[str]) -> Figure | None:
    if match.string[:match.start()].endswith(("第", "几", "数", *_HAN)):
        return None
    value = Decimal(10 * _DIGITS[match.group("tenths")] + (5 if match.group("half") else 0))
    return Figure(*match.span(), value, "%", trailing=match.group("of_tenths") or "", han=True)


def _counts(before: str, digits: str, unit: str) -> bool:
    """Whether a number in Chinese characters says how many: not 第三批, 几百家, 每万人, 三分之一; a scale alone only
    behind what compares it (近百家, 超千亿元), or with 余 behind it."""
    if not unit or before.endswith(("第", "几", "分之", "每", "周", "初", *_HAN)):
        return False
    if digits.translate(_FORMAL) != digits and not set(digits) & set(_FORMAL_SIZES):
        return False  # 大陆人才, 队伍个数
    return not (digits[0] in "十百千万亿" and before.endswith(("数", "好", "成百上", "成千上")))


def _ranged(text: str, figure: Figure, lower: re.Pattern[str]) -> Figure | None:
    """A figure with the lower bound that stands before it: 3—5家, 100万—200万元; None when what stands there makes it
    none.

    A number before 至 that 从 or 由 begins is what it was before, and no bound.
    """
    dash = _DASH.search(text, max(0, figure.start - 4), figure.start)
    if dash is None:
        return figure
    bound = lower.search(text, max(0, dash.start() - _LONGEST_BOUND), dash.start())
    if bound is None or (bound.group("unit") and bound.group("unit") != figure.unit):
        return None if "-" in dash.group() else figure
    base, size = _value(bound.group("value")), _SCALE.get(bound.group("scale") or "", 1)
    if base is None or text.startswith("第", bound.start() - 1):
        return None
    if text.endswith(("从", "由", "自"), 0, bound.start()):
        return replace(figure, start=bound.start())
    # 100—200万元: the scale of the upper bound is that of the lower one, if it makes it less.
    shared = _last_scale(text[dash.end():figure.end]) if size == 1 and not bound.group("unit") else 1
    low = next((v for v in (base * size * shared, base * size) if v < figure.value), None)
    listed = low == 1 and figure.unit in _LISTED  # 材料1-10项
    if low is None or listed:
        return None
    return replace(figure, start=bound.start(), value=_plain(low), upper=figure.value)


def _last_scale(figure: str) -> int:
    """What the first digits of a figure are multiplied by: 10,000 in 200万元, 百亿 in 五百亿元."""
    found = re.match(rf"(?:[\d.,]+|[{''.join(_DIGITS)}])\s?([十百千万亿]+)", figure)
    scale = _whole(found.group(1)) if found else None
    return scale or 1


def plan_period(text: str) -> str | None:
    """The years of a five-year plan: 十四五 → 2021/2025 (the first began in 1953, the sixth in 1981).

    None for others.
    """
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


_QUARTERS = {"一": "03", "二": "06", "三": "09", "四": "12"}
_TERM = re.compile(
    r"(?:(?P<year>20\d\d)年|今年|本年)?度?(?:(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>3[01]|[12]\d|0?[1-9])日)?"
    r"|(?P<half>上半年)|(?:第)?(?P<quarter>[一二三四])季度|(?P<whole>年底|年末|年内|全年|年终|底|末|内)?)")


def term(text: str, year: str | None) -> str | None:
    """The day until which something is to be done, as a short text says it: 2024年6月底前, 9月, 三季度, 年底前.

    As precise as it is written, in the form of ISO 8601 (2024, 2024-06, 2024-06-30), the end of a half or a quarter as
    its month; `year` is meant where none is written.  The last of several counts (2024年3月—6月); None for none (长期).
    """
    found = [m for m in _TERM.finditer(text) if any(m.groups())]
    for match in reversed(found):
        of = match["year"] or year or next((m["year"] for m in found if m["year"]), None)
        if of is None or (match["whole"] in ("底", "末", "内") and not match["year"]):
            continue
        if match["month"]:
            day = f"-{int(match['day']):02}" if match["day"] else ""
            return f"{of}-{int(match['month']):02}{day}"
        return f"{of}-06" if match["half"] else f"{of}-{_QUARTERS[match['quarter']]}" if match["quarter"] else of
    return None


def readable(value: str) -> str:
    """A number as people write it: 500000000000 is 5000亿, 13000 is 1.3万; what would need more than four figures behind
    the point stays as it is."""
    number = decimal(value)
    if number is None:
        return value
    for unit in ("亿", "万"):
        scaled = number / _SCALE[unit]
        if abs(scaled) >= 1:
            short = format(scaled.normalize(), "f")
            return f"{short}{unit}" if len(short.partition(".")[2]) <= _FIGURES else value
    return value
