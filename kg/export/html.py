"""The explorer: the graph as one page that opens anywhere, asks nothing from any host and runs nothing from a text.

Places are computed beforehand; the page only draws.  Data stands in a script element that browsers do not run, with
every < escaped; the page's own code and style are allowed by their hashes alone.
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any, BinaryIO

from pypinyin import Style, lazy_pinyin

from kg.analyse import analyse, layout
from kg.ontology import Ontology
from kg.store import Dataset, EvidenceView, GraphView

_PAGE = Path(__file__).parent / "page"


def write(dataset: Dataset, ontology: Ontology, out: BinaryIO) -> None:
    """The whole page for a graph, as a file."""
    out.write(to_html(dataset.view(ontology), ontology).encode())


def to_html(view: GraphView, ontology: Ontology) -> str:
    """The whole page for a graph."""
    style = (_PAGE / "explorer.css").read_text(encoding="utf-8")
    script = (_PAGE / "explorer.js").read_text(encoding="utf-8")
    data = json.dumps(page_data(view, ontology), ensure_ascii=False, separators=(",", ":"))
    data = data.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    policy = f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data: blob:; base-uri 'none'; form-action 'none'"
    page = (_PAGE / "template.html").read_text(encoding="utf-8")
    for mark, text in (("{{policy}}", policy), ("{{style}}", style), ("{{script}}", script), ("{{data}}", data)):
        page = page.replace(mark, text, 1)
    return page


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def page_data(view: GraphView, ontology: Ontology) -> dict[str, Any]:
    """What the page shows, compact: lists index each other by position; each sentence stands once."""
    analysis = analyse(view)
    places = layout(view, analysis)
    types = [t for t in ontology.roots if any(n.root == t.name for n in view.nodes)]
    relations = [r for r in ontology.relations.values() if any(e.relation == r.name for e in view.edges)]
    documents = {d.iri: i for i, d in enumerate(view.documents)}
    nodes = {n.iri: i for i, n in enumerate(view.nodes)}
    sentences: dict[tuple[str, int, int], int] = {}
    texts: list[list[Any]] = []

    def evidence(found: tuple[EvidenceView, ...]) -> list[int]:
        for e in found:
            key = (e.document, e.start, e.end)
            if key not in sentences:
                sentences[key] = len(texts)
                texts.append([documents.get(e.document, 0), e.start, e.end, e.exact])
        return [sentences[(e.document, e.start, e.end)] for e in found]

    positions = {t.name: i for i, t in enumerate(types)}
    relation_positions = {r.name: i for i, r in enumerate(relations)}
    return {
        "types": [[t.name, t.label_zh, t.label_en, t.colour] for t in types],
        "relations": [[r.name, r.label_zh, r.label_en] for r in relations],
        "documents": [[d.title, d.source, d.date or ""] for d in view.documents],
        "nodes": [[n.label, positions[n.root], *places[n.iri], round(analysis.rank.get(n.iri, 0.0) * 1e4), analysis.community.get(n.iri, 0),
                   list(n.names), [documents[d] for d in n.documents if d in documents], _initials(n.label), n.iri] for n in view.nodes],
        "edges": [[nodes[e.source], nodes[e.target], relation_positions[e.relation], 1 if e.status == "planned" else 0, e.role or "",
                   e.period or "", evidence(e.evidence), list(e.techniques)]
                  for e in view.edges if e.source in nodes and e.target in nodes],
        "numbers": [[o.indicator, o.value, o.unit, o.comparator, o.kind, o.status, o.period or "", nodes.get(o.scope or "", -1),
                     nodes.get(o.stated_by or "", -1), evidence(o.evidence)] for o in view.observations],
        "texts": texts,
    }


def _initials(label: str) -> str:
    """The first letters of a name's readings: 李志军 → lzj."""
    return "".join(s[:1] for c in label for s in lazy_pinyin(c, style=Style.NORMAL)).lower()
