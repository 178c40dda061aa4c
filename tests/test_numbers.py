"""Figures: numbers in Chinese characters, ranges, shares in tenths, and what looks like one and counts nothing."""

from decimal import Decimal

import pytest

from kg.values import han_decimal, make_figures

HEAD = "甬岛市科学技术局2024年工作要点\n\n"
HAN = {
    "三百二十": 320,
    "两万五千": 25_000,
    "一千二百零五": 1205,
    "十二点五": "12.5",
    "三万亿": 3 * 10**12,
    "千亿": 10**11,
    "五百亿": 5 * 10**10,
    "十": 10,
    "十五": 15,
    "百二十": 120,
    "一百一十": 110,
    "一亿二千万": 120_000_000,
    "零点五": "0.5",
    "三万零五十": 30_050,
    "两万五": 25_000,
    "一百二": 120,
    "三十万亿": 3 * 10**13,
    "一千零一万": 10_010_000,
    "壹仟贰佰": 1200,
    "叁拾万": 300_000,
    "廿五": 25,
    "卅": 30,
    "〇": 0,
    "二〇二四": None,
    "三五": None,
    "七八十": None,
    "十十": None,
    "千百": None,
    "": None,
    "点五": None,
    "五点": None,
    "百千": None,
    "五百万千": None,
    "一二三": None,
}


@pytest.mark.parametrize("text", HAN)
def test_a_number_in_chinese_characters(text):
    value = HAN[text]
    assert han_decimal(text) == (None if value is None else Decimal(value))


# What is written → (lower or only value, unit, upper bound).
FIGURES = {
    "新增3—5家": ("3", "家", "5"),
    "3–5家": ("3", "家", "5"),
    "3～5家": ("3", "家", "5"),
    "3~5家": ("3", "家", "5"),
    "3至5家": ("3", "家", "5"),
    "3-5家": ("3", "家", "5"),
    "3——5家": ("3", "家", "5"),
    "3到5家": ("3", "家", "5"),
    "3 — 5 家": ("3", "家", "5"),
    "3家至5家": ("3", "家", "5"),
    "三至五家": ("3", "家", "5"),
    "三到五个百分点": ("3", "个百分点", "5"),
    "100万—200万元": ("1000000", "元", "2000000"),
    "100—200万元": ("1000000", "元", "2000000"),
    "5000—1万家": ("5000", "家", "10000"),
    "1,200—1,500家": ("1200", "家", "1500"),
    "三到五百亿元": ("30000000000", "元", "50000000000"),
    "5%—8%": ("5", "%", "8"),
    "5-8%": ("5", "%", "8"),
    "500-1000人次": ("500", "人次", "1000"),
    "由380至1000元": ("1000", "元", None),
    "从3家至5家": ("5", "家", None),
    "三百二十家": ("320", "家", None),
    "五百亿元": ("50000000000", "元", None),
    "百分之十二点五": ("12.5", "%", None),
    "三成": ("30", "%", None),
    "七成以上": ("70", "%", None),
    "三成半": ("35", "%", None),
    "二十多家": ("20", "家", None),
    "二十余万名": ("200000", "名", None),
    "20余万名": ("200000", "名", None),
    "3000多万元": ("30000000", "元", None),
    "5亿3000万元": ("530000000", "元", None),
    "占一半": ("50", "%", None),
    "占比过半,": ("50", "%", None),
    "两倍": ("2", "倍", None),
    "1—9月,实现产值30亿元": ("3000000000", "元", None),
    "2021—2025年": None,
    "2021-2025年": None,
    "第3—5条": None,
    "第三至五条": None,
    "几百家": None,
    "数十家": None,
    "数百家": None,
    "好几十家": None,
    "三分之一": None,
    "成立": None,
    "三成立": None,
    "十四五": None,
    "二十大": None,
    "三农": None,
    "一带一路": None,
    "双一流": None,
    "2026-02-03": None,
    "A-5家": None,
    "1" * 4301 + "家": None,
    "壹仟贰佰元": ("1200", "元", None),
    "廿五家": ("25", "家", None),
    "五分之一": ("20", "%", None),
    "五分之三以上": ("60", "%", None),
    "千分之三": ("0.3", "%", None),
    "大陆人才": None,
    "队伍个数": None,
    "三分之五": None,
    "一半": None,
    "一二三家": None,
    "9—3家": None,
    "材料1-10项": None,
    "时间过半,": None,
}


@pytest.fixture(scope="module")
def figures(ontology):
    words = ontology.words
    return make_figures(words["units"], words["atLeastBehind"] | words["atMostBehind"] | words["aboutBehind"])


@pytest.mark.parametrize("text", FIGURES)
def test_a_figure(text, figures):
    found = [(str(f.value), f.unit, None if f.upper is None else str(f.upper)) for f in figures(text)]
    assert found == ([] if FIGURES[text] is None else [FIGURES[text]])


