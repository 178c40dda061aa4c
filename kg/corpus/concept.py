"""What numbers measure, as concepts, and the numbers of one concept in series: what can be laid beside each other.

For another part (contradictions) four names are enough:

    concept_of(indicator, ontology) → Concept   国家高新技术企业总数 and 高企数量 → 高新技术企业 (iri, label); a name that
                                                ontology/indicators.ttl does not know is its own concept
    measure_of(number, ontology)    → Measure   total, increment, growth, average (growth a year over
                                                several), share or multiple, of kind, unit, name and sentence;
                                                of several years together totalOver, growthOver …
    series_of(view, ontology)       → Series …  all numbers of one concept, place (scope IRI), measure and unit
    Series.points                   → Point …   by period (never 2024 beside 2021/2025), then target
                                                before actual, then date; numbers of the same figure are one point

A point in doubt stays (`point.doubt`).  Numbers without a place or a period, and those of which the name does not say
what they measure (企业, 投资), are in no series.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kg.corpus.quote import any_of
from kg.corpus.within import is_cut, is_of_part
from kg.ontology import CONCEPT, Concept, Ontology, iri_path
from kg.store import EvidenceView, GraphView, ObservationView
from kg.values import decimal

__all__ = ["Concept", "Measure", "Naming", "Point", "Series", "concept_of", "has_word", "measure_of", "series_of"]
Measure = Literal["total", "increment", "growth", "average", "share", "multiple",
                  "totalOver", "incrementOver", "growthOver", "shareOver", "multipleOver"]
_QUOTES = re.compile(r"[“”‘’\"'《》\s]")
_CLAUSES = re.compile("[,;:。，；：]")
_HOUSEHOLDS = ("户",)
_NEAR = Decimal("0.01")  # by how much of the larger two figures that are one may differ
_FAR = Decimal("0.2")  # and two bounds of one, or two figures that a file knows by their name
_LEAST = 2  # characters of a name that is left when its affixes are gone


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of a series: all numbers that give it, whatever they call the indicator.

    `date` is that of the first document that gives it, `last` that of the last, empty when none has one.
    """

    value: Decimal
    comparator: str
    status: str
    period: str
    date: str
    last: str
    numbers: tuple[ObservationView, ...]

    @property
    def doubt(self) -> str | None:
        """Why it is in doubt; None when it is not."""
        return next((n.doubt for n in self.numbers if n.doubt), None)

    @property
    def evidence(self) -> tuple[EvidenceView, ...]:
        """The sentences that give it, each once."""
        return tuple(dict.fromkeys(e for n in self.numbers for e in n.evidence))


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of a concept of one place (its IRI), in one measure and unit, by period."""

    concept: Concept
    place: str
    measure: Measure
    unit: str
    points: tuple[Point, ...]


class Naming:
    """The names of indicators of an ontology, and the words around them that make no other indicator."""

    def __init__(self, ontology: Ontology) -> None:
        """Bind the words; a name is looked up once."""
        words = ontology.words
        self._spellings = dict(w.split("|") for w in sorted(words.get("indicatorSpellings", ())))
        self._spelt = _pattern_of(self._spellings)
        self._broken = tuple(sorted(words["indicatorOpenEnds"]))
        self._completions = dict(w.split("|") for w in sorted(words["indicatorCompletions"]))
        self._savings = words.get("savingVerbs", frozenset())
        self._before = _either(words, "indicatorPrefixes", "indicatorAdditions", "indicatorWholes")
        self._wider = _either(words, "indicatorWiderWholes")
        self._added = _either(words, "indicatorAdditions")
        joints, altering = (_either(words, name).pattern for name in ("listJoints", "alteringVerbs"))
        self._altering = re.compile(f"(?:{joints})?(?:{altering})")
        suffixes = _either(words, "indicatorSuffixes").pattern
        self._behind = re.compile(f"(?<=..)(?:{suffixes})$")
        self._numbers = tuple(sorted(words.get("indicatorNumberNouns", ())))
        self._bare = {self._tidy(w) for w in words.get("bareIndicators", ())}
        self._known = {self._tidy(name): c for c in ontology.concepts for name in (*c.names, c.label)}
        present = [_either(words, name).pattern for name in ("takingPart", "headcount")]
        self._present = re.compile(f"(?:{present[0]}).*(?:{present[1]})$")
        self._individuals = ontology.individuals
        self._pointers = _either(words, "indicatorPointers")
        self._places: dict[str, list[str]] = {}
        self._falls = tuple(sorted(words.get("fallNames", ())))
        self._shares = tuple(sorted(words["shareNames"]))
        self._wholes = tuple(sorted(words["sharedWholes"]))
        self._of_whole = _either(words, "shareVerbs")
        self._money = _either(words, "moneyTold")
        self._iris = {c.iri for c in ontology.concepts}
        self._bares: dict[str, Concept] = {}
        self._found: dict[tuple[str, str | None], Concept] = {}

    def of(self, indicator: str, place: str | None = None) -> Concept:
        """The concept of an indicator by any of its names, also behind one of the place whose figures are told."""
        if (indicator, place) not in self._found:
            self._found[indicator, place] = self._of_place(indicator, place)
        return self._found[indicator, place]

    def _of_place(self, indicator: str, place: str | None) -> Concept:
        """The concept of 某市新增高企 is that of 新增高企."""
        whole = self._of(indicator)
        if place is None or self.known(whole):
            return whole
        for name in self._names_of(place):
            rest = indicator.removeprefix(name)
            if rest != indicator and (self.known(self._of(rest)) or self._before.match(rest)):
                return self._of(rest)
        return whole

    def _names_of(self, place: str) -> list[str]:
        if place not in self._places:
            known = self._individuals.get(place)
            names = {n for n in (known.label, *known.names, *known.short_names) if len(n) >= _LEAST} if known else ()
            self._places[place] = sorted(names, key=lambda n: (-len(n), n))
        return self._places[place]

    def _of(self, indicator: str) -> Concept:
        if indicator not in self._bares:
            forms = [*self._forms(self._tidy(indicator))]
            known = next((self._known[name] for name in forms if name in self._known), None)
            self._bares[indicator] = known or _unknown(forms[-1])
        return self._bares[indicator]

    def known(self, concept: Concept) -> bool:
        """Whether the ontology knows it."""
        return concept.iri in self._iris

    def tells(self, concept: Concept) -> bool:
        """Whether its name says what is measured; how many come to a meeting is of no other meeting."""
        if self.known(concept):
            return True
        if self._pointers.search(concept.label) or concept.label.endswith(self._broken) or not self._shared(concept):
            return False
        told = len(concept.label) >= _LEAST and concept.label not in self._bare
        return told and self._present.search(concept.label) is None and concept.label[0] not in "(（"

    def _shared(self, concept: Concept) -> bool:
        """Whether the name of a share says of what: 高端产品占比 does not."""
        end = next((w for w in self._shares if concept.label.endswith(w)), "")
        stem = concept.label.removesuffix(end)
        return not end or stem.endswith(self._wholes) or self._of_whole.search(stem) is not None

    def prices(self, concept: Concept) -> bool:
        """Whether its name says that it is measured in money; 小麦 does not say what of it costs so much."""
        return self.known(concept) or self._money.search(concept.label) is not None

    def adds(self, indicator: str) -> bool:
        """Whether its name says that its numbers are of what was added, or taken away: 新增高企, 贫困人口减少."""
        tidy = self._tidy(indicator)
        return tidy not in self._known and (self._added.match(tidy) is not None or tidy.endswith(self._falls))

    def _tidy(self, name: str) -> str:
        spelt = self._spelt.sub(self._spell, _QUOTES.sub("", name))
        end = next((w for w in self._completions if spelt.endswith(w) and len(spelt) > len(w)), None)
        return spelt if end is None else spelt.removesuffix(end) + self._completions[end]

    def _spell(self, found: re.Match[str]) -> str:
        """A part of a name as it is held; a verb before it stays: 降低|利息负担, but 能耗|下降."""
        verb = found.start() == 0 and found.group() in self._savings
        return found.group() if verb else self._spellings[found.group()]

    def _forms(self, name: str) -> Iterator[str]:
        """A name, and what is left without words around it: the last is its shortest form."""
        yield name
        without = self._without_end(name)
        yield without
        for bare in (self._without_start(name), self._without_start(without)):
            yield bare
            wider = self._wider.match(bare)
            if wider is not None and bare[wider.end():] in self._known:
                yield bare[wider.end():]
        yield self._without_start(without)

    def _without_start(self, name: str) -> str:
        while (found := self._before.match(name)) and len(name) - found.end() >= _LEAST:
            if self._altering.match(name, found.end()):
                break  # 新建|和改造高标准农田 is no 改造高标准农田
            name = name[found.end():]
            if name in self._known:
                break
        return name

    def _without_end(self, name: str) -> str:
        while name not in self._known and not name.endswith(self._numbers) and (end := self._behind.search(name)):
            name = name[:end.start()]
        return name


def _unknown(name: str) -> Concept:
    """The concept of a name that no file knows."""
    return Concept(CONCEPT + (name if name.isalnum() else iri_path(name)), name, "", (), ())


def concept_of(indicator: str, ontology: Ontology, place: str | None = None) -> Concept:
    """The concept of an indicator by any of its names, also behind one of the place (its IRI) whose figure is told."""
    return ontology.bound(Naming).of(indicator, place)


def measure_of(number: ObservationView, ontology: Ontology) -> Measure:
    """What a number tells of its concept.

    A share is a total in percent; a total called 新增… is of what was added; of a growth over several years the
    sentence says whether it is that of each (年均).  What is told of several years together (2021/2025) stands in a
    series of its own, never beside what is told of one.
    """
    over = "/" in (number.period or "")
    if over and number.kind == "growth" and _is_average(number, ontology):
        return "average"
    return _of_a_year(number, ontology) + ("Over" if over else "")  # type: ignore[return-value]  # a closed vocabulary


def _of_a_year(number: ObservationView, ontology: Ontology) -> str:
    if number.kind != "total":
        return number.kind
    if number.unit in ontology.words.get("shareUnits", ()):
        return "share"
    return "increment" if ontology.bound(Naming).adds(number.indicator) else "total"


def _averages(ontology: Ontology) -> re.Pattern[str]:
    return _either(ontology.words, "averages")


def _is_average(number: ObservationView, ontology: Ontology) -> bool:
    """Whether a sentence gives a growth as that of each year: 年均增长7.1%."""
    words = ontology.bound(_averages)
    figure = rf"(?<![\d.]){re.escape(number.value)}\d*\s*[%％个]"
    return any(words.search(before) for e in number.evidence for before in re.split(figure, e.exact)[:-1]) or any(
        words.search(e.exact) and not re.search(figure, e.exact) for e in number.evidence)


def series_of(view: GraphView, ontology: Ontology) -> tuple[Series, ...]:
    """All numbers with place and period whose name says what they measure, in series; those of most points first."""
    names, unit_of = ontology.bound(Naming), ontology.bound(_Units)
    dates = {d.iri: d.date or "" for d in view.documents}
    grouped: dict[tuple[Concept, str, Measure, str], list[tuple[Decimal, ObservationView]]] = defaultdict(list)
    for o in view.observations:
        name = taken_away(o, ontology) + o.indicator + _at_end(o, ontology)
        value, concept = decimal(o.value), names.of(name, o.scope)
        if value is None or not o.scope or not o.period or not _is_told(names, concept, o, ontology):
            continue
        if not is_of_part(o, ontology) and not _ahead(o, dates):
            grouped[concept, o.scope, measure_of(o, ontology), unit_of.kind(concept, o.unit)].append((value, o))
    found = [Series(concept, place, measure, unit_of.written(concept, [o.unit for _, o in numbers]), tuple(points))
             for (concept, place, measure, _), numbers in grouped.items()
             if (points := _points(numbers, dates, names.known(concept)))]
    return tuple(sorted(found, key=lambda s: (-len(s.points), s.concept.label, s.place, s.measure, s.unit)))


def _is_told(names: Naming, concept: Concept, number: ObservationView, ontology: Ontology) -> bool:
    """Whether the name of a number says what is measured, of money also that it is money."""
    dear = number.kind != "growth" and number.unit in ontology.words["moneyUnits"]
    return names.tells(concept) and (not dear or names.prices(concept)) and not is_cut(number, ontology)


def _ahead(number: ObservationView, dates: Mapping[str, str]) -> bool:
    """Whether it is told as a result of years that lie ahead of all documents that tell it: it was read amiss."""
    years = [date[:4] for e in number.evidence if (date := dates.get(e.document))]
    return number.status != "target" and bool(years) and (number.period or "")[-4:].isdigit() \
        and all((number.period or "")[-4:] > year for year in years)


def _at_end(number: ObservationView, ontology: Ontology) -> str:
    """What makes of a rate, by all sentences that give it, that of a year's last days: 年末城镇调查失业率 is no mean."""
    if not number.indicator.endswith(tuple(ontology.words["meanRates"])):
        return ""
    ends = _either(ontology.words, "lastDays").pattern
    told = re.compile(f"(?:{ends})[^,。;，；]{{0,4}}{re.escape(number.indicator)}")
    of_end = all(told.search(e.exact) for e in number.evidence)
    return next(iter(ontology.words["lastDaysNames"])) if of_end else ""


