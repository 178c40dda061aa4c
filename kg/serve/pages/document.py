"""The page of a document: its text as it was, every name, fact and number marked where it was read, what was left out.

Marks overlap (a place within the name of a body within the sentence of a fact), so the text is cut wherever one begins
or ends, and each piece knows the marks that lie over it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kg.answers import Source
from kg.answers.model import Mark
from kg.contract import file_name
from kg.ontology import Ontology
from kg.serve.held import answers_of, held_of
from kg.serve.iris import iri_of, page_of
from kg.serve.pages.frame import page, send
from kg.serve.pages.html import Html, Kid, both, data, tag, text
from kg.serve.pages.links import outside_link, thing_link
from kg.serve.pages.words import WORDS, attributes, known, words

Piece = tuple[int, int, tuple[int, ...]]  # start, end, the marks over it
_CLASSES = {"name": "n", "fact": "f", "number": "v", "step": "s"}


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
    read = _text(source) if source.text is not None else tag("p", source.missing, class_="error")
    side = tag("aside", tag("div", tag("p", words("point"), class_="note"), id="what", class_="card"),
               tag("section", tag("h2", words("told-here")), tag("div", id="told"), id="all-told"), _account(source),
               **attributes("told-here", "aria-label"))
    left = tag("div", head, _legend(source.marks, ontology), read, class_="paper")
    return page(held.title, tag("div", left, side, class_="reading"), _data(source, ontology),
                kind="document closed" if closed else "document")


def _origin(source: Source) -> Html:
    held = source.document
    parts: list[Kid] = [held.date or words("no-date")]
    if held.publisher is not None:
        parts.append(thing_link(held.publisher))
    name = file_name(held.source)
    parts.append(outside_link(held.source, name))
    return tag("p", [[" · " if i else None, each] for i, each in enumerate(parts)], class_="note")


def _text(source: Source) -> Html:
    """The text by lines, each of which knows where it begins."""
    assert source.text is not None
    raw, names = source.text, [m.what for m in source.marks]
    lines: list[Kid] = []
    kids: list[Kid] = []
    begun = 0
    for start, end, over in pieces(len(raw), source.marks):
        at = start
        while (stop := raw.find("\n", at, end)) >= 0:
            kids.append(_piece(raw[at:stop + 1], over, source.marks, names))
            lines.append(tag("p", kids, data_s=begun))
            kids, at = [], stop + 1
            begun = at
        kids.append(_piece(raw[at:end], over, source.marks, names))
    lines.append(tag("p", kids, data_s=begun))
    return tag("div", lines, id="text", class_="text", tabindex="0", role="group", lang="zh",
               **attributes("text", "aria-label"))


def _piece(words_of: str, over: Sequence[int], marks: Sequence[Mark], names: Sequence[str]) -> Html:
    if not over or not words_of:
        return text(words_of)
    kinds = dict.fromkeys(_CLASSES[names[i]] for i in over)
    inner = [i for i in over if names[i] == "name"]
    if inner:
        least = min(inner, key=lambda i: (marks[i].end - marks[i].start, i))
        kinds[f"t-{marks[least].type}"] = None
    return tag("span", words_of, class_=" ".join(["m", *kinds]), data_m=" ".join(map(str, over)), tabindex="-1")


def pieces(length: int, marks: Sequence[Mark]) -> Iterator[Piece]:
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


def _legend(marks: Sequence[Mark], ontology: Ontology) -> Html:
    """What is marked, by kind: each can be switched off."""
    types = Counter(ontology.root(m.type) if m.type in ontology.types else m.type for m in marks if m.what == "name")
    kinds = Counter(m.what for m in marks if m.what != "name")
    chips = [_chip(t.name, tag("i", class_=f"dot t-{t.name}"), both(t.label_zh, t.label_en), types[t.name])
             for t in ontology.roots if types[t.name]]
    chips += [_chip(kind, tag("i", class_=f"line {_CLASSES[kind]}"), words(f"{kind}s"), kinds[kind])
              for kind in ("fact", "number", "step") if kinds[kind]]
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
            *((both(*_reason(reason)), n) for reason, n in sorted(left.items(), key=lambda kept: -kept[1]))]
    counted = tag("table", tag("tbody", [tag("tr", tag("th", name, scope="row"), tag("td", f"{n:,}", class_="number"))
                                         for name, n in rows if isinstance(n, int)])) if characters else None
    frame = [tag("li", words(key), "：", str(about[key]),
                 tag("small", " (", known(str(about[f"{key}_by"])), ")") if about.get(f"{key}_by") else None)
             for key in ("speaker", "date", "place", "number", "author") if about.get(key)]
    found = [tag("li", each) for each in source.findings]
    return tag("section", tag("h2", words("account")), tag("ul", frame) if frame else None, counted,
               tag("ul", found, class_="findings") if found else None, class_="account")


def _reason(reason: str) -> tuple[str, str]:
    zh, en = WORDS.get(f"left-{reason}", (reason, reason))
    return f"未读：{zh}", f"left out: {en}"


def _data(source: Source, ontology: Ontology) -> Html:
    """What the page's script knows of each mark; what is said of many marks stands once."""
    things: dict[tuple[str, ...], int] = {}
    ways: dict[tuple[str, ...], int] = {}
    marks = [[m.start, m.end, things.setdefault((m.what, m.iri, m.label, m.type), len(things)),
              ways.setdefault(m.techniques, len(ways))] for m in source.marks]
    known_as = ontology.techniques
    types = {m.type: ontology.types[m.type] for m in source.marks if m.type in ontology.types}
    return data("held", {
        "techniques": [[[t.label_zh, t.label_en, t.about_zh, t.about_en] if (t := known_as.get(name))
                        else [name, name, "", ""] for name in names] for names in ways],
        "types": {name: [t.label_zh, t.label_en, t.root] for name, t in sorted(types.items())},
        "things": [[what, label, kind, page_of(iri) if what == "name" else "", iri]
                   for what, iri, label, kind in things],
        "marks": marks})
