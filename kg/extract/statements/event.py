"""The event that a document reports, at which all took part whom it names as attending without saying where."""

from __future__ import annotations

import re

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.rule import YES, Rule, Table
from kg.extract.text import Sentence, Text
from kg.model import Mention

_STOPS = tuple("。!?”")  # end a sentence; an item of a list ends otherwise
_FIRST = 12  # passages in which it is told
_BACK = 12  # sentences back within which an event is still spoken of
_NEAR_BEFORE, _NEAR_BEHIND = 8, 12  # characters within which a verb says that an event is held
_BEHIND = 28  # the same where time and place stand between: 某会,于1月6日至8日在某市举行
# The line under a title that says where the text was spoken: (2026年1月20日在…会议上), 1月20日在…会议上.
_DELIVERED = re.compile(r"[—―–(-]|(?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日在")
_HELD = r"{holding}"


@case
class Reported:
    """An event that one of the first passages names: is it what the document reports?"""

    text: Text
    sentence: Sentence
    event: Mention

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def before(self) -> str:
        """What stands before it in its sentence."""
        return self.sentence.text[:self.sentence.span(self.event)[0]]

    @property
    def behind(self) -> str:
        """What stands behind it in its sentence."""
        return self.sentence.text[self.sentence.span(self.event)[1]:]

    @property
    def titled(self) -> bool:
        """Whether the title names it."""
        return self.sentence.passage.role == "title"

    @property
    def delivered(self) -> bool:
        """Whether its line says where the text was spoken."""
        return bool(_DELIVERED.match(self.sentence.text))

    def held(self, text: str) -> bool:
        """Whether a verb in some text says that something is held."""
        return bool(self.lexicon.pattern(_HELD).search(text))

    @property
    def near(self) -> bool:
        """Whether a verb beside it says that it is held."""
        return self.held(self.before[-_NEAR_BEFORE:]) or self.held(self.behind[:_BEHIND])


# Which event a document reports, the surest sign first.
REPORTED: Table[Reported] = Table(
    "reported-event",
    Rule("spoken-at", lambda r: r.behind.startswith("上") and (r.titled or r.delivered), YES),
    Rule("title", lambda r: r.titled, YES),
    Rule("held-before", lambda r: r.held(r.before[-_NEAR_BEFORE:]), YES),
    Rule("held-behind", lambda r: r.held(r.behind[:_NEAR_BEHIND]), YES),
)


def is_headline(sentence: Sentence) -> bool:
    """Whether a line is no sentence, and heads what follows or a list."""
    return not sentence.text.rstrip().endswith(_STOPS)


def held_before(text: Text, number: int) -> Mention | None:
    """The event of which the sentences right before one (its number) tell last that it is held; a line that is no
    sentence heads another text."""
    for sentence in reversed(text.sentences[max(0, number - _BACK):number]):
        if is_headline(sentence):
            return None
        found = [m for m in events(text, sentence) if Reported(text, sentence, m).near]
        if found:
            return found[-1]
    return None


def events(text: Text, sentence: Sentence) -> list[Mention]:
    """The events that a sentence names."""
    return [m for m in sentence.mentions if text.is_a(m, text.lexicon.meeting)]


def reported_event(text: Text) -> Mention | None:
    """The event that the document reports: one that its title names, or its first sentences say was held."""
    if text.collection:
        return None
    first = [s for s in text.sentences if s.passage.index <= _FIRST]
    found = REPORTED.best([Reported(text, s, m) for s in first for m in events(text, s)])
    return found[0].event if found is not None else None
