"""Tables: where readers find them, that nothing crosses the borders of cells, and the numbers that they state."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.clean import clean
from kg.extract import make_extractor
from kg.model import Reading, Source
from kg.read import read_bytes
from kg.read.table import RawCell, make_table
from kg.segment import segment
from tests import made

LEAD = "<h1>宁波市科学技术局2024年工作要点</h1><p>会议指出，要支持企业牵头组建创新联合体，推动成果转化。</p>"


def _grid(text, table):
    return [[None if cell is None else text[cell.start : cell.end] for cell in row] for row in table.grid()]


# ---- readers: the grid of every table, in the raw text and after cleaning ----

GRIDS = {
    "page": (
        "<table><tr><th>指标</th><th>2024年</th></tr><tr><td>专利 授权量</td><td><b>300</b>件</td></tr></table>",
        [["指标", "2024年"], ["专利 授权量", "300件"]],
    ),
    "page, merged cells": (
        "<table><tr><td rowspan=2>指标</td><td colspan=2>产值</td></tr><tr><td>2023年</td><td>2024年</td></tr>"
        "<tr><td>石化</td><td>5</td><td></td></tr></table>",
        [["指标", "产值", "产值"], ["指标", "2023年", "2024年"], ["石化", "5", ""]],
    ),
    "page, merged below the last row": (
        "<table><tr><td rowspan=9>甲</td><td>1</td></tr><tr><td>2</td></tr></table>",
        [["甲", "1"], ["甲", "2"]],
    ),
    "page, paragraphs in cells": (
        "<table><tr><td><p>任务</p></td><td><p>单位</p></td></tr>"
        "<tr><td><p>建设实验室</p></td><td><p>市科技局</p><p>宁波大学</p></td></tr></table>",
        [["任务", "单位"], ["建设实验室", "市科技局\n宁波大学"]],
    ),
    "page, a link in a cell": (
        "<table><tr><td>序号</td><td>名称</td></tr><tr><td>1</td><td><a href=x>甬江实验室</a></td></tr></table>",
        [["序号", "名称"], ["1", "甬江实验室"]],
    ),
    "page, title row": (
        "<table><tr><td colspan=2>主要指标</td></tr><tr><td>指标</td><td>2024年</td></tr>"
        "<tr><td>产值</td><td>5亿元</td></tr></table>",
        [["主要指标", "主要指标"], ["指标", "2024年"], ["产值", "5亿元"]],
    ),
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
    assert [p.text for p in segment(document) if p.role != "furniture"] == [
        "前言。",
        "市科技局",
        "建设甬江实验室",
        "结语。",
    ]


# ---- other sources: Markdown, CSV, plain text ----

ROWS = [["区县", "高新技术企业（家）", "技术合同成交额（亿元）"], ["鄞州区", "1200", "80"], ["海曙区", "500", "30.5"]]
PLAIN = [[cell.replace("（", "(").replace("）", ")") for cell in row] for row in ROWS]
SOURCES = {
    "Markdown": (
        "工作总结\n\n"
        + "| "
        + " | ".join(ROWS[0])
        + " |\n|:--|-:|-|\n"
        + "".join(f"| {' | '.join(r)} |\n" for r in ROWS[1:])
    ).encode(),
    "Markdown without bars at the edges": (
        "# 工作总结\n\n" + " | ".join(ROWS[0]) + "\n---|---|---\n" + "".join(f"{' | '.join(r)}\n" for r in ROWS[1:])
    ).encode(),
    "bars without a line of dashes": ("工作总结。\n" + "".join(f"|{'|'.join(r)}|\n" for r in ROWS)).encode(),
    "tags in Markdown": (
        "# 工作总结\n\n<table><tr>"
        + "".join(f"<th>{c}</th>" for c in ROWS[0])
        + "</tr>\n"
        + "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in r)}</tr>\n" for r in ROWS[1:])
        + "</table>\n"
    ).encode(),
    "CSV": "\n".join(",".join(r) for r in ROWS).encode(),
    "CSV of a spreadsheet": ("\ufeff" + "\r\n".join(",".join(f'"{c}"' for c in r) for r in ROWS) + "\r\n").encode(),
    "CSV in GBK": "\n".join(",".join(r) for r in ROWS).encode("gbk"),
    "TSV in UTF-16": "\n".join("\t".join(r) for r in ROWS).encode("utf-16"),
    "CSV divided by semicolons": "\n".join(";".join(r) for r in ROWS).encode(),
    "tabs in a text": ("工作总结。\n\n" + "\n".join("\t".join(r) for r in ROWS) + "\n\n以上为全部数据。\n").encode(),
    "wide gaps in a text": (
        "工作总结。\n\n" + "\n".join("    ".join(r) for r in ROWS) + "\n\n以上为全部数据。\n"
    ).encode(),
    "full-width gaps in a text": ("工作总结。\n\n" + "\n".join("　　".join(r) for r in ROWS) + "\n").encode(),
    "single blanks in a text": ("工作总结。\n\n" + "\n".join(" ".join(r) for r in ROWS) + "\n").encode(),
}


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("cut", [False, True])
def test_a_table_is_found_in_every_source(name, cut):
    data = SOURCES[name].rstrip(b"\n") if cut and "UTF-16" not in name else SOURCES[name]
    reading = read_bytes(data, "x")[0][0]
    assert [_grid(reading.raw, t) for t in reading.tables] == [ROWS]
    document = clean(reading)[0]
    assert [_grid(document.text, t) for t in document.tables] == [PLAIN]
    assert [p.text for p in segment(document) if p.role == "cell"] == [c for row in PLAIN for c in row]


QUOTED = '指标,说明,2023年\n专利授权量,"分为发明,\n实用新型",300\n论文数,"含""SCI""论文","1,200"\n'


def test_marks_of_quotation_of_a_csv_are_none_of_its_cells():
    reading = read_bytes(QUOTED.encode(), "x")[0][0]
    assert reading.source.media_type == "text/csv"
    assert _grid(reading.raw, reading.tables[0]) == [
        ["指标", "说明", "2023年"],
        ["专利授权量", "分为发明,\n实用新型", "300"],
        ["论文数", '含""SCI""论文', "1,200"],
    ]


NO_TABLES = {
    "prose with ASCII commas": "会议指出,要支持企业,推动成果转化。\n会议强调,要支持高新区,推动产业发展。\n会议要求,要加快建设,确保完成任务。\n",
    "clauses of equal number": "要支持企业,推动成果转化\n要支持高新区,推动发展\n要加快建设,确保完成\n",
    "one line": "指标,2023年,2024年\n",
    "lines of unequal number": "甲,1\n乙,2,3\n丙\n",
    "names in columns": "张三  李四  王五\n赵六  钱七  孙八\n",
    "articles behind their numbers": "第一条  为了促进创新，制定本办法。\n第二条  本办法自2024年1月1日起施行。\n第三条  本办法由市科技局解释。\n",
    "an outline": "一、  总体要求2024\n二、  重点任务2024\n三、  保障措施2024\n",
    "a line with a bar": "关于本网 | 网站地图 | 联系我们\n",
    "a date and a place": "2024年3月1日  宁波\n会议召开。\n",
}


@pytest.mark.parametrize("name", NO_TABLES)
def test_other_lines_are_no_table(name):
    reading = read_bytes(NO_TABLES[name].encode(), "x")[0][0]
    assert (reading.tables, reading.source.media_type) == ((), "text/plain")


# ---- what tables of indicators say ----

PLAN = "<h1>宁波市科学技术局2024年工作要点</h1><p>会议指出，要支持企业牵头组建创新联合体，推动成果转化。</p>"
REVIEW = "<h1>宁波市科学技术局2024年工作总结</h1><p>一年来，全市完成各项任务，成效显著。</p>"
RULES = "<h1>宁波市科技创新券管理办法</h1><p>为规范管理，制定本办法。</p>"


def _table(rows):
    """A table of rows of cells divided by bars; a cell after `*` takes the row below too, one before `<` the column."""
    cells = [
        [(c.removeprefix("*").removesuffix("<"), 1 + c.startswith("*"), 1 + c.endswith("<")) for c in row.split("|")]
        for row in rows
    ]
    return (
        "<table>"
        + "".join(
            "<tr>" + "".join(f"<td rowspan={r} colspan={c}>{t}</td>" for t, r, c in row) + "</tr>" for row in cells
        )
        + "</table>"
    )


def _number(indicator, value, unit, status, period, scope="宁波市", kind="total", comparator="equal"):
    return indicator, comparator, str(value), unit, kind, status, period, scope


A, B = "技术合同成交额", "高新技术企业"
TABLES = {
    "unit in a column": (
        PLAN,
        ["指标|单位|2023年|2024年目标", f"{A}|亿元|450|500", f"{B}|家|5,200|5520"],
        [
            _number(A, 450 * 10**8, "元", "actual", "2023"),
            _number(A, 500 * 10**8, "元", "target", "2024"),
            _number(B, 5200, "家", "actual", "2023"),
            _number(B, 5520, "家", "target", "2024"),
        ],
    ),
    "unit in the cell": (
        PLAN,
        ["指标|2023年实绩|2024年目标", f"{A}|450亿元|500亿元"],
        [_number(A, 450 * 10**8, "元", "actual", "2023"), _number(A, 500 * 10**8, "元", "target", "2024")],
    ),
    "unit in the head of the rows": (
        PLAN,
        ["指标（亿元）|2024年", f"{A}|500"],
        [_number(A, 500 * 10**8, "元", "target", "2024")],
    ),
    "unit in the name": (
        REVIEW,
        ["指标|2023", f"{A}（亿元）|450", f"{B}（家）|5200"],
        [_number(A, 450 * 10**8, "元", "actual", "2023"), _number(B, 5200, "家", "actual", "2023")],
    ),
    "unit in the title": (
        REVIEW + "<p>表1 2023年主要指标（单位：亿元）</p>",
        ["指标|完成", f"{A}|450"],
        [_number(A, 450 * 10**8, "元", "actual", "2023")],
    ),
    "title in the table": (
        REVIEW,
        ["2023年主要指标（单位：亿元）<", f"{A}|450"],
        [_number(A, 450 * 10**8, "元", "actual", "2023")],
    ),
    "districts": (
        REVIEW,
        [f"区县|{B}（家）|{A}（亿元）", "鄞州区|1200|80", "海曙区|500|30", "合计|1700|110"],
        [
            _number(B, 1200, "家", "actual", "2024", "鄞州区"),
            _number(A, 80 * 10**8, "元", "actual", "2024", "鄞州区"),
            _number(B, 500, "家", "actual", "2024", "海曙区"),
            _number(A, 30 * 10**8, "元", "actual", "2024", "海曙区"),
        ],
    ),
    "districts in columns": (
        REVIEW,
        ["指标|单位|鄞州区|全市", f"{B}|家|1200|5520"],
        [_number(B, 1200, "家", "actual", "2024", "鄞州区"), _number(B, 5520, "家", "actual", "2024")],
    ),
    "merged heads": (
        REVIEW,
        [f"*区县|{A}（亿元）<|{B}（家）<", "2023年|2024年|2023年|2024年", "鄞州区|70|80|1100|1200"],
        [
            _number(A, 70 * 10**8, "元", "actual", "2023", "鄞州区"),
            _number(A, 80 * 10**8, "元", "actual", "2024", "鄞州区"),
            _number(B, 1100, "家", "actual", "2023", "鄞州区"),
            _number(B, 1200, "家", "actual", "2024", "鄞州区"),
        ],
    ),
    "merged cells hold for the rows below": (
        REVIEW,
        ["区县|指标|2023年", f"*鄞州区|{B}（家）|1200", f"{A}（亿元）|80"],
        [_number(B, 1200, "家", "actual", "2023", "鄞州区"), _number(A, 80 * 10**8, "元", "actual", "2023", "鄞州区")],
    ),
    "years in rows": (
        REVIEW,
        [f"年份|{B}（家）", "2022|4600", "2023|5200"],
        [_number(B, 4600, "家", "actual", "2022"), _number(B, 5200, "家", "actual", "2023")],
    ),
    "years below an indicator": (
        REVIEW,
        ["指标|年份|数值", f"*{B}（家）|2022年|4600", "2023年|5200"],
        [_number(B, 4600, "家", "actual", "2022"), _number(B, 5200, "家", "actual", "2023")],
    ),
    "target and result in rows": (
        PLAN,
        [f"|{B}（家）", "2024年目标|5520", "2023年完成|5200"],
        [_number(B, 5520, "家", "target", "2024"), _number(B, 5200, "家", "actual", "2023")],
    ),
    "growth and share": (
        REVIEW,
        ["指标|2024年|同比增长（%）|完成率（%）", f"{A}（亿元）|500|-1.5|104"],
        [
            _number(A, 500 * 10**8, "元", "actual", "2024"),
            _number(A, "-1.5", "%", "actual", "2024", kind="growth"),
            _number(f"{A}完成率", 104, "%", "actual", "2024"),
        ],
    ),
    "growth of the column before": (
        REVIEW,
        ["产业|产值（亿元）|同比（%）", "石化产业|3000|5"],
        [
            _number("石化产业产值", 3000 * 10**8, "元", "actual", "2024"),
            _number("石化产业产值", 5, "%", "actual", "2024", kind="growth"),
        ],
    ),
    "yearly mean of a plan": (
        "<h1>宁波市科技创新“十四五”规划</h1><p>到2025年，建成高水平创新型城市。</p>",
        ["序号|指标|单位|2020年|2025年|年均增速（%）|属性", f"1|{B}|家|3100|6000|14.1|预期性"],
        [
            _number(B, 3100, "家", "actual", "2020"),
            _number(B, 6000, "家", "target", "2025"),
            _number(B, "14.1", "%", "target", "2021/2025", kind="growth"),
        ],
    ),
    "ranges and marks": (
        PLAN,
        ["指标|2024年目标", "新建制造业创新中心|3—5家", "研发投入强度|≥3.6%", f"{B}|五千五百家", f"{A}*|500亿元以上"],
        [
            _number("新建制造业创新中心", 3, "家", "target", "2024", kind="increment", comparator="atLeast"),
            _number("新建制造业创新中心", 5, "家", "target", "2024", kind="increment", comparator="atMost"),
            _number("研发投入强度", "3.6", "%", "target", "2024", comparator="atLeast"),
            _number(B, 5500, "家", "target", "2024"),
            _number(A, 500 * 10**8, "元", "target", "2024", comparator="atLeast"),
        ],
    ),
    "groups of rows": (
        REVIEW,
        ["指标|2023年", "一、规上工业<", "企业数（家）|950", "二、服务业<", "企业数（家）|1950"],
        [_number("规上工业企业数", 950, "家", "actual", "2023"), _number("服务业企业数", 1950, "家", "actual", "2023")],
    ),
    "groups in a column": (
        REVIEW,
        ["类别|指标|单位|2023年", f"*创新|{A}|亿元|450", f"{B}|家|5200"],
        [_number(A, 450 * 10**8, "元", "actual", "2023"), _number(B, 5200, "家", "actual", "2023")],
    ),
    "bodies": (
        REVIEW,
        ["单位|专利授权量（件）", "宁波大学|1200"],
        [_number("专利授权量", 1200, "件", "actual", "2024", "宁波大学")],
    ),
    "a task with its target": (
        PLAN,
        [
            "序号|重点任务|目标值|牵头单位|完成时限",
            f"1|新增国家{B}|320家|市科技局|2024年12月",
            f"2|{A}|500亿元|市统计局|2024年12月",
        ],
        [
            _number(f"新增国家{B}", 320, "家", "target", "2024", kind="increment"),
            _number(A, 500 * 10**8, "元", "target", "2024"),
        ],
    ),
    "a task told in a sentence": (
        PLAN,
        [
            "序号|任务|责任单位|完成时限",
            f"1|新增国家{B}320家|市科技局|2024年12月",
            "2|建设概念验证中心3家|市科技局、宁波大学|2025年6月",
        ],
        [
            _number(f"新增国家{B}", 320, "家", "target", "2024", kind="increment"),
            _number("概念验证中心", 3, "家", "target", "2024", kind="increment"),
        ],
    ),
    "heads again on the next page": (
        REVIEW,
        ["指标|2023年", f"{A}|450亿元", "指标|2023年", f"{B}|5200家"],
        [_number(A, 450 * 10**8, "元", "actual", "2023"), _number(B, 5200, "家", "actual", "2023")],
    ),
    "a narrow head": (
        REVIEW,
        ["区县|国家高新<br>技术企业<br>（家）", "鄞州区|1200"],
        [_number("国家高新技术企业", 1200, "家", "actual", "2024", "鄞州区")],
    ),
    "phones": (PLAN, ["单位|联系人|联系电话", "市科技局|张三|87181234"], []),
}


@pytest.fixture(scope="module")
def extract(ontology):
    bound = make_extractor(ontology)
    return lambda html: bound(clean(read_bytes(made.page(html).encode(), "page.html")[0][0])[0])


def _numbers(extraction):
    return [
        (o.indicator, o.comparator, str(o.value), o.unit, o.kind, o.status, o.period, o.scope and o.scope.name)
        for o in extraction.observations
    ]


@pytest.mark.parametrize("name", TABLES)
def test_what_a_table_says(name, extract):
    before, rows, expected = TABLES[name]
    extraction = extract(before + _table(rows))
    assert sorted(_numbers(extraction)) == sorted(expected)
    text = extraction.document.text
    for o in extraction.observations:
        assert text[o.start : o.end] == o.passage.text
        if o.technique == "table":
            assert set(o.indicator) <= set(o.passage.text)  # the evidence shows what is measured
            assert re.search(r"\d|五千五百", o.passage.text)
    unread = [f.code for f in extraction.findings if f.code == "table-unread"]
    assert unread == (["table-unread"] if name == "districts" else [])


UNREAD = {
    "no unit": (REVIEW, ["指标|2023年", f"{A}|450"], 1),
    "two units": (REVIEW, ["指标|2023年（亿元）", f"{B}（家）|450"], 1),
    "columns that say the same": (REVIEW, ["指标||", f"{A}|450亿元|500亿元"], 2),
    "quarters of one year": (REVIEW, ["区县|一季度（家）|二季度（家）|合计（家）", "鄞州区|10|20|30"], 3),
    "months in rows": (REVIEW, [f"月份|{A}（亿元）", "1月|10", "2月|20"], 2),
    "last year of no year": ("<p>各地数据如下，供参考使用。</p>", ["指标|上年|本年", f"{A}（亿元）|450|500"], 2),
    "places of no known name": (REVIEW, [f"区县|{B}（家）", "第一片|3", "第二片|5"], 2),
    "districts both ways": (REVIEW, ["区县|鄞州区|海曙区", "宁波市|3家|5家"], 2),
    "a form": (REVIEW, ["总投资（万元）|5000|其中自筹（万元）|500"], 2),
    "a form with a name": (REVIEW, ["申请单位|宁波大学|联系人|张三", "总投资|5000万元|申请补助|500万元"], 2),
    "rows of two columns beside each other": (REVIEW, ["指标|2023年|指标|2023年", "专利（件）|300|论文（篇）|500"], 2),
    "grants": (REVIEW, ["类别|奖励金额（万元）", "国家级平台|500"], 1),
    "amounts that a rule sets": (RULES, ["类别|最高额度（万元）", "检测服务|10"], 1),
    "ranks and points": (REVIEW, ["区县|得分|排名", "鄞州区|95.5|1", "海曙区|90|2"], 4),
    "classes of two columns": (
        REVIEW,
        ["类别|级别|数量（家）", "实验室|国家级|3", "实验室|省级|12", "中心|国家级|1"],
        3,
    ),
    "parts of the row above": (REVIEW, ["指标|2023年", "其中：规上企业（家）|1200", "#新认定（家）|600"], 2),
    "enterprises that nobody knows": (REVIEW, ["企业名称|营业收入（亿元）", "某某公司|20"], 1),
    "a figure for two years": (REVIEW, ["指标|2022年|2023年", "专利（件）|300<"], 1),
}


@pytest.mark.parametrize("name", UNREAD)
def test_what_a_table_leaves_open_is_not_read_and_told(name, extract):
    before, rows, figures = UNREAD[name]
    extraction = extract(before + _table(rows))
    assert _numbers(extraction) == []
    found = [f for f in extraction.findings if f.code == "table-unread"]
    assert [(f.severity, int(f.message.split()[0])) for f in found] == [("warning", figures)]


def test_no_fact_goes_from_one_cell_into_another(extract):
    extraction = extract(
        PLAN
        + _table(
            [
                "任务|责任单位|配合单位",
                "建设甬江实验室|宁波大学|市财政局",
                "实施|“揭榜挂帅”|机制",
                "市科技局、|宁波诺丁汉大学|共建创新中心",
            ]
        )
    )
    cells = [p for p in extraction.passages if p.role == "cell"]
    assert len(cells) == 12
    assert all(any(p.start <= m.start and m.end <= p.end for p in extraction.passages) for m in extraction.mentions)
    ends = {(c.subject.name, c.object.name) for c in extraction.claims
            if c.passage.role == "cell" and c.technique != "name-place"}
    # Whose the task of a row is, its column says.
    assert ends <= {("宁波市科学技术局", "甬江实验室"), ("宁波大学", "甬江实验室")}
    assert (extraction.frame.speaker.name, extraction.frame.date) == ("宁波市科学技术局", "2024")


def test_the_rows_of_a_table_in_a_pdf_do_not_run_together(ontology):
    lines = ["宁波市科学技术局2024年工作总结", "一年来，全市完成各项任务，成效显著。", "区县 高新技术企业 技术合同成交额", "鄞州区 1200家 80亿元", "海曙区 500家 30亿元"]
    tasks = ["序号 任务 责任单位 完成时限", "1 建设概念验证中心3家 市科技局、宁波大学 2025年6月", "2 新增高新技术企业320家 市科技局 2024年12月"]
    reading = read_bytes(made.pdf([lines, tasks]), "x.pdf")[0][0]
    assert [len(t.cells) for t in reading.tables] == [9, 12]
    extraction = make_extractor(ontology)(clean(reading)[0])
    assert [n[0] for n in _numbers(extraction)] == ["概念验证中心", "新增高新技术企业", B, A, B, A]
    assert {c.technique for c in extraction.claims} == {"department", "containment", "name-place", "title"}


_CELL = st.sampled_from(
    [
        "",
        "指标",
        "单位",
        "2023年",
        "2024年目标",
        "技术合同成交额",
        "亿元",
        "家",
        "450",
        "5,200",
        "12.5%",
        "3—5家",
        "鄞州区",
        "市科技局",
        "合计",
        "序号",
        "1",
        "2",
        "—",
        "全市",
        "同比增长（%）",
        "建设实验室。",
        "|",
        ",",
        "“",
        "其中：",
        "x",
        "**",
        "\n",
        "<b>",
        "&nbsp;",
        "会(huì)",
        "第一条",
    ]
)


@settings(max_examples=80, deadline=None)
@given(
    rows=st.lists(
        st.lists(st.tuples(_CELL, st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=5), min_size=1, max_size=6
    )
)
def test_any_table_is_read_without_an_error_and_offsets_hold(rows, extract):
    body = "".join(
        "<tr>" + "".join(f"<td rowspan={r} colspan={c}>{t}</td>" for t, r, c in row) + "</tr>" for row in rows
    )
    extraction = extract(f"<p>宁波市的工作，见下表。</p><table>{body}</table>")
    document = extraction.document
    for table in document.tables:
        grid = table.grid()
        assert len({len(row) for row in grid}) == 1
        assert all(document.text[c.start : c.end].strip() == document.text[c.start : c.end] for c in table.cells)
    for found in (*extraction.passages, *extraction.observations):
        assert document.text[found.start : found.end] == (found.text if hasattr(found, "text") else found.passage.text)


# a table of tasks → who is to do what, and until when
TASKS = [
    ([["任务", "牵头单位", "完成时限"], ["建设甬江实验室", "市科技局", "2025年6月底前"]], [("宁波市科学技术局", "甬江实验室", "2025-06")]),
    ([["任务", "牵头单位"], ["建设甬江实验室", "市科技局"]], [("宁波市科学技术局", "甬江实验室", "2024")]),
    ([["任务", "完成时限"], ["建设甬江实验室", "2025年6月底前"]], [("宁波市", "甬江实验室", "2025-06")]),
]


@pytest.mark.parametrize(("rows", "tasks"), TASKS)
def test_a_table_says_who_is_to_do_what_and_until_when(rows, tasks, extract):
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    claims = extract(f"<h1>宁波市2024年科技创新任务分工方案</h1><table>{cells}</table>").claims
    assert [(c.subject.name, c.object.name, c.period) for c in claims if c.relation == "develops"] == tasks
