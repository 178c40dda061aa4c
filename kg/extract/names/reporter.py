"""The government whose report a title is, where the title names the place alone: 某省2026年|政府|工作报告."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.names.department import body_of
from kg.extract.proposal import Name, Over
from kg.extract.text import Text

_REPORT = r"({governments}){governmentReports}"


def find_reporters(text: Text) -> Iterator[Name]:
    """The government of the document's place, where its title says that a government reports and names none."""
    place = next(iter(text.places.values()), None)
    full = body_of(text, place, "governmentBody") if place else None
    if full is None:
        return
    for sentence in text.sentences:
        found = text.lexicon.pattern(_REPORT).search(sentence.text) if sentence.passage.role == "title" else None
        if found is not None and sentence.free(*found.span(1)):
            yield Name(sentence, found.span(1), text.lexicon.body, "reporter", full, over=Over.INSIDE, pointing=True)
