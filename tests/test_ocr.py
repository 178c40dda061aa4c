"""Scans: what text recognition reads has its page and box, is told as such, and is the same each time."""

import io
import json

import numpy as np
import pytest

import kg
from kg.clean import clean
from kg.extract import make_extractor
from kg.limits import Limits
from kg.places import Places
from kg.read import media_type_of, ocr, open_bytes, read_bytes
from kg.read.ocr import Seen
from kg.record import make_record
from kg.worker import read_item
from tests import made, strokes
from tests.conftest import RECOGNISES

INSTALLED = RECOGNISES() is not None
needs_ocr = pytest.mark.skipif(not INSTALLED, reason="kechuang[ocr] is not installed")

# ---- where it is not installed ----


@pytest.mark.parametrize("data", [strokes.png(), strokes.tiff(strokes.LINES), b"\xff\xd8\xff\xe0\x00\x10JFIF", b"GIF89a", b"MM\x00*\x00"], ids=["png", "tiff", "jpeg", "gif", "tiff of Motorola"])  # fmt: skip
def test_without_recognition_it_is_told_how_a_picture_can_be_made_readable(data):
    readings, findings = read_bytes(data, "x")
    assert readings == []
    assert [(f.severity, f.code) for f in findings] == [("error", "unknown-format")]
    assert findings[0].message == "a picture; its text can be recognised: pip install 'kechuang[ocr]'"


@pytest.mark.parametrize(("data", "read"), [(strokes.pdf(), False), (made.scan(), False), (made.pdf([[made.NAMES], [], []]), True)])
def test_without_recognition_it_is_told_how_a_scan_can_be_made_readable(data, read):
    readings, findings = read_bytes(data, "x.pdf")
    assert bool(readings) is read
    assert [f.code for f in findings] == ["no-text-layer"]
    assert "pip install 'kechuang[ocr]'" in findings[0].message


# ---- what becomes of the lines that an engine gives ----


@pytest.fixture
def seen(monkeypatch):
    """A function that says what is seen on the pages that come."""

    def put(*pages):
        left = list(pages)
        monkeypatch.setattr(ocr, "by", lambda: "RapidOCR 0")
        monkeypatch.setattr(ocr, "see", lambda pixels: left.pop(0))

    return put


def line(text, left, top, right, bottom=None, score=0.99):
    return Seen(text, score, left, top, right, top + 20 if bottom is None else bottom)


def _read(pages=1, limits=None, **more):
    readings, findings = read_bytes(strokes.pdf(pages=pages, **more), "x.pdf", limits or Limits())
    assert len(readings) == 1
    reading = readings[0]
    said = [(reading.raw[p.start : p.end], p.page) for p in reading.recognised.places]
    assert all(p.end <= len(reading.raw) and "\n" not in reading.raw[p.start : p.end] for p in reading.recognised.places)
    return reading, findings, said


TITLE, FIRST, SECOND = "宁波市科学技术局工作要点", "会议指出，要支持企业牵头组建创新联合体，推动成果转", "化，完善政策体系。"


def test_lines_are_joined_and_keep_their_places(seen):
    seen([line(TITLE, 150, 50, 400), line(FIRST, 50, 100, 550), line(SECOND, 50, 130, 250)])
    reading, findings, said = _read()
    assert reading.raw == f"{TITLE}\n{FIRST}{SECOND}\n"
    assert said == [(TITLE, 1), (FIRST, 1), (SECOND, 1)]
    unit = 72 / 200
    assert reading.recognised.places[1].box == tuple(round(edge * unit, 1) for edge in (50, 100, 550, 120))
    assert (reading.recognised.by, reading.recognised.confidence, reading.recognised.doubtful) == ("RapidOCR 0", 0.99, 0)
    assert [(f.severity, f.code) for f in findings] == [("info", "ocr")]
    assert findings[0].message == "read by text recognition (RapidOCR 0): 3 lines on 1 pages, mean confidence 0.99"


def test_what_is_doubtful_is_told_and_what_is_unsure_left_out(seen):
    seen([line(TITLE, 50, 50, 400), line("支待企业创新", 50, 100, 300, score=0.7), line("甲由申", 50, 150, 100, score=0.3)])
    reading, findings, said = _read()
    assert said == [(TITLE, 1), ("支待企业创新", 1)]
    assert reading.left_out == {"unsure recognition": 3}
    assert reading.recognised.doubtful == 1
    assert [f.code for f in findings] == ["ocr", "ocr-doubtful"]
    assert "1 of 2 recognised lines are doubtful (confidence below 0.8), the first on page 1: “支待企业创新”" in findings[1].message


