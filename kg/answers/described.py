"""An entity as a reader wants it: posts first, numbers second, then facts by relation and year, with sentences."""

from __future__ import annotations

from kg.answers.model import Described, Figure, Said, Stage, Text
from kg.answers.reader import Reader
from kg.contract import EntityNode, ObservationNode, StatementNode, StepNode

_OFFICE = "office"  # a structure of the ontology (kgx:Structure)


def described(entity: EntityNode, reader: Reader, limit: int, sentences: int) -> Described:
    """All that is said of an entity, at most `limit` of each list, with so many sentences of each.

    Only what is shown is read as a whole: a great city has thousands of facts.
    """
    offices = {r.iri for r in reader.ontology.relation_by(_OFFICE)}
    known = reader.ontology.relation_names
    held = [StatementNode.read(iri, reader.properties(iri)) for iri in reader.facts_of(entity.iri)]
    facts = sorted((s for s in held if s.predicate in known and not s.deprecated), key=_fact_order)
    back = sorted((s for s in held if s.predicate in known and s.deprecated), key=_fact_order)
    posts = [s for s in facts if s.predicate in offices]
    others = [s for s in facts if s.predicate not in offices]
    numbers = sorted((ObservationNode.read(iri, reader.properties(iri)) for iri in reader.numbers_of(entity.iri)),
                     key=_number_order)
    steps = sorted((StepNode.read(iri, reader.properties(iri)) for iri in reader.steps_of(entity.iri)), key=_step_order)
    texts = sorted((t for d in entity.documents if (t := reader.text(d)) is not None), key=youngest)
    totals = {"posts": len(posts), "numbers": len(numbers), "facts": len(others), "corrected": len(back),
              "steps": len(steps), "documents": len(texts)}

    def said(part: list[StatementNode]) -> tuple[Said, ...]:
        return tuple(f for s in part[:limit] if (f := reader.fact(s.iri, sentences)) is not None)

    figures: tuple[Figure, ...] = tuple(reader.figure(o.iri, sentences) for o in numbers[:limit])
    stages: tuple[Stage, ...] = tuple(reader.stage(s.iri, sentences) for s in steps[:limit])
    return Described(reader.thing(entity.iri), entity.names, entity.same, said(posts), figures, said(others),
                     said(back), stages, tuple(texts[:limit]), totals)


def youngest(text: Text) -> tuple[tuple[int, ...], str, str]:
    """A key that orders documents, the youngest first, those without a day last."""
    return tuple(-int(part) for part in (text.date or "0").split("-")), text.title, text.iri


def _fact_order(s: StatementNode) -> tuple[str, ...]:
    return s.predicate, s.period or "", s.subject, s.object, s.status, s.role or "", s.iri


def _number_order(o: ObservationNode) -> tuple[str, ...]:
    return o.indicator, o.period or "", o.status, o.kind, o.scope or "", o.value, o.iri


def _step_order(s: StepNode) -> tuple[str, ...]:
    return s.period or "", s.step, s.status, s.iri
