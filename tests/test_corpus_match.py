"""Who plans a field, who works on it, and who has no partner there: small sets of documents → rows."""

import pytest

import kg
from kg.corpus.match import PART
from kg.errors import InputError

DOCUMENTS = [
    "宁波市科学技术局2024年工作要点\n\n发布时间:2024-02-01\n\n聚焦人工智能产业、石墨烯等领域,加快关键技术攻关。\n",
    "温州市科学技术局2024年工作要点\n\n发布时间:2024-02-01\n\n重点发展人工智能、量子信息等产业。\n",
    "杭州市科技创新动态\n\n发布时间:2024-03-01\n\n浙江大学牵头建设杭州人工智能创新中心。\n",
    "宁波市科技创新动态\n\n发布时间:2024-03-01\n\n镇海石墨烯创新中心与宁波大学签约合作。宁波市与杭州人工智能创新中心签订合作协议。\n",
    "合肥市科技创新动态\n\n发布时间:2024-03-01\n\n合肥具身智能创新中心聚焦具身智能。\n",
]


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    folder = tmp_path_factory.mktemp("match")
    for number, text in enumerate(DOCUMENTS):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return kg.build([folder])


def rows(graph, *columns, **given):
    answer = PART.answer(graph.view, graph.ontology, **given)
    at = [answer.columns.index(c) for c in columns]
    return [tuple(row[i] for i in at) for row in answer.rows]


def test_plans_of_a_field_with_those_who_work_on_it(graph):
    found = rows(graph, "place", "planner", "supplier", "partner", field="人工智能")
    assert ("宁波市", "宁波市科学技术局", "杭州人工智能创新中心", "宁波市") in found
    assert ("温州市", "温州市科学技术局", "杭州人工智能创新中心", None) in found
    # A university works on what it builds, and a part of a field is of the field.
    assert ("温州市", "温州市科学技术局", "浙江大学", None) in found
    assert ("温州市", "温州市科学技术局", "合肥具身智能创新中心", None) in found


def test_who_has_no_partner_comes_first(graph):
    found = [r[0] for r in rows(graph, "partner", field="人工智能", place="宁波市")]
    assert found == sorted(found, key=bool)


def test_every_row_has_both_sentences(graph):
    for plan, supply in rows(graph, "plan_sentence", "supply_sentence", field="人工智能"):
        assert plan
        assert supply


def test_a_plan_that_nobody_can_serve_is_told(graph):
    assert rows(graph, "place", "supplier", field="量子信息") == [("温州市", None)]


def test_what_cannot_be_asked(graph):
    with pytest.raises(InputError, match="无此领域"):
        rows(graph, "place", field="无此领域")
    with pytest.raises(InputError, match="--most 0"):
        rows(graph, "place", most="0")
    assert len(rows(graph, "place", field="人工智能", place="温州市", most="1")) == 1
