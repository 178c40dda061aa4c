"""Training: what texts with answers teach about relations, as the weights that `kg.extract.statements.pair` reads.

Texts are read by the grammar, and its claims are reasons beside others.  Which relations the weights may tell is found
by leaving a part of the texts out in turn.  The same texts teach the same weights on one machine; another
one's processor may round otherwise in training, never in reading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.clean import clean
from kg.errors import InputError
from kg.extract import Steps, make_steps
from kg.extract.statements.pair import TECHNIQUE
from kg.extract.statements.pair.weights import (
    KIND,
    SCALE,
    Line,
    write_weights,
)
from kg.limits import Limits
from kg.ontology import Ontology
from kg.read import open_file
from kg.read.files import find_files
from kg.train.answers import SUFFIXES, read_answers
from kg.train.example import Case, Example, make_example
from kg.train.fit import Reason, fit

FOLDS = 5
_TECHNIQUE = "technique"  # a reason of claims alone
_ANY, _CLAIMED = "*", "claimed"  # a reason of all relations: what a claim of a technique is worth, or that of none
_RIGHT = 0.3  # of what is told of a relation in texts left out, so that it is told at all: half of F1 is break-even
_FEWEST = 2  # right pairs of a kind that are told, so that pairs of it are looked at without a claim
_LEAST = 5  # hundredths that are written down
_STANDING = 0.6  # of the answers of a relation in sentences of plans that are actual, from which it stands at any time


@dataclass(frozen=True, slots=True)
class Trained:
    """A file of weights, and from how many texts with how many relations it was learned.

    `unanswered` are the texts that had no answers.
    """

    weights: str
    texts: int
    relations: int
    unanswered: tuple[str, ...]


def train(docs: Path, answers: Path, ontology: Ontology) -> Trained:
    """Weights from the texts of a folder and the answers of another, a file a text under the same name.

    Raises `InputError` where answers are none, have no text, or are too few to learn from.
    """
    found = texts_of(docs, answers, make_steps(ontology, (TECHNIQUE,)))
    examples = [example for several in found.values() for example in several]
    relations = sum(len(example.wanted) for example in examples)
    if len(examples) < FOLDS or not relations:
        raise InputError("{folder}: relations in {n} texts are the least to learn from; there are {relations} in "
                         "{texts} texts", folder=answers, n=FOLDS, relations=relations,
                         texts=len(examples))
    unanswered = sorted(_texts(docs).keys() - found.keys())
    return Trained(learn(examples), len(examples), relations, tuple(unanswered))


def _texts(docs: Path) -> dict[str, tuple[Path, str]]:
    """The files of texts by their names without ending."""
    return {Path(name).stem: (path, name) for path, name in find_files([docs])[0] if path.suffix not in SUFFIXES}


def texts_of(docs: Path, answers: Path, steps: Steps) -> dict[str, list[Example]]:
    """The texts that have answers, sorted by name, each with its documents as examples.  Raises `InputError`."""
    right = {path.stem: path for path in sorted(answers.rglob("*")) if path.suffix in SUFFIXES}
    if not right:
        raise InputError("{folder}: no files of answers ({names}); docs/training.md shows one", folder=answers,
                         names=" or ".join(SUFFIXES))
    texts = _texts(docs)
    if alone := sorted(right.keys() - texts.keys()):
        raise InputError("{path}: answers to a text that {docs} does not hold", path=right[alone[0]],
                         docs=docs)
    return {stem: list(_examples(texts[stem], path, steps)) for stem, path in right.items()}


def _examples(file: tuple[Path, str], answers: Path, steps: Steps) -> Iterator[Example]:
    """The documents of a file, read as far as the grammar goes."""
    said = read_answers(answers)
    for item in open_file(*file, Limits()):
        for reading in item.read()[0]:
            yield make_example(clean(reading)[0], said, steps)


def learn(examples: Sequence[Example]) -> str:
    """The file of weights that examples teach; the same examples in the same order teach the same."""
    weights, relations = weights_of(examples), told_relations(examples)
    told = {kind for kind in told_kinds(examples, weights) if kind[0] in relations}
    return write_weights(_lines(weights, told), standing(examples))


def weights_of(examples: Sequence[Example]) -> dict[Reason, float]:
    """What reasons weigh, learned from the cases of examples that are of a kind that is right now and then."""
    asked = {reasons_of(case)[0] for example in examples for case in example.cases if case.right and case.decided}
    cases = [case for example in examples for case in example.taught if case.decided]
    learned = [case for case in cases if reasons_of(case)[0] in asked]
    weights = fit([reasons_of(case) for case in learned], [case.right for case in learned])
    return dict.fromkeys(asked, 0.0) | weights  # also one too rare to weigh is asked


def reasons_of(case: Case) -> list[Reason]:
    """The reasons of a case, its kind first."""
    relation = case.pair.relation.name
    own = ((relation, *reason) for reason in case.pair.reasons)
    return [(relation, KIND, " ".join(case.pair.kind)), *own, (_ANY, _CLAIMED, case.pair.claimed or "-")]


def weigh(case: Case, weights: dict[Reason, float]) -> float | None:
    """What the reasons of a case weigh; None for a kind that is not looked at."""
    reasons = reasons_of(case)
    return sum(weights.get(reason, 0.0) for reason in reasons) if reasons[0] in weights else None


def told_kinds(examples: Sequence[Example], weights: dict[Reason, float]) -> frozenset[Reason]:
    """The kinds of which right pairs that no claim states weigh enough to be told."""
    counts = Counter(reasons_of(case)[0] for example in examples for case in example.taught
                     if case.right and case.decided and case.pair.claimed is None
                     and not case.pair.rivalled and (weigh(case, weights) or 0) > 0)
    return frozenset(kind for kind, count in counts.items() if count >= _FEWEST)


def told_relations(examples: Sequence[Example]) -> frozenset[str]:
    """The relations that weights tell rightly enough in texts left out of learning."""
    right, told = Counter[str](), Counter[str]()
    for fold in range(FOLDS):
        others = [example for at, example in enumerate(examples) if at % FOLDS != fold]
        weights = weights_of(others)
        kinds = told_kinds(others, weights)
        for example in examples[fold::FOLDS]:
            for (_, relation, _), is_right in _told(example, weights, kinds).items():
                told[relation] += 1
                right[relation] += is_right
    return frozenset(relation for relation in told if right[relation] >= _RIGHT * told[relation])


def _told(example: Example, weights: dict[Reason, float],
          kinds: frozenset[Reason]) -> dict[tuple[int, str, int], bool]:
    """The facts of a text that no claim states and the weights would tell, and whether they are right."""
    found: dict[tuple[int, str, int], bool] = {}
    for case in example.cases:
        unclaimed = case.pair.claimed is None and not case.pair.rivalled and case.decided
        if unclaimed and reasons_of(case)[0] in kinds and (weigh(case, weights) or 0) > 0:
            found[case.pair.fact] = found.get(case.pair.fact, False) or case.right
    return found


def standing(examples: Sequence[Example]) -> frozenset[str]:
    """The relations that answers mostly call actual in sentences of what is to be done."""
    counts = sum((e.statuses for e in examples), Counter[tuple[str, str]]())
    return frozenset(r for r, _ in counts
                     if counts[r, "actual"] > _STANDING * (counts[r, "actual"] + counts[r, "planned"]))


def _lines(weights: dict[Reason, float], told: Collection[Reason]) -> Iterator[Line]:
    """The lines of the kinds that are told and of what is asked about them; no pair of theirs is claimed."""
    relations, unclaimed = {relation for relation, _, _ in told}, weights.get((_ANY, _CLAIMED, "-"), 0.0)
    for (relation, name, value), weight in weights.items():
        if (relation, name, value) in told:
            yield relation, name, value, round((weight + unclaimed) * SCALE)
        elif name not in (KIND, _TECHNIQUE) and relation in relations and abs(weight) * SCALE >= _LEAST:
            yield relation, name, value, round(weight * SCALE)
