"""Words and parts of speech: the only module that knows the segmenter (rjieba, or jieba where it is not installed)."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
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
