"""Raw text to clean text, character by character, keeping for every character kept where it came from.

The clean text is simplified Chinese with half-width punctuation, without inserted pinyin, invisible characters or
hard line breaks; `Document.origin` leads from each of its characters back to the source.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from array import array
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import opencc
from pypinyin import Style, pinyin

from kg.model import Document, Finding, Reading
from kg.ontology import ID

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_TONED = "āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜńňǹḿüêɑ"
_BRACKET = re.compile(rf"(?<=[{_HAN}])\(\s*([a-z{_TONED}]{{1,7}})\s*\)", re.IGNORECASE)
# What an obfuscator leaves that cut through the bytes of a character and swallowed others with it.
_WRECK = re.compile(rf"(?<=[{_HAN}])[?？]{{1,3}}[a-z{_TONED}]{{0,6}}\s*\)[@▍^]*|[?？。][▍▎▏█][\^@]?|\ufffd+", re.IGNORECASE)
LOST = "\ufffd"  # stands in the clean text where the source lost characters
_FULL_WIDTH = {c: chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " ", 0x2002: " ", 0x2003: " "}
_QUOTES = str.maketrans({"「": "“", "」": "”", "『": "‘", "』": "’", "〝": "“", "〞": "”", "﹁": "“", "﹂": "”"})
# Variants of traditional characters that OpenCC's t2s leaves (measured: it keeps U+965C and these).
_VARIANTS = str.maketrans("陜硏靑淸旣敎內戶產說稅脫銳閱頒衞羣綫裏臺麽啓", "陕研青清既教内户产说税脱锐阅颁卫群线里台么启")
_END = "。!?;:”’》)】…」"
_HEADING = re.compile(r"\s|[一二三四五六七八九十]{1,3}、|\(?[一二三四五六七八九十\d]{1,3}[)、.]|第[一二三四五六七八九十百\d]{1,4}[章节条]|附件|[—-]{2}")
_BYLINE = re.compile(r"[(（]?(?:来源|作者|时间|日期|发布|记者|文号|索引号|编辑|责任编辑)[^,。]{0,6}[::]")
_WRAPPED_AFTER = 25  # a line shorter than this was not wrapped by a page's width

Chars = list[str]
Origin = list[int]


def clean(reading: Reading) -> tuple[Document, list[Finding]]:
    """Clean one reading; what was lost or odd in it is told in the findings.

    `Document.id` is the IRI of the document, made from the hash of its bytes (and, for a file that holds several
    documents, of its text).
    """
    text, origin = list(reading.raw), list(range(len(reading.raw)))
    findings: list[Finding] = []
    where = reading.source.name
    text, origin = _substitute(text, origin, _INVISIBLE, lambda m: "")
    text = [_FULL_WIDTH.get(ord(c), c).translate(_QUOTES) for c in text]
    text, origin = _pair_quotes(text), origin
    text, origin, wrecks = _mark_lost(text, origin)
    if wrecks:
        findings.append(Finding("warning", "clean", "lost-characters", where,
                                f"characters were lost in the source at {wrecks} places; nothing is read across them"))
    text, origin, glosses = _drop_pinyin(text, origin)
    if glosses:
        findings.append(Finding("info", "clean", "inserted-pinyin", where, f"{glosses} inserted readings removed"))
    text = _simplify(text)
    text, origin = _substitute(text, origin, re.compile(r"\r\n?"), lambda m: "\n")
    text, origin = _join_lines(text, origin)
    text, origin = _substitute(text, origin, re.compile(r"([,。;:、])[,、](?=[^\s])|[,、](?=[。;])"), lambda m: m.group(1) or "")
    digest = hashlib.sha256(f"{reading.source.sha256}\n{reading.raw}".encode("utf-8", "surrogatepass")).hexdigest()
    return Document(f"{ID}document/{digest[:16]}", reading.source, reading.raw, "".join(text), array("L", origin),
                    _one_line(reading.title), reading.date, _one_line(reading.publisher)), findings


def simplify(text: str) -> str:
    """Simplified characters and half-width forms of a short text, as a name that a user typed."""
    return "".join(_simplify([_FULL_WIDTH.get(ord(c), c).translate(_QUOTES) for c in text], certain=True))


def fold(text: str) -> tuple[str, list[int]]:
    """A quotation as names are compared: without inserted readings, blanks and what is invisible, simplified.

    With the offset of each character in the quotation, so that a name found in the one can be shown in the other.
    """
    chars, origin = _substitute(list(text), list(range(len(text))), _INVISIBLE, lambda m: "")
    chars = [_FULL_WIDTH.get(ord(c), c).translate(_QUOTES) for c in chars]
    joined = "".join(chars)
    readings = {m.start() for m in _BRACKET.finditer(joined) if any(c in _TONED for c in m.group(1).lower())}
    chars, origin = _substitute(chars, origin, _BRACKET, lambda m: "" if m.start() in readings else m.group())
    chars, origin = _substitute(chars, origin, re.compile(r"\s"), lambda m: "")
    return "".join(_simplify(chars, certain=True)), origin


def traditional_of(characters: str) -> str:
    """Which traditional characters are written for simplified ones, as pairs: 国学 → 國国學学."""
    wanted = set(characters)
    return "".join(pair for pair in _traditional_pairs() if pair[1] in wanted)


@lru_cache(maxsize=1)
def _traditional_pairs() -> tuple[str, ...]:
    block = [chr(c) for c in range(0x4E00, 0x9FFF)]
    simple = _converter().convert("\n".join(block)).split("\n")
    return tuple(t + s.translate(_VARIANTS) for t, s in zip(block, simple, strict=True) if len(s) == 1 and t != s.translate(_VARIANTS) and not _in_gb2312(t))


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _one_line(text: str | None) -> str | None:
    return " ".join(simplify(text).split()) or None if text else None


def _substitute(text: Chars, origin: Origin, pattern: re.Pattern[str],
                new: Callable[[re.Match[str]], str]) -> tuple[Chars, Origin]:
    """Replace each match by a prefix-aligned shorter text: kept characters keep the origin of the match's first ones."""
    joined = "".join(text)
    out_text: Chars = []
    out_origin: Origin = []
    last = 0
    for match in pattern.finditer(joined):
        out_text += text[last:match.start()]
        out_origin += origin[last:match.start()]
        put = new(match)
        out_text += put
        out_origin += origin[match.start():match.start() + len(put)]
        last = match.end()
    if not last:
        return text, origin
    return out_text + text[last:], out_origin + origin[last:]


