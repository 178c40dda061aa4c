"""A folder's graph: which documents are in it, read only where they are new or have changed, and written as a whole.

    documents ─ read ─> ledger (what each gives to each node) ─ made, checked ─> graph.ttl ─> store, page, report

Left of the ledger everything is a function of one document, right of it a merge by key: so the graph is the same,
byte for byte, whether its documents came at once or one after another.
"""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge as merge_sorted
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

from kg.answers.index import Index
from kg.assemble import Checker, Node, UnmappableError, counts, nodes, written
from kg.errors import InputError, OutputError
from kg.export.turtle import prefix_lines
from kg.extract import RULES
from kg.forget import Mask
from kg.generations import Generation, Store
from kg.intake import Stage
from kg.language import say
from kg.ledger import NAME, Ledger, Made
from kg.limits import Limits
from kg.merge import (
    UNFORESEEN,
    Around,
    Gift,
    gives,
    iri_of_subject,
    key_of,
    lexicon_background,
    line_of,
    unmappable,
    why,
)
from kg.model import Finding
from kg.ontology import Ontology
from kg.pool import Step
from kg.record import from_line, reader_versions
from kg.report import Clock, told

TURTLE, _NAMED = "graph.ttl", "named.nq"
# What stands right of the break: a change in any of it may change what is written of the same records.
MAKING = ("contract.py", "doubt.py", "mapping.py", "merge.py", "resolve.py", "assemble.py", "validate.py", "terms.py",
          "ledger.py", "folder.py", "forget.py", "letters.py", "names.py", "export/turtle.py")
_MOST_CHANGED = 0.05  # of all nodes; when more have changed, to write all is as fast as to put them in place of others
_QUADS = 50_000  # held in memory at a time


@dataclass(frozen=True, slots=True)
class Change:
    """What a build does to the documents of a folder: names of files that are new, changed, gone, and all others.

    `addable` says whether what is gone would stay if the others were added to it.
    """

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    addable: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whether the documents of the earlier build stay (`add`), files that are to be taken `out`, by name, and whether
    records stay that another reader made (`held`)."""

    add: bool = False
    out: tuple[str, ...] = ()
    held: bool = False


@dataclass
class Folder:
    """The state of a folder on the way from one generation to the next, in the folder `aside` of the next."""

    aside: Path
    before: Generation | None
    ontology: Ontology
    ledger: Ledger
    mask: Mask
    clock: Clock
    stage: Stage | None = None
    patched: bool = True  # whether the earlier graph.ttl holds what was read and nothing else
    index: Index | None = None  # of search, as long as the graph holds what was read and nothing else

    def gifts_of(self, line: str) -> Mapping[str, Gift]:
        """What the line of a record gives to each node."""
        return gives(from_line(line), self.ontology)


@contextlib.contextmanager
def opened(aside: Path, before: Generation | None, ontology: Ontology, limits: Limits | None,
           wanted: Wanted, mask: Mask) -> Iterator[Ledger]:
    """The ledger of the generation to come: a copy of the one before, as far as the same reader made it, without the
    names that `mask` hides.

    Raises `InputError` when something is to be added to it, or taken out, and it was made by another.
    """
    by = {**reader_versions(ontology, {name: rule.weight for name, rule in RULES.items()}),
          **({"limits": repr(limits)} if limits is not None else {})}
    ledger: Ledger | None = None
    try:
        ledger = _ledger(aside / NAME, before.path / NAME if before else None, by, mask, wanted)
        if wanted.add and before is not None and not ledger.files():
            where = aside.parent.parent
            raise InputError("{where}: was built by another kg or with another ontology or limits, so what it holds "
                             "cannot stay beside what is read now; name all documents: kg build INPUT… -o {where}",
                             where=where)
        yield ledger
        ledger.close()
    except sqlite3.OperationalError as error:
        raise OutputError("{path}: cannot be written: {reason}", path=aside.parent.parent,
                          reason=_reason(error, aside)) from error
    finally:
        if ledger is not None:
            with contextlib.suppress(sqlite3.OperationalError):  # what made it fail, that is told
                ledger.close()


def _reason(error: sqlite3.OperationalError, aside: Path) -> str:
    """Why the disk refused, in the system's words, which the engine keeps for itself: by writing there as it did."""
    ledger = aside / NAME
    try:
        with (aside / f"{NAME}.tried").open("wb") as tried:
            tried.seek(ledger.stat().st_size if ledger.exists() else 0)
            tried.write(bytes(1 << 20))
            tried.flush()
    except OSError as refused:
        return str(refused.strerror)
    return str(error)


