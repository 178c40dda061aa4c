"""Names that say what kind of thing something is, and not which one: 供水工程, 低空经济发展集聚区, 卓越工程师学院.

A proper name distinguishes: by a place, a body or person, a number, a quotation, letters, a coined word, a figure of
speech (雏鹰计划).  A name of ordinary words of the domain alone is that of a kind, of which every place has its own; so
two documents that use it name two things, unless they are of one place (`kg.record`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from kg.extract.lexicon import Lexicon
from kg.gazetteer import is_foreign, level
from kg.model import Resolution
from kg.ontology import EntityType, Individual
from kg.plain import plain
from kg.words import Lexemes, Word, make_dictionary

_MARKED = r"[A-Za-z0-9“”《》+·]|(?!{courtInstances}){numberedOnes}"
_TITLED = re.compile("《.+》")  # what a body's own rules on a law are called without the body: 《…法》|办法
_COUNTED = r"{countDigits}+{kindMeasures}"
_NUMERALS = r"{roundNumerals}+"
_NUMBERED = r"(?<![A-Za-z\d])\d|{numberedOnes}|[一二三四五六七八九十]{eventCounters}|{heldOnceEver}"
# What needs no list to be ordinary where the dictionary has it; of nouns those that are no proper ones.
_OPEN_TAGS = ("v", "a", "d", "b", "p", "c", "u", "f", "q", "r", "x", "m", "s", "t", "l", "i")
_NOUNS = ("n", "ng", "nl", "nw")
_LONGEST = 24  # characters; what is longer has been described so closely that it is one thing
_SEVERAL = 2
_BRAND = 3  # characters of a figure of speech: 雏鹰|计划, but not 土地平整|工程
_SESSION = r"{ordinalMarks}?(?:{countDigits}|\d)+{sessionCounters}{sessionHeads}"
_PLENUM = "{numberedPlenums}{sessionHeads}"
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
        if self._each_time() or self._of_a_country():
            return True
        return not self._distinguished() and (self._by_form() or self._says_nothing())

    def _says_nothing(self) -> bool:
        """Whether its words are those that tell no thing from another of its kind."""
        nation = self.lexicon.words["nationWords"]
        words = [w for w in self.lexicon.tag(self.core) if w.text not in nation and not self._country(w.text)]
        if self.type.root == self.lexicon.practice and not self._in_each_place(words):
            return False
        return self._numerals() or self._of_ordinary(words)

    def _distinguished(self) -> bool:
        return self.lexicon.pattern(_MARKED).search(self.name) is not None or self._unique() or self._known()

    def _each_time(self) -> bool:
        """What is another one each time, whoever does it (地面|军事行动); each body's own rules on a law (《…法》|办法);
        what the text points to (两国|方案)."""
        if self.type.root == self.lexicon.document and _TITLED.fullmatch(self.name[:-len(self.head)]):
            return True
        words = self.lexicon.words
        deed = self.name.endswith(tuple(words["recurringDeeds"])) \
            or self.name.startswith(tuple(words["pointingBeginnings"])) \
            or any(word in self.name for word in words["attacks"])
        return deed and self.lexicon.pattern(_MARKED).search(self.name) is None

    def _of_a_country(self) -> bool:
        """美国|科技公司: some firm of a country."""
        if not self._coined or not self.head.endswith(tuple(self.type.class_nouns)):
            return False
        words = self.lexicon.tag(self.core)
        return bool(words) and self._country(words[0].text) and all(w.text in self.lexicon.generic for w in words[1:])

    @property
    def _coined(self) -> bool:
        return self.lexicon.has(self.type.name, "coined")

    def _by_form(self) -> bool:
        """A document, what a law calls so (法律援助工作站), a meeting that is held once: told by its form alone, for else it
        has a full name, or a title in 《》."""
        root = self.type.root
        if root == self.lexicon.meeting:
            return self.head in self.lexicon.words["heldOnce"]
        return self.law or root == self.lexicon.document

    def _of_ordinary(self, words: list[Word]) -> bool:
        if len(words) == 1 and self._may_be_brand(words[0].text):
            return self._listed(words[0].text)  # a single word that is no ordinary one of the domain is a brand
        return all(self._ordinary(word) for word in words)

    def _may_be_brand(self, word: str) -> bool:
        words = self.lexicon.words
        if self.type.root == self.lexicon.body or self.head in words["plainHeads"]:
            return False
        reform = self.type.root == self.lexicon.practice and self.head not in words["worksHeads"]
        return reform or len(word) <= _BRAND

    def _numerals(self) -> bool:
        """双百|工程: how many of what it is only the text says."""
        return self.lexicon.pattern(_NUMERALS).fullmatch(self.core) is not None

    def _unique(self) -> bool:
        """国家|信息中心: there is one in the country, unless it is a title that several hold; 国家|明确|规定 is none."""
        words = self.lexicon.words
        if self.name.endswith(tuple(words["nationalEnds"])):
            return True
        if not self.name.startswith(tuple(words["nationalBeginnings"])):
            return False
        placed = self.type.root not in (self.lexicon.meeting, self.lexicon.document)
        told = not (placed and self.core in words["centres"]) and any(
            w.tag.startswith("n") and w.text not in words["nationWords"] for w in self.lexicon.tag(self.core))
        sited = self.lexicon.has(self.type.name, "placed") and self.name.startswith(tuple(words["worldBeginnings"]))
        return told and not sited and not self.name.endswith(tuple(words["sharedDesignations"]))

    def _known(self) -> bool:
        """Whether it holds a proper noun, or the name of something that the lexicon knows, other than a field; no
        交通运输部 in 部门."""
        if self.lexicon.pattern("{properNouns}").search(self.name):
            return True
        found = self.lexicon.lookup(self.name)
        ends = {word.end for word in self.lexicon.tag(self.name)} if found else set()
        return any(certain and (end in ends or self._is_place(known)) and not self._listed(self.name[start:end])
                   and not self._national(known) and not self._our_country(self.name[start:end])
                   for start, end, known, certain in found)

    def _is_place(self, known: Iterable[Individual]) -> bool:
        return all(self.lexicon.roots[i.type] == self.lexicon.place for i in known)

    def _our_country(self, word: str) -> bool:
        """我国|航空公司: the speaker's country, which tells nothing but of its laws which one it is."""
        return self.type.root != self.lexicon.document and word in self.lexicon.words["nationWords"] \
            and self.name.startswith(tuple(self.lexicon.words["ownCountry"]))

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
        yearly = any(w.text in self.lexicon.words["partsOfTime"] for w in words)
        if yearly or self.name.endswith(tuple(self.lexicon.words["yearlyPlans"])) \
                or self.head in self.lexicon.words["plainHeads"]:
            return True
        if self.head in self.lexicon.words["worksHeads"]:
            return not words or words[-1].text not in self.lexicon.words["programmeVerbs"]
        return len(words) < _SEVERAL or all(w.text in self.lexicon.generic for w in words)

    def _listed(self, word: str) -> bool:
        words = self.lexicon.words
        return word in words["commonWords"] or word in self.lexicon.generic or word in words["trades"] \
            or word in self.lexicon.fields or word in self.lexicon.heads

    def _ordinary(self, word: Word) -> bool:
        """Whether a word tells no thing from another; firms' names are coined, of whatever words."""
        if self._listed(word.text):
            return True
        common = not self._coined and (word.tag.startswith(_OPEN_TAGS) or word.tag in _NOUNS)
        return common and (len(word.text) == 1 or make_dictionary()(word.text))


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
        if head is None:  # 供水: firms by their trade alone
            return lexicon.has(type, "coined") and (name in lexicon.fields or name in lexicon.words["commonWords"])
        return Kind(lexicon, types[root], name, head, law).bare()

    return is_kind


