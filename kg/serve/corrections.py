"""What readers say is wrong: a Turtle file beside the graph, which `kg import` reads; nothing else is ever written.

    OUT/corrections.ttl     each correction behind a line that says who said it, when and why; `kg import OUT
                            OUT/corrections.ttl` lets them hold, and does so again when more have come

A fact or a name is "wrong" (it is not so), "should be" something else (it is not so, and that is), or a thing is "the
same as" another.  How an import takes each: docs/imports.md.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.answers import Answers
from kg.answers.asked import Schema
from kg.answers.hidden import is_public
from kg.errors import InputError
from kg.ontology import PREFIXES
from kg.own import CORRECTIONS, CORRECTIONS_HEAD
from kg.save import save_file
from kg.serve.guard import body_of
from kg.serve.held import answers_of
from kg.serve.openapi import problems
from kg.serve.problem import problem

_LONGEST, _LONGEST_NOTE = 400, 2000
_MOST = 4 << 20  # bytes of the file
_WRITING = threading.Lock()
_FIELDS = ("kind", "statement", "entity", "name", "value", "by", "note")
# What each kind of correction speaks of.
_SAY = {"wrong": ({"statement"}, {"entity", "name"}),
        "should-be": ({"statement", "value"}, {"entity", "name", "value"}),
        "same-as": ({"entity", "value"},)}
_TEXT = re.compile(r"[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*")
_LENGTHS = dict.fromkeys(_FIELDS, _LONGEST) | {"note": _LONGEST_NOTE}
_HEAD = f"{CORRECTIONS_HEAD.decode()}: what readers say is wrong; kg import OUT OUT/{CORRECTIONS} lets it hold\n" + \
    "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in ("kg", "owl", "skos", "dcterms", "rdfs", "xsd"))


class _UnknownError(Exception):
    """Something that a correction speaks of and the graph does not hold."""


def add(answers: Answers, folder: Path, said: Mapping[str, str], now: datetime) -> str:
    """Write a correction (`kind` and what it speaks of, `by` whom) into a folder's file of corrections; what was
    written.

    Raises `InputError` for one that does not say enough, `_UnknownError` for one that speaks of what the graph does not
    hold, `OSError` where the file cannot be written.
    """
    entry = _entry(answers, said, now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    path = folder / CORRECTIONS
    with _WRITING, _alone(folder):
        before = path.read_bytes() if path.exists() else _HEAD.encode()
        whole = before + b"\n" + entry.encode()
        if len(whole) > _MOST:
            raise InputError("{file} is full; let it be imported and put aside", file=CORRECTIONS)
        _parsed(whole)
        save_file(path, lambda out: out.write(whole))
    return entry


def _parsed(data: bytes) -> None:
    """Raise `InputError` for a file that somebody broke by hand, to which nothing may be added."""
    try:
        for _ in ox.parse(data, format=ox.RdfFormat.TURTLE):
            pass
    except (SyntaxError, ValueError) as error:
        raise InputError("{file} is no Turtle any more: {error}; mend it or put it aside", file=CORRECTIONS,
                         error=error) from error


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a folder's corrections, against other servers of the same folder too, where the system knows locks."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # a share may know none
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


# ---------------------------------------------------------------- what is written


def _entry(answers: Answers, said: Mapping[str, str], now: str) -> str:
    kind = said["kind"]
    who = f"dcterms:creator {_words(said['by'])} ; dcterms:created {_words(now)}^^xsd:dateTime"
    note = f" ;\n    rdfs:comment {_words(said['note'])}" if said.get("note", "").strip() else ""
    head = f"# {now} {kind}: {_line(said['by'])}\n"
    if kind == "same-as":
        return head + _same(answers, said) + f"[] {who}{note} .\n"
    subject, term, denied, instead = _denied(answers, said)
    target = "targetValue" if denied.startswith('"') else "targetIndividual"
    entry = (f"[] a owl:NegativePropertyAssertion ; owl:sourceIndividual {subject} ;\n"
             f"    owl:assertionProperty {term} ; owl:{target} {denied} ;\n    {who}{note} .\n")
    return head + entry + (f"{subject} {instead} .\n" if kind == "should-be" else "")


def _denied(answers: Answers, said: Mapping[str, str]) -> tuple[str, str, str, str]:
    """What is not so, a fact or a name, as subject, property and value, and what is so instead."""
    if said.get("statement"):
        fact = answers.fact(said["statement"])
        if fact is None:
            raise _UnknownError(f"{said['statement']}: no fact has this IRI")
        term = _iri(answers.ontology.relations[fact.relation].iri)
        instead = f"{term} {_iri(_entity(answers, said, 'value'))}" if said["kind"] == "should-be" else ""
        return _iri(fact.subject.iri), term, _iri(fact.object.iri), instead
    entity, name = _entity(answers, said, "entity"), said["name"].strip()
    thing = answers.thing(entity)
    known = answers.names_of(entity)
    if name not in known or thing is None:
        raise _UnknownError(f"{name}: is no name of it; it is called {'、'.join(known[:12])}")
    value = said.get("value", "").strip()
    if said["kind"] == "should-be" and not any(map(str.isalnum, value)):
        raise InputError("value names nothing: it has no letter")
    term = "skos:prefLabel" if name == thing.label else "skos:altLabel"
    return _iri(entity), term, f"{_words(name)}@zh", f"{term} {_words(value)}@zh"


def _same(answers: Answers, said: Mapping[str, str]) -> str:
    one, other = _entity(answers, said, "entity"), _entity(answers, said, "value")
    if one == other:
        raise InputError("both are the same already")
    return f"{_iri(one)} owl:sameAs {_iri(other)} .\n"


def _entity(answers: Answers, said: Mapping[str, str], field: str) -> str:
    """The IRI of an entity that a correction speaks of."""
    given = said[field].strip()
    iri = answers.iri(given)
    if answers.thing(iri) is None:
        near = "; ".join(f"{c.thing.label} {c.thing.iri}" for c in answers.resolve(given, 3).items)
        raise _UnknownError(f"{given}: no entity has this IRI" + (f"; near it are {near}" if near else ""))
    return iri


def _iri(iri: str) -> str:
    return str(ox.NamedNode(iri))


def _words(text: str) -> str:
    """A text in Turtle, in one line."""
    return str(ox.Literal(text.strip()))


def _line(text: str) -> str:
    """A text that ends no comment."""
    return " ".join(text.split())


# ---------------------------------------------------------------- over HTTP


def _post(request: Request) -> Response:
    answers = answers_of(request)
    if answers.generation is None or is_public(answers.generation.path):
        return problem(request.scope, 403, "this server takes no corrections: it shows a part of a graph")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return problem(request.scope, 415, "send a correction as application/json")
    folder = answers.generation.path.parent.parent
    try:
        written = add(answers, folder, _said(body_of(request)), datetime.now(UTC))
    except InputError as error:
        return problem(request.scope, 400, str(error))
    except _UnknownError as error:
        return problem(request.scope, 404, str(error))
    except OSError as error:
        return problem(request.scope, 409, f"{CORRECTIONS} cannot be written here: {error.strerror}")
    held = {"file": CORRECTIONS, "written": written, "next": f"kg import OUT OUT/{CORRECTIONS}"}
    return Response(json.dumps(held, ensure_ascii=False) + "\n", 201, media_type="application/json")


def _said(body: bytes) -> dict[str, str]:
    """The fields of a correction.  Raises `InputError`."""
    try:
        held = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputError("the body is no JSON") from error
    if not isinstance(held, dict) or not {"kind", "by"} <= held.keys():
        raise InputError("a correction is an object with kind, one of {names}, and by, who says so",
                         names=", ".join(_SAY))
    for name, value in held.items():
        if name not in _LENGTHS:
            raise InputError("{name}: a correction has {names}", name=name[:40], names=", ".join(_FIELDS))
        if not isinstance(value, str) or len(value) > _LENGTHS[name] or not _TEXT.fullmatch(value):
            raise InputError("{name} is a text in one line of at most {longest} characters", name=name,
                             longest=_LENGTHS[name])
    said = held.keys() - {"by", "note", "kind"}
    if said not in _SAY.get(held["kind"], ()):
        ways = " or ".join(" and ".join(sorted(way)) for way in _SAY.get(held["kind"], ()))
        if ways:
            raise InputError("{kind} takes {ways}", kind=held["kind"], ways=ways)
        raise InputError("kind is one of {names}", names=", ".join(_SAY))
    return held


def _get(request: Request) -> Response:
    answers = answers_of(request)
    if answers.generation is None or is_public(answers.generation.path):
        return problem(request.scope, 403, "this server shows no corrections: it shows a part of a graph")
    path = answers.generation.path.parent.parent / CORRECTIONS
    data = path.read_bytes() if path.is_file() else _HEAD.encode()
    return Response(data, media_type="text/turtle")


_WORDS: Schema = {"type": "string", "minLength": 1, "maxLength": _LONGEST, "pattern": f"^{_TEXT.pattern}$"}


def _form(kind: str, *fields: str) -> Schema:
    """What a correction of a kind says."""
    more = {"by": _WORDS, "note": {**_WORDS, "maxLength": _LONGEST_NOTE}}
    return {"type": "object", "required": ["kind", "by", *fields], "additionalProperties": False,
            "properties": {"kind": {"const": kind}, **dict.fromkeys(fields, _WORDS), **more}}


_BODY: Schema = {"oneOf": [_form("wrong", "statement"), _form("wrong", "entity", "name"),
                           _form("should-be", "statement", "value"), _form("should-be", "entity", "name", "value"),
                           _form("same-as", "entity", "value")]}
_WRITTEN: Schema = {"type": "object", "required": ["file", "written", "next"],
                    "properties": {name: {"type": "string"} for name in ("file", "written", "next")}}
PATHS: dict[str, Schema] = {"/api/corrections": {
    "get": {"operationId": "corrections", "summary": "What readers have said is wrong, as Turtle.", "parameters": [],
            "responses": {"200": {"description": "The file.", "content": {"text/turtle": {
                "schema": {"type": "string"}}}}, **problems(("403", "A graph for the public has none."))}},
    "post": {"operationId": "correct", "summary": "Say that a fact (statement) or a name (entity, name) is wrong, or "
             "should be something else (value), or that a thing (entity) is the same as another (value).",
             "parameters": [],
             "requestBody": {"required": True, "content": {"application/json": {"schema": _BODY}}},
             "responses": {"201": {"description": "It is written down.", "content": {"application/json": {
                 "schema": _WRITTEN}}},
                 **problems(("400", "It does not say enough."), ("403", "A graph for the public takes none."),
                            ("404", "It speaks of what the graph does not hold."),
                            ("409", "The file cannot be written."), ("413", "It is too large."),
                            ("415", "It is no JSON."))}}}}


def _answer(request: Request) -> Response:
    return _post(request) if request.method == "POST" else _get(request)


ROUTES: tuple[Route, ...] = (Route("/api/corrections", _answer, methods=["GET", "POST"]),)
