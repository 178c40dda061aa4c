"""What a query can ask for, on one page: for people who write SPARQL, and for assistants that write it for them."""

from __future__ import annotations

from kg.ontology import PREFIXES, Ontology

_SHAPES = """\
# a fact and its sentence
SELECT ?who ?role ?body ?sentence WHERE { ?s rdf:subject ?p ; rdf:predicate kg:%(office)s ; rdf:object ?b ; kg:role ?role ;
  prov:wasDerivedFrom ?e . ?e oa:exact ?sentence . ?p skos:prefLabel ?who . ?b skos:prefLabel ?body }
# a number
SELECT ?what ?value ?unit ?period ?where WHERE { ?o a kg:Observation ; kg:indicator/skos:prefLabel ?what ; kg:value ?value ;
  kg:unit ?unit ; kg:status kg:target . OPTIONAL { ?o kg:period ?period } OPTIONAL { ?o kg:scope/skos:prefLabel ?where } }
# by any name
SELECT ?thing WHERE { ?thing skos:prefLabel|skos:altLabel "浙大"@zh }
# who says so
SELECT ?title WHERE { GRAPH ?doc { ?a ?p ?b } ?doc dcterms:title ?title }"""


def schema_card(ontology: Ontology) -> str:
    """The card of an ontology: prefixes, types, relations with their ends, what statements, numbers, steps and
    documents have, and a query of each shape."""
    types = "; ".join(
        f"kg:{t.name} {t.label_zh}" + (f" ({', '.join('kg:' + s.name for s in ontology.types.values() if s.parent == t.name)})"
                                       if any(s.parent == t.name for s in ontology.types.values()) else "")
        for t in ontology.roots)
    relations = "; ".join(
        f"kg:{r.name} {r.label_zh} ({'|'.join(sorted(r.domain))} → {'|'.join(sorted(r.range))})"
        for r in ontology.relations.values())
    steps = " ".join(f"kg:{s.name} {s.label_zh};" for s in ontology.steps.values() if not s.derived)
    office = next((r.name for r in ontology.relation_by("office")), next(iter(ontology.relations), ""))
    return f"""\
Prefixes (known, need not be written): {', '.join(PREFIXES)}
Entities: skos:prefLabel "…"@zh, skos:altLabel, kg:mentionedIn document; classes {types}
Relations, as plain triples and as statements: {relations}
Statement (a kg:Statement): rdf:subject, rdf:predicate, rdf:object, kg:status kg:actual|kg:planned, kg:role, kg:period "2024" or "2021/2025", kg:technique, prov:wasDerivedFrom passage
Number (a kg:Observation): kg:indicator (skos:prefLabel), kg:value, kg:unit, kg:comparator kg:equal|kg:atLeast|kg:atMost|kg:about, kg:kind kg:total|kg:increment|kg:growth|kg:multiple, kg:status kg:target|kg:actual, kg:period, kg:scope, kg:statedBy, kg:doubt, prov:wasDerivedFrom passage
Step of a life (a kg:Step): kg:of thing, kg:step one of {steps} kg:status, kg:period, kg:counterpart
Passage: oa:hasSource document, oa:start, oa:end (code points), oa:exact the words
Document (a kg:Document): dcterms:title, dcterms:issued, dcterms:publisher, dcterms:source; GRAPH <document> holds what it asserts; GRAPH id:corpus what many tell together
{_SHAPES % {'office': office}}
"""
