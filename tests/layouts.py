"""OFD files made by script, as GB/T 33190 says that they are written: texts at places on pages, in millimetres."""

from html import escape

from tests import made

_NAMES = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text(said, x, y, size=4.0, more="", steps=None):
    """A text whose first character stands at a place; `steps` are the distances of its characters, as they are written."""
    delta = " ".join([f"{size}"] * (len(said) - 1)) if steps is None else steps
    return (f'<ofd:TextObject ID="9" Boundary="{x} {y} 100 {size}" Font="1" Size="{size}" {more}>'
            f'<ofd:TextCode X="0" Y="{size}" DeltaX="{delta}">{escape(said)}</ofd:TextCode></ofd:TextObject>')


def layer(*things, more=""):
    """A layer of a page."""
    return f'<ofd:Layer ID="2" Type="Body" {more}>{"".join(things)}</ofd:Layer>'


def package(*pages, templates=(), title="", more=(), body="", entry="OFD.xml"):
    """A file of pages: what stands in the content of each, with templates that a page uses by `template(number)`.

    `body` stands in the document behind its pages, `more` are further parts.
    """
    listed = "".join(f'<ofd:Page ID="{i + 10}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(pages)))
    shared = "".join(f'<ofd:TemplatePage ID="{i + 100}" BaseLoc="/Doc_0/Tpls/{i}.xml"/>' for i in range(len(templates)))
    area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    info = f"<ofd:DocInfo><ofd:Title>{escape(title)}</ofd:Title></ofd:DocInfo>"
    parts = [(entry, f"<ofd:OFD {_NAMES}><ofd:DocBody>{info}<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"),
             ("Doc_0/Document.xml", f"<ofd:Document {_NAMES}><ofd:CommonData>{area}{shared}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>{body}</ofd:Document>")]  # fmt: skip
    parts += [(f"Doc_0/Pages/Page_{i}/Content.xml", _content(page)) for i, page in enumerate(pages)]
    parts += [(f"Doc_0/Tpls/{i}.xml", _content(page)) for i, page in enumerate(templates)]
    return made.archive([(name, body.encode()) for name, body in (*parts, *more)])


def template(number):
    """That a page stands over a template."""
    return f'<ofd:Template TemplateID="{number + 100}"/>'


def _content(page):
    used = "".join(part for part in [page[: page.find("<ofd:Layer")] if "<ofd:Layer" in page else ""])
    return f"<ofd:Page {_NAMES}>{used}<ofd:Content>{page[len(used) :]}</ofd:Content></ofd:Page>"


def lines(*said, size=4.0, left=20, top=30):
    """A layer of lines below each other."""
    return layer(*(text(line, left, top + 2 * size * i, size) for i, line in enumerate(said)))
