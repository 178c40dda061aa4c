"""Who held which office from when to when: small sets of documents → rows."""

import pytest

import kg
from kg.corpus.attested import Offices, Saying
from kg.corpus.holders import PART, tenures
from kg.errors import InputError
from kg.ontology import load_ontology

BODIES = ("宁波市科学技术局", "市科技局", "宁波市科技局")
# A sentence, a name and an office in it → what it attests, in a document of 2024-02-01.
ATTESTED = [
    ("市科技局局长李明出席会议。", "李明", "局长", [("held", "2024-02-01")]),
    ("市科技局党组书记、局长李明出席会议。", "李明", "党组书记", [("held", "2024-02-01")]),
    ("日前市科技局党组书记、局长李明接受访谈。", "李明", "局长", [("held", "2024-02-01")]),
    ("任命李明为宁波市科学技术局局长。", "李明", "局长", [("begun", "2024-02-01")]),
    ("李明为宁波市科学技术局局长;", "李明", "局长", [("begun", "2024-02-01")]),
    ("李明接替张伟任市科技局局长。", "李明", "局长", [("begun", "2024-02-01")]),
    ("2023年5月,李明任宁波市科学技术局局长。", "李明", "局长", [("begun", "2023-05")]),
    ("去年11月,李明任宁波市科学技术局局长。", "李明", "局长", [("begun", "2023-11")]),
    ("李明自2021年3月起任宁波市科学技术局局长。", "李明", "局长", [("begun", "2021-03"), ("held", "2024-02-01")]),
    ("李明2018年3月至2021年5月任宁波市科学技术局局长。", "李明", "局长", [("begun", "2018-03"), ("ended", "2021-05")]),
    ("免去张伟的宁波市科学技术局局长职务。", "张伟", "局长", [("ended", "2024-02-01")]),
    ("张伟的宁波市科学技术局局长职务;", "张伟", "局长", [("ended", "2024-02-01")]),
    ("免去张伟、王强的宁波市科学技术局副局长职务。", "张伟", "副局长", [("ended", "2024-02-01")]),
    ("免去王强同志市科学技术局局长、党组书记职务。", "王强", "党组书记", [("ended", "2024-02-01")]),
    ("李明同志任市科技局局长,张伟同志不再担任市科技局局长职务。", "张伟", "局长", [("ended", "2024-02-01")]),
    ("李明同志任市科技局局长,张伟同志不再担任市科技局局长职务。", "李明", "局长", [("begun", "2024-02-01")]),
    ("张伟调任市教育局主任,不再担任市科技局局长。", "张伟", "主任", [("begun", "2024-02-01")]),
    ("原市科技局局长张伟到会。", "张伟", "局长", [("former", "2024-02-01")]),
    ("2021年,时任市科技局局长张伟提出建议。", "张伟", "局长", [("held", "2021")]),
    ("拟任宁波市科学技术局局长李明。", "李明", "局长", []),
    ("李明,现任宁波市科学技术局副局长,拟任宁波市科学技术局局长。", "李明", "局长", []),
    ("李明,现任宁波市科学技术局副局长,拟任宁波市科学技术局局长。", "李明", "副局长", [("held", "2024-02-01")]),
    ("市科技局局长李明主持,副局长王强参加。", "王强", "副局长", [("held", "2024-02-01")]),
]


@pytest.fixture(scope="module")
def offices():
    return Offices(load_ontology())


@pytest.mark.parametrize(("text", "name", "office", "found"), ATTESTED)
def test_what_a_sentence_attests(text, name, office, found, offices):
    assert Saying(offices, text, (name,), BODIES, office, "2024-02-01").told() == found


def test_a_word_that_begins_a_body_is_no_mark_of_time(offices):
    said = Saying(offices, "原子能研究院院长李明出席。", ("李明",), ("原子能研究院",), "院长", "2024")
    assert said.told() == [("held", "2024")]


@pytest.mark.parametrize(("role", "chairs"), [
    ("党组书记、局长", ["党组书记", "局长"]), ("原党组书记、局长", ["党组书记", "局长"]), ("代市长", ["市长"]),
    ("副市长、代理市长", ["副市长", "市长"]), ("代表", ["代表"]), ("书记某人和省长", ["省长"]), ("新任局长", ["局长"]), ("副书记兼局长", ["副书记", "局长"]),
])
def test_the_offices_of_a_role(role, chairs, offices):
    assert offices.chairs(role) == chairs


@pytest.mark.parametrize(("office", "body", "sole"), [
    ("局长", "宁波市科学技术局", True), ("主任", "宁波市发展和改革委员会", True), ("党组书记", "宁波市科学技术局", True), ("书记", "中共宁波市委员会", True),
    ("副局长", "宁波市科学技术局", False), ("处长", "宁波市科学技术局", False), ("主任", "宁波大学", False), ("院长", "宁波大学", False),
    ("书记", "某书记处", False), ("市长", "宁波市人民政府", True), ("教授", "宁波大学", False),
])
def test_which_offices_one_person_holds_at_a_time(office, body, sole, offices):
    assert offices.is_sole(office, [body]) == sole


def built(tmp_path, documents):
    """The graph of some documents: (title, day, text)."""
    for number, (title, day, text) in enumerate(documents):
        (tmp_path / f"{number}.txt").write_text(f"{title}\n\n发布时间:{day}\n\n{text}\n", encoding="utf-8")
    return kg.build([tmp_path])


