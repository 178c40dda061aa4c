"""Names that a language model found (`kg annotate`), where the words stand that it quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kg.extract.annotated import TECHNIQUE, quoted, spans_of
from kg.extract.proposal import Name
from kg.extract.text import Text
from kg.model import AnnotatedName, is_name

_LONGEST = 60  # characters; what is longer is a clause


def find_annotated(text: Text) -> Iterator[Name]:
    """Names of annotations in the sentences that they quote; a longer name of the grammar stays in their place."""
    for said in text.document.annotations.names:
        if not _fault(text, said):
            yield from _names(text, said)


def refused_names(text: Text) -> Counter[str]:
    """How many names of annotations cannot be proposed, by reason, as the gate calls it."""
    if TECHNIQUE in text.lexicon.without:
        return Counter()
    faults = (_fault(text, said) or ("" if any(_names(text, said)) else "offset")
              for said in text.document.annotations.names)
    return Counter(fault for fault in faults if fault)


def _fault(text: Text, said: AnnotatedName) -> str:
    """Why an annotation can be no name of the ontology, empty where it can."""
    if said.type not in text.lexicon.ontology.types:
        return "type"
    return "" if is_name(said.name) and len(said.name) <= _LONGEST else "nameless"


def _names(text: Text, said: AnnotatedName) -> Iterator[Name]:
    name = said.name.strip()
    for sentence in quoted(text, said.quote):
        for span in spans_of(name, sentence.text):
            yield Name(sentence, span, said.type, TECHNIQUE)
