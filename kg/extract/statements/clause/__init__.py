"""Relations that clauses state: a verb, who does it and to what, as the ontology words each relation.

A clause without a subject has that of the clause before it, and in the end the document's speaker: the imperatives of a
work plan are what its issuer does.  One construction a file; each proposes claims with the rules that told them.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from kg.extract.rule import Table
from kg.extract.statements.clause.account import ACCOUNTS, NAMED, PROGRAMMES, find_own, is_account
from kg.extract.statements.clause.active import (
    JOININGS,
    MAKERS,
    NEXTS,
    PIVOTS,
    SECONDS,
    STATEMENTS,
    Backing,
    backing_of,
    find_active,
    find_backed,
)
from kg.extract.statements.clause.agent import AGENTS, find_agents
from kg.extract.statements.clause.cut import MARKS, Clause, Group, cut_clauses
from kg.extract.statements.clause.denied import DENIED, is_denied
from kg.extract.statements.clause.doer import NOBODY, UNABLE, WINNERS, Doers, Those
from kg.extract.statements.clause.domain import DOMAINS, find_domains
from kg.extract.statements.clause.duty import DUTIES, JOINT, find_assigned, find_joint_duties
from kg.extract.statements.clause.head import HEADS, find_heads
from kg.extract.statements.clause.joint import JOINTS, find_joint
from kg.extract.statements.clause.object import ATTRIBUTES, PLACES, REACH
from kg.extract.statements.clause.partner import OWNERS, find_partners, parties_in, partners_in
from kg.extract.statements.clause.passive import PASSIVES, find_passive
from kg.extract.statements.clause.predicate import BESIDE, find_beside
from kg.extract.statements.clause.preposition import BUILT, find_prepositional
from kg.extract.statements.clause.relation import RELATIONS
from kg.extract.statements.clause.relative import RELATIVES, cut_relative
from kg.extract.statements.clause.role import ROLES, find_roles
from kg.extract.statements.clause.speech import TELLINGS, Speech, reported_speech
from kg.extract.statements.clause.subject import GAPS, PREDICATES, STEPS, TOPICS, find_subjects
from kg.extract.statements.clause.toward import TOWARD, find_toward
from kg.extract.statements.clause.unread import STRANGERS
from kg.extract.statements.clause.unsaid import (
    GIVEN,
    HEADINGS,
    LEDS,
    TURNS,
    Turn,
    Unsaid,
    find_doers,
    find_given,
    find_heading,
    find_led,
    genre_of,
    made_in,
    names_sides,
)
from kg.extract.statements.party import PARTY, parties_of
from kg.extract.text import Sentence, Tense, Text, begins_line
from kg.model import Claim, Mention

TABLES: tuple[Table[Any], ...] = (
    DENIED, RELATIVES, STRANGERS, ROLES, TOWARD, BESIDE, TELLINGS, DUTIES, JOINT, HEADINGS, LEDS, GIVEN, MARKS, TOPICS,
    PREDICATES, STEPS, GAPS, TURNS, BUILT, OWNERS, JOINTS, PASSIVES, AGENTS, UNABLE, WINNERS, REACH, PLACES,
    ATTRIBUTES, RELATIONS, STATEMENTS, JOININGS, MAKERS, PIVOTS, SECONDS, NEXTS, DOMAINS, ACCOUNTS, PROGRAMMES, NAMED,
    HEADS)


class Said(NamedTuple):
    """What was said before: who does it, who works together (and whether both are spoken of), what somebody did."""

    doers: Those = NOBODY
    parties: tuple[Mention, ...] = ()
    sides: bool = False
    done: Group = ()


def find_claims(text: Text) -> Iterator[Claim]:
    """All claims that clauses with a verb state, in reading order."""
    assigned, genre, account = text.bound(find_assigned), genre_of(text), is_account(text)
    topic, speech, end, before, heading, led = NOBODY, Speech(), 0, Said(), NOBODY, NOBODY
    for sentence, tense in zip(text.sentences, text.tenses, strict=True):
        begins = begins_line(text, end, sentence)
        if begins:
            topic, speech, heading = NOBODY, Speech(), find_heading(text, sentence, heading)
            led = find_led(text, sentence)
        end = sentence.passage.end
        speech = reported_speech(text, sentence, speech)
        before = _with_sides(sentence, _kept(text, sentence, before), text)
        if sentence.passage.role == "byline" or not sentence.mentions:
            continue
        duty = assigned.duties.get(sentence.passage.index, NOBODY)
        until = assigned.terms.get(sentence.passage.index)
        tense = tense if until is None or tense.done else replace(tense, planned=until)
        over = heading if begins or not led.mentions else led
        given = find_given(Unsaid(text, sentence, duty, over, topic, genre, speech))
        before = yield from _sentence_claims(text, sentence, tense, Said(given, before.parties, before.sides), account)
        places = tuple(m for m in before.doers.mentions if text.is_a(m, text.lexicon.place))
        topic = Those(places or _bodies(text, before.doers), before.doers.reason) if before.doers.mentions else topic


def _kept(text: Text, sentence: Sentence, before: Said) -> Said:
    """What was said before; nothing where one of the texts of a collection begins, of which the others say nothing."""
    begins = text.collection and sentence.passage.role in ("heading", "title", "furniture")
    return Said() if begins else before


def _bodies(text: Text, doers: Those) -> tuple[Mention, ...]:
    """Those of some who do something that are bodies, firms or schools, of which the next sentence may go on telling;
    people and platforms come and go."""
    lexicon = text.lexicon
    return tuple(m for m in doers.mentions
                 if lexicon.root(m.type) != lexicon.person and not lexicon.has(m.type, "descriptive"))


def _sentence_claims(
    text: Text, sentence: Sentence, tense: Tense, before: Said, account: bool
) -> Generator[Claim, None, Said]:
    """The claims of a sentence, and who its first clause says does it; `before` are who does what has no subject, and
    who was said to work together."""
    yield from find_joint_duties(text, sentence)
    doers, first = Doers(before.doers, before.doers), NOBODY
    said, backing, made = Said(NOBODY, before.parties, before.sides, before.done), None, None
    for whole in cut_clauses(text, sentence, tense):
        for clause in cut_relative(whole):
            own = find_subjects(clause)
            if clause.start == 0:
                first = own
            doers = find_doers(Turn(clause, own, doers, said.parties, said.sides, made))
            made = made_in(clause) or made
            if clause.names and not is_denied(clause):
                said = yield from _clause_claims(clause, doers, said)
                yield from find_own(clause, doers, account)
                backing = yield from _backing(clause, doers, backing)
        if whole.names[-1:] == whole.all_names[-1:]:
            break  # no name stands behind it, of which a clause could tell
    return Said(first, said.parties, _sides(sentence, said, text), said.done)


def _sides(sentence: Sentence, said: Said, text: Text) -> bool:
    """Whether it is of those who work together that what comes next is told: 双方将开展多方面合作."""
    return said.sides or names_sides(sentence, said.parties, text.lexicon)


def _with_sides(sentence: Sentence, said: Said, text: Text) -> Said:
    """The same before a sentence that may say so at its beginning."""
    sides = _sides(sentence, said, text)
    return said if sides == said.sides else said._replace(sides=sides)


def _backing(clause: Clause, doers: Doers, before: Backing | None) -> Generator[Claim, None, Backing | None]:
    """Who is backed as those of a clause before are; by whom those of the next one may be."""
    backed = [*find_backed(clause, before)] if before is not None else []
    yield from backed
    return before if backed else backing_of(clause, doers)


def _clause_claims(clause: Clause, doers: Doers, before: Said) -> Generator[Claim, None, Said]:
    """What each construction makes of a clause; who works together by it, and what those did whom it names."""
    yield from find_prepositional(clause)
    partners = [*find_partners(clause, doers)]
    joint = [*partners, *find_joint(clause)]
    yield from joint
    yield from find_passive(clause, doers)
    doers = yield from find_active(clause, doers, partners_in(partners, joint, clause.lexicon))
    done = yield from find_agents(clause, before.done)
    yield from find_toward(clause, doers)
    yield from find_beside(clause)
    yield from find_heads(clause)
    yield from find_roles(clause)
    yield from find_domains(clause, doers)
    parties = parties_in(joint, clause.lexicon) or _meeting(clause) or before.parties
    return Said(before.doers, parties, before.sides and parties == before.parties, done)


def _meeting(clause: Clause) -> tuple[Mention, ...]:
    """Those by whom an event of a clause is named: 甲与乙签约仪式."""
    events = [n.mention for n in clause.names if n.mention.technique == PARTY]
    return tuple(p for event in events for p in parties_of(clause.text, clause.sentence, event))
