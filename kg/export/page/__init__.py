"""The explorer's page as a text: its template filled with data, and the data of such a page.

What the data is, `kg.export.html` says; here is only what a server needs to show a page that a build wrote, which is
little and quickly loaded.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent
_BEGINS, _ENDS = '<script type="application/json" id="data">', "</script>"


def page_of(held: Mapping[str, Any], served: bool = False) -> str:
    """The page that shows what `kg.export.html.page_data` made.

    One that is `served` may ask its server for more, and nobody else.
    """
    style = (PAGE / "explorer.css").read_text(encoding="utf-8")
    script = (PAGE / "packed.js").read_text(encoding="utf-8")  # unpacks explorer.js and runs it
    unpacked = (PAGE / "explorer.js").read_text(encoding="utf-8")
    data = json.dumps(held, ensure_ascii=False, separators=(",", ":"))
    # A lone surrogate cannot be written as UTF-8; JSON has an escape for it.
    data = re.sub("[<\u2028\u2029\ud800-\udfff]", lambda m: f"\\u{ord(m.group()):04x}", data)
    policy = (f"default-src 'none'; script-src {_hash(script)} {_hash(unpacked)}; style-src {_hash(style)}; "
              "img-src data: blob:; base-uri 'none'; form-action 'none'") + ("; connect-src 'self'" if served else "")
    page = (PAGE / "template.html").read_text(encoding="utf-8")
    parts = {"policy": policy, "style": style, "script": script, "data": data, "served": " data-served" * served}
    return re.sub(r"\{\{(\w+)\}\}", lambda m: parts[m.group(1)], page)


def data_of(page: str) -> dict[str, Any] | None:
    """What a page shows that `page_of` made; None for any other text."""
    start = page.find(_BEGINS) + len(_BEGINS)
    end = page.find(_ENDS, start)
    if start < len(_BEGINS) or end < 0:
        return None
    try:
        held = json.loads(page[start:end])
    except ValueError:
        return None
    return held if isinstance(held, dict) else None


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