# sentence → (indicator, comparator, value, unit, kind) of all that it says.
SAID = {
    "全市新增国家高新技术企业三百二十家，技术合同成交额突破五百亿元，增长百分之十二点五。": [
        ("新增国家高新技术企业", "equal", "320", "家", "increment"),
        ("技术合同成交额", "atLeast", "50000000000", "元", "total"),
        ("技术合同成交额", "equal", "12.5", "%", "growth"),
    ],
    "选派科技特派员一千二百余名。": [("科技特派员", "about", "1200", "名", "increment")],
    "建成中试基地十五个。": [("中试基地", "equal", "15", "个", "increment")],
    "新建市级制造业创新中心3—5家。": [
        ("新建市级制造业创新中心", "atLeast", "3", "家", "increment"),
        ("新建市级制造业创新中心", "atMost", "5", "家", "increment"),
    ],
    "新建2~3家省级制造业创新中心和25～30家省级企业技术中心。": [
        ("新建省级制造业创新中心", "atLeast", "2", "家", "increment"),
        ("新建省级制造业创新中心", "atMost", "3", "家", "increment"),
        ("省级企业技术中心", "atLeast", "25", "家", "increment"),
        ("省级企业技术中心", "atMost", "30", "家", "increment"),
    ],
    "工业增加值年均增长5%—8%。": [
        ("工业增加值", "atLeast", "5", "%", "growth"),
        ("工业增加值", "atMost", "8", "%", "growth"),
    ],
    "高新技术产业增加值占比超过七成。": [("高新技术产业增加值占比", "atLeast", "70", "%", "total")],
    "科技成果本地转化率不足三成。": [("科技成果本地转化率", "atMost", "30", "%", "total")],
    "集聚近百家科技服务机构。": [("科技服务机构", "about", "100", "家", "increment")],
    "服务上千家科技型企业。": [("科技型企业", "atLeast", "1000", "家", "increment")],
    "规上工业营业收入突破万亿元。": [("规上工业营业收入", "atLeast", "1000000000000", "元", "total")],
    "成立两家新型研发机构。": [("新型研发机构", "equal", "2", "家", "increment")],
    "建成海洋药物、智能装备两个公共服务平台。": [("公共服务平台", "equal", "2", "个", "increment")],
    "发明专利授权量增长两倍。": [("发明专利授权量", "equal", "2", "倍", "multiple")],
    "技术合同成交额五年翻两番。": [("技术合同成交额", "equal", "4", "倍", "multiple")],
    "技术合同成交额翻了一番。": [("技术合同成交额", "equal", "2", "倍", "multiple")],
    "规上工业占全省79%，全市企业97户获奖。": [
        ("规上工业占全省比重", "equal", "79", "%", "total"),
        ("获奖的企业", "equal", "97", "户", "increment"),
    ],
    "研发费用增长12%，研发人员达2万人。": [
        ("研发费用", "equal", "12", "%", "growth"),
        ("研发人员", "equal", "20000", "人", "total"),
    ],
    "近日拨付2023年省级扶持渔港冷链公共设施更新改造专项经费10亿元。": [
        ("省级扶持渔港冷链公共设施更新改造专项经费", "equal", "1000000000", "元", "total"),
    ],
    "渔业产值按增长5%安排。": [("渔业产值", "equal", "5", "%", "growth")],
    "港口吞吐量增长8%。其中第三季度增长9%。": [("港口吞吐量", "equal", "8", "%", "growth")],
    "15所师范院校21个专业群入选优秀名单。": [
        ("入选优秀名单的师范院校", "equal", "15", "所", "increment"),
        ("入选优秀名单的专业群", "equal", "21", "个", "increment"),
    ],
    "400多所学校推出近700个渔技培训项目。": [
        ("推出渔技培训项目的学校", "about", "400", "所", "total"),
        ("渔技培训项目", "about", "700", "个", "increment"),
    ],
    "首批科研人员126名已全部到位。": [("已全部到位的首批科研人员", "equal", "126", "名", "total")],
    "首期1.2万平方米用房由高新区提供。": [("由高新区提供的用房", "equal", "12000", "平方米", "total")],
    "围绕功能膜、特种玻璃等领域安排攻关项目40项。": [("攻关项目", "equal", "40", "项", "total")],
    "人均收入由7.34万元提升至10.26万元。": [
        ("人均收入", "equal", "73400", "元", "total"),
        ("人均收入", "equal", "102600", "元", "total"),
    ],
    "全社会研发经费投入年均增长10%。": [("全社会研发经费投入", "equal", "10", "%", "growth")],
    "新增本科院校2所，城镇和农村居民人均可支配收入分别增长4%、5%。": [
        ("新增本科院校", "equal", "2", "所", "increment"),
        ("城镇居民人均可支配收入", "equal", "4", "%", "growth"),
        ("农村居民人均可支配收入", "equal", "5", "%", "growth"),
    ],
    "投入资金5亿3000万元。": [("投入资金", "equal", "530000000", "元", "total")],
    "建成海岛美丽渔村35个、打造40个和美乡村。": [
        ("海岛美丽渔村", "equal", "35", "个", "increment"),
        ("和美乡村", "equal", "40", "个", "increment"),
    ],
    "对外直接投资达到12亿美元，应届渔校毕业生就业率达到97%。": [
        ("对外直接投资", "equal", "1200000000", "美元", "total"),
        ("应届渔校毕业生就业率", "equal", "97", "%", "total"),
    ],
}


