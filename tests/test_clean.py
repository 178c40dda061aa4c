"""Cleaning: what goes, what stays, where every kept character came from, and the same facts whatever noise is around them."""

import re
import unicodedata

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import Style, pinyin

from kg.account import account
from kg.clean import LOST, clean
from kg.furniture import is_furniture
from kg.model import Reading, Source
from tests.conftest import CORPUS

NOISE = "會(huì )議推動(dòng)發(fā)展,"


def _clean(text, media_type="text/plain"):
    return clean(Reading(Source("t.txt", "0" * 64, media_type), text))


CASES = [
    ("召開(kāi)科技工作會(huì)議(yì)。", "召开科技工作会议。"),
    ("召開（kāi）科技工作會（huì ）議［yì］。", "召开科技工作会议。"),
    ("科(kē)技(jì)工(gōng)作(zuo)会(hui4)议(yi)", "科技工作会议"),
    ("局長(cháng)、重(zhòng)點(diǎn)、銀行(háng)。", "局长、重点、银行。"),
    (unicodedata.normalize("NFD", "召開(kāi)科技工作會(huì)議(yì)。"), "召开科技工作会议。"),
    ("关于發布方案的通知,關於發佈。", "关于发布方案的通知,关于发布。"),
    ("關于發布方案的通知。", "关于发布方案的通知。"),
    ("陜西省衆創空間與羣衆", "陕西省众创空间与群众"),
    ("乾縣與乾隆年間的發展", "乾县与乾隆年间的发展"),
    ("乾县与后来的范围", "乾县与后来的范围"),
    ("赵堃、陶喆、朱镕安与昇腾芯片", "赵堃、陶喆、朱镕安与昇腾芯片"),
    ("国家超算(西安)中心投入运营。", "国家超算(西安)中心投入运营。"),
    ("人工智能(AI)与R&D投入。", "人工智能(AI)与R&D投入。"),
    ("各县(市、区)科技局(票据化)。", "各县(市、区)科技局(票据化)。"),
    (NOISE * 2 + "国家超算(西安)中心、R&D、(票据化)、(市、区)、人工智能(AI)。", "会议推动发展," * 2 + "国家超算(西安)中心、R&D、(票据化)、(市、区)、人工智能(AI)。"),
    ("砀(dàng)山县与亳(bó)州市。", "砀(dàng)山县与亳(bó)州市。"),
    ("ＡＢＣ　１２３％", "ABC 123%"),
    ("科\u200b技\ufeff局\u202e。\u00ad", "科技局。"),
    ("科\u0301技局支\u0304\u20d2持(kāi)é。", "科技局支持(kāi)é。"),
    ("⼈⼯智能与⻓⻅、⺠⽣", "人工智能与长见、民生"),
    ("第一,,第二,。第三、、第四，，", "第一,第二。第三、第四,"),
    ("「科創」中心。", "“科创”中心。"),
    ('支持"双中心"建设。', "支持“双中心”建设。"),
    ('上线“甬创云"平台、“甬学"平台和"甬医"平台。', "上线“甬创云”平台、“甬学”平台和“甬医”平台。"),
    ('屏幕为15"和“甬屏”。', '屏幕为15"和“甬屏”。'),
    ("支持高新区建设。更多精彩内容请关注微信公众号示例文库。会议要求抓好落实。", "支持高新区建设。会议要求抓好落实。"),
    ("支持高新区建设(更多范文请访问示例网)概念验证中心。", "支持高新区建设概念验证中心。"),
    ("会议强调要抓好落实。【打印本页】【关闭窗口】", "会议强调要抓好落实。"),
    ("关注企业需求,推广微信公众号办事,打击侵权,引进更多人才。", "关注企业需求,推广微信公众号办事,打击侵权,引进更多人才。"),
]


@pytest.mark.parametrize(("raw", "text"), CASES)
def test_clean_text(raw, text):
    assert _clean(raw)[0].text.strip() == text


def test_markdown_loses_its_signs_and_no_word():
    document, _ = _clean("## 一、目标\n\n- **建设**实验室，见[办法](https://example.org/a)。\n\n| 任务 | 单位 |\n| --- | --- |\n| 攻关 | 科技局 |\n", "text/markdown")
    assert document.text.split() == ["一、目标", "建设实验室,见办法。", "任务", "单位", "攻关", "科技局"]
    assert _clean("增长**%,共**家")[0].text == "增长**%,共**家"


