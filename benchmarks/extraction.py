"""How fast extraction runs: MB of UTF-8 a second on one core, whether that depends on length or lexicon, and the start.

    python -m benchmarks.extraction DOCS…
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kg.clean import clean
from kg.extract import Extractor, make_extractor
from kg.model import Document, Reading, Source
from kg.ontology import Individual, Ontology, load_ontology
from kg.read import read_file
from kg.read.files import find_files


def main() -> int:
    """Print the figures of one run; ratios compare figures of the same run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", nargs="+", type=Path)
    args = parser.parse_args()
    started = time.perf_counter()
    ontology = load_ontology()
    extract = make_extractor(ontology)
    extract(document("开始。\n"))
    print(f"load: ontology, extractor and segmenter in {time.perf_counter() - started:.2f} s")
    documents = [clean(reading)[0] for path, name in find_files(args.docs)[0] for reading in read_file(path, name)[0]]
    plain = rate(extract, documents)
    print(f"rate: {plain:.3f} MB/s over {len(documents)} documents")
    text = "\n".join(d.text for d in documents)[:200_000]
    short, long = rate(extract, [document(text)] * 2), rate(extract, [document(text + "\n" + text)])
    print(f"twice the length: {long / short:.2f} of the rate")
    print(f"twice the lexicon: {rate(make_extractor(doubled(ontology)), documents) / plain:.2f} of the rate")
    return 0


def document(text: str) -> Document:
    """A document of a text, cleaned."""
    return clean(Reading(Source("text", "0" * 64, "text/plain"), text))[0]


def rate(extract: Extractor, documents: Sequence[Document]) -> float:
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
