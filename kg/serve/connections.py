"""Connections that waste no room: a client that sends or takes nothing is let go, and a full house has one place more.

uvicorn reads requests; what it does not bound is here: the time and size of a head, and answers that nobody takes.  And
a request that comes again in the same bytes is answered before it is read at all: whatever was asked of it then, by
whichever guard, was asked of these bytes, and would be answered the same.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import time
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 8.0  # from the first byte of a request, or from the connection, to the end of its head
TAKE_SECONDS = 20.0  # in which a client takes something of what waits for it
LARGEST_HEAD = 256 * 1024  # bytes: of a query of 64 KB each byte may be written %XX
MOST = 400  # connections
_PIECE = 16 * 1024  # bytes that are read before others have their turn
_MOST_AHEAD = 1024 * 1024  # bytes that may have come and not been read
_SENT = 256 * 1024  # bytes of an answer that the system holds for a client
_LOOK = 0.2
_AT_ONCE = struct.pack("ii", 1, 0)  # for SO_LINGER: what waits to be sent is given up
_REFUSALS = {431: b"Request Header Fields Too Large", 408: b"Request Timeout"}

KEEPING = "kg.keeping"  # in a request's scope: where its answer may be kept by the bytes of the request

Base: Any = HttpToolsProtocol


class Written(NamedTuple):
    """An answer as it was written, before the date and from there on."""

    before: bytes
    after: bytes


class _Joined:
    """A transport that sends the head of an answer with the first bytes of its body, or soon when there are none yet:
    each write is a call of the system, and wakes the client.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._head = b""
        self.joined: tuple[bytes, bytes] | None = None  # the last head and body that were sent together

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        if self._head:
            self.joined = self._head, data
            data, self._head = self._head + data, b""
        elif data.startswith(b"HTTP/1.1 ") and data.endswith(b"\r\n\r\n"):
            self._head, self.joined = data, None
            self._loop.call_soon(self._flush)
            return
        self._transport.write(data)

    def write_whole(self, data: bytes) -> None:
        """Send an answer, behind what waits."""
        self._flush()
        self._transport.write(data)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._head:
            data, self._head = self._head, b""
            self._transport.write(data)


