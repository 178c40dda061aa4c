"""What stands before every route: who may ask, how much may be sent, and what browsers may do with an answer.

A website that somebody visits can make his browser ask this server too, by its address or by a name of its own that it
lets point here.  So a request must name this server (Host), and one that a page sends must come from a page of this
server (Origin, Sec-Fetch-Site), unless another was allowed by name.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes, urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.serve.options import Options
from kg.serve.problem import problem

# Every page may use the package's own files and this server, and nothing else; a page that needs more says so itself.
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
          "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_RAW = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
HEALTH = "/healthz"
MOST_BODY = 512 * 1024  # bytes: of a query of 64 KB each byte may be written %XX, and its list of graphs beside it
BODY_SECONDS = 10.0
_HEARD = 8 * MOST_BODY  # bytes of a body that is too large which are heard before it is said
_MOST_HEADERS = 100
_LONGEST_PATH = 4_000  # bytes, before ? alone
_TRICKS = re.compile(rb"[\x00-\x1f\x7f\\]")
_COOKIE = "kg_token"
_BODY = "kg.body"
_ASKED = "kg.headers"
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_OPEN = ("/sparql", "/api/")  # what other websites may ask that were allowed to
_ASKING = ("GET", "HEAD", "POST")


def body_of(request: HTTPConnection) -> bytes:
    """The body of a request, which the guard has read within its limits before any route is asked."""
    body: bytes = request.scope.get(_BODY, b"")
    return body


def headers_of(request: HTTPConnection) -> Mapping[str, str]:
    """The headers of a request by their names in small letters; of several of one name the first."""
    found: Mapping[str, str] = request.scope[_ASKED]
    return found


def _read(scope: Scope) -> dict[str, str]:
    """The same: one look at all, where each look at one by Starlette goes through all of them."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(scope["headers"])}


class Guard:
    """Refuses requests before they reach a route, and gives every answer its headers."""

    def __init__(self, app: ASGIApp, options: Options) -> None:
        """Guard an app."""
        self._app, self._options = app, options
        self._hosts = _hosts(options)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = scope[_ASKED] = _read(scope)
        origin = self._allowed_origin(scope, headers)
        guarded = _with_headers(send, origin)
        refusal = self._refusal(scope, headers, origin)
        if refusal is None and scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            found = await _body(headers, receive)
            if isinstance(found, bytes):
                scope[_BODY] = found
                receive = _again(found, receive)
            else:
                refusal = problem(scope, *found, headers={"connection": "close"})
        if refusal is not None:
            await refusal(scope, receive, guarded)
        else:
            await self._app(scope, receive, guarded)

    def _refusal(self, scope: Scope, headers: Mapping[str, str], origin: str) -> Response | None:
        """The answer to a request that goes no further, if it does not."""
        if (wrong := _malformed(scope)) is not None:
            return problem(scope, *wrong, headers={"connection": "close"})
        if not self._names_this(scope, headers.get("host", "")):
            return problem(scope, 421, "the request names another server; if this one has that name, start it with "
                                       "--name NAME")
        if scope["path"] == HEALTH:
            return None
        if not origin and not _is_from_here(scope, headers):
            return problem(scope, 403, "a page of another website asks; allow it by --cors ORIGIN")
        if origin and scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            return _preflight()
        if self._options.token and not _knows(headers, self._options.token):
            return self._unknown(scope)
        return None

    def _allowed_origin(self, scope: Scope, headers: Mapping[str, str]) -> str:
        """The origin of another website that may ask this; empty for any other request."""
        origin, allowed = headers.get("origin", ""), self._options.cors
        if not origin or not scope["path"].startswith(_OPEN) or scope["method"] not in (*_ASKING, "OPTIONS"):
            return ""
        if scope["method"] == "POST" and scope["path"] != _OPEN[0]:
            return ""
        return origin if origin in allowed or "*" in allowed else ""

    def _names_this(self, scope: Scope, host: str) -> bool:
        host = host.lower()
        if host in self._hosts:
            return True
        if self._options.is_local:
            return False
        # Reached through a port that is passed on (a container's), or by the address that the connection has.
        name, _, port = host.rpartition(":")
        own = scope.get("server") or ("", 0)
        address = f"[{own[0]}]" if ":" in own[0] else own[0]
        return (port.isdecimal() and name in _LOOPBACK) or host in (f"{address}:{own[1]}", *_LOOPBACK)

    def _unknown(self, scope: Scope) -> Response:
        """The answer to somebody who has not shown the token: with it in the address, that is kept as a cookie."""
        given = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        tokens = [value for name, value in given if name == "token"]
        if scope["method"] == "GET" and tokens and _same(tokens[-1], self._options.token):
            rest = urlencode([pair for pair in given if pair[0] != "token"])
            where = scope["raw_path"].decode("ascii") + (f"?{rest}" if rest else "")
            response: Response = RedirectResponse("/" + where.lstrip("/"), 303)
            response.set_cookie(_COOKIE, self._options.token, httponly=True, samesite="lax")
            return response
        asking = {"www-authenticate": 'Basic realm="kechuang", charset="UTF-8"'}
        return problem(scope, 401, "a token is needed: Authorization: Bearer TOKEN, or the token as the password of "
                                   "any user, or ?token=TOKEN once in a browser", asking)


