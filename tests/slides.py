"""PowerPoint files made by script, as they are written."""

from html import escape

from tests import made
from tests.sheets import OFFICE, PACKAGE

MAIN = "http://schemas.openxmlformats.org/presentationml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
NAMES = (f'xmlns:p="{MAIN}" xmlns:a="{DRAWING}" xmlns:r="{OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
         'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"')


def package(*slides, notes=(), more=(), relations="", usual="ppt/presentation.xml"):
    """Slides as they are written (what stands in `p:sld`, or with its attributes in front of `>`), with notes by number.

    `more` are further parts, `relations` further relationships of every slide.
    """
    listed = "".join(f'<p:sldId id="{256 + i}" r:id="r{i}"/>' for i in range(len(slides)))
    related = "".join(f'<Relationship Id="r{i}" Type="{OFFICE}/slide" Target="slides/slide{i}.xml"/>' for i in range(len(slides)))
    parts = [("[Content_Types].xml", b"<Types/>"), (usual, f"<p:presentation {NAMES}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>".encode()),
             ("ppt/_rels/presentation.xml.rels", f'<Relationships xmlns="{PACKAGE}">{related}</Relationships>'.encode())]  # fmt: skip
    for i, slide in enumerate(slides):
        attributes, _, body = slide.rpartition("|") if "|" in slide.split("<")[0] else ("", "", slide)
        parts.append((f"ppt/slides/slide{i}.xml", f"<p:sld {NAMES} {attributes}><p:cSld><p:spTree>{body}</p:spTree></p:cSld></p:sld>".encode()))
        noted = f'<Relationship Id="n" Type="{OFFICE}/notesSlide" Target="../notes/n{i}.xml"/>' if i < len(notes) and notes[i] else ""
        parts.append((f"ppt/slides/_rels/slide{i}.xml.rels", f'<Relationships xmlns="{PACKAGE}">{noted}{relations}</Relationships>'.encode()))
        if noted:
            parts.append((f"ppt/notes/n{i}.xml", f"<p:notes {NAMES}><p:cSld><p:spTree>{shape(notes[i], 'body')}{shape('9', 'sldNum')}</p:spTree></p:cSld></p:notes>".encode()))
    return made.archive([*parts, *more])


def shape(text, place="", hidden=False):
    """A shape with a paragraph a line, in a place of its layout."""
    filled = f'<p:ph type="{place}"/>' if place else ""
    shown = ' hidden="1"' if hidden else ""
    return (f'<p:sp><p:nvSpPr><p:cNvPr id="1" name="x"{shown}/><p:nvPr>{filled}</p:nvPr></p:nvSpPr><p:txBody><a:bodyPr/>{paragraphs(text)}</p:txBody></p:sp>')


def paragraphs(text):
    """A paragraph a line, each in two runs."""
    return "".join(f'<a:p><a:pPr><a:tabLst><a:tab pos="1"/></a:tabLst></a:pPr><a:r><a:t>{escape(line[:2])}</a:t></a:r><a:r><a:t>{escape(line[2:])}</a:t></a:r></a:p>' for line in text.split("\n"))


def table(*rows):
    """A table of cells: texts, or texts with attributes."""
    cells = ("".join(f"<a:tc {c[1] if isinstance(c, tuple) else ''}><a:txBody>{paragraphs(c[0] if isinstance(c, tuple) else c)}</a:txBody></a:tc>" for c in row) for row in rows)
    return f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl>{''.join(f'<a:tr>{row}</a:tr>' for row in cells)}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
