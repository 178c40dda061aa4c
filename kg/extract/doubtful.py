"""Names that may be none: a clause that was taken for one (章程进行活动), words that were taken for somebody (强调要).

What two documents call so is not one thing for that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from kg.extract.kind import REMEMBERED
from kg.extract.lexicon import Lexicon
from kg.gazetteer import make_finder
from kg.words import Word, make_dictionary

_ACTS = ("v", "d", "ad", "p", "c", "m")  # tags of what begins a clause
_DONE = ("n", "vn")  # tags of what it is done with
_SHORT = 2  # characters of a trade's own name: 石化
_SAID = ("n", "v", "vn", "a", "ad", "an", "d", "p", "c", "u", "m")  # tags of words that name nobody


def make_deeds(lexicon: Lexicon) -> Callable[[str], bool]:
    """A function that tells whether what was read as a field says what is done with what (取得|历史性|成就), or how
    (集约化、|规模化发展)."""
    manners = lexicon.listed["mannerEnds"]

    @lru_cache(maxsize=REMEMBERED)
    def is_deed(name: str) -> bool:
        first, *rest = lexicon.tag(name)
        if not rest:
            return len(name) > _SHORT and name.endswith(manners)
        done = first.tag in _ACTS or (first.text in lexicon.stops and first.tag != "n")
        return done and any(w.tag.startswith(_DONE) for w in rest)

    return is_deed


def make_garbled(lexicon: Lexicon) -> Callable[[str], bool]:
    """A function that tells whether what was read as a name holds a word that none has, as where a clause was taken
    for one: 章程|进行|活动, 对|水环境, 工作|按|计划."""
    named = (lexicon.place, lexicon.body, lexicon.practice)
    finite, quoted = lexicon.words["finiteWords"], re.compile("[“《][^“”《》]*[”》]")
    beginnings, holds_finite = lexicon.listed["clauseBeginnings"], make_finder(finite)

    def places_known(name: str) -> list[int]:
        """Where something known begins that is more than a field, and does not end the name."""
        return [start for start, end, known, certain in lexicon.lookup(name)
                if certain and end < len(name) and lexicon.roots[known[0].type] in named]

    def is_done_to(first: Word, known: Sequence[int]) -> bool:
        """出售|委内瑞拉国家石油公司: whether a verb stands right before something known."""
        return first.tag == "v" and len(first.text) > 1 and first.end in known

    @lru_cache(maxsize=REMEMBERED)
    def is_garbled(name: str) -> bool:
        bare, known = quoted.sub("", name), places_known(name)
        if not (known or holds_finite(bare) or bare.startswith(beginnings)):
            return False  # most names, which need not be cut into words
        words = lexicon.tag(bare)
        if any(w.text in finite for w in words) or not words:
            return bool(words)
        return words[0].text in lexicon.words["clauseBeginnings"] or is_done_to(words[0], known)

    return is_garbled


def make_unlikely(lexicon: Lexicon) -> Callable[[str], bool]:
    """A function that tells whether a person's name is more likely words than a name (强调|要, 齐聚), or hides one (赵某)."""
    @lru_cache(maxsize=REMEMBERED)
    def is_unlikely(name: str) -> bool:
        words = lexicon.tag(name)
        return name.endswith(lexicon.listed["somebody"]) or all(
            w.tag in _SAID and len(w.text) > 1 and make_dictionary()(w.text) for w in words)

    return is_unlikely