def rows(graph, *columns, body=None):
    """Some columns of what is answered."""
    answer = PART.answer(graph.view, graph.ontology, body=body)
    at = [answer.columns.index(c) for c in columns]
    return [tuple(row[i] for i in at) for row in answer.rows]


CHANGE = [
    ("宁波市召开科技工作会议", "2021-02-01", "宁波市科学技术局党组书记、局长张伟作工作报告,副局长王强参加会议。"),
    ("宁波市召开科技大会", "2022-02-01", "宁波市科学技术局局长张伟介绍情况,副局长周慕白参加会议。"),
    ("宁波市召开科技创新大会", "2024-03-01", "宁波市科学技术局局长李明作工作报告。长沙市科学技术局局长张伟作交流发言。"),
]


def test_a_change_of_heads(tmp_path):
    graph = built(tmp_path, CHANGE)
    found = rows(graph, "body", "person", "office", "from", "until", "before", "after")
    assert found == [
        ("宁波市科学技术局", "张伟", "党组书记", "2021-02-01", "2021-02-01", None, None),
        ("宁波市科学技术局", "张伟", "局长", "2021-02-01", "2022-02-01", None, "李明"),
        ("宁波市科学技术局", "李明", "局长", "2024-03-01", "2024-03-01", "张伟", None),
        ("宁波市科学技术局", "王强", "副局长", "2021-02-01", "2021-02-01", None, None),
        ("宁波市科学技术局", "周慕白", "副局长", "2022-02-01", "2022-02-01", None, None),
        ("长沙市科学技术局", "张伟", "局长", "2024-03-01", "2024-03-01", None, None),
    ]
    assert {r[0] for r in rows(graph, "body", body="宁波市科技局")} == {"宁波市科学技术局"}
    with pytest.raises(InputError, match="无此局"):
        rows(graph, "body", body="无此局")


def test_every_row_shows_its_sentences(tmp_path):
    for sentence, document, last in rows(built(tmp_path, CHANGE), "sentence", "document", "last_sentence"):
        assert sentence
        assert document.startswith("宁波市召开科技")
        assert last != sentence


def test_tenures_in_the_graph_have_no_blank_nodes_and_are_the_same_again(tmp_path):
    graph = built(tmp_path, CHANGE)
    triples = list(PART.triples(graph.view, graph.ontology))
    assert triples == list(PART.triples(graph.view, graph.ontology))
    assert len({t.subject for t in triples}) == len(tenures(graph.view, graph.ontology)) == 6
    assert all(t.subject.value.startswith("https://w3id.org/kechuang/id/tenure/") for t in triples)


def test_a_renamed_body_is_shown_with_the_holders_of_its_former_name(tmp_path):
    graph = built(tmp_path, [
        ("宁波市召开科技工作会议", "2018-02-01", "宁波市科学技术局局长张伟作工作报告。"),
        ("宁波市机构改革动态", "2019-01-10", "宁波市科学技术局更名为宁波市科技创新局。"),
        ("宁波市召开科技大会", "2020-03-01", "宁波市科技创新局局长李明作工作报告。"),
    ])
    told = [("宁波市科学技术局", "张伟", "2018-02-01", None, "李明"), ("宁波市科技创新局", "李明", "2020-03-01", "张伟", None)]
    for body in ("宁波市科学技术局", "宁波市科技创新局"):
        assert rows(graph, "body", "person", "from", "before", "after", body=body) == told


def test_the_title_that_changes_with_the_form_of_a_renamed_body_is_one_chair(tmp_path):
    graph = built(tmp_path, [
        ("宁波市召开金融工作会议", "2018-02-01", "宁波市金融工作办公室主任张伟作工作报告。"),
        ("宁波市人事任免", "2018-03-01", "任命何力为宁波市金融工作办公室副主任。"),
        ("宁波市机构改革动态", "2019-01-10", "宁波市金融工作办公室更名为宁波市地方金融监督管理局。"),
        ("宁波市召开金融大会", "2020-03-01", "宁波市地方金融监督管理局局长李明作工作报告。"),
        ("宁波市金融动态", "2020-04-01", "宁波市地方金融监督管理局党组书记陈立作报告。"),
    ])
    assert set(rows(graph, "person", "office", "before", "after", body="宁波市地方金融监督管理局")) == {
        ("张伟", "主任", None, "李明"), ("李明", "局长", "张伟", None),
        ("陈立", "党组书记", None, None), ("何力", "副主任", None, None)}


def test_an_office_that_is_lost_and_got_again_is_two_tenures(tmp_path):
    graph = built(tmp_path, [
        ("宁波市人事任免", "2016-02-01", "任命张伟为宁波市科学技术局局长。"),
        ("宁波市人事任免名单", "2018-02-01", "免去张伟的宁波市科学技术局局长职务。任命李明为宁波市科学技术局局长。"),
        ("宁波市人事任免公告", "2020-02-01", "免去李明的宁波市科学技术局局长职务。任命张伟为宁波市科学技术局局长。"),
        ("宁波市科技动态", "2021-02-01", "宁波市科学技术局原局长李明到会。"),
    ])
    assert rows(graph, "person", "from", "until", "before", "after", body="宁波市科学技术局") == [
        ("张伟", "2016-02-01", "2018-02-01", None, "李明"),
        ("李明", "2018-02-01", "2020-02-01", "张伟", "张伟"),
        ("张伟", "2020-02-01", "2020-02-01", "李明", None),
    ]
