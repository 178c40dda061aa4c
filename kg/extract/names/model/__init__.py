"""Names that no rule finds, and names that are none: told by weights learned from texts with answers (`kg.train`).

The model sees what the grammar has found, and only adds to it: a span of words that it holds for a name, where none
stands or around shorter ones, and names of the grammar that it is nearly sure are none.  The weights stand beside the
ontology for whose types they were learned; an ontology without such a file is read by the grammar alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.lexicon import Lexicon
from kg.extract.names.model.reader import Judged, Model
from kg.extract.names.model.weights import UNIT, read_weights
from kg.extract.proposal import Name, Over
from kg.extract.text import Text

# How much more than being no name a type must weigh for a span to be named, and being none for a name to be taken away.
NAMED, AROUND, NONE = -UNIT // 2, 0, 3 * UNIT


def make_model(lexicon: Lexicon) -> Model | None:
    """The model of an ontology, if it has one."""
    path = lexicon.ontology.weights
    return None if path is None else Model(read_weights(path), lexicon)


def find_modelled(text: Text) -> Iterator[Name]:
    """The names that the model tells, those it is surest of first, and those it takes away."""
    model = text.lexicon.bound(make_model)
    if model is None:
        return
    taken: set[tuple[int, int]] = set()  # passages, and units in them
    for margin, number, judged in sorted(_rated(model, text), key=lambda rated: -rated[0]):
        proposal = _proposal(model.types[number], margin, judged)
        places = {(judged.sentence.passage.index, unit) for unit in range(judged.first, judged.last)}
        if proposal is not None and taken.isdisjoint(places):
            taken |= places
            yield proposal


def _rated(model: Model, text: Text) -> Iterator[tuple[int, int, Judged]]:
    """What is judged, behind the number of its likeliest type and by how much that outweighs being no name."""
    for judged in model.judged(text):
        none, *types = judged.sums
        number = max(range(len(types)), key=types.__getitem__)
        yield types[number] - none, number, judged


def _proposal(type: str, margin: int, judged: Judged) -> Name | None:
    """The name that a span is, or that a name of the grammar is none."""
    sentence, units = judged.sentence, judged.sentence.units[judged.first:judged.last]
    span = units[0].start, units[-1].end
    mentions = [u.mention for u in units if u.mention is not None]
    if len(mentions) == len(units) == 1:
        name = Name(sentence, span, mentions[0].type, "model", over=Over.NONE, reasons=("model/none",))
        return name if margin < -NONE else None
    least = AROUND if mentions else NAMED
    return Name(sentence, span, type, "model", reasons=(f"model/{type.lower()}",)) if margin > least else None
