"""What can be a Chinese personal name: a family name and one or two characters more, up to where a word ends."""

from __future__ import annotations

import re

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import FOREIGN, Lexicon
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import Sentence
from kg.words import Word, make_dictionary

_HAN = re.compile("[一-鿿]+")
_SPACED = r"{surnames} {1,2}[一-鿿]"
_SOUNDS = r"{soundCharacters}{2,9}(?:-{soundCharacters}{2,7})?"
_SOUNDED = "{soundCharacters}+"
_DOTTED = re.compile(r"[一-鿿]{1,8}(?:·[一-鿿]{1,8})+")
# The time of an office between a name and a verb: 自2021年3月起|任…; empty for none.
_DAY = r"\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?"
TIME = "(?:{sinceWords}?" + _DAY + "(?:(?:{untilWords}|[—-]+)" + _DAY + ")?{onwards}?)?"
_RARE = 3  # characters of a name whose family name is mostly another word
_LONGEST = 4  # characters of a name: two of the family, two given
_TRANSCRIBED = "nrt"  # tag of names that are written by their sound
_FAMILY_TAGS = ("nr", "n", "ng", "zg")


@case
class Candidate:
    """Characters of a sentence that can be a person's name, of which the last `given` are the given name."""

    lexicon: Lexicon
    sentence: Sentence
    start: int
    end: int
    given: int = 0

    @property
    def text(self) -> str:
        """What it says."""
        return self.sentence.text[self.start:self.end]

    @once
    def words(self) -> tuple[Word, ...]:
        """The words that it touches."""
        return self.sentence.touching(self.start, self.end)

    @property
    def tagged(self) -> bool:
        """Whether the segmenter takes just these characters for a name."""
        word = self.words[0]
        return (word.start, word.end) == (self.start, self.end) and word.tag.startswith("nr")

    @property
    def behind(self) -> str:
        """The character behind it; empty at the end."""
        return self.sentence.text[self.end:self.end + 1]

    @property
    def next(self) -> Word | None:
        """The word that begins where it ends."""
        return next((w for w in self.sentence.touching(self.end, self.end + 1) if w.start == self.end), None)

    @property
    def before_word(self) -> bool:
        """Whether a word of the dictionary begins where it ends."""
        return make_dictionary()(self.next.text) if self.next is not None else False


def _journey(c: Candidate) -> bool:
    """来浙, 赴皖: a verb that is also a family name, and a place's short name."""
    return len(c.words) == 2 and c.words[0].tag in ("v", "p") and c.words[1].tag in ("j", "ns")


def _runs_on(c: Candidate) -> bool:
    """A word reaches beyond a name with one given character; by one more (华说) the segmenter may have joined a verb."""
    return c.given == 1 and c.end not in c.sentence.boundaries and c.end + 1 not in c.sentence.boundaries


def _predicate_behind(c: Candidate) -> bool:
    """Behind a name comes what the person does, or how or where: 先后, 来到."""
    word = c.next
    predicate = word is not None and len(word.text) > 1 and word.tag[0] in "dvpcu"
    return predicate and len(c.text) > 2 and WORDS.reason_for(c) is not None


def _office_behind(c: Candidate) -> bool:
    """李明|博士."""
    return c.lexicon.lexemes("offices").beginning(c.sentence.text, c.end) is not None


def _verb_cut(c: Candidate) -> bool:
    """李明|担任, 王强|共同, 李明|任组长: with the last character a verb or adverb begins of what the person does."""
    becomes = c.text[-1] in c.lexicon.words["copulas"]
    if becomes and (c.sentence.beginning(c.end, c.end + 1) or _office_behind(c)):
        return True
    verbs = c.lexicon.lexemes("personVerbs", "officeVerbs", "togetherVerbs", "speechVerbs")
    return c.given > 1 and verbs.beginning(c.sentence.text, c.end - 1) is not None


