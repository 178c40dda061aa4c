"""What a server may be told: where it listens, who may ask, and how much an answer may cost."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.sparql import QueryLimits


@dataclass(frozen=True, slots=True)
class Options:
    """How to serve a folder.

    `host` and `port` are where it listens (port 0: any that is free), `names` under which other names it is reached,
    `token` what everybody must know who asks (empty: nothing), `cors` the origins of other websites that may ask,
    `public` whether persons are hidden, `workers` how many queries run at a time (0: one a core).
    """

    host: str = "127.0.0.1"
    port: int = 8000
    names: tuple[str, ...] = ()
    token: str = ""
    cors: tuple[str, ...] = ()
    public: bool = False
    workers: int = 0
    limits: QueryLimits = field(default_factory=QueryLimits)
