"""Those listed who do something together: 甲、乙、丙三方签署协议, 甲和乙共建丁."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, WHICH, Rule, Table
from kg.extract.statements.clause.cut import Clause, Group
from kg.extract.statements.clause.doer import Did, claim
from kg.model import Claim
from kg.ontology import RelationType
from kg.plain import plain

_MANY = 8  # members of a list of whom each works with each
_TOGETHER = r"{bothSides}?{han}{0,3}?{togetherVerbs}(?!{roleNouns})"


@plain
class Listed:
    """Names in a row; does a word behind say that they do it together?"""

    clause: Clause
    group: Group

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon

    @property
    def together(self) -> bool:
        """Whether such a word stands behind."""
        pattern, string = self.lexicon.pattern(_TOGETHER), self.clause.sentence.text
        return pattern.match(string, self.where or self.group[-1].end, self.clause.end) is not None

    @property
    def where(self) -> int | None:
        """Where the place ends that says where they do it: 甲和乙|在丁|签署协议; None where none stands behind."""
        end = self.group[-1].end
        preposition = self.lexicon.lexemes("placePrepositions").beginning(self.clause.sentence.text, end)
        place = self.clause.name_at(end + len(preposition)) if preposition is not None else None
        return place.end if place is not None and self.clause.text.is_a(place.mention, self.lexicon.place) else None


def _partners(j: Listed) -> bool:
    """与甲、乙合作: each of them works with somebody else; 在甲、乙共同…之际: they are only where it is."""
    return j.clause.sentence.text.endswith(j.lexicon.bound(_before_partners), j.clause.start, j.group[0].start)


def _before_partners(lexicon: Lexicon) -> tuple[str, ...]:
    return (*lexicon.by_comitative, *lexicon.prepositions)


def _each(j: Listed) -> bool:
    """分别与甲、乙、丙签约: with each of them somebody else works, whatever of the list is no name."""
    string, lexicon = j.clause.sentence.text, j.lexicon
    marks = lexicon.pattern("{eachInTurn}").finditer(string, j.clause.start, j.group[0].start)
    return any(string.startswith(tuple(lexicon.by_comitative), m.end()) for m in marks)


JOINTS: Table[Listed] = Table(
    "clause-joint",
    Rule("partners", _partners, NO),
    Rule("each", _each, NO),
    Rule("together", lambda j: j.together, WHICH),
)


def _relations(lexicon: Lexicon) -> tuple[RelationType, ...]:
    return tuple(dict.fromkeys(r for relations in lexicon.by_comitative.values() for r in relations))


def find_joint(clause: Clause) -> Iterator[Claim]:
    """Which of those listed in a clause work together."""
    if len(clause.names) < 2:
        return
    if len(clause.names) == len(clause.coordinations):
        return
    for group in clause.coordinations:
        reason = JOINTS.which(Listed(clause, group)) if 1 < len(group) <= _MANY else None
        if reason is None:
            continue
        for left, right in combinations(group, 2):
            for relation in clause.lexicon.bound(_relations):
                if clause.lexicon.admits(relation, left.mention.type, right.mention.type):
                    yield claim(clause, "comitative", relation, Did(left.mention, right, reason))
