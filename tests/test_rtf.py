r"""Rich text: code pages and \u, tables, what is hidden or deleted; damaged and hostile files are findings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.read import media_type_of, read_bytes
from kg.read.rtf import RTF
from tests.made import NAMES, RICH, escaped, hexed, rtf


def _read(data):
    readings, findings = read_bytes(data, "x.rtf")
    assert len(readings) == 1
    return readings[0], findings


T = "支持企业牵头组建创新联合体，推动成果转化。"
TEXTS = {
    "GBK": (rtf(rf"\f0 {hexed(T)}\par"), [T]),
    "GBK where a font of Latin letters is set": (rtf(rf"\f1 {hexed(T)}\par"), [T]),
    "Unicode": (rtf(rf"\f1\uc1 {escaped(T)}\par"), [T]),
    "Unicode with two bytes behind": (rtf(rf"\uc2 {escaped(T, chr(92) + chr(39) + 'a3' + chr(92) + chr(39) + 'bf')}\par"), [T]),
    "Unicode with nothing behind": (rtf(rf"\uc0 {escaped(T, ' ')}2024\par"), [T + "2024"]),
    "Unicode beyond the plane": (rtf(escaped(f"𠮷{T}")), ["𠮷" + T]),
    "Big5 in its font": (rtf(rf"\f2 {hexed('推動科技成果轉化。', 'big5')}\f0 {hexed(T)}"), ["推動科技成果轉化。" + T]),
    "Big5 by the code page": (rtf(hexed("推動科技成果轉化與應用。", "big5"), r"{\rtf1\ansi\ansicpg950 "), ["推動科技成果轉化與應用。"]),
    "GBK that no word names": (rtf(hexed(T), r"{\rtf1 "), [T]),
    "GBK that says Latin": (rtf(hexed(T), r"{\rtf1\ansi\ansicpg1252 "), [T]),
    "bytes as they are": (RICH.encode() + "科技局㐂昞乗。".encode("gb18030") + b"\\par}", ["科技局㐂昞乗。"]),
    "bytes with strokes and braces in them": (RICH.encode() + "乗\u4e5b昞".encode("gbk") + hexed(T).encode() + b"\\par}", ["乗\u4e5b昞" + T]),
    "a code page that is none": (rtf(escaped(T), r"{\rtf1\ansi\ansicpg99999 "), [T]),
    "words and signs": (rtf(rf"A\emdash B\~C\_D\{{E\}}\\F\tab G\line H\'41\-I{hexed(T)}"), ["A—B C-D{E}\\F G", "HAI" + T]),
    "paragraphs by a stroke at the end of a line": (rtf(f"A\\\nB\\\r\n{hexed(T)}"), ["A", "B", T]),
    "numbers of lists": (rtf(rf"{{\listtext\pard\plain {hexed('一、')}\tab}}{hexed(T)}\par"), ["一、 " + T]),
    "fields": (rtf(rf"{{\field{{\*\fldinst HYPERLINK x}}{{\fldrslt {hexed('科技局')}}}}}{hexed(T)}"), ["科技局" + T]),
    "both forms": (rtf(rf"{{\upr{{???}}{{\*\ud{{{escaped(T)}}}}}}}"), [T]),
    "pictures": (rtf(rf"{{\pict\pngblip 89504e47}}{{\*\shppict{{\pict 00}}}}{hexed(T)}"), [T]),
    "bytes of objects": (RICH.encode() + b"{\\object{\\*\\objdata \\bin5 }}}{}}}" + hexed(T).encode() + b"}", [T]),
    "what no reader knows": (rtf(rf"{{\*\unknown {hexed('不读')}}}\zzz9 {hexed(T)}"), [T]),
    "a box behind its paragraph": (rtf(rf"{{\shp{{\*\shpinst{{\sp{{\sn a}}{{\sv b}}}}{{\shptxt {hexed('框中。')}\par}}}}}}{hexed(T)}\par B"), [T, "框中。", "B"]),
    "a note at the end": (rtf(rf"{hexed(T)}{{\footnote {hexed('脚注。')}}}\par B"), [T, "B", "脚注。"]),
    "a mark in front": (b"\xef\xbb\xbf\r\n" + rtf(hexed(T)), [T]),
    "something behind": (rtf(hexed(T)) + b"\x00\x00junk{", [T]),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_text_in_whatever_form_it_is_written(name):
    data, lines = TEXTS[name]
    reading, findings = _read(data)
    assert reading.raw.splitlines() == lines
    assert findings == []
    assert media_type_of(data) == reading.source.media_type == RTF


def test_what_is_not_shown_is_counted_by_its_reason():
    body = rf"{{\header {hexed('页眉')}}}{hexed(T)}{{\v {hexed('藏')}}}{{\deleted {hexed('已删')}\par}}{{\revised {hexed('增')}}}{{\*\annotation {hexed('批注')}}}\v {hexed('隐')}\v0 B\par"
    reading, _ = _read(rtf(body))
    assert reading.raw == f"{T}增B\n"
    assert reading.left_out == {"comments": 2, "deleted text": 2, "hidden text": 2, "running heads": 2}


def test_the_title_of_the_properties_counts_where_the_text_has_it():
    info = rf"{{\info{{\title {hexed('科技创新工作要点')}}}{{\author {hexed('林一')}}}}}"
    assert _read(rtf(rf"{info}{hexed('示例市科技创新工作要点')}\par"))[0].title == "科技创新工作要点"
    other = _read(rtf(rf"{info}{hexed(T)}\par"))[0]
    assert (other.title, other.raw) == (None, T + "\n")


def _row(edges, *cells):
    return rf"\trowd{''.join(edges)}\pard\intbl {' '.join(hexed(c) + chr(92) + 'cell' for c in cells)}\row"


def _grids(reading):
    return [[[None if c is None else reading.raw[c.start : c.end] for c in row] for row in t.grid()] for t in reading.tables]


def test_tables_with_merged_cells():
    three = [r"\cellx1000", r"\cellx2000", r"\cellx3000"]
    body = (
        _row([r"\clvmgf\cellx1000", r"\cellx3010"], "区县", "研发经费")
        + _row([r"\clvmrg\cellx1000", *three[1:]], "", "2022年", "2023年")
        + _row(three, "鄞州区", "70", "80")
        + _row([r"\cellx1000", r"\clmgf\cellx2000", r"\clmrg\cellx3000"], "海曙区", "未报", "")
    )
    reading, _ = _read(rtf(rf"{hexed('表一')}\par {body}\pard {hexed(T)}\par"))
    assert _grids(reading) == [[["区县", "研发经费", "研发经费"], ["区县", "2022年", "2023年"], ["鄞州区", "70", "80"], ["海曙区", "未报", "未报"]]]
    assert reading.raw == f"表一\n区县 研发经费\n2022年 2023年\n鄞州区 70 80\n海曙区 未报\n{T}\n"


def test_two_tables_and_one_at_the_end():
    two = [r"\cellx1000", r"\cellx2000"]
    reading, _ = _read(rtf(rf"{_row(two, '甲', '1')}\pard B\par {_row(two, '乙', '2')}{_row(two, '丙', '3')}"))
    assert _grids(reading) == [[["甲", "1"]], [["乙", "2"], ["丙", "3"]]]


def test_a_table_in_a_cell_is_its_text():
    inner = rf"\intbl\itap2 {hexed('内一')}\nestcell {hexed('内二')}\nestcell{{\*\nesttableprops\trowd\cellx1\nestrow}}"
    reading, _ = _read(rtf(rf"\trowd\cellx1000\cellx2000\pard\intbl {hexed('外')}\cell {inner}\pard\intbl\cell\row\pard B"))
    assert _grids(reading) == [[["外", "内一\n内二"]]]


def test_paragraphs_in_a_cell_stay_lines():
    reading, _ = _read(rtf(rf"\trowd\cellx1000\cellx2000\pard\intbl {hexed('科技局')}\par {hexed('大学')}\cell B\cell\row"))
    assert _grids(reading) == [[["科技局\n大学", "B"]]]


HOSTILE = {
    "cut off": (rtf(hexed(T) * 3)[:-60], ["damaged"]),
    "cut in a character": (rtf(hexed(T))[:-3], ["damaged"]),
    "groups without end": ((RICH + hexed(T)).encode() + b"{" * 200_000, ["damaged"]),
    "ends without groups": (rtf(hexed(T)) + b"}" * 200_000, []),
    "numbers without sense": (rtf(rf"\uc999999999 \uc1\f-5\fs99999999999\u99999999 ?\bin-5 \cellx-9\cellx99999999 {hexed(T)}"), []),
    "bytes without end": ((RICH + hexed(T)).encode() + rb"\bin9999999999 xx}", ["damaged"]),
    "merged cells without a first one": (rtf(_row([r"\clvmrg\cellx1", r"\clmrg\cellx1"], T, "B", "C")), []),
    "cells without a row": (rtf(rf"{hexed(T)}\cell\cell B\cell"), []),
    "a row of ten thousand cells": (rtf(rf"\trowd\pard\intbl {hexed(T)}" + r"x\cell" * 10_000 + r"\row"), []),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_damaged_or_hostile_file_is_read_or_told(name):
    data, codes = HOSTILE[name]
    reading, findings = _read(data)
    assert T[:10] in reading.raw
    assert sorted(f.code for f in findings) == codes


@pytest.mark.parametrize("data", [b"{\\rtf1", b"{\\rtf1}", rb"{\rtf1{\pict 00}}", b"{\\rtf1\\'"])
def test_a_file_without_text_is_told(data):
    readings, findings = read_bytes(data, "x")
    assert readings == []
    assert "empty" in [f.code for f in findings]


@settings(max_examples=200)
@given(st.lists(st.sampled_from([r"\par", r"\cell", r"\row", r"\trowd", r"\cellx500", r"\clvmgf", r"\clvmrg", r"\clmrg", r"\pard", r"\intbl", "{", "}", r"\*", r"\footnote", r"\shptxt",
                                 r"\u-3913?", r"\'b9", r"\'", "\\", r"\upr", r"\ud", r"\v", r"\fonttbl", r"\f0", r"\info", r"\title", r"\nestcell", " 科", r"\bin2 ", r"\uc0"]), max_size=40))  # fmt: skip
def test_no_order_of_words_breaks(words):
    for reading in read_bytes((RICH + NAMES + " ".join(words)).encode("gb18030"), "x")[0]:
        assert all(0 <= c.start <= c.end <= len(reading.raw) for t in reading.tables for c in t.cells)
        reading.raw.encode("utf-8")
