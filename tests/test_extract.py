"""Extraction, as tables from sentences to what must come out, and the invariants that hold for any text."""

from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg.extract
from kg.clean import clean
from kg.errors import OntologyError
from kg.extract import make_extractor
from kg.model import Claim, Reading, Source
from tests.once import ONTOLOGY

PLAN = "宁波市科学技术局2024年科技工作要点\n\n"

# what stands in a work plan of 宁波 → (type, full name) that must be among the mentions
MENTIONS = [
    ("市科技局牵头落实。", ("Agency", "宁波市科学技术局")),
    ("按照市委、市政府部署推进。", ("Agency", "中共宁波市委员会")),
    ("按照市委、市政府部署推进。", ("Agency", "宁波市人民政府")),
    ("支持高新区发展。", ("District", "宁波高新技术产业开发区")),
    ("贯彻市委十四届五次全会精神。", ("Event", "宁波市委十四届五次全会")),
    ("落实党的二十届二中、三中全会精神。", ("Event", "党的二十届二中全会")),
    ("落实党的二十届二中、三中全会精神。", ("Event", "党的二十届三中全会")),
    ("落实党的二十届二中及三中全会精神。", ("Event", "党的二十届二中全会")),
    ("贯彻中国共产党第二十次全国代表大会精神。", ("Event", "党的二十大")),
    ("落实十九届中央纪委五次全会部署。", ("Event", "中纪委十九届五次全会")),
    ("学习市委十四届五次、六次全会精神。", ("Event", "宁波市委十四届六次全会")),
    ("学习宁波政协十六届三次会议精神。", ("Event", "宁波市政协十六届三次会议")),
    ("市十六届人大五次会议召开。", ("Event", "宁波市第十六届人民代表大会第五次会议")),
    ("市政府第50次常务会议审议通过规划。", ("Event", "宁波市人民政府第50次常务会议")),
    ("学习国务院第五次常务会议精神。", ("Event", "国务院第五次常务会议")),
    # A numbered meeting of any body, under the number of its congress.
    ("推进渔港和码头运营管理一体化改革。", ("Initiative", "渔港和码头运营管理一体化改革")),
    ("办好第48届甬江技能大赛。", ("Event", "第48届甬江技能大赛")),
    ("巴以冲突持续,巴西总统呼吁停火,巴西政府表示关切。以色列军方表示反对。", ("District", "巴勒斯坦")),
    ("俄罗斯瓦西安诺夫州遭受袭击。", ("District", "俄罗斯瓦西安诺夫州")),
    ("在宁波市第十六届\n人民代表大会第五次会议上", ("Event", "宁波市第十六届人民代表大会第五次会议")),
    ("学习全国政协十四届三次会议精神。", ("Event", "政协第十四届全国委员会第三次会议")),
    ("学习十四届全国人大常委会第八次委员长会议精神。", ("Event", "第十四届全国人民代表大会常务委员会第八次委员长会议")),
    ("学习二十届中央纪律检查委员会第四次全体会议精神。", ("Event", "中国共产党第二十届中央纪律检查委员会第四次全体会议")),
    ("宁波市第十六届人民代表大会第四次会议8日在甬举行第二次全体会议。",
     ("Event", "宁波市第十六届人民代表大会第四次会议第二次全体会议")),
    ("宁波市第十六届人民代表大会第四次会议开幕。会议举行第一次全体会议。",
     ("Event", "宁波市第十六届人民代表大会第四次会议第一次全体会议")),
    ("支持企业“走出去”。", ("Initiative", "走出去")),
    ("发布《宁波市营商环境发展报告》(以下简称《报告》)。", ("Policy", "宁波市营商环境发展报告")),
    # Places abroad, with their country or alone; a name of sounds goes on behind it.
    ("企业在波兰华沙设立研发中心。", ("District", "华沙")),
    ("代表团在首尔参观。", ("District", "首尔")),
    ("展会在费城贝尔梅艺术中心举行。", ("Platform", "费城贝尔梅艺术中心")),
    ("也门胡塞武装发表声明。", ("District", "也门")),
    ("服务保障市“两会”。", ("Event", "宁波市两会")),
    ("甬江科技论坛开幕式举行。", ("Event", "甬江科技论坛")),
    ("支持长沙、株洲、湘潭高新区建设。", ("District", "长沙高新技术产业开发区")),
    ("召开全市科技工作会议。", ("Event", "宁波市科技工作会议")),
    ("建设光纤通信、纺织、桥梁装备高新技术产业基地。", ("Platform", "纺织高新技术产业基地")),
    ("推进石墨烯、磁性材料重点实验室建设。", ("Platform", "石墨烯重点实验室")),
    ("推动国家超算(深圳)中心服务产业。", ("Platform", "国家超级计算深圳中心")),
    ("市科技局党组书记、局长林知远主持会议。", ("Person", "林知远")),
    ("开展“先投后股”试点。", ("Initiative", "先投后股")),
]
MENTIONS += [
    # The members of a list are of the level as which they are counted.
    ("支持吉林、芜湖两市创新发展。", ("District", "吉林市")),
    ("支持吉林、辽宁两省合作。", ("District", "吉林省")),
    # Known names of a list that share a tail.
    ("打好蓝天、碧水、净土保卫战。", ("Initiative", "蓝天保卫战")),
    ("打好蓝天、碧水、净土保卫战。", ("Initiative", "碧水保卫战")),
    ("加快江岚、金柳铁路项目建设。", ("Initiative", "江岚铁路项目")),
    # Who speaks for a place calls it 我省, 本市.
    ("本市加快转型。", ("District", "宁波市")),
    ("我省启动改革。", ("District", "浙江省")),
    ("促进大数据产业发展。", ("Field", "大数据")),
    ("钢铁行业加快转型。", ("Field", "钢铁")),
    ("打好甬江水质提升标志性战役。", ("Initiative", "甬江水质提升标志性战役")),
    # A verb with its result ends before the name.
    ("做优甬企出海综合服务平台。", ("Platform", "甬企出海综合服务平台")),
    ("做强做优海苔、杨梅、青瓷等产业。", ("Field", "海苔")),
    ("激活文旅、水产等市场。", ("Field", "文旅")),
    ("落实好伏季休渔、渔船更新补贴等政策。", ("Initiative", "渔船更新补贴政策")),
    # Quotations: adjacent ones are two names, one can be what is carried out, and a name goes on behind its marks.
    ("实施“甬才计划”“智汇东方”行动。", ("Initiative", "甬才计划")),
    ("实施“甬才计划”“智汇东方”行动。", ("Initiative", "“智汇东方”行动")),
    ("推进医疗服务“一窗挂号”、养老服务“一窗办理”。", ("Initiative", "一窗办理")),
    ("推进“面对面”以老带新专项行动。", ("Initiative", "“面对面”以老带新专项行动")),
    ("优化“甬政通”、“甬执法”等平台。", ("Platform", "甬执法")),
    # A name behind the verb that carries it keeps its verbs; a longer noun behind the head belongs to it.
    ("深入实施港口改革深化提升行动。", ("Initiative", "港口改革深化提升行动")),
    ("实施一流专业培优行动。", ("Initiative", "一流专业培优行动")),
    ("加快宁波海洋创新中心城市建设。", ("Platform", "宁波海洋创新中心城市")),
    ("建设杭州、宁波省级人工智能产业园。", ("Platform", "杭州省级人工智能产业园")),
    ("先进超快激光、深海观测等重大科技基础设施加快建设。", ("Platform", "深海观测设施")),
    ("深入实施“双强366”、医院设备焕新等重大工程。", ("Initiative", "医院设备焕新工程")),
    # Titles one behind another are two documents.
    ("印发《航海计划》《声纳方案》。", ("Policy", "声纳方案")),
    # Fields alone, in joint lists, and with what only says how they are.
    ("大力发展软件产业。", ("Field", "软件")),
    ("加快发展数字经济。", ("Field", "数字经济")),
    ("发展高端海工装备和深海测试、深海服装、深海用品等产业。", ("Field", "深海测试")),
    # People: a function in brackets, a verb run together with the name, a roll of names.
    ("宁波大学副校长(科研)许望舒出席。", ("Person", "许望舒")),
    ("市科技局局长林知远说。", ("Person", "林知远")),
    ("沙特王储兼首相穆罕默德·本·萨勒曼来访。", ("Person", "穆罕默德·本·萨勒曼")),
    ("专家有王建国、陈思远、林知远、周慕白、何书屿。", ("Person", "何书屿")),
    # Units of a body, departments by what they do.
    ("市科技局发展规划处处长林知远介绍情况。", ("Agency", "宁波市科学技术局发展规划处")),
    ("市科技创新部门会同有关单位制定办法。", ("Agency", "宁波市科技创新部门")),
]
# A sentence of news that names its places → claims that must be among those read.
STATEMENTS = [
    ("支持镇海区建设甬江科创区、北仑区建设海洋装备创新中心。", ("北仑区", "develops", "海洋装备创新中心")),
    ("支持镇海区、北仑区建设海洋装备创新中心。", ("镇海区", "develops", "海洋装备创新中心")),
    ("由市科技局指导,浙江大学与宁波大学共同主办的海洋科技创新论坛在宁波举行。", ("宁波大学", "organizes", "海洋科技创新论坛")),
    ("宁波大学与浙江大学在镇海区举行海洋科技创新论坛。", ("浙江大学", "organizes", "海洋科技创新论坛")),
    ("签约环节有宁波大学与浙江大学签约。", ("宁波大学", "cooperatesWith", "浙江大学")),
    ("甬江实验室在镇海区揭牌。", ("甬江实验室", "locatedIn", "镇海区")),
    ("在镇海区,甬江实验室建成投用。", ("甬江实验室", "locatedIn", "镇海区")),
    ("中国移动宁波智算中心投运。", ("中国移动宁波智算中心", "locatedIn", "宁波市")),
    ("发挥宁波大学作用。", ("宁波市科学技术局", "supports", "宁波大学")),
    ("根据浙江大学与市科技局发布的《宁波科技创新指数报告》。", ("宁波市科学技术局", "issues", "宁波科技创新指数报告")),
    ("市数据局负责宁波市大数据中心平台等的建设和运行管理。", ("宁波市数据局", "develops", "宁波市大数据中心平台")),
    ("“赋权改革”试点深化拓展。", ("宁波市科学技术局", "implements", "“赋权改革”试点")),
]
# a sentence → (what stands there, the name that it takes from before; None when it stays open)
REFERENCES = [
    ("宁波大学建设海洋药物创新中心。中心由宁波大学牵头。", "中心", "海洋药物创新中心"),
    ("支持宁波大学建设海洋药物创新中心,该中心服务产业。", "该中心", "海洋药物创新中心"),
    ("宁波大学来访。浙江大学签约。该校介绍情况。", "该校", "浙江大学"),
    ("宁波大学、浙江大学来访,该校介绍情况。", "该校", None),
    ("该中心服务产业。", "该中心", None),
    # A short name of whose characters the last of several names has all stands for that alone.
    ("市教育局、甬江海洋成果转化中心(简称“甬江中心”)参加。甬江中心服务产业。", "甬江中心", "甬江海洋成果转化中心"),
    # A ceremony is the one that was named in full, though something else was unveiled there too.
    ("甬江实验室揭牌仪式举行。东海实验室同步揭牌。揭牌仪式前,林知远听取汇报。", "揭牌仪式", "甬江实验室揭牌仪式"),
    # A text speaks of its own school, be that named before or behind; not of one with which that does something.
    ("我校党委书记林知远致辞。宁波大学教授周慕白介绍情况。", "我校", "宁波大学"),
    ("我校与浙江大学签约,浙江大学校长林知远致辞。宁波大学师生参加。", "我校", "宁波大学"),
    ("我校与浙江大学签约,浙江大学校长林知远致辞。", "我校", None),
    ("我校师生参加。宁波大学来访,浙江大学致辞。", "我校", None),
    ("落实《宁波市科技创新促进条例》,宣传《条例》。", "《条例》", "宁波市科技创新促进条例"),
]
NOT_MENTIONS = [
    "坚决反对“政绩工程”“形象工程”。",
    "建设一批科技创新平台。", "坚定“四个自信”,增强“四个意识”。", "各区县、开发区要加强协调。", "x市、xx大学、**研究院参加了会议。", "20XX年,全市共有××家企业。",
    "聚焦重点产业。", "鼓励高校院所和企业合作。", "加固病险水库,新建公办幼儿园。", "发展县域经济,壮大集体经济。", "推进“四个全面”。",
    "县(市)主管部门应当加强管理。", "吸引结算、采购等企业。", "除国家另有规定外,依照本办法执行。",
]
NUMBERS = [
    ("技术合同成交额突破620亿元。", ("技术合同成交额", 62000000000, "元", "atLeast", "total", "target", "2024")),
    ("科技型中小企业、国家高新技术企业分别达到1.9万家、7500家。", ("科技型中小企业", 19000, "家", "equal", "total", "target", "2024")),
    ("综合治理水土流失面积40公顷。", ("综合治理水土流失面积", 40, "公顷", "equal", "increment", "target", "2024")),
    ("新认定市级重点实验室25家。", ("新认定市级重点实验室", 25, "家", "equal", "increment", "target", "2024")),
    ("实施攻关项目不少于80项。", ("攻关项目", 80, "项", "atLeast", "increment", "target", "2024")),
    ("到2027年,全社会研发投入强度达到3.8%。", ("全社会研发投入强度", 3.8, "%", "equal", "total", "target", "2027")),
]
NUMBERS += [
    ("服务业增加值增长5%左右。", ("服务业增加值", 5, "%", "about", "growth", "target", "2024")),
    ("纺织、建材等产业增加值分别增长6.5%、9.5%。", ("纺织产业增加值", 6.5, "%", "equal", "growth", "target", "2024")),
    ("培育3个世界级、5个国家级产业集群。", ("世界级产业集群", 3, "个", "equal", "increment", "target", "2024")),
    ("更新实验仪器2万台(套)以上。", ("更新实验仪器", 20000, "台", "atLeast", "increment", "target", "2024")),
    ("【一线观察】科创企业达到30家。", ("科创企业", 30, "家", "equal", "total", "target", "2024")),
    ("“十四五”收官之年,建成中试基地8个。", ("中试基地", 8, "个", "equal", "increment", "target", "2025")),
]
NUMBERS += [
    # Within so many years something is still to be done; 拟 and 计划 before a verb belong to no name.
    ("双方商定四年内引进博士人才30名。", ("博士人才", 30, "名", "equal", "increment", "target", "2024/2027")),
    ("2025年拟安排专项资金6000万元。", ("专项资金", 60000000, "元", "equal", "total", "target", "2025")),
    ("今年计划培训技术经理人800人次。", ("培训技术经理人", 800, "人次", "equal", "increment", "target", "2024")),
    ("今年社会消费品零售总额有望超过60亿元。", ("社会消费品零售总额", 6000000000, "元", "atLeast", "total", "target", "2024")),
    ("五年来已补充耕地39万亩。", ("补充耕地", 390000, "亩", "equal", "increment", "actual", "2019/2024")),
    # What is brought about, how often, what a measure is for, and who is counted without a unit.
    ("已发放消费券3亿元、带动销售额25亿元。", ("带动销售额", 2500000000, "元", "equal", "total", "actual", None)),
    ("每年可减排二氧化碳20万吨。", ("每年减排二氧化碳", 200000, "吨", "equal", "total", "target", "2024")),
    ("已出台促进外贸稳定增长的18条举措。", ("促进外贸稳定增长的举措", 18, "条", "equal", "total", "actual", None)),
    ("注册用户已突破600万。", ("注册用户", 6000000, "户", "atLeast", "total", "actual", None)),
    ("首期用房8000平方米由镇海区提供。", ("首期用房", 8000, "平方米", "equal", "total", "target", "2024")),
]
NO_NUMBERS = ["做好四个方面工作。", "印发〔2024〕12号文件。", "2024年3月11日召开会议。", "共有××家企业,成交额X.X亿元。", "第3次会议召开。", "庆祝成立75周年。"]


