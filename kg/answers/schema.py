"""What a query can ask for, on one page: for people who write SPARQL, and for assistants that write it for them."""

from __future__ import annotations

from collections.abc import Iterable

from kg.ontology import PREFIXES, Ontology, RelationType

_FEW = 2  # types that are told of an end of a relation; more are most of them
_CARD = """\
Prefixes (known, need not be written): {prefixes}

Entities: skos:prefLabel "…"@zh, skos:altLabel, kg:mentionedIn a document. Classes:
{types}
Relations, as plain triples and as statements:
{relations}
Statement (a kg:Statement): rdf:subject, rdf:predicate, rdf:object; kg:status kg:actual|kg:planned; kg:role;
  kg:period "2024" or "2021/2025"; kg:technique; prov:wasDerivedFrom a passage
Number (a kg:Observation): kg:indicator (skos:prefLabel); kg:value; kg:unit; kg:comparator
  kg:equal|kg:atLeast|kg:atMost|kg:about; kg:kind kg:total|kg:increment|kg:growth|kg:multiple;
  kg:status kg:target|kg:actual; kg:period; kg:scope; kg:statedBy; kg:doubt; prov:wasDerivedFrom a passage
Step of a life (a kg:Step): kg:of a thing; kg:step; kg:status; kg:period; kg:counterpart. Steps:
{steps}
Passage: oa:hasSource a document; oa:start, oa:end in code points; oa:exact the words
Document (a kg:Document): dcterms:title, dcterms:issued, dcterms:publisher, dcterms:source.
  GRAPH <document> holds what it asserts, GRAPH id:corpus what many tell together

# a fact and its sentence
SELECT ?who ?role ?body ?sentence WHERE {{
  ?s rdf:subject ?p ; rdf:predicate kg:{office} ; rdf:object ?b ; kg:role ?role ; prov:wasDerivedFrom ?e .
  ?e oa:exact ?sentence . ?p skos:prefLabel ?who . ?b skos:prefLabel ?body }}
# a number
SELECT ?what ?value ?unit ?period ?where WHERE {{
  ?o a kg:Observation ; kg:indicator/skos:prefLabel ?what ; kg:value ?value ; kg:unit ?unit ; kg:status kg:target .
  OPTIONAL {{ ?o kg:period ?period }} OPTIONAL {{ ?o kg:scope/skos:prefLabel ?where }} }}
# by any name, and which document says so
SELECT ?thing ?title WHERE {{
  ?thing skos:prefLabel|skos:altLabel "浙大"@zh ; kg:mentionedIn/dcterms:title ?title }}
"""


def schema_card(ontology: Ontology) -> str:
    """The card of an ontology: prefixes, types, relations with their ends, what statements, numbers, steps and
    documents have, and a query of each shape."""
    types = (f"kg:{t.name} {t.label_zh}{_below(t.name, ontology)}" for t in ontology.roots)
    steps = (f"kg:{s.name} {s.label_zh}" for s in ontology.steps.values() if not s.derived)
    office = next((r.name for r in ontology.relation_by("office")), next(iter(ontology.relations), ""))
    return _CARD.format(prefixes=", ".join(PREFIXES), types=_told(types), steps=_told(steps), office=office,
                        relations=_told(map(_relation, ontology.relations.values())))


def _told(parts: Iterable[str]) -> str:
    return "  " + "; ".join(parts)


def _below(name: str, ontology: Ontology) -> str:
    """The types below one."""
    below = ", ".join(f"kg:{t.name}" for t in ontology.types.values() if t.parent == name)
    return f" ({below})" if below else ""


def _relation(relation: RelationType) -> str:
    """A relation, with its ends where few types can stand there."""
    ends = (relation.domain, relation.range)
    told = " → ".join("|".join(sorted(end)) if len(end) <= _FEW else "…" for end in ends)
    return f"kg:{relation.name} {relation.label_zh}" + (f" ({told})" if told != "… → …" else "")
