"""Mails, mailboxes and pages saved as one file: the text whatever its coding, what is attached, damage told."""

import base64
import binascii
import quopri

import pytest

from kg.limits import Limits
from kg.read import media_type_of, read_bytes
from tests import made
from tests.made import NAMES

SECOND = "2024年，示例市技术合同成交额突破500亿元。"
TEXT = f"{NAMES}\n{SECOND}\n"
PAGE = f"<html><head><meta charset='utf-8'></head><body><p>{NAMES}</p><p>{SECOND}</p></body></html>"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02" * 60


def _word(text, charset, encoding="gb18030"):
    return f"=?{charset}?B?{base64.b64encode(text.encode(encoding)).decode()}?="


HEADER = {
    "From": _word("示例市科技局", "gb2312") + " <office@example.org>",
    "To": "wang@example.org",
    "Subject": _word("关于朱镕安讲话的通知", "gb2312"),
    "Date": "Mon, 11 Mar 2024 23:30:00 +0800",
    "MIME_Version": "1.0",
}


def _coded(body, kind, coding):
    return made.raw_mail(body, **HEADER, Content_Type=kind, Content_Transfer_Encoding=coding)


UUENCODED = (
    b"begin 644 x\n"
    + b"".join(binascii.b2a_uu(TEXT.encode()[i : i + 45]) for i in range(0, len(TEXT.encode()), 45))
    + b"`\nend\n"
)
# How a mail codes its text → it is read whole.
CODINGS = {
    "base64": _coded(base64.encodebytes(TEXT.encode()), "text/plain; charset=utf-8", "base64"),
    "quoted-printable in GBK": _coded(
        quopri.encodestring(TEXT.encode("gbk")), 'text/plain; charset="GBK"', "quoted-printable"
    ),
    "GBK that says gb2312": _coded(TEXT.encode("gbk"), "text/plain; charset=gb2312", "8bit"),
    "GBK that says nothing": made.raw_mail(TEXT.encode("gbk"), **HEADER),
    "UTF-8 that says gb2312": _coded(TEXT.encode(), "text/plain; charset=gb2312", "8bit"),
    "HZ": _coded(
        TEXT.replace("镕", "荣").replace("堃", "坤").replace("喆", "哲").encode("hz"),
        "text/plain; charset=hz-gb-2312",
        "7bit",
    ),
    "a charset of no name": _coded(TEXT.encode(), "text/plain; charset=undefined", "8bit"),
    "a charset with a zero byte": _coded(TEXT.encode(), 'text/plain; charset="a\x00b"', "8bit"),
    "uuencode": _coded(UUENCODED, "text/plain; charset=utf-8", "x-uuencode"),
    "a page": _coded(base64.encodebytes(PAGE.encode()), "text/html; charset=utf-8", "base64"),
    "a page that says it is text": _coded(PAGE.encode(), "text/plain; charset=utf-8", "8bit"),
    "a page in GBK that says UTF-8": _coded(base64.encodebytes(PAGE.encode("gbk")), "text/html; charset=gbk", "base64"),
}


@pytest.mark.parametrize("name", CODINGS)
def test_the_text_of_a_mail_is_read_whatever_its_coding(name):
    readings, findings = read_bytes(CODINGS[name], "a.eml")
    text = readings[0].raw.replace("荣", "镕").replace("坤", "堃").replace("哲", "喆")
    assert (len(readings), findings) == (1, [])
    assert NAMES in text
    assert SECOND in text


def test_a_mail_tells_its_subject_day_and_sender_and_no_address():
    reading = read_bytes(CODINGS["base64"], "a.eml")[0][0]
    assert (reading.title, reading.date, reading.author, reading.publisher, reading.url) == (
        "关于朱镕安讲话的通知",
        "2024-03-11",
        "示例市科技局",
        None,
        None,
    )
    assert reading.raw == TEXT
    assert "example.org" not in repr(reading)
    assert reading.left_out["mail header"] > 100


@pytest.mark.parametrize(
    ("header", "field", "value"),
    [
        ({"Subject": "Re: 回复：转发: 关于工作要点的通知"}, "title", "关于工作要点的通知"),
        ({"Subject": "关于工作要点的通知".encode("gbk")}, "title", "关于工作要点的通知"),
        (
            {"Subject": _word("关于工作要", "utf-8", "utf-8") + "\r\n " + _word("点的通知", "utf-8", "utf-8")},
            "title",
            "关于工作要点的通知",
        ),
        ({"Subject": "=?utf-8?B?!!!?="}, "title", None),
        ({"Subject": "x"}, "title", None),
        ({"Date": "Mon, 01 Jan 1970 00:00:00 +0000"}, "date", None),
        ({"Date": "no day"}, "date", None),
        ({"Date": "Tue, 12 Mar 2024 00:30:00 +0800"}, "date", "2024-03-12"),
        ({"From": "lin@example.org"}, "author", None),
        ({"From": '"lin@example.org" <lin@example.org>'}, "author", None),
    ],
)
def test_odd_headers(header, field, value):
    assert getattr(read_bytes(made.raw_mail(TEXT.encode(), **(HEADER | header)), "a.eml")[0][0], field) == value


