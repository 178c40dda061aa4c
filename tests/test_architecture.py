"""The page for newcomers tells the truth: its names exist, and its worked example reads its sentences."""

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

import kg.extract
from kg.clean import clean
from kg.extract import make_extractor
from kg.extract.lexicon import Lexicon
from kg.extract.rule import YES, Rule, Table
from kg.extract.statements import TELLERS
from kg.extract.statements.structure import structures
from kg.model import Reading, Source
from kg.ontology import load_ontology

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
_PREFIXES = """@prefix kg: <https://w3id.org/kechuang/ontology#> .
@prefix kgx: <https://w3id.org/kechuang/extraction#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rule: <https://w3id.org/kechuang/rule/organiser/> .
"""


def _block(language):
    (text,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return text


def test_files_and_folders_of_the_page_exist():
    named = set(re.findall(r"`((?:kg|tests|ontology|docs|benchmarks)/[\w./-]*)`", PAGE))
    assert len(named) > 12
    assert [p for p in sorted(named) if not (ROOT / p).exists()] == []


@pytest.mark.slow
def test_the_worked_example_is_short_and_reads_its_sentences(tmp_path, monkeypatch):
    turtle, code = _block("turtle"), _block("py")
    assert len(turtle.splitlines()) + len(code.splitlines()) < 40
    (tmp_path / "organiser.ttl").write_text(_PREFIXES + turtle, encoding="utf-8")
    known = {"dataclass": dataclass, "pairwise": pairwise, "Lexicon": Lexicon, "Rule": Rule, "Table": Table, "YES": YES,
             "structures": structures}
    exec(compile("from __future__ import annotations\n" + code, "architecture.md", "exec"), known)
    monkeypatch.setattr(kg.extract, "_tellers", lambda: TELLERS | {"organiser-noun": known["find_organisers"]})
    extract = make_extractor(load_ontology(tmp_path))
    without = make_extractor(load_ontology(tmp_path), ("organiser-noun",))
    (yes,), (no,) = (re.findall(rf'kgx:{kind} "(.*?) ⇒ (.*?)"', turtle) for kind in ("yes", "no"))
    assert _facts(extract, yes[0]) == [(yes[1].strip(), ("organiser/noun",))]
    assert _facts(without, yes[0]) == []
    assert _facts(extract, no[0]) == []


def _facts(extract, sentence):
    plain = re.sub("[【】]", "", sentence)
    text = f"宁波市科学技术局2024年科技工作要点\n\n{plain}\n"
    found = extract(clean(Reading(Source("t", "0" * 64, "text/plain"), text))[0])
    assert [m.text for m in found.mentions if m.start > 20] == re.findall("【(.*?)】", sentence)
    return [(f"{c.subject.name} {c.relation} {c.object.name}", c.reasons) for c in found.claims
            if c.start > 20 and c.technique != "name-place"]
