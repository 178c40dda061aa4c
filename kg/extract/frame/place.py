"""For which place a document speaks: known places vote, and the document's own 我省, 全市, 区委 tell the level."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from kg.extract.lexicon import Lexicon
from kg.extract.text import Text
from kg.gazetteer import Hit, Level, ancestors, level
from kg.model import Document, Passage
from kg.ontology import Individual
from kg.values import after_year, matches

_LEVELS: tuple[Level, ...] = ("county", "prefecture", "province")
# What says of which level of place the document speaks, and the classes of words with which that begins.
_OWN: dict[Level, tuple[str, tuple[str, ...]]] = {
    "province": (r"{ownProvince}|(?<![一-鿿]){provincial}", ("ownProvince", "provincial")),
    "prefecture": (r"{ownCity}|(?<![一-鿿]){municipal}", ("ownCity", "municipal")),
    "county": (r"{ownCounty}", ("ownCounty",))}
_REDACTED_PLACE = r"[xX×*]+{levelNouns}"
_TITLES = re.compile("《[^《》]*》")
# Votes of a place that a line names, by what the line is.
_VOTES = {"title": 12, "byline": 8, "heading": 3, "body": 2, "cell": 2, "furniture": 0}
_EARLY, _EARLY_VOTES = 6, 2  # the first sentences have votes more
_ABOVE, _SHORT = 3, 80  # a short line above the text is the site's or the office's
_SIGNED, _LONGEST = re.compile(r"\s*(?:19|20)\d\d年\d{1,2}月\d{1,2}日\s*"), 40  # a line that is a day; one that is signed
_ENDS = tuple("。;:,!?)")
_DELIVERED, _HEAD = ("—", "―", "("), 16  # one so marked says below the title where the text was spoken
_FEWEST_VOTES, _FEWEST_OWN = 6, 4  # where the document speaks of a place of that level as its own, less is enough


@dataclass(frozen=True, slots=True)
class Line:
    """A line in which known names stand, with the votes that each place gets; short names in running text get half."""

    hits: Sequence[Hit]
    votes: int
    running: bool

    def votes_of(self, start: int, end: int) -> int:
        """The votes of a place named there."""
        return self.votes // 2 if self.running and end - start <= 2 else self.votes


def find_places(text: Text) -> tuple[Individual, ...]:
    """The place that the document speaks for and the places around it, nearest first; empty when it does not tell.

    A law or plan is of the place with which its title begins.  Else every known place votes, titles and source lines
    more than sentences; the level (省, 市, 区) is the one that the document's own 我省, 全市, 区委 are of.  Where places
    are redacted only title and source line vote.
    """
    lexicon, titles = text.lexicon, _title_lines(text.document, text.passages)
    titled = next((place for line in titles if (place := _titled(line, lexicon))), None)
    if titled is not None:
        return _with_around_it(titled, lexicon)
    own = _own_level(text.document.text, lexicon)
    votes = _votes(_lines(text), lexicon, seats=own is not None)
    for of in _LEVELS[_LEVELS.index(own or "prefecture"):]:
        fewest = _FEWEST_OWN if of == own else _FEWEST_VOTES
        place = _elected({iri: n for iri, n in votes.items() if level(lexicon.individuals[iri]) == of}, fewest, lexicon)
        if place is not None:
            return _with_around_it(place, lexicon)
    return ()


def _with_around_it(place: Individual, lexicon: Lexicon) -> tuple[Individual, ...]:
    """A place and those around it, but for the country."""
    around = [lexicon.individuals[a] for a in ancestors(place, lexicon.ontology)]
    return (place, *(a for a in around if level(a) != "country"))


def _title_lines(document: Document, passages: Sequence[Passage]) -> Iterator[str]:
    """The lines of a document that are its title."""
    yield from (p.text for p in passages if p.role == "title")
    yield from filter(None, (document.title,))


def _titled(title: str, lexicon: Lexicon) -> Individual | None:
    """The place whose law or plan a title names, which it begins with, however often a greater one is named: 某市…条例."""
    if lexicon.lexemes("ordinances", "planGenres").ending(title, len(title)) is None:
        return None
    place, position = None, after_year(title)
    for start, end, found, certain in lexicon.lookup(title):
        if start != position or not certain or not _is_division(found, title[start:end]):
            break
        place, position = found[0], end
    return place


def _is_division(found: Sequence[Individual], said: str) -> bool:
    """Whether words are the full name of one place, and of no zone: 某经济特区条例 is of the city."""
    return len(found) == 1 and level(found[0]) != "none" and said.endswith(found[0].label)


def _own_patterns(lexicon: Lexicon) -> dict[Level, tuple[re.Pattern[str], re.Pattern[str]]]:
    """What is sought of each level, and a character with which it begins."""
    return {of: (lexicon.pattern(template), lexicon.openings(*classes)) for of, (template, classes) in _OWN.items()}


def _own_level(text: str, lexicon: Lexicon) -> Level | None:
    """The level of place of which a document speaks as its own; None where it speaks of none."""
    own = _TITLES.sub("", text)  # 我省 in another document's title is that document's
    counts = {of: sum(1 for _ in matches(*patterns, own)) for of, patterns in lexicon.bound(_own_patterns).items()}
    # Who speaks as often of the city's as of the province's own speaks for the city.
    best = max(_LEVELS, key=lambda of: counts[of])
    return best if counts[best] else None


def _elected(votes: Mapping[str, int], fewest: int, lexicon: Lexicon) -> Individual | None:
    """The place with half of all votes of its level, and no fewer than so many."""
    best = max(sorted(votes), key=lambda iri: votes[iri], default=None)
    if best is None or votes[best] < fewest or votes[best] * 2 < sum(votes.values()):
        return None
    return lexicon.individuals[best]


def _lines(text: Text) -> Iterator[Line]:
    """The lines of a document that vote."""
    document, lookup = text.document, text.lexicon.lookup
    hits = {sentence.passage.index: sentence.hits for sentence in text.sentences}
    redacted = text.lexicon.pattern(_REDACTED_PLACE).search(document.text) is not None
    for passage, below in zip_longest(text.passages, text.passages[1:]):
        running = passage.role == "body"
        if not (redacted and passage.role in ("body", "cell")):
            signs = below is not None and _signs(passage, below)
            votes = _VOTES["byline"] if signs else _votes_in(passage)
            if votes:
                yield Line(hits[passage.index] if passage.index in hits else lookup(passage.text), votes, running)
    for line in filter(None, (document.title, document.publisher)):
        yield Line(lookup(line), _VOTES["title"], False)


def _signs(passage: Passage, below: Passage) -> bool:
    """Whether a line signs the text: nothing but a name, with the day in the line below."""
    name = len(passage.text) <= _LONGEST and passage.text.rstrip()[-1:] not in _ENDS
    return name and _SIGNED.fullmatch(below.text) is not None


def _votes_in(passage: Passage) -> int:
    """The votes of a place that a passage names."""
    line = passage.role == "body" and len(passage.text) < _SHORT
    if line and (passage.index < _ABOVE or (passage.index < _HEAD and passage.text.startswith(_DELIVERED))):
        return _VOTES["byline"]
    return _VOTES[passage.role] + (_EARLY_VOTES if passage.role == "body" and passage.index < _EARLY else 0)


def _votes(lines: Iterable[Line], lexicon: Lexicon, seats: bool) -> Mapping[str, int]:
    """The votes of places and of the places around them, by IRI; with those where what titles name has its `seats`."""
    votes: Counter[str] = Counter()
    unclear: list[tuple[int, Sequence[Individual]]] = []
    for number, individuals, certain in _named(lines, lexicon, seats):
        if len(individuals) > 1:
            unclear.append((number, individuals))
        elif certain:
            votes.update(dict.fromkeys(_with_around(individuals[0], lexicon), number))
    # A name that several places have is that of the one in the place that is named most besides: 南沙区 beside 广州.
    certain_votes = dict(votes)
    for number, alike in unclear:
        chosen = max(alike, key=lambda i: _votes_around(i, certain_votes, lexicon))
        if _votes_around(chosen, certain_votes, lexicon):
            votes[chosen.iri] += number
    return votes


def _named(lines: Iterable[Line], lexicon: Lexicon, seats: bool) -> Iterator[tuple[int, list[Individual], bool]]:
    """What lines name that votes: places, and in titles all that has a seat; how often, what, and whether surely."""
    for line in lines:
        for start, end, individuals, certain in line.hits:
            place = lexicon.root(individuals[0].type) == lexicon.place
            if place or (seats and line.votes == _VOTES["title"]):
                yield line.votes_of(start, end), individuals, certain


def _with_around(place: Individual, lexicon: Lexicon) -> list[str]:
    """A place and what it lies in, but for countries and what is no division."""
    around = (lexicon.individuals.get(iri) for iri in (place.iri, *ancestors(place, lexicon.ontology)))
    return [i.iri for i in around if i is not None and level(i) not in ("country", "none")]


def _votes_around(place: Individual, votes: Mapping[str, int], lexicon: Lexicon) -> int:
    return max((votes.get(a, 0) for a in ancestors(place, lexicon.ontology)), default=0)
