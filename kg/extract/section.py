"""Of which place a part of a document speaks: news of several places tells of each under a line that begins with it."""

from __future__ import annotations

import re

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import Sentence, Text
from kg.model import Mention

_LONGEST = 50  # characters of a line that can head a part
_FEWEST = 2  # places that parts must be of
_ENDED = re.compile(r"[。!?;:,、]\s*$")
_MARKS = re.compile(r"^[#\s*【(“0-9一二三四五六七八九十、.]*")


@case
class Line:
    """A sentence that may be the heading of a part."""

    text: Text
    sentence: Sentence

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def index(self) -> int:
        """That of its passage."""
        return self.sentence.passage.index

    @once
    def place(self) -> Mention | None:
        """The place with which it begins, behind the number or mark of a heading."""
        marks = len(self.sentence.text) - len(_MARKS.sub("", self.sentence.text, count=1))
        first = self.sentence.passage.start + marks
        named = (m for m in self.sentence.mentions if m.start == first)
        return next((m for m in named if self.text.is_a(m, self.lexicon.place)), None)


# Whether a sentence is the heading of a part of a document.
HEADS: Table[Line] = Table(
    "part-heading",
    Rule("long", lambda h: len(h.sentence.text) > _LONGEST, NO),
    Rule("ended", lambda h: _ENDED.search(h.sentence.text), NO),
    Rule("within-line", lambda h: not h.text.begins_line(h.index) or not h.text.begins_line(h.index + 1), NO),
    Rule("place-first", lambda h: h.place is not None, YES),
    Rule("heading", lambda h: h.sentence.passage.role in ("heading", "title"), YES),
    Rule("collection", lambda h: h.text.collection, YES),
)
TABLES = (HEADS,)


def section_places(text: Text) -> dict[int, Mention | None]:
    """The place of the part in which a passage stands, by the passage's index; empty where the document is one whole.

    A document has parts when nobody speaks in it and at least two lines that can be headings begin with different
    places.  Passages of a part whose heading begins with no place get None: the place of another part is not theirs.
    """
    if text.frame.speaker is not None:
        return {}
    # A cell heads no part of the document: rows and columns say of what they tell.
    lines = [Line(text, sentence) for sentence in text.sentences if sentence.passage.role != "cell"]
    heads = {line.index: line.place for line in lines if HEADS.reason_for(line) is not None}
    if len({place.name for place in heads.values() if place is not None}) < _FEWEST:
        return {}
    return _by_passage(text, heads)


def _by_passage(text: Text, heads: dict[int, Mention | None]) -> dict[int, Mention | None]:
    """The place of the last heading, from the first heading on."""
    places: dict[int, Mention | None] = {}
    current: Mention | None = None
    for sentence in text.sentences:
        index = sentence.passage.index
        current = heads.get(index, current)
        if places or index in heads:
            places[index] = current
    return places
