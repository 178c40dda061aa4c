"""Files of plain characters that are no text (drawings, keys, code): told by how they begin or what they mostly are."""

from __future__ import annotations

import re

_BEGINNINGS: tuple[tuple[re.Pattern[bytes], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), message)
    for pattern, message in (
        (rb"<(?:\w+:)?svg[\s>]", "a drawing (.svg); save the text as .docx, HTML or plain text"),
        (rb"-----BEGIN [A-Z]", "a key, a certificate or an encrypted message (PEM, PGP); decrypt it first"),
        (rb"%!PS", "a PostScript file; save it as PDF"),
        (rb"WARC/\d", "a web archive (.warc); save its pages as HTML"),
        (rb"HTTP/\d\S* \d", "a web server's answer with its header; save the page alone"),
        (rb"begin \d{3} \S", "a file in uuencode; decode it first"),
        (rb"BEGIN:V(?:CARD|CALENDAR)", "contacts or a calendar (.vcf, .ics), which are no documents"),
        (rb"\x1b[$(]", "text in an encoding of ISO 2022; save it as UTF-8"),
        (
            rb"<(?!html\b)[a-z][\w.-]*:[a-z]|<[a-z][\w.:-]*\s[^<>]*xmlns",
            "an XML file of no known kind; save the text as .docx, HTML or plain text",
        ),
    )
)
# What a file mostly is, when these make up so much of its characters; what to do.
_MOSTLY: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (
        re.compile(rb"(?:\\u[0-9a-fA-F]{4})+|(?:\\x[0-9a-fA-F]{2})+"),
        r"escapes of characters (\u5B81); save the file as the text that they stand for",
    ),
    (
        re.compile(rb"(?:&#(?:\d{2,6}|[xX][0-9a-fA-F]{2,5});)+"),
        "references to characters (&#23425;); save the file as HTML or as the text that they stand for",
    ),
    (
        re.compile(rb"(?:%[0-9a-fA-F]{2})+"),
        "characters as in addresses (%E5%AE%81); save the file as the text that they stand for",
    ),
    (
        re.compile(rb"(?:=[0-9A-F]{2}|=\r?\n)+"),
        "characters as in mails (quoted-printable); save the whole mail as .eml, or its text",
    ),
    (re.compile(rb"[A-Za-z0-9+/=_-]{60,}"), "coded bytes (base64, hexadecimal); decode the file first"),
)
_SHARE = 0.5
_NOT_ASCII = bytes(range(0x80, 0x100))
# A line of a program: begins as one, or ends with a sign with which no sentence ends.
_CODE = re.compile(
    rb"^\s*(?:import \w|from [\w.]+ import |#include|#!|//|/\*|\*|<\?php|@\w)|(?:[;{}()\[\]\\]|\)\s*:|=>|\*/)\s*$"
)
_CODE_SHARE, _FEWEST_LINES = 0.6, 5
_CODE_SIGN = re.compile(rb"[{};=]|\(\)|=>|&&|\|\|")
_SIGN_SHARE = 0.04  # of the characters of a program without line breaks


def kind_of_characters(head: bytes) -> str | None:
    """What a file that begins so is, and what to do with it; None for a text."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    for beginning, message in _BEGINNINGS:
        if beginning.match(start):
            return message
    if len(head.translate(None, _NOT_ASCII)) < _SHARE * len(head):
        return None  # all else is written in ASCII
    size = len(b"".join(head.split()))
    for part, message in _MOSTLY:
        if sum(len(m) for m in part.findall(head)) > _SHARE * size:
            return message
    return "the source code of a program or of a style sheet" if _is_code(head) else None


def _is_code(head: bytes) -> bool:
    """Whether most lines of a file that is written in ASCII for the most part are those of a program."""
    lines = [line for line in head.split(b"\n") if line.strip()]
    if len(lines) < _FEWEST_LINES:
        return len(head) > 200 and len(_CODE_SIGN.findall(head)) > _SIGN_SHARE * len(head)
    return sum(_CODE.search(line) is not None for line in lines) > _CODE_SHARE * len(lines)