@pytest.mark.parametrize(("sentence", "expected"), MENTIONS)
def test_mention(sentence, expected, read, ontology):
    mentions = read(PLAN + sentence + "\n").mentions
    found = {(ontology.root(m.type), n) for m in mentions for n in (m.name, *m.names)}
    assert expected in found


@pytest.mark.parametrize(("sentence", "expected"), STATEMENTS)
def test_statement(sentence, expected, read):
    assert expected in {(c.subject.name, c.relation, c.object.name) for c in read(PLAN + sentence + "\n").claims}


@pytest.mark.parametrize(("sentence", "expected"), [
    ("支持镇海区、慈溪市分别做强光伏、核电产业。", {("镇海区", "光伏"), ("慈溪市", "核电")}),
    ("支持镇海区、慈溪市做强光伏、核电产业。", {("镇海区", "光伏"), ("镇海区", "核电"), ("慈溪市", "光伏"), ("慈溪市", "核电")}),
])
def test_each_of_several_does_its_own(sentence, expected, read):
    found = {(c.subject.name, c.object.name) for c in read(PLAN + sentence + "\n").claims if c.relation == "focusesOn"}
    assert found == expected


@pytest.mark.parametrize("sentence", NOT_MENTIONS)
def test_no_mention(sentence, read):
    extraction = read(PLAN + sentence + "\n")
    assert [m.text for m in extraction.mentions if m.passage.role != "title"] == []


