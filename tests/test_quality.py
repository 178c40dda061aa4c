"""Odd text: wrong tables put right where that is certain and told where not; other languages; what is no text."""

import base64
import bz2
import gzip
import io
import lzma
import random
import re
import tarfile

import opencc
import pytest

from kg.clean import clean
from kg.limits import Limits
from kg.model import Reading, Source
from kg.read import media_type_of, read_bytes, read_file
from kg.read.characters import ordinary_share
from kg.read.quality import judge
from tests import made
from tests.conftest import CORPUS, SHARED
from tests.made import NAMES

SECOND = "2024年，示例市技术合同成交额突破500亿元，新增高新技术企业320家。"
TEXT = f"{NAMES}\n{SECOND}\n“双中心”建设——支持企业牵头组建创新联合体……\n"
TRADITIONAL = "會議強調要加快建設創新型城市，並推動科技成果的轉化與應用。\n"


def _read(data):
    readings, findings = read_bytes(data, "a.txt")
    return "\n".join(r.raw for r in readings), [f.code for f in findings]


def _latin(data):
    """Bytes read as Windows-1252, as browsers do: what it does not have is a control character."""
    return "".join(bytes([b]).decode("cp1252") if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(b) for b in data)


# A text after a wrong decoding → what it was.
MENDED = {
    "UTF-8 as Latin-1": (TEXT.encode().decode("latin-1"), TEXT),
    "UTF-8 as Windows-1252": (_latin(TEXT.encode()), TEXT),
    "GBK as Latin-1": (TEXT.encode("gbk").decode("latin-1"), TEXT),
    "GBK as Windows-1252": (_latin(TEXT.encode("gbk")), TEXT),
    "Big5 as Latin-1": (TRADITIONAL.encode("big5").decode("latin-1"), TRADITIONAL),
    "Big5 as GBK": (TRADITIONAL.encode("big5").decode("gb18030"), TRADITIONAL),
    "GBK as Big5": ("支持企业建设概念中心。".encode("gbk").decode("big5hkscs"), "支持企业建设概念中心。"),
    "UTF-8 as GBK": ("支持示例大学建设概念".encode().decode("gb18030"), "支持示例大学建设概念"),
    "UTF-8 as GBK with a byte lost": (
        "支持示例大学建设概念验证".encode()[:-1].decode("gb18030", "replace"),
        "支持示例大学建设概念验\ufffd",
    ),
    "one line in a good text": (
        NAMES + "\n" + "支持示例大学建设概念".encode().decode("gb18030") + "\n" + SECOND,
        NAMES + "\n支持示例大学建设概念\n" + SECOND,
    ),
    "a short one": ("ÖÐ¹ú¿Æ¼¼", "中国科技"),
}


@pytest.mark.parametrize("name", MENDED)
def test_a_wrong_decoding_is_turned_round_where_that_is_certain(name):
    wrong, right = MENDED[name]
    assert _read(wrong.encode("utf-8", "surrogatepass")) == (right, ["mojibake-mended"])


def test_what_bytes_were_lost_by_it_is_marked_and_the_rest_put_right():
    wrong = f"{SECOND}支持创新。".encode().decode("gbk", "replace").replace("\ufffd", "?")
    raw, codes = _read(wrong.encode())
    assert codes == ["mojibake-mended"]
    assert re.sub("\ufffd", ".", raw).count(".") == raw.count("\ufffd") > 1
    assert "高新技" in raw
    assert "?" not in raw


def test_a_page_and_data_that_were_decoded_wrongly_too():
    assert NAMES in _read(made.page(f"<p>{_latin(NAMES.encode())}</p>").encode())[0]
    assert NAMES in _read(f'{{"text": "{_latin(NAMES.encode())}"}}'.encode())[0]


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TRADITIONAL,
        "“——”……“——”·×÷±§°。支持示例大学。\n",
        "Développement économique à Ningbo (宁波市)，naïve ÀÉÈÙ œuvre。\n",
        "龘靐齉爩鱻麤龗。\n",
        "Наука и техника（科学技术）。\n",
        "镕、堃、喆、昇、龢、濬、頔。\n",
    ],
)
def test_what_is_right_is_left_as_it_is(text):
    assert _read(text.encode()) == (text, [])


