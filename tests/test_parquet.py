"""Parquet: rows with a text are documents, whatever the column is called; damage is told."""

import datetime
import io
from decimal import Decimal

import pytest

import kg
from kg.limits import Limits
from kg.read import media_type_of, read_bytes
from tests.made import NAMES

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")
SECOND = "2024年，示例市技术合同成交额突破500亿元，新增高新技术企业320家。"


def table(rows, **options):
    buffer = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(rows), buffer, **options)
    return buffer.getvalue()


def read(data, **limits):
    readings, findings = read_bytes(data, "a.parquet", Limits(**limits))
    return readings, sorted((f.code, f.where) for f in findings)


@pytest.mark.parametrize(("rows", "found"), [
    ([{"text": NAMES}, {"text": SECOND}], [(":1", NAMES), (":2", SECOND)]),
    ([{"id": 7, "正文": NAMES, "n": None}], [(":1", NAMES)]),
    ([{"content": {"rendered": NAMES}, "raw": b"\xff\x00"}], [(":1", NAMES)]),
    ([{"paragraphs": [NAMES, SECOND]}], [(":1", f"{NAMES}\n{SECOND}")]),
    ([{"text": NAMES}] * 200 + [{"text": SECOND}], [*((f":{i}", NAMES) for i in range(1, 201)), (":201", SECOND)]),
])
def test_each_row_is_a_document(rows, found):
    readings, findings = read(table(rows, compression="zstd"))
    assert [(r.source.name.removeprefix("a.parquet"), r.raw.strip()) for r in readings] == found
    assert findings == []


def test_columns_tell_what_a_document_is():
    row = {"text": NAMES, "标题": "题目在此", "pubDate": datetime.date(2024, 3, 11), "url": "https://example.org/a",
           "来源": "示例市科学技术局", "n": Decimal("1.5"), "at": datetime.datetime(2024, 3, 11, 8)}
    (reading,), findings = read(table([row]))
    assert (reading.title, reading.date, reading.url, reading.publisher) == (
        "题目在此", "2024-03-11", "https://example.org/a", "示例市科学技术局")
    assert findings == []


@pytest.mark.parametrize(("data", "found"), [
    (table([{"text": NAMES}])[:-20] + b"PAR1", [("damaged", "a.parquet")]),
    (b"PAR1 nothing PAR1", [("damaged", "a.parquet")]),
    (table([{"n": 1}]), [("damaged", "a.parquet:1")]),
    (table([{"text": NAMES}]).replace(b"PAR1", b"PAR2"), [("unknown-format", "a.parquet")]),
])
def test_what_is_no_table_of_texts_is_told(data, found):
    readings, findings = read(data)
    assert (readings, findings) == ([], found)


def test_rows_that_expand_beyond_the_limit_are_left_out_and_told():
    """A dictionary makes a small file of many texts."""
    data = table([{"text": f"{NAMES}{SECOND}" * 20}] * 3000)
    assert len(data) < 20_000
    readings, findings = read(data, max_expanded=1)
    assert 0 < len(readings) < 3000
    assert findings == [("too-large", "a.parquet")]


@pytest.mark.slow
def test_a_file_is_read_within_the_memory_of_a_document(tmp_path):
    (tmp_path / "a.parquet").write_bytes(table([{"text": NAMES}, {"text": SECOND}]))
    graph = kg.build([tmp_path], workers=1, limits=Limits(max_memory=600))
    assert [f for f in graph.findings if f.severity == "error"] == []
    assert len(graph.view.documents) == 2


def test_a_table_is_known_by_what_it_holds():
    assert media_type_of(table([{"text": NAMES}])) == "application/vnd.apache.parquet"