def _ledger(path: Path, old: Path | None, by: dict[str, str], mask: Mask, wanted: Wanted) -> Ledger:
    """A copy of an old ledger of the same reader, else an empty one; one of the same reader that another kg wrote
    down, or that holds names which are forgotten since, is written anew."""
    making = {"making": _making(), **({"forgotten": mask.forgotten.signature} if mask.forgotten else {})}
    held: Ledger | None = None
    made: dict[str, str] = {}
    if old is not None and old.is_file():
        shutil.copyfile(old, path)
        with contextlib.suppress(InputError, sqlite3.DatabaseError):  # a damaged one is read anew
            held = Ledger(path)
            by = {**held.made_by(), **by} if not wanted.held else dict(held.made_by())
            made = {name: by.pop(name) for name in ("making", "forgotten") if name in by}
            if held.is_of({**by, **making}):
                return held
    same = held is not None and held.is_of({**by, **made}) and mask.forgotten.covers(made.get("forgotten", ""))
    if held is not None:
        held.close()
    if same:
        path.rename(path.with_suffix(".old"))
    path.unlink(missing_ok=True)
    ledger = Ledger(path)
    ledger.sign({**by, **making})
    if same:
        _given_anew(path.with_suffix(".old"), ledger, mask)
    return ledger


def _given_anew(path: Path, ledger: Ledger, mask: Mask) -> None:
    """What records give by today's code, of records that another one wrote down, or that hold forgotten names."""
    with contextlib.closing(Ledger(path, reading=True)) as old:
        for name, known, told, lines in old.held():
            file, findings = mask.file(name), [mask.finding(f) for f in told]
            ledger.begin(file, known, lambda line: {})
            for record in (mask.record(line, name) or from_line(line) for line in lines):
                try:
                    ledger.add(file, line_of(record, mask.ontology))
                except UNFORESEEN as error:
                    findings.append(unmappable(record.name, why(error)))
            ledger.finish(file, findings)
    path.unlink()


def _making() -> str:
    here = Path(__file__).parent
    return hashlib.sha256(b"\0".join((here / name).read_bytes() for name in MAKING)).hexdigest()[:16]


# ---------------------------------------------------------------- which documents


def change_of(ledger: Ledger, digests: Mapping[str, str], wanted: Wanted) -> Change:
    """What becomes of the files of a ledger beside files with these digests.

    Raises `InputError` when one that is to be taken out is not there.
    """
    held = ledger.files()
    for name in wanted.out:
        if name not in held:
            raise InputError("no document {name!r} is in the graph{hint}", name=name,
                             hint=_near(name, ledger))
    new = tuple(name for name in digests if name not in held)
    changed = tuple(name for name, known in digests.items() if name in held and (held[name] != known or not known))
    gone = wanted.out if wanted.add else tuple(name for name in held if name not in digests)
    return Change(new, changed, gone, tuple(name for name in held if name not in {*changed, *gone}))


def _near(name: str, ledger: Ledger) -> str:
    """What somebody may have meant who wrote a name that no file has."""
    if (file := ledger.file_of(name)) is not None:
        return say("; it came in {file}, which can be taken out as a whole", file=file)
    near = difflib.get_close_matches(name, ledger.files(), n=3) or [n for n in ledger.files() if name in n][:3]
    return say("; did you mean {name}?", name=say(" or ").join(near)) if near else \
        say("; report.json names those that are")


def likely_read(before: Generation | None, digests: Mapping[str, str]) -> set[str]:
    """Which files will be read, as far as the ledger of the generation before tells: all where there is none."""
    path = before.path / NAME if before is not None else None
    if path is not None and path.is_file():
        with contextlib.suppress(InputError, sqlite3.DatabaseError):
            with contextlib.closing(Ledger(path, reading=True)) as held:
                known = held.files()
            return {name for name, found in digests.items() if not found or known.get(name) != found}
    return set(digests)


def read(folder: Folder, digests: Mapping[str, str], steps: Iterable[Step]) -> None:
    """Take what comes of files into the ledger."""
    findings: dict[str, list[Finding]] = {}
    for step in steps:
        if step.name not in findings:
            findings[step.name] = []
            folder.ledger.begin(step.name, digests[step.name], folder.gifts_of)
        findings[step.name] += map(folder.mask.finding, step.findings)
        for line in step.lines:
            hidden = folder.mask.line(line)
            folder.ledger.add(step.name, hidden)
            if folder.index is not None:
                folder.index.add(hidden)
        if step.finished:
            folder.ledger.finish(step.name, findings[step.name])


