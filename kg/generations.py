"""A built graph on disk: always one whole generation, whatever is killed, full or reading at the moment.

    DIR/graph.ttl, graph.html, report.json      what people open: links to the current generation's files
    DIR/store/current                           the name of the current generation
    DIR/store/000002/                           that generation: the same files, oxigraph/ for queries, manifest.json
    DIR/store/lock                              held by whoever writes, with the holder's name in it
    DIR/store/locked                            the same where the file system knows no locks; gone when nobody writes

A build writes a new generation aside, makes sure that it is on the disk and whole, and then puts its name into
`current` by one rename.  After that only renames are left, which the next command does when a build is cut off there.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import itertools
import json
import mmap
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

from kg.contract import CORPUS
from kg.errors import InputError, OutputError
from kg.language import say
from kg.lock import LOCK, MARK, STORE, locked
from kg.save import sync
from kg.sparql import QueryLimits, Result, Worker
from kg.store import Dataset

# The steps of publishing, in order; a test ends a process at each of them.
STEPS = ("write", "sync", "verify", "name", "commit", "publish", "finish", "clean")
TOP = ("graph.ttl", "graph.html", "report.json")
_CURRENT, _MANIFEST, _TURTLE = "current", "manifest.json", "graph.ttl"
_FORMAT = 1  # of a generation; a kg that changes what older ones could not read counts it up
_PUBLISHING = " publishing"
_NAME = re.compile(rf"(\d{{6,}})({_PUBLISHING})?", re.ASCII)
_INSIDE = re.compile(rf"{_CURRENT}(\.new)?|{LOCK}|{MARK}(\.\d+)?|\d{{6,}}(\.part)?", re.ASCII)
_LOCKING = "While lock file"  # what the engine says when it cannot
_BLANK = b"\n\n"
_PIECE = 4 << 20  # bytes of Turtle below which a second thread is not worth its start
_LARGEST_PIECE = 4 << 20  # and of one piece that is loaded at a time
Writer = Callable[[BinaryIO], object]


@dataclass(frozen=True, slots=True)
class Generation:
    """One whole published state of a graph; `published` is False while its files are being linked into the folder."""

    path: Path
    published: bool

    @property
    def store(self) -> Path:
        """The store to be queried."""
        return self.path / "oxigraph"

    def manifest(self) -> dict[str, Any]:
        """What the generation holds: its files with size and SHA-256, how many quads, which files stand in DIR too.

        Raises `InputError` when it is damaged.
        """
        found = _manifest(self.path)
        if found is None:
            again = say("build the graph again: kg build INPUT… -o {folder}", folder=self.path.parent.parent)
            raise InputError("{path}: is damaged; {again}", path=self.path / _MANIFEST, again=again)
        return found


# ---- reading -----------------------------------------------------------------------------------------------------


def current(folder: Path) -> Generation | None:
    """The current generation of a folder, None when it has none or when its graph.ttl was changed from outside.

    A build that was cut off after it had named its generation is finished first, where this process may.
    """
    generation = _named(folder)
    if generation is not None and not generation.published:
        with contextlib.suppress(OutputError, OSError), locked(folder):
            generation = _named(folder)
            if generation is not None and not generation.published:
                _publish(folder, generation)
                _clean(folder, Generation(generation.path, True))
        generation = _named(folder)
    return generation if generation is None or not generation.published or _is_ours(folder, generation) else None


def earlier(generation: Generation) -> Generation | None:
    """The generation before another one, None when that is the first, or the one before is not there or not whole."""
    before = sorted(p for p in generation.path.parent.iterdir() if p.name.isdecimal() and p < generation.path)
    return Generation(before[-1], True) if before and _manifest(before[-1]) is not None else None


def _named(folder: Path) -> Generation | None:
    """The generation that `current` names, None without a whole one.  Raises `InputError` for one of a newer kg."""
    try:
        name = _NAME.fullmatch((folder / STORE / _CURRENT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if name is None:
        return None
    generation = Generation(folder / STORE / name.group(1), name.group(2) is None)
    manifest = _manifest(generation.path)
    if manifest is not None and manifest.get("format", _FORMAT) > _FORMAT:
        advice = say("install that, or build into another folder")
        raise InputError("{folder}: was written by a newer kg than this one; {advice}", folder=folder,
                         advice=advice)
    return None if manifest is None else generation


def _manifest(path: Path) -> dict[str, Any] | None:
    """The manifest of a generation, None when it is not there or no manifest."""
    try:
        found = json.loads((path / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("format", _FORMAT), int):
        return None
    if found.get("format", _FORMAT) > _FORMAT:
        return found  # what it holds, a newer kg knows
    files, top = found.get("files"), found.get("top")
    if not isinstance(files, dict):
        return None
    if not all(isinstance(known, dict) and {"size", "sha256"} <= known.keys() for known in files.values()):
        return None
    if not isinstance(top, list) or _TURTLE not in top or not all(name in TOP and name in files for name in top):
        return None
    return found if "quads" in found else None


def is_store(path: Path) -> bool:
    """Whether a folder is what kg keeps beside a graph: a lock or a generation's name, and nothing that is not kg's."""
    try:
        names = {p.name for p in path.iterdir()} if path.name == STORE else set()
    except OSError:
        return False
    return bool(names & {LOCK, _CURRENT}) and all(_INSIDE.fullmatch(name) for name in names)


def is_built(folder: Path) -> bool:
    """Whether a build has put a result into a folder, whole or damaged."""
    return (folder / STORE / _CURRENT).exists()


def is_alone(folder: Path) -> bool:
    """Whether a folder holds the result of a build that read no documents in it."""
    try:
        generation = _named(folder)
    except InputError:  # of a newer kg
        return False
    return generation is not None and not generation.manifest().get("among", False)


def damage(folder: Path) -> list[str]:
    """What of a folder's store is not as it was written; nothing when it is whole, or when there is none."""
    if not is_built(folder):
        return []
    generation = _named(folder)
    if generation is None:
        return [f"{STORE}/{_CURRENT} names no whole generation; build the graph again"]
    return problems(generation)


