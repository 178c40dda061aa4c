"""Words and parts of speech: the only module that knows the segmenter (rjieba, or jieba where it is not installed)."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from kg.gazetteer import make_places
from kg.model import Mention


class Word(NamedTuple):
    """A word of a text: its span, the word itself and its part of speech in jieba's tag set (n, v, vn, ns, m …).

    Where names have been found, one takes the place of its words: it is the `mention` then, its tag is `name`.
    """

    start: int
    end: int
    text: str
    tag: str
    mention: Mention | None = None


Part = tuple[str, str]  # a word and its part of speech
Cutter = Callable[[str], list[Part]]
Tagger = Callable[[str], Sequence[Word]]
_new = tuple.__new__  # half the price of the constructor, for what is made for every word
_OFTEN = 20000  # a frequency at which the segmenter keeps a word whole


def lay_out(parts: Sequence[Part]) -> tuple[tuple[Word, ...], list[int]]:
    """Words that follow each other without gaps, and where they begin, with the end of the last."""
    words: list[Word] = []  # `list[Word]()` is made ten times slower
    bounds, start = [0], 0
    for said, tag in parts:
        end = start + len(said)
        words.append(_new(Word, (start, end, said, tag, None)))
        bounds.append(end)
        start = end
    return tuple(words), bounds


@lru_cache(maxsize=4)
def make_tagger(nouns: frozenset[str], verbs: frozenset[str] = frozenset()) -> Tagger:
    """A function from a text to its words with their parts of speech; see `make_cutter`."""
    cut = make_cutter(nouns, verbs)
    return lambda text: lay_out(cut(text))[0]


@lru_cache(maxsize=4)
def make_cutter(nouns: frozenset[str], verbs: frozenset[str] = frozenset()) -> Cutter:
    """A function from a text to its words with their parts of speech, one after the other, without gaps.

    `nouns` and `verbs` are words that the segmenter's dictionary may lack and that are to stay whole (示范区, 创新院;
    规划建设).
    """
    whole = sorted([(noun, "n") for noun in nouns] + [(verb, "v") for verb in verbs - nouns])
    return _rjieba(whole) or _jieba(whole)


@lru_cache(maxsize=1)
def make_dictionary() -> Callable[[str], bool]:
    """A function that tells whether the segmenter's dictionary has a word: coined names mostly are not in it."""
    try:
        import rjieba
    except ImportError:
        import jieba

        jieba.setLogLevel(60)
        tokenizer = _own_jieba(jieba)
        return lambda word: bool(tokenizer.FREQ.get(word))
    has: Callable[[str], bool] = rjieba.Jieba().has_word
    return has


def _rjieba(whole: list[Part]) -> Cutter | None:
    try:
        import rjieba
    except ImportError:
        return None
    segmenter = rjieba.Jieba()
    for word, tag in whole:
        if not segmenter.has_word(word):
            segmenter.add_word(word, _OFTEN, tag)
    cut: Cutter = segmenter.tag
    return cut


def _jieba(whole: list[Part]) -> Cutter:
    """jieba's own tagger, with a cache folder of its own: a file planted in the shared one would change its cuts."""
    import jieba
    import jieba.posseg

    jieba.setLogLevel(60)
    tokenizer = _own_jieba(jieba)
    for word, tag in whole:
        if word not in tokenizer.FREQ:
            tokenizer.add_word(word, _OFTEN, tag)
    tagger = jieba.posseg.POSTokenizer(tokenizer)
    return lambda text: [(pair.word, pair.flag) for pair in tagger.cut(text)]


def _own_jieba(jieba: Any) -> Any:
    """A tokenizer whose cache nobody else can have written."""
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = tempfile.mkdtemp(prefix="kechuang-")
    tokenizer.initialize()
    for path in Path(tokenizer.tmp_dir).iterdir():
        path.unlink()
    Path(tokenizer.tmp_dir).rmdir()
    return tokenizer


def _lengths(words: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """By a character at the edge of words the different lengths of these, the longest first."""
    found: dict[str, set[int]] = {}
    for character, length in words:
        found.setdefault(character, set()).add(length)
    return {character: sorted(lengths, reverse=True) for character, lengths in found.items()}


class Lexemes:
    """A closed set of words that is asked, at a place of a text, for the longest of its members that begins or ends
    there.

    A question costs as many look-ups as there are different lengths, however many words there are.
    """

    def __init__(self, words: Iterable[str]) -> None:
        """Bind the words; empty ones are left out."""
        self._words = frozenset(w for w in words if w)
        # Lengths by the character at the edge: most places of a text end the search there.
        self._starting = _lengths((w[0], len(w)) for w in self._words)
        self._finishing = _lengths((w[-1], len(w)) for w in self._words)

    def __contains__(self, word: str) -> bool:
        """Whether this is one of the words."""
        return word in self._words

    def beginning(self, text: str, start: int, ends: Container[int] | None = None) -> str | None:
        """The longest word that begins at `start` (and ends at one of `ends`), None when there is none."""
        for length in self._starting.get(text[start:start + 1], ()):
            if text[start:start + length] in self._words and (ends is None or start + length in ends):
                return text[start:start + length]
        return None

    def ending(self, text: str, end: int) -> str | None:
        """The longest word that ends at `end`, None when there is none."""
        for length in self._finishing.get(text[end - 1:end], ()):
            if length <= end and text[end - length:end] in self._words:
                return text[end - length:end]
        return None

    def lengths(self, text: str, start: int) -> Sequence[int]:
        """How many characters words may have that begin at `start`, the most first."""
        return self._starting.get(text[start:start + 1], ())

    def places(self, text: str) -> Iterator[tuple[int, str]]:
        """Every place of a text where a word begins, in order, with the longest one that begins there."""
        return iter(self._places(text)) if self._words else iter(())

    @cached_property
    def _places(self) -> Callable[[str], list[tuple[int, str]]]:
        """What finds them, made where a text is searched for them."""
        return make_places(self._words)
