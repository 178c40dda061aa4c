"""Pictures of pages (PNG, JPEG, TIFF, BMP, GIF, WebP): what text recognition reads in them, where it is installed."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from functools import partial
from typing import Any

from kg.limits import Limits
from kg.model import Finding, Reading, Source
from kg.read.columns import Line
from kg.read.ocr import HOW, Recogniser
from kg.read.pages import compose

# Pictures by their first bytes.
_KINDS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF8", "image/gif"),
)
PICTURES = (*dict.fromkeys(kind for _, kind in _KINDS), "image/bmp", "image/webp")
_FORMATS = ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")
_MOST_PIXELS = 80_000_000  # of one picture: an A3 page at 600 dots an inch has 70 million
_LONGEST = 3000  # pixels of the longer side at which it is recognised
# What pillow raises of damaged files.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError, struct.error)


def picture_type(data: bytes) -> str | None:
    """The media type of a picture; None for anything else."""
    if data[:2] == b"BM" and data[6:10] == b"\x00" * 4 and data[14:18] in (b"\x28\x00\x00\x00", b"\x7c\x00\x00\x00"):
        return "image/bmp"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in _KINDS if data.startswith(magic)), None)


class _DamagedError(Exception):
    """A picture cannot be opened, or not to its end."""


def read_picture(data: bytes, source: Source, limits: Limits) -> tuple[list[Reading], list[Finding]]:
    """One reading of all pages of a picture; one without text, or that cannot be opened, is a finding."""
    recogniser = Recogniser.within(limits)
    if recogniser is None:
        return [], [Finding("error", "read", "unknown-format", source.name, f"a picture; {HOW}")]
    pages: list[list[Line]] = []
    findings: list[Finding] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd pictures pillow warns as well
            for number, picture in enumerate(_pictures(data), start=1):
                if (told := _too_large(picture, number, limits)) is not None:
                    findings.append(Finding("error", "read", "too-large", source.name, told))
                    break
                pages.append(recogniser.lines(partial(_pixels, picture), number))
    except _DamagedError as error:
        message = f"the picture is damaged or cut off ({error}); save it again"
        findings.append(Finding("warning" if any(pages) else "error", "read", "damaged", source.name, message))
    composed = compose(pages)
    findings += recogniser.told(source.name)
    if not composed.lines:
        if not findings:
            findings.append(Finding("warning", "read", "empty", source.name, "no text was recognised in the picture"))
        return [], findings
    left_out = composed.left_out
    left_out["unsure recognition"] += recogniser.unsure
    return [
        Reading(
            source,
            composed.raw,
            left_out=dict(+left_out),
            tables=composed.tables,
            block_ends=composed.block_ends,
            recognised=recogniser.recognition(composed.places),
        )
    ], findings


def _too_large(picture: Any, number: int, limits: Limits) -> str | None:
    """Why a page of a picture, and what is behind it, is not read; None where it is."""
    if number > limits.max_pages:
        return f"more than the {limits.max_pages} pages that are read; raise --max-pages or split it"
    width, height = picture.size
    if width * height > _MOST_PIXELS:
        return (
            f"page {number} has {width} × {height} pixels, more than the {_MOST_PIXELS:,} that are read; save it "
            "smaller"
        )
    return None


def _pictures(data: bytes) -> Iterator[Any]:
    """The pages of a picture, opened and not yet unpacked.  Raises `_DamagedError`."""
    from PIL import Image, ImageSequence  # type: ignore[import-not-found,import-untyped,unused-ignore]

    Image.MAX_IMAGE_PIXELS = None  # the limit is ours, and told
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            yield from ImageSequence.Iterator(picture) if picture.format == "TIFF" else [picture]
    except _BROKEN as error:
        raise _DamagedError(" ".join(str(error).split())[:200]) from error


def _pixels(picture: Any) -> tuple[Any, float]:
    """A picture upright and on white, as an array of rows of pixels (blue, green, red), no larger than needed, and how
    many of its own pixels one has.  Raises `_DamagedError`."""
    import numpy as np
    from PIL import Image, ImageOps  # type: ignore[import-not-found,import-untyped,unused-ignore]

    longest = max(picture.size)
    try:
        picture.draft("RGB", (_LONGEST, _LONGEST))
        upright = ImageOps.exif_transpose(picture)
        if "A" in upright.getbands() or "transparency" in upright.info:
            clear = upright.convert("RGBA")
            upright = Image.new("RGBA", clear.size, "white")
            upright.alpha_composite(clear)
        shown = upright.convert("RGB")
        shown.thumbnail((_LONGEST, _LONGEST))
    except _BROKEN as error:
        raise _DamagedError(" ".join(str(error).split())[:200]) from error
    return np.asarray(shown)[:, :, ::-1].copy(), longest / max(shown.size)