def _is_ours(folder: Path, generation: Generation) -> bool:
    """Whether the folder's graph.ttl is the generation's: the same file, or after a copy of the folder the same
    bytes."""
    top = folder / _TURTLE
    try:
        if top.samefile(generation.path / _TURTLE):
            return True
        known = generation.manifest()["files"][_TURTLE]
        return bool(top.stat().st_size == known["size"] and _hash(top) == known["sha256"])
    except OSError:
        return False


def turtle(folder: Path) -> Path:
    """The Turtle file that holds the folder's graph.  Raises `InputError` when there is none."""
    generation = current(folder)
    path = generation.path / _TURTLE if generation is not None else folder / _TURTLE
    if not path.is_file():
        raise InputError("{folder}: holds no graph; build a graph first: kg build INPUT… -o {folder}",
                         folder=folder)
    return path


def quads(folder: Path) -> Iterator[ox.Quad]:
    """All quads of a folder's graph, as its store has them one after the other; without a store those of its Turtle.

    Raises `InputError` when there is none.
    """
    if current(folder) is None:
        yield from Dataset.load(folder / _TURTLE).quads()
        return
    with contextlib.closing(lease(folder)) as held:
        try:
            store = ox.Store.read_only(str(held.generation.store))
            yield from store.quads_for_pattern(None, None, None, None)
        except (OSError, ValueError) as error:
            raise InputError("{folder}: its store cannot be read: {error}; build the graph again", folder=folder,
                             error=error) from error


def query(folder: Path, text: str, limits: QueryLimits | None = None) -> Result:
    """Ask a folder's graph; raises `InputError` when there is none, and `QueryError`.

    The store is only opened, never read as a whole; a folder without one (from a checkout) is queried by its Turtle.
    """
    for attempt in range(5):
        held = lease(folder) if current(folder) is not None else None
        worker = Worker(store=held.generation.store) if held is not None else _from_turtle(folder)
        try:
            return worker.query(text, limits)
        except InputError:
            # Where no lock keeps it, a generation may be half deleted, and there is another by then.
            if attempt == 4 or held is None or _named(folder) == held.generation:
                raise
        finally:
            worker.close()
            if held is not None:
                held.close()
    raise AssertionError("the last attempt returns or raises")