@pytest.mark.parametrize(
    ("text", "lost"), [("支持锟斤拷市建设。", "支持\ufffd\ufffd市建设。"), ("支持ï¿½市建设。", "支持\ufffd市建设。")]
)
def test_characters_that_were_lost_before_are_marked_as_lost(text, lost):
    raw, _ = _read(text.encode())
    assert raw == lost
    assert [f.code for f in clean(Reading(Source("a", "0" * 64, "text/plain"), raw))[1]] == ["lost-characters"]


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (NAMES.encode("gbk") + b"\n" + SECOND.encode() + b"\n", [NAMES, SECOND]),
        (SECOND.encode() + b"\n" + NAMES.encode("gbk") + b"\nabc\n" + SECOND.encode("gbk"), [SECOND, NAMES, "abc"]),
        (SECOND.encode() + b"\n" + TRADITIONAL.encode("big5"), [SECOND, TRADITIONAL.strip()]),
    ],
)
def test_two_encodings_in_one_file_are_both_read_and_told(data, texts):
    raw, codes = _read(data)
    assert all(text in raw.split("\n") for text in texts)
    assert codes == ["mixed-encodings"]


@pytest.mark.parametrize("encoding", ["hz", "utf-7"])
def test_encodings_that_write_chinese_in_ascii_are_read(encoding):
    text = SECOND + "\n支持高新区建设概念中心。\n"
    assert _read(text.encode(encoding)) == (text, [])


def _shifted(text):
    return "".join(chr(ord(c) + 1) if "\u4e00" <= c < "\u9fff" else c for c in text)


def _by_chance(text, characters):
    chosen = random.Random(7)
    table = {c: chosen.choice(characters) for c in sorted(set(text)) if c >= "\u4e00"}
    return "".join(table.get(c, c) for c in text)


LONG = "".join(f"{NAMES}{SECOND}" for _ in range(3))
URO = [chr(c) for c in range(0x4E00, 0x9FA6)]
ORDINARY = [c for c in URO if c.encode("gb2312", "ignore") and c.encode("gb2312") < b"\xd8"]
# A text whose characters are not what they should be.
WRECKS = {
    "private use": "".join(chr(0xE000 + ord(c) % 0x1900) if c > "\u4e00" else c for c in NAMES),
    "private use, another plane": "".join(chr(0xF0000 + ord(c)) if c > "\u4e00" else c for c in NAMES),
    "one code point off": _shifted(LONG),
    "by chance": _by_chance(LONG, URO),
    "ordinary characters by chance": _by_chance(LONG, ORDINARY),
    "UTF-16 the wrong way round": LONG.encode("utf-16-le").decode("utf-16-be", "replace"),
    "numbers of characters in a font": "".join(chr(0x250 + ord(c) % 0xB00) if c > "\u4e00" else c for c in LONG) + "中",
}


@pytest.mark.parametrize("name", WRECKS)
def test_a_text_that_no_one_can_read_is_told_and_not_taken(name):
    raw, codes = _read(WRECKS[name].encode())
    assert (raw, codes) == ("", ["unreadable-text"])
    if max(WRECKS[name]) > "\uffff":
        return
    assert _read(made.pdf([[WRECKS[name][i : i + 30] for i in range(0, len(WRECKS[name]), 30)]])) == (
        "",
        ["unreadable-text"],
    )


