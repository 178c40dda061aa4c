"""Which generation of a folder answers a request: the one that was current when the request came, until it is answered.

A handler asks `answers_of(request)` for what that generation knows and `generation_of(request)` for its files; it never
opens the folder itself, of which the next request may see a later state.  A rebuild is noticed within half a second;
the new generation is opened beside the old one, and the old one is let go when its last request is answered.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Hashable
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.errors import KgError
from kg.generations import Generation, Lease, lease
from kg.lock import STORE
from kg.serve.connections import Written
from kg.serve.known import KnownAnswers
from kg.serve.options import Options
from kg.serve.workers import Pool, Spares

if TYPE_CHECKING:
    from kg.answers import Answers

_HELD = "kg.held"
_LOOK = 0.25  # seconds between two looks whether a build has written


class Held:
    """A generation that requests are answered from, with what was opened of it; `tag` tells it from every other.

    `public` says that persons are hidden: then `generation` is the part without them, made when it is opened.
    """

    def __init__(self, kept: Lease, options: Options, spares: Spares) -> None:
        """Nothing of it is opened yet."""
        self.generation, self.public = kept.generation, options.public
        self.tag = kept.digest[:16]
        self.known = KnownAnswers[Response]()  # by what is asked
        self.written = KnownAnswers[Written]()  # by the bytes that asked it
        self.users = 0
        self.is_old = False
        self._kept, self._processes, self._spares = kept, options.processes, spares
        self._answers: Answers | None = None
        self._opening = threading.Lock()
        self.pool = Pool(self.generation.store, self._processes, spares)

    async def open(self) -> None:
        """Open it for queries; of a graph for the public the part is made first.  Raises `InputError`, and
        `ResourceError`."""
        if self.public:
            answers = await asyncio.to_thread(lambda: self.answers)
            assert answers.generation is not None
            self.generation = answers.generation
            self.pool = Pool(self.generation.store, self._processes, self._spares)
        await self.pool.start()

    @property
    def answers(self) -> Answers:
        """What it knows, opened when it is first asked for."""
        with self._opening:
            if self._answers is None:
                from kg.answers import Answers

                self._answers = Answers.open(self._kept.generation, public=self.public)
            return self._answers

    async def close(self) -> None:
        """Let go of all that was opened."""
        await self.pool.close()
        if self._answers is not None:
            await asyncio.to_thread(self._answers.close)
        self._kept.close()


class Holder:
    """Keeps the current generation of a folder open while a server runs."""

    def __init__(self, folder: Path, options: Options) -> None:
        """Name the folder.  Raises `InputError` when it holds no graph."""
        self._folder, self._options = folder, options
        self._spares = Spares(1)
        self._first = lease(folder)
        self._seen = self._signs()
        self._tasks: set[asyncio.Task[None]] = set()
        self._open: set[Held] = set()
        self.held: Held

    async def start(self) -> None:
        """Open the current generation, and look for later ones from now on."""
        self._spares.start()
        self.held = await self._opened(self._first)
        self._watch = asyncio.get_running_loop().create_task(self._look())

    async def close(self) -> None:
        """Let go of everything."""
        self._watch.cancel()
        await asyncio.gather(self._watch, *self._tasks, return_exceptions=True)
        for held in list(self._open):  # an old one too, whose last request has not been answered
            await self._close(held)
        await self._spares.close()

    def recall(self, request: Hashable) -> Written | None:
        """The answer to a request that has come to the same address in the same bytes before, if it is kept."""
        return self.held.written.get(request)

    def take(self) -> Held:
        """The generation that a new request is answered from; it is to be given back."""
        self.held.users += 1
        return self.held

    def give_back(self, held: Held) -> None:
        """A request is answered."""
        held.users -= 1
        self._let_go(held)

    async def _opened(self, kept: Lease) -> Held:
        held = Held(kept, self._options, self._spares)
        self._open.add(held)
        try:
            await held.open()
        except BaseException:
            await self._close(held)
            raise
        return held

    async def _close(self, held: Held) -> None:
        self._open.discard(held)
        await held.close()

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(_LOOK)
            try:
                signs = await asyncio.to_thread(self._signs)
                if signs != self._seen:
                    await self._follow()
                    self._seen = signs
            except (KgError, OSError) as error:  # what is open goes on answering, and the next look may find better
                logging.getLogger(__name__).warning("the folder cannot be read again: %s", error)
                await asyncio.sleep(1)

    async def _follow(self) -> None:
        """Answer new requests from what is current now."""
        taking = asyncio.create_task(asyncio.to_thread(lease, self._folder))
        try:
            kept = await asyncio.shield(taking)
        except asyncio.CancelledError:  # the server ends; what was taken meanwhile is given back
            with contextlib.suppress(KgError, OSError):
                (await taking).close()
            raise
        if kept.digest[:16] == self.held.tag:
            kept.close()
            return
        before, self.held = self.held, await self._opened(kept)
        before.is_old = True
        self._let_go(before)

    def _let_go(self, held: Held) -> None:
        if held.is_old and not held.users and held in self._open:
            task = asyncio.get_running_loop().create_task(self._close(held))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _signs(self) -> tuple[int, ...]:
        """What changes when a build puts another generation in place."""
        found: list[int] = []
        for path in (self._folder / STORE / "current", self._folder / "graph.ttl"):
            with contextlib.suppress(OSError):
                stat = path.stat()
                found += (stat.st_ino, stat.st_size, stat.st_mtime_ns)
        return tuple(found)


class Holding:
    """Gives each request its generation."""

    def __init__(self, app: ASGIApp, holder: Holder) -> None:
        """Answer by an app."""
        self._app, self._holder = app, holder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        held = scope[_HELD] = self._holder.take()
        try:
            await self._app(scope, receive, send)
        finally:
            self._holder.give_back(held)


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
