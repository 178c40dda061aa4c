"""Queries that may be hostile: refused by their tokens where that is enough, run in a worker that is killed where not.

The engine has no time limit, cannot be interrupted, reaches the network for SERVICE and can overflow its stack.  So a
query runs in a process of its own that holds the data, opens no connection any more once it has them, and is ended when
a limit is passed; the next query gets a new one.
"""

from __future__ import annotations

import errno
import io
import os
import pickle
import re
import struct
import sys
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, TypeVar, cast

import pyoxigraph as ox

from kg.child import Child, Death, allowed, allowed_memory, set_limit
from kg.door import close_door
from kg.errors import InputError, QueryError
from kg.explain import explained
from kg.formats import BEFORE, ROWS, TRIPLES, XML, distinct, row_counter, xml_problem
from kg.language import Language, say, speaking, spoken
from kg.limits import MB, check_limit
from kg.ontology import PREFIXES
from kg.tabular import data_frame, shown

Row = TypeVar("Row")
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """What a query may take: `seconds` of time, `rows` of solutions or triples, `megabytes` of memory beside the data.

    A build has `kg.Limits`.
    """

    seconds: float = 20.0
    rows: int = 100_000
    megabytes: int = 1024

    def __post_init__(self) -> None:
        """Raise `InputError` for a limit that is none: no time is infinite, and NaN is no time."""
        check_limit("the time of a query", self.seconds, "s", 0.01)
        check_limit("the rows of a query", self.rows, "rows")
        check_limit("the memory of a query", self.megabytes, "MB", 16)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as a worker is asked it, in which format it writes the answer (`kg.formats`; empty: none is wanted), and
    of which graphs.

    `default_graphs` and `named_graphs` are IRIs; together they are the dataset, in place of what the query says, where
    either is given.  Relative IRIs stand below `base`, where there is one.  Who asks has seen to it that nothing speaks
    against the query (`refuse`).
    """

    text: str
    limits: QueryLimits
    rows: str = "tsv"
    triples: str = "nt"
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What a query gives: rows under variables, or a truth value, or triples."""

    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    truth: bool | None = None
    triples: tuple[ox.Triple, ...] | None = None

    def dicts(self) -> list[dict[str, Any]]:
        """A dictionary a row, by variables, with values of Python: int, `Decimal`, bool, else text; None is unbound."""
        columns, rows = self._table()
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def to_pandas(self) -> Any:
        """The rows as a `pandas.DataFrame`; decimals are floats.  Raises `InputError` without pandas."""
        return data_frame(*self._table())

    def _repr_html_(self) -> str:
        return str(self.truth).lower() if self.truth is not None else shown(*self._table())

    def _table(self) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        if self.truth is not None:
            return ("truth",), [(self.truth,)]
        if self.triples is not None:
            return PARTS, [tuple(map(_python, (t.subject, t.predicate, t.object))) for t in self.triples]
        return self.variables, [tuple(map(_python, row)) for row in self.rows]


PARTS = ("subject", "predicate", "object")  # the columns of triples that are shown as rows
_XSD = "http://www.w3.org/2001/XMLSchema#"
_PYTHON: dict[str, Callable[[str], Any]] = {
    f"{_XSD}integer": int, f"{_XSD}decimal": Decimal, f"{_XSD}double": float, f"{_XSD}boolean": "true".__eq__}


def _python(term: Any) -> Any:
    """A term as a value of Python; a text that is not of its datatype stays one."""
    if isinstance(term, ox.Literal):
        try:
            return _PYTHON.get(term.datatype.value, str)(term.value)
        except (ValueError, ArithmeticError):
            return term.value
    return str(term) if term is not None and not isinstance(term, ox.NamedNode) else term and term.value


# ---- before: what a glance at the tokens shows ---------------------------------------------------------------------

LONGEST, DEEPEST, MOST_OPTIONAL = 64 * 1024, 100, 50
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# Comments, IRIs, strings, variables, language tags and local names may hold any word; what is left are keywords and
# marks.
# No part gives back what it took (*+), so that a query takes as long to look at as it is long.
_TOKEN = r"""
    (?P<blank>\s++|\#[^\r\n]*+) | <[^<>"{}|^`\\\x00-\x20]*+> | LONG
    "(?:\\.|[^"\\\r\n])*+" | '(?:\\.|[^'\\\r\n])*+' | (?P<broken>["'](?:\\.|[^\\\r\n])*+)
  | [?$]\w*+ | @[A-Za-z][A-Za-z0-9\-]*+
  | (?P<word>[^\W\d_][\w.\-]*+) (?P<local>:(?:\\[^\s\w]|%[0-9A-Fa-f]{2}|[\w:.\-])*+)?+
  | :(?:\\[^\s\w]|%[0-9A-Fa-f]{2}|[\w:.\-])*+
  | (?P<open>[({\[]) | (?P<close>[)}\]]) | (?P<unary>[!+\-^]) | ."""
