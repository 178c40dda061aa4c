"""Whoever is forgotten stands nowhere in a folder, however the name was written, and stays away; nothing else changes."""

import json
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
from kg import intake
from kg.answers import Answers
from kg.cli import main
from kg.errors import InputError
from kg.export import EXPORTERS
from kg.forget import FILE, Forgotten, Mask
from kg.generations import STEPS, current
from kg.model import Finding
from kg.pipeline import build_to, finish_forgetting, forget_in, import_to, remove_from
from kg.validate import validate
from tests.direct import DirectPool
from tests.index_state import index_state
from tests.namesakes import found_in, held, people, write
from tests.once import ONTOLOGY

ROOT = Path(__file__).parent.parent
MASK = Mask(Forgotten().also(["沈未晴", "高峰", "Chen Xinyu", "买买提·阿不都"]), ONTOLOGY)
PLAN = """宁波市科学技术局2024年工作要点

宁波市科学技术局局长沈未晴主持会议，支持宁波大学建设概念验证中心。
沈未晴表示，新增高新技术企业10家。局长高峰出席会议。
校长顾清扬介绍，支持宁波大学建设海洋材料实验室，攀登科技高峰，支持沈未晴工作室。
"""
OTHER = """宁波市科学技術局2025年工作要點

局長瀋　未晴同志要求，支持寧波大學建設智能製造研究院，新增科技型企業20家。
"""


@pytest.fixture(autouse=True)
def _here(monkeypatch):
    monkeypatch.setattr(intake, "Pool", DirectPool)


def _docs(folder, **texts):
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def _run(*words):
    return CliRunner().invoke(main, [*map(str, words)])


def _state(out):
    """All of a folder that must not depend on how it came to be: everything but seconds and places on the page."""
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    report.pop("seconds")
    return (out / "graph.ttl").read_bytes(), report, list(kg.load(out).records)


# ---------------------------------------------------------------- how names are known again


@pytest.mark.parametrize(("text", "names"), [
    ("局长沈未晴要求", {"沈未晴"}),
    ("局长瀋　未晴要求", {"沈未晴"}),
    ("沈\u200b未·晴", {"沈未晴"}),
    ("沈(shěn)未（wèi）晴", {"沈未晴"}),
    ("https://example.org/%E6%B2%88%E6%9C%AA%E6%99%B4", {"沈未晴"}),
    ("&#27784;&#x672A;晴", {"沈未晴"}),
    ("攀登科技高峰", {"高峰"}),
    ("买买提阿不都", {"买买提阿不都"}),
    ("by CHEN Xinyu and others", {"chen xinyu"}),
    ("Chenxinyu", {"chenxinyu"}),
    ("沈未", set()),
    ("沈未，晴", set()),
    ("Chen Xin Yun", set()),
])
def test_a_name_is_known_by_its_letters_alone(text, names):
    assert MASK.names_in([text]) == names
    assert Mask(Forgotten(), ONTOLOGY).names_in([text]) == set()


def test_the_file_holds_no_name_and_is_read_as_it_was_written(tmp_path):
    forgotten = Forgotten().also(["沈未晴", "Chen Xinyu"])
    forgotten.save(tmp_path)
    assert held((tmp_path / FILE).read_bytes(), ("沈未晴",)) == set()
    again = Forgotten.load(tmp_path)
    assert again == forgotten
    assert again.holds("瀋未晴")
    assert again.holds("chen XINYU")
    assert not again.holds("沈未")
    assert not Forgotten().holds("沈未晴")
    # Who knows no salt can look up nothing; with another salt the digests are others.
    assert Forgotten().also(["沈未晴"]).entries.isdisjoint(forgotten.entries)
    assert again.also(["沈未晴"]) == again
    assert again.covers(Forgotten(again.salt, frozenset()).signature)
    assert not again.covers(again.also(["邹谦"]).signature)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"forgotten": 1, "salt": "", "names": []}', '{"forgotten": 1, "salt": "xy", "names": []}',
                                  '{"forgotten": 1, "salt": "aa", "names": [["other", 3, "ff"]]}', '{"forgotten": 2, "salt": "aa", "names": []}'])
def test_a_damaged_file_ends_a_build_and_reads_nobody_again(text, tmp_path):
    docs = _docs(tmp_path / "docs", a=PLAN)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"forgotten\.json"):
        build_to([docs], tmp_path / "out")
    assert not (tmp_path / "out" / "graph.ttl").exists()


