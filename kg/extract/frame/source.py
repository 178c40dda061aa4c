"""Sources that tell a part of a document's frame: asked in the order of their table; the first answer is believed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

C = TypeVar("C")
A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class FrameSource(Generic[C, A]):
    """A named place or circumstance in a document that may tell something; `find` gives None where it does not."""

    name: str
    find: Callable[[C], A | None]


def ask(sources: Iterable[FrameSource[C, A]], case: C) -> tuple[A, str] | tuple[None, None]:
    """What the first source says that says anything, and its name."""
    for source in sources:
        answer = source.find(case)
        if answer is not None:
            return answer, source.name
    return None, None
