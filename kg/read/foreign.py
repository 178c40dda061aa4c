"""Files of office programs that are told and not read: which program wrote one, and what its owner can do.

Most are packages or databases of many formats in one; what they are is told by a name inside.
"""

from __future__ import annotations

from collections.abc import Collection

_MANY = "many at once: soffice --headless --convert-to docx FILES"
_IN_WORD = "open it in Word or WPS and save it as .docx"
# Compound files (MS-CFB) by the name of a stream in them, which is written in UTF-16.
_STREAMS = (
    ("EncryptedPackage", "encrypted", "an Office file with a password; save a copy without one"),
    ("WordDocument", "unknown-format", f"an old Word file (.doc, .wps); {_IN_WORD} ({_MANY})"),
    ("Workbook", "unknown-format", "an old Excel file (.xls, .et); copy its text into a Word file, or save it as PDF"),
    ("PowerPoint Document", "unknown-format", "an old PowerPoint file (.ppt, .dps); save it as PDF"),
)
_OLD = ("unknown-format", f"an old Office file (.doc, .xls, .ppt, .wps); save it as .docx or PDF ({_MANY})")
# Packages (ZIP) by a member.
_MEMBERS = (
    ("xl/workbook.bin", "an Excel workbook (.xlsb); save it as .xlsx"),
    ("ppt/presentation.xml", "a PowerPoint file (.pptx); save it as PDF"),
    ("ofd.xml", "an OFD file (版式文档); open it in an OFD reader and export it as PDF with text, or as .docx"),
    ("uof.xml", "a UOF file (标文通, .uot); open it in WPS or Yozo and save it as .docx"),
    ("_meta/meta.xml", "a UOF file (标文通, .uot); open it in WPS or Yozo and save it as .docx"),
    ("meta-inf/container.xml", "an e-book (.epub); save it as PDF or HTML"),
    ("content.xml", f"an OpenDocument file (.odt, .ods); save it as .docx ({_MANY})"),
    ("index/document.iwa", "a Pages file; export it as .docx"),
)
# XML by what the beginning of the file holds.
_ROOTS = (
    (b"schemas.uof.org", "a UOF file (标文通, .uot, .uof); open it in WPS or Yozo and save it as .docx"),
    (b"schemas.microsoft.com/office/word/2003/wordml", f"a Word 2003 XML file; {_IN_WORD}"),
    (b"schemas.microsoft.com/office/2006/xmlpackage", f"a Word file in one XML file; {_IN_WORD}"),
    (b"urn:schemas-microsoft-com:office:spreadsheet", "an Excel 2003 XML file; copy its text into a Word file"),
    (b"urn:oasis:names:tc:opendocument", f"an OpenDocument file (.fodt); save it as .docx ({_MANY})"),
)
COMPOUND = b"\xd0\xcf\x11\xe0"


def foreign_package(names: Collection[str]) -> str | None:
    """What a package is by the names of its members, as a message; None for an archive of files."""
    known = {name.replace("\\", "/").lower() for name in names}
    return next((message for member, message in _MEMBERS if member in known), None)


def foreign_file(data: bytes) -> tuple[str, str] | None:
    """The code and the message of a finding for a file of an office program; None for anything else."""
    if data.startswith(COMPOUND):
        return next(((code, message) for stream, code, message in _STREAMS if stream.encode("utf-16-le") in data), _OLD)
    head = data[:8192].replace(b"\x00", b"").lower()
    return next((("unknown-format", message) for root, message in _ROOTS if root in head), None)
