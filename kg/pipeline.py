"""The whole build on one page: files in, a graph out, and a folder that is either the old one or the new one."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from kg.answers.index import begun, search_whole
from kg.child import require_memory
from kg.cluster import remote
from kg.cluster.driver import Cluster, Spark, connected
from kg.contract import DOCUMENTS
from kg.corpus import MOST, together
from kg.corpus.contested import contested_of, with_doubts
from kg.decisions import NAME as DECISIONS
from kg.decisions import Decision, decisions_of, idle, written
from kg.errors import InputError, OutputError
from kg.export.html import places_of, to_html
from kg.export.turtle import to_turtle
from kg.folder import (
    Change,
    Folder,
    Wanted,
    all_triples,
    change_of,
    known_keys,
    likely_read,
    opened,
    read,
    report_of,
    write,
)
from kg.folder import index as search
from kg.foremost import Part, foremost, whole
from kg.forget import Forgotten, Mask
from kg.generations import TOP, Generation, Store, current, is_alone, is_built, preparing, publish_from, tidy
from kg.graph import RECORDS, Graph
from kg.imports import Import, import_of, merge, read_import, read_imports
from kg.intake import Engine, File, Found, Progress, Readers, Stage, find, nothing_read, spooled
from kg.ledger import NAME as LEDGER
from kg.ledger import Ledger
from kg.limits import Limits
from kg.lock import locked
from kg.mapping import Triples, to_triples
from kg.merge import UNFORESEEN, Line, unmappable, why
from kg.model import Finding
from kg.ontology import Ontology, default_folder, load_ontology
from kg.own import ANALYSIS, TABLES
from kg.pool import Pool
from kg.record import from_line, text_of
from kg.report import Clock, Tally, counts, report, told
from kg.resolve import resolve
from kg.store import GraphView
from kg.validate import validate

# Megabytes of addresses and of data: with less the engine, when it writes a store, ends this process without a word.
_LEAST_MEMORY = (1200, 700)
_MOST_TEXTS = 2000  # documents of which a page may carry the texts


def build(  # noqa: PLR0913 -- the public API: all but the inputs by name only
    inputs: Sequence[str | Path] | str | Path,
    *,
    ontology: Ontology | None = None,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
    limits: Limits | None = None,
    workers: int | None = None,
    imports: Sequence[Import] = (),
    decisions: str | Path | None = None,
    annotations: str | Path | None = None,
) -> Graph:
    """The graph of files and folders, whatever their order.  Problems of documents are in its `findings`.

    `stdin` is read when one of the inputs is `-`.  Documents are read by `workers` processes (one a core unless given),
    each document within the `limits`; `imports` are users' own files (`kg.imports`), `decisions` is the file of what is
    one thing and what are two (`kg.decisions`), `annotations` a folder of what a language model said of documents
    (`kg.annotations`), which is read beside them too.  What an earlier build wrote is passed over.  Raises `InputError`
    when a path is not there or nothing at all could be read.
    """
    if limits is not None and not isinstance(limits, Limits):
        raise InputError("a build is limited by kg.Limits(max_pages=…, …), not by {limits!r:.40}; kg.QueryLimits "
                         "are the limits of a query", limits=limits)
    decided = [replace(read_import(Path(decisions)), name=DECISIONS)] if decisions is not None else []
    found = find(inputs, Path(annotations) if annotations is not None else None)
    readers = Readers(limits or Limits(), workers, progress, annotations=found.annotations)
    return _build(found, stdin, ontology, readers, [*imports, *decided])


def _build(found: Found, stdin: BinaryIO | None, ontology: Ontology | None, readers: Readers,
           imports: Sequence[Import]) -> Graph:
    clock = Clock()
    with contextlib.ExitStack() as stack:
        files = [*found.files, *spooled(found, stdin, stack)]
        lines, ontology, findings = _understand(files, ontology, readers, clock)
    lines, read, tally, told = _hold(lines, ontology, clock)
    findings += [*found.findings, *tally.findings, *told]
    if not lines:
        raise nothing_read(found, findings)
    dataset = merge(read, imports, ontology)
    clock.stage("map")
    graph = Graph(dataset, ontology, imports=imports, read=read, records=[line.text for line in lines])
    findings += _checked(graph)
    clock.stage("validate")
    graph.findings = tuple(sorted(findings, key=lambda f: (f.where, f.stage, f.code, f.message)))
    graph.report = report(graph, tally, clock)
    return graph


def _understand(files: Sequence[File], ontology: Ontology | None, readers: Readers,
                clock: Clock) -> tuple[list[Line], Ontology, list[Finding]]:
    """The records of all documents, each content once and by name, with the ontology by which they were read."""
    kept: dict[str, Line] = {}
    findings: list[Finding] = []
    doubles: list[Line] = []
    with readers.pool(files) as pool:
        ontology = ontology or load_ontology()
        clock.stage("prepare")
        for step in readers.run(files, pool, ontology):
            findings += step.findings
            for line in step.lines:
                first, *others = sorted((line, *([kept[line.iri]] if line.iri in kept else [])), key=_name)
                kept[line.iri] = first
                doubles += others
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
    except UNFORESEEN:
        reasons = [_breaks(line, ontology, clock) for line in lines]
        if not any(reasons):
            raise  # no document's fault
    held = [line for line, reason in zip(lines, reasons, strict=True) if not reason]
    findings = [
        unmappable(line.name, reason)
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
    except UNFORESEEN as error:
        return why(error)
    return ""


def _name(line: Line) -> str:
    return line.name


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told while a folder is built: of each document read, of what becomes of the earlier ones, of each stage
    with how much of it is done."""

    progress: Progress | None = None
    change: Callable[[Change], None] | None = None
    stage: Stage | None = None


