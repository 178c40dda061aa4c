"""The table of routes: which function answers which address."""

from __future__ import annotations

import importlib.util
from importlib import import_module
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from kg.serve.guard import Guard
from kg.serve.held import Holding, generation_of
from kg.serve.options import Options
from kg.serve.problem import problem

# Each has ROUTES; where two answer one address, the first does.
FAMILIES = ("kg.serve.pages", "kg.serve.api", "kg.serve.corrections")


def make_app(folder: Path, options: Options) -> Starlette:
    """The application that serves a built folder.  Raises `InputError` when the folder holds no graph."""
    return Starlette(
        routes=[*_routes(), Route("/", _explorer), Route("/healthz", _healthz)],
        middleware=[Middleware(Guard, options), Middleware(Holding, folder, options.public)],
        exception_handlers={HTTPException: _refused, 500: _failed},
    )


def _routes() -> list[Route]:
    found: list[Route] = []
    for name in FAMILIES:
        if importlib.util.find_spec(name) is not None:
            found += import_module(name).ROUTES
    return found


def _healthz(request: Request) -> Response:
    return PlainTextResponse("ok\n", headers={"cache-control": "no-store"})


def _explorer(request: Request) -> Response:
    """The page that the build wrote, which says itself what its scripts may do."""
    policy = {"content-security-policy": "frame-ancestors 'none'"}
    return FileResponse(generation_of(request).path / "graph.html", headers=policy)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(request.scope, error.status_code, error.detail, error.headers)


def _failed(request: Request, error: Exception) -> Response:
    return problem(request.scope, 500, "the server made a mistake; its log says which")
