"""Relations that a structure of names or of the document states without a verb: how their claims are made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.lexicon import Lexicon
from kg.extract.text import Text
from kg.model import Claim, Mention
from kg.ontology import RelationType


@dataclass(frozen=True, slots=True)
class Structure:
    """A relation that a structure states without a verb (`kgx:Structure`), and the technique that reads it so."""

    lexicon: Lexicon
    relation: RelationType
    technique: str

    def admits(self, subject: Mention, object: Mention) -> bool:
        """Whether the relation may stand between two things."""
        return self.lexicon.admits(self.relation, subject.type, object.type)

    def claim(self, subject: Mention, object: Mention, evidence: Mention, reason: str | None = None,
              role: str | None = None) -> Claim:
        """The claim that it states for a reason (a rule's full name); the passage of `evidence` shows it."""
        passage = evidence.passage
        return Claim(passage, passage.start, passage.end, subject, self.relation.name, object, "actual", self.technique,
                     role, reasons=(reason,) if reason else ())

    def told(self, subject: Mention, object: Mention, evidence: Mention, reason: str | None = None) -> Iterator[Claim]:
        """The same, of things between which the relation may stand."""
        if self.admits(subject, object):
            yield self.claim(subject, object, evidence, reason)


def structures(text: Text, name: str, technique: str) -> list[Structure]:
    """The relations that the ontology says a structure states (`namePlace`)."""
    return [Structure(text.lexicon, relation, technique) for relation in text.lexicon.implied(name)]
