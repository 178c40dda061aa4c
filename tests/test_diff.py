"""kg diff says what came, went and changed, whether the two graphs have ledgers or are only read as they show."""

import json
import random
import shutil

import pytest
from click.testing import CliRunner

from kg import intake
from kg.cli import main
from kg.diff import Difference, sources
from kg.generations import current
from kg.pipeline import build_to
from tests.direct import DirectPool
from tests.test_incremental import text

BEFORE = "宁波市科技创新情况\n\n"


@pytest.fixture(autouse=True)
def here(monkeypatch):
    monkeypatch.setattr(intake, "Pool", DirectPool)


def built(out, files):
    docs = out.with_name(out.name + "-docs")
    shutil.rmtree(docs, ignore_errors=True)
    docs.mkdir()
    for name, body in files.items():
        (docs / name).write_text(body, encoding="utf-8")
    build_to([docs], out)
    return out


def diff(*words):
    result = CliRunner().invoke(main, ["diff", *map(str, words)])
    return result.exit_code, result.stdout, result.stderr


def said(*words):
    code, told, error = diff(*words)
    assert (code, error) == (0, "")
    return told


# What the sentences of a document are before and after; what is told among other lines; what is told nowhere.
CHANGES = [
    ("2024年，宁波市高新技术企业达到5000家。", "2024年，宁波市高新技术企业达到5200家。",
     ["numbers that changed: 1", "    宁波市: 宁波市高新技术企业 = 5000 家  (total, actual, 2024) → = 5200 家  (total, actual, 2024)",
      "      before: “2024年，宁波市高新技术企业达到5000家。”", "      now: “2024年，宁波市高新技术企业达到5200家。”"],
     ["numbers that came", "numbers that went", "entities that", "facts that"]),
    ("2025年，浙江大学将建成云栖实验室。", "2024年，浙江大学建成了云栖实验室。",
     ["facts that changed: 1", "  建设 develops: 1", "    浙江大学 → 建设 develops → 云栖实验室:  (planned, 2025 → actual, 2024)",
      "      before: “2025年，浙江大学将建成云栖实验室。”", "      now: “2024年，浙江大学建成了云栖实验室。”"], ["entities that", "facts that came"]),
    ("宁波市科学技术局局长林致远致辞。", "宁波市科学技术局党组书记林致远致辞。",
     ["facts that changed: 1", "    林致远 → 任职于 holds a post in → 宁波市科学技术局:  (actual, 局长 → actual, 党组书记)"], ["facts that came"]),
    ("浙江大学建设云栖实验室。", "浙江大学建设云栖实验室。\n云栖实验室位于杭州市。",
     ["entities that came: 1", "facts that came: 1", "    云栖实验室 → 位于 is located in → 杭州市  (actual)", "      “云栖实验室位于杭州市。”"],
     ["numbers that", "facts that went"]),
    ("浙江大学建设云栖实验室。\n云栖实验室位于杭州市。", "浙江大学建设云栖实验室。",
     ["entities that went: 1", "    杭州市  (1 document)", "      “云栖实验室位于杭州市。”", "facts that went: 1"], ["facts that came", "numbers that"]),
    ("云栖实验室位于杭州市。", "镜湖实验室位于杭州市。", ["entities that came: 1", "entities that went: 1"], []),
    ("云栖实验室位于杭州市。", "云栖实验室位于杭州市。\n会后了解到，云栖实验室位于杭州市。",
     ["facts: 1 → 1; 1 shown by more sentences"], ["facts that", "entities that"]),
]


@pytest.mark.parametrize(("old", "new", "told", "untold"), CHANGES)
@pytest.mark.parametrize("seen", ["ledgers", "turtle", "old turtle"])
def test_what_came_went_and_changed_is_told(tmp_path, old, new, told, untold, seen):
    one, two = built(tmp_path / "one", {"a.txt": BEFORE + old}), built(tmp_path / "two", {"a.txt": BEFORE + new})
    found = said(one / "graph.ttl" if seen != "ledgers" else one, two / "graph.ttl" if seen == "turtle" else two)
    lines = found.splitlines()
    assert lines[1].startswith("documents: 1 → 1; 1 changed")
    assert [line for line in told if not any(each.startswith(line) for each in lines)] == [], found
    assert [line for line in untold if line in found] == [], found


