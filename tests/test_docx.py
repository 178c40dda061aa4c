"""Word files: what Word shows is read, whatever stands in the package beside it; what it does not show is counted."""

import io
import random
import re
import zipfile

import pytest

from kg.clean import clean
from kg.limits import Limits
from kg.read import media_type_of, read_bytes
from kg.read.docx import DOCX
from kg.read.docx.formulas import equation
from kg.segment import segment
from tests import made
from tests.conftest import SHARED
from tests.wordml import (
    ALL,
    BEGIN,
    DELETED,
    END,
    OUTLINE,
    SEPARATE,
    STRICT,
    VANISH,
    alternative,
    box,
    cell,
    control,
    field,
    instruction,
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


def raw_of(data, name="x.docx"):
    readings, findings = read_bytes(data, name)
    assert findings == []
    return readings[0].raw


S = "市科技局支持高新区建设概念验证中心。"

# The XML of a body → its lines.
SHOWN = {
    "runs of one paragraph": (p("市科技局", "支持", "高新区。"), ["市科技局支持高新区。"]),
    "a run without a text": (p("甲", "<w:r><w:t/></w:r>", "乙"), ["甲乙"]),
    "blanks that are not to be kept": (
        "<w:p><w:r><w:t>\n  甲\n  </w:t></w:r><w:r><w:t>乙</w:t></w:r></w:p>",
        ["甲乙"],
    ),
    "a line break inside a text is a blank": (p("甲\n\t乙"), ["甲 乙"]),
    "line breaks": (p("甲。", "<w:r><w:br/></w:r>", "乙。"), ["甲。", "乙。"]),
    "tabs, not those of the paragraph's layout": (
        p("甲", "<w:r><w:tab/></w:r>", "乙", properties="<w:tabs><w:tab w:val='left'/></w:tabs>"),
        ["甲 乙"],
    ),
    "hyphens": (p("甲", "<w:r><w:noBreakHyphen/></w:r>", "乙", "<w:r><w:softHyphen/></w:r>", "丙"), ["甲-乙丙"]),
    "a hyperlink": (p(f"<w:hyperlink r:id='rId9'>{r('市科技局')}</w:hyperlink>", "支持。"), ["市科技局支持。"]),
    "wrappers": (
        p(f"<w:smartTag><w:customXml><w:bdo>{r('甲')}</w:bdo></w:customXml></w:smartTag>", "乙")
        + f"<w:customXml>{p('丙')}</w:customXml>",
        ["甲乙", "丙"],
    ),
    "content controls": (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p('甲')}</w:sdtContent></w:sdt>"
        + p(f"<w:sdt><w:sdtContent>{r('乙')}</w:sdtContent></w:sdt>", "丙"),
        ["甲", "乙丙"],
    ),
    "a placeholder": (
        p("甲", f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('单击此处')}</w:sdtContent></w:sdt>"),
        ["甲"],
    ),
    "a control that a program has filled in": (
        p(f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r(S)}</w:sdtContent></w:sdt>"),
        [S],
    ),
    "insertions and deletions": (
        p("甲", f"<w:ins>{r('乙')}</w:ins>", "<w:del><w:r><w:delText>丙</w:delText></w:r></w:del>", "丁"),
        ["甲乙丁"],
    ),
    "an insertion that is deleted": (p("甲", f"<w:ins><w:del>{r('乙')}</w:del></w:ins>", "丙"), ["甲丙"]),
    "moved text": (
        p("甲", f"<w:moveFrom>{r('乙')}</w:moveFrom>") + p(f"<w:moveTo>{r('乙')}</w:moveTo>"),
        ["甲", "乙"],
    ),
    "a paragraph whose mark is deleted": (
        p("市科技局", properties=f"<w:rPr>{DELETED}</w:rPr>") + p("支持高新区。"),
        ["市科技局支持高新区。"],
    ),
    "three paragraphs whose marks are deleted": (
        "".join(p(c, properties=f"<w:rPr>{DELETED}</w:rPr>") for c in "甲乙") + p("丙"),
        ["甲乙丙"],
    ),
    "the last mark in front of a table is deleted": (
        p("甲", properties=f"<w:rPr>{DELETED}</w:rPr>") + table(row("一", "二")),
        ["甲", "一 二"],
    ),
    "the last mark of all is deleted": (p("甲", properties=f"<w:rPr>{DELETED}</w:rPr>"), ["甲"]),
    "a hidden run": (p(r("看不见。", VANISH), S), [S]),
    "a run that is not hidden": (p(r("甲", "<w:vanish w:val='0'/>"), r("乙", "<w:vanish w:val='false'/>")), ["甲乙"]),
    "a hidden mark": (p("甲", properties="<w:rPr><w:vanish/><w:specVanish/></w:rPr>") + p("乙"), ["甲乙"]),
    "a capital over three lines": (
        p("会", properties="<w:framePr w:dropCap='drop'/>") + p("议指出。"),
        ["会议指出。"],
    ),
    "a field's result": (p(field(" HYPERLINK x ", "市科技局"), "支持。"), ["市科技局支持。"]),
    "a field without a result": (p("甲", field(" XE 乙 "), "丙"), ["甲丙"]),
    "a field in a field's code": (
        p(
            "甲",
            BEGIN + instruction("IF "),
            field("PAGE", "乙"),
            SEPARATE,
            "丙",
            END,
        ),
        ["甲丙"],
    ),
    "a field over paragraphs": (
        p(
            BEGIN + instruction("TOC") + SEPARATE,
            "甲",
        )
        + p("乙", END)
        + p("丙"),
        ["甲", "乙", "丙"],
    ),
    "a field that never ends": (
        p("甲", BEGIN, "乙") + p("丙"),
        ["甲乙", "丙"],
    ),
    "a field that never begins": (
        p(
            "甲",
            SEPARATE,
            "乙",
            END,
        ),
        ["甲乙"],
    ),
    "a field whose signs are hidden": (
        p("甲", field(" XE 乙 ").replace("<w:r>", f"<w:r><w:rPr>{VANISH}</w:rPr>"), "丙"),
        ["甲丙"],
    ),
    "a simple field": (p("第", f"<w:fldSimple w:instr='PAGE'>{r('3')}</w:fldSimple>", "页"), ["第3页"]),
    "a sign in a circle": (p(field(r" eq \o\ac(○,3) "), "支持企业"), ["③支持企业"]),
    "ruby": (
        p(
            "砀",
            f"<w:r><w:ruby><w:rubyPr/><w:rt>{r('shān')}</w:rt><w:rubyBase>{r('山')}</w:rubyBase></w:ruby></w:r>",
            "县",
        ),
        ["砀山县"],
    ),
    "a picture of a symbol font": (
        p("支持", "<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>", "高新区"),
        ["支持高新区"],
    ),
    "a sign of a symbol font": (
        p("突破", "<w:r><w:sym w:font='Symbol' w:char='F0B3'/></w:r>", "500亿元"),
        ["突破≥500亿元"],
    ),
    "a sign of a text font": (p("<w:r><w:sym w:font='宋体' w:char='2160'/></w:r>", "类"), ["Ⅰ类"]),
    "text set in a symbol font": (
        p(
            r("l", "<w:rFonts w:ascii='Wingdings'/>"),
            "支持",
            r("a", "<w:rFonts w:ascii='Symbol' w:hAnsi='Symbol'/>"),
            "值",
        ),
        ["支持α值"],
    ),
    "a text box": (p("甲", box(p("框中。")), "乙"), ["甲乙", "框中。"]),
    "a text box in two forms": (
        p("甲", f"<w:r>{alternative(box(p('框中。')), box(p('框中。')))}</w:r>"),
        ["甲", "框中。"],
    ),
    "two forms, one that Word does not understand": (
        p("甲", f"<w:r>{alternative(r('乙'), r('丙'), 'wpsx')}</w:r>"),
        ["甲丙"],
    ),
    "two forms, the first without text": (p("甲", f"<w:r>{alternative('<w:drawing/>', r('乙'))}</w:r>"), ["甲乙"]),
    "two forms of a paragraph": (alternative(p("甲"), p("甲")) + p("乙"), ["甲", "乙"]),
    "a field that begins outside a box": (
        p(
            "甲",
            BEGIN + instruction("X"),
            box(p(field("Y", "框中"))),
            SEPARATE,
            "乙",
            END,
        ),
        ["甲乙"],
    ),
    "letters along a line": (
        p("<w:r><w:pict><v:shape><v:textpath string='示例市科学技术局文件'/></v:shape></w:pict></w:r>") + p("甲"),
        ["示例市科学技术局文件", "甲"],
    ),
    "text in a drawing": (
        p(
            "甲",
            "<w:r><w:drawing><a:txBody><a:p><a:r><a:t>乙</a:t></a:r><a:r><a:t>丙</a:t></a:r></a:p>"
            "<a:p><a:r><a:t>丁</a:t></a:r></a:p></a:txBody></w:drawing></w:r>",
        ),
        ["甲", "乙丙", "丁"],
    ),
    "a fraction": (
        p(
            "强度为",
            "<m:oMath><m:f><m:num><m:r><m:t>R</m:t></m:r></m:num>"
            "<m:den><m:r><m:t>GDP+1</m:t></m:r></m:den></m:f></m:oMath>",
            "。",
        ),
        ["强度为R/(GDP+1)。"],
    ),
    "a formula on its own line": (
        "<m:oMathPara><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath></m:oMathPara>" + p("甲"),
        ["x=1", "甲"],
    ),
    "rows of a table": (table(row("任务", "单位"), row("建设实验室", "科技局")), ["任务 单位", "建设实验室 科技局"]),
    "paragraphs in a cell": (
        table(row("任务", "单位"), row("建设实验室", cell("科技局", "发改委"))),
        ["任务 单位", "建设实验室 科技局", "发改委"],
    ),
    "a row that is deleted": (table(row("一", "二", properties=DELETED), row("三", "四")), ["三 四"]),
    "a row that is hidden": (table(row("一", "二", properties="<w:hidden/>"), row("三", "四")), ["三 四"]),
    "a row that is inserted": (
        table(row("一", "二", properties="<w:ins w:id='1'/>"), row("三", "四")),
        ["一 二", "三 四"],
    ),
    "a cell that is deleted": (
        table(row("一", cell("二", properties="<w:cellDel w:id='1'/>"), "三"), row("四", "五")),
        ["一 三", "四 五"],
    ),
    "rows and cells in content controls": (
        table(control(row("一", control(cell("二"))))),
        ["一 二"],
    ),
    "a table in a cell": (
        table(row("任务", cell(table(row("指标", "500亿元")), "说明"))),
        ["任务", "指标 500亿元", "说明"],
    ),
    "a table of one cell": (table(row(cell("第一段。", "第二段。"))), ["第一段。", "第二段。"]),
    "columns of a page": (table(row(S * 20, "乙" + S * 20)), [S * 20, "乙" + S * 20]),
    "runs outside a paragraph's own": (p(f"<w:x>{r('甲')}</w:x>"), ["甲"]),
}


