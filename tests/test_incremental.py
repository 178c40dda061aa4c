"""A folder that grew, shrank and changed holds what a build from nothing holds, byte for byte."""

import contextlib
import json
import random
import re
import shutil
import subprocess
import sys

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg import folder, intake
from kg.answers.texts import Texts
from kg.cli import main
from kg.corpus import together
from kg.errors import InputError
from kg.export.html import to_html
from kg.export.turtle import to_turtle
from kg.generations import current
from kg.pipeline import build_to
from tests.direct import DirectPool
from tests.index_state import index_state
from tests.once import ONTOLOGY

CITIES = ("宁波市", "合肥市", "绍兴市", "株洲市")
LABS = ("甬江实验室", "潮声实验室", "星湾创新中心", "镜湖实验室", "云栖中试基地")
LINES = (
    "{city}科学技术局印发《{city}科技创新行动计划》。",
    "{city}支持浙江大学建设{lab}。",
    "2024年，{city}高新技术企业达到{number}家。",
    "到2025年，{city}研发投入达到{number}亿元。",
    "{lab}位于{city}。",
    "{city}科学技术局党组书记林致远致辞。",  # another statement with the plain triple of the line above
    "{city}科学技术局局长林致远出席{lab}揭牌仪式。",
)


def text(seed):
    """A document of its own for a number: a title and a few sentences on few things, so that documents share them."""
    chance = random.Random(seed)
    city = chance.choice(CITIES)
    lines = [line.format(city=city, lab=chance.choice(LABS), number=chance.choice((50, 800, 800000)))
             for line in chance.sample(LINES, chance.randint(1, 4))]
    return f"{city}科学技术局2024年工作要点\n\n" + "\n".join(lines) + "\n"


def state(out):
    """All of a folder that must not depend on how it came to be; seconds differ, and places on the page stay."""
    generation = current(out)
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    report.pop("seconds")
    page = re.search(r'<script type="application/json" id="data">(.*?)</script>', (out / "graph.html").read_text(encoding="utf-8"))
    data = json.loads(page.group(1))
    data["nodes"] = [node[:2] + node[4:] for node in data["nodes"]]
    quads = sorted(str(q) for q in ox.Store.read_only(str(generation.store)))
    assert len(quads) == generation.manifest()["quads"]
    return (out / "graph.ttl").read_bytes(), report, quads, data, list(kg.load(out).records), index_state(generation.path / "search.db")


@pytest.fixture
def here(monkeypatch):
    """Small graphs change by more than a twentieth: here all changes go the way of few."""
    monkeypatch.setattr(folder, "_MOST_CHANGED", 1.0)
    monkeypatch.setattr(intake, "Pool", DirectPool)


def write(docs, files):
    shutil.rmtree(docs, ignore_errors=True)
    docs.mkdir()
    for name, seed in files.items():
        (docs / name).write_text(text(seed), encoding="utf-8")


steps = st.lists(st.tuples(st.sampled_from(("add", "change", "rename", "remove", "same")), st.integers(0, 3), st.integers(0, 12)),
                 min_size=1, max_size=4)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(first=st.lists(st.integers(0, 12), min_size=1, max_size=3), history=steps)
def test_a_history_of_changes_gives_what_a_build_from_nothing_gives(here, first, history, tmp_path_factory):
    place = tmp_path_factory.mktemp("history")
    docs, out = place / "docs", place / "out"
    files = {f"{i}.txt": seed for i, seed in enumerate(first)}
    write(docs, files)
    build_to([docs], out, workers=1, ontology=ONTOLOGY)
    for what, which, seed in history:
        name = sorted(files)[which % len(files)] if files else ""
        if what == "add":
            files[f"n{which}.txt"] = seed
        elif what == "change":
            files[name] = seed
        elif what == "rename":
            files[f"r{which}.txt"] = files.pop(name)
        elif what == "remove" and len(files) > 1:
            del files[name]
        write(docs, files)
        build_to([docs], out, workers=1, ontology=ONTOLOGY)
    fresh = place / "fresh"
    build_to([docs], fresh, workers=1, ontology=ONTOLOGY)
    assert state(out) == state(fresh)
    shutil.rmtree(place)


