"""Who issues a document, told by its title before 关于: 某某管理委员会|关于…的通知, whatever the body is called."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.proposal import Name
from kg.extract.text import Text

_ISSUER = re.compile(r"^\s*(.{4,50}?)(?=关于)")
_LISTED = re.compile(r"[、,。;:]| ")


def find_issuers(doc: Text) -> Iterator[Name]:
    """The issuer that a title names before 关于 when it ends as bodies do; the same words elsewhere (a signature) are it too."""
    body = doc.lexicon.ontology.types[doc.lexicon.body]
    heads = (*body.heads, *body.weak_heads)
    titles = [m for s in doc.sentences if s.passage.role == "title" and (m := _ISSUER.match(s.text))]
    issuers = sorted({m.group(1) for m in titles if m.group(1).endswith(heads) and not _LISTED.search(m.group(1))})
    for sentence in doc.sentences:
        for name in issuers:
            start = sentence.text.find(name)
            if start >= 0 and (sentence.passage.role == "title" or sentence.text.strip() == name):
                yield Name(sentence, (start, start + len(name)), doc.lexicon.body, "issuer")
