"""Old office files: read as LibreOffice converts them, within limits; without it, told with what to do."""

import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from kg.limits import Limits
from kg.read import libreoffice, read_bytes
from kg.read.guard import LATE
from tests import made, sheets
from tests.conftest import SOFFICE
from tests.made import NAMES
from tests.wordml import p, package, row, table

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
GUARD = Path(libreoffice.__file__).with_name("guard.py")
# What stands for LibreOffice: it does with its arguments what the test says.
FAKE = """#!{python}
import os, pathlib, signal, subprocess, sys, time
target, out = (sys.argv[sys.argv.index(word) + 1] for word in ("--convert-to", "--outdir"))
made, given = pathlib.Path(out, "in." + target), pathlib.Path(sys.argv[-1])
{does}
"""
KINDS = {
    "Word": (OLE + "WordDocument".encode("utf-16-le"), "application/msword", "docx"),
    "Excel": (OLE + "Workbook".encode("utf-16-le"), "application/vnd.ms-excel", "xlsx"),
    "PowerPoint": (OLE + "PowerPoint Document".encode("utf-16-le"), "application/vnd.ms-powerpoint", "pptx"),
    "OpenDocument text": (made.archive([("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"")]), "application/vnd.oasis.opendocument.text", "docx"),
    "OpenDocument spreadsheet": (made.archive([("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"")]), "application/vnd.oasis.opendocument.spreadsheet", "xlsx"),
    "Excel in binary": (made.archive([("xl/workbook.bin", b"")]), "application/vnd.ms-excel.sheet.binary.macroEnabled.12", "xlsx"),
    "Word 2003": (b'<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>', "application/xml", "docx"),
}  # fmt: skip
DATA = KINDS["Word"][0]


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """A function that puts a program in the place of LibreOffice."""

    def put(does, **files):
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
        path = tmp_path / "soffice"
        path.write_text(FAKE.format(python=sys.executable, does=does.replace("HERE", repr(str(tmp_path)))), encoding="utf-8")
        path.chmod(0o755)
        monkeypatch.setenv(libreoffice.VARIABLE, str(path))

    return put


COPY = "made.write_bytes(pathlib.Path(HERE, target).read_bytes())"


@pytest.mark.parametrize("name", [n for n in KINDS if n != "PowerPoint"])
def test_what_libreoffice_makes_is_read_as_the_file_that_it_was_made_of(name, fake):
    data, media_type, target = KINDS[name]
    fake(COPY, docx=made.word(NAMES), xlsx=sheets.workbook({"Sheet1": [[NAMES]]}))
    readings, findings = read_bytes(data, "x.old")
    assert [(r.raw, r.source.name, r.source.media_type) for r in readings] == [(NAMES + "\n", "x.old", media_type)]
    assert [(f.severity, f.code) for f in findings] == [("info", "converted")]
    assert target in ("docx", "xlsx")
    again = read_bytes(data, "x.old")[0]
    assert [r.source.sha256 for r in again] == [r.source.sha256 for r in readings]


@pytest.mark.parametrize("name", KINDS)
def test_without_libreoffice_it_is_told_how_a_file_can_be_made_readable(name):
    data, _, target = KINDS[name]
    readings, findings = read_bytes(data, "x")
    assert readings == []
    assert [(f.severity, f.code) for f in findings] == [("error", "unknown-format")]
    assert "save it as" in findings[0].message
    assert f"install LibreOffice, with which it is read as it is (many at once: soffice --headless --convert-to {target} FILES)" in findings[0].message


def test_what_is_beside_the_text_is_told_of_the_made_file_too(fake):
    fake(COPY, docx=made.word(NAMES, head="页眉四字"))
    assert read_bytes(DATA, "x.doc")[0][0].left_out == {"running heads": 4}


def test_a_program_gets_a_profile_and_a_home_of_its_own(fake, tmp_path):
    fake("pathlib.Path(HERE, 'said').write_text('\\n'.join([*sys.argv, os.environ['HOME'], os.environ['TMPDIR']]))\n"
         "profile = pathlib.Path(next(a for a in sys.argv if 'UserInstallation' in a).partition('file://')[2])\n"
         "pathlib.Path(HERE, 'set').write_bytes((profile / 'user' / 'registrymodifications.xcu').read_bytes())\n" + COPY, docx=made.word(NAMES))  # fmt: skip
    assert len(read_bytes(DATA, "x.doc")[0]) == 1
    *arguments, home, temporary = (tmp_path / "said").read_text().splitlines()
    assert home == temporary
    assert not Path(home).exists()
    assert {"--headless", "--norestore", "--nolockcheck"} <= set(arguments)
    settings = (tmp_path / "set").read_text()
    for setting in ("DisableMacrosExecution", "BlockUntrustedRefererLinks", "DisableActiveContent"):
        assert f'<prop oor:name="{setting}" oor:op="fuse"><value>true</value>' in settings


FAILURES = {
    "nothing is made": ("print('Error: source file could not be loaded')", "damaged", "Error: source file could not be loaded"),
    "it crashes": ("os.abort()", "damaged", "cannot convert it"),
    "it ends with an error": (COPY + "; sys.exit(3)", "damaged", "cannot convert it"),
    "it takes too long": ("time.sleep(60)", "too-slow", "--max-seconds"),
    "it computes without end": ("while True: pass", "too-slow", "--max-seconds"),
    "its processor time is over": ("os.kill(os.getpid(), signal.SIGXCPU)", "too-slow", "--max-seconds"),
    "more is made than may be": ("made.write_bytes(bytes(3_000_000))", "too-large", "--max-bytes"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_conversion_that_fails_is_told(name, fake):
    does, code, words = FAILURES[name]
    fake(does, docx=made.word(NAMES))
    readings, findings = read_bytes(DATA, "x.doc", Limits(max_seconds=2, max_bytes=1))
    assert readings == []
    assert [(f.severity, f.code, f.where) for f in findings] == [("error", code, "x.doc")]
    assert words in findings[0].message
    assert "old Word file" in findings[0].message


def test_what_is_made_and_cannot_be_read_is_told(fake):
    fake(COPY, docx=made.word(NAMES)[:900])
    readings, findings = read_bytes(DATA, "x.doc")
    assert (readings, [f.code for f in findings]) == ([], ["converted", "damaged"])


def test_a_named_program_that_is_not_there_is_none(monkeypatch, tmp_path):
    monkeypatch.setenv(libreoffice.VARIABLE, str(tmp_path / "nowhere"))
    assert libreoffice.program() is None


# ---- the guard ----


def _guarded(parent, seconds, *command):
    return [sys.executable, "-I", "-S", str(GUARD), str(parent), str(seconds), "1", *command]


def test_a_guarded_program_ends_as_it_ends():
    assert subprocess.run(_guarded(os.getpid(), 60, sys.executable, "-c", "exit(7)"), check=False).returncode == 7
    assert subprocess.run(_guarded(os.getpid(), 1, "sleep", "60"), check=False).returncode == LATE


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
def test_a_guarded_program_ends_with_its_children_when_its_parent_is_gone(tmp_path):
    said = tmp_path / "pid"
    grandchild = f"import os, time; open({str(said)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    program = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {grandchild!r}])"
    code = f"import os, subprocess; subprocess.run({_guarded('PID', 60, sys.executable, '-c', program)!r}".replace("'PID'", "str(os.getpid())") + ")"
    parent = subprocess.Popen([sys.executable, "-c", code])
    while not (said.exists() and said.read_text()):
        time.sleep(0.05)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    pid = int(said.read_text())
    for _ in range(200):
        if not _alive(pid):
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} is alive")


def _alive(pid):
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z" if Path("/proc").exists() else _kill(pid)


def _kill(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


# ---- LibreOffice itself ----


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_old_files_that_libreoffice_wrote_are_read(tmp_path, monkeypatch):
    monkeypatch.setenv(libreoffice.VARIABLE, SOFFICE or "")
    (tmp_path / "w.docx").write_bytes(package(p(NAMES) + table(row("任务", "单位"), row("建设实验室", "科技局")) + p("结尾一句。")))
    (tmp_path / "s.xlsx").write_bytes(sheets.workbook({"指标": [["区县", "企业数"], ["鄞州区", 1200]]}))
    wanted = {"w.doc": f"{NAMES}\n任务 单位\n建设实验室 科技局\n结尾一句。\n", "w.odt": f"{NAMES}\n任务 单位\n建设实验室 科技局\n结尾一句。\n", "w.rtf": f"{NAMES}\n任务 单位\n建设实验室 科技局\n结尾一句。\n",
              "s.xls": "指标\n区县 企业数\n鄞州区 1200\n", "s.ods": "指标\n区县 企业数\n鄞州区 1200\n"}  # fmt: skip
    for name, text in wanted.items():
        given = next(tmp_path.glob(name[0] + ".*x"))
        subprocess.run([SOFFICE, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", name[2:], "--outdir", str(tmp_path), str(given)], check=True, capture_output=True)
        readings, findings = read_bytes((tmp_path / name).read_bytes(), name)
        assert [r.raw for r in readings] == [text]
        assert [len(r.tables) for r in readings] == [1]
        assert [f.code for f in findings] == ([] if name == "w.rtf" else ["converted"])
    assert zipfile.is_zipfile(tmp_path / "w.odt")
