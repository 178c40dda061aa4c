"""What learned weights gain on sources left out, by the number of texts that were learned from, as a Markdown table.

    python -m benchmarks.learning DOCS ANSWERS [--sources FILE.tsv] [--sizes 25 50 100]

DOCS and ANSWERS are as for `kg train`.  FILE.tsv has a column `id` (the name of a text) and a column `path`: texts of
one path are never on both sides; without it each text is a source of its own.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import random
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from kg.extract import make_steps
from kg.extract.statements.pair import TECHNIQUE
from kg.ontology import load_ontology
from kg.train import FOLDS, reasons_of, texts_of, told_kinds, told_relations, weigh, weights_of
from kg.train.example import Case, Example

Told = Callable[[Case], bool]
SEED = 7


def learned(examples: Sequence[Example]) -> Told:
    """Whether the weights that some examples teach tell a case."""
    weights, relations = weights_of(examples), told_relations(examples)
    kinds = {kind for kind in told_kinds(examples, weights) if kind[0] in relations}
    return lambda case: reasons_of(case)[0] in kinds and not case.pair.rivalled and (weigh(case, weights) or 0) > 0


def score(example: Example, told: Told) -> Counter[str]:
    """How many relations are right, wrong and missing when the grammar's claims are shown and what is told besides."""
    shown = [case for case in example.cases if case.pair.claimed is not None or told(case)]
    right = {case.pair.fact for case in example.cases if case.right}
    decided = {case.pair.fact for case in example.cases if case.decided}
    found = {case.fact for case in shown if case.right} & example.wanted
    wrong = {case.pair.fact for case in shown} & decided - right
    return Counter(right=len(found), wrong=len(wrong), missing=len(example.wanted) - len(found))


def left_out(examples: dict[str, Example], folds: dict[str, int], size: int | None) -> Counter[str]:
    """The scores of all texts, each read with what `size` texts of other folds teach (None: all of them)."""
    total: Counter[str] = Counter()
    for fold in range(FOLDS):
        others = [name for name in examples if folds[name] != fold]
        random.Random(SEED).shuffle(others)
        told = learned([examples[name] for name in others[:size]]) if size != 0 else lambda _: False
        for name in examples:
            if folds[name] == fold:
                total.update(score(examples[name], told))
    return total


def _row(size: object, counts: Counter[str]) -> str:
    right, wrong, missing = (counts[name] for name in ("right", "wrong", "missing"))
    f1 = 2 * right / max(1, 2 * right + wrong + missing)
    return f"| {size} | {f1:.3f} | {right / max(1, right + wrong):.3f} | {right / max(1, right + missing):.3f} |"


def main() -> None:
    """Print the table: the grammar alone first, all texts last."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", type=Path)
    parser.add_argument("answers", type=Path)
    parser.add_argument("--sources", type=Path)
    parser.add_argument("--sizes", type=int, nargs="*", default=[25, 50, 100])
    args = parser.parse_args()
    found = texts_of(args.docs, args.answers, make_steps(load_ontology(), (TECHNIQUE,)))
    examples = {f"{name}/{number}": e for name, several in found.items() for number, e in enumerate(several)}
    source: dict[str, str] = {}
    if args.sources:
        with args.sources.open(encoding="utf-8") as lines:
            source = {row["id"]: row["path"].partition("#")[0] for row in csv.DictReader(lines, delimiter="\t")}
    of = {key: source.get(key.partition("/")[0], key.partition("/")[0]) for key in examples}
    order = sorted(set(of.values()), key=lambda s: hashlib.sha256(s.encode()).hexdigest())
    folds = {key: order.index(of[key]) % FOLDS for key in examples}
    print(f"| texts learned from | F1 of relations | precision | recall |\n|---|---|---|---|\n"
          f"{_row('(grammar alone)', left_out(examples, folds, 0))}")
    for size in args.sizes:
        print(_row(size, left_out(examples, folds, size)), flush=True)
    print(_row("all others", left_out(examples, folds, None)))


if __name__ == "__main__":
    main()
