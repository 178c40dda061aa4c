"""Who must do what by when, and what came of it: small sets of documents → rows."""

import pytest

import kg
from kg.corpus.tasks import PART, tasks
from kg.errors import InputError
from kg.values import term

PLAN = """宁波市2023年科技创新任务分工方案

发布时间:2023-02-10

1.建设甬江新材料实验室。

牵头单位:市科技局

责任单位:市财政局

完成时限:2023年6月底

2.印发《宁波市科技成果转化办法》。

牵头单位:市司法局

3.举办宁波科技创新大会(市教育局牵头)。

4.2023年9月底前建成姚江石墨烯创新中心。(责任单位:市经信局)
"""
TABLE = """宁波市2023年科技创新任务分工方案

发布时间:2023-02-10

| 序号 | 任务 | 牵头单位 | 完成时限 |
|---|---|---|---|
| 1 | 建设甬江新材料实验室 | 市科技局 | 2023年6月底 |
| 2 | 印发《宁波市科技成果转化办法》 | 市司法局 | 9月底前 |
"""
LATER = [
    ("a.txt", "宁波市科技创新动态\n\n发布时间:2023-07-20\n\n7月,甬江新材料实验室建成投用。\n"),
    ("b.txt", "宁波市科技创新动态\n\n发布时间:2023-10-20\n\n市司法局印发《宁波市科技成果转化办法》。\n"),
    ("c.txt", "宁波市科技创新动态\n\n发布时间:2023-11-20\n\n市教育局、市经信局介绍,将加快姚江石墨烯创新中心建设,力争年内建成姚江石墨烯创新中心。\n"),
    ("d.txt", "宁波市科技创新动态\n\n发布时间:2024-03-20\n\n市教育局、市经信局、市科技局开展走访。\n"),
]


def built(tmp_path, *documents):
    for name, text in documents:
        (tmp_path / name).write_text(text, encoding="utf-8")
    return kg.build([tmp_path])


def rows(graph, *columns, **given):
    answer = PART.answer(graph.view, graph.ontology, **given)
    at = [answer.columns.index(c) for c in columns]
    return [tuple(row[i] for i in at) for row in answer.rows]


def test_who_must_do_what_by_when_and_what_came_of_it(tmp_path):
    graph = built(tmp_path, ("plan.txt", PLAN), *LATER)
    found = set(rows(graph, "body", "does", "what", "due", "said", "status", "done", year="2023"))
    assert found == {
        ("宁波市科学技术局", "建设", "甬江新材料实验室", "2023-06", "2023-02-10", "done", "2023-07-20"),
        ("宁波市司法局", "发布", "宁波市科技成果转化办法", "2023", "2023-02-10", "done", "2023-10-20"),
        ("宁波市教育局", "举办", "宁波科技创新大会", "2023", "2023-02-10", "late", None),
        ("宁波市经济和信息化局", "建设", "姚江石墨烯创新中心", "2023-09", "2023-02-10", "late", None),
    }
    assert rows(graph, "what", body="宁波市司法局") == [("宁波市科技成果转化办法",)]
    assert rows(graph, "later_sentence", body="宁波市司法局") == [("市司法局印发《宁波市科技成果转化办法》。",)]
    assert rows(graph, "what", year="2022") == []
    with pytest.raises(InputError, match="write one as 2024"):
        rows(graph, "what", year="24")


LIVES = [
    # A step of its life tells that it is done, be its name in another sentence.
    ("甬江新材料实验室建设取得重要进展。7月15日,该实验室正式揭牌。", ("done", "2023-07-20")),
    ("甬江新材料实验室建设取得重要进展。7月15日,该实验室召开会议。", ("open", None)),
    ("甬江新材料实验室于2021年7月建成投用。", ("open", None)),  # another year, before it was planned
]


@pytest.mark.parametrize(("told", "expected"), LIVES)
def test_a_step_of_the_life_of_a_thing_is_what_came_of_it(tmp_path, told, expected):
    plan = "宁波市科学技术局2023年工作要点\n\n发布时间:2023-02-10\n\n建设甬江新材料实验室。\n"
    graph = built(tmp_path, ("plan.txt", plan), ("a.txt", f"宁波市科技创新动态\n\n发布时间:2023-07-20\n\n{told}\n"))
    assert rows(graph, "status", "done") == [expected]


def test_the_columns_of_a_table_say_who_and_until_when(tmp_path):
    assert set(rows(built(tmp_path, ("plan.txt", TABLE)), "body", "what", "due", "status")) == {
        ("宁波市科学技术局", "甬江新材料实验室", "2023-06", "open"),
        ("宁波市司法局", "宁波市科技成果转化办法", "2023-09", "open")}


def test_a_target_is_a_task_and_its_result_what_came_of_it(tmp_path):
    plan = "宁波市科学技术局2023年工作要点\n\n发布时间:2023-02-10\n\n高新技术企业总数达到8000家,技术合同成交额突破900亿元。\n"
    review = "宁波市科学技术局2023年工作总结\n\n发布时间:2024-01-15\n\n2023年,全市高新技术企业总数达到8200家,技术合同成交额达到850亿元。\n"
    found = rows(built(tmp_path, ("p.txt", plan), ("r.txt", review)), "what", "due", "status", "done")
    assert found == [("技术合同成交额 90000000000 元", "2023", "late", None), ("高新技术企业 8000 家", "2023", "done", "2024-01-15")]


def test_the_tasks_of_the_graph_are_the_same_again_without_blank_nodes(tmp_path):
    graph = built(tmp_path, ("plan.txt", PLAN), *LATER)
    triples = list(PART.triples(graph.view, graph.ontology))
    assert triples == list(PART.triples(graph.view, graph.ontology))
    assert len({t.subject for t in triples}) == sum(bool(t.does) for t in tasks(graph.view, graph.ontology)) > 0
    assert all(t.subject.value.startswith("https://w3id.org/kechuang/id/task/") for t in triples)


@pytest.mark.parametrize(("text", "day"), [
    ("2024年12月底", "2024-12"), ("9月底前", "2024-09"), ("年底前", "2024"), ("长期坚持", None), ("三季度", "2024-09"),
    ("上半年", "2024-06"), ("2024年3月—6月", "2024-06"), ("2025年6月30日前", "2025-06-30"), ("持续推进", None), ("2025年", "2025"),
])
def test_a_term_as_it_is_written(text, day):
    assert term(text, "2024") == day
