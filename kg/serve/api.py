"""The JSON API for programs: what `kg.answers` knows, described by OpenAPI at /api/openapi.json.

A request is checked against the same table that the description is made of; whatever is wrong in one is told as a
problem (RFC 9457) with what to do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.answers import (
    Answers,
    Candidate,
    Coverage,
    Described,
    Figure,
    Hit,
    Page,
    PolicyFound,
    Quoted,
    Said,
    Source,
    Text,
    as_json,
)
from kg.answers.asked import Parameter, Schema, checked
from kg.corpus.part import Answer
from kg.errors import InputError, KgError
from kg.ontology import Ontology
from kg.serve import corrections
from kg.serve.held import answers_of
from kg.serve.openapi import Endpoint, document
from kg.serve.problem import problem

_MOST = 200  # items of a list
_MOST_OFFSET = 1_000_000
_LONGEST_QUOTE = 2000
_YEAR = Parameter("year", "A year: 2024.", pattern=r"\d{4}", example="2024")
_DOCUMENT = Parameter("document", "A document, by the end of its IRI.", pattern=r"[0-9a-f]{16}")
_LIMIT = Parameter("limit", "How many at most.", between=(1, _MOST), default=20)
_OFFSET = Parameter("offset", "Behind how many; `next` of the answer before.", between=(0, _MOST_OFFSET), default=0)
_SENTENCES = Parameter("sentences", "How many sentences of each at most.", between=(0, 50), default=3)
_LIST = (_LIMIT, _OFFSET)
_ROWS: Schema = {"type": "object", "properties": {
    "columns": {"type": "array", "items": {"type": "string"}},
    "rows": {"type": "array", "items": {"type": "array", "items": {"type": ["string", "null"]}}}},
    "required": ["columns", "rows"], "description": "A table; each row has the sentence that it was read from."}
_GRAPH: Schema = {"type": "object", "description": "A part of a graph as the explorer draws it: lists that speak of "
                                                   "each other by position.",
                  "required": ["base", "types", "relations", "documents", "nodes", "edges", "numbers", "texts"]}
_QUESTIONS: Schema = {"type": "array", "items": {
    "type": "object", "required": ["name", "zh", "en", "parameters", "sparql"],
    "properties": {"name": {"type": "string"}, "zh": {"type": "string"}, "en": {"type": "string"},
                   "parameters": {"type": "object", "additionalProperties": {"type": "string"}},
                   "sparql": {"type": "string"}}}}
_NO_ENTITY = "No document mentions such an entity."


def _text(name: str, help: str, **more: Any) -> Parameter:
    return Parameter(name, help, **more)


def _table(answer: Answer) -> dict[str, Any]:
    rows = [[cell if cell is None or isinstance(cell, str) else cell.value for cell in row] for row in answer.rows]
    return {"columns": answer.columns, "rows": rows}


def _questions(answers: Answers) -> list[dict[str, Any]]:
    return [{"name": q.name, "zh": q.zh, "en": q.en, "parameters": q.parameters, "sparql": q.sparql}
            for q in answers.questions().values()]


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("/api/search", "search", "Entities, documents and sentences that hold some words, in any spelling: "
             "simplified, traditional, pinyin, its initials, a part of a name.",
             (_text("q", "The words.", required=True, example="机器人"),
              _text("kind", "Only one kind.", values=("entity", "document", "sentence")), *_LIST),
             lambda a, q, **more: a.search(q, **more), Page[Hit]),
    Endpoint("/api/resolve", "resolve", "The entities that a name may mean, best first, and why.",
             (_text("name", "A name in any spelling, or an IRI.", required=True, example="浙大"), *_LIST),
             lambda a, name, **more: a.resolve(name, **more), Page[Candidate]),
    Endpoint("/api/entity", "entity", "All that is said of an entity: posts, numbers, facts, steps, documents.",
             (_text("iri", "Its IRI, whole or short (id:…).", required=True, example="id:district/宁波市"), _LIMIT,
              _SENTENCES), lambda a, iri, **more: a.describe(a.iri(iri), **more), Described, _NO_ENTITY),
    Endpoint("/api/facts", "facts", "Facts by their ends, relation, type, year, status or document.",
             (_text("entity", "An IRI at either end."), _text("subject", "An IRI."), _text("object", "An IRI."),
              _text("relation", "A relation.", of="relations"),
              _text("type", "The type of either end.", of="types"), _YEAR,
              _text("status", "What is so, or what is planned.", values=("actual", "planned")), _DOCUMENT, *_LIST,
              _SENTENCES), lambda a, **more: a.facts(**_with_iris(a, more)), Page[Said]),
    Endpoint("/api/numbers", "numbers", "Numbers by what they measure, of which place and year.",
             (_text("indicator", "Any name of what is measured.", example="高企数量"),
              _text("place", "A name or an IRI.", example="宁波"), _YEAR,
              _text("period", "Exactly this period: 2026 or 2021/2025.", pattern=r"\d{4}(/\d{4})?"),
              _text("status", "What is aimed at, or what was reached.", values=("target", "actual")),
              _text("kind", "What the number is.", values=("total", "increment", "growth", "multiple")), _DOCUMENT,
              *_LIST, _SENTENCES), lambda a, **more: a.numbers(**more), Page[Figure]),
    Endpoint("/api/policies", "policies", "Policies by title, number (文号), issuer or validity.",
             (_text("title", "A title or a part of one.", example="条例"), _text("number", "A 文号 or a part of one."),
              _text("issuer", "A name or an IRI."),
              _text("validity", "As their lives tell.", values=("valid", "invalid")), *_LIST),
             lambda a, **more: a.policies(**more), Page[PolicyFound]),
    Endpoint("/api/documents", "documents", "Documents, the youngest first.",
             (_text("place", "A part of the name of the place."), _YEAR, *_LIST),
             lambda a, **more: a.documents(**more), Page[Text]),
    Endpoint("/api/document", "document", "A document: its text with every mark, and what was left out.",
             (Parameter("digest", "The end of its IRI.", required=True, pattern="[0-9a-f]{16}"),),
             lambda a, digest: a.document(digest), Source, "There is no such document."),
    Endpoint("/api/verify", "verify", "Whether words stand in the documents, and where; else what is nearest.",
             (_text("quote", "The words.", required=True, longest=_LONGEST_QUOTE), _LIMIT),
             lambda a, quote, **more: a.verify_quote(quote, **more), Quoted),
    Endpoint("/api/series", "series", "What an indicator was and is to be, by place and year, targets beside results.",
             (_text("indicator", "Any name of it.", required=True, example="高企数量"), _text("place", "Any name of it.")),
             lambda a, **more: _table(a.series(**more)), _ROWS, "No series has such a name; `detail` says which are "
             "near."),
    Endpoint("/api/neighbourhood", "neighbourhood", "Some entities with what is linked with them, to be drawn.",
             (_text("iri", "Their IRIs.", required=True, many=True, example="id:district/宁波市"),
              Parameter("limit", "How many entities at most.", between=(1, 300), default=60)),
             lambda a, iri, **more: a.neighbourhood([a.iri(each) for each in iri], **more), _GRAPH),
    Endpoint("/api/coverage", "coverage", "What documents, years, places and types are there: none found is not none "
             "exists.", (), lambda a: a.coverage(), Coverage),
    Endpoint("/api/schema", "schema", "What a SPARQL query can ask for, on one page.", (),
             lambda a: a.schema_card(), str),
    Endpoint("/api/questions", "questions", "The named questions with their parameters and queries.", (), _questions,
             _QUESTIONS),
)


def _with_iris(answers: Answers, given: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked of facts, with whole IRIs for short ones."""
    return {name: answers.iri(value) if name in ("entity", "subject", "object") else value
            for name, value in given.items()}


