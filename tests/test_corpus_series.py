"""Indicators over time: names that mean one concept, and what is laid beside what."""

import pytest

import kg
from kg.corpus.concept import Naming, concept_of
from kg.corpus.series import COLUMNS, answer
from kg.ontology import CONCEPT, load_ontology

ONTOLOGY = load_ontology()
SAME = (
    "高新技术企业 国家高新技术企业 高新技术企业数 高新技术企业数量 国家高新技术企业总数 高企 高企数量 高企总数 国家级高新技术企业 全市高新技术企业 "
    "新增高新技术企业 新认定高企 累计高新技术企业家数 全国高新技术企业",
    "科技型中小企业 科技型中小企业数量 全省科技型中小企业 科技型中小企业评价入库数 新增科技型中小企业",
    "技术合同成交额 技术市场合同交易额 全市技术合同成交额 累计技术合同成交额 完成技术合同成交额 技术合同成交总额",
    "全社会研发投入强度 研发投入强度 R&D经费投入强度 研究与试验发展经费投入强度 全社会R&D投入强度",
    "规上工业企业 规模以上工业企业 规模以上工业企业数 规上工业企业总数",
    "专精特新“小巨人”企业 国家级专精特新“小巨人”企业 “小巨人”企业数量 国家级专精特新小巨人企业",
    "城镇新增就业 全省城镇新增就业 城镇新增就业人数",
    # known by no file
    "省级绿色工厂 新增省级绿色工厂 省绿色工厂数量 全省省级绿色工厂总数",
    "农村公路管护站 新建农村公路管护站 农村公路管护站数",
)
APART = ("高新技术企业 科技型中小企业", "全国重点实验室 省级重点实验室", "技术合同 技术合同成交额", "创新指数 创新", "省级绿色工厂 市级绿色工厂",
         "城镇登记失业率 城镇调查失业率", "参保人数 参保", "高新技术企业 规上高新技术企业", "研发投入 研发投入强度", "国内生产总值 人均国内生产总值",
         "高新技术企业 高新技术企业培育库", "科技型中小企业贷款 科技型中小企业")


@pytest.mark.parametrize("names", SAME)
def test_names_of_one_concept(names):
    assert len({concept_of(name, ONTOLOGY).iri for name in names.split()}) == 1, [concept_of(n, ONTOLOGY).label for n in names.split()]


@pytest.mark.parametrize("names", APART)
def test_names_of_different_concepts(names):
    one, other = (concept_of(name, ONTOLOGY) for name in names.split())
    assert one.iri != other.iri


def test_a_known_concept_is_told_in_both_languages_and_found_by_all_its_names():
    assert len(ONTOLOGY.concepts) > 50
    for concept in ONTOLOGY.concepts:
        assert concept.iri.startswith(CONCEPT)
        assert concept.label_en
        assert concept.units
        assert {concept_of(name, ONTOLOGY) for name in (concept.label, *concept.names)} == {concept}


@pytest.mark.parametrize("name", ["企业", "完成投资", "新增", "项目数", "主要指标"])
def test_a_name_that_does_not_say_what_is_measured(name):
    naming = ONTOLOGY.bound(Naming)
    assert not naming.tells(naming.of(name))


def rows(tmp_path, documents, *columns, **given):
    """What `kg series` tells of some documents: the named columns of its rows."""
    for name, text in documents.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    graph = kg.build([tmp_path], workers=1)
    told = answer(graph.view, graph.ontology, **given)
    return [tuple(row[COLUMNS.index(c)] for c in columns) for row in told.rows]


PLAN = "宁波市科学技术局{0}年科技工作要点\n\n{0}年,{1}。\n"
REVIEW = "宁波市科学技术局{0}年工作总结\n\n{0}年,全市科技工作取得明显成效。{1}。\n"
OUTCOMES = (
    ("新认定市级重点实验室20家", "新认定市级重点实验室23家", ("20", "reached", "23", "3")),
    ("新认定市级重点实验室20家", "新认定市级重点实验室18家", ("20", "missed", "18", "-2")),
    ("国家高新技术企业总数达到5000家以上", "高企数量达到5120家", ("5000", "reached", "5120", "120")),
    ("技术合同成交额突破500亿元", "全市技术合同成交额达到480亿元", ("50000000000", "missed", "48000000000", "-2000000000")),
    ("全社会研发投入强度达到3.5%左右", "研发投入强度达到3.42%", ("3.5", "reached", "3.42", "-0.08")),
    ("城镇登记失业率控制在3%以内", "城镇登记失业率为2.4%", ("3", "reached", "2.4", "-0.6")),
    ("城镇登记失业率控制在3%以内", "城镇登记失业率为3.1%", ("3", "missed", "3.1", "0.1")),
    ("技术合同成交额增长10%", "技术合同成交额增长12%", ("10", "reached", "12", "2")),
    ("新认定市级重点实验室20家", "国家高新技术企业总数达到20家", ("20", "open", "", "")),
    ("新增高新技术企业300家", "高新技术企业总数达到5000家", ("300", "open", "", "")),
)


@pytest.mark.parametrize(("aim", "result", "expected"), OUTCOMES)
def test_a_target_stands_beside_its_result(tmp_path, aim, result, expected):
    told = rows(tmp_path, {"a": PLAN.format(2023, aim), "b": REVIEW.format(2023, result)},
                "status", "value", "outcome", "result", "difference")
    assert [row[1:] for row in told if row[0] == "target"] == [expected]
