r"""A text by its letters, as names are compared in it, each letter with its place in the text.

Escapes are resolved (%E6%9E%97, &#26519;, \u6797), characters are simplified, half-width and small, and what can stand
between the characters of one name is left out: blanks, line breaks, what is invisible, dots, readings in brackets.
"""

from __future__ import annotations

import html
import re
from itertools import islice

from kg.clean import INVISIBLE, plain_forms, syllables

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_READING = r"[(\[〔【]\s*[a-z\u3105-\u312f\u02c7\u02ca\u02cb\u02d9\u0300-\u036f]{1,8}[1-5]?\s*[)\]〕】]"
_INLINE = r"</?(?:b|i|u|em|strong|span|font|sup|sub)\b[^<>]{0,80}>"
# What can stand between the characters of a Chinese name, and between the letters of one in Latin letters.
CHINESE = re.compile(rf"(?:[\s·•‧・∙⋅･*_~\u0300-\u036f]|{INVISIBLE}|{_READING}|{_INLINE})+")
LATIN = re.compile(rf"(?:[\s·•‧・∙⋅･*_.'’+\u0300-\u036f-]|,\s|{INVISIBLE})+")
_AFTER = re.compile(_READING)
_ESCAPED = re.compile(r"[%&\\]")
# The second byte of a character in GBK may be a letter, which stands as itself: %95D is 旸.
_ESCAPE = re.compile(r"(?P<percent>(?:%[0-9A-Fa-f]{2}(?:(?<=%[89A-Fa-f][0-9A-Fa-f])[0-9@-~])?)+)"
                     r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});)"
                     r"|(?P<unicode>(?:\\u[0-9A-Fa-f]{4})+|\\U[0-9A-Fa-f]{8})|(?P<control>\\[nrt])")
_BYTE = re.compile("%..|.", re.DOTALL)
_CONTROL = {"\\n": "\n", "\\r": "\r", "\\t": "\t"}
_ROUNDS = 3  # escapes of escapes


class Letters:
    """The letters of a text (`text`); `decoded` is it without escapes, `plain` that as its characters are compared."""

    def __init__(self, text: str, between: re.Pattern[str] = CHINESE) -> None:
        """Read a text; `between` is what to leave out, `CHINESE` or `LATIN`."""
        self.decoded, self._spans = _decoded(text)
        self.plain = self.decoded.translate(plain_forms())
        self._index: list[int] | None = None
        self.text = self.plain
        if between.search(self.plain):
            kept: list[int] = []
            last = 0
            for match in between.finditer(self.plain):
                kept += range(last, match.start())
                last = match.end()
            self._index = kept + list(range(last, len(self.plain)))
            self.text = "".join(self.plain[i] for i in self._index)

    def at(self, letter: int) -> int:
        """The place of a letter in `plain`."""
        return letter if self._index is None else self._index[letter]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the text that hold some letters, with the reading in brackets of the last."""
        first, last = self.at(start), behind_reading(self.plain, self.at(end - 1) + 1)
        return (first, last) if self._spans is None else (self._spans[first][0], self._spans[last - 1][1])


def letters_of(text: str) -> str:
    """The letters of a text for Chinese names, when their places are not asked for."""
    for _ in range(_ROUNDS if _ESCAPED.search(text) else 0):
        before, text = text, _ESCAPE.sub(lambda m: "".join(c for c, _ in _resolved(m)) or m.group(), text)
        if text == before:
            break
    return CHINESE.sub("", text.translate(plain_forms()))


def behind_reading(text: str, end: int) -> int:
    """The end of the reading in brackets, if one of the character before `end` follows: 远（yuǎn）; else `end`."""
    plain = text[max(0, end - 1):end + 16].translate(plain_forms())
    reading = _AFTER.match(plain, 1) if end else None
    known = reading and reading.group()[1:-1].strip().rstrip("12345") in syllables(plain[0])
    return end + len(reading.group()) if reading and known else end


def _decoded(text: str) -> tuple[str, list[tuple[int, int]] | None]:
    """A text with its escapes resolved, and each character's span in the text; no spans when nothing was escaped."""
    spans: list[tuple[int, int]] | None = None
    for _ in range(_ROUNDS):
        pieces: list[str] = []
        places: list[tuple[int, int]] = []
        last = 0
        for match in _ESCAPE.finditer(text):
            found = _resolved(match)
            if found:
                pieces += [text[last:match.start()], "".join(c for c, _ in found)]
                places += [(i, i + 1) for i in range(last, match.start())]
                at = match.start()
                for _, length in found:
                    places.append((at, at + length))
                    at += length
                last = match.end()
        if not pieces:
            break
        places += [(i, i + 1) for i in range(last, len(text))]
        text = "".join(pieces) + text[last:]
        spans = places if spans is None else [(spans[a][0], spans[b - 1][1]) for a, b in places]
    return text, spans


def _resolved(match: re.Match[str]) -> list[tuple[str, int]]:
    """The characters that an escape stands for, each with its length there; none when it stands for nothing."""
    written = match.group()
    if match.lastgroup == "percent":
        return _percent(_BYTE.findall(written))
    if match.lastgroup == "entity":
        character = html.unescape(written)
        return [(character, len(written))] if len(character) == 1 else []
    if match.lastgroup == "control":
        return [(_CONTROL[written], len(written))]
    if written[1] == "U":
        code = int(written[2:], 16)
        return [(chr(code), len(written))] if code < 0x110000 else []
    units = b"".join(int(unit, 16).to_bytes(2, "big") for unit in written[2:].split("\\u"))
    return [(c, 12 if ord(c) > 0xFFFF else 6) for c in units.decode("utf-16-be", "surrogatepass")]


def _percent(written: list[str]) -> list[tuple[str, int]]:
    """Percent-encoded bytes as characters: UTF-8, or what pages in GBK have in their addresses."""
    data = b"".join(bytes.fromhex(each[1:]) if len(each) > 1 else each.encode() for each in written)
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        lengths = iter(map(len, written))
        return [(c, sum(islice(lengths, len(c.encode(encoding))))) for c in text]
    return []
