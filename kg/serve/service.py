"""What the endpoint says of itself in RDF, as SPARQL 1.1 Service Description has it: languages, formats, the graph."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.contract import TYPE
from kg.formats import TRIPLES as FORMATS
from kg.serve.held import held_of
from kg.serve.negotiate import TRIPLES, preferred
from kg.serve.problem import problem

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle",
            "N-Triples", "JSON-LD", "RDF_XML")
_ASK = ("text/html", "html")


def description(request: Request) -> Response:
    """The description for programs, in the format that they like best; for people the page to ask."""
    found = preferred(request.headers.get("accept", ""), (*TRIPLES, _ASK))
    if found == _ASK:
        return RedirectResponse("/ask", 303, {"vary": "Accept"})
    if found is None:
        return problem(request.scope, 406, "the description is there as Turtle, N-Triples, JSON-LD and RDF/XML")
    held = held_of(request)
    quads = int(held.generation.manifest()["quads"])
    endpoint = str(request.url.replace(query="", fragment=""))
    prefixes = {"sd": _SD, "void": _VOID, "formats": _FORMATS} if found[1] in ("ttl", "rdf") else None
    data = ox.serialize(_triples(endpoint, quads), format=FORMATS[found[1]], prefixes=prefixes)
    return Response(data, headers={"vary": "Accept", "cache-control": "no-cache"}, media_type=found[0])


def _triples(endpoint: str, quads: int) -> Iterator[ox.Triple]:
    service, dataset, graph = (ox.NamedNode(endpoint + part) for part in ("", "#dataset", "#graph"))

    def said(subject: ox.NamedNode, term: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
        return ox.Triple(subject, ox.NamedNode(term), value)

    yield said(service, TYPE, ox.NamedNode(_SD + "Service"))
    yield said(service, _SD + "endpoint", service)
    yield said(service, _SD + "supportedLanguage", ox.NamedNode(_SD + "SPARQL11Query"))
    for name in _RESULTS:
        yield said(service, _SD + "resultFormat", ox.NamedNode(_FORMATS + name))
    yield said(service, _SD + "defaultDataset", dataset)
    yield said(dataset, TYPE, ox.NamedNode(_SD + "Dataset"))
    yield said(dataset, _VOID + "triples", ox.Literal(quads))
    yield said(dataset, _SD + "defaultGraph", graph)
    yield said(graph, TYPE, ox.NamedNode(_SD + "Graph"))
