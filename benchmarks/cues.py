"""Cues: what the endings and left contexts of names that are missed would gain as heads and cue words, and what they cost.

    python -m benchmarks.cues GOLD DOCS [--type Platform] [--side end|left] [--least 2]

GOLD holds gold files (JSON, as the annotation guidelines have them), DOCS their texts.  For every two to four characters
with which missed names end (or before which they begin) a line says how many missed names have them, in how many texts,
and how often the same characters stand in the texts where no name is.  A cue is worth a word in ontology/ when it gains in
several texts and costs less than it gains: what is seen in one text alone is that text's.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kg.clean import clean
from kg.extract import make_extractor
from kg.ontology import load_ontology
from kg.read import read_file

SHORTEST, LONGEST = 2, 4  # characters of a cue
MARKS = str.maketrans("", "", "“”《》 ")


class Answer(NamedTuple):
    """A text with the spans of its names of one type, and those of them that the reader misses."""

    text: str
    named: list[tuple[int, int]]
    missed: list[tuple[int, int]]


class Cue(NamedTuple):
    """A cue with the missed names that have it, the texts in which these stand, and the places where no name has it."""

    said: str
    gain: int
    texts: int
    cost: int


def answers(gold: Path, docs: Path, type: str) -> Iterator[Answer]:
    """The texts with the names of a type that a careful reader finds, and those that kechuang misses.

    Raises `OSError` where a text is missing.
    """
    extract = make_extractor(load_ontology())
    for path in sorted(gold.glob("*.json")):
        answer = json.loads(path.read_text(encoding="utf-8"))
        for reading in read_file(docs / answer["doc"], answer["doc"])[0]:
            found = extract(clean(reading)[0])
            known = {n.translate(MARKS) for m in found.mentions for n in (m.text, m.name, *m.names)}
            text = found.document.text
            entities = [e for e in answer["entities"] if type in e["types"]]
            missed = [e for e in entities if not known & {n.translate(MARKS) for n in e["names"]} and not e["optional"]]
            yield Answer(text, list(_places(text, entities)), list(_places(text, missed)))


def _places(text: str, entities: list[dict[str, list[str]]]) -> Iterator[tuple[int, int]]:
    for entity in entities:
        for name in entity["names"]:
            yield from (m.span() for m in re.finditer(re.escape(name), text))


def cues(found: list[Answer], side: str) -> list[Cue]:
    """The cues of missed names, those that gain most first; `side` is `end` or `left`."""
    gain: Counter[str] = Counter()
    texts: dict[str, set[int]] = defaultdict(set)
    for i, answer in enumerate(found):
        for said in {s for span in answer.missed for s in _said(answer.text, span, side)}:
            gain[said] += sum(said in _said(answer.text, span, side) for span in answer.missed)
            texts[said].add(i)
    return sorted((Cue(s, n, len(texts[s]), _cost(found, s, side)) for s, n in gain.items()),
                  key=lambda c: (-c.gain, c.cost, c.said))


def _said(text: str, span: tuple[int, int], side: str) -> set[str]:
    start, end = span
    if side == "end":
        return {text[end - n:end] for n in range(SHORTEST, LONGEST + 1) if end - n > start}
    return {text[start - n:start] for n in range(SHORTEST, LONGEST + 1) if start >= n and text[start - n:start].isalpha()}


def _cost(found: list[Answer], said: str, side: str) -> int:
    """How often a cue stands where no name of the type ends, or begins."""
    at = 1 if side == "end" else 0
    return sum(
        match.end() not in {span[at] for span in answer.named}
        for answer in found
        for match in re.finditer(re.escape(said), answer.text)
    )


def main() -> int:
    """Print a line for each cue."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("docs", type=Path)
    parser.add_argument("--type", default="Platform")
    parser.add_argument("--side", choices=("end", "left"), default="end")
    parser.add_argument("--least", type=int, default=2, help="texts in which a cue must gain (2)")
    asked = parser.parse_args()
    print(f"{'gain':>5} {'texts':>6} {'cost':>6}  cue")
    for cue in cues(list(answers(asked.gold, asked.docs, asked.type)), asked.side):
        if cue.texts >= asked.least:
            print(f"{cue.gain:5} {cue.texts:6} {cue.cost:6}  {cue.said}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