def taken_away(number: ObservationView, ontology: Ontology) -> str:
    """The verb that says of a number that so much was taken away, in all sentences that give it: 淘汰 of 淘汰水泥2.3亿吨, of
    money also 降低 of 降低利息负担2000亿元; empty where its name has it, or something was added behind it."""
    money = number.kind == "total" and number.unit in ontology.words["moneyUnits"]
    verbs, added = ontology.bound(_saving if money else _taking)
    told = {_verb_before(number, e.exact, verbs, added) for e in number.evidence}
    verb = next(iter(told), "")
    return verb if len(told) == 1 and verb not in number.indicator else ""


def _taking(ontology: Ontology) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return _either(ontology.words, "takingAway"), _either(ontology.words, "surelyAdded", "rises", "totals")


def _saving(ontology: Ontology) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return _either(ontology.words, "takingAway", "savingVerbs"), ontology.bound(_taking)[1]


def _verb_before(number: ObservationView, text: str, verbs: re.Pattern[str], added: re.Pattern[str]) -> str:
    """The last such verb in the clause of a figure, before it."""
    for clause in _CLAUSES.split(text):
        at = clause.find(number.indicator)
        verb = [*verbs.finditer(clause, 0, max(at, 0))][-1:]
        if verb and not added.search(clause, verb[0].end()):
            return verb[0].group()
    return ""