def build_to(  # noqa: PLR0913 -- the public API: all but the inputs and the folder by name only
    inputs: Sequence[str | Path],
    out: Path,
    *,
    ontology: Ontology | None = None,
    stdin: BinaryIO | None = None,
    watch: Watch | None = None,
    limits: Limits | None = None,
    workers: int | None = None,
    add: bool = False,
    spark: Spark | None = None,
    annotations: Path | None = None,
) -> Graph:
    """Build and write `graph.ttl`, `graph.html`, `report.json` and the store of queries into a folder, all or nothing.

    What an earlier build read in the same bytes is not read again.  The inputs are all documents of the graph; with
    `add` those of the earlier build stay in it, unless a file of the same name replaces one.  Nodes that an earlier
    page in the folder shows keep their places.  With `spark` a cluster reads, and merges what is built from nothing;
    the inputs may be addresses of an object store then.  `annotations` is a folder of what a language model said of
    documents.  Raises `OutputError`, before anything is read, when the folder
    cannot be written, another process writes there, or a file that is read would be replaced; `InputError` when there
    is nothing to build from, or nothing to add to.
    """
    _writable(out)
    watch = watch or Watch()
    with locked(out), contextlib.ExitStack() as stack:
        if add and (out / "graph.ttl").is_file() and current(out) is None:
            raise InputError("{out}: its graph.ttl was changed by hand or built by an early kg, so nothing can be "
                             "added to it; name all documents: kg build INPUT… -o {out}", out=out)
        found = _found(inputs, spark is not None, annotations)
        among = _read_among(out, found) or (add and is_built(out) and not is_alone(out))
        files = [*found.files, *spooled(found, stdin, stack)]
        cluster = stack.enter_context(connected(spark, limits or Limits(), workers)) if spark else None
        readers = Readers(limits or Limits(), workers, watch.progress, watch.stage, cluster, found.annotations)
        return _update(out, _Task(replace(found, files=files), readers, ontology, Wanted(add=add), watch, among,
                                  cluster))


def remove_from(out: Path, names: Sequence[str], *, watch: Watch | None = None) -> Graph:
    """Take documents out of a folder's graph, by the names of their files as the report has them.

    Raises `InputError` when the folder holds none of a name, or would hold no document any more.
    """
    _writable(out)
    ontology = _ontology_of(_built(out))
    with locked(out):
        return _update(out, _as_it_is(out, ontology, Wanted(add=True, out=tuple(names)), watch))


