"""How fast extraction runs: MB of UTF-8 a second on one core, whether that depends on length or lexicon, and the start.

    python -m benchmarks.extraction DOCS… [--profile]

The rate stands beside that of jieba's own tagger on the same documents in the same run, since machines differ.  With
`--profile` follows where the time goes, by technique.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from unittest.mock import patch

import jieba.posseg

from kg.clean import clean
from kg.extract import make_extractor
from kg.extract.names import NAMERS
from kg.extract.statements import TELLERS
from kg.extract.text import Text
from kg.model import Document, Reading, Source
from kg.ontology import Individual, Ontology, load_ontology
from kg.read import read_file
from kg.read.files import find_files

T = TypeVar("T")


def main() -> int:
    """Print the figures of one run; ratios compare figures of the same run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", nargs="+", type=Path)
    parser.add_argument("--profile", action="store_true", help="print the share of each technique")
    args = parser.parse_args()
    started = time.perf_counter()
    ontology = load_ontology()
    extract = make_extractor(ontology)
    extract(document("开始。\n"))
    print(f"load: ontology, extractor and segmenter in {time.perf_counter() - started:.2f} s")
    jieba.setLogLevel(60)
    documents = [clean(reading)[0] for path, name in find_files(args.docs)[0] for reading in read_file(path, name)[0]]
    plain = rate(extract, documents)
    tagger = rate(lambda each: deque(jieba.posseg.cut(each.text), 0), documents)
    print(f"rate: {plain:.3f} MB/s over {len(documents)} documents; jieba's tagger alone: {tagger:.3f} MB/s")
    text = "\n".join(d.text for d in documents)[:200_000]
    short, long = rate(extract, [document(text)] * 2), rate(extract, [document(text + "\n" + text)])
    print(f"twice the length: {long / short:.2f} of the rate")
    print(f"twice the lexicon: {rate(make_extractor(doubled(ontology)), documents) / plain:.2f} of the rate")
    if args.profile:
        print_profile(ontology, documents)
    return 0


def print_profile(ontology: Ontology, documents: Sequence[Document]) -> None:
    """Print the share of processor time that each technique takes, and all the rest together."""
    spent: Counter[str] = Counter()
    namers = {name: tuple(timed(name, step, spent) for step in steps) for name, steps in NAMERS.items()}
    tellers = {name: timed(name, tell, spent) for name, tell in TELLERS.items()}
    with patch.dict(NAMERS, namers), patch.dict(TELLERS, tellers):
        extract = make_extractor(ontology)
    extract(document("开始。\n"))
    spent.clear()
    started = time.process_time()
    for each in documents:
        extract(each)
    whole = time.process_time() - started
    spent["words, sentences, frame, tense, choice, gate"] = whole - sum(spent.values())
    for name, seconds in spent.most_common():
        print(f"{seconds / whole:6.1%}  {name}")


def timed(name: str, propose: Callable[[Text], Iterable[T]], spent: Counter[str]) -> Callable[[Text], list[T]]:
    """A technique that adds to `spent`, under its name, the seconds that it takes to propose."""
    def proposing(text: Text) -> list[T]:
        started = time.process_time()
        found = list(propose(text))
        spent[name] += time.process_time() - started
        return found

    return proposing


def document(text: str) -> Document:
    """A document of a text, cleaned."""
    return clean(Reading(Source("text", "0" * 64, "text/plain"), text))[0]


def rate(extract: Callable[[Document], object], documents: Sequence[Document]) -> float:
    """MB of UTF-8 a second of processor time, the better of two runs."""
    size = sum(len(d.text.encode("utf-8", "replace")) for d in documents) / 1e6
    best = 0.0
    for _ in range(2):
        started = time.process_time()
        for each in documents:
            extract(each)
        best = max(best, size / (time.process_time() - started))
    return best


def doubled(ontology: Ontology) -> Ontology:
    """The same ontology with as many individuals again, whose names stand in no text."""
    strange = "\U00020000"
    more: dict[str, Individual] = {}
    for individual in ontology.individuals.values():
        names = tuple(strange + n for n in individual.names)
        more[individual.iri + strange] = replace(
            individual,
            iri=individual.iri + strange,
            label=strange + individual.label,
            names=names,
            short_names=tuple(strange + n for n in individual.short_names),
            code=None,
        )
    return replace(ontology, individuals={**ontology.individuals, **more})


if __name__ == "__main__":
    sys.exit(main())