WRECKS = [
    (NOISE + "緊密?chē)@寧波市八項重點工作,支持高新區。", f"紧密{LOST}宁波市八项重点工作"),
    (NOISE + "市??萍局召開大會。", f"市{LOST}局召开大会"),
    (NOISE + "支持五?。▍^建設科創園。", f"支持五{LOST}建设科创园"),
    (NOISE + "由中國科學??研究所牽頭。", "由中国科学" + LOST),
    ("紧密?chē)@宁波市重点工作。", f"紧密{LOST}宁波市重点工作"),
    ("加快建设\ufffd\ufffd新区。", f"加快建设{LOST}新区"),
]


@pytest.mark.parametrize(("raw", "text"), WRECKS)
def test_lost_characters_are_told_and_nothing_is_made_of_the_wreck(raw, text, read):
    document, findings = _clean(raw)
    assert text in document.text
    assert "lost-characters" in [f.code for f in findings]
    mentions = read(raw).mentions
    assert all(LOST not in m.text and m.name not in ("科学研究所", "研究所", "技术局", "萍局") for m in mentions)


def test_a_question_is_no_wreck():
    assert _clean("你知道吗??我们支持创新。怎么办??")[1] == []


# ---- twins: the same document with noise gives the same facts ----

def _annotated(text, every=True):
    marked = set("会创业产发关实质经进") | set("會創業產發關實質經進")
    return "".join(c + f"({pinyin(c, style=Style.TONE)[0][0]}{' ' * (i % 3 == 0)})" if "一" <= c <= "鿿" and (every or c in marked) else c for i, c in enumerate(text))


def _wrapped(text, width):
    return "\n".join(line[i:i + width] for line in text.split("\n") for i in range(0, max(1, len(line)), width))


def _in_a_site(text):
    return ("当前位置: 首页 > 科技动态 > 正文\n分享到:\n微信\n【字号:大 中 小】\n" + text.rstrip() + "\n\n(责任编辑:王二)\n上一篇:没有了\n下一篇:关于召开年会的通知\n"
            "相关链接\n版权所有 未经授权不得转载\n示ICP备00000000号\n打印本页 关闭窗口\n")


_CONVERTERS = {name: opencc.OpenCC(name).convert for name in ("s2t", "s2tw", "s2hk")}
TWINS = {
    "traditional": _CONVERTERS["s2t"], "as in Taiwan": _CONVERTERS["s2tw"], "as in Hong Kong": _CONVERTERS["s2hk"],
    "naive traditional": lambda t: "".join(map(_CONVERTERS["s2t"], t)),
    "pinyin on all": _annotated, "pinyin on some, traditional": lambda t: _annotated(_CONVERTERS["s2t"](t), False),
    "pinyin in full width": lambda t: _annotated(t).replace("(", "（").replace(")", "）"),
    "one long line": lambda t: t.replace("\n", ""), "one long line with blanks": lambda t: re.sub(r"\n+", " ", t),
    "wrapped at 20": lambda t: _wrapped(t, 20), "wrapped at 30": lambda t: _wrapped(t, 30), "wrapped at 38": lambda t: _wrapped(t, 38),
    "wrapped, indented": lambda t: _wrapped("\n".join("　　" + line for line in t.split("\n")), 38),
    "pinyin, wrapped": lambda t: _wrapped(_annotated(t, False), 40),
    "in a site": _in_a_site, "lines of Windows": lambda t: t.replace("\n", "\r\n"), "blank lines": lambda t: t.replace("\n", "\n\n"),
    "zero width": lambda t: "\u200b".join(t), "full width": lambda t: t.translate(str.maketrans(",:;()!?%", "，：；（）！？％")),
    "doubled commas": lambda t: t.replace(",", ",,").replace("，", "，，"),
    "advertised": lambda t: t.replace("。", "。更多精彩内容请关注微信公众号示例文库。", 3),
}
TEXTS = ["2023-ningbo-work-plan.txt", "2024-ningbo-work-plan.txt", "hefei-conference-report.txt", "hubei-conference-report.txt"]


