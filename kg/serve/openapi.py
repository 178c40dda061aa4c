"""The JSON API as it describes itself (OpenAPI 3.1): its addresses with what they take, its answers as JSON Schema.

Both are read off the code: the parameters off a table, the schemas off the dataclasses of `kg.answers.model`.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from kg.answers.asked import Parameter, Schema
from kg.ontology import Ontology

_PLAIN: Mapping[Any, Schema] = {str: {"type": "string"}, int: {"type": "integer"}, float: {"type": "number"},
                                bool: {"type": "boolean"}, type(None): {"type": "null"}, Any: {}}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address of the API: what it is for, what it takes, what makes its answer, and of what form that is.

    `answer` takes what knows the graph and the parameters by name; `missing` says when there is none (404).
    """

    path: str
    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    answer: Callable[..., Any]
    form: Any
    missing: str = ""

    def bound(self, ontology: Ontology) -> Endpoint:
        """The address with the names of an ontology."""
        return replace(self, parameters=tuple(p.bound(ontology) for p in self.parameters))


def document(endpoints: Sequence[Endpoint], more: Mapping[str, Schema], version: str) -> Schema:
    """The whole document; `more` are paths that are described elsewhere."""
    schemas: dict[str, Schema] = {}
    paths = {e.path: {"get": _described(e, schemas)} for e in endpoints}
    return {
        "openapi": "3.1.0",
        "info": {"title": "kechuang", "version": version,
                 "description": "A knowledge graph of Chinese science-and-technology policy documents: every fact with "
                                "the sentences it was read from.  Every list is in a fixed order; `next` is the "
                                "`offset` of what follows.  Beside it /sparql answers SPARQL 1.1 queries."},
        "paths": dict(sorted({**paths, **more}.items())),
        "components": {"schemas": dict(sorted({**schemas, "Problem": PROBLEM}.items()))},
    }


PROBLEM: Schema = {
    "type": "object", "description": "What went wrong and what to do (RFC 9457).",
    "properties": {"type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
                   "detail": {"type": "string"}},
    "required": ["type", "title", "status", "detail"]}


def problems(*statuses: tuple[str, str]) -> dict[str, Schema]:
    """The answers of an address that tell of a problem: each status with when it comes."""
    form = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": when, "content": form} for status, when in statuses}


def _described(endpoint: Endpoint, schemas: dict[str, Schema]) -> Schema:
    told = [("400", "A parameter is wrong: `detail` says which, and what it may be.")] * bool(endpoint.parameters)
    told += [("404", endpoint.missing)] * bool(endpoint.missing)
    media = "text/plain" if endpoint.form is str else "application/json"
    return {
        "operationId": endpoint.name, "summary": endpoint.summary,
        "parameters": [_parameter(p) for p in endpoint.parameters],
        "responses": {"200": {"description": "The answer.",
                              "content": {media: {"schema": schema_of(endpoint.form, schemas)}}},
                      **problems(*told)},
    }


def _parameter(parameter: Parameter) -> Schema:
    """A parameter in the document."""
    held: Schema = {"name": parameter.name, "in": "query", "description": parameter.help,
                    "required": parameter.required, "schema": parameter.schema}
    if parameter.many:
        held |= {"style": "form", "explode": True}
    if parameter.example:
        held["example"] = [parameter.example] if parameter.many else parameter.example
    return held


def schema_of(form: Any, schemas: dict[str, Schema]) -> Schema:
    """The JSON Schema of what `kg.answers.as_json` makes of a type; dataclasses go into `schemas` under their names."""
    if isinstance(form, dict):
        return form
    origin, inner = get_origin(form), get_args(form)
    if dataclasses.is_dataclass(origin or form):
        return _of_dataclass(origin or form, inner, schemas)
    if origin in (Union, types.UnionType):
        return {"anyOf": [schema_of(each, schemas) for each in inner]}
    if origin is Literal:
        return {"enum": list(inner)}
    if origin is tuple:
        if len(inner) == 2 and inner[1] is Ellipsis:
            return {"type": "array", "items": schema_of(inner[0], schemas)}
        assert len(set(inner)) == 1, form
        return {"type": "array", "items": schema_of(inner[0], schemas), "minItems": len(inner),
                "maxItems": len(inner)}
    if origin is not None:  # a mapping
        return {"type": "object", "additionalProperties": schema_of(inner[1], schemas)}
    return dict(_PLAIN[form])


def _of_dataclass(form: Any, inner: tuple[Any, ...], schemas: dict[str, Schema]) -> Schema:
    name = form.__name__ + "".join(each.__name__ for each in inner)
    if name not in schemas:
        schemas[name] = {}  # it may speak of itself
        hints = get_type_hints(form)
        bound = dict(zip(getattr(form, "__parameters__", ()), inner, strict=True))
        properties = {f.name: schema_of(_bound(hints[f.name], bound), schemas) for f in dataclasses.fields(form)}
        about = " ".join((form.__doc__ or "").split())
        schemas[name] = {"type": "object", "description": about, "properties": properties,
                         "required": list(properties)}
    return {"$ref": f"#/components/schemas/{name}"}


def _bound(hint: Any, bound: Mapping[Any, Any]) -> Any:
    """A hint with a type in place of each variable."""
    if hint in bound:
        return bound[hint]
    if get_origin(hint) is tuple and any(each in bound for each in get_args(hint)):
        return tuple[tuple(bound.get(each, each) for each in get_args(hint))]  # type: ignore[misc]
    return hint
