"""Whether a text reports what a person says, and for whom the person speaks.

What should be done then is the deed of the body where the person holds a post, and else nobody's, least of all that of
the place which the person visits.
"""

from __future__ import annotations

from typing import NamedTuple

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.rule import WHICH, Rule, Table
from kg.extract.text import Sentence, Text
from kg.model import Mention

_SAYS = r"(?:{reportingAdverbs}|在[^,。]{2,30}?{occasionEnds})?{reportingVerbs}"
_THEY_SAY = r"{thirdPersons}" + _SAYS


class Speech(NamedTuple):
    """Whether it is reported what a person says, and the bodies where that person holds a post."""

    told: bool = False
    bodies: tuple[Mention, ...] = ()


@case
class Telling:
    """A sentence; does it report what a person says?"""

    text: Text
    sentence: Sentence

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon


def _person(t: Telling) -> bool:
    """李明强调."""
    return _teller(t) is not None


def _teller(t: Telling) -> Mention | None:
    says, string = t.lexicon.pattern(_SAYS), t.sentence.text
    people = (m for m in t.sentence.mentions if t.text.is_a(m, t.lexicon.person))
    return next((m for m in people if says.match(string, t.sentence.span(m)[1])), None)


TELLINGS: Table[Telling] = Table(
    "clause-speech",
    Rule("pronoun", lambda t: t.lexicon.pattern(_THEY_SAY).match(t.sentence.text), WHICH),
    Rule("person", _person, WHICH),
)


def reported_speech(text: Text, sentence: Sentence, before: Speech) -> Speech:
    """Whose speech a sentence reports; that of the sentence before where it says nothing of it."""
    if "reportingVerbs" not in sentence.classes:
        return before
    telling = Telling(text, sentence)
    if not TELLINGS.any(telling):
        return before
    person = _teller(telling)
    if person is None:
        return Speech(True, before.bodies)
    bodies = (p.body for p in text.posts if p.person.name == person.name and not _central(text, p.body))
    return Speech(True, tuple(bodies)[-1:])


def _central(text: Text, body: Mention) -> bool:
    """Whether a body is a known one of the whole country: who visits a place for it asks others to do something."""
    return body.iri is not None and text.is_a(body, text.lexicon.body)
