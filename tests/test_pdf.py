"""PDF: columns, tables, vertical and turned text in the order of reading; nothing lost where no font is at hand."""

import random

import pytest

from kg.clean import clean
from kg.read import read_bytes
from tests import made
from tests.made import NAMES

FIRST = "示例市科学技术局支持示例大学建设概念验证中心，加快建设创新型城市，推动成果转化，鼓励企业牵头组建创新联合体。"
SECOND = "到二〇二七年，全市技术合同成交额突破五百亿元，新增高新技术企业三百二十家，各区要落实主体责任，完善工作机制。"
THIRD = "会议指出，要支持企业牵头组建创新联合体，推动科技成果转化，形成一批标志性成果，按季度报送进展情况，抓好落实。"


def _lines(text, width):
    return [text[i : i + width] for i in range(0, len(text), width)]


def _by_turns(columns, places, top=780, step=18, lower=0):
    """Lines of columns, drawn one of each by turns."""
    return [
        (x, top - step * i - lower * k, column[i])
        for i in range(max(map(len, columns)))
        for k, (column, x) in enumerate(zip(columns, places, strict=True))
        if i < len(column)
    ]


def _table(rows, width, places, apart=6):
    """A table of cells that are broken at a width, drawn line by line."""
    placed, top = [], 780
    for row in rows:
        cells = [_lines(cell, width) for cell in row]
        placed += _by_turns(cells, places, top)
        top -= 18 * max(map(len, cells)) + apart
    return placed


def _raw(placed, **options):
    readings, findings = read_bytes(made.pdf([placed], **options), "a.pdf")
    assert findings == []
    return readings[0].raw


