"""The table of routes: which function answers which address."""

from __future__ import annotations

import asyncio
import importlib.util
from collections.abc import AsyncIterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from http import HTTPStatus
from importlib import import_module
from pathlib import Path

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.errors import QueryError
from kg.serve.explorer import explorer, prepare
from kg.serve.guard import HEALTH, Guard
from kg.serve.held import Holder, Holding, held_of
from kg.serve.iris import iri_of, page_of
from kg.serve.negotiate import TRIPLES, preferred
from kg.serve.options import Options
from kg.serve.problem import problem
from kg.serve.protocol import Sparql, describing, is_known
from kg.serve.workers import BusyError

# Each has ROUTES; where two answer one address, the first does.
FAMILIES = ("kg.serve.pages", "kg.serve.api", "kg.serve.corrections")
_THREADS = 8  # in which handlers that wait for the disk run; more would only let the loop wait for its turn
_PAGE = ("text/html", "html")
_SPARQL = ("/sparql", "/sparql/")


def make_app(folder: Path, options: Options, holder: Holder | None = None) -> Starlette:
    """The application that serves a built folder; a `holder` that is given has been started.

    Raises `InputError` when the folder holds no graph.
    """
    keeper = holder or Holder(folder, options)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = _THREADS
        if holder is None:
            await keeper.start()
        yield
        if holder is None:
            await keeper.close()

    app = Starlette(
        routes=[*_own(options), Route("/", explorer), Mount("", _Late(holder))],
        middleware=[Middleware(Guard, options), Middleware(Holding, keeper),
                    Middleware(_Straight, Sparql(options.limits))],
        exception_handlers={HTTPException: _refused, 500: _failed},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


def _own(options: Options) -> list[BaseRoute]:
    async def entity(request: Request) -> Response:
        return await _entity(request, options)

    return [Route(HEALTH, _healthz), Route("/id/{path:path}", entity)]


class _Straight:
    """Leads queries to the endpoint before any table of routes is gone through: they are most of what programs ask."""

    def __init__(self, app: ASGIApp, endpoint: ASGIApp) -> None:
        """Lead all else to an app."""
        self._app, self._endpoint = app, endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        asked = scope["type"] == "http" and scope["path"] in _SPARQL
        await (self._endpoint if asked else self._app)(scope, receive, send)


class _Late:
    """The routes of the families, whose modules take longer to load than all else: a server that is asked for the
    explorer answers while they are loaded, and what asks for one of theirs waits for them."""

    def __init__(self, holder: Holder | None) -> None:
        """Begin to load, behind the explorer's page of the folder that a holder has opened."""
        pool = ThreadPoolExecutor(1, "loading")
        self._router: Future[Router] = pool.submit(_families, holder)
        pool.submit(_open, holder)  # what fails here fails for who asks, and is told then
        pool.shutdown(wait=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        router = await asyncio.wrap_future(self._router)
        await router(scope, receive, send)


def _families(holder: Holder | None) -> Router:
    if holder is not None:
        prepare(holder.held)
    found: list[BaseRoute] = []
    for name in FAMILIES:
        if importlib.util.find_spec(name) is not None:
            found += import_module(name).ROUTES
    return Router(found, redirect_slashes=False)


def _open(holder: Holder | None) -> None:
    """Open what a generation knows before somebody asks; a part for the public takes long and waits for who does."""
    if holder is not None and not holder.held.public:
        _ = holder.held.answers


async def _healthz(request: Request) -> Response:
    return PlainTextResponse("ok\n", headers={"cache-control": "no-store"})


async def _entity(request: Request, options: Options) -> Response:
    """From an IRI of the graph to its page, or to what the graph says of it in RDF, as the client likes better."""
    iri = iri_of(request, "/id/")
    found = preferred(request.headers.get("accept", ""), (_PAGE, *TRIPLES))
    if found is None:
        return problem(request.scope, 406, "an entity is there as a page, and in RDF as Turtle, N-Triples, JSON-LD and "
                                           "RDF/XML")
    try:
        known = await is_known(held_of(request), iri, options.limits)
    except BusyError as error:
        return problem(request.scope, 503, str(error), {"retry-after": "5"})
    except QueryError:  # no IRI at all
        known = False
    if not known:
        return problem(request.scope, 404, "the graph says nothing of this; search for it by its name",
                       {"vary": "Accept"})
    where = page_of(iri) if found == _PAGE else describing(iri)
    return RedirectResponse(where, 303, {"vary": "Accept"})


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    said = error.detail if error.detail != HTTPStatus(error.status_code).phrase else _WHAT_TO_DO[error.status_code]
    return problem(request.scope, error.status_code, said, error.headers)


_WHAT_TO_DO = {404: "there is no such page; the explorer is at /", 405: "this address is not asked by that method"}


def _failed(request: Request, error: Exception) -> Response:
    return problem(request.scope, 500, "the server made a mistake; its log says which")
