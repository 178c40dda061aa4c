"""Answers that a generation has given already: it never changes, so they hold as long as it does."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

_MOST = 32 << 20  # bytes of answers, and of what asked for them
_LARGEST = 64 * 1024  # bytes of one
_AROUND = 500  # bytes that each takes besides


@dataclass(frozen=True, slots=True)
class Known:
    """An answer as it was written, and whether it is of triples."""

    triples: bool
    data: bytes


class KnownAnswers:
    """The answers that were asked for last, as many as there is room for."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._held: OrderedDict[Hashable, tuple[Known, int]] = OrderedDict()
        self._size = 0

    def get(self, asked: Hashable) -> Known | None:
        """The answer to what is asked, if it is known."""
        found = self._held.get(asked)
        if found is None:
            return None
        self._held.move_to_end(asked)
        return found[0]

    def put(self, asked: Hashable, answer: Known) -> None:
        """Keep an answer that is not too large, in the place of those that nobody has asked for the longest time."""
        size = len(answer.data) + 2 * len(repr(asked)) + _AROUND
        if size > _LARGEST or asked in self._held:
            return
        self._held[asked] = answer, size
        self._size += size
        while self._size > _MOST:
            self._size -= self._held.popitem(last=False)[1][1]
