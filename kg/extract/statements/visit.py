"""Where those stand who are visited: news of a visit to a place (某某在甲省调研) say in whose halls the visitor was."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.statements.event import is_headline
from kg.extract.statements.placed import provinces
from kg.extract.statements.row import joined
from kg.extract.statements.structure import Structure
from kg.extract.text import Sentence, Text
from kg.model import Claim, Mention

_INSPECTS = r"{han}{0,4}?{inspecting}"
_TOLD = r"(?:{inspectionNouns})?(?=[,。;!]|$)"
_LISTED = r"(?:(?:、|{listJoints})[^,。;、]{2,24})*,"
_GONE_TO = r"{visiting}了?(?:[^,。;、]{0,12}的)?$"


@case
class Visited:
    """A name in a text of a visit to a place: was the visitor there?  `joined`: it is listed with one where that was.
    """

    text: Text
    sentence: Sentence
    name: Mention
    place: Mention
    joined: bool

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def before(self) -> str:
        """What stands before it."""
        return self.sentence.text[:self.sentence.span(self.name)[0]]

    @property
    def behind(self) -> str:
        """What stands behind it."""
        return self.sentence.text[self.sentence.span(self.name)[1]:]

    @property
    def abroad(self) -> bool:
        """Whether it is known to stand in another province."""
        known, place = self.lexicon.individual(self.name), self.lexicon.individual(self.place)
        if known is None or place is None:
            return False
        own = provinces(self.lexicon, known)
        return bool(own) and own.isdisjoint(provinces(self.lexicon, place))

    @property
    def inside(self) -> bool:
        """Whether the sentence opens with it, or a list that it begins, behind 在: 在甲公司、乙公司,|…."""
        opens = self.lexicon.lexemes("topicOpenings").ending(self.before, len(self.before))
        if opens is None or len(self.before.strip()) != len(opens):
            return False
        return self.lexicon.pattern(_LISTED).match(self.behind) is not None


# Whether the visitor to a place was where a name stands, which then is there.
VISITS: Table[Visited] = Table(
    "visit",
    Rule("event", lambda v: v.text.is_a(v.name, v.lexicon.meeting), NO),
    Rule("abroad", lambda v: v.abroad, NO),
    Rule("gone-to", lambda v: v.lexicon.pattern(_GONE_TO).search(v.before), YES),
    Rule("inside", lambda v: v.inside, YES),
    Rule("joined", lambda v: v.joined, YES),
)


def find_visits(text: Text, structure: Structure) -> Iterator[Claim]:
    """What is named in texts of visits as where the visitor was, with the place of the visit."""
    place: Mention | None = None
    for sentence in text.sentences:
        headline = is_headline(sentence)
        told = _inspected(text, sentence, headline)
        place = told if headline else place or told
        if place is not None and not headline:
            yield from _visited(text, sentence, place, structure)


def _inspected(text: Text, sentence: Sentence, headline: bool) -> Mention | None:
    """The place in which a headline, or a sentence that names the visitor before, says that somebody looks around."""
    persons = [m for m in sentence.mentions if text.is_a(m, text.lexicon.person)]
    pattern = text.lexicon.pattern(_INSPECTS if headline else _INSPECTS + _TOLD)
    for place in sentence.mentions if persons else ():
        start, end = sentence.span(place)
        at = text.lexicon.lexemes("placePrepositions").ending(sentence.text, start)
        if (at is not None and persons[0].end <= place.start and text.is_a(place, text.lexicon.place)
                and pattern.match(sentence.text, end)):
            return place
    return None


def _visited(text: Text, sentence: Sentence, place: Mention, structure: Structure) -> Iterator[Claim]:
    last: Mention | None = None
    for name in sentence.mentions:
        listed = last is not None and joined(text, sentence, last, name)
        reason = VISITS.reason_for(Visited(text, sentence, name, place, listed))
        last = name if reason else None
        if reason:
            yield from structure.told(name, place, name, reason)
