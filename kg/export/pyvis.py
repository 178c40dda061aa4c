"""The graph for notebooks: a pyvis network with our places, colours and tooltips, and as one offline page.

pyvis as it comes asks a CDN for Bootstrap in every mode, reads text as HTML in three places (a tooltip popup as soon as
any title holds "href", the heading, the select menu), writes files in the locale's encoding, cannot show itself in a
notebook unless told so when made, and looks through all nodes for each edge.  Each is mended here; tests hold it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from kg.analyse import structure
from kg.layout import layout
from kg.ontology import Ontology
from kg.store import Dataset, EdgeView, GraphView

_SPREAD = 2.0  # pyvis draws every label under its node: our places need more room between them
# "href" in a title makes pyvis show all titles as HTML; broken for the test it makes, mended in what it writes.
_HREF, _BROKEN, _WRITTEN = "href", "hre\ue000f", "hre\\ue000f"
_REQUEST = re.compile(r"""<link\b[^>]*?\bhttps?://[^>]*>|<script\b[^>]*?\bsrc=["']?https?://[^>]*>\s*</script>|"""
                      "<!--.*?-->", re.DOTALL)
_SCRIPT = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL)


def to_pyvis(view: GraphView, ontology: Ontology) -> Any:
    """A `pyvis.network.Network` that does not move: places are computed beforehand.

    Titles and labels are plain text, which the vis-network that pyvis brings shows as it is.
    """
    found = structure(view)
    places = layout(view, found)
    network = _network_class()(height="900px", width="100%", directed=True, cdn_resources="in_line")
    network.toggle_physics(False)
    for node in view.nodes:
        kind = ontology.types[node.type]
        x, y = places[node.iri]
        # Appended as pyvis would, without its search through all nodes.
        options = {"id": node.iri, "label": node.label,
                   "title": "\n".join((f"{kind.label_zh} {node.label}", *node.names)), "color": kind.colour,
                   "x": round(x * _SPREAD, 1), "y": round(y * _SPREAD, 1), "shape": "dot",
                   "size": round(7 + 3 * found.degree[node.iri] ** 0.5, 1)}
        network.nodes.append(options)
        network.node_ids.append(node.iri)
        network.node_map[node.iri] = options
    network.edges.extend(_edge(e, ontology) for e in view.edges if e.source in network.node_map
                         and e.target in network.node_map)
    return network


def _edge(edge: EdgeView, ontology: Ontology) -> dict[str, Any]:
    relation = ontology.relations[edge.relation]
    said = "\n".join(e.exact for e in edge.evidence[:3])
    return {"from": edge.source, "to": edge.target, "arrows": "to", "title": f"{relation.label_zh}：{said}",
            "color": "#9aa4ad", "dashes": edge.status == "planned"}
def write(dataset: Dataset, ontology: Ontology, out: BinaryIO) -> None:
    """The network as one page, as a file."""
    out.write(to_page(dataset.view(ontology), ontology).encode())


def to_page(view: GraphView, ontology: Ontology) -> str:
    """The network as one page that asks nothing from any host and runs no script but its own, by their hashes."""
    page: str = to_pyvis(view, ontology).generate_html(notebook=False)
    hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'": None
              for s in _SCRIPT.findall(page)}
    policy = (f"default-src 'none'; script-src {' '.join(hashes)}; style-src 'unsafe-inline'; img-src data: blob:; "
              "base-uri 'none'; form-action 'none'")
    return page.replace('<meta charset="utf-8">',
                        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">', 1)


@lru_cache(maxsize=1)
def _network_class() -> Any:
    from jinja2 import Environment, FileSystemLoader
    from pyvis import network as pyvis_network

    class OfflineNetwork(pyvis_network.Network):  # type: ignore[misc]
        """A pyvis network whose page is complete in itself and shows text as text."""

        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            templates = Path(pyvis_network.__file__).parent / "templates"
            self.templateEnv = Environment(loader=FileSystemLoader(templates), autoescape=True)  # pyvis has it off
            self.template = self.templateEnv.get_template("template.html")

        def generate_html(self, name: str = "index.html", local: bool = True, notebook: bool = False) -> str:
            """The page as text, without requests to any host."""
            titles = [n.get("title") for n in self.nodes]
            try:
                for n in self.nodes:
                    if _HREF in str(n.get("title", "")):
                        n["title"] = n["title"].replace(_HREF, _BROKEN)
                page: str = super().generate_html(name, local, notebook)
            finally:
                for n, title in zip(self.nodes, titles, strict=True):
                    if title is not None:
                        n["title"] = title
            return _REQUEST.sub("", page).replace(_WRITTEN, _HREF)

        def write_html(self, name: str, local: bool = True, notebook: bool = False, open_browser: bool = False) -> None:
            """Write the page, in UTF-8 whatever the locale."""
            self.html = self.generate_html(name, local, notebook)
            Path(name).write_text(self.html, encoding="utf-8", newline="\n")
            if open_browser:
                pyvis_network.webbrowser.open(name)

    return OfflineNetwork
