"""Documents named in 《》: the marks say where a name begins and ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.proposal import Name, Over
from kg.extract.text import Text

_TITLE = re.compile(r"《([^《》]*(?:《[^《》]*》[^《》]*)*)》")
_YEAR_TAIL = re.compile(r"\((?:试行|暂行|修订|征求意见稿|[12]\d{3}[-—年][^)]*)\)$")


_FORWARDED = re.compile(r"^(.{4,40}?)关于(?:印发|发布|转发|公布)《?(.{4,80}?)》?的(?:通知|公告|通告)$")
_DATED = re.compile(r"^(?:19|20)\d\d年(?:度)?")
_SITE = re.compile(r"(?<=.{8})\s*[|_].*$")
_DASHES = re.compile(r"^[\s#*—-]+")


def find_titles(doc: Text) -> Iterator[Name]:
    """What stands in 《》.

    A bare common word (《决定》) takes the session before it into its name; a notice that only forwards a document
    (某办公室关于印发某办法的通知) stands for that document.
    """
    type = doc.lexicon.document
    for sentence in doc.sentences:
        for match in _TITLE.finditer(sentence.text):
            inner = match.group(1).strip()
            if not 2 <= len(inner) <= 90 or inner in doc.lexicon.words["journals"] or not sentence.clean_span(*match.span()):
                continue
            name = inner.replace("<", "《").replace(">", "》").replace("〈", "《").replace("〉", "》")
            bare = _YEAR_TAIL.sub("", name)
            names = [bare] if bare != name else []
            if forwarded := _FORWARDED.match(name):
                names = [name, *names]
                name = forwarded.group(2).strip("《》")
            before = next((m for m in sentence.before(match.start()) if sentence.span(m)[1] == match.start()), None)
            if len(inner) <= 4 and before is not None:
                name, names = f"{before.name}《{inner}》", [f"{before.text}《{inner}》", *(f"{n}《{inner}》" for n in before.names), *names]
            yield Name(sentence, match.span(), type, "book-title", name, tuple(names), over=Over.TAKE)


def find_own_title(doc: Text) -> Iterator[Name]:
    """The title line itself (宁波市科学技术局2024年工作要点), or the document that it says is forwarded."""
    type = doc.lexicon.document
    heads = doc.lexicon.ontology.types[type].heads
    genres = (*heads, *doc.lexicon.words["titleGenres"])
    for sentence in doc.sentences:
        if sentence.passage.role != "title" or "《" in sentence.text:
            continue
        start = (found.end() if (found := _DASHES.match(sentence.text)) else 0)
        line = _SITE.sub("", sentence.text[start:]).rstrip()
        if forwarded := _FORWARDED.match(line):
            first = start + forwarded.start(2)
            yield Name(sentence, (first, first + len(forwarded.group(2))), type, "own-title", names=(line,))
        elif line.endswith(genres) and len(line) >= 8 and sentence.clean_span(start, start + len(line)):
            year = _DATED.sub("", line)
            yield Name(sentence, (start, start + len(line)), type, "own-title", names=(year,) if year != line else (), over=Over.TAKE)
