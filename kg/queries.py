"""The library of named questions in ontology/queries: what each asks, in Chinese and English, and what it can be given.

The first two comment lines of a file say what it asks; each further one, `# name: …`, is something it can be given,
which stands in the query as `VALUES ?name { $name }`.  What is not given is left open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kg.errors import QueryError
from kg.ontology import PREFIXES, Ontology, default_folder

_PARAMETER = re.compile(r"# (\w+): (.+)")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}


@dataclass(frozen=True, slots=True)
class Question:
    """A named question: its description in Chinese and English, its parameters with theirs, its SPARQL."""

    name: str
    zh: str
    en: str
    parameters: dict[str, str]
    sparql: str

    @property
    def names(self) -> tuple[str, ...]:
        """Those of its parameters that must be names of something in the graph."""
        return tuple(p for p in self.parameters if re.search(rf"(?:pref|alt)Label\b[^.;{{}}]*\?{p}\b", self.sparql))

    def unknown(self, given: Mapping[str, str]) -> str:
        """A query for the values among those given that nothing in the graph is named; empty when none must be."""
        values = " ".join(f"({_term(given[p])})" for p in self.names if p in given)
        return f"""SELECT DISTINCT ?value WHERE {{ VALUES (?zh ?value) {{ {values} }}
          FILTER NOT EXISTS {{ ?x skos:prefLabel|skos:altLabel ?zh }}
          FILTER NOT EXISTS {{ ?x skos:prefLabel|skos:altLabel ?value }} }} ORDER BY ?value""" if values else ""

    def filled(self, given: Mapping[str, str]) -> str:
        """The query with some parameters given.  Raises `QueryError` for one that it has not."""
        for name in given:
            if name not in self.parameters:
                raise QueryError("{name} takes no {parameter!r}; it takes {names}", name=self.name, parameter=name,
                                 names=", ".join(self.parameters) or "nothing")
        return re.sub(r"\$(\w+)", lambda m: _term(given.get(m.group(1))), self.sparql)


def questions() -> dict[str, Question]:
    """All named questions, by name."""
    found = {}
    for path in sorted((default_folder() / "queries").glob("*.rq")):
        text = path.read_text(encoding="utf-8-sig")
        comments = [line for line in text.splitlines() if line.startswith("#")]
        parameters = {m.group(1): m.group(2) for line in comments[2:] if (m := _PARAMETER.fullmatch(line))}
        found[path.stem] = Question(path.stem, comments[0][2:], comments[1][2:], parameters, text)
    return found


def question(name: str) -> Question:
    """A question by its name.  Raises `QueryError` with what there is."""
    known = questions()
    if name not in known:
        raise QueryError("no question {name!r}; there are {known}", name=name, known=", ".join(known))
    return known[name]


def schema(ontology: Ontology) -> str:
    """What a graph looks like to a query, in some lines: prefixes, types, relations, the shape of facts and numbers."""
    types = ", ".join(f"kg:{t.name} {t.label_zh}" for t in ontology.roots)
    relations = ", ".join(f"kg:{r.name} {r.label_zh}" for r in ontology.relations.values())
    return f"""\
Prefixes, known without being declared: {", ".join(PREFIXES)}

A thing      ?x a kg:Agency ; skos:prefLabel "…"@zh ; skos:altLabel "…"@zh ; kg:mentionedIn ?document
  types      {types}
A fact       ?x kg:develops ?y, and with all that is said of it
             ?s a kg:Statement ; rdf:subject ?x ; rdf:predicate kg:develops ; rdf:object ?y ;
                kg:status kg:actual (or kg:planned) ; kg:period "2024" ; kg:role "局长"@zh ; prov:wasDerivedFrom ?passage
  relations  {relations}
A number     ?o a kg:Observation ; kg:indicator/skos:prefLabel "…"@zh ; kg:value 5000 ; kg:unit "家" ;
                kg:comparator kg:atLeast ; kg:kind kg:total ; kg:status kg:target (or kg:actual) ;
                kg:period "2024" ; kg:scope ?district
A sentence   ?passage oa:exact "…" ; oa:start 10 ; oa:end 42 ; oa:hasSource ?document
A document   ?document a kg:Document ; dcterms:title "…" ; dcterms:issued ?day ; dcterms:source ?address
             GRAPH ?document {{ … }} is what it says; GRAPH id:corpus {{ … }} what all say together
All terms with their definitions: kg ontology
"""


def _term(value: str | None) -> str:
    """A value as labels and plain texts are written; left open when it is None."""
    if value is None:
        return "UNDEF"
    text = '"' + re.sub(r'[\\"\n\r]', lambda m: _ESCAPES[m.group()], value) + '"'
    return f"{text}@zh {text}"