@pytest.mark.parametrize(("sentence", "found"), [
    ("英国伦敦交通局发表声明。", ["伦敦"]),
    ("代表团访问纽约市教育局。", []),
    ("会见伦敦市长。", ["伦敦"]),
])
def test_a_place_abroad_has_no_department_of_ours(sentence, found, read):
    assert [m.name for m in read(PLAN + sentence + "\n").mentions if m.passage.role != "title"] == found


@pytest.mark.parametrize(("sentence", "expected"), [
    # Each country that is named may be called by its first character, and ours, where states are spoken of.
    ("塔吉克斯坦总统来访,中塔两国签署协议。", ["塔吉克斯坦", "中|中华人民共和国", "塔|塔吉克斯坦"]),
    ("俄罗斯方面表示,中方与俄方加强合作。", ["俄罗斯", "中|中华人民共和国", "俄|俄罗斯"]),
    ("以色列宣布停火,以方便各方谈判。", ["以色列"]),
    ("日本6日宣布停火,7日称已经停火。", ["日本"]),
    ("中塔两国签署协议。", []),  # which country this is nobody says
    # Of two whose names begin alike it is the one that is named most.
    ("乌兹别克斯坦来访。乌克兰宣布停火,乌克兰总统称停火。乌军后撤。",
     ["乌兹别克斯坦", "乌克兰", "乌克兰", "乌|乌克兰"]),
    # Regions of ours that are called by their characters together.
    ("服务港澳居民、港澳台青年。", ["港|香港特别行政区", "澳|澳门特别行政区", "港|香港特别行政区", "澳|澳门特别行政区", "台|台湾省"]),
    ("深化粤港澳合作。", []),
    ("粤港澳三地青年参加。", ["粤|广东省", "港|香港特别行政区", "澳|澳门特别行政区"]),
    ("服务京津,深化京津冀协同。", ["京|北京市", "津|天津市", "京津冀"]),
    # Bodies behind the name of another country are that country's; who heads one is not read as the body.
    ("乌克兰国防部发布消息。", ["乌克兰国防部"]),
    ("日本政府宣布新计划。", ["日本政府"]),
    ("美国国防部长发表讲话。", ["美国"]),
])
def test_other_countries_and_their_bodies_are_named(sentence, expected, read):
    found = [m for m in read(PLAN + sentence + "\n").mentions if m.passage.role != "title"]
    assert [m.text if m.text == m.name else f"{m.text}|{m.name}" for m in found] == expected


