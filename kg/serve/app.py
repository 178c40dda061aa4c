"""The table of routes: which function answers which address."""

from __future__ import annotations

import importlib.util
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from kg.errors import QueryError
from kg.serve.guard import HEALTH, Guard
from kg.serve.held import Holder, Holding, generation_of, held_of
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
        routes=[*_own(options), *_families()],
        middleware=[Middleware(Guard, options), Middleware(Holding, keeper)],
        exception_handlers={HTTPException: _refused, 500: _failed},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


def _own(options: Options) -> list[BaseRoute]:
    async def entity(request: Request) -> Response:
        return await _entity(request, options)

    endpoint = Sparql(options.limits)
    return [Route(HEALTH, _healthz), Route("/sparql", endpoint), Route("/sparql/", endpoint),
            Route("/id/{path:path}", entity)]


def _families() -> list[BaseRoute]:
    found: list[BaseRoute] = []
    for name in FAMILIES:
        if importlib.util.find_spec(name) is not None:
            found += import_module(name).ROUTES
    return [*found, Route("/", _explorer)]


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


def _explorer(request: Request) -> Response:
    """The page that the build wrote, which says itself what its scripts may do."""
    policy = {"content-security-policy": "frame-ancestors 'none'"}
    return FileResponse(generation_of(request).path / "graph.html", headers=policy)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(request.scope, error.status_code, _WHAT_TO_DO.get(error.status_code, error.detail), error.headers)


_WHAT_TO_DO = {404: "there is no such page; the explorer is at /", 405: "this address is not asked by that method"}


def _failed(request: Request, error: Exception) -> Response:
    return problem(request.scope, 500, "the server made a mistake; its log says which")
