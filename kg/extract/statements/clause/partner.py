"""Who works together: 与 B 共建 C, 加强与 B 合作 name the partner behind a preposition, which a verb behind confirms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, WHICH, Rule, Table
from kg.extract.statements.clause.cut import Clause, Group, Noun
from kg.extract.statements.clause.doer import Did, Doers, Those, claim, too_many
from kg.extract.statements.clause.object import Phrase, find_phrase
from kg.extract.statements.clause.unread import is_unread
from kg.model import Claim, Mention
from kg.ontology import RelationType

_REACH = 14  # characters behind the partners within which the verb must begin and end


@dataclass(frozen=True, slots=True)
class Partners:
    """What a clause says of partners: the relations that join them, and their names."""

    relations: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


NO_PARTNERS = Partners()


@case
class Partnership:
    """A group of names behind a word for partners; whose partners are they?"""

    clause: Clause
    doers: Doers
    word: str
    group: Group
    relation: RelationType

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon

    @property
    def start(self) -> int:
        """Where the word begins."""
        return self.group[0].start - len(self.word)

    @once
    def others(self) -> tuple[Mention, ...]:
        """Those of the named who are not in the group."""
        group = [n.mention for n in self.group]
        return tuple(m for m in self.doers.named.mentions if m not in group)

    @property
    def place(self) -> Mention | None:
        """The place of which the sentence speaks."""
        return self.clause.text.place_at(self.clause.sentence)

    @property
    def beside(self) -> Noun | None:
        """The name right before the word."""
        return self.clause.name_before(self.start)

    @property
    def confirmed(self) -> bool:
        """Whether the word itself says that they work together (会同), or a verb behind does."""
        if self.word in self.lexicon.words["jointWords"]:
            return True
        end = self.group[-1].end
        rest = self.clause.sentence.text[end:min(end + _REACH, self.clause.end)]
        return any(verb in rest for verb in (*self.relation.verbs, *self.lexicon.words["partnerVerbs"]))


@dataclass(frozen=True, slots=True)
class Owner(Rule[Partnership]):
    """A rule that says whose partners they are."""

    who: Callable[[Partnership], tuple[Mention, ...]] = lambda partnership: ()


def _beside(p: Partnership) -> bool:
    """签约环节有A与B签约: whoever stands right before 与."""
    beside = p.beside
    return (beside is not None and beside.mention not in p.others
            and p.lexicon.admits(p.relation, beside.mention.type, p.group[0].mention.type))


def _opening(p: Partnership) -> bool:
    """与 B … at the head of a clause that follows that of a body of the place: the place itself."""
    return (p.place is not None and p.start <= p.clause.start and bool(p.others)
            and p.clause.text.is_a(p.others[0], p.lexicon.body) and p.place.name in p.others[0].name
            and p.others[0] is not p.clause.text.frame.speaker and p.word not in p.lexicon.words["jointWords"])


def _backed(p: Partnership) -> bool:
    """支持某某控股|与 B 共建: the partner of B is backed, whoever that is, and no partner of who backs it."""
    backing = p.lexicon.lexemes("pivots").beginning(p.clause.sentence.text, p.clause.start)
    return backing is not None and p.beside is None and p.start - p.clause.start - len(backing) > 1


def _connected(p: Partnership) -> bool:
    """甲中心与|乙专家库|互联互通: what systems are connected with is no partner of anybody."""
    ends = p.lexicon.listed["systems"]
    return any(name.mention.name.endswith(ends) for name in p.group)


OWNERS: Table[Partnership] = Table(
    "clause-partner",
    Owner("unconfirmed", lambda p: not p.confirmed, NO),
    Owner("unread", lambda p: is_unread(p.clause, p.start), NO),
    Owner("backed", _backed, NO),
    Owner("connected", _connected, NO),
    Owner("beside", _beside, WHICH, lambda p: (p.beside.mention,) if p.beside is not None else ()),
    Owner("opening", _opening, WHICH, lambda p: (p.place,) if p.place is not None else ()),
    Owner("named", lambda p: p.others, WHICH, lambda p: p.others),
)


def find_partners(clause: Clause, doers: Doers) -> Iterator[Claim]:
    """Whose partners a clause names, and what they do together."""
    for partnership in _partnerships(clause, doers):
        found = OWNERS.chosen(partnership)
        if found is None:
            continue
        reason, rule = found
        assert isinstance(rule, Owner)
        owners = Those(rule.who(partnership), reason)
        yield from _joined(partnership, owners)
        yield from _built(partnership, owners)


def _comitative_ends(lexicon: Lexicon) -> frozenset[str]:
    """The last characters of the words behind which a partner stands: most names have none of them before them."""
    return frozenset(word[-1] for word in lexicon.by_comitative)


def _partnerships(clause: Clause, doers: Doers) -> Iterator[Partnership]:
    ends, string = clause.lexicon.bound(_comitative_ends), clause.sentence.text
    if ends.isdisjoint([string[name.start - 1:name.start] for name in clause.names]):
        return
    for word, relations in clause.lexicon.by_comitative.items():
        for group in clause.coordinations:
            if string.endswith(word, clause.start, group[0].start):
                for relation in relations:
                    yield Partnership(clause, doers, word, group, relation)


def _joined(p: Partnership, owners: Those) -> Iterator[Claim]:
    """Each of some is a partner of each in the group."""
    for did in _pairs(owners.mentions, p.group, owners.reason):
        if p.lexicon.admits(p.relation, did.subject.type, did.object.mention.type):
            yield claim(p.clause, "comitative", p.relation, did)


def _built(p: Partnership, owners: Those) -> Iterator[Claim]:
    """What a verb behind says that they do together holds of the partners too, and of the place if it is an owner."""
    builders = (*(n.mention for n in p.group), *(o for o in owners.mentions if o is p.place))
    for phrase in _phrases(p):
        others = [r for r in p.lexicon.by_verb.get(phrase.verb.text, ()) if r is not p.relation]
        for did in _pairs(builders, phrase.objects, owners.reason):
            for relation in others:
                if p.lexicon.admits(relation, did.subject.type, did.object.mention.type):
                    yield claim(p.clause, "comitative", relation, did)


def _pairs(subjects: Sequence[Mention], objects: Group, reason: str) -> Iterator[Did]:
    if not too_many(subjects, objects):
        yield from (Did(subject, noun, reason) for subject in subjects for noun in objects)


def _phrases(p: Partnership) -> Iterator[Phrase]:
    """What is done behind the partners, within reach."""
    end = p.group[-1].end
    for index in range(p.clause.verbs_before(end), p.clause.verbs_before(end + _REACH)):
        phrase = find_phrase(p.clause, index)
        if phrase is not None:
            yield phrase


def partners_in(partners: Sequence[Claim], joint: Sequence[Claim], lexicon: Lexicon) -> Partners:
    """What some claims of a clause say of partners, and of all who work together; 支持甲、乙联合…: each is backed."""
    if not joint:
        return NO_PARTNERS
    joining = lexicon.joining
    relations = frozenset(c.relation for c in joint if c.relation in joining)
    return Partners(relations, frozenset(c.object.name for c in partners if c.relation in joining))


def parties_in(claims: Sequence[Claim], lexicon: Lexicon) -> tuple[Mention, ...]:
    """Those of whom some claims of a clause say that they work together."""
    if not claims:
        return ()  # of most clauses
    found = [c for c in claims if c.relation in lexicon.joining]
    return tuple(dict.fromkeys(m for c in found for m in (c.subject, c.object)))
