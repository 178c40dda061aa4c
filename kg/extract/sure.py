"""How sure it is that two documents which write one name mean one thing: names of which only the shape is known.

A name of the lexicon, one that begins with a place or a body, a title, a numbered session is told from all others by
what it says.  A name that was found by its shape alone may be a clause cut wrongly, a row's next word, or an approach
that many describe in the same words; such a name is that of its place, or of its document, alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from kg.extract.kind import MARKED, REMEMBERED
from kg.extract.lexicon import Lexicon
from kg.extract.text import Sentence
from kg.gazetteer import is_foreign, level
from kg.model import Mention, Resolution
from kg.words import Word, make_dictionary

_NUMBERED = r"{ordinalMarks}?(?:\d|{ordinalDigits})*{sessionCounters}?"
_QUOTED = re.compile("[“《][^“”《》]*[”》]")
_FUNCTIONS = ("p", "d", "r", "c")  # tags of words that join the parts of a clause
_PREDICATES = ("v", "t")  # tags of what stands behind a verb: 计划|加开, 计划|当天
_BRACKET = re.compile(r"[(（]([^()（）]{2,8})[)）]")
_OF_A_HEAD = 2  # words: 检查|委员会
_LONGEST = 10  # characters of a word of which the name of a field is made
_BY_WORDS = ("form", "carried", "again")  # techniques that know a name by its last word
_HEADED = "quotation/head"  # the rule of quotations that end as what they name does


def make_sure(lexicon: Lexicon) -> Callable[[str, str, str, tuple[str, ...]], Resolution]:
    """A function of a type, a name, and the technique and the rules that read it, that tells whether it is surely the
    same thing in each document (`resolved`), or in those of one place at best (`kind`)."""
    field_sure, clause = make_composed(lexicon), _make_clauses(lexicon)

    def by_words(root: str, name: str) -> bool:
        """Whether a name that was found by its last word tells surely what it names."""
        if not _is_told(lexicon, root, name) and clause(name):
            return False
        return _is_title(lexicon, name) if root == lexicon.document else is_one(root, name)

    def is_one(root: str, name: str) -> bool:
        """Whether it is no court of any place, no meeting of whomever, and nothing else of which there are many."""
        if name.startswith(lexicon.listed["ownCountry"]) or (root == lexicon.meeting and _bare(lexicon, name)):
            return False
        if root == lexicon.body and name.endswith(lexicon.listed["courts"]):
            return name.startswith(lexicon.listed["nationalBeginnings"]) or _begins_known(lexicon, name)
        return lexicon.pattern("“[^“”]+”{quotedKinds}").fullmatch(name) is None and (
            root == lexicon.body or not _of_region(lexicon, name))

    @lru_cache(maxsize=REMEMBERED)
    def sure(type: str, name: str, technique: str, reasons: tuple[str, ...]) -> Resolution:
        root = lexicon.root(type)
        if root == lexicon.field:
            told = field_sure(name)
        elif root == lexicon.practice:
            told = _is_programme(lexicon, name, technique, reasons)
        else:
            told = root == lexicon.person or technique not in _BY_WORDS or by_words(root, name)
        return "resolved" if told else "kind"

    return sure


# ---------------------------------------------------------------- fields

def make_composed(lexicon: Lexicon) -> Callable[[str], bool]:
    """A function that tells whether the name of a field is made of nothing but names of the lexicon and of public
    classifications, and words that go with them: 海洋|旅游, 交通|基础设施; but not 赤字, 把脉定向, 事业文化."""
    words = lexicon.words
    named = lexicon.fields | words["publicDomains"]
    beside = words["domainWords"] | words["fieldModifiers"] | words["fieldProducts"] | words["fieldKinds"] \
        | words["fieldAffixes"] | words["fieldClosers"]

    @lru_cache(maxsize=REMEMBERED)
    def composed(name: str) -> bool:
        name = re.sub("[“”]", "", name)
        reached: list[bool | None] = [False, *[None] * len(name)]  # by length: whether a name was among the words
        for start in range(len(name)):
            for end in range(start + 1, min(len(name), start + _LONGEST) + 1):
                word = name[start:end]
                if reached[start] is not None and (word in named or word in beside):
                    reached[end] = reached[end] or reached[start] or word in named
        return bool(reached[-1])

    return composed


# ---------------------------------------------------------------- practices

def _is_programme(lexicon: Lexicon, name: str, technique: str, reasons: tuple[str, ...]) -> bool:
    """Whether a practice is neither an approach (“政策+活动”, 海外仓|模式), which many describe in the same words, nor an
    occasion (“六一”庆祝|活动), of which there is another each time."""
    if name in lexicon.words["formulas"]:
        return True
    if name.startswith(lexicon.listed["ownCountry"]) or _acts(lexicon, name):
        return False
    quoted = technique == "quotation" and not _ends_as_programme(lexicon, name, reasons)
    if quoted or name.endswith(lexicon.listed["occasionHeads"]):
        return False
    return not name.endswith(lexicon.listed["approachHeads"]) or (
        _begins_known(lexicon, name) and not name.startswith(lexicon.listed["nationWords"]))


# ---------------------------------------------------------------- names by their shape

def _make_clauses(lexicon: Lexicon) -> Callable[[str], bool]:
    """A function that tells whether a name that was found by its last word holds what no name does: a word that joins
    the parts of a clause (权利人|向|人民法院), a verb that none of the lexicon's names has (仲裁协议|符合|…规定), or somebody
    with an office before another body (主委王红|代表|某党某市委员会)."""
    nouns = _words_of_names(lexicon)
    joints = lexicon.words["jointsOfNames"] | lexicon.words["nationWords"]

    def is_finite(name: str, word: Word) -> bool:
        if word.text in joints or name[word.end:] in lexicon.heads:  # 侦查|委员会
            return False
        if word.tag in _FUNCTIONS:
            return not lexicon.lookup(word.text)
        return word.tag == "v" and word.text not in nouns and word.text not in lexicon.generic

    def holds_office(name: str) -> bool:
        """代表|中央纪律检查委员会…"""
        return any(certain and name[:start].endswith(lexicon.listed["speakersOfBodies"])
                   for start, _, _, certain in lexicon.lookup(name) if start)

    def is_joined(first: Word) -> bool:
        """以钱|凯港: a joint that the segmenter joins to the beginning of the name."""
        return len(first.text) > 1 and first.text[0] in lexicon.words["clauseBeginnings"] \
            and first.text not in lexicon.words["commonWords"] and not make_dictionary()(first.text)

    def ends_done(tagged: Sequence[Word]) -> bool:
        """驻港: the last word is a verb that ends as a port does, and is none."""
        last = tagged[-1]
        return last.tag == "v" and last.text not in lexicon.heads and last.text not in nouns

    def begins_done(tagged: Sequence[Word]) -> bool:
        """代表|某党某届常务委员会, 检查|某保护法."""
        return tagged[0].text in lexicon.words["speakersOfBodies"] and len(tagged) > _OF_A_HEAD

    def is_clause(name: str) -> bool:
        bare = _QUOTED.sub("", name)
        tagged = lexicon.tag(bare) if bare else []
        if not tagged:
            return False
        if begins_done(tagged) or ends_done(tagged) or is_joined(tagged[0]):
            return True
        return any(is_finite(bare, word) for word in tagged) or holds_office(name)

    return is_clause


def _words_of_names(lexicon: Lexicon) -> frozenset[str]:
    """The words of which the names of the lexicon and the heads of names are made: verbs among them are nouns there."""
    named = {name for i in lexicon.individuals.values() if lexicon.roots[i.type] != lexicon.field
             for name in (i.label, *i.names)}
    return frozenset(word.text for name in sorted(named | lexicon.heads.keys()) for word in lexicon.tag(name))


def _ends_as_programme(lexicon: Lexicon, name: str, reasons: tuple[str, ...]) -> bool:
    """Whether what stands in quotation marks ends as a programme does, not as any word: “八八|战略”."""
    return _HEADED in reasons or name.endswith(lexicon.listed["headsOfProgrammes"])


def _acts(lexicon: Lexicon, name: str) -> bool:
    """国家发展改革委|共审批…项目: whether a body does something at the beginning of what was taken for a name."""
    return any(start == 0 and certain and name[end:end + 1] in lexicon.words["finiteWords"]
               for start, end, _, certain in lexicon.lookup(name))


def _begins_known(lexicon: Lexicon, name: str) -> bool:
    """Whether a name begins with a place, a body or a house that is known."""
    said = (lexicon.field, lexicon.practice)
    return any(start == 0 and certain and all(lexicon.roots[i.type] not in said for i in known)
               for start, _, known, certain in lexicon.lookup(name))


def _is_title(lexicon: Lexicon, name: str) -> bool:
    """Whether what is called by its form alone (…办法) tells which it is: by a number or a mark, by the place whose it
    is, or as one that the whole country speaks of; none is 某法|规定."""
    end = lexicon.lexemes("rulesByForm").ending(name, len(name))
    if end is None:
        return True
    told = lexicon.head_at(name, len(name) - len(end))
    if told is not None and told.type.root == lexicon.document:
        return False
    if name in lexicon.words["formulas"] or name.startswith(lexicon.listed["ownCountry"]):
        return True
    return lexicon.pattern(MARKED).search(name) is not None or (
        _begins_known(lexicon, name) and not name.startswith(lexicon.listed["nationWords"]))


def _is_told(lexicon: Lexicon, root: str, name: str) -> bool:
    """Whether a document or a meeting tells by the place it begins with, or by a number, that its verbs are a title's:
    中华人民共和国|保守|国家秘密法, 某大学|建校|70周年大会."""
    return root in (lexicon.document, lexicon.meeting) and (
        _begins_known(lexicon, name) or (root == lexicon.meeting and lexicon.pattern(MARKED).search(name) is not None))


def _bare(lexicon: Lexicon, name: str) -> bool:
    """第十六次|缔约方大会, 国家发展改革委|会: a meeting of which neither its name nor its number tells what it is about."""
    head = lexicon.lexemes("untoldMeetings").ending(name, len(name))
    if head is not None:
        return lexicon.pattern(_NUMBERED).fullmatch(name[:-len(head)]) is not None
    last = lexicon.lexemes("meetingCharacters").ending(name, len(name))
    return last is not None and any(
        start == 0 and end == len(name) - len(last) and certain for start, end, _, certain in lexicon.lookup(name))


def _of_region(lexicon: Lexicon, name: str) -> bool:
    """加沙地带|医院: what is told by nothing but a region, in which there are many."""
    return any(start == 0 and name[end:] in lexicon.heads and certain and all(
        lexicon.roots[i.type] == lexicon.place and level(i) == "none" and not is_foreign(i) for i in known)
        for start, end, known, certain in lexicon.lookup(name))


def is_cut(lexicon: Lexicon, sentence: Sentence, mention: Mention) -> bool:
    """Whether the characters around a name that was found by its last word tell that it goes on there:
    三十|年整省试点, 第八届进|博会某论坛, 全天候战略|合作伙伴关系, 铁路部门计划|加开, 国家碳计量中心|(辽宁)."""
    if mention.technique not in _BY_WORDS:
        return False
    start, end = sentence.span(mention)
    if cuts_number(lexicon, sentence.text, start) or _begins_cut(lexicon, mention.text) \
            or lexicon.lexemes("madeOfMore").beginning(sentence.text, end):
        return True
    verbal = mention.text.endswith(lexicon.listed["headsThatAct"]) \
        and mention.text.startswith(lexicon.listed["nationalBeginnings"])
    behind = sentence.word_at(end) if verbal else None
    return (behind is not None and behind.tag in _PREDICATES) or _of_several(lexicon, sentence, end)


def _begins_cut(lexicon: Lexicon, name: str) -> bool:
    """博会|某论坛: whether its first word is the end of another name."""
    return name.startswith(lexicon.listed["cutBeginnings"]) \
        and lexicon.tag(name)[0].text in lexicon.words["cutBeginnings"]


def _of_several(lexicon: Lexicon, sentence: Sentence, end: int) -> bool:
    """Whether brackets behind a name tell the place of which it is one of several: 国家碳计量中心|(辽宁)."""
    bracket = _BRACKET.match(sentence.text, end)
    return bracket is not None and any(
        (start, stop) == (0, len(bracket.group(1))) and lexicon.roots[known[0].type] == lexicon.place
        for start, stop, known, _ in lexicon.lookup(bracket.group(1)))


def cuts_number(lexicon: Lexicon, text: str, start: int) -> bool:
    """三十|年整省试点, 二|十国集团: whether a name begins with the measure, or with the end, of a number before it."""
    if not start or text[start] not in lexicon.bound(_measures):
        return False
    return text[start - 1].isdigit() or lexicon.pattern("{countDigits}").fullmatch(text[start - 1]) is not None


def _measures(lexicon: Lexicon) -> frozenset[str]:
    """What may stand behind the beginning of a number."""
    return lexicon.words["measures"] | lexicon.words["cutMeasures"] | lexicon.words["countDigits"]
