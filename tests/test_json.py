"""JSON: records wherever they stand, whatever their fields are called; damage told, nothing taken by guess."""

import json

import pytest

from kg.read import media_type_of, read_bytes
from kg.read.records import KEYS, iso_date
from tests.made import NAMES

SECOND = "2024年，示例市技术合同成交额突破500亿元，新增高新技术企业320家。"
BOTH = f"{NAMES}\n{SECOND}"
PAGE = f"<p>{NAMES}</p><p>{SECOND}</p>"


def _dump(value, **options):
    return json.dumps(value, ensure_ascii=False, **options).encode()


def _read(data):
    readings, findings = read_bytes(data, "a.json")
    return [(r.source.name.removeprefix("a.json"), r.raw.strip()) for r in readings], sorted(f.code for f in findings)


# What a file holds → its texts with their places.
SHAPES = {
    "an array": (_dump([{"text": NAMES}, {"text": SECOND}]), [(":1", NAMES), (":2", SECOND)]),
    "an array over lines": (_dump([{"text": NAMES}, {"text": SECOND}], indent=2), [(":1", NAMES), (":2", SECOND)]),
    "an array in UTF-16": (json.dumps([{"text": NAMES}], ensure_ascii=False).encode("utf-16"), [(":1", NAMES)]),
    "an array with a mark": (b"\xef\xbb\xbf" + _dump([{"text": NAMES}]), [(":1", NAMES)]),
    "an array in ASCII": (json.dumps([{"text": NAMES}]).encode(), [(":1", NAMES)]),
    "an object over lines": (_dump({"title": "题目在此", "text": BOTH}, indent=2), [(":1", BOTH)]),
    "an object over lines in GBK": (
        json.dumps({"text": NAMES}, ensure_ascii=False, indent=2).encode("gbk"),
        [(":1", NAMES)],
    ),
    "objects over lines": (
        _dump({"text": NAMES}, indent=1) + b"\n" + _dump({"text": SECOND}, indent=1),
        [(":1", NAMES), (":4", SECOND)],
    ),
    "lines": (_dump({"text": NAMES}) + b"\n\n" + _dump({"text": SECOND}), [(":1", NAMES), (":3", SECOND)]),
    "lines with a mark": (
        b"\xef\xbb\xbf" + _dump({"text": NAMES}) + b"\r\n" + _dump({"text": SECOND}),
        [(":1", NAMES), (":2", SECOND)],
    ),
    "lines, the first long": (
        _dump({"raw": "x" * 100_000, "text": NAMES}) + b"\n" + _dump({"text": SECOND}),
        [(":1", NAMES), (":2", SECOND)],
    ),
    "line breaks in strings": (b'{"text": "' + NAMES.encode() + b"\n" + SECOND.encode() + b'"}', [(":1", BOTH)]),
    "nested": (
        _dump({"code": 200, "data": {"list": [{"content": NAMES}, {"content": SECOND}]}}),
        [(":1.1", NAMES), (":1.2", SECOND)],
    ),
    "by number": (_dump({"1": {"text": NAMES}, "2": {"text": SECOND}}), [(":1.1", NAMES), (":1.2", SECOND)]),
    "beside labels": (
        _dump({"menu": [{"text": "首页"}, {"text": "新闻"}], "page": {"content": NAMES}}),
        [(":1", NAMES)],
    ),
    "a label and a page": (_dump({"text": "点击查看", "html": PAGE}), [(":1", BOTH)]),
    "no text and a content": (_dump({"text": None, "content": NAMES}), [(":1", NAMES)]),
    "paragraphs": (_dump({"paragraphs": [NAMES, SECOND]}), [(":1", BOTH)]),
    "blocks": (_dump({"content": [{"type": "p", "text": NAMES}, {"type": "p", "text": SECOND}]}), [(":1", BOTH)]),
    "records called content": (
        _dump({"content": [{"title": "甲", "content": NAMES}, {"title": "乙", "content": SECOND}]}),
        [(":1.1", NAMES), (":1.2", SECOND)],
    ),
    "wrapped": (_dump({"content": {"rendered": PAGE}}), [(":1", BOTH)]),
    "tags": (_dump({"content": PAGE}), [(":1", BOTH)]),
    "escaped tags": (_dump({"content": PAGE.replace("<", "&lt;").replace(">", "&gt;")}), [(":1", BOTH)]),
    "entities": (_dump({"content": f"&ldquo;{NAMES}&rdquo;"}), [(":1", f"“{NAMES}”")]),
    "a script's data": (b"var data = " + _dump([{"text": NAMES}]) + b";\n", [(":1", NAMES)]),
    "a call": (b"callback(" + _dump({"text": NAMES}) + b");", [(":1", NAMES)]),
}