def _points(numbers: Iterable[tuple[Decimal, ObservationView]], dates: dict[str, str], sure: bool) -> list[Point]:
    """Numbers of a series as its points: those of the same figure are one; `sure` says that a file knows
    their name."""
    same: dict[tuple[Decimal, str, str, str], list[ObservationView]] = defaultdict(list)
    for value, o in numbers:
        same[value, o.comparator, o.status, o.period or ""].append(o)
    found = []
    for figure, others in same.items():
        known = [date for o in others for e in o.evidence if (date := dates.get(e.document))]
        found.append(Point(*figure, min(known, default=""), max(known, default=""), tuple(others)))
    return sorted(_of_one_thing(_told_apart(found), sure), key=_order)


def _of_one_thing(points: Sequence[Point], sure: bool) -> list[Point]:
    """Without results of which one document gives several for the same: it means different things by that name (641万人领取
    养老金, 9880万人领取养老金).  Bounds, and what a file knows (`sure`), may differ by more."""
    given: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for point in points:
        if point.status != "target" and not point.doubt:
            for document in {e.document for e in point.evidence}:
                given[document, point.period].append(point)
    mixed = {p for several in given.values() for p in several if any(_differ(p, q, sure) for q in several)}
    return [p for p in points if p not in mixed]


def _differ(one: Point, other: Point, sure: bool) -> bool:
    """Whether two figures are no two roundings of one."""
    larger: Decimal = max(abs(one.value), abs(other.value))
    exact = not sure and one.comparator == other.comparator == "equal"
    return abs(one.value - other.value) > (_NEAR if exact else _FAR) * larger