@pytest.mark.parametrize(("sentence", "expected"), NUMBERS)
def test_observation(sentence, expected, read):
    found = [(o.indicator, float(o.value), o.unit, o.comparator, o.kind, o.status, o.period) for o in read(PLAN + sentence + "\n").observations]
    assert (expected[0], float(expected[1]), *expected[2:]) in found


@pytest.mark.parametrize("sentence", NO_NUMBERS)
def test_no_observation(sentence, read):
    assert read(PLAN + sentence + "\n").observations == ()


def test_the_frame_of_a_work_plan(read):
    frame = read(PLAN + "支持镇海区建设甬江科创区。\n").frame
    assert (frame.speaker.name, frame.place.name, frame.date) == ("宁波市科学技术局", "宁波市", "2024")


def test_a_pivot_gives_two_claims(read):
    claims = {(c.subject.name, c.relation, c.object.name) for c in read(PLAN + "支持镇海区打造海洋装备创新中心。\n").claims}
    assert ("宁波市科学技术局", "supports", "镇海区") in claims
    assert ("镇海区", "develops", "海洋装备创新中心") in claims


_CITIES = ("杭州市", "温州市", "嘉兴市", "湖州市", "绍兴市", "金华市", "衢州市", "舟山市", "台州市", "丽水市", "南京市", "无锡市", "徐州市",
           "常州市", "苏州市", "南通市", "扬州市", "镇江市", "泰州市", "合肥市", "芜湖市")
