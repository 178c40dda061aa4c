"""One run that prints how kg's store, questions and Turtle stand to bare pyoxigraph and to rdflib on the same synthetic graph.

    python -m benchmarks.graph [--triples 1000000] [--no-rdflib] [--folder BUILT]

All three load the same two files, the graph's Turtle and the N-Quads of its named graphs: kg by publishing a whole generation
(written, loaded, synced, hashed, verified), bare pyoxigraph into a store on disk, rdflib into memory, the only place it has.
All three run the same query texts on what they loaded and take every row; kg asks through its worker.  Turtle export is the
command's own function; the row after it makes the Turtle anew.  kg and bare run by turns, the best of three (of nine for a question); rdflib runs once.
"""

from __future__ import annotations

import argparse
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from benchmarks.generate import generate
from kg.cli import _copy
from kg.export.turtle import turtle_chunks
from kg.generations import current, locked, publish, turtle
from kg.ontology import PREFIXES
from kg.queries import question
from kg.sparql import QueryLimits, Worker
from kg.store import Dataset

LIMIT, EXPORT_LIMIT = 20, 120  # seconds that rdflib gets for a question, and for its Turtle
NAMED = (
    "office-holders",
    "platforms-of-a-district",
    "universities-and-platforms",
    "targets",
    "targets-and-results",
    "documents",
    "evidence",
    "policies",
    "events",
    "partners",
)


class _LateError(BaseException):
    """Not to be taken for an error of the library that is timed."""


def measured(action: Callable[[], object], times: int = 3) -> float:
    """The least seconds of some runs."""
    taken: list[float] = []
    while len(taken) < times:
        started = time.perf_counter()
        action()
        taken.append(time.perf_counter() - started)
    return min(taken)


def compared(one: Callable[[], object], other: Callable[[], object], times: int = 3) -> tuple[float, float]:
    """The least seconds of two actions, by turns, so that what else the machine does falls on both."""
    taken: list[tuple[float, float]] = []
    while len(taken) < times:
        taken.append((measured(one, 1), measured(other, 1)))
    return min(a for a, _ in taken), min(b for _, b in taken)


def limited(action: Callable[[], object], limit: int = LIMIT) -> float:
    """Seconds of one run; `limit` when it takes longer."""
    def late(*_: object) -> None:
        raise _LateError

    signal.signal(signal.SIGALRM, late)
    signal.alarm(limit)
    started = time.perf_counter()
    try:
        action()
    except _LateError:
        return float(limit)
    finally:
        signal.alarm(0)
    return time.perf_counter() - started


def _all(rows: Any, count: int) -> None:
    """Take every row, which are as many as the others give."""
    assert len(list(rows)) == count


def row(name: str, kg: float, bare: float, rdflib: float | None) -> None:
    """A line of the table."""
    slow = (
        ""
        if rdflib is None
        else f"{'>' if rdflib in (LIMIT, EXPORT_LIMIT) else ' '}{rdflib:9.3f}{rdflib / kg:9.1f}{rdflib / bare:9.1f}"
    )
    print(f"{name:38}{kg:9.4f}{bare:9.4f}{kg / bare:8.2f}{slow}", flush=True)


def questions(triples: list[ox.Triple]) -> dict[str, str]:
    """The ten questions, some with a value that the graph has."""
    data = ox.Store()
    data.extend(ox.Quad(*t) for t in triples)

    def one(pattern: str) -> list[str]:
        found: Any = data.query(f"SELECT ?a ?b {{ {pattern} }} LIMIT 1", prefixes=PREFIXES)
        return [term.value for term in next(iter(found)) if term is not None]

    # Some ask for everything, some about one thing, as people do.
    given: dict[str, dict[str, str]] = {
        "targets": {"year": "2024"},
        "targets-and-results": {"indicator": "指标7"},
        "documents": {"name": one("?x kg:mentionedIn ?d ; skos:prefLabel ?a")[0]},
        "evidence": dict(
            zip(
                ("subject", "object"),
                one("?x kg:develops ?y . ?x skos:prefLabel ?a . ?y skos:prefLabel ?b"),
                strict=True,
            )
        ),
    }
    return {name: question(name).filled(given.get(name, {})) for name in NAMED}


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--no-rdflib", action="store_true")
    parser.add_argument("--folder", type=Path, help="a built graph to time kg validate on")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        run(options.triples, not options.no_rdflib, Path(name), options.folder)


