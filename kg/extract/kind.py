"""Names that say what kind of thing something is, and not which one: 供水工程, 低空经济发展集聚区, 卓越工程师学院.

A proper name distinguishes: by a place, a body or person, a number, a quotation, letters, a coined word, a figure of
speech (雏鹰计划).  A name of ordinary words alone is that of a kind, of which every place has its own; so
two documents that use it name two things, unless they are of one place (`kg.record`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.gazetteer import Hit, is_foreign, level
from kg.ontology import EntityType, Individual
from kg.words import Lexemes, Word, make_dictionary

MARKED = r"[A-Za-z0-9“”《》+·]|(?!{courtInstances}){numberedOnes}"
_TITLED = re.compile("《.+》")  # what a body's own rules on a law are called without the body: 《…法》|办法
_COUNTED = r"{countDigits}+{kindMeasures}"
_COUNTED_GREAT = r"{countDigits}+{greatMeasures}"
_NUMERALS = r"{roundNumerals}+"
# What needs no list to be ordinary where the dictionary has it; of nouns those that are no proper ones.
OPEN_TAGS = ("v", "a", "d", "b", "p", "c", "u", "f", "q", "r", "x", "m", "s", "t", "l", "i")
_SOUNDS = r"{soundCharacters}{3,}"
_NAMING = ("n", "v")  # tags of words that say what a thing of the nation is for: 中国|考古|博物馆
_DEEDS = ("v", "a")  # what is done, and how, is no figure of speech: 反攻|行动
_PLAIN = (*_DEEDS, "b", "d", "m")  # 大规模|行动: how, how much or what sort of is no figure of speech either
NOUNS = ("n", "ng", "nl", "nw")
_LONGEST = 24  # characters; what is longer has been described so closely that it is one thing
_SEVERAL = 2
_BRAND = 3  # characters of a figure of speech: 雏鹰|计划, but not 土地平整|工程
REMEMBERED = 4096  # names
# What does not tell which of many a designation, or a project, is: the other name in quotation marks says for what.
_ASIDE = re.compile("“[^“”]*”|[A-Za-z0-9+]+")
_TOLD_OFF = r"{roundNumerals}*{countDigits}+(?:{kindMeasures}|{areaMeasures})"  # 三区|一中心, 四个|中心


@case
class Kind:
    """A name and the basic type of what it names; `head` is the word of that type with which it ends, `law` that it
    stands in a law."""

    lexicon: Lexicon
    type: EntityType
    name: str
    head: str
    law: bool

    @once
    def core(self) -> str:
        """What the name says before its head, without the place's level and how many there are."""
        core = self.name[:-len(self.head)]
        counted = self.lexicon.pattern(_COUNTED).match(core)
        return core[counted.end():] if counted else core

    @once
    def words(self) -> Sequence[Word]:
        """The words of that."""
        return self.lexicon.tag(self.core)

    @once
    def hits(self) -> list[Hit]:
        """What is known in the name."""
        return self.lexicon.lookup(self.name)

    @once
    def marked(self) -> bool:
        """Whether a sign or a number in the name tells which it is."""
        return self.lexicon.pattern(MARKED).search(self.name) is not None

    def bare(self) -> bool:
        """Whether nothing in the name distinguishes one thing of the kind."""
        if self._each_time() or self._of_a_country() or self._of_many():
            return True
        return not self._distinguished() and (self._by_form() or self._says_nothing())

    def _says_nothing(self) -> bool:
        """Whether its words are those that tell no thing from another of its kind."""
        nation = self.lexicon.words["nationWords"]
        words = [w for w in self.words if w.text not in nation and not self._country(w.text)]
        if self.type.root == self.lexicon.practice and not self._in_each_place(words):
            return False
        return self._numerals() or self._of_ordinary(words)

    def _distinguished(self) -> bool:
        return self.marked or self._unique() or self._known()

    def _each_time(self) -> bool:
        """What is another one each time, whoever does it (地面|军事行动); each body's own rules on a law (《…法》|办法);
        what the text points to (两国|方案)."""
        if self.type.root == self.lexicon.document and _TITLED.fullmatch(self.name[:-len(self.head)]):
            return True
        words = self.lexicon.words
        deed = self.name.endswith(self.lexicon.listed["recurringDeeds"]) \
            or self.name.startswith(self.lexicon.listed["pointingBeginnings"]) \
            or any(word in self.name for word in words["attacks"])
        return deed and not self.marked

    def _of_a_country(self) -> bool:
        """美国|科技公司: some firm of a country."""
        if not self._coined or not self.head.endswith(tuple(self.type.class_nouns)):
            return False
        words = self.words
        return bool(words) and self._country(words[0].text) and all(w.text in self.lexicon.generic for w in words[1:])

    def _of_many(self) -> bool:
        """伊朗|核设施, 普惠小微|贷款: what is one of many, unless a place, a body or a name in foreign sounds tells which;
        国务院|主管部门, 美国政府|计划: one that its country or a body has again and again."""
        if self.marked:
            return False
        many, again = (self.lexicon.lexemes(c).ending(self.name, len(self.name)) for c in ("manyOfOne", "plansOfOne"))
        if many and not self._unique():
            return not any(map(self._tells, self._unowned(many))) and not self._sited()
        left = self._unowned(again) if again else []
        return again is not None and (all(map(self._office, left)) or any(map(self._held, left)))

    def _held(self, word: Word) -> bool:
        """俄罗斯|总统|战略: somebody's office."""
        return word.text in self.lexicon.offices or word.text in self.lexicon.words["leaders"]

    def _tells(self, word: Word) -> bool:
        """阿萨德|空军基地: a name in foreign sounds."""
        return self.lexicon.pattern(_SOUNDS).fullmatch(word.text) is not None

    def _sited(self) -> bool:
        """Whether it holds the name of a place below a country, or of anything else known but a field."""
        return any(certain and not self._listed(self.name[start:end]) and not all(map(self._is_country, known))
                   for start, end, known, certain in self.hits)

    def _unowned(self, end: str) -> Sequence[Word]:
        """The words before its end beside the country, or the body, whose it is."""
        core, left, kept = self.name[:-len(end)], 0, ""
        for start, stop, known, certain in self.lexicon.lookup(core):
            if certain and all(map(self._holder, known)):
                kept, left = kept + core[left:start], stop
        return self.lexicon.tag(kept + core[left:])

    def _holder(self, known: Individual) -> bool:
        """Whether something known is a country, or a body of one; of what is carried out, any place."""
        root = self.lexicon.roots[known.type]
        placed = self.type.root == self.lexicon.practice and root == self.lexicon.place
        return placed or root == self.lexicon.body or self._is_country(known)

    def _is_country(self, known: Individual) -> bool:
        return self.lexicon.roots[known.type] == self.lexicon.place and (level(known) == "country" or is_foreign(known))

    def _office(self, word: Word) -> bool:
        """美国|政府|计划: somebody's office, or a word that says nothing."""
        words = self.lexicon.words
        return word.tag == "ns" or word.text in self.lexicon.generic or word.text in self.lexicon.offices \
            or any(word.text in words[c] for c in ("nationWords", "centres", "leaders"))

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
        if len(words) == 1 and self._may_be_brand(words[0]):
            return self._listed(words[0].text)  # a single word that is no ordinary one of the domain is a brand
        return all(self._ordinary(word) for word in words)

    def _may_be_brand(self, word: Word) -> bool:
        words = self.lexicon.words
        if self.head in words["plainHeads"] or not (self.type.root == self.lexicon.practice or self._coined
                                                    or self.lexicon.has(self.type.name, "quoted")):
            return False
        practice = self.type.root == self.lexicon.practice
        if word.tag.startswith(_PLAIN):
            return False
        return (practice and self.head not in words["worksHeads"]) or len(word.text) <= _BRAND

    def _numerals(self) -> bool:
        """双百|工程, 三区|一中心: how many of what it is only the text says."""
        return self.lexicon.pattern(_NUMERALS).fullmatch(self.core) is not None \
            or self.lexicon.pattern(_TOLD_OFF).match(self.name) is not None

    def _unique(self) -> bool:
        """国家|信息中心: there is one in the country, unless it is a title that several hold; 国家|明确|规定 is none."""
        listed = self.lexicon.listed
        if self.name.endswith(listed["nationalEnds"]):
            return True
        shared = self.head in self.lexicon.words["sharedHeads"] or self.name.endswith(listed["sharedDesignations"])
        return not shared and self.name.startswith(listed["nationalBeginnings"]) \
            and not (self._set_up and self.name.startswith(listed["worldBeginnings"])) and self._told_nationally()

    @property
    def _set_up(self) -> bool:
        """Whether what a place has or does may be called so to serve the world."""
        return self.lexicon.has(self.type.name, "placed") or self.type.root == self.lexicon.practice

    def _told_nationally(self) -> bool:
        """国家|信息|中心: whether a noun says of what it is."""
        words = self.lexicon.words
        if self.core in words["centres"] and self.type.root not in (self.lexicon.meeting, self.lexicon.document):
            return False
        nouns = "n" if self.type.root == self.lexicon.document else _NAMING
        return any(w.tag.startswith(nouns) and w.text not in words["nationWords"] for w in self.words)

    def _known(self) -> bool:
        """Whether it holds a proper noun, or the name of something that the lexicon knows, other than a field; no
        交通运输部 in 部门."""
        if self.lexicon.pattern("{properNouns}").search(self.name):
            return True
        ends = {word.end for word in self.lexicon.tag(self.name)} if self.hits else set()
        return any(certain and (end in ends or self._is_place(known)) and self._names(self.name[start:end], known)
                   for start, end, known, certain in self.hits)

    def _names(self, word: str, known: Iterable[Individual]) -> bool:
        """Whether something known in the name tells which of its kind it is."""
        return not (self._listed(word) or self._national(known) or self._our_country(word) or self._carried(known))

    def _carried(self, known: Iterable[Individual]) -> bool:
        """中欧班列|集结中心: what several places carry out tells none of their titles."""
        return self.name.endswith(self.lexicon.listed["sharedDesignations"]) \
            and all(self.lexicon.roots[i.type] == self.lexicon.practice for i in known)

    def _is_place(self, known: Iterable[Individual]) -> bool:
        return all(self.lexicon.roots[i.type] == self.lexicon.place for i in known)

    def _our_country(self, word: str) -> bool:
        """我国|航空公司: the speaker's country, which tells nothing but of its laws which one it is."""
        return self.type.root != self.lexicon.document and word in self.lexicon.words["nationWords"] \
            and self.name.startswith(self.lexicon.listed["ownCountry"])

    def _national(self, known: Iterable[Individual]) -> bool:
        """美丽|中国|先行区, 德国|智库: the country in a title that several of its places hold, or of one of its many."""
        held = self.name.endswith(self.lexicon.listed["sharedDesignations"])
        many = self.type.root == self.lexicon.practice or self.name.endswith(self.lexicon.listed["foreignKinds"])
        return all((held and level(i) == "country") or (many and is_foreign(i)) for i in known)

    def _country(self, word: str) -> bool:
        found = self.lexicon.lookup(word)
        return bool(found) and found[0][:2] == (0, len(word)) and all(is_foreign(i) for i in found[0][2])

    def _in_each_place(self, words: list[Word]) -> bool:
        """Whether a practice is no programme, which many carry out together: its words are few or say nothing."""
        vocabulary = self.lexicon.words
        if any(self.head in vocabulary[c] for c in ("plainHeads", "sharedHeads")) or self._is_yearly(words):
            return True
        if self.head in vocabulary["worksHeads"]:
            return not words or words[-1].text not in vocabulary["programmeVerbs"]
        return self._is_short(words) or all(
            w.text in self.lexicon.generic or w.tag.startswith(_DEEDS) for w in words)

    def _is_yearly(self, words: list[Word]) -> bool:
        """土地利用|年度|计划: whether it is made again each year."""
        times = self.lexicon.words["partsOfTime"]
        return any(w.text in times for w in words) or self.name.endswith(self.lexicon.listed["yearlyPlans"])

    def _is_short(self, words: list[Word]) -> bool:
        """人才|培养|计划: whether so few words say so little that others have said the same, unless they tell of what is
        done jointly (种业|振兴|行动)."""
        joint = bool(words) and words[-1].text in self.lexicon.words["programmeVerbs"]
        return len(words) < _SEVERAL or (len(words) == _SEVERAL and not joint)

    def _listed(self, word: str) -> bool:
        words = self.lexicon.words
        return word in words["commonWords"] or word in self.lexicon.generic or word in words["trades"] \
            or word in self.lexicon.fields or word in self.lexicon.heads

    def _ordinary(self, word: Word) -> bool:
        """Whether a word tells no thing from another; firms' names are coined, of whatever words."""
        registered = self._coined and self.head in self.lexicon.words["legalForms"]
        return self._listed(word.text) or (not registered and self._common(word))

    def _common(self, word: Word) -> bool:
        """Whether the dictionary has a word, which is no proper noun."""
        if self._listed(word.text) or word.text in self.lexicon.words["nationWords"]:
            return True
        common = word.tag.startswith(OPEN_TAGS) or word.tag in NOUNS
        return common and (len(word.text) == 1 or make_dictionary()(word.text))


