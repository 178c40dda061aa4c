"""Short forms of names that a document has given in full: 专班 behind 市政府办公室专班, 数据交易所 behind 宁波数据交易所."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kg.extract.proposal import Name, Over
from kg.extract.text import Text


def find_short_forms(text: Text) -> Iterator[Name]:
    """Give names by form the full name of the one longer name that ends with them, of which only the owner is left off.

    The owner is a place or a body that the longer name begins with; a name that could be short for two stays as it is.
    """
    owners = text.lexicon.place, text.lexicon.body
    by_form = [(s, m) for s, m in text.all_mentions() if m.technique == "form"]
    full: dict[tuple[str, str], set[str]] = defaultdict(set)
    for sentence, mention in by_form:
        for owner in sentence.inside(mention):
            if owner.start == mention.start and text.lexicon.root(owner.type) in owners:
                full[mention.type, mention.text[len(owner.text):]].add(mention.name)
    for sentence, mention in by_form:
        names = full.get((mention.type, mention.name), set())
        if len(names) == 1:
            (name,) = names
            others = mention.name, *mention.names
            span, type = sentence.span(mention), mention.type
            yield Name(sentence, span, type, "short-form", name, others, mention.iri, Over.RENAME)
