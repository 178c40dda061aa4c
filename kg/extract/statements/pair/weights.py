"""The weights of reasons for and against a relation between two names: a text file, and how it is asked.

A reason is a relation, a template (`oVERB`) and the values that it has for a pair (打造).  For a machine it is these
in mixed radix, one whole number, so that the reasons of all pairs of a document are worked out at once and looked up
in a table of hashes.  There are whole numbers only: the same file says the same on every machine.

The file is text, sorted, its fields divided by tabs: relation, template, values, weight in thousandths of a unit of log
odds.  Lines whose first field begins with `=` are settings: what the reasons of a pair must weigh for it to be told
(`=told`), below what a claim of the grammar is none (`=doubted`), and the relations that stand, whatever the sentence
says of time (`=standing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kg.errors import OntologyError
from kg.extract.lexicon import Lexicon
from kg.extract.statements.pair.template import COLUMNS, MOST, TEMPLATES, is_word
from kg.extract.statements.pair.vocabulary import Vocabulary
from kg.ontology import learned_file

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Line = tuple[str, str, tuple[str, ...], int]  # relation, template, values, weight
NAME = "pairs.tsv"  # of the file in the folder of an ontology
SCALE = 1000  # of a unit of log odds
MOST_WORDS = _RADIX = 1 << 16  # more than any attribute has values
_RELATIONS = 64  # more than there are
_MIXER = np.uint64(0x9E3779B97F4A7C15)
# What relation and template, and each of the values, count for in a hash: modulo 2 to the 64th.
_FACTORS = tuple(np.uint64(int(_MIXER) * _RADIX ** at % (1 << 64)) for at in range(MOST, -1, -1))
_ROOM = 3  # bits more than are needed: most reasons stand where they are looked for first
_PICKED = tuple(np.array([COLUMNS.index(t.attributes[at]) if at < len(t.attributes) else 0 for t in TEMPLATES])
                for at in range(MOST))


# ---- reasons as numbers ------------------------------------------------------------------------------------------
def reasons_of(known: Ints, relation: Ints) -> Ints:
    """The reasons of every pair, by template, as numbers; 0 where a template has none."""
    reasons: Ints = np.arange(len(TEMPLATES)) * _RELATIONS + relation[:, None]
    there = np.ones(reasons.shape, dtype=bool)
    for columns in _PICKED:
        values = known[:, columns]
        reasons = reasons * _RADIX + values
        there &= values > 0
    return np.where(there, reasons, 0)


def parts_of(reason: int) -> tuple[int, int, tuple[int, ...]]:
    """Template, relation and values of a reason, all as numbers."""
    values = []
    for _ in range(MOST):
        reason, value = divmod(reason, _RADIX)
        values.append(value)
    template, relation = divmod(reason, _RELATIONS)
    return template, relation, tuple(values[::-1][:len(TEMPLATES[template].attributes)])


# ---- the file ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Settings:
    """What a pair must weigh to be told, below what a claim is doubted, and which relations stand at any time."""

    told: int = 0
    doubted: int = -2000
    standing: frozenset[str] = frozenset()


def write_weights(lines: Iterable[Line], settings: Settings) -> str:
    """The text of a file of weights."""
    rows = [f"=told\t{settings.told}", f"=doubted\t{settings.doubted}"]
    rows += [f"=standing\t{relation}" for relation in sorted(settings.standing)]
    rows += sorted(
        "\t".join((relation, template, *values, str(weight))) for relation, template, values, weight in lines
    )
    return "\n".join(rows) + "\n"


def read_weights(text: str, where: str) -> tuple[list[Line], Settings]:
    """The weights and settings of a file.  Raises `OntologyError` for a line that is none."""
    lines: list[Line] = []
    settings: dict[str, list[str]] = {"=told": [], "=doubted": [], "=standing": []}
    sizes = {t.name: len(t.attributes) for t in TEMPLATES}
    for number, row in enumerate(text.splitlines(), 1):
        first, *fields = row.split("\t")
        try:
            if first.startswith("="):
                settings[first] += fields
            elif len(fields) != sizes[fields[0]] + 2:
                raise ValueError
            else:
                lines.append((first, fields[0], tuple(fields[1:-1]), int(fields[-1])))
        except (KeyError, IndexError, ValueError):
            raise OntologyError(f"{where}:{number}: this is no weight of a reason: {row[:60]!r}; train anew") from None
    if missing := [name for name in ("=told", "=doubted") if not settings[name]]:
        raise OntologyError(f"{where}: this file of weights has no setting {', '.join(missing)}; train anew")
    return lines, Settings(int(settings["=told"][0]), int(settings["=doubted"][0]), frozenset(settings["=standing"]))


# ---- weights as they are asked -----------------------------------------------------------------------------------
class Weights:
    """Weights bound to an ontology: its `vocabulary`, its `settings`, and what pairs weigh."""

    def __init__(self, lexicon: Lexicon, lines: Sequence[Line], settings: Settings) -> None:
        """Number the words and place the reasons; those of relations that the ontology has not are passed over."""
        self.settings = settings
        templates = {t.name: (at, [is_word(a) for a in t.attributes]) for at, t in enumerate(TEMPLATES)}
        words = dict.fromkeys(value for _, template, values, _ in lines
                              for value, word in zip(values, templates[template][1], strict=True) if word)
        self.vocabulary = Vocabulary(lexicon, words)
        relations = {r.name: at for at, r in enumerate(lexicon.relations)}
        self._place(dict(self._numbered(lines, templates, relations)))

    def _numbered(self, lines: Sequence[Line], templates: dict[str, tuple[int, list[bool]]],
                  relations: dict[str, int]) -> Iterator[tuple[int, int]]:
        """The reasons as numbers, with their weights."""
        for relation, template, values, weight in lines:
            if relation in relations:
                at, words = templates[template]
                reason = at * _RELATIONS + relations[relation]
                for value, word in zip(values, words, strict=True):
                    reason = reason * _RADIX + (self.vocabulary[value] if word else int(value))
                for _ in range(MOST - len(values)):
                    reason = reason * _RADIX + 1  # the column that is always 1
                yield reason, weight

    def _place(self, weights: dict[int, int]) -> None:
        """Put the reasons into a table of hashes, each at the first free place from its own on."""
        bits = max(8, len(weights).bit_length() + _ROOM)
        self._shift, size = np.uint64(64 - bits), 1 << bits
        hashes = np.array(list(weights), np.int64).astype(np.uint64) * _MIXER
        self._hashes, self._weights = (
            np.zeros(size + len(weights) + 1, np.uint64),
            np.zeros(size + len(weights) + 1, np.int32),
        )
        self._aside = np.zeros(len(self._hashes), bool)  # whether one that belongs here had to step aside
        for reason, weight, home in zip(hashes, weights.values(), (hashes >> self._shift).tolist(), strict=True):
            place = home
            while self._hashes[place]:
                self._aside[place] = True
                place += 1
            self._hashes[place], self._weights[place] = reason, weight

    def weigh(self, known: Ints, relation: Ints) -> Ints:
        """What the reasons of every pair weigh together."""
        hashes = _hashes_of(known, relation)
        places = (hashes >> self._shift).astype(np.int64)
        right = self._hashes[places] == hashes
        total: Ints = (self._weights[places] * right).sum(axis=1, dtype=np.int64)
        rows, columns = np.nonzero(self._aside[places] & ~right)
        at, asked = places[rows, columns] + 1, hashes[rows, columns]
        while len(at):
            right = self._hashes[at] == asked
            np.add.at(total, rows[right], self._weights[at[right]])
            left = self._aside[at] & ~right
            rows, at, asked = rows[left], at[left] + 1, asked[left]
        return total


def _hashes_of(known: Ints, relation: Ints) -> Hashes:
    """The hashes of `reasons_of`, more cheaply: one for which there is nothing known is that of no reason either."""
    first = np.arange(len(TEMPLATES), dtype=np.uint64) * np.uint64(_RELATIONS) + relation.astype(np.uint64)[:, None]
    hashes: Hashes = first * _FACTORS[0]
    values = known.astype(np.uint64)
    for factor, columns in zip(_FACTORS[1:], _PICKED, strict=True):
        hashes += (values * factor)[:, columns]
    return hashes


def load_weights(lexicon: Lexicon) -> Weights | None:
    """The weights of an ontology, bound to it; None for one that has none.  Raises `OntologyError`."""
    path = learned_file(lexicon.ontology.folder, NAME)
    return None if path is None else Weights(lexicon, *read_weights(path.read_text(encoding="utf-8"), str(path)))