@pytest.mark.parametrize("name", SHAPES)
def test_records_are_found_in_any_shape(name):
    data, texts = SHAPES[name]
    assert media_type_of(data) == "application/json"
    assert _read(data) == (texts, [])


@pytest.mark.parametrize("key", KEYS["text"])
def test_every_name_of_a_text_is_known_however_it_is_written(key):
    assert _read(_dump({"编号": "甲", key: NAMES}))[0] == [(":1", NAMES)]
    assert _read(_dump({key.upper() if key.isascii() else f"{key} ": NAMES}))[0] == [(":1", NAMES)]


def test_what_a_record_says_of_itself_is_kept_and_the_rest_counted():
    record = {
        "标题": "示例市工作要点",
        "正文": NAMES,
        "发布日期": "2024年3月1日",
        "来源": "示例日报",
        "作者": "林一",
        "文号": "示政发〔2024〕3号",
        "链接": "https://example.org/1",
        "栏目": "要闻",
        "标签": ["科技", "创新"],
    }
    (reading,), _ = read_bytes(_dump(record), "a.json")
    assert (reading.title, reading.date, reading.publisher, reading.author, reading.number, reading.url) == (
        "示例市工作要点",
        "2024-03-01",
        "示例日报",
        "林一",
        "示政发〔2024〕3号",
        "https://example.org/1",
    )
    assert reading.left_out == {"other fields": 6}


# What is not certain, or damaged → what is read all the same, the findings, and words of the first.
TOLD = {
    "two places": (_dump({"甲": {"content": NAMES}, "乙": {"content": SECOND}}), [], ["damaged"], "甲, 乙"),
    "no field is a text": (_dump({"编号": 1, "摘要": NAMES}), [], ["damaged"], "编号, 摘要"),
    "no field in any line": (b"\n".join(_dump({"摘要": NAMES}) for _ in range(9)), [], ["damaged"], "8 more"),
    "strings": (_dump([NAMES, SECOND]), [], ["damaged"], "no record"),
    "rows": (_dump([["指标", "值"], ["企业", "320"]]), [], ["damaged"], "no record"),
    "nothing": (b"[]", [], ["empty"], "no record"),
    "an array cut off": (_dump([{"text": NAMES}, {"text": SECOND}])[:-9], [(":1", NAMES)], ["damaged"], "no JSON"),
    "an array over lines cut off": (
        _dump([{"text": NAMES}, {"text": SECOND}], indent=1)[:-9],
        [(":1", NAMES)],
        ["damaged"],
        "no JSON",
    ),
    "a nested array cut off": (
        _dump({"data": {"list": [{"text": NAMES}, {"text": SECOND}]}}, indent=1).partition("技术".encode())[0],
        [(":4", NAMES)],
        ["damaged", "damaged"],
        "no JSON",
    ),
    "a bad line": (
        b"\n".join([_dump({"text": NAMES}), b'{"text": oops}', _dump({"text": SECOND})]),
        [(":1", NAMES), (":3", SECOND)],
        ["damaged"],
        "no JSON",
    ),
    "a comma that is not there": (
        b"[" + _dump({"text": NAMES}) + b"\n" + _dump({"text": SECOND}) + b"]",
        [(":1", NAMES), (":2", SECOND)],
        [],
        "",
    ),
    "nested too deep": (b'{"a":' * 3000 + b"1" + b"}" * 3000, [], ["damaged"], "too deep"),
    "brackets without end": (b"[" * 100_000, [], ["damaged"], "too deep"),
    "a text in another language": (
        _dump([{"text": NAMES}, {"text": "No Chinese here."}]),
        [(":1", NAMES)],
        ["not-chinese"],
        "no Chinese",
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_what_is_not_certain_is_told(name):
    data, texts, codes, words = TOLD[name]
    assert _read(data) == (texts, codes)
    assert words in "".join(f.message for f in read_bytes(data, "a.json")[1][:1])


@pytest.mark.parametrize("text", [f"[1] {NAMES}\n[2] {SECOND}", f"[摘要]{NAMES}", f"{{{NAMES}}}", f"[“{NAMES}”]"])
def test_a_text_with_brackets_is_a_text(text):
    assert _read(text.encode()) == ([("", text)], [])


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (20240311, "2024-03-11"),
        ("20240311", "2024-03-11"),
        (1710115200, "2024-03-11"),
        (1710115200000, "2024-03-11"),
        ("1720241234", "2024-07-06"),
        ("2024/3/1 10:00", "2024-03-01"),
        ("2024-03", "2024-03"),
        ("2024年", "2024"),
        ("2024-02-30", "2024-02-30"),
        ("2024-13-41", "2024-13-41"),
        ("2024-03-11T10:00:00+08:00", "2024-03-11"),
        (True, None),
        (None, None),
        ("x", None),
        ([2024], None),
    ],
)
def test_days_as_data_tells_them(value, day):
    assert iso_date(value) == day