# How a file begins → what it is.
KINDS = [
    (made.raw_mail(TEXT.encode(), X_Odd="1", Received="from a\r\n by b", **HEADER), "message/rfc822"),
    (b"\xef\xbb\xbf\r\n" + CODINGS["base64"], "message/rfc822"),
    (b"From a@example.org Mon Mar 11 10:00:00 2024\n" + CODINGS["base64"], "application/mbox"),
    (made.raw_mail(TEXT.encode(), From="a@example.org", To="b@example.org", Subject="x"), "message/rfc822"),
    (f"From: 张三\nTo: 李四\nSubject: 工作\n\n{TEXT}".encode(), "text/plain"),
    (f"title: 工作要点\ndate: 2024-03-01\n\n{TEXT}".encode(), "text/plain"),
    (f"时间：上午\n地点：示例市\n\n{TEXT}".encode(), "text/plain"),
    (f"Received: {NAMES}".encode(), "text/plain"),
]


@pytest.mark.parametrize(("data", "kind"), KINDS)
def test_mails_are_told_by_their_header(data, kind):
    assert media_type_of(data) == kind


def test_of_a_text_and_the_same_page_one_is_read():
    table = "<table><tr><th>指标</th><th>数值</th></tr><tr><td>高新技术企业</td><td>320家</td></tr></table>"
    both = read_bytes(made.mail(TEXT, html=PAGE.replace("</body>", table + "</body>")).as_bytes(), "a.eml")[0]
    assert [r.raw for r in both] == [f"{NAMES}\n{SECOND}\n指标 数值\n高新技术企业 320家\n"]
    assert both[0].left_out["repeated text"] == len("".join(TEXT.split()))
    poor = read_bytes(made.mail(TEXT, html="<p>请看附件。</p>").as_bytes(), "a.eml")[0]
    assert [r.raw for r in poor] == [TEXT]
    poor = read_bytes(made.mail("请用网页方式查看。\n", html=PAGE).as_bytes(), "a.eml")[0]
    assert [r.raw for r in poor] == [f"{NAMES}\n{SECOND}\n"]


def test_attached_files_are_documents_of_their_own():
    attached = [
        ("附件一.docx", made.word(NAMES)),
        ("附件一.docx", NAMES.encode("gbk")),
        ("../../通知.pdf", made.pdf([[NAMES]])),
        ("扫描.png", PICTURE),
        ("包.zip", made.archive([("a.txt", SECOND.encode())])),
        made.mail("转来的话：支持示例大学建设平台。\n", subject="转来的通知"),
    ]
    readings, findings = read_bytes(made.mail(TEXT, attached=attached).as_bytes(), "a.eml")
    assert [(r.source.name, r.raw.strip()) for r in readings] == [
        ("a.eml", TEXT.strip()),
        ("a.eml/附件一.docx", NAMES),
        ("a.eml/附件一.docx (2)", NAMES),
        ("a.eml/通知.pdf", NAMES),
        ("a.eml/包.zip/a.txt", SECOND),
        ("a.eml/转来的通知", "转来的话：支持示例大学建设平台。"),
    ]
    assert [(f.where, f.code) for f in findings] == [("a.eml/扫描.png", "unknown-format")]


def test_a_mail_of_attachments_alone_is_no_empty_document():
    message = made.mail("", attached=[("a.docx", made.word(NAMES))])
    readings, findings = read_bytes(message.as_bytes(), "a.eml")
    assert [r.source.name for r in readings] == ["a.eml/a.docx"]
    assert findings == []


def test_mails_in_mails_are_levels_and_end():
    message = made.mail("最里面的一封。\n")
    for number in range(5):
        message = made.mail(f"第{number}层的正文。\n", subject="一层层的通知", attached=[message])
    readings, findings = read_bytes(message.as_bytes(), "a.eml", Limits(max_depth=2))
    assert [r.raw for r in readings] == ["第4层的正文。\n", "第3层的正文。\n", "第2层的正文。\n"]
    assert [f.code for f in findings] == ["too-deep"]
    many = b"MIME-Version: 1.0\nSubject: x\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(3000)
    )
    assert [f.code for f in read_bytes(many, "a.eml")[1]] == ["damaged"]


def test_a_mailbox_is_its_mails():
    one, two = made.mail(TEXT).as_bytes(), made.mail(f"{SECOND}\n>From 我们开始。\n", subject="第二封的通知").as_bytes()
    data = (
        b"From a@example.org Mon Mar 11 10:00:00 2024\n"
        + one
        + b"\n\nFrom b@example.org Tue Mar 12 10:00:00 2024\n"
        + two
    )
    readings, findings = read_bytes(data, "a.mbox")
    assert [(r.source.name, r.title) for r in readings] == [
        ("a.mbox:1", "关于工作要点的通知"),
        ("a.mbox:2", "第二封的通知"),
    ]
    assert findings == []


