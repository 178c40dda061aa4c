"""Departments that every place has: 市科技局 is made out of a place, a stem and a tail, not looked up in a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.proposal import Name, OpenReference, Over, Proposal
from kg.extract.rule import NO, Rule, Table
from kg.extract.text import Sentence, Stretch, Text
from kg.gazetteer import full_name, level
from kg.model import Mention
from kg.ontology import Individual
from kg.words import Lexemes

_LONGEST_BARE = 12  # characters of what a department is called without its place
# Posts with those who hold them, one behind another: 市委书记某甲,市委常委、.
_POSTS = r"(?:[^,、。;:]{0,16}{offices}[^,、。;:]{0,4}[,、])+"
_CAREFUL = 2  # characters of a form that may also begin another word

@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a body: what stands before and after the place, and its full name with P for the place."""

    before: str
    after: str
    full: str
    shorts: tuple[str, ...] = ()


Forms = dict[str, list[Form]]


def make_forms(lexicon: Lexicon) -> Forms:
    """All forms by what stands after the place, from the word classes departmentStems and departmentBodies."""
    forms: Forms = defaultdict(list)
    for entry in sorted(lexicon.words["departmentBodies"]):
        full, *_ = names = entry.split("|")
        for name in names:
            _add(forms, name, full, ())
    for entry in sorted(lexicon.words["departmentStems"]):
        full, *others = names = entry.split("|")
        for name in names:
            shorts = [n for n in others if ("X" in n) == ("X" in name)]
            for tail, tail_in_full in _tails(lexicon, name):
                whole = full.replace("X", tail_in_full)
                said = tuple(n.replace("X", tail) for n in shorts if (tail, tail_in_full) in _tails(lexicon, n))
                _add(forms, "P" + name.replace("X", tail), "P" + whole, said)
    return forms


def _tails(lexicon: Lexicon, stem: str) -> list[tuple[str, str]]:
    """The tails that X in a stem stands for, each as it is written and in full: 科X is 科委 and never 科局."""
    if "X" not in stem:
        return [("", "")]
    tails = (tail.split("|") for tail in sorted(lexicon.words["departmentTails"]))
    said = ((form, forms[0]) for forms in tails for form in forms)
    return [t for t in said if t[0] in lexicon.words["tailsOfShortStems"]] if stem[1:] == "X" else list(said)


def _add(forms: Forms, name: str, full: str, shorts: tuple[str, ...]) -> None:
    before, _, after = name.partition("P")
    forms[after].append(Form(before, after, full, shorts))


@case
class LevelWord(Stretch):
    """A word for a level of place (市): does it mean the document's own?"""

    def behind(self, template: str) -> bool:
        """Whether it stands right behind what a pattern says."""
        return self.lexicon.pattern(template).search(self.sentence.text[max(0, self.start - 2):self.start]) is not None


@case
class Bare(Stretch):
    """A department that only provinces have (科技厅), without a place: is it that of the document's province?"""

    @property
    def owned(self) -> bool:
        """Whether right before it stands the name of whose it is."""
        return not self.sentence.free(self.start - 1, self.start)

    @property
    def each(self) -> bool:
        """Whether those of all places are meant: 各|科技厅, 科技厅|(局)."""
        before, behind = self.sentence.text[:self.start], self.sentence.text[self.end:self.end + 1]
        return self.lexicon.pattern("{eachLevel}$").search(before[-1:]) is not None or behind == "("


# Why a department without a place is not that of the document's province.
BARE: Table[Bare] = Table(
    "bare-department",
    Rule("cut-word", lambda b: not {b.start, b.end} <= b.sentence.boundaries, NO),
    Rule("owned", lambda b: b.owned, NO),
    Rule("each", lambda b: b.each, NO),
)
# Why a word for a level of place does not mean the document's own.
LEVELS: Table[LevelWord] = Table(
    "place-level",
    Rule("redacted-before", lambda w: not w.sentence.clean_span(w.start - 1, w.end), NO),
    Rule("zone", lambda w: w.behind("{zoneStems}$"), NO),
    Rule("each", lambda w: w.behind("{eachLevel}$"), NO),
    Rule("listed", lambda w: w.behind("{anyLevel}、$"), NO),
)


