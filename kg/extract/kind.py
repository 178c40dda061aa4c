"""Names that say what kind of thing something is, and not which one: 供水工程, 低空经济发展集聚区, 卓越工程师学院.

A proper name distinguishes: by a place, a body or person, a number, a quotation, letters, a coined word, a figure of
speech (雏鹰计划).  A name of ordinary words of the domain alone is that of a kind, of which every place has its own; so
two documents that use it name two things, unless they are of one place (`kg.record`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from kg.extract.lexicon import Lexicon
from kg.gazetteer import is_foreign, level
from kg.model import Resolution
from kg.ontology import EntityType, Individual
from kg.plain import plain
from kg.words import Lexemes, Word, make_dictionary

_MARKED = r"[A-Za-z0-9“”《》+·]|{numberedOnes}"
_COUNTED = r"{countDigits}+{kindMeasures}"
_NUMERALS = r"{roundNumerals}+"
_NUMBERED = r"\d|{numberedOnes}|[一二三四五六七八九十]{eventCounters}|{heldOnceEver}"
_OPEN_TAGS = ("v", "a", "d", "b", "p", "c", "u", "f", "q", "r", "x")  # what needs no list to be ordinary
_LONGEST = 24  # characters; what is longer has been described so closely that it is one thing
_SEVERAL = 2
_REMEMBERED = 4096  # names


@plain
class Kind:
    """A name and the basic type of what it names; `head` is the word of that type with which it ends, `law` that it
    stands in a law."""

    lexicon: Lexicon
    type: EntityType
    name: str
    head: str
    law: bool

    @property
    def core(self) -> str:
        """What the name says before its head, without the place's level and how many there are."""
        core = self.name[:-len(self.head)]
        counted = self.lexicon.pattern(_COUNTED).match(core)
        return core[counted.end():] if counted else core

    def bare(self) -> bool:
        """Whether nothing in the name distinguishes one thing of the kind."""
        if self._distinguished():
            return False
        if self._by_form():
            return True
        nation = self.lexicon.words["nationWords"]
        words = [w for w in self.lexicon.tag(self.core) if w.text not in nation and not self._country(w.text)]
        if self.type.root == self.lexicon.practice and not self._in_each_place(words):
            return False
        return self._numerals() or self._of_ordinary(words)

    def _distinguished(self) -> bool:
        return self.lexicon.pattern(_MARKED).search(self.name) is not None or self._unique() or self._known()

    def _by_form(self) -> bool:
        """A document, a body in a law, a meeting that is held once: told by its form alone, for else it has a full
        name, or a title in 《》."""
        root = self.type.root
        return root == self.lexicon.document or (self.law and root == self.lexicon.body) \
            or (root == self.lexicon.meeting and self.head in self.lexicon.words["heldOnce"])

    def _of_ordinary(self, words: list[Word]) -> bool:
        if len(words) == 1 and self.type.root != self.lexicon.body:
            return self._listed(words[0].text)  # a single word that is no ordinary one of the domain is a brand
        return all(self._ordinary(word) for word in words)

    def _numerals(self) -> bool:
        """双百|工程: how many of what it is only the text says."""
        return self.lexicon.pattern(_NUMERALS).fullmatch(self.core) is not None

    def _unique(self) -> bool:
        """国家|信息中心: there is one in the country, unless it is a title that several hold; 国家|明确|规定 is none."""
        words = self.lexicon.words
        national = self.name.startswith(tuple(words["nationalBeginnings"])) \
            and any(w.tag.startswith("n") and w.text not in words["nationWords"] for w in self.lexicon.tag(self.core))
        return self.name.endswith(tuple(words["nationalEnds"])) \
            or (national and not self.name.endswith(tuple(words["sharedDesignations"])))

    def _known(self) -> bool:
        """Whether it holds the name of something that the lexicon knows, other than a field; no 交通运输部 in 部门."""
        ends = {word.end for word in self.lexicon.tag(self.name)}
        return any(certain and (end in ends or self._is_place(known)) and not self._listed(self.name[start:end])
                   and not self._national(known)
                   for start, end, known, certain in self.lexicon.lookup(self.name))

    def _is_place(self, known: Iterable[Individual]) -> bool:
        return all(self.lexicon.roots[i.type] == self.lexicon.place for i in known)

    def _national(self, known: Iterable[Individual]) -> bool:
        """美丽|中国|先行区, 德国|智库: the country in a title that several of its places hold, or of one of its many."""
        words = self.lexicon.words
        held = self.name.endswith(tuple(words["sharedDesignations"]))
        many = self.type.root == self.lexicon.practice or self.name.endswith(tuple(words["foreignKinds"]))
        return all((held and level(i) == "country") or (many and is_foreign(i)) for i in known)

    def _country(self, word: str) -> bool:
        found = self.lexicon.lookup(word)
        return bool(found) and found[0][:2] == (0, len(word)) and all(is_foreign(i) for i in found[0][2])

    def _in_each_place(self, words: list[Word]) -> bool:
        """Whether a practice is no programme, which many carry out together: its words are few or say nothing."""
        if self.name.endswith(tuple(self.lexicon.words["yearlyPlans"])):
            return True
        if self.head in self.lexicon.words["worksHeads"]:
            return not words or words[-1].text not in self.lexicon.words["programmeVerbs"]
        return len(words) < _SEVERAL or all(w.text in self.lexicon.generic for w in words)

    def _listed(self, word: str) -> bool:
        words = self.lexicon.words
        return word in words["commonWords"] or word in self.lexicon.generic or word in words["trades"] \
            or word in self.lexicon.fields or word in self.lexicon.heads

    def _ordinary(self, word: Word) -> bool:
        if self._listed(word.text):
            return True
        return word.tag.startswith(_OPEN_TAGS) and (len(word.text) == 1 or make_dictionary()(word.text))


