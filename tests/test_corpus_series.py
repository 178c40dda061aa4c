"""Indicators over time: names that mean one concept, and what is laid beside what."""

import pytest

import kg
from kg.corpus.concept import Naming, concept_of
from kg.corpus.series import COLUMNS, SERIES, answer
from kg.errors import InputError
from kg.ontology import CONCEPT, KG
from tests.once import ONTOLOGY

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


@pytest.mark.parametrize("name", ["企业", "完成投资", "新增", "项目数", "主要指标", "报销比例", "高端产品占比", "投资计划实施新增", "低保标准从",
                                  "平均每天新增企业", "中央财政拟安排"])
def test_a_name_that_does_not_say_what_is_measured(name):
    naming = ONTOLOGY.bound(Naming)
    assert not naming.tells(naming.of(name))


@pytest.mark.parametrize(("name", "label"), [
    ("居民人均可支配收入实际", "居民人均可支配收入实际增长"), ("“三农”投入拟安排", "三农投入"), ("可再生能源装机占比", "可再生能源装机占比"),
    ("民间投资占固定资产投资比重", "民间投资占固定资产投资比重"), ("断面水质优良率保持", "断面水质优良率")])
def test_how_a_name_is_told_that_says_it(name, label):
    naming = ONTOLOGY.bound(Naming)
    assert naming.tells(naming.of(name))
    assert naming.of(name).label == label


def test_a_price_needs_a_name_of_money():
    naming = ONTOLOGY.bound(Naming)
    assert [naming.prices(naming.of(name)) for name in ("小麦", "小麦最低收购价", "技术合同成交额")] == [False, True, True]


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


FIVE = "2026年宁波市政府工作报告\n\n一、“十四五”时期工作回顾\n\n五年来,发展有成效。"
APART_FROM_THE_YEAR = (
    # sums over several years, parts of a year, parts of the place, norms and people who are present are not the year's
    ("宁波市科学技术局2023年工作总结\n\n2023年,新认定市级重点实验室23家。五年累计新认定市级重点实验室118家。\n", [("2023", "23"), ("2019/2023", "118")]),
    ("宁波市2023年科技创新情况\n\n截至2023年底,技术合同成交额达到480亿元。上半年,技术合同成交额达到210亿元。\n", [("2023", "48000000000")]),
    ("宁波市科学技术局2023年工作总结\n\n技术合同成交额达到480亿元。鄞州区高新技术企业达到300家,技术合同成交额突破90亿元。\n", [("2023", "48000000000")]),
    ("2024年宁波市政府工作报告\n\n一、2023年工作回顾\n\n技术合同成交额比2020年增长65%,比上年增长12%。\n", [("2023", "12"), ("2021/2023", "65")]),
    ("2024年宁波市政府工作报告\n\n一、2023年工作回顾\n\n技术合同成交额年均增长15%,300余人参加会议。\n", [("2019/2023", "15")]),
    # a level that was reached within five years is no sum of them, nor is what was done in each
    ("宁波市科学技术局2025年工作总结\n\n“十四五”期间,全市粮食产量跃上500亿斤台阶,累计建成绿色工厂35家,滚动实施民生实事15件。\n", [("2021/2025", "35")]),
    # nor is the mean of each, a total that nothing sums up, or how many there are of what no verb adds
    (FIVE + "城镇新增就业年均超过31万人,新增农村劳动力转移就业17万人。\n", [("2021/2025", "170000")]),
    (FIVE + "发电装机1.6亿千瓦,累计造林面积30万亩。\n", [("2025", "160000000"), ("2021/2025", "300000")]),
    (FIVE + "29家全国重点实验室聚力赋能,5个绿色工厂建成投产。\n", [("2021/2025", "5")]),
    # a mean growth of a year that is not known
    ("2026年宁波市政府工作报告\n\n二、2026年的工作\n\n科技投入年均增长8%。技术合同成交额增长12%。\n", [("2026", "12")]),
    # what only bounds for what a rule is
    ("宁波市科学技术局2023年工作总结\n\n2023年,年应纳税所得额100万元部分减半征收,新认定市级重点实验室23家。\n", [("2023", "23")]),
    # what is left without a part; what was kept in all of several years
    ("宁波市科学技术局2023年工作总结\n\n2023年,新认定市级重点实验室23家,扣除房地产投资后,固定资产投资增长3%。\n", [("2023", "23")]),
    (FIVE + "城镇调查失业率控制在5.8%以内,城镇化率60%。\n", [("2025", "60")]),
    # a name of which the beginning is cut off by another figure
    ("宁波市科学技术局2023年工作总结\n\n2023年,公交与地铁80公里外换车比例达72%,绿色出行比例达64%。\n", [("2023", "64")]),
    ("宁波市科学技术局2023年工作总结\n\n2023年,公交与地铁80米内换车比例达72%,绿色出行比例达64%。\n", [("2023", "72"), ("2023", "64")]),
    # what one report gives twice for the same, quite differently, it means of different things
    ("宁波市科学技术局2023年工作总结\n\n2023年,城镇新增就业突破17万人。新认定市级重点实验室23家。城镇新增就业超过66万人。\n", [("2023", "23")]),
    # behind a thing of a town amid the city's figures these go on
    ("宁波市科学技术局2023年工作总结\n\n2023年,技术合同成交额达到480亿元,鄞州区地铁里程达到42公里,高新技术企业达到5000家。\n",
     [("2023", "48000000000"), ("2023", "5000")]),
)