def forget_in(out: Path, names: Sequence[str], *, watch: Watch | None = None) -> Graph:
    """Take those who have some names out of a folder's graph, and keep them out of later builds (`kg.forget`).

    From the moment at which the names' digests are written, each later command that writes finishes what is cut off.
    Raises `InputError` when the folder holds no graph, `OutputError` when it cannot be written.
    """
    _writable(out)
    ontology = _ontology_of(_built(out))
    with locked(out):
        Forgotten.load(out).also(names).save(out)
        return _update(out, _as_it_is(out, ontology, Wanted(add=True, held=True), watch))


def finish_forgetting(out: Path, *, watch: Watch | None = None) -> None:
    """What a forgetting that was cut off has left behind goes; nothing happens where it was not.

    Raises as `forget_in`.
    """
    _writable(out)
    generation = _built(out)
    if generation.manifest().get("forgotten", "") != Forgotten.load(out).mark:
        forget_in(out, (), watch=watch)
    tidy(out)
    _drop_analysis(out)


def _built(out: Path) -> Generation:
    """The current generation of a folder.  Raises `InputError` when there is none."""
    generation = current(out)
    if generation is None:
        raise InputError("{out}: holds no graph that kg built here; build one first: kg build INPUT… -o {out}",
                         out=out)
    return generation


def _ontology_of(generation: Generation) -> Ontology:
    own_ontology = generation.path / "ontology"
    return load_ontology(own_ontology if own_ontology.is_dir() else None)


def _as_it_is(out: Path, ontology: Ontology, wanted: Wanted, watch: Watch | None) -> _Task:
    """What is to be done to a folder of which no document is read."""
    return _Task(Found((out,), [], []), Readers(None), ontology, wanted, watch or Watch(), not is_alone(out))


def _drop_analysis(out: Path) -> None:
    """An analysis of the earlier graph goes, as far as kg wrote it."""
    folder = out / "analysis"
    if all((folder / name).is_file() for name in ANALYSIS):
        for name in (*ANALYSIS, *TABLES):
            (folder / name).unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # something else lies there
            folder.rmdir()


@dataclass(frozen=True, slots=True)
class _Task:
    """What is to be done to a folder; `among` says that documents lie in it, `cluster` that others read and merge."""

    found: Found
    readers: Readers
    ontology: Ontology | None
    wanted: Wanted
    watch: Watch
    among: bool
    cluster: Cluster | None = None


def _update(out: Path, task: _Task) -> Graph:
    """Bring a folder's graph up to date; the caller holds the lock."""
    clock = Clock()
    with contextlib.ExitStack() as stack:
        generation = current(out)
        forgotten = Forgotten.load(out)
        known = generation.manifest().get("forgotten", "") if generation is not None else forgotten.mark
        if forgotten:
            task = _without_names(task, Mask(forgotten, task.ontology or load_ontology()))
        files = task.found.files
        digests = task.readers.digests(files)
        # The processes load their libraries while the ontology is loaded here.
        likely = likely_read(generation, digests)
        wanted = [file for file in files if file[1] in likely]
        pool: Pool | Engine | None = task.readers.pool(wanted) if wanted else None
        if pool is not None:
            stack.enter_context(pool)
        ontology = task.ontology or load_ontology()
        clock.stage("prepare")
        aside = stack.enter_context(preparing(out))
        mask = Mask(forgotten, ontology)
        imports = [mask.imported(i) for i in read_imports(generation.path)] if generation is not None else []
        ledger = stack.enter_context(opened(aside, generation, ontology, task.readers.limits, task.wanted, mask))
        index = None if imports else stack.enter_context(closing(begun(aside, generation, ledger.made_by(), ontology)))
        folder = Folder(aside, generation, ontology, ledger, mask, clock, task.watch.stage, not imports, index)
        mentioned = known_keys(ledger, ontology)
        change = change_of(ledger, digests, task.wanted)
        if not ledger.files() and not task.wanted.add and (out / "graph.ttl").is_file():
            change = replace(change, gone=_left_behind(out, digests), addable=False)
        if task.watch.change:
            task.watch.change(change)
        for name in change.gone:
            ledger.drop(name, folder.gifts_of)
        again = {*change.new, *change.changed}
        chosen = [file for file in files if file[1] in again]
        # Another reader reads more than the ledger told.
        readers = pool if pool is not None and len(chosen) <= len(wanted) else None
        store = None
        if task.cluster and not ledger.files() and not imports and not forgotten:  # what it reads is masked here
            store = task.cluster.build(folder, files, digests)
        elif chosen:
            with readers or task.readers.pool(chosen) as reading:
                read(folder, digests, task.readers.run(chosen, reading, ontology))
        ledger.settle(folder.gifts_of)
        if ledger.is_empty() and task.wanted.out:
            raise InputError("{out}: would hold no document any more; delete the folder instead", out=out)
        if ledger.is_empty():
            raise nothing_read(task.found, [*task.found.findings, *ledger.findings()])
        clock.stage("documents")
        about = {"top": list(TOP), "among": task.among, "forgotten": forgotten.mark}
        graph = _publish(folder, mentioned, imports, task.found.findings, about, store)
    if known != forgotten.mark:
        _drop_analysis(out)
    return graph


