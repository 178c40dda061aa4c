"""A model's answer as annotations: the JSON in it, whatever stands around it, and its words as the text has them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from kg.annotations import records
from kg.clean import clean
from kg.model import Annotations, Document, Reading, Source

_THOUGHT = "</think>"  # models that think aloud answer behind it


def parse(answer: str) -> object | None:
    """The object of JSON in an answer that has names or facts, None where there is none."""
    said = answer.rpartition(_THOUGHT)[2]
    decoder = json.JSONDecoder()
    start = said.find("{")
    while start >= 0:
        try:
            held, _ = decoder.raw_decode(said, start)
        except (ValueError, RecursionError):
            held = None
        if isinstance(held, dict) and not held.keys().isdisjoint(("names", "facts")):
            return held
        start = said.find("{", start + 1)
    return None


def annotations_of(held: object, document: Document) -> tuple[Annotations, Counter[str]]:
    """The annotations of an answer, and how many of its records lack a field.

    Words that the text does not have so are cleaned as the text was (，as ,), since models write marks as they like.
    """
    said, refused = records(held)
    as_text = _as_in(document.text)
    return Annotations(
        tuple(replace(n, name=as_text(n.name), quote=as_text(n.quote)) for n in said.names),
        tuple(replace(f, subject=as_text(f.subject), object=as_text(f.object), quote=as_text(f.quote))
              for f in said.facts)), refused


def _as_in(text: str) -> Callable[[str], str]:
    """A function that gives words as a text has them, and as they are where it has none such."""
    def found(words: str) -> str:
        stripped = words.strip()
        if stripped in text:
            return stripped
        cleaned = _cleaned(stripped)
        return cleaned if cleaned in text else stripped

    return found


@lru_cache(maxsize=1024)
def _cleaned(words: str) -> str:
    return clean(Reading(Source("", "", "text/plain"), words))[0].text.strip()


def both(first: Annotations, second: Annotations) -> Annotations:
    """What either says, each once."""
    return Annotations(tuple(dict.fromkeys((*first.names, *second.names))),
                       tuple(dict.fromkeys((*first.facts, *second.facts))))
