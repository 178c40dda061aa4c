"""References to what the text has named before: 该中心, 该校, and bare titles of documents (《纲要》).

A reference takes the name of the one thing near before it that is called so.  Where two are, it is ambiguous, where none
is, unresolved; both are counted and told, and nothing is read into them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.extract.proposal import Name, OpenReference, Over, Proposal
from kg.extract.text import Sentence, Text
from kg.model import Mention

_DEFINITE = re.compile(r"该([一-鿿]{1,6})")
_BARE = re.compile(r"《([一-鿿]{2,6})》")
_NEAR = 4  # sentences before in which an antecedent is looked for


def find_antecedents(doc: Text) -> Iterator[Proposal]:
    """Definite references under the names of their antecedents."""
    for number, sentence in enumerate(doc.sentences):
        for match in _DEFINITE.finditer(sentence.text):
            noun = _noun(match.group(1), doc)
            if noun is not None and sentence.free(match.start(), match.start() + 1 + len(noun)):
                near = doc.sentences[max(0, number - _NEAR):number + 1]
                yield _reference(sentence, (match.start(), match.start() + 1 + len(noun)), list(_called(doc, near, sentence, match.start(), noun)))


def find_bare_titles(doc: Text) -> Iterator[Proposal]:
    """Bare titles (《纲要》) under the names of the documents that were named in full before."""
    type = doc.lexicon.document
    titled = [(s, m) for s, m in doc.all_mentions() if m.technique in ("book-title", "own-title")]
    for sentence, mention in titled:
        bare = _BARE.fullmatch(mention.text)
        if bare and mention.name == bare.group(1):
            full = [m for _, m in titled if m.start < mention.start and m.type == type and m.name != mention.name and m.name.endswith(bare.group(1))]
            if full:
                yield _reference(sentence, sentence.span(mention), full, Over.ERASE)


def _noun(text: str, doc: Text) -> str | None:
    """The longest head word that a text begins with, strong or weak, or one of its last characters used alone (该校)."""
    return next((text[:n] for n in range(len(text), 0, -1) if text[:n] in doc.lexicon.heads), None) or \
        (text[:1] if text[:1] in {r.split("|")[0] for r in doc.lexicon.words["references"]} else None)


def _called(doc: Text, near: Sequence[Sentence], here: Sentence, position: int, noun: str) -> Iterator[Mention]:
    """The names before a position that end with a noun, or whose kind is called so (校 of a 大学)."""
    references = doc.lexicon.words["references"]
    kinds = {r.split("|")[1] for r in references if r.split("|")[0] == noun}
    for sentence in near:
        for mention in sentence.mentions:
            if (sentence is not here or sentence.span(mention)[1] <= position) and (
                    mention.name.endswith(noun) or any(mention.name.endswith(kind) for kind in kinds)):
                yield mention


def _reference(sentence: Sentence, span: tuple[int, int], antecedents: list[Mention], over: Over = Over.COVER) -> Proposal:
    """A reference under the name on which its antecedents agree; else it stays open."""
    names = {m.name for m in antecedents}
    if len(names) != 1:
        return OpenReference(sentence.text[span[0]:span[1]], ambiguous=bool(names))
    last = antecedents[-1]
    return Name(sentence, span, last.type, "antecedent", last.name, last.names, last.iri, over, pointing=True)
