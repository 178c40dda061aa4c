"""A record is all that one document says, in a line: what is merged, what tells why, what a later build can use again."""

import ast
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
import kg.record
from benchmarks.ablation import spelt_out
from kg.cli import main
from kg.errors import OntologyError
from kg.extract import RULES, TABLES, make_extractor
from kg.extract.names import NAMERS
from kg.folder import MAKING
from kg.limits import Limits
from kg.mapping import to_triples
from kg.ontology import load_ontology
from kg.read import open_bytes, open_file
from kg.record import READING, from_line, make_record, reader_versions, to_line
from kg.resolve import resolve
from kg.worker import read_item
from tests.once import ONTOLOGY

CORPUS = sorted((Path(__file__).parent / "corpus").iterdir())
PLAN = "宁波市科学技术局2024年科技工作要点\n\n建设甬江实验室，市科技局支持宁波大学参与。到2024年，高新技术企业达到5000家。\n"


@pytest.fixture(scope="module")
def extract():
    return make_extractor(ONTOLOGY)


def _records(items, extract):
    return [make_record(outcome, ONTOLOGY, {"code": "1"}) for item in items for outcome in read_item(item, extract)[0]]


@pytest.mark.parametrize("path", CORPUS, ids=lambda p: p.name)
def test_a_line_holds_the_whole_record(path, extract):
    for record in _records(open_file(path, path.name, Limits()), extract):
        line = to_line(record)
        assert "\n" not in line
        assert from_line(line) == record
        assert from_line(line.encode()) == record


def test_a_record_shows_the_source_s_words_and_speaks_of_full_names(extract):
    (record,) = _records(open_bytes(PLAN.encode(), "plan.txt", Limits()), extract)
    signs = [s for said in (*record.entities, *record.facts, *record.numbers) for s in said.at]
    assert signs
    assert all(PLAN[s.start:s.end] == s.exact for s in signs)
    ends = {iri.rsplit("/", 1)[1] for said in record.facts for iri in (said.fact.subject, said.fact.object)}
    assert {"宁波市科学技术局", "甬江实验室", "宁波大学"} <= ends
    assert "市科技局" not in ends
    bureau = next(e for e in record.entities if e.iri.endswith("/宁波市科学技术局"))
    assert "市科技局" in {s.exact for s in bureau.at}
    assert [(n.number.indicator, int(n.number.value), n.number.unit) for n in record.numbers] == [("高新技术企业", 5000, "家")]


def test_a_body_of_an_unknown_place_is_its_document_s_own(extract):
    texts = "稳步扩大开放。（省商务厅牵头）\n", "加快补短板。（省商务厅牵头，省外办配合）\n\n省商务厅要抓好落实。\n"
    records = [r for t in texts for r in _records(open_bytes(t.encode(), "item.txt", Limits()), extract)]
    bodies = [[e for e in r.entities if e.labels.keys() == {"省商务厅"}] for r in records]
    assert [len(found) for found in bodies] == [1, 1]
    assert bodies[0][0].iri != bodies[1][0].iri
    assert [len(found[0].at) for found in bodies] == [1, 2]
    assert all(any(f.code == "unresolved-reference" for f in r.findings) for r in records)
    again = _records(open_bytes(texts[0].encode(), "other.txt", Limits()), extract)
    assert again[0].entities == records[0].entities


def test_half_a_character_crosses_as_an_escape(extract):
    (record,) = _records(open_bytes(PLAN.encode(), "plan.txt", Limits()), extract)
    broken = replace(record, name="\ud800.txt")
    line = to_line(broken)
    line.encode()
    assert from_line(line) == broken


def test_records_merge_in_any_order_to_the_same_triples(extract):
    records = [r for path in CORPUS for r in _records(open_file(path, path.name, Limits()), extract)]
    assert set(to_triples(resolve(records, ONTOLOGY), ONTOLOGY)) == set(to_triples(resolve(records[::-1], ONTOLOGY), ONTOLOGY))


def test_versions_change_with_ontology_and_weights_and_with_nothing_else(tmp_path):
    weights = {name: rule.weight for name, rule in RULES.items()}
    before = reader_versions(ONTOLOGY, weights)
    assert reader_versions(load_ontology(), dict(reversed(weights.items()))) == before
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "mine.ttl").write_text(
        "@prefix kgx: <https://w3id.org/kechuang/extraction#> .\nkgx:offices kgx:word \"首席数据官\" .\n", encoding="utf-8")
    other = reader_versions(load_ontology(tmp_path), weights)
    assert {k for k in before if before[k] != other[k]} == {"ontology"}
    changed = {**weights, next(iter(weights)): 7}
    assert {k for k in before if before[k] != reader_versions(ONTOLOGY, changed)[k]} == {"weights"}