class Connection(Base):  # type: ignore[misc]  # uvicorn's types know no kinds of connections but its own
    """A connection with bounds."""

    def __init__(self, recall: Callable[[Hashable], Written | None], *of_uvicorn: Any, **given: Any) -> None:
        """Answer a request from what `recall` knows of its bytes, where it knows them."""
        super().__init__(*of_uvicorn, **given)
        self._recall = recall

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Take it, in the place of the one that has been idle longest when there are too many."""
        super().connection_made(_Joined(transport, self.loop))
        self.url = b""
        self._began: float | None = time.monotonic()  # when the head that is awaited was begun
        self._last = time.monotonic()  # when a request was last begun
        self._stuck: float | None = None  # since when the client has taken nothing
        self._head = 0  # bytes of the head that is awaited
        self._begun = self._ended = 0  # requests whose first, and whose last byte was read
        self._alone = b""  # the request that is answered, where it came whole and nothing beside it
        self._ahead = bytearray()
        self._socket = transport.get_extra_info("socket")
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SENT)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # a head and its body are two writes
        self._look_later()
        if len(self.connections) > MOST:
            idle = [c for c in self.connections if c is not self and c.is_waiting]
            min(idle, key=lambda c: c._last, default=self)._abort()

    @property
    def is_waiting(self) -> bool:
        """Whether no request is being answered."""
        return self.cycle is None or bool(self.cycle.response_complete)

    def data_received(self, data: bytes) -> None:
        """Read what has come, of much of it a piece at a time."""
        if not self._ahead and len(data) <= _PIECE:
            self._read(data)
            return
        waits = bool(self._ahead)
        self._ahead += data
        if len(self._ahead) > _MOST_AHEAD:
            self._abort()
        elif not waits:
            self._read_ahead()

    def _read_ahead(self) -> None:
        if self.transport.is_closing():
            return
        piece = bytes(self._ahead[:_PIECE])
        del self._ahead[:_PIECE]
        self._read(piece)
        if self._ahead:
            self.transport.pause_reading()
            self.loop.call_soon(self._read_ahead)
        elif not self.flow.read_paused:
            self.transport.resume_reading()

    def _read(self, data: bytes) -> None:
        """Read some bytes, and count those that belong to no request yet."""
        self._alone, is_first = b"", self.is_waiting and not self._head and self._begun == self._ended
        if is_first and self._answer_again(data):
            return
        begun = self._begun
        if self.is_waiting:
            self._began = self._began or time.monotonic()
            self._head += len(data)
            if self._head > LARGEST_HEAD + _PIECE:  # a piece may hold a part of the body as well
                self._refuse(431)
                return
        super().data_received(data)
        if not self.is_waiting:
            self._began, self._head, self._last = None, 0, time.monotonic()
            if is_first and self._ended == self._begun == begun + 1:
                self._alone = data

    def _answer_again(self, request: bytes) -> bool:
        """Answer a request that has come in the same bytes before, if its answer is kept; whether it is."""
        known = self._recall((self.server, request))  # the guard asks whose address a request was sent to
        if known is None or self.flow.write_paused:
            return False
        self.transport.write_whole(known.before + self._date() + known.after)
        self._began, self._last = None, time.monotonic()
        self.server_state.total_requests += 1
        if self.timeout_keep_alive_task is None:
            self.timeout_keep_alive_handler()
        return True

    def _date(self) -> bytes:
        date: bytes = dict(self.server_state.default_headers).get(b"date", b"")
        return date

    def on_message_begin(self) -> None:
        """The first bytes of a request are read."""
        self._begun += 1
        super().on_message_begin()

    def on_message_complete(self) -> None:
        """And the last."""
        super().on_message_complete()
        self._ended += 1

    def on_response_complete(self) -> None:
        """A request is answered; the answer is kept where the same bytes are always answered by it."""
        keeping = self.cycle.scope.get(KEEPING) if self._alone and self.cycle.keep_alive else None
        date = self._date()
        if keeping is not None and self.transport.joined is not None and date:
            head, body = self.transport.joined
            before, found, after = head.partition(date)
            if found:
                size = len(self._alone) + len(head) + len(body)
                keeping.put((self.server, self._alone), Written(before, after + body), size)
        self._alone, self.transport.joined = b"", None
        super().on_response_complete()

    def timeout_keep_alive_handler(self) -> None:
        """Let a connection go on which no request has come for long."""
        left = self._last + self.timeout_keep_alive - time.monotonic()
        if left > 0:  # one has come that was answered before it was read
            self.timeout_keep_alive_task = self.loop.call_later(left, self.timeout_keep_alive_handler)
        else:
            super().timeout_keep_alive_handler()

    def on_headers_complete(self) -> None:
        """A head is whole: the request begins."""
        # httptools reads addresses of up to 64 KB, and passes over the host that one names: it gets the path alone.
        url: bytes = self.url
        address, _, query = url.partition(b"#")[0].partition(b"?")
        self.url = address if address.startswith(b"/") else b"/"
        super().on_headers_complete()
        self.scope["query_string"] = query
        self.scope["raw_path"] = address  # what is no path is refused by the guard

    def send_400_response(self, msg: str) -> None:
        """Say that this is no HTTP; whoever was to answer what came before has nobody to answer any more."""
        super().send_400_response(msg)
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def pause_writing(self) -> None:
        """The client takes less than is written."""
        self._stuck = time.monotonic()
        super().pause_writing()

    def resume_writing(self) -> None:
        """It has taken something."""
        self._stuck = None
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self._looking.cancel()
        self._ahead.clear()
        super().connection_lost(exc)

    def _look_later(self) -> None:
        self._looking = self.loop.call_later(_LOOK, self._look)

    def _look(self) -> None:
        """Let the client go that lets this server wait."""
        now = time.monotonic()
        if self.is_waiting and self.transport.get_write_buffer_size():  # the end of an answer that nobody takes
            self._stuck = self._stuck or now
        elif self.is_waiting:
            self._stuck = None
        if self._stuck is not None and now - self._stuck > TAKE_SECONDS:
            self._abort()
        elif self.is_waiting and self._began is not None and now - self._began > HEAD_SECONDS:
            self._refuse(408)
        else:
            self._look_later()

    def _refuse(self, status: int) -> None:
        """Say why, if nothing was said on this connection yet, and end it."""
        if self.cycle is None and not self.transport.is_closing():
            self.transport.write(b"HTTP/1.1 %d %s\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                                 % (status, _REFUSALS[status]))
            self.transport.close()
            self._looking.cancel()
            self._look_later()
        else:
            self._abort()

    def _abort(self) -> None:
        """End it at once, whatever waits to be sent."""
        with contextlib.suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self.transport.abort()
