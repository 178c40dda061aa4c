"""Words with which composed sentences are filled: names known to the lexicon, names coined of real kinds, verbs, adverbs.

A filler is the text that stands in a sentence and the full names that a right reading finds in it: one for a name, more
for a list (氢能、储能产业创新中心 names two centres).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from kg.ontology import Individual, load_ontology

CITIES = ("嘉兴", "襄阳", "绵阳", "芜湖", "潍坊", "株洲", "洛阳", "赣州", "泉州", "东莞", "常州", "烟台", "宜昌", "柳州", "遵义",
          "宝鸡", "包头", "唐山", "吉林", "鞍山")
PROVINCES = ("浙江", "湖北", "四川", "安徽", "山东", "湖南", "河南", "江西", "福建", "广东", "江苏", "贵州", "陕西", "河北", "辽宁")
DISTRICTS = ("秀洲区", "南湖区", "襄城区", "涪城区", "弋江区", "奎文区", "荷塘区", "涧西区", "章贡区", "洛江区", "武进区", "芝罘区")
DOMAINS = ("光电", "氢能", "储能", "新材料", "智能制造", "生物医药", "集成电路", "智能网联汽车", "海洋装备", "现代种业", "轨道交通",
           "工业互联网", "高端装备", "磷化工", "航空动力", "绿色化工", "柔性电子", "量子信息", "第三代半导体", "精细化工", "机器人",
           "合成生物", "低空经济", "人工智能", "北斗导航", "碳纤维", "中药现代化", "稀土功能材料", "先进陶瓷", "动力电池")
FIELDS = ("氢能", "储能", "新材料", "生物医药", "集成电路", "人工智能", "量子信息", "低空经济", "新能源汽车", "工业互联网", "合成生物",
          "高端装备", "轨道交通", "机器人", "现代种业", "数字经济", "新型显示", "海洋工程装备", "石墨烯", "生物制造")
PLATFORM_HEADS = ("重点实验室", "技术创新中心", "产业创新中心", "制造业创新中心", "工程研究中心", "中试基地", "联合实验室",
                  "公共服务平台", "概念验证中心", "产业园", "科技企业孵化器", "检验检测中心", "成果转化基地", "创新实验室")
KNOWN_PLATFORMS = ("之江实验室", "鹏城实验室", "紫金山实验室", "合肥国家实验室", "崖州湾国家实验室", "怀柔实验室", "岳麓山实验室",
                   "太湖实验室", "浦江实验室", "广州实验室")
KNOWN_UNIVERSITIES = ("浙江大学", "武汉理工大学", "西南科技大学", "中南大学", "江苏大学", "中国科学技术大学", "华侨大学", "河南科技大学",
                      "燕山大学", "哈尔滨工业大学", "昆明理工大学", "南昌大学", "三峡大学", "青岛科技大学", "常州大学", "北京理工大学")
SCHOOL_DOMAINS = ("理工", "科技", "工程", "师范", "医科", "海洋", "农业", "工业", "信息", "财经")
SCHOOL_HEADS = ("大学", "学院", "职业技术学院")
KNOWN_INSTITUTES = ("中国科学院金属研究所", "中国科学院近代物理研究所", "中国科学院大连化学物理研究所", "西安光机所", "浙江清华长三角研究院",
                    "中国科学院自动化研究所", "中国农业科学院")
INSTITUTE_HEADS = ("研究院", "产业技术研究院", "研究所", "产业研究院", "先进技术研究院")
KNOWN_FIRMS = ("华为", "宁德时代", "比亚迪", "科大讯飞", "中国电科", "海尔集团", "三一重工", "东方电气", "京东方", "天合光能",
               "潍柴动力", "格力电器", "万华化学", "隆基绿能", "中车株洲所", "奇瑞汽车")
FIRM_STEMS = ("瑞衡", "鼎晟", "博睿", "恒源", "凌志", "汇川德", "云帆", "星驰", "中科曙远", "朗科", "金翌", "远航")
FIRM_FIELDS = ("新材料", "生物", "智能装备", "电子", "能源", "机器人", "医药", "光电", "半导体", "环保")
FIRM_HEADS = ("股份有限公司", "有限公司", "集团有限公司", "科技有限公司", "集团")
BUREAUS = ("科学技术局", "经济和信息化局", "发展和改革委员会", "教育局", "财政局", "市场监督管理局", "农业农村局", "人力资源和社会保障局")
SHORT_BUREAUS = ("科技局", "经信局", "发改委", "教育局", "财政局", "农业农村局")
CENTRAL = ("科技部", "工业和信息化部", "教育部", "国家发展改革委", "农业农村部", "财政部", "生态环境部")
SURNAMES = ("王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "林", "郭", "罗", "宋", "郑", "谢")
GIVEN = ("志远", "建国", "晓峰", "明辉", "海涛", "丽娟", "文博", "国强", "雪梅", "立新", "永康", "思源", "佳宁", "庆华", "德明")
POSTS = {"U": ("校长", "党委书记", "副校长"), "I": ("院长", "所长", "副院长"), "E": ("董事长", "总经理", "总裁"),
         "G": ("局长", "党组书记", "副局长")}
QUOTED = ("雁阵育企", "揭榜挂帅", "科创苗圃", "千企智改", "链长制", "先投后股", "百团千企", "甬才领航", "一县一策", "科技副总", "双百攻关",
          "灯塔领航")
QUOTED_ENDS = ("计划", "工程", "行动", "模式", "机制", "改革")
INITIATIVE_TOPICS = ("科技型企业梯度培育", "制造业数字化转型", "关键核心技术攻关", "创新驱动发展", "科技成果转化提速", "高新技术企业倍增",
                     "全民科学素质提升", "农业科技下乡")
INITIATIVE_ENDS = ("专项行动", "工程", "三年行动")
POLICY_TOPICS = ("促进科技成果转化", "新能源汽车产业发展", "科技创新", "数字经济促进", "高层次人才引进", "知识产权保护", "未来产业培育",
                 "工业技术改造")
POLICY_ENDS = ("条例", "实施方案", "若干措施", "管理办法", "行动计划", "实施意见", "专项规划")
EVENT_TOPICS = ("科技成果对接会", "创新创业大赛", "产业发展大会", "科技工作会议", "青年科学家论坛", "校企合作交流会", "技术交易博览会",
                "科普讲解大赛")
DOMAIN_EVENTS = ("大会", "高峰论坛", "产业博览会", "创新发展大会", "学术年会")
TIMES = ("今年", "去年", "目前", "近年来", "近日", "日前", "1月", "5月底", "去年底", "今年以来", "上半年", "“十四五”期间", "2023年",
         "2024年12月", "8月15日", "截至目前", "同年", "三年来", "下一步", "年内", "此前", "今年前三季度", "2022年以来", "本月")
LISTS = ("、", "和", "及", "与", "以及")
# How and in what verbs of each relation; all stand in the ontology, or should.
VERBS = {
    "develops": ("建设", "打造", "筹建", "组建", "创建", "建成", "建立", "搭建", "构建", "设立", "成立", "新建", "规划建设", "牵头建设",
                 "布局建设", "运营", "改造", "扩建", "升级", "推动建设"),
    "supports": ("支持", "帮助", "扶持", "服务", "鼓励"),
    "implements": ("实施", "落实", "推进", "推广", "开展", "启动", "探索", "深化", "推行", "组织实施", "推动"),
    "carries": ("落实", "贯彻", "执行", "实施", "贯彻落实"),
    "issues": ("印发", "出台", "制定", "发布", "修订", "颁布", "起草", "编制", "公布"),
    "organizes": ("举办", "召开", "主办", "承办", "组织召开", "举行"),
    "participatesIn": ("参加", "出席", "参与", "列席"),
    "focusesOn": ("发展", "聚焦", "布局", "培育", "壮大", "重点发展", "主攻", "深耕", "突破", "瞄准", "做强", "围绕"),
    "locatedIn": ("落户", "位于", "坐落于", "落地", "入驻", "地处"),
}
ADVERBS = {
    "develops": ("加快", "积极", "全力", "扎实", "持续", "稳步", "高标准", "高质量", "高水平", "加速", "着力", "统筹", "有序", "共同",
                 "率先", "成功", "精心", "继续", "进一步", "合力", "顺利", "正式", "抓紧", "已", "将", "正", "正在", "已经", "拟"),
    "supports": ("大力", "积极", "全力", "持续", "重点", "着力", "进一步", "切实", "坚决", "优先", "共同", "主动", "充分", "将", "正"),
    "implements": ("深入", "大力", "扎实", "全面", "认真", "积极", "持续", "稳步", "坚决", "有序", "统筹", "率先", "深化", "创新", "继续",
                   "严格", "切实", "加快", "广泛", "有效", "将", "已", "正在"),
    "carries": ("深入", "认真", "全面", "坚决", "严格", "切实", "扎实", "持续", "抓好", "将"),
    "issues": ("正式", "联合", "研究", "抓紧", "率先", "及时", "陆续", "已", "将", "先后"),
    "organizes": ("隆重", "成功", "联合", "共同", "圆满", "顺利", "如期", "精心", "连续", "将", "正式", "首次"),
    "participatesIn": ("积极", "应邀", "组团", "共同", "率队", "首次", "将"),
    "focusesOn": ("重点", "大力", "积极", "加快", "优先", "着力", "持续", "抢先", "前瞻", "全力", "不断", "将"),
    "locatedIn": ("正式", "成功", "顺利", "将", "已"),
}
# Verbs that state none of the relations, and never belong to the name behind them.
NEUTRAL = ("调研", "考察", "走访", "参观", "引进", "启用", "投资", "重组", "视察", "察看", "评估", "验收", "关注", "介绍", "托管", "资助")


@dataclass(frozen=True)
class Filler:
    """What stands in the sentence, and the full names that are to be found in it."""

    text: str
    names: tuple[str, ...]


Maker = Callable[[random.Random], Filler]


def _one(text: str) -> Filler:
    return Filler(text, (text,))


@cache
def _known(type: str) -> tuple[Individual, ...]:
    """The lexicon's things of a type, in the order of their names."""
    return tuple(sorted((i for i in load_ontology().individuals.values() if i.type == type), key=lambda i: i.label))