def _hosts(options: Options) -> frozenset[str]:
    """What the Host header may say."""
    names = {*(name.lower() for name in options.names), *(_LOOPBACK if options.is_local else ())}
    host = options.host.lower()
    if host not in ("0.0.0.0", "::", ""):
        names.add(f"[{host}]" if ":" in host else host)
    bare = names if options.port == 80 else {name.lower() for name in options.names}
    return frozenset({*bare, *(f"{name}:{options.port}" for name in names)})


def _malformed(scope: Scope) -> tuple[int, str] | None:
    """The status and what is wrong with a request that no client sends in good faith."""
    if len(scope["headers"]) > _MOST_HEADERS:
        return 431, f"the request has more than {_MOST_HEADERS} headers"
    names = [name for name, _ in scope["headers"]]
    if names.count(b"host") > 1:
        return 400, "the request names two servers"
    if scope["http_version"] not in ("1.0", "1.1"):
        return 505, "this server speaks HTTP/1.1"
    if b"transfer-encoding" in names:
        return 411, "a body comes with its length (Content-Length), not in chunks"
    raw: bytes = scope["raw_path"]
    if len(raw) > _LONGEST_PATH:
        return 414, f"the path is longer than {_LONGEST_PATH} bytes"
    path = unquote_to_bytes(raw)
    try:
        steps = path.decode().split("/")
    except UnicodeDecodeError:
        return 400, "the path is not UTF-8"
    if not path.startswith(b"/") or _TRICKS.search(path) or "." in steps or ".." in steps:
        return 400, "there is no such path"
    return None


def _is_from_here(scope: Scope, headers: Mapping[str, str]) -> bool:
    """Whether a request comes from no page, from one of this server, or from a link that somebody has clicked on."""
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[::2] not in (
            ("http", headers.get("host")), ("https", headers.get("host"))):
        return False
    if headers.get("sec-fetch-site", "none") in ("none", "same-origin"):
        return True
    return (scope["method"] in ("GET", "HEAD") and headers.get("sec-fetch-mode") == "navigate"
            and headers.get("sec-fetch-dest") == "document")


def _preflight() -> Response:
    return Response(status_code=204, headers={
        "access-control-allow-methods": ", ".join(_ASKING), "access-control-max-age": "600",
        "access-control-allow-headers": "Accept, Authorization, Content-Type, If-None-Match"})


def _with_headers(send: Send, origin: str) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *(pair for pair in _RAW if pair[0] not in given)]
            if origin:
                headers = MutableHeaders(scope=message)
                headers["access-control-allow-origin"] = origin
                headers["access-control-expose-headers"] = "ETag"
                headers["cross-origin-resource-policy"] = "cross-origin"
                headers.add_vary_header("Origin")
        await send(message)

    return guarded


# ---- the token -----------------------------------------------------------------------------------------------------


def _knows(headers: Mapping[str, str], token: str) -> bool:
    """Whether a request shows the token: as a bearer, as a password, or in the cookie that a browser was given."""
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return _same(given.strip(), token)
    if scheme.lower() == "basic":
        try:
            decoded = base64.b64decode(given.strip(), validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return False
        return _same(decoded.partition(":")[2], token)
    return _same(cookie_parser(headers.get("cookie", "")).get(_COOKIE, ""), token)


def _same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())


# ---- the body ------------------------------------------------------------------------------------------------------


async def _body(headers: Mapping[str, str], receive: Receive) -> bytes | tuple[int, str]:
    """The whole body, or the status and what is wrong with one that is too large or comes too slowly.

    One that is a little too large is heard to its end, as many clients listen only then.
    """
    length = headers.get("content-length", "0")
    too_large = 413, f"the body is larger than {MOST_BODY // 1024} KB"
    if len(length) > 12 or (length.isdecimal() and int(length) > _HEARD):
        return too_large
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message: Any = await receive()
                if message["type"] == "http.disconnect":
                    return 400, "the request ended in the middle"
                part = message.get("body", b"")
                size += len(part)
                if size <= MOST_BODY:
                    parts.append(part)
                if size > _HEARD or not message.get("more_body", False):
                    return b"".join(parts) if size <= MOST_BODY else too_large
    except TimeoutError:
        return 408, f"the body took longer than {BODY_SECONDS:g} s"


def _again(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives a body that was read once more, for whoever reads it himself."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