def make_kinds(lexicon: Lexicon) -> Callable[[str, str, bool], bool]:
    """A function of a type, a name and whether it stands in a law, that tells whether the name is that of a kind, of
    which every place has its own."""
    types = lexicon.ontology.types
    heads: dict[str, Lexemes] = {root: Lexemes(h for t in types.values() if t.root == root for h in
                                               (*t.heads, *t.weak_heads)) for root in set(lexicon.roots.values())}

    @lru_cache(maxsize=REMEMBERED)
    def is_kind(type: str, name: str, law: bool) -> bool:
        root = lexicon.root(type)
        if not lexicon.has(type, "common") or len(name) > _LONGEST:
            return False
        many = lexicon.lexemes("foreignKinds").ending(name, len(name))
        head = max(filter(None, (many, heads[root].ending(name, len(name)))), key=len, default=None)
        if head is None:
            return _headless(lexicon, type, name)
        aside = head in lexicon.words["sharedHeads"] or name.endswith(lexicon.listed["sharedDesignations"])
        if aside:  # “两山”|实践创新基地: several places hold the designation
            name = _ASIDE.sub("", name)
        return Kind(lexicon, types[root], name, head, law).bare()

    return is_kind


def _headless(lexicon: Lexicon, type: str, name: str) -> bool:
    """供水: a firm by its trade alone; 两大定位, 绿色通道: what is done so, of which there are many."""
    tagged = lexicon.tag(name)
    if lexicon.has(type, "coined"):
        common = [w.text in lexicon.fields or w.text in lexicon.words["commonWords"] for w in tagged]
        return name in lexicon.fields or all(common)
    if lexicon.root(type) != lexicon.practice:
        return False
    if lexicon.pattern(_COUNTED_GREAT).match(name) is not None:
        return True
    return all(map(_is_plain, tagged)) and lexicon.pattern(f"{MARKED}|{{countDigits}}").search(name) is None


def _is_plain(word: Word) -> bool:
    """Whether the dictionary has a word, and not as a name."""
    common = word.tag.startswith(OPEN_TAGS) or word.tag in NOUNS
    return common and len(word.text) > 1 and make_dictionary()(word.text)