def _function_word(c: Candidate) -> bool:
    """李强|在, 王毅|等: with the last character a word begins that no given name ends in."""
    return c.given > 1 and c.text[-1] in c.lexicon.words["neverInNames"]


def _sounds_on(c: Candidate) -> bool:
    """冯德|莱恩, 梅德韦|杰夫: a foreign name that goes on with a word of sounds which is no other word."""
    word = c.next
    if word is None or len(word.text) == 1 or not (FOREIGN in c.sentence.classes or word.tag == _TRANSCRIBED):
        return False
    whole = word.text if make_dictionary()(word.text) else word.text[0]  # 马克|龙向 is no word
    sounds = c.lexicon.pattern(_SOUNDED).fullmatch(c.text + whole) is not None
    other = make_dictionary()(word.text) and not word.tag.startswith("nr")
    return sounds and not other


def _no_person(c: Candidate) -> bool:
    """申请人, 白宫; 委|员应当, 主|席就座: another word, or the end of one; a piece of a foreign name."""
    words = c.lexicon.words
    if _sounds_on(c):
        return True
    if c.text.startswith(tuple(words["notPersons"])):
        return True
    return c.text[0] in words["endsTakenForFamilies"] and not c.words[0].tag.startswith("nr")


def _joined(c: Candidate) -> bool:
    """尹力|和|市长殷勇: the last character joins somebody else, with the office."""
    return c.text[-1] in c.lexicon.words["personJoints"] and _office_behind(c)


def _office_taken(c: Candidate) -> bool:
    """免去|张伟|的: somebody who loses an office, of whom it is."""
    taken = c.lexicon.pattern("{officeEnds}:?$").search(c.sentence.text[:c.start])
    return taken is not None and c.behind in c.lexicon.words["heldAs"]


def _common_word(c: Candidate) -> bool:
    """A word that begins like a family name: a verb (强调), preposition (关于), pronoun (何人) or noun (项目)."""
    word = c.words[0]
    common = word.tag[0] in "vpr" or word.tag == "n"
    # The segmenter takes names that it does not know for verbs and nouns too.
    return common and make_dictionary()(c.text)


def _family_name_first(c: Candidate) -> bool:
    """乔|青山; of a family name that is a country's too no noun is the given name: 韩|立新, and not 韩|总统."""
    if [len(w.text) for w in c.words[:-1]] != [1]:
        return False
    family, given = c.words
    return family.tag in _FAMILY_TAGS or (family.tag == "j" and given.tag != "n")


# Whether the words of some characters are such as names are made of.
WORDS: Table[Candidate] = Table(
    "name-words",
    Rule("journey", _journey, NO),
    Rule("tagged", lambda c: any(w.tag.startswith("nr") for w in c.words), YES),
    Rule("single-characters", lambda c: all(len(w.text) == 1 for w in c.words), YES),
    Rule("family-name-first", _family_name_first, YES),
)
# Whether a family name and what stands behind it are somebody's name, which ends here.
NAMES: Table[Candidate] = Table(
    "personal-name",
    Rule("verb-cut", _verb_cut, NO),
    Rule("function-word", _function_word, NO),
    Rule("no-person", _no_person, NO),
    Rule("joined", _joined, NO),
    Rule("particle", lambda c: c.text[-1] in c.lexicon.words["particles"], NO),
    Rule("other-signs", lambda c: not _HAN.fullmatch(c.text), NO),
    Rule("common-word", _common_word, NO),
    Rule("tagged", lambda c: c.tagged, YES),
    Rule("journey", _journey, NO),
    Rule("runs-on", _runs_on, NO),
    Rule("sign-behind", lambda c: not _HAN.match(c.behind), YES),
    Rule("verb-behind", lambda c: c.lexicon.lexemes("personVerbs").beginning(c.sentence.text, c.end), YES),
    Rule("office-behind", _office_behind, YES),
    Rule("predicate-behind", _predicate_behind, YES),
    Rule("function-word-behind", lambda c: c.behind in c.lexicon.words["behindPersons"], YES),
    Rule("office-taken", _office_taken, YES),
    Rule("team-behind", lambda c: c.lexicon.lexemes("teamsOfPersons").beginning(c.sentence.text, c.end), YES),
)
def _goes_on(c: Candidate) -> bool:
    """艾力·买买提|近日|表示: a word of the dictionary tells when, how or what the person does."""
    word = c.next if "·" in c.text else None
    return word is not None and len(word.text) > 1 and word.tag[0] in "tdvpcu" and make_dictionary()(word.text)


