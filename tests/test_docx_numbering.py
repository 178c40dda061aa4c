"""Numbers that Word counts itself: where it shows them, in its formats, begun anew where it begins anew."""

import pytest

from kg.clean import clean
from kg.read import read_bytes
from kg.read.docx.counting import written
from kg.segment import segment
from tests.wordml import (
    DELETED,
    OUTLINE,
    VANISH,
    alternative,
    cell,
    level,
    n,
    numbering,
    p,
    package,
    part,
    r,
    row,
    style,
    table,
)


def _lines(body, *parts):
    readings, findings = read_bytes(package(body, parts), "x.docx")
    assert findings == []
    return readings[0].raw.splitlines()


_NUMBER = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>"
TWO = (
    "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='0'/>{}</w:num>"
)
NUMBERED = {
    "headings": (
        numbering(OUTLINE),
        n("总体要求")
        + n("重点任务")
        + n("建设平台", 1)
        + n("培育主体", 1)
        + n("2024年完成", 2)
        + n("保障措施")
        + n("加强领导", 1),
        [
            "一、总体要求",
            "二、重点任务",
            "（一）建设平台",
            "（二）培育主体",
            "1. 2024年完成",
            "三、保障措施",
            "（一）加强领导",
        ],
    ),
    "eleven": (
        numbering(OUTLINE),
        "".join(n("项") for _ in range(11)),
        [f"{c}、项" for c in ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一")],
    ),
    "chapters": (
        numbering(
            [
                level(0, "chineseCountingThousand", "第%1章"),
                level(1, "chineseCountingThousand", "第%2条", "<w:lvlRestart w:val='0'/>"),
            ]
        ),
        n("总则") + n("甲。", 1) + n("乙。", 1) + n("附则") + n("丙。", 1),
        ["第一章 总则", "第一条 甲。", "第二条 乙。", "第二章 附则", "第三条 丙。"],
    ),
    "numbers of higher levels": (
        numbering([level(0, "chineseCounting", "%1"), level(1, "decimal", "%1.%2", "<w:isLgl/>")]),
        n("甲") + n("乙", 1) + n("丙", 1),
        ["一 甲", "1.1 乙", "1.2 丙"],
    ),
    "a level without one above": (
        numbering([level(0, "decimal", "%1"), level(1, "decimal", "%1.%2")]),
        n("甲", 1) + n("乙"),
        ["1.1 甲", "1 乙"],
    ),
    "a first number": (numbering([level(0, "decimal", "%1、", start=5)]), n("甲") + n("乙"), ["5、甲", "6、乙"]),
    "no gap": (numbering([level(0, "decimal", "%1.", "<w:suff w:val='nothing'/>")]), n("甲"), ["1.甲"]),
    "a list that goes on": (
        numbering(OUTLINE, nums=TWO.format("")),
        n("甲") + n("乙", num=2) + n("丙"),
        ["一、甲", "二、乙", "三、丙"],
    ),
    "a list that begins anew": (
        numbering(OUTLINE, nums=TWO.format("<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride>")),
        n("甲") + n("乙") + n("丙", num=2) + n("丁", num=2),
        ["一、甲", "二、乙", "一、丙", "二、丁"],
    ),
    "a level of a list's own": (
        numbering(
            OUTLINE, nums=TWO.format(f"<w:lvlOverride w:ilvl='0'>{level(0, 'upperRoman', '%1.')}</w:lvlOverride>")
        ),
        n("甲") + n("乙", num=2),
        ["一、甲", "II. 乙"],
    ),
    "restart below a level": (
        numbering(
            [
                level(0, "decimal", "%1"),
                level(1, "decimal", "%1.%2"),
                level(2, "decimal", "%3)", "<w:lvlRestart w:val='1'/>"),
            ]
        ),
        n("甲") + n("乙", 1) + n("丙", 2) + n("丁", 1) + n("戊", 2) + n("己") + n("庚", 2),
        ["1 甲", "1.1 乙", "1)丙", "1.2 丁", "2)戊", "2 己", "1)庚"],
    ),
    "bullets": (
        numbering([level(0, "bullet", "\uf06c"), level(1, "bullet", "o"), level(2, "bullet", "注：")]),
        n("甲") + n("乙", 1) + n("丙", 2),
        ["甲", "乙", "注：丙"],
    ),
    "a text without a number": (numbering([level(0, "none", "附件：")]), n("甲"), ["附件：甲"]),
    "no list": (numbering(OUTLINE), n("甲", num=0) + n("乙", num=7) + n("丙"), ["甲", "乙", "一、丙"]),
    "paragraphs without text count": (numbering(OUTLINE), n("甲") + n("") + n("乙"), ["一、甲", "三、乙"]),
    "serial numbers in a table": (
        numbering([level(0, "decimal", "%1")]),
        table(row(cell(n("")), "甲"), row(cell(n("")), "乙")),
        ["1 甲", "2 乙"],
    ),
    "deleted paragraphs do not count": (
        numbering(OUTLINE),
        n("甲")
        + p(
            "<w:del><w:r><w:delText>乙</w:delText></w:r></w:del>",
            properties=f"{_NUMBER}<w:rPr>{DELETED}</w:rPr>",
        )
        + n("丙"),
        ["一、甲", "二、丙"],
    ),
    "hidden paragraphs do not count": (
        numbering(OUTLINE),
        n("甲") + p(r("乙", VANISH), properties=f"{_NUMBER}<w:rPr>{VANISH}</w:rPr>") + n("丙"),
        ["一、甲", "二、丙"],
    ),
    "the number of a paragraph before a change is none": (
        numbering(OUTLINE),
        p("甲", properties=f"<w:pPrChange><w:pPr>{_NUMBER}</w:pPr></w:pPrChange>"),
        ["甲"],
    ),
    "a page break in front": (
        numbering(OUTLINE),
        n("").replace("</w:p>", f"<w:r><w:br w:type='page'/></w:r>{r('甲')}</w:p>"),
        ["一、甲"],
    ),
    "levels that are none": (numbering(OUTLINE), n("甲", 99) + n("乙", "x") + n("丙", -1), ["甲", "一、乙", "丙"]),
    "no definition": (part("numbering", "<w:num w:numId='1'><w:abstractNumId w:val='8'/></w:num>"), n("甲"), ["甲"]),
    "a new format with an old one": (
        numbering(
            [
                "<w:lvl w:ilvl='0'><w:start w:val='1'/>"
                + alternative("<w:numFmt w:val='custom' w:format='001, 002'/>", "<w:numFmt w:val='decimal'/>", "wps")
                + "<w:lvlText w:val='%1.'/></w:lvl>"
            ]
        ),
        n("甲"),
        ["1. 甲"],
    ),
}


@pytest.mark.parametrize("name", NUMBERED)
def test_numbers_that_word_counts_stand_where_it_shows_them(name):
    lists, body, lines = NUMBERED[name]
    assert _lines(body, ("numbering.xml", lists)) == lines


def test_numbers_of_styles():
    lists = numbering(
        [
            level(0, "chineseCounting", "%1、", "<w:pStyle w:val='h1'/>"),
            level(1, "decimal", "%2.", "<w:pStyle w:val='h2'/>"),
        ]
    )
    listed = "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>"
    styles = part(
        "styles",
        style("base", "", default=True)
        + style("h1", listed, base="base")
        + style("h2", listed)
        + style("h3", "", base="h1")
        + style("a", "", base="b")
        + style("b", "", base="a"),
    )
    body = "".join(
        p(text, properties=f"<w:pStyle w:val='{name}'/>")
        for text, name in (("甲", "h1"), ("乙", "h2"), ("丙", "h3"), ("丁", "a"), ("戊", "none"))
    )
    off = p("己", properties="<w:pStyle w:val='h1'/><w:numPr><w:numId w:val='0'/></w:numPr>")
    assert _lines(body + off, ("numbering.xml", lists), ("styles.xml", styles)) == [
        "一、甲",
        "1. 乙",
        "二、丙",
        "丁",
        "戊",
        "己",
    ]


def test_a_list_defined_by_a_style():
    lists = part(
        "numbering",
        f"<w:abstractNum w:abstractNumId='0'><w:styleLink w:val='L'/>{OUTLINE[0]}</w:abstractNum>"
        "<w:abstractNum w:abstractNumId='1'><w:numStyleLink w:val='L'/></w:abstractNum>"
        "<w:num w:numId='5'><w:abstractNumId w:val='0'/></w:num>"
        "<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num>",
    )
    styles = part("styles", style("L", "<w:pPr><w:numPr><w:numId w:val='5'/></w:numPr></w:pPr>", kind="numbering"))
    assert _lines(n("甲") + n("乙"), ("numbering.xml", lists), ("styles.xml", styles)) == [
        "一、甲",
        "二、乙",
    ]


def test_numbered_headings_are_headings():
    body = n("建设创新平台") + p("市科技局支持高新区建设概念验证中心。") + n("培育创新主体") + p("支持高新区。")
    document = clean(read_bytes(package(body, [("numbering.xml", numbering(OUTLINE))]), "x")[0][0])[0]
    assert [(q.text, q.role, q.headings) for q in segment(document)][1] == (
        "市科技局支持高新区建设概念验证中心。",
        "body",
        ("一、建设创新平台",),
    )
    assert [q.text for q in segment(document) if q.role == "heading"] == ["一、建设创新平台", "二、培育创新主体"]


WRITTEN = [
    ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 100: "一〇〇"}),
    (
        "chineseCountingThousand",
        {
            10: "十",
            21: "二十一",
            100: "一百",
            101: "一百〇一",
            110: "一百一十",
            1001: "一千〇一",
            2345: "二千三百四十五",
        },
    ),
    ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 105: "壹佰零伍"}),
    ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
    ("ideographZodiac", {12: "亥"}),
    ("ideographZodiacTraditional", {1: "甲子", 60: "癸亥"}),
    ("ideographEnclosedCircle", {1: "㊀", 10: "㊉"}),
    ("decimalEnclosedCircleChinese", {1: "①", 20: "⑳", 21: "21"}),
    ("decimalEnclosedParen", {2: "⑵"}),
    ("decimalEnclosedFullstop", {3: "⒊"}),
    ("ideographDigital", {10: "一〇"}),
    ("lowerLetter", {1: "a", 26: "z", 28: "bb"}),
    ("upperRoman", {4: "IV", 1999: "MCMXCIX"}),
    ("decimalZero", {3: "03", 12: "12"}),
    ("decimalFullWidth", {12: "１２"}),
    ("decimal", {7: "7"}),
    ("aFormatOfNextYear", {7: "7"}),
    ("none", {7: ""}),
    ("upperLetter", {0: "0", 10**8: "100000000"}),
]


@pytest.mark.parametrize(("form", "numbers"), WRITTEN, ids=[form for form, _ in WRITTEN])
def test_formats_of_numbers(form, numbers):
    assert {number: written(number, form) for number in numbers} == numbers
