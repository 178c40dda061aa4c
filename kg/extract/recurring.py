"""Names of what is held, sent or published again and again: whether they say which one it is.

A meeting of each year is that of its document's year (`yearly`), what there is more often than that is its document's
alone (`kind`); so are plans and reports of which every place, or every year, has its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from kg.extract.kind import MARKED, NOUNS, OPEN_TAGS, REMEMBERED
from kg.extract.lexicon import Lexicon
from kg.gazetteer import level
from kg.model import Resolution
from kg.words import make_dictionary

_PARTIES = 2  # of an agreement
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]$")  # 决定(讨论稿)
_SESSION = r"{ordinalMarks}?(?:{countDigits}|\d)+{sessionCounters}{sessionHeads}"
_PLENUM = "{numberedPlenums}{sessionHeads}"
_ABBREVIATED = 4  # characters of a meeting's short name: 服贸会
_NUMBERED = r"(?<![A-Za-z\d])\d|{numberedOnes}|[一二三四五六七八九十]{eventCounters}|{heldOnceEver}"


def make_recurring(lexicon: Lexicon) -> Callable[[str, str], Resolution]:
    """A function of a type and a name that tells of what is held or sent again and again whether the name says which:
    `resolved` where it does, or is of anything else; `yearly` of a meeting of each year (世界互联网大会, 三中全会), `kind` of
    what there is more often than that (国务院常务会议, 云南代表团, 第一次全体会议)."""
    numbered = lexicon.pattern(_NUMBERED)
    sent, hosts = lexicon.lexemes("sentOnce"), lexicon.lexemes("heldInPlaces")

    @lru_cache(maxsize=REMEMBERED)
    def recurs(type: str, name: str) -> Resolution:
        root, end = lexicon.root(type), len(name)
        session = _session(lexicon, name) if root == lexicon.meeting else None
        if session is not None:
            return session
        if root not in (lexicon.meeting, lexicon.body) or numbered.search(name):
            return "resolved"
        if root == lexicon.body:
            return "kind" if sent.ending(name, end) else "resolved"
        if _of_its_document(lexicon, name):
            return "kind"
        return "resolved" if hosts.ending(name, end) and _tells_host(lexicon, name) else "yearly"

    return recurs


def _session(lexicon: Lexicon, name: str) -> Resolution | None:
    """What a session is that tells its number and not of whom: another in each document (第一次|全体会议) or in each year
    (三中|全会), also of a body that counts anew with each term (中央财经委员会|第六次会议); None where it is none."""
    if lexicon.pattern(_PLENUM).fullmatch(name) or lexicon.pattern("{termBodies}" + _SESSION).fullmatch(name):
        return "yearly"
    return "kind" if lexicon.pattern(_SESSION).fullmatch(name) else None


def _of_its_document(lexicon: Lexicon, name: str) -> bool:
    """Whether a meeting is one of several in a year, or its name does not say which it is."""
    often = lexicon.lexemes("heldOften").ending(name, len(name)) is not None
    return often or _untold(lexicon, name) or _misread(lexicon, name) or _held_there(lexicon, name)


def _held_there(lexicon: Lexicon, name: str) -> bool:
    """北京|峰会: told by nothing but its place."""
    head = lexicon.lexemes("bareMeetings").ending(name, len(name))
    return head is not None and any(start == 0 and end == len(name) - len(head) and all(
        lexicon.roots[i.type] == lexicon.place for i in known) for start, end, known, _ in lexicon.lookup(name))


def _misread(lexicon: Lexicon, name: str) -> bool:
    """阿曼苏丹海赛|姆: whether the one character by which a name is a meeting's ends no word of the dictionary."""
    if len(name) <= _ABBREVIATED or not name.endswith(lexicon.listed["meetingCharacters"]):
        return False
    last = lexicon.tag(name)[-1].text
    return last not in lexicon.heads and not (len(last) > 1 and make_dictionary()(last))


def _untold(lexicon: Lexicon, name: str) -> bool:
    """出席|会议, 缔约方|大会: whether no word of a meeting's name says which one it is."""
    if lexicon.pattern(MARKED).search(name) or lexicon.lexemes("heldInPlaces").ending(name, len(name)) \
            or name.startswith(lexicon.listed["nationalBeginnings"]):
        return False
    known = any(certain for _, _, _, certain in lexicon.lookup(name))
    return not known and all(w.tag.startswith(OPEN_TAGS) or w.tag in (*NOUNS, "vn", "an", "ad")
                             for w in lexicon.tag(name))


def _tells_host(lexicon: Lexicon, name: str) -> bool:
    """杭州|亚运会: whether a name tells the city in which a meeting is held that goes from place to place."""
    return any(lexicon.roots[i.type] == lexicon.place and level(i) in ("province", "prefecture", "county")
               for _, _, known, certain in lexicon.lookup(name) if certain for i in known)


def make_dated(lexicon: Lexicon) -> Callable[[str], Resolution]:
    """A function of the name of a document that tells whether it says which: `yearly` of what is given each year
    (政府工作报告), `kind` of the plan of five years of a place that it does not tell (“十五五”规划纲要) and of what is agreed
    with whom it does not tell (合作协议), else `resolved`."""
    words = lexicon.words
    plan = lexicon.pattern(r"{planPeriods}|第{countDigits}+{planYears}")
    yearly, plans = lexicon.listed["yearlyDocuments"], lexicon.listed["planTitles"]
    ours, pacts = (*words["ownCountry"], *words["nationWords"]), lexicon.listed["pactEnds"]
    numbered = lexicon.pattern(r"\d{4}|[一二三四五六七八九十]{eventCounters}")

    @lru_cache(maxsize=REMEMBERED)
    def dated(name: str) -> Resolution:
        bare = _BRACKETS.sub("", name)
        if bare.endswith(yearly) and not numbered.search(name):
            return "yearly"
        told = _told(lexicon, name)
        if bare.endswith(pacts):
            return "resolved" if told >= _PARTIES or numbered.search(name) else "kind"
        planned = bare.endswith(plans) and plan.search(name) and not name.startswith(ours)
        return "kind" if planned and not told else "resolved"

    return dated


def _told(lexicon: Lexicon, name: str) -> int:
    """How many places and bodies a name tells."""
    return sum(certain and lexicon.roots[known[0].type] in (lexicon.place, lexicon.body)
               for _, _, known, certain in lexicon.lookup(name))
