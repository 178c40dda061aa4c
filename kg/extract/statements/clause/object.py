"""What a verb has as its objects: the names behind it, as far as it reaches, that are not part of something else."""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.extract.lexicon import Lexicon, alternatives
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.statements.clause.cut import Clause, Group, Noun, Verb
from kg.extract.statements.clause.doer import agents
from kg.ontology import RelationType
from kg.plain import plain
from kg.words import Word

_GOES_ON = r"、|{coordinators}"
_IN_LIST = r"、[^、,。;:“”]{2,4}$"
_LIST_REACH = 5  # characters of the longest such member
_BEFORE_NOUN = "njb"  # tags of words with which a general verb makes a noun
_OWN_DEED = r"{placesTold}|{numerals}|{han}{1,4}{ownProgress}"  # 甲、乙|两市, 甲区|错位发展
_THINGS = frozenset(("n", "ng", "nz", "j", "l"))  # tags of words for things
_LEADING = frozenset(("t", "vn", "b"))  # of words that lead to such a word
_CLOSING = "、()”"  # marks in a clause behind which a verbal noun has no object
_HEAD_GAP = 8  # characters between 的 and the name of what it leads to
_OBJECT_GAP = 24  # characters between a verb and its first object
_TIES = r"(?:{tieJoints}{han}{1,5}|{han})?{ties}"  # 促进甲国|同乙国关系|发展
_FUND = r"[^,;。、的]{0,6}?{funds}(?:[,;。、]|$)"
_CONTENT = r"的(?:{han}{1,6}{periodNouns}|(?:{han}{2}){0,2}{documentNouns}|{jointly}?{runningNouns})"
_QUOTATION = re.compile(r"“[^“”,。;:]{4,24}”")
_AND = r"{andVerbs}|{listJoints}|、"
_MORE = r"(?:等{han}{0,12}?)?(?:(?:、|{coordinators})[^,。;、“”]{2,8}?){0,2}"
_TAIL = _MORE + r"(?:的{jointly}?)?(?:{objectNouns}|{fieldTails})??"


# ---- how far a verb reaches --------------------------------------------------------------------------------------
class NextVerb(NamedTuple):
    """A verb behind another one: do the objects of the first, which begin at `position`, end before it?"""

    clause: Clause
    position: int
    verb: Verb

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon

    @property
    def string(self) -> str:
        """The sentence."""
        return self.clause.sentence.text

    @property
    def goes_on(self) -> bool:
        """Whether a list goes on behind it."""
        return self.lexicon.pattern(_GOES_ON).match(self.string, self.verb.end) is not None


def _noun_of_list(v: NextVerb) -> bool:
    """实施A建设、B工程: it is a noun, and the list goes on."""
    return v.verb.text in v.lexicon.by_tail and v.goes_on and v.clause.name_before(v.verb.start) is not None


def _before_quotation(v: NextVerb) -> bool:
    """、政务服务“一网通办”: it is a noun before the next quotation."""
    if not v.string.startswith("“", v.verb.end):
        return False
    start = max(0, v.verb.start - _LIST_REACH)
    return v.lexicon.pattern(_IN_LIST).search(v.string, start, v.verb.start) is not None


def _compound(v: NextVerb) -> bool:
    """实施校企|协同|攻关“X计划”: it is a noun made of a verb, behind another noun."""
    word = v.clause.word_before(v.verb.start)
    return v.verb.text in v.lexicon.generic and word.start >= v.position and word.tag[0] in _BEFORE_NOUN


def _joins(v: NextVerb) -> bool:
    """支持甲与乙: it only joins two names of a kind, or two who can do something."""
    left, right = v.clause.name_before(v.verb.start), v.clause.name_at(v.verb.end)
    if v.verb.text not in v.lexicon.by_comitative or left is None or right is None:
        return False
    roots = {v.lexicon.root(left.mention.type), v.lexicon.root(right.mention.type)}
    return len(roots) == 1 or roots <= v.lexicon.bound(agents)


def _relative(v: NextVerb) -> bool:
    """支持甲建设的乙: what stands before 的 only says which one the object is."""
    return v.string.startswith("的", v.verb.end)


REACH: Table[NextVerb] = Table(
    "clause-reach",
    Rule("relative", _relative, YES),
    Rule("joins", _joins, YES),
    Rule("noun-of-list", _noun_of_list, YES),
    Rule("before-quotation", _before_quotation, YES),
    Rule("name-between", lambda v: v.clause.names_in(v.position, v.verb.start), NO),
    Rule("compound", _compound, YES),
    Rule("one-character", lambda v: len(v.verb.text) == 1, YES),
    Rule("relation", lambda v: v.verb.text in v.lexicon.by_verb, NO),
)


