"""Of which place a part of a document speaks: news of several places tells of each under a line that begins with it."""

from __future__ import annotations

import re

from kg.extract.text import Sentence, Text
from kg.model import Mention

_LONGEST = 50  # characters of a line that can head a part
_ENDED = re.compile(r"[。!?;:,、]\s*$")
_MARKS = re.compile(r"[#\s*【(“0-9一二三四五六七八九十、.]*")


def section_places(doc: Text) -> dict[int, Mention | None]:
    """The place of the part in which a passage stands, by the passage's index; empty where the document is one whole.

    A document has parts when nobody speaks in it and at least two lines that can be headings begin with different
    places.  Passages of a part whose heading begins with no place get None: the place of another part is not theirs.
    """
    if doc.frame.speaker is not None:
        return {}
    place_type = doc.lexicon.place
    heads: dict[int, Mention | None] = {}
    for sentence in doc.sentences:
        if not _heads(doc, sentence):
            continue
        opening = _MARKS.match(sentence.text)
        first = opening.end() if opening else 0
        found = next((m for m in sentence.mentions if sentence.span(m)[0] == first and doc.lexicon.root(m.type) == place_type), None)
        if found is not None or doc.collection or sentence.passage.role in ("heading", "title"):
            heads[sentence.passage.index] = found
    if len({m.name for m in heads.values() if m is not None}) < 2:
        return {}
    places: dict[int, Mention | None] = {}
    current: Mention | None = None
    started = False
    for sentence in doc.sentences:
        index = sentence.passage.index
        if index in heads:
            current, started = heads[index], True
        if started:
            places[index] = current
    return places


def _heads(doc: Text, sentence: Sentence) -> bool:
    """Whether a sentence is a whole line that does not end as sentences do."""
    text, passage = doc.document.text, sentence.passage
    alone = text[:passage.start].rstrip(" ")[-1:] in ("", "\n") and text[passage.end:].lstrip(" ")[:1] in ("", "\n")
    return alone and passage.role != "cell" and len(sentence.text) <= _LONGEST and not _ENDED.search(sentence.text)
