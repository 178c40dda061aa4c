"""Figures of a part of their period: what a half-year gave is not the year's, what each year gave not that of five, and
neither may be what is so at the end of five."""

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
    """What names a part of a year (1—9月, 上半年, 截至6月底), each of several (每年) or of several places (各县), what only
    bounds a rule (部分), what is left without a part (扣除), a mean of each (年均), a level that is reached in them (跃上),
    their sum (累计), all of one, and what finds figures."""

    part: re.Pattern[str]
    each: re.Pattern[str]
    places: re.Pattern[str]
    bracket: re.Pattern[str]
    without: re.Pattern[str]
    mean: re.Pattern[str]
    level: re.Pattern[str]
    sum: re.Pattern[str]
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
    mean, concentration = alternatives(ontology.words["yearlyMeasures"]), alternatives(ontology.words["yearlyMeans"])
    bounds = (ontology.words[name] for name in ("atLeastBehind", "aboutBehind", "atMostBehind"))
    return _Words(re.compile(part), re.compile(alternatives(ontology.words["eachYear"])),
                  re.compile(alternatives(ontology.words["eachPlace"])),
                  re.compile(alternatives(ontology.words["bracketTails"])),
                  re.compile(alternatives(ontology.words["leavingOut"])),
                  re.compile(rf"{mean}(?!{concentration})\D*$"),
                  re.compile(alternatives(ontology.words["levelVerbs"])),
                  re.compile(alternatives(ontology.words["sumsOfYears"])), re.compile(whole),
                  make_figures(ontology.words["units"], frozenset().union(*bounds)))


def is_of_part(number: ObservationView, ontology: Ontology) -> bool:
    """Whether all sentences that give a result give it for a part of a year, or any figure for each of several
    places or years; by when something is to be done is of the year."""
    words, value = ontology.bound(_bind), decimal(number.value)
    texts = [read_again(e) for e in number.evidence if e.exact]
    if not texts or len(texts) < len(number.evidence):
        return False
    if all(_of_each(number, _before(text, value, words)[1], words) or _bounds_a_rule(text, value, words)
           or _without_a_part(number, text, value, words) for text in texts):
        return True
    return number.status != "target" and all(_parted(number, text, value, words) for text in texts)


def _parted(number: ObservationView, text: str, value: Decimal | None, words: _Words) -> bool:
    """Whether a sentence gives a result for a part of a year, or of several years for one of them."""
    at, before = _before(text, value, words)
    if "/" in (number.period or "") and (words.each.search(before) or _of_one_year(number, before, text[at:], words)):
        return True
    named = [m.end() for m in words.part.finditer(text, 0, at)]
    return bool(named) and words.whole.search(text, named[-1], at) is None


def _of_one_year(number: ObservationView, before: str, behind: str, words: _Words) -> bool:
    """Whether what is told of several years may be of the last: a level that was reached, a total that nothing sums up,
    how many there are of what no verb adds (29家实验室聚力赋能)."""
    if number.kind == "increment":
        return not before.strip() and words.sum.search(_CLAUSES.split(behind)[0]) is None
    level, summed = (pattern.search(before) is not None for pattern in (words.level, words.sum))
    return number.kind == "total" and (level or not summed)


def is_cut(number: ObservationView, ontology: Ontology) -> bool:
    """Whether all sentences that give a number have another figure right before its name: 80米|内换车比例达七成."""
    words, value = ontology.bound(_bind), decimal(number.value)

    def cut(text: str) -> bool:
        at = text.find(number.indicator)
        return any(f.end == at and value not in (f.value, f.upper) for f in words.figures(text))

    return bool(number.evidence) and all(cut(read_again(e)) for e in number.evidence)


def _figure(text: str, value: Decimal | None, words: _Words) -> Figure | None:
    """The figure that says a value in a text."""
    return next((f for f in words.figures(text) if value in (f.value, f.upper)), None)


def _before(text: str, value: Decimal | None, words: _Words) -> tuple[int, str]:
    """Where a figure stands in a text, and what its clause says before it."""
    found = _figure(text, value, words)
    at = len(text) if found is None else found.start
    return at, _CLAUSES.split(text[:at])[-1]


def _bounds_a_rule(text: str, value: Decimal | None, words: _Words) -> bool:
    """年应纳税所得额100万元至300万元|部分: whether a figure only says for what a rule is."""
    found = _figure(text, value, words)
    return found is not None and words.bracket.match(text, found.end) is not None


def _without_a_part(number: ObservationView, text: str, value: Decimal | None, words: _Words) -> bool:
    """扣除房地产投资后,固定资产投资增长3%: whether a figure is of what is left of a thing, and its name does not say so."""
    at, _ = _before(text, value, words)
    near = ",".join(_CLAUSES.split(text[:at])[-2:])
    return words.without.search(near) is not None and words.without.search(number.indicator) is None


def _of_each(number: ObservationView, before: str, words: _Words) -> bool:
    """支持各县发展1—2个主导产业, 年均新增10万人: whether a figure is that of each of several places or years."""
    several = number.kind == "growth" and "/" in (number.period or "")  # a growth of each of them is measured so
    mean = not several and words.mean.search(before) is not None
    return mean or words.places.search(before) is not None