def make_recurring(lexicon: Lexicon) -> Callable[[str, str], Resolution]:
    """A function of a type and a name that tells of what is held or sent again and again whether the name says which:
    `resolved` where it does, or is of anything else; `yearly` of a meeting of each year (世界互联网大会, 三中全会), `kind` of
    what there is more often than that (国务院常务会议, 云南代表团, 第一次全体会议)."""
    numbered, often = lexicon.pattern(_NUMBERED), lexicon.lexemes("heldOften")
    sent, hosts = lexicon.lexemes("sentOnce"), lexicon.lexemes("heldInPlaces")

    @lru_cache(maxsize=_REMEMBERED)
    def recurs(type: str, name: str) -> Resolution:
        root, end = lexicon.root(type), len(name)
        session = _session(lexicon, name) if root == lexicon.meeting else None
        if session is not None:
            return session
        if root not in (lexicon.meeting, lexicon.body) or numbered.search(name):
            return "resolved"
        if root == lexicon.body:
            return "kind" if sent.ending(name, end) else "resolved"
        if often.ending(name, end):
            return "kind"
        return "resolved" if hosts.ending(name, end) and _tells_host(lexicon, name) else "yearly"

    return recurs


def _session(lexicon: Lexicon, name: str) -> Resolution | None:
    """What a session is that tells its number and not of whom: another in each document (第一次|全体会议) or in each year
    (三中|全会); None where it is none."""
    if lexicon.pattern(_PLENUM).fullmatch(name):
        return "yearly"
    return "kind" if lexicon.pattern(_SESSION).fullmatch(name) else None


def _tells_host(lexicon: Lexicon, name: str) -> bool:
    """杭州|亚运会: whether a name tells the city in which a meeting is held that goes from place to place."""
    return any(lexicon.roots[i.type] == lexicon.place and level(i) in ("province", "prefecture", "county")
               for _, _, known, certain in lexicon.lookup(name) if certain for i in known)
