"""Programmes that head a part of a plan, whose those are who are responsible for what the part says: (三)|平台培育行动."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import product

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.statements.clause.doer import Those
from kg.extract.statements.clause.duty import find_assigned
from kg.extract.statements.structure import structures
from kg.extract.text import Sentence, Text
from kg.model import Claim, Mention

_PART = r"\s*(?:\((?:{numerals})+\)|(?:{numerals})+、|{boxes} ?\d+)\s*"
_BOX = r"\s*{boxes}"


@case
class Part:
    """A part of a document, from the line that heads it on; `begin` is where its name begins behind its number.

    `before` are those responsible for the item before it, `within` those for its own.
    """

    text: Text
    sentence: Sentence
    begin: int
    before: tuple[Mention, ...]
    within: tuple[Mention, ...]

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @once
    def programmes(self) -> tuple[Mention, ...]:
        """The one name that is all of the heading behind its number, but for a verb that carries it out."""
        found, said = self.sentence.covering(self.begin, len(self.sentence.text)), self.sentence.text.rstrip("。 ")
        if len(found) != 1 or self.sentence.span(found[0])[1] != len(said):
            return ()
        before = said[self.begin:self.sentence.span(found[0])[0]]
        return tuple(m for m in found if before in ("", *self.lexicon.ontology.types[m.type].carriers))

    @property
    def doers(self) -> tuple[Mention, ...]:
        """Those responsible: in the part, or for the item in which a box stands; where nobody is, who speaks."""
        speaker = self.text.frame.speaker
        box = self.lexicon.pattern(_BOX).match(self.sentence.text) is not None
        return (self.before if box else self.within) or ((speaker,) if speaker is not None else ())


# Whether those responsible for a part carry out what heads it.
HEADED: Table[Part] = Table(
    "headed-part",
    Rule("law", lambda p: p.text.law, NO),
    Rule("programme", lambda p: p.programmes, YES),
)


def find_headed(text: Text) -> Iterator[Claim]:
    """The programmes that head parts of a document, with those who are responsible."""
    for structure in structures(text, "partHeading", "part-heading"):
        for part in _parts(text):
            reason = HEADED.reason_for(part)
            for doer, programme in product(part.doers, part.programmes) if reason else ():
                if structure.admits(doer, programme):
                    yield replace(structure.claim(doer, programme, programme, reason), status="planned")


def _parts(text: Text) -> Iterator[Part]:
    """The parts of a document whose headings are lines of their own; a box ends none that it stands in."""
    number, box = text.lexicon.pattern(_PART), text.lexicon.pattern(_BOX)
    heads = [(i, found.end()) for i, s in enumerate(text.sentences) if (found := number.match(s.text))]
    duties = text.bound(find_assigned).duties if heads else {}
    ends = [*(i for i, _ in heads if not box.match(text.sentences[i].text)), len(text.sentences)]
    for start, begin in heads:
        before = next(_duties(text, duties, range(start - 1, -1, -1)), ())
        within = _duties(text, duties, range(start, ends[bisect_right(ends, start)]))
        names = {m.name: m for those in within for m in those}
        yield Part(text, text.sentences[start], begin, before, tuple(names.values()))


def _duties(text: Text, duties: Mapping[int, Those], places: Iterable[int]) -> Iterator[tuple[Mention, ...]]:
    """Who is responsible for what some sentences say, where somebody is."""
    if not duties:
        return iter(())
    found = (duties.get(text.sentences[i].passage.index) for i in places)
    return (those.mentions for those in found if those is not None)
