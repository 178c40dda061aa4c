"""Names that no rule finds, told by weights learned from texts with answers (`kg.train`).

The model sees what the grammar has found, and only adds to it: a span of words that it holds for a name, where none
stands or around shorter ones.  The weights stand beside the ontology for whose types they were learned; an ontology
without such a file is read by the grammar alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.lexicon import Lexicon
from kg.extract.names.model.reader import Judged, Model
from kg.extract.names.model.weights import UNIT, read_weights
from kg.extract.proposal import Name
from kg.extract.text import Text

# How much more than being no name a type must weigh where no name stands, and around names that were found.
NAMED, AROUND = UNIT // 4, UNIT


def make_model(lexicon: Lexicon) -> Model | None:
    """The model of an ontology, if it has one."""
    path = lexicon.ontology.weights
    return None if path is None else Model(read_weights(path), lexicon)


def find_modelled(text: Text) -> Iterator[Name]:
    """The names that the model tells, those it is surest of first; none overlaps another."""
    model = text.lexicon.bound(make_model)
    if model is None:
        return
    taken: set[tuple[int, int]] = set()  # passages, and units in them
    for _, type, judged in sorted(_sure(model, text), key=lambda sure: -sure[0]):
        places = {(judged.sentence.passage.index, unit) for unit in range(judged.first, judged.last)}
        if taken.isdisjoint(places):
            taken |= places
            units = judged.sentence.units[judged.first:judged.last]
            span = units[0].start, units[-1].end
            yield Name(judged.sentence, span, type, "model", reasons=(f"model/{type.lower()}",))


def _sure(model: Model, text: Text) -> Iterator[tuple[int, str, Judged]]:
    """The spans that are names, each behind its type and by how much that outweighs being no name."""
    left_open = {*text.unresolved, *text.ambiguous}  # references stay what they are
    for judged in model.judged(text):
        none, *types = judged.sums
        number = max(range(len(types)), key=types.__getitem__)
        margin = types[number] - none
        if margin > NAMED and (margin > AROUND or not judged.mentions):
            type = model.types[number]
            # What only goes on behind a name of its own type (生物医药|产业) is that name.
            if all(text.lexicon.roots[m.type] != type for m in judged.mentions) and judged.text not in left_open:
                yield margin, type, judged