def test_tables_and_equal_cells_have_their_places(seen):
    rows = [["区县", "2022年", "2023年"], ["鄞州区", "70", "80"], ["海曙区", "80", "70"], ["江北区", "70", "70"]]
    seen([line(cell, 50 + 200 * j, 100 + 40 * i, 120 + 200 * j) for i, row in enumerate(rows) for j, cell in enumerate(row)])
    reading, _, said = _read()
    (table,) = reading.tables
    assert [[reading.raw[c.start : c.end] for c in row] for row in table.grid()] == rows
    assert [text for text, _ in said] == [cell for row in rows for cell in row]
    tops = [p.box[1] for p in reading.recognised.places]
    assert tops == sorted(tops)


def test_columns_are_read_one_after_the_other(seen):
    one = "会议指出，要支持企业牵头组建创新联合体，推动成果转化，完善政策体系，加快建设创新型城市，支持高新区建设概念验证中心，服务中小企业。"
    other = "各区县要落实主体责任，细化任务分工，建立工作台账，按季度报送进展，市科技局负责统筹协调，定期开展评估，及时总结推广好经验好做法等。"
    left, right = ([text[i : i + 13] for i in range(0, 65, 13)] for text in (one, other))
    seen([line(text, x, 100 + 30 * i, x + 400) for i in range(5) for x, text in ((50, left[i]), (520, right[i]))])
    reading, _, said = _read()
    assert "".join(reading.raw.split()) == "".join(left + right)
    assert [text for text, _ in said] == left + right


def test_pages_keep_their_numbers_and_running_heads_go(seen):
    seen(*([line("示例市工作报告", 50, 20, 200), line(f"第{n}页的一句话在这里，它说明一件事。", 50, 100, 400), line(f"— {i} —", 300, 900, 330)] for i, n in enumerate("一二三", start=1)))
    reading, _, said = _read(pages=3)
    assert said == [(f"第{n}页的一句话在这里，它说明一件事。", i) for i, n in enumerate("一二三", start=1)]
    assert reading.left_out["running heads"] == 21


def test_a_page_with_a_number_over_a_picture_is_a_scan(seen):
    seen([line(TITLE, 50, 50, 400)])
    picture = b"q 595 0 0 842 0 0 cm BI /W 8 /H 8 /BPC 1 /CS /G ID \xaa\x55\xaa\x55\xaa\x55\xaa\x55 EI Q "
    readings, _ = read_bytes(made.pdf([["— 1 —"]], drawn=picture), "x.pdf")
    assert readings[0].raw == TITLE + "\n"


def test_a_page_of_text_is_not_recognised(seen):
    seen()
    readings, findings = read_bytes(made.pdf([[made.NAMES]]), "x.pdf")
    assert (readings[0].raw, readings[0].recognised, findings) == (made.NAMES + "\n", None, [])


def test_more_pages_than_time_allows_are_told(seen):
    seen([line(TITLE, 50, 50, 400)], [line("第二页的话。", 50, 50, 400)])
    _, findings, said = _read(pages=5, limits=Limits(max_seconds=20))
    assert [page for _, page in said] == [1, 2]
    assert [f.code for f in findings] == ["ocr", "no-text-layer"]
    assert "3 more pages hold pictures, the first page 3" in findings[1].message
    assert "--max-seconds" in findings[1].message


def test_nothing_recognised_is_told(seen):
    seen([], [])
    readings, findings = read_bytes(strokes.pdf(pages=2), "x.pdf")
    assert (readings, [f.code for f in findings]) == ([], ["no-text-layer"])
    assert "in which no text was recognised" in findings[0].message


def test_the_places_pass_cleaning(seen):
    seen([line("寧波市科學技術局支持寧波大學建設甬江實驗室。", 50, 50, 400)])
    reading = _read()[0]
    document = clean(reading)[0]
    assert document.recognised is reading.recognised
    assert document.raw == reading.raw


def test_evidence_tells_its_page_and_place(seen, ontology):
    seen([line("宁波市科学技术局2024年工作要点", 100, 50, 500), line("支持宁波大学建设甬江实验室。", 50, 100, 400)])
    outcome = read_item(next(open_bytes(strokes.pdf(), "a.pdf", Limits())), make_extractor(ontology))[0][0]
    told = json.loads(json.dumps(make_record(outcome, ontology).about))["recognised"]
    assert {**told, "places": None} == {"by": "RapidOCR 0", "confidence": 0.99, "lines": 2, "doubtful": 0, "places": None}
    places = Places([make_record(outcome, ontology).about])
    claim = next(c for c in outcome.extraction.claims if c.relation == "supports")
    document = outcome.extraction.document
    start, end = document.raw_span(claim.start, claim.end)
    assert places.boxes(document.id, start, end) == {1: (18.0, 36.0, 144.0, 43.2)}
    assert places.told(document.id, start, end) == ", recognised on page 1 at 18, 36, 144, 43.2"
    assert places.told("other", 0, 9) == ""