def _pair_quotes(text: Chars) -> Chars:
    """Straight quotation marks become opening and closing ones, line by line, where their number is even."""
    out: Chars = []
    for line in _lines(text):
        if line.count('"') and line.count('"') % 2 == 0:
            opening = True
            for i, c in enumerate(line):
                if c == '"':
                    line[i] = "“" if opening else "”"
                    opening = not opening
        out += line
    return out


def _lines(text: Chars) -> Iterator[Chars]:
    line: Chars = []
    for c in text:
        line.append(c)
        if c == "\n":
            yield line
            line = []
    if line:
        yield line


def _mark_lost(text: Chars, origin: Origin) -> tuple[Chars, Origin, int]:
    count = len(_WRECK.findall("".join(text)))
    if count:
        text, origin = _substitute(text, origin, _WRECK, lambda m: LOST)
    return text, origin, count


@lru_cache(maxsize=8192)
def _readings(character: str) -> frozenset[str]:
    """All readings of a character, with and without tones."""
    found: set[str] = set()
    for style in (Style.TONE, Style.NORMAL):
        found.update(pinyin(character, style=style, heteronym=True)[0])
    return frozenset(unicodedata.normalize("NFC", r) for r in found)


def _drop_pinyin(text: Chars, origin: Origin) -> tuple[Chars, Origin, int]:
    """Drop `(huì )` after 會: a bracket goes only when it holds a reading of the character before it.

    One or two such brackets may be a real gloss (砀(dàng)山县); three toned ones are a copy-protected page.
    """
    joined = "".join(text)

    def is_reading(match: re.Match[str]) -> bool:
        syllable = unicodedata.normalize("NFC", match.group(1).lower()).replace("ɑ", "a")
        return syllable in _readings(joined[match.start() - 1])

    hits = [m for m in _BRACKET.finditer(joined) if is_reading(m)]
    if sum(any(c in _TONED for c in m.group(1)) for m in hits) < 3:
        return text, origin, 0
    starts = {m.start() for m in hits}
    text, origin = _substitute(text, origin, _BRACKET, lambda m: "" if m.start() in starts else m.group())
    return text, origin, len(hits)


@lru_cache(maxsize=1)
def _converter() -> Any:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=65536)
def _is_traditional(character: str) -> bool:
    """A character that simplified writing does not have: 乾 and 著 are in GB 2312, 會 is not."""
    return not _in_gb2312(character) and (_converter().convert(character) != character or character.translate(_VARIANTS) != character)


def _simplify(text: Chars, certain: bool = False) -> Chars:
    """Simplified characters, where the text is traditional at all: on simplified text OpenCC makes 干县 of 乾县."""
    han = sum("\u3400" <= c <= "\u9fff" for c in text)
    if not certain and sum(map(_is_traditional, text)) < max(1, han * 0.02):
        return text
    out: Chars = []
    for line in _lines(text):
        old = "".join(line)
        new: str = _converter().convert(old)
        if len(new) != len(old):
            new = "".join(c if len(c) == 1 else o for o, c in ((o, _converter().convert(o)) for o in old))
        out += new.translate(_VARIANTS)
    return out


def _join_lines(text: Chars, origin: Origin) -> tuple[Chars, Origin]:
    """Join what a page's width has broken: the line so far is long, ends without a stop, and no heading follows."""
    drop: set[int] = set()
    position, previous, joined = 0, "", False
    for line in _lines(text):
        content = "".join(line).rstrip("\n").rstrip()
        wrapped = (content and previous and previous[-1] not in _END and content[:6] != previous[:6]
                   and (joined or len(previous) > _WRAPPED_AFTER)
                   and not _HEADING.match(content) and not _BYLINE.match(content) and not _BYLINE.match(previous))
        if wrapped:
            # The line break and the blanks around it go.
            i = position - 1
            while i >= 0 and text[i].isspace():
                drop.add(i)
                i -= 1
        previous, joined = content, bool(wrapped)
        position += len(line)
    if not drop:
        return text, origin
    keep = [i for i in range(len(text)) if i not in drop]
    return [text[i] for i in keep], [origin[i] for i in keep]
