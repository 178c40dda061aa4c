"""What stands before every route: who may ask, how much may be sent, and what browsers may do with an answer."""

from __future__ import annotations

import hmac

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
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
_MOST_BODY = 256 * 1024
_BODY = "kg.body"


def body_of(request: HTTPConnection) -> bytes:
    """The body of a request, which the guard has read within its limits before any route is asked."""
    body: bytes = request.scope.get(_BODY, b"")
    return body


class Guard:
    """Refuses requests before they reach a route, and gives every answer its headers."""

    def __init__(self, app: ASGIApp, options: Options) -> None:
        """Guard an app."""
        self._app, self._options = app, options

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        headers = Headers(scope=scope)
        if self._options.token and not _knows(headers, self._options.token):
            answer = problem(scope, 401, "a token is needed: Authorization: Bearer TOKEN")
            await answer(scope, receive, guarded)
            return
        body = await _body(receive)
        if body is None:
            await problem(scope, 413, f"the body is larger than {_MOST_BODY // 1024} KB")(scope, receive, guarded)
            return
        scope[_BODY] = body
        await self._app(scope, _again(body, receive), guarded)


def _knows(headers: Headers, token: str) -> bool:
    given = headers.get("authorization", "").partition(" ")[2]
    return hmac.compare_digest(given.encode(), token.encode())


async def _body(receive: Receive) -> bytes | None:
    """The whole body, None when it is too large."""
    parts, size = [], 0
    while True:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size > _MOST_BODY:
            return None
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


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