@pytest.mark.parametrize(("name", "masked"), [
    ("沈未晴.txt", "○○○~{}.txt"),
    ("2024/沈未晴/瀋未晴讲话.txt", "2024/○○○/○○○讲话~{}.txt"),
    ("%E6%B2%88%E6%9C%AA%E6%99%B4.html", "○○○~{}.html"),
    ("高峰.txt", "○○~{}.txt"),
    ("高峰论坛.txt", "高峰论坛.txt"),
    ("沈未晴", "○○○~{}"),
])
def test_a_file_is_masked_and_stays_apart_from_others(name, masked):
    assert MASK.file(name) == masked.format(MASK.forgotten.digest(name, 4))
    assert MASK.file(MASK.file(name)) == MASK.file(name)


def test_a_finding_quotes_nobody_and_no_part_of_a_name():
    found = MASK.finding(Finding("warning", "clean", "text-left-out", "沈未晴.txt", "first at 3: “局长沈 未晴要求”"))
    assert (found.where, found.message) == ("○○○.txt", "first at 3: “局长○○○○要求”")


# ---------------------------------------------------------------- a folder


@pytest.fixture
def folder(tmp_path):
    docs = _docs(tmp_path / "docs", a=PLAN, b=OTHER)
    (docs / "沈未晴.txt").write_text("宁波市科学技术局通知\n\n支持宁波大学建设甬江实验室。\n", encoding="utf-8")
    build_to([docs], tmp_path / "out")
    return tmp_path / "out"


def test_what_is_told_and_what_is_left(folder):
    said = _run("forget", folder, "瀋未晴")
    assert said.exit_code == 0
    assert said.output.startswith("瀋未晴: 1 entity (沈未晴) and what 3 documents say of it\n")
    assert found_in(folder, ["沈未晴"]) == []
    graph = kg.load(folder)
    assert sorted(n.label for n in graph.view.nodes if n.root == "Person") == ["顾清扬", "高峰"]
    exact = {e.exact for edge in graph.view.edges for e in edge.evidence} | {e.exact for o in graph.view.observations for e in o.evidence}
    assert "宁波市科学技术局局长○○○主持会议，支持宁波大学建设概念验证中心。" in exact
    assert "局長○○○○同志要求，支持寧波大學建設智能製造研究院，新增科技型企業20家。" in exact
    # Offsets lead to the source as before.
    texts = {"a.txt": PLAN, "b.txt": OTHER}
    for document in graph.view.documents:
        if (source := texts.get(document.source.rsplit("/", 1)[1])) is not None:
            for e in (e for said in (*graph.view.edges, *graph.view.observations) for e in said.evidence if e.document == document.iri):
                assert all(c in ("○", d) for c, d in zip(e.exact, source[e.start:e.end], strict=True))
    # Numbers that the person stated stay, without the person.
    assert {o.value for o in graph.view.observations} == {"10", "20"}
    assert validate(graph.dataset.triples, ONTOLOGY) == []
    assert [p.name for p in (folder / "store").iterdir() if p.is_dir()] == [current(folder).path.name]
    assert _run("forget", folder, "--list").output == f"1 name is forgotten in {folder}\n"


