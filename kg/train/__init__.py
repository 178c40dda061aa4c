"""Training: what texts with answers teach about names, as the weights that `kg.extract.names.model` reads.

Texts are read as far as the grammar finds names, so that the model learns when to trust it.  The scout learns from all
texts; the judge from what scouts that left a part of the texts out propose there.  The same texts teach the same
weights on one machine; another one's processor may round otherwise in training, never in reading.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.clean import clean
from kg.errors import InputError
from kg.extract import read_names
from kg.extract.lexicon import Lexicon
from kg.extract.names.model.weights import Weights
from kg.limits import Limits
from kg.ontology import Ontology
from kg.read import open_file
from kg.read.files import find_files
from kg.train.answers import SUFFIXES, Answer, read_answers
from kg.train.example import Example, make_example
from kg.train.judge import make_cases, train_judge
from kg.train.scout import train_scout

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Trained:
    """What was learned, from how many texts with how many names; `unanswered` are the texts that had no answers."""

    weights: Weights
    texts: int
    names: int
    unanswered: tuple[str, ...]


def train(docs: Path, answers: Path, ontology: Ontology) -> Trained:
    """Weights from the texts of a folder and the answers of another, a file a text under the same name.

    Raises `InputError` where answers are none, are of types that the ontology has not, or have no text.
    """
    types = [t.name for t in ontology.roots]
    right = {path.stem: path for path in sorted(answers.rglob("*")) if path.suffix in SUFFIXES}
    if not right:
        raise InputError(f"{answers}: no files of answers ({' or '.join(SUFFIXES)}); docs/training.md shows one")
    texts = {Path(name).stem: (path, name) for path, name in find_files([docs])[0] if path.suffix not in SUFFIXES}
    if alone := sorted(right.keys() - texts.keys()):
        raise InputError(f"{right[alone[0]]}: answers to a text that {docs} does not hold")
    lexicon = Lexicon(ontology)
    examples = []
    for stem, path in right.items():
        said = _of_types(read_answers(path), types, path)
        examples += list(_examples(texts[stem], said, lexicon))
    names = sum(len(e.right) for e in examples)
    if len(examples) < FOLDS or names == 0:
        raise InputError(f"{answers}: names in {FOLDS} texts are the least to learn from; there are {names} names in "
                         f"{len(examples)} texts")
    return Trained(learn(examples, types), len(examples), names, tuple(sorted(texts.keys() - right.keys())))


def _of_types(answers: list[Answer], types: Sequence[str], path: Path) -> list[Answer]:
    """The answers, if all their types are basic ones."""
    for answer in answers:
        for type in answer.types:
            if type not in types:
                near = difflib.get_close_matches(type, types)
                hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(types)}"
                raise InputError(f"{path}: {answer.names[0]} is of no basic type {type!r}{hint}")
    return answers


def _examples(file: tuple[Path, str], answers: Sequence[Answer], lexicon: Lexicon) -> Iterator[Example]:
    """The documents of a file, read as far as the grammar finds names."""
    for item in open_file(*file, Limits()):
        for reading in item.read()[0]:
            yield make_example(read_names(clean(reading)[0], lexicon, "model"), answers, 1.0)


def learn(examples: Sequence[Example], types: Sequence[str]) -> Weights:
    """The weights that examples teach; the same examples in the same order teach the same."""
    cases = []
    for fold in range(FOLDS):
        scout = train_scout([e for i, e in enumerate(examples) if i % FOLDS != fold])
        cases += [make_cases(example, scout, types) for example in examples[fold::FOLDS]]
    return Weights(tuple(types), train_scout(examples), train_judge(cases))