def test_one_bad_page_in_a_good_file_is_told_with_its_place():
    pages = [[LONG[i : i + 30] for i in range(0, len(LONG), 30)]] * 3
    bad = [[_shifted(line) for line in pages[0]]]
    readings, findings = read_bytes(made.pdf([*pages, *bad, *pages]), "a.pdf")
    assert readings[0].raw.count(NAMES) > 9
    assert [(f.code, f.severity) for f in findings] == [("unreadable-text", "warning")]
    start = int(re.search(r"character (\d+)", findings[0].message).group(1))
    assert _shifted(NAMES)[:10] in readings[0].raw[start : start + 400]


@pytest.mark.parametrize(
    "text",
    [
        "The people of the city met to speak of science.\n" * 9,
        "words " * 99,
        "12 345 678\n" * 9,
        "科学技術の振興に関する基本的な方針について、会議で決定しました。\n" * 3,
        "과학기술 진흥에 관한 기본 방침을 회의에서 결정하였다.\n" * 3,
        "Развитие науки и техники в Китае.\n" * 9,
        "Minutes of a meeting about research and its funding. " * 9 + "宁波",
    ],
)
def test_a_text_in_another_language_is_told(text):
    assert _read(text.encode()) == ("", ["not-chinese"])


@pytest.mark.parametrize(
    "text",
    [
        "刘宁 许勤 李邑飞 杨振武 沈晓明 陈刚 郑建闽 郝鹏 胡昌升\n" * 9,
        "支持AI。",
        "甲",
        NAMES + "\n" + "An English summary of the plan. " * 4,
        "指标,单位,2023年\n技术合同成交额,亿元,450\n",
        "支持\ue5d2示例大学建设概念验证中心。",
        "蒺藜、薹草、蕺菜、蘘荷、菥蓂、莨菪、藜芦、菝葜、茜草、荇菜、芡实、苘麻、葎草、荨麻、薜荔、栝楼、萹蓄、酸模、羊蹄、虎杖\n"
        * 3,
        "会(huì)议(yì)强(qiánɡ)调(diào)要(yào)加(jiā)快(kuài)建(jiàn)设(shè)创(chuànɡ)新(xīn)型(xínɡ)城(chénɡ)市(shì)。"
        * 5,
        "指标,2023年,,\n合同额,450,,\n企业,5200,,\n" * 9,
        "龘龘实验室揭牌，支持𠮷田（𪚥）中心建设。",
    ],
)
def test_names_short_texts_and_rare_characters_are_chinese(text):
    assert _read(text.encode()) == (text, [])


def _real():
    files = sorted(
        p
        for folder in ("corpus", "annotated", "seeds", "dev/docs")
        for p in (SHARED / folder).rglob("*")
        if p.is_file() and p.suffix != ".ann"
    )
    return [p for p in files if p.name not in ("README.md", "sources.tsv")]


def test_no_real_text_is_taken_for_unreadable_in_either_script():
    files = [p for p in CORPUS.iterdir() if p.suffix in (".txt", ".md", ".html")]
    traditional = opencc.OpenCC("s2t")
    for path in files:
        for reading in read_file(path, path.name)[0]:
            for raw in (reading.raw, traditional.convert(reading.raw)):
                assert judge(Reading(reading.source, raw))[1] == []


def test_no_text_of_the_shared_corpus_is_taken_for_unreadable():
    files = _real()
    if not files:
        pytest.skip("the public texts are not beside this checkout")
    found = [f for path in files for f in read_file(path, path.name)[1]]
    assert [
        f
        for f in found
        if f.code in ("unreadable-text", "not-chinese", "mojibake-mended", "mixed-encodings", "unknown-format")
    ] == []


def test_the_shares_that_tell_a_wrong_table_are_far_apart():
    assert ordinary_share(re.sub("[^\u4e00-\u9fff]", "", LONG)) > 0.95
    assert ordinary_share(re.sub("[^\u4e00-\u9fff]", "", _shifted(LONG))) < 0.7