def test_the_example_of_the_page_is_what_is_printed(tmp_path, monkeypatch):
    page = (ROOT / "docs" / "forget.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    build_to([ROOT / "tests" / "corpus"], tmp_path / "out")
    commands = re.findall(r"^\$ kg (.+)\n(.+)$", re.search(r"```console\n(.+?)```", page, re.DOTALL).group(1), re.MULTILINE)
    assert [_run(*command.split()).output.splitlines()[0] for command, _ in commands] == [printed for _, printed in commands]


def test_nobody_of_this_name_and_names_that_cannot_be_forgotten(folder):
    before = _state(folder)
    for name, code in (("王大明", 1), ("会议", 1), ("沈", 2), ("宁波大学", 2)):
        assert _run("forget", folder, name).exit_code == code, name
    assert _state(folder) == before
    assert not (folder / FILE).exists()
    assert _run("forget", folder).exit_code == 2
    assert _run("forget", folder / "none", "沈未晴").exit_code == 2


def test_several_at_once_are_as_one_after_another(folder, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    assert _run("forget", folder, "沈未晴", "顾清扬", "王大明").exit_code == 1
    shutil.copy(folder / FILE, other / FILE)  # the same salt
    finish_forgetting(other)
    assert _state(folder) == _state(other)
    assert found_in(other, ["沈未晴", "顾清扬"]) == []
    assert _run("forget", folder, "顾清扬").output == "顾清扬: is forgotten already\n"


def test_a_word_is_forgotten_where_somebody_is_meant(folder):
    said = _run("forget", folder, "高峰")
    assert "warning: 高峰: is a word too; it stands 1 times" in said.stderr
    exact = "\n".join(e.exact for edge in kg.load(folder).view.edges for e in edge.evidence)
    assert "攀登科技高峰" in exact
    assert "局长高峰" not in exact


def test_an_analysis_goes_and_other_files_are_named(folder):
    assert _run("analyse", folder).exit_code == 0
    (folder / "analysis" / "mine.txt").write_text("x", encoding="utf-8")
    (folder / "export.csv").write_text("沈未晴", encoding="utf-8")
    said = _run("forget", folder, "沈未晴")
    assert [p.name for p in (folder / "analysis").iterdir()] == ["mine.txt"]
    assert "not looked into, as kg did not write them as this graph: analysis, export.csv" in said.stderr


# ---------------------------------------------------------------- later builds


def test_whatever_comes_later_the_name_stays_away(folder, tmp_path):
    forget_in(folder, ["沈未晴"])
    docs = tmp_path / "docs"
    nothing = tmp_path / "nothing"

    def same_as_from_nothing(step):
        assert found_in(folder, ["沈未晴"]) == [], step
        shutil.rmtree(nothing, ignore_errors=True)
        nothing.mkdir()
        shutil.copy(folder / FILE, nothing / FILE)
        build_to([docs], nothing)
        assert found_in(nothing, ["沈未晴"]) == [], step
        assert _state(nothing) == _state(folder), step

    same_as_from_nothing("forgotten")
    build_to([docs], folder)
    same_as_from_nothing("again")
    (docs / "a.txt").write_text(PLAN + "局长沈未晴强调，支持宁波大学建设镜湖实验室。\n", encoding="utf-8")
    build_to([docs], folder)
    same_as_from_nothing("changed")
    more = _docs(tmp_path / "more", c="合肥市科学技术局工作要点\n\n局长沈未晴指出，支持安徽大学建设星湾创新中心。\n")
    (more / "沈未晴的讲话.txt").write_text("合肥市科学技术局局长沈 未晴主持会议，支持安徽大学建设潮声实验室。\n", encoding="utf-8")
    build_to([more], folder, add=True)
    for name in ("c.txt", "沈未晴的讲话.txt"):
        shutil.copy(more / name, docs / name)
    same_as_from_nothing("added")
    remove_from(folder, ["沈未晴的讲话.txt"])
    (docs / "沈未晴的讲话.txt").unlink()
    same_as_from_nothing("removed")


def test_without_the_file_a_build_reads_the_name_again(folder, tmp_path):
    before = _state(folder)
    forget_in(folder, ["沈未晴"])
    assert _state(folder) != before
    (folder / FILE).unlink()
    with pytest.raises(InputError, match="another kg"):
        build_to([_docs(tmp_path / "more", c=PLAN)], folder, add=True)
    build_to([tmp_path / "docs"], folder)
    assert _state(folder) == before


def test_users_own_files_forget_too(folder, tmp_path):
    mine = tmp_path / "沈未晴的名单.ttl"
    mine.write_text("""@prefix kg: <https://w3id.org/kechuang/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix owl: <http://www.w3.org/2002/07/owl#> . @base <https://w3id.org/kechuang/id/> .
# 沈未晴, whom I know
<person/沈未晴> skos:altLabel "Shen Weiqing"@en ; owl:sameAs <https://example.org/staff/77> .
<https://example.org/staff/77> rdfs:comment "Room 9" .
<platform/沈未晴工作室> a kg:Platform ; skos:prefLabel "沈未晴工作室"@zh ; rdfs:comment "由瀋未晴領銜" ; rdfs:seeAlso <https://example.org/%E6%B2%88%E6%9C%AA%E6%99%B4> .
<agency/宁波市科学技术局> kg:supports <platform/沈未晴工作室> ; kg:supports <university/宁波大学> .
""", encoding="utf-8")
    import_to(folder, [mine])
    assert {name for _, name in found_in(folder, ["沈未晴"])} == {"沈未晴"}
    forget_in(folder, ["沈未晴"])
    finish_forgetting(folder)
    text = b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())
    assert found_in(folder, ["沈未晴"]) == []
    assert b"staff/77" not in text
    assert b"Room 9" not in text
    graph = kg.load(folder)
    assert [n.label for n in graph.view.nodes if "工作室" in n.label] == ["○○○工作室"]
    assert any(e.source.endswith("宁波市科学技术局") and e.target.endswith("宁波大学") for e in graph.view.edges)
    # The same file again is the same; and taken out by its own name.
    state = _state(folder)
    import_to(folder, [mine])
    assert _state(folder) == state
    import_to(folder, [], ["沈未晴的名单.ttl"])
    assert kg.load(folder).imports == ()


def test_a_folder_among_its_documents_passes_its_own_file_over(tmp_path):
    docs = _docs(tmp_path / "docs", a=PLAN)
    build_to([docs], docs)
    forget_in(docs, ["沈未晴"])
    build_to([docs], docs)
    assert [d.source for d in kg.load(docs).view.documents] == ["file:///a.txt"]


# ---------------------------------------------------------------- cut off

_KILLED = """
import os, signal, sys
from pathlib import Path
from kg import pipeline
publish = pipeline.publish_from
pipeline.publish_from = lambda *a: publish(*a, lambda step: os.kill(os.getpid(), signal.SIGKILL) if step == sys.argv[2] else None)
pipeline.forget_in(Path(sys.argv[1]), ["沈未晴"])
"""


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_each_step_it_is_as_before_or_forgotten_and_again_finishes(step, folder):
    before = _state(folder)
    done = subprocess.run([sys.executable, "-c", _KILLED, str(folder), step], check=False)
    assert done.returncode == -signal.SIGKILL
    assert current(folder) is not None  # who reads finishes what was named
    whole = STEPS.index(step) > STEPS.index("commit")
    assert (_state(folder) == before) != whole
    assert (folder / FILE).exists()
    assert _run("forget", folder, "沈未晴").exit_code == 0
    assert found_in(folder, ["沈未晴"]) == []
    assert len([p for p in (folder / "store").iterdir() if p.is_dir()]) == 1


@pytest.mark.slow
@pytest.mark.parametrize("command", ["build", "remove", "import"])
def test_whatever_writes_next_finishes(command, folder, tmp_path):
    subprocess.run([sys.executable, "-c", _KILLED, str(folder), "write"], check=False)
    mine = tmp_path / "mine.ttl"
    mine.write_text("<https://example.org/a> <https://example.org/b> 1 .", encoding="utf-8")
    words = {"build": [tmp_path / "docs", "-o", folder], "remove": [folder, "b.txt"], "import": [folder, mine]}[command]
    assert _run(command, *words).exit_code == 0
    assert found_in(folder, ["沈未晴"]) == []


# ---------------------------------------------------------------- many documents


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_nothing_is_left_anywhere_of_names_written_in_every_way(seed, tmp_path):
    names = people(14, seed)
    docs = write(tmp_path / "docs", names, 60, seed)
    out = tmp_path / "out"
    assert _run("build", docs, "-o", out).exit_code == 1
    before = found_in(out, names)
    assert {name for _, name in before} == set(names)
    assert {where.split()[0].rsplit("/", 1)[-1].rsplit(".", 1)[-1] for where, _ in before} >= {"ttl", "html", "json", "db", "sst", "CURRENT"}
    gone, kept = names[::2], names[1::2]
    assert _run("forget", out, *gone).exit_code == 0
    assert {name for _, name in found_in(out, names)} == set(kept)
    (tmp_path / "exports").mkdir()
    for name, format in EXPORTERS.items():
        kg.load(out).export(tmp_path / "exports" / f"{name}{format.suffix}", name)
    assert {name for _, name in found_in(tmp_path / "exports", names)} == set(kept)
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    shutil.copy(out / FILE, nothing / FILE)
    assert _run("build", docs, "-o", nothing).exit_code == 1
    assert _state(nothing) == _state(out)
    assert {name for _, name in found_in(nothing, names)} == set(kept)


def test_a_step_of_a_life_and_the_text_of_a_document_name_nobody_who_is_forgotten(tmp_path):
    text = "宁波市科学技术局2024年工作要点\n\n甬江实验室于2022年3月由沈未晴揭牌成立。沈未晴工作室于2023年5月成立。2024年，宁波市科学技术局局长沈未晴宣布甬江实验室正式启用。沈未晴说得好。\n"
    out = tmp_path / "out"
    build_to([_docs(tmp_path / "docs", a=text, b=OTHER)], out)
    steps = {(s.thing, s.step, s.status, s.period) for s in kg.load(out).view.steps}
    assert steps
    assert _run("forget", out, "沈未晴").exit_code == 0
    assert found_in(out, ["沈未晴"]) == []
    assert {(s.thing, s.step, s.status, s.period) for s in kg.load(out).view.steps} == {s for s in steps if "沈未晴" not in s[0]}
    answers = Answers.open(out)
    document = next(t for t in answers.documents().items if "2024" in t.title)
    held = answers.document(document.digest).text
    assert len(held) == len(text)
    assert all(c in ("○", d) for c, d in zip(held, text, strict=True))
    assert held.count("○○○") == text.count("沈未晴")
    for asked in ("沈未晴", "瀋未晴", "shenweiqing", "swq"):
        assert answers.search(asked).items == ()
        assert answers.resolve(asked).items == ()
    assert not answers.verify_quote("由沈未晴揭牌").found
    assert answers.verify_quote("揭牌成立").found
    answers.close()
    # A build from nothing beside the same file holds the same.
    beside = tmp_path / "beside"
    beside.mkdir()
    shutil.copy(out / FILE, beside / FILE)
    build_to([tmp_path / "docs"], beside)
    assert index_state(current(out).path / "search.db") == index_state(current(beside).path / "search.db")
