"""Short forms of names that a document has given in full: 专班 behind 市政府办公室专班, 数据交易所 behind 宁波数据交易所."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kg.extract.proposal import Name, Over
from kg.extract.text import Sentence, Text
from kg.gazetteer import full_name
from kg.model import Mention

_BY_FORM = "form", "carried"


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


def find_place_forms(text: Text) -> Iterator[Name]:
    """Give what is named by its place and the same words behind that one name, however the place is written.

    县科技大市场, 象山科技大市场 and 象山县科技大市场 of 象山县 are one.
    """
    owned: dict[tuple[str, str, str], list[tuple[Sentence, Mention]]] = defaultdict(list)
    for sentence, mention in text.all_mentions():
        formed = mention.technique == "form" and not text.is_a(mention, text.lexicon.place)
        key = _of_place(text, sentence, mention) if formed else None
        if key is not None and key[1]:
            owned[mention.type, *key].append((sentence, mention))
    for (type, _, _), found in owned.items():
        name = max(sorted({m.name for _, m in found}), key=len)
        for sentence, mention in found:
            if mention.name != name:
                others = mention.name, *mention.names
                yield Name(sentence, sentence.span(mention), type, "short-form", name, others, mention.iri, Over.RENAME)


def _of_place(text: Text, sentence: Sentence, mention: Mention) -> tuple[str, str] | None:
    """The place with which a name begins, as it stands or as a word for its level means it, and the rest."""
    for owner in sentence.inside(mention):
        if owner.start == mention.start and owner.iri is not None and text.is_a(owner, text.lexicon.place):
            return owner.iri, mention.text[len(owner.text):]
    for place in text.places.values():
        full = full_name(place)
        if mention.name.startswith(full) and not mention.text.startswith(full):
            return place.iri, mention.name[len(full):]
    return None


def find_quoted_forms(text: Text) -> Iterator[Name]:
    """Give a name that begins with a quotation the one longer name that begins with the same and ends as it does:
    “甲”座谈会 behind “甲”科技服务座谈会."""
    for found in _by_quotation(text).values():
        tails = {mention.name: rest for _, mention, rest in found}
        for sentence, mention, rest in found:
            longer = [name for name, tail in tails.items() if tail != rest and tail.endswith(rest)]
            if len(longer) == 1:
                others = mention.name, *mention.names
                span, name = sentence.span(mention), longer[0]
                yield Name(sentence, span, mention.type, "short-form", name, others, mention.iri, Over.RENAME)


def _by_quotation(text: Text) -> dict[tuple[str, str], list[tuple[Sentence, Mention, str]]]:
    """The names that begin with a quotation and go on, by their type and that, each with how it goes on."""
    quoting: dict[tuple[str, str], list[tuple[Sentence, Mention, str]]] = defaultdict(list)
    for sentence, mention in text.all_mentions() if "”" in text.document.text else ():
        quotation, _, rest = mention.text.partition("”")
        if rest and quotation.startswith("“") and mention.technique in _BY_FORM:
            quoting[mention.type, quotation].append((sentence, mention, rest))
    return quoting
