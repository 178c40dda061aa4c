"""The whole build on one page: files in, a graph out, and a folder that is either the old one or the new one."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from kg.clean import clean
from kg.errors import InputError, OutputError
from kg.export.html import to_html
from kg.export.turtle import to_turtle
from kg.extract import make_extractor
from kg.generations import current, locked, publish
from kg.graph import Graph
from kg.imports import Import, merge, read_import, read_imports
from kg.mapping import to_triples
from kg.model import Extraction, Finding, Reading
from kg.ontology import Ontology, default_folder, load_ontology
from kg.read import find_files, read_bytes, read_file
from kg.resolve import resolve
from kg.validate import validate

Progress = Callable[[int, int, str], None]


class _Clock:
    """Seconds a stage, for the report."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def stage(self, name: str) -> None:
        """What passed since the last call was this stage."""
        now = time.perf_counter()
        self.seconds[name] = round(self.seconds.get(name, 0.0) + now - self._last, 3)
        self._last = now


def build(inputs: Sequence[str | Path] | str | Path, *, ontology: Ontology | None = None, stdin: bytes | None = None,
          progress: Progress | None = None, imports: Sequence[Import] = ()) -> Graph:
    """The graph of files and folders.  Problems of documents are in its `findings`; the order of inputs is of no matter.

    `stdin` is the content of standard input when one of the inputs is `-`; `imports` are users' own files (`kg.imports`).  Raises `InputError` when a path is not
    there or nothing at all could be read.
    """
    clock = _Clock()
    paths = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    ontology = ontology or load_ontology()
    extract = make_extractor(ontology)
    clock.stage("prepare")
    readings, findings = _read(paths, stdin)
    clock.stage("read")
    if not readings:
        reason = f": {findings[0].where}: {findings[0].message}" if findings else ""
        raise InputError(f"nothing to build from in {', '.join(map(str, paths))}{reason}")
    extractions: list[Extraction] = []
    for number, reading in enumerate(readings, start=1):
        if progress:
            progress(number, len(readings), reading.source.name)
        document, found = clean(reading)
        findings += found
        extraction = extract(document)
        findings += extraction.findings
        extractions.append(extraction)
    clock.stage("extract")
    corpus, found = resolve(extractions, ontology)
    findings += found
    clock.stage("resolve")
    read = to_triples(corpus, ontology)
    dataset = merge(read, imports, ontology)
    clock.stage("map")
    findings += validate(dataset.triples, ontology)
    clock.stage("validate")
    graph = Graph(dataset, ontology, sorted(findings, key=lambda f: (f.where, f.stage, f.code, f.message)), imports=imports, read=read)
    graph.report = _report(graph, extractions, clock)
    return graph


def _read(paths: Sequence[str | Path], stdin: bytes | None) -> tuple[list[Reading], list[Finding]]:
    """All readings by name, each content once."""
    readings: list[Reading] = []
    files, findings = find_files([p for p in paths if str(p) != "-"])
    for path, name in files:
        found, problems = read_file(path, name)
        readings += found
        findings += problems
    if stdin is not None and any(str(p) == "-" for p in paths):
        found, problems = read_bytes(stdin, "stdin")
        readings += found
        findings += problems
    seen: dict[tuple[str, str], str] = {}
    kept = []
    for reading in sorted(readings, key=lambda r: (r.source.name, r.raw)):
        key = (reading.source.sha256, reading.raw)
        if key in seen:
            findings.append(Finding("info", "read", "duplicate", reading.source.name, f"the same bytes as {seen[key]}; read once"))
        else:
            seen[key] = reading.source.name
            kept.append(reading)
    return kept, findings


def _report(graph: Graph, extractions: Sequence[Extraction], clock: _Clock) -> dict[str, Any]:
    """What the build did: documents, counts, findings, seconds a stage (the only part that differs between two runs)."""
    view = graph.view
    numbers = {e.document.id: len(e.observations) for e in extractions}
    claims = {e.document.id: len(e.claims) for e in extractions}
    dropped: Counter[str] = Counter()
    for extraction in extractions:
        dropped.update(extraction.dropped)
    return {
        "documents": [{"name": e.document.source.name, "iri": e.document.id, "title": next((d.title for d in view.documents if d.iri == e.document.id), ""),
                       "date": e.frame.date, "place": e.frame.place.name if e.frame.place else None,
                       "speaker": e.frame.speaker.name if e.frame.speaker else None,
                       "characters": len(e.document.raw), "kept": len(e.document.text), "sentences": len(e.passages),
                       "claims": claims[e.document.id], "numbers": numbers[e.document.id]}
                      for e in sorted(extractions, key=lambda e: e.document.source.name)],
        "counts": _counts(graph),
        "dropped": dict(sorted(dropped.items())),
        "findings": [_finding(f) for f in graph.findings],
        "seconds": clock.seconds,
    }


