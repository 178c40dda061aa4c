"""What each technique of extraction is worth: the scores with each one off in turn, as a Markdown table.

    python -m benchmarks.ablation SCORE.py DOCS GOLD [DOCS GOLD …] [--of NAME …]

`--of` names techniques (clause), rules (edge-verb/noun) or tables of rules (edge-verb: each of its rules in turn).
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
from kg.extract import TABLES, make_extractor
from kg.extract.names import NAMERS
from kg.extract.statements import TELLERS, WEIGHERS
from kg.mapping import to_triples
from kg.model import Account, Outcome
from kg.ontology import default_folder, load_ontology
from kg.read import read_file
from kg.record import make_record
from kg.resolve import resolve

COLUMNS = ("all entity", "all relation", "observation", "forbidden")


def main() -> int:
    """Print the table, the whole first, then each technique with the change that its absence makes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scorer", type=Path)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--of", nargs="+", metavar="NAME", default=[*NAMERS, *TELLERS, *WEIGHERS])
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
    for name in spelt_out(args.of):
        row = scores(scorer, pairs, (name,))
        cells = " | ".join(
            f"{value:.3f} ({value - before:+.3f})" for value, before in zip(row[:3], whole[:3], strict=True)
        )
        print(f"| {name} | {cells} | {row[3]:.0f} |", flush=True)
    return 0


def spelt_out(names: list[str]) -> list[str]:
    """Names of techniques and rules, that of a table as those of its rules unless a technique is called so; an unknown
    one stays, to be told."""
    techniques = {*NAMERS, *TELLERS, *WEIGHERS}
    tables = {table.name: [name for name, _ in table] for table in TABLES if table.name not in techniques}
    return [rule for name in names for rule in tables.get(name, [name])]


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
            outcomes = [Outcome(extract(clean(reading)[0]), Account(0, 0, {}, 0)) for reading in readings]
            corpus = resolve([make_record(outcome, ontology) for outcome in outcomes], ontology)
            graph = rdflib.Graph().parse(data=to_turtle(to_triples(corpus, ontology)), format="turtle")
            for kind, tally in scorer.score(gold, scorer.Predicted(graph, classes, properties), None)[0].items():
                total[kind] += tally
                if "/" in kind:
                    total["all " + kind.split("/")[0]] += tally
    return (*(total[c].f1 for c in COLUMNS[:3]), total["forbidden"].fp)


if __name__ == "__main__":
    sys.exit(main())
