"""What two documents cannot both be right about is told with both sentences, and what only differs is not."""

import pytest

import kg
from kg.corpus.check import PART
from kg.ontology import load_ontology

ONTOLOGY = load_ontology()
PLAN = "宁波市科学技术局{0}年科技工作要点\n\n发布时间:{0}-01-20\n\n{0}年,{1}。\n"
REVIEW = "宁波市科学技术局{0}年工作总结\n\n发布时间:{2}-01-20\n\n{0}年,{1}。\n"
SURVEY = "宁波市科技创新综述\n\n发布时间:{2}-06-20\n\n{0}年,{1}。\n"


def told(tmp_path, *texts, columns=("kind", "about", "period", "preferred", "doubted")):
    """The contradictions between some documents."""
    for at, text in enumerate(texts):
        (tmp_path / f"{at}.txt").write_text(text, encoding="utf-8")
    graph = kg.build([tmp_path], workers=1)
    answer = PART.answer(graph.view, graph.ontology)
    return [tuple(row[answer.columns.index(c)] for c in columns) for row in answer.rows]


# what a review and a later survey say of 2023 → how they contradict each other
FIGURES = [
    ("全市高新技术企业总数达到1523家", "全市高新技术企业总数达到2048家", ("figures", "1523 家", "2048 家")),
    ("全市高新技术企业总数达到1523家", "全市高企数量达到1523万家", ("slip", "1523 家", "15230000 家")),
    ("全市高新技术企业总数突破1523家", "全市高新技术企业总数达到2048家", ("figures", "2048 家", "≥1523 家")),
    ("新认定市级重点实验室12家", "新认定市级重点实验室21家", ("figures", "12 家", "21 家")),
    ("技术合同成交额为480亿元", "技术合同成交额为48亿元", ("slip", "4800000000 元", "48000000000 元")),
    # The same, rounded, a bound that is kept, counted again, of a part, another measure, another thing.
    ("全市高新技术企业总数达到1523家", "全市国家高新技术企业1523家", None),
    ("全市高新技术企业总数达到1523家", "全市高新技术企业总数达到1500余家", None),
    ("全市高新技术企业总数达到1523家", "全市高新技术企业总数超过1500家", None),
    ("全市高新技术企业总数达到1523家", "全市高新技术企业总数达到1531家", None),
    ("全市高新技术企业总数达到1523家", "经最终核实,全市高新技术企业总数为1663家", None),
    ("全市高新技术企业总数达到1523家", "新增高新技术企业300家", None),
    ("全市高新技术企业总数达到1523家", "余姚市高新技术企业总数达到310家", None),
    ("技术合同成交额增长12%", "技术合同成交额增长19%", None),
    ("全市高新技术企业总数达到1523家", "全市科技型中小企业总数达到2048家", None),
]


@pytest.mark.parametrize(("review", "survey", "expected"), FIGURES)
def test_figures_of_one_thing_and_time(tmp_path, review, survey, expected):
    found = told(tmp_path, REVIEW.format(2023, review, 2024), SURVEY.format(2023, survey, 2024), columns=("kind", "preferred", "doubted"))
    assert found == ([expected] if expected else [])


def test_a_figure_of_the_middle_of_the_year_contradicts_none(tmp_path):
    half = "宁波市科技创新提质\n\n发布时间:2023-07-20\n\n2023年,全市高新技术企业总数达到900家。\n"
    assert told(tmp_path, half, REVIEW.format(2023, "全市高新技术企业总数达到1523家", 2024)) == []


def test_two_targets_are_two_plans(tmp_path):
    assert told(tmp_path, PLAN.format(2024, "高新技术企业总数达到1600家"),
                "宁波市人民政府2024年工作计划\n\n发布时间:2024-02-20\n\n2024年,高新技术企业总数达到1900家。\n") == []


TARGETS = [
    (1300, [("target", "高新技术企业", "2024", "1523 家", "1300 家")]),
    (1500, []),  # 1,523 rounded
    (1800, []),
]
KEPT = "高新技术企业总数稳定在1300家以上"


@pytest.mark.parametrize(("target", "expected"), TARGETS)
def test_a_target_below_what_was_reached(tmp_path, target, expected):
    assert told(tmp_path, REVIEW.format(2023, "全市高新技术企业总数达到1523家", 2024),
                PLAN.format(2024, f"高新技术企业总数达到{target}家").replace("01-20", "02-20")) == expected


def test_a_floor_to_be_kept_is_no_step_back(tmp_path):
    assert told(tmp_path, REVIEW.format(2023, "全市高新技术企业总数达到1523家", 2024), PLAN.format(2024, KEPT).replace("01-20", "02-20")) == []


def test_the_figures_of_other_years_say_which_is_the_likelier(tmp_path):
    found = told(tmp_path, REVIEW.format(2021, "全市高新技术企业总数达到15000家", 2022), REVIEW.format(2022, "全市高新技术企业总数达到16000家", 2023),
                 REVIEW.format(2023, "全市高新技术企业总数达到170家", 2024), SURVEY.format(2023, "全市高新技术企业总数达到17000家", 2024))
    assert found == [("slip", "高新技术企业", "2023", "17000 家", "170 家")]


MEETING = "宁波市召开{0}年科技工作会议\n\n{0}年{2}月18日,宁波市{0}年科技工作会议召开。市科学技术局局长{1}作工作报告。\n"


def test_two_heads_of_one_body(tmp_path):
    found = told(tmp_path, MEETING.format(2021, "林知远", 1), MEETING.format(2022, "周慕白", 1), MEETING.format(2023, "林知远", 1),
                 columns=("kind", "about", "preferred", "doubted"))
    assert found == [("heads", "宁波市科学技术局 局长", "林知远 2021-01-18", "周慕白 2022-01-18")]


def test_heads_that_follow_each_other(tmp_path):
    assert told(tmp_path, MEETING.format(2021, "林知远", 1), MEETING.format(2022, "周慕白", 1), MEETING.format(2023, "周慕白", 1)) == []


def test_both_sentences_are_quoted(tmp_path):
    (quoted,) = told(tmp_path, REVIEW.format(2023, "全市高新技术企业总数达到1523家", 2024), SURVEY.format(2023, "全市高新技术企业总数达到2048家", 2024),
                     columns=("preferred_sentence", "doubted_sentence", "reason", "place"))
    assert quoted == ("2023年,全市高新技术企业总数达到1523家。", "2023年,全市高新技术企业总数达到2048家。", "相差34%", "宁波市")


def test_triples_name_both_numbers(tmp_path):
    for at, text in enumerate((REVIEW.format(2023, "全市高新技术企业总数达到1523家", 2024), SURVEY.format(2023, "全市高新技术企业总数达到2048家", 2024))):
        (tmp_path / f"{at}.txt").write_text(text, encoding="utf-8")
    graph = kg.build([tmp_path], workers=1)
    triples = list(PART.triples(graph.view, graph.ontology))
    numbers = {o.iri for o in graph.view.observations}
    named = {t.predicate.value.rsplit("#", 1)[1]: t.object.value for t in triples}
    assert {named["prefers"], named["doubts"]} <= numbers
    assert named["kindOfContradiction"] == "figures"
    assert len({t.subject for t in triples}) == 1