@pytest.mark.parametrize("name", SHOWN)
def test_what_word_shows_is_read(name):
    body, lines = SHOWN[name]
    assert raw_of(package(body)).splitlines() == lines


@pytest.mark.parametrize("name", SHOWN)
def test_a_strict_file_says_the_same(name):
    with zipfile.ZipFile(io.BytesIO(package(SHOWN[name][0]))) as old:
        members = [(n, old.read(n).decode()) for n in old.namelist()]
    for transitional, strict in STRICT.items():
        members = [(n, text.replace(transitional, strict)) for n, text in members]
    assert raw_of(made.archive([(n, text.encode()) for n, text in members])).splitlines() == SHOWN[name][1]


LEFT_OUT = {
    "deleted text": (p("甲", "<w:del><w:r><w:delText>三个 字</w:delText></w:r></w:del>"), 3),
    "hidden text": (p("甲", r("两字", VANISH)), 2),
    "repeated text": (p("甲", f"<w:r>{alternative(box(p('框中。')), box(p('框中。')))}</w:r>"), 3),
    "ruby": (p("甲", f"<w:r><w:ruby><w:rt>{r('jiǎ')}</w:rt><w:rubyBase>{r('甲')}</w:rubyBase></w:ruby></w:r>"), 3),
    "placeholders": (
        p("甲", f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('单击此处')}</w:sdtContent></w:sdt>"),
        4,
    ),
    "pictures in fonts": (
        p("甲", "<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>", r("ll", "<w:rFonts w:ascii='Wingdings'/>")),
        3,
    ),
    "codes of fields": (
        p(
            "甲",
            BEGIN,
            "乙丙",
            END,
        ),
        2,
    ),
}