# Odd characters that are read as what they mean; every offset leads to its source.
ODD = [
    ("宁波市科学技术局支\u0301持宁波大\u200b学建设中心。é ｶﾞ", "宁波大学建设中心"),
    ("推行「揭榜挂帅」等方式，实施『一码入企』行动。", "“揭榜挂帅”等方式,实施‘一码入企’行动"),
    (
        "工作要点\r\r\n支持宁波大学。\n\r2024年，突破500亿元。\x85会议指出，要支持企业。",
        "2024年,突破500亿元。\n会议指出",
    ),
    ("新增企业３２０家，增长１２．５％。", "320家,增长12.5%"),
    ("支持𠮷田（𪚥）科技创新中心建设，龘龘实验室揭牌。", "𠮷田(𪚥)科技创新中心建设,龘龘实验室"),
    ("支持\ue5d2宁波大学建设中心。", "宁波大学建设中心"),
    ("⽀持宁波⼤学建设中⼼。", "支持宁波大学建设中心"),
    ("投入占比3.5%—3.8%，企业达5000—5500家。", "3.5%—3.8%,企业达5000—5500家"),
]


@pytest.mark.parametrize(("raw", "text"), ODD)
def test_odd_characters_keep_their_places(raw, text):
    assert read_bytes(raw.encode(), "a.txt")[0][0].raw == raw
    document = clean(Reading(Source("a", "0" * 64, "text/plain"), raw))[0]
    assert text in document.text
    start = document.text.index(text)
    assert (
        document.quote(start, start + len(text))
        == raw[document.origin[start] : document.origin[start + len(text) - 1] + 1]
    )
    assert len(document.quote(start, start + 1)) == 1