@case
class Sharer:
    """A name before that of a place, at which a body's own name begins: does that body's kind belong to it too?"""

    lexicon: Lexicon
    sentence: Sentence
    mention: Mention
    end: int
    place: Individual
    last: Individual

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the sentence."""
        return self.sentence.span(self.mention)


# Why a name before the place of a body is no place that has such a body too.
SHARED: Table[Sharer] = Table(
    "shared-department",
    Rule("not-listed", lambda p: p.sentence.text[p.span[1]:p.end] not in p.lexicon.words["departmentJoints"], NO),
    Rule("no-place", lambda p: p.lexicon.roots[p.mention.type] != p.lexicon.place, NO),
    Rule("other-level", lambda p: level(p.place) != level(p.last), NO),
)


def find_departments(text: Text) -> Iterator[Proposal]:
    """The departments of every sentence; those of an unknown place stay open."""
    forms = text.lexicon.bound(make_forms)
    for sentence in text.sentences:
        for start, end, place in _anchors(text, sentence):
            form = _longest_form(text.lexicon, sentence.text, (start, end), forms)
            if form is None:
                continue
            first, last = start - len(form.before), end + len(form.after)
            before = _named_before(text, sentence, start, sentence.text[start:end]) if place is None else None
            if before is not None:
                first, place = sentence.span(before)[0], text.lexicon.individual(before)
            elif place is None:
                if LEVELS.any(LevelWord(text, sentence, start, end)):
                    continue
                place = place_meant(text, sentence, start, sentence.text[start:end])
            if place is None:
                yield from _open(text, sentence, (first, last))
            else:
                yield _department(sentence, (first, last), form, place, text.lexicon)
                yield from _sharing(text, sentence, (first, place), form)
                yield from _following(text, sentence, last, place)


def _department(sentence: Sentence, span: tuple[int, int], form: Form, place: Individual, lexicon: Lexicon) -> Name:
    """The body of a place that a form of words names."""
    full = form.full.replace("P", _seat(lexicon, place))
    return Name(sentence, span, lexicon.body, "department", full, tuple(_shorts(form, place)))


def _named_before(text: Text, sentence: Sentence, start: int, level_word: str) -> Mention | None:
    """The place right before a word for its level, which is said twice then: 甲市|市委书记."""
    named = [m for m in sentence.before(start) if sentence.span(m)[1] == start]
    places = ((m, place) for m in named if (place := text.lexicon.known(m.iri)))
    return next((m for m, place in places if place.label.endswith(level_word)), None)


def _sharing(text: Text, sentence: Sentence, last: tuple[int, Individual], form: Form) -> Iterator[Name]:
    """The same body of each place in the list that ends with the place of one: 江苏、青海|省委."""
    at, place = last
    while True:
        before = next(iter(sentence.before(at)), None)
        if before is None:
            return
        other = text.lexicon.known(before.iri)
        if other is None:
            return
        if SHARED.any(Sharer(text.lexicon, sentence, before, at, other, place)):
            return
        shared = _department(sentence, sentence.span(before), form, other, text.lexicon)
        yield replace(shared, over=Over.CLAIM, pointing=True)
        at = sentence.span(before)[0]


def _following(text: Text, sentence: Sentence, end: int, place: Individual) -> Iterator[Name]:
    """The other bodies of a place in the list that begins with one of them: 襄阳市科技局、|教育局."""
    forms, joints = text.lexicon.bound(make_forms), text.lexicon.lexemes("departmentJoints")
    while (joint := joints.beginning(sentence.text, end)) is not None:
        start = end + len(joint)
        form = _bare_form(text.lexicon, sentence, start, forms)
        if form is None:
            return
        end = start + len(form.after)
        yield replace(_department(sentence, (start, end), form, place, text.lexicon), pointing=True)


def _bare_form(lexicon: Lexicon, sentence: Sentence, start: int, forms: Forms) -> Form | None:
    """The longest form of a department that stands at a place without a place before it, up to the end of a word."""
    stops = lexicon.listed["departmentStops"]
    for length in range(_LONGEST_BARE, _CAREFUL, -1):
        found = next((f for f in forms.get(sentence.text[start:start + length], ()) if not f.before), None)
        if found is not None:
            whole = start + length in sentence.boundaries and not sentence.text.startswith(stops, start + length)
            return found if whole else None
    return None


def find_bare_departments(text: Text) -> Iterator[Name]:
    """Departments that only provinces have, without their place: those of the document's province."""
    province = next((place for place in text.places.values() if level(place) == "province"), None)
    if province is None:
        return
    bare, forms = text.lexicon.bound(make_bare), text.lexicon.bound(make_forms)
    for sentence in _with_tails(text):
        for start, said in bare.places(sentence.text):
            span = start, start + len(said)
            if not BARE.any(Bare(text, sentence, *span)):
                form = next(f for f in forms[said] if not f.before)
                yield _department(sentence, span, form, province, text.lexicon)


def _with_tails(text: Text) -> Iterator[Sentence]:
    """The sentences in which a department may be named that only provinces have."""
    tails = text.lexicon.words["provincialTails"]
    return (sentence for sentence in text.sentences if any(tail in sentence.text for tail in tails))