def test_the_digest_of_the_code_covers_all_that_reads():
    """Whatever the worker imports from kg, directly or through another module, is in `READING`, or only carries."""
    root = Path(kg.record.__file__).parent
    # How bytes and answers travel, and how errors are told; IRIs are in records.
    carriers = {"worker", "child", "errors", "language", "read/files", "address"}
    carriers |= {name.removesuffix(".py") for name in MAKING}  # what a record gives to a graph has a digest of its own
    seen, ahead = set(), ["worker"]
    while ahead:
        name = ahead.pop()
        if name in seen:
            continue
        seen.add(name)
        path = next((p for p in (root / f"{name}.py", root / name / "__init__.py") if p.is_file()), None)
        if path is None:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("kg."):
                ahead.append(node.module.removeprefix("kg.").replace(".", "/"))
    parts = {part.removesuffix(".py") for part in READING}
    assert {name for name in seen if name not in carriers and name.split("/")[0] not in parts} == set()


@pytest.mark.slow
def test_show_tells_by_which_rules_a_name_and_a_fact_were_read(tmp_path):
    (tmp_path / "plan.txt").write_text(PLAN + "推进网络安全创新中心建设。\n", encoding="utf-8")
    run = CliRunner().invoke
    assert run(main, ["build", str(tmp_path / "plan.txt"), "-o", str(tmp_path / "out")]).exit_code == 0
    records = [from_line(line) for line in kg.load(tmp_path / "out").records]
    assert [r.name for r in records] == ["plan.txt"]
    plain = run(main, ["show", str(tmp_path / "out"), "甬江实验室"]).stdout
    told = run(main, ["show", str(tmp_path / "out"), "甬江实验室", "--why"]).stdout
    assert "by imperative" in told
    assert "by " not in plain
    assert [line for line in told.splitlines() if line in plain.splitlines()] == plain.splitlines()
    told = run(main, ["show", str(tmp_path / "out"), "网络安全创新中心", "--why"]).stdout
    reasons = [line.strip().split(": ", 1) for line in told.splitlines() if line.startswith("        ")]
    assert reasons
    assert all(rule in RULES and why == ONTOLOGY.rules[rule] for rule, why in reasons)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ledger.db", "records.jsonl"])  # today's, and what an older kg kept
@pytest.mark.parametrize("damage", [None, "", "{}\n", "[1]\n", "\n"])
def test_a_graph_without_whole_records_says_so(damage, name, tmp_path):
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    run = CliRunner().invoke
    assert run(main, ["build", str(tmp_path / "plan.txt"), "-o", str(tmp_path / "out")]).exit_code == 0
    kept = tmp_path / "out" / "store" / "000001"
    (kept / "ledger.db").unlink()
    if damage is not None:
        (kept / name).write_text(damage, encoding="utf-8")
    result = run(main, ["show", str(tmp_path / "out"), "甬江实验室", "--why"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "build it again" in result.stderr
    assert run(main, ["show", str(tmp_path / "out"), "甬江实验室"]).exit_code == 0


@pytest.mark.slow
def test_records_stay_when_a_file_of_one_s_own_is_brought_in(tmp_path):
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    mine = tmp_path / "mine.ttl"
    mine.write_text("<https://example.org/a> a <https://w3id.org/kechuang/ontology#Platform> .\n", encoding="utf-8")
    run = CliRunner().invoke
    out = tmp_path / "out"
    assert run(main, ["build", str(tmp_path / "plan.txt"), "-o", str(out)]).exit_code == 0
    before = kg.load(out).records
    run(main, ["import", str(out), str(mine)])
    assert kg.load(out).records == before
    assert json.loads(before[0])["name"] == "plan.txt"


def test_the_ablation_takes_rules_by_name():
    table = next(table for table in TABLES if table.name not in NAMERS)
    assert spelt_out(["clause", table.name]) == ["clause", *(name for name, _ in table)]
    assert spelt_out(["known-name"]) == ["known-name"]  # a technique, though its table is called so too
    make_extractor(ONTOLOGY, spelt_out([table.name]))
    make_extractor(ONTOLOGY, table.name)
    make_extractor(ONTOLOGY, "clause")
    with pytest.raises(OntologyError, match="no technique and no rule is called"):
        make_extractor(ONTOLOGY, spelt_out(["edge-verb/nothing"]))