CODE = (
    "import os\n\n\ndef main(path):\n    # 读取文件\n    for name in os.listdir(path):\n        print(name)\n\n\n"
    "if __name__ == '__main__':\n    main('.')\n"
)
STYLE = "body {\n  margin: 0;\n  font-family: '宋体';\n}\n.title {\n  color: red;\n}\n"
# Files of plain characters that are no text → what they are told to be.
NO_TEXT = {
    "a drawing": (f'<svg xmlns="http://www.w3.org/2000/svg"><text>{NAMES}</text></svg>', "svg"),
    "a drawing with a declaration": (
        f'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><text>{NAMES}</text></svg>',
        "XML",
    ),
    "XML without a declaration": (f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{NAMES}</entry></feed>', "XML"),
    "base64": (base64.encodebytes(NAMES.encode() * 9).decode(), "base64"),
    "a column of base64": (
        "编号,内容\n" + "".join(f"{i},{base64.b64encode(NAMES.encode()).decode()}\n" for i in range(9)),
        "base64",
    ),
    "escapes": (NAMES.encode("unicode_escape").decode(), "escapes"),
    "references": (NAMES.encode("ascii", "xmlcharrefreplace").decode(), "HTML"),
    "as in addresses": ("".join(f"%{b:02X}" for b in NAMES.encode()), "addresses"),
    "quoted-printable": ("".join(f"={b:02X}" for b in NAMES.encode()), ".eml"),
    "a key": (
        "-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(b"x" * 99).decode() + "-----END CERTIFICATE-----\n",
        "PEM",
    ),
    "PostScript": ("%!PS-Adobe-3.0\n%%Title: x\n", "PostScript"),
    "contacts": ("BEGIN:VCARD\nFN:林一\nEND:VCARD\n", "vcf"),
    "a program": (CODE, "source code"),
    "a style sheet": (STYLE, "source code"),
    "a packed program": (
        "!function(e,t){var n=t.getElementById('题目');n.innerHTML='';"
        "for(var i=0;i<e.length;i++){n.push(e[i]);}}(window,document);"
        * 4,
        "source code",
    ),
    "ISO 2022": ("\x1b$)A\x0eDv2(\x0f\n" * 30, "ISO 2022"),
}


@pytest.mark.parametrize("name", NO_TEXT)
def test_what_is_no_text_is_not_read_as_one(name):
    text, words = NO_TEXT[name]
    readings, findings = read_bytes(text.encode(), "a.txt")
    assert readings == []
    assert [f.code for f in findings] == ["unknown-format"]
    assert words in findings[0].message


@pytest.mark.parametrize(
    "text",
    [
        "一、支持企业;\n二、支持高校;\n三、支持院所;\n四、支持平台;\n五、支持人才;\n",
        f"<关于科技创新的通知>\n{NAMES}\n",
        f"见 https://example.org/a?b=%E5%AE%81 。{NAMES}\n",
        f"# 工作要点\n\n```\nx = 1\n```\n\n{NAMES}\n",
        f"P < 0.05，A > B。{NAMES}\n",
        "甲：=50%\n乙：=60%\n" * 9,
        NAMES,
    ],
)
def test_texts_with_signs_are_texts(text):
    assert _read(text.encode())[0] == text


@pytest.mark.parametrize("start", ["<ul><li>", "<span>", "<h2>", "<font color=red>", "<section><p>"])
def test_a_piece_of_a_page_is_a_page(start):
    assert _read(f"{start}{NAMES}".encode())[0] == f"{NAMES}\n"


def _tar(members, mode="w"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=tarfile.GNU_FORMAT) as file:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            file.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        file.addfile(link)
    return out.getvalue()


MEMBERS = [
    ("b/通知.txt", SECOND.encode()),
    ("b/通知.txt", NAMES.encode("gbk")),
    ("../a.docx", made.word(SECOND)),
    (".hidden", b"x"),
]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_archives_of_other_programs_are_read_like_zip(mode, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    readings, findings = read_bytes(_tar(MEMBERS, mode), "a.tar")
    assert [(r.source.name, r.raw.strip()) for r in readings] == [
        ("a.tar/a.docx", SECOND),
        ("a.tar/b/通知.txt", SECOND),
        ("a.tar/b/通知.txt (2)", NAMES),
    ]
    assert [(f.where, f.code) for f in findings] == [("a.tar/link.txt", "not-a-file"), ("a.tar", "passed-over")]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_file_is_read_by_its_content(pack):
    assert _read(pack(NAMES.encode("gbk"))) == (NAMES, [])
    assert _read(pack(made.page(f"<p>{NAMES}</p>").encode())) == (f"{NAMES}\n", [])
    assert _read(pack(NAMES.encode("gbk"))[:-9])[1] == ["damaged"]


@pytest.mark.parametrize(
    ("data", "limits", "codes"),
    [
        (gzip.compress(b"\x41" * 40_000_000), Limits(), ["too-large"]),
        (gzip.compress(gzip.compress(gzip.compress(gzip.compress(NAMES.encode())))), Limits(), ["too-deep"]),
        (_tar([("a.txt", b"x" * 1_500_000)]), Limits(max_bytes=1), ["not-a-file", "too-large"]),
        (_tar(MEMBERS[2:3])[:700], Limits(), ["damaged", "damaged"]),
    ],
)
def test_they_have_the_limits_of_archives(data, limits, codes):
    readings, findings = read_bytes(data, "a", limits)
    assert readings == []
    assert sorted(f.code for f in findings) == codes


def test_the_names_of_members_in_gbk():
    data = _tar([("name.txt", NAMES.encode())]).replace(
        b"name.txt" + b"\x00" * 6, "通知件.txt".encode("gbk") + b"\x00" * 4
    )
    fixed = bytearray(data)
    checksum = sum(fixed[:148]) + 8 * 32 + sum(fixed[156:512])
    fixed[148:156] = b"%06o\x00 " % checksum
    assert media_type_of(bytes(fixed)) == "application/x-tar"
    assert read_bytes(bytes(fixed), "a.tar")[0][0].source.name == "a.tar/通知件.txt"