def test_a_document_of_other_content_is_the_same_document(tmp_path):
    one = built(tmp_path / "one", {"a.txt": BEFORE + "云栖实验室位于杭州市。", "b.txt": text(1)})
    two = built(tmp_path / "two", {"a.txt": BEFORE + "\n云栖实验室位于杭州市。", "c.txt": text(2)})
    found = said(one, two)
    assert "documents: 2 → 2; 1 came, 1 went, 1 changed" in found
    assert "    宁波市科技创新情况  a.txt: other content\n" in found
    assert "云栖实验室" not in found


def test_a_thing_that_has_another_name_takes_its_facts_along(tmp_path):
    one = built(tmp_path / "one", {"a.txt": BEFORE + "云栖实验室位于杭州市。"})
    turtle = (one / "graph.ttl").read_text(encoding="utf-8")
    two = tmp_path / "two.ttl"
    two.write_text(turtle.replace("platform/云栖实验室", "platform/云栖湖实验室").replace("statement/", "statement/0")
                   .replace('prefLabel "云栖实验室"', 'altLabel "云栖实验室"@zh ; skos:prefLabel "云栖湖实验室"'), encoding="utf-8")
    found = said(one, two, "--all")
    assert "entities: 3 → 3; 1 with another label\nfacts: 1 → 1; 1 of a thing that has another name\n" in found
    assert "    云栖实验室 → 云栖湖实验室: also 云栖实验室\n" in found
    assert "    云栖实验室 → 位于 is located in → 杭州市 → 云栖湖实验室 → 位于 is located in → 杭州市  (actual)\n" in found
    counts = json.loads(said(two, one, "--format", "json"))["counts"]
    assert (counts["entities"], counts["facts"]) == ({"old": 3, "new": 3, "renamed": 1}, {"old": 1, "new": 1, "ends": 1})


def test_a_thing_of_another_type_is_the_same_thing(tmp_path):
    one = built(tmp_path / "one", {"a.txt": BEFORE + "云栖实验室位于杭州市。"})
    two = tmp_path / "two.ttl"
    turtle = (one / "graph.ttl").read_text(encoding="utf-8")
    two.write_text(turtle.replace("platform/云栖实验室", "field/云栖实验室").replace("a kg:Laboratory , kg:Platform", "a kg:Field"),
                   encoding="utf-8")
    found = said(one, two)
    assert "entities: 3 → 3; 1 of another type\n" in found
    assert "    云栖实验室: 实验室 Laboratory → 领域 Field\n" in found
    assert "facts that" not in found


def test_two_bodies_that_are_called_the_same_in_their_documents_are_two(tmp_path):
    one, two = (built(tmp_path / name, {"a.txt": f"{city}科学技术局2024年工作总结\n\n市科技局在{city}召开会议。"})
                for name, city in (("one", "宁波市"), ("two", "合肥市")))
    found = said(one, two)
    assert "with another label" not in found
    assert "宁波市科学技术局  (1 document)" in found
    assert "合肥市科学技术局  (1 document)" in found


def test_a_folder_is_compared_with_its_state_before(tmp_path):
    out = built(tmp_path / "out", {"a.txt": text(1)})
    code, told, error = diff(out)
    assert (code, told) == (2, "")
    assert error == f"error: {out}: holds no earlier state to compare with; name two folders: kg diff OLD NEW\n"
    built(out, {"a.txt": text(1), "b.txt": text(2)})
    found = said(out)
    assert found.startswith(f"{out} (000001) → {out} (000002)\ndocuments: 1 → 2; 1 came\n")
    built(out, {"a.txt": text(1), "b.txt": text(2)})
    assert "entities: " in said(out)
    assert said(out).count("; as they were") == 4


@pytest.mark.parametrize(("words", "error"), [
    (["nowhere"], "nowhere: holds no earlier state"), (["nowhere", "out"], "nowhere: is not there"),
    (["out", "empty"], "empty: holds no graph"), (["out", "text.txt"], "text.txt: cannot be read as Turtle")])
def test_what_cannot_be_compared_is_told_in_a_line(tmp_path, monkeypatch, words, error):
    monkeypatch.chdir(tmp_path)
    built(tmp_path / "out", {"a.txt": text(1)})
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.txt").write_text("no triples", encoding="utf-8")
    code, told, found = diff(*words)
    assert (code, told, found.count("\n")) == (2, "", 1)
    assert found.startswith(f"error: {error}")


