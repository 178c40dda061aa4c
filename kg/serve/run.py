"""A server from its start to its end: the socket, the loop, the signals."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn

from kg.errors import InputError
from kg.serve.app import make_app
from kg.serve.connections import Connection
from kg.serve.held import Holder
from kg.serve.options import Options

_KEPT = 15  # seconds that a connection is kept for the next request
_GRACE = 5  # and that requests have to be answered when the server is to end
_BACKLOG = 512


def serve(folder: Path, options: Options, ready: Callable[[str], None] = lambda url: None) -> None:
    """Serve a built folder until the process is told to end (SIGTERM, Ctrl-C); `ready` is told the address.

    Raises `InputError` when the folder holds no graph or the address cannot be listened at.
    """
    with listening(options) as sock, _ended_by_signals() as started:
        asyncio.run(run(folder, replace(options, port=sock.getsockname()[1]), sock, ready, started))


async def run(folder: Path, options: Options, sock: socket.socket, ready: Callable[[str], None],
              started: Callable[[uvicorn.Server], None] = lambda server: None) -> None:
    """Serve a folder at a socket, in the loop that is there; `started` is told the server, which can be told to end."""
    holder = Holder(folder, options)
    try:
        await holder.start()
        kind: Any = partial(Connection, holder.recall)
        config = uvicorn.Config(
            make_app(folder, options, holder), http=kind, ws="none", log_level="error", access_log=False,
            server_header=False, proxy_headers=False, timeout_keep_alive=_KEPT, timeout_graceful_shutdown=_GRACE,
            backlog=_BACKLOG)
        server = uvicorn.Server(config)
        logging.getLogger("uvicorn.error").addFilter(_is_no_cut)
        started(server)
        ready(address(options))
        await server.serve(sockets=[sock])
    finally:
        await holder.close()


def _is_no_cut(record: logging.LogRecord) -> bool:
    """Whether a line of uvicorn's log is none about an answer that was cut, of which a better line tells."""
    return "without completing" not in record.getMessage()


def address(options: Options) -> str:
    """Where a browser on this machine finds the server."""
    host = options.host if options.host not in ("0.0.0.0", "::") else "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{options.port}/"


def listening(options: Options) -> socket.socket:
    """A socket that listens where the options say.  Raises `InputError`."""
    try:
        family = socket.getaddrinfo(options.host, options.port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((options.host, options.port), family=family, backlog=_BACKLOG)
    except (OSError, UnicodeError) as error:
        said = getattr(error, "strerror", None) or error
        raise InputError("{host}:{port}: cannot be listened at: {said}; choose another port by --port (0: any that "
                         "is free)", host=options.host, port=options.port, said=said) from error


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[Callable[[uvicorn.Server], None]]:
    """SIGTERM and Ctrl-C end the server that what is given is told of, and nothing else: it is how servers end, and no
    error."""
    servers: list[uvicorn.Server] = []
    told: list[int] = []

    def started(server: uvicorn.Server) -> None:
        servers.append(server)
        server.should_exit = bool(told)

    def end(number: int, frame: object) -> None:
        told.append(number)
        for server in servers:
            server.should_exit = True

    # uvicorn heeds them while it runs and raises them again when it has ended, for whoever was there before.
    known = [(number, signal.signal(number, end)) for number in (signal.SIGTERM, signal.SIGINT)]
    try:
        yield started
    finally:
        for number, before in known:
            signal.signal(number, before)
