"""What techniques propose: names, as frozen values with the reasons that speak for and against them.

A technique never adds, drops or changes anything itself; `kg.extract.choose` decides which proposals stand.  Relations
and numbers are proposed as the `Claim` and `Observation` of the model, which carry their reasons too.
"""

from __future__ import annotations

from enum import Enum, auto

from kg.extract.case import case
from kg.extract.text import Sentence
from kg.model import Mention, is_name
from kg.plain import plain


class Over(Enum):
    """How a name that is proposed stands to the names that are there already."""

    FREE = auto()
    """It stands where no other name does."""
    COVER = auto()
    """Names that are shorter than it and within it go inside; any other in its way stays instead."""
    CLAIM = auto()
    """The same, and a name of just the same characters goes inside too."""
    TAKE = auto()
    """All that it touches goes inside."""
    OUST = auto()
    """Names within it of other basic types are none; else as COVER."""
    ERASE = auto()
    """All that it touches is none."""
    INSIDE = auto()
    """It stands inside a longer name, whatever that is."""
    RENAME = auto()
    """The name of just the same characters stands for something else."""


@case
class Name:
    """The proposal that a span of a sentence names something.

    `name` is the full name where it is not what stands there, `names` are others that the same words justify, `iri` the
    individual of the lexicon.  `reasons` are the rules that spoke, for or against; `office` is where the office begins
    behind which a person is named; words that are `pointing` (该中心) are no name of what they point to.  What an `open`
    name means only its document tells, which does not (省商务厅 in a text of no place).
    """

    sentence: Sentence
    span: tuple[int, int]
    type: str
    technique: str
    name: str | None = None
    names: tuple[str, ...] = ()
    iri: str | None = None
    over: Over = Over.COVER
    reasons: tuple[str, ...] = ()
    office: int | None = None
    pointing: bool = False
    open: bool = False

    @property
    def mention(self) -> Mention:
        """The mention that it becomes when it stands."""
        start, end = self.span
        text = self.sentence.text[start:end]
        name = self.name or text
        others: tuple[str, ...] = ()
        if self.names or name is not text:
            said = self.names if self.pointing else (text, *self.names)
            others = tuple(dict.fromkeys([n for n in said if n != name and is_name(n)]))
        passage = self.sentence.passage
        return Mention(
            passage,
            passage.start + start,
            passage.start + end,
            self.type,
            text,
            name,
            self.technique,
            self.iri,
            others,
            "unresolved" if self.open else "resolved",
            self.reasons,
        )


@plain
class OpenReference:
    """A reference that the document leaves open: nothing that it could stand for is known, or several things are."""

    text: str
    ambiguous: bool = False


Proposal = Name | OpenReference
