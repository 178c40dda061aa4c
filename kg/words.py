"""Words and parts of speech: the only module that knows the segmenter (rjieba, or jieba where it is not installed)."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its span, the word itself and its part of speech in jieba's tag set (n, v, vn, ns, m …)."""

    start: int
    end: int
    text: str
    tag: str


@lru_cache(maxsize=1)
def _tagger() -> Callable[[str], list[tuple[str, str]]]:
    try:
        import rjieba
    except ImportError:
        return _jieba_tagger()
    tagger: Callable[[str], list[tuple[str, str]]] = rjieba.Jieba().tag
    return tagger


def _jieba_tagger() -> Callable[[str], list[tuple[str, str]]]:
    """jieba's own tagger, with a cache folder of its own: a file planted in the shared one would change its cuts."""
    import jieba
    import jieba.posseg

    jieba.setLogLevel(60)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = tempfile.mkdtemp(prefix="kechuang-")
    tokenizer.initialize()
    for path in Path(tokenizer.tmp_dir).iterdir():
        path.unlink()
    Path(tokenizer.tmp_dir).rmdir()
    tagger = jieba.posseg.POSTokenizer(tokenizer)
    return lambda text: [(pair.word, pair.flag) for pair in tagger.cut(text)]


def tag(text: str) -> list[Word]:
    """The words of a text with their parts of speech; the spans cover the text without gaps."""
    words: list[Word] = []
    position = 0
    for word, flag in _tagger()(text):
        words.append(Word(position, position + len(word), word, flag))
        position += len(word)
    return words


class Lexemes:
    """A closed set of words that is asked, at a place of a text, for the longest of its members that begins or ends there.

    A question costs as many look-ups as there are different lengths, however many words there are.
    """

    def __init__(self, words: Iterable[str]) -> None:
        """Bind the words; empty ones are left out."""
        self._words = frozenset(w for w in words if w)
        self._lengths = sorted({len(w) for w in self._words}, reverse=True)

    def __contains__(self, word: str) -> bool:
        """Whether this is one of the words."""
        return word in self._words

    def beginning(self, text: str, start: int, ends: Container[int] | None = None) -> str | None:
        """The longest word that begins at `start` (and ends at one of `ends`), None when there is none."""
        return next((text[start:start + n] for n in self._lengths
                     if text[start:start + n] in self._words and (ends is None or start + n in ends)), None)

    def ending(self, text: str, end: int) -> str | None:
        """The longest word that ends at `end`, None when there is none."""
        return next((text[end - n:end] for n in self._lengths if n <= end and text[end - n:end] in self._words), None)
