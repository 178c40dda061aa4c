"""Who issues a document, told by its title before 关于: 某某管理委员会|关于…的通知, whatever the body is called."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.proposal import Name
from kg.extract.text import Text

_ISSUER = r"\s*([^\n、,。;:| ]{4,50}?)(?={titleTopics})"  # one body alone


def find_issuers(text: Text) -> Iterator[Name]:
    """The issuer that a title names when it ends as bodies do; the same words alone in a line are it too."""
    body = text.lexicon.ontology.types[text.lexicon.body]
    heads = (*body.heads, *body.weak_heads)
    issuer = text.lexicon.pattern(_ISSUER)
    titles = [s for s in text.sentences if s.passage.role == "title"]
    openings = {m.group(1) for m in (issuer.match(s.text) for s in titles) if m is not None}
    for name in sorted(n for n in openings if n.endswith(heads)):
        for sentence in (*titles, *(s for s in text.sentences if s.text.strip() == name)):
            start = sentence.text.find(name)
            if start >= 0:
                yield Name(sentence, (start, start + len(name)), text.lexicon.body, "issuer")
