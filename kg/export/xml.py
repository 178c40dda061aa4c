"""What the three XML formats share: text that any parser takes, whatever a document held."""

from __future__ import annotations

import re

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
_ESCAPED = re.compile('[&<>"\r\n\t]')


def escape(text: str) -> str:
    """Text for an element or an attribute; what XML 1.0 cannot hold at all (control characters) becomes U+FFFD."""
    return _ESCAPED.sub(lambda m: _ESCAPES[m.group()], _ILLEGAL.sub("\ufffd", text))