def _without_names(task: _Task, mask: Mask) -> _Task:
    """The same task with names of files, and what was found of them, as a folder has them that has forgotten names."""
    found = task.found
    return replace(
        task, ontology=mask.ontology, wanted=replace(task.wanted, out=tuple(map(mask.file, task.wanted.out))),
        found=Found(found.paths, [(path, mask.file(name)) for path, name in found.files],
                    [mask.finding(f) for f in found.findings]))


def _left_behind(out: Path, digests: Iterable[str]) -> tuple[str, ...]:
    """The documents of an earlier graph that nothing is known of but their names, as far as they are not read again."""
    try:
        documents = json.loads((out / "report.json").read_text(encoding="utf-8"))["documents"]
        names = {str(document["name"]) for document in documents}
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return ()
    files = set(digests)
    # What came in an archive or a file of many records has the file's name before its own.
    return tuple(sorted(name for name in names
                        if not any(name[:end] in files for end in (len(name), *_breaks_of(name)))))


def _breaks_of(name: str) -> Iterable[int]:
    return (end for end, letter in enumerate(name) if letter in "/:")


def _publish(folder: Folder, mentioned: set[str], imports: Sequence[Import], findings: Sequence[Finding],
             about: dict[str, Any], store: Store | None) -> Graph:
    """Write the graph of a ledger, unless it is written and how its store comes to be is known, and make it the current
    one."""
    out, ontology, stage = folder.aside.parent.parent, folder.ontology, folder.stage or _unwatched
    if imports:
        read = all_triples(folder, mentioned)
        graph = Graph(merge(read, imports, ontology), ontology, imports=imports, read=read)
        folder.clock.stage("merge")
        faults = _checked(graph)
        folder.clock.stage("validate")
        graph.report, found = report_of(folder, [*findings, *faults])
        graph.report["counts"] = counts(graph)
        folder.ledger.close()
        _publish_whole(folder.aside, graph, about)
        return Graph.load(out, found, ontology)
    store = store or write(folder, mentioned)
    stage("page", 0, 1)
    with _uncollected():
        view, part = foremost(folder.ledger, ontology)
        store = _with_corpus(store, folder, view, part)
        folder.clock.stage("corpus")
        page = to_html(with_doubts(view, contested_of(store.corpus)), ontology, _places(out), part,
                       _texts(folder.ledger, view))
    folder.clock.stage("page")
    search(folder)
    told, found = report_of(folder, findings)
    folder.ledger.close()
    stage("store", 0, 1)
    texts = {"graph.html": page, "report.json": _json(told)}
    publish_from(folder.aside, _writers({n: text.encode() for n, text in texts.items()} | _ontology(ontology)), store,
                 about)
    return Graph.load(out, found, ontology)


