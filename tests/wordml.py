"""Word files made by script: the XML of paragraphs, tables, fields, lists and styles, and packages of any parts."""

from tests import made

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {
    W: "http://purl.oclc.org/ooxml/wordprocessingml/main",
    R: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
NAMESPACES = {
    "w": W,
    "r": R,
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wpsx": "http://www.wps.cn/officeDocument/2013/wpsCustomData",
}
ALL = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
_OPC = "http://schemas.openxmlformats.org/package/2006/"
_EXTENSIONS = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
    "html": "text/html",
    "htm": "text/html",
    "txt": "text/plain",
    "docx": "application/octet-stream",
    "rtf": "application/rtf",
    "bmp": "image/bmp",
}
VANISH = "<w:vanish/>"
DELETED = '<w:del w:id="1" w:author="甲"/>'
BEGIN, SEPARATE, END = (f'<w:r><w:fldChar w:fldCharType="{step}"/></w:r>' for step in ("begin", "separate", "end"))


def package(
    body,
    parts=(),
    relations=(),
    *,
    main="word/document.xml",
    types="openxmlformats-officedocument.wordprocessingml.document.main",
):
    """A Word file of the XML of its body and other parts (name, XML or bytes); relations are (id, kind, target)."""
    folder, base = main.rpartition("/")[::2]
    named = [(f"x{i}", name.partition(".")[0], name) for i, (name, _) in enumerate(parts)]
    known = "".join(f'<Default Extension="{name}" ContentType="{kind}"/>' for name, kind in _EXTENSIONS.items())
    known += f'<Override PartName="/{main}" ContentType="application/vnd.{types}+xml"/>'
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_OPC}content-types">{known}</Types>',
        "_rels/.rels": _relations([("rId1", "officeDocument", main)]),
        main: f"<w:document {ALL}><w:body>{body}</w:body></w:document>",
        f"{folder}/_rels/{base}.rels": _relations([*relations, *named]),
    }
    files |= {f"{folder}/{name}": data for name, data in parts}
    return made.archive([(name, data if isinstance(data, bytes) else data.encode()) for name, data in files.items()])


def _relations(items):
    found = "".join(f'<Relationship Id="{i}" Type="{R}/{kind}" Target="{target}"/>' for i, kind, target in items)
    return f'<Relationships xmlns="{_OPC}relationships">{found}</Relationships>'


def part(root, content):
    """Another part, as `styles` or `footnotes`."""
    return f"<w:{root} {ALL}>{content}</w:{root}>"


def r(text, properties=""):
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs, properties=""):
    """A paragraph of texts and XML."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(run if run.startswith('<') else r(run) for run in runs)}</w:p>"


def n(text, ilvl=0, num=1):
    """A paragraph of a list, without a run if it has no text."""
    numbered = f"<w:pPr><w:numPr><w:ilvl w:val='{ilvl}'/><w:numId w:val='{num}'/></w:numPr></w:pPr>"
    return f"<w:p>{numbered}{r(text) if text else ''}</w:p>"


def cell(*blocks, properties=""):
    """A cell of texts and XML."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(b if b.startswith('<') else p(b) for b in blocks)}</w:tc>"


def row(*cells, properties=""):
    """A row of texts and XML."""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(c if c.startswith('<') else cell(c) for c in cells)}</w:tr>"


def table(*rows):
    """A table."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def control(content, properties=""):
    """A content control."""
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def instruction(text):
    """The code of a field."""
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def field(text, result=None):
    """A field with its result, if it has one."""
    return BEGIN + instruction(text) + (SEPARATE + r(result) if result is not None else "") + END


def box(content):
    """A run with a text box."""
    return f"<w:r><w:drawing><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx></w:drawing></w:r>"


def alternative(choice, fallback, requires="wps"):
    """The same content in two forms."""
    forms = f'<mc:Choice Requires="{requires}">{choice}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback>'
    return f"<mc:AlternateContent>{forms}</mc:AlternateContent>"


def style(identity, content, kind="paragraph", base=None, default=False):
    """A style by its id, which is its name too."""
    said = f'<w:name w:val="{identity}"/>' + (f'<w:basedOn w:val="{base}"/>' if base else "") + content
    return f'<w:style w:type="{kind}" w:styleId="{identity}" w:default="{int(default)}">{said}</w:style>'


def level(number, form, text, extra="", start=1):
    """A level of a list."""
    said = f"<w:start w:val='{start}'/><w:numFmt w:val='{form}'/><w:lvlText w:val='{text}'/>{extra}"
    return f"<w:lvl w:ilvl='{number}'>{said}</w:lvl>"


def numbering(levels, *, nums="<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"):
    """The part of lists: one definition, and the lists that are made of it."""
    return part("numbering", f"<w:abstractNum w:abstractNumId='0'>{''.join(levels)}</w:abstractNum>{nums}")


OUTLINE = [
    level(0, "chineseCounting", "%1、"),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimal", "（%4）"),
]
