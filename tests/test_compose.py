"""Composed sentences (benchmarks/compose.py): of each construction so many are read exactly, and it only gets more."""

import json
import random
from pathlib import Path

import pytest

from benchmarks import compose
from benchmarks.constructions import CONSTRUCTIONS
from benchmarks.fillers import VERBS
from kg.ontology import load_ontology

FLOORS = json.loads((Path(__file__).parent / "compose.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def shares():
    return compose.shares()


def test_every_construction_has_a_floor():
    assert sorted(FLOORS) == sorted(CONSTRUCTIONS)


@pytest.mark.parametrize("construction", CONSTRUCTIONS)
def test_sentences_of_a_construction_are_read_exactly(construction, shares):
    """When this fails because more are read, raise the floor (python -m benchmarks.compose)."""
    assert shares[construction] >= FLOORS[construction]


@pytest.mark.parametrize("construction", CONSTRUCTIONS)
def test_the_same_seed_composes_the_same_and_each_fact_is_of_names_in_the_text(construction):
    one, other = (list(compose.sample(5, 3, construction)) for _ in range(2))
    assert one == other
    for sentence in one:
        assert "{" not in sentence.text
        speaker = sentence.text.partition("2024年")[0]
        ends = {end for s, _, o in sentence.facts for end in (s, o)}
        assert ends <= {*sentence.names, speaker}


@pytest.mark.parametrize(("sentence", "faults"), [
    ("宁波市建设甬江实验室。", []),
    ("宁波市建设甬江。", ["name lost: 甬江实验室", "fact lost: 宁波市 develops 甬江实验室"]),
    ("宁波市支持甬江实验室。", ["fact lost: 宁波市 develops 甬江实验室"]),
])
def test_what_is_not_exact_is_told(sentence, faults):
    composed = compose.Sentence("x", f"创新侧记\n\n{sentence}\n", frozenset(("宁波市", "甬江实验室")),
                                frozenset({("宁波市", "develops", "甬江实验室")}), frozenset())
    assert compose.make_judge()(composed) == faults


def test_verbs_stand_in_the_ontology():
    relations = load_ontology().relations
    assert [v for name, verbs in VERBS.items() if name in relations for v in verbs if v not in relations[name].verbs] == []


def test_fillers_are_varied():
    chance = random.Random(1)
    for construction in CONSTRUCTIONS:
        assert len({compose.compose(construction, chance).text for _ in range(30)}) >= 25
