"""Excel workbooks: what their cells show, cell by cell; what is hidden is told; hostile ones are findings."""

import datetime
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.clean import clean
from kg.extract import make_extractor
from kg.limits import Limits
from kg.read import media_type_of, read_bytes
from kg.read.xlsx import XLSX
from kg.read.xlsx.formats import shown
from tests import made, sheets
from tests.made import NAMES

# What is stored, the format of the cell, what it shows.
FORMATS = [
    ("0.156", "0.0%", "15.6%"), ("0.1234", "0.00%", "12.34%"), ("12.25", "0.0", "12.3"), ("-12.25", "0.0", "-12.3"),
    ("1234567.891", "#,##0.00", "1,234,567.89"), ("123456", '0!.0,"万"', "12.3万"), ("1234567", '#,##0,"千元"', "1,235千元"),
    ("5", '"约"0.#"%"', "约5%"), ("5.25", "0.##", "5.25"), ("5", '0"亿元"', "5亿元"), ("3", "000", "003"), ("0.5", "#.##", ".5"),
    ("-5.5", "0.0;(0.0)", "(5.5)"), ("0", "0;-0;无", "无"), ("150", '[>=100]0"大";0"小"', "150大"), ("50", '[>=100]0"大";0"小"', "50小"),
    ("5", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "5.00"), ("1234.5", '[$¥-804]#,##0.00', "¥1,234.50"), ("2", 'G/通用格式"家"', "2家"),
    ("1234.5", "General", "1234.5"), ("0.30000000000000004", "General", "0.3"), ("123456789012345", "General", "123456789012345"),
    ("1E-7", "General", "0.0000001"), ("-3.2", "General", "-3.2"), ("2.5", "# ?/?", "2.5"), ("13800001111", "000-0000-0000", "138-0000-1111"),
    ("45352", 'yyyy"年"m"月"d"日"', "2024年3月1日"), ("45352", '[DBNum1][$-804]yyyy"年"m"月"d"日";@', "2024年3月1日"), ("45352", "yyyy-mm-dd", "2024-03-01"),
    ("45352", "m/d/yy", "3/1/24"), ("45352", "aaaa", "星期五"), ("45352.5625", "yyyy/m/d h:mm", "2024/3/1 13:30"), ("0.5625", "h:mm AM/PM", "1:30 PM"),
    ("45352", "d-mmm-yyyy", "1-Mar-2024"), ("1", "yyyy/m/d", "1900/1/1"), ("61", "yyyy/m/d", "1900/3/1"), ("-5", "yyyy/m/d", "-5"), ("99999999", "yyyy/m/d", "99999999"),
    ("", "0", ""), ("abc", "0.0", "abc"), ("NaN", "0", "NaN"), ("1e400", "0", "1e400"), ("5", "", ""), ("5", ";;;", ""), ("5", '"""', ""), ("5", "[", "["),
]  # fmt: skip


@pytest.mark.parametrize(("value", "code", "text"), FORMATS)
def test_a_number_is_shown_in_the_format_of_its_cell(value, code, text):
    assert shown(value, code) == text


def test_days_may_count_from_1904():
    assert shown("43890", "yyyy-m-d", from_1904=True) == "2024-3-1"


@pytest.mark.parametrize("value", ["2958465.99999999", "2957004", "2958465", "0", "59.9999999"])
@pytest.mark.parametrize("from_1904", [False, True])
def test_days_at_the_ends_of_the_calendar(value, from_1904):
    assert shown(value, "yyyy-mm-dd hh:mm:ss", from_1904)


@settings(max_examples=300)
@given(st.one_of(st.floats().map(repr), st.text(max_size=8)), st.text('0#?.,%;"@[]_*\\ymdhsaeAMPG/!-+>=<$万E ', max_size=14))
def test_no_format_breaks(value, code):
    shown(value, code)


def _grids(reading):
    return [[[None if c is None else reading.raw[c.start : c.end] for c in row] for row in t.grid()] for t in reading.tables]


def _read(data):
    readings, findings = read_bytes(data, "x.xlsx")
    assert len(readings) == 1
    return readings[0], findings


TABLE = [["区县", "技术合同成交额（亿元）", "增长率"], ["鄞州区", 80.5, 0.15], ["海曙区", 30, 0.2156]]
SHOWN = [["区县", "技术合同成交额（亿元）", "增长率"], ["鄞州区", "80.5", "15.0%"], ["海曙区", "30", "21.6%"]]


