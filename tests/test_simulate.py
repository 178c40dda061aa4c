"""The simulation's plan gives the graph that is built, its laws are fitted right, and its page shows what it prints."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.simulate import RATES, SALTED, fitted, hours, in_two_stages, keys_at, told, triples_at
from kg import intake
from kg.generations import current
from kg.ledger import Ledger
from kg.merge import Around, key_of, lexicon_background, made
from kg.pipeline import build_to
from tests.direct import DirectPool
from tests.once import ONTOLOGY
from tests.test_incremental import text

RATE = json.loads(RATES.read_text(encoding="utf-8"))
PAGE = (Path(__file__).parent.parent / "docs" / "scale-simulation.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("most", [1, 2, 5])
def test_what_is_merged_in_two_stages_is_what_is_merged_at_once(tmp_path, monkeypatch, most):
    monkeypatch.setattr(intake, "Pool", DirectPool)
    docs = tmp_path / "docs"
    docs.mkdir()
    for i in range(12):
        (docs / f"{i}.txt").write_text(text(i), encoding="utf-8")
    (docs / "x.txt").write_text("宁波市科技局2024年工作总结\n\n“甬江实验室”位于宁波。甬江实验室（以下简称“甬江室”）位于宁波市。\n", encoding="utf-8")
    build_to([docs], tmp_path / "out")
    with closing(Ledger(current(tmp_path / "out").path / "ledger.db", reading=True)) as ledger:
        held = list(ledger.all_given())
        known = [iri for iri in ONTOLOGY.individuals if key_of(iri) in dict(held)]
        around = Around(ONTOLOGY, lexicon_background(known, ONTOLOGY), ledger.doubts())
    assert max(len(given) for _, given in held) > 5
    for key, given in held:
        assert in_two_stages(key, given, around, most) == set(made(key, given, around)), key


@pytest.mark.parametrize(("a", "b"), [(3.0, 0.5), (20.0, 0.76), (1.0, 1.0)])
def test_a_law_is_found_again_from_its_points(a, b):
    found = fitted([(n, a * n ** b) for n in (250, 500, 1000, 2000, 4897)])
    assert found == pytest.approx((a, b, 0), abs=1e-9)
    rates = {"growth": {"x": [(n, a * n ** b) for n in (10, 100, 1000)]}}
    assert keys_at(rates, "x", 10**6) == pytest.approx((a * 10 ** (6 * b),) * 2)


def test_at_the_measured_size_the_simulation_says_what_was_measured():
    n = RATE["documents"]
    for name, held in RATE["sections"].items():
        assert keys_at(RATE, name, n) == pytest.approx((held["keys"],) * 2)
        assert RATE["growth"][name][-1] == [n, held["keys"]]
    assert triples_at(RATE, n) == pytest.approx((sum(s["triples"] for s in RATE["sections"].values()),
                                                 sum(s["turtle"] for s in RATE["sections"].values())))
    one, ten = hours(RATE, 10**6, 1, 16), hours(RATE, 10**6, 10, 16)
    assert ten["read"] == pytest.approx(one["read"] / 10)
    assert one["move"] == 0 < ten["move"]
    assert one["longest"] == ten["longest"]
    assert hours(RATE, 10**7, 10, 16)["merge"] == pytest.approx(10 * ten["merge"])
    assert RATE["largest"][0]["gifts"] > SALTED


def test_the_page_shows_what_the_script_prints():
    lines = list(told(RATE, [10**6, 10**8], [1, 10, 100, 1000], 16))
    assert [line for line in lines if line not in PAGE.splitlines()] == []