_LONG = {quote: rf"(?P<{name}>{quote * 3}(?:\\.|(?!{quote * 3}).)*+(?P<{name}_end>{quote * 3})?+) |"
         for name, quote in (("double", '"'), ("single", "'"))}
_LETTERS = re.compile("[A-Z]+")
_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"])
_TELLING = ("SERVICE", "\\U", *sorted(_UPDATES))  # what a query holds that needs a closer look


@lru_cache(maxsize=256)
def refuse(query: str) -> None:
    """Raise `QueryError` for a query that need not be tried: empty, SERVICE, an update, too long, too deep, too many
    OPTIONALs."""
    if not query.strip():
        raise _refused(say("the query is empty; kg query --list names questions that can be asked by -n"))
    if len(query.encode("utf-8", "surrogatepass")) > LONGEST:
        raise _refused(say("the query is longer than {n} KB; put lists of values into fewer queries",
                           n=LONGEST // 1024))
    # The standard lets any character be written \uXXXX, a keyword's too; what either reading shows is refused.
    for text in {query, _ESCAPE.sub(_unescaped, query) if "\\" in query else query}:
        if may_be_refused(text):
            _refuse(text)


def may_be_refused(text: str) -> bool:
    """Whether a query holds what it would be refused for; most do not, and need no closer look."""
    said = text.upper()
    return (not said or said.isspace() or any(map(said.__contains__, _TELLING))
            or sum(map(text.count, "({[")) > DEEPEST or sum(map(text.count, "!+-^")) > DEEPEST
            or said.count("OPTIONAL") + said.count("MINUS") > MOST_OPTIONAL)


def _unescaped(match: re.Match[str]) -> str:
    code = int(match.group(1) or match.group(2), 16)
    return chr(code) if code <= 0x10FFFF else match.group()


def _refused(message: str) -> QueryError:
    return QueryError(message, "refused")


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
            raise _refused(say("SERVICE is refused: a query reads this graph alone and asks nothing of any host"))
        called = "SERVICE" in word and before not in ("GRAPH", "FROM", "NAMED", "DESCRIBE")
        words = [] if token["local"] or token["broken"] else _LETTERS.findall(word)
        for update in _UPDATES.intersection(words):
            raise _refused(say("{update} is refused: a query changes nothing; ask by SELECT, ASK, CONSTRUCT or "
                               "DESCRIBE", update=update))
        before = words[-1] if words else ""
        depth += bool(token["open"]) - bool(token["close"])
        run = run + 1 if token["unary"] else 0
        optional += sum(w.count("OPTIONAL") + w.count("MINUS") for w in words)
        if depth > DEEPEST or run > DEEPEST:
            raise _refused(say("the query is nested deeper than {n} brackets or signs", n=DEEPEST))
        if optional > MOST_OPTIONAL:
            raise _refused(say("the query has more than {n} OPTIONAL or MINUS groups", n=MOST_OPTIONAL))


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """The tokens of a query, as the engine may take them.

    Three quotes that no other three close are an empty string and a quote to it.  When that is so once, it is so for
    all that follow, and from there on three quotes are read in that way.
    """
    quotes, place = "\"'", 0
    while place < len(text):
        for token in _pattern(quotes).finditer(text, place):
            groups = token.groupdict()
            unclosed = [q for name, q in (("double", '"'), ("single", "'")) if groups.get(name)
                        and not groups[f"{name}_end"]]
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

# A message is its kind, its length, its bytes.  Results come as the engine itself writes and reads them, which is twice
# as fast
# as any way through Python's objects: rows as TSV, triples as N-Triples.
HEAD = struct.Struct(">cQ")
_LOAD, _ASK, _ROWS, _TRIPLES, _TRUTH, ERROR, END = b"L", b"A", b"R", b"T", b"B", b"E", b"."
# Bytes that a row or a triple may have.  The engine's readers refuse more than 16 MB, and that of rows takes time by
# the square of them.
_LONGEST = {_ROWS: 4 << 20, _TRIPLES: (16 << 20) - 1024}
_MESSAGE = 256 * 1024  # bytes of an answer that go on at a time
_ANSWER = 4  # an answer may have this part of the memory: whoever asks holds it twice, and its rows


class Worker:
    """A process that holds a graph and answers queries within limits.

    The graph is a store on disk (`store`, only read) or N-Quads (`quads`).  The process is started by the first query
    and again after one that had to be ended; it ends with this object or by `close`.
    """

    def __init__(self, *, store: Path | None = None, quads: bytes | None = None) -> None:
        """Name the graph; nothing is started yet."""
        self._load = loading(store) if store is not None else (_ROWS, quads or b"")
        self._child: Child | None = None
        self._finish: weakref.finalize[Any, Worker] | None = None

    def query(self, text: str, limits: QueryLimits | None = None) -> Result:
        """Run a query; raises `QueryError` when it is refused, wrong, or passes a limit, `InputError` when the graph
        cannot be opened."""
        if limits is not None and not isinstance(limits, QueryLimits):
            raise QueryError("a query is limited by kg.QueryLimits(seconds=…, rows=…, megabytes=…), not by "
                             "{limits!r:.40}; kg.Limits are the limits of a build", limits=limits)
        text = text.removeprefix("\ufeff")  # of a query that was copied from a file
        refuse(text)
        limits = limits or QueryLimits()
        child = self._started()
        try:
            with child.within(limits.seconds):
                _send(child.inbox, *question(Asked(text, limits)))
                return _result(child.outbox, child.late)
        except (EOFError, BrokenPipeError):
            raise self._death(child, limits) from None
        except MemoryError:
            self._ended()
            raise QueryError("the answer is larger than there is memory for; narrow the query") from None
        except BaseException:
            self._ended()
            raise

    def close(self) -> None:
        """End the process, if one is running."""
        self._ended()

    def _death(self, child: Child, limits: QueryLimits) -> QueryError:
        """Why the process ended before it had answered."""
        death = child.death()
        self._ended()
        return ended(death, limits)

    def _started(self) -> Child:
        if self._child is not None and self._child.process.poll() is not None:  # ended since by somebody else
            self._ended()
        if self._child is None:
            child = self._child = Child("sparql")
            self._finish = weakref.finalize(self, child.close)
            try:
                _send(child.inbox, *self._load)
                problem = _receive(child.outbox)[1].decode()
            except (EOFError, BrokenPipeError):
                death = child.death()
                problem = say("its process ended ({why}){limit}", why=death.said or death.ending,
                              limit=allowed("AS", "DATA", "CPU"))
            except BaseException:
                self._ended()
                raise
            if problem:
                self._ended()
                raise InputError("the graph cannot be opened: {problem}", problem=problem)
        return self._child

    def _ended(self) -> None:
        if self._finish is not None:
            self._finish()
        self._child = self._finish = None


def ended(death: Death, limits: QueryLimits) -> QueryError:
    """What to say of a query whose worker ended before it had answered."""
    if death.cause == "late":
        said = say("the query took more than {seconds:g} s and was ended; narrow it or raise the limit",
                   seconds=limits.seconds)
    elif death.cause == "fault":
        said = say("the query is nested too deeply for the engine, which ended itself")
    elif death.cause == "processor":
        said = say("the query used up its processor time and was ended{limit}; narrow it or raise that limit",
                   limit=allowed("CPU"))
    else:
        said = say("the query needed more than {n} MB of memory and was ended{limit}; narrow it or raise the limit",
                   n=limits.megabytes, limit=allowed_memory(limits.megabytes))
    killed = death.cause == "ended" and death.ending == "signal 9"
    return QueryError(said, "killed" if killed else "limit")


def question(asked: Asked) -> tuple[bytes, bytes]:
    """The message that asks a worker something: its kind and its bytes."""
    limits = asked.limits
    return _ASK, pickle.dumps((asked.text, (limits.seconds, limits.rows, limits.megabytes), asked.rows, asked.triples,
                               asked.default_graphs, asked.named_graphs, asked.base, spoken()))


def _asked(data: bytes) -> tuple[Asked, Language | None]:
    """What such a message asks, and the language in which to say what is wrong with it."""
    text, limits, *more, language = pickle.loads(data)
    return Asked(text, QueryLimits(*limits), *more), language


def loading(store: Path) -> tuple[bytes, bytes]:
    """The message by which a worker that has just started opens a store on disk; it says `END`, or an `ERROR`."""
    return _LOAD, str(store).encode("utf-8", "surrogateescape")


def gives_triples(kind: bytes) -> bool:
    """Whether a message of this kind is a part of an answer of triples, not of rows or a truth value."""
    return kind == _TRIPLES


def problem(data: bytes) -> QueryError:
    """What a worker says by a message of an error."""
    cause, _, message = data.decode("utf-8", "replace").partition("\n")
    return QueryError(message, cause)


def _send(pipe: IO[bytes], kind: bytes, data: bytes = b"") -> None:
    pipe.write(HEAD.pack(kind, len(data)))
    pipe.write(data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> tuple[bytes, bytes]:
    head = pipe.read(HEAD.size)
    if len(head) < HEAD.size:
        raise EOFError
    kind, size = HEAD.unpack(head)
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return kind, data


def _result(pipe: IO[bytes], expired: threading.Event) -> Result:
    parts: list[bytes] = []
    kind, data = _receive(pipe)
    last = kind
    while kind not in (END, ERROR):
        parts.append(data)
        last = kind
        kind, data = _receive(pipe)
    if kind == ERROR:
        raise problem(data)
    whole = b"".join(parts)
    if last == _TRUTH:
        return Result(truth=whole == b"true")
    if last == _TRIPLES:
        parsed = _timed(ox.parse(whole, format=ox.RdfFormat.N_TRIPLES), expired)
        return Result(triples=tuple(sorted({q.triple for q in parsed}, key=str)))
    found = ox.parse_query_results(whole, format=ox.QueryResultsFormat.TSV)
    assert isinstance(found, ox.QuerySolutions)
    return Result(tuple(v.value for v in found.variables), tuple(tuple(row) for row in _timed(found, expired)))


def _timed(rows: Iterable[Row], expired: threading.Event) -> Iterator[Row]:
    """Rows, as long as there is time for them: what is left of it is for reading the answer too.  Raises `EOFError`."""
    for row in rows:
        if expired.is_set():
            raise EOFError
        yield row


# ---- the answering side, in a process of its own ---------------------------------------------------------------------


def main() -> None:
    """Hold a graph and answer queries from standard input on standard output until it is closed."""
    # Most answers go out with their end in one write, which wakes whoever asked once.
    questions = sys.stdin.buffer
    answers = io.BufferedWriter(io.FileIO(sys.stdout.fileno(), "w", closefd=False), _MESSAGE)
    kind, data = _receive(questions)
    files = 0
    try:
        if kind == _LOAD:
            path = data.decode("utf-8", "surrogateescape")
            store = ox.Store.read_only(path)
            files = sum(1 for _ in Path(path).glob("*.sst"))  # of which the engine opens most when they are needed
        else:
            store = ox.Store()
            store.bulk_load(data, format=ox.RdfFormat.N_QUADS)
    except (OSError, SyntaxError, ValueError) as error:
        _send(answers, ERROR, str(error).encode())
        return
    del data
    held = _in_use()
    close_door(files)
    _send(answers, END)
    while True:
        try:
            _, data = _receive(questions)
        except EOFError:
            return
        asked, language = _asked(data)
        _limit(asked.limits, held)
        with speaking(language):
            wrong = _answer(store, asked, answers)
        _send(answers, ERROR if wrong else END, f"{wrong.cause}\n{wrong}".encode("utf-8", "replace") if wrong else b"")


class _PassedError(Exception):
    """A result that is larger than the limits allow."""


class _Answers(io.RawIOBase):
    """What the engine writes goes on in messages, as long as it stays within the limits."""

    def __init__(self, pipe: IO[bytes], kind: bytes, limits: QueryLimits, format: str) -> None:
        self.pipe, self.kind, self.limits, self.format = pipe, kind, limits, format
        # A reader of this program's own takes the answer as TSV or N-Triples; others look after themselves.
        self.longest = _LONGEST[kind] if format in ("tsv", "nt") else 0
        self._waiting = bytearray()
        self.rows, self.bytes, self.line = BEFORE.get(format, 0), 0, 0
        self._counted = row_counter(format) if kind == _ROWS else lambda piece: 0

    def write(self, data: Any) -> int:
        """Pass data on; raises `_PassedError`."""
        data = bytes(data)
        self.rows += self._counted(data)
        self.bytes += len(data)
        if self.rows > self.limits.rows:
            raise _too_many(self.limits)
        if self.longest and self._measured(data) > self.longest:
            raise _PassedError(say("a row of the result is larger than {n:.0f} MB; ask for a part of its texts "
                                   "(SUBSTR)", n=self.longest / MB))
        if self.bytes > (self.limits.megabytes << 20) // _ANSWER:
            raise _PassedError(say("the result is larger than {n:g} MB, a quarter of the memory that the query may "
                                   "have; narrow it or raise the limit", n=self.limits.megabytes / _ANSWER))
        if self.format in XML and (wrong := xml_problem(data)):
            raise ValueError(wrong)
        self._waiting += data
        if len(self._waiting) >= _MESSAGE:
            self.pass_on()
        return len(data)

    def pass_on(self) -> None:
        """Send what was written since the last message."""
        self.pipe.write(HEAD.pack(self.kind, len(self._waiting)) + self._waiting)
        self._waiting.clear()

    def _measured(self, data: bytes) -> int:
        """The length of the longest row that these bytes are of, as far as it is there."""
        lengths = [len(piece) for piece in data.split(b"\n")]
        lengths[0] += self.line
        self.line = lengths[-1]
        return max(lengths)


def _too_many(limits: QueryLimits) -> _PassedError:
    return _PassedError(say("the query gives more than {n} rows; add LIMIT, narrow it or raise the limit",
                            n=limits.rows))


def _answer(store: ox.Store, asked: Asked, pipe: IO[bytes]) -> QueryError | None:
    """Write the answer; what went wrong, if anything did."""
    try:
        _write(_found(store, asked), asked, pipe)
    except QueryError as error:
        return error
    except _PassedError as error:
        return QueryError(str(error), "limit")
    except SyntaxError as error:
        return QueryError(explained(asked.text, str(error), PREFIXES))
    except MemoryError:
        return QueryError("the query needed more than {n} MB of memory; narrow it or raise the limit", "limit",
                          n=asked.limits.megabytes)
    except OSError as error:
        if os.strerror(errno.EMFILE) in str(error):  # the door is closed
            return QueryError("the query would open a connection or a file, which is refused: "
                              "a query reads this graph alone", "refused")
        return QueryError("the query cannot be run: {error}", error=error)
    except (ValueError, RuntimeError) as error:
        return QueryError("the query cannot be run: {error}", error=error)
    return None


def _found(store: ox.Store, asked: Asked) -> ox.QueryBoolean | ox.QuerySolutions | ox.QueryTriples:
    base = asked.base or None
    if not asked.default_graphs and not asked.named_graphs:
        return store.query(asked.text, base_iri=base, prefixes=PREFIXES)
    default: list[Any] = [ox.NamedNode(iri) for iri in asked.default_graphs]
    named: list[Any] = [ox.NamedNode(iri) for iri in asked.named_graphs]
    return store.query(asked.text, base_iri=base, prefixes=PREFIXES, default_graph=default, named_graphs=named)


def _write(found: ox.QueryBoolean | ox.QuerySolutions | ox.QueryTriples, asked: Asked, pipe: IO[bytes]) -> None:
    """Write what was found, in the format that is wanted for it; raises `QueryError` where none is, `_PassedError`."""
    triples = isinstance(found, ox.QueryTriples)
    format = asked.triples if triples else asked.rows
    if not format:
        raise QueryError(
            "the query gives triples, which are there as Turtle, N-Triples, JSON-LD and RDF/XML" if triples else
            "the query gives rows or a truth value, which are there as JSON, XML, CSV and TSV", "format")
    if isinstance(found, ox.QueryBoolean):
        _send(pipe, _TRUTH, found.serialize(format=ROWS[format]) or b"")
    elif isinstance(found, ox.QueryTriples):
        out = _Answers(pipe, _TRIPLES, asked.limits, format)
        ox.serialize(_within(distinct(found, format), asked.limits), cast(IO[bytes], out), TRIPLES[format],
                     prefixes=PREFIXES if format in ("ttl", "rdf") else None)
        out.pass_on()
    else:
        out = _Answers(pipe, _ROWS, asked.limits, format)
        found.serialize(cast(IO[bytes], out), ROWS[format])
        out.pass_on()


def _within(triples: Iterable[ox.Triple], limits: QueryLimits) -> Iterator[ox.Triple]:
    """Triples, as long as they are not too many.  Raises `_PassedError`."""
    for number, triple in enumerate(triples):
        if number >= limits.rows:
            raise _too_many(limits)
        yield triple


def _limit(limits: QueryLimits, held: int | None) -> None:
    """Memory beside the data, and processor time in case that nobody is there any more to end this process."""
    if sys.platform != "win32":
        import resource

        spent = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(spent.ru_utime + spent.ru_stime + limits.seconds) + 5
        set_limit("CPU", seconds)
        if held is not None:
            set_limit("DATA", held + (limits.megabytes << 20))


def _in_use() -> int | None:
    """Bytes of data that this process holds now; None where the system does not tell."""
    try:
        found = re.search(r"VmData:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    except OSError:
        return None
    return int(found.group(1)) << 10 if found else None
