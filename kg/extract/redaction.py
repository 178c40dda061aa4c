"""What was taken out of a text before it was published: ××企业, 20XX年, X.X亿元; nothing is read from it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.clean import LOST
from kg.extract.lexicon import TAKEN_OUT, Lexicon
from kg.words import Word

_SIGN = "xX×*＊Ｘｘ"  # those of `kg.extract.lexicon.TAKEN_OUT` but for circles and what is lost
_NUMERAL = "一二三四五六七八九十"
_CIRCLES = rf"(?<![{_NUMERAL}○〇])[○〇]{{2,}}(?![{_NUMERAL}○〇])"  # 二〇〇〇 is a year
_NOWHERE: frozenset[int] = frozenset()
# What stands for a name or number: a few signs, or a single x that is no letter of a word.
_REDACTED = (rf"[{_SIGN}]{{2,}}|{_CIRCLES}|(?<![A-Za-z0-9+])[xX×](?![A-Za-z0-9”+]|{{rays}})"
             rf"|(?<=\d)[xX×](?={{placeholderUnits}})|\*|{LOST}")
# A value: 20XX年, X.X亿元 and ×月×日 are one each; and a unit whose number is simply missing.
_VALUE = rf"(?<!\+)[xX×*＊](?:[.xX×*＊]*[xX×*＊])?(?![A-Za-z0-9”+]|{{rays}})|{_CIRCLES}"
_MISSING = (r"{amountVerbs}{scaledUnits}(?={behindAmount})"
            r"|{companyCounts}(?:(?!{inexactNumerals})[^,。;、\d]){0,12}{companiesCounted}(?=[,。;、])"
            r"|(?<!\d)年 +月(?: +日)?")
# Without one of these nothing is missing.
_BLANK_YEAR, _COUNTED_MISSING, _AMOUNT_MISSING = "年 ", "companyCounts", frozenset(("amountVerbs", "scaledUnits"))
_ALONE = r"{countUnits}(?:{behindCount}|\Z)"  # where words begin and end there, a unit may stand alone
_SHARE_ALONE = r"(?<=[一-鿿])(?<!{inexactNumerals})"


def redacted_places(text: str, lexicon: Lexicon, classes: frozenset[str]) -> frozenset[int]:
    """The offsets of the characters that stand for what was taken out of a text of these classes, or lost."""
    if TAKEN_OUT not in classes:
        return _NOWHERE
    return frozenset(i for m in lexicon.pattern(_REDACTED).finditer(text) for i in range(*m.span()))


def redactions(text: str, words: Sequence[Word], lexicon: Lexicon, classes: frozenset[str]) -> int:
    """The number of names and numbers that were taken out of a sentence, in which words of these classes stand."""
    values = lexicon.pattern(_VALUE).finditer(text) if TAKEN_OUT in classes else ()
    taken_out = sum(not _inside_word(text, m) for m in values)
    if _BLANK_YEAR in text or _COUNTED_MISSING in classes or classes >= _AMOUNT_MISSING:
        taken_out += len(lexicon.pattern(_MISSING).findall(text))
    if "shares" in classes:
        taken_out += _shares_alone(text, lexicon)
    return taken_out + _units_alone(text, words, lexicon)


def _shares_alone(text: str, lexicon: Lexicon) -> int:
    """Percentages without a number in front: 增长%."""
    alone = lexicon.pattern(_SHARE_ALONE)
    return sum(alone.match(text, m.start()) is not None for m in lexicon.pattern("{shares}").finditer(text))


def _units_alone(text: str, words: Sequence[Word], lexicon: Lexicon) -> int:
    """Units that stand as words without a number in front: 认定重点实验室家, 引进人才名."""
    if lexicon.pattern(_ALONE).search(text) is None:
        return 0
    units, verbs, ends = (lexicon.words[name] for name in ("countUnits", "beforeCount", "behindCount"))
    alone = [words[at - 1] for at, (_, _, said, _, _) in enumerate(words)
             if said in units and at and (at + 1 == len(words) or words[at + 1].text in ends)]
    return sum([before.tag[:1] in "nl" or before.text in verbs for before in alone])


def _inside_word(text: str, match: re.Match[str]) -> bool:
    """Whether an x stands behind a letter or a figure between two figures: Linux, 4x4."""
    before, after = text[:match.start()][-1:], text[match.end():][:1]
    return before.isascii() and (before.isalpha() or (before.isdigit() and after.isdigit()))
