"""What each technique of extraction is worth: the scores with each one off in turn, as a Markdown table.

    python -m benchmarks.ablation SCORE.py DOCS GOLD [DOCS GOLD …]

SCORE.py is the scorer of the project's annotation guidelines, GOLD a folder of its answers for the documents in DOCS;
neither is part of the repository.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections import defaultdict
from pathlib import Path
from types import ModuleType

import rdflib

from kg.clean import clean
from kg.export.turtle import to_turtle
from kg.extract import make_extractor
from kg.extract.names import NAMERS
from kg.extract.statements import TELLERS
from kg.mapping import to_triples
from kg.ontology import default_folder, load_ontology
from kg.read import read_file
from kg.resolve import resolve

COLUMNS = ("all entity", "all relation", "observation", "forbidden")


def main() -> int:
    """Print the table, the whole first, then each technique with the change that its absence makes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scorer", type=Path)
    parser.add_argument("folders", nargs="+", type=Path)
    args = parser.parse_args()
    spec = importlib.util.spec_from_file_location("score", args.scorer)
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    pairs = list(zip(args.folders[::2], args.folders[1::2], strict=True))
    whole = scores(scorer, pairs, ())
    print("| without | entities F1 | relations F1 | numbers F1 | forbidden |\n|---|---|---|---|---|")
    print(f"| (nothing) | {whole[0]:.3f} | {whole[1]:.3f} | {whole[2]:.3f} | {whole[3]:.0f} |")
    for name in (*NAMERS, *TELLERS):
        row = scores(scorer, pairs, (name,))
        cells = " | ".join(f"{value:.3f} ({value - before:+.3f})" for value, before in zip(row[:3], whole[:3], strict=True))
        print(f"| {name} | {cells} | {row[3]:.0f} |", flush=True)
    return 0


def scores(scorer: ModuleType, pairs: list[tuple[Path, Path]], without: tuple[str, ...]) -> tuple[float, ...]:
    """F1 of entities, relations and numbers and the number of forbidden labels, over all documents."""
    ontology = load_ontology()
    extract = make_extractor(ontology, without)
    classes, properties = scorer.load_ontology(default_folder())
    total = defaultdict(scorer.Tally)
    for docs, answers in pairs:
        for path in sorted(answers.glob("*.json")):
            gold = json.loads(path.read_text(encoding="utf-8"))
            readings, _ = read_file(docs / gold["doc"], gold["doc"])
            corpus, _ = resolve([extract(clean(reading)[0]) for reading in readings], ontology)
            graph = rdflib.Graph().parse(data=to_turtle(to_triples(corpus, ontology)), format="turtle")
            for kind, tally in scorer.score(gold, scorer.Predicted(graph, classes, properties), None)[0].items():
                total[kind] += tally
                if "/" in kind:
                    total["all " + kind.split("/")[0]] += tally
    return (*(total[c].f1 for c in COLUMNS[:3]), total["forbidden"].fp)


if __name__ == "__main__":
    sys.exit(main())
