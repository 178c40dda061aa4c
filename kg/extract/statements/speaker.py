"""Who spoke at an event: a person said to have been there (某某在某会议上), or the author under the title of a speech."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.statements.event import held_before, reported_event
from kg.extract.statements.structure import structures
from kg.extract.text import Sentence, Text
from kg.model import Claim, Mention

_LINES, _LINE = 4, 30  # passages behind the event, and characters of one, in which the author stands
_MEMBER_SPEAKS = r"{delegates}(?:{representing}[^,。]{2,20}{speeches})?(?:{personVerbs}|{proposing})"
_SAID_THERE = "上|{occasionEnds}{sayingVerbs}"  # 在某会议|上, 在某次集体学习|时强调
_WHERE = re.compile("[一-鿿]{0,4}在")


@case
class Speaker:
    """A name, and an event of which is told what was said there (在某会议上): is it of who said it?"""

    text: Text
    sentence: Sentence
    name: Mention
    event: Mention

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def credit(self) -> bool:
        """Whether it is that of who made a picture: 记者 李华 摄."""
        end = self.sentence.span(self.name)[1]
        return self.sentence.text[end:].strip() in self.lexicon.words["credits"]

    @property
    def author_line(self) -> bool:
        """Whether its passage is a line such as stands under a title."""
        passage = self.sentence.passage
        near = passage.index <= self.event.passage.index + _LINES and len(passage.text) < _LINE
        return near or passage.role in ("byline", "title")

    @property
    def member(self) -> bool:
        """Whether what members are called stands right behind it, and what this one says: 林知远|委员建议."""
        end = self.sentence.span(self.name)[1]
        human = self.text.is_a(self.name, self.lexicon.person)
        return human and self.lexicon.pattern(_MEMBER_SPEAKS).match(self.sentence.text, end) is not None


# Whether somebody who stands right before an event spoke there.
SPEAKERS: Table[Speaker] = Table(
    "event-speaker",
    Rule("where", lambda s: _WHERE.fullmatch(s.sentence.between(s.name, s.event)), YES),
)
# Whether a member who speaks does so at the event of which the text tells: 林知远|委员建议.
DELEGATES: Table[Speaker] = Table(
    "event-delegate",
    Rule("member", lambda s: s.member, YES),
)
# Whether somebody is the author of the text that was spoken at an event.
AUTHORS: Table[Speaker] = Table(
    "event-author",
    Rule("credit", lambda s: s.credit, NO),
    Rule("author-line", lambda s: s.name.technique == "office" and s.author_line, YES),
)


def find_speakers(text: Text) -> Iterator[Claim]:
    """Those who spoke at the events that the text names."""
    for structure in structures(text, "attendance", "attendance"):
        for table, speakers in _speakers(text):
            for speaker in speakers:
                reason = table.reason_for(speaker) if structure.admits(speaker.name, speaker.event) else None
                if reason:
                    yield structure.claim(speaker.name, speaker.event, speaker.name, reason)


def _speakers(text: Text) -> Iterator[tuple[Table[Speaker], Iterator[Speaker]]]:
    """Names with events, and the table that is asked of them."""
    yield AUTHORS, _authors(text)
    yield SPEAKERS, _speaking(text)
    yield DELEGATES, _members(text)


def _members(text: Text) -> Iterator[Speaker]:
    """Names in sentences that say who is a member, with the event of which the text told before."""
    reported = reported_event(text)
    for number in text.numbers_saying("delegates"):
        event = held_before(text, number) or reported
        if event is not None:
            yield from (Speaker(text, text.sentences[number], name, event) for name in text.sentences[number].mentions)


def _authors(text: Text) -> Iterator[Speaker]:
    """All names, with the event at which the document's text was spoken."""
    event = reported_event(text)
    if event is not None and text.document.text.startswith("上", event.end):
        for sentence, mention in text.all_mentions():
            yield Speaker(text, sentence, mention, event)


def _speaking(text: Text) -> Iterator[Speaker]:
    """Names right before an event of which is told what was said there."""
    said = text.lexicon.pattern(_SAID_THERE)
    for sentence in text.sentences:
        for name, event in pairwise(sentence.mentions):
            if said.match(sentence.text, sentence.span(event)[1]):
                yield Speaker(text, sentence, name, event)
