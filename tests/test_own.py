"""Results of builds that lie among the documents are not read: the second build and the tenth are the first."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kg
from kg.errors import InputError, OutputError
from kg.export.analysis import to_files
from kg.own import ANALYSIS, TABLES
from kg.pipeline import build_to, import_to
from kg.read.files import find_files
from tests.conftest import SAMPLE
from tests.test_generations import _put

TEXTS = {
    "a.txt": "合肥市科学技术局支持合肥大学建设概念验证中心。",
    "more/b.txt": "宁波市科学技术局支持宁波大学建设技术创新中心。",
}


@pytest.fixture
def docs(tmp_path):
    folder = tmp_path / "docs"
    for name, text in TEXTS.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _kg(*arguments, cwd=None):
    return subprocess.run(
        [sys.executable, "-m", "kg", *map(str, arguments)],
        capture_output=True,
        check=False,
        cwd=cwd,
        env={"PYTHONPATH": str(Path(kg.__file__).parent.parent)},
    )


def _told(out):
    """What a build wrote, without its seconds."""
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return (out / "graph.ttl").read_bytes(), (out / "graph.html").read_bytes(), {**report, "seconds": 0}


def _read(out):
    return sorted(d["name"] for d in _told(out)[2]["documents"])


def _passed_over(report):
    return [(f["where"], f["severity"]) for f in report["findings"] if f["code"] == "own-result"]


@pytest.mark.slow
def test_three_builds_from_where_the_result_lies_are_the_same(docs):
    found = []
    for _ in range(3):
        done = _kg("build", ".", "-o", "out", cwd=docs)
        assert (done.returncode, done.stderr) == (0, b"")
        found.append(_told(docs / "out"))
        if len(found) == 1:
            assert _kg("analyse", "out", cwd=docs).returncode == 0
            assert _kg("export", "out", "-f", "turtle", "-o", "out/export.ttl", cwd=docs).returncode == 0
    assert found[0] == found[1] == found[2]
    assert _read(docs / "out") == sorted(TEXTS)
    assert _passed_over(found[0][2]) == [("out", "info")]


@pytest.mark.slow
def test_a_result_in_the_folder_of_its_documents_leaves_them_documents(docs):
    found = []
    for _ in range(3):
        build_to([docs], docs, workers=1)
        found.append(_told(docs))
    assert found[0] == found[1] == found[2]
    assert _read(docs) == sorted(TEXTS)
    assert _passed_over(found[0][2]) == [("docs", "info")]
    (docs / "c.txt").write_text("杭州市科学技术局支持浙江大学建设概念验证中心。", encoding="utf-8")
    build_to([docs], docs, workers=1)
    assert _read(docs) == ["a.txt", "c.txt", "more/b.txt"]
    build_to([docs.parent], docs.parent / "elsewhere", workers=1)
    assert _read(docs.parent / "elsewhere") == ["docs/a.txt", "docs/c.txt", "docs/more/b.txt"]
    (docs / "mine.ttl").write_text(
        "@prefix kg: <https://w3id.org/kechuang/ontology#> .\n<urn:x> a kg:Agency .", encoding="utf-8"
    )
    import_to(docs, [docs / "mine.ttl"])
    (docs / "mine.ttl").unlink()
    build_to([docs.parent], docs.parent / "elsewhere", workers=1)
    assert _read(docs.parent / "elsewhere") == ["docs/a.txt", "docs/c.txt", "docs/more/b.txt"]


@pytest.mark.slow
def test_the_result_of_files_beside_it_leaves_them_documents(docs):
    for _ in range(2):
        build_to([docs / "a.txt", docs / "more"], docs, workers=1)
        assert _read(docs) == ["a.txt", "b.txt"]
    build_to([docs], docs, workers=1)
    assert _read(docs) == sorted(TEXTS)


@pytest.mark.slow
def test_results_anywhere_in_the_inputs_are_passed_over_and_told(docs, tmp_path):
    alone = _told_of([docs], tmp_path / "alone")
    build_to([docs], docs / "more" / "old", workers=1)
    shutil.copytree(docs / "more" / "old", docs / "copied", symlinks=True)
    (docs / "copied" / "graph.html").unlink()
    for name in ("graph.ttl", "graph.html", "report.json"):  # as from a checkout, without a store
        (docs / "more" / "loose").mkdir(exist_ok=True)
        shutil.copy(SAMPLE / name, docs / "more" / "loose" / name)
    (docs / "more" / "loose" / "c.txt").write_text("支持雄安新区发展。", encoding="utf-8")
    _put(docs / "killed", 1)
    (docs / "killed" / "store" / "current").write_text("000001 publishing")
    (docs / "damaged" / "store").mkdir(parents=True)
    (docs / "damaged" / "store" / "current").write_bytes(b"\xff")
    (docs / "damaged" / "graph.ttl").write_text("@prefix")
    found = _told_of([docs], tmp_path / "out")
    assert _read(tmp_path / "out") == sorted([*TEXTS, "more/loose/c.txt"])
    assert _passed_over(found[2]) == [
        (name, "info") for name in ("copied", "damaged", "killed", "more/loose", "more/old")
    ]
    assert _passed_over(alone[2]) == []


def _told_of(inputs, out):
    build_to(inputs, out, workers=1)
    return _told(out)


def test_an_analysis_that_was_written_elsewhere_is_passed_over(docs, sample, tmp_path):
    files = to_files(sample.analyse(), sample.ontology)
    assert files.keys() == ANALYSIS | TABLES
    (docs / "report").mkdir()
    for name, text in files.items():
        (docs / "report" / name).write_text(text, encoding="utf-8")
    _told_of([docs], tmp_path / "out")
    assert _read(tmp_path / "out") == sorted(TEXTS)


@pytest.mark.parametrize(
    "make",
    [
        lambda p: (p / "store").mkdir(),
        lambda p: [
            (p / "store").mkdir(),
            (p / "store" / "lock").touch(),
            (p / "store" / "c.txt").write_text(TEXTS["a.txt"] * 2, encoding="utf-8"),
        ],
        lambda p: (p / "report.json").write_text('{\n "documents": [] }'),
        lambda p: [(p / name).write_text("甲") for name in ("graph.ttl", "graph.html", "report.json")],
        lambda p: (p / "analysis.md").write_text("# 分析"),
        lambda p: (p / "store").write_text("甲"),
    ],
)
def test_what_only_looks_like_a_result_is_read(make, docs):
    make(docs)
    every = {p.relative_to(docs).as_posix() for p in docs.rglob("*") if p.is_file()}
    files, findings = find_files([docs], kg.own.own)
    assert {name for _, name in files} == every
    assert findings == []


@pytest.mark.parametrize("name", ["graph.ttl", "graph.html", "report.json"])
def test_a_document_that_the_result_would_replace_is_told_before_anything_is_read(name, docs):
    (docs / name).write_text("合肥市科学技术局支持合肥大学。", encoding="utf-8")
    before = sorted(p.name for p in docs.iterdir())
    for inputs in ([docs], [docs / name], [docs.parent]):
        with pytest.raises(
            OutputError, match=f"{name}: is read, and the result would replace it; choose another folder by -o"
        ):
            build_to(inputs, docs, workers=1)
    assert sorted(p.name for p in docs.iterdir()) == before
    build_to([docs], docs / "out", workers=1)
    with pytest.raises(OutputError, match="is read, and the result would replace it"):
        build_to([docs / "out" / name], docs / "out", workers=1)


def test_a_result_alone_is_nothing_to_build_from(docs, tmp_path):
    build_to([docs], tmp_path / "one", workers=1)
    with pytest.raises(
        InputError,
        match=r"nothing to build from in .*one: one: the result of a build or an analysis; it is passed over with all",
    ):
        build_to([tmp_path / "one"], tmp_path / "two", workers=1)


def test_a_linked_result_is_known_too(docs, tmp_path):
    (docs / "out").mkdir()
    (tmp_path / "link").symlink_to(docs / "out")
    found = [_told_of([docs], tmp_path / "link") for _ in range(2)]
    assert found[0] == found[1]
    assert _read(docs / "out") == sorted(TEXTS)


@pytest.mark.parametrize("empty", ["", ["a.txt", ""]])
def test_an_empty_name_is_no_input(empty, docs, monkeypatch):
    monkeypatch.chdir(docs)
    with pytest.raises(InputError, match="an input has no name"):
        kg.build(empty)
