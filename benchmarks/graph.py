"""One run that prints how kg's store, questions and Turtle stand to bare pyoxigraph and to rdflib on the same synthetic graph.

    python -m benchmarks.graph [--triples 1000000] [--no-rdflib] [--folder BUILT]

Bare pyoxigraph does the same: it loads the same quads from a file into a store on disk, runs the same query texts on it and
takes every row, and writes the default graph as Turtle.  kg loads by publishing a whole generation (written, synced, hashed,
verified), asks through its worker, and exports by its command's own function.  Best of three where it takes under 20 s.
"""

from __future__ import annotations

import argparse
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
from kg.sparql import Limits, Worker
from kg.store import Dataset

LIMIT = 20  # seconds that rdflib gets for a question
NAMED = ("office-holders", "platforms-of-a-district", "universities-and-platforms", "targets", "targets-and-results", "documents", "evidence", "policies",
         "events", "partners")


class _LateError(BaseException):
    """Not to be taken for an error of the library that is timed."""


def measured(action: Callable[[], object], times: int = 3) -> float:
    """The least seconds of some runs; one run when it takes long."""
    taken: list[float] = []
    while not taken or (len(taken) < times and sum(taken) < 20):
        started = time.perf_counter()
        action()
        taken.append(time.perf_counter() - started)
    return min(taken)


def limited(action: Callable[[], object]) -> float:
    """Seconds of one run; `LIMIT` when it takes longer."""
    def late(*_: object) -> None:
        raise _LateError

    signal.signal(signal.SIGALRM, late)
    signal.alarm(LIMIT)
    started = time.perf_counter()
    try:
        action()
    except _LateError:
        return float(LIMIT)
    finally:
        signal.alarm(0)
    return time.perf_counter() - started


def row(name: str, kg: float, bare: float, rdflib: float | None) -> None:
    """A line of the table."""
    slow = "" if rdflib is None else f"{'>' if rdflib == LIMIT else ' '}{rdflib:9.3f}{rdflib / kg:9.0f}"
    print(f"{name:32}{kg:9.4f}{bare:9.4f}{kg / bare:8.2f}{slow}", flush=True)


def questions(triples: list[ox.Triple]) -> dict[str, str]:
    """The ten questions, some with a value that the graph has."""
    data = ox.Store()
    data.extend(ox.Quad(*t) for t in triples)

    def one(pattern: str) -> list[str]:
        found: Any = data.query(f"SELECT ?a ?b {{ {pattern} }} LIMIT 1", prefixes=PREFIXES)
        return [term.value for term in next(iter(found)) if term is not None]

    # Some ask for everything, some about one thing, as people do.
    given: dict[str, dict[str, str]] = {
        "targets": {"year": "2024"}, "targets-and-results": {"indicator": "指标7"}, "documents": {"name": one("?x kg:mentionedIn ?d ; skos:prefLabel ?a")[0]},
        "evidence": dict(zip(("subject", "object"), one("?x kg:develops ?y . ?x skos:prefLabel ?a . ?y skos:prefLabel ?b"), strict=True)),
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
    (work / "all.nq").write_bytes(ox.serialize(data.quads(), format=ox.RdfFormat.N_QUADS))
    print(f"{len(data.triples)} triples, {len(named)} more in named graphs\n{'':32}{'kg s':>9}{'bare s':>9}{'ratio':>8}{'rdflib s':>10}{'times':>9}")
    numbers = iter(range(1000))

    def bare_load() -> None:
        store = ox.Store(str(work / f"bare{next(numbers)}"))
        store.bulk_load(path=str(work / "all.nq"), format=ox.RdfFormat.N_QUADS)
        store.flush()

    def kg_load() -> None:
        with locked(work / "kg"):
            publish(work / "kg", {"graph.ttl": lambda out: out.writelines(chunks)}, named, top=("graph.ttl",))

    slow: Any = None
    slow_load = None
    if with_rdflib:
        import rdflib

        slow = rdflib.Dataset()
        slow_load = measured(lambda: slow.parse(work / "all.nq", format="nquads"), 1)
    row("bulk load", measured(kg_load), measured(bare_load), slow_load)
    generation = current(work / "kg")
    assert generation is not None
    worker, store = Worker(store=generation.store), ox.Store.read_only(str(generation.store))
    total = [0.0, 0.0, 0.0]
    for title, text in questions(data.triples).items():
        rows = worker.query(text, Limits(60)).rows
        assert rows, title
        seconds = [measured(lambda t=text: worker.query(t, Limits(60)), 20), measured(lambda t=text: list(store.query(t, prefixes=PREFIXES)), 20)]
        late = limited(lambda t=text: list(slow.query(t, initNs=PREFIXES))) if with_rdflib else None
        row(f"{title} ({len(rows)} rows)", *seconds, late)
        total = [a + b for a, b in zip(total, (*seconds, late or 0.0), strict=True)]
    row("ten questions together", total[0], total[1], total[2] if with_rdflib else None)
    worker.close()
    row("Turtle export", measured(lambda: _copy(turtle(work / "kg"), work / "out.ttl")),
        measured(lambda: store.dump(str(work / "bare.ttl"), ox.RdfFormat.TURTLE, from_graph=ox.DefaultGraph(), prefixes=PREFIXES)),
        measured(lambda: slow.default_graph.serialize(work / "slow.ttl", format="turtle"), 1) if with_rdflib else None)
    row("Turtle from triples", measured(lambda: (work / "new.ttl").write_bytes(b"".join(turtle_chunks(data.triples)))),
        measured(lambda: store.dump(str(work / "bare.ttl"), ox.RdfFormat.TURTLE, from_graph=ox.DefaultGraph(), prefixes=PREFIXES)), None)
    cold = [measured(lambda: subprocess.run([sys.executable, "-m", "kg", "query", str(work / "kg"), "ASK { ?x a kg:Platform }"], check=True,
                                            capture_output=True), 1) for _ in range(7)]
    print(f"kg query from a cold start: median {statistics.median(cold):.3f} s, worst {max(cold):.3f} s")
    if folder is not None:
        print(f"kg validate {folder.name}: "
              f"{measured(lambda: subprocess.run([sys.executable, '-m', 'kg', 'validate', str(folder)], check=True, capture_output=True)):.2f} s")


if __name__ == "__main__":
    main()