@pytest.mark.parametrize("reason", LEFT_OUT)
def test_what_is_not_shown_is_counted_by_its_reason(reason):
    body, count = LEFT_OUT[reason]
    assert read_bytes(package(body), "x")[0][0].left_out == {reason: count}


def test_running_heads_and_comments_are_counted_and_notes_stand_at_the_end():
    note = (
        '<w:footnote w:type="separator"><w:p/></w:footnote>'
        f'<w:footnote w:id="2">{p("<w:r><w:footnoteRef/></w:r>", "试验平台。")}</w:footnote>'
        f'<w:footnote w:id="3">{p("已删。")}</w:footnote>'
    )
    body = p(
        "概念验证中心",
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
        "。",
        '<w:del><w:r><w:footnoteReference w:id="3"/></w:r></w:del>',
    )
    parts = [
        ("footnotes.xml", part("footnotes", note)),
        ("header.xml", part("hdr", p("示例市科技局"))),
        ("comments.xml", part("comments", f"<w:comment>{p('请核。')}</w:comment>")),
    ]
    reading = read_bytes(package(body, parts), "x")[0][0]
    assert reading.raw.splitlines() == ["概念验证中心。", "试验平台。"]
    assert reading.left_out == {"running heads": 6, "comments": 3, "deleted text": 3}


# ---- hidden by a style, titles ----

HIDING = [
    ("run", "", "H", "甲丙"),
    ("paragraph", "HP", "", ""),
    ("both, which show again", "HP", "H", "乙"),
    ("based on one", "HB", "", ""),
    ("based on one, and not", "HN", "", "甲乙丙"),
]


