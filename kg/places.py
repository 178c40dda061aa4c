"""Where evidence stands in the pictures that it was recognised in: its page and its box, from the report of a build."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


class Places:
    """The places of the lines of all documents that were recognised in pictures, by the IRIs of the documents."""

    def __init__(self, documents: Iterable[Mapping[str, Any]]) -> None:
        """Know them from the documents of a report; others have none."""
        self._of = {d["iri"]: d["recognised"]["places"] for d in documents if d.get("recognised")}

    def boxes(self, document: str, start: int, end: int) -> dict[int, tuple[float, float, float, float]]:
        """The box of a span of a document's raw text on each page on which it stands.

        It is left, top, right and bottom, in pixels of a picture or points of a page of a PDF; nothing where the text
        was not recognised.
        """
        found: dict[int, tuple[float, float, float, float]] = {}
        for first, last, page, left, top, right, bottom in self._of.get(document, ()):
            if first < end and start < last:
                old = found.get(page, (left, top, right, bottom))
                found[page] = (min(old[0], left), min(old[1], top), max(old[2], right), max(old[3], bottom))
        return found

    def told(self, document: str, start: int, end: int) -> str:
        """The same as words behind the place in the text; nothing where there is none."""
        boxes = self.boxes(document, start, end).items()
        return "".join(
            f", recognised on page {page} at {', '.join(f'{edge:g}' for edge in box)}" for page, box in boxes
        )