_OTHERS = ("济南市", "青岛市", "烟台市", "潍坊市", "武汉市", "长沙市", "广州市", "深圳市", "佛山市", "东莞市", "成都市", "重庆市", "西安市",
           "沈阳市", "大连市", "长春市", "哈尔滨市", "郑州市", "洛阳市", "南昌市", "福州市")


@pytest.mark.parametrize(("first", "second", "pairs"), [
    (("宁波市",), _CITIES, 21),
    (_CITIES, ("宁波市",), 21),
    (_CITIES[:20], _OTHERS, 400 + 20),
    (_CITIES, _OTHERS, 0),  # of such lists nobody means each with each
])
def test_two_long_lists_are_not_joined_each_with_each(first, second, pairs, read):
    text = f"企业创新发展侧记\n\n{'、'.join(first)}与{'、'.join(second)}签约。\n"
    assert len([c for c in read(text).claims if c.relation == "cooperatesWith"]) == pairs


def test_without_a_frame_relative_names_stay_unresolved(read):
    extraction = read("在x市会议上的讲话\n\n市委、市政府高度重视,市科技局要抓好落实。\n")
    bodies = [m for m in extraction.mentions if m.type == "Agency"]
    assert [m.name for m in bodies] == ["市委", "市政府", "市科技局"]
    assert {m.resolution for m in bodies} == {"unresolved"}
    assert "unresolved-reference" in [f.code for f in extraction.findings]