@pytest.mark.parametrize(
    ("of_paragraph", "of_run", "shown"), [row[1:] for row in HIDING], ids=[row[0] for row in HIDING]
)
def test_text_hidden_by_a_style(of_paragraph, of_run, shown):
    hidden = f"<w:rPr>{VANISH}</w:rPr>"
    styles = part(
        "styles",
        style("H", hidden, kind="character")
        + style("HP", hidden)
        + style("HB", "", base="HP")
        + style("HN", "<w:rPr><w:vanish w:val='0'/></w:rPr>", base="HP"),
    )
    body = p(
        "甲", r("乙", f"<w:rStyle w:val='{of_run}'/>"), "丙", properties=f"<w:pStyle w:val='{of_paragraph}'/>"
    ) + p("末。")
    assert raw_of(package(body, [("styles.xml", styles)])).replace("\n", "") == shown + "末。"


def test_the_title_is_what_the_file_names_or_stands_in_the_style_of_one():
    styles = part("styles", style("Title", ""))
    body = p("关于印发") + p("示例市科技创新工作要点", properties="<w:pStyle w:val='Title'/>") + p(S)
    assert read_bytes(package(body, [("styles.xml", styles)]), "x")[0][0].title == "示例市科技创新工作要点"
    assert (
        read_bytes(made.word("关于召开会议的通知", NAMES, title="关于召开会议的通知"), "x")[0][0].title
        == "关于召开会议的通知"
    )
    assert read_bytes(made.word("关于召开会议的通知", title="Word 文档之模板"), "x")[0][0].title is None


NAMES = made.NAMES

# ---- tables: the grid, in the raw text and after cleaning ----

GRIDS = {
    "rows": (
        table(row("指标", "2024年", properties="<w:tblHeader/>"), row("专利授权量", "300件")),
        [["指标", "2024年"], ["专利授权量", "300件"]],
    ),
    "merged downwards": (
        table(
            row(cell("创新平台", properties="<w:vMerge w:val='restart'/>"), "建设实验室", "科技局"),
            row(cell(properties="<w:vMerge/>"), "建设研究院", "发改委"),
            row(cell(properties="<w:vMerge w:val='continue'/>"), "建设中心", "经信局"),
            row("创新主体", "培育企业", "科技局"),
        ),
        [
            ["创新平台", "建设实验室", "科技局"],
            ["创新平台", "建设研究院", "发改委"],
            ["创新平台", "建设中心", "经信局"],
            ["创新主体", "培育企业", "科技局"],
        ],
    ),
    "merged across": (
        table(row(cell("产值", properties="<w:gridSpan w:val='2'/>"), "备注"), row("2023年", "2024年", "")),
        [["产值", "产值", "备注"], ["2023年", "2024年", ""]],
    ),
    "merged both ways": (
        table(
            row(cell("甲", properties="<w:gridSpan w:val='2'/><w:vMerge w:val='restart'/>"), "一"),
            row(cell(properties="<w:gridSpan w:val='2'/><w:vMerge/>"), "二"),
        ),
        [["甲", "甲", "一"], ["甲", "甲", "二"]],
    ),
    "merged with a deleted row between": (
        table(
            row(cell("甲", properties="<w:vMerge w:val='restart'/>"), "一"),
            row(cell(properties="<w:vMerge/>"), "二", properties=DELETED),
            row(cell(properties="<w:vMerge/>"), "三"),
        ),
        [["甲", "一"], ["甲", "三"]],
    ),
    "columns left free": (
        table(row("甲", "乙"), row("丙", properties="<w:gridBefore w:val='1'/>")),
        [["甲", "乙"], ["", "丙"]],
    ),
    "a cell merged with nothing": (
        table(row(cell("甲", properties="<w:vMerge/>"), "乙"), row("丙", "丁")),
        [["甲", "乙"], ["丙", "丁"]],
    ),
    "paragraphs and breaks in cells": (
        table(
            row("任务", "单位"), row("建设实验室", cell(p("市科技局", "<w:r><w:br/></w:r>", "宁波大学"), "市发改委"))
        ),
        [["任务", "单位"], ["建设实验室", "市科技局\n宁波大学\n市发改委"]],
    ),
    "a row without text": (
        table(row("甲", "乙"), row("", ""), row("丙", "丁")),
        [["甲", "乙"], ["", ""], ["丙", "丁"]],
    ),
    "a table among the cells of a long one": (
        table(row("甲", "乙"), row("丙", "丁"), row("戊", "己"), row("庚", cell(table(row("一", "二")), "辛"))),
        [["甲", "乙"], ["丙", "丁"], ["戊", "己"], ["庚", "一\n二\n辛"]],
    ),
}


def _grid(text, found):
    return [["" if c is None else text[c.start : c.end] for c in line] for line in found.grid()]