def _limit(clause: Clause, index: int) -> int:
    """Where the objects of a verb end at the latest."""
    position = clause.verbs[index].end
    for i in range(index + 1, len(clause.verbs)):
        if REACH.rejects(NextVerb(clause, position, clause.verbs[i])):
            return clause.verbs[i].start
    return clause.end


# ---- what is no object of it -------------------------------------------------------------------------------------
class Behind(NamedTuple):
    """A name behind a verb; is it its object?  `where` is the last name before it that only says where."""

    clause: Clause
    name: Noun
    where: Noun | None

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon

    @property
    def string(self) -> str:
        """The sentence."""
        return self.clause.sentence.text

    def followed(self, pattern: str) -> bool:
        """Whether a pattern stands right behind it."""
        return self.lexicon.pattern(pattern).match(self.string, self.name.end) is not None


def _in_too(b: Behind) -> bool:
    """支持企业在甲、乙等地设立…: it is listed with a place in which."""
    return b.where is not None and b.clause.joined(b.where, b.name)


def _builds_it(b: Behind) -> bool:
    """支持甲建设的乙: it is said of it which one the object is."""
    verb = next(iter(b.clause.verbs[b.clause.verbs_before(b.name.end):]), None)
    return (verb is not None and b.string.startswith("的", verb.end)
            and bool(b.clause.names_in(verb.end, verb.end + _HEAD_GAP)))


def _modifies(b: Behind) -> bool:
    """推动甲市|乙机场通航, 支持甲县|茶叶做强: the place only says of what stands right behind it where that is."""
    name: Noun | None = b.name
    end = b.name.start
    while name is not None and b.lexicon.root(name.mention.type) == b.lexicon.place:
        end = name.end
        name = b.clause.name_at(end)
    return end > b.name.start and (name is not None or _thing_at(b, end))


def _thing_at(b: Behind, position: int) -> bool:
    """Whether a word for a thing stands there of which the clause says something; 支持甲区|转型 is no such thing."""
    word = _word_at(b.clause, position)
    if word is None or not _of_thing(b.clause, word) or word.end >= b.clause.end:
        return False
    lexicon = b.lexicon
    deed = lexicon.verbs.beginning(b.string, position) or lexicon.pattern(_OWN_DEED).match(b.string, position)
    return not (deed or (word.tag in _THINGS and word.text in lexicon.generic))


def _word_at(clause: Clause, position: int) -> Word | None:
    """The word that begins there."""
    return next((w for w in clause.sentence.touching(position, position + 1) if w.start == position), None)


def _of_thing(clause: Clause, word: Word) -> bool:
    """Whether a word is one for a thing (甲县|茶叶|做强), or leads to one (甲市|未来|产业城, 甲市|革命|老区)."""
    if word.tag in _THINGS:
        return True
    following = _word_at(clause, word.end) if word.tag in _LEADING else None
    return following is not None and following.tag in _THINGS


def _quoted(b: Behind) -> bool:
    """设立“甲大学乙区基金”: it is but a part of what stands in quotation marks, which is no name and holds no verb."""
    if "“" not in b.string:
        return False
    around = next((q for q in _QUOTATION.finditer(b.string) if q.start() < b.name.start < q.end()), None)
    themes = b.lexicon.field, b.lexicon.practice, b.lexicon.meeting  # “人工智能+化工”: what such a name is about
    if around is None or b.lexicon.root(b.name.mention.type) in themes:
        return False
    whole = b.name.start == around.start() + 1 and b.name.end == around.end() - 1
    return not whole and not any(around.start() < v.start < b.name.start for v in b.clause.verbs)


def _in(b: Behind) -> bool:
    """支持企业|在|甲设立…; but not 总部|设在|甲, where that is a part of the verb."""
    word = b.lexicon.lexemes("whereWords").ending(b.string, b.name.start)
    return word is not None and not any(v.end == b.name.start and len(v.text) > len(word) for v in b.clause.verbs)


def _bracketed(b: Behind) -> bool:
    """建设丙|(甲区): a place in brackets behind the name of a thing says where that is."""
    if not (b.string.startswith(")", b.name.end) and b.string.endswith("(", 0, b.name.start)):
        return False
    thing, place = b.clause.name_before(b.name.start - 1), b.lexicon.place
    return thing is not None and b.lexicon.root(b.name.mention.type) == place != b.lexicon.root(thing.mention.type)


def _relying(lexicon: Lexicon) -> tuple[str, ...]:
    """The prepositions of relations: 依托."""
    return tuple(lexicon.by_preposition)


