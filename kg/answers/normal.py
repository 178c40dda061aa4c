"""A text as it is searched: simplified, small, without blanks, invisible characters and marks; and what stands for it
in an index: its pairs of neighbouring characters, and how a name is spelt.

Search, names and quotes are compared in this form alone, so that traditional and simplified, `林 志遠` and `林志远`,
`**宁波**` and `宁波` find the same.  A character becomes one character or none, so that offsets can be led back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise

from pypinyin import Style, lazy_pinyin
from pypinyin.phrases_dict import phrases_dict

from kg.clean import INVISIBLE, plain_forms, syllables
from kg.letters import CHINESE

_LONGEST = 12  # letters of a name that are spelt: nobody types more
_LONGEST_WORD = 4  # characters of a word that is read otherwise than its characters are
_LONGEST_QUERY = 240
_SPELLINGS = 64  # of one query
_INVISIBLE = re.compile(INVISIBLE)
_BLANKS = "\t\n\x0b\x0c\r \x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009" \
          "\u200a\u2028\u2029\u202f\u205f\u3000"
_MARKS = "·•‧・∙⋅･*_~`#"  # in names, and how Markdown sets words off
_TONED = re.compile("[āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ]")
_LATIN = re.compile("[a-z]+")


@lru_cache(maxsize=1)
def _table() -> dict[int, str | None]:
    """What becomes of each character that does not stay as it is."""
    return {**plain_forms(), **dict.fromkeys(map(ord, _BLANKS + _MARKS)),
            **{code: None for block in (range(0x200b, 0x2010), range(0x2060, 0x2070), (0xad, 0xfeff))
               for code in block}}


def has_readings(text: str) -> bool:
    """Whether readings may stand in a text, in brackets between the characters of a name: 林(lín)."""
    return _TONED.search(text) is not None


def normal(text: str) -> str:
    """A text as it is searched."""
    if has_readings(text):
        return CHINESE.sub("", text.translate(plain_forms())).translate(_table())
    return text.translate(_table())


class Normal:
    """The same (`text`), with the place of each character."""

    def __init__(self, text: str) -> None:
        """Read a text."""
        table = _table()
        if has_readings(text):
            plain = text.translate(plain_forms())
            kept: list[int] = []
            last = 0
            for match in CHINESE.finditer(plain):
                kept += range(last, match.start())
                last = match.end()
            kept += range(last, len(plain))
        else:
            kept = list(range(len(text)))
        self._at = [i for i in kept if table.get(ord(text[i]), "") is not None]
        self.text = normal(text)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where some characters of `text` stand in the text that was read; `end` is behind the last."""
        return self._at[start], self._at[end - 1] + 1


def letters(text: str) -> str:
    """A name as it is searched: letters and figures alone."""
    return "".join(filter(str.isalnum, normal(text)))


def pairs(text: str) -> set[str]:
    """The pairs of neighbouring letters of a normal text, each once, and the letters that stand last in a run, alone: so
    every letter begins one of them."""
    found = set(map(str.__add__, text, text[1:] + " "))
    others = [pair for pair in found if not pair.isalnum()]
    found.difference_update(others)
    found.update([pair[0] for pair in others if pair[0].isalnum()])
    return found


def row_of_pairs(text: str) -> str:
    """The pairs of the letters of a name in their order, blanks between, as a phrase is looked for in an index."""
    return " ".join(a + b for a, b in pairwise(text)) or text


# ---------------------------------------------------------------- how a name is spelt


@lru_cache(maxsize=65536)
def _syllable(character: str) -> str:
    """How a character is read, alone."""
    read = lazy_pinyin(character, style=Style.NORMAL)[0].translate(plain_forms()) if character > "\u2e7f" else character
    return read if read.isascii() and read.isalnum() else ""


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, ...]]:
    """The words that are read otherwise than their characters are: 重庆 → chong qing."""
    found = {}
    for word, reading in phrases_dict.items():
        if len(word) <= _LONGEST_WORD:
            read = tuple(each[0].translate(plain_forms()) for each in reading)
            if read != tuple(map(_syllable, word)):
                found[word] = read
    return found


