"""An answer that says what went wrong and what to do: a short page for browsers, JSON (RFC 9457) for programs."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

_PAGE = """<!doctype html>
<html lang="zh">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<link rel="stylesheet" href="/static/pages.css"></head>
<body><header><a class="brand" href="/">科创政策知识图谱</a></header><main><h1>{title}</h1><p>{detail}</p></main></body>
</html>
"""


def problem(scope: Scope, status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """The answer to a request that cannot be answered: why, and what to do, in a sentence (`detail`)."""
    title = f"{status} {HTTPStatus(status).phrase}"
    given = {"cache-control": "no-store", **(headers or {})}
    if "text/html" in Headers(scope=scope).get("accept", ""):
        page = _PAGE.format(title=html.escape(title), detail=html.escape(detail))
        return Response(page, status, given, "text/html")
    held = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return Response(json.dumps(held, ensure_ascii=False) + "\n", status, given, "application/problem+json")