def index(folder: Folder) -> None:
    """Let what can be searched be what the graph holds, which is written."""
    if folder.index is not None:
        folder.index.keep(folder.ledger, folder.before.path / NAME if folder.before is not None else None)
        folder.index.update(folder.ledger, folder.ledger.changed)
        folder.index.close()
        folder.clock.stage("index")


# ---------------------------------------------------------------- the graph


def write(folder: Folder, mentioned: set[str]) -> Store:
    """Write graph.ttl, and say how its store comes to be.

    `mentioned` are the keys of the lexicon's things that documents named before.  A document that gives what no graph
    can hold is left out, and told.
    """
    while True:
        try:
            return _write(folder, mentioned)
        except UnmappableError as error:
            for name in folder.ledger.names(error.document):
                finding = unmappable(name, str(error))
                folder.ledger.leave_out(error.document, finding, folder.gifts_of)
            folder.ledger.forget()
            if folder.ledger.is_empty():
                raise InputError("nothing to build from: {error}", error=error) from error


def known_keys(ledger: Ledger, ontology: Ontology) -> set[str]:
    """The keys of those things of the lexicon that documents name."""
    return ledger.mentioned(key_of(iri) for iri in ontology.individuals)


def around(folder: Folder, mentioned: set[str]) -> Around:
    """What nodes depend on beside what they are given; what that changes is to be made too."""
    ledger, ontology = folder.ledger, folder.ontology
    keys = {key_of(iri): iri for iri in ontology.individuals}
    background = lexicon_background((keys[key] for key in known_keys(ledger, ontology)), ontology)
    before = lexicon_background((keys[key] for key in mentioned if key in keys), ontology)
    ledger.also(key_of(iri) for iri in background.keys() | before.keys()
                if set(background.get(iri, ())) != set(before.get(iri, ())))
    ledger.regroup()
    return Around(ontology, background, ledger.doubts())


def _write(folder: Folder, mentioned: set[str]) -> Store:
    ledger = folder.ledger
    about = around(folder, mentioned)
    changed = ledger.changed
    old = folder.before.path / TURTLE if folder.before else None
    if changed is not None and old is not None and folder.patched and not ledger.is_faulty() \
            and len(changed) <= _MOST_CHANGED * ledger.nodes() \
            and (store := _put_in_place(folder, about, changed, old)) is not None:
        return store
    ledger.forget()
    return _write_all(folder, about)


def _write_all(folder: Folder, about: Around) -> Store:
    ledger, checker = folder.ledger, Checker(folder.ledger, folder.ontology)
    keys = ledger.all_given(map(key_of, about.background))
    named = folder.aside / _NAMED
    total, done = ledger.count_given(), 0
    with (folder.aside / TURTLE).open("wb") as out, named.open("wb") as quads:
        out.write(prefix_lines())
        for batch in written(nodes(keys, about), folder.ontology):
            folder.clock.stage("merge")
            ledger.fault(checker.check(node for node, _ in batch))
            folder.clock.stage("validate")
            out.writelines(made.block for _, made in batch)
            quads.write(ox.serialize([q for node, _ in batch for q in node.named], format=ox.RdfFormat.N_QUADS) or b"")
            ledger.keep([made for _, made in batch])
            done += sum(node.gifts for node, _ in batch)
            if folder.stage:
                folder.stage("merging", done, total)
    folder.clock.stage("merge")
    return Store(lambda: _quads(named))


def assembled(folder: Folder, made: Iterable[tuple[Made, bytes]]) -> Store:
    """Write graph.ttl of nodes that were made elsewhere, in the order of keys, each with its quads of documents' graphs
    as N-Quads.

    Raises `OutputError` when the order is another or a node comes twice.
    """
    named, last = folder.aside / _NAMED, ""
    with (folder.aside / TURTLE).open("wb") as out, named.open("wb") as quads:
        out.write(prefix_lines())
        for node, lines in made:
            if node.key <= last:
                raise OutputError("the engine gave {key} after {last}; nothing was written; build again without "
                                  "--engine, and report this", key=node.key, last=last)
            last = node.key
            out.write(node.block)
            quads.write(lines)
            folder.ledger.keep([node])
    folder.clock.stage("merge")
    return Store(lambda: _quads(named))


