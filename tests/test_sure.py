"""How sure it is that two documents mean one thing: names by their shape, domains, approaches, places in news, people."""

import pytest

import kg
from kg.extract.lexicon import Lexicon
from kg.extract.sure import make_composed, make_sure
from tests.once import ONTOLOGY

LEXICON = Lexicon(ONTOLOGY)


@pytest.mark.parametrize(("type", "name", "technique", "sure"), [
    ("Agency", "权利人向人民法院", "form", "kind"),
    ("Agency", "经某市仲裁委员会", "form", "kind"),
    ("Agency", "代表中央纪律检查委员会常务委员会", "form", "kind"),
    ("Agency", "人民法院", "form", "kind"),
    ("Agency", "宁波市中级人民法院", "form", "resolved"),
    ("Agency", "全国人大常委会代表资格审查委员会", "form", "resolved"),
    ("Agency", "俄罗斯联邦侦查委员会", "form", "resolved"),
    ("Platform", "国家技术规范划定城市供水设施", "form", "kind"),
    ("Platform", "我国数据中心", "form", "kind"),
    ("Platform", "“一键办”平台", "form", "kind"),
    ("Platform", "西昌卫星发射中心", "form", "resolved"),
    ("Event", "第十六次缔约方大会", "form", "kind"),
    ("Event", "国家发展改革委会", "form", "kind"),
    ("Event", "宁波大学建校70周年大会", "form", "resolved"),
    ("Policy", "国家保密规定", "form", "kind"),
    ("Policy", "仲裁协议符合仲裁法第十六条规定", "form", "kind"),
    ("Policy", "宁波市数据管理办法", "form", "resolved"),
    ("Policy", "国家保密规定", "book-title", "resolved"),
    ("Initiative", "海外仓模式", "form", "kind"),
    ("Initiative", "宁波市海外仓模式", "form", "resolved"),
    ("Initiative", "“六一”庆祝活动", "form", "kind"),
    ("Initiative", "政策+活动", "quotation", "kind"),
    ("Initiative", "一国两制", "quotation", "resolved"),
    ("Initiative", "种业振兴行动", "carried", "resolved"),
    ("Person", "林知远", "office", "resolved"),
])
def test_a_name_is_sure_by_what_it_tells(type, name, technique, sure):
    assert make_sure(LEXICON)(type, name, technique, ()) == sure


@pytest.mark.parametrize(("field", "made"), [
    ("海洋旅游", True), ("交通基础设施", True), ("锂电池储能", True), ("空间生命科学", True),
    ("赤字", False), ("把脉定向", False), ("事业文化", False), ("重要能源", False), ("智能", False), ("等", False),
])
def test_a_domain_is_sure_that_is_made_of_listed_ones(field, made):
    assert make_composed(LEXICON)(field) is made


def _graph(tmp_path, *texts):
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    return kg.build([tmp_path], ontology=ONTOLOGY, workers=1)


def _nodes(graph, root):
    return sorted((n.label, len(n.documents)) for n in graph.view.nodes if n.root == root)


def test_an_approach_is_each_place_own_with_what_is_short_for_it(tmp_path):
    text = "{0}市科学技术局2024年工作要点\n\n2024年3月1日\n\n市科技局推行“一键办”模式。\n"
    graph = _graph(tmp_path, text.format("宁波"), text.format("合肥"))
    found = [n for n in graph.view.nodes if n.root == "Initiative"]
    assert len(found) > 1
    assert {len(n.documents) for n in found} == {1}


NEWS = "# 新闻\n\n2025年3月{0}日\n\n### 甲\n\n{1}\n\n### 乙\n\n各地春耕有序推进。\n\n### 丙\n\n今天天气晴好。\n\n### 丁\n\n降雨。\n\n### 戊\n\n降雪。\n"


@pytest.mark.parametrize(("said", "read"), [
    ("快递企业要落实收寄验视、开封验视制度。", False),
    ("游客来到古街，石狮、石碑、石阙保存完好。", False),
    ("人们在开封看花灯。", True),
    ("河南开封推出灯会，开封今年游客增加。", True),
    ("郑州、开封、洛阳等地降雨。", True),
    ("开封市推出灯会，开封验票处排队有序。", True),
])
def test_news_tell_where_a_short_name_lies(tmp_path, said, read):
    (tmp_path / "a.md").write_text(NEWS.format(1, said), encoding="utf-8")
    labels = {n.label for n in kg.build([tmp_path], ontology=ONTOLOGY, workers=1).view.nodes}
    assert bool(labels & {"开封市", "石狮市"}) is read


def test_two_characters_without_office_are_their_documents_own(tmp_path):
    bare, told = "\n\n林舟说，要加快创新。\n", "\n\n宁波市科学技术局局长林舟说，要加快创新。\n"
    head = "会议纪要\n\n2024年3月{0}日"
    graph = _graph(tmp_path, head.format(1) + bare, head.format(2) + bare, head.format(3) + told, head.format(4) + told)
    assert ("林舟", 2) in _nodes(graph, "Person")
    assert max(count for _, count in _nodes(graph, "Person")) == 2


@pytest.mark.parametrize(("said", "label"), [
    ("他说，第八届进博会虹桥论坛今天举行。", "博会虹桥论坛"),
    ("推动筹建国家碳计量中心（宁波）。", "国家碳计量中心"),
])
def test_a_name_that_goes_on_is_joined_with_none(tmp_path, said, label):
    graph = _graph(tmp_path, f"甲\n\n2024年3月1日\n\n{said}\n", f"乙\n\n2024年3月2日\n\n{said}\n")
    assert all(len(n.documents) == 1 for n in graph.view.nodes if label in n.label)
