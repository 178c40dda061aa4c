"""The page of a document: its text as it was, every name, fact and number marked where it was read, what was left out.

Marks overlap (a place within the name of a body within the sentence of a fact), so the text is cut wherever one begins
or ends, and each piece knows the marks that lie over it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kg.answers import Source
from kg.contract import file_name
from kg.language import found as told_of
from kg.language import speaking
from kg.model import Finding
from kg.ontology import Ontology
from kg.serve.held import answers_of, held_of
from kg.serve.iris import iri_of, page_of
from kg.serve.pages.frame import page, send
from kg.serve.pages.html import Html, Kid, both, data, tag, text
from kg.serve.pages.links import outside_link, thing_link
from kg.serve.pages.words import WORDS, attributes, known, words

_UNREAD = "unread"  # of a mark: nothing was read there, and its type is the reason
Piece = tuple[int, int, tuple[int, ...]]  # start, end, the marks over it
_CLASSES = {"name": "n", "fact": "f", "number": "v", "step": "s", _UNREAD: "x"}


def document(request: Request) -> Response:
    """The page of a document."""
    answers = answers_of(request)
    source = answers.document(iri_of(request, "/document/"))
    if source is None:
        raise HTTPException(404, "no document of this graph has this address; search for its title: /search")
    return send(request, document_page(source, answers.ontology, held_of(request).public))


def document_page(source: Source, ontology: Ontology, closed: bool = False) -> Html:
    """The page of a document as it was read; a `closed` one takes no corrections."""
    held = source.document
    head = tag("div", tag("h1", held.title), _origin(source), class_="head")
    marks = _marks(source)
    read = _text(source.text, marks) if source.text is not None else tag("p", source.missing, class_="error")
    side = tag("aside", tag("div", tag("p", words("point"), class_="note"), id="what", class_="card"),
               tag("section", tag("h2", words("told-here")), tag("div", id="told"), id="all-told"), _account(source),
               **attributes("told-here", "aria-label"))
    left = tag("div", head, _legend(marks, ontology), read, class_="paper")
    return page(held.title, tag("div", left, side, class_="reading"), _data(marks, ontology),
                kind="document closed" if closed else "document")


def _origin(source: Source) -> Html:
    held = source.document
    parts: list[Kid] = [held.date or words("no-date")]
    if held.publisher is not None:
        parts.append(thing_link(held.publisher))
    name = file_name(held.source)
    parts.append(outside_link(held.source, name))
    return tag("p", [[" · " if i else None, each] for i, each in enumerate(parts)], class_="note")


class Spanned(Protocol):
    """What lies over a span of a text."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Behind its last character."""


class _Marked(NamedTuple):
    """A mark, or a place that was not read."""

    start: int
    end: int
    what: str
    iri: str
    label: str
    type: str
    techniques: tuple[str, ...]


def _marks(source: Source) -> list[_Marked]:
    """All that is marked, by place."""
    read = [_Marked(m.start, m.end, m.what, m.iri, m.label, m.type, m.techniques) for m in source.marks]
    unread = [_Marked(u.start, u.end, _UNREAD, "", "", u.reason, ()) for u in source.unread]
    return sorted([*read, *unread], key=lambda m: (m.start, -m.end))


def _text(raw: str, marks: Sequence[_Marked]) -> Html:
    """The text by lines, each of which knows where it begins."""
    lines: list[Kid] = []
    kids: list[Kid] = []
    begun = 0
    for start, end, over in pieces(len(raw), marks):
        at = start
        while (stop := raw.find("\n", at, end)) >= 0:
            kids.append(_piece(raw[at:stop + 1], over, marks))
            lines.append(tag("p", kids, data_s=begun))
            kids, at = [], stop + 1
            begun = at
        kids.append(_piece(raw[at:end], over, marks))
    lines.append(tag("p", kids, data_s=begun))
    return tag("div", lines, id="text", class_="text", tabindex="0", role="group", lang="zh",
               **attributes("text", "aria-label"))


def _piece(words_of: str, over: Sequence[int], marks: Sequence[_Marked]) -> Html:
    if not over or not words_of:
        return text(words_of)
    kinds = dict.fromkeys(_CLASSES[marks[i].what] for i in over)
    inner = [i for i in over if marks[i].what == "name"]
    if inner:
        least = min(inner, key=lambda i: (marks[i].end - marks[i].start, i))
        kinds[f"t-{marks[least].type}"] = None
    return tag("span", words_of, class_=" ".join(["m", *kinds]), data_m=" ".join(map(str, over)), tabindex="-1")


