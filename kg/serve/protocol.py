"""SPARQL 1.1 Protocol, the part that queries: GET, a form, or the query itself as the body of a POST.

An answer that is small is sent whole; a larger one goes from the worker to the wire as it is written, and a query that
passes a limit only then cuts the connection, so that no half of an answer looks like one.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from urllib.parse import quote, urlencode

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from kg.errors import QueryError
from kg.formats import ROWS as ROW_FORMATS
from kg.ontology import ID
from kg.serve.connections import KEEPING
from kg.serve.form import parameters
from kg.serve.guard import body_of, headers_of
from kg.serve.held import Held, held_of
from kg.serve.negotiate import NAMED, ROWS, TRIPLES, preferred
from kg.serve.problem import problem
from kg.serve.service import description
from kg.serve.workers import Answer, BusyError
from kg.sparql import LONGEST, Asked, QueryLimits, gives_triples, may_be_refused, refuse

METHODS = "GET, HEAD, OPTIONS, POST"
_LOG = logging.getLogger(__name__)
_WHOLE = 256 * 1024  # bytes of an answer up to which it is sent at once
_PIECE = 64 * 1024
_GRACE = 1.0  # that a query for nobody has to end: a worker takes longer to be replaced
_MOST_PARAMETERS = 1_000
_STATUS = {"query": 400, "refused": 400, "format": 406, "limit": 422, "killed": 422}
_CHARSETS = ("", "utf-8", "utf8", "us-ascii")
# What makes two answers to one query differ, in capitals; an escape may spell any of it.
_VARYING = ("RAND", "NOW", "UUID", "BNODE", "\\U", "[", "_:")
_PAGE = ("text/html", "html")
_LONGEST_LINK = 4_000  # characters of a query that a browser is led to
_TELLING = ("content-type", "accept")  # headers that an answer depends on, besides what is asked
_FORM, _DIRECT, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"


class ProtocolError(Exception):
    """A request that is none of the protocol: the status, what is wrong, and headers that say what would be right."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        """Say what is wrong."""
        super().__init__(detail)
        self.status, self.headers = status, headers


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request asks: the query, of which graphs, and in which formats; media type and format of each kind.

    Two answers to one that `varies` may differ.
    """

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    rows: tuple[str, str]
    triples: tuple[str, str]
    varies: bool