def spelt(name: str, personal: bool = False) -> tuple[tuple[str, ...], ...]:
    """How the letters of a name are read, in syllables, the likeliest first: 重庆 → (chong, qing), (zhong, qing).

    A family name (`personal`) has each of its readings.
    """
    name = name[:_LONGEST]
    alone = tuple(map(_syllable, name))
    ways = [tuple(_by_words(name)), alone]
    if personal and name:
        ways += [(first, *alone[1:]) for first in sorted(syllables(name[0]))]
    return tuple(way for way in dict.fromkeys(ways) if all(way) and way)


def _by_words(name: str) -> Iterator[str]:
    words, at = _words(), 0
    while at < len(name):
        for length in range(min(_LONGEST_WORD, len(name) - at), 1, -1):
            if (read := words.get(name[at:at + length])) is not None:
                yield from read
                at += length
                break
        else:
            yield _syllable(name[at])
            at += 1


def initials(syllables: Iterable[str]) -> str:
    """The first letters of syllables, blanks between."""
    return " ".join(s[0] for s in syllables)


@lru_cache(maxsize=1)
def _known_syllables() -> frozenset[str]:
    every = (_syllable(chr(code)) for code in range(0x4e00, 0x9fa6))
    return frozenset(s for s in every if s.isalpha() and not s.isspace() and (s in "aeo" or len(s) > 1))


def readings(query: str) -> list[tuple[str, ...]]:
    """The ways in which letters without blanks can be syllables, those of the fewest first: xian → (xian), (xi, an)."""
    if not _LATIN.fullmatch(query) or len(query) > _LONGEST_QUERY:
        return []
    return sorted(islice(_cut(query), _SPELLINGS), key=lambda way: (len(way), way))


def _cut(query: str) -> Iterator[tuple[str, ...]]:
    known = _known_syllables()
    # What can still be cut from each place on, so that no way is begun that does not end.
    open_from = {len(query)}
    for at in range(len(query) - 1, -1, -1):
        if any(query[at:at + n] in known and at + n in open_from for n in range(1, 7)):
            open_from.add(at)

    def ways(at: int) -> Iterator[tuple[str, ...]]:
        if at == len(query):
            yield ()
        for n in range(6, 0, -1):
            if at + n in open_from and query[at:at + n] in known:
                yield from ((query[at:at + n], *rest) for rest in ways(at + n))

    return ways(0) if 0 in open_from else iter(())


# ---------------------------------------------------------------- sentences

_ENDS = re.compile(r"[。！？!?；;\n]+[”’」』）)]*")
MOST_SENTENCE = 200


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence in which a span stands, at most `MOST_SENTENCE` characters around it."""
    first = max(0, start - MOST_SENTENCE)
    begin = first
    for match in _ENDS.finditer(text, first, start):
        begin = match.end()
    found = _ENDS.search(text, end, min(len(text), end + MOST_SENTENCE))
    stop = found.end() if found else min(len(text), end + MOST_SENTENCE)
    inner = text[begin:stop]
    begin += len(inner) - len(inner.lstrip())
    return begin, max(end, begin + len(inner.strip()))


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The spans of all sentences of a text."""
    at = 0
    for match in _ENDS.finditer(text):
        if text[at:match.end()].strip():
            yield at, match.end()
        at = match.end()
    if text[at:].strip():
        yield at, len(text)


def spans_in(whole: str, parts: Sequence[str]) -> list[tuple[int, int]]:
    """Where some normal texts stand in a text, in its own characters, those that overlap left out."""
    held = Normal(whole)
    found: list[tuple[int, int]] = []
    for part in filter(None, parts):
        at = held.text.find(part)
        while at >= 0:
            found.append(held.span(at, at + len(part)))
            at = held.text.find(part, at + len(part))
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(found), key=lambda s: (s[0], -s[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
