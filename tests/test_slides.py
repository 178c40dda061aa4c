"""PowerPoint files: titles, shapes, tables and notes of the slides in their order; hostile ones are findings."""

import pytest

from kg.read import media_type_of, read_bytes
from kg.read.pptx import PPTX
from tests import made
from tests.made import NAMES
from tests.sheets import OFFICE
from tests.slides import package, paragraphs, shape, table

TITLE = "示例市科技创新工作汇报"


def _read(data):
    readings, findings = read_bytes(data, "x.pptx")
    assert len(readings) == 1
    return readings[0], findings


def test_slides_are_read_in_their_order_titles_first_and_notes_last():
    data = package(shape("市科技局\n2024年3月") + shape(TITLE, "ctrTitle"), shape("一、总体情况", "title") + shape(NAMES, "body") + shape("7", "sldNum"), notes=("", "数据来自统计部门。"))
    reading, findings = _read(data)
    assert reading.raw.splitlines() == [TITLE, "市科技局", "2024年3月", "一、总体情况", NAMES, "数据来自统计部门。"]
    assert (reading.title, reading.source.media_type, media_type_of(data)) == (TITLE, PPTX, PPTX)
    assert reading.left_out == {"running heads": 1}
    assert findings == []


def test_groups_forms_and_line_breaks():
    group = "<p:grpSp>" * 300 + shape("组内一句。") + "</p:grpSp>" * 300
    forms = f"<mc:AlternateContent><mc:Choice>{shape('新式。')}</mc:Choice><mc:Fallback>{shape('旧式。')}</mc:Fallback></mc:AlternateContent>"
    broken = "<p:sp><p:txBody><a:p><a:r><a:t>第一行</a:t></a:r><a:br/><a:fld><a:t>第二行</a:t></a:fld></a:p></p:txBody></p:sp>"
    assert _read(package(group + forms + broken + shape(NAMES)))[0].raw.splitlines() == ["组内一句。", "新式。", "第一行", "第二行", NAMES]


def test_tables_with_merged_cells():
    grid = table([("区县", 'rowSpan="2"'), ("研发经费", 'gridSpan="2"'), ("", 'hMerge="1"')], [("", 'vMerge="1"'), "2022年", "2023年"], ["鄞州区", "70", "80"])
    reading, _ = _read(package(shape("表一", "title") + grid + shape(NAMES)))
    assert [[[reading.raw[c.start : c.end] for c in row] for row in t.grid()] for t in reading.tables] == [
        [["区县", "研发经费", "研发经费"], ["区县", "2022年", "2023年"], ["鄞州区", "70", "80"]]
    ]


def test_what_is_hidden_is_told():
    reading, findings = _read(package(shape(NAMES) + shape("藏形", hidden=True), 'show="0"|' + shape("藏页")))
    assert reading.raw == NAMES + "\n"
    assert reading.left_out == {"hidden text": 4}
    assert [f.code for f in findings] == ["text-left-out"]
    assert "slides: 1" in findings[0].message


def test_diagrams_are_read_and_objects_told():
    diagram = f'<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:t>{paragraphs("图中一句。")}</dgm:t></dgm:dataModel>'
    relations = f'<Relationship Id="d" Type="{OFFICE}/diagramData" Target="../d.xml"/><Relationship Id="c" Type="{OFFICE}/chart" Target="../c.xml"/>'
    reading, findings = _read(package(shape(NAMES), more=[("ppt/d.xml", diagram.encode())], relations=relations))
    assert reading.raw == f"{NAMES}\n图中一句。\n"
    assert [(f.code, "1 × chart" in f.message) for f in findings] == [("embedded", True)]


HOSTILE = {
    "nothing in it": (made.archive([("ppt/presentation.xml", b"")]), [], ["damaged"]),
    "no slides": (package(), [], ["empty"]),
    "a slide that is no XML": (made._rewrite(package(shape(NAMES)), "ppt/slides/slide0.xml", ("</p:sld>", "")), [], ["damaged", "empty"]),
    "cut off": (package(shape(NAMES))[:-200], [], ["damaged"]),
    "a bomb": (package(shape(NAMES), " " * 40_000_000), [NAMES], ["too-large"]),
    "nested deep": (package(shape(NAMES), "<p:grpSp>" * 100_000), [NAMES], ["damaged"]),
    "merged without end": (package(table([(NAMES, 'gridSpan="99999999" rowSpan="-5"'), "乙"])), [NAMES], []),
    "a table of nothing": (package(table() + table([]) + shape(NAMES)), [NAMES], []),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_damaged_or_hostile_file_is_read_or_told(name):
    data, texts, codes = HOSTILE[name]
    readings, findings = read_bytes(data, "x")
    assert "".join(r.raw for r in readings).count(NAMES) == len(texts)
    assert sorted(f.code for f in findings) == codes
