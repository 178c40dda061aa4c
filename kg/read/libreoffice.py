"""Old and foreign office files (.doc, .wps, .xls, .et, .ppt, .odt …): read as LibreOffice converts them, where it is
installed; else it is told how they can be made readable.

LibreOffice runs in a session of its own with a profile of its own, without macros, links and network, within the limits
of the document (`kg.read.guard`).  What it makes is read like any file of that kind.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kg.limits import MB, Limits
from kg.model import Finding, Reading, Source
from kg.read.archive import Budget, Item, Open
from kg.read.foreign import Foreign, foreign_file
from kg.read.guard import LATE

OFFICE = "application/x-foreign-office"
VARIABLE = "KG_SOFFICE"  # names the program; empty: it is not to be used
_NAMES = ("soffice", "libreoffice")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    "/opt/libreoffice/program/soffice",
)
_SHARE = 0.6  # of the time that a document may take: what is made must be read, too
_SETTINGS = (
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Java", "Enable", "false"),
    ("Common/Misc", "FirstRun", "false"),
    ("Writer/Content/Update", "Link", "0"),
    ("Calc/Content/Update", "Link", "1"),
    ("Jobs/Jobs/org.openoffice.Office.Jobs:Job['UpdateCheck']/Arguments", "AutoCheckEnabled", "false"),
)
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>
"""
_ITEM = '<item oor:path="/org.openoffice.Office.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'


def program() -> str | None:
    """The path of LibreOffice; None where it is not installed, or not to be used."""
    if (named := os.environ.get(VARIABLE)) is not None:
        return shutil.which(named) if named else None
    found = (shutil.which(name) for name in (*_NAMES, *_PLACES))
    return next((path for path in found if path), None)


def open_office(data: bytes, name: str, limits: Limits, budget: Budget, opener: Open) -> Iterator[Item]:
    """The one item of a file of another office program."""
    kind = foreign_file(data)
    assert kind is not None, name
    inside = Budget(limits, budget.depth)
    yield Item(name, lambda: _read(data, name, kind, inside, opener))


def _read(data: bytes, name: str, kind: Foreign, budget: Budget, opener: Open) -> tuple[list[Reading], list[Finding]]:
    soffice = program() if kind.target else None
    if soffice is None:
        return [], [Finding("error", "read", kind.code, name, kind.message)]
    made, problem = _converted(data, kind, soffice, budget.limits)
    if problem is not None or made is None:
        return [], [replace(problem, where=name)] if problem else []
    readings: list[Reading] = []
    findings = [Finding("info", "read", "converted", name, f"{kind.noun}; read as LibreOffice converts it")]
    for item in opener(made, name, budget.limits, budget):
        found, problems = item.read()
        readings += found
        findings += problems
    # What LibreOffice makes holds the time at which it was made.
    source = Source(name, hashlib.sha256(data).hexdigest(), kind.media_type)
    return [replace(reading, source=source) for reading in readings], findings


def _converted(data: bytes, kind: Foreign, soffice: str, limits: Limits) -> tuple[bytes | None, Finding | None]:
    """What LibreOffice makes of a file, or why it makes nothing."""
    seconds = max(1, int(limits.max_seconds * _SHARE))
    try:
        with tempfile.TemporaryDirectory(prefix="kechuang-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            (folder / f"in.{kind.suffix}").write_bytes(data)
            code, said = _run(soffice, kind, folder, seconds, limits)
            made = next(iter(sorted((folder / "out").glob("*"))), None)
            if code == 0 and made is not None and made.stat().st_size <= limits.max_bytes * MB:
                return made.read_bytes(), None
    except OSError as error:
        code, said, made = -1, error.strerror or str(error), None
    if code == LATE:
        return None, Finding(
            "error",
            "read",
            "too-slow",
            "",
            f"{kind.noun}; LibreOffice did not convert it in {seconds} s (raise --max-seconds), or {kind.advice}",
        )
    if code == 0 and made is not None:
        return None, Finding(
            "error",
            "read",
            "too-large",
            "",
            f"{kind.noun}, of which LibreOffice makes more than the "
            f"{limits.max_bytes} MB that a file may have; raise --max-bytes or split it",
        )
    why = f" ({said})" if said else ""
    return None, Finding(
        "error", "read", "damaged", "", f"{kind.noun}; LibreOffice cannot convert it{why}; {kind.advice}"
    )


def _run(soffice: str, kind: Foreign, folder: Path, seconds: int, limits: Limits) -> tuple[int, str]:
    """How LibreOffice ended, and the last line that it said."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    settings = "".join(_ITEM.format(*(part.replace("'", "&apos;") for part in setting)) for setting in _SETTINGS)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE.format(settings), encoding="utf-8")
    (folder / "out").mkdir()
    command = [
        sys.executable, "-I", "-S", str(Path(__file__).with_name("guard.py")),
        str(os.getpid()), str(seconds), str(limits.max_expanded),
        soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck",
        "--nodefault", "--nologo", "--convert-to", kind.target, "--outdir", str(folder / "out"),
        str(folder / f"in.{kind.suffix}"),
    ]  # fmt: skip
    # The folder is home and place of temporary files, too: nothing stays behind.
    environment = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=environment, cwd=folder, check=False
        )
        said.seek(0)
        lines = said.read(10_000).decode("utf-8", "replace").replace(str(folder), "").strip().splitlines()
    return done.returncode, " ".join(lines[-1].split())[:200] if lines else ""
