"""Whether a text reports what a person says: what should be done then is nobody's deed, least of all that of the place
which the person visits."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.lexicon import Lexicon
from kg.extract.rule import WHICH, Rule, Table
from kg.extract.text import Sentence, Text

_SAYS = r"(?:{reportingAdverbs}|在[^,。]{2,30}?{occasionEnds})?{reportingVerbs}"
_THEY_SAY = r"{thirdPersons}" + _SAYS


@dataclass(frozen=True, slots=True)
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
    says, string = t.lexicon.pattern(_SAYS), t.sentence.text
    people = (m for m in t.sentence.mentions if t.text.is_a(m, t.lexicon.person))
    return any(says.match(string, t.sentence.span(m)[1]) for m in people)


TELLINGS: Table[Telling] = Table(
    "clause-speech",
    Rule("pronoun", lambda t: t.lexicon.pattern(_THEY_SAY).match(t.sentence.text), WHICH),
    Rule("person", _person, WHICH),
)


def reports_speech(text: Text, sentence: Sentence) -> bool:
    """Whether a sentence reports what a person says."""
    return TELLINGS.any(Telling(text, sentence))
