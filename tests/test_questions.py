"""The named questions of ontology/queries: each with its answer on the sample, and each described and parametrised as its file says."""

import re

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.errors import QueryError
from kg.queries import question, questions
from tests.conftest import SAMPLE

# Question, what it is given, and rows of the answer (as many of the first columns as are named).
ANSWERS = [
    ("office-holders", {"person": "林知远"}, [("林知远", "党组书记、局长", "合肥市科学技术局")]),
    ("platforms-of-a-district", {"district": "余姚"}, [("余姚市", "人工智能小镇", "建设", "planned", "2023"), ("余姚市", "余姚机器人小镇", "位于", "actual", "")]),
    ("universities-and-platforms", {"university": "宁波大学"}, [("宁波大学", "develops", "海洋生物种业全国重点实验室", "planned")]),
    ("targets", {"year": "2024", "district": "宁波", "indicator": "技术合同成交额"}, [("宁波市", "技术合同成交额", "atLeast", "62000000000", "元", "2024")]),
    ("targets-and-results", {"indicator": "技术合同成交额"}, [("宁波市", "技术合同成交额", "2023", "target", "50000000000"), ("宁波市", "技术合同成交额", "2024", "target", "62000000000")]),
    ("documents", {"name": "浙大"}, [("浙江大学", "宁波市科学技术局2023年科技工作要点", "2023", "file:///2023-ningbo-work-plan.txt")]),
    ("evidence", {"subject": "中国海洋大学", "object": "深海智能装备技术创新中心"},
     [("中国海洋大学", "hosts", "深海智能装备技术创新中心", "planned", "支持崂山实验室高质量运行，依托中国海洋大学建设深海智能装备技术创新中心，依托中国科学院海洋研究所建设海洋大数据中心。")]),
    ("policies", {"body": "湖北省科技厅"}, [("湖北省科学技术厅", "湖北省实验室管理办法", "planned")]),
    ("events", {"who": "深圳市科技创新局"}, [("深圳市科技创新局", "举办", "大湾区科技企业“出海”对接会", "actual")]),
    ("focus", {"field": "量子信息"}, [("量子信息", "合肥市科学技术局", "planned")]),
    ("plans", {"body": "中国海洋大学", "year": "2026"}, [("中国海洋大学", "hosts", "深海智能装备技术创新中心", "2024/2026")]),
    ("partners", {"name": "合肥市科技局"}, [("合肥市科学技术局", "中国科学技术大学", "actual", "2024")]),
    ("who-says", {"subject": "宁波市科技局", "object": "甬江实验室"},
     [("宁波市科学技术局", "develops", "甬江实验室", f"宁波市科学技术局{year}年科技工作要点") for year in (2023, 2024)]),
    ("laboratories", {"name": "甬江实验室"}, [("甬江实验室", "", "宁波市科学技术局")]),
    ("divisions", {"name": "余姚市"}, [("余姚市", "330281", "宁波市")]),
    ("corrections", {}, []),
    ("contradictions", {}, []),
    ("outcomes", {"place": "宁波", "year": "2024"}, [("宁波市", "技术合同成交额", "2024", "62000000000", "", "元", "open")]),
    ("tenures", {"body": "合肥市科技局"}, [("合肥市科学技术局", office, "林知远", "2025-02-20", "2025-02-20") for office in ("党组书记", "局长")]),
    ("tasks", {"body": "宁波市科技局"}, [("宁波市科学技术局", "issues", "宁波市科技创新条例", "2024", "pending")]),
]


@pytest.mark.parametrize(("name", "given", "rows"), ANSWERS, ids=lambda x: x if isinstance(x, str) else "")
def test_each_question_has_its_answer_on_the_sample(name, given, rows, sample):
    found = [tuple("" if c is None else c.value for c in row) for row in sample.query(question(name).filled(given)).rows]
    for row in rows:
        assert row in {r[:len(row)] for r in found}
    if not rows:
        assert found == []
    everything = sample.query(question(name).filled({})).rows
    assert len(everything) >= len(found)
    for parameter in given:
        assert sample.query(question(name).filled({parameter: "没有的名字"})).rows == ()


def test_every_question_is_answered_described_and_takes_what_it_says():
    known = questions()
    assert sorted(known) == sorted(name for name, *_ in ANSWERS)
    assert len(known) >= 10
    listed = CliRunner().invoke(main, ["query", "--list"]).stdout
    for q in known.values():
        assert re.search(r"[\u4e00-\u9fff]", q.zh)
        assert re.search(r"[A-Za-z]", q.en)
        assert set(re.findall(r"\$(\w+)", q.sparql)) == set(q.parameters)
        for text in (q.name, q.zh, q.en, *q.parameters.values()):
            assert text in listed


@pytest.mark.parametrize("value", ['"', "\\", '" } SERVICE <http://h/> { ?s ?p ?o } #', "a\nb", "$name", "UNDEF", "'", "\\u0022"])
def test_a_value_stays_a_value(value, sample):
    assert sample.query(question("documents").filled({"name": value})).rows == ()


def test_what_there_is_not_is_told():
    with pytest.raises(QueryError, match="no question 'x'; there are contradictions, corrections"):
        question("x")
    with pytest.raises(QueryError, match="takes no 'x'; it takes name"):
        question("documents").filled({"x": "y"})


@pytest.mark.parametrize(("arguments", "code", "said"), [
    (["plans", "-p", "body=火星局"], 1, "nothing in the graph is named 火星局; what is near: kg show"),
    (["evidence", "-p", "subject=宁波大学", "-p", "object=月球 基地"], 1, "nothing in the graph is named 月球 基地"),
    (["plans", "-p", "body=宁波市科技局", "-p", "year=1999"], 0, ""),
    (["plans", "-p", "body=宁波市科技局"], 0, ""),
    (["plans", "-p", "body"], 2, "NAME=VALUE"),
])
def test_a_name_that_nothing_has_is_told(arguments, code, said):
    result = CliRunner().invoke(main, ["query", str(SAMPLE), "-n", *arguments])
    assert (result.exit_code, said in result.stderr) == (code, True)
    assert said or not result.stderr


def test_the_help_tells_what_a_graph_looks_like(sample, ontology):
    shown = CliRunner().invoke(main, ["query", "--help"]).stdout
    used = {"kg:" + x for t in ontology.roots for x in (t.name,)} | {f"kg:{r}" for r in ontology.relations}
    assert all(name in shown for name in used)
    terms = set(re.findall(r"\bkg:\w+", shown))
    defined = {f"kg:{t.object.value.rsplit('#')[-1]}" for t in sample.dataset.triples} \
        | {f"kg:{t.predicate.value.rsplit('#')[-1]}" for t in sample.dataset.triples}
    assert terms - used <= defined, "a term of the help that no graph holds"
