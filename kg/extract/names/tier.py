"""The document's own government at the head of a list of levels: 市、区人民政府 names that of the city, and a class."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.names.department import LEVELS, LevelWord, body_of, frame_place
from kg.extract.proposal import Name
from kg.extract.text import Text

_OTHER = r"(?:{districted})?{anyLevel}(?:\({anyLevel}(?:、{anyLevel})*\))?"
_TIERS = rf"(?<!的)({{levels}})(?:{{levelJoints}}{_OTHER})+{{governments}}"


def find_tiers(text: Text) -> Iterator[Name]:
    """The government of the document's place where that of places within it is named with it."""
    for sentence in text.saying("governments") if text.places else ():
        for match in text.lexicon.pattern(_TIERS).finditer(sentence.text):
            place = frame_place(text, match.group(1))
            full = body_of(text, place, "governmentBody") if place else None
            if full is not None and not LEVELS.any(LevelWord(text, sentence, *match.span(1))):
                yield Name(sentence, match.span(), text.lexicon.body, "tier", full, pointing=True)