# What is wrong with a mail → what is read all the same, and told.
DAMAGE = [
    ("base64 cut off", CODINGS["base64"][:-32], NAMES, {"damaged", "undecodable"}),
    (
        "base64 with a line of something else",
        CODINGS["base64"].replace(b"\r\n\r\n", b"\r\n\r\n!!!!\n"),
        NAMES,
        {"damaged"},
    ),
    (
        "cut in an attachment",
        made.mail(TEXT, attached=[("a.docx", made.word(NAMES * 9))]).as_bytes()[:1500],
        NAMES,
        {"damaged"},
    ),
    (
        "another line between its parts than it says",
        b"MIME-Version: 1.0\nSubject: x\nContent-Type: multipart/mixed; boundary=abc\n\n"
        b"--zzz\nContent-Type: text/plain\n\n"
        + TEXT.encode()
        + b"\n--zzz--\n",
        NAMES,
        {"damaged"},
    ),
    (
        "parts without a line between",
        b"MIME-Version: 1.0\nSubject: x\nContent-Type: multipart/mixed\n\n" + TEXT.encode(),
        NAMES,
        {"damaged"},
    ),
    (
        "encrypted",
        _coded(base64.encodebytes(b"x" * 99), "application/pkcs7-mime; smime-type=enveloped-data", "base64"),
        None,
        {"encrypted"},
    ),
    ("elsewhere", _coded(b"", "message/external-body; access-type=ftp", "7bit"), None, {"unknown-format"}),
    ("without a text", made.raw_mail(b"", **HEADER), None, {"empty"}),
]


@pytest.mark.parametrize(("data", "text", "codes"), [row[1:] for row in DAMAGE], ids=[row[0] for row in DAMAGE])
def test_damage_is_told_and_what_is_there_is_read(data, text, codes):
    readings, findings = read_bytes(data, "a.eml")
    assert {f.code for f in findings} == codes
    assert (text is None) == (not readings)
    assert text is None or text in readings[0].raw


def _saved(*parts, sender="<Saved by Blink>", place="https://example.org/a.html"):
    body = b"".join(b"--b\r\n" + made.raw_mail(data, **header) + b"\r\n" for data, header in parts) + b"--b--\r\n"
    return made.raw_mail(
        body,
        From=sender,
        Snapshot_Content_Location=place,
        Subject=_word("页面", "utf-8", "utf-8"),
        Date="Mon, 11 Mar 2024 10:00:00 -0000",
        MIME_Version="1.0",
        Content_Type='multipart/related; type="text/html"; boundary="b"',
    )


HTML_PART = {
    "Content_Type": 'text/html; charset="utf-8"',
    "Content_Transfer_Encoding": "quoted-printable",
    "Content_Location": "https://example.org/a.html",
}
STYLE = (b"body{}", {"Content_Type": "text/css", "Content_Location": "https://example.org/a.css"})
SHOWN = (base64.encodebytes(PICTURE), {"Content_Type": "image/png", "Content_Transfer_Encoding": "base64"})


@pytest.mark.parametrize("sender", ["<Saved by Blink>", "<Saved by Microsoft Word>", "<Saved by WebKit>"])
def test_a_page_saved_as_one_file_is_that_page(sender):
    page = made.page(
        f"<h1>示例市科技创新大会召开</h1><p>发布时间：2023-05-06 来源：示例日报</p><p>{NAMES}</p>",
        head="<title>示例市科技创新大会召开</title>",
    )
    readings, findings = read_bytes(
        _saved((quopri.encodestring(page.encode()), HTML_PART), STYLE, SHOWN, sender=sender), "a.mhtml"
    )
    (reading,) = readings
    assert (reading.title, reading.date, reading.publisher, reading.url, reading.author) == (
        "示例市科技创新大会召开",
        "2023-05-06",
        "示例日报",
        "https://example.org/a.html",
        None,
    )  # the day of the page, not that of saving
    assert NAMES in reading.raw
    assert findings == []


def test_frames_of_a_saved_page_are_read_and_empty_ones_are_none():
    frames = b"<html><frameset><frame src='cid:1'></frameset></html>"
    inner = (quopri.encodestring(PAGE.encode()), {**HTML_PART, "Content_ID": "<1>"})
    advert = (b"<html><body><img src='x'></body></html>", {"Content_Type": "text/html"})
    readings, findings = read_bytes(_saved((frames, HTML_PART), inner, advert, STYLE), "a.mhtml")
    assert [(r.source.name, r.raw) for r in readings] == [("a.mhtml/frame 1", f"{NAMES}\n{SECOND}\n")]
    assert findings == []


def test_a_charset_with_a_zero_byte_in_a_header_breaks_nothing():
    subject = b"=?ut\x00f?B?" + base64.b64encode("关于工作要点的通知".encode()) + b"?="
    assert read_bytes(made.raw_mail(TEXT.encode(), **(HEADER | {"Subject": subject})), "a.eml")[0][0].raw == TEXT


def test_ends_of_lines_that_were_made_twice():
    whole = made.mail(TEXT).as_bytes().replace(b"\n", b"\r\r\n")
    readings, findings = read_bytes(whole, "a.eml")
    assert ([NAMES in r.raw and SECOND in r.raw for r in readings], findings) == ([True], [])
