"""Sentences changed in one thing that says nothing (benchmarks/metamorphic.py): the reading stays the same."""

import random

import pytest

from benchmarks import metamorphic


@pytest.fixture(scope="module")
def read():
    return metamorphic.make_reader()


@pytest.mark.parametrize(("change", "sentence", "other"), [
    ("time", "宁波市建设甬江实验室。", "宁波市建设甬江实验室。"),
    ("adverb", "实施改革,大力支持浙江大学。", "支持浙江大学。"),
    ("list", "近年来,支持镇海区、北仑区和海曙区发展。", "北仑区、镇海区"),
])
def test_what_says_nothing_changes_nothing(change, sentence, other, read):
    changed = metamorphic.CHANGES[change](sentence, random.Random(1))
    assert changed != sentence
    assert other in changed
    assert metamorphic.compare(read, sentence, change, random.Random(1)) == []


def test_what_changes_is_told(read, monkeypatch):
    monkeypatch.setitem(metamorphic.CHANGES, "time", lambda sentence, chance: sentence.replace("宁波", "合肥"))
    assert metamorphic.compare(read, "宁波市建设甬江实验室。", "time", random.Random(1)) == [
        "- 宁波市", "- 宁波市 develops 甬江实验室", "+ 合肥市", "+ 合肥市 develops 甬江实验室"]
    assert metamorphic.compare(read, "无列表。", "list", random.Random(1)) is None