def _percents(book, made_of):
    percent = book.add_format({"num_format": "0.0%"})
    for sheet in made_of.values():
        sheet.write_number("C2", 0.15, percent)
        sheet.write_number("C3", 0.2156, percent)


def test_sheets_are_read_cell_by_cell_in_their_order():
    reading, findings = _read(sheets.workbook({"Sheet1": TABLE, "2023年": TABLE}, _percents))
    assert findings == []
    assert _grids(reading) == [SHOWN, [["2023年"] * 3, *SHOWN]]
    assert reading.raw.split("\n")[1] == "鄞州区 80.5 15.0%"
    assert reading.source.media_type == XLSX


def test_merged_cells_titles_and_notes():
    def fill(book, made_of):
        sheet = made_of["指标"]
        sheet.merge_range("A1:C1", "示例市2023年科技指标")
        sheet.write("C2", "单位：亿元")
        sheet.merge_range("A3:A4", "区县")
        sheet.merge_range("B3:C3", "研发经费")
        sheet.write_row("B4", ["2022年", "2023年"])
        sheet.write_row("A5", ["鄞州区", 70, 80])
        sheet.write("A6", "注：2023年为初步数据，以统计部门公布为准。")

    reading, findings = _read(sheets.workbook({"指标": []}, fill))
    assert findings == []
    assert _grids(reading) == [
        [["指标"] * 3, ["示例市2023年科技指标"] * 3, ["单位：亿元"] * 3, ["区县", "研发经费", "研发经费"], ["区县", "2022年", "2023年"], ["鄞州区", "70", "80"]]
    ]
    assert reading.raw.endswith("\n注：2023年为初步数据，以统计部门公布为准。\n")


def test_empty_rows_and_columns_divide_tables():
    def fill(book, made_of):
        sheet = made_of["Sheet1"]
        for column, names in ((0, "甲乙"), (4, "丙丁")):
            sheet.write_row(0, column, ["区县", "企业数", "家数"])
            for row, name in enumerate(names, start=1):
                sheet.write_row(row, column, [name, row * 10 + column, 1])
        sheet.write_row(6, 0, ["任务", "单位"])
        sheet.write_row(7, 0, ["建设实验室", "科技局"])

    grids = _grids(_read(sheets.workbook({"Sheet1": []}, fill))[0])
    assert grids == [
        [["区县", "企业数", "家数"], ["甲", "10", "1"], ["乙", "20", "1"]],
        [["区县", "企业数", "家数"], ["丙", "14", "1"], ["丁", "24", "1"]],
        [["任务", "单位"], ["建设实验室", "科技局"]],
    ]


def test_an_empty_column_that_only_sets_apart_goes():
    rows = [["区县", None, "企业数"], ["甲", None, 10], ["乙", None, 20]]
    assert _grids(_read(sheets.workbook({"Sheet1": rows}))[0]) == [[["区县", "企业数"], ["甲", "10"], ["乙", "20"]]]


def test_what_is_hidden_is_left_out_counted_and_told():
    def fill(book, made_of):
        made_of["内部"].hide()
        made_of["底稿"].very_hidden()
        made_of["公开"].set_row(1, None, None, {"hidden": True})
        made_of["公开"].set_column("B:B", None, None, {"hidden": True})
        made_of["公开"].write_comment("A1", "批注")

    reading, findings = _read(sheets.workbook({"公开": [[NAMES, "藏列"], ["藏行"]], "内部": [["不公开"]], "底稿": [["草稿"]]}, fill))
    assert reading.raw == f"公开\n{NAMES}\n"
    assert reading.left_out == {"comments": 2, "hidden text": 9}
    assert [(f.severity, f.code) for f in findings] == [("warning", "text-left-out")]
    assert "sheets: 内部, 底稿; columns: 1; rows: 1" in findings[0].message


def test_texts_of_every_kind():
    def fill(book, made_of):
        sheet = made_of["Sheet1"]
        sheet.write_rich_string("A1", "支持", book.add_format({"bold": True}), "甬江", "实验室建设。")
        sheet.write_formula("A2", '="达到"&1200&"家。"', None, "达到1200家。")
        sheet.write_formula("A3", "=1/0", None, "#DIV/0!")
        sheet.write_boolean("A4", True)
        sheet.write_datetime("A5", datetime.datetime(2024, 3, 1), book.add_format({"num_format": 31}))
        sheet.write_string("A6", "第一行。\n第二行。")
        sheet.write_string("A7", "响铃\x07声。")

    reading, _ = _read(sheets.workbook({"Sheet1": []}, fill))
    assert reading.raw.splitlines() == ["支持甬江实验室建设。", "达到1200家。", "TRUE", "2024年3月1日", "第一行。 第二行。", "响铃\x07声。"]
    assert reading.left_out == {"errors of formulas": 7}


