"""What is right, wrong and missed in sentences drawn at random: prints them for a reader to judge, and counts the judgements.

python -m benchmarks.judge draw DOCS… -n 200 --seed 1
python -m benchmarks.judge count FILE.csv
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
from pathlib import Path

from kg.clean import clean
from kg.extract import make_extractor
from kg.model import Extraction, Passage
from kg.ontology import load_ontology
from kg.read import read_file
from kg.read.files import find_files

KINDS = ("entities", "relations", "numbers")
COUNTS = ("right", "wrong", "missed")
COLUMNS = ("id", *(f"{kind}_{count}" for kind in KINDS for count in COUNTS))
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_FEWEST = 15  # Chinese characters below which a line says too little to be judged


def main() -> int:
    """Print the sentences or the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    drawing = commands.add_parser("draw", help="print sentences with what was found in them")
    drawing.add_argument("docs", nargs="+", type=Path)
    drawing.add_argument("-n", type=int, default=200, help="how many sentences")
    drawing.add_argument("--seed", type=int, default=1)
    counting = commands.add_parser("count", help="print precision, recall and F1 of judgements")
    counting.add_argument("file", type=Path, help=f"CSV with the columns {', '.join(COLUMNS)}")
    args = parser.parse_args()
    if args.command == "count":
        print(table(judgements(args.file)))
        return 0
    for number, (extraction, passage) in enumerate(draw(args.docs, args.n, args.seed), start=1):
        print("\n".join(told(number, extraction, passage)), end="\n\n")
    return 0


def draw(docs: list[Path], n: int, seed: int) -> list[tuple[Extraction, Passage]]:
    """At most `n` sentences of running text, the same for the same documents and seed, by document and offset."""
    extract = make_extractor(load_ontology())
    extractions = [
        extract(clean(reading)[0]) for path, name in find_files(docs)[0] for reading in read_file(path, name)[0]
    ]
    extractions.sort(key=lambda e: (e.document.source.name, e.document.id))
    pool = [
        (e, p) for e in extractions for p in e.passages if p.role == "body" and len(_HAN.findall(p.text)) >= _FEWEST
    ]
    return [pool[i] for i in sorted(random.Random(seed).sample(range(len(pool)), min(n, len(pool))))]


def told(number: int, extraction: Extraction, passage: Passage) -> list[str]:
    """The lines that show one sentence: its number and id (document@offset in the raw text), its words, what was found."""
    document = extraction.document
    start, _ = document.raw_span(passage.start, passage.end)
    lines = [f"{number}. {document.source.name}@{start}", " ".join(passage.text.split())]
    for m in extraction.mentions:
        if m.passage.index == passage.index:
            lines.append(f"  E {m.type} {m.text}" + (f" = {m.name}" if m.name != m.text else ""))
    for c in extraction.claims:
        if c.passage.index == passage.index:
            lines.append(f"  R {c.subject.name} {c.relation} {c.object.name} {c.status}" + (f" {c.role}" if c.role else ""))
            if (c.start, c.end) != (passage.start, passage.end):
                lines.append(f"    shown by: {' '.join(c.passage.text.split())}")
    for o in extraction.observations:
        if o.passage.index == passage.index:
            lines.append(f"  N {o.indicator} {o.comparator} {o.value} {o.unit} {o.kind} {o.status} {o.period}")
    return lines


def judgements(file: Path) -> list[dict[str, int]]:
    """The counts of each sentence by column; ends with a message when a column is missing or a cell is no count."""
    with file.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        if missing := [c for c in COLUMNS if c not in (rows.fieldnames or ())]:
            sys.exit(f"{file}: the columns {', '.join(missing)} are missing")
        try:
            return [{column: int(row[column]) for column in COLUMNS[1:]} for row in rows]
        except (TypeError, ValueError) as error:
            sys.exit(f"{file}: line {rows.line_num}: not a count: {error}")


def table(rows: list[dict[str, int]]) -> str:
    """Precision, recall and F1 by kind as a Markdown table, and how many sentences have no error."""
    lines = ["| | right | wrong | missed | precision | recall | F1 |", "|---|---|---|---|---|---|---|"]
    for kind in KINDS:
        right, wrong, missed = (sum(row[f"{kind}_{count}"] for row in rows) for count in COUNTS)
        rates = (
            _rate(right, right + wrong),
            _rate(right, right + missed),
            _rate(2 * right, 2 * right + wrong + missed),
        )
        lines.append(f"| {kind} | {right} | {wrong} | {missed} | {' | '.join(rates)} |")
    clean_rows = sum(not any(row[f"{kind}_{count}"] for kind in KINDS for count in COUNTS[1:]) for row in rows)
    return "\n".join([*lines, "", f"{clean_rows} of {len(rows)} sentences have no error."])


def _rate(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


if __name__ == "__main__":
    sys.exit(main())