def test_news_of_two_places_tells_of_each_under_its_line(read):
    text = "某日要闻\n\n浙江加快建设创新中心\n\n近日,培育生物医药产业。\n\n安徽推进渔具产业发展\n\n眼下,布局量子信息等产业。\n"
    claims = {(c.subject.name, c.object.name) for c in read(text).claims if c.relation == "focusesOn"}
    assert claims == {("浙江省", "生物医药"), ("安徽省", "量子信息")}


def test_what_a_visitor_says_is_not_done_by_the_place_that_he_visits(read):
    text = "林知远在宁波调研\n\n国务院副总理林知远先后在宁波、余姚调研。\n\n他强调,要建设海洋装备创新中心,发展新材料。\n"
    told = [c for c in read(text).claims if c.technique != "name-field"]  # a name says what it says, whoever speaks
    assert [c for c in told if c.relation in ("develops", "focusesOn")] == []


@pytest.mark.parametrize(("sentence", "status"), [
    ("用好宁波海洋大数据中心。", "actual"),
    ("推进宁波海洋大数据中心二期建设。", "actual"),
    ("建设宁波海洋大数据中心。", "planned"),
    ("依托宁波大学建设宁波海洋大数据中心。", "planned"),
])
def test_what_stands_works_in_its_field_already_whatever_is_to_be_done_with_it(sentence, status, read):
    claims = [c for c in read(PLAN + sentence + "\n").claims if c.technique == "name-field"]
    assert {c.status for c in claims} == {status}


def test_the_place_before_a_places_own_name_is_read_in_full(read):
    claims = read(PLAN + "赴内蒙古阿拉善盟开展对口合作。\n").claims
    assert [(c.subject.text, c.object.text) for c in claims if c.subject.name == "阿拉善盟"] == [("内蒙古阿拉善盟", "内蒙古")]


@pytest.mark.parametrize(("said", "names"), [
    ("市科技局", ("市科技局", "宁波市科技局")),
    ("市教育局", ("市教育局",)),
    ("市科委", ("市科委", "宁波市科委", "宁波市科技委")),
    ("市科局", None),
])
def test_a_department_is_called_as_people_say_it_and_no_more(said, names, read):
    found = [m.names for m in read(f"{PLAN}由{said}牵头落实。\n").mentions if m.start > len(PLAN)]
    assert found == ([names] if names else [])


@pytest.mark.parametrize(("title", "place"), [("白银市", "白银市"), ("红河哈尼族彝族自治州", "红河哈尼族彝族自治州")])
def test_the_short_name_of_a_city_is_not_that_of_its_district_of_the_same_name(title, place, read):
    found = read(f"{title}科学技术局2024年科技工作要点\n\n{'白银' if '白银' in title else '红河'}技术转移中心揭牌。\n")
    assert place in [c.object.name for c in found.claims if c.relation == "locatedIn"]


@pytest.mark.parametrize(("sentence", "name", "parties"), [
    ("宁波市人民政府与浙江大学、宁波大学战略合作签约仪式在镇海区举行。", "宁波市人民政府与浙江大学、宁波大学战略合作签约仪式",
     ["宁波大学", "宁波市人民政府", "浙江大学"]),
    ("市科技局会同浙江大学签约仪式筹备组工作。", "浙江大学签约仪式", []),
    ("市科技局、浙江大学科技成果发布会在镇海区举行。", "浙江大学科技成果发布会", []),
])
def test_a_signing_is_named_by_all_who_meet_there(sentence, name, parties, read):
    found = read(PLAN + sentence + "\n")
    assert name in [m.name for m in found.mentions]
    told = [c for c in found.claims if c.technique == "meeting-party"]
    assert sorted(c.subject.name for c in told if c.relation == "participatesIn") == parties


@pytest.mark.parametrize(("sentence", "partners"), [
    ("宁波市人民政府与浙江大学、宁波大学战略合作签约仪式在镇海区举行。", ["宁波大学", "浙江大学"]),
    ("宁波市人民政府与浙江大学座谈会在镇海区举行。", []),
])
def test_the_first_of_those_who_sign_works_with_the_others(sentence, partners, read):
    told = [c for c in read(PLAN + sentence + "\n").claims if c.technique == "meeting-party"]
    assert sorted(c.object.name for c in told if c.relation == "cooperatesWith") == partners
    assert {c.subject.name for c in told if c.relation == "cooperatesWith"} <= {"宁波市人民政府"}