def make_bare(lexicon: Lexicon) -> Lexemes:
    """What departments are called that only provinces have, without the place: 科技厅."""
    tails = lexicon.listed["provincialTails"]
    forms = lexicon.bound(make_forms)
    tailed = [said for said in forms if said.endswith(tails)]
    return Lexemes(said for said in tailed if any(not f.before for f in forms[said]))


def _open(text: Text, sentence: Sentence, span: tuple[int, int]) -> Iterator[Proposal]:
    """A body of an unknown place: in a text that speaks of no place at all it is that text's one body of this name."""
    yield OpenReference(sentence.text[span[0]:span[1]])
    if not text.places and not text.collection:
        yield Name(sentence, span, text.lexicon.body, "department", open=True)


def _shorts(form: Form, place: Individual) -> Iterator[str]:
    """The other names of a place's body that follow from its form."""
    yield form.before + place.label + form.after
    for short in form.shorts:
        yield place.label + short
    if full_name(place) != place.label:
        yield form.before + full_name(place) + form.after


def _anchors(text: Text, sentence: Sentence) -> Iterator[tuple[int, int, Individual | None]]:
    """Places, and words for a level of place (市, without a place), that a department may follow."""
    for mention in sentence.mentions:
        iri = mention.iri if text.is_a(mention, text.lexicon.place) else None
        place = None if iri is None else text.lexicon.individuals[iri]
        if place is not None and _has_departments(text, place):
            yield *sentence.span(mention), place
    if "placeLevels" not in sentence.classes:
        return
    for match in text.lexicon.pattern("{placeLevels}").finditer(sentence.text):
        if sentence.free(*match.span()) and not _behind_abroad(text, sentence, match.start()):  # no part of a name
            yield *match.span(), None


def _has_departments(text: Text, place: Individual) -> bool:
    """A country (its code is of letters) has a government, and no 人民政府; a place abroad has neither."""
    return not (place.code or "").isalpha() and place.iri not in text.lexicon.places_abroad


def _behind_abroad(text: Text, sentence: Sentence, at: int) -> bool:
    """纽约|市教育局: right behind a place abroad."""
    abroad = text.lexicon.places_abroad
    return any(end == at and any(i.iri in abroad for i in known) for _, end, known, _ in sentence.hits)


def frame_place(text: Text, word: str) -> Individual | None:
    """The place of the document that a word for a level means, the nearest one: 市 → 宁波市, 上海市."""
    return next((place for place in text.places.values() if place.label.endswith(word)), None)


def place_meant(text: Text, sentence: Sentence, at: int, word: str) -> Individual | None:
    """The place that a word for a level means: that of the one whose post was told right before, else the document's.

    六安市委书记某甲,|市委副书记、市长某乙 are both of 六安, wherever that is told.
    """
    named = sorted((m for m in (*sentence.mentions, *sentence.inner) if sentence.span(m)[1] <= at), key=sentence.span)
    places = ((m, text.lexicon.known(m.iri)) for m in reversed(named) if text.is_a(m, text.lexicon.place))
    for mention, place in places if word else ():
        if place is not None and place.label.endswith(word):
            told = text.lexicon.pattern(_POSTS).fullmatch(sentence.text, sentence.span(mention)[1], at)
            return place if told else frame_place(text, word)
    return frame_place(text, word)


def _make_ends(lexicon: Lexicon) -> Lexemes:
    """What stands behind the place in the forms."""
    return Lexemes(lexicon.bound(make_forms))


def _longest_form(lexicon: Lexicon, sentence: str, place: tuple[int, int], forms: Forms) -> Form | None:
    """The form with the longest end, and of these with the longest beginning, that stands around a place."""
    start, end = place
    for length in lexicon.bound(_make_ends).lengths(sentence, end):
        near = forms.get(sentence[end:end + length])
        if near is None:
            continue
        if length <= _CAREFUL and sentence.startswith(lexicon.listed["departmentStops"], end + length):
            continue
        around = (f for f in near if sentence.endswith(f.before, 0, start))
        found = max(around, key=lambda f: len(f.before), default=None)
        if found is not None:
            return found
    return None


def _seat(lexicon: Lexicon, place: Individual) -> str:
    """How a place stands in the full names of its bodies: a district with its city (宁波市鄞州区), a county alone (宁海县)."""
    return place.label if place.label.endswith(lexicon.listed["ownSeats"]) else full_name(place)


def body_of(text: Text, place: Individual, words: str) -> str | None:
    """The full name of a place's body that a word class names (`governmentBody`, `partyBody`); none of one abroad."""
    if place.iri in text.lexicon.places_abroad:
        return None
    return next((w.replace("P", _seat(text.lexicon, place)) for w in sorted(text.lexicon.words[words])), None)