def _city(chance: random.Random) -> Filler:
    return _one(chance.choice((chance.choice(CITIES) + "市", chance.choice(DISTRICTS))))


def _province(chance: random.Random) -> Filler:
    return _one(chance.choice(PROVINCES) + "省")


def _agency(chance: random.Random) -> Filler:
    return _one(chance.choice((
        chance.choice(CITIES) + "市" + chance.choice(BUREAUS), chance.choice(CITIES) + "市" + chance.choice(SHORT_BUREAUS),
        chance.choice(PROVINCES) + "省科学技术厅", chance.choice(PROVINCES) + "省教育厅",
        chance.choice(CITIES) + "市人民政府", chance.choice(CENTRAL))))


def _bureau(chance: random.Random) -> Filler:
    return _one(chance.choice(CITIES) + "市" + chance.choice([b for b in BUREAUS if b.endswith("局")]))


def _university(chance: random.Random) -> Filler:
    known = chance.choice(KNOWN_UNIVERSITIES)
    coined = chance.choice(CITIES) + chance.choice(SCHOOL_DOMAINS) + chance.choice(SCHOOL_HEADS)
    listed = chance.choice(_known("University")).label
    return _one(chance.choice((known, coined, listed)))


def _institute(chance: random.Random) -> Filler:
    coined = chance.choice(CITIES) + chance.choice(DOMAINS) + chance.choice(INSTITUTE_HEADS)
    return _one(chance.choice((chance.choice(KNOWN_INSTITUTES), coined, coined)))


