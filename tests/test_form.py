"""Names by form where who does what when stands around them, and at the edges of a sentence, where no unit is to look at."""

import itertools

import pytest

PLAN = "宁波市科学技术局2024年科技工作要点\n\n"


def _names(read, sentence):
    return [m.text for m in read(PLAN + sentence + "\n").mentions if m.passage.role != "title"]


# (sentence, the names in it)
AT_THE_EDGE = [
    # Quotations that open a sentence are members like any other.
    ("“甬智”、“甬数”行动加快推进。", ["“甬智”", "“甬数”行动"]),
    ("推进“甬智”、“甬数”行动。", ["“甬智”", "“甬数”行动"]),
    # A known body behind a verb that could stand in a name begins the name of its unit.
    ("该地块选用中国农业科学院作物科学研究所培育的品种。", ["中国农业科学院", "中国农业科学院作物科学研究所", "作物科学"]),
    ("他代表民盟第十三届中央常务委员会作报告。", ["民盟", "民盟第十三届中央常务委员会"]),
    ("环西南大学创新创业生态圈加快建设。", ["环西南大学创新创业生态圈"]),
    ("县里尚无国家级创新平台。", []),
]


@pytest.mark.parametrize(("sentence", "names"), AT_THE_EDGE)
def test_names_at_the_edge_of_a_sentence(sentence, names, read):
    assert _names(read, sentence) == names


WHO = ["安徽省科技厅", "市领导", "宁波大学", "考察团一行", "全省各地", "镇海区", "甬科新材料有限公司", "有关部门", ""]
WHEN = ["", "今年", "2月", "去年底", "“十四五”期间", "上半年", "3月5日", "今年以来", "2025年"]
HOW = ["", "大力", "认真", "积极", "持续", "隆重", "联合", "成功", "正式", "主动", "加快"]
DOES = ["支持", "调研", "考察", "视察", "引进", "启用", "投资", "资助", "重组", "托管", "打赢", "侧重", "走访", "参观", "见证", "关注",
        "服务保障", "建设", "落实", "推进", "对接"]
WHAT = ["岷江流域水环境重点实验室", "甬江实验室", "海洋装备创新中心", "量子计算产业园", "岳麓山实验室", "低温生物医学研究院"]
STRIDE = 97  # every so manieth of all combinations


def test_who_does_what_and_when_is_no_part_of_a_name(read):
    combinations = list(itertools.islice(itertools.product(WHO, WHEN, HOW, DOES, WHAT), 0, None, STRIDE))
    sentences = {"".join(parts) + "。": parts[-1] for parts in combinations}
    named = {sentence: set() for sentence in sentences}
    for mention in read(PLAN + "\n".join(sentences) + "\n").mentions:
        named.get(mention.passage.text, set()).add(mention.text)
    wrong = [(sentence, named[sentence]) for sentence, name in sentences.items()
             if name not in named[sentence] or any(name in other and name != other for other in named[sentence])]
    assert len(sentences) > 1000
    assert wrong == []