def _with_corpus(store: Store, folder: Folder, view: GraphView, part: Part) -> Store:
    """A store with what the documents tell together; of a graph too large to be looked through in each build without.

    `view` is the `part` of the graph that its page shows.
    """
    if sum(part.all[1:]) > MOST:
        return store
    quads = tuple(together(view if part.is_whole else whole(folder.ledger, folder.ontology), folder.ontology))
    return replace(store, corpus=quads, quads=None if store.quads is None else store.quads + len(set(quads)))


def _texts(ledger: Ledger, view: GraphView) -> dict[str, str]:
    """The texts of the documents of a view by their IRIs; of so many that no page has room for them none."""
    if len(view.documents) > _MOST_TEXTS:
        return {}
    ends = [d.iri.removeprefix(DOCUMENTS) for d in view.documents]
    return {DOCUMENTS + kept.document: text_of(kept.line) for kept in ledger.records(ends)}


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Something that holds much and makes no circles: the collector, which walks all of it again and again, waits."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _unwatched(name: str, done: int, total: int) -> None:
    """Nobody watches."""


def _found(inputs: Sequence[str | Path], far: bool, annotations: Path | None) -> Found:
    """The files of the inputs; those of object stores only where machines read them that reach these (`far`), which
    get no annotations."""
    if far and annotations is not None:
        raise InputError("--annotations is read on this machine alone; leave out --engine, or the annotations")
    urls = [str(given) for given in inputs if remote.is_remote(given)]
    if urls and not far:
        raise InputError("{url}: lies on an object store, which a cluster reads: --engine spark; or copy it here",
                         url=urls[0])
    found = find([given for given in inputs if not remote.is_remote(given)], annotations)
    files, findings = remote.find(urls, [name for _, name in found.files])
    if far and found.annotations:
        findings.append(Finding("warning", "read", "annotations", "annotations", "a cluster reads none; left out"))
    return Found(inputs, [*found.files, *files], [*found.findings, *findings], {} if far else found.annotations)


def _read_among(out: Path, found: Found) -> bool:
    """Whether documents are read in the folder of the result.  Raises `OutputError` when it would replace one."""
    place = out.resolve()
    paths = (path.parent.resolve() / path.name for path, _ in found.files if isinstance(path, Path))
    inside = [path for path in paths if place in path.parents]
    for path in inside:
        if path.parent == place and path.name in TOP:
            raise OutputError("{path}: is read, and the result would replace it; choose another folder by -o, or "
                              "rename the file", path=out / path.name)
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
        raise InputError("two files are called {name}, and one would take the place of the other; rename one",
                         name=doubled[0])

    def changed(graph: Graph, mask: Mask) -> list[Import]:
        imports = {i.name: i for i in graph.imports} | {i.name: i for i in map(mask.imported, given)}
        for name in map(mask.file, remove):
            if imports.pop(name, None) is None:
                raise InputError("no import {name!r}; there are {names}", name=name,
                                 names=", ".join(i.name for i in graph.imports) or "none")
        _check_doubles(imports.values())
        return list(imports.values())

    return _imported(out, changed)


def decide(out: Path, new: Sequence[Decision], undone: Iterable[frozenset[str]] = ()) -> Graph:
    """Let decisions hold in a folder's graph, now and in later builds into it, and take back those of some pairs of
    IRIs.

    A new decision takes the place of an earlier one of the same two.  Raises `InputError` when there is no graph, or
    nothing was decided of a pair that is to be taken back.
    """
    require_memory(*_LEAST_MEMORY)

    def changed(graph: Graph, _mask: Mask) -> list[Import]:
        held = {d.ends: d for i in graph.imports if i.name == DECISIONS for d in decisions_of(i)}
        for pair in undone:
            if held.pop(pair, None) is None:
                raise InputError("nothing is decided of {names}; kg merges {out} --decided shows what is",
                                 names=" and ".join(f"<{iri}>" for iri in sorted(pair)), out=out)
        held |= {d.ends: d for d in new}
        others = [i for i in graph.imports if i.name != DECISIONS]
        return [*others, import_of(DECISIONS, written(held.values()))] if held else others

    return _imported(out, changed)


