"""Figures of a part of their period: what a half-year gave is not the year's, what each year gave not that of five."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from kg.corpus.quote import read_again
from kg.extract.lexicon import alternatives
from kg.ontology import Ontology
from kg.store import ObservationView
from kg.values import Figure, decimal, make_figures

_CLAUSES = re.compile("[,;:。，；：]")
_COUNT = "(?:\\d{1,2}|[一二三四五六七八九十]{1,2})"
_MONTHS = r"(?<!\d)\d{1,2}[-—–~至到]\d{1,2}月"


@dataclass(frozen=True)
class _Words:
    """What names a part of a year (1—9月, 上半年, 截至6月底), each of several (每年) or of several places (各县), a level that
    is reached in them (跃上), all of one, and what finds figures."""

    part: re.Pattern[str]
    each: re.Pattern[str]
    places: re.Pattern[str]
    level: re.Pattern[str]
    whole: re.Pattern[str]
    figures: Callable[[str], list[Figure]]


def _bind(ontology: Ontology) -> _Words:
    words = {name: alternatives(ontology.words[name]) for name in (
        "wholeYear", "partsOfYear", "yearsAway", "monthCounters", "datedTails", "thisYear", "yearBefore", "pastYear",
        "yearEnds")}
    part = (rf"(?!{words['wholeYear']})(?:{words['partsOfYear']}|{_MONTHS}|{words['yearsAway']}{_COUNT}"
            rf"{words['monthCounters']}|(?<!\d)(?!12)\d{{1,2}}月{words['datedTails']})")
    whole = "|".join((*(words[name] for name in ("wholeYear", "thisYear", "yearBefore", "pastYear", "yearEnds")),
                      r"(?:19|20)\d\d年(?!\d)"))
    bounds = (ontology.words[name] for name in ("atLeastBehind", "aboutBehind", "atMostBehind"))
    return _Words(re.compile(part), re.compile(alternatives(ontology.words["eachYear"])),
                  re.compile(alternatives(ontology.words["eachPlace"])),
                  re.compile(alternatives(ontology.words["levelVerbs"])), re.compile(whole),
                  make_figures(ontology.words["units"], frozenset().union(*bounds)))


def is_of_part(number: ObservationView, ontology: Ontology) -> bool:
    """Whether all sentences that give a result give it for a part of a year, or any figure for each of several
    places; by when something is to be done is of the year."""
    words, value = ontology.bound(_bind), decimal(number.value)
    if number.evidence and all(e.exact and _of_each(read_again(e), value, words) for e in number.evidence):
        return True
    if number.status == "target" or not number.evidence:
        return False

    def parted(text: str) -> bool:
        at, before = _before(text, value, words)
        several = "/" in (number.period or "")
        if several and (words.each.search(before) or (number.kind == "total" and words.level.search(before))):
            return True
        named = [m.end() for m in words.part.finditer(text, 0, at)]
        return bool(named) and words.whole.search(text, named[-1], at) is None

    return all(bool(e.exact) and parted(read_again(e)) for e in number.evidence)


def _before(text: str, value: Decimal | None, words: _Words) -> tuple[int, str]:
    """Where a figure stands in a text, and what its clause says before it."""
    at = next((f.start for f in words.figures(text) if value in (f.value, f.upper)), len(text))
    return at, _CLAUSES.split(text[:at])[-1]


def _of_each(text: str, value: Decimal | None, words: _Words) -> bool:
    """支持各县发展1—2个主导产业: whether a figure is that of each of several places."""
    return words.places.search(_before(text, value, words)[1]) is not None