def _from_turtle(folder: Path) -> Worker:
    return Worker(quads=ox.serialize(Dataset.load(folder / _TURTLE).quads(), format=ox.RdfFormat.N_QUADS))


class Lease:
    """The current generation of a folder, kept for as long as a reader needs it: no build deletes it meanwhile.

    Nothing is written: a lock on a file that is only read keeps it, where the file system knows locks.  Elsewhere, and
    against `kg forget`, what is open stays readable where files can be deleted while they are open.
    """

    def __init__(self, generation: Generation, file: BinaryIO) -> None:
        """Made by `lease`."""
        self.generation, self._file = generation, file
        self.digest = hashlib.sha256(file.read()).hexdigest()  # of the manifest: no two generations share it

    def close(self) -> None:
        """Let it go."""
        self._file.close()


def lease(folder: Path) -> Lease:
    """The current generation of a folder, kept until the lease is closed; nothing is written, whatever was cut off.

    Raises `InputError` when the folder holds none, or a graph.ttl of somebody else.
    """
    for _ in range(100):
        generation = _named(folder)
        if generation is None or (generation.published and not _is_ours(folder, generation)):
            break
        with contextlib.suppress(OSError):  # two builds passed since its name was read, and it is gone
            file = (generation.path / _MANIFEST).open("rb")
            _lock(file, wanted=True)
            with contextlib.suppress(OSError):
                if os.path.samestat(os.fstat(file.fileno()), (generation.path / _MANIFEST).stat()):
                    return Lease(generation, file)
            file.close()
    raise InputError("{folder}: holds no graph that a build has written; build one first: kg build INPUT… -o "
                     "{folder}", folder=folder)


def _lock(file: BinaryIO, *, wanted: bool) -> bool:
    """Lock a file for reading, with others, or find out whether nobody has (not `wanted`); True where none can be."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_SH if wanted else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a network share without locks
        return True
    return True


# ---- writing -----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def preparing(folder: Path, top: Sequence[str] = TOP) -> Iterator[Path]:
    """The empty folder of a generation to come, which `publish` makes the current one; gone when that fails.

    The caller holds the lock.  Raises `OutputError` when it cannot be written.
    """
    root = folder / STORE
    try:
        _check_places(folder, top)
        stale = _named(folder)
        if stale is not None and not stale.published:
            _publish(folder, stale)
        _clean(folder, _named(folder))
        name = f"{max((int(p.name) for p in root.iterdir() if p.name.isdecimal()), default=0) + 1:06d}"
        aside = root / f"{name}.part"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
    except OSError as error:
        raise OutputError("{path}: cannot be written: {reason}", path=folder, reason=_reason(error)) from error
    try:
        yield aside
    except OSError as error:
        _undo(folder, aside, name, top)
        raise OutputError("{path}: cannot be written: {reason}", path=folder, reason=_reason(error)) from error
    except BaseException:
        _undo(folder, aside, name, top)
        raise


def publish(folder: Path, files: Mapping[str, Writer], named: Iterable[ox.Quad],
            reached: Callable[[str], None] = lambda step: None, top: Sequence[str] = TOP, among: bool = False) -> None:
    """Make a new generation the current one: some files, and a store of graph.ttl and named graphs; the caller holds
    the lock.

    `top` are the files that stand in the folder itself too; the others are for the generation alone.  `among` says that
    documents lie beside them, which the next build reads (`kg.own`).  `reached` is called as each of `STEPS` begins.
    Raises `OutputError`, with the previous generation untouched, when the disk is full or cannot be written.
    """
    with preparing(folder, top) as aside:
        publish_from(aside, files, Store.of(named), {"top": list(top), "among": among}, reached)


def publish_from(aside: Path, files: Mapping[str, Writer], store: Store, about: Mapping[str, Any],
                 reached: Callable[[str], None] = lambda step: None) -> None:
    """The same for the folder of a generation to come (`preparing`), in which some files may stand already.

    `about` holds `top` and `among` (`publish`), and which names are `forgotten` (`kg.forget.Forgotten.mark`).  Raises
    `OutputError`.
    """
    root, name, top = aside.parent, aside.name.removesuffix(".part"), about["top"]
    folder = root.parent
    try:
        reached("write")
        manifest = _write(aside, files, store, {"format": _FORMAT, **about})
        reached("sync")
        _sync(aside)
        reached("verify")
        _verify(aside, manifest, _shared(aside, store))
        for file in top:
            _link(aside / file, folder / f".{file}.new")
        reached("name")
        aside.replace(root / name)
        _sync_folder(root)
    except (OSError, RuntimeError) as error:
        raise OutputError("{path}: cannot be written: {reason}", path=folder, reason=_reason(error)) from error
    reached("commit")
    _point(root, name + _PUBLISHING)
    try:
        reached("publish")
        _publish(folder, Generation(root / name, False), reached)
        reached("clean")
        _clean(folder, Generation(root / name, True))
    except OSError as error:
        raise OutputError("{folder}: cannot be written: {reason}; the new graph is in {new}, and the next command "
                          "that may write puts it in place", folder=folder, reason=_reason(error),
                          new=root / name) from error


def _check_places(folder: Path, top: Iterable[str]) -> None:
    """Raise `OutputError` where something that is no file stands in a file's place, which is not to be lost."""
    for place in (folder / name for name in top):
        if not place.is_symlink() and place.exists() and not place.is_file():
            raise OutputError("{place}: is no file, and the result's has its name; move it away, or choose another "
                              "folder by -o", place=place)