def _firm(chance: random.Random) -> Filler:
    coined = chance.choice(FIRM_STEMS) + chance.choice(FIRM_FIELDS) + chance.choice(FIRM_HEADS)
    placed = chance.choice(CITIES) + coined
    return _one(chance.choice((chance.choice(KNOWN_FIRMS), coined, placed)))


def _platform(chance: random.Random) -> Filler:
    coined = chance.choice(DOMAINS) + chance.choice(PLATFORM_HEADS)
    return _one(chance.choice((
        chance.choice(KNOWN_PLATFORMS), chance.choice(CITIES) + coined, chance.choice(PROVINCES) + "省" + coined,
        "国家" + chance.choice(DOMAINS) + chance.choice(("技术创新中心", "制造业创新中心", "产业创新中心")),
        chance.choice(DOMAINS) + "全国重点实验室")))


def _field(chance: random.Random) -> Filler:
    return _one(chance.choice(FIELDS))


def _initiative(chance: random.Random) -> Filler:
    return _one(chance.choice((
        f"“{chance.choice(QUOTED)}”{chance.choice(QUOTED_ENDS)}",
        chance.choice(INITIATIVE_TOPICS) + chance.choice(INITIATIVE_ENDS))))


def _policy(chance: random.Random) -> Filler:
    place = chance.choice(CITIES) + "市"
    topic, end = chance.choice(POLICY_TOPICS), chance.choice(POLICY_ENDS)
    return _one(f"《{place}{topic}{end}》")


