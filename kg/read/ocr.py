"""Text from pictures of pages by RapidOCR, where it is installed (`kechuang[ocr]`): each line with its box and how sure
it is.

Its models come with it, so that nothing is fetched.  It runs in one thread, so that the same picture gives the same
text.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from kg.limits import Limits
from kg.model import Finding, Place, Recognition
from kg.read.boxes import arranged
from kg.read.columns import Line
from kg.read.pages import plain, tidied

HOW = "its text can be recognised: pip install 'kechuang[ocr]'"
_SURE = 0.8  # what is less sure is told
_LEAST = 0.5  # and what is less is no text
_SECONDS_A_PAGE = 10
_SMALLEST, _LONGEST = 12, 60  # pixels of a picture in which there may be a character; times its sides, of a line
_FOUND_IN = 1280  # pixels of the longer side
_SHOWN = 30  # characters of a doubtful line in a message


class Seen(NamedTuple):
    """A line in a picture: its text, how sure it is (0 to 1), and its box in pixels from the top left corner."""

    text: str
    score: float
    left: float
    top: float
    right: float
    bottom: float


def by() -> str | None:
    """The program that recognises text, with its version; None where it is not installed."""
    try:
        importlib.metadata.version("onnxruntime")
        return f"RapidOCR {importlib.metadata.version('rapidocr')}"
    except importlib.metadata.PackageNotFoundError:
        return None


@lru_cache(maxsize=1)
def _engine() -> Any:
    import cv2  # type: ignore[import-not-found,import-untyped,unused-ignore]
    from rapidocr import RapidOCR  # type: ignore[import-not-found,import-untyped,unused-ignore]

    cv2.setNumThreads(1)
    threads = "EngineConfig.onnxruntime"
    return RapidOCR(params={
        "Global.log_level": "critical", "Global.text_score": 0.0, f"{threads}.intra_op_num_threads": 1,
        f"{threads}.inter_op_num_threads": 1,
        # Lines are found in a smaller picture than they are read in: memory and time go with its area.
        "Det.limit_type": "max", "Det.limit_side_len": _FOUND_IN, "Rec.rec_batch_num": 1,
    })  # fmt: skip


def _recognised(pixels: Any) -> Any:
    """What the engine makes of a picture.  Raises `MemoryError` in its place."""
    import cv2
    from onnxruntime.capi import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
        onnxruntime_pybind11_state as runtime,
    )

    try:
        return _engine()(pixels)
    except (runtime.RuntimeException, cv2.error) as error:
        if "alloc" in str(error) or "memory" in str(error):
            raise MemoryError from error
        raise


def see(pixels: Any) -> list[Seen]:
    """The lines in a picture, an array of rows of pixels (blue, green, red), in the order in which they are found."""
    height, width = pixels.shape[:2]
    if min(height, width) < _SMALLEST or max(height, width) > _LONGEST * min(height, width):
        return []
    found = _recognised(pixels)
    if found.boxes is None or not found.txts:
        return []
    seen: list[Seen] = []
    for text, score, box in zip(found.txts, found.scores, found.boxes, strict=True):
        across, down = [float(x) for x, _ in box], [float(y) for _, y in box]
        if text.strip():
            seen.append(
                Seen(plain(" ".join(text.split())), float(score), min(across), min(down), max(across), max(down))
            )
    return seen


class Recogniser:
    """What recognises the pages of one document, and keeps the count of them."""

    def __init__(self, program: str, limits: Limits) -> None:
        """Read as many pages as the time of a document allows."""
        self._by = program
        self.left = max(1, limits.max_seconds // _SECONDS_A_PAGE)
        self.passed: list[int] = []  # pages that were too many
        self.pages = 0
        self.unsure = 0  # characters
        self._lines: list[tuple[int, Seen]] = []

    @classmethod
    def within(cls, limits: Limits) -> Recogniser | None:
        """One, where the program is installed."""
        return cls(program, limits) if (program := by()) is not None else None

    def lines(self, picture: Callable[[], tuple[Any, float]], page: int) -> list[Line]:
        """The lines of a page in the order of reading, with their places.

        `picture` gives the page as `see` takes it, and how much a pixel is of what places count in.
        """
        if not self.left:
            self.passed.append(page)
            return []
        self.left -= 1
        self.pages += 1
        pixels, unit = picture()
        seen = see(pixels)
        kept = [line for line in seen if line.score >= _LEAST]
        self.unsure += sum(len("".join(line.text.split())) for line in seen if line.score < _LEAST)
        self._lines += [(page, line) for line in kept]
        return [*_placed(tidied(arranged(kept), page - 1), kept, page, unit)]

    @property
    def confidence(self) -> float:
        """How sure the text is in the mean of its characters."""
        size = sum(len(line.text) for _, line in self._lines)
        return round(sum(line.score * len(line.text) for _, line in self._lines) / size, 3) if size else 0.0

    @property
    def _doubtful(self) -> list[tuple[int, Seen]]:
        return [(page, line) for page, line in self._lines if line.score < _SURE]

    def recognition(self, places: Sequence[Place]) -> Recognition | None:
        """What is told of the text, whose lines stand at these places; None where nothing was recognised."""
        return Recognition(self._by, self.confidence, len(self._doubtful), tuple(places)) if self._lines else None

    def told(self, where: str) -> Iterator[Finding]:
        """That a text was recognised, how sure it is, and what of it is doubtful."""
        if self._lines:
            yield Finding(
                "info",
                "read",
                "ocr",
                where,
                f"read by text recognition ({self._by}): {len(self._lines)} lines on {self.pages} pages, mean "
                f"confidence {self.confidence:.2f}",
            )
        if doubtful := self._doubtful:
            page, line = doubtful[0]
            yield Finding(
                "warning",
                "read",
                "ocr-doubtful",
                where,
                f"{len(doubtful)} of {len(self._lines)} recognised lines are doubtful (confidence below {_SURE}), "
                f"the first on page {page}: “{line.text[:_SHOWN]}”; compare them with the picture",
            )
        if self.passed:
            yield Finding(
                "warning",
                "read",
                "no-text-layer",
                where,
                f"{len(self.passed)} more pages hold pictures, the first page {self.passed[0]}; in the time of a "
                f"document {self.pages} are recognised (raise --max-seconds by {_SECONDS_A_PAGE} a page)",
            )


def _placed(lines: Sequence[Line], seen: Sequence[Seen], page: int, unit: float) -> Iterator[Line]:
    """Lines with the places of what stands in them: of equal texts the one that is nearest to the last."""
    left = list(seen)
    height = 0.0
    for line in lines:
        places: list[Place] = []
        at = 0
        while at < len(line.text):
            if line.text[at] == " ":
                at += 1
                continue
            fitting = [s for s in left if line.text.startswith(s.text, at)]
            if not fitting:
                break
            found = max(fitting, key=lambda s: (len(s.text), -abs(s.top - height)))
            left.remove(found)
            height = found.top
            left_, top, right, bottom = (round(edge * unit, 1) for edge in found[2:])
            places.append(Place(at, at + len(found.text), page, (left_, top, right, bottom)))
            at += len(found.text)
        yield line._replace(places=tuple(places))
