"""Which files there are: names that no two share, links, what programs leave behind; archives; kinds of files."""

import contextlib
import json
import os
import stat
import tempfile
from pathlib import Path

import pytest

import kg
from kg.errors import InputError
from kg.read import media_type_of, read_bytes, read_file
from kg.read.files import find_files, is_lock, left_behind, printable
from tests import made
from tests.conftest import SHARED
from tests.made import NAMES


def _put(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(NAMES, encoding="utf-8")


def _names(*inputs):
    files, findings = find_files(inputs)
    return [name for _, name in files], sorted((f.severity, f.code, f.where) for f in findings)


# ---- names ----


def test_names_that_differ_by_a_line_break_or_its_escape_stay_two(tmp_path):
    _put(tmp_path, "a\nb.txt", "a\\nb.txt", "a\\\\nb.txt", "a b.txt", "a\u2028b.txt")
    names = _names(tmp_path)[0]
    assert sorted(names) == sorted(["a\\nb.txt", "a\\\\nb.txt", "a\\\\\\\\nb.txt", "a b.txt", "a\\u2028b.txt"])


ODD = [
    "a\nb",
    "a\\nb",
    "a\\\nb",
    "\\",
    "\\\\",
    "\n",
    "\udcb9",
    "\\udcb9",
    "\t",
    "é",
    "e\u0301",
    "\u202e",
    "𠮷",
    "\U000e0001",
    "\\U000e0001",
    "a\x00",
    "a\\x00",
]


def test_printable_names_are_lines_and_no_two_names_become_one():
    found = [printable(name) for name in ODD]
    assert len(set(found)) == len(ODD)
    assert all(len(name.splitlines()) == 1 and name.isprintable() and name.encode() for name in found)


def test_names_in_different_forms_of_unicode_or_cases_stay_two(tmp_path):
    _put(tmp_path, "caf\u00e9.txt", "cafe\u0301.txt", "A.txt", "a.TXT")
    assert len(set(_names(tmp_path)[0])) == 4


def test_files_of_one_name_are_told_apart_by_as_many_folders_as_it_takes(tmp_path):
    _put(tmp_path, "1/x/f.txt", "2/x/f.txt", "2/y/f.txt", "3/f.txt", "3/x/f.txt")
    inputs = [tmp_path / name for name in ("1/x/f.txt", "2/x/f.txt", "2/y/f.txt", "3")]
    names, findings = _names(*inputs)
    assert findings == []
    assert names == sorted(["1/x/f.txt", "2/x/f.txt", "y/f.txt", "3/f.txt", "x/f.txt"])
    assert _names(*reversed(inputs))[0] == names


def test_a_file_given_twice_is_one_by_whatever_order(tmp_path):
    _put(tmp_path, "c/d.txt", "b.txt")
    for inputs in ([tmp_path / "c", tmp_path], [tmp_path, tmp_path / "c"], [tmp_path / "c/d.txt", tmp_path]):
        assert _names(*inputs) == (["b.txt", "c/d.txt"], [])


def test_names_as_long_as_they_can_be(tmp_path):
    _put(tmp_path, "长" * 84 + "txt", "a" * 255)
    deep = "/".join(["深" * 80] * 8) + "/f.txt"
    _put(tmp_path, deep)
    assert sorted(_names(tmp_path)[0]) == sorted(["长" * 84 + "txt", "a" * 255, deep])
    with pytest.raises(InputError, match="cannot be read: File name too long"):
        find_files([tmp_path / ("a" * 256)])


def test_a_folder_deeper_than_paths_can_be_is_told(tmp_path):
    here = os.open(tmp_path, os.O_RDONLY)
    try:
        for _ in range(20):  # one step after another: 20 names of 250 bytes are no path
            os.mkdir("b" * 250, dir_fd=here)
            here, above = os.open("b" * 250, os.O_RDONLY, dir_fd=here), here
            os.close(above)
    finally:
        os.close(here)
    _put(tmp_path, "f.txt")
    files, findings = find_files([tmp_path])
    assert [name for _, name in files] == ["f.txt"]
    assert [(f.severity, f.code) for f in findings] == [("error", "unreadable")]
    assert "File name too long" in findings[0].message


# ---- what programs leave behind ----


def test_what_programs_leave_behind_is_passed_over_and_counted_once(tmp_path):
    _put(
        tmp_path,
        "计划.docx",
        "desktop.ini",
        "Thumbs.db",
        "ehthumbs.db",
        "DESKTOP.INI",
        ".DS_Store",
        "._计划.docx",
        "~WRL0001.tmp",
        "__MACOSX/x",
        ".git/config",
        "b/Thumbs.db",
    )
    (tmp_path / "~$计划.docx").write_bytes(b"\x03" + "张某某".encode("utf-16-le") + b"\x00" * 155)
    (tmp_path / "b" / "~$表.xlsx").write_bytes(b"\x03" + b"x" * 164)
    names, findings = _names(tmp_path)
    assert names == ["计划.docx"]
    assert findings == [("info", "passed-over", tmp_path.name)]
    message = find_files([tmp_path])[1][0].message
    assert "programs: 12 (" in message
    assert not any(told in message for told in ("计划", "表", "张"))


@pytest.mark.parametrize(
    ("name", "size", "left"),
    [
        ("~$a.docx", 162, True),
        ("~$a.docx", 50_000, False),
        ("~$", 10, True),
        ("Desktop.ini", 99, True),
        ("desktop.ini.txt", 99, False),
        ("thumbs.db", 10**6, True),
        ("~WRD0002.tmp", 10**6, True),
        ("~计划.docx", 99, False),
        ("计划.tmp", 99, False),
        ("__MACOSX", 0, True),
        ("Icon\r", 0, True),
        ("图标", 0, False),
    ],
)
def test_which_names_are_those_of_what_programs_leave_behind(name, size, left):
    assert (left_behind(name) or is_lock(name, size)) is left


def test_a_lock_file_that_is_named_is_told_and_not_read(tmp_path):
    (tmp_path / "~$计划.docx").write_bytes(b"\x03" + "张某某".encode("utf-16-le") + b"\x00" * 155)
    assert _names(tmp_path / "~$计划.docx") == ([], [("warning", "passed-over", "~$计划.docx")])


def test_an_office_folder_is_built_without_a_word_of_those_who_work_in_it(tmp_path):
    _put(tmp_path / "in", "计划.txt")
    (tmp_path / "in" / "~$计划.docx").write_bytes(b"\x03" + "张某某".encode("utf-16-le") + b"\x00" * 155)
    graph = kg.build([tmp_path / "in"])
    assert [d["name"] for d in graph.report["documents"]] == ["计划.txt"]
    assert {f["severity"] for f in graph.report["findings"]} == {"info"}
    assert "张某某" not in graph.serialize() + json.dumps(graph.report, ensure_ascii=False)


@pytest.mark.skipif(
    not (SHARED / "cases" / "office-folder").is_dir(), reason="the small inputs are not beside this checkout"
)
def test_the_office_folder_of_the_small_inputs():
    names, findings = _names(SHARED / "cases" / "office-folder" / "in")
    assert names == ["计划.docx"]
    assert [f[:2] for f in findings] == [("info", "passed-over")]


# ---- links ----


def _linked(folder):
    """Files, and links to folders: inside, outside, in a circle, around, to nowhere."""
    _put(folder, "in/a/1.txt", "in/b/2.txt", "out/3.txt", "out/4.txt")
    links = {
        "in/aa": "a",
        "in/a/loop": "../b",
        "in/b/back": "..",
        "in/far": folder / "out",
        "in/far2": folder / "out",
        "out/self": ".",
        "out/in": "../in",
        "in/up": "../..",
        "in/gone": "nowhere",
        "in/me": "me",
    }
    for name, target in links.items():
        (folder / name).symlink_to(target)


def test_a_linked_folder_is_read_once_and_a_loop_ends(tmp_path):
    _linked(tmp_path)
    names, findings = _names(tmp_path / "in")
    assert names == ["a/1.txt", "b/2.txt", "far/3.txt", "far/4.txt"]
    around = "not-a-file"
    assert findings == sorted(
        [
            ("warning", around, "b/back"),
            ("warning", around, "up"),
            ("warning", around, "far/in"),
            ("warning", "unreadable", "gone"),
            ("error", "unreadable", "me"),
        ]
    )


def test_a_linked_file_is_read_once_under_its_own_name(tmp_path):
    _put(tmp_path, "z/1.txt")
    (tmp_path / "a.txt").symlink_to("z/1.txt")
    assert _names(tmp_path) == (["z/1.txt"], [])


def test_the_folder_itself_may_be_a_link(tmp_path):
    _put(tmp_path, "a/1.txt")
    (tmp_path / "l").symlink_to("a")
    assert _names(tmp_path / "l") == (["1.txt"], [])


@contextlib.contextmanager
def _as_user():
    """A folder that all may enter, and the rights of a user who is not root while in it."""
    root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _put(folder, "in/a.txt", "closed/b.txt", "closed/c/d.txt", "in/shut/e.txt")
        (folder / "in" / "link.txt").symlink_to(folder / "closed" / "b.txt")
        (folder / "in" / "linked").symlink_to(folder / "closed" / "c")
        folder.chmod(0o755)
        for shut in ("closed", "in/shut"):
            (folder / shut).chmod(0)
        if root:
            os.setresuid(65534, 65534, 0)
        try:
            yield folder
        finally:
            if root:
                os.setresuid(0, 0, 0)
            for shut in ("closed", "in/shut"):
                (folder / shut).chmod(stat.S_IRWXU)


@pytest.mark.skipif(not hasattr(os, "setresuid"), reason="rights are those of POSIX")
def test_links_and_folders_that_may_not_be_followed_are_told():
    with _as_user() as folder:
        names, findings = _names(folder / "in")
        with pytest.raises(InputError, match="Permission denied"):
            find_files([folder / "closed" / "b.txt"])
        with pytest.raises(InputError, match="check its permissions"):
            find_files([folder / "closed"])
    assert names == ["a.txt"]
    assert findings == [
        ("error", "unreadable", "link.txt"),
        ("error", "unreadable", "linked"),
        ("error", "unreadable", "shut"),
    ]


# ---- archives ----


def test_members_of_one_name_are_documents_of_two(tmp_path):
    data = made.archive(
        [
            ("a.txt", "甲说明。".encode()),
            ("x/../a.txt", "乙说明。".encode()),
            ("./a.txt", "丙说明。".encode()),
            ("a.txt (2)", "丁说明。".encode()),
        ]
    )
    readings = read_bytes(data, "z.zip")[0]
    assert [(r.source.name, r.raw) for r in readings] == [
        ("z.zip/a.txt", "甲说明。"),
        ("z.zip/a.txt (2)", "丙说明。"),
        ("z.zip/a.txt (2) (2)", "丁说明。"),
        ("z.zip/x/a.txt", "乙说明。"),
    ]


def test_members_whose_names_differ_little_stay_two():
    names = [
        "a\nb.txt",
        "a\\nb.txt".replace("\\", "\u2216"),
        "A.txt",
        "a.txt",
        "caf\u00e9.txt",
        "cafe\u0301.txt",
        "a\u2028b.txt",
    ]
    readings = read_bytes(made.archive([(name, NAMES.encode()) for name in names]), "z.zip")[0]
    assert len({r.source.name for r in readings}) == len(names)


def test_what_programs_leave_behind_in_an_archive_is_counted_once():
    lock = b"\x03" + "张某某".encode("utf-16-le") + b"\x00" * 155
    data = made.archive(
        [
            ("a.txt", NAMES.encode()),
            ("~$计划.docx", lock),
            ("b/~$乙.docx", lock),
            ("Thumbs.db", b"x" * 9999),
            ("__MACOSX/._a.txt", b"x"),
            (".DS_Store", b"x"),
            (".git/x", b"x"),
        ]
    )
    readings, findings = read_bytes(data, "z.zip")
    assert [r.source.name for r in readings] == ["z.zip/a.txt"]
    assert [(f.severity, f.code, f.where) for f in findings] == [("info", "passed-over", "z.zip")]
    assert "programs: 6 (" in findings[0].message
    assert "计划" not in findings[0].message


@pytest.mark.slow
def test_an_archive_of_fifty_thousand_members():
    data = made.archive(
        [(f"d{i % 97}/通知{i % 10_000}.txt", f"第{i}号。".encode()) for i in range(50_000)], stored=True
    )
    readings, findings = read_bytes(data, "z.zip")
    assert findings == []
    assert len({r.source.name for r in readings}) == len({r.raw for r in readings}) == 50_000


# ---- files told by their content ----

PDF = made.pdf([[NAMES]])
KINDS = {
    "a text that mentions a PDF": ("PDF 文件以 %PDF-1.7 开头，以 %%EOF 结尾。" + NAMES).encode(),
    "one of lines": f"说明\n%PDF-1.4\n{NAMES}\n".encode(),
    "Markdown that mentions a PDF": f"# 说明\n\n`%PDF-1.7` 是 PDF 的第一行。\n{NAMES}".encode(),
    "a page that mentions a PDF": made.page(f"<p>%PDF-1.7</p><p>{NAMES}</p>").encode(),
    "JSON lines that mention a PDF": json.dumps({"text": f"%PDF-1.7 {NAMES}"}, ensure_ascii=False).encode(),
    "GBK that mentions a PDF": f"%PDF 即 %PDF-1.7。{NAMES}".encode("gbk"),
}


@pytest.mark.parametrize("name", KINDS)
def test_what_mentions_a_pdf_is_none(name):
    readings, findings = read_bytes(KINDS[name], "x")
    assert findings == []
    assert NAMES in readings[0].raw


@pytest.mark.parametrize(
    "front",
    [b"", b"\xef\xbb\xbf", b"\r\n \t", b"\x00" * 16, b"HTTP/1.1 200 OK\r\n\r\n", b"junk", b"\x1b%-12345X@PJL\r\n"],
)
def test_a_pdf_behind_other_bytes_is_one(front):
    assert media_type_of(front + PDF) == "application/pdf"


MICROSOFT = "http://schemas.microsoft.com/office/"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
TOLD = {
    "old Word": (OLE + "WordDocument".encode("utf-16-le"), "unknown-format", ".docx"),
    "old Word with a workbook in it": (
        OLE + "WordDocument Workbook".encode("utf-16-le"),
        "unknown-format",
        "old Word",
    ),
    "old Excel": (OLE + "Workbook".encode("utf-16-le"), "unknown-format", "old Excel"),
    "old PowerPoint": (OLE + "PowerPoint Document".encode("utf-16-le"), "unknown-format", "PowerPoint"),
    "something old": (OLE, "unknown-format", ".docx"),
    "a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted", "without one"),
    "OFD": (made.archive([("OFD.xml", b"<x/>"), ("Doc_0/Document.xml", b"<x/>")]), "damaged", "OFD"),
    "UOF": (
        b'<?xml version="1.0"?><uof:UOF xmlns:uof="http://schemas.uof.org/cn/2009/uof"/>',
        "unknown-format",
        "UOF",
    ),
    "UOF in UTF-16": (
        '<?xml version="1.0" encoding="UTF-16"?><uof:UOF xmlns:uof="http://schemas.uof.org/cn/2009/uof"/>'.encode(
            "utf-16"
        ),
        "unknown-format",
        "UOF",
    ),
    "Word 2003": (
        f'<?xml version="1.0"?><w:wordDocument xmlns:w="{MICROSOFT}word/2003/wordml">{NAMES}</w:wordDocument>'.encode(),
        "unknown-format",
        "Word 2003",
    ),
    "Word in one XML file": (
        f'<?xml version="1.0"?><pkg:package xmlns:pkg="{MICROSOFT}2006/xmlPackage">{NAMES}</pkg:package>'.encode(),
        "unknown-format",
        ".docx",
    ),
    "Excel": (made.archive([("xl\\workbook.xml", b"")]), "damaged", "Excel"),
    "Excel in binary": (made.archive([("xl\\workbook.bin", b"")]), "unknown-format", "Excel"),
    "OpenDocument": (made.archive([("mimetype", b""), ("content.xml", b"")]), "unknown-format", "OpenDocument"),
    "Pages": (made.archive([("Index/Document.iwa", b"")]), "unknown-format", "Pages"),
}


@pytest.mark.parametrize("name", TOLD)
def test_a_file_of_another_office_program_is_told_with_what_to_do(name):
    data, code, words = TOLD[name]
    readings, findings = read_bytes(data, "x")
    assert readings == []
    assert [(f.code, f.severity) for f in findings] == [(code, "error")]
    assert words in findings[0].message
    assert "save" in findings[0].message or "export" in findings[0].message or "copy" in findings[0].message


def test_a_file_in_a_folder_is_read_by_its_label(tmp_path):
    _put(tmp_path, "a\\b.txt")
    ((path, name),) = find_files([tmp_path])[0]
    assert read_file(path, name)[0][0].source.name == "a\\\\b.txt"