def _counts(graph: Graph) -> dict[str, Any]:
    view = graph.view
    return {"entities": dict(sorted(Counter(n.root for n in view.nodes).items())),
            "facts": dict(sorted(Counter(e.relation for e in view.edges).items())),
            "numbers": len(view.observations), "triples": len(graph.dataset.triples)}


def _finding(f: Finding) -> dict[str, str]:
    return {"severity": f.severity, "stage": f.stage, "code": f.code, "where": f.where, "message": f.message}


def build_to(inputs: Sequence[str | Path], out: Path, *, ontology: Ontology | None = None, stdin: bytes | None = None,
             progress: Progress | None = None) -> Graph:
    """Build and write `graph.ttl`, `graph.html`, `report.json` and the store of queries into a folder, all or nothing.

    Raises `OutputError` when the folder cannot be written or another process writes there, before anything is read.
    """
    _writable(out)
    with locked(out):
        generation = current(out)
        imports = read_imports(generation.path) if generation is not None else []
        graph = build(inputs, ontology=ontology, stdin=stdin, progress=progress, imports=imports)
        _write_graph(out, graph)
    return graph


def import_to(out: Path, paths: Sequence[Path], remove: Sequence[str] = ()) -> Graph:
    """Bring users' Turtle files into a built graph, or take some out again by their names.

    A file of the same name takes the place of the one before; later builds into the folder bring them in again.  Raises
    `InputError` when a file or the graph is not there, `OutputError` when the folder cannot be written.
    """
    given = [read_import(path) for path in paths]
    generation = current(out)
    if generation is None:
        raise InputError(f"{out}: holds no graph that kg built here; build one first: kg build INPUT… -o {out}")
    with locked(out):
        graph = Graph.load(out)
        imports = {i.name: i for i in graph.imports} | {i.name: i for i in given}
        for name in remove:
            if imports.pop(name, None) is None:
                raise InputError(f"no import {name!r}; there are {', '.join(i.name for i in graph.imports) or 'none'}")
        merged = Graph(merge(graph.read, [imports[name] for name in sorted(imports)], graph.ontology), graph.ontology, imports=list(imports.values()),
                       read=graph.read)
        merged.findings = tuple(validate(merged.dataset.triples, graph.ontology))
        merged.report = {**graph.report, "counts": _counts(merged),
                         "findings": [f for f in graph.report.get("findings", ()) if f["stage"] != "validate"] + [_finding(f) for f in merged.findings]}
        _write_graph(out, merged)
    return merged


def _write_graph(out: Path, graph: Graph) -> None:
    """Publish a graph with all that a later command needs: what was read, the users' files, an ontology that is not the project's."""
    started = time.perf_counter()
    texts = {"graph.ttl": to_turtle(graph.dataset.triples), "graph.html": to_html(graph.view, graph.ontology)}
    graph.report.setdefault("seconds", {})["export"] = round(time.perf_counter() - started, 3)
    texts["report.json"] = json.dumps(graph.report, ensure_ascii=False, indent=1) + "\n"
    parts = {name: text.encode() for name, text in texts.items()}
    if graph.imports:
        parts["read.ttl"] = to_turtle(graph.read).encode()
    parts |= {f"imports/{i.name}": i.data for i in graph.imports}
    if graph.ontology.folder != default_folder():
        parts |= {f"ontology/{name}": path.read_bytes() for name, path in graph.ontology.files.items()}
    publish(out, {name: _writer(data) for name, data in parts.items()}, graph.dataset.named(), top=tuple(texts))


def _writer(data: bytes) -> Callable[[BinaryIO], object]:
    return lambda file: file.write(data)


def _writable(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out}: is a file; name a folder for the result")
    parent = next(p for p in (out.resolve(), *out.resolve().parents) if p.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise OutputError(f"{out}: cannot be written; choose another folder with -o")
