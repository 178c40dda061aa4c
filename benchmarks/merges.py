"""Merges and non-merges of a built folder, drawn at random for a reader to judge.

    python -m benchmarks.merges OUT --seed 7 [-n 50]

OUT is what `kg build DOCUMENTS -o OUT` wrote, whose records hold the texts.  A merge is an entity of several documents, and two of them at random; a
non-merge an entity and another of its type whose name shares two characters in a row with its own; a hard one the
entity of its type whose name is most like its own.  Each is printed with a line of text of each document, in which the name that was
read stands in 【】.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import kg
from kg.record import Record, from_line
from kg.store import NodeView

_SHOWN = 50  # characters on each side of a name
_BLANKS = re.compile(r"\s+|<[^<>]*>")
_ALIKE = 0.6  # of the pairs of characters of two names, for a hard non-merge


class Texts:
    """The documents of a folder, and how each names what."""

    def __init__(self, graph: kg.Graph) -> None:
        """Read the records of a graph."""
        self._records: dict[str, Record] = {}
        for line in graph.records:
            record = from_line(line)
            self._records[record.document.iri] = record

    def named(self, iri: str, document: str) -> str:
        """A line: the text in which a document names a thing, the name marked, and which document it is."""
        record = self._records[document]
        at = next((n.at[0] for n in record.entities if n.iri == iri and n.at), None)
        if at is None:
            return f"  [{record.name}]"
        before, behind = record.text[max(0, at.start - _SHOWN):at.start], record.text[at.end:at.end + _SHOWN]
        return "  …" + _BLANKS.sub(" ", f"{before}【{at.exact}】{behind}") + f"…  [{record.name}]"


def merges(nodes: Sequence[NodeView], texts: Texts, chance: random.Random) -> Iterator[str]:
    """Entities of several documents in random order, each with two of them that are no copies."""
    several = [n for n in nodes if len(n.documents) > 1]
    for node in chance.sample(several, len(several)):
        one, other = (texts.named(node.iri, d) for d in chance.sample(sorted(node.documents), 2))
        if one.rpartition("[")[0] != other.rpartition("[")[0]:
            yield f"{node.type} {node.label}\n{one}\n{other}"


def apart(nodes: Sequence[NodeView], texts: Texts, chance: random.Random, hard: bool) -> Iterator[str]:
    """Pairs of entities of one type whose names share two characters in a row; the likest where it is to be hard."""
    by_pair: dict[tuple[str, str], list[NodeView]] = defaultdict(list)
    for node in nodes:
        for pair in _pairs(node.label):
            by_pair[node.root, pair].append(node)
    for node in chance.sample(nodes, len(nodes)):
        others = {o.iri: o for pair in sorted(_pairs(node.label)) for o in by_pair[node.root, pair] if o is not node}
        if not others or not node.documents:
            continue
        other = max(others.values(), key=lambda o: (_alike(node, o), o.iri)) if hard \
            else others[chance.choice(sorted(others))]
        if other.documents and (not hard or _alike(node, other) >= _ALIKE):
            yield "\n".join((f"{node.type} {node.label} | {other.label}",
                             *(texts.named(n.iri, chance.choice(sorted(n.documents))) for n in (node, other))))


def _pairs(name: str) -> set[str]:
    return {name[i:i + 2] for i in range(len(name) - 1)}


def _alike(one: NodeView, other: NodeView) -> float:
    first, second = _pairs(one.label), _pairs(other.label)
    return len(first & second) / max(1, len(first | second))


def main() -> None:
    """Print the pairs, numbered."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-n", type=int, default=50, help="of each sort")
    args = parser.parse_args()
    graph = kg.load(args.out)
    known = graph.ontology.individuals
    nodes = sorted(graph.view.nodes, key=lambda n: n.iri)
    texts = Texts(graph)
    print(f"{len(nodes)} entities, {sum(len(n.documents) > 1 for n in nodes)} of several documents, "
          f"{sum(n.iri in known for n in nodes)} of the lexicon")
    for title, found in (("merge", merges(nodes, texts, random.Random(args.seed))),
                         ("non-merge", apart(nodes, texts, random.Random(args.seed + 1), False)),
                         ("hard non-merge", apart(nodes, texts, random.Random(args.seed + 2), True))):
        for number, (pair, _) in enumerate(zip(found, range(args.n), strict=False), start=1):
            print(f"\n{title} {number}. {pair}")


if __name__ == "__main__":
    main()
