"""From a cold `kg serve` to the first picture of the explorer, on a built folder or on a synthetic graph of any size.

    python -m benchmarks.serve_page [--folder BUILT] [--triples 1000000] [--times 5]

Each time a new server process and a new browser: the clock runs from the start of `kg serve` until the picture is drawn
(`first picture`), of which the browser's part, from asking for the page, is printed beside, and the CPU time that the
server and the browser took until then, which says on a busy machine what a quiet one would need.  The browser itself is
started before, for a reader has it open.  Then a name that the picture does not hold is searched for and opened with
its neighbours (`expanded`).  Needs chromium and playwright.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.generate import generate
from kg.answers.index import search_whole
from kg.export.html import to_html
from kg.export.page import data_of
from kg.foremost import MOST_FACTS, MOST_NODES, MOST_NUMBERS, Part
from kg.generations import current, locked, publish
from kg.ontology import ID, load_ontology
from kg.store import Dataset, GraphView

DRAWN = "() => document.querySelector('#view')?.dataset.drawn > 0"
MOST_SECONDS = 60


def synthetic(triples: int, folder: Path) -> None:
    """Publish a synthetic graph as a build does: its page holds what the page of a build holds."""
    ontology = load_ontology()
    data = Dataset(generate(triples))
    view = data.view(ontology)
    part, told = _foremost(view)
    page = to_html(part, ontology, part=told).encode()
    with locked(folder):
        publish(folder, {
            "graph.ttl": lambda out: out.writelines(_turtle(data)), "graph.html": lambda out: out.write(page),
            "report.json": lambda out: out.write(b"{}\n")}, data.named())
    generation = current(folder)
    assert generation is not None
    (generation.path / "search.db").unlink(missing_ok=True)
    search_whole(generation.path, view, ontology)


def _turtle(data: Dataset) -> Iterator[bytes]:
    from kg.export.turtle import turtle_chunks

    yield from turtle_chunks(data.triples)


def _foremost(view: GraphView) -> tuple[GraphView, Part]:
    """What `kg.foremost` keeps of a graph, of a view."""
    weight = Counter(end for e in view.edges for end in (e.source, e.target))
    kept = {iri for iri, _ in weight.most_common(MOST_NODES)}
    nodes = tuple(n for n in view.nodes if n.iri in kept)
    edges = tuple(e for e in view.edges if e.source in kept and e.target in kept)[:MOST_FACTS]
    numbers = tuple(o for o in view.observations if o.scope in kept)[:MOST_NUMBERS]
    held = GraphView(nodes, edges, numbers, view.documents)
    return held, Part((len(nodes), len(edges), len(numbers)),
                      (len(view.nodes), len(view.edges), len(view.observations)))


@contextlib.contextmanager
def _server(folder: Path) -> Iterator[tuple[str, int]]:
    """A new server process; its address as soon as it says it, and its number."""
    command = [sys.executable, "-m", "kg", "serve", str(folder), "--port", "0", "--no-open"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        if not line.startswith("http"):
            process.terminate()
            raise SystemExit(process.communicate()[1])
        yield line, process.pid
    finally:
        process.terminate()
        process.wait(30)
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def _cpu(process: int) -> float:
    """Seconds of CPU that a process and all below it have taken; Linux."""
    total, tick = 0.0, os.sysconf("SC_CLK_TCK")
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        total = (int(fields[11]) + int(fields[12])) / tick
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text(encoding="utf-8").split():
                total += _cpu(int(child))
    return total


def once(browser: Any, folder: Path, absent: str) -> tuple[float, ...]:
    """Seconds to the first picture from the server's start, from asking for the page, the CPU of both, and seconds
    until an entity that is not on the page stands there with its neighbours."""
    begun, spent = time.perf_counter(), _cpu(os.getpid())
    with _server(folder) as (url, server):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        asked = time.perf_counter()
        page.goto(url)
        page.wait_for_function(DRAWN)
        drawn, of_server = time.perf_counter(), _cpu(server)
        of_browser = _cpu(os.getpid()) - spent - of_server
        expanded = 0.0
        if absent:
            page.goto("about:blank")
            start = time.perf_counter()
            page.goto(f"{url}#n={absent}")
            page.wait_for_function("() => document.querySelector('#panel .kind')", timeout=MOST_SECONDS * 1000)
            expanded = time.perf_counter() - start
        context.close()
    return drawn - begun, drawn - asked, of_server, of_browser, expanded


def _absent(folder: Path) -> str:
    """An entity that the page of a folder does not hold; empty where it holds all."""
    import pyoxigraph as ox

    from kg.contract import MENTIONED_IN

    generation = current(folder)
    assert generation is not None
    data = data_of((generation.path / "graph.html").read_text(encoding="utf-8"))
    if data is None or "part" not in data:
        return ""
    held = {ID + node[9] for node in data["nodes"]}
    store = ox.Store.read_only(str(generation.path / "oxigraph"))
    found = store.quads_for_pattern(None, ox.NamedNode(MENTIONED_IN), None)
    return next((q.subject.value.removeprefix(ID) for q in found if q.subject.value not in held), "")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as work, sync_playwright() as player:
        folder = given.folder or Path(work)
        if given.folder is None:
            synthetic(given.triples, folder)
        absent = _absent(folder)
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        runs = [once(browser, folder, absent) for _ in range(given.times)]
        browser.close()
    names = ("first picture", "of it from asking on", "CPU of the server", "CPU of the browser", "expanded")
    for name, column in zip(names, zip(*runs, strict=True), strict=True):
        print(f"{name:22} median {statistics.median(column):.2f} s, most {max(column):.2f} s")


if __name__ == "__main__":
    main()
