"""One question to an endpoint that speaks as OpenAI's does (`POST …/chat/completions`), asked again where that helps.

Nothing but the question goes out, to the address that the user named and to no other: an answer that leads elsewhere is
not followed.  The key stands in the header of the request alone.
"""

from __future__ import annotations

import http.client
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from kg.errors import InputError

_PATH = "/chat/completions"
_MOST_BYTES = 16 << 20  # of an answer
_AGAIN = frozenset((408, 409, 425, 429, 500, 502, 503, 504, 529))  # what may be otherwise a little later
_FOR_ALL = frozenset((401, 402, 403, 404, 405))  # what every other question would be answered too
_LONGEST_WAIT = 60.0  # seconds between two tries, whatever the endpoint asks for
_LOCAL = ("localhost", "127.0.0.1", "::1")
_PIECE = 1 << 16


class FailedError(Exception):
    """A question that got no answer: a short word for it, why, and whether every other one would fail alike."""

    def __init__(self, code: str, message: str, for_all: bool = False) -> None:
        """Say what happened; `for_all` where every other question would end so."""
        super().__init__(message)
        self.code, self.message, self.for_all = code, message, for_all


class _LaterError(Exception):
    """A try that failed and may be made again, after so many seconds if the endpoint says so."""

    def __init__(self, code: str, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.failed, self.after = FailedError(code, message), after


class _Nowhere(urllib.request.HTTPRedirectHandler):
    """Follows no answer to another address: the text and the key are for the one that the user named."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """None: not followed."""
        return None


@dataclass(frozen=True)
class Endpoint:
    """Who is asked: the address, the model, the key (empty for none), and how long and how often.

    `timeout` is in seconds, for a whole answer; `pause` is that before the second try, twice as long before each next.
    """

    url: str
    model: str
    key: str = ""
    timeout: float = 120.0
    tries: int = 4
    pause: float = 2.0
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        """Raise `InputError` for an address that is none, or over which a key could be read by others."""
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError("--endpoint {url}: is no address; write one as http://localhost:8000/v1",
                             url=self.url)
        if parts.username or parts.password:
            raise InputError("--endpoint: holds a name or a password, which would be shown; put the key into the "
                             "environment (--key-from)")
        if self.key and parts.scheme == "http" and parts.hostname not in _LOCAL:
            raise InputError("--endpoint {url}: a key would go there in the clear; write https://, or leave the key "
                             "out", url=self.url)
        if re.search(r"[^\x21-\x7e]", self.key):
            raise InputError("the key holds characters that no key has; look at what the environment holds")

    @property
    def address(self) -> str:
        """Where questions go."""
        base = self.url.rstrip("/")
        return base if base.endswith(_PATH) else base + _PATH

    def ask(self, system: str, question: str) -> str:
        """What the model answers.  Raises `FailedError` when all tries have failed, or one that no other would mend."""
        held = {"model": self.model, "temperature": 0,
                "messages": [{"role": "system", "content": system}, {"role": "user", "content": question}]}
        data = json.dumps(held, ensure_ascii=False).encode()
        for number in range(self.tries):
            try:
                return _content(self._once(data))
            except _LaterError as error:
                if number + 1 == self.tries:
                    raise error.failed from error
                self.sleep(min(_LONGEST_WAIT, self.pause * 2 ** number if error.after is None else error.after))
        raise AssertionError("there is at least one try")

    def _once(self, data: bytes) -> bytes:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "kechuang"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        request = urllib.request.Request(self.address, data, headers)
        until = time.monotonic() + self.timeout
        try:
            with urllib.request.build_opener(_Nowhere).open(request, timeout=self.timeout) as answer:
                return _body(answer, until)
        except urllib.error.HTTPError as error:
            with error:
                raise _refused(error) from error
        except TimeoutError as error:
            raise _LaterError("no-answer", f"no answer within {self.timeout:g} s") from error
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", None) or error
            if isinstance(reason, TimeoutError):
                raise _LaterError("no-answer", f"no answer within {self.timeout:g} s") from error
            raise _LaterError("no-answer", f"the endpoint cannot be reached: {str(reason)[:200]}") from error


def _body(answer: http.client.HTTPResponse, until: float) -> bytes:
    """All bytes of an answer.  Raises as a time-out does when they come too slowly."""
    found = b""
    while piece := answer.read1(_PIECE):
        found += piece
        if len(found) > _MOST_BYTES:
            raise _LaterError("no-json", f"an answer of more than {_MOST_BYTES >> 20} MB")
        if time.monotonic() > until:
            raise TimeoutError
    return found


def _refused(error: urllib.error.HTTPError) -> Exception:
    """What an answer that is none means; of its text only the beginning is told, in one line."""
    try:
        said = " ".join(error.read(300).decode("utf-8", "replace").split())
    except (OSError, http.client.HTTPException):
        said = ""
    message = f"the endpoint answered {error.code} {error.reason}" + (f": {said}" if said else "")
    if 300 <= error.code < 400:
        return FailedError("refused", f"the endpoint leads elsewhere ({error.code}), which is not followed; name the "
                                      "address itself", for_all=True)
    if error.code in _AGAIN:
        asked = str(error.headers.get("Retry-After", ""))
        return _LaterError("refused", message, float(asked) if re.fullmatch(r"\d{1,6}", asked) else None)
    return FailedError("refused", message, for_all=error.code in _FOR_ALL)


def _content(data: bytes) -> str:
    """The text of the first choice.  Raises `_LaterError` where there is none."""
    try:
        choice = json.loads(data)["choices"][0]
        content = choice["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise _LaterError("no-json", "the endpoint's answer is not that of …/chat/completions") from error
    if choice.get("finish_reason") == "length":
        raise FailedError("cut-off", "the answer was cut off, as it is longer than the endpoint allows; try a smaller "
                                     "--piece")
    if not isinstance(content, str):
        raise FailedError("no-json", "the model answered nothing")
    return content