@pytest.mark.parametrize("sentence", SAID)
def test_what_a_sentence_measures(sentence, read):
    found = read(HEAD + sentence + "\n").observations
    assert [(o.indicator, o.comparator, str(o.value), o.unit, o.kind) for o in found] == SAID[sentence]


NOTHING = [
    "支持一家企业开展试点。",
    "引进一批高端人才。",
    "聚焦海洋、智能装备两个领域。",
    "做好四个方面工作。",
    "发布第三批名单。",
    "推进“三个一百”工程。",
    "围绕三农工作和双一流建设。",
    "融入一带一路。",
    "服务企业数百家。",
    "走访数十家企业。",
    "打造一个中心。",
    "落实五个一工程。",
    "入驻企业占三分之一。",
    "引进亿元以上项目。",
    "实施千人计划。",
    "抓好三件事。",
    "1—9月和2021—2025年的安排。",
    "第二十五条 专职人员不少于五十人。",
    "甲企业、乙企业三家单位共同参加。",
    "鄞州区 1200家 80亿元",
    "鄞州区1200家80亿元",
    "增速保持两位数增长。",
    "按照材料1-10项的顺序装订。",
    "实现时间过半、任务过半。",
    "抓好“引进来”、优化环境三项工作。",
]


@pytest.mark.parametrize("sentence", NOTHING)
def test_what_measures_nothing(sentence, read):
    assert read(HEAD + sentence + "\n").observations == ()


def test_a_row_that_lost_its_borders_is_told(read):
    found = [f for f in read(HEAD + "鄞州区 1200家 80亿元\n海曙区 500家 30亿元\n").findings if f.code == "table-unread"]
    assert [f.severity for f in found] == ["info"]
    assert found[0].message.startswith("4 figures")


def test_a_number_before_the_size_of_what_is_counted_counts(read):
    found = read(HEAD + "打造1个5000亿元级产业集群。\n").observations
    assert ("1", "个") in [(str(o.value), o.unit) for o in found]


# text below a title of 宁波市 → whose each figure is
POINTED = [
    ("芜湖市科学技术局一行来我市考察,该市高新技术企业总数已达1644家。全市高新技术企业总数达1000家。", ["芜湖市", "宁波市"]),
    ("考察团到芜湖市调研,该市发明专利达1644件,技术合同成交额突破20亿元。", ["芜湖市", "芜湖市"]),
    ("该市发明专利达1644件。", ["宁波市"]),
    ("芜湖市发明专利达1644件,技术合同成交额突破20亿元。", ["芜湖市", "芜湖市"]),
    ("发明专利达1644件,芜湖市地铁里程达42公里,技术合同成交额突破20亿元。", ["宁波市", "芜湖市", "宁波市"]),
]


@pytest.mark.parametrize(("text", "places"), POINTED)
def test_a_clause_that_points_back_to_a_place(text, places, read):
    found = read("宁波市科技创新提质\n\n" + text + "\n").observations
    assert [o.scope.name for o in found] == places
    assert not any(o.indicator.startswith("该") for o in found)


# text below a title of 宁波市 → indicators and whose the figures are
DATED = [
    ("2024年芜湖市高新技术企业达到1644家。", [("芜湖市高新技术企业", "芜湖市")]),
    ("“十四五”期间芜湖市新增科技型中小企业500家。", [("芜湖市新增科技型中小企业", "芜湖市")]),
    ("2025年我国深海装备产业规模超过3600亿元。", [("深海装备产业规模", "中华人民共和国")]),
    ("2024年高新技术企业达到8000家。", [("高新技术企业", "宁波市")]),
]


@pytest.mark.parametrize(("text", "figures"), DATED)
def test_a_time_before_the_place_leaves_the_figure_with_it(text, figures, read):
    found = read("宁波市科技创新提质\n\n" + text + "\n").observations
    assert [(o.indicator, o.scope.name) for o in found] == figures
