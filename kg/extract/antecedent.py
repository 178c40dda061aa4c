"""References to what the text has named before: 该中心, 该校, and bare titles of documents (《纲要》).

A reference takes the name of the one thing near before it that is called so.  Where two are, it is ambiguous, where none
is, unresolved; both are counted and told, and nothing is read into them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.draft import Draft, Sentence
from kg.extract.form import Heads
from kg.model import Mention

_DEFINITE = re.compile(r"该([一-鿿]{1,6})")
_BARE = re.compile(r"《([一-鿿]{2,6})》")
_NEAR = 4  # sentences before in which an antecedent is looked for


def find_antecedents(draft: Draft, heads: Heads) -> None:
    """Add definite references and bare titles under the names of their antecedents."""
    for number, sentence in enumerate(draft.sentences):
        for match in _DEFINITE.finditer(sentence.text):
            noun = _noun(match.group(1), heads)
            if noun is not None and sentence.free(match.start(), match.start() + 1 + len(noun)):
                near = draft.sentences[max(0, number - _NEAR):number + 1]
                _refer(draft, sentence, match.start(), match.start() + 1 + len(noun), list(_called(draft, near, sentence, match.start(), noun)))
    type = draft.ontology.type_as("document")
    titled = [(s, m) for s, m in draft.all_mentions() if m.technique in ("book-title", "own-title")]
    for sentence, mention in titled:
        bare = _BARE.fullmatch(mention.text)
        if bare and mention.name == bare.group(1):
            full = [m for _, m in titled if m.start < mention.start and m.type == type and m.name != mention.name and m.name.endswith(bare.group(1))]
            if full:
                sentence.remove(mention)
                _refer(draft, sentence, *sentence.span(mention), full)


def _noun(text: str, heads: Heads) -> str | None:
    """The longest head word that a text begins with, strong or weak, or one of its last characters used alone (该校)."""
    return next((text[:n] for n in range(len(text), 0, -1) if text[:n] in heads.entries), None) or \
        (text[:1] if text[:1] in heads.references else None)


def _called(draft: Draft, near: list[Sentence], here: Sentence, position: int, noun: str) -> Iterator[Mention]:
    """The names before a position that end with a noun, or whose kind is called so (校 of a 大学)."""
    references = draft.ontology.words["references"]
    kinds = {r.split("|")[1] for r in references if r.split("|")[0] == noun}
    for sentence in near:
        for mention in sentence.mentions:
            if (sentence is not here or sentence.span(mention)[1] <= position) and (
                    mention.name.endswith(noun) or any(mention.name.endswith(kind) for kind in kinds)):
                yield mention


def _refer(draft: Draft, sentence: Sentence, start: int, end: int, antecedents: list[Mention]) -> None:
    """Add a reference when its antecedents agree; else count it."""
    text = sentence.text[start:end]
    names = {m.name for m in antecedents}
    if len(names) == 1:
        last = antecedents[-1]
        mention = draft.mention(sentence, start, end, last.type, "antecedent", last.name, iri=last.iri)
        # What stands there (该中心) is no name of the thing.
        sentence.add(Mention(mention.passage, mention.start, mention.end, mention.type, text, last.name, "antecedent", last.iri, last.names))
    else:
        known = draft.ambiguous if names else draft.unresolved
        known[text] = known.get(text, 0) + 1
