"""Files that users write for us (queries, Turtle): UTF-8, with or without the mark that Windows editors add."""

from __future__ import annotations

import codecs

# Those of UTF-32 first: one begins as that of UTF-16 does.
_OTHERS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
           (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def without_bom(data: bytes) -> bytes:
    """The bytes as UTF-8 without a byte-order mark; what has the mark of UTF-16 or UTF-32 is written anew.

    Raises `UnicodeDecodeError` for a file that has such a mark and is something else.
    """
    if data.startswith(codecs.BOM_UTF8):
        return data.removeprefix(codecs.BOM_UTF8)
    for mark, name in _OTHERS:
        if data.startswith(mark):
            return data.decode(name).encode()
    return data