@pytest.mark.parametrize("name", GRIDS)
def test_the_grid_of_a_table(name):
    body, rows = GRIDS[name]
    reading = read_bytes(package(p(S) + body + p("结语。")), "x.docx")[0][0]
    assert [_grid(reading.raw, t) for t in reading.tables] == [rows]
    document = clean(reading)[0]
    assert [_grid(document.text, t) for t in document.tables] == [rows]
    cells = {q.text for q in segment(document) if q.role == "cell"}
    assert cells == {line for line_of in rows for text in line_of for line in text.split("\n") if line}


def test_head_rows_are_told():
    found = read_bytes(package(GRIDS["rows"][0]), "x")[0][0].tables[0]
    assert [c.head for c in found.cells] == [True, True, False, False]


@pytest.mark.parametrize("name", ["a table of one cell", "columns of a page", "a table in a cell"])
def test_a_table_that_lays_a_page_out_is_none(name):
    tables = read_bytes(package(SHOWN[name][0]), "x")[0][0].tables
    assert len(tables) == (name == "a table in a cell")


def test_names_in_a_list_stay_names_of_their_own():
    names = [
        "示例市海洋材料重点实验室",
        "示例市数字孪生重点实验室",
        "示例市石化工程技术研究中心",
        "示例市磁性材料产业研究院",
        "示例市智能装备创新中心",
        "示例市生物医药创新中心",
        "示例市高端芯片产业研究院",
    ]
    document = clean(read_bytes(package("".join(map(p, names))), "x")[0][0])[0]
    assert document.text.splitlines() == names


# ---- documents of other formats in a Word file ----

CHUNKS = {
    "page": ("chunk.html", made.page(f"<p>{S}</p><p>第二段在此。</p>").encode(), [S, "第二段在此。"]),
    "page in GBK": ("chunk.htm", made.page(f"<p>{S}</p>", charset="gb2312").encode("gbk"), [S]),
    "piece of a page": ("chunk.html", f"<span>{S}</span>".encode(), [S]),
    "Word": ("chunk.docx", package(p(S)), [S]),
    "text": ("chunk.txt", f"{S}\n".encode("gbk"), [S]),
}


@pytest.mark.parametrize("name", CHUNKS)
def test_a_document_inserted_in_another_is_read_where_it_stands(name):
    target, data, lines = CHUNKS[name]
    body = p("前。") + '<w:altChunk r:id="rId7"/>' + p("后。")
    assert raw_of(package(body, [(target, data)], [("rId7", "aFChunk", target)])).splitlines() == [
        "前。",
        *lines,
        "后。",
    ]


def test_a_table_of_an_inserted_document_stands_at_its_place():
    chunk = made.page(
        f"<p>{S}</p><table><tr><td>任务</td><td>单位</td></tr><tr><td>建设</td><td>科技局</td></tr></table>"
    ).encode()
    data = package(
        p("前。") + table(row("甲", "乙"), row("丙", "丁")) + '<w:altChunk r:id="rId7"/>' + p("后。"),
        [("c.html", chunk)],
        [("rId7", "aFChunk", "/word/c.html")],
    )
    reading = read_bytes(data, "x")[0][0]
    assert [_grid(reading.raw, t) for t in reading.tables] == [
        [["甲", "乙"], ["丙", "丁"]],
        [["任务", "单位"], ["建设", "科技局"]],
    ]
    assert {reading.raw[i] for i in reading.block_ends} == {"\n"}


def test_an_inserted_document_that_cannot_be_read_is_told():
    body = p(S) + '<w:altChunk r:id="rId7"/>'
    for parts, relations, code in (
        ([], [], "text-left-out"),
        ([], [("rId7", "aFChunk", "gone.html")], "text-left-out"),
        ([("c.bin", bytes(range(256)))], [("rId7", "aFChunk", "c.bin")], "unknown-format"),
    ):
        readings, findings = read_bytes(package(body, parts, relations), "x.docx")
        assert readings[0].raw == S + "\n"
        assert [f.code for f in findings] == [code]
        assert findings[0].where.startswith("x.docx")


def test_rich_text_that_is_inserted_is_read():
    chunk = [("c.rtf", made.rtf(made.hexed("框内一句。")))]
    data = package(p(S) + '<w:altChunk r:id="rId7"/>', chunk, [("rId7", "aFChunk", "c.rtf")])
    assert read_bytes(data, "x.docx")[0][0].raw == f"{S}\n框内一句。\n"


def test_word_files_inserted_in_each_other_end_somewhere():
    data = package(p("底。"))
    for _ in range(6):
        data = package(p("层。") + '<w:altChunk r:id="rId7"/>', [("c.docx", data)], [("rId7", "aFChunk", "c.docx")])
    readings, findings = read_bytes(data, "x.docx")
    assert readings[0].raw == "层。\n" * 4
    assert [f.code for f in findings] == ["too-deep"]


