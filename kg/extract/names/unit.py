"""Units of a body before an office (宁波市科技局|规划处|处长) or in a list behind the body (规划处、|成果处|负责同志).

Their names begin with that of the body."""

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
# A unit behind its body, or behind another of its units, and what stands behind that.
_DIVISION = r"[、和]?({han}{2,10}?{divisions}|{bareDivisions})(?=[、和,。;()]|{divisionTails}|$)"
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


@case
class Division:
    """What stands behind a body or behind another unit of it, and ends as units are called."""

    text: Text
    sentence: Sentence
    body: Mention
    start: int
    end: int

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def whole(self) -> bool:
        """Whether words end with it, the last being no verb or adverb, and no other noun: 依法查处, 支持公司."""
        words = self.sentence.touching(self.start, self.end)
        last = words[-1]
        other = last.text in self.lexicon.words["wordsOfNoDivision"]
        return words[0].start == self.start and last.tag[0] == "n" and not other

    @property
    def plain(self) -> bool:
        """Whether it begins as names of units do: with a noun, or a verb that is used as one."""
        first = self.sentence.touching(self.start, self.end)[0]
        clausal = self.lexicon.is_stop(first.text, first.tag) and first.text not in self.lexicon.generic
        return first.tag[0] in "nvjb" and not clausal


def _office_inside(b: Between) -> bool:
    return any(True for _ in b.lexicon.lexemes("offices").places(b.words))


UNITS: Table[Between] = Table(
    "unit",
    Rule("no-employer", lambda b: not b.employs, NO),
    Rule("office-inside", _office_inside, NO),
    Rule("unit-word", lambda b: b.lexicon.pattern(_UNIT).fullmatch(b.words), YES),
)
# Whether what stands behind a body is the name of a unit of it.
DIVISIONS: Table[Division] = Table(
    "division",
    Rule("no-body", lambda d: not d.text.is_a(d.body, d.lexicon.body), NO),
    Rule("named", lambda d: not d.sentence.free(d.end - 1, d.end), NO),
    Rule("verb", lambda d: not d.whole, NO),
    Rule("plain", lambda d: d.plain, YES),
)
TABLES = (UNITS, DIVISIONS)


def find_divisions(text: Text) -> Iterator[Name]:
    """The units that are named behind a body, one or a list: 省科技厅|基础研究处、|高新技术处."""
    division = text.lexicon.pattern(_DIVISION)
    for sentence in text.saying("divisions"):
        for body in sentence.mentions:
            first, at = sentence.span(body)
            while found := division.match(sentence.text, at):
                reason = DIVISIONS.reason_for(Division(text, sentence, body, *found.span(1)))
                if reason is None:
                    break
                start = first if found.start(1) == at else found.start(1)
                yield Name(sentence, (start, found.end()), body.type, "unit", body.name + found[1], reasons=(reason,))
                at = found.end()


def find_units(text: Text) -> Iterator[Name]:
    """The units in which people hold an office, each as part of the body that stands right before it."""
    for titled in text.titled:
        for between in _between(text, titled):
            reason = UNITS.reason_for(between)
            if reason is not None:
                # A unit's own name is the body's and what follows; so is that of a person's part of a university.
                span, name = (between.sentence.span(between.body)[0], between.end), between.body.name + between.words
                yield Name(between.sentence, span, _type(between), "unit", name, reasons=(reason,))


def _type(between: Between) -> str:
    """What a unit is: an institute of a firm is one, a department is what its body is."""
    head = between.lexicon.head_at(between.sentence.text, between.end)
    own = head is not None and not head.weak and between.lexicon.has(head.type.name, "founded")
    return head.type.name if head is not None and own else between.body.type


def _between(text: Text, titled: Titled) -> Iterator[Between]:
    """What stands between a person's office and the last name before it, if that is near enough."""
    sentence, end = text.sentence_of(titled.person), titled.office_start
    near = sentence.covering(max(0, end - _REACH), end)
    for body in [m for m in near if sentence.span(m)[1] < end][-1:]:
        yield Between(text, sentence, body, end)