def graphs(seed):
    chance = random.Random(seed)
    return {f"{i}.txt": text(chance.randint(0, 9)) for i in range(chance.randint(1, 6))}


@pytest.mark.parametrize("seed", range(6))
def test_the_numbers_add_up_and_what_came_is_what_went_the_other_way_round(tmp_path, seed):
    one, two = built(tmp_path / "one", graphs(seed)), built(tmp_path / "two", graphs(seed + 100))
    there = json.loads(said(one, two, "--format", "json"))
    back = json.loads(said(two, one, "--format", "json"))
    for part, counts in there["counts"].items():
        assert counts["old"] + counts.get("came", 0) - counts.get("went", 0) == counts["new"], (part, counts)
        turned = {"came": "went", "went": "came", "grew": "shrank", "shrank": "grew", "old": "new", "new": "old"}
        assert {turned.get(how, how): n for how, n in counts.items()} == back["counts"][part]
        for how in counts.keys() - {"old", "new"}:
            held = [c for c in there["changes"] if (c["part"], c["how"]) == (part, how)]
            assert len(held) == counts[how]
            assert all((c["old"] is None) == (how == "came") and (c["new"] is None) == (how == "went") for c in held)
    seen = said(one / "graph.ttl", two / "graph.ttl").split("\n", 1)[1]
    assert said(one, two).split("\n", 1)[1] == seen
    assert said(one / "graph.ttl", two).split("\n", 1)[1] == seen
    assert said(one, two, "--all") == said(one, two, "--all")


@pytest.mark.parametrize("seed", range(3))
def test_a_graph_does_not_differ_from_its_own_turtle(tmp_path, seed):
    out = built(tmp_path / "out", graphs(seed))
    for pair in ((out, out / "graph.ttl"), (out / "graph.ttl", out), (out, out)):
        assert said(*pair).count("; as they were") == 4


def test_long_lists_are_folded_unless_all_is_asked_for(tmp_path):
    one = built(tmp_path / "one", {"a.txt": BEFORE + "云栖实验室位于杭州市。"})
    more = "".join(f"{name}实验室位于杭州市。\n" for name in ("甬江", "镜湖", "星湾", "潮声", "云谷", "翠屏", "海燕"))
    two = built(tmp_path / "two", {"a.txt": BEFORE + "云栖实验室位于杭州市。\n" + more})
    found = said(one, two)
    assert "facts that came: 7\n  位于 is located in: 7\n" in found
    assert found.count("    … and 2 more (--all)\n") == 2
    every = said(one, two, "--all")
    assert "more (--all)" not in every
    assert every.count("实验室 → 位于 is located in → 杭州市  (actual)") == 7
    assert "named by more documents" not in found


def test_what_a_users_own_file_says_is_compared_too(tmp_path):
    out = built(tmp_path / "out", {"a.txt": BEFORE + "云栖实验室位于杭州市。"})
    mine = tmp_path / "mine.ttl"
    mine.write_text("<https://example.org/a> a <https://w3id.org/kechuang/ontology#Platform> ; "
                    "<http://www.w3.org/2004/02/skos/core#prefLabel> '潮声平台'@zh .\n", encoding="utf-8")
    assert CliRunner().invoke(main, ["import", str(out), str(mine)]).exit_code == 0
    found = said(out)
    assert "documents: 1 → 2; 1 came\n" in found
    assert "    潮声平台  (1 document)\n" in found
    assert "facts: 1 → 1; as they were\n" in found


def test_a_damaged_ledger_is_told(tmp_path):
    out = built(tmp_path / "out", {f"{i}.txt": text(i) for i in range(6)})
    ledger = current(out).path / "ledger.db"
    whole = ledger.read_bytes()
    ledger.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    code, told, error = diff(out, out)
    assert (code, told, error.count("\n")) == (2, "", 1)
    assert "damaged" in error


def test_a_number_that_is_doubted_now_is_told(tmp_path):
    few, many = (BEFORE + f"{year}年，宁波市高新技术企业达到{n}家。\n" for year, n in ((2024, 50), (2023, 80000)))
    one, two = built(tmp_path / "one", {"a.txt": few}), built(tmp_path / "two", {"a.txt": few, "b.txt": many})
    three = built(tmp_path / "three", {"b.txt": many})
    assert "存疑 in doubt: magnitude" in said(one, two)
    with Difference(*sources(three, two)) as found:
        assert found.counts()["numbers"]["doubt"] == 1
