"""Tables: where readers find them, that nothing is read across the borders of cells, and the numbers that indicator tables state."""

import pytest

from kg.clean import clean
from kg.model import Reading, Source
from kg.read import read_bytes
from kg.read.table import RawCell, make_table
from kg.segment import segment
from tests import made

LEAD = "<h1>宁波市科学技术局2024年工作要点</h1><p>会议指出，要支持企业牵头组建创新联合体，推动成果转化。</p>"


def _grid(text, table):
    return [[None if cell is None else text[cell.start:cell.end] for cell in row] for row in table.grid()]


# ---- readers: the grid of every table, in the raw text and after cleaning ----

GRIDS = {
    "page": ("<table><tr><th>指标</th><th>2024年</th></tr><tr><td>专利 授权量</td><td><b>300</b>件</td></tr></table>", [["指标", "2024年"], ["专利 授权量", "300件"]]),
    "page, merged cells": ("<table><tr><td rowspan=2>指标</td><td colspan=2>产值</td></tr><tr><td>2023年</td><td>2024年</td></tr><tr><td>石化</td><td>5</td><td></td></tr></table>",
                           [["指标", "产值", "产值"], ["指标", "2023年", "2024年"], ["石化", "5", ""]]),
    "page, merged below the last row": ("<table><tr><td rowspan=9>甲</td><td>1</td></tr><tr><td>2</td></tr></table>", [["甲", "1"], ["甲", "2"]]),
    "page, paragraphs in cells": ("<table><tr><td><p>任务</p></td><td><p>单位</p></td></tr><tr><td><p>建设实验室</p></td><td><p>市科技局</p><p>宁波大学</p></td></tr></table>",
                                  [["任务", "单位"], ["建设实验室", "市科技局\n宁波大学"]]),
    "page, a link in a cell": ("<table><tr><td>序号</td><td>名称</td></tr><tr><td>1</td><td><a href=x>甬江实验室</a></td></tr></table>", [["序号", "名称"], ["1", "甬江实验室"]]),
    "page, title row": ("<table><tr><td colspan=2>主要指标</td></tr><tr><td>指标</td><td>2024年</td></tr><tr><td>产值</td><td>5亿元</td></tr></table>",
                        [["主要指标", "主要指标"], ["指标", "2024年"], ["产值", "5亿元"]]),
}


@pytest.mark.parametrize("name", GRIDS)
def test_the_grid_of_a_page(name):
    body, rows = GRIDS[name]
    reading = read_bytes(made.page(LEAD + body).encode(), "page.html")[0][0]
    assert [_grid(reading.raw, t) for t in reading.tables] == [rows]
    document = clean(reading)[0]
    assert [_grid(document.text, t) for t in document.tables] == [rows]
    passages = {p.text for p in segment(document) if p.role == "cell"}
    assert passages == {line for row in rows for cell in row for line in cell.split("\n") if line}


LAYOUTS = {
    "columns of a page": f"<table><tr><td>菜单</td><td>{'长' * 400}。</td></tr></table>",
    "a heading in a cell": "<table><tr><td>左</td><td><h2>标题在此处</h2></td></tr><tr><td>一</td><td>二</td></tr></table>",
    "one column": "<table><tr><td>第一段。</td></tr><tr><td>第二段。</td></tr></table>",
    "a table in a cell": "<table><tr><td>左</td><td><table><tr><td>第一段在此。</td></tr></table></td></tr></table>",
    "one row of sentences": "<table><tr><td>会议召开了。</td><td>会议指出，要支持创新。</td></tr></table>",
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_page_laid_out_by_a_table_has_none(name):
    reading = read_bytes(made.page(LEAD + LAYOUTS[name]).encode(), "page.html")[0][0]
    assert reading.tables == ()


def test_a_merged_cell_says_no_more_than_the_grid_holds():
    table = make_table([[RawCell(0, 1, rows=60_000, columns=60_000), RawCell(1, 2)], [RawCell(2, 3)]])
    assert [(c.row, c.column, c.rows, c.columns) for c in table.cells] == [(0, 0, 2, 200)]
    assert make_table([[], []]) is None


@pytest.mark.parametrize("between", ["", " ", "|", ",", "\n", "\t", '","', " | "])
def test_no_passage_goes_from_one_cell_into_the_next(between):
    raw = f"前言。\n市科技局{between}建设甬江实验室\n结语。\n"
    start = raw.index("市")
    cells = [RawCell(start, start + 4), RawCell(start + 4 + len(between), start + 11 + len(between))]
    document = clean(Reading(Source("t", "0" * 64, "text/plain"), raw, tables=(make_table([cells]),)))[0]
    assert [p.text for p in segment(document) if p.role != "furniture"] == ["前言。", "市科技局", "建设甬江实验室", "结语。"]
