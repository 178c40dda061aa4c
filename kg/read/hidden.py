"""Text that a saved page holds and does not show by itself: in text areas, in data that its scripts unfold, in frames.

Old sites of governments keep an article in a hidden text area, new ones in JSON that a script makes the page of.  What
is found here is a candidate; `kg.read.html` decides whether it is the page's text.
"""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote

from lxml import etree, html

from kg.read.characters import han
from kg.read.records import Record, find_records, is_running

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TEMPLATE = re.compile(r"text/(?:html|template|x-|plain|ng-)|template", re.IGNORECASE)
_DATA = re.compile(r"json", re.IGNORECASE)
_OBJECT = re.compile(r"[=(:,]\s*(?=[{\[])")  # where a value of JSON may begin in a script
_PARSED = re.compile(r"JSON\.parse\(\s*(decodeURIComponent\(\s*)?(\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')")
_SAID = re.compile(r"[\u3400-\u9fff][^<>\"'\n]{10,2000}?[。；]")  # a sentence between a script's quotation marks
_TAG = re.compile(r"<[^<>]*>")
_BLOCK = re.compile(r"</(?:p|div|h[1-6]|li|tr|td)>|<br\b[^<>]*>", re.IGNORECASE)
_PART = re.compile(r"[^。！？；\n]+[。！？；\n]*")
_LEADS = re.compile(r"url\s*=\s*['\"]?([^'\";]+)", re.IGNORECASE)
_ASKS = re.compile(
    r"(?:启用|开启|打开|允许|支持|禁用|enable|requires?)\s*.{0,12}?(?:java\s*script|脚本|cookies?|\bjs\b)",
    re.IGNORECASE,
)
_NO_FRAME = ("javascript:", "about:", "data:", "#", "blob:")
_JSON = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True)
class Hidden:
    """A running text that a page does not show: where it stands, its markup, and the record of data that it is part of.

    `markup` is empty where the text cannot be told from what is around it; `text` is what it says in any case.
    """

    place: str
    markup: str
    text: str
    record: Record | None = None

    @property
    def size(self) -> int:
        """Its Chinese characters."""
        return len(han(self.text))

    @property
    def sample(self) -> str:
        """Some of it, for people to know it by."""
        return " ".join(self.text.split())[:60]

    def beside(self, visible: str) -> Hidden | None:
        """What it says that the page (without blanks) does not show as well, if that is text of sentences too."""
        unseen = "".join(part for part in _PART.findall(self.text) if "".join(part.split()) not in visible)
        return replace(self, text=unseen) if is_running(unseen) else None


def hidden_texts(root: html.HtmlElement) -> list[Hidden]:
    """The running texts that a page holds and does not show, in their order."""
    found: list[Hidden] = []
    stack = [root]
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str):
            continue
        found += _in_element(element)
        if element.tag not in ("textarea", "noscript", "template") and not is_hidden(element):
            stack += reversed(element)
    return found


def is_hidden(element: html.HtmlElement) -> bool:
    """Whether an element says itself that it is not shown."""
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style") or ""))


def _in_element(element: html.HtmlElement) -> Iterator[Hidden]:
    if element.tag == "script":
        yield from _in_script(element.text or "", element.get("type") or "")
    elif element.tag in ("textarea", "noscript", "template"):
        yield from _markup(f"a {'text area' if element.tag == 'textarea' else element.tag}", _inner(element))
    elif element.tag == "input" and (element.get("type") or "").lower() == "hidden":
        yield from _markup("a hidden field", element.get("value") or "")
    elif element.tag == "iframe" and element.get("srcdoc"):
        yield from _markup("a frame", element.get("srcdoc") or "")
    elif element.tag != "iframe" and is_hidden(element):
        yield from _markup("a part that is not shown", _inner(element))


def _inner(element: html.HtmlElement) -> str:
    """The markup inside an element; what is text there may be markup itself, as in a text area."""
    text = element.text or ""
    return (text if element.tag == "textarea" else entities.escape(text)) + "".join(
        etree.tostring(child, encoding="unicode") for child in element
    )


