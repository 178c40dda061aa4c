"""Departments that every place has: 市科技局 is made out of a place, a stem and a tail, not looked up in a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.lexicon import Lexicon
from kg.extract.proposal import Name, OpenReference, Proposal
from kg.extract.text import Sentence, Text
from kg.gazetteer import full_name, level
from kg.ontology import Individual

_TAILS = {"厅": "厅", "局": "局", "委": "委员会", "委员会": "委员会"}
_LEVELS = {"省": ("province",), "自治区": ("province",), "市": ("prefecture", "province"), "州": ("prefecture",),
           "盟": ("prefecture",), "区": ("county", "province"), "县": ("county",), "旗": ("county",)}
_LEVEL_WORD = re.compile("自治区|[省市区县州旗盟]")
_LISTED_LEVEL = re.compile("[省市县旗区州]、$")  # in 市、县、区人民政府 no place is meant
_CLASS_BEFORE = frozenset("各全两该每级")


Forms = dict[str, list["Form"]]


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a body: what stands before and after the place, and its full name with P for the place."""

    before: str
    after: str
    full: str
    shorts: tuple[str, ...] = ()


def make_forms(lexicon: Lexicon) -> Forms:
    """All forms by what stands after the place, from the word classes departmentStems and departmentBodies."""
    forms: dict[str, list[Form]] = {}

    def add(text: str, full: str, shorts: tuple[str, ...] = ()) -> None:
        before, _, after = text.partition("P")
        forms.setdefault(after, []).append(Form(before, after, full, shorts))

    for entry in sorted(lexicon.words["departmentBodies"]):
        names = entry.split("|")
        for name in names:
            add(name, names[0])
    for entry in sorted(lexicon.words["departmentStems"]):
        names = entry.split("|")
        for name in names:
            for short, tail in _TAILS.items() if "X" in name else (("", ""),):
                shorts = tuple(n.replace("X", short) for n in names[1:] if ("X" in n) == ("X" in name))
                add("P" + name.replace("X", short), "P" + names[0].replace("X", tail), shorts)
    return forms


def find_departments(doc: Text) -> Iterator[Proposal]:
    """The departments of every sentence; those of an unknown place stay open."""
    forms = doc.lexicon.bound(make_forms)
    longest = max(map(len, forms))
    stops = tuple(doc.lexicon.words["departmentStops"])
    for sentence in doc.sentences:
        for start, end, place in _anchors(doc, sentence):
            match = _longest_form(sentence.text, start, end, forms, longest, stops)
            if match is None:
                continue
            form, first, last = match
            if place is None:
                yield OpenReference(sentence.text[first:last])
            else:
                yield Name(sentence, (first, last), doc.lexicon.body, "department", form.full.replace("P", _seat(place)), tuple(_shorts(form, place)))


def _shorts(form: Form, place: Individual) -> Iterator[str]:
    """The other names of a place's body that follow from its form."""
    yield form.before + place.label + form.after
    for short in form.shorts:
        yield place.label + short
    if full_name(place) != place.label:
        yield form.before + full_name(place) + form.after


def _anchors(doc: Text, sentence: Sentence) -> list[tuple[int, int, Individual | None]]:
    """Places and words for a level of place (市) that a department may follow: (start, end, place)."""
    found: list[tuple[int, int, Individual | None]] = []
    for mention in sentence.mentions:
        if doc.is_a(mention, doc.lexicon.place) and mention.iri:
            found.append((*sentence.span(mention), doc.lexicon.individuals[mention.iri]))
    text = sentence.text
    for match in _LEVEL_WORD.finditer(text):
        start, end = match.span()
        if not sentence.covering(start, end) and sentence.clean_span(max(0, start - 1), start + 1) \
                and text[start - 1:start] not in _CLASS_BEFORE and not _LISTED_LEVEL.search(text, max(0, start - 2), start):
            found.append((start, end, frame_place(doc, match.group())))
    return found


def frame_place(doc: Text, word: str) -> Individual | None:
    """The place of the document that a word for a level means: 市 → 宁波市."""
    for iri in doc.places:
        place = doc.lexicon.individuals[iri]
        if level(place) in _LEVELS.get(word, ()) and (place.label.endswith(word) or level(place) != "province"):
            return place
    return None


def _longest_form(text: str, start: int, end: int, forms: dict[str, list[Form]], longest: int,
                  stops: tuple[str, ...]) -> tuple[Form, int, int] | None:
    for length in range(min(longest, len(text) - end), 0, -1):
        after = text[end:end + length]
        for form in sorted(forms.get(after, ()), key=lambda f: -len(f.before)):
            if text[:start].endswith(form.before) and not (length <= 2 and text[end + length:].startswith(stops)):
                if not form.before and form.after == "委员会":
                    continue
                return form, start - len(form.before), end + length
    return None


def _seat(place: Individual) -> str:
    """How a place stands in the full names of its bodies: a district with its city (宁波市鄞州区), a county by itself (宁海县)."""
    return place.label if level(place) == "county" and place.label.endswith(("县", "市", "旗")) else full_name(place)


def body_of(doc: Text, place: Individual, words: str) -> str | None:
    """The full name of a place's body that a word class names (`governmentBody`, `partyBody`)."""
    return next((w.replace("P", _seat(place)) for w in sorted(doc.lexicon.words[words])), None)
