"""Pictures of pages made by script: characters drawn stroke by stroke, so that no font is needed to test recognition."""

import struct
import zlib

import pypdfium2 as pdfium

from tests import made

# The strokes of characters in a square of 100, from its upper left corner.
_STROKES = {
    "工": [(15, 18, 85, 18), (50, 18, 50, 84), (8, 84, 92, 84)],
    "大": [(8, 36, 92, 36), (50, 8, 48, 45, 35, 70, 8, 92), (50, 40, 65, 72, 92, 92)],
    "中": [(15, 28, 85, 28, 85, 62, 15, 62, 15, 28), (50, 6, 50, 95)],
    "山": [(50, 8, 50, 86), (15, 35, 15, 86, 85, 86, 85, 35)],
    "王": [(12, 14, 88, 14), (18, 48, 82, 48), (8, 86, 92, 86), (50, 14, 50, 86)],
    "上": [(48, 8, 48, 86), (48, 42, 82, 42), (8, 86, 92, 86)],
    "人": [(50, 8, 46, 45, 30, 70, 8, 92), (48, 40, 65, 70, 92, 92)],
    "土": [(18, 40, 82, 40), (50, 8, 50, 86), (8, 86, 92, 86)],
    "木": [(8, 32, 92, 32), (50, 6, 50, 94), (48, 34, 32, 62, 8, 80), (52, 34, 68, 62, 92, 80)],
    "市": [(50, 4, 54, 16), (8, 22, 92, 22), (20, 40, 20, 80), (20, 40, 80, 40, 80, 76, 70, 80), (50, 22, 50, 96)],
}  # fmt: skip
LINES = ["中山市大工上人", "山大王土木工人"]


def drawn(lines, size=30, left=60, top=780):
    """The operators of PDF that draw lines of characters, the first with its top at a height."""
    pieces = [b"2.6 w "]
    for row, line in enumerate(lines):
        for column, character in enumerate(line):
            for stroke in _STROKES[character]:
                points = [(left + column * size * 1.08 + x * size / 100, top - row * 2 * size - y * size / 100)
                          for x, y in zip(stroke[::2], stroke[1::2], strict=True)]  # fmt: skip
                path = b" ".join(b"%.1f %.1f %s" % (x, y, b"l" if i else b"m") for i, (x, y) in enumerate(points))
                pieces.append(path + b" S ")
    return b"".join(pieces)


def pdf(lines=LINES, pages=1, text=()):
    """A PDF whose pages are drawn, as programs make that turn letters into outlines, with lines of text beside it."""
    return made.pdf([list(text)] * pages, drawn=drawn(lines))


def pixels(lines=LINES, scale=1.5):
    """Rows of pixels, each three bytes, of the upper third of such a page."""
    with pdfium.PdfDocument(pdf(lines)) as document:
        return document[0].render(scale=scale, rev_byteorder=True).to_numpy()[: int(280 * scale), :, :3]


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(lines=LINES, size=None):
    """A picture in PNG; `size` is what it says of its width and height, be it true or not."""
    rows = pixels(lines)
    height, width = rows.shape[:2]
    head = struct.pack(">IIBBBBB", *(size or (width, height)), 8, 2, 0, 0, 0)
    data = zlib.compress(b"".join(b"\x00" + row.tobytes() for row in rows))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def tiff(*pages):
    """A TIFF of several pages (TIFF 6.0, without compression)."""
    out = b"II*\x00"
    places = []
    bodies = []
    for lines in pages:
        rows = pixels(lines)
        height, width = rows.shape[:2]
        places.append((len(out) + 4 + sum(map(len, bodies)), width, height))
        bodies += [rows.tobytes(), struct.pack("<HHH", 8, 8, 8)]
    start = 8 + sum(map(len, bodies))
    tables = b""
    for number, (place, width, height) in enumerate(places):
        bits = place + width * height * 3
        entries = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 3, bits), (259, 3, 1, 1), (262, 3, 1, 2),
                   (273, 4, 1, place), (277, 3, 1, 3), (278, 4, 1, height), (279, 4, 1, width * height * 3)]  # fmt: skip
        table = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
        after = start + len(tables) + len(table) + 4
        tables += table + struct.pack("<I", after if number + 1 < len(places) else 0)
    return out + struct.pack("<I", start) + b"".join(bodies) + tables