def test_phonetic_readings_and_texts_in_place():
    text = f"<si><t>{NAMES}</t><rPh sb='0' eb='1'><t>huiyi</t></rPh></si>"
    body = "<sheetData><row r='1'><c r='A1' t='s'><v>0</v></c></row>" + sheets.cells("甲段在此。") + "</sheetData>"
    assert _read(sheets.package(body, texts=[text]))[0].raw == f"{NAMES}\n甲段在此。\n"


def test_formulas_without_results_are_told():
    reading, findings = _read(sheets.package(f"<sheetData>{sheets.cells(NAMES)}<row><c r='A2'><f>SUM(B1:B9)</f></c></row></sheetData>"))
    assert reading.raw == NAMES + "\n"
    assert [f.code for f in findings] == ["text-left-out"]
    assert "1 cells hold formulas without their results" in findings[0].message


def test_strict_workbooks_and_names_with_backslashes_are_read():
    strict = sheets.package(f"<sheetData>{sheets.cells(NAMES)}</sheetData>")
    for old, new in ((sheets.MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"), (sheets.OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")):
        for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"):
            strict = made._rewrite(strict, part, (old, new))
    assert _read(strict)[0].raw == NAMES + "\n"


def test_the_name_of_a_sheet_tells_the_year_of_its_numbers(ontology):
    reading, _ = _read(sheets.workbook({"2023年": [["宁波市科技指标"], *TABLE]}, None))
    found = make_extractor(ontology)(clean(reading)[0]).observations
    read = {(o.indicator, int(o.value), o.unit, o.period, o.scope.name) for o in found}
    assert read >= {("技术合同成交额", 8_050_000_000, "元", "2023", "鄞州区"), ("技术合同成交额", 3_000_000_000, "元", "2023", "海曙区")}


# ---- hostile ones ----

