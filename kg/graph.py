"""The graph as Python users hold it: queried, turned into rdflib or networkx, written, shown in a notebook."""

from __future__ import annotations

import difflib
import html
import io
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.clean import simplify
from kg.decisions import idle
from kg.errors import InputError, OutputError
from kg.export import exporter, save
from kg.foremost import whole
from kg.generations import current, damage
from kg.imports import Import, own, read_imports
from kg.ledger import NAME as LEDGER
from kg.ledger import Ledger
from kg.model import Finding
from kg.ontology import ID, Ontology, load_ontology
from kg.queries import Question, questions
from kg.rows import Functions, Rows, named
from kg.selection import select
from kg.series import spanned
from kg.sparql import QueryLimits, Result
from kg.store import Dataset, EdgeView, GraphView, NodeView, ObservationView

if TYPE_CHECKING:
    from kg.analyse import Analysis

_NEAR = 12  # entities that are named where a name is not that of one
RECORDS = "records.jsonl"  # where an older kg kept what documents say


class Graph:
    """A built knowledge graph."""

    def __init__(  # noqa: PLR0913 -- what a build made, and by name only what it was made of
                 self, dataset: Dataset | Path, ontology: Ontology, findings: Sequence[Finding] = (),
                 report: dict[str, Any] | None = None, *,
                 imports: Sequence[Import] = (), read: Sequence[ox.Triple] | Path | None = None,
                 records: Sequence[str] | Path = ()) -> None:
        """Hold a dataset, or the file of its Turtle, with the ontology that it was built by.

        `kg.build` and `Graph.load` make one.  `imports` are the users' files that are in it, `read` the triples without
        them; `records` what each document says, a line of JSON each (`kg.record`), or the file in which they stand.
        """
        self._records = records
        self.imports = tuple(imports)
        self._read = read
        self._dataset = dataset
        self.ontology = ontology
        self.findings = tuple(findings)
        self.report = report or {}
        self._view: GraphView | None = None

    @classmethod
    def load(cls, folder: str | Path, findings: Sequence[Finding] = (), ontology: Ontology | None = None) -> Graph:
        """The graph of a folder that `kg build` wrote; `findings` are those of the build, `ontology` is by which.

        Raises `InputError` when there is none.
        """
        folder = Path(folder)
        generation = current(folder)
        if generation is None:
            return cls(Dataset.load(folder / "graph.ttl"), load_ontology())
        path = generation.path
        ontology = ontology or load_ontology(path / "ontology" if (path / "ontology").is_dir() else None)
        imports = read_imports(path)
        records = path / (LEDGER if (path / LEDGER).is_file() else RECORDS)
        return cls(path / "graph.ttl", ontology, findings, _report(path / "report.json"), imports=imports,
                   read=path / "read.ttl" if imports else None, records=records)

    @property
    def dataset(self) -> Dataset:
        """All triples in memory; those of a folder are read when they are first asked for.

        Raises `InputError` when they cannot be read.
        """
        if isinstance(self._dataset, Path):
            self._dataset = Dataset(Dataset.load(self._dataset).triples, own(self.imports))
        return self._dataset

    @property
    def read(self) -> Sequence[ox.Triple]:
        """The triples without those of users' own files."""
        if isinstance(self._read, Path):
            self._read = Dataset.load(self._read).triples
        return self.dataset.triples if self._read is None else self._read

    @property
    def records(self) -> Sequence[str]:
        """What each document says, a line of JSON each; none of a part, or of what an older kg built."""
        if isinstance(self._records, Path):
            self._records = _records(self._records)
        return self._records

    @property
    def view(self) -> GraphView:
        """The graph as plain records."""
        if self._view is None:
            self._view = self._viewed()
        return self._view

    def _viewed(self) -> GraphView:
        """The view, of a folder without users' own files from its ledger, which takes less than all its triples."""
        held = self._records
        if isinstance(self._dataset, Path) and not self.imports and isinstance(held, Path) and held.name == LEDGER:
            # The triples hold the same, so a damaged ledger costs what tells why, and not what is told.
            with suppress(InputError, sqlite3.DatabaseError), closing(Ledger(held, reading=True)) as ledger:
                return whole(ledger, self.ontology)
        return self.dataset.view(self.ontology)

    def find(self, name: str) -> tuple[NodeView, ...]:
        """The entities of a name, those with the most facts first; empty when nothing has it.

        A name is an IRI (also short, `id:agency/…`), a label in simplified or traditional characters, or, when no
        entity is labelled so, any other name.  Several entities can share one: 市科技局 is that of every city.
        """
        iri = name.strip("<>").replace("id:", ID, 1) if name.startswith("id:") else name.strip("<>")
        wanted = simplify(name).strip().strip("“”《》")
        nodes = self.view.nodes
        found = [n for n in nodes if iri in (n.iri, *n.same)] \
            or [n for n in nodes if wanted and wanted == n.label.strip("“”《》")] \
            or [n for n in nodes if wanted in n.names]
        return self._by_facts(found)

    def near(self, name: str, limit: int = 12) -> tuple[NodeView, ...]:
        """Entities that somebody may have meant who wrote a name that none has.

        Those whose names hold it, else those with a name that looks like it, else those whose names it holds.
        """
        wanted = simplify(name).strip().strip("“”《》")
        if not wanted:
            return ()
        every = sorted({k for n in self.view.nodes for k in (n.label, *n.names)})
        alike = difflib.get_close_matches(wanted, every, n=limit)
        meant = {k: 0 for k in every if wanted in k} or {k: rank for rank, k in enumerate(alike)} \
            or {k: 0 for k in every if len(k) > 1 and k in wanted}
        found = self._by_facts([n for n in self.view.nodes if not meant.keys().isdisjoint((n.label, *n.names))])
        return tuple(sorted(found, key=lambda n: min(meant[k] for k in (n.label, *n.names) if k in meant)))[:limit]

    def _by_facts(self, nodes: Sequence[NodeView]) -> tuple[NodeView, ...]:
        facts = Counter(iri for e in self.view.edges for iri in (e.source, e.target))
        return tuple(sorted(nodes, key=lambda n: (-facts[n.iri], n.label, n.iri)))

    @property
    def entities(self) -> Rows[NodeView]:
        """All entities, in the order of their IRIs."""
        return self._rows("entities", self.view.nodes)

    def __getitem__(self, name: str) -> NodeView:
        """The entity of a name (`find`).  Raises `KeyError`, with what may be meant, when none has it, or several."""
        found = self.find(name)
        if len(found) != 1:
            near = found or self.near(name)
            said = "several entities have this name" if found else "no entity has this name"
            there = ", ".join(n.iri for n in near[:_NEAR])
            raise KeyError(f"{name}: {said}" + (f"; there are {there}" if there else ""))
        return found[0]

    def facts(self, of: str | NodeView | None = None, *, subject: str | NodeView | None = None,
              relation: str | None = None, object: str | NodeView | None = None, year: str | int | None = None,
              status: str | None = None) -> Rows[EdgeView]:
        """The facts that hold all conditions: of an entity (at either end), its subject, its object (any names or
        `kg.store.NodeView`), the relation (its name, or its label in Chinese or English), a year of its period, its
        status (`actual`, `planned`).

        Raises `KeyError` for a name that is not that of one entity, `InputError` for a relation that is none.
        """
        ends = [None if name is None else self._iris(name) for name in (of, subject, object)]
        wanted = None if relation is None else self.ontology.relation_called(relation).name
        return self._rows("facts", (
            e for e in self.view.edges
            if (ends[0] is None or not ends[0].isdisjoint((e.source, e.target)))
            and (ends[1] is None or e.source in ends[1]) and (ends[2] is None or e.target in ends[2])
            and wanted in (None, e.relation) and status in (None, e.status) and _falls(e.period, year)))

    def numbers(self, indicator: str | None = None, *, place: str | NodeView | None = None,
                year: str | int | None = None, status: str | None = None) -> Rows[ObservationView]:
        """The numbers that hold all conditions: words of their indicator, the entity they are of, a year of their
        period, their status (`target`, `actual`).

        Raises `KeyError` for a name that is not that of one entity.
        """
        of = None if place is None else self._iris(place)
        return self._rows("observations", (
            o for o in self.view.observations
            if (indicator is None or indicator in o.indicator) and (of is None or o.scope in of)
            and status in (None, o.status) and _falls(o.period, year)))

    @property
    def questions(self) -> Functions:
        """The named questions as functions: `graph.questions.targets(year=2024)` gives a `Result`."""
        return Functions({q.name.replace("-", "_"): named(self._asking(q), q.name, q.en, q.parameters)
                          for q in questions().values()})

    @property
    def corpus(self) -> Functions:
        """What many documents tell together, as functions: `graph.corpus.series("高新技术企业", place="宁波")` gives an
        `Answer`."""
        from kg.corpus import PARTS

        asked = {part.name: partial(part.answer, self.view, self.ontology) for part in PARTS}
        return Functions({part.name: named(asked[part.name], part.name, part.help,
                                           {p.name: p.help for p in part.parameters}) for part in PARTS})

    def _asking(self, question: Question) -> Callable[..., Result]:
        return lambda **given: self.query(question.filled(given))

    def _rows(self, table: str, items: Iterable[Any]) -> Rows[Any]:
        return Rows.of(items, table, self.view, self.ontology)

    def _iris(self, name: str | NodeView) -> set[str]:
        node = name if isinstance(name, NodeView) else self[name]
        return {node.iri, *node.same}

    def query(self, sparql: str, limits: QueryLimits | None = None) -> Result:
        """Run a SPARQL query with the usual prefixes known, within `limits` (`kg.QueryLimits`).

        Raises `QueryError`, as for a query that passes a limit.
        """
        return self.dataset.query(sparql, limits, self._together)

    def _together(self) -> Iterator[ox.Quad]:
        """What its documents tell together, found when it is first asked for."""
        from kg.corpus import together

        yield from together(self.view, self.ontology)

    def to_rdflib(self) -> Any:
        """All triples as an `rdflib.Graph`."""
        from kg.validate import to_rdflib

        return to_rdflib(self.dataset.triples)

    def to_networkx(self) -> Any:
        """A `networkx.MultiDiGraph`; nodes are IRIs with `label` and `type`, edges are statements."""
        from kg.analyse import to_networkx

        return to_networkx(self.view)

    def analyse(self) -> Analysis:
        """Who is central, what belongs together, what is missing: an `Analysis`, whose graphs are networkx objects."""
        from kg.analyse import analyse

        return analyse(self.view, self.ontology)

    def to_pyvis(self) -> Any:
        """A `pyvis.network.Network` for notebooks."""
        from kg.export.pyvis import to_pyvis

        return to_pyvis(self.view, self.ontology)

    def export(self, destination: str | Path, format: str = "turtle", **options: str) -> None:
        """Write the graph to a file, or to a folder for formats of many files (neo4j, parquet).

        The only option is `table` of csv: entities, facts, observations or evidence.  Raises `OutputError` for an
        unknown format or a file that cannot be written.
        """
        save(Path(destination), exporter(format), self.dataset, self.ontology, **options)

    def serialize(self, destination: str | Path | None = None, format: str = "turtle") -> str:
        """The graph as a text in one of the formats, also written to a file when one is named.

        Raises `OutputError` for an unknown format, one that is no text, or a file that cannot be written.
        """
        known = exporter(format)
        if known.folder or not known.text:
            raise OutputError("{format} is no text; write it by export(path, {format!r})", format=format)
        buffer = io.BytesIO()
        known.write(self.dataset, self.ontology, buffer)
        if destination is not None:
            self.export(destination, format)
        return buffer.getvalue().decode()

    def select(self, *, types: Sequence[str] = (), documents: Sequence[str] = (), since: str | None = None,
               public: bool = False) -> Graph:
        """The part of the graph that speaks of some types or documents, or is younger, or names no person; see
        `kg.selection`."""
        part = select(self.dataset, self.ontology, types=types, documents=documents, since=since, public=public)
        return Graph(part, self.ontology, part.hidden.doubts(part.triples) if part.hidden else ())

    def _repr_html_(self) -> str:
        counts = Counter(n.root for n in self.view.nodes)
        rows = "".join(f"<tr><td>{html.escape(t.label_zh)} {html.escape(t.label_en)}</td><td>{counts[t.name]}</td></tr>"
                       for t in self.ontology.roots if counts[t.name])
        return (f"<b>kechuang</b>: {len(self.view.documents)} documents, {len(self.view.nodes)} entities, "
                f"{len(self.view.edges)} facts, "
                f"{len(self.view.observations)} numbers<table>{rows}</table>")

    def __repr__(self) -> str:
        """Counts in a line."""
        view = self.view
        return f"<kg.Graph: {len(view.nodes)} entities, {len(view.edges)} facts, {len(view.observations)} numbers>"


