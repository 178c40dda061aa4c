"""What a server may be told: where it listens, who may ask, and how much an answer may cost."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass, field

from kg.errors import InputError
from kg.sparql import QueryLimits

_SHORTEST = 12  # characters of a token


@dataclass(frozen=True, slots=True)
class Options:
    """How to serve a folder.

    `host` and `port` are where it listens (port 0: any that is free), `names` under which other names it is reached,
    `token` what everybody must know who asks (empty: nothing), `cors` the origins of other websites that may ask (* is
    any), `public` whether persons are hidden, `workers` how many queries run at a time (0: one a core).
    """

    host: str = "127.0.0.1"
    port: int = 8000
    names: tuple[str, ...] = ()
    token: str = ""
    cors: tuple[str, ...] = ()
    public: bool = False
    workers: int = 0
    limits: QueryLimits = field(default_factory=QueryLimits)

    def __post_init__(self) -> None:
        """Raise `InputError` for what would leave the door open."""
        if self.token and (len(self.token) < _SHORTEST or not self.token.isascii() or not self.token.isprintable()):
            raise InputError("the token is what keeps others out: write at least {n} letters and figures, or leave "
                             "it out and get one", n=_SHORTEST)
        if not self.is_local and not self.token:
            raise InputError("{host} can be reached by others, so a token is needed", host=self.host)
        for origin in self.cors:
            if (origin != "*" and not origin.startswith(("http://", "https://"))) or origin.endswith("/"):
                raise InputError("--cors {origin}: is no origin; write https://HOST or https://HOST:PORT",
                                 origin=origin)

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches the server."""
        return is_local(self.host)

    @property
    def processes(self) -> int:
        """How many workers answer queries."""
        return self.workers or max(2, os.cpu_count() or 1)


def is_local(host: str) -> bool:
    """Whether an address to listen at is reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
