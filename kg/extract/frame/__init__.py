"""The frame of a document: for which place it speaks, on what day, and who speaks.

市科技局, 我省, 全市 and 今年 mean nothing outside it; a document without a frame leaves them unresolved.  Day and speaker
are told by sources that are asked one after another; the one that answers is named in the report of a build.
"""

from __future__ import annotations

import re

from kg.extract.frame.date import DATES, find_date
from kg.extract.frame.place import find_places
from kg.extract.frame.speaker import SPEAKERS, find_speaker
from kg.model import Document

__all__ = ["SOURCES", "find_date", "find_places", "find_speaker", "is_collection"]
# What tells each part of a frame, in the order in which it is asked.
SOURCES = {"speaker_by": tuple(s.name for s in SPEAKERS), "date_by": tuple(s.name for s in DATES)}
# A heading of Markdown that carries no number of an outline heads a text of its own.
_HEADED = re.compile(r"(?m)^#{2,4} (?![一二三四五六七八九十\d(第])")
_FEWEST_TEXTS = 5
_LINKED = re.compile(r"(?m)^\[[^\]\n]+\]\(https?://[^)\s]+\)\s*$")  # where a text is from, as a line below it
_FEWEST_LINKED = 2


def is_collection(document: Document) -> bool:
    """Whether a document is a collection of texts of their own, as a day's news: Markdown with a heading over each, or
    with one over each of a few and a link below to where that is from."""
    headings = len(_HEADED.findall(document.raw))
    linked = headings >= _FEWEST_LINKED and len(_LINKED.findall(document.raw)) >= headings
    return linked or headings >= _FEWEST_TEXTS