def run(size: int, with_rdflib: bool, work: Path, folder: Path | None) -> None:
    """The whole table."""
    data = Dataset(generate(size))
    named = data.named()
    chunks = list(turtle_chunks(data.triples))
    (work / "graph.ttl").write_bytes(b"".join(chunks))
    (work / "named.nq").write_bytes(ox.serialize(named, format=ox.RdfFormat.N_QUADS))
    print(
        f"{len(data.triples)} triples, {len(named)} more in named graphs; {os.cpu_count()} cores, Python {platform.python_version()}, pyoxigraph {ox.__version__}\n"
        f"{'':38}{'kg s':>9}{'bare s':>9}{'ratio':>8}{'rdflib s':>10}{'/ kg':>9}{'/ bare':>9}"
    )
    numbers = iter(range(1000))

    def bare_load() -> None:
        store = ox.Store(str(work / f"bare{next(numbers)}"))
        store.bulk_load(path=str(work / "graph.ttl"), format=ox.RdfFormat.TURTLE)
        store.bulk_load(path=str(work / "named.nq"), format=ox.RdfFormat.N_QUADS)
        store.flush()

    def kg_load() -> None:
        with locked(work / "kg"):
            publish(work / "kg", {"graph.ttl": lambda out: out.writelines(chunks)}, named, top=("graph.ttl",))

    slow: Any = None
    slow_load = None
    if with_rdflib:
        import rdflib

        slow = rdflib.Dataset()
        # In this order: rdflib forgets the default graph when N-Quads come after it.
        slow_load = measured(
            lambda: (
                slow.parse(work / "named.nq", format="nquads"),
                slow.default_graph.parse(work / "graph.ttl", format="turtle"),
            ),
            1,
        )
        assert len(slow.default_graph) == len(data.triples)
    row("bulk load", *compared(kg_load, bare_load), slow_load)
    generation = current(work / "kg")
    assert generation is not None
    worker, store = Worker(store=generation.store), ox.Store.read_only(str(work / "bare0"))
    limits, total = QueryLimits(60), [0.0, 0.0, 0.0]
    for title, text in questions(data.triples).items():
        rows = worker.query(text, limits).rows
        assert rows, title
        seconds = compared(
            lambda t=text: worker.query(t, limits), lambda t=text: list(store.query(t, prefixes=PREFIXES)), 9
        )
        late = limited(lambda t=text, n=rows: _all(slow.query(t, initNs=PREFIXES), len(n))) if with_rdflib else None
        row(f"{title} ({len(rows)} rows)", *seconds, late)
        total = [a + b for a, b in zip(total, (*seconds, late or 0.0), strict=True)]
    row("ten questions together", total[0], total[1], total[2] if with_rdflib else None)
    worker.close()
    slow_export = (
        limited(lambda: slow.default_graph.serialize(work / "slow.ttl", format="turtle"), EXPORT_LIMIT)
        if with_rdflib
        else None
    )
    for title, export in (
        ("Turtle export", lambda: _copy(turtle(work / "kg"), work / "out.ttl")),
        ("Turtle from triples", lambda: (work / "new.ttl").write_bytes(b"".join(turtle_chunks(data.triples)))),
    ):
        row(
            title,
            *compared(
                export,
                lambda: store.dump(
                    str(work / "bare.ttl"), ox.RdfFormat.TURTLE, from_graph=ox.DefaultGraph(), prefixes=PREFIXES
                ),
            ),
            slow_export,
        )
    cold = [
        measured(
            lambda: subprocess.run(
                [sys.executable, "-m", "kg", "query", str(work / "kg"), "ASK { ?x a kg:Platform }"],
                check=True,
                capture_output=True,
            ),
            1,
        )
        for _ in range(7)
    ]
    print(f"kg query from a cold start: median {statistics.median(cold):.3f} s, worst {max(cold):.3f} s")
    if folder is not None:
        print(
            f"kg validate {folder.name}: "
            f"{measured(lambda: subprocess.run([sys.executable, '-m', 'kg', 'validate', str(folder)], check=True, capture_output=True)):.2f} s"
        )


if __name__ == "__main__":
    main()