def test_both_ways_to_a_graph_give_the_same(tmp_path):
    """The one in memory, and the one by a ledger."""
    docs = tmp_path / "docs"
    write(docs, {f"{i}.txt": i for i in range(8)})
    built = build_to([docs], tmp_path / "out", workers=1)
    held = kg.build(docs, workers=1)
    assert (tmp_path / "out" / "graph.ttl").read_text(encoding="utf-8") == to_turtle(held.dataset.triples)
    assert built.view == held.view
    assert {**built.report, "seconds": {}} == {**held.report, "seconds": {}}
    texts = Texts(current(tmp_path / "out").path)
    carried = {d.iri: texts.text(d.iri) for d in held.view.documents}
    texts.close()
    assert all(carried.values())
    assert (tmp_path / "out" / "graph.html").read_text(encoding="utf-8") == to_html(held.view, ONTOLOGY, texts=carried)
    assert sorted(map(str, {*held.dataset.quads(), *together(held.view, ONTOLOGY)})) == sorted(
        str(q) for q in ox.Store.read_only(str(current(tmp_path / "out").store)))
    assert list(built.records) == list(held.records)


def run(*words):
    """A command in this process: exit code, standard output, standard error."""
    result = CliRunner().invoke(main, list(map(str, words)))
    return result.exit_code, result.stdout, result.stderr


def titles(out):
    return sorted(d["name"] for d in json.loads((out / "report.json").read_text(encoding="utf-8"))["documents"])


def test_only_what_is_new_or_has_changed_is_read(here, tmp_path, monkeypatch):
    docs, out = tmp_path / "docs", tmp_path / "out"
    read = []
    run = DirectPool.run
    monkeypatch.setattr(DirectPool, "run", lambda self, jobs, ontology: read.extend(name for _, name in jobs) or run(self, jobs, ontology))
    write(docs, {"a.txt": 1, "b.txt": 2, "c.txt": 3})
    build_to([docs], out)
    assert sorted(read) == ["a.txt", "b.txt", "c.txt"]
    read.clear()
    before = state(out)
    build_to([docs], out)
    assert read == []
    assert state(out) == before
    (docs / "b.txt").write_text(text(9), encoding="utf-8")
    (docs / "d.txt").write_text(text(4), encoding="utf-8")
    (docs / "a.txt").unlink()
    build_to([docs], out)
    assert read == ["b.txt", "d.txt"]
    assert titles(out) == ["b.txt", "c.txt", "d.txt"]


def test_what_falls_out_is_told_before_and_after_and_add_keeps_it(here, tmp_path):
    docs, out = tmp_path / "docs", tmp_path / "out"
    write(docs, {"a.txt": 1, "b.txt": 2})
    assert run("build", docs, "-o", out)[0] == 0
    code, said, told = run("build", docs / "b.txt", "-o", out)
    assert code == 0
    assert told == "1 document of the earlier build is not among the inputs: a.txt; it leaves the graph; --add keeps it\n"
    assert "files: 1 gone, 1 as they were (gone: a.txt)" in said
    assert titles(out) == ["b.txt"]
    write(docs, {"c.txt": 3, "b.txt": 5})
    code, said, told = run("build", docs, "-o", out, "--add")
    assert (code, told) == (0, "")
    assert "files: 1 new, 1 changed" in said
    assert titles(out) == ["b.txt", "c.txt"]
    code, said, told = run("build", docs / "c.txt", "-o", out, "--add")
    assert titles(out) == ["b.txt", "c.txt"]
    assert "files: 2 as they were" in said


def test_documents_are_taken_out_by_name(here, tmp_path):
    docs, out, fresh = tmp_path / "docs", tmp_path / "out", tmp_path / "fresh"
    write(docs, {"a.txt": 1, "b.txt": 2, "c.txt": 3})
    build_to([docs], out)
    code, said, told = run("remove", out, "a.txt", "c.txt")
    assert (code, told) == (0, "")
    assert "files: 2 gone, 1 as they were (gone: a.txt, c.txt)" in said
    write(docs, {"b.txt": 2})
    build_to([docs], fresh)
    assert state(out) == state(fresh)
    before = (out / "graph.ttl").read_bytes()
    code, said, told = run("remove", out, "b.tx")
    assert (code, said) == (2, "")
    assert told == "error: no document 'b.tx' is in the graph; did you mean b.txt?\n"
    code, said, told = run("remove", out, "b.txt")
    assert (code, said) == (2, "")
    assert "would hold no document" in told
    assert (out / "graph.ttl").read_bytes() == before


