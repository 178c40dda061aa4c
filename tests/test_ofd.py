"""OFD files: texts by their places, tables by rows, templates; what is not shown is counted, hostile files are findings."""

import pytest

from kg.limits import Limits
from kg.read import media_type_of, read_bytes
from kg.read.ofd import OFD
from tests import made
from tests.layouts import layer, lines, package, template, text
from tests.made import NAMES

TITLE = "示例市科技创新工作要点"


def _read(data, limits=None):
    readings, findings = read_bytes(data, "x.ofd", limits or Limits())
    assert len(readings) == 1
    return readings[0], findings


def test_lines_are_joined_as_the_page_broke_them():
    data = package(lines(TITLE, NAMES[:30], NAMES[30:]), title=TITLE)
    reading, findings = _read(data)
    assert reading.raw == f"{TITLE}\n{NAMES}\n"
    assert (reading.title, reading.source.media_type, media_type_of(data)) == (TITLE, OFD, OFD)
    assert findings == []


def test_the_order_of_the_file_does_not_count():
    letters = [text(c, 20 + 4 * i, y) for y, said in ((30, TITLE), (38, "支持企业牵头组建创新联合体。")) for i, c in enumerate(said)]
    assert _read(package(layer(*reversed(letters))))[0].raw == f"{TITLE}\n支持企业牵头组建创新联合体。\n"


@pytest.mark.parametrize("steps", ["g 12 4", "4 g 3 4 4 g 99999999 4", "4 4 4 4 4 4 4 4 4 4 4 4", "g 12 4 9 9 9 9", ""])
def test_distances_of_characters_in_every_form(steps):
    assert _read(package(layer(text("支持企业牵头组建联合体。", 20, 30, steps=steps))))[0].raw == "支持企业牵头组建联合体。\n"


def test_a_wide_gap_parts_and_words_keep_their_blanks():
    wide = text("任务单位", 20, 30, steps="4 40 4")
    words = layer(wide, text("Open", 20, 40, steps="2 2 2"), text("AI支持企业牵头组建联合体。", 32, 40))
    assert _read(package(words))[0].raw.splitlines() == ["任务单位", "Open AI支持企业牵头组建联合体。"]


def test_tables_of_rows():
    rows = [["区县", "2022年", "2023年"], ["鄞州区", "70", "80"], ["海曙区", "30", "35"], ["江北区", "20", "25"]]
    cells = [text(cell, 20 + 50 * j, 60 + 10 * i) for j in range(3) for i, cell in enumerate(row[j] for row in rows)]
    reading, _ = _read(package(layer(text(TITLE, 60, 30, 6), *cells)))
    (table,) = reading.tables
    assert [[reading.raw[c.start : c.end] for c in row] for row in table.grid()] == rows


def test_templates_are_part_of_the_pages_that_use_them():
    form = lines("填报单位名称：", top=30)
    data = package(template(0) + layer(text("市科技局", 60, 30)), lines(NAMES[:30], NAMES[30:]), templates=(form, lines("未用模板")))
    raw = _read(data)[0].raw
    assert raw.splitlines() == ["填报单位名称：市科技局", NAMES]


def test_what_is_not_shown_is_counted():
    body = "<ofd:Annotations>Annots/A.xml</ofd:Annotations><ofd:Attachments>At.xml</ofd:Attachments>"
    notes = '<a><Page PageID="1"><FileLoc>P/N.xml</FileLoc></Page></a>'
    hidden = layer(text("藏字", 20, 80, more='Visible="false"'), text("透明", 20, 90, more='Alpha="0"'), text("水印在此", 50, 100, more='CTM="0.7 0.7 -0.7 0.7 0 0"'), text("页外", 400, 30))
    data = package(lines(NAMES[:30], NAMES[30:]) + hidden + layer(text("藏层", 20, 110), more='Visible="false"'), body=body,
                   more=[("Doc_0/Annots/A.xml", notes), ("Doc_0/Annots/P/N.xml", "<n><TextCode>批注</TextCode></n>")])  # fmt: skip
    reading, findings = _read(data)
    assert reading.raw == NAMES + "\n"
    assert reading.left_out == {"comments": 2, "hidden text": 6, "turned text": 4, "outside the page": 2}
    assert [(f.severity, f.code) for f in findings] == [("warning", "text-left-out")]


