"""Documents made by script: whole and damaged files of every format that is read, a few bytes each."""

import hashlib
import io
import struct
import zipfile
from email.message import EmailMessage

import docx
from docx.opc.packuri import PackURI
from docx.opc.part import Part

NAMES = "会议由朱镕安主持，赵堃、陶喆参加，强调要加快建设创新型城市，支持高新区建设概念验证中心。"
# What rich text begins with: Chinese in GBK, Latin letters, Big5.
RICH = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\froman\fcharset0 Times;}{\f2\fnil\fcharset136 MingLiU;}}"
_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def pdf(pages, *, password=None, rotate=b"", turn=b"1 0 0 1", drawn=b""):
    """A PDF whose pages hold lines of text; with a password it is encrypted (RC4, 40 bits: PDF 32000-1, 7.6).

    A line may be placed: (x, y, text) in points from the left and the foot.  `turn` is the text's matrix without its
    place, `drawn` what else each page draws.
    """
    pages = [[line if isinstance(line, tuple) else (60, 800 - 18 * i, line) for i, line in enumerate(p)] for p in pages]
    letters = sorted({c for page in pages for *_, line in page for c in line})
    cmap = ("/CIDInit /ProcSet findresource begin begincmap /CMapName /X def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
            + "".join(f"1 beginbfchar <{ord(c):04X}> <{ord(c):04X}> endbfchar\n" for c in letters) + "endcmap end").encode()
    key, o, u = _keys(password)
    contents = [b"%sBT /F1 12 Tf %sET" % (drawn, b"".join(b"%s %d %d Tm <%s> Tj " % (turn, x, y, _codes(line))
                                                          for x, y, line in page)) for page in pages]
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>",
               b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), b" ".join(b"%d 0 R" % (6 + 2 * i) for i in range(len(pages)))),
               b"<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
               b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 >>",
               _stream(5, cmap, key)]
    for i, content in enumerate(contents):
        objects.append(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R %s >>" % (7 + 2 * i, rotate))
        objects.append(_stream(7 + 2 * i, content, key))
    extra = b""
    if password is not None:
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (o.hex().encode(), u.hex().encode()))
        extra = b"/Encrypt %d 0 R /ID [<%s> <%s>]" % (len(objects), b"00" * 16, b"00" * 16)
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % p for p in places))
    out.write(b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, extra, start))
    return out.getvalue()


def _codes(line):
    return "".join(f"{ord(c):04X}" for c in line).encode()


def scan():
    """A PDF whose one page is a picture."""
    picture = b"q 500 0 0 700 40 60 cm BI /W 8 /H 8 /BPC 1 /CS /G ID \xaa\x55\xaa\x55\xaa\x55\xaa\x55 EI Q"
    whole = pdf([[]])
    return whole.replace(b"BT /F1 12 Tf ET", picture).replace(b"/Length 15 ", b"/Length %d " % len(picture))


def _stream(number, data, key):
    if key:
        data = _rc4(hashlib.md5(key + struct.pack("<I", number)[:3] + b"\x00\x00").digest()[:10], data)
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def _keys(password):
    if password is None:
        return b"", b"", b""
    padded = (password.encode() + _PADDING)[:32]
    o = _rc4(hashlib.md5(padded).digest()[:5], padded)
    key = hashlib.md5(padded + o + struct.pack("<i", -4) + b"\x00" * 16).digest()[:5]
    return key, o, _rc4(key, _PADDING)


def _rc4(key, data):
    s, j = list(range(256)), 0
    for i in range(256):
        j = (j + s[i] + key[i % len(key)]) % 256
        s[i], s[j] = s[j], s[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + s[i]) % 256
        s[i], s[j] = s[j], s[i]
        out.append(byte ^ s[(s[i] + s[j]) % 256])
    return bytes(out)


def word(*paragraphs, table=(), title=None, xml=None, head=None, notes=None):
    """A Word file of paragraphs and the rows of a table, with a running head and a footnote; `xml` replaces a string of its XML by another."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        grid = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
    if title:
        document.core_properties.title = title
    if head:
        document.sections[0].header.paragraphs[0].text = head
    if notes:
        xmlns = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        blob = f'<w:footnotes xmlns:w="{xmlns}"><w:footnote w:type="separator"><w:p/></w:footnote><w:footnote><w:p><w:r><w:t>{notes}</w:t></w:r></w:p></w:footnote></w:footnotes>'
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        part = Part(PackURI("/word/footnotes.xml"), kind, blob.encode(), document.part.package)
        document.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes")
    out = io.BytesIO()
    document.save(out)
    return _rewrite(out.getvalue(), "word/document.xml", xml) if xml else out.getvalue()


def _rewrite(package, name, change):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, data.replace(change[0].encode(), change[1].encode()) if info.filename == name else data)
    return out.getvalue()


def archive(members, *, stored=False):
    """A ZIP of names and bytes; a name that is bytes is written as it is, as Windows in Chinese does."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as file:
        for i, (name, data) in enumerate(members):
            info = name
            if not isinstance(name, zipfile.ZipInfo):  # of 1980: the same bytes each time
                info = zipfile.ZipInfo(f"{i:0{len(name)}}" if isinstance(name, bytes) else name)
                info.compress_type = file.compression
            file.writestr(info, data)
    whole = out.getvalue()
    for i, (name, _) in enumerate(members):
        if isinstance(name, bytes):
            whole = whole.replace(f"{i:0{len(name)}}".encode(), name)
    return whole


def locked_archive():
    """A ZIP whose member says that it is encrypted."""
    whole = bytearray(archive([("a.txt", b"secret")]))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        whole[whole.index(signature) + place] |= 1
    return bytes(whole)


def page(body, *, head="", charset=None):
    """A web page."""
    declared = f'<meta charset="{charset}">' if charset else ""
    return f"<!DOCTYPE html><html><head>{declared}{head}</head><body>{body}</body></html>"


def mail(body, *, subject="关于工作要点的通知", html=None, attached=()):
    """A mail as a program writes it: a text, the same as a page, files attached (name, bytes) and mails (a message)."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "林一 <lin@example.org>", "wang@example.org", subject
    message["Date"] = "Mon, 11 Mar 2024 23:30:00 +0800"
    message.set_content(body)
    if html is not None:
        message.add_alternative(html, subtype="html")
    for thing in attached:
        if isinstance(thing, EmailMessage):
            message.add_attachment(thing)
        else:
            message.add_attachment(thing[1], maintype="application", subtype="octet-stream", filename=thing[0])
    return message


def raw_mail(body, **header):
    """A mail byte by byte: fields (`_` for `-`) with text or bytes, a blank line and the body."""
    fields = b""
    for name, value in header.items():
        raw = value if isinstance(value, bytes) else value.encode()
        fields += b"%s: %s\r\n" % (name.replace("_", "-").encode(), raw)
    return fields + b"\r\n" + body


def hexed(text, encoding="gb18030"):
    r"""Characters as \'xx, those of ASCII as they are."""
    return "".join(c if c.isascii() else "".join(f"\\'{b:02x}" for b in c.encode(encoding)) for c in text)


def escaped(text, behind="?"):
    r"""Characters as \uN, each with what other readers show."""
    halves = text.encode("utf-16-le", "surrogatepass")
    codes = [int.from_bytes(halves[i : i + 2], "little") for i in range(0, len(halves), 2)]
    return "".join(f"\\u{c - 65536 if c > 32767 else c}{behind}" for c in codes)


def rtf(body, head=RICH):
    """A rich text of a body."""
    return f"{head}{body}}}".encode()