def _noun_first(c: Candidate) -> bool:
    """助理|尤里·某某: what somebody is stands before the name."""
    first = c.start + c.text.find("·")
    nouns = (w for w in c.words if w.end <= first and len(w.text) > 1 and w.tag in ("n", "l", "v", "vn"))
    return any(make_dictionary()(w.text) for w in nouns)


# Whether a family name, a blank and one character, or parts with dots, are somebody's name, which ends here: 李 明.
SPACED: Table[Candidate] = Table(
    "spaced-name",
    Rule("noun-first", _noun_first, NO),
    Rule("sign-behind", lambda c: not _HAN.match(c.behind), YES),
    Rule("verb-behind", lambda c: c.lexicon.lexemes("personVerbs").beginning(c.sentence.text, c.end), YES),
    Rule("office-behind", _office_behind, YES),
    Rule("function-word-behind", lambda c: c.behind in c.lexicon.words["behindPersons"], YES),
    Rule("goes-on", _goes_on, YES),
)


def _ends_common(c: Candidate) -> bool:
    """马克龙|特别: a word of the dictionary that says how or what is done; 伊朗总统|来华 is nobody's name."""
    word = c.words[-1]
    return len(word.text) > 1 and word.tag[0] in "dvpcta" and make_dictionary()(word.text)


def _country(c: Candidate) -> bool:
    """秘书长|苏丹|问题特别代表: another country, with which somebody is charged."""
    return any(end == len(c.text) and any(i.iri in c.lexicon.places_abroad for i in known)
               for start, end, known, _ in c.lexicon.lookup(c.text) if start == 0)


# Whether characters that write a foreign name by its sound are somebody's name, which ends here.
SOUNDED: Table[Candidate] = Table(
    "sounded-name",
    Rule("common-ending", _ends_common, NO),
    Rule("country", _country, NO),
    Rule("sign-behind", lambda c: not (_HAN.match(c.behind) or c.behind == "-"), YES),
    Rule("verb-behind", lambda c: c.lexicon.lexemes("personVerbs").beginning(c.sentence.text, c.end), YES),
    Rule("function-word-behind", lambda c: c.behind in c.lexicon.words["behindPersons"], YES),
    Rule("word-behind", lambda c: c.end in c.sentence.boundaries and c.before_word, YES),
)


def _tagged_within(c: Candidate, text: str) -> bool:
    return any(w.tag.startswith("nr") and w.text in text for w in c.words)


def _common_given(c: Candidate) -> bool:
    """记者从|今天, 同总统|通电话: the given name is a word of the dictionary."""
    given = c.text[1:]
    return make_dictionary()(given) and not _tagged_within(c, given)


# Whether a family name that is mostly another word and two characters more are somebody's name, which ends here.
RARES: Table[Candidate] = Table(
    "rare-name",
    Rule("common-given", _common_given, NO),
    Rule("no-name", lambda c: NAMES.reason_for(c) is None, NO),
    Rule("sign-behind", lambda c: not _HAN.match(c.behind), YES),
    Rule("verb-behind", lambda c: c.lexicon.lexemes("personVerbs").beginning(c.sentence.text, c.end), YES),
)


def name_at(lexicon: Lexicon, sentence: Sentence, start: int) -> tuple[int, str] | None:
    """The end of the name that begins at `start`, the longer one first, and the rule that speaks for it."""
    family = family_name_at(lexicon, sentence.text, start)
    for given in (2, 1) if family else ():
        end = start + family + given
        if end <= len(sentence.text):
            reason = NAMES.reason_for(Candidate(lexicon, sentence, start, end, given))
            if reason is not None:
                return end, reason
    return None