TWO = [_lines(FIRST, 16), _lines(SECOND, 16)]
LONG = [_lines(FIRST + SECOND, 16), _lines(THIRD + FIRST, 16)]
INDENTED = [
    [line for text in texts for line in _lines(f"　　{text}", 16)] for texts in ((FIRST, SECOND), (THIRD, FIRST))
]
BOTH = [f"{FIRST}{SECOND}", f"{THIRD}{FIRST}"]
# How columns stand and are drawn → the lines as they are read.
COLUMNS = {
    "two": (_by_turns(TWO, (60, 310)), [FIRST, SECOND]),
    "two of three lines": (
        _by_turns(
            [
                ["示例市科技局支持示例大学建", "设概念验证中心，加快建设创", "新型城市。"],
                ["示范市科技局支持示范大学建", "设技术转移中心，推动成果的", "转化。"],
            ],
            (60, 310),
        ),
        [
            "示例市科技局支持示例大学建设概念验证中心，加快建设创新型城市。",
            "示范市科技局支持示范大学建设技术转移中心，推动成果的转化。",
        ],
    ),
    "not at one height": (_by_turns(TWO, (60, 310), lower=7), [FIRST, SECOND]),
    "of other steps": (
        [
            line
            for pair in zip(_by_turns(TWO[:1], (60,)), _by_turns(TWO[1:], (310,), step=17), strict=True)
            for line in pair
        ],
        [FIRST, SECOND],
    ),
    "three": (_by_turns([_lines(text, 11) for text in (FIRST, SECOND, THIRD)], (40, 220, 400)), [FIRST, SECOND, THIRD]),
    "under a title, over a number": (
        [(200, 800, "示例市科技创新工作要点"), *_by_turns(LONG, (60, 310), 760), (290, 60, "— 1 —")],
        ["示例市科技创新工作要点", *BOTH],
    ),
    "under a head at the left": (
        [(60, 820, "示例市公报"), *_by_turns(LONG, (60, 310), 760), (60, 60, "2")],
        ["示例市公报", *BOTH],
    ),
    "of paragraphs": (_by_turns(INDENTED, (60, 310)), [FIRST, SECOND, THIRD, FIRST]),
    "drawn one after the other": ([*_by_turns(TWO[:1], (60,)), *_by_turns(TWO[1:], (310,))], [FIRST, SECOND]),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_are_read_one_after_the_other(name):
    placed, lines = COLUMNS[name]
    assert _raw(placed).splitlines() == lines


CELLS = [(FIRST[:22], SECOND[:40]), (SECOND[:44], THIRD[:30]), (THIRD[:20], FIRST[:50]), (FIRST[:30], THIRD)]
SHORT = [
    ("建设概念验证中心", "市科技局"),
    ("组建创新联合体", "市经信局"),
    ("新增高新技术企业", "市科技局"),
    ("推动成果转化", "市教育局"),
]
FORM = [("申请单位：示例市示例大学，联系人", "电话：12345678，地址：示例路" + "一" * i) for i in range(5)]
EQUAL = [
    (f"示例市第{a}示例有限公司", f"示例市第{b}样本有限公司")
    for a, b in zip("一二三四五六", "甲乙丙丁戊己", strict=True)
]
INDICATORS = [(f"示例指标{i}", f"{i}0亿元") for i in range(1, 9)]


@pytest.mark.parametrize("rows", [SHORT, FORM, EQUAL, INDICATORS])
def test_rows_of_a_table_are_lines_with_cells(rows):
    places = (60, 310)
    (reading,), findings = read_bytes(made.pdf([_table(rows, 40, places, 0)]), "a.pdf")
    assert reading.raw.splitlines() == [" ".join(row) for row in rows]
    (table,) = reading.tables
    assert [[reading.raw[c.start : c.end] for c in row] for row in table.grid()] == [list(row) for row in rows]
    assert set(reading.block_ends) >= {i for i, c in enumerate(reading.raw[:-1]) if c == "\n"}
    assert findings == []


@pytest.mark.parametrize("apart", [0, 6])
def test_a_table_of_long_cells_is_not_torn_into_columns(apart):
    assert _raw(_table(CELLS, 16, (60, 310), apart)).splitlines() == [cell for row in CELLS for cell in row]


def test_a_table_is_told_by_its_rules_where_its_cells_are_of_like_length():
    rows = [(text[:44], other[:44]) for text, other in ((FIRST, SECOND), (SECOND, THIRD), (THIRD, FIRST))]
    placed = _table(rows, 15, (60, 310), 0)
    rules = b"".join(b"0.5 w 55 %d m 560 %d l S " % (y, y) for y in (796, 742, 688, 634))
    assert _raw(placed, drawn=rules).splitlines() == [cell for row in rows for cell in row]


def test_names_in_a_list_are_lines():
    names = [f"示例市第{n}示例有限公司" for n in "一二三四五六七"]
    assert _raw([(60, 780 - 18 * i, name) for i, name in enumerate(names)]).splitlines() == names


def _vertical(text, size, order=1):
    columns = list(enumerate(_lines(text, size)))[::order]
    return [(500 - 24 * k, 760 - 14 * i, c) for k, column in columns for i, c in enumerate(column)]


@pytest.mark.parametrize("order", [1, -1])
def test_vertical_text_is_read_from_right_to_left(order):
    assert _raw(_vertical(FIRST, 20, order)) == f"{FIRST}\n"


TURNS = {0: b"1 0 0 1", 90: b"0 1 -1 0", 180: b"-1 0 0 -1", 270: b"0 -1 1 0"}
LINES = _lines(FIRST, 16)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("turn", TURNS)
def test_turned_pages_are_read_as_their_text_runs(turn, rotate):
    place = {
        0: lambda i: (60, 700 - 20 * i),
        90: lambda i: (100 + 20 * i, 100),
        180: lambda i: (560, 100 + 20 * i),
        270: lambda i: (500 - 20 * i, 800),
    }[turn]
    placed = [(*place(i), line) for i, line in enumerate(LINES)]
    assert _raw(placed, turn=TURNS[turn], rotate=b"/Rotate %d" % rotate) == f"{FIRST}\n"


def test_columns_of_a_turned_page():
    placed = [
        line for i in range(len(TWO[0])) for line in ((100 + 20 * i, 60, TWO[0][i]), (100 + 20 * i, 310, TWO[1][i]))
    ]
    assert _raw(placed, turn=TURNS[90], rotate=b"/Rotate 90").splitlines() == [FIRST, SECOND]


def test_a_page_that_is_drawn_from_its_foot():
    assert _raw([(60, 700 - 20 * i, line) for i, line in reversed(list(enumerate(LINES)))]) == f"{FIRST}\n"


# The fonts of these files are not at hand; pdfium passes over characters that stand alone or repeat each other there.
def test_no_character_is_lost_where_no_font_is_at_hand():
    single = [(60 + 13 * i, 780, c) for i, c in enumerate(FIRST[:30])]
    assert _raw(single) == f"{FIRST[:30]}\n"
    assert _raw([*single, (60, 740, THIRD[:24])]) == f"{FIRST[:30]}{THIRD[:24]}\n"
    rows = [
        (x, 780 - 18 * i, text) for i in range(4) for x, text in ((60, f"{i + 1}、建设示例实验室"), (310, "市科技局"))
    ]
    assert _raw(rows).count("市科技局") == 4


def test_text_that_is_drawn_twice_to_be_bold_is_read_once():
    assert _raw([(60, 780, FIRST[:30]), (60, 780, FIRST[:30])]) == f"{FIRST[:30]}\n"
    assert _raw([(60 + 13 * i, 780, c) for i, c in enumerate(FIRST[:30]) for _ in range(2)]) == f"{FIRST[:30]}\n"


def test_fonts_that_name_bytes_of_gbk_as_latin_letters_are_put_right():
    letters = NAMES.replace("镕", "荣").encode("gbk").decode("latin-1")
    readings, findings = read_bytes(made.pdf([_lines(letters, 30)]), "a.pdf")
    assert readings[0].raw.replace("\n", "") == NAMES.replace("镕", "荣")
    assert [f.code for f in findings] == ["mojibake-mended"]


@pytest.mark.parametrize(
    "placed",
    [
        [(60, 780, "支持X田示例中心。")],
        [(60 + 14 * i, 780, c) for i, c in enumerate("支持X田示例中心。")],
        [(500, 780 - 14 * i, c) for i, c in enumerate("支持X田示例中心。")],
    ],
)
def test_characters_beyond_the_first_plane(placed):
    data = made.pdf([placed])
    length = int(data.split(b"5 0 obj\n<< /Length ")[1].split(b" ")[0])
    data = data.replace(b"5 0 obj\n<< /Length %d" % length, b"5 0 obj\n<< /Length %d" % (length + 4)).replace(
        b"<0058> <0058>", b"<0058> <D842DFB7>"
    )
    assert read_bytes(data, "a.pdf")[0][0].raw == "支持𠮷田示例中心。\n"


def test_files_that_are_attached_to_a_pdf_are_told():
    data = made.pdf([[NAMES]]).replace(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles "
        b"<< /Names [(a.docx) << /Type /Filespec /F (a.docx) >>] >> >> >>",
    )
    readings, findings = read_bytes(data, "a.pdf")
    assert readings[0].raw == f"{NAMES}\n"
    assert [f.code for f in findings] == ["text-left-out"]
    assert "a.docx" in findings[0].message


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("⽀持⾼新区建设概念验证中⼼，⻓三⾓⼀体化。", "支持高新区建设概念验证中心,长三角一体化。"),
        ("——投入占比3.5%—3.8%，企业达5000—5500家。", "——投入占比3.5%—3.8%,企业达5000—5500家。"),
    ],
)
def test_radicals_and_dashes(line, text):
    reading = read_bytes(made.pdf([[line]]), "a.pdf")[0][0]
    assert reading.raw == f"{line}\n"
    assert clean(reading)[0].text.strip() == text


