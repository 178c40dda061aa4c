"""Policies: under which number they were issued, by whom, and whether they are in force, as their lives tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.answers.found import Found
from kg.answers.model import Page, PoliciesWanted, PolicyFound
from kg.answers.normal import letters
from kg.answers.reader import Reader
from kg.answers.views import Views
from kg.contract import COUNTERPART, STEP_MADE, STEP_OF
from kg.corpus import timeline
from kg.corpus.quote import shown
from kg.ontology import KG
from kg.store import DocumentView, GraphView, NodeView

_ENACTED = "enacted"  # a trait of the types whose things are issued and in force
_AT = {name: at for at, name in enumerate(timeline.COLUMNS)}
_SENTENCES = 3


class Policies:
    """Finds policies, and tells of each what its life tells."""

    def __init__(self, reader: Reader, found: Found) -> None:
        """Bind what is asked."""
        self._reader, self._found = reader, found
        self._views = Views(reader)
        ontology = reader.ontology
        self._types = {t.name for t in ontology.types.values() if _ENACTED in t.traits}
        self._issuing = {r.name for r in ontology.relations.values() if r.tells_step is not None}
        derived = {s.derived: s.label_zh for s in ontology.steps.values() if s.derived}
        self._number, self._validity = derived.get("number", ""), derived.get("validity", "")
        self._documents: list[DocumentView] | None = None
        self._known: dict[str, PolicyFound] = {}

    def find(self, wanted: PoliciesWanted, limit: int, offset: int) -> Page[PolicyFound]:
        """Policies by how well their titles fit, else by their names."""
        found: list[PolicyFound] = []
        reads = {"number", "validity"}.intersection(wanted)
        candidates = list(self._candidates(wanted))
        if not reads:
            part = candidates[offset:offset + limit]
            following = offset + limit if offset + limit < len(candidates) else None
            return Page(tuple(self.of(iri) for iri in part), len(candidates), offset, following)
        found = [p for p in map(self.of, candidates) if _fits(p, wanted)]
        return Page(tuple(found[offset:offset + limit]), len(found), offset,
                    offset + limit if offset + limit < len(found) else None)

    def _candidates(self, wanted: PoliciesWanted) -> Iterator[str]:
        """The policies among which those of a number or validity are."""
        among: list[set[str]] = []
        if (issuer := wanted.get("issuer")) is not None:
            among.append({other for body in self._bodies(issuer) for _, other in self._issued(body)})
        if (number := wanted.get("number")) is not None:
            among.append(self._near(number))
        elif "validity" in wanted and "title" not in wanted and issuer is None:
            among.append(self._with_validity())
        if (title := wanted.get("title")) is not None:
            ordered = [m.iri for m in self._found.names(title)]
        else:
            ordered = sorted(set.intersection(*among)) if among else self._found.of_types(self._types)
        for iri in ordered:
            if self._reader.thing(iri).type in self._types and all(iri in each for each in among):
                yield iri

    def _bodies(self, name: str) -> list[str]:
        """What a name or an IRI of an issuer means."""
        if self._reader.entity_or_none(name):
            return [name]
        matches = self._found.names(name)
        whole = [m.iri for m in matches if m.why in ("exact", "alias", "folded")]
        return whole or [m.iri for m in matches]

    def _issued(self, body: str) -> Iterator[tuple[str, str]]:
        for fact, subject, other, relation in self._found.facts_from(body):
            if relation in self._issuing and subject == body:
                yield fact, other

    def _near(self, number: str) -> set[str]:
        """What is told in the documents that hold a number (文号)."""
        found: set[str] = set()
        for document in self._found.documents_with([letters(number)]):
            for said in self._reader.read_from(document):
                properties = self._reader.properties(said)
                found.update(properties.get(STEP_OF, ()))
                found.update(o for values in properties.values() for o in values
                             if o.startswith("http") and self._reader.thing(o).type in self._types)
        return found

    def _with_validity(self) -> set[str]:
        telling = [KG + s.name for s in self._reader.ontology.steps.values() if s.validity]
        return {iri for step in telling for made in self._reader.subjects(STEP_MADE, step)
                for iri in self._reader.objects(made, STEP_OF)}

    def of(self, iri: str) -> PolicyFound:
        """What is told of a policy."""
        if iri not in self._known:
            self._known[iri] = self._of(iri)
        return self._known[iri]

    def _of(self, iri: str) -> PolicyFound:
        reader = self._reader
        node = self._views.node(iri)
        assert node is not None
        rows = self._life(node)
        numbers = dict.fromkeys(row[_AT["with"]] or "" for row in rows if row[_AT["step"]] == self._number)
        valid = next((row for row in rows if row[_AT["step"]] == self._validity), None)
        issuers = sorted({subject for _, subject, _, relation in self._found.facts_to(iri)
                          if relation in self._issuing})
        steps = sorted((reader.stage(s, _SENTENCES) for s in reader.steps_of(iri)),
                       key=lambda s: (s.period or "9999", s.step, s.iri))
        return PolicyFound(reader.thing(iri), tuple(filter(None, numbers)), tuple(map(reader.thing, issuers)),
                           valid[_AT["status"]] if valid else None, valid[_AT["date"]] if valid else None,
                           tuple(steps), len(node.documents))

    def _life(self, node: NodeView) -> Sequence[timeline.Row]:
        """The rows of a policy's life, of which its steps and facts tell."""
        steps = {*self._reader.steps_of(node.iri), *self._reader.subjects(COUNTERPART, node.iri)}
        facts = [fact for fact, *_ in (*self._found.facts_from(node.iri), *self._found.facts_to(node.iri))]
        part = self._views.view([node.iri], facts, steps=steps)
        view = GraphView(part.nodes, part.edges, (), tuple(self._all_documents()), steps=part.steps)
        rows = timeline.answer(view, self._reader.ontology, node.iri).rows
        return [tuple(shown(cell) or None for cell in row) for row in rows]

    def _all_documents(self) -> list[DocumentView]:
        """All documents: whether something is in force is asked for the day of the last."""
        if self._documents is None:
            self._documents = self._views.documents(self._found.every_document())
        return self._documents


def _fits(policy: PolicyFound, wanted: PoliciesWanted) -> bool:
    number, validity = wanted.get("number"), wanted.get("validity")
    return (number is None or any(letters(number) in letters(n) for n in policy.numbers)) \
        and validity in (None, policy.validity)
