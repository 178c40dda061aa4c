"""The place for which a department stands: that of the document in which it speaks."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.statements.structure import structures
from kg.extract.text import Text
from kg.model import Claim


def find_jurisdiction(text: Text) -> Iterator[Claim]:
    """A place's own body speaks in the document: it governs the place."""
    speaker, place = text.frame.speaker, text.frame.place
    if speaker is None or place is None:
        return
    for structure in structures(text, "department", "department"):
        if structure.admits(speaker, place):
            yield structure.claim(speaker, place, speaker)
