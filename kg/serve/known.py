"""Answers that a generation has given already: it never changes, so they hold as long as it does."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from starlette.responses import Response

_MOST = 32 << 20  # bytes of answers, and of what asked for them
_LARGEST = 64 * 1024  # bytes of one
_AROUND = 3_000  # bytes that each takes besides


class KnownAnswers:
    """The answers that were asked for last, as many as there is room for."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._held: OrderedDict[Hashable, tuple[Response, int]] = OrderedDict()
        self._size = 0

    def get(self, asked: Hashable) -> Response | None:
        """The answer to what is asked, if it is known."""
        found = self._held.get(asked)
        if found is None:
            return None
        self._held.move_to_end(asked)
        return found[0]

    def put(self, asked: Hashable, answer: Response, size: int) -> None:
        """Keep an answer that is not too large, in the place of those that nobody has asked for the longest time.

        `size` are the bytes of it and of what is asked.
        """
        if size > _LARGEST or asked in self._held:
            return
        self._held[asked] = answer, size + _AROUND
        self._size += size + _AROUND
        while self._size > _MOST:
            self._size -= self._held.popitem(last=False)[1][1]