def _reason(error: OSError | RuntimeError) -> str:
    """Why the disk refused, in the system's words; those of the engine hold paths of files that are gone again."""
    full = os.strerror(errno.ENOSPC)
    return full if full in str(error) else str(getattr(error, "strerror", None) or error)


def _undo(folder: Path, aside: Path, name: str, files: Iterable[str]) -> None:
    """After a failure: nothing is left of a generation that was not named in `current`."""
    named = _named(folder)
    if named is None or named.path.name != name:
        for path in (aside, folder / STORE / name):
            shutil.rmtree(path, ignore_errors=True)
        for path in (*(folder / f".{file}.new" for file in files), folder / STORE / f"{_CURRENT}.new"):
            with contextlib.suppress(OSError):  # what made it fail, that is told
                path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Store:
    """How the store of a generation comes to be: of its Turtle and of what stands in named graphs, or as that of an
    earlier generation (`before`) with other quads (`named`) for some subjects, in place of those of all `subjects`.

    `known` are the digests of files of the earlier store, which stay as they are.  `corpus` is what the graph of the
    corpus holds, all of it.
    """

    named: Callable[[], Iterator[Sequence[ox.Quad]]]
    before: Path | None = None
    subjects: Sequence[str] = ()
    quads: int | None = None
    known: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    corpus: Sequence[ox.Quad] = ()

    @classmethod
    def of(cls, named: Iterable[ox.Quad]) -> Store:
        """The store of a generation's Turtle, and of these quads."""
        quads = list(named)
        return cls(lambda: iter([quads]))


