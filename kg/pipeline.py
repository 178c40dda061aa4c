"""The whole build on one page: files in, a graph out, and a folder that is either the old one or the new one."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kg.child import require_memory
from kg.errors import InputError, OutputError
from kg.export.html import places_of, to_html
from kg.export.turtle import to_turtle
from kg.generations import TOP, current, is_alone, publish
from kg.graph import Graph
from kg.imports import Import, merge, read_import, read_imports
from kg.limits import Limits
from kg.lock import locked
from kg.mapping import Triples, to_triples
from kg.model import Finding
from kg.ontology import Ontology, default_folder, load_ontology
from kg.own import own
from kg.pool import Line, Pool
from kg.read.files import find_files
from kg.record import from_line
from kg.report import Clock, Tally, counts, report, told
from kg.resolve import resolve
from kg.validate import validate

Progress = Callable[[int, int, str], None]
# Megabytes of addresses and of data: with less the engine, when it writes a store, ends this process without a word.
_LEAST_MEMORY = (1200, 700)
# What values raise that a stage cannot hold (a UnicodeError is a ValueError).
_UNFORESEEN = (ValueError, ArithmeticError, LookupError)


@dataclass(frozen=True, slots=True)
class _Found:
    """The inputs as the user named them, the files that they are, and what was found on the way."""

    paths: Sequence[str | Path]
    files: list[tuple[Path, str]]
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class _Reader:
    """How documents are read: within which limits, by how many processes, and who is told of each."""

    limits: Limits | None
    workers: int | None
    progress: Progress | None


def build(  # noqa: PLR0913 -- the public API: all but the inputs by name only
    inputs: Sequence[str | Path] | str | Path,
    *,
    ontology: Ontology | None = None,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
    limits: Limits | None = None,
    workers: int | None = None,
    imports: Sequence[Import] = (),
) -> Graph:
    """The graph of files and folders, whatever their order.  Problems of documents are in its `findings`.

    `stdin` is read when one of the inputs is `-`.  Documents are read by `workers` processes (one a core unless given),
    each document within the `limits`; `imports` are users' own files (`kg.imports`).  What an earlier build wrote is
    passed over.  Raises `InputError` when a path is not there or nothing at all could be read.
    """
    if limits is not None and not isinstance(limits, Limits):
        raise InputError(f"a build is limited by kg.Limits(max_pages=…, …), not by {limits!r:.40}; "
                         "kg.QueryLimits are the limits of a query")
    return _build(_find(inputs), stdin, ontology, _Reader(limits, workers, progress), imports)


def _find(inputs: Sequence[str | Path] | str | Path) -> _Found:
    paths = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    return _Found(paths, *find_files([p for p in paths if str(p) != "-"], own))


def _build(found: _Found, stdin: BinaryIO | None, ontology: Ontology | None, reader: _Reader,
           imports: Sequence[Import]) -> Graph:
    clock = Clock()
    with contextlib.ExitStack() as stack:
        files = [*found.files, *_spooled(found, stdin, stack)]
        lines, ontology, findings = _understand(files, ontology, reader, clock)
    lines, read, tally, told = _hold(lines, ontology, clock)
    findings += [*found.findings, *tally.findings, *told]
    if not lines:
        reasons = sorted(findings, key=lambda f: f.where)
        reason = f": {reasons[0].where}: {reasons[0].message}" if reasons else ""
        raise InputError(f"nothing to build from in {', '.join(map(str, found.paths))}{reason}")
    dataset = merge(read, imports, ontology)
    clock.stage("map")
    findings += validate(dataset.triples, ontology)
    clock.stage("validate")
    findings.sort(key=lambda f: (f.where, f.stage, f.code, f.message))
    graph = Graph(dataset, ontology, findings, imports=imports, read=read, records=[line.text for line in lines])
    graph.report = report(graph, tally, clock)
    return graph


def _spooled(found: _Found, stdin: BinaryIO | None, stack: contextlib.ExitStack) -> list[tuple[Path, str]]:
    """Standard input as a file when it is among the inputs: a stream of any size passes through little memory."""
    if stdin is None or not any(str(p) == "-" for p in found.paths):
        return []
    spool = tempfile.NamedTemporaryFile(prefix="kechuang-")  # noqa: SIM115 -- lives as long as the stack
    stack.enter_context(spool)
    try:
        shutil.copyfileobj(stdin, spool)
        spool.flush()
    except OSError as error:
        raise InputError(f"standard input cannot be read: {error.strerror or error}") from error
    return [(Path(spool.name), "stdin")]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _understand(files: Sequence[tuple[Path, str]], ontology: Ontology | None, reader: _Reader,
                clock: Clock) -> tuple[list[Line], Ontology, list[Finding]]:
    """The records of all documents, each content once and by name, with the ontology by which they were read."""
    kept: dict[str, Line] = {}
    findings: list[Finding] = []
    doubles: list[Line] = []
    with Pool(max(1, min(reader.workers or _cores(), len(files))), reader.limits or Limits()) as pool:
        ontology = ontology or load_ontology()
        clock.stage("prepare")
        done = 0
        for step in pool.run(files, ontology):
            findings += step.findings
            for line in step.lines:
                first, *others = sorted((line, *([kept[line.iri]] if line.iri in kept else [])), key=_name)
                kept[line.iri] = first
                doubles += others
            if step.finished and reader.progress:
                done += 1
                reader.progress(done, len(files), step.name)
    # Findings of a double would say twice what its first says.
    repeated = {line.name for line in doubles}
    findings = [f for f in findings if f.where not in repeated]
    findings += [
        Finding("info", "read", "duplicate", line.name, f"the same bytes as {kept[line.iri].name}; read once")
        for line in doubles
    ]
    clock.stage("documents")
    return sorted(kept.values(), key=_name), ontology, findings


def _hold(lines: list[Line], ontology: Ontology, clock: Clock) -> tuple[list[Line], Triples, Tally, list[Finding]]:
    """The documents that can be mapped, the triples that they make, what the report tells of them, and what was found.

    The last wall: a document that holds what no stage foresaw is left out alone, and told, when it breaks one.
    """
    try:
        return lines, *_mapped(lines, ontology, clock), []
    except _UNFORESEEN:
        reasons = [_breaks(line, ontology, clock) for line in lines]
        if not any(reasons):
            raise  # no document's fault
    held = [line for line, reason in zip(lines, reasons, strict=True) if not reason]
    findings = [
        Finding("error", "map", "unmappable", line.name, f"cannot be mapped to the graph and is left out: {reason}")
        for line, reason in zip(lines, reasons, strict=True)
        if reason
    ]
    return held, *_mapped(held, ontology, clock), findings


def _mapped(lines: Sequence[Line], ontology: Ontology, clock: Clock) -> tuple[Triples, Tally]:
    tally = Tally()
    corpus = resolve(tally.passing(from_line(line.text) for line in lines), ontology)
    clock.stage("resolve")
    triples = to_triples(corpus, ontology)
    clock.stage("map")
    return triples, tally


def _breaks(line: Line, ontology: Ontology, clock: Clock) -> str:
    """Why a document, alone, cannot be mapped; nothing when it can."""
    try:
        _mapped([line], ontology, clock)
    except _UNFORESEEN as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _name(line: Line) -> str:
    return line.name


def build_to(  # noqa: PLR0913 -- the public API: all but the inputs and the folder by name only
    inputs: Sequence[str | Path],
    out: Path,
    *,
    ontology: Ontology | None = None,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
    limits: Limits | None = None,
    workers: int | None = None,
) -> Graph:
    """Build and write `graph.ttl`, `graph.html`, `report.json` and the store of queries into a folder, all or nothing.

    Nodes that an earlier page in the folder shows keep their places.  Raises `OutputError`, before anything is read,
    when the folder cannot be written, another process writes there, or a file that is read would be replaced.
    """
    _writable(out)
    with locked(out):
        generation = current(out)
        imports = read_imports(generation.path) if generation is not None else []
        found = _find(inputs)
        among = _read_among(out, found)
        graph = _build(found, stdin, ontology, _Reader(limits, workers, progress), imports)
        _write_graph(out, graph, among)
    return graph


def _read_among(out: Path, found: _Found) -> bool:
    """Whether documents are read in the folder of the result.  Raises `OutputError` when it would replace one."""
    place = out.resolve()
    inside = [path for path in (path.parent.resolve() / path.name for path, _ in found.files) if place in path.parents]
    for path in inside:
        if path.parent == place and path.name in TOP:
            raise OutputError(f"{out / path.name}: is read, and the result would replace it; "
                              "choose another folder by -o, or rename the file")
    return bool(inside)


def import_to(out: Path, paths: Sequence[Path], remove: Sequence[str] = ()) -> Graph:
    """Bring users' Turtle files into a built graph, or take some out again by their names.

    A file of the same name takes the place of the one before; later builds into the folder bring them in again.  Raises
    `InputError` when a file or the graph is not there, `OutputError` when the folder cannot be written.
    """
    require_memory(*_LEAST_MEMORY)
    given = [read_import(path) for path in paths]
    doubled = sorted(name for name, count in Counter(i.name for i in given).items() if count > 1)
    if doubled:
        raise InputError(f"two files are called {doubled[0]}, and one would take the place of the other; rename one")
    generation = current(out)
    if generation is None:
        raise InputError(f"{out}: holds no graph that kg built here; build one first: kg build INPUT… -o {out}")
    with locked(out):
        graph = Graph.load(out)
        imports = {i.name: i for i in graph.imports} | {i.name: i for i in given}
        for name in remove:
            if imports.pop(name, None) is None:
                raise InputError(f"no import {name!r}; there are {', '.join(i.name for i in graph.imports) or 'none'}")
        _check_doubles(imports.values())
        merged = Graph(merge(graph.read, [imports[name] for name in sorted(imports)], graph.ontology), graph.ontology,
                       imports=list(imports.values()), read=graph.read, records=graph.records)
        merged.findings = tuple(validate(merged.dataset.triples, graph.ontology))
        merged.report = {
            **graph.report,
            "counts": counts(merged),
            "findings": [f for f in graph.report.get("findings", ()) if f["stage"] != "validate"]
            + told(merged.findings),
        }
        _write_graph(out, merged, not is_alone(out))
    return merged


def _check_doubles(imports: Iterable[Import]) -> None:
    """One file under two names would be one source with two titles."""
    names: dict[str, str] = {}
    for i in imports:
        other = names.setdefault(i.node.value, i.name)
        if other != i.name:
            raise InputError(f"{i.name} and {other} are the same, byte for byte; take one out: --remove {other}")


def _write_graph(out: Path, graph: Graph, among: bool) -> None:
    """Publish a graph with all that a later command needs: what was read, users' files, an ontology of their own."""
    started = time.perf_counter()
    texts = {
        "graph.ttl": to_turtle(graph.dataset.triples),
        "graph.html": to_html(graph.view, graph.ontology, _places(out)),
    }
    graph.report.setdefault("seconds", {})["export"] = round(time.perf_counter() - started, 3)
    texts["report.json"] = json.dumps(graph.report, ensure_ascii=False, indent=1) + "\n"
    parts = {name: text.encode() for name, text in texts.items()}
    if graph.records:
        parts["records.jsonl"] = "".join(f"{line}\n" for line in graph.records).encode()
    if graph.imports:
        parts["read.ttl"] = to_turtle(graph.read).encode()
    parts |= {f"imports/{i.name}": i.data for i in graph.imports}
    if graph.ontology.folder != default_folder():
        parts |= {f"ontology/{name}": path.read_bytes() for name, path in graph.ontology.files.items()}
    publish(out, {name: _writer(data) for name, data in parts.items()}, graph.dataset.named(), top=tuple(texts),
            among=among)


def _writer(data: bytes) -> Callable[[BinaryIO], object]:
    return lambda file: file.write(data)


def _places(out: Path) -> dict[str, tuple[float, float]]:
    """Where the nodes stand on the page that the folder holds already: readers find them where they were."""
    try:
        return places_of((out / "graph.html").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return {}


def _writable(out: Path) -> None:
    require_memory(*_LEAST_MEMORY)
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out}: is a file; name a folder for the result")
    place = Path(os.path.realpath(out))
    parent = next(p for p in (place, *place.parents) if p.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise OutputError(f"{out}: cannot be written; choose another folder with -o")