def test_objects_are_told():
    body = p(
        S,
        '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>',
        "<w:r><w:drawing><c:chart/></w:drawing></w:r>",
        '<w:subDoc r:id="rId3"/>',
    )
    readings, findings = read_bytes(package(body), "x.docx")
    assert readings[0].raw == S + "\n"
    assert [(f.code, f.severity) for f in findings] == [("embedded", "warning")]
    assert all(word in findings[0].message for word in ("Excel.Sheet.12", "chart", "master document"))


def test_a_diagram_is_read():
    points = "".join(
        f"<dgm:pt type='{kind}'><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>"
        for kind, text in (("node", "研发"), ("sibTrans", "不是"), ("node", "转化"))
    )
    data = package(
        p("流程如下：", '<w:r><w:drawing><dgm:relIds r:dm="rId8"/></w:drawing></w:r>'),
        [("d.xml", f"<dgm:dataModel {ALL}><dgm:ptLst>{points}</dgm:ptLst></dgm:dataModel>")],
        [("rId8", "diagramData", "d.xml")],
    )
    assert raw_of(data).splitlines() == ["流程如下：", "研发", "转化"]


# ---- packages ----


def _renamed(data, change):
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        return made.archive([(change(name), old.read(name)) for name in old.namelist()])


def _without(data, *names):
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        return made.archive([(name, old.read(name)) for name in old.namelist() if name not in names])


PACKAGES = {
    "macros": package(p(S), types="ms-word.document.macroEnabled.main"),
    "template": package(p(S), types="openxmlformats-officedocument.wordprocessingml.template.main"),
    "a picture that leads to NULL": package(p(S), relations=[("rId9", "image", "NULL")]),
    "a picture that is not there": package(p(S), relations=[("rId9", "image", "media/gone.png")]),
    "a link to a place in the text": package(p(S), relations=[("rId9", "hyperlink", "#_top")]),
    "a link that is no address": package(p(S), relations=[("rId9", "hyperlink", "http://[::1:80/ &#x4e00;")]),
    "no relations": _without(package(p(S)), "word/_rels/document.xml.rels"),
    "no relations of the package": _without(package(p(S)), "_rels/.rels"),
    "no types": _without(package(p(S)), "[Content_Types].xml"),
    "nothing but the text": _without(
        package(p(S)), "[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"
    ),
    "the text elsewhere": package(p(S), main="content/main.xml"),
    "the text by another name": package(p(S), main="word/document2.xml"),
    "names in capitals": _renamed(package(p(S)), lambda name: name.replace("word/document", "WORD/Document")),
    "names with backslashes": _renamed(package(p(S)), lambda name: name.replace("/", "\\")),
    "a picture that expands a thousand times": package(p(S), [("media/white.bmp", b"\xff" * 2_000_000)]),
}


@pytest.mark.parametrize("name", PACKAGES)
def test_what_word_opens_is_read(name):
    assert media_type_of(PACKAGES[name]) == DOCX
    assert raw_of(PACKAGES[name]) == S + "\n"


def test_numbers_and_notes_without_relations_are_found_by_their_names():
    data = _without(package(n("甲"), [("numbering.xml", numbering(OUTLINE))]), "word/_rels/document.xml.rels")
    assert raw_of(data) == "一、甲\n"


BESIDE = ["styles.xml", "numbering.xml", "footnotes.xml", "comments.xml", "_rels/document.xml.rels"]


@pytest.mark.parametrize("name", BESIDE)
@pytest.mark.parametrize(
    "content", [b"", b"<w:styles", b"\x00\xff", f"<w:x {ALL}/>".encode(), "<甲/>".encode("utf-16")]
)
def test_a_damaged_part_is_told_and_the_text_is_read(name, content):
    data = _without(package(p(S)), f"word/{name}")
    with zipfile.ZipFile(whole := io.BytesIO(data), "a") as archive:
        archive.writestr(f"word/{name}", content)
    readings, findings = read_bytes(whole.getvalue(), "x.docx")
    assert readings[0].raw == S + "\n"
    assert {(f.severity, f.code, f.where) for f in findings} <= {("warning", "damaged", f"x.docx:word/{name}")}
    assert bool(findings) == (b"x " not in content and content[:2] != b"\xff\xfe")


