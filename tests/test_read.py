"""Reading: formats told by content, encodings decoded by us, every bad file a finding, and no text lost without a word."""

import http.server
import json
import os
import threading
import zipfile

import pytest

from kg.errors import InputError
from kg.limits import Limits
from kg.read import media_type_of, ocr, read_bytes, read_file
from kg.read.files import find_files
from tests import layouts, made, sheets, slides, strokes
from tests.conftest import CORPUS, RECOGNISES
from tests.made import NAMES, hexed, rtf

HAN = "镕堃喆"
LONG = (NAMES + "\n") * 3
TRADITIONAL = "會議由朱鎔安主持，趙堃、陶喆參加，強調要加快建設創新型城市，並推動科技成果的轉化與應用。"
UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk")
NEWS = ("<div class='nav'><ul><li><a href='/'>首页</a></li><li><a href='/x'>政务公开</a></li><li><a href='/y'>互动交流</a></li></ul></div>"
        "<h1>示例市科技创新大会召开</h1><div class='info'>发布时间：2024-03-11 来源：示例日报 作者：林一 字号：大 中 小</div>"
        f"<div class='content'><p>{NAMES}</p><p>会议指出，要支持企业牵头组建创新联合体，推动成果转化。</p>"
        "<figure><img src='a.jpg'><figcaption>图为会议现场。</figcaption></figure><p>（责任编辑：王二）</p></div>"
        "<div class='share'>分享到： 微信 微博 QQ空间</div><div class='footer'>主办单位：示例市人民政府 版权所有 示ICP备00000000号</div>")
GOVERNMENT = made.page(f"<div><a href='/'>首页</a> 无关的一句话，不是正文。</div><!--ContentStart--><p>{NAMES}</p><p>正文第二段。</p><!-- ContentEnd --><p>相关文章的一句话，也不是正文。</p>",
                       head="<meta name='ArticleTitle' content='示例市科技创新工作要点'><meta name='PubDate' content='2023-05-06 10:00'>"
                            "<meta name='ContentSource' content='示例市科学技术局'><meta name='Author' content='林一'><title>示例市科技创新工作要点_示例市人民政府</title>")


def _html(encoding, declared):
    return made.page(f"<p>{NAMES}</p>", charset=declared).encode(encoding)


def _line(**record):
    return json.dumps(record, ensure_ascii=False)


