"""Branches: what a thing has elsewhere, called by it, by the place and by what it is: 甬东实验室|温州|研究院."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.proposal import Name, Over
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import Sentence, Text
from kg.model import Mention

_BRANCH = r"({han}{2,6}?){branchHeads}(?!{branchHeads})"
_ORDINAL = r"{ordinalMarks}{numerals}{1,4}"
_PROPER_TAGS = ("ns", "nz", "nr", "nrt")


@case
class Branch:
    """What may be a branch of something: where the word for the branch begins and ends, behind a name."""

    text: Text
    sentence: Sentence
    owner: Mention
    start: int
    head: int

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def where(self) -> str:
        """What stands between the name and the word for the branch."""
        return self.sentence.text[self.start:self.head]

    @property
    def place(self) -> bool:
        """Whether that is the name of a place."""
        names = (*self.sentence.mentions, *self.sentence.inner)
        return any(self.sentence.span(m) == (self.start, self.head) and self.text.is_a(m, self.lexicon.place)
                   for m in names)

    @property
    def proper(self) -> bool:
        """Whether it is one word, which the segmenter takes for a proper noun, and no known place."""
        if self.place:
            return False
        words = self.sentence.touching(self.start, self.head)
        return [(w.start, w.end, w.tag in _PROPER_TAGS) for w in words] == [(self.start, self.head, True)]


# Whether what stands behind a name and before a word for branches says which branch it is.
BRANCHES: Table[Branch] = Table(
    "branch",
    Rule("no-owner", lambda b: not b.lexicon.has(b.owner.type, "founded"), NO),
    Rule("place", lambda b: b.place, YES),
    Rule("ordinal", lambda b: b.lexicon.pattern(_ORDINAL).fullmatch(b.where), YES),
    Rule("proper", lambda b: b.proper, YES),
)


def find_branches(text: Text) -> Iterator[Name]:
    """The branches of what is named."""
    branch = text.lexicon.pattern(_BRANCH)
    for sentence in text.saying("branchHeads"):
        for owner in sentence.mentions:
            start, end = sentence.span(owner)
            found = branch.match(sentence.text, end)
            if found:
                reason = BRANCHES.reason_for(Branch(text, sentence, owner, end, found.end(1)))
                if reason is not None:
                    head = text.lexicon.head_at(sentence.text, found.end())
                    type = head.type.name if head else owner.type  # 某科学城南岸|片区 is a part of what it belongs to
                    yield Name(sentence, (start, found.end()), type, "form", over=Over.COVER, reasons=(reason,))
