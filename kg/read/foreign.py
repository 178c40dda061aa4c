"""Files of office programs that kg does not read itself: which program wrote one, and what its owner can do.

Most are packages or databases of many formats in one; what they are is told by a name inside.  Those with a `target`
LibreOffice converts, where it is installed (`kg.read.libreoffice`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection
from dataclasses import dataclass

_MANY = "many at once: soffice --headless --convert-to {} FILES"
_IN_WORD = "open it in Word or WPS and save it as .docx"
_IN_EXCEL = "open it in Excel or WPS and save it as .xlsx"
_IN_POWERPOINT = "open it in PowerPoint or WPS and save it as .pptx"


@dataclass(frozen=True, slots=True)
class Foreign:
    """A kind of file: what it is, how its owner can make it readable, and the code under which that is told.

    `suffix` is that of such files, `target` what LibreOffice makes of them, if it does.
    """

    noun: str
    advice: str
    suffix: str = ""
    target: str = ""
    media_type: str = ""
    code: str = "unknown-format"

    @property
    def message(self) -> str:
        """What it is and what to do, where LibreOffice is not at hand."""
        if not self.target:
            return f"{self.noun}; {self.advice}"
        return (
            f"{self.noun}; {self.advice}, or install LibreOffice, with which it is read as it is "
            f"({_MANY.format(self.target)})"
        )


_WORD = Foreign("an old Word file (.doc, .wps)", _IN_WORD, "doc", "docx", "application/msword")
_EXCEL = Foreign("an old Excel file (.xls, .et)", _IN_EXCEL, "xls", "xlsx", "application/vnd.ms-excel")
_POWERPOINT = Foreign(
    "an old PowerPoint file (.ppt, .dps)", _IN_POWERPOINT, "ppt", "pptx", "application/vnd.ms-powerpoint"
)
_UOF = Foreign("a UOF file (标文通, .uot, .uof)", "open it in WPS or Yozo and save it as .docx")
_ODF = "application/vnd.oasis.opendocument."
# Compound files (MS-CFB) by the name of a stream in them, which is written in UTF-16.
_STREAMS = (
    ("EncryptedPackage", Foreign("an Office file with a password", "save a copy without one", code="encrypted")),
    ("WordDocument", _WORD),
    ("Workbook", _EXCEL),
    ("PowerPoint Document", _POWERPOINT),
)
_OLD = Foreign("an old Office file (.doc, .xls, .ppt, .wps)", "save it as .docx, .xlsx or PDF")
# Packages (ZIP) by a member.
_MEMBERS = (
    (
        "xl/workbook.bin",
        Foreign(
            "an Excel workbook (.xlsb)",
            "save it as .xlsx",
            "xlsb",
            "xlsx",
            "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
        ),
    ),
    ("uof.xml", _UOF),
    ("_meta/meta.xml", _UOF),
    ("meta-inf/container.xml", Foreign("an e-book (.epub)", "save it as PDF or HTML")),
    ("index/document.iwa", Foreign("a Pages file", "export it as .docx")),
)
# OpenDocument by what the package says of itself.
_OPEN_DOCUMENTS = (
    ("text", Foreign("an OpenDocument text (.odt)", "save it as .docx", "odt", "docx", f"{_ODF}text")),
    (
        "spreadsheet",
        Foreign("an OpenDocument spreadsheet (.ods)", "save it as .xlsx", "ods", "xlsx", f"{_ODF}spreadsheet"),
    ),
    (
        "presentation",
        Foreign("an OpenDocument presentation (.odp)", "save it as .pptx or PDF", "odp", "pptx", f"{_ODF}presentation"),
    ),
)
# XML by what the beginning of the file holds.
_ROOTS = (
    (b"schemas.uof.org", _UOF),
    (
        b"schemas.microsoft.com/office/word/2003/wordml",
        Foreign("a Word 2003 XML file", _IN_WORD, "xml", "docx", "application/xml"),
    ),
    (
        b"schemas.microsoft.com/office/2006/xmlpackage",
        Foreign("a Word file in one XML file", _IN_WORD, "xml", "docx", "application/xml"),
    ),
    (
        b"urn:schemas-microsoft-com:office:spreadsheet",
        Foreign("an Excel 2003 XML file", _IN_EXCEL, "xml", "xlsx", "application/xml"),
    ),
    (
        b"urn:oasis:names:tc:opendocument",
        Foreign(
            "an OpenDocument file in one XML file (.fodt)", "save it as .docx", "fodt", "docx", f"{_ODF}text-flat-xml"
        ),
    ),
)
COMPOUND = b"\xd0\xcf\x11\xe0"


def _foreign_package(data: bytes) -> Foreign | None:
    """What a package is by the names of its members; None for an archive of files, or a damaged one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if found := _by_members(names):
                return found
            if "content.xml" not in {name.lower() for name in names}:
                return None
            if "mimetype" not in names:
                return _OPEN_DOCUMENTS[0][1]
            with archive.open("mimetype") as file:
                said = file.read(100).decode("latin-1")
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError, EOFError):
        return None
    return next((kind for word, kind in _OPEN_DOCUMENTS if word in said), _OPEN_DOCUMENTS[0][1])


def _by_members(names: Collection[str]) -> Foreign | None:
    known = {name.replace("\\", "/").lower() for name in names}
    return next((kind for member, kind in _MEMBERS if member in known), None)


def foreign_file(data: bytes) -> Foreign | None:
    """What a file of an office program is that kg does not read itself; None for anything else."""
    if data.startswith(COMPOUND):
        return next((kind for stream, kind in _STREAMS if stream.encode("utf-16-le") in data), _OLD)
    if data.startswith(b"PK"):
        return _foreign_package(data)
    head = data[:8192].replace(b"\x00", b"").lower()
    return next((kind for root, kind in _ROOTS if root in head), None)