@pytest.mark.parametrize(("title", "told"), [
    ("宁波市与浙江大学签约共建甬江海工研究院", {"宁波市 cooperatesWith 浙江大学", "宁波市 develops 甬江海工研究院",
                                  "浙江大学 develops 甬江海工研究院"}),
    ("宁波市召开甬江科技论坛", {"宁波市 organizes 甬江科技论坛"}),
    ("召开甬江科技论坛 建设甬江海工研究院", set()),
    ("关于支持甬江海工研究院建设的通知", set()),
])
def test_a_headline_is_read_as_far_as_it_names_who_does_it(title, told, read):
    found = read(title + "\n\n宁波市科学技术局4月1日组织活动。\n").claims
    assert {f"{c.subject.name} {c.relation} {c.object.name}" for c in found
            if c.passage.role == "title" and c.technique in ("clause", "comitative", "imperative")} == told


@pytest.mark.parametrize(("sentence", "relation", "reason"), [
    ("甬江科技创新大会在镇海区召开。", "locatedIn", "venue/held"),
    ("支持镇海区建设创新平台。", "partOf", "parent/nearest"),
    ("学习市政府工作报告。", "issues", "issuer/opens-name"),
    ("海洋科技论坛由宁波大学主办。", "organizes", "hosted-event/before"),
    ("浙江大学校长林知远参加了甬江科技创新大会。", "participatesIn", "attended-event/named"),
])
def test_a_claim_of_structure_names_the_rule_that_spoke_for_it(sentence, relation, reason, read):
    claims = read(PLAN + sentence + "\n").claims
    told = [c.reasons for c in claims if c.relation == relation and c.passage.role != "title"
            and c.technique not in ("clause", "agent")]
    assert told == [(reason,)]


def test_who_is_visited_does_not_attend(read):
    text = "省科技厅调研组来宁波开展科技创新专题调研\n\n浙江省科技厅副厅长林知远一行先后到宁波海工装备有限公司、宁波大学调研,主持召开座谈会。\n"
    assert {c.subject.name for c in read(text).claims if c.relation == "participatesIn"} <= {"林知远"}


def test_a_ceremony_without_a_name_is_that_of_the_thing_told_before(read):
    text = "甬江科创园揭牌\n\n3月11日,甬江科创园在镇海区揭牌。宁波市科技局局长林知远和北仑创新中心等出席揭牌仪式。\n"
    claims = {(c.subject.name, c.relation, c.object.name) for c in read(text).claims}
    assert ("林知远", "participatesIn", "甬江科创园揭牌仪式") in claims


def test_a_report_of_the_first_quarter_tells_of_the_year_before(read):
    text = "2026年宁波市政府工作报告\n——2026年1月20日在宁波市第十六届人民代表大会第五次会议上\n市长 林知远\n一、工作回顾\n" \
           "强化产业支撑,推动科技创新,建成中试基地8个。\n"
    observation, = read(text).observations
    assert (observation.status, observation.period) == ("actual", "2025")


def test_shanxi_is_not_shaanxi(read):
    names = {m.name for m in read("山西省科学技术厅2024年工作要点\n\n我省科技工作会议召开,省科技厅作报告。\n").mentions}
    assert "山西省科学技术厅" in names
    assert not any("陕西" in n for n in names)


def test_texts_of_a_collection_have_nothing_to_do_with_each_other(ontology):
    items = ("宁波市科技局召开工作会议", "合肥市举办量子产业大会", "浙江大学发布成果", "杭州市建设创新园", "建设海洋装备创新中心")
    raw = "# 要闻\n" + "".join(f"\n### {item}\n\n近日,{item}。\n" for item in items)
    extraction = make_extractor(ontology)(clean(Reading(Source("news.md", "0" * 64, "text/markdown"), raw))[0])
    assert extraction.frame.speaker is None
    assert "海洋装备创新中心" not in {c.object.name for c in extraction.claims}


def test_what_a_text_of_a_collection_names_is_no_period_of_the_others(ontology):
    items = ("新增科创企业30家", "到2025年,创新园年均增长9%", "合肥市召开大会", "浙江大学发布成果", "宁波市召开大会")
    raw = "# 2024年5月8日要闻\n" + "".join(f"\n### {item}\n\n近日,{item}。\n" for item in items)
    extraction = make_extractor(ontology)(clean(Reading(Source("news.md", "0" * 64, "text/markdown"), raw))[0])
    assert {o.period for o in extraction.observations if o.unit == "家"} == {"2024"}