DATA = f"<sheetData>{sheets.cells(NAMES)}</sheetData>"
HOSTILE = {
    "no workbook": (made.archive([("xl/workbook.xml", b"")]), [], ["damaged"]),
    "a workbook that is no XML": (made.archive([("xl/workbook.xml", b"<a><b>")]), [], ["damaged"]),
    "no sheets": (sheets.package(), [], ["empty"]),
    "a sheet that is not there": (sheets.package(DATA, names=["a", "b"]), [NAMES], []),
    "a sheet that is no XML": (sheets.package("<sheetData><row>", DATA), [NAMES], ["damaged"]),
    "a sheet of nothing": (sheets.package(""), [], ["empty"]),
    "numbers of five thousand figures": (sheets.package(f"<sheetData>{sheets.cells(NAMES)}<row r='{'9' * 5000}'><c t='s' s='{'9' * 5000}'><v>{'9' * 5000}</v></c><c s='0'><v>{'9' * 5000}</v></c></row></sheetData>",
                                                       styles=f"<numFmts><numFmt numFmtId='{'9' * 5000}' formatCode='0'/></numFmts><cellXfs><xf numFmtId='{'9' * 5000}'/></cellXfs>"), [NAMES], []),
    "texts that are not there": (sheets.package(f"<sheetData>{sheets.cells(NAMES)}<row><c t='s'><v>9</v></c><c t='s'><v>x</v></c></row></sheetData>"), [NAMES], []),
    "styles that are not there": (sheets.package(f"<sheetData>{sheets.cells(NAMES)}<row><c s='77'><v>5</v></c><c s='-1'><v>6</v></c></row></sheetData>"), [NAMES, "5 6"], []),
    "places that are none": (sheets.package(f"<sheetData><row r='x'><c r='??' t='str'><v>{NAMES}</v></c><c r='ZZZZZZZ999999999' t='str'><v>远</v></c></row></sheetData>"), [NAMES, "远"], []),
    "merged cells without end": (sheets.package(DATA + "<mergeCells><mergeCell ref='A1:XFD1048576'/><mergeCell ref='A1'/><mergeCell ref='B2:A1'/></mergeCells>"), [NAMES], []),
    "a bomb": (sheets.package(f"<sheetData>{sheets.cells(NAMES)}</sheetData>" + " " * 40_000_000), [], ["empty", "too-large"]),
    "a sheet with a zero byte": (sheets.package("<c>\0</c>", DATA), [NAMES], ["damaged"]),
    "cut off": (sheets.package(DATA)[:-200], [], ["damaged"]),
    "nested deep": (sheets.package("<x>" * 100_000), [], ["damaged", "empty"]),
    "two of them": (sheets.package(DATA) * 2, [NAMES], []),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_damaged_or_hostile_workbook_is_read_or_told(name):
    data, texts, codes = HOSTILE[name]
    readings, findings = read_bytes(data, "x")
    raw = "".join(r.raw for r in readings)
    assert all(text in raw for text in texts)
    assert bool(readings) == bool(texts)
    assert sorted(f.code for f in findings) == codes
    assert all(len(f.message.splitlines()) == 1 for f in findings)


_READ_IN_LITTLE = """
import pathlib, resource, sys
from kg.limits import Limits
from kg.read import read_bytes
data = pathlib.Path(sys.argv[1]).read_bytes()
held = int(pathlib.Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (held + 100_000_000, resource.RLIM_INFINITY))
print(len(read_bytes(data, "x", Limits(max_ratio=10**6))[0][0].raw))
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is limited as Linux does")
def test_a_million_empty_cells_take_little_memory(tmp_path):
    body = "<sheetData>" + ("<row>" + "<c s='1'/>" * 1000 + "</row>") * 1000 + sheets.cells(NAMES) + "</sheetData>"
    (tmp_path / "x").write_bytes(sheets.package(body))  # a tree of them takes 170 MB
    done = subprocess.run([sys.executable, "-c", _READ_IN_LITTLE, tmp_path / "x"], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == (str(len(NAMES) + 1), "")


def test_cells_far_apart_are_no_grid_of_millions():
    body = "<sheetData>" + "".join(f"<row r='{i}'><c r='{c}{i}' t='str'><v>甲{i}</v></c><c r='XFD{i}' t='str'><v>乙</v></c></row>"
                                   for i, c in enumerate(("A", "B", "AAA", "XFC"), start=1)) + "</sheetData>"  # fmt: skip
    (grid,) = _grids(_read(sheets.package(body))[0])
    assert (len(grid), len(grid[0])) == (4, 5)


def test_what_is_wider_than_a_table_is_read_all_the_same():
    rows = [[f"第{i}列" for i in range(250)], [str(i) for i in range(250)]]
    reading, _ = _read(sheets.workbook({"Sheet1": rows}))
    assert "第249列" in reading.raw
    assert max(c.column for c in reading.tables[0].cells) < 200


def test_entities_are_not_resolved():
    laughs = '<!DOCTYPE x [<!ENTITY a "哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    data = made._rewrite(sheets.package(DATA), "xl/worksheets/sheet1.xml", ("<worksheet", laughs + "<worksheet"))
    data = made._rewrite(data, "xl/worksheets/sheet1.xml", (NAMES, NAMES + "&b;&f;"))
    readings = read_bytes(data, "x")[0]
    assert "".join(r.raw for r in readings) in ("", NAMES + "\n")


def test_more_cells_than_are_read_are_told(monkeypatch):
    monkeypatch.setattr("kg.read.xlsx.MOST_CELLS", 3)
    reading, findings = _read(sheets.workbook({"Sheet1": TABLE, "Sheet2": TABLE}))
    assert reading.raw == "区县 技术合同成交额（亿元） 增长率\n"
    assert [(f.severity, f.code) for f in findings] == [("error", "too-large")]


def test_a_limit_of_archives_holds_for_workbooks():
    readings, findings = read_bytes(sheets.package(DATA), "x", Limits(max_ratio=1, max_expanded=1))
    assert (len(readings), findings) == (1, [])
    big = sheets.package("<sheetData>" + "<row><c t='str'><v>长</v></c></row>" * 60_000 + "</sheetData>")
    assert [f.code for f in read_bytes(big, "x", Limits(max_expanded=1))[1]] == ["too-large", "empty"]


def test_a_workbook_by_another_name_is_told_by_its_content():
    data = sheets.package(DATA)
    assert media_type_of(data) == XLSX
    assert media_type_of(made.archive([("a.xlsx", data)])) == "application/zip"
    assert [r.source.name for r in read_bytes(made.archive([("a.xlsx", data)]), "z.zip")[0]] == ["z.zip/a.xlsx"]