def test_text_outside_of_the_page_is_counted():
    reading = read_bytes(made.pdf([[NAMES[:24], (700, 600, SECOND[:20]), (60, 500, NAMES[24:])]]), "a.pdf")[0][0]
    assert SECOND[:20] not in reading.raw
    assert reading.left_out == {"outside the page": 20}


def test_any_placing_of_lines_keeps_every_character():
    chance = random.Random(11)
    for _ in range(40):
        lines = [FIRST[chance.randrange(20) : chance.randrange(22, 40)][:26] for _ in range(chance.randrange(1, 30))]
        heights = chance.sample(range(20, 820, 20), len(lines))
        placed = [(chance.randrange(20, 200), height, line) for line, height in zip(lines, heights, strict=True)]
        readings, _ = read_bytes(made.pdf([placed]), "a.pdf")
        assert sorted("".join(readings[0].raw.split())) == sorted("".join(lines))


def test_rows_in_columns_of_any_width_keep_every_character():
    chance = random.Random(12)
    for _ in range(40):
        widths = [chance.randrange(4, 18) for _ in range(chance.randrange(1, 4))]
        columns = [
            _lines((FIRST + SECOND + THIRD)[chance.randrange(60) : chance.randrange(70, 160)], width)
            for width in widths
        ]
        placed = _by_turns(
            columns,
            [30 + 190 * k for k in range(len(widths))],
            step=chance.choice((16, 18, 24)),
            lower=chance.randrange(9),
        )
        readings, _ = read_bytes(made.pdf([placed]), "a.pdf")
        assert sorted("".join(readings[0].raw.split())) == sorted("".join("".join(column) for column in columns))