class Sparql:
    """The endpoint."""

    def __init__(self, limits: QueryLimits) -> None:
        """Answer within limits."""
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request, send)
        except ProtocolError as error:
            response = problem(scope, error.status, str(error), error.headers)
        except QueryError as error:
            response = problem(scope, _STATUS[error.cause], " ".join(str(error).split()))
        except BusyError as error:
            response = problem(scope, 503, str(error), {"retry-after": "5"})
        if response is not None:
            await response(scope, receive, send)

    async def _answer(self, request: Request, send: Send) -> Response | None:
        """The answer, or nothing when it has been sent.  Raises `ProtocolError`, `QueryError`, `BusyError`."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"allow": METHODS})
        held = held_of(request)
        asking = (request.method == "POST", request.scope["query_string"], body_of(request),
                  *map(headers_of(request).get, _TELLING))
        if request.method in ("GET", "HEAD", "POST") and (known := held.known.get(asking)) is not None:
            return _unless_known(request, known, held)
        given = _given(request)
        if not any(name in _KNOWN for name, _ in given) and request.method in ("GET", "HEAD"):
            return description(request)
        wanted = _wanted(request, given)
        if _is_for_people(request, given, wanted):
            return RedirectResponse(f"/ask#{urlencode({'q': wanted.query})}", 303, {"vary": "Accept"})
        tag = _tag(request, wanted)
        if tag and _has(request, f'"{tag}{wanted.rows[1]}"', f'"{tag}{wanted.triples[1]}"'):
            return _not_modified()
        if may_be_refused(wanted.query):
            await asyncio.to_thread(refuse, wanted.query)  # a long look, in which others have their turn
        asked = Asked(wanted.query, self._limits, wanted.rows[1], wanted.triples[1], wanted.default_graphs,
                      wanted.named_graphs, ID)
        try:
            response = await _asked(request, asked, wanted, tag, send)
        except QueryError as error:
            if error.cause != "killed":
                raise
            response = await _asked(request, asked, wanted, tag, send)  # by another worker, once
        if response is not None and not wanted.varies:
            held.known.put(asking, response, len(response.body) + sum(len(part) for part in asking[1:] if part))
        return response


async def _asked(request: Request, asked: Asked, wanted: Wanted, tag: str, send: Send) -> Response | None:
    """The answer of a worker, or nothing when it has been sent.  Raises `QueryError`, `BusyError`."""
    async with held_of(request).pool.ask(asked, partial(_gone, request)) as answer:
        data, whole = await answer.take(_WHOLE)
        response = _response(wanted.triples if gives_triples(answer.kind) else wanted.rows, data, tag)
        if whole:
            return response
        await _stream(response, answer, data, send)
    return None


def _is_for_people(request: Request, given: list[tuple[str, str]], wanted: Wanted) -> bool:
    """Whether a browser follows a link to a query: it is shown by the page to ask, which takes no graphs."""
    accept = headers_of(request).get("accept", "")
    return (request.method == "GET" and len(given) == 1 and len(wanted.query) <= _LONGEST_LINK
            and preferred(accept, (*ROWS, *TRIPLES, _PAGE)) == _PAGE)


def _unless_known(request: Request, known: Response, held: Held) -> Response:
    """An answer that was given before, or that whoever asks has it."""
    if "if-none-match" not in headers_of(request):
        request.scope[KEEPING] = held.written  # nothing but the bytes of the request has decided this
        return known
    return _not_modified() if _has(request, known.headers.get("etag", "\0").removeprefix("W/")) else known


def _not_modified() -> Response:
    return Response(status_code=304, headers={"vary": "Accept", "cache-control": "no-cache"})


def _response(format: tuple[str, str], data: bytes, tag: str) -> Response:
    """An answer, or the first bytes of one."""
    headers = {"vary": "Accept", "cache-control": "no-cache" if tag else "no-store"}
    if tag:
        headers["etag"] = f'W/"{tag}{format[1]}"'
    return Response(data, headers=headers, media_type=_typed(format[0]))


async def _gone(request: Request) -> None:
    """Wait until a client is gone, and a moment longer."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    await asyncio.sleep(_GRACE)


async def _stream(response: Response, answer: Answer, data: bytes, send: Send) -> None:
    """Send the rest of an answer as it comes, of which the first bytes are here.

    One that cannot be ended is left without an end: the server then cuts the connection, which every client notices.
    """
    headers = [pair for pair in response.raw_headers if pair[0] != b"content-length"]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": data, "more_body": True})
    whole = False
    while not whole:
        try:
            data, whole = await answer.take(_PIECE)
        except QueryError as error:
            _LOG.warning("an answer was cut: %s", error)
            return
        await send({"type": "http.response.body", "body": data, "more_body": not whole})


