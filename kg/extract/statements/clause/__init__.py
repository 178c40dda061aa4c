"""Relations that clauses state: a verb, who does it and to what, as the ontology words each relation.

A clause without a subject has that of the clause before it, and in the end the document's speaker: the imperatives of a
work plan are what its issuer does.  One construction a file; each proposes claims with the rules that told them.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from kg.extract.rule import Table
from kg.extract.statements.clause.active import JOININGS, PIVOTS, SECONDS, STATEMENTS, find_active
from kg.extract.statements.clause.agent import AGENTS, find_agents
from kg.extract.statements.clause.cut import MARKS, Clause, Group, cut_clauses
from kg.extract.statements.clause.doer import NOBODY, UNABLE, WINNERS, Doers, Those
from kg.extract.statements.clause.domain import DOMAINS, find_domains
from kg.extract.statements.clause.duty import DUTIES, JOINT, find_duties, find_joint_duties
from kg.extract.statements.clause.joint import JOINTS, find_joint
from kg.extract.statements.clause.object import ATTRIBUTES, PLACES, REACH
from kg.extract.statements.clause.partner import OWNERS, find_partners, partners_in
from kg.extract.statements.clause.passive import PASSIVES, find_passive
from kg.extract.statements.clause.preposition import BUILT, find_prepositional
from kg.extract.statements.clause.relation import RELATIONS
from kg.extract.statements.clause.speech import TELLINGS, reports_speech
from kg.extract.statements.clause.subject import GAPS, PREDICATES, STEPS, TOPICS, find_subjects
from kg.extract.statements.clause.unsaid import GIVEN, TURNS, Turn, Unsaid, find_doers, find_given
from kg.extract.tense import is_plan
from kg.extract.text import Sentence, Tense, Text, begins_line
from kg.model import Claim

TABLES: tuple[Table[Any], ...] = (
    TELLINGS, DUTIES, JOINT, GIVEN, MARKS, TOPICS, PREDICATES, STEPS, GAPS, TURNS, BUILT, OWNERS, JOINTS, PASSIVES,
    AGENTS, UNABLE, WINNERS, REACH, PLACES, ATTRIBUTES, RELATIONS, STATEMENTS, JOININGS, PIVOTS, SECONDS, DOMAINS)
_NO_SENTENCES = ("byline", "title")


def find_claims(text: Text) -> Iterator[Claim]:
    """All claims that clauses with a verb state, in reading order."""
    duties, plan = find_duties(text), is_plan(text)
    topic, told, end = NOBODY, False, 0
    for sentence, tense in zip(text.sentences, text.tenses, strict=True):
        if begins_line(text, end, sentence):
            topic, told = NOBODY, False
        end = sentence.passage.end
        told = told or reports_speech(text, sentence)
        if sentence.passage.role in _NO_SENTENCES or not sentence.mentions:
            continue
        given = find_given(Unsaid(text, sentence, duties.get(sentence.passage.index, NOBODY), topic, plan, told))
        own = yield from _sentence_claims(text, sentence, tense, given)
        places = tuple(m for m in own.mentions if text.is_a(m, text.lexicon.place))
        topic = Those(places, own.reason) if places else topic


def _sentence_claims(text: Text, sentence: Sentence, tense: Tense, given: Those) -> Generator[Claim, None, Those]:
    """The claims of a sentence, and who its first clause says does it; `given` is who does what has no subject."""
    yield from find_joint_duties(text, sentence)
    doers, first = Doers(given, given), NOBODY
    done: Group = ()
    for clause in cut_clauses(text, sentence, tense):
        own = find_subjects(clause)
        if clause.start == 0:
            first = own
        doers = find_doers(Turn(clause, own, doers))
        if clause.names:
            done = yield from _clause_claims(clause, doers, done)
    return first


def _clause_claims(clause: Clause, doers: Doers, done: Group) -> Generator[Claim, None, Group]:
    """What each construction makes of a clause; `done` is what those did whom the clauses before name."""
    yield from find_prepositional(clause)
    joint = list(find_partners(clause, doers))
    yield from joint
    yield from find_joint(clause)
    yield from find_passive(clause, doers)
    doers = yield from find_active(clause, doers, partners_in(joint, clause.lexicon))
    done = yield from find_agents(clause, done)
    yield from find_domains(clause, doers)
    return done