def _facts(extraction):
    return ({(c.subject.name, c.relation, c.object.name, c.status, c.role, c.period) for c in extraction.claims},
            {(o.indicator, o.value, o.unit, o.comparator, o.kind, o.status, o.period) for o in extraction.observations},
            {(m.type, m.name) for m in extraction.mentions}, extraction.frame.date)


def _undated(facts):
    claims, numbers, mentions, _ = facts
    return {claim[:-1] for claim in claims}, {number[:-1] for number in numbers}, mentions


@pytest.mark.slow
@pytest.mark.parametrize("name", TEXTS)
def test_a_noisy_twin_says_the_same(name, read):
    text = (CORPUS / name).read_bytes().decode("utf-8-sig")
    facts = _facts(read(text))
    assert len(facts[0]) > 20
    for noise, make in TWINS.items():
        # Without line breaks 2025-01-16 and 1月15日 run into one another: there the day cannot be told; nor can it how
        # far a year holds that a line names.
        twin = _facts(read(make(text)))
        if noise == "one long line":
            assert _undated(twin) == _undated(facts), noise
        else:
            assert twin == facts, noise


REDACTED = [
    ("支持x市建设xx大学,引进××家企业,产值达到X.X亿元。", 4),
    ("20XX年,在x月x日召开会议,投入**亿元,增长**%。", 5),
    ("全市生产总值达到亿元,同比增长%,新增高新技术企业家,认定重点实验室家。", 4),
    ("营业收入超亿元企业,百亿元工程,每万人口专利,惠及千家万户,亿元以上项目,“数据要素×”行动,1+N+X体系,国家、专家。", 0),
    ("2X年,新增企业3X家。", 2),
    ("二○   年  月  日", 1),
    ("评选百名企业家,培训新增多名企业家,表彰优秀企业家。", 0),
    ("引进博士名,选派科技特派员个。建成中试基地项", 3),
    ("研发机构达到家,引进名。", 2),
    ("采用4x4矩阵,占地3×4米。", 0),
    ("二〇〇〇年,市科技局建设同步辐射X射线装置,使用Linux系统,引进优秀企业家。", 0),
]


@pytest.mark.parametrize(("text", "count"), REDACTED)
def test_what_is_taken_out_is_counted_and_is_no_number(text, count, read):
    extraction = read(text)
    assert extraction.redacted == count
    assert extraction.observations == ()
    assert not [m for m in extraction.mentions if re.search(r"[xX×*]", m.name) and not re.search("X射线|Linux|要素|N\\+X", m.name)]


def test_a_template_is_told(read):
    extraction = read("x市科技局在x月x日召开会议,引进××家企业,产值X.X亿元,增长**%。")
    assert "template-speech" in [f.code for f in account(extraction.document, extraction.passages, extraction.redacted)[1]]
    plan = read((CORPUS / TEXTS[1]).read_text(encoding="utf-8"))
    assert account(plan.document, plan.passages, plan.redacted)[1] == []


# ---- invariants ----

@pytest.mark.parametrize("raw", [raw for raw, _ in CASES] + ["一行\r\n二行\r\n三行。", "", "短。"])
def test_origins_grow_and_lead_to_the_source(raw):
    _check_origins(_clean(raw)[0])


def _check_origins(document):
    origin = list(document.origin)
    assert len(origin) == len(document.text)
    assert origin == sorted(set(origin))
    assert all(0 <= o < len(document.raw) for o in origin)
    assert len(document.raw) == len(document.text) + sum(document.left_out.values())
    for text, raw in zip(document.text, (document.raw[o] for o in origin), strict=True):
        # A character is kept, or stands for one other: none is made of nothing.
        same = unicodedata.normalize("NFKC", raw) == text or str(unicodedata.decimal(raw, "")) == text
        assert text == raw or not (text.isascii() and text.isalnum()) or same


