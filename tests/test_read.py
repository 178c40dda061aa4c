"""Reading: formats told by content, encodings decoded by us, and every bad file a finding."""

import os

import docx
import pytest

from kg.errors import InputError
from kg.read import media_type_of, read_bytes, read_file
from kg.read.files import find_files
from tests.conftest import CORPUS

TEXT = "总理朱镕基与陶喆、赵堃参加了二〇〇〇年全国科技工作会议，会议指出要加快建设创新型国家。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "gbk"])
def test_plain_text_in_every_encoding(encoding):
    readings, findings = read_bytes((TEXT + "\n").encode(encoding), "a.txt")
    assert [r.raw.lstrip("\ufeff") for r in readings] == [TEXT + "\n"]
    assert findings == []


def test_big5_text():
    text = "全國科技工作會議在北京召開，會議指出要加快建設創新型國家，並推動科技成果的轉化與應用。"
    readings, _ = read_bytes(text.encode("big5"), "a.txt")
    assert readings[0].raw == text


def test_a_page_that_says_gb2312_and_holds_more():
    page = f'<html><head><meta charset="gb2312"><title>会议</title></head><body><p>{TEXT}</p></body></html>'
    readings, findings = read_bytes(page.encode("gbk"), "a.html")
    assert TEXT in readings[0].raw
    assert findings == []


def test_line_ends_are_kept():
    assert read_bytes("一\r\n二\r\n".encode(), "a.txt")[0][0].raw == "一\r\n二\r\n"


def test_a_page_gives_its_title_day_and_source_and_no_navigation():
    readings, _ = read_file(CORPUS / "chengdu-interview.html", "x.html")
    reading = readings[0]
    assert reading.title == "让实验室的成果走上生产线——访成都市科学技术局局长江予安"
    assert (reading.date, reading.publisher) == ("2025-03-18", "成都日报")
    assert "技术合同成交额达到1800亿元" in reading.raw
    for furniture in ("不是正文", "版权所有", "备", "微信", "首页"):
        assert furniture not in reading.raw


def test_deep_nesting_loses_nothing():
    page = "<html><body>" + "<div>" * 2000 + "<p>" + TEXT + "</p>" + "</div>" * 2000 + "</body></html>"
    assert TEXT in read_bytes(page.encode(), "deep.html")[0][0].raw


def test_pdf_text_has_no_hard_wraps():
    readings, findings = read_file(CORPUS / "qingdao-notice.pdf", "n.pdf")
    assert findings == []
    assert "海洋领域国家级创新平台达到30个，涉海高新技术企业突破800家" in readings[0].raw


def test_docx_tables_row_by_row():
    readings, _ = read_file(CORPUS / "wujiang-plan.docx", "p.docx")
    assert "建设东太湖实验室 区科技局 2025年" in readings[0].raw.split("\n")


BAD = [
    (b"", "empty"), (b" \r\n\t", "empty"), (b"\xef\xbb\xbf", "empty"), (b"\x00" * 400, "empty"), (os.urandom(0) + bytes(range(256)) * 8, "unknown-format"),
    (b"%PDF-1.7 truncated", "damaged"), (b"PK\x03\x04 word/ nonsense", "damaged"), (b"<html><body></body></html>", "empty"),
    (b"PK\x03\x04 other archive", "damaged"),
]


@pytest.mark.parametrize(("data", "code"), BAD)
def test_bad_content_is_a_finding(data, code):
    readings, findings = read_bytes(data, "bad")
    assert readings == []
    assert [f.code for f in findings] == [code]
    assert findings[0].message


def test_a_docx_by_another_name_is_told_by_its_content(tmp_path):
    document = docx.Document()
    document.add_paragraph(TEXT)
    document.save(tmp_path / "x.txt")
    assert read_file(tmp_path / "x.txt", "x.txt")[0][0].raw.strip() == TEXT
    assert media_type_of((tmp_path / "x.txt").read_bytes()).endswith("wordprocessingml.document")


def test_files_come_in_the_order_of_their_names(tmp_path):
    for name in ("b.txt", "a.txt", "c/d.txt", ".hidden"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    one, _ = find_files([tmp_path])
    two, _ = find_files([tmp_path / "c", tmp_path / "b.txt", tmp_path])
    assert [name for _, name in one] == ["a.txt", "b.txt", "c/d.txt"]
    assert sorted(p for p, _ in one) == sorted(p for p, _ in two)


def test_a_fifo_and_a_folder_with_a_suffix(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "x.pdf").mkdir()
    files, findings = find_files([tmp_path])
    assert files == []
    assert [f.code for f in findings] == ["not-a-file"]


def test_a_missing_path_is_an_error(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        find_files([tmp_path / "nowhere"])