def rare_name_at(lexicon: Lexicon, sentence: Sentence, start: int) -> tuple[int, str] | None:
    """The end of a name of three characters whose family name is mostly another word (普, 区), and the rule that speaks
    for it; asked behind an office."""
    end = start + _RARE
    if sentence.text[start:start + 1] not in lexicon.words["rareSurnames"] or end > len(sentence.text):
        return None
    reason = RARES.reason_for(Candidate(lexicon, sentence, start, end, _RARE - 1))
    return None if reason is None else (end, reason)


def spaced_name_at(lexicon: Lexicon, sentence: Sentence, start: int) -> tuple[int, str] | None:
    """The end of a name of two characters that is set with a blank to the width of three (李 明), and the rule for it."""
    found = lexicon.pattern(_SPACED).match(sentence.text, start)
    if found is None:
        return None
    reason = SPACED.reason_for(Candidate(lexicon, sentence, start, found.end(), 1))
    return None if reason is None else (found.end(), reason)


def dotted_name_at(lexicon: Lexicon, sentence: Sentence, start: int) -> tuple[int, str] | None:
    """The end of a name of several parts with dots between (阿依古丽·买买提), the shortest that can end, and the rule."""
    found = _DOTTED.match(sentence.text, start)
    if found is None:
        return None
    if _ends_before_verb(lexicon, sentence, start):
        return None
    dot = sentence.text.rindex("·", start, found.end())
    for end in range(dot + 2, found.end() + 1):
        reason = SPACED.reason_for(Candidate(lexicon, sentence, start, end))
        if reason is not None:
            return end, reason
    return None


def foreign_name_at(lexicon: Lexicon, sentence: Sentence, start: int) -> tuple[int, str] | None:
    """The end of a name that is written by its sound (法国总统|贝尔多), the longest that can end, and the rule that
    speaks for it; the segmenter need not know where it ends."""
    run = lexicon.pattern(_SOUNDS).match(sentence.text, start)
    ends = [*_ends_behind_family(lexicon, sentence, start), *(range(run.end(), start + 1, -1) if run else ())]
    candidates = (Candidate(lexicon, sentence, start, end) for end in ends)
    found = ((c.end, reason) for c in candidates if (reason := SOUNDED.reason_for(c)) is not None)
    return next(found, None)


def _ends_behind_family(lexicon: Lexicon, sentence: Sentence, start: int) -> list[int]:
    """Where a Japanese name can end, two characters or one or three behind its family name: 高市|早苗."""
    family = lexicon.lexemes("japaneseFamilies").beginning(sentence.text, start)
    return [] if family is None else [start + len(family) + given for given in (2, 1, 3)]


def _ends_before_verb(lexicon: Lexicon, sentence: Sentence, start: int) -> bool:
    """Whether a name without dots ends before a verb of what that person does: 李强|致电|某某·某某."""
    plain = name_at(lexicon, sentence, start)
    return plain is not None and lexicon.lexemes("personVerbs").beginning(sentence.text, plain[0]) is not None


def is_full_name(lexicon: Lexicon, text: str, certain: bool = False) -> bool:
    """Whether characters have the form of a whole name: at most two behind a family name of one, or of two.

    Where it is `certain` that somebody is named, the family name may be one that is mostly another word: 南, 平.
    """
    surnames = lexicon.words["surnames"]
    rare = certain and text[:1] in lexicon.words["rareSurnames"]
    return (len(text) < _LONGEST and (rare or text[:1] in surnames)) or text[:2] in surnames


def family_name_at(lexicon: Lexicon, text: str, start: int = 0) -> int:
    """How many characters a family name has that stands there; 0 for none."""
    surnames = lexicon.words["surnames"]
    if text[start:start + 2] in surnames:
        return 2
    return 1 if text[start:start + 1] in surnames else 0
