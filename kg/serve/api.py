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
from kg.corpus.part import Answer
from kg.errors import KgError
from kg.ontology import Ontology
from kg.serve import corrections
from kg.serve.held import answers_of
from kg.serve.openapi import Endpoint, Parameter, Schema, document
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


class _WrongError(Exception):
    """A request that says what it cannot say."""


def _given(request: Request, endpoint: Endpoint) -> dict[str, Any]:
    """The parameters of a request.  Raises `_WrongError`."""
    known = {p.name: p for p in endpoint.parameters}
    for name in request.query_params:
        if name not in known:
            may = f"it takes {', '.join(known)}" if known else "it takes none"
            raise _WrongError(f"{name[:40]}: {endpoint.path} takes no such parameter; {may}")
    found: dict[str, Any] = {}
    for name, parameter in known.items():
        values = request.query_params.getlist(name)
        if not values:
            if parameter.required:
                raise _WrongError(f"{name} is missing: {parameter.help}")
            if parameter.default is not None:
                found[name] = parameter.default
            continue
        if len(values) > (20 if parameter.many else 1):
            raise _WrongError(f"{name} is given {len(values)} times")
        read = [_read(parameter, value) for value in values]
        found[name] = read if parameter.many else read[0]
    return found


def _read(parameter: Parameter, value: str) -> Any:
    """A value as it is meant.  Raises `_WrongError`."""
    name = parameter.name
    if parameter.between is not None:
        least, most = parameter.between
        if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
            raise _WrongError(f"{name} is a number from {least} to {most}")
        return int(value)
    if parameter.values:
        if value not in parameter.values:
            raise _WrongError(f"{name} is one of {', '.join(parameter.values)}")
    elif not 1 <= len(value) <= parameter.longest:
        raise _WrongError(f"{name} has 1 to {parameter.longest} characters")
    elif parameter.pattern and not re.fullmatch(parameter.pattern, value, re.ASCII):
        raise _WrongError(f"{name}: {parameter.help}")
    return value


def _handler(endpoint: Endpoint) -> Any:
    def answer(request: Request) -> Response:
        try:
            answers = answers_of(request)
            found = endpoint.answer(answers, **_given(request, endpoint.bound(answers.ontology)))
        except _WrongError as error:
            return problem(request.scope, 400, str(error))
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
