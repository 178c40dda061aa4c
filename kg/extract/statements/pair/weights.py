"""The weights of reasons for and against a relation between two names: a text file beside the ontology.

The file is sorted lines of fields divided by tabs: relation, reason, value, weight in hundredths of a unit of log odds.
The reason `kind` is the weight that pairs of a kind begin with, `kind-claimed` that of a kind of which only claims are
looked at; other kinds are not.  The relation `*` stands for all of them.  Lines whose first field
begins with `=` are settings: what a pair must weigh for it to be told (`=told`), below what a claim of the grammar is
none (`=doubted`), and the relations that stand whatever the sentence says of time (`=standing`).  There are whole
numbers only, so that the same file says the same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kg.errors import OntologyError
from kg.extract.lexicon import Lexicon
from kg.extract.statements.pair.reason import Asked, Kind, Pair
from kg.ontology import RelationType, learned_file

Line = tuple[str, str, str, int]  # relation, reason, value, weight
NAME = "weights.tsv"  # of the file in the folder of an ontology
SCALE = 100  # of a unit of log odds
KIND, KIND_CLAIMED, CLAIMED = "kind", "kind-claimed", "claimed"
ANY, NONE = "*", "-"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a pair must weigh to be told, below what a claim is doubted, and which relations stand at any time."""

    told: int = 0
    doubted: int = 0
    standing: frozenset[str] = frozenset()


def write_weights(lines: Iterable[Line], settings: Settings) -> str:
    """The text of a file of weights."""
    rows = [f"=doubted\t{settings.doubted}"]
    rows += [f"=standing\t{relation}" for relation in sorted(settings.standing)]
    rows.append(f"=told\t{settings.told}")
    rows += sorted(f"{relation}\t{reason}\t{value}\t{weight}" for relation, reason, value, weight in lines)
    return "\n".join(rows) + "\n"


def read_weights(text: str, where: str) -> tuple[list[Line], Settings]:
    """The weights and settings of a file.  Raises `OntologyError` for a line that is none."""
    lines: list[Line] = []
    settings: dict[str, list[str]] = {"=told": [], "=doubted": [], "=standing": []}
    for number, row in enumerate(text.splitlines(), 1):
        try:
            if row.startswith("="):
                name, said = row.split("\t")
                settings[name].append(said)
            else:
                relation, reason, value, weight = row.split("\t")
                lines.append((relation, reason, value, int(weight)))
        except (KeyError, ValueError):
            raise OntologyError(f"{where}:{number}: this is no weight of a reason: {row[:60]!r}; train anew") from None
    try:
        told, doubted = (int(settings[name][0]) for name in ("=told", "=doubted"))
    except (IndexError, ValueError):
        raise OntologyError(f"{where}: it lacks a whole number for =told or =doubted; train anew") from None
    return lines, Settings(told, doubted, frozenset(settings["=standing"]))


class Weights:
    """Weights bound to an ontology; those of relations that it has not are passed over."""

    def __init__(self, lexicon: Lexicon, lines: Sequence[Line], settings: Settings) -> None:
        """Lay the weights out by relation, and the relations by kind."""
        self.settings = settings
        names = (ANY, *(relation.name for relation in lexicon.relations))
        self._weights: dict[str, dict[tuple[str, str], int]] = {name: {} for name in names}
        kinds: dict[Kind, list[tuple[RelationType, bool]]] = {}
        for relation, reason, value, weight in lines:
            if relation not in self._weights:
                continue
            if reason in (KIND, KIND_CLAIMED):
                subject, object, position = value.split(" ")
                asked = lexicon.ontology.relations[relation], reason == KIND
                kinds.setdefault((subject, object, position), []).append(asked)
                reason = KIND
            self._weights[relation][reason, value] = weight
        self.asked: Callable[[Kind], Asked | None] = kinds.get  # None for a kind that is not looked at

    def weigh(self, pair: Pair) -> int:
        """What the reasons of a pair weigh together."""
        weights = self._weights[pair.relation.name]
        base = weights[KIND, " ".join(pair.kind)] + self._weights[ANY].get((CLAIMED, pair.claimed or NONE), 0)
        return sum([weights.get(reason, 0) for reason in pair.reasons], base)


def load_weights(lexicon: Lexicon) -> Weights | None:
    """The weights of an ontology, bound to it; None for one that has none.  Raises `OntologyError`."""
    path = learned_file(lexicon.ontology.folder, NAME)
    return None if path is None else Weights(lexicon, *read_weights(path.read_text(encoding="utf-8"), str(path)))
