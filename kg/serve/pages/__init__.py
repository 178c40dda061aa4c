"""What people see of a served folder: documents, entities, indicators, results of a search, and the page to ask.

Each page is a function of what `kg.answers` says; `html.py` alone makes markup.
"""

from __future__ import annotations

from starlette.routing import Route

from kg.serve.pages.ask import ask
from kg.serve.pages.assets import static
from kg.serve.pages.document import document
from kg.serve.pages.entity import entity
from kg.serve.pages.frame import types_css
from kg.serve.pages.indicator import indicator
from kg.serve.pages.results import results

ROUTES: tuple[Route, ...] = (
    Route("/ask", ask),
    Route("/document/{digest}", document),
    Route("/entity/{type}/{name:path}", entity),
    Route("/indicator/{name:path}", indicator),
    Route("/search", results),
    Route("/static/{name}", static),
    Route("/types.css", types_css),
)