_PIECES = st.sampled_from(["會(huì )", "議", "科技", "(kāi)", "开(kai)", "??", "?chē)@", "▍^", LOST, ",", "，", "。", "、", "\n", "\r\n", "\r", " ", "　", "\u200b", "\ufeff", '"', "“", "關", "于", "乾", "縣",
                           "一、", "（一）", "1.", "第一条", "附件", "来源：", "更多内容请关注公众号", "【打印】", "(", ")", "（", "）", "x市", "**", "20XX年", "Ａ１", "ab", "⻓", "\x00", "\x85", "\u2028",
                           "西安市科技局", "支持高新区建设创新中心", "分享到微信", "首页 > 要闻", "𠮷", "\U000e0100"])
_TEXT = st.one_of(st.text(max_size=80), st.lists(st.one_of(_PIECES, st.text(max_size=5)), max_size=60).map("".join))


@settings(max_examples=300, deadline=None)
@given(_TEXT)
def test_any_text_maps_back_and_cleaning_twice_changes_nothing(raw):
    document, findings = _clean(raw)
    _check_origins(document)
    assert _clean(document.text)[0].text == document.text
    assert all(f.message and f.stage == "clean" for f in findings)


@settings(max_examples=60, deadline=None)
@given(text=st.lists(_PIECES, min_size=5, max_size=80).map("".join))
def test_what_is_said_quotes_the_source_and_the_account_adds_up(text, read):
    extraction = read(text)
    document = extraction.document
    for mention in extraction.mentions:
        start, end = document.raw_span(mention.start, mention.end)
        quote = document.raw[start:end]
        assert document.text[mention.start:mention.end] == mention.text
        assert clean(Reading(document.source, quote))[0].text.replace("\n", "") in (mention.text, quote) or mention.text[0] in _clean(quote)[0].text
    counted, _ = account(document, extraction.passages, extraction.redacted)
    assert counted.read == len(document.raw) == counted.kept + sum(counted.left_out.values())


def test_the_quote_of_a_clean_span_holds_the_source_characters():
    document, findings = _clean("3月11日,召開(kāi)會(huì)議(yì)。")
    start = document.text.index("召开")
    assert document.quote(start, start + 4) == "召開(kāi)會(huì)議"
    assert [f.code for f in findings] == ["inserted-pinyin"]


FURNITURE = ["您现在的位置: 首页 > 科技动态", "【字号:大 中 小】", "(责任编辑:王二)", "上一篇:无", "打印本页", "Copyright © 2020", "示ICP备00000000号", "分享到微信", "图为会议现场。", "a.jpg",
             "相关链接", "本网转载内容仅供参考,如有侵权请联系删除。", "原文链接:https://example.org/" + "a" * 80]
TEXT = ["依法打击侵权假冒行为,版权登记数量增长10%。", "支持原创技术攻关,依法打击侵权行为。", "首页", "编辑出版科技史料,下载量居全国前列。", "主办单位为市科技局和市财政局。", "评论界认为,这一政策有利于企业。",
        "登录系统提交材料后,由区科技局审核。", "微信小程序办理率达到90%。", "审核通过的企业,给予20万元奖励。", "首页建设资金由市财政承担。", "备案企业达到100家。", "版权交易中心挂牌运营。", "关闭退出落后产能20万吨。"]


def test_furniture_is_known_and_text_is_not_taken_for_it():
    assert [line for line in FURNITURE if not is_furniture(line)] == []
    assert [line for line in TEXT if is_furniture(line) and line != "首页"] == []


def test_a_sentence_that_goes_as_furniture_is_warned_of(read):
    extraction = read("支持高新区建设概念验证中心。\n图为某市建设的概念验证中心,投资20亿元,引进企业30家,明年投入运营。\n")
    counted, findings = account(extraction.document, extraction.passages, extraction.redacted)
    assert [f.code for f in findings] == ["text-left-out"]
    assert "first at character 15" in findings[0].message
    assert counted.left_out["furniture"] > 20


@pytest.mark.parametrize("sign", ["x", "××", "**", "X.X", "○○", ""])
def test_numbers_taken_out_leave_no_number(sign, read):
    text = (CORPUS / TEXTS[1]).read_text(encoding="utf-8")
    redacted = read(re.sub(r"\d+(?:\.\d+)?", sign, text))
    assert redacted.observations == ()
    assert redacted.frame.date is None
    assert redacted.redacted >= (15 if sign else 4)