def test_of_files_with_the_same_bytes_the_next_one_counts_when_the_first_goes(here, tmp_path):
    docs, out, fresh = tmp_path / "docs", tmp_path / "out", tmp_path / "fresh"
    write(docs, {"a.txt": 1, "b.txt": 1, "c.txt": 2})
    built = build_to([docs], out)
    assert [(f.code, f.where) for f in built.findings if f.code == "duplicate"] == [("duplicate", "b.txt")]
    (docs / "a.txt").unlink()
    build_to([docs], out)
    assert titles(out) == ["b.txt", "c.txt"]
    build_to([docs], fresh)
    assert state(out) == state(fresh)


def test_a_document_that_could_not_be_read_is_tried_again(here, tmp_path):
    docs, out = tmp_path / "docs", tmp_path / "out"
    write(docs, {"a.txt": 1})
    (docs / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing\n")
    first = build_to([docs], out)
    assert [f.where for f in first.findings if f.severity == "error"] == ["broken.pdf"]
    again = build_to([docs], out)
    assert [f.where for f in again.findings if f.severity == "error"] == ["broken.pdf"]


def test_a_plain_triple_of_two_statements_stays_until_neither_is_said(here, tmp_path):
    docs, out, fresh = tmp_path / "docs", tmp_path / "out", tmp_path / "fresh"
    write(docs, {"a.txt": 1})
    both = "宁波市科学技术局党组书记林致远出席会议。\n宁波市科学技术局局长林致远致辞。\n"
    (docs / "both.txt").write_text(both, encoding="utf-8")
    built = build_to([docs], out)
    posts = [e.role for e in built.view.edges if e.relation == "holdsPostIn"]
    assert len(posts) == 2, [e for e in built.view.edges if e.relation == "holdsPostIn"]
    for said in (*both.splitlines(), "浙江大学位于杭州市。"):
        (docs / "both.txt").write_text(said + "\n", encoding="utf-8")
        build_to([docs], out)
        shutil.rmtree(fresh, ignore_errors=True)
        build_to([docs], fresh)
        assert state(out) == state(fresh)


def test_users_own_files_stay_and_go(here, tmp_path):
    docs, out = tmp_path / "docs", tmp_path / "out"
    write(docs, {"a.txt": 1, "b.txt": 2})
    build_to([docs], out)
    before = state(out)
    mine = tmp_path / "mine.ttl"
    mine.write_text("<https://example.org/a> a <https://w3id.org/kechuang/ontology#Platform> ; "
                    "<http://www.w3.org/2004/02/skos/core#prefLabel> '云栖平台'@zh .\n", encoding="utf-8")
    assert run("import", out, mine)[0] == 0
    write(docs, {"a.txt": 1, "b.txt": 2, "c.txt": 3})
    assert run("build", docs, "-o", out)[0] == 0
    assert "云栖平台" in (out / "graph.ttl").read_text(encoding="utf-8")
    assert titles(out) == ["a.txt", "b.txt", "c.txt"]
    assert run("import", out, "--remove", "mine.ttl")[0] == 0
    assert run("remove", out, "c.txt")[0] == 0
    assert state(out) == before


def test_another_reader_reads_all_anew_and_adds_nothing(here, tmp_path):
    docs, out = tmp_path / "docs", tmp_path / "out"
    write(docs, {"a.txt": 1, "b.txt": 2})
    build_to([docs], out)
    code, said, told = run("build", docs / "a.txt", "-o", out, "--add", "--max-pages", 7)
    assert (code, said) == (2, "")
    assert "name all documents: kg build INPUT… -o" in told
    assert titles(out) == ["a.txt", "b.txt"]
    code, said, told = run("build", docs, "-o", out, "--max-pages", 7)
    assert code == 0
    assert "files:" not in said  # all of them are new to this reader


def test_records_of_the_same_reader_stay_when_only_the_writing_has_changed(here, tmp_path, monkeypatch):
    docs, out = tmp_path / "docs", tmp_path / "out"
    write(docs, {"a.txt": 1, "b.txt": 2, "c.txt": 1})
    build_to([docs], out)
    before = state(out)
    monkeypatch.setattr(folder, "_making", lambda: "another")
    monkeypatch.setattr(DirectPool, "run", None)  # nothing is read
    build_to([docs], out)
    assert state(out) == before


@pytest.mark.parametrize("damage", ["not a database", "", None, "cut"])
def test_a_folder_without_a_whole_ledger_is_read_anew(here, tmp_path, damage):
    docs, out = tmp_path / "docs", tmp_path / "out"
    write(docs, {"a.txt": 1, "b.txt": 2})
    build_to([docs], out)
    before = state(out)
    ledger = current(out).path / "ledger.db"
    whole = ledger.read_bytes()
    ledger.unlink()
    if damage is not None:
        ledger.write_bytes(whole[:len(whole) // 2] if damage == "cut" else damage.encode())
    (docs / "c.txt").write_text(text(3), encoding="utf-8")
    if damage != "cut":
        with pytest.raises(InputError, match="name all documents"):
            build_to([docs / "c.txt"], out, add=True)
    (docs / "c.txt").unlink()
    build_to([docs], out)
    assert state(out) == before


def test_a_graph_that_was_changed_from_outside_is_written_anew(here, tmp_path):
    docs, out = tmp_path / "docs", tmp_path / "out"
    write(docs, {"a.txt": 1, "b.txt": 2})
    build_to([docs], out)
    turtle = current(out).path / "graph.ttl"
    turtle.write_bytes(turtle.read_bytes() + b"\n<https://example.org/x> a <https://example.org/Y> .\n")
    (docs / "c.txt").write_text(text(3), encoding="utf-8")
    build_to([docs], out)
    build_to([docs], tmp_path / "fresh")
    assert state(out) == state(tmp_path / "fresh")


@pytest.mark.parametrize("most", [1, 3, 100])
def test_a_page_of_a_part_says_so(here, tmp_path, monkeypatch, most):
    monkeypatch.setattr(kg.foremost, "MOST_NODES", most)
    docs, out = tmp_path / "docs", tmp_path / "out"
    write(docs, {f"{i}.txt": i for i in range(6)})
    build_to([docs], out)
    page = (out / "graph.html").read_text(encoding="utf-8")
    counts = json.loads((out / "report.json").read_text(encoding="utf-8"))["counts"]
    total = sum(counts["entities"].values())
    assert ('"part":' in page) == (most < total)
    if most < total:
        assert f'"part":[[{most},' in page
        assert f"],[{total},{sum(counts['facts'].values())},{counts['numbers']}]]" in page


@pytest.mark.slow
def test_a_build_that_is_killed_leaves_the_graph_as_it_was_and_the_next_one_is_right(tmp_path):
    docs, out, fresh = tmp_path / "docs", tmp_path / "out", tmp_path / "fresh"
    write(docs, {f"{i}.txt": i for i in range(6)})
    build_to([docs], out, workers=1)
    before = (out / "graph.ttl").read_bytes()
    write(docs, {f"{i}.txt": i + (i % 3 == 0) * 20 for i in range(7)})
    build_to([docs], fresh, workers=1)
    after = (fresh / "graph.ttl").read_bytes()
    assert before != after
    chance = random.Random(15)
    killed = 0
    for _ in range(12):
        process = subprocess.Popen([sys.executable, "-m", "kg", "build", str(docs), "-o", str(out), "--workers", "1"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0.2, 3.5))
        killed += process.poll() is None
        process.kill()
        process.wait()
        assert (out / "graph.ttl").read_bytes() in (before, after)
    assert killed
    build_to([docs], out, workers=1)
    assert state(out) == state(fresh)