def _typed(media: str) -> str:
    """A media type with the character encoding where it has that parameter."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


# ---- what a request asks -------------------------------------------------------------------------------------------

_KNOWN = ("query", "update", "default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri")


def _given(request: Request) -> list[tuple[str, str]]:
    """The parameters of a request, those of the address first.  Raises `ProtocolError`."""
    given = _parsed(request.scope["query_string"])
    if request.method in ("GET", "HEAD"):
        return given
    if request.method != "POST":
        raise ProtocolError(405, f"{request.method} is none of this endpoint's methods: {METHODS}", {"allow": METHODS})
    media, _, parameters = headers_of(request).get("content-type", "").partition(";")
    charset = re.search(r'charset\s*=\s*"?([^\s";]+)', parameters, re.IGNORECASE)
    if (charset.group(1).lower() if charset else "") not in _CHARSETS:
        raise ProtocolError(415, "a query is sent in UTF-8")
    media = media.strip().lower()
    if media == _FORM:
        return given + _parsed(body_of(request))
    if media == _DIRECT:
        return [*given, ("query", _text(body_of(request)))]
    if media == _UPDATE:
        raise ProtocolError(403, "an update is refused: this endpoint answers queries and changes nothing")
    raise ProtocolError(415, f"a query is posted as {_FORM} or {_DIRECT}", {"accept-post": f"{_FORM}, {_DIRECT}"})


def _parsed(data: bytes) -> list[tuple[str, str]]:
    try:
        return parameters(data, _MOST_PARAMETERS)
    except UnicodeDecodeError as error:
        raise ProtocolError(400, "a query is sent in UTF-8, and this is none") from error
    except ValueError as error:
        raise ProtocolError(400, f"there are more than {_MOST_PARAMETERS} parameters") from error


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise ProtocolError(400, "a query is sent in UTF-8, and this is none") from error


def _wanted(request: Request, given: list[tuple[str, str]]) -> Wanted:
    """What the parameters ask for.  Raises `ProtocolError`."""
    if any(name == "update" or name.startswith("using-") for name, _ in given):
        raise ProtocolError(403, "an update is refused: this endpoint answers queries and changes nothing")
    queries = [value for name, value in given if name == "query"]
    if len(queries) != 1:
        raise ProtocolError(400, f"a request asks one query, by the parameter query; this has {len(queries) or 'none'}")
    query = queries[0].removeprefix("\ufeff")
    if len(query.encode("utf-8", "surrogatepass")) > LONGEST:
        raise ProtocolError(413, f"the query is longer than {LONGEST // 1024} KB; put lists of values into fewer "
                                 "queries")
    formats = [value.lower() for name, value in given if name == "format" and value]
    rows, triples = _formats(headers_of(request).get("accept", ""), formats[-1] if formats else "")
    if not rows[1] and not triples[1]:
        raise ProtocolError(406, "rows are there as JSON, XML, CSV and TSV, triples as Turtle, N-Triples, JSON-LD and "
                                 "RDF/XML")
    said = query.upper()
    varies = any(map(said.__contains__, _VARYING))
    return Wanted(query, _iris("default-graph-uri", given), _iris("named-graph-uri", given), rows, triples, varies)


@lru_cache(maxsize=256)
def _formats(accept: str, named: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """The media type and format of rows and of triples, by ?format= and else by the Accept header.

    Raises `ProtocolError`.
    """
    rows, triples = (preferred(accept, offered) or ("", "") for offered in (ROWS, TRIPLES))
    if named:
        of_rows, of_triples = NAMED.get(named, ("", ""))
        by_name = (next((pair for pair in ROWS if pair[1] == of_rows), None),
                   next((pair for pair in TRIPLES if pair[1] == of_triples), None))
        found = (preferred(named, ROWS), preferred(named, TRIPLES)) if "/" in named else by_name
        if found == (None, None):
            raise ProtocolError(400, f"format={named:.40}: is none; there are {', '.join(NAMED)}")
        rows, triples = found[0] or rows, found[1] or triples
    return rows, triples


def _iris(name: str, given: list[tuple[str, str]]) -> tuple[str, ...]:
    found = tuple(value for key, value in given if key == name)
    for iri in found:
        try:
            ox.NamedNode(iri)
        except ValueError as error:
            raise ProtocolError(400, f"{name}={iri:.60}: is no IRI: {error}") from error
    return found


def _tag(request: Request, wanted: Wanted) -> str:
    """What an ETag begins with: the generation; nothing for an answer that may differ from the last to the same."""
    if request.method == "POST" or wanted.varies:
        return ""
    return held_of(request).tag + "-"


def _has(request: Request, *tags: str) -> bool:
    """Whether a client has one of some answers, by their tags in quotes."""
    held = headers_of(request).get("if-none-match", "")
    return any(tag in held for tag in tags)


# ---- IRIs of the graph ---------------------------------------------------------------------------------------------


def describing(iri: str) -> str:
    """The address that describes an IRI in RDF."""
    return f"/sparql?query={quote(f'DESCRIBE <{iri}>')}"


async def is_known(held: Held, iri: str, limits: QueryLimits) -> bool:
    """Whether the graph says something of an IRI.  Raises `QueryError`, `BusyError`."""
    asked = Asked(f"ASK {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?q <{iri}> }} }}", limits, next(iter(ROW_FORMATS)))
    async with held.pool.ask(asked) as answer:
        data, _ = await answer.take(_WHOLE)
    return b"true" in data
