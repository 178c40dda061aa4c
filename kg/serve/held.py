"""Which generation of a folder answers a request: the one that was current when the request came, until it is answered.

A handler asks `answers_of(request)` for what that generation knows and `generation_of(request)` for its files; it never
opens the folder itself, of which the next request may see a later state.
"""

from __future__ import annotations

import hashlib
import threading
from importlib import import_module
from pathlib import Path
from typing import Any

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.errors import InputError
from kg.generations import Generation, current

_HELD = "kg.held"
Answers = Any  # kg.answers.Answers


class Held:
    """A generation that requests are answered from, with what was opened of it; `tag` tells it from every other."""

    def __init__(self, generation: Generation, public: bool) -> None:
        """Nothing of it is opened yet."""
        self.generation, self.public = generation, public
        self.tag = hashlib.sha256((generation.path / "manifest.json").read_bytes()).hexdigest()[:16]
        self.users = 0
        self._answers: Answers | None = None
        self._opening = threading.Lock()

    @property
    def answers(self) -> Answers:
        """What it knows, opened when it is first asked for."""
        with self._opening:
            if self._answers is None:
                self._answers = import_module("kg.answers").Answers.open(self.generation, public=self.public)
            return self._answers


class Holding:
    """Gives each request its generation."""

    def __init__(self, app: ASGIApp, folder: Path, public: bool) -> None:
        """Serve `folder` by an app.  Raises `InputError` when the folder holds no graph."""
        self._app, self._folder, self._public = app, folder, public
        self._held = self._current()

    def _current(self) -> Held:
        generation = current(self._folder)
        if generation is None:
            raise InputError(f"{self._folder}: holds no graph; build a graph first: kg build INPUT… -o {self._folder}")
        return Held(generation, self._public)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        scope[_HELD] = self._held
        await self._app(scope, receive, send)


def held_of(request: HTTPConnection) -> Held:
    """The generation that a request is answered from, with what is open of it."""
    held: Held = request.scope[_HELD]
    return held


def generation_of(request: HTTPConnection) -> Generation:
    """The generation that a request is answered from."""
    return held_of(request).generation


def answers_of(request: HTTPConnection) -> Answers:
    """What the generation knows that a request is answered from."""
    return held_of(request).answers
