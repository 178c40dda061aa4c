"""Short forms of names that a document has given in full: 专班 behind 市政府办公室专班, 数据交易所 behind 宁波数据交易所."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from kg.extract.draft import Draft, Sentence
from kg.model import Mention


def find_short_forms(draft: Draft) -> None:
    """Give names by form the full name of the one longer name that ends with them, of which only the owner is left off.

    The owner is a place or a body that the longer name begins with; a name that could be short for two stays as it is.
    """
    full: dict[tuple[str, str], set[str]] = defaultdict(set)
    by_form = [(s, m) for s, m in draft.all_mentions() if m.technique == "form"]
    for sentence, mention in by_form:
        for owner in sentence.inside(mention):
            if owner.start == mention.start and draft.ontology.root(owner.type) in _owners(draft):
                full[(mention.type, mention.text[len(owner.text):])].add(mention.name)
    for sentence, mention in by_form:
        names = full.get((mention.type, mention.name), set())
        if len(names) == 1 and mention.name not in names:
            _rename(sentence, mention, next(iter(names)))


def _owners(draft: Draft) -> tuple[str, ...]:
    return draft.ontology.type_as("place"), draft.ontology.type_as("body")


def _rename(sentence: Sentence, mention: Mention, name: str) -> None:
    sentence.mentions[sentence.mentions.index(mention)] = replace(
        mention, name=name, names=tuple(dict.fromkeys((mention.name, *mention.names))), technique="short-form")
    sentence.forget_units()