def _falls(period: str | None, year: str | int | None) -> bool:
    """Whether a year is one of a period's; any is where none is asked for."""
    return year is None or str(year) in spanned(period or "")


def _records(path: Path) -> Sequence[str]:
    """The records that a build kept, in its ledger, or in a file of lines as an older kg did."""
    if not path.is_file():
        return ()
    if path.name == RECORDS:
        return path.read_text(encoding="utf-8").split("\n")[:-1]
    with closing(Ledger(path, reading=True)) as ledger:
        return list(ledger.lines())


def _report(path: Path) -> dict[str, Any]:
    """A report as a build wrote it.  Raises `InputError` when it is damaged."""
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError("{path}: cannot be read: {error}; build the graph again", path=path, error=error) from error
    findings = report.get("findings", []) if isinstance(report, dict) else None
    if not isinstance(findings, list) or not all(isinstance(f, dict) and "stage" in f for f in findings):
        raise InputError("{path}: is not what a build wrote; build the graph again", path=path)
    assert isinstance(report, dict)
    return report


def validate_path(path: Path, ontology: Path | None = None, engine: str | None = None) -> tuple[int, list[Finding]]:
    """The number of triples of a graph's folder or a Turtle file, and what is wrong with them; for a folder also with
    its store.

    Raises `InputError` when there is nothing to check.
    """
    from kg.validate import validate

    if not path.exists():
        raise InputError("{path}: is not there; name the folder of a graph or a Turtle file", path=path)
    if not path.is_dir():
        triples = Dataset.load(path).triples
        return len(triples), validate(triples, load_ontology(ontology), path.name, engine)
    damaged = [Finding("error", "validate", "store", str(path), problem) for problem in damage(path)]
    try:
        graph = Graph.load(path)
    except InputError:
        if not damaged:
            raise
        return 0, damaged
    known = load_ontology(ontology) if ontology else graph.ontology
    found = [*validate(graph.dataset.triples, known, engine=engine), *idle(graph.imports, graph.read, known)]
    return len(graph.dataset.triples), damaged + found