def _imported(out: Path, change: Callable[[Graph, Mask], list[Import]]) -> Graph:
    """The graph of a folder with other files of its user in it, in which nobody is named who is forgotten there."""
    generation = _built(out)
    forgotten = Forgotten.load(out)
    if generation.manifest().get("forgotten", "") != forgotten.mark:
        forget_in(out, ())
        generation = _built(out)
    with locked(out):
        graph = Graph.load(out)
        imports = sorted(change(graph, Mask(forgotten, graph.ontology)), key=lambda i: i.name)
        merged = Graph(merge(graph.read, imports, graph.ontology), graph.ontology, imports=imports, read=graph.read)
        merged.findings = tuple(_checked(merged))
        merged.report = {
            **graph.report,
            "counts": counts(merged),
            "findings": [f for f in graph.report.get("findings", ()) if f["stage"] != "validate"]
            + told(merged.findings),
        }
        with preparing(out) as aside:
            for name in (LEDGER, RECORDS):
                if (generation.path / name).is_file():
                    shutil.copyfile(generation.path / name, aside / name)
            _publish_whole(aside, merged, {"top": list(TOP), "among": not is_alone(out), "forgotten": forgotten.mark})
    return Graph.load(out, merged.findings, graph.ontology)


def _checked(graph: Graph) -> list[Finding]:
    """What the shapes say of a graph, and which of its users' decisions speak of nothing in it."""
    return [*validate(graph.dataset.triples, graph.ontology), *idle(graph.imports, graph.read, graph.ontology)]


def _check_doubles(imports: Iterable[Import]) -> None:
    """One file under two names would be one source with two titles."""
    names: dict[str, str] = {}
    for i in imports:
        other = names.setdefault(i.node.value, i.name)
        if other != i.name:
            raise InputError("{name} and {other} are the same, byte for byte; take one out: --remove {other}",
                             name=i.name, other=other)


def _publish_whole(aside: Path, graph: Graph, about: dict[str, Any]) -> None:
    """Publish a graph that is in memory, with users' files in it, and what was read without them."""
    started = time.perf_counter()
    told = tuple(together(graph.view, graph.ontology))
    texts: dict[str, str] = {}
    if (aside / LEDGER).is_file():
        with closing(Ledger(aside / LEDGER, reading=True)) as ledger:
            texts = _texts(ledger, graph.view)
    page = to_html(with_doubts(graph.view, contested_of(told)), graph.ontology, _places(aside.parent.parent),
                   texts=texts)
    files = {"graph.ttl": to_turtle(graph.dataset.triples), "graph.html": page}
    graph.report.setdefault("seconds", {})["page"] = round(time.perf_counter() - started, 3)
    files["report.json"] = _json(graph.report)
    if graph.imports:
        files["read.ttl"] = to_turtle(graph.read)
    parts = {name: text.encode() for name, text in files.items()} | _ontology(graph.ontology)
    parts |= {f"imports/{i.name}": i.data for i in graph.imports}
    search_whole(aside, graph.view, graph.ontology)
    quads = [*graph.dataset.named(), *told]
    publish_from(aside, _writers(parts), Store.of(quads), about)


def _json(report: dict[str, Any]) -> str:
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def _ontology(ontology: Ontology) -> dict[str, bytes]:
    """The files of an ontology of a user's own, which later commands need."""
    if ontology.folder == default_folder():
        return {}
    return {f"ontology/{name}": path.read_bytes() for name, path in ontology.files.items()}


def _writers(parts: dict[str, bytes]) -> dict[str, Callable[[BinaryIO], object]]:
    return {name: _writer(data) for name, data in parts.items()}


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
        raise OutputError("{out}: is a file; name a folder for the result", out=out)
    place = Path(os.path.realpath(out))
    parent = next(p for p in (place, *place.parents) if p.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise OutputError("{out}: cannot be written; choose another folder with -o", out=out)
