"""Departments that every place has: 市科技局 is made out of a place, a stem and a tail, not looked up in a list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.extract.draft import Draft, Sentence
from kg.gazetteer import full_name, level
from kg.ontology import Individual, Ontology

_TAILS = {"厅": "厅", "局": "局", "委": "委员会", "委员会": "委员会"}
_LEVELS = {"省": ("province",), "自治区": ("province",), "市": ("prefecture", "province"), "州": ("prefecture",),
           "盟": ("prefecture",), "区": ("county", "province"), "县": ("county",), "旗": ("county",)}
_LEVEL_WORD = re.compile("自治区|[省市区县州旗盟]")
_LISTED_LEVEL = re.compile("[省市县旗区州]、$")  # in 市、县、区人民政府 no place is meant
_CLASS_BEFORE = frozenset("各全两该每级")


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a body: what stands before and after the place, and its full name with P for the place."""

    before: str
    after: str
    full: str
    shorts: tuple[str, ...] = ()


def make_forms(ontology: Ontology) -> dict[str, list[Form]]:
    """All forms by what stands after the place, from the word classes departmentStems and departmentBodies."""
    forms: dict[str, list[Form]] = {}

    def add(text: str, full: str, shorts: tuple[str, ...] = ()) -> None:
        before, _, after = text.partition("P")
        forms.setdefault(after, []).append(Form(before, after, full, shorts))

    for entry in sorted(ontology.words["departmentBodies"]):
        names = entry.split("|")
        for name in names:
            add(name, names[0])
    for entry in sorted(ontology.words["departmentStems"]):
        names = entry.split("|")
        for name in names:
            for short, tail in _TAILS.items() if "X" in name else (("", ""),):
                shorts = tuple(n.replace("X", short) for n in names[1:] if ("X" in n) == ("X" in name))
                add("P" + name.replace("X", short), "P" + names[0].replace("X", tail), shorts)
    return forms


def find_departments(draft: Draft, forms: dict[str, list[Form]]) -> None:
    """Add the departments of every sentence; those of an unknown place are counted as unresolved."""
    longest = max(map(len, forms))
    stops = tuple(draft.ontology.words["departmentStops"])
    for sentence in draft.sentences:
        for start, end, place, relative in _anchors(draft, sentence):
            match = _longest_form(sentence.text, start, end, forms, longest, stops)
            if match is None:
                continue
            form, first, last = match
            surface = sentence.text[first:last]
            if place is None:
                draft.unresolved[surface] = draft.unresolved.get(surface, 0) + 1
                continue
            add_department(draft, sentence, first, last, form, place, relative)


def add_department(draft: Draft, sentence: Sentence, start: int, end: int, form: Form, place: Individual, relative: bool) -> None:
    """Add a mention of a place's body: its full name, and the short ones that follow from it."""
    others = [form.before + place.label + form.after]
    others += [place.label + short for short in form.shorts]
    if full_name(place) != place.label:
        others.append(form.before + full_name(place) + form.after)
    sentence.add(draft.mention(sentence, start, end, draft.ontology.type_as("body"), "department",
                               form.full.replace("P", _seat(place)), names=others))


def _anchors(draft: Draft, sentence: Sentence) -> list[tuple[int, int, Individual | None, bool]]:
    """Places and words for a level of place (市) that a department may follow: (start, end, place, relative)."""
    found: list[tuple[int, int, Individual | None, bool]] = []
    place_type = draft.ontology.type_as("place")
    for mention in sentence.mentions:
        if draft.ontology.root(mention.type) == place_type and mention.iri:
            found.append((*sentence.span(mention), draft.ontology.individuals[mention.iri], False))
    text = sentence.text
    for match in _LEVEL_WORD.finditer(text):
        start, end = match.span()
        if not sentence.covering(start, end) and sentence.clean_span(max(0, start - 1), start + 1) \
                and text[start - 1:start] not in _CLASS_BEFORE and not _LISTED_LEVEL.search(text, max(0, start - 2), start):
            found.append((start, end, frame_place(draft, match.group()), True))
    return found


def frame_place(draft: Draft, word: str) -> Individual | None:
    """The place of the document that a word for a level means: 市 → 宁波市."""
    for iri in draft.places:
        place = draft.ontology.individuals[iri]
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


def body_of(draft: Draft, place: Individual, words: str) -> str | None:
    """The full name of a place's body that a word class names (`governmentBody`, `partyBody`)."""
    return next((w.replace("P", _seat(place)) for w in sorted(draft.ontology.words[words])), None)




_ISSUER = re.compile(r"^\s*(.{4,50}?)(?=关于)")


def find_issuers(draft: Draft, heads: tuple[str, ...]) -> None:
    """Add the issuer that a title names before 关于, whatever it is called, when it ends as bodies do.

    The same words elsewhere (a signature) are the same body.
    """
    found: set[str] = set()
    for sentence in draft.sentences:
        match = _ISSUER.match(sentence.text) if sentence.passage.role == "title" else None
        if match and match.group(1).endswith(heads) and not _LISTED.search(match.group(1)):
            found.add(match.group(1))
    for sentence in draft.sentences:
        for name in sorted(found):
            start = sentence.text.find(name)
            if start >= 0 and (sentence.passage.role == "title" or sentence.text.strip() == name):
                sentence.add(draft.mention(sentence, start, start + len(name), draft.ontology.type_as("body"), "issuer"))


_LISTED = re.compile(r"[、,。;:]| ")