REFUSED = {
    "no XML": (
        _renamed(made.archive([("word/document.xml", b"no XML"), ("[Content_Types].xml", b"wordprocessingml")]), str),
        "damaged",
        "no XML",
    ),
    "nested too deep": (package("<w:sdt>" * 3000 + "</w:sdt>" * 3000), "damaged", "too deep"),
    "no text part": (made.archive([("[Content_Types].xml", b"wordprocessingml")]), "damaged", "cannot be opened"),
    "a text that expands a thousand times": (package("<!--" + " " * 5_000_000 + "-->"), "too-large", "--max-ratio"),
    "a text of blanks": (package(p("  ")), "empty", "no text"),
    "all deleted": (package(p(f"<w:del>{r('甲')}</w:del>")), "empty", "no text"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_told(name):
    data, code, words = REFUSED[name]
    readings, findings = read_bytes(data, "x.docx")
    assert readings == []
    assert [f.code for f in findings] == [code]
    assert words in findings[0].message
    assert findings[0].where == "x.docx"


def test_limits_of_a_word_file_are_those_of_its_parts():
    data = package(p(S * 60_000))
    assert [f.code for f in read_bytes(data, "x", Limits(max_bytes=1, max_ratio=10**6))[1]] == ["too-large"]
    assert read_bytes(data, "x", Limits(max_ratio=10**6))[1] == []


def test_an_archive_with_a_folder_word_in_it_is_an_archive():
    readings = read_bytes(made.archive([("word/document.txt", NAMES.encode()), ("word/b.txt", S.encode())]), "a.zip")[
        0
    ]
    assert [x.source.name for x in readings] == ["a.zip/word/b.txt", "a.zip/word/document.txt"]


# ---- attacks ----


def test_entities_neither_reach_a_file_nor_multiply():
    laughs = (
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">'
        + "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 10}">' for i in range(1, 9))
        + '<!ENTITY e1 "哈哈哈哈">]>'
    )
    data = made._rewrite(package(p(S)), "word/document.xml", ("<w:document ", laughs + '<w:document x="&e8;" '))
    readings, findings = read_bytes(data, "x.docx")
    assert [x.raw for x in readings] in ([], [S + "\n"])
    assert readings or [f.code for f in findings] == ["damaged"]
    inside = made._rewrite(package(p("甲乙丙")), "word/document.xml", ("<w:document ", laughs + "<w:document "))
    inside = made._rewrite(inside, "word/document.xml", ("甲乙丙", "甲&e2;&f;丙"))
    assert [x.raw for x in read_bytes(inside, "x.docx")[0]] in ([], ["甲丙\n"])


NESTED = {
    "tables": lambda n: (
        table(row(cell("层")))
        .replace("<w:tc>", "<w:tc>" + "<w:tbl><w:tr><w:tc>" * n)
        .replace("</w:tc>", "</w:tc></w:tr></w:tbl>" * n + "</w:tc>")
    ),
    "tables of two cells": lambda n: f"<w:tbl><w:tr>{cell('左')}<w:tc>" * n + p("底") + "</w:tc></w:tr></w:tbl>" * n,
    "boxes": lambda n: "<w:p><w:r><w:txbxContent>" * n + p("底") + "</w:txbxContent></w:r></w:p>" * n,
    "content controls": lambda n: "<w:sdt><w:sdtContent>" * n + p("底") + "</w:sdtContent></w:sdt>" * n,
    "insertions": lambda n: "<w:p>" + "<w:ins>" * n + r("底") + "</w:ins>" * n + "</w:p>",
    "forms": lambda n: (
        "<w:p>"
        + '<mc:AlternateContent><mc:Choice Requires="wps">' * n
        + r("底")
        + "</mc:Choice></mc:AlternateContent>" * n
        + "</w:p>"
    ),
    "formulas": lambda n: (
        "<w:p><m:oMath>" + "<m:f><m:num>" * n + "<m:r><m:t>底</m:t></m:r>" + "</m:num></m:f>" * n + "</m:oMath></w:p>"
    ),
    "fields": lambda n: (
        "<w:p>"
        + "<w:r><w:fldChar w:fldCharType='begin'/><w:fldChar w:fldCharType='separate'/></w:r>" * n * 9
        + r("底")
        + END * n * 9
        + "</w:p>"
    ),
}


@pytest.mark.parametrize("depth", [5, 30, 300])
@pytest.mark.parametrize("name", NESTED)
def test_what_is_nested_deep_is_read_and_no_crash(name, depth):
    raw = raw_of(package(NESTED[name](depth) + p("末。")))
    assert raw.endswith("末。\n")
    assert sum(map(raw.count, "层底")) == 1
    assert raw.count("左") == (depth if name == "tables of two cells" else 0)


EQUATIONS = [
    (r"eq \f(1,2)", "1/2"),
    (r"EQ \o(\s\up 9(pīn),拼)", "拼"),
    (r'eq \* jc0 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(zhōng),中)', "中"),
    (r"eq \o\ac(○,20)", "⑳"),
    (r"eq \o\ac(○,甲)", "甲"),
    (r"eq \f((a+b),c\,d)", "(a+b)/(c,d)"),
    (r"eq \r(3,x)", "√(3&x)"),
    (r"eq \b\lc\{(\a\al(x=1,y=2))", "(x=1, y=2)"),
    (r"eq \f(", ""),
    ("eq", ""),
    (r"eq \f)甲", ")甲"),
]


@pytest.mark.parametrize(("told", "shown"), EQUATIONS, ids=[told for told, _ in EQUATIONS])
def test_equations_in_fields(told, shown):
    assert equation(told) == shown


def test_an_equation_nested_deep_says_what_is_at_its_bottom():
    assert "甲" in equation("eq " + r"\f(" * 5000 + "甲")


FORMULAS = [
    ("<m:sSup><m:e>{x}</m:e><m:sup>{2}</m:sup></m:sSup>", "x^2"),
    ("<m:sSub><m:e>{x}</m:e><m:sub>{i+1}</m:sub></m:sSub>", "x_(i+1)"),
    ("<m:rad><m:deg/><m:e>{x}</m:e></m:rad>", "√(x)"),
    (
        "<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{i=1}</m:sub><m:sup>{n}</m:sup><m:e>{x}</m:e></m:nary>",
        "∑_(i=1)^nx",
    ),
    ("<m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=''/></m:dPr><m:e>{a}</m:e><m:e>{b}</m:e></m:d>", "[a|b"),
    ("<m:func><m:fName>{ln}</m:fName><m:e>{x}</m:e></m:func>", "ln x"),
    ("<m:m><m:mr><m:e>{1}</m:e><m:e>{0}</m:e></m:mr><m:mr><m:e>{0}</m:e><m:e>{1}</m:e></m:mr></m:m>", "[1, 0; 0, 1]"),
    ("<m:limLow><m:e>{max}</m:e><m:lim>{i}</m:lim></m:limLow>", "max_i"),
    ("<m:f><m:num>{科技支出}</m:num><m:den>{财政支出}</m:den></m:f>", "科技支出/财政支出"),
    ("<w:del>{x}</w:del><w:ins>{y}</w:ins>", "y"),
    ("<m:phant><m:phantPr><m:show m:val='0'/></m:phantPr><m:e>{x}</m:e></m:phant>{y}", "y"),
]


@pytest.mark.parametrize(("xml", "line"), FORMULAS, ids=[line for _, line in FORMULAS])
def test_formulas_are_a_line_of_text(xml, line):
    xml = re.sub(r"\{(.*?)\}", r"<m:r><m:t>\1</m:t></m:r>", xml)
    assert raw_of(package(p("即", f"<m:oMath>{xml}</m:oMath>", "。"))) == f"即{line}。\n"


def _tree(rng, depth=0):
    """Elements in any order and nesting, most of which no schema allows."""
    names = [
        "w:p",
        "w:r",
        "w:tbl",
        "w:tr",
        "w:tc",
        "w:sdt",
        "w:sdtContent",
        "w:ins",
        "w:del",
        "w:hyperlink",
        "w:txbxContent",
        "w:ruby",
        "w:rt",
        "w:pPr",
        "w:rPr",
        "w:numPr",
        "w:vMerge",
        "w:fldChar",
        "mc:AlternateContent",
        "mc:Choice",
        "mc:Fallback",
        "m:oMath",
        "m:f",
        "m:num",
        "w:altChunk",
        "w:gridSpan",
        "w:sym",
        "a:txBody",
        "a:p",
        "dgm:relIds",
        "v:textpath",
        "w:tblHeader",
        "x",
    ]
    values = ["restart", "begin", "separate", "end", "1", "-1", "99999999999999999999", "", "zz", "F0B3"]
    name = rng.choice(names)
    extra = "".join(
        f' w:{a}="{rng.choice(values)}"' for a in ("val", "fldCharType", "char", "font", "id") if rng.random() < 0.3
    )
    inside = "".join(_tree(rng, depth + 1) for _ in range(rng.randrange(4))) if depth < 7 else ""
    return f"<{name}{extra}>{inside}<w:t>{rng.choice('甲乙丙')}</w:t></{name}>"


def test_no_tree_of_elements_breaks_the_reader():
    rng = random.Random(5)
    read = 0
    for _ in range(300):
        readings, findings = read_bytes(
            package("".join(_tree(rng) for _ in range(4)), [("numbering.xml", numbering(OUTLINE))]), "x.docx"
        )
        assert all(f.where.startswith("x.docx") for f in findings)
        for reading in readings:
            read += 1
            assert {reading.raw[i] for i in reading.block_ends} <= {"\n"}
            assert all(0 <= c.start <= c.end <= len(reading.raw) for t in reading.tables for c in t.cells)
            assert all(count > 0 for count in reading.left_out.values())
            clean(reading)
    assert read > 100


@pytest.mark.skipif(not (SHARED / "cases").is_dir(), reason="the small inputs are not beside this checkout")
def test_the_small_inputs_are_read():
    paths = sorted(q for q in (SHARED / "cases").glob("docx-*/input.doc[xm]"))
    assert len(paths) >= 18
    for path in paths:
        readings, findings = read_bytes(path.read_bytes(), path.name)
        assert findings == [], path
        assert "建设概念验证中心。" in readings[0].raw, path
        for unseen in ("隐藏文字", "已删除一行", "浙江大学", "HYPERLINK", "root:"):
            assert unseen not in readings[0].raw, path
