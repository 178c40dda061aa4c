"""The graph for notebooks: a pyvis network with our places, colours and tooltips, and as one offline page."""

from __future__ import annotations

import html
from typing import Any, BinaryIO

from kg.analyse import analyse, layout
from kg.ontology import Ontology
from kg.store import Dataset, GraphView


def to_pyvis(view: GraphView, ontology: Ontology) -> Any:
    """A `pyvis.network.Network` that does not move: places are computed beforehand.

    pyvis writes titles as HTML; all text of documents is escaped first.
    """
    from pyvis.network import Network

    analysis = analyse(view)
    places = layout(view, analysis)
    network = Network(height="900px", width="100%", directed=True, cdn_resources="in_line", notebook=False)
    network.toggle_physics(False)
    for node in view.nodes:
        kind = ontology.types[node.type]
        x, y = places[node.iri]
        network.add_node(node.iri, label=_plain(node.label), title=html.escape(f"{kind.label_zh} {node.label}"), color=kind.colour, x=x, y=y,
                         size=8 + 4 * analysis.degree.get(node.iri, 0) ** 0.5, shape="dot")
    known = {n.iri for n in view.nodes}
    for edge in view.edges:
        if edge.source in known and edge.target in known:
            relation = ontology.relations[edge.relation]
            quote = edge.evidence[0].exact if edge.evidence else ""
            network.add_edge(edge.source, edge.target, title=html.escape(f"{relation.label_zh}：{quote}"), dashes=edge.status == "planned",
                             color="#9aa4ad")
    return network


def write(dataset: Dataset, ontology: Ontology, out: BinaryIO) -> None:
    """The network as one page, as a file."""
    out.write(to_page(dataset.view(ontology), ontology).encode())


def to_page(view: GraphView, ontology: Ontology) -> str:
    """The network as one page that asks nothing from any host; data cannot end its script."""
    network = to_pyvis(view, ontology)
    page: str = network.generate_html(notebook=False)
    # The template of pyvis also links a stylesheet and a script of another library from a CDN; the drawing needs neither.
    return _without_requests(page)


def _plain(text: str) -> str:
    """A label that cannot close the script element which pyvis writes it into."""
    return text.replace("<", "＜").replace(">", "＞")


def _without_requests(page: str) -> str:
    import re

    page = re.sub(r"<link[^>]+https?://[^>]*>", "", page)
    return re.sub(r"<script[^>]+src=[\"']https?://[^>]*>\s*</script>", "", page, flags=re.DOTALL)
