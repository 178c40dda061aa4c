"""The weights of reasons for and against a relation between two names: a text file beside the ontology.

The file is sorted lines of fields divided by tabs: relation, reason, value, weight in hundredths of a unit of log odds.
The reason `kind` is the weight that pairs of a kind begin with; other kinds are not looked at.  What weighs more than
nothing is told.  Lines `=standing` and a relation say that it stands whatever the sentence says of time.  There are
whole numbers only, so that the same file says the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.errors import OntologyError
from kg.extract.lexicon import Lexicon
from kg.extract.statements.pair.reason import Asked, Kind, Pair
from kg.ontology import RelationType, learned_file

Line = tuple[str, str, str, int]  # relation, reason, value, weight
NAME = "weights.tsv"  # of the file in the folder of an ontology
SCALE = 100  # of a unit of log odds
KIND = "kind"
STANDING = "=standing"


def write_weights(lines: Iterable[Line], standing: Iterable[str]) -> str:
    """The text of a file of weights; `standing` are the relations that stand at any time."""
    rows = [f"{STANDING}\t{relation}" for relation in sorted(standing)]
    rows += sorted(f"{relation}\t{reason}\t{value}\t{weight}" for relation, reason, value, weight in lines)
    return "\n".join(rows) + "\n"


def read_weights(text: str, where: str) -> tuple[list[Line], frozenset[str]]:
    """The weights and the standing relations of a file.  Raises `OntologyError` for a line that is none."""
    lines: list[Line] = []
    standing: set[str] = set()
    for number, row in enumerate(text.splitlines(), 1):
        try:
            relation, *fields = row.split("\t")
            if relation == STANDING:
                standing.update(fields)
            else:
                reason, value, weight = fields
                lines.append((relation, reason, value, int(weight)))
        except ValueError:
            raise OntologyError("{where}:{number}: this is no weight of a reason: {row!r}; train anew", where=where,
                                number=number, row=row[:60]) from None
    return lines, frozenset(standing)


class Weights:
    """Weights bound to an ontology; those of relations that it has not are passed over."""

    def __init__(self, lexicon: Lexicon, lines: Sequence[Line], standing: frozenset[str]) -> None:
        """Lay the weights out by relation, and the relations by kind."""
        self.standing = standing
        self._weights: dict[str, dict[tuple[str, str], int]] = {r.name: {} for r in lexicon.relations}
        kinds: dict[Kind, list[RelationType]] = {}
        for relation, reason, value, weight in lines:
            if relation in self._weights:
                self._weights[relation][reason, value] = weight
                if reason == KIND:
                    subject, object, position = value.split(" ")
                    kinds.setdefault((subject, object, position), []).append(lexicon.ontology.relations[relation])
        self.asked: Asked = kinds.get  # None for a kind that is not looked at

    def weigh(self, pair: Pair) -> int:
        """What the reasons of a pair weigh together."""
        weights = self._weights[pair.relation.name]
        return sum([weights.get(reason, 0) for reason in pair.reasons], weights[KIND, " ".join(pair.kind)])


def load_weights(lexicon: Lexicon) -> Weights | None:
    """The weights of an ontology, bound to it; None for one that has none.  Raises `OntologyError`."""
    path = learned_file(lexicon.ontology.folder, NAME)
    return None if path is None else Weights(lexicon, *read_weights(path.read_text(encoding="utf-8"), str(path)))
