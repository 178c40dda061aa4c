"""Query workers of a server: processes that answer side by side, killed at their limit, replaced before anybody waits.

All of it runs in the server's loop; what a worker writes goes on to whoever asked as it comes, and is held back in the
worker when he takes it slowly.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from kg.child import Child
from kg.errors import InputError, KgError, QueryError
from kg.language import say
from kg.sparql import END, ERROR, HEAD, Asked, ended, loading, problem, question

_HELD = 1 << 20  # bytes of an answer that wait for whoever takes them, before the worker is held back
PATIENCE = 5.0  # seconds that a query waits for a worker
_WAITING = 64  # and how many may
_AGAIN = 1.0  # seconds after which a worker is started again that could not be


class BusyError(KgError):
    """All workers are busy, and too many queries wait already, or this one has waited too long."""


class Spares:
    """Processes that are started and hold no graph yet: one that is needed is there at once, and not in 0.3 s."""

    def __init__(self, number: int) -> None:
        """Keep so many ready, from `start` to `close`."""
        self._number, self._ready = number, deque[Child]()
        self._starting = 0
        self._tasks = _Tasks()
        self._closed = False

    def start(self) -> None:
        """Start what is missing."""
        for _ in range(self._number - len(self._ready) - self._starting):
            self._starting += 1
            self._tasks.run(self._start())

    async def _start(self) -> None:
        try:
            child = await asyncio.to_thread(Child, "sparql")
        finally:
            self._starting -= 1
        if self._closed:
            await asyncio.to_thread(child.close)
        else:
            self._ready.append(child)

    async def take(self) -> Child:
        """One of them; another is started in its place.  Raises `ResourceError`."""
        while self._ready:
            child = self._ready.popleft()
            if child.process.poll() is None:
                self.start()
                return child
            await asyncio.to_thread(child.close)
        child = await asyncio.to_thread(Child, "sparql")
        self.start()
        return child

    async def close(self) -> None:
        """End them all."""
        self._closed = True
        await self._tasks.finish()
        while self._ready:
            await asyncio.to_thread(self._ready.popleft().close)


class Pool:
    """The workers that answer queries of one store, as many at a time as there are."""

    def __init__(self, store: Path, size: int, spares: Spares) -> None:
        """Name the store; nothing is started yet."""
        self._store, self._size, self._spares = store, size, spares
        self._all: set[_Worker] = set()
        self._idle = deque[_Worker]()
        self._waiting = deque[asyncio.Future[_Worker]]()
        self._tasks = _Tasks()
        self._closed = False

    async def start(self) -> None:
        """Start all workers; there is one when this returns.

        Raises `InputError` when the store cannot be opened, and `ResourceError`.
        """
        first = await self._started()
        self._free(first)
        for _ in range(self._size - 1):
            self._tasks.run(self._replace())

    def ask(self, asked: Asked) -> Answer:
        """An answer to be entered (`async with`), taken piece by piece, and left."""
        return Answer(self, asked)

    async def close(self) -> None:
        """End all workers; who waits for one is refused."""
        self._closed = True
        await self._tasks.finish()
        for future in self._waiting:
            if not future.done():
                future.set_exception(BusyError("the server is ending"))
        for worker in list(self._all):
            await self._bury(worker)

    async def _started(self) -> _Worker:
        worker = _Worker(await self._spares.take())
        try:
            await worker.open(self._store)
        except BaseException:
            await self._bury(worker)
            raise
        worker.lost = self._lost
        self._all.add(worker)
        return worker

    async def _replace(self) -> None:
        while not self._closed:
            try:
                self._free(await self._started())
                return
            except KgError:  # there is no memory for it now, or the like
                await asyncio.sleep(_AGAIN)

    async def get(self) -> _Worker:
        """A worker, as soon as one is free.  Raises `BusyError`."""
        while self._idle:
            worker = self._idle.popleft()
            if worker.is_alive:
                return worker
        if len(self._waiting) >= _WAITING:
            raise BusyError("{n} queries wait already; ask again later", n=_WAITING)
        future: asyncio.Future[_Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        try:
            async with asyncio.timeout(PATIENCE):
                return await future
        except TimeoutError:
            self._gone(future)
            raise BusyError("all workers have been busy for {seconds:g} s; ask again later",
                            seconds=PATIENCE) from None
        except BaseException:
            self._gone(future)
            raise

    def _gone(self, future: asyncio.Future[_Worker]) -> None:
        """Nobody waits there any more; a worker that was just handed over goes to the next."""
        if future in self._waiting:
            self._waiting.remove(future)
        if future.done() and not future.cancelled() and future.exception() is None:
            self.give_back(future.result(), True)

    def give_back(self, worker: _Worker, whole: bool) -> None:
        """Take a worker back; one that has not answered to the end is killed, as nothing else ends a query."""
        if whole and worker.is_alive:
            self._free(worker)
        else:
            worker.child.kill()
            self._lost(worker)

    def _free(self, worker: _Worker) -> None:
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_result(worker)
                return
        self._idle.append(worker)

    def _lost(self, worker: _Worker) -> None:
        """A worker has ended: another takes its place."""
        if worker not in self._all:
            return
        self._all.discard(worker)
        with contextlib.suppress(ValueError):
            self._idle.remove(worker)
        self._tasks.run(self._bury(worker))
        self._tasks.run(self._replace())

    async def _bury(self, worker: _Worker) -> None:
        self._all.discard(worker)
        await worker.close()


class Answer:
    """What a worker answers; `triples` says of which kind it is as soon as a piece was taken."""

    def __init__(self, pool: Pool, asked: Asked) -> None:
        """Nothing is asked before it is entered."""
        self.kind = b""
        self._pool, self._asked = pool, asked
        self._whole = self._abandoned = self._given = False
        self._worker: _Worker | None = None

    async def __aenter__(self) -> Answer:
        """Ask, as soon as a worker is free.  Raises `BusyError`."""
        worker = self._worker = await self._pool.get()
        worker.busy = True
        worker.send(*question(self._asked))
        self._timer = asyncio.get_running_loop().call_later(self._asked.limits.seconds, worker.expire)
        return self

    async def __aexit__(self, *error: object) -> None:
        """Let the worker go."""
        assert self._worker is not None
        self._timer.cancel()
        self._worker.busy = False
        self._pool.give_back(self._worker, self._whole)

    async def take(self, least: int) -> tuple[bytes, bool]:
        """So many bytes of the answer, or more, or all that is left; and whether that was all.

        Raises `QueryError`, whose cause is `killed` where the same may be asked again.
        """
        assert self._worker is not None
        parts: list[bytes] = []
        size = 0
        while size < least:
            message = await self._worker.message()
            if message is None:
                error = ended(await asyncio.to_thread(self._worker.child.death), self._asked.limits)
                raise QueryError(str(error), "limit") if self._abandoned or self._given else error
            kind, data = message
            if kind in (END, ERROR):
                self._whole = True
                if kind == ERROR:
                    raise problem(data)
                return b"".join(parts), True
            self.kind = kind
            parts.append(data)
            size += len(data)
        self._given = True
        return b"".join(parts), False

    def abandon(self) -> None:
        """Whoever asked is gone: the worker is killed, and `take` raises."""
        assert self._worker is not None
        self._abandoned = True
        self._worker.child.kill()


class _Worker(asyncio.Protocol):
    """A process, and the messages that come from it."""

    def __init__(self, child: Child) -> None:
        self.child, self.busy = child, False
        self.lost: Any = None  # what is told when it ends without having been asked to
        self.is_alive = True
        self._buffer = bytearray()
        self._messages = deque[tuple[bytes, bytes]]()
        self._held, self._paused = 0, False
        self._waiter: asyncio.Future[None] | None = None
        self._read: asyncio.ReadTransport | None = None
        self._write: asyncio.WriteTransport | None = None

    async def open(self, store: Path) -> None:
        """Let it open a store.  Raises `InputError`."""
        loop = asyncio.get_running_loop()
        self._read, _ = await loop.connect_read_pipe(lambda: self, self.child.outbox)
        self._write, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, self.child.inbox)
        self.send(*loading(store))
        message = await self.message()
        if message is None or message[0] != END:
            said = self.child.last_words() if message is None else message[1].decode("utf-8", "replace")
            raise InputError("the store cannot be opened: {reason}", reason=said or say("its process ended"))

    def send(self, kind: bytes, data: bytes) -> None:
        """Send it a message."""
        assert self._write is not None
        self._write.write(HEAD.pack(kind, len(data)) + data)

    async def message(self) -> tuple[bytes, bytes] | None:
        """The next message; None when it has ended."""
        while not self._messages:
            if not self.is_alive:
                return None
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        kind, data = self._messages.popleft()
        self._held -= len(data)
        if self._paused and self._held < _HELD // 2:
            assert self._read is not None
            self._paused = False
            self._read.resume_reading()
        return kind, data

    def expire(self) -> None:
        """It has taken too long."""
        self.child.late.set()
        self.child.kill()

    async def close(self) -> None:
        """End it and give back what it took."""
        self.lost = None
        if self._read is not None and not self._read.is_closing():
            self._read.close()
        if self._write is not None and not self._write.is_closing():
            self._write.abort()
        await asyncio.sleep(0)  # in which the loop lets go of the pipes
        await asyncio.to_thread(self.child.close)

    def data_received(self, data: bytes) -> None:
        """Bytes have come: messages, whole or not."""
        buffer = self._buffer
        buffer += data
        place = 0
        while len(buffer) - place >= HEAD.size:
            kind, size = HEAD.unpack_from(buffer, place)
            end = place + HEAD.size + size
            if len(buffer) < end:
                break
            self._messages.append((kind, bytes(buffer[place + HEAD.size:end])))
            self._held += size
            place = end
        del buffer[:place]
        if self._held > _HELD and not self._paused:
            assert self._read is not None
            self._paused = True
            self._read.pause_reading()
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        """It has ended, or let go of its pipe."""
        self.is_alive = False
        self._wake()
        if self.lost is not None and not self.busy:
            self.lost(self)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class _Tasks:
    """What runs beside; the loop alone would forget it."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logging.getLogger(__name__).error("a worker could not be started or ended", exc_info=error)

    async def finish(self) -> None:
        """Wait for what ends by itself."""
        while self._running:
            await asyncio.gather(*self._running, return_exceptions=True)