def test_a_letter_drawn_twice_is_one_and_a_scaled_text_stands_where_it_does():
    twice = layer(*(text(NAMES[:20], 20 + 0.1 * i, 30) for i in range(2)), text(NAMES[20:], 20, 20, 2.0, more='CTM="2 0 0 2 0 16"'))
    assert _read(package(twice))[0].raw.replace("\n", "") == NAMES


def test_running_heads_and_page_numbers_go():
    pages = [lines("示例市工作报告", f"第{n}项任务：支持企业牵头组建创新联合体。", f"— {i} —") for i, n in enumerate("一二三", start=1)]
    reading, _ = _read(package(*pages))
    assert reading.raw.splitlines() == [f"第{n}项任务：支持企业牵头组建创新联合体。" for n in "一二三"]
    assert reading.left_out == {"running heads": 21, "page numbers": 9}


def test_pages_that_are_pictures_are_told():
    picture = layer('<ofd:ImageObject ID="5" Boundary="0 0 210 297" ResourceID="7"/>')
    readings, findings = read_bytes(package(picture), "x")
    assert (readings, [f.code for f in findings]) == ([], ["no-text-layer"])
    assert "export it as PDF" in findings[0].message
    _, findings = _read(package(lines(NAMES), picture))
    assert [(f.severity, f.code) for f in findings] == [("warning", "no-text-layer")]


HOSTILE = {
    "nothing in it": (made.archive([("OFD.xml", b"")]), [], ["damaged"]),
    "no document": (made.archive([("OFD.xml", b"<x/>"), ("Doc_0/Document.xml", b"<x/>")]), [], ["damaged"]),
    "no pages": (package(), [], ["no-text-layer"]),
    "a page that is no XML": (made._rewrite(package(lines(NAMES), lines("甲")), "Doc_0/Pages/Page_1/Content.xml", ("</ofd:Page>", "")), [NAMES], ["damaged"]),
    "cut off": (package(lines(NAMES))[:-200], [], ["damaged"]),
    "a bomb": (package(lines(NAMES), " " * 40_000_000), [NAMES], ["too-large"]),
    "numbers that are none": (package(layer(text(NAMES, "x", "1e999", size=4.0, more='CTM="a b c"', steps="g g g nan 1e400"), text("甲", 20, 90))), [NAMES], []),
    "a page of no size": (made._rewrite(package(lines(NAMES)), "Doc_0/Document.xml", ("0 0 210 297", "0 0 0 -5")), [NAMES], []),
    "a size of nothing": (package(lines(NAMES) + layer(text("甲", 20, 90, more='HScale="0"'))), [NAMES], []),
    "a way out": (made._rewrite(package(lines(NAMES)), "Doc_0/Document.xml", ("Pages/Page_0/", "../../../../Doc_0/Pages/Page_0/")), [NAMES], []),
    "nested deep": (package(lines(NAMES), "<ofd:PageBlock>" * 5_000), [NAMES], ["damaged"]),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_damaged_or_hostile_file_is_read_or_told(name):
    data, texts, codes = HOSTILE[name]
    readings, findings = read_bytes(data, "x")
    assert all(said in "".join(r.raw for r in readings) for said in texts)
    assert bool(readings) == bool(texts)
    assert sorted(f.code for f in findings) == codes


def test_no_more_pages_than_are_read():
    _, findings = _read(package(*[lines(NAMES)] * 3), Limits(max_pages=2))
    assert [(f.severity, f.code) for f in findings] == [("error", "too-large")]
