"""Whether a text is Chinese that can be read: text layers without meaning, wrong tables of characters, other languages.

Measured on 273 public texts of policy (reports, notices, regulations, news; a million characters), in windows.  Of 20
characters at least 80 % are ordinary there (`ordinary_share`), of 40 at least 90 %; of 30 characters in a row at least
23 % are of the most usual ones (`common_share`), of 60 at least 34 %, traditional texts included.  Of UTF-8 read as GBK
at most 44 % are ordinary, of characters one code point off 55 %, of characters by chance 42 %; of ordinary characters
by chance 15 % are usual.  The thresholds below lie between; a list of plants has rare characters, but known ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.model import Finding, Reading
from kg.read.characters import HAN, common_share, known_share, ordinary_share

_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010fffd"
# Letters that no text of policy has; the scripts that are printed beside Chinese (Latin with the marks of pinyin,
# Greek, Cyrillic, Arabic, Tibetan, Mongolian, Yi, kana, hangul) are none of them.
_STRANGE = "\u0500-\u05ff\u0700-\u0eff\u1000-\u10ff\u1200-\u17ff\u18b0-\u1cff\u1d80-\u1dff\u2c00-\u2dff\ua4d0-\uabff"
_MARK = re.compile(f"[\u3400-\u9fff\U00020000-\U0003ffff{_PRIVATE}{_STRANGE}]+")
_ROW = 8  # only so many characters in a row tell how usual they are: lists of names have rows of two and three
_BLOCK = 120  # characters that are judged together, so that one bad page in a good file is seen
# Of so many characters the least share that is Chinese.
_LEAST_ORDINARY = ((40, 0.75), (16, 0.6), (8, 0.1))
_LEAST_KNOWN = 0.88  # which a list of plants has too
_LEAST_COMMON = ((100, 0.3), (60, 0.25), (30, 0.1))
_PRIVATE_TEXT = re.compile(f"[{_PRIVATE}]{{4}}")
_BEGINNING = 2000  # characters that tell a text as Chinese, as nearly all are
_KANA_HANGUL = re.compile("[\u3040-\u30fa\u30fc-\u30ff\uac00-\ud7af]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_OTHER_SHARE, _FEWEST_OTHER = 0.3, 8  # kana and hangul among all letters: Japanese has 0.4 and more, Korean 0.9
_HAN_SHARE, _FEWEST_LETTERS = 0.02, 200  # fewer Chinese characters among so many letters are names in another language


@dataclass(frozen=True, slots=True)
class _Block:
    """Characters that are judged together: the offset of the first, and how many they are, Chinese and strange ones."""

    start: int
    size: int
    readable: bool


def judge(reading: Reading) -> tuple[Reading | None, list[Finding]]:
    """The reading, None where nothing in it can be read, and what is to be told of it."""
    name = reading.source.name
    size = len("".join(reading.raw.split()))
    if (language := _other_language(reading.raw)) is not None:
        return None, [
            Finding(
                "warning",
                "read",
                "not-chinese",
                name,
                f"{language}; only Chinese is read, {size} characters are left out",
            )
        ]
    blocks = _blocks(reading.raw)
    bad = [b for b in blocks if not b.readable]
    if not bad:
        return reading, []
    lost, judged = sum(b.size for b in bad), sum(b.size for b in blocks)
    if 2 * lost > judged:
        return None, [
            Finding(
                "error",
                "read",
                "unreadable-text",
                name,
                f"its characters make no Chinese: they were decoded with a wrong table, or its fonts do not say what "
                f"they are; {size} characters are left out; take the text from where it came from, or run text "
                "recognition on the pages",
            )
        ]
    return reading, [
        Finding(
            "warning",
            "read",
            "unreadable-text",
            name,
            f"{lost} of {judged} characters make no Chinese (a wrong table, or fonts that do not say what they are), "
            f"the first of them near character {bad[0].start}",
        )
    ]


def _other_language(text: str) -> str | None:
    """What a text is that is not Chinese; None for Chinese, and for what may be Chinese by a table of its own."""
    chinese, other, letters = _counts(text[:_BEGINNING])
    if (chinese > 0.5 * letters and other < 0.05 * letters) or _PRIVATE_TEXT.search(text):
        return None
    chinese, other, letters = _counts(text)
    if other > _OTHER_SHARE * letters and other > _FEWEST_OTHER:
        return "the text is Japanese or Korean"
    if not chinese:
        return "the text holds no Chinese character"
    if letters > _FEWEST_LETTERS and chinese < _HAN_SHARE * letters:
        return f"the text is not Chinese ({chinese} Chinese characters among {letters} letters)"
    return None


def _counts(text: str) -> tuple[int, int, int]:
    """How many Chinese characters a text has, how many kana and hangul, how many letters in all."""
    chinese, other, letters = (sum(map(len, pattern.findall(text))) for pattern in (HAN, _KANA_HANGUL, _LETTERS))
    return chinese, other, letters


def _blocks(text: str) -> list[_Block]:
    """The text in blocks, each with its characters counted and judged."""
    blocks: list[_Block] = []
    held: list[str] = []
    size = start = 0
    for row in _MARK.finditer(text):
        if not held:
            start = row.start()
        held.append(row.group())
        size += len(held[-1])
        if size >= _BLOCK:
            blocks.append(_block(start, held))
            held, size = [], 0
    return [*blocks, _block(start, held)] if held else blocks


def _block(start: int, rows: list[str]) -> _Block:
    characters = "".join(rows)
    return _Block(start, len(characters), _is_readable(characters, "".join(row for row in rows if len(row) >= _ROW)))


def _is_readable(characters: str, in_rows: str) -> bool:
    """Whether characters, and those of them that stand in rows, may be Chinese; of too few the answer is yes."""
    if ordinary_share(characters) < _least(_LEAST_ORDINARY, characters) and known_share(characters) < _LEAST_KNOWN:
        return False
    return common_share(in_rows) >= _least(_LEAST_COMMON, in_rows)


def _least(table: tuple[tuple[int, float], ...], characters: str) -> float:
    return next((share for size, share in table if len(characters) >= size), 0.0)