def _write(aside: Path, files: Mapping[str, Writer], store: Store, about: Mapping[str, Any]) -> dict[str, Any]:
    for name, write in files.items():
        (aside / name).parent.mkdir(parents=True, exist_ok=True)
        with (aside / name).open("wb") as file:
            write(file)
    quads = _make_store(aside, store)
    described = {}
    for path in sorted(path for path in aside.rglob("*") if path.is_file()):
        name = path.relative_to(aside).as_posix()
        if not name.startswith("oxigraph/") or path.suffix == ".sst":  # the others change when a store is opened
            described[name] = dict(store.known[name]) if name in store.known else _description(path)
    manifest = {**about, "quads": quads, "files": described}
    (aside / _MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return manifest


def _description(path: Path) -> dict[str, Any]:
    return {"size": path.stat().st_size, "sha256": _hash(path)}


def _make_store(aside: Path, store: Store) -> int:
    """Make the store of a generation; the number of its quads.

    The engine locks a store that it writes; where the file system knows no locks, it is made elsewhere and copied.
    """
    try:
        return _fill(aside / "oxigraph", aside / _TURTLE, store)
    except OSError as error:
        if _LOCKING not in str(error):
            raise
    shutil.rmtree(aside / "oxigraph", ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="kechuang-") as elsewhere:
        number = _fill(Path(elsewhere) / "oxigraph", aside / _TURTLE, store)
        shutil.copytree(Path(elsewhere) / "oxigraph", aside / "oxigraph", copy_function=shutil.copyfile)
    return number


def _fill(path: Path, turtle: Path, store: Store) -> int:
    if store.before is not None:
        return _patch(path, store)
    made = ox.Store(str(path))
    _load(made, turtle, itertools.chain(store.named(), [store.corpus]))
    made.optimize()  # what the pieces wrote into one order each: questions would take a third longer
    made.flush()
    return len(made)


def _patch(path: Path, store: Store) -> int:
    """An earlier store with other quads for some subjects: its large files, which the engine never changes, are shared.

    Those that it does change or replace (its log, its list of files) are copied.
    """
    assert store.before is not None
    assert store.quads is not None
    path.mkdir()
    for file in sorted(store.before.iterdir()):
        if file.suffix == ".sst":
            _link(file, path / file.name)
        elif file.name != "LOCK":
            shutil.copyfile(file, path / file.name)
    made = ox.Store(str(path))
    wanted = {quad for quads in store.named() for quad in quads} | set(store.corpus)
    corpus = ox.NamedNode(CORPUS)
    for quad in list(made.quads_for_pattern(None, None, None, corpus)):
        if quad in wanted:
            wanted.discard(quad)
        else:
            made.remove(quad)
    for subject in store.subjects:
        for quad in list(made.quads_for_pattern(ox.NamedNode(subject), None, None, None)):
            if quad.graph_name == corpus:
                continue
            if quad in wanted:
                wanted.discard(quad)
            else:
                made.remove(quad)
    made.extend(sorted(wanted, key=str))
    made.flush()
    return store.quads


def _load(store: ox.Store, turtle: Path, named: Iterator[Sequence[ox.Quad]]) -> None:
    """Bulk-load a Turtle file of kg and what stands in named graphs.

    The engine's loader works on one core and lets others work beside it, so the file is loaded in pieces, as many at a
    time as there are cores.  Threads, not processes: one process alone may write a store, and the engine does not live
    through a fork.
    """
    pieces = itertools.chain(
        ((piece, ox.RdfFormat.TURTLE) for piece in _pieces(turtle, os.cpu_count() or 1)),
        ((ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"", ox.RdfFormat.N_QUADS) for quads in named))
    most = os.cpu_count() or 1
    with ThreadPoolExecutor(most) as pool:
        running: set[Future[None]] = set()
        for data, format in pieces:
            running.add(pool.submit(store.bulk_load, data, format=format))
            if len(running) > most:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for each in done:
                    each.result()
        for each in running:
            each.result()


def _pieces(path: Path, most: int) -> Iterator[bytes]:
    """A Turtle file of kg in pieces that can be read alone, cut at the blank lines between its subjects."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        size = len(data)
        count = max(1, min(most, size // _PIECE), size // _LARGEST_PIECE)
        prefixes = data[:data.find(_BLANK) + 1]
        cuts = [0, *(data.find(_BLANK, size * i // count) + 1 for i in range(1, count)), size]
        if 0 in cuts[1:]:
            cuts = [0, size]  # no blank line to cut at
        for start, end in pairwise(cuts):
            yield (prefixes if start else b"") + data[start:end]


def _sync(folder: Path) -> None:
    """Everything in a folder onto the disk: its files, then the names of its files."""
    for path in folder.rglob("*"):
        if path.is_dir():
            _sync_folder(path)
        else:
            with path.open("rb") as file:
                sync(file.fileno())
    _sync_folder(folder)


def _sync_folder(path: Path) -> None:
    if sys.platform != "win32":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            sync(descriptor)
        finally:
            os.close(descriptor)


def problems(generation: Generation) -> list[str]:
    """What of a generation is not as its manifest says; nothing when it is whole."""
    return _differences(generation.path, generation.manifest())


def _shared(aside: Path, store: Store) -> set[str]:
    """The files that a patched store has in common with the one before, which were verified with that."""
    if store.before is None:
        return set()
    before = store.before.parent
    return {name for name in store.known if (aside / name).is_file() and (aside / name).samefile(before / name)}


def _differences(path: Path, manifest: Mapping[str, Any], verified: Collection[str] = ()) -> list[str]:
    found = []
    for name, known in manifest["files"].items():
        if name in verified:
            continue
        file = path / name
        if not file.is_file():
            found.append(f"{name} is missing")
        elif file.stat().st_size != known["size"] or _hash(file) != known["sha256"]:
            found.append(f"{name} is not what was written")
    try:
        if not found and len(ox.Store.read_only(str(path / "oxigraph"))) != manifest["quads"]:
            found.append("the store does not hold every quad")
    except (OSError, ValueError) as error:
        found.append(f"the store cannot be opened: {error}")
    return found


def _verify(aside: Path, manifest: Mapping[str, Any], verified: Collection[str]) -> None:
    wrong = _differences(aside, manifest, verified)
    if wrong:
        raise OutputError("{aside}: what was written is not what is on the disk ({names}); check the disk",
                          aside=aside, names=", ".join(wrong))


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _link(source: Path, target: Path) -> None:
    """The same file under another name, or a copy where the file system has no links, or no more of them."""
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:  # what is wrong with the disk itself, the copy tells too
        with source.open("rb") as file, target.open("wb") as copy:
            shutil.copyfileobj(file, copy)
            copy.flush()
            sync(copy.fileno())


def _point(root: Path, name: str) -> None:
    """Put a name into `current` by one rename.  Raises `OutputError`."""
    try:
        new = root / f"{_CURRENT}.new"
        with new.open("w", encoding="utf-8") as file:
            file.write(name)
            file.flush()
            sync(file.fileno())
        new.replace(root / _CURRENT)
        _sync_folder(root)
    except OSError as error:
        raise OutputError("{path}: cannot be written: {reason}", path=root, reason=error.strerror) from error


def _publish(folder: Path, generation: Generation, reached: Callable[[str], None] = lambda step: None) -> None:
    """Put a named generation's files into the folder, and say that they are there."""
    for name in generation.manifest()["top"]:
        new = folder / f".{name}.new"
        if not new.exists():
            _link(generation.path / name, new)
        new.replace(folder / name)
        new.unlink(missing_ok=True)  # a rename between two names of one file does nothing
    _sync_folder(folder)
    reached("finish")
    _point(folder / STORE, generation.path.name)


def _forgets(path: Path) -> str:
    """What tells which names a generation does without."""
    return str((_manifest(path) or {}).get("forgotten", ""))


def tidy(folder: Path) -> None:
    """Remove what no reader can want, after a build that was cut off.  Raises `OutputError`."""
    with locked(folder):
        try:
            _clean(folder, _named(folder))
        except OSError as error:
            raise OutputError("{path}: cannot be written: {reason}", path=folder, reason=_reason(error)) from error


def _clean(folder: Path, generation: Generation | None) -> None:
    """Remove what no reader can want: all but the current generation and the one before, and what was cut off.

    One that a reader keeps (`lease`) stays until a later build.  Where one has not forgotten all that the current one
    has (`kg.forget`), it goes in any case.
    """
    numbered = sorted(p for p in (folder / STORE).iterdir() if p.is_dir())
    before = [p for p in numbered if p.name.isdecimal() and generation and p < generation.path]
    keep = {generation.path} if generation else set()
    keep.update(p for p in before[-1:] if generation and _forgets(p) == _forgets(generation.path))
    forgets = _forgets(generation.path) if generation else ""
    for path in numbered:
        if path not in keep:
            with contextlib.ExitStack() as stack:
                if _forgets(path) == forgets and _is_leased(path, stack):
                    continue  # a later build removes it
                shutil.rmtree(path, ignore_errors=True)


def _is_leased(path: Path, stack: contextlib.ExitStack) -> bool:
    """Whether a reader keeps a generation (`lease`); where none does, none can until the stack ends."""
    try:
        file = stack.enter_context((path / _MANIFEST).open("rb"))
    except OSError:
        return False
    return not _lock(file, wanted=False)
