"""The explorer: the graph as one page that opens anywhere, asks nothing from any host and runs nothing from a text.

Places are computed beforehand; the page only draws.  Data stands in a script element that browsers do not run, with
every < escaped; the page's own code and style are allowed by their hashes alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from pypinyin import Style, lazy_pinyin

from kg.analyse import structure, subjects
from kg.clean import fold, traditional_of
from kg.contract import DOCUMENTS, STATEMENTS, statement_iri
from kg.corpus.concept import concept_of
from kg.corpus.contested import judged
from kg.export import beside
from kg.export.page import page_of
from kg.foremost import Part
from kg.layout import Places, layout
from kg.model import Fact
from kg.ontology import ID, Ontology
from kg.series import spanned
from kg.store import Dataset, EdgeView, EvidenceView, GraphView, NodeView, ObservationView
from kg.values import decimal

_DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)(万亿|亿|万|千)?")
_OFFICE = "office"  # a structure of the ontology (kgx:Structure): its relations are posts
_SCALE = {"": 1, "千": 10**3, "万": 10**4, "亿": 10**8, "万亿": 10**12}


def write(dataset: Dataset, ontology: Ontology, out: BinaryIO) -> None:
    """The whole page for a graph, as a file."""
    out.write(to_html(judged(dataset.view(ontology), ontology), ontology).encode())


def to_html(view: GraphView, ontology: Ontology, before: Mapping[str, tuple[float, float]] | None = None,
            part: Part | None = None, texts: Mapping[str, str] | None = None) -> str:
    """The whole page for a graph; `before` are the places of an earlier page, which nodes keep (see `places_of`).

    `part` says how much of the graph is in the view, where that is not all of it.  Of the `texts` of documents, by
    their IRIs, the page carries as many as have room (`kg.export.beside.MOST_TEXT`).
    """
    held = page_data(view, ontology, before)
    order = [d.iri for d in view.documents]
    held["bodies"] = beside.carried(texts or {}, beside.citations(held["texts"], order), order)
    held["variants"] = sorted({*held["variants"], *_variants(body for _, body in held["bodies"])})
    if part is not None and not part.is_whole:
        held["part"] = [part.shown, part.all]
    return page_of(held)


def texts(path: Path) -> Iterator[str]:
    """All text of a page but how names are spelt for its search, which is made from them and can be anybody's name."""
    page = path.read_text(encoding="utf-8")
    found = _DATA.search(page)
    data = json.loads(found.group(1)) if found else {}
    yield _DATA.sub("", page)
    for key, rows in data.items():
        yield json.dumps([row[:8] + row[9:] for row in rows] if key == "nodes" else rows, ensure_ascii=False)


def places_of(page: str) -> Places:
    """Where the nodes stand on a page that `to_html` wrote, by IRI; empty for any other text."""
    found = _DATA.search(page)
    if found is None:
        return {}
    try:
        return {ID + node[9]: (float(node[2]), float(node[3])) for node in json.loads(found.group(1))["nodes"]}
    except (ValueError, KeyError, IndexError, TypeError):
        return {}  # a page of another version: laid out anew


def page_data(view: GraphView, ontology: Ontology,
              before: Mapping[str, tuple[float, float]] | None = None) -> dict[str, Any]:
    """What the page shows, compact: lists index each other by position; each sentence stands once."""
    found = structure(view)
    places = layout(view, found, before)
    told = subjects(view, found)
    roots = {n.root for n in view.nodes}
    types = [t for t in ontology.roots if t.name in roots]
    stated = {e.relation for e in view.edges}
    relations = [r for r in ontology.relations.values() if r.name in stated]
    offices = {r.name for r in ontology.relation_by(_OFFICE)}
    documents = {d.iri: i for i, d in enumerate(view.documents)}
    nodes = {n.iri: i for i, n in enumerate(view.nodes)}
    names = {n.iri: tuple(dict.fromkeys(fold(x)[0] for x in (n.label, *n.names))) for n in view.nodes}
    quotes = _Quotes(documents)
    special = [t for t in ontology.types.values() if t.name != t.root and any(n.type == t.name for n in view.nodes)]
    special_of = {t.name: i for i, t in enumerate(special)}
    type_of, relation_of = {t.name: i for i, t in enumerate(types)}, {r.name: i for i, r in enumerate(relations)}
    edges = [[nodes[e.source], nodes[e.target], relation_of[e.relation], int(e.status == "planned"), e.role or "",
              _period(e.period), [quotes.marked(q, names[e.source], names[e.target]) for q in e.evidence],
              list(e.techniques), _statement(e)]
             for e in view.edges if e.source in nodes and e.target in nodes]
    series, in_series = beside.series(view, ontology, nodes)
    numbers = [[o.indicator, o.value, o.unit, o.comparator, o.kind, o.status, _period(o.period),
                nodes.get(o.scope or "", -1), nodes.get(o.stated_by or "", -1),
                [quotes.counted(q, o) for q in o.evidence], concept_of(o.indicator, ontology, o.scope).label,
                beside.doubt(o), in_series.get(o.iri, -1)] for o in view.observations if decimal(o.value) is not None]
    steps = beside.steps(view, ontology, nodes, lambda e, thing: quotes.marked(e, thing))
    return {
        "base": ID,
        "types": [[t.name, t.label_zh, t.label_en, t.colour, t.area] for t in types],
        "special": [[t.name, t.label_zh, t.label_en] for t in special],
        "relations": [[r.name, r.label_zh, r.label_en, int(r.name in offices)] for r in relations],
        "techniques": _techniques(view, ontology),
        "communities": [[list(s.names), [type_of[kind] for kind in s.kinds]] for s in told],
        "documents": [[d.iri.removeprefix(DOCUMENTS), d.title, d.source, d.date or ""] for d in view.documents],
        "variants": _variants((*(name for n in view.nodes for name in (n.label, *n.names)),
                               *(sentence[3] for sentence in quotes.texts))),
        "nodes": [_node(n, round(found.rank.get(n.iri, 0.0) * 1e5), places[n.iri],
                        # What is linked to nothing is one group, behind all communities.
                        min(found.community.get(n.iri, 0), len(told)), (type_of[n.root], special_of.get(n.type, -1)),
                        [documents[d] for d in n.documents if d in documents]) for n in view.nodes],
        "edges": edges, "numbers": numbers, "texts": quotes.texts, "series": series, "steps": steps,
        "standing": beside.standing(view, ontology), "points": beside.points(view, ontology, nodes),
    }


