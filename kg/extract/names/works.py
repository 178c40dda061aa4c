"""Works that are built and are listed before what they are: 西石、康洛等4条高铁|加快建设, 启动|长通、敦丹等铁路项目."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.proposal import Name, Over
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import Sentence, Stretch, Text

_LIST = (r"(?:^|[,。;:、及]|{raisingOfWorks})({han}{2,8}?(?:[、和]{han}{2,8}?)*)"
         r"(?:等?(?:\d+|{countDigits}+){counters}|等)({carriedWorks}|{shortWorks})({workTails}?)")
_JOINTS = re.compile("[、和]")


@case
class Member(Stretch):
    """A member of a list of works, with what is found of the list, which begins at `first`."""

    match: re.Match[str]
    first: int

    @property
    def said(self) -> str:
        """What it says."""
        return self.sentence.text[self.start:self.end]

    @once
    def built(self) -> bool:
        """Whether the list stands behind a verb of building, or before one."""
        raising, behind = self.lexicon.lexemes("raisingOfWorks"), self.lexicon.lexemes("builtBehind")
        before = raising.ending(self.sentence.text, self.first) is not None
        return before or behind.beginning(self.sentence.text, self.match.end()) is not None

    @property
    def name(self) -> str:
        """The member with what all of the list are, unless it says itself what it is: 西平高铁|和梅台等4条高速公路."""
        headed = self.lexicon.lexemes("carriedWorks").ending(self.said, len(self.said)) is not None
        return self.said if headed else self.said + self.match.group(2) + self.match.group(3)


def _general(m: Member) -> bool:
    """全市|等4条高速公路: words that name nothing, a verb, or something that is named otherwise."""
    words = m.sentence.touching(m.start, m.end)
    known = m.lexicon.generic | m.lexicon.stops | m.lexicon.whole
    return any(w.text in known for w in words)


# Whether a member of a list of works is a project.
WORKS: Table[Member] = Table(
    "listed-works",
    Rule("general", _general, NO),
    Rule("built", lambda m: m.built, YES),
)


def find_works(text: Text) -> Iterator[Name]:
    """The works of lists that a count or 等 and their head close, where they are being built or just were."""
    pattern = text.lexicon.pattern(_LIST)
    for sentence in text.saying("carriedWorks", "shortWorks"):
        for match in pattern.finditer(sentence.text):
            start = first = _behind_verbs(text.lexicon, sentence, match.start(1))
            for end in (*(j.start() for j in _JOINTS.finditer(sentence.text, *match.span(1))), match.end(1)):
                member = Member(text, sentence, start, end, match, first)
                reason = WORKS.reason_for(member)
                if reason is not None:
                    yield Name(sentence, (start, end), text.lexicon.practice, "exemplar", member.name, (member.said,),
                               over=Over.COVER, reasons=(reason,))
                start = end + 1


def _behind_verbs(lexicon: Lexicon, sentence: Sentence, start: int) -> int:
    """Where a list begins, behind the verbs that stand before it: 加快|推进|."""
    verbs = lexicon.lexemes("raisingOfWorks", "adverbs")
    while (verb := verbs.beginning(sentence.text, start)) is not None:
        start += len(verb)
    return start
