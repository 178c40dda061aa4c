"""What all pages have: the head, the way to the others, a box to search, and how a page is sent."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response

from kg.ontology import Ontology
from kg.serve.held import answers_of, held_of
from kg.serve.pages.assets import address
from kg.serve.pages.html import Html, Kid, tag, text
from kg.serve.pages.words import attributes, chinese, words

_ICON = ("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M4 11L11 4' "
         "stroke='%230b5cad' stroke-width='2'/%3E%3Ccircle cx='4' cy='11' r='3' fill='%230b5cad'/%3E"
         "%3Ccircle cx='11' cy='4' r='3' fill='%23c2571a'/%3E%3C/svg%3E")


def page(title: object, *kids: Kid, script: str = "", query: str = "", kind: str = "") -> Html:
    """A whole page: `script` is a file that it needs beside the common one, `query` stands in the box to search."""
    name = chinese("title")
    head = tag("head", tag("meta", charset="utf-8"),
               tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
               tag("title", f"{title} · {name}" if title else name),
               tag("link", rel="icon", href=_ICON),
               tag("link", rel="stylesheet", href=address("pages.css")),
               tag("link", rel="stylesheet", href="/types.css"),
               tag("script", src=address("pages.js")),
               tag("script", src=address(script), defer=True) if script else None)
    body = tag("body", tag("a", words("skip"), class_="skip", href="#main"), _header(query),
               tag("main", *kids, id="main", tabindex="-1"), tag("p", id="said", role="status", class_="spoken"),
               class_=kind or None)
    return Html(f"<!doctype html>\n{tag('html', head, body, lang='zh')}\n")


def _header(query: str) -> Html:
    box = tag("form", tag("input", type="search", name="q", value=query, autocomplete="off", spellcheck="false",
                          **attributes("search-for", "placeholder", "aria-label")),
              tag("button", words("search"), type="submit"), action="/search", role="search")
    ways = tag("nav", tag("a", words("graph"), href="/"), tag("a", words("ask"), href="/ask"),
               tag("button", words("dark"), id="theme", type="button", aria_pressed="false"),
               tag("button", words("language"), id="language", type="button"))
    return tag("header", tag("a", words("title"), class_="brand", href="/"), box, ways)


def send(request: Request, made: Html, status: int = 200) -> Response:
    """A page as an answer; a browser that has it is told so."""
    body = made.encode()
    etag = f'"{held_of(request).tag[:8]}-{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {"etag": etag, "cache-control": "no-cache"}
    if status == 200 and request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(body, status, headers, "text/html")


def types_css(request: Request) -> Response:
    """The colours of the ontology's types, as a style sheet: no page has a style of its own."""
    ontology: Ontology = answers_of(request).ontology
    rules = "".join(f".t-{t.name}{{--c:{t.colour}}}\n" for t in ontology.types.values() if t.colour)
    return Response(rules, headers={"cache-control": "no-cache"}, media_type="text/css")


def dot(root: str) -> Html:
    """A spot in the colour of a type."""
    return tag("i", class_=f"dot t-{root}") if root.isalnum() else text("")