def test_in_which_place_another_lies_is_told_by_the_same_text_of_a_collection(ontology):
    items = ("浙江省召开大会", "温州市建设创新园", "在江苏省,苏州市召开大会", "浙江大学发布成果", "合肥市召开大会")
    raw = "# 2024年5月8日要闻\n" + "".join(f"\n### {item}\n\n近日,{item}。\n" for item in items)
    extraction = make_extractor(ontology)(clean(Reading(Source("news.md", "0" * 64, "text/markdown"), raw))[0])
    claims = {(c.subject.name, c.object.name) for c in extraction.claims if c.relation == "partOf"}
    assert claims == {("苏州市", "江苏省")}


@pytest.mark.parametrize(("sentence", "surface", "name"), REFERENCES)
def test_a_reference_takes_the_name_of_its_one_antecedent(sentence, surface, name, read):
    extraction = read(PLAN + sentence + "\n")
    assert [m.name for m in extraction.mentions if m.text == surface] == ([name] if name else [])
    assert name or {f.code for f in extraction.findings} & {"ambiguous-reference", "unresolved-reference"}


def test_a_technique_can_be_left_out_and_another_added(ontology, monkeypatch):
    document = clean(Reading(Source("t", "0" * 64, "text/plain"), PLAN + "加快建设甬江实验室。\n"))[0]
    assert any(c.relation == "develops" for c in make_extractor(ontology)(document).claims)
    assert make_extractor(ontology, ["clause"])(document).claims != make_extractor(ontology)(document).claims
    with pytest.raises(OntologyError, match="no technique and no rule is called 'clawse'; did you mean clause"):
        make_extractor(ontology, ["clawse"])
    monkeypatch.setattr(kg.extract, "entry_points", lambda group: [EntryPoint("lies", f"{__name__}:lies", group)])
    extraction = make_extractor(ontology)(document)
    assert extraction.dropped == {"offset": 1}
    assert "lies" not in {c.technique for c in extraction.claims}


def lies(text):
    """A technique of another package whose words do not stand where it says."""
    sentence = text.sentences[1]
    known = sentence.mentions[0]
    lie = replace(known, start=known.start + 1, end=known.end + 1)
    yield Claim(sentence.passage, sentence.passage.start, sentence.passage.end, text.frame.speaker, "develops", lie, "actual", "lies")


def _holds(extraction):
    document = extraction.document
    for mention in extraction.mentions:
        assert document.text[mention.start:mention.end] == mention.text
    for claim in extraction.claims:
        first, last = document.raw_span(claim.start, claim.end)
        assert document.raw[first:last] == document.quote(claim.start, claim.end)
    for passage in extraction.passages:
        assert document.text[passage.start:passage.end] == passage.text


@pytest.mark.parametrize("path", sorted(p for p in (Path(__file__).parent / "corpus").iterdir() if p.suffix in (".txt", ".md")), ids=lambda p: p.name)
def test_offsets_never_lie(path, read):
    _holds(read(path.read_text(encoding="utf-8"), path.name))


_PIECES = st.sampled_from(["市科技局", "西安市", "建设", "“双中心”", "(西安)", "《", "》", "”", "“", "、", "和", "重点实验室", "x市", "××家", "2024年", "1.1万家", "。", "\n",
                           "党的二十大", "会议", "李", "局长", "\ufffd", "與", "(kāi)", " ", "全省", "等产业", "人工智能", "支持", "与", "合作", "\u202e", "</script>"])


_EXTRACT = make_extractor(ONTOLOGY)


@given(st.lists(_PIECES, max_size=60).map("".join))
@settings(max_examples=120, deadline=None)
def test_any_text_is_read_without_an_error(text):
    _holds(_EXTRACT(clean(Reading(Source("t", "0" * 64, "text/plain"), text))[0]))


@pytest.mark.parametrize(("title", "name"), [
    ("宁波市实施《中华人民共和国农业技术推广法》办法", "宁波市实施《中华人民共和国农业技术推广法》办法"),
    ("宁波市贯彻《中华人民共和国科学技术进步法》的若干规定", "宁波市贯彻《中华人民共和国科学技术进步法》的若干规定"),
])
def test_a_document_is_called_by_the_law_that_it_applies(title, name, read):
    assert [m.name for m in read(title + "\n\n第一条 制定本办法。\n").mentions if m.type == "Policy"] == [name]
