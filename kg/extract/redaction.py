"""What was taken out of a text before it was published: ××企业, 20XX年, X.X亿元; nothing is read from it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.clean import LOST
from kg.words import Word

# What stands for a name or number that was taken out before publication; 二〇〇〇 is a year.
_NUMERAL = "一二三四五六七八九"
_REDACTED = re.compile(rf"[xX×*＊Ｘｘ]{{2,}}|(?<![{_NUMERAL}○〇])[○〇]{{2,}}(?![{_NUMERAL}○〇])|(?<![A-Za-z0-9+])[xX×](?![A-Za-z0-9”+]|射线|光)|(?<=\d)[xX×](?=[年月日亿万家项个%人名元])|\*|{LOST}")
# A value: 20XX年, X.X亿元 and ×月×日 are one each; and a unit whose number is simply missing.
_VALUE = re.compile(rf"(?<!\+)[xX×*＊](?:[.xX×*＊]*[xX×*＊])?(?![A-Za-z0-9”+]|射线|光)|(?<![{_NUMERAL}○〇])[○〇]{{2,}}(?![{_NUMERAL}○〇])")
_MISSING = re.compile(r"(?:达到|完成|实现|增长|下降|提高|投入|约|占比|总额|总量|产值|收入|总值|支出|新增|[的为])(?:亿(?:美?元|吨|千瓦时)|万(?:元|吨|人次|亩|件|家|户|人))(?=[,。;、)]|以上|左右)"
                      r"|(?<=[一-鿿])(?<![零一二三四五六七八九十百千万亿几数多余两半])(?:%|个百分点)"
                      r"|(?:新增|达到?|总数|认定|建成|获批)[^,。;、\d一二三四五六七八九十百千万两多]{0,12}企业家(?=[,。;、])|(?<!\d)年 +月(?: +日)?")
_COUNTED = frozenset(("新增", "引进", "培育", "认定", "建成", "获批", "组建", "达到", "突破", "超过", "不少于", "不低于"))
_UNITS = frozenset(("家", "项", "个", "名"))
_BEHIND_UNIT = frozenset((",", "。", ";", "、", ")", "以上", "左右", "以内"))


def redacted_places(text: str) -> frozenset[int]:
    """The offsets of the characters that stand for what was taken out, or lost."""
    return frozenset(i for m in _REDACTED.finditer(text) for i in range(*m.span()))


def redactions(text: str, words: Sequence[Word]) -> int:
    """The number of names and numbers that were taken out of a sentence."""
    return sum(not _inside_word(text, m) for m in _VALUE.finditer(text)) + len(_MISSING.findall(text)) + _units_alone(words)


def _units_alone(words: Sequence[Word]) -> int:
    """Units that stand as words without a number in front: 认定重点实验室家, 引进人才名."""
    count = 0
    for before, unit, after in zip(words, words[1:], [*words[2:], None], strict=False):
        counted = unit.text in _UNITS and (after is None or after.text in _BEHIND_UNIT)
        count += counted and (before.tag[:1] in "nl" or before.text in _COUNTED) and before.end == unit.start
    return count


def _inside_word(text: str, match: re.Match[str]) -> bool:
    """Whether an x stands behind a letter or a figure between two figures: Linux, 4x4."""
    before, after = text[:match.start()][-1:], text[match.end():][:1]
    return before.isascii() and (before.isalpha() or (before.isdigit() and after.isdigit()))