# ---- the engine itself ----


@pytest.fixture
def engine(monkeypatch):
    """Recognition as it is installed."""
    monkeypatch.setattr(ocr, "by", RECOGNISES)


def _page(data, name="x"):
    readings, findings = read_bytes(data, name)
    assert len(readings) == 1
    return readings[0], findings


@needs_ocr
@pytest.mark.parametrize("data", [strokes.pdf(), strokes.png(), strokes.tiff(strokes.LINES)], ids=["pdf", "png", "tiff"])
def test_lines_that_are_drawn_are_read_where_they_stand(data, engine):
    reading, findings = _page(data)
    assert reading.raw.splitlines() == strokes.LINES
    assert reading.source.media_type == media_type_of(data)
    assert [f.code for f in findings] == ["ocr"]
    assert reading.recognised.confidence > 0.9
    scale = 1.0 if reading.source.media_type == "application/pdf" else 1.5
    for number, place in enumerate(reading.recognised.places):
        left, top, right, bottom = (edge / scale for edge in place.box)
        assert (left, right) == pytest.approx((60, 285), abs=9)
        assert (top, bottom) == pytest.approx((62 + 60 * number, 92 + 60 * number), abs=9)
        assert reading.raw[place.start : place.end] == strokes.LINES[number]


@needs_ocr
def test_the_same_picture_gives_the_same_reading(engine):
    ocr._engine.cache_clear()
    one = _page(strokes.png())
    ocr._engine.cache_clear()
    assert _page(strokes.png()) == one


@needs_ocr
@pytest.mark.slow
def test_pages_of_a_picture_and_pictures_of_other_forms(engine):
    from PIL import Image, ImageOps

    reading, _ = _page(strokes.tiff(strokes.LINES[:1], strokes.LINES[1:]))
    assert [p.page for p in reading.recognised.places] == [1, 2]
    picture = Image.fromarray(strokes.pixels())
    forms = {"JPEG": {"quality": 90}, "BMP": {}, "GIF": {}, "WEBP": {"lossless": True}}
    for form, options in forms.items():
        out = io.BytesIO()
        picture.save(out, form, **options)
        assert _page(out.getvalue())[0].raw.splitlines() == strokes.LINES, form
    out, turned = io.BytesIO(), Image.Exif()
    turned[274] = 6  # shown turned to the right
    picture.rotate(90, expand=True).save(out, "JPEG", exif=turned)
    reading = _page(out.getvalue())[0]
    assert reading.raw.splitlines() == strokes.LINES
    assert reading.recognised.places[0].box[0] == pytest.approx(90, abs=12)
    clear = Image.new("RGBA", picture.size, "black")
    clear.putalpha(ImageOps.invert(picture.convert("L")))  # black on nothing
    out = io.BytesIO()
    clear.save(out, "PNG")
    assert _page(out.getvalue())[0].raw.splitlines() == strokes.LINES


@pytest.mark.parametrize("shape", [(5, 5, 3), (13, 3000, 3), (3000, 13, 3)])
def test_a_picture_in_which_no_line_can_stand_is_not_looked_at(shape):
    assert ocr.see(np.zeros(shape, np.uint8)) == []


BAD = {
    "cut off": (strokes.png()[:900], ["damaged"]),
    "no picture behind its first bytes": (b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02" * 60, ["damaged"]),
    "a bomb": (strokes.png(size=(60_000, 60_000)), ["too-large"]),
    "blank": (strokes.png([]), ["empty"]),
    "TIFF cut off": (strokes.tiff(strokes.LINES)[:5000], ["damaged"]),
    "JPEG of nothing": (b"\xff\xd8\xff\xe0\x00\x10JFIF", ["damaged"]),
}


@needs_ocr
@pytest.mark.parametrize("name", BAD)
def test_a_damaged_or_hostile_picture_is_told(name, engine):
    data, codes = BAD[name]
    readings, findings = read_bytes(data, "x.png")
    assert readings == []
    assert [f.code for f in findings] == codes
    assert all(len(f.message.splitlines()) == 1 for f in findings)


@needs_ocr
@pytest.mark.slow
def test_scans_are_read_within_the_memory_of_a_document(tmp_path):
    (tmp_path / "a.png").write_bytes(strokes.png())
    (tmp_path / "b.pdf").write_bytes(strokes.pdf())
    report = kg.build([tmp_path], workers=1).report
    assert [f["code"] for f in report["findings"]] == ["ocr", "ocr"]
    for document in report["documents"]:
        told = document["recognised"]
        assert (told["lines"], told["doubtful"], len(told["places"])) == (2, 0, 2)
        assert told["places"][0][:3] == [0, 7, 1]
    json.dumps(report["documents"])