def _variants(texts: Iterable[str]) -> list[str]:
    """Pairs of a traditional character and the simplified one, for all that texts hold in either form."""
    characters = {c for text in texts for c in text}
    pairs = traditional_of("".join(sorted(characters | set(fold("".join(sorted(characters)))[0]))))
    return [pairs[i:i + 2] for i in range(0, len(pairs), 2)]


def _techniques(view: GraphView, ontology: Ontology) -> list[list[str]]:
    """How the facts were read, as people call it, with a sentence that explains it.

    A technique of another package has none; the page calls it by its own name.
    """
    used = {name for e in view.edges for name in e.techniques}
    return [[t.name, t.label_zh, t.label_en, t.about_zh, t.about_en]
            for t in ontology.techniques.values() if t.name in used]



def _node(n: NodeView, rank: int, place: tuple[float, float], community: int, types: tuple[int, int],
          documents: list[int]) -> list[Any]:
    readings = dict.fromkeys(r for name in (n.label, *n.names) for r in _readings(name))
    return [n.label, types[0], *place, rank, community, list(n.names), documents, list(readings),
            n.iri.removeprefix(ID), types[1]]


def _period(period: str | None) -> str:
    """A period of which the page can count the years.

    None of one that names none (a user's 十四五), the first of many.
    """
    years = spanned(period or "")
    if not period or not years:
        return ""
    if int(years[-1]) - int(years[0]) >= len(years):
        return years[0]
    return period if period.startswith(years[0]) else f"{years[0]}/{years[-1]}"


def _statement(edge: EdgeView) -> str:
    fact = Fact(edge.source, edge.relation, edge.target, "planned" if edge.status == "planned" else "actual", edge.role,
                edge.period, (), ())
    return statement_iri(fact).removeprefix(STATEMENTS)


class _Quotes:
    """Every sentence once, and for each use of one the characters to be marked in it."""

    def __init__(self, documents: Mapping[str, int]) -> None:
        self.texts: list[list[Any]] = []
        self._documents = documents
        self._index: dict[tuple[str, int, int], int] = {}
        self._folded: list[tuple[str, Sequence[int]]] = []

    def _of(self, evidence: EvidenceView) -> int:
        key = (evidence.document, evidence.start, evidence.end)
        if key not in self._index:
            self._index[key] = len(self.texts)
            self.texts.append([self._documents.get(evidence.document, 0), evidence.start, evidence.end, evidence.exact])
            self._folded.append(fold(evidence.exact))
        return self._index[key]

    def marked(self, evidence: EvidenceView, *ends: tuple[str, ...]) -> list[int]:
        """The sentence's number, then start and end of each marked name, in code points of the sentence."""
        i = self._of(evidence)
        text, _ = self._folded[i]
        spans = [(at, at + len(name)) for names in ends for name in names if len(name) > 1 for at in _all(text, name)]
        return [i, *self._flat(i, spans)]

    def counted(self, evidence: EvidenceView, observation: ObservationView) -> list[int]:
        """The same for a number: the indicator's words and the value, as far as they stand there as they are."""
        i = self._of(evidence)
        text, _ = self._folded[i]
        name = fold(observation.indicator)[0]
        spans = [(at, at + len(name)) for at in _all(text, name)]
        for m in _NUMBER.finditer(text):
            try:
                if Decimal(m.group(1).replace(",", "")) * _SCALE[m.group(2) or ""] == Decimal(observation.value):
                    spans.append(m.span())
            except InvalidOperation:
                continue
        return [i, *self._flat(i, spans)]

    def _flat(self, i: int, spans: list[tuple[int, int]]) -> list[int]:
        origin = self._folded[i][1]
        flat: list[int] = []
        last = 0
        for start, end in sorted(spans, key=lambda s: (s[0], -s[1])):
            if start >= last:
                flat += [origin[start], origin[end - 1] + 1]
                last = end
        return flat


def _all(text: str, name: str) -> list[int]:
    found, at = [], text.find(name) if name else -1
    while at >= 0:
        found.append(at)
        at = text.find(name, at + len(name))
    return found


@lru_cache(maxsize=65536)
def _syllable(character: str) -> str:
    return lazy_pinyin(character, style=Style.NORMAL)[0].lower() if character > "\u2e7f" else character.lower()


def _readings(name: str) -> list[str]:
    """How a name is spelt: 王小明 → "wang xiao ming".

    A second reading where its words are read otherwise than its characters (重庆).
    """
    name = name[:40]
    by_word = " ".join(lazy_pinyin(name, style=Style.NORMAL)).lower()
    return list(dict.fromkeys((by_word, " ".join(map(_syllable, name)))))
