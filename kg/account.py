"""The account of a document: how many characters were read, how many were kept, and why the others were not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kg.furniture import is_notice
from kg.model import Account, Document, Finding, Passage, Unread

# Less of the main text is a warning: what counts as its loss are sentences, not labels of a site.
_KEPT_SHARE = 0.98
_SENTENCE = re.compile(r"[^。]{12,}。")
# A speech that goes round as a template has its names and numbers taken out again and again.
_TEMPLATE_FROM, _TEMPLATE_EVERY = 5, 400


def account(document: Document, passages: Sequence[Passage], redacted: int,
            blanked: Iterable[tuple[int, int]] = ()) -> tuple[Account, list[Finding]]:
    """What became of the characters of a document, and what in it is worth a look.

    `redacted` is the number of values that were taken out of the text before it was published, `blanked` are the spans
    that stand for them.  The characters kept and those left out make up those read.
    """
    furniture = [p for p in passages if p.role == "furniture"]
    kept = sum(len(p.text) for p in passages) - sum(len(p.text) for p in furniture)
    left_out = Counter(document.left_out)
    left_out["furniture"] += sum(len(p.text) for p in furniture)
    left_out["blanks"] += len(document.text) - sum(len(p.text) for p in passages)
    read = kept + left_out.total()
    findings = [f for f in (_left_out(document, furniture, kept), _template(document, redacted)) if f]
    unread = [*document.unread, *_places(document, [(p.start, p.end) for p in furniture], "furniture"),
              *_places(document, blanked, "redacted")]
    return Account(read, kept, {k: n for k, n in sorted(left_out.items()) if n}, redacted,
                   tuple(sorted(set(unread), key=lambda each: (each.start, -each.end, each.reason)))), findings


def _places(document: Document, spans: Iterable[tuple[int, int]], reason: str) -> Iterator[Unread]:
    """Spans of the text as they stand in the source."""
    for start, end in spans:
        if start < end:
            yield Unread(*document.raw_span(start, end), reason)


def _left_out(document: Document, furniture: Sequence[Passage], kept: int) -> Finding | None:
    sentences = [p for p in furniture if _SENTENCE.search(p.text) and not is_notice(_line(document.text, p))]
    lost = sum(len(p.text) for p in sentences) + document.left_out.get("advertisements", 0)
    share = kept / (kept + lost) if lost else 1.0
    if share >= _KEPT_SHARE:
        return None
    place = ""
    if sentences:
        place = f", first at character {document.origin[sentences[0].start]}: “{sentences[0].text[:30]}”"
    return Finding("warning", "clean", "text-left-out", document.source.name,
                   f"{share:.0%} of the main text is kept; the rest was taken for furniture or advertisements{place}")


def _line(text: str, passage: Passage) -> str:
    end = text.find("\n", passage.end)
    return text[text.rfind("\n", 0, passage.start) + 1:end if end >= 0 else len(text)].strip()


def _template(document: Document, redacted: int) -> Finding | None:
    if redacted < _TEMPLATE_FROM or redacted * _TEMPLATE_EVERY < len(document.text):
        return None
    return Finding("warning", "clean", "template-speech", document.source.name,
                   f"{redacted} names and numbers are taken out of {len(document.text)} characters: a template more "
                   f"than a document; little can be read from it")