def _handler(endpoint: Endpoint) -> Any:
    def answer(request: Request) -> Response:
        try:
            answers = answers_of(request)
            asked = {name: request.query_params.getlist(name) for name in request.query_params}
            given = checked(endpoint.bound(answers.ontology).parameters, asked, endpoint.path)
        except InputError as error:
            return problem(request.scope, 400, str(error))
        try:
            found = endpoint.answer(answers, **given)
        except KgError as error:  # a name that is none
            return problem(request.scope, 404 if endpoint.missing else 400, str(error))
        if found is None:
            return problem(request.scope, 404, endpoint.missing)
        if isinstance(found, str):
            return Response(found, media_type="text/plain")
        return Response(_json(as_json(found)), media_type="application/json")

    return answer


def _json(value: Any) -> bytes:
    """A value as JSON; half a character, as damaged documents hold, has no form in UTF-8 but as an escape."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[\ud800-\udfff]", lambda m: f"\\u{ord(m.group()):04x}", text).encode() + b"\n"


def description(ontology: Ontology) -> Schema:
    """The description of the whole API, of a graph by an ontology."""
    return document([e.bound(ontology) for e in ENDPOINTS], corrections.PATHS, version("kechuang"))


def _openapi(request: Request) -> Response:
    return Response(_json(description(answers_of(request).ontology)), media_type="application/json")


ROUTES: tuple[Route, ...] = (
    Route("/api/openapi.json", _openapi),
    *(Route(endpoint.path, _handler(endpoint)) for endpoint in ENDPOINTS),
)