def make_kinds(lexicon: Lexicon) -> Callable[[str, str, bool], bool]:
    """A function of a type, a name and whether it stands in a law, that tells whether the name is that of a kind, of
    which every place has its own."""
    types = lexicon.ontology.types
    heads: dict[str, Lexemes] = {root: Lexemes(h for t in types.values() if t.root == root for h in
                                               (*t.heads, *t.weak_heads)) for root in set(lexicon.roots.values())}

    @lru_cache(maxsize=_REMEMBERED)
    def is_kind(type: str, name: str, law: bool) -> bool:
        root = lexicon.root(type)
        if not lexicon.has(type, "common") or len(name) > _LONGEST:
            return False
        many = lexicon.lexemes("foreignKinds").ending(name, len(name))
        head = max(filter(None, (many, heads[root].ending(name, len(name)))), key=len, default=None)
        return head is not None and Kind(lexicon, types[root], name, head, law).bare()

    return is_kind


def make_recurring(lexicon: Lexicon) -> Callable[[str, str], Resolution]:
    """A function of a type and a name that tells of what is held or sent again and again whether the name says which:
    `resolved` where it does, or is of anything else; `yearly` of a meeting of each year (世界互联网大会), `kind` of what
    there is more often than that (国务院常务会议, 云南代表团)."""
    numbered, often = lexicon.pattern(_NUMBERED), lexicon.lexemes("heldOften")
    sent, hosts = lexicon.lexemes("sentOnce"), lexicon.lexemes("heldInPlaces")

    @lru_cache(maxsize=_REMEMBERED)
    def recurs(type: str, name: str) -> Resolution:
        root, end = lexicon.root(type), len(name)
        meeting = root == lexicon.meeting
        if not (meeting or root == lexicon.body) or numbered.search(name):
            return "resolved"
        if not meeting:
            return "kind" if sent.ending(name, end) else "resolved"
        if often.ending(name, end):
            return "kind"
        return "resolved" if hosts.ending(name, end) and _tells_host(lexicon, name) else "yearly"

    return recurs


def _tells_host(lexicon: Lexicon, name: str) -> bool:
    """杭州|亚运会: whether a name tells the city in which a meeting is held that goes from place to place."""
    return any(lexicon.roots[i.type] == lexicon.place and level(i) in ("province", "prefecture", "county")
               for _, _, known, certain in lexicon.lookup(name) if certain for i in known)
