"""What earlier versions built is read, and built anew; where it cannot be added to, the message says what to do."""

import json
import shutil
from contextlib import closing

import pytest
from click.testing import CliRunner

from kg import intake
from kg.cli import main
from kg.generations import current
from kg.ledger import Ledger
from kg.pipeline import build_to
from tests.direct import DirectPool
from tests.test_incremental import titles

TEXTS = {"a.txt": "宁波市科技创新情况\n\n云栖实验室位于杭州市。\n2024年，宁波市高新技术企业达到50家。\n",
         "b.txt": "合肥市科技创新情况\n\n浙江大学建设镜湖实验室。\n"}
# How folders looked: with no store at first; then with one; then with what documents say in a file of lines.
SHAPES = ("files alone", "a store", "records")


@pytest.fixture(autouse=True)
def here(monkeypatch):
    monkeypatch.setattr(intake, "Pool", DirectPool)


def run(*words):
    result = CliRunner().invoke(main, list(map(str, words)))
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(params=SHAPES)
def old(request, tmp_path):
    """A folder as an earlier version left it, and its shape."""
    out = tmp_path / "out"
    docs = tmp_path / "docs"
    docs.mkdir()
    for name, body in TEXTS.items():
        (docs / name).write_text(body, encoding="utf-8")
    build_to([docs], out)
    generation = current(out).path
    with closing(Ledger(generation / "ledger.db", reading=True)) as ledger:
        lines = "".join(f"{line}\n" for line in ledger.lines())
    (generation / "ledger.db").unlink()
    manifest = json.loads((generation / "manifest.json").read_text(encoding="utf-8"))
    del manifest["files"]["ledger.db"]
    if request.param == "records":
        (generation / "records.jsonl").write_text(lines, encoding="utf-8")
    (generation / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    if request.param == "files alone":
        for name in ("graph.ttl", "graph.html", "report.json"):  # no links to files of a store
            data = (out / name).read_bytes()
            (out / name).unlink()
            (out / name).write_bytes(data)
        shutil.rmtree(out / "store")
    return out, docs, request.param


def test_it_is_read_by_every_command(old, tmp_path):
    out, _, shape = old
    for words, told in ((["query", out, "SELECT ?l WHERE { ?p a kg:Platform ; skos:prefLabel ?l }"], "云栖实验室"),
                        (["show", out, "云栖实验室"], "“云栖实验室位于杭州市。”"),
                        (["export", out, "-f", "nquads"], "云栖实验室"),
                        (["export", out, "-f", "csv", "--public"], "云栖实验室"),
                        (["analyse", out, "-o", tmp_path / "analysis"], "Analysis of the graph"),
                        (["validate", out], "nothing wrong"),
                        (["diff", out, out / "graph.ttl"], "entities: 6 → 6; as they were")):
        code, said, error = run(*words)
        assert (code, told in said) == (0, True), (words, said, error)
    code, said, error = run("show", out, "云栖实验室", "--why")
    if shape == "records":
        assert (code, "by clause" in said) == (0, True)
    else:
        assert (code, error) == (2, f"error: {out}: does not tell why; build it again: kg build INPUT… -o {out}\n")


def test_adding_and_removing_tell_how_to_build_it_anew(old):
    out, docs, _ = old
    before = (out / "graph.ttl").read_bytes()
    for words in (["build", docs / "a.txt", "-o", out, "--add"], ["remove", out, "a.txt"]):
        code, said, error = run(*words)
        assert (code, said, error.count("\n")) == (2, "", 1)
        assert error.startswith(f"error: {out}: ")
        assert error.endswith(f"kg build INPUT… -o {out}\n")
    assert (out / "graph.ttl").read_bytes() == before


def test_a_build_into_it_makes_a_folder_of_today_and_tells_what_it_leaves_out(old, tmp_path):
    out, docs, _ = old
    code, said, error = run("build", docs / "a.txt", "-o", out)
    assert (code, error) == (0, "1 document of the earlier build is not among the inputs: b.txt; it leaves the graph; "
                                "to keep it, name it too\n")
    assert "(gone: b.txt)" in said
    assert titles(out) == ["a.txt"]
    code, said, error = run("build", docs / "b.txt", "-o", out, "--add")
    assert (code, error) == (0, "")
    assert titles(out) == ["a.txt", "b.txt"]
    build_to([docs], tmp_path / "fresh")
    assert (out / "graph.ttl").read_bytes() == (tmp_path / "fresh" / "graph.ttl").read_bytes()
    assert run("validate", out)[0] == 0


def test_own_files_are_brought_into_it_where_it_has_a_store(old, tmp_path):
    out, docs, shape = old
    mine = tmp_path / "mine.ttl"
    mine.write_text("<https://example.org/a> a <https://w3id.org/kechuang/ontology#Platform> ; "
                    "<http://www.w3.org/2004/02/skos/core#prefLabel> '潮声平台'@zh .\n", encoding="utf-8")
    code, _, error = run("import", out, mine)
    if shape == "files alone":
        assert (code, error.endswith(f"kg build INPUT… -o {out}\n")) == (2, True)
        return
    assert (code, error) == (0, "")
    assert "云栖实验室" in (out / "graph.ttl").read_text(encoding="utf-8")
    assert run("build", docs, "-o", out)[0] == 0
    turtle = (out / "graph.ttl").read_text(encoding="utf-8")
    assert "潮声平台" in turtle
    assert "镜湖实验室" in turtle


def test_what_came_in_an_archive_or_among_records_is_not_told_to_leave(old):
    out, docs, _ = old
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    for document, name in zip(report["documents"], ("b.txt/in/it.txt", "b.txt:7"), strict=True):
        document["name"] = name
    (out / "report.json").unlink()
    (out / "report.json").write_text(json.dumps(report), encoding="utf-8")
    code, _, error = run("build", docs / "b.txt", "-o", out)
    assert (code, error) == (0, "")


@pytest.mark.parametrize("report", ["", "[]", '{"documents": [1]}', '{"documents": null}'])
def test_a_report_that_is_none_costs_no_build(old, report):
    out, docs, _ = old
    (out / "report.json").unlink()
    (out / "report.json").write_text(report, encoding="utf-8")
    assert run("build", docs / "b.txt", "-o", out)[0] == 0
