"""The report of a build: each document and what became of it, counts, findings, seconds a stage."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from kg.graph import Graph
from kg.model import Finding
from kg.record import Record


class Clock:
    """Seconds a stage."""

    def __init__(self) -> None:
        """Start."""
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def stage(self, name: str) -> None:
        """What passed since the last call was this stage."""
        now = time.perf_counter()
        self.seconds[name] = round(self.seconds.get(name, 0.0) + now - self._last, 3)
        self._last = now


class Tally:
    """What the report tells of documents, gathered from their records as they pass."""

    def __init__(self) -> None:
        """Nothing has passed yet."""
        self.documents: list[dict[str, Any]] = []
        self.findings: list[Finding] = []
        self._dropped: Counter[str] = Counter()

    def passing(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records, as they come."""
        for record in records:
            self.documents.append({**record.about})
            self.findings += record.findings
            self._dropped.update(record.dropped)
            yield record

    @property
    def dropped(self) -> dict[str, int]:
        """What the gate of evidence refused, by reason."""
        return dict(sorted(self._dropped.items()))


def report(graph: Graph, tally: Tally, clock: Clock) -> dict[str, Any]:
    """What the build did; only the seconds differ between two builds of the same documents."""
    titles = {d.iri: d.title for d in graph.view.documents}
    return {
        "documents": [{**about, "title": titles.get(about["iri"], "")} for about in tally.documents],
        "counts": counts(graph),
        "dropped": tally.dropped,
        "findings": told(graph.findings),
        "seconds": clock.seconds,
    }


def counts(graph: Graph) -> dict[str, Any]:
    """Documents, entities a type, facts a relation and how many are planned, numbers and how many are in doubt,
    triples."""
    view = graph.view
    return {"documents": len(view.documents), "entities": dict(sorted(Counter(n.root for n in view.nodes).items())),
            "facts": dict(sorted(Counter(e.relation for e in view.edges).items())),
            "planned": sum(e.status == "planned" for e in view.edges), "numbers": len(view.observations),
            "doubted": sum(o.doubt is not None for o in view.observations), "triples": len(graph.dataset.triples)}


def told(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """Findings as the report has them."""
    return [{"severity": f.severity, "stage": f.stage, "code": f.code, "where": f.where, "message": f.message}
            for f in findings]
