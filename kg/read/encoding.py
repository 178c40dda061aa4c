"""Bytes to text: decoded by us before any parser sees them, so that no parser drops what its charset lacks."""

from __future__ import annotations

import codecs
import re

from kg.model import Finding
from kg.read.characters import COMMON, han
from kg.read.mojibake import mark_lost, mend

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SAMPLE = 2000  # characters that tell an encoding
_SEVEN_BIT = (("hz", re.compile(rb"~\{")), ("utf-7", re.compile(rb"\+[A-Za-z0-9+/]{6}")))
_LOST_SHARE = 0.1  # halves of characters that a text in UTF-16 may hold
_LEGACY = ("gb18030", "big5hkscs")
# Pages say gb2312 and hold characters that only its successors have (朱镕基's 镕).
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs",
              "big5-hkscs": "big5hkscs"}
_NOT_ASCII, _PRINTABLE = re.compile("[^\x00-\x7f]"), re.compile("[ -~\r\n\t]")


def to_text(data: bytes, where: str, declared: str | None = None) -> tuple[str, list[Finding]]:
    """The text of some bytes, and what was odd in them: bytes of no encoding, two encodings, an earlier wrong decoding.

    `where` is the name under which that is told, `declared` the charset that the bytes' wrapping names.
    """
    text, whole, encoding = _decode(data, declared)
    findings = []
    if (mixed := _by_lines(data) if encoding in _LEGACY or not whole else None) is not None:
        text, message = mixed
        findings.append(Finding("warning", "read", "mixed-encodings", where, message))
    elif not whole:
        says = f" (it says {declared})" if declared else ""
        findings.append(Finding("warning", "read", "undecodable", where,
                                f"some bytes are in no known encoding{says} and are shown as U+FFFD, "
                                f"the first at character {max(0, text.find(chr(0xFFFD)))}; save the file as UTF-8"))
    text = mark_lost(text)
    if (mended := mend(text)) is not None:
        text = mended.text
        findings.append(Finding("info", "read", "mojibake-mended", where,
                                f"it was saved after a wrong decoding ({mended.told}, the first at character "
                                f"{mended.first}); put right"))
    return text, findings


def decode(data: bytes, declared: str | None = None) -> tuple[str, bool]:
    """The text of some bytes, and whether every byte could be read.

    Order: byte-order mark (that of UTF-8 only where it is true), the declared charset (as the superset that writers
    mean; not where the bytes are UTF-8, which no GB text is by chance), strict UTF-8, UTF-16 without a mark, HZ and
    UTF-7 in bytes that are all ASCII, and of GB 18030 and Big5 the one that gives more common characters.  What fits
    none as a whole is read in the encoding that fits most, with U+FFFD for the rest.
    """
    return _decode(data, declared)[:2]


def _decode(data: bytes, declared: str | None) -> tuple[str, bool, str]:
    """The text, whether every byte could be read, and the encoding."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            if (found := _strict(data, name)) is not None or name != "utf-8-sig":
                return *(found or (data.decode(name, "replace"), False)), name
            data = data[len(bom):]  # a mark that some program puts before whatever text there is
            break
    superset = _SUPERSETS.get(declared.lower(), declared.lower()) if declared else None
    if superset in _LEGACY and _is_utf8(data):
        superset = "utf-8"
    wide = utf16_without_mark(data[:4096])
    for candidate in (wide, superset, seven_bit(data), "utf-8"):
        if candidate and (found := _strict(data, candidate)):
            return *found, candidate
    if wide is not None:
        return data.decode(wide, "replace"), False, wide
    found_in = [(*(_strict(data, name) or (data.decode(name, "replace"), False)), name) for name in (*_LEGACY, "utf-8")]
    return max(found_in, key=lambda item: (_commonness(item[0]), item[1]))


def seven_bit(data: bytes) -> str | None:
    """The encoding that writes Chinese in ASCII alone, of mails of old, if some bytes are in one: HZ or UTF-7."""
    if not data.isascii():
        return None
    for name, mark in _SEVEN_BIT:
        if (first := mark.search(data)) is not None:
            text = data[first.start():first.start() + _SAMPLE].decode(name, "ignore")
            if len(COMMON.findall(text)) >= 2 and _commonness(text) > 0.3:
                return name
    return None


def _by_lines(data: bytes) -> tuple[str, str] | None:
    """The text of a file whose lines are in two encodings, as after appending to it, and a message; else None."""
    lines = data.split(b"\n")
    utf8 = {i for i, line in enumerate(lines) if _is_utf8(line) and _is_chinese(line.decode())}
    if not utf8:
        return None
    others = [i for i, line in enumerate(lines) if i not in utf8 and not line.isascii()]
    legacy = max(_LEGACY, key=lambda name: _commonness(b"\n".join(lines[i] for i in others).decode(name, "replace")))
    certain = [i for i in others if (found := _strict(lines[i], legacy)) and _is_chinese(found[0])]
    if not certain:
        return None
    text = "\n".join(line.decode("utf-8" if line.isascii() or _is_utf8(line) else legacy, "replace") for line in lines)
    name = {"gb18030": "GB 18030", "big5hkscs": "Big5"}[legacy]
    return text, (f"two encodings in one file, each line was read in its own: UTF-8 in {len(utf8)} (first in line "
                  f"{min(utf8) + 1}), {name} in {len(others)} (first in line {others[0] + 1}); save the file as UTF-8")


def _is_chinese(text: str) -> bool:
    return len(han(text)) >= 4 and _commonness(text) > 0.3


def _strict(data: bytes, name: str) -> tuple[str, bool] | None:
    try:
        return data.decode(name), True
    except (LookupError, ValueError):  # a declared charset may be anything, `undefined` and zero bytes too
        return None


def _is_utf8(data: bytes) -> bool:
    return not data.isascii() and _strict(data, "utf-8") is not None


def _commonness(text: str) -> float:
    """The share of common Chinese characters, less that of unreadable ones, among the characters that are not ASCII."""
    first = _NOT_ASCII.search(text)
    sample = text[first.start():first.start() + _SAMPLE] if first else ""
    return (len(COMMON.findall(sample)) - sample.count("\ufffd")) / max(1, len(_NOT_ASCII.findall(sample)))


def utf16_without_mark(sample: bytes) -> str | None:
    """The byte order of UTF-16 text that has no mark; None for anything else."""
    if b"\x00" not in sample and _begins_utf8(sample):
        return None
    for name in ("utf-16-le", "utf-16-be"):
        text = sample[:len(sample) // 2 * 2].decode(name, "replace")
        if text.count("\ufffd") > _LOST_SHARE * len(text):
            continue
        han = len(COMMON.findall(text))
        if text and han + len(_PRINTABLE.findall(text)) > 0.4 * len(text) and (b"\x00" in sample
                                                                               or han > 0.3 * len(text)):
            return name
    return None


def is_chinese_utf8(sample: bytes) -> bool:
    """Whether some bytes are the beginning of Chinese text in UTF-8, whatever signs of control are in it."""
    return _begins_utf8(sample) and _is_chinese(sample.decode("utf-8", "ignore"))


def _begins_utf8(sample: bytes) -> bool:
    """Whether bytes are the beginning of UTF-8 text, perhaps cut in a character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True
