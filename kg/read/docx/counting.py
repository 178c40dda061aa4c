"""Numbers as Word writes them in front of paragraphs: 三, 第一百〇一, 叁, 丙, ③, iii, c.

The formats are those of ISO/IEC 29500-1, 17.18.59 (ST_NumberFormat) that Chinese documents use; others, and numbers
beyond what a format has signs for, are written in digits, as Word does.
"""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_MOST = 9999  # no outline goes so far; letters and Roman numerals grow with their number


def _by_place(digits: str) -> Callable[[int], str]:
    """Each digit by its sign: 一〇一."""
    return lambda n: "".join(digits[int(d)] for d in str(n))


def _by_tens(digits: str) -> Callable[[int], str]:
    """Tens in words up to 九十九, then each digit by its sign: 一〇〇."""
    thousands, place = _in_words(digits, "十百千"), _by_place(digits)
    return lambda n: thousands(n) if n < 100 else place(n)


def _in_words(digits: str, units: str) -> Callable[[int], str]:
    """Tens, hundreds and thousands in words, a gap as one zero: 一百〇一, 一千二百三十."""
    def write(n: int) -> str:
        said, gap = "", False
        for unit, place in (*zip(units[::-1], (1000, 100, 10), strict=True), ("", 1)):
            digit, n = divmod(n, place)
            if digit:
                said += (digits[0] if gap and said else "") + digits[digit] + unit
            gap = not digit
        return said.removeprefix("一") if said.startswith("一十") else said

    return write


def _of(signs: str) -> Callable[[int], str]:
    """Signs of their own, as long as there are some."""
    return lambda n: signs[n - 1] if n <= len(signs) else str(n)


def _run(first: int, count: int) -> Callable[[int], str]:
    """Signs that stand in a row in Unicode."""
    return lambda n: chr(first + n - 1) if n <= count else str(n)


def _letter(n: int) -> str:
    """A … Z, AA, BB … ZZ, AAA …."""
    return chr(ord("A") + (n - 1) % 26) * ((n - 1) // 26 + 1)


def _roman(n: int) -> str:
    said = ""
    for value, sign in _ROMAN:
        said += sign * (n // value)
        n %= value
    return said


_FORMATS: dict[str, Callable[[int], str]] = {
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda n: _letter(n).lower(),
    "decimalZero": lambda n: f"{n:02}",
    "numberInDash": lambda n: f"- {n} -",
    "hex": lambda n: f"{n:X}",
    "decimalFullWidth": _by_place("０１２３４５６７８９"),
    "decimalFullWidth2": _by_place("０１２３４５６７８９"),
    "decimalEnclosedCircle": _run(0x2460, 20),
    "decimalEnclosedCircleChinese": _run(0x2460, 20),
    "decimalEnclosedFullstop": _run(0x2488, 20),
    "decimalEnclosedParen": _run(0x2474, 20),
    "ideographEnclosedCircle": _run(0x3280, 10),
    "ideographDigital": _by_place(_DIGITS),
    "japaneseDigitalTenThousand": _by_place(_DIGITS),
    "taiwaneseDigital": _by_place("○" + _DIGITS[1:]),
    "chineseCounting": _by_tens(_DIGITS),
    "taiwaneseCounting": _by_tens("○" + _DIGITS[1:]),
    "chineseCountingThousand": _in_words(_DIGITS, "十百千"),
    "taiwaneseCountingThousand": _in_words(_DIGITS, "十百千"),
    "japaneseCounting": _in_words(_DIGITS, "十百千"),
    "chineseLegalSimplified": _in_words(_LEGAL, "拾佰仟"),
    "ideographLegalTraditional": _in_words(_LEGAL_TRADITIONAL, "拾佰仟"),
    "ideographTraditional": _of(_STEMS),
    "ideographZodiac": _of(_BRANCHES),
    "ideographZodiacTraditional": lambda n: _STEMS[(n - 1) % 10] + _BRANCHES[(n - 1) % 12] if n <= 60 else str(n),
    "none": lambda n: "",
    "bullet": lambda n: "",
}


def written(number: int, form: str) -> str:
    """A number in one of Word's formats: 3, `chineseCounting` → 三."""
    if form in ("none", "bullet"):
        return ""
    return _FORMATS[form](number) if 1 <= number <= _MOST and form in _FORMATS else str(number)
