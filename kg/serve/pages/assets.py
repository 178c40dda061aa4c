"""The package's own files, a fixed table of them: what is not in it is not there, whatever a path says."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
TYPES = {"pages.css": "text/css", "pages.js": "text/javascript", "ask.js": "text/javascript",
         "LICENSES.txt": "text/plain"}
_LONG = "public, max-age=31536000, immutable"


@lru_cache
def _file(name: str) -> tuple[bytes, str]:
    """A file's bytes and the beginning of their digest."""
    found = (FOLDER / name).read_bytes()
    return found, hashlib.sha256(found).hexdigest()[:12]


def address(name: str) -> str:
    """The address of a file, which is another one when the file is another one."""
    return f"/static/{name}?v={_file(name)[1]}"


def static(request: Request) -> Response:
    """One of the package's files."""
    name = request.path_params["name"]
    if name not in TYPES:
        raise HTTPException(404, f"there is no file of this name; there are {', '.join(TYPES)}")
    found, digest = _file(name)
    headers = {"etag": f'"{digest}"', "cache-control": _LONG if request.query_params.get("v") == digest else "no-cache"}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(found, headers=headers, media_type=TYPES[name])