def _event(chance: random.Random) -> Filler:
    place = chance.choice(CITIES)
    return _one(chance.choice((
        f"{place}市{chance.choice(EVENT_TOPICS)}", f"2024{place}{chance.choice(FIELDS)}{chance.choice(DOMAIN_EVENTS)}",
        f"第{chance.choice('二三四五')}届{place}{chance.choice(EVENT_TOPICS)}", f"中国{chance.choice(DOMAINS)}{chance.choice(DOMAIN_EVENTS)}")))


def _person(chance: random.Random) -> Filler:
    return _one(chance.choice(SURNAMES) + chance.choice(GIVEN))


KINDS: Mapping[str, Maker] = {
    "C": _city, "R": _province, "G": _agency, "J": _bureau, "U": _university, "I": _institute, "E": _firm, "P": _platform,
    "F": _field, "A": _initiative, "D": _policy, "V": _event, "N": _person,
    "B": lambda chance: KINDS[chance.choice("GCUIE")](chance),
    "O": lambda chance: KINDS[chance.choice("UIE")](chance),
}


def _several(make: Maker, chance: random.Random, least: int = 2) -> Filler:
    """A list of different names of a kind, the last of which 和 or the like may join."""
    names: list[str] = []
    while len(names) < least + chance.randrange(2):
        name = make(chance).text
        if not any(name in other or other in name for other in names):
            names.append(name)
    return Filler("、".join(names[:-1]) + chance.choice(LISTS) + names[-1], tuple(names))


def _shared_tail(chance: random.Random) -> Filler:
    """氢能、储能产业创新中心."""
    stems, head = chance.sample(DOMAINS, chance.choice((2, 3))), chance.choice(PLATFORM_HEADS)
    return Filler("、".join(stems) + head, tuple(s + head for s in stems))


def _shared_head(chance: random.Random) -> Filler:
    """襄阳市光电产业创新中心、中试基地."""
    place, domain = chance.choice(CITIES) + "市", chance.choice(DOMAINS)
    heads = chance.sample(PLATFORM_HEADS[:8], 2)
    return Filler(place + domain + chance.choice("、和").join(heads), tuple(place + domain + h for h in heads))


def _counted(chance: random.Random) -> Filler:
    """甲、乙等3家省级平台: the members are named, the count says that there are more."""
    members = _several(_platform, chance)
    count = chance.choice(("3个", "5家", "一批", "6个"))
    return Filler(f"{members.text}等{count}{chance.choice(('创新平台', '省级平台', '科技创新平台'))}", members.names)


def _cities_with_tail(chance: random.Random) -> Filler:
    """秀洲、南湖等区 and 襄阳、宜昌两市."""
    cities = chance.sample(CITIES, 2)
    return Filler(chance.choice("、和").join(cities) + chance.choice(("两市", "市", "2市")), tuple(c + "市" for c in cities))


def _glossed(chance: random.Random) -> Filler:
    """襄阳隆中(先进材料)实验室."""
    name = _platform(chance).text
    return Filler(f"{name}(以下简称“{chance.choice(('中心', '实验室', '平台', '基地'))}”)", (name,))


LISTED: Mapping[str, Maker] = {
    "tails": _shared_tail, "heads": _shared_head, "counted": _counted, "cities": _cities_with_tail, "glossed": _glossed,
    **{kind + "s": (lambda chance, make=make: _several(make, chance)) for kind, make in KINDS.items()},
}
