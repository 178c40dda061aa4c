"""A synthetic graph of the project's shape: made by the same mapping as a real one, of any size, the same for the same number.

python -m benchmarks.generate 1000000 out.ttl
"""

from __future__ import annotations

import random
import sys
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox

from kg.export.turtle import turtle_chunks
from kg.mapping import to_triples
from kg.model import Corpus, DocumentRecord, Entity, Evidence, Fact, Measurement
from kg.ontology import ID, Ontology, entity_iri, load_ontology

TRIPLES_A_FACT = 23.8  # all that comes with a fact counted in
_SYLLABLES = "安北昌东方光海江金康林明宁平青山升泰同万文西新兴阳永云长正中"
_SUFFIX = {
    "Agency": "市科学技术局",
    "District": "市",
    "University": "大学",
    "ResearchInstitute": "研究院",
    "Enterprise": "科技有限公司",
    "Platform": "重点实验室",
    "Policy": "行动计划",
    "Initiative": "专项行动",
    "Event": "工作会议",
    "Field": "技术",
    "Person": "",
}


def generate(triples: int, ontology: Ontology | None = None) -> list[ox.Triple]:
    """About so many triples, sorted."""
    ontology = ontology or load_ontology()
    chance = random.Random(triples)
    count = round(triples / TRIPLES_A_FACT)
    documents = [f"{ID}document/{i:016x}" for i in range(max(1, count // 25))]
    entities = [_entity(t.name, i, chance, documents) for t in ontology.roots for i in range(max(2, count // 20))]
    by_type: dict[str, list[Entity]] = {}
    for entity in entities:
        by_type.setdefault(entity.type, []).append(entity)
    relations = sorted(ontology.relations.values(), key=lambda r: r.name)
    facts = []
    for _ in range(count):
        relation = chance.choice(relations)
        subject, target = (
            chance.choice(by_type[chance.choice(sorted(ends))]) for ends in (relation.domain, relation.range)
        )
        if subject.iri != target.iri:
            facts.append(
                Fact(
                    subject.iri,
                    relation.name,
                    target.iri,
                    chance.choice(("actual", "planned")),
                    "局长" if "office" in relation.implied_by else None,
                    str(chance.randint(2015, 2026)),
                    (_evidence(chance, documents),),
                    ("clause",),
                )
            )
    places = by_type[ontology.type_as("place")]
    bodies = by_type[ontology.type_as("body")]
    numbers = [
        Measurement(
            f"指标{chance.randint(1, 200)}",
            Decimal(chance.randint(1, 10**6)),
            "家",
            "atLeast",
            "total",
            chance.choice(("target", "actual")),
            str(chance.randint(2015, 2026)),
            chance.choice(places).iri,
            chance.choice(bodies).iri,
            (_evidence(chance, documents),),
        )
        for _ in range(count // 5)
    ]
    records = [
        DocumentRecord(d, f"工作要点{i}", f"{i}.txt", f"20{15 + i % 10}-03-01", chance.choice(bodies).iri)
        for i, d in enumerate(documents)
    ]
    return to_triples(
        Corpus(tuple(records), tuple(entities), tuple(dict.fromkeys(facts)), tuple(dict.fromkeys(numbers))), ontology
    )


def _entity(type: str, number: int, chance: random.Random, documents: list[str]) -> Entity:
    stem = "".join(chance.choice(_SYLLABLES) for _ in range(2)) + str(number)
    label = stem + _SUFFIX.get(type, "")
    return Entity(entity_iri(type, label), type, label, (stem,), tuple(sorted(set(chance.choices(documents, k=2)))))


def _evidence(chance: random.Random, documents: list[str]) -> Evidence:
    start = chance.randint(0, 5000)
    sentence = "".join(chance.choice(_SYLLABLES) for _ in range(40)) + "。"
    return Evidence(chance.choice(documents), start, start + len(sentence), sentence)


if __name__ == "__main__":
    with Path(sys.argv[2]).open("wb") as out:
        out.writelines(turtle_chunks(generate(int(sys.argv[1]))))