# What a file holds → what its text must hold, and the findings that it must give (all of them).
INPUTS = [
    *((f"text {e}", LONG.encode(e), [HAN[0], HAN[1], HAN[2], NAMES], []) for e in UNICODE),
    *((f"page {e}", _html(e, e), [NAMES], []) for e in ("utf-8", "gb18030", "gbk", "utf-16")),
    *((f"page in {e} that says {d}", _html(e, d), [NAMES], []) for e, d in (("gbk", "gb2312"), ("gb18030", "gb2312"), ("utf-8", "gb2312"), ("utf-8", "gbk"), ("gbk", "utf-8"),
                                                                            ("gbk", "no-such-charset"), ("gbk", None), ("utf-8", None))),
    *((f"JSON lines {e}", (_line(text=NAMES, title="题目在此") + "\n").encode(e), [NAMES], []) for e in ("utf-8", "utf-8-sig", "gb18030", "utf-16")),
    *((f"Markdown {e}", f"# 工作要点\n\n{LONG}".encode(e), [NAMES, "# 工作要点"], []) for e in ("utf-8", "gb18030")),
    ("text big5", TRADITIONAL.encode("big5hkscs"), [TRADITIONAL], []),
    ("page big5", made.page(f"<p>{TRADITIONAL}</p>", charset="big5").encode("big5hkscs"), [TRADITIONAL], []),
    ("text of ten characters in gbk", "支持雄安新区建设。".encode("gbk"), ["支持雄安新区建设。"], []),
    ("four-byte characters of GB 18030", f"𠮷田。{NAMES}".encode("gb18030"), ["𠮷田", NAMES], []),
    ("one wrong byte in UTF-8", LONG.encode()[:200] + b"\xff" + LONG.encode()[200:], ["陶喆参加"], ["undecodable"]),
    *((f"UTF-8 that lost byte {i}", LONG.encode()[:i] + LONG.encode()[i + 1:], ["陶喆参加"], ["undecodable"]) for i in (10, 100, 151)),
    ("one wrong byte in GBK", LONG.encode("gbk") + b"\xff\xff" + LONG.encode("gbk"), [NAMES], ["undecodable"]),
    ("UTF-8 cut in a character", LONG.encode()[:-3], [NAMES], ["undecodable"]),
    ("UTF-16 without a mark, cut in a character", LONG.encode("utf-16-be")[:-1], [NAMES], ["undecodable"]),
    ("UTF-16 with half a character", f"{NAMES}\ud83d{NAMES}".encode("utf-16-be", "surrogatepass"), [NAMES], ["undecodable"]),
    ("UTF-16 with pictures", f"{NAMES[:20]}👩\u200d👩\u200d👧🇨🇳{NAMES}".encode("utf-16"), [NAMES], []),
    ("a mark of UTF-8 before GB 18030", b"\xef\xbb\xbf" + NAMES.encode("gb18030"), [NAMES], []),
    ("signs of a terminal", f"\x1b[31m{NAMES}\x1b[0m\x07".encode(), [NAMES], []),
    ("UTF-16 cut in a character", LONG.encode("utf-16")[:-1], [NAMES], ["undecodable"]),
    ("line ends of Windows", LONG.replace("\n", "\r\n").encode(), [NAMES + "\r\n"], []),
    ("line ends of old Macs", LONG.replace("\n", "\r").encode(), [NAMES + "\r"], []),
    ("zero bytes behind the text", LONG.encode() + b"\x00" * 4096, [NAMES], []),
    ("a zero byte in the text", LONG.encode().replace("。".encode(), "。\x00".encode(), 1), [NAMES], []),
    ("one line of 3 MB", NAMES.encode() * 23_000, [NAMES * 100], []),
    ("news page", made.page(NEWS, head="<title>示例市科技创新大会召开_示例市人民政府</title>").encode(), [NAMES, "示例市科技创新大会召开"], []),
    ("government page", GOVERNMENT.encode(), [NAMES, "正文第二段。"], []),
    ("page of a form of ASP.NET", made.page(f"<form id='aspnetForm'><div><p>{NAMES}</p></div></form>").encode(), [NAMES], []),
    ("page without html", f"<div><p>{NAMES}</p></div>".encode(), [NAMES], []),
    ("page of XHTML", ('<?xml version="1.0" encoding="gb2312"?>' + made.page(f"<p>{NAMES}</p>")).encode("gbk"), [NAMES], []),
    ("page with ruby", made.page(f"<p>{NAMES}砀<ruby>山<rt>shān</rt></ruby>县。</p>").encode(), ["砀山县。"], []),
    ("page with a table", made.page(f"<p>{NAMES}</p><table><tr><th>任务</th><th>单位</th></tr><tr><td><p>建设实验室</p></td><td><p>科技局</p></td></tr></table>").encode(),
     ["任务 单位\n建设实验室 科技局"], []),
    ("page laid out by tables", made.page(f"<table><tr><td><table><tr><td><p>{NAMES}</p><p>第二段在此。</p></td></tr></table></td></tr></table>").encode(), [NAMES + "\n第二段在此。"], []),
    ("page cut off", made.page(f"<p>{NAMES}</p>").encode()[:-16], [NAMES], []),
    *((f"page of {n} levels", made.page("<div>" * n + f"<p>{LONG * 5}</p>" + "</div>" * n).encode(), [NAMES], codes) for n, codes in ((255, []), (300, []), (1500, []), (9000, ["deep-page"]))),
    ("page with one node of 12 MB", made.page(f"<p>{NAMES * 90_000}</p><p>结尾一句。</p>").encode(), [NAMES * 100, "结尾一句。"], []),
    ("page with hidden text", made.page(f"<p>{NAMES}</p><p style='display:none'>看不见。</p><script>var a = '脚本';</script>").encode(), [NAMES], []),
    ("PDF", made.pdf([[NAMES[:24], NAMES[24:]]]), [NAMES], []),
    ("PDF with heads and numbers", made.pdf([["示例市工作报告", f"第{n}项任务：", NAMES[:24], NAMES[24:], f"第{n}项到此为止。", f"— {i} —"] for i, n in enumerate("一二三四", start=1)]), [NAMES], []),
    ("PDF with spaced characters", made.pdf([["加 快 建 设 创 新 型 城 市， 支 持 高 新 区。"]]), ["加快建设创新型城市，支持高新区。"], []),
    ("PDF broken over pages", made.pdf([["会议由朱镕安主持，赵堃、陶喆参加，强调要加快建设", "— 1 —"], ["创新型城市，支持高新区建设概念验证中心。", "— 2 —"]]), [NAMES], []),
    ("scan", made.scan(), [], ["no-text-layer"]),
    ("PDF with a scanned page", made.pdf([[NAMES], [], []]), [NAMES], ["no-text-layer"]),
    ("PDF with a password", made.pdf([[NAMES]], password="geheim"), [], ["encrypted"]),
    ("PDF cut off", made.pdf([[NAMES]])[:300], [], ["damaged"]),
    ("PDF of one line", b"%PDF-1.7 truncated", [], ["damaged"]),
    ("Word", made.word(NAMES, table=[("建设实验室", "科技局")]), [NAMES, "建设实验室 科技局"], []),
    ("Word with a line break", made.word("第一行。\n第二行。"), ["第一行。\n第二行。"], []),
    ("Word without text", made.word(""), [], ["empty"]),
    ("Word cut off", made.word(NAMES)[:2000], [], ["damaged"]),
    ("Word that is none", b"PK\x03\x04 word/ nonsense", [], ["damaged"]),
    ("archive", made.archive([("b/通知.txt", LONG.encode("gbk")), ("a.html", made.page(f"<p>{NAMES}</p>").encode()), ("c.docx", made.word(NAMES))]), [NAMES], []),
    ("archive in an archive", made.archive([("x.zip", made.archive([("y.txt", LONG.encode())]))]), [NAMES], []),
    ("archive named in GBK", made.archive([("通知.txt".encode("gbk"), LONG.encode())]), [NAMES], []),
    ("archive of a Word file as it is", made.archive([("c.docx", made.word(NAMES))], stored=True), [NAMES], []),
    ("archive with ../", made.archive([("../../../etc/cron.d/x.txt", LONG.encode()), ("/root/y.txt", NAMES.encode())]), [NAMES], []),
    ("archive that is a bomb", made.archive([("a.txt", b"\x41" * 40_000_000), ("b.txt", LONG.encode())]), [NAMES], ["too-large"]),
    ("Word that is a bomb", made.archive([("[Content_Types].xml", b"x"), ("word/document.xml", b" " * 40_000_000)]), [], ["too-large"]),
    ("archive with a password", made.locked_archive(), [], ["encrypted"]),
    ("archive cut off", made.archive([("a.txt", LONG.encode())])[:90], [], ["damaged"]),
    ("archive with a wrong sum", made.archive([("a.txt", LONG.encode())], stored=True).replace("陶喆".encode(), "陶吉".encode(), 1), [], ["damaged"]),
    ("archive without members", made.archive([]), [], ["empty"]),
    ("archive five deep", made.archive([("1.zip", made.archive([("2.zip", made.archive([("3.zip", made.archive([("4.txt", LONG.encode())]))]))]))]), [], ["too-deep"]),
    ("Excel", sheets.workbook({"指标": [["区县", "企业数"], ["鄞州区", 1200]], "说明": [[NAMES]]}), ["区县 企业数\n鄞州区 1200", NAMES], []),
    ("Excel cut off", sheets.workbook({"说明": [[NAMES]]})[:900], [], ["damaged"]),
    ("Excel without a workbook", made.archive([("[Content_Types].xml", b""), ("xl/workbook.xml", b"")]), [], ["damaged"]),
    ("Excel in binary", made.archive([("xl/workbook.bin", b"")]), [], ["unknown-format"]),
    ("JSON lines with a bad one", "\n".join([_line(text=NAMES, url="https://example.org/1", date="2024/3/1"), "{not json", _line(title="无"), _line(text=" ")]).encode(),
     [NAMES], ["damaged", "damaged", "empty"]),
    ("JSON lines with half a character", b'{"text": "' + NAMES.encode() + b'\\ud83d end"}\n', [NAMES], ["undecodable"]),
    ("nothing", b"", [], ["empty"]),
    ("blanks", b" \r\n\t", [], ["empty"]),
    ("a mark only", b"\xef\xbb\xbf", [], ["empty"]),
    ("a mark of UTF-16 only", b"\xff\xfe", [], ["empty"]),
    ("zero bytes", b"\x00" * 400, [], ["empty"]),
    ("page without text", b"<html><body><div></div></body></html>", [], ["empty"]),
    ("bytes", bytes(range(256)) * 8, [], ["unknown-format"]),
    ("old Word", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, [], ["unknown-format"]),
    ("Word with a password", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), [], ["encrypted"]),
    ("OFD", layouts.package(layouts.lines("工作要点", NAMES[:30], NAMES[30:])), ["工作要点\n" + NAMES], []),
    ("OFD of pictures", layouts.package(layouts.layer('<ofd:ImageObject ID="5" Boundary="0 0 210 297" ResourceID="7"/>')), [], ["no-text-layer"]),
    ("OFD cut off", layouts.package(layouts.lines(NAMES))[:500], [], ["damaged"]),
    ("PowerPoint", slides.package(slides.shape("工作要点", "title") + slides.shape(NAMES), notes=("备注一句。",)), ["工作要点\n" + NAMES, "备注一句。"], []),
    ("PowerPoint cut off", slides.package(slides.shape(NAMES))[:700], [], ["damaged"]),
    ("OpenDocument without LibreOffice", made.archive([("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"")]), [], ["unknown-format"]),
    ("rich text", rtf(hexed(NAMES)), [NAMES], []),
    ("rich text cut off", rtf(hexed(NAMES))[:-20], [NAMES[:20]], ["damaged"]),
    ("rich text without text", rtf(""), [], ["empty"]),
    ("picture", b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02" * 60, [], ["unknown-format"]),
    ("XML of no known kind", b"<?xml version='1.0'?><feed><entry>x</entry></feed>", [], ["unknown-format"]),
]


# The same of scans, where text recognition is installed.
SCANS = [
    ("picture", strokes.png(), strokes.LINES, ["ocr"]),
    ("picture of two pages", strokes.tiff(strokes.LINES[:1], strokes.LINES[1:]), strokes.LINES, ["ocr"]),
    ("picture cut off", strokes.png()[:2000], [], ["damaged"]),
    ("PDF of a scan", strokes.pdf(), strokes.LINES, ["ocr"]),
    ("PDF of outlines with a number", strokes.pdf(text=["第1页"]), strokes.LINES, ["ocr"]),
]


@pytest.mark.skipif(RECOGNISES() is None, reason="kechuang[ocr] is not installed")
@pytest.mark.parametrize(("data", "texts", "codes"), [row[1:] for row in SCANS], ids=[row[0] for row in SCANS])
def test_what_a_scan_holds_is_read_or_told(data, texts, codes, monkeypatch):
    monkeypatch.setattr(ocr, "by", RECOGNISES)
    test_what_a_file_holds_is_read_or_told(data, texts, codes)


@pytest.mark.parametrize(("data", "texts", "codes"), [
    pytest.param(*row[1:], id=row[0], marks=[pytest.mark.slow] * row[0].endswith(" MB")) for row in INPUTS])
def test_what_a_file_holds_is_read_or_told(data, texts, codes):
    readings, findings = read_bytes(data, "file")
    raw = "\n".join(r.raw for r in readings).replace("\x00", "")
    for text in texts:
        assert text in raw
    assert bool(readings) == bool(texts)
    assert sorted(f.code for f in findings) == sorted(codes)
    assert all(f.message and f.where.startswith("file") and f.stage == "read" for f in findings)
    raw.encode("utf-8")  # no half characters


def test_the_table_is_long_enough_and_names_nothing_twice():
    assert len({row[0] for row in INPUTS}) == len(INPUTS) >= 60


def test_a_page_tells_its_title_day_source_and_author():
    reading = read_bytes(made.page(NEWS, head="<title>示例市科技创新大会召开_示例市人民政府</title>").encode(), "x")[0][0]
    assert (reading.title, reading.date, reading.publisher, reading.author) == ("示例市科技创新大会召开", "2024-03-11", "示例日报", "林一")
    for furniture in ("首页", "图为", "责任编辑", "分享", "ICP", "版权", "互动交流"):
        assert furniture not in reading.raw
    assert reading.left_out["navigation"] > 10
    tagged = read_bytes(GOVERNMENT.encode(), "x")[0][0]
    assert (tagged.title, tagged.date, tagged.publisher, tagged.author) == ("示例市科技创新工作要点", "2023-05-06", "示例市科学技术局", "林一")
    assert "不是正文" not in tagged.raw
    assert tagged.raw.startswith("示例市科技创新工作要点\n")


LEAD = "为深入实施创新驱动发展战略，市科技局近日印发《示例市科技创新工作要点》。"
NEXT = "工作要点提出，支持企业牵头组建创新联合体，推动成果转化，到2027年技术合同成交额达到200亿元。"
OTHERS = "".join(f"<li><a href='{i}'>示例市召开第{i}次科技创新工作推进会议并部署下一步工作</a><span>2024-01-0{i}</span></li>" for i in range(1, 10))
PAGES = {
    "line breaks only": (f"<div><a href=1>首页</a>|<a href=2>新闻</a></div><div>　　{LEAD}<br><br>　　{NEXT}<br>一、总体要求<br>{LEAD}</div><div>版权所有 示例市科技局</div>",
                         [LEAD, NEXT, "一、总体要求", LEAD], None, None),
    "old tables": (f"<table><tr><td><a href=1>首页</a></td><td><a href=2>政务</a></td></tr></table><table><tr><td><ul>{OTHERS}</ul></td><td><table><tr><td><b>示例市科技创新工作要点印发</b></td></tr>"
                   f"<tr><td>发布时间：2024-03-01　来源：示例日报</td></tr><tr><td><p>{LEAD}</p><p>{NEXT}</p><table><tr><td><p>任务</p></td><td><p>单位</p></td></tr></table></td></tr></table></td></tr></table>",
                   ["示例市科技创新工作要点印发", "发布时间：2024-03-01 来源：示例日报", LEAD, NEXT, "任务 单位"], None, "2024-03-01"),
    "sidebar": (f"<div><h1>示例市人民政府</h1></div><div><h2>示例市印发科技创新工作要点</h2><div class=TRS_Editor><p>{LEAD}</p><p>{NEXT}</p><p>附件：1.<a href=a.doc>重点任务分工表.doc</a></p></div></div>"
                f"<div><h3>热点新闻</h3><ul>{OTHERS}</ul></div>",
                ["示例市印发科技创新工作要点", LEAD, NEXT, "附件：1.重点任务分工表.doc"], "示例市印发科技创新工作要点", None),
    "article": (f"<header><nav><a href=1>首页</a></nav></header><main><article><header><h1>示例市印发科技创新工作要点</h1><time>2024年03月01日 10:00</time></header><p>{LEAD}</p><blockquote>{NEXT}</blockquote>"
                f"<footer>责任编辑：王二</footer></article><aside><h3>相关阅读</h3><ul>{OTHERS}</ul></aside></main><footer><p>网站标识码：000 备案号：示ICP备000号。</p></footer>",
                ["示例市印发科技创新工作要点", LEAD, NEXT], "示例市印发科技创新工作要点", "2024-03-01"),
    "preformatted": (f"<pre>{LEAD}\n{NEXT}\n\n一、总体要求\n{LEAD}</pre>", [LEAD, NEXT, "一、总体要求", LEAD], None, None),
    "spans": ("".join(f"<p><span>为深入</span><span>实施</span><b>创新驱动</b>发展战略，第{n}段。</p>" for n in "一二三"), [f"为深入实施创新驱动发展战略，第{n}段。" for n in "一二三"], None, None),
    "short notice": ("<div><a href=1>首页</a></div><div>关于召开会议的通知</div><div>各单位：</div><div>定于3月1日召开会议。</div>", ["关于召开会议的通知", "各单位：", "定于3月1日召开会议。"], None, None),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_main_text_of_pages_of_many_kinds(name):
    body, lines, title, date = PAGES[name]
    readings, findings = read_bytes(made.page(body).encode(), "x")
    assert readings[0].raw.splitlines() == lines
    assert (readings[0].title, readings[0].date) == (title, date)
    assert findings == []


def test_the_number_of_an_official_document_is_read():
    body = f"<table><tr><td>索 引 号：A1</td><td>发文字号：示政发〔2024〕12号</td></tr></table><div><p>{NAMES}</p></div>"
    assert read_bytes(made.page(body).encode(), "x")[0][0].number == "示政发〔2024〕12号"


def test_text_outside_the_main_part_of_a_page_is_told():
    other = "<li><a href='1'>一条链接</a></li>" * 90
    body = f"<div class='a'><p>{NAMES}</p><p>{NAMES}</p><p>{NAMES}</p></div><ul>{other}</ul><div><p>栏目之外还有一句相当长的话，读者会以为它是正文，因此必须说明。</p></div><ul>{other}</ul>"
    readings, findings = read_bytes(made.page(body).encode(), "x")
    assert "一条链接" not in readings[0].raw
    assert [f.code for f in findings] == ["text-left-out"]
    assert "栏目之外" in findings[0].message


def test_a_page_of_the_samples():
    reading = read_file(CORPUS / "chengdu-interview.html", "x.html")[0][0]
    assert reading.title == "让实验室的成果走上生产线——访成都市科学技术局局长江予安"
    assert (reading.date, reading.publisher) == ("2025-03-18", "成都日报")
    assert "技术合同成交额达到1800亿元" in reading.raw
    for furniture in ("不是正文", "版权所有", "备", "微信", "首页"):
        assert furniture not in reading.raw


def test_pdf_text_has_no_hard_wraps():
    readings, findings = read_file(CORPUS / "qingdao-notice.pdf", "n.pdf")
    assert findings == []
    assert "海洋领域国家级创新平台达到30个，涉海高新技术企业突破800家" in readings[0].raw


def test_running_heads_and_page_numbers_are_left_out_and_counted():
    pages = [["示例市工作报告", f"第{n}项任务：", NAMES[:24], NAMES[24:], f"第{n}段到此为止。", f"第{i}页"] for i, n in enumerate("一二三", start=1)]
    reading = read_bytes(made.pdf(pages), "x")[0][0]
    assert "示例市工作报告" not in reading.raw
    assert "页" not in reading.raw
    assert reading.raw.count(NAMES) == 3
    assert reading.left_out == {"running heads": 21, "page numbers": 9}


def test_word_tables_row_by_row():
    readings, _ = read_file(CORPUS / "wujiang-plan.docx", "p.docx")
    assert "建设东太湖实验室 区科技局 2025年" in readings[0].raw.split("\n")


def test_word_text_in_boxes_and_controls_is_read():
    wrapped = made.word("甲段在此。", NAMES, xml=(f"<w:p><w:r><w:t>{NAMES}</w:t></w:r></w:p>", f"<w:sdt><w:sdtContent><w:p><w:r><w:t>{NAMES}</w:t></w:r></w:p></w:sdtContent></w:sdt>"))
    assert read_bytes(wrapped, "x")[0][0].raw == f"甲段在此。\n{NAMES}\n"


def test_word_notes_are_read_and_running_heads_counted():
    data = made.word(NAMES, head="示例市科技局", notes="概念验证中心是早期成果的试验平台。")
    reading = read_bytes(data, "x")[0][0]
    assert reading.raw == f"{NAMES}\n概念验证中心是早期成果的试验平台。\n"
    assert reading.left_out == {"running heads": 6}


def test_archive_members_are_named_by_their_path_and_lead_nowhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    members = [(link, b"/etc/passwd"), ("../../x.txt", NAMES.encode()), ("通知/甲.txt".encode("gbk"), LONG.encode()), ("__MACOSX/y.txt", b"junk"), ("b/.hidden", b"junk")]
    readings, findings = read_bytes(made.archive(members), "a.zip")
    assert sorted(r.source.name for r in readings) == ["a.zip/x.txt", "a.zip/通知/甲.txt"]
    assert [(f.where, f.code) for f in findings] == [("a.zip/link.txt", "not-a-file"), ("a.zip", "passed-over")]
    assert list(tmp_path.iterdir()) == []


def test_json_lines_keep_what_is_known_of_each_text():
    data = "\n".join([_line(text=NAMES, title="工作要点", url="https://example.org/1", date="2024年3月1日"), "", _line(content="只有正文。", date="2024-13-01")])
    first, second = read_bytes(data.encode(), "d.jsonl")[0]
    assert (first.source.name, first.title, first.url, first.date) == ("d.jsonl:1", "工作要点", "https://example.org/1", "2024-03-01")
    assert (second.source.name, second.raw, second.date) == ("d.jsonl:3", "只有正文。", "2024-13-01")


@pytest.mark.parametrize(("limits", "data", "words"), [
    (Limits(max_bytes=1), b"x" * 1_000_001, "--max-bytes"),
    (Limits(max_pages=2), made.pdf([[NAMES]] * 3), "--max-pages"),
    (Limits(max_expanded=1), made.archive([(f"{i}.txt", NAMES.encode() * 5000) for i in range(3)]), "--max-expanded"),
    (Limits(max_ratio=2), made.archive([("a.txt", b"y" * 1_500_000)]), "--max-ratio"),
    (Limits(max_depth=1), made.archive([("a.zip", made.archive([("b.txt", b"x")]))]), "unpack"),
])
def test_a_limit_is_told_with_its_flag(limits, data, words, tmp_path):
    (tmp_path / "f").write_bytes(data)
    findings = read_file(tmp_path / "f", "f", limits)[1]
    assert [f.code for f in findings] in (["too-large"], ["too-deep"])
    assert words in findings[0].message


def test_no_reader_touches_the_network():
    asked = []

    class Ask(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

    with http.server.HTTPServer(("127.0.0.1", 0), Ask) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}"
        page = f'<!DOCTYPE html PUBLIC "x" "{url}/dtd"><html><head><base href="{url}/"><link rel="stylesheet" href="{url}/css"></head><body><iframe src="{url}/f"></iframe><img src="{url}/i"><p>{NAMES}</p></body></html>'
        assert NAMES in read_bytes(page.encode(), "x")[0][0].raw
        entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{url}/e">]><w:document '
        read_bytes(made.word(NAMES, xml=("<w:document ", entity)), "x")
        server.shutdown()
        thread.join()
    assert asked == []


def test_entities_of_xml_are_not_resolved():
    laughs = '<!DOCTYPE x [<!ENTITY a "哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]><w:document '
    data = made.word("甲乙丙", xml=("<w:document ", laughs))
    data = made._rewrite(data, "word/document.xml", ("甲乙丙", "甲&b;&f;丙"))
    assert [r.raw for r in read_bytes(data, "x")[0]] in ([], ["甲丙\n"])


def test_a_word_file_by_another_name_is_told_by_its_content(tmp_path):
    (tmp_path / "x.txt").write_bytes(made.word(NAMES))
    assert read_file(tmp_path / "x.txt", "x.txt")[0][0].raw.strip() == NAMES
    assert media_type_of((tmp_path / "x.txt").read_bytes()).endswith("wordprocessingml.document")


def test_files_come_in_the_order_of_their_names(tmp_path):
    for name in ("b.txt", "a.txt", "c/d.txt", ".hidden"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    one, _ = find_files([tmp_path])
    two, _ = find_files([tmp_path / "c", tmp_path / "b.txt", tmp_path])
    assert [name for _, name in one] == ["a.txt", "b.txt", "c/d.txt"]
    assert sorted(p for p, _ in one) == sorted(p for p, _ in two)


def test_odd_things_in_a_folder_are_told(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "x.pdf").mkdir()
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "two\nlines.txt").write_text(NAMES, encoding="utf-8")
    files, findings = find_files([tmp_path])
    assert [name for _, name in files] == ["two\\nlines.txt"]
    assert sorted((f.code, f.where) for f in findings) == [("not-a-file", "pipe.txt"), ("unreadable", "gone.txt")]


def test_a_name_of_no_encoding_can_be_reported(tmp_path):
    path = os.fsencode(tmp_path) + b"/\xb9\xa4.txt"
    with open(path, "w", encoding="utf-8") as file:
        file.write(NAMES)
    (_, name), = find_files([tmp_path])[0]
    assert name.encode("utf-8").endswith(b".txt")


def test_a_file_that_cannot_be_read_is_told(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("x")

    def denied(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(tmp_path), "read_bytes", denied)
    readings, findings = read_file(tmp_path / "a.txt", "a.txt")
    assert readings == []
    assert [(f.code, f.message) for f in findings] == [("unreadable", "cannot be read: Permission denied")]


def test_a_missing_path_is_an_error(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        find_files([tmp_path / "nowhere"])
