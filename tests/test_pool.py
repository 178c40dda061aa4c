"""Workers: a document that passes its limits is skipped and told, and what the others say stays the same."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import kg
from kg.limits import LIMITS, Limits
from kg.pool import Pool
from tests import made
from tests.test_read import INPUTS, LONG, NAMES

ROOT = Path(__file__).parent.parent
SLOW = ("市科技局支持高新区建设概念验证中心,推动成果转化和产业化。" * 40_000).encode()
PLAN = """{place}科学技术局2024年科技工作要点

2024年,全市技术合同成交额突破{n}亿元,国家高新技术企业达到{m}家。
一、建设创新平台
支持{place}高新区建设概念验证中心,推进{place}技术创新中心建设,举办第{k}届科技成果对接会。
"""
PLACES = ("宁波市", "合肥市", "青岛市", "成都市", "武汉市", "西安市", "杭州市", "南京市", "长沙市", "沈阳市")


def _good(folder, count):
    folder.mkdir(exist_ok=True)
    for i in range(count):
        (folder / f"good-{i:03}.txt").write_text(PLAN.format(place=PLACES[i % 10], n=300 + i, m=5000 + i, k="一二三四五六七八九"[i % 9]), encoding="utf-8")
    return folder


def _bad(folder):
    """All bad inputs of the table of readers, and what only a folder can hold; their names."""
    files = {f"bad-{i:02}\n{i}.txt" if i == 3 else f"bad-{i:02}.txt": data for i, (_, data, texts, codes) in enumerate(INPUTS) if codes and not texts}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    os.mkfifo(folder / "bad-fifo.txt")
    (folder / "bad-link.txt").symlink_to(folder / "nowhere")
    (folder / "x.pdf").mkdir()
    (folder / "bad-slow.txt").write_bytes(SLOW)
    return [*files, "bad-fifo.txt", "bad-link.txt", "bad-slow.txt"]


def test_bad_documents_are_told_and_the_good_ones_say_what_they_said(tmp_path):
    folder = _good(tmp_path / "in", 200)
    alone = kg.build([folder])
    bad = _bad(folder)
    together = kg.build([folder], limits=Limits(max_seconds=4))
    assert len(together.report["documents"]) == 200
    assert together.serialize() == alone.serialize()
    assert together.report["documents"] == alone.report["documents"]
    told = {f["where"].split("/")[0]: f for f in together.report["findings"] if f["where"].startswith("bad")}
    assert set(told) == {name.replace("\n", "\\n") for name in bad}
    assert all(f["stage"] == "read" and f["code"] and f["message"] and f["severity"] in ("warning", "error") for f in told.values())
    assert told["bad-slow.txt"]["code"] == "too-slow"


def test_what_a_document_says_does_not_hang_on_workers_or_neighbours(tmp_path):
    folder = _good(tmp_path / "in", 7)
    graphs = [kg.build([folder], workers=n).serialize() for n in (1, 3)]
    assert graphs[0] == graphs[1]


def test_an_archive_goes_on_behind_a_slow_document_and_is_given_up_after_three(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for i in range(5):
            archive.writestr(f"{i}.txt", NAMES if i == 1 else SLOW)
    graph = kg.build([tmp_path / "a.zip"], limits=Limits(max_seconds=2))
    assert [d["name"] for d in graph.report["documents"]] == ["a.zip/1.txt"]
    assert [(f.where, f.code) for f in graph.findings if f.severity == "error"] == [
        ("a.zip", "given-up"), ("a.zip/0.txt", "too-slow"), ("a.zip/2.txt", "too-slow"), ("a.zip/3.txt", "too-slow")]


def test_a_document_that_takes_too_much_memory_is_told_and_the_next_one_is_read(tmp_path):
    (tmp_path / "a.txt").write_bytes(NAMES.encode() * 400_000)
    (tmp_path / "b.txt").write_text(NAMES, encoding="utf-8")
    graph = kg.build([tmp_path], limits=Limits(max_memory=100), workers=1)
    assert [d["name"] for d in graph.report["documents"]] == ["b.txt"]
    told = [f for f in graph.findings if f.where == "a.txt"]
    assert [f.code for f in told] in (["too-much-memory"], ["crashed"])
    assert "100 MB" in told[0].message


def test_a_reader_that_breaks_down_is_told_with_its_reason(tmp_path, ontology, monkeypatch):
    (tmp_path / "a.txt").write_text(NAMES, encoding="utf-8")
    broken = tmp_path / "kg_broken"
    broken.mkdir()
    (broken / "sitecustomize.py").write_text("import sys\nclass E:\n    def find_spec(self, name, *a):\n        if name == 'kg.worker': raise ImportError('no such reader')\nsys.meta_path.insert(0, E())\n")
    monkeypatch.setenv("PYTHONPATH", str(broken))
    with Pool(1, Limits()) as pool:
        steps = list(pool.run([(tmp_path / "a.txt", "a.txt")], ontology))
    assert [f.code for s in steps for f in s.findings] == ["crashed"]
    assert "no such reader" in steps[0].findings[0].message


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the kernel does not tell how much memory a process took")
def test_the_parent_stays_small_whatever_it_is_given(tmp_path):
    folder = _good(tmp_path / "in", 3)
    (folder / "long.txt").write_bytes(LONG.encode() * 200_000)
    (folder / "bomb.zip").write_bytes(made.archive([("a.txt", b"\x41" * 90_000_000)]))
    with open(folder / "huge.txt", "wb") as file:
        file.truncate(1_200_000_000)
    # VmHWM and not ru_maxrss, which a process has from the one that started it.
    code = ("import re, sys, kg; from kg.limits import Limits; g = kg.build([sys.argv[1]], limits=Limits(max_seconds=3)); "
            "print(len(g.report['documents']), int(re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read()).group(1)) // 1000, "
            "sorted({f.where for f in g.findings if f.severity == 'error'}))")
    said = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, check=True, text=True).stdout
    documents, megabytes, told = said.split(" ", 2)
    assert documents == "3"
    assert int(megabytes) < 300
    assert told.strip() == "['bomb.zip/a.txt', 'huge.txt', 'long.txt']"


def test_no_worker_is_left_behind(tmp_path, ontology):
    (tmp_path / "a.txt").write_text(NAMES, encoding="utf-8")
    with Pool(2, Limits()) as pool:
        processes = [w._child.process for w in pool._workers]
        next(pool.run([(tmp_path / "a.txt", "a.txt")], ontology))
    assert all(p.poll() is not None for p in processes)


def test_standard_input_may_be_any_format(tmp_path):
    for data in (made.pdf([[NAMES]]), made.archive([("x.txt", NAMES.encode())])):
        result = subprocess.run([sys.executable, "-m", "kg", "build", "-", "-o", str(tmp_path)], input=data, capture_output=True, check=False)
        assert result.returncode == 0, result.stderr
        report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
        assert [d["name"].split("/")[0] for d in report["documents"]] == ["stdin"]


def test_the_graph_names_where_a_text_of_json_lines_was_found(tmp_path):
    (tmp_path / "d.jsonl").write_text(json.dumps({"text": NAMES, "url": "https://example.org/文件?a=1"}), encoding="utf-8")
    rows = kg.build([tmp_path]).query("SELECT ?s { ?d a kg:Document ; dcterms:source ?s }").rows
    assert [r[0].value for r in rows] == ["https://example.org/%E6%96%87%E4%BB%B6?a=1"]


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
def test_a_limit_stands_in_the_readme_as_it_is(limit):
    flag = "--" + limit.name.replace("_", "-")
    assert f"| `{flag}` | {limit.default:,} {limit.metadata['unit']} | {limit.metadata['help']} |" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_quotes_with_odd_characters_stand_in_the_graph_as_in_the_source(tmp_path):
    text = "宁波市科学技术局2024年工作要点\n\n宁波市{0}科学技术局支持宁波高{0}新区建设概念验证中心,技术合同成交额突破500{0}亿元。\n"
    texts = {}
    for i, odd in enumerate("\x00\x0b\x0c\x1b\x85\u2028\ufffe\uffff\u202e\U000e0001"):
        texts[f"{i}.txt"] = text.format(odd)
        (tmp_path / f"{i}.txt").write_bytes(texts[f"{i}.txt"].encode())
    rows = kg.build([tmp_path]).query("SELECT ?f ?e ?s ?t { ?p oa:exact ?e ; oa:start ?s ; oa:end ?t ; oa:hasSource/dcterms:source ?f }").rows
    quoted = {r[0].value.removeprefix("file:///"): 0 for r in rows}
    assert set(quoted) == set(texts)
    for source, exact, start, end in rows:
        assert texts[source.value.removeprefix("file:///")][int(start.value):int(end.value)] == exact.value