def _fund(b: Behind) -> bool:
    """设立甲示范区|发展专项资金: what is set up is money, for whatever it is."""
    before = b.clause.verbs_before(b.name.start)
    verb = b.clause.verbs[before - 1].text if before else ""
    return verb in b.lexicon.words["fundVerbs"] and b.followed(_FUND)


PLACES: Table[Behind] = Table(
    "clause-where",
    Rule("bracketed", _bracketed, NO),
    Rule("in", _in, NO),
    Rule("in-too", _in_too, NO),
    Rule("on", lambda b: b.string.endswith(b.lexicon.bound(_relying), 0, b.name.start), NO),
)
ATTRIBUTES: Table[Behind] = Table(
    "clause-attribute",
    Rule("quoted", _quoted, NO),
    Rule("builds-it", _builds_it, NO),
    Rule("accessory", lambda b: b.followed("{accessories}"), NO),
    Rule("fund", _fund, NO),
    Rule("content", lambda b: b.followed(_CONTENT), YES),
    Rule("attribute", lambda b: b.string.startswith("的", b.name.end), NO),
    Rule("ties", lambda b: b.followed(_TIES), NO),
    Rule("modifies", _modifies, NO),
)


class Tail(NamedTuple):
    """The verbal noun right behind objects, empty for none; is it `closed`, with a mark or nothing behind?

    It `governs` an object of its own, and is a verb then.
    """

    text: str = ""
    closed: bool = False
    governs: bool = False


def owns(objects: Group, name: Noun) -> bool:
    """甲大学|“双一流”建设: whether the next of some names stands right behind one, whose it is."""
    return any(other.start == name.end for other in objects)


@plain
class Phrase:
    """A verb with its objects, and the verbal noun behind them (推进 X 建设)."""

    clause: Clause
    verb: Verb
    objects: Group
    tail: Tail

    @property
    def relations(self) -> tuple[RelationType, ...]:
        """What verb and tail can state."""
        lexicon = self.clause.lexicon
        return (*lexicon.by_verb.get(self.verb.text, ()), *lexicon.by_tail.get(self.tail.text, ()))


def find_phrase(clause: Clause, index: int) -> Phrase | None:
    """A clause's verb with its objects; None where it has none."""
    verb = clause.verbs[index]
    first = clause.next_name(verb.end)
    if first is None:
        return None
    if _shares(clause, index):
        same = find_phrase(clause, index + 1)
        return None if same is None else Phrase(clause, verb, same.objects, same.tail)
    objects = _objects(clause, clause.names_in(verb.end, _limit(clause, index)))
    if not objects or objects[0].start - verb.end > _OBJECT_GAP:
        return None
    objects = tuple(n for n in objects if not ATTRIBUTES.rejects(Behind(clause, n, None)))
    return Phrase(clause, verb, objects, _tail(clause, objects[-1].end)) if objects else None


def _shares(clause: Clause, index: int) -> bool:
    """制定|并实施丙: whether the next verb, joined to it, has the object of both."""
    verb, behind = clause.verbs[index], clause.verbs[index + 1:index + 2]
    if not behind:
        return False
    return clause.lexicon.pattern(_AND).fullmatch(clause.sentence.text, verb.end, behind[0].start) is not None


def _objects(clause: Clause, names: Group) -> Group:
    """Names without those that only say where."""
    kept: list[Noun] = []
    where: Noun | None = None
    for name in names:
        if PLACES.any(Behind(clause, name, where)):
            where = name
        else:
            kept.append(name)
    return tuple(kept)


def _tail_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """What may stand between the last object and the verbal noun: more of the list, 的, what the object is (产业)."""
    return lexicon.pattern(f"{_TAIL}({alternatives(lexicon.by_tail)})")


def _tail(clause: Clause, position: int) -> Tail:
    """The verbal noun right behind the objects; 推动 X 建设 Y has none, as 建设 is a verb with an object of its own."""
    string = clause.sentence.text
    match = clause.lexicon.bound(_tail_pattern).match(string, position, clause.end)
    if match is None:
        return Tail()
    end = match.end()
    closed = end == clause.end or string[end] in _CLOSING
    return Tail(match.group(1), closed, _object_at(clause, match.end()))


def _object_at(clause: Clause, position: int) -> bool:
    """Whether the object of a verb stands there: 推动甲实验室创建|全国重点实验室, but not 推动甲中心建设|工作."""
    words = clause.sentence.touching(position, position + 1)
    if not words or words[0].tag[0] not in _BEFORE_NOUN:
        return False
    return clause.lexicon.lexemes("objectNouns").beginning(clause.sentence.text, position) is None
