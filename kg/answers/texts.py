"""The texts of a graph's documents, and what was read in them, from the ledger of its generation."""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from kg.contract import DOCUMENTS
from kg.errors import InputError
from kg.ledger import NAME as LEDGER
from kg.ledger import Kept, Ledger
from kg.record import Record, from_line, text_of

_TEXTS = 128  # texts in memory
_MISSING = "its text is not kept: a kg before this one built the graph; build it again: kg build INPUT… -o DIR"


class Texts:
    """What documents say, word for word; `missing` says why there are no texts, and is empty where there are."""

    def __init__(self, path: Path | None) -> None:
        """Open the ledger of a generation's folder."""
        self._ledger: Ledger | None = None
        if path is not None and (path / LEDGER).is_file():
            with contextlib.suppress(InputError):  # a damaged one is as one that is not there
                self._ledger = Ledger(path / LEDGER, reading=True)
        self.text: Callable[[str], str] = lru_cache(_TEXTS)(self._text)
        self.missing = "" if self._has_texts() else _MISSING

    def close(self) -> None:
        """Let go of the file."""
        if self._ledger is not None:
            self._ledger.close()

    def _has_texts(self) -> bool:
        return self._ledger is not None and any(text_of(each.line) for each in self._some())

    def _some(self) -> Iterator[Kept]:
        """The first document, if there is any that can be read."""
        assert self._ledger is not None
        with contextlib.suppress(sqlite3.DatabaseError, zlib.error, ValueError):
            yield from self._ledger.records(self._ledger.some())

    def _text(self, iri: str) -> str:
        """The text of a document; empty where it is not known."""
        kept = self.kept(iri)
        return text_of(kept.line) if kept is not None else ""

    def kept(self, iri: str) -> Kept | None:
        """A document as the ledger has it."""
        if self._ledger is None:
            return None
        return next(self._ledger.records([iri.removeprefix(DOCUMENTS)]), None)

    def record(self, iri: str) -> Record | None:
        """What a document says; None where it is not known."""
        kept = self.kept(iri)
        return None if kept is None else from_line(kept.line)
