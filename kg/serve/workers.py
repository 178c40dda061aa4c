"""Query workers of a server: processes that answer side by side, killed at their limit, replaced before anybody waits.

All of it runs in the server's loop; what a worker writes goes on to whoever asked as it comes, and is held back in the
worker when he takes it slowly.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from kg.child import Child
from kg.errors import InputError, KgError, QueryError
from kg.language import say
from kg.sparql import END, ERROR, HEAD, Asked, ended, loading, problem, question

_HELD = 1 << 20  # bytes of an answer that wait for whoever takes them, before the worker is held back
PATIENCE = 5.0  # seconds that a query waits for a worker
_WAITING = 64  # and how many may
_LONG = 0.1  # seconds after which it is looked whether whoever asked is still there
_LOOK = 0.05  # and between two looks at what is under way
_AGAIN = 1.0  # seconds after which a worker is started again that could not be
_PIPE = 256 * 1024  # bytes that a worker may have written and nobody read


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
        self._waiting = deque[Answer]()
        self._entered: set[Answer] = set()
        self._tasks = _Tasks()
        self._looking: asyncio.TimerHandle | None = None
        self._closed = False

    async def start(self) -> None:
        """Start all workers; there is one when this returns.

        Raises `InputError` when the store cannot be opened, and `ResourceError`.
        """
        self._free(await self._started())
        for _ in range(self._size - 1):
            self._tasks.run(self._replace())

    def ask(self, asked: Asked, gone: Callable[[], Coroutine[Any, Any, None]] | None = None) -> Answer:
        """An answer to be entered (`async with`), taken piece by piece, and left.

        One that takes long is abandoned when `gone` ends, which waits until nobody waits for it any more.
        """
        return Answer(self, asked, gone)

    async def close(self) -> None:
        """End all workers; who waits for one is refused."""
        self._closed = True
        await self._tasks.finish()
        if self._looking is not None:
            self._looking.cancel()
        while self._waiting:
            self._waiting.popleft().refuse(BusyError("the server is ending"))
        for worker in list(self._all):
            await self._bury(worker)

    async def _started(self) -> _Worker:
        worker = _Worker(await self._spares.take())
        try:
            await worker.open(self._store)
        except BaseException:
            await self._bury(worker)
            raise
        worker.lost, worker.free = self._lost, self._free
        self._all.add(worker)
        return worker

    async def _replace(self) -> None:
        while not self._closed:
            try:
                self._free(await self._started())
                return
            except KgError:  # there is no memory for it now, or the like
                await asyncio.sleep(_AGAIN)

    def begin(self, answer: Answer) -> None:
        """Let a worker answer, as soon as one is free.  Raises `BusyError`."""
        self._entered.add(answer)
        if self._looking is None:
            self._look_later()
        while self._idle:
            worker = self._idle.popleft()
            if worker.is_alive:
                worker.begin(answer)
                return
        if len(self._waiting) >= _WAITING:
            raise BusyError("{n} queries wait already; ask again later", n=_WAITING)
        self._waiting.append(answer)

    def leave(self, answer: Answer) -> None:
        """Nobody waits for an answer any more: a worker that has not ended it is killed, as nothing else ends it."""
        self._entered.discard(answer)
        worker, answer.worker = answer.worker, None
        if worker is None:
            with contextlib.suppress(ValueError):
                self._waiting.remove(answer)
        elif worker.answer is answer:
            worker.answer = None
            worker.child.kill()
            self._lost(worker)

    def _free(self, worker: _Worker) -> None:
        """A worker has ended an answer, and begins the next at once, before anybody looks at that one."""
        if self._waiting and worker.is_alive:
            worker.begin(self._waiting.popleft())
        else:
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

    def _look_later(self) -> None:
        self._looking = asyncio.get_running_loop().call_later(_LOOK, self._look)

    def _look(self) -> None:
        """End what has taken too long; one look at all costs less than a timer for each."""
        now = time.monotonic()
        for answer in self._entered:
            answer.look(now)
        while self._waiting and now - self._waiting[0].since > PATIENCE:
            self._waiting.popleft().refuse(
                BusyError("all workers have been busy for {seconds:g} s; ask again later", seconds=PATIENCE))
        self._looking = None
        if self._entered:
            self._look_later()


class _Inbox:
    """Messages of a worker, for one who waits for them."""

    def __init__(self) -> None:
        self.worker: _Worker | None = None  # what writes them, as long as it does
        self.held = 0  # bytes that wait
        self._messages = deque[tuple[bytes, bytes] | KgError | None]()
        self._waiter: asyncio.Future[None] | None = None

    def put(self, message: tuple[bytes, bytes] | KgError | None) -> None:
        """A message has come; None is the end of the worker, and an error what is wrong with who waits."""
        self._messages.append(message)
        if isinstance(message, tuple):
            self.held += len(message[1])
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def message(self) -> tuple[bytes, bytes] | None:
        """The next message; None when the worker has ended."""
        while not self._messages:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        message = self._messages.popleft()
        if isinstance(message, KgError):
            raise message
        if message is not None:
            self.held -= len(message[1])
            if self.worker is not None and self.held < _HELD // 2:
                self.worker.go_on(self)
        return message


class Answer(_Inbox):
    """What a worker answers; `kind` says of which kind it is as soon as a piece was taken."""

    def __init__(self, pool: Pool, asked: Asked, gone: Callable[[], Coroutine[Any, Any, None]] | None) -> None:
        """Nothing is asked before it is entered."""
        super().__init__()
        self.kind = b""
        self.asked = asked
        self.since = 0.0  # when it began to wait, or to be answered
        self._pool, self._gone = pool, gone
        self._entered = 0.0
        self._watching: asyncio.Task[None] | None = None
        self._abandoned = self._given = False

    async def __aenter__(self) -> Answer:
        """Ask, as soon as a worker is free.  Raises `BusyError`."""
        self.since = self._entered = time.monotonic()
        self._pool.begin(self)
        return self

    async def __aexit__(self, *error: object) -> None:
        """Let the worker go."""
        if self._watching is not None:
            self._watching.cancel()
        self._pool.leave(self)

    async def take(self, least: int) -> tuple[bytes, bool]:
        """So many bytes of the answer, or more, or all that is left; and whether that was all.

        Raises `QueryError`, whose cause is `killed` where the same may be asked again, and `BusyError`.
        """
        parts: list[bytes] = []
        size = 0
        while size < least:
            message = await self.message()
            if message is None:
                assert self.worker is not None
                error = ended(await asyncio.to_thread(self.worker.child.death), self.asked.limits)
                raise QueryError(str(error), "limit") if self._abandoned or self._given else error
            kind, data = message
            if kind == ERROR:
                raise problem(data)
            if kind == END:
                return b"".join(parts), True
            self.kind = kind
            parts.append(data)
            size += len(data)
        self._given = True
        return b"".join(parts), False

    def refuse(self, error: KgError) -> None:
        """Nobody answers."""
        self.put(error)

    def look(self, now: float) -> None:
        """End it when it takes too long; when it takes long, begin to look whether somebody waits for it."""
        if self._gone is not None and self._watching is None and now - self._entered > _LONG:
            self._watching = asyncio.get_running_loop().create_task(self._abandon(self._gone))
        if self.worker is not None and self.worker.answer is self and now - self.since > self.asked.limits.seconds:
            self.worker.expire()

    async def _abandon(self, gone: Callable[[], Coroutine[Any, Any, None]]) -> None:
        await gone()
        self._abandoned = True
        if self.worker is None:
            self.put(QueryError("nobody waits for the answer", "limit"))
        elif self.worker.answer is self:
            self.worker.child.kill()


class _Worker(asyncio.Protocol):
    """A process, and who is told the messages that come from it."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.answer: _Inbox | None = None  # what it writes
        self.lost: Callable[[_Worker], None] | None = None  # what is told when it ends and has not been asked to
        self.free: Callable[[_Worker], None] | None = None  # what is told when an answer is whole
        self.is_alive = True
        self._buffer = bytearray()
        self._paused = False
        self._read: asyncio.ReadTransport | None = None
        self._write: asyncio.WriteTransport | None = None

    async def open(self, store: Path) -> None:
        """Let it open a store.  Raises `InputError`."""
        loop = asyncio.get_running_loop()
        _widen(self.child.outbox)
        opened = self.answer = _Inbox()
        self._read, _ = await loop.connect_read_pipe(lambda: self, self.child.outbox)
        self._write, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, self.child.inbox)
        self._send(*loading(store))
        message = await opened.message()
        if message is None or message[0] != END:
            said = self.child.last_words() if message is None else message[1].decode("utf-8", "replace")
            raise InputError("the store cannot be opened: {reason}", reason=said or say("its process ended"))

    def begin(self, answer: Answer) -> None:
        """Ask it something."""
        answer.since, answer.worker, self.answer = time.monotonic(), self, answer
        self._send(*question(answer.asked))

    def _send(self, kind: bytes, data: bytes) -> None:
        assert self._write is not None
        self._write.write(HEAD.pack(kind, len(data)) + data)

    def go_on(self, inbox: _Inbox) -> None:
        """There is room for messages again."""
        if self._paused and self.answer is inbox:
            assert self._read is not None
            self._paused = False
            self._read.resume_reading()

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
            self._told(kind, bytes(buffer[place + HEAD.size:end]))
            place = end
        del buffer[:place]
        if self.answer is not None and self.answer.held > _HELD and not self._paused:
            assert self._read is not None
            self._paused = True
            self._read.pause_reading()

    def _told(self, kind: bytes, data: bytes) -> None:
        answer = self.answer
        if kind in (END, ERROR):  # another may begin
            self.answer = None
            if self.free is not None:
                self.free(self)
        if answer is not None:
            answer.put((kind, data))

    def connection_lost(self, error: Exception | None) -> None:
        """It has ended, or let go of its pipe."""
        self.is_alive = False
        if self.answer is not None:  # whoever waits for it asks how it ended, and lets go then
            self.answer.put(None)
        elif self.lost is not None:
            self.lost(self)


def _widen(pipe: Any) -> None:
    """Let a pipe hold more where the system can, so that who writes an answer seldom waits for who reads it."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


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