def test_a_report_does_not_judge_itself(tmp_path):
    """What a document tells beside its own aim is no result of that; a later one tells it."""
    result = "{0}年,新增高新技术企业90家"
    own = {"a": PLAN.format(2023, "新增高新技术企业80家") + "\n\n" + "截至目前," + result.format(2023) + "。\n"}
    later = {"a": PLAN.format(2023, "新增高新技术企业80家"), "b": REVIEW.format(2023, "新增高新技术企业90家")}
    outcomes = []
    for name, documents in (("own", own), ("later", later)):
        (tmp_path / name).mkdir()
        outcomes.append([row[1] for row in rows(tmp_path / name, documents, "status", "outcome") if row[0] == "target"])
    assert [set(told) for told in outcomes] == [{"open"}, {"reached"}]


def test_an_amount_at_the_prices_of_another_year_waits(tmp_path):
    """No result of its own year tells what came of it."""
    aims = "按2020年价格计算,2023年技术产品总产值达到{}亿元", "技术产品总产值达到{}亿元"
    told = []
    for at, aim in enumerate(aims):
        (tmp_path / str(at)).mkdir()
        documents = {"a": PLAN.format(2023, aim.format(40)), "b": REVIEW.format(2023, aims[1].format(50))}
        told += [row[1] for row in rows(tmp_path / str(at), documents, "status", "outcome") if row[0] == "target"]
    assert told == ["open", "reached"]


def test_a_rate_of_the_last_days_is_no_mean_of_the_year(tmp_path):
    text = "宁波市科学技术局2023年工作总结\n\n2023年,城镇调查失业率为5%。年末城镇调查失业率降到4%。\n"
    assert set(rows(tmp_path, {"a": text}, "indicator", "value")) == {("城镇调查失业率", "5"), ("城镇调查失业率年末值", "4")}


def test_a_figure_of_more_digits_holds(tmp_path):
    """A later document may round what an earlier one tells exactly."""
    documents = {"a": REVIEW.format(2022, "技术产品总产值达到5.13亿元"), "b": REVIEW.format(2023, "2022年技术产品总产值达到5.1亿元")}
    assert ("510000000", "rounded", "513000000") in rows(tmp_path, documents, "value", "outcome", "result")


def test_what_costs_less_is_no_cost(tmp_path):
    text = "宁波市科学技术局2023年工作总结\n\n2023年,全市科技工作取得明显成效。降低企业用电成本20亿元。企业用电成本为300亿元。\n"
    assert set(rows(tmp_path, {"a": text}, "indicator", "value")) == {
        ("企业用电成本", "30000000000"), ("降低企业用电成本", "2000000000")}


@pytest.mark.parametrize(("text", "expected"), APART_FROM_THE_YEAR)
def test_what_is_not_the_years_stands_apart(tmp_path, text, expected):
    assert rows(tmp_path, {"a": text}, "period", "value", place="寧波") == expected


