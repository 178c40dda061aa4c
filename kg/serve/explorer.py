"""The explorer as it is served: the foremost part of a graph at once, the rest when it is asked for.

What the build wrote into `graph.html` is shown by the explorer of the kg that serves, whatever kg built it; of a large
graph only the entities of most weight, so that the first picture comes as soon as that of a small one.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from kg.export.page import data_of, page_of
from kg.serve.held import Held, generation_of, held_of

WHOLE = 800  # entities up to which all of a graph is shown at once
# Entities, facts and numbers of the first picture of a larger one, which all have one sentence there.
MOST, MOST_FACTS, MOST_NUMBERS = 400, 1500, 300
_RANK, _DOCUMENTS = 4, 7  # places in the row of an entity
_MAKING = threading.Lock()  # who comes while a page is made waits for it
_HEADERS = {"content-security-policy": "frame-ancestors 'none'", "cache-control": "no-cache"}
_KEYS = frozenset(("base", "types", "special", "relations", "documents", "variants", "nodes", "edges", "numbers",
                   "texts", "series", "steps", "standing", "points", "bodies"))


def explorer(request: Request) -> Response:
    """The page; one of a kg that wrote other data comes as it is."""
    held = held_of(request)
    path = generation_of(request).path / "graph.html"
    etag = f'"{held.tag}-{_script()}"'
    headers = {**_HEADERS, "etag": etag}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    body = _page(path, held.tag)
    return Response(body, headers=headers, media_type="text/html") if body else FileResponse(path, headers=_HEADERS)


def prepare(held: Held) -> None:
    """Make the page of a generation before it is asked for."""
    if held.public:
        return
    with contextlib.suppress(OSError):  # who asks for it is told
        _page(held.generation.path / "graph.html", held.tag)


def _page(path: Path, tag: str) -> bytes:
    """The page of a generation, made once; empty where its data is of another shape."""
    with _MAKING:
        return _made(path, tag)


@lru_cache(maxsize=4)
def _made(path: Path, tag: str) -> bytes:
    data = data_of(path.read_text(encoding="utf-8", errors="replace"))
    if data is None or not data.keys() >= _KEYS:
        return b""
    try:
        return page_of(foremost_of(data), served=True).encode()
    except (ValueError, LookupError, TypeError):  # of another kg, under the same names
        return b""


@lru_cache(maxsize=1)
def _script() -> str:
    """The beginning of the digest that tells one explorer from another."""
    return hashlib.sha256(page_of({}, served=True).encode()).hexdigest()[:12]


def foremost_of(data: Mapping[str, Any], most: int = MOST) -> dict[str, Any]:
    """The part of a page's data that holds its `most` foremost entities, what is said between them, and all types.

    Rows speak of others by their place in lists, which are numbered anew.
    """
    nodes = data["nodes"]
    if len(nodes) <= max(most, WHOLE):
        return dict(data)
    order = sorted(range(len(nodes)), key=lambda i: (-nodes[i][_RANK], i))[:most]
    at = {old: new for new, old in enumerate(sorted(order))}
    between = [e for e in data["edges"] if e[0] in at and e[1] in at]
    edges = [[at[e[0]], at[e[1]], *e[2:6], e[6][:1], *e[7:]] for e in _said_most(between, 6, MOST_FACTS)]
    of_these = [n for n in data["numbers"] if n[7] in at or n[8] in at]
    numbers = [[*n[:7], at.get(n[7], -1), at.get(n[8], -1), n[9][:1], *n[10:]]
               for n in _said_most(of_these, 9, MOST_NUMBERS)]
    used = sorted({q[0] for row in edges for q in row[6]} | {q[0] for row in numbers for q in row[9]})
    text_at = {old: new for new, old in enumerate(used)}
    texts = [data["texts"][i] for i in used]
    read = sorted({t[0] for t in texts})
    document_at = {old: new for new, old in enumerate(read)}
    return {
        **data,
        "nodes": [_with(nodes[i], _DOCUMENTS, [document_at[d] for d in nodes[i][_DOCUMENTS] if d in document_at])
                  for i in at],
        "edges": [_with(e, 6, _quotes(e[6], text_at)) for e in edges],
        "numbers": [_with(n, 9, _quotes(n[9], text_at)) for n in numbers],
        "texts": [[document_at[t[0]], *t[1:]] for t in texts],
        "documents": [data["documents"][d] for d in read],
        "steps": [], "points": [[at[p[0]], *p[1:]] for p in data["points"] if p[0] in at], "bodies": [],
        "series": [_with(s, 3, at.get(s[3], -1)) for s in data["series"]],
        "part": [[len(at), len(edges), len(numbers)], _all(data)],
    }


def _said_most(rows: list[Any], place: int, most: int) -> list[Any]:
    """So many rows of which most sentences speak (at a place in them), in the order in which they were."""
    order = sorted(range(len(rows)), key=lambda i: (-len(rows[i][place]), i))[:most]
    return [rows[i] for i in sorted(order)]


def _all(data: Mapping[str, Any]) -> list[int]:
    """How many entities, facts and numbers the whole graph has."""
    whole: list[int] = data["part"][1] if data.get("part") else [len(data[k]) for k in ("nodes", "edges", "numbers")]
    return whole


def _with(row: list[Any], place: int, value: Any) -> list[Any]:
    return [*row[:place], value, *row[place + 1:]]


def _quotes(quotes: list[list[int]], at: Mapping[int, int]) -> list[list[int]]:
    return [[at[q[0]], *q[1:]] for q in quotes]
