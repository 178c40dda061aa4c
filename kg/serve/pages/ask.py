"""The page to ask: an editor for SPARQL, the named questions as forms, results as table, chart or graph."""

from __future__ import annotations

from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from kg.ontology import Ontology
from kg.queries import Question, questions
from kg.serve.held import answers_of
from kg.serve.pages.frame import page, send
from kg.serve.pages.html import Html, data, tag
from kg.serve.pages.schema import schema
from kg.serve.pages.words import attributes, chinese, words

EXAMPLES = (
    ("各类实体的数量", "Entities by type", """SELECT ?type (COUNT(DISTINCT ?x) AS ?count) WHERE {
  ?x a ?type ; kg:mentionedIn ?document .
  FILTER(STRSTARTS(STR(?type), STR(kg:)) && ?type != kg:Entity)
} GROUP BY ?type ORDER BY DESC(?count)"""),
    ("各年的文档数", "Documents by year", """SELECT ?year (COUNT(?d) AS ?documents) WHERE {
  ?d a kg:Document ; dcterms:issued ?day .
  BIND(SUBSTR(STR(?day), 1, 4) AS ?year)
} GROUP BY ?year ORDER BY ?year"""),
    ("出现次数最多的指标", "Indicators with most numbers", """SELECT ?indicator (COUNT(?o) AS ?numbers) WHERE {
  ?o a kg:Observation ; kg:indicator/skos:prefLabel ?indicator .
} GROUP BY ?indicator ORDER BY DESC(?numbers) ?indicator LIMIT 30"""),
    ("某类关系及其原文", "Facts of a relation with their sentences", """SELECT ?subject ?object ?sentence ?passage WHERE {
  ?s rdf:predicate kg:develops ; rdf:subject ?subject ; rdf:object ?object ; prov:wasDerivedFrom ?passage .
  ?passage oa:exact ?sentence .
} ORDER BY ?subject ?object LIMIT 100"""),
    ("平台周围的关系图", "The graph around platforms", """CONSTRUCT {
  ?a ?r ?x ; skos:prefLabel ?an .
  ?x skos:prefLabel ?xn .
} WHERE {
  ?x a kg:Platform ; skos:prefLabel ?xn .
  ?a ?r ?x ; skos:prefLabel ?an .
  FILTER(STRSTARTS(STR(?r), STR(kg:)))
} LIMIT 300"""),
)


def ask(request: Request) -> Response:
    """The page."""
    return send(request, ask_page(answers_of(request).ontology, tuple(questions().values())))


@lru_cache(maxsize=4)
def _held(bound: _ByIdentity) -> Html:
    """What the page's script knows; made once an ontology."""
    asked = [[q.name, q.zh, q.en, [[n, *_labels(label)] for n, label in q.parameters.items()], q.sparql]
             for q in bound.questions]
    return data("held", {**schema(bound.ontology), "questions": asked, "examples": EXAMPLES})


class _ByIdentity:
    """An ontology with its questions, as what a cache knows them by."""

    def __init__(self, ontology: Ontology, asked: tuple[Question, ...]) -> None:
        self.ontology, self.questions = ontology, asked

    def __hash__(self) -> int:
        return id(self.ontology)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and self.ontology is other.ontology


def ask_page(ontology: Ontology, asked: tuple[Question, ...]) -> Html:
    """The page to ask, for an ontology and its named questions."""
    left = tag("details", tag("summary", words("questions-examples")),
               tag("h2", words("questions")), tag("div", id="questions", class_="picks"),
               tag("h2", words("examples")), tag("div", id="examples", class_="picks"),
               id="picks", class_="side", open=True, **attributes("questions", "aria-label"))
    form = tag("form", id="form", class_="asked", hidden=True)
    editor = tag("div", tag("details", tag("summary", words("editor")), tag("div", id="editor"), id="write", open=True),
                 tag("p", id="error", role="alert", class_="error", hidden=True),
                 tag("div", tag("button", words("run"), id="run", class_="main", type="button",
                                **attributes("run-key", "title")),
                     tag("button", words("stop"), id="stop", type="button", hidden=True),
                     tag("button", words("link"), id="copy", type="button"), class_="buttons"), class_="write")
    shown = tag("section", tag("p", words("pick"), class_="note"), id="results", aria_label=chinese("results"))
    return page(chinese("ask"), tag("h1", words("ask"), class_="spoken"), left,
                tag("div", form, editor, shown, class_="work"), tag("noscript", words("script")),
                _held(_ByIdentity(ontology, asked)), script="ask.js", kind="ask")


def _labels(described: str) -> tuple[str, str]:
    """A parameter's description in Chinese and English, which the library writes with a / between them."""
    zh, _, en = described.partition(" / ")
    return zh, en or zh
