"""Words as numbers: those of which the weights know, and those that the ontology gives as cues of relations."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from kg.extract.lexicon import Lexicon

EDGE = "|"  # stands before the first word of each sentence, and behind the last
MARKS = ",;:。!?"  # end a clause
# How the ontology words a relation; a table of the lexicon each.
CUES = ("by_verb", "by_tail", "by_passive", "by_preposition", "by_comitative")


class Vocabulary(dict[str, int]):
    """The number of each known word, from 1, and of which relations words are cues.

    `cues` has for each of `CUES` and each number the relations as bits; a higher number than it has is no cue's.
    """

    def __init__(self, lexicon: Lexicon, words: Iterable[str] = ()) -> None:
        """Number the marks and cues of an ontology, then further words."""
        super().__init__()
        tables = [getattr(lexicon, name) for name in CUES]
        for word in (EDGE, *MARKS, *(cue for table in tables for cue in sorted(table))):
            self.setdefault(word, len(self) + 1)
        places = {relation.name: at for at, relation in enumerate(lexicon.relations)}
        self.cues: npt.NDArray[np.int64] = np.zeros((len(CUES), len(self) + 2), np.int64)
        for kind, table in enumerate(tables):
            for word, relations in table.items():
                self.cues[kind, self[word]] = sum(1 << places[r.name] for r in relations)
        for word in words:
            self.setdefault(word, len(self) + 1)

    def numbers(self, words: Iterable[str]) -> list[int]:
        """The numbers of words, 0 for one that is not known."""
        return [self.get(word, 0) for word in words]


class GrowingVocabulary(Vocabulary):
    """A vocabulary that learns each word that it is asked for."""

    def numbers(self, words: Iterable[str]) -> list[int]:
        """The numbers of words."""
        return [self.setdefault(word, len(self) + 1) for word in words]