def _markup(place: str, markup: str, record: Record | None = None) -> Iterator[Hidden]:
    if "&lt;" in markup and not _TAG.search(markup):
        markup = entities.unescape(markup)
    text = entities.unescape(_TAG.sub("", _BLOCK.sub("\n", markup)))
    if is_running(text):
        yield Hidden(place, markup, text, record)


def _in_script(script: str, kind: str) -> Iterator[Hidden]:
    """The texts of a script: of its data where a field of it is the text, else that there are some."""
    if not _DATA.search(kind) and _TEMPLATE.search(kind):
        yield from _markup("a script", script)
        return
    found = [hidden for value in _values(script, bool(_DATA.search(kind))) for hidden in _in_data(value)]
    if found:
        yield from found
        return
    said = "".join(_SAID.findall(_plain(script)))
    if is_running(said):
        yield Hidden("a script", "", said)


def _in_data(value: object) -> Iterator[Hidden]:
    records, _ = find_records(value)
    running = [record for record in records if record.is_running]
    if len(running) == 1:
        yield from _markup("the data of a script", running[0].text, running[0])


def _plain(script: str) -> str:
    """A script without its comments and with its escapes of characters (\\u5B81) read."""
    bare = re.sub(r"/\*.*?\*/|(?<![:\"'])//[^\n\"']*$", "", script, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m.group(1), 16)), bare)


def _values(script: str, data: bool) -> Iterator[object]:
    """The values of JSON in a script: all of it, what is assigned, what is parsed from a string."""
    for match in _PARSED.finditer(script):
        literal = match.group(2)
        try:
            text = json.loads(literal if literal[0] == '"' else json.dumps(literal[1:-1].replace("\\'", "'"))).replace(
                "\\\\", "\\"
            )
            yield json.loads(unquote(text) if match.group(1) else text, strict=False)
        except (ValueError, RecursionError):
            continue
    position = 0
    while (start := _start(script, position, data)) is not None:
        try:
            value, position = _JSON.raw_decode(script, start)
            yield value
        except (ValueError, RecursionError):
            position = start + 1
        data = False


def _start(script: str, position: int, data: bool) -> int | None:
    """Where the next value may begin: in pure data at once."""
    if data:
        return position + len(script) - len(script.lstrip())
    found = _OBJECT.search(script, position)
    return found.end() if found else None


def frames(root: html.HtmlElement) -> list[str]:
    """The addresses of the pages that a page shows in frames, each once."""
    sources = ((frame.get("src") or "").strip() for frame in root.iter("frame", "iframe"))
    return list(dict.fromkeys(source for source in sources if source and not source.lower().startswith(_NO_FRAME)))


def asks_for_script(text: str) -> bool:
    """Whether the text of a page is only that it needs a script to show one."""
    return len(han(text)) < 60 and _ASKS.search(text) is not None


def reason_for_nothing(root: html.HtmlElement, found: list[Hidden]) -> tuple[str, str]:
    """Why a page shows no text: a code and a message for a finding."""
    inner = frames(root)
    leads = next(
        (
            m.group(1).strip()
            for meta in root.iter("meta")
            if (meta.get("http-equiv") or "").lower() == "refresh" and (m := _LEADS.search(meta.get("content") or ""))
        ),
        None,
    )
    if found:
        return "written-by-script", (
            f"the page shows no text, its script writes it (“{found[0].sample[:30]}…”); open it in a browser and save "
            "it "
            "as one file (MHTML) or as PDF"
        )
    if inner:
        return "frames", f"the page holds no text but in frames: {', '.join(inner[:6])}; save these pages"
    if leads:
        return "empty", f"the page holds no text and only leads to {leads}"
    if next(root.iter("script"), None) is not None:
        return "written-by-script", (
            "the page holds no text, a script may fetch it; open it in a browser and save it as one file (MHTML) or PDF"
        )
    return "empty", "the page holds no text"
