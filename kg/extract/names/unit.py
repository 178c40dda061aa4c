"""Units of a body that stand before an office, with the body's name in front of their own: 宁波市科技局|规划处|处长."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.proposal import Name
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import Sentence, Text, Titled
from kg.model import Mention

# Between a unit and its body other units may stand (某中心某处).
_UNIT = r"[一-鿿()]{1,20}{subdivisions}"
_REACH = 24  # characters of a unit's name without its body


@case
class Between:
    """What stands between a name and the office behind it."""

    text: Text
    sentence: Sentence
    body: Mention
    end: int

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def words(self) -> str:
        """What it says."""
        return self.sentence.text[self.sentence.span(self.body)[1]:self.end]

    @property
    def employs(self) -> bool:
        """Whether people can hold an office at what is named."""
        relation, = self.lexicon.implied("office")
        return self.lexicon.root(self.body.type) in relation.range


def _office_inside(b: Between) -> bool:
    return any(True for _ in b.lexicon.lexemes("offices").places(b.words))


UNITS: Table[Between] = Table(
    "unit",
    Rule("no-employer", lambda b: not b.employs, NO),
    Rule("office-inside", _office_inside, NO),
    Rule("unit-word", lambda b: b.lexicon.pattern(_UNIT).fullmatch(b.words), YES),
)
TABLES = (UNITS,)


def find_units(text: Text) -> Iterator[Name]:
    """The units in which people hold an office, each as part of the body that stands right before it."""
    for titled in text.titled:
        for between in _between(text, titled):
            reason = UNITS.reason_for(between)
            if reason is not None:
                # A unit's own name is the body's and what follows; so is that of a person's part of a university.
                span, name = (between.sentence.span(between.body)[0], between.end), between.body.name + between.words
                yield Name(between.sentence, span, between.body.type, "unit", name, reasons=(reason,))


def _between(text: Text, titled: Titled) -> Iterator[Between]:
    """What stands between a person's office and the last name before it, if that is near enough."""
    sentence, end = text.sentence_of(titled.person), titled.office_start
    near = sentence.covering(max(0, end - _REACH), end)
    for body in [m for m in near if sentence.span(m)[1] < end][-1:]:
        yield Between(text, sentence, body, end)