def pieces(length: int, marks: Sequence[Spanned]) -> Iterator[Piece]:
    """A text of so many characters, cut where a mark begins or ends; all of it, in order."""
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    for i, mark in enumerate(marks):
        start, end = max(0, mark.start), min(length, mark.end)
        if start < end:
            begins.setdefault(start, []).append(i)
            ends.setdefault(end, []).append(i)
    over: set[int] = set()
    at = 0
    for cut in sorted({*begins, *ends, length}):
        if cut > at:
            yield at, cut, tuple(sorted(over))
            at = cut
        over.difference_update(ends.get(cut, ()))
        over.update(begins.get(cut, ()))


def _legend(marks: Sequence[_Marked], ontology: Ontology) -> Html:
    """What is marked, by kind: each can be switched off."""
    types = Counter(ontology.root(m.type) if m.type in ontology.types else m.type for m in marks if m.what == "name")
    kinds = Counter(m.what for m in marks if m.what != "name")
    chips = [_chip(t.name, tag("i", class_=f"dot t-{t.name}"), both(t.label_zh, t.label_en), types[t.name])
             for t in ontology.roots if types[t.name]]
    chips += [_chip(kind, tag("i", class_=f"line {_CLASSES[kind]}"), words(f"{kind}s"), kinds[kind])
              for kind in ("fact", "number", "step", _UNREAD) if kinds[kind]]
    return tag("div", chips, id="legend", class_="chips", role="group", **attributes("legend", "aria-label"))


def _chip(key: str, sign: Html, name: Html, count: int) -> Html:
    return tag("button", sign, name, tag("b", f" {count}"), type="button", class_="chip", aria_pressed="true",
               data_kind=key)


def _account(source: Source) -> Html:
    """How much was read and kept, and why the rest was not; what told the speaker and the day; what was found."""
    about = source.about
    characters: Mapping[str, Any] = about.get("characters") or {}
    left: Mapping[str, int] = characters.get("left_out") or {}
    rows = [(words("read"), characters.get("read")), (words("kept"), characters.get("kept")),
            *((_left_out(reason), n) for reason, n in sorted(left.items(), key=lambda kept: -kept[1]))]
    counted = tag("table", tag("tbody", [tag("tr", tag("th", name, scope="row"), tag("td", f"{n:,}", class_="number"))
                                         for name, n in rows if isinstance(n, int)])) if characters else None
    frame = [tag("li", words(key), "：", str(about[key]),
                 tag("small", " (", known(str(about[f"{key}_by"])), ")") if about.get(f"{key}_by") else None)
             for key in ("speaker", "date", "place", "number", "author") if about.get(key)]
    found = [tag("li", _found(each), class_=each.severity) for each in source.findings]
    return tag("section", tag("h2", words("account")), tag("ul", frame) if frame else None, counted,
               tag("ul", found, class_="findings") if found else None, class_="account")


def _found(finding: Finding) -> Html:
    """What was found in a document, in both languages; its message is English."""
    with speaking("zh"):
        return both(told_of(finding.code, finding.message), finding.message)


def _left_out(reason: str) -> Html:
    zh, en = _reason(reason)
    return both(f"未读：{zh}", f"left out: {en}")


def _reason(reason: str) -> tuple[str, str]:
    """Why something was not read, in both languages."""
    return WORDS.get(f"left-{reason}", (reason, reason))


def _data(marked: Sequence[_Marked], ontology: Ontology) -> Html:
    """What the page's script knows of each mark; what is said of many marks stands once."""
    things: dict[tuple[str, ...], int] = {}
    ways: dict[tuple[str, ...], int] = {}
    marks = [[m.start, m.end, things.setdefault((m.what, m.iri, m.label, m.type), len(things)),
              ways.setdefault(m.techniques, len(ways))] for m in marked]
    known_as = ontology.techniques
    types = {m.type: ontology.types[m.type] for m in marked if m.type in ontology.types}
    return data("held", {
        "reasons": {m.type: _reason(m.type) for m in marked if m.what == _UNREAD},
        "techniques": [[[t.label_zh, t.label_en, t.about_zh, t.about_en] if (t := known_as.get(name))
                        else [name, name, "", ""] for name in names] for names in ways],
        "types": {name: [t.label_zh, t.label_en, t.root] for name, t in sorted(types.items())},
        "things": [[what, label, kind, page_of(iri) if what == "name" else "", iri]
                   for what, iri, label, kind in things],
        "marks": marks})
