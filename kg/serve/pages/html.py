"""Markup made of functions: what is text stays text, because only `tag` and `raw` make markup and `tag` escapes.

Every word of the pages stands in Chinese and in English beside each other (`both`); the style sheet shows one of them,
so that a page has the same bytes for every reader and changes its language without being asked for again.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from typing import Any

Kid = object  # text, Html, numbers, None, or iterables of them
_VOID = frozenset(("br", "hr", "img", "input", "link", "meta", "wbr"))
# Characters that HTML has no way to write, and halves of characters that UTF-8 has none for.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Html(str):
    """A text that is markup and is not escaped again."""

    __slots__ = ()


def text(value: object) -> Html:
    """A value as text of a page; markup as it is, nothing for None and False."""
    if isinstance(value, Html):
        return value
    if value is None or value is False:
        return Html()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return Html("".join(map(text, value)))
    # A return as it is would be a new line, and all offsets behind it wrong.
    return Html(html.escape(_UNWRITABLE.sub("\ufffd", str(value))).replace("\r", "&#13;"))


def tag(element: str, /, *kids: Kid, **attributes: object) -> Html:
    """An element.  `class_` and `for_` are attributes without the line, other lines within a name are hyphens; an
    attribute that is None or False is left out, one that is True has no value."""
    given = "".join(_attribute(key, value) for key, value in attributes.items() if value is not None
                    and value is not False)
    if element in _VOID:
        return Html(f"<{element}{given}>")
    return Html(f"<{element}{given}>{text(kids)}</{element}>")


def _attribute(key: str, value: object) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'


def both(zh: object, en: object) -> Html:
    """The same in Chinese and in English, of which a reader sees one."""
    if zh == en:
        return text(zh)
    return text((tag("span", zh, class_="zh"), tag("span", en, class_="en", lang="en")))


def said(zh: str, en: str, *into: str) -> dict[str, object]:
    """Attributes (`into`: title, placeholder, aria-label) that are in Chinese until the page's script makes them
    English."""
    names = {name.replace("-", "_"): zh for name in into}
    return {**names, "data_zh": zh, "data_en": en, "data_into": " ".join(into)}


def data(identifier: str, value: Any) -> Html:
    """A value for a script of the page, in an element that no browser runs."""
    held = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=False)
    held = re.sub("[<>&\u2028\u2029\ud800-\udfff]", lambda m: f"\\u{ord(m.group()):04x}", held)
    return Html(f'<script type="application/json" id="{html.escape(identifier)}">{held}</script>')
