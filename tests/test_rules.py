"""Every rule is proved by its sentences: each is read as it is marked, and otherwise when the rule is left out.

A sentence stands in a work plan of a bureau, or is a document of its own when it has several lines, the first of which is
the title.  【】 marks every name that must be read below the title; behind ` ⇒ ` stand all facts and numbers (of rules of steps, all steps), but for where
a university has its seat: its name tells that in every sentence, and only sentences about places need say it.
"""

import functools
import re

import pyoxigraph as ox
import pytest

from kg.clean import clean
from kg.extract import RULES, make_extractor
from kg.extract.lexicon import Lexicon
from kg.model import Reading, Source
from kg.ontology import KGX, ontology_files
from kg.read.table import with_tables
from tests.once import ONTOLOGY

PLAN = "宁波市科学技术局2024年科技工作要点\n\n"
RULE = "https://w3id.org/kechuang/rule/"
_MARK = re.compile("[【】]")


def _sentences():
    found = {"yes": [], "no": []}
    for name, path in sorted(ontology_files().items()):
        if name.startswith("rules/"):
            for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
                kind = triple.predicate.value.removeprefix(KGX)
                if kind in found:
                    found[kind].append((triple.subject.value.removeprefix(RULE), triple.object.value))
    return found


SENTENCES = _sentences()


class Facts(frozenset):
    """Facts and numbers; those of `seats` may be said or not."""

    def __new__(cls, facts, seats):
        made = super().__new__(cls, facts)
        made.seats = seats
        return made

    def are(self, stated):
        """Whether they are what is stated."""
        return stated in (self, self - self.seats)


@functools.cache
def _lexicon():
    return Lexicon(ONTOLOGY)


@functools.cache
def _extractor(without=()):
    return make_extractor(_lexicon(), (*without, "pair"))  # the grammar is proved by itself


def extraction(text, without=()):
    """What a text says, read without some rules."""
    reading = with_tables(Reading(Source("t", "0" * 64, "text/plain"), text))
    return _extractor(without)(clean(reading)[0])


def _read(sentence, without=(), steps=False):
    """Names (in order), facts and numbers below the title; or steps, wherever."""
    text = _MARK.sub("", sentence.partition(" ⇒ ")[0])
    found = extraction((text if "\n" in text else PLAN + text) + "\n", without)
    below = found.document.text.index("\n")
    names = [m for m in found.mentions if m.start > below]
    spans = {(m.start, m.end): m.text for m in names}  # 光伏 may name a laboratory of a list and its field
    outer = [spans[s, e] for s, e in spans if not any((a, -b) < (s, -e) and e <= b for a, b in spans)]
    facts = {f"{c.subject.name} {c.relation} {c.object.name}" for c in found.claims if c.start > below}
    facts |= {f"{o.indicator} {o.comparator} {o.value} {o.unit} {o.kind} {o.status} {o.period or '-'}" for o in found.observations}
    if steps:
        facts = {f"{s.thing.name} {s.step} {s.status} {s.period or '-'}" for s in found.steps}
    seats = {f"{c.subject.name} {c.relation} {c.object.name}" for c in found.claims
             if c.technique == "name-place" and "seated" in _lexicon().traits[c.subject.type]}
    details = [(m.type, m.name, m.names) for m in names], [(c.status, c.role, c.period) for c in found.claims]
    return outer, Facts(facts, seats), details


def _marked(sentence):
    text, arrow, facts = sentence.partition(" ⇒ ")
    names = re.findall("【([^【】]+)】", text.partition("\n")[2] or text)
    return names, {f.strip() for f in facts.split("；") if f.strip()} if arrow else None


def _of_steps(rule):
    return rule.startswith("step-")


def _holds(sentence, steps=False):
    names, facts, _ = _read(sentence, (), steps)
    expected, stated = _marked(sentence)
    assert names == expected
    assert stated is None or facts.are(stated)


@pytest.mark.parametrize(("rule", "sentence"), SENTENCES["yes"])
def test_a_sentence_is_read_as_marked_and_otherwise_without_the_rule(rule, sentence):
    steps = _of_steps(rule)
    _holds(sentence, steps)
    assert _read(sentence, (), steps) != _read(sentence, (rule,), steps)


@pytest.mark.parametrize(("rule", "sentence"), SENTENCES["no"])
def test_a_sentence_near_by_does_not_need_the_rule(rule, sentence):
    steps = _of_steps(rule)
    _holds(sentence, steps)
    assert _read(sentence, (), steps) == _read(sentence, (rule,), steps)


def test_every_rule_has_sentences_and_every_sentence_a_rule():
    for kind, sentences in SENTENCES.items():
        named = {rule for rule, _ in sentences}
        assert sorted(named - RULES.keys()) == []
        assert sorted(RULES.keys() - named) == [], kind
