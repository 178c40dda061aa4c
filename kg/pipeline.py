"""The whole build on one page: files in, a graph out, and a folder that is either the old one or the new one."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from kg.errors import InputError, OutputError
from kg.export.html import places_of, to_html
from kg.export.turtle import to_turtle
from kg.generations import current, locked, publish
from kg.graph import Graph
from kg.imports import Import, merge, read_import, read_imports
from kg.limits import Limits
from kg.mapping import to_triples
from kg.model import Finding, Outcome
from kg.ontology import Ontology, default_folder, load_ontology
from kg.pool import Pool
from kg.read.files import find_files
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


def build(inputs: Sequence[str | Path] | str | Path, *, ontology: Ontology | None = None, stdin: BinaryIO | None = None,
          progress: Progress | None = None, limits: Limits | None = None, workers: int | None = None, imports: Sequence[Import] = ()) -> Graph:
    """The graph of files and folders.  Problems of documents are in its `findings`; the order of inputs is of no matter.

    `stdin` is read when one of the inputs is `-`.  Documents are read by `workers` processes (one a core unless given),
    each document within the `limits`; `imports` are users' own files (`kg.imports`).  Raises `InputError` when a path is
    not there or nothing at all could be read.
    """
    if limits is not None and not isinstance(limits, Limits):
        raise InputError(f"a build is limited by kg.Limits(max_pages=…, …), not by {limits!r:.40}; "
                         "kg.QueryLimits are the limits of a query")
    clock = _Clock()
    paths = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    files, findings = find_files([p for p in paths if str(p) != "-"])
    with contextlib.ExitStack() as stack:
        if stdin is not None and any(str(p) == "-" for p in paths):
            # To the disk, so that a stream of any size passes through little memory and is read like a file.
            spool = stack.enter_context(tempfile.NamedTemporaryFile(prefix="kechuang-"))
            shutil.copyfileobj(stdin, spool)
            spool.flush()
            files.append((Path(spool.name), "stdin"))
        outcomes, ontology, found = _understand(files, ontology, limits or Limits(), workers or _cores(), progress, clock)
    findings += found
    if not outcomes:
        reasons = sorted(findings, key=lambda f: f.where)
        reason = f": {reasons[0].where}: {reasons[0].message}" if reasons else ""
        raise InputError(f"nothing to build from in {', '.join(map(str, paths))}{reason}")
    corpus, found = resolve([o.extraction for o in outcomes], ontology)
    findings += found
    clock.stage("resolve")
    read = to_triples(corpus, ontology)
    dataset = merge(read, imports, ontology)
    clock.stage("map")
    findings += validate(dataset.triples, ontology)
    clock.stage("validate")
    graph = Graph(dataset, ontology, sorted(findings, key=lambda f: (f.where, f.stage, f.code, f.message)), imports=imports, read=read)
    graph.report = _report(graph, outcomes, clock)
    return graph


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _understand(files: Sequence[tuple[Path, str]], ontology: Ontology | None, limits: Limits, workers: int, progress: Progress | None,
                clock: _Clock) -> tuple[list[Outcome], Ontology, list[Finding]]:
    """What all documents say, each content once and by name, with the ontology by which they were read."""
    kept: dict[str, Outcome] = {}
    findings: list[Finding] = []
    doubles: list[tuple[str, str]] = []
    with Pool(max(1, min(workers, len(files))), limits) as pool:
        ontology = ontology or load_ontology()
        clock.stage("prepare")
        done = 0
        for step in pool.run(files, ontology):
            findings += step.findings
            for outcome in step.outcomes:
                rival = kept.get(outcome.extraction.document.id)
                if rival is None:
                    kept[outcome.extraction.document.id] = outcome
                else:
                    first, second = sorted((rival, outcome), key=_name)
                    kept[outcome.extraction.document.id] = first
                    doubles.append((outcome.extraction.document.id, _name(second)))
            if step.finished and progress:
                done += 1
                progress(done, len(files), step.name)
    # Findings of a double would say twice what its first says.
    repeated = {name for _, name in doubles}
    findings = [f for f in findings if f.where not in repeated]
    findings += [Finding("info", "read", "duplicate", name, f"the same bytes as {_name(kept[iri])}; read once") for iri, name in doubles]
    clock.stage("documents")
    return sorted(kept.values(), key=_name), ontology, findings


def _name(outcome: Outcome) -> str:
    return outcome.extraction.document.source.name


def _report(graph: Graph, outcomes: Sequence[Outcome], clock: _Clock) -> dict[str, Any]:
    """What the build did: documents, counts, findings, seconds a stage (the only part that differs between two runs)."""
    view = graph.view
    dropped: Counter[str] = Counter()
    for outcome in outcomes:
        dropped.update(outcome.extraction.dropped)
    titles = {d.iri: d.title for d in view.documents}
    return {
        "documents": [_told(o, titles) for o in outcomes],
        "counts": _counts(graph),
        "dropped": dict(sorted(dropped.items())),
        "findings": [_finding(f) for f in graph.findings],
        "seconds": clock.seconds,
    }


def _told(outcome: Outcome, titles: dict[str, str]) -> dict[str, Any]:
    """A document in the report: what it is, what became of its characters, what was found in it."""
    e, account = outcome.extraction, outcome.account
    return {"name": e.document.source.name, "iri": e.document.id, "title": titles.get(e.document.id, ""), "type": e.document.source.media_type,
            "url": e.document.url, "number": e.document.number, "author": e.document.author, "publisher": e.document.publisher,
            "date": e.frame.date, "place": e.frame.place.name if e.frame.place else None, "speaker": e.frame.speaker.name if e.frame.speaker else None,
            "date_by": e.frame.date_by, "speaker_by": e.frame.speaker_by,
            "characters": {"read": account.read, "kept": account.kept, "left_out": dict(account.left_out)}, "redacted": account.redacted,
            "sentences": len(e.passages), "claims": len(e.claims), "numbers": len(e.observations)}


def _counts(graph: Graph) -> dict[str, Any]:
    view = graph.view
    return {"entities": dict(sorted(Counter(n.root for n in view.nodes).items())),
            "facts": dict(sorted(Counter(e.relation for e in view.edges).items())),
            "numbers": len(view.observations), "triples": len(graph.dataset.triples)}


def _finding(f: Finding) -> dict[str, str]:
    return {"severity": f.severity, "stage": f.stage, "code": f.code, "where": f.where, "message": f.message}


def build_to(inputs: Sequence[str | Path], out: Path, *, ontology: Ontology | None = None, stdin: BinaryIO | None = None,
             progress: Progress | None = None, limits: Limits | None = None, workers: int | None = None) -> Graph:
    """Build and write `graph.ttl`, `graph.html`, `report.json` and the store of queries into a folder, all or nothing.

    Nodes that an earlier page in the folder shows keep their places.  Raises `OutputError` when the folder cannot be written or another process writes there, before anything is read.
    """
    _writable(out)
    with locked(out):
        generation = current(out)
        imports = read_imports(generation.path) if generation is not None else []
        graph = build(inputs, ontology=ontology, stdin=stdin, progress=progress, limits=limits, workers=workers, imports=imports)
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
    texts = {"graph.ttl": to_turtle(graph.dataset.triples), "graph.html": to_html(graph.view, graph.ontology, _places(out))}
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


def _places(out: Path) -> dict[str, tuple[float, float]]:
    """Where the nodes stand on the page that the folder holds already: readers find them where they were."""
    try:
        return places_of((out / "graph.html").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return {}


def _writable(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out}: is a file; name a folder for the result")
    parent = next(p for p in (out.resolve(), *out.resolve().parents) if p.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise OutputError(f"{out}: cannot be written; choose another folder with -o")