def _told_apart(points: Sequence[Point]) -> list[Point]:
    """Without those of which one sentence gives several for the same: 三次产业分别增长3%、6%、5%, read under one name."""
    if len(points) == 1:
        return [*points]
    given: dict[tuple[EvidenceView, str, str], set[Point]] = defaultdict(set)
    for point in points:
        for e in point.evidence:
            given[e, point.period, point.status].add(point)
    mixed = {p for several in given.values() if len(several) > 1 and not _is_range(several) for p in several}
    return [p for p in points if p not in mixed]


def _is_range(points: Iterable[Point]) -> bool:
    """Whether they are the two bounds of a range."""
    return sorted(p.comparator for p in points) == ["atLeast", "atMost"]


def _order(point: Point) -> tuple[object, ...]:
    """By the end of the period, then a year before the plan period that it ends, targets first, then by date."""
    return (point.period[-4:], -int(point.period[:4]), point.status != "target", point.date, point.value,
            point.comparator)


class _Units:
    """Units that count the same: 家 and 户, 名 and 人."""

    def __init__(self, ontology: Ontology) -> None:
        self._kinds = {unit: name for name in ("thingCounters", "headCounters")
                       for unit in ontology.words.get(name, ())}
        self._firms = tuple(ontology.words.get("householdsAreFirms", ()))

    def kind(self, concept: Concept, unit: str) -> str:
        """The class of a unit that counts; any other unit is its own, and so is 户 unless what is counted is firms."""
        firms = concept.label.endswith(self._firms)
        return self._kinds.get(unit, "thingCounters" if firms and unit in _HOUSEHOLDS else unit)

    def written(self, concept: Concept, units: Iterable[str]) -> str:
        """The unit under which a series is shown: the concept's usual one, else that of most numbers."""
        counts = Counter(units)
        return min(counts, key=lambda u: (u not in concept.units, -counts[u], u))


def has_word(ontology: Ontology, name: str, text: str) -> bool:
    """Whether a word of a class stands in a text."""
    return any(word in text for word in ontology.words.get(name, ()))


def _either(words: dict[str, frozenset[str]], *names: str) -> re.Pattern[str]:
    """A pattern of the words of some classes, the longest first."""
    return _pattern_of({w for name in names for w in words.get(name, ())})


def _pattern_of(words: Iterable[str]) -> re.Pattern[str]:
    every = set(words)
    return re.compile(any_of(every) if every else "(?!)")