def _quads(path: Path) -> Iterator[Sequence[ox.Quad]]:
    """The quads of a file, some at a time; the file is gone afterwards."""
    held: list[ox.Quad] = []
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS):
        held.append(quad)
        if len(held) == _QUADS:
            yield held
            held = []
    yield held
    path.unlink()


def _put_in_place(folder: Folder, about: Around, changed: Sequence[str], old: Path) -> Store | None:
    """Write the earlier graph with other nodes in place of those that changed; None when it is not as it was written.

    A fault that the shapes find leaves it to the whole build, which tells every one.
    """
    ledger, ontology = folder.ledger, folder.ontology
    fresh: list[tuple[Node, Made]] = [each for batch in written(nodes(ledger.given(changed), about), ontology)
                                      for each in batch]
    folder.clock.stage("merge")
    if Checker(ledger, ontology).check(node for node, _ in fresh):
        return None
    folder.clock.stage("validate")
    replaced: list[bytes] = []
    with old.open("rb") as source, (folder.aside / TURTLE).open("wb") as out:
        end = _patch(source, out, ledger.sizes(), [made for _, made in fresh], replaced)
        if end != old.stat().st_size:
            return None
    ledger.keep([made for _, made in fresh])
    quads = [quad for node, _ in fresh
             for quad in (*(ox.Quad(t.subject, t.predicate, t.object) for t in node.triples), *node.named)]
    assert folder.before is not None
    folder.clock.stage("merge")
    return Store(lambda: iter([quads]), folder.before.store, sorted(_subjects(replaced)), sum(ledger.size()),
                 {name: known for name, known in folder.before.manifest()["files"].items()
                  if name.startswith("oxigraph/")})


def _patch(source: BinaryIO, out: BinaryIO, sizes: Iterable[tuple[str, int]], fresh: Sequence[Made],
           replaced: list[bytes]) -> int:
    """Copy a graph with some nodes in place of others, which go to `replaced`; where the last node of the source ends.

    All are in the order of keys.
    """
    prefixes = len(prefix_lines())
    out.write(source.read(prefixes))
    held, at = 0, prefixes  # bytes that are to be copied up to here, and where the next node begins

    def copy(length: int) -> None:
        while length:
            piece = source.read(min(length, 1 << 20))
            if not piece:
                return  # the source is shorter than it was: its end tells
            out.write(piece)
            length -= len(piece)

    both = merge_sorted(((key, 0, size, b"") for key, size in sizes), ((m.key, 1, 0, m.block) for m in fresh),
                        key=lambda each: each[:2])
    wanted = {m.key for m in fresh}
    for key, new, size, block in both:
        if new:
            copy(held)
            held = 0
            out.write(block)
        elif key in wanted:
            copy(held)
            held = 0
            replaced.append(source.read(size))
        else:
            held += size
        at += size
    copy(held)
    return at


def _subjects(blocks: Sequence[bytes]) -> set[str]:
    """What the triples of nodes are said of, as they were written."""
    text = prefix_lines() + b"".join(blocks)
    return {iri_of_subject(quad.triple) for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)}


def all_triples(folder: Folder, mentioned: set[str]) -> list[ox.Triple]:
    """The whole graph of the ledger in memory, as users' own files are brought into it."""
    about = around(folder, mentioned)
    folder.ledger.forget()
    found: list[ox.Triple] = []
    for batch in written(nodes(folder.ledger.all_given(map(key_of, about.background)), about), folder.ontology):
        folder.ledger.keep([made for _, made in batch])
        found += [t for node, _ in batch for t in node.triples]
    return found


# ---------------------------------------------------------------- the report


def report_of(folder: Folder, findings: Iterable[Finding]) -> tuple[dict[str, Any], list[Finding]]:
    """What the build did, as `kg.report.report` tells it, and all that was found."""
    documents, dropped = [], dict[str, int]()
    found = [*findings, *folder.ledger.findings()]
    for each in folder.ledger.told():
        documents.append(dict(each.about))
        found += each.findings
        for reason, number in each.dropped.items():
            dropped[reason] = dropped.get(reason, 0) + number
    found.sort(key=lambda f: (f.where, f.stage, f.code, f.message))
    return {"documents": documents, "counts": counts(folder.ledger, folder.ontology),
            "dropped": dict(sorted(dropped.items())), "findings": told(found), "seconds": folder.clock.seconds}, found
