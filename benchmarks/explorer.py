"""The explorer against pyvis as it comes: file size, CPU to the first picture, CPU a frame while panning; and the layout.

python benchmarks/explorer.py [nodes …]      needs chromium and playwright; Linux, for /proc

The graphs are made like those of a corpus: communities around hubs, a tail of entities with a link or two.  pyvis gets
the same places and no physics, without which it does not finish at 2,000 nodes.  CPU is that of all of the browser's
processes, so that work which a page hands to another process counts too.
"""

import os
import platform
import shutil
import sys
import tempfile
import time
from pathlib import Path

import pyvis.network
from playwright.sync_api import sync_playwright

from kg.analyse import structure
from kg.export.html import to_html
from kg.layout import layout
from kg.ontology import entity_iri, load_ontology
from kg.store import DocumentView, EdgeView, EvidenceView, GraphView, NodeView

SIZES = (300, 2_000, 10_000)
FRAMES = 60
ONTOLOGY = load_ontology()
DOCUMENT = "https://w3id.org/kechuang/id/document/0123456789abcdef"
READY = {
    "ours": "() => window.kechuang && kechuang.labels().length > 0",
    "pyvis": "() => typeof network !== 'undefined' && network && network.body.nodeIndices.length > 0",
}


def graph(count: int) -> GraphView:
    """A graph of so many entities and about 1.6 facts each, the same every time."""
    roots, relations = [t.name for t in ONTOLOGY.roots], list(ONTOLOGY.relations)
    names = [f"第{i}号{ONTOLOGY.types[roots[i % len(roots)]].label_zh}示范单位" for i in range(count)]
    nodes = [
        NodeView(
            entity_iri(roots[i % len(roots)], name),
            roots[i % len(roots)],
            roots[i % len(roots)],
            name,
            (f"{i}号单位",),
            (DOCUMENT,),
        )
        for i, name in enumerate(names)
    ]
    state, pairs = 1, set()
    for i in range(1, count):
        pairs.add((i - i % 40 if i % 40 else max(0, i - 40), i))
        for _ in range(1 if i % 3 else 0):
            state = (state * 1103515245 + 12345) % 2**31
            near = max(0, i - 200)
            pairs.add((near + state % (i - near), i))
    edges = [
        EdgeView(
            nodes[a].iri,
            nodes[b].iri,
            relations[(a + b) % len(relations)],
            "planned" if b % 2 else "actual",
            None,
            "2024",
            (EvidenceView(DOCUMENT, 30 * b, 30 * b + 24, f"支持{names[a]}与{names[b]}开展合作。"),),
            ("clause",),
        )
        for a, b in sorted(pairs)
        if a != b
    ]
    return GraphView(
        tuple(sorted(nodes, key=lambda n: n.iri)),
        tuple(edges),
        (),
        (DocumentView(DOCUMENT, "基准", "file:///x.txt", "2024", None),),
    )


def as_it_comes(view: GraphView) -> str:
    """The page that pyvis writes by its own methods, with places given."""
    places = layout(view, structure(view))
    network = pyvis.network.Network(height="900px", width="100%", directed=True, cdn_resources="in_line")
    network.toggle_physics(False)
    for n in view.nodes:
        network.add_node(
            n.iri,
            label=n.label,
            title=n.label,
            color=ONTOLOGY.types[n.root].colour,
            x=places[n.iri][0],
            y=places[n.iri][1],
            size=8,
        )
    network.edges.extend(
        {"from": e.source, "to": e.target, "arrows": "to", "title": e.relation} for e in view.edges
    )  # add_edge is quadratic
    return network.generate_html(notebook=False)


def _processes(mark: str) -> list[str]:
    """The browser started with this folder, and all below it."""
    parent = {}
    top = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent[entry.name] = (entry / "stat").read_text().rpartition(")")[2].split()[1]
                if mark in (entry / "cmdline").read_text():
                    top.add(entry.name)
            except OSError:
                continue

    def below(pid: str) -> bool:
        return pid in top or (pid in parent and pid != "1" and below(parent[pid]))

    return [pid for pid in parent if below(pid)]


def _cpu(mark: str) -> float:
    """Seconds of CPU that the browser has used so far."""
    total = 0
    for pid in _processes(mark):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += sum(map(int, fields[11:15]))
        except OSError:
            continue
    return total / os.sysconf("SC_CLK_TCK")


def measure(player, path: Path, kind: str) -> tuple[float, float]:
    """CPU seconds to the first picture, CPU milliseconds a frame of a pan."""
    with tempfile.TemporaryDirectory(prefix="kg-benchmark-") as folder:
        context = player.chromium.launch_persistent_context(
            folder,
            executable_path=shutil.which("chromium"),
            viewport={"width": 1440, "height": 900},
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            offline=True,
        )
        page = context.pages[0]
        page.wait_for_timeout(1500)
        start = _cpu(folder)
        page.goto(path.as_uri(), timeout=300_000, wait_until="domcontentloaded")
        page.wait_for_function(READY[kind], timeout=300_000)
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        first = _cpu(folder) - start
        page.wait_for_timeout(2500)
        page.mouse.move(700, 450)
        page.mouse.down()
        page.mouse.move(705, 455)
        page.wait_for_timeout(400)
        start = _cpu(folder)
        for i in range(FRAMES):
            page.mouse.move(705 + 2 * i, 455 + i)
            page.evaluate("() => new Promise(requestAnimationFrame)")
        frame = (_cpu(folder) - start) / FRAMES
        page.mouse.up()
        context.close()
    return first, frame * 1000


def main(sizes: tuple[int, ...]) -> None:
    """Print a table."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print("| nodes | page | file KB | CPU s to first picture | CPU ms a frame | layout s |\n|---|---|---|---|---|---|")
    with sync_playwright() as player, tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            view = graph(size)
            started = time.process_time()
            places = layout(view, structure(view))
            seconds = time.process_time() - started
            assert places == layout(view, structure(view)), "the layout is not the same to the bit"
            results = {}
            for kind, text in (("ours", to_html(view, ONTOLOGY)), ("pyvis", as_it_comes(view))):
                path = Path(folder) / f"{kind}.html"
                path.write_text(text, encoding="utf-8")
                results[kind] = measure(player, path, kind)
                print(
                    f"| {size} | {kind} | {path.stat().st_size / 1000:.0f} | {results[kind][0]:.2f} | {results[kind][1]:.1f} | {f'{seconds:.1f}' if kind == 'ours' else ''} |",
                    flush=True,
                )
            print(f"| {size} | ratio | | | {results['pyvis'][1] / results['ours'][1]:.1f} | |", flush=True)


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
