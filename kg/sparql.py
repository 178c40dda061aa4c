"""Queries that may be hostile: refused by their tokens where that is enough, run in a worker that is killed where not.

The engine has no time limit, cannot be interrupted, reaches the network for SERVICE and can overflow its stack.  So a
query runs in a process of its own that holds the data, opens nothing any more once it has them, and is ended when a
limit is passed; the next query gets a new one.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import pickle
import re
import signal
import struct
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox

from kg.errors import InputError, QueryError
from kg.ontology import PREFIXES

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """What a query may take: `seconds` of time, `rows` of solutions or triples, `megabytes` of memory beside the data.

    A build has `kg.Limits`.
    """

    seconds: float = 20.0
    rows: int = 100_000
    megabytes: int = 1024


@dataclass(frozen=True, slots=True)
class Result:
    """What a query gives: rows under variables, or a truth value, or triples."""

    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    truth: bool | None = None
    triples: tuple[ox.Triple, ...] | None = None


# ---- before: what a glance at the tokens shows ---------------------------------------------------------------------

LONGEST, DEEPEST, MOST_OPTIONAL = 64 * 1024, 100, 50
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# Comments, IRIs, strings, variables, language tags and local names may hold any word; what is left are keywords and marks.
# No part gives back what it took (*+), so that a query takes as long to look at as it is long.
_TOKEN = r"""
    (?P<blank>\s++|\#[^\r\n]*+) | <[^<>"{}|^`\\\x00-\x20]*+> | LONG
    "(?:\\.|[^"\\\r\n])*+" | '(?:\\.|[^'\\\r\n])*+' | (?P<broken>["'](?:\\.|[^\\\r\n])*+)
  | [?$]\w*+ | @[A-Za-z][A-Za-z0-9\-]*+
  | (?P<word>[^\W\d_][\w.\-]*+) (?P<local>:(?:\\[^\s\w]|%[0-9A-Fa-f]{2}|[\w:.\-])*+)?+ | :(?:\\[^\s\w]|%[0-9A-Fa-f]{2}|[\w:.\-])*+
  | (?P<open>[({\[]) | (?P<close>[)}\]]) | (?P<unary>[!+\-^]) | ."""
_LONG = {quote: rf"(?P<{name}>{quote * 3}(?:\\.|(?!{quote * 3}).)*+(?P<{name}_end>{quote * 3})?+) |" for name, quote in (("double", '"'), ("single", "'"))}
_LETTERS = re.compile("[A-Z]+")
_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"])


@lru_cache(maxsize=256)
def refuse(query: str) -> None:
    """Raise `QueryError` for a query that need not be tried: SERVICE, an update, too long, too deep, too many OPTIONALs."""
    if len(query.encode("utf-8", "surrogatepass")) > LONGEST:
        raise QueryError(f"the query is longer than {LONGEST // 1024} KB; put lists of values into fewer queries")
    # The standard lets any character be written \uXXXX, a keyword's too; what either reading shows is refused.
    for text in {query, _ESCAPE.sub(_unescaped, query)}:
        _refuse(text)


def _unescaped(match: re.Match[str]) -> str:
    code = int(match.group(1) or match.group(2), 16)
    return chr(code) if code <= 0x10FFFF else match.group()


def _refuse(text: str) -> None:
    depth = optional = run = 0
    before, called = "", False
    for token in _tokens(text):
        if token["blank"]:
            continue
        word = (token["word"] or token["broken"] or "").upper()
        # The engine takes a keyword from the front of what follows it: SERVICE:x { } and trueSERVICE are SERVICE to it.
        # A name whose prefix holds that word is one only where a group follows and no GRAPH or FROM stands before.
        if ("SERVICE" in word and not token["local"]) or (called and token["open"] == "{"):
            raise QueryError("SERVICE is refused: a query reads this graph alone and asks nothing of any host")
        called = "SERVICE" in word and before not in ("GRAPH", "FROM", "NAMED", "DESCRIBE")
        words = [] if token["local"] or token["broken"] else _LETTERS.findall(word)
        for update in _UPDATES.intersection(words):
            raise QueryError(f"{update} is refused: a query changes nothing; ask by SELECT, ASK, CONSTRUCT or DESCRIBE")
        before = words[-1] if words else ""
        depth += bool(token["open"]) - bool(token["close"])
        run = run + 1 if token["unary"] else 0
        optional += sum(w.count("OPTIONAL") + w.count("MINUS") for w in words)
        if depth > DEEPEST or run > DEEPEST:
            raise QueryError(f"the query is nested deeper than {DEEPEST} brackets or signs")
        if optional > MOST_OPTIONAL:
            raise QueryError(f"the query has more than {MOST_OPTIONAL} OPTIONAL or MINUS groups")


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """The tokens of a query, as the engine may take them.

    Three quotes that no other three close are an empty string and a quote to it.  When that is so once, it is so for all
    that follow, and from there on three quotes are read in that way.
    """
    quotes, place = "\"'", 0
    while place < len(text):
        for token in _pattern(quotes).finditer(text, place):
            groups = token.groupdict()
            unclosed = [q for name, q in (("double", '"'), ("single", "'")) if groups.get(name) and not groups[f"{name}_end"]]
            if unclosed:
                quotes, place = quotes.replace(unclosed[0], ""), token.start()
                break
            yield token
        else:
            return


@lru_cache(maxsize=4)
def _pattern(quotes: str) -> re.Pattern[str]:
    return re.compile(_TOKEN.replace("LONG", " ".join(_LONG[q] for q in quotes)), re.VERBOSE | re.DOTALL)


# ---- the asking side -----------------------------------------------------------------------------------------------

# A message is its kind, its length, its bytes.  Results come as the engine itself writes and reads them, which is twice as fast
# as any way through Python's objects: rows as TSV, triples as N-Triples.
_HEAD = struct.Struct(">cQ")
_LOAD, _ASK, _ROWS, _TRIPLES, _TRUTH, _ERROR, _END = b"L", b"A", b"R", b"T", b"B", b"E", b"."
_START = "import sys; sys.path.append(sys.argv[1]); from kg.sparql import serve; serve()"


class Worker:
    """A process that holds a graph and answers queries within limits.

    The graph is a store on disk (`store`, only read) or N-Quads (`quads`).  The process is started by the first query
    and again after one that had to be ended; it ends with this object or by `close`.
    """

    def __init__(self, *, store: Path | None = None, quads: bytes | None = None) -> None:
        """Name the graph; nothing is started yet."""
        self._load = (_LOAD, str(store).encode()) if store is not None else (_ROWS, quads or b"")
        self._process: subprocess.Popen[bytes] | None = None
        self._finish: weakref.finalize[Any, Worker] | None = None

    def query(self, text: str, limits: QueryLimits | None = None) -> Result:
        """Run a query; raises `QueryError` when it is refused, wrong, or passes a limit, `InputError` when the graph cannot be opened."""
        if limits is not None and not isinstance(limits, QueryLimits):
            raise QueryError("a query is limited by kg.QueryLimits(seconds=…, rows=…, megabytes=…), "
                             f"not by {limits!r:.40}; kg.Limits are the limits of a build")
        refuse(text)
        limits = limits or QueryLimits()
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            process.kill()

        timer = threading.Timer(limits.seconds, expire)
        timer.daemon = True
        timer.start()
        try:
            _send(process.stdin, _ASK, pickle.dumps((text, limits)))
            return _result(process.stdout)
        except (EOFError, BrokenPipeError):
            self._ended()
            if expired.is_set():
                raise QueryError(f"the query took more than {limits.seconds:g} s and was ended; narrow it or raise the limit") from None
            if process.returncode in (-signal.SIGSEGV, -signal.SIGBUS):
                raise QueryError("the query is nested too deeply for the engine, which ended itself") from None
            raise QueryError(f"the query needed more than {limits.megabytes} MB of memory and was ended; narrow it or raise the limit") from None
        except BaseException:
            self._ended()
            raise
        finally:
            timer.cancel()

    def close(self) -> None:
        """End the process, if one is running."""
        self._ended()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            root = str(Path(__file__).resolve().parent.parent)
            self._process = subprocess.Popen([sys.executable, "-P", "-c", _START, root], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                             stderr=subprocess.DEVNULL)
            self._finish = weakref.finalize(self, _end, self._process)
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            try:
                _send(self._process.stdin, *self._load)
                problem = _receive(self._process.stdout)[1].decode()
            except (EOFError, BrokenPipeError):
                problem = "its process ended"
            if problem:
                self._ended()
                raise InputError(f"the graph cannot be opened: {problem}")
        return self._process

    def _ended(self) -> None:
        if self._finish is not None:
            self._finish()
        self._process = self._finish = None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
    process.wait()


def _send(pipe: IO[bytes], kind: bytes, data: bytes = b"") -> None:
    pipe.write(_HEAD.pack(kind, len(data)))
    pipe.write(data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> tuple[bytes, bytes]:
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise EOFError
    kind, size = _HEAD.unpack(head)
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return kind, data


def _result(pipe: IO[bytes]) -> Result:
    parts: list[bytes] = []
    kind, data = _receive(pipe)
    last = kind
    while kind not in (_END, _ERROR):
        parts.append(data)
        last = kind
        kind, data = _receive(pipe)
    if kind == _ERROR:
        raise QueryError(data.decode())
    whole = b"".join(parts)
    if last == _TRUTH:
        return Result(truth=whole == b"true")
    if last == _TRIPLES:
        return Result(triples=tuple(sorted({q.triple for q in ox.parse(whole, format=ox.RdfFormat.N_TRIPLES)}, key=str)))
    found = ox.parse_query_results(whole, format=ox.QueryResultsFormat.TSV)
    assert isinstance(found, ox.QuerySolutions)
    return Result(tuple(v.value for v in found.variables), tuple(tuple(row) for row in found))


# ---- the answering side, in a process of its own ---------------------------------------------------------------------


def serve() -> None:
    """Hold a graph and answer queries from standard input on standard output until it is closed."""
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    kind, data = _receive(questions)
    try:
        if kind == _LOAD:
            store = ox.Store.read_only(data.decode())
        else:
            store = ox.Store()
            store.bulk_load(data, format=ox.RdfFormat.N_QUADS)
    except (OSError, SyntaxError, ValueError) as error:
        _send(answers, _ERROR, str(error).encode())
        return
    del data
    held = _in_use()
    _close_the_door()
    _send(answers, _END)
    while True:
        try:
            _, data = _receive(questions)
        except EOFError:
            return
        text, limits = pickle.loads(data)
        _limit(limits, held)
        problem = _answer(store, text, limits, answers)
        _send(answers, _ERROR if problem else _END, problem.encode())


class _PassedError(Exception):
    """A result that is larger than the limits allow."""


class _Answers(io.RawIOBase):
    """What the engine writes goes on in messages, as long as it stays within the limits."""

    def __init__(self, pipe: IO[bytes], kind: bytes, limits: QueryLimits, head: int) -> None:
        self.pipe, self.kind, self.limits = pipe, kind, limits
        self.lines, self.bytes = -head, 0

    def write(self, data: Any) -> int:
        """Pass data on; raises `_PassedError`."""
        data = bytes(data)
        self.lines += data.count(b"\n")
        self.bytes += len(data)
        if self.lines > self.limits.rows:
            raise _PassedError(f"the query gives more than {self.limits.rows} rows; add LIMIT, narrow it or raise the limit")
        if self.bytes > self.limits.megabytes << 20:
            raise _PassedError(f"the result is larger than {self.limits.megabytes} MB; narrow the query or raise the limit")
        self.pipe.write(_HEAD.pack(self.kind, len(data)))
        self.pipe.write(data)
        return len(data)


def _answer(store: ox.Store, text: str, limits: QueryLimits, pipe: IO[bytes]) -> str:
    """Write the answer; what went wrong, or nothing."""
    try:
        found = store.query(text, prefixes=PREFIXES)
        if isinstance(found, ox.QueryBoolean):
            _send(pipe, _TRUTH, b"true" if found else b"false")
        elif isinstance(found, ox.QueryTriples):
            _send(pipe, _TRIPLES)
            ox.serialize(found, cast(IO[bytes], _Answers(pipe, _TRIPLES, limits, 0)), ox.RdfFormat.N_TRIPLES)
        else:
            found.serialize(cast(IO[bytes], _Answers(pipe, _ROWS, limits, 1)), ox.QueryResultsFormat.TSV)
    except _PassedError as error:
        return str(error)
    except SyntaxError as error:
        return f"the query cannot be parsed: {error}"
    except MemoryError:
        return f"the query needed more than {limits.megabytes} MB of memory; narrow it or raise the limit"
    except OSError as error:
        if os.strerror(errno.EMFILE) in str(error):  # the door is closed
            return "the query would open a connection or a file, which is refused: a query reads this graph alone"
        return f"the query cannot be run: {error}"
    except (ValueError, RuntimeError) as error:
        return f"the query cannot be run: {error}"
    return ""


def _close_the_door() -> None:
    """No file and no socket can be opened from here on: SERVICE would find no network even if it came so far."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit(limits: QueryLimits, held: int | None) -> None:
    """Memory beside the data, and processor time in case that nobody is there any more to end this process."""
    if sys.platform != "win32":
        import resource

        spent = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(spent.ru_utime + spent.ru_stime + limits.seconds) + 5
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        if held is not None:
            resource.setrlimit(resource.RLIMIT_DATA, (held + (limits.megabytes << 20), resource.getrlimit(resource.RLIMIT_DATA)[1]))


def _in_use() -> int | None:
    """Bytes of data that this process holds now; None where the system does not tell."""
    try:
        found = re.search(r"VmData:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    except OSError:
        return None
    return int(found.group(1)) << 10 if found else None
