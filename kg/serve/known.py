"""Answers that a generation has given already: it never changes, so they hold as long as it does."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")

_MOST = 16 << 20  # bytes of answers, and of what asked for them
_LARGEST = 64 * 1024  # bytes of one
_AROUND = 3_000  # bytes that each takes besides
_ASKED = 4_096  # questions of which it is remembered that they were asked once


class KnownAnswers(Generic[Answer]):
    """The answers that were asked for last, and not for the first time, as many as there is room for."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._held: OrderedDict[Hashable, tuple[Answer, int]] = OrderedDict()
        self._size = 0
        self._once: OrderedDict[int, None] = OrderedDict()

    def get(self, asked: Hashable) -> Answer | None:
        """The answer to what is asked, if it is known."""
        found = self._held.get(asked)
        if found is None:
            return None
        self._held.move_to_end(asked)
        return found[0]

    def put(self, asked: Hashable, answer: Answer, size: int) -> None:
        """Keep an answer that is not too large, in the place of those that nobody has asked for the longest time.

        `size` are the bytes of it and of what is asked.  What is asked for the first time may never be asked again.
        """
        if size > _LARGEST or asked in self._held or not self._is_asked_again(hash(asked)):
            return
        self._held[asked] = answer, size + _AROUND
        self._size += size + _AROUND
        while self._size > _MOST:
            self._size -= self._held.popitem(last=False)[1][1]

    def _is_asked_again(self, asked: int) -> bool:
        if asked in self._once:
            del self._once[asked]
            return True
        self._once[asked] = None
        if len(self._once) > _ASKED:
            self._once.popitem(last=False)
        return False