def test_what_is_told_of_several_years_is_another_measure(tmp_path):
    """A series never lays a figure of five years beside one of a year."""
    text = FIVE + "技术合同成交额累计突破900亿元,比“十三五”增长80%。\n\n二、2026年的工作\n\n技术合同成交额达到260亿元,增长9%。\n"
    assert set(rows(tmp_path, {"a": text}, "measure", "period", "value")) == {
        ("totalOver", "2021/2025", "90000000000"), ("growthOver", "2021/2025", "80"),
        ("total", "2026", "26000000000"), ("growth", "2026", "9")}


def test_of_several_results_that_of_the_latest_document_holds(tmp_path):
    told = rows(tmp_path, {
        "plan": PLAN.format(2023, "技术合同成交额达到500亿元"),
        "first": "宁波市2023年科技创新情况\n\n2024年1月10日\n\n2023年,技术合同成交额预计达到505亿元。\n",
        "then": "2024年宁波市科技工作会议上的讲话\n\n(2024年2月20日)\n\n2023年,全市技术合同成交额达到492亿元。\n",
        "last": "宁波市科技创新情况\n\n2024年6月20日\n\n2023年,全市技术合同成交额为488.2亿元。\n",
    }, "status", "value", "outcome", "result")
    assert sorted(told) == [("actual", "48820000000", "", ""), ("actual", "49200000000", "revised", "48820000000"),
                            ("actual", "50500000000", "revised", "48820000000"), ("target", "50000000000", "missed", "48820000000")]


def test_a_growth_that_was_aimed_at_beside_two_totals(tmp_path):
    told = rows(tmp_path, {"a": PLAN.format(2023, "技术合同成交额增长10%"), "b": REVIEW.format(2022, "技术合同成交额为400亿元"),
                           "c": REVIEW.format(2023, "技术合同成交额为450亿元")}, "status", "value", "outcome", "result", "growth", "formula")
    assert ("target", "10", "reached", "12.5", "", "45000000000 / 40000000000 − 1") in told
    assert ("actual", "45000000000", "", "", "12.5", "45000000000 / 40000000000 − 1") in told


def test_the_same_figure_of_several_documents_is_one_point(tmp_path):
    told = rows(tmp_path, {"a": PLAN.format(2023, "国家高新技术企业总数达到5000家以上"), "b": PLAN.format(2023, "高企数量达到5000家以上")},
                "value", "document", indicator="高企")
    assert [value for value, _ in told] == ["5000"]
    assert len(told[0][1].split("; ")) == 2 or told[0][1].endswith("要点")


def test_every_format_and_the_graph_say_the_same(tmp_path):
    (tmp_path / "a.txt").write_text(PLAN.format(2023, "新认定市级重点实验室20家"), encoding="utf-8")
    (tmp_path / "b.txt").write_text(REVIEW.format(2023, "新认定市级重点实验室23家"), encoding="utf-8")
    graph = kg.build([tmp_path], workers=1)
    told = answer(graph.view, graph.ontology)
    assert "reached 完成: 23 (+3)" in SERIES.write["text"](told)
    assert SERIES.write["svg"](told).count("<circle") == 4  # two of them in the legend
    said = {(t.predicate.value.removeprefix(KG), getattr(t.object, "value", "").removeprefix(KG)) for t in SERIES.triples(graph.view, graph.ontology)}
    assert {("verdict", "reached"), ("measure", "increment"), ("difference", "3")} <= said


@pytest.mark.parametrize(("given", "hint"), [({"indicator": "火箭"}, "no series has this indicator"), ({"place": "拉萨"}, "no series is of this place"),
                                             ({"indicator": "实验"}, None)])
def test_a_name_that_nothing_has_is_told(tmp_path, given, hint):
    (tmp_path / "a.txt").write_text(PLAN.format(2023, "新认定市级重点实验室20家"), encoding="utf-8")
    graph = kg.build([tmp_path], workers=1)
    if hint is None:
        assert answer(graph.view, graph.ontology, **given).rows
    else:
        with pytest.raises(InputError, match=hint):
            answer(graph.view, graph.ontology, **given)
