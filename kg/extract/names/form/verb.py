"""Whether a verb is part of a name, as in 成果转化中心, or the verb of the clause, as in 建设|中心.

Chinese puts the object before a verb inside a compound, so a verb with a noun before it and the head (or another such
verb) behind it is nominal; one at the beginning of a clause or behind an agent is the clause's own.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.names.form.group import is_field, is_nominal
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import NOTHING, Sentence, Text, Unit
from kg.words import Lexemes

_JOINING = frozenset(("与", "及"))


class Verb:
    """The verb in unit `at`, before a head that begins in unit `head_unit`: the `unit` itself, and what stands on its
    `left`."""

    def __init__(self, text: Text, sentence: Sentence, at: int, head_unit: int) -> None:
        """Bind what most rules ask for."""
        self.text, self.sentence, self.at, self.head_unit = text, sentence, at, head_unit
        self.lexicon: Lexicon = text.lexicon
        self.unit: Unit = sentence.units[at]
        self.left = sentence.unit(at - 1)

    @once
    def right(self) -> Sequence[Unit]:
        """What stands between it and the head."""
        return self.sentence.units[self.at + 1:self.head_unit]

    @property
    def next(self) -> Unit:
        """What stands between it and the head at first; `NOTHING` where the head follows."""
        return self.right[0] if self.right else NOTHING

    @once
    def free(self) -> bool:
        """Whether it is no verb of policy prose."""
        return self.unit.text not in self.lexicon.stops

    @once
    def general(self) -> bool:
        """Whether it is a general word too: 创新, 服务."""
        return self.unit.text in self.lexicon.generic

    @once
    def relational(self) -> bool:
        """Whether a relation is stated by it."""
        return self.unit.text in self.lexicon.relation_verbs

    @once
    def opens(self) -> bool:
        """Whether nothing stands before it that could belong to a name."""
        return not (is_nominal(self.lexicon, self.left) or self.left.tag.startswith("v"))

    @property
    def behind_other(self) -> bool:
        """Whether another verb stands before it: 联合|投资."""
        return self.left.tag in ("v", "vd")

    @property
    def whole(self) -> bool:
        """Whether a strong head ends before it."""
        head = self.lexicon.head_at(self.sentence.text, self.left.end)
        return head is not None and not head.weak

    @property
    def adverbial(self) -> bool:
        """Whether an adverb stands before it that stands in no name: 正式|启用."""
        return self.left.text in self.lexicon.words["pureAdverbs"]

    @once
    def behind_verb(self) -> bool:
        """Whether a verb of policy prose stands before it."""
        return self.left.tag.startswith("v") and self.left.text in self.lexicon.stops

    @once
    def plain(self) -> bool:
        """Whether it is general, and states no relation."""
        return self.general and not self.relational


def _in_list(v: Verb) -> bool:
    return v.left.text in ("、", "与", "及")


def _acting(v: Verb) -> bool:
    """Behind those who act, or behind a verb that states a relation, it is what they do."""
    relational = v.left.tag.startswith("v") and v.left.text in v.lexicon.relation_verbs
    return relational or v.left.text in v.lexicon.words["actors"]


def _deed(v: Verb) -> bool:
    """What somebody does to what is named behind it: 市领导|调研|甬江实验室."""
    if v.unit.text not in v.lexicon.words["deeds"] or not v.right or v.next.tag[0] == "v":
        return False
    named = v.left.mention is not None or v.left.tag.startswith("nr")
    return v.opens or v.behind_other or named or v.left.text in v.lexicon.words["doers"] or v.whole


def _begins_title(v: Verb) -> bool:
    """落实|优化|港口环境方案: behind a verb that documents are the object of another begins the title of one."""
    verbs = v.lexicon.words["documentVerbs"]
    if v.left.text not in verbs or v.unit.text in verbs or not v.right:
        return False
    head = v.lexicon.bound(make_heads).beginning(v.sentence.text, v.sentence.units[v.head_unit].start)
    return head is not None and v.lexicon.roots[v.lexicon.heads[head].type.name] == v.lexicon.document


def _whole_before(v: Verb) -> bool:
    """A whole name stands before it: 计算中心|服务…."""
    return v.relational and v.whole


def _behind_named(v: Verb) -> bool:
    """A place or body stands before it, so that it says what that does."""
    return v.left.mention is not None and not is_field(v.text, v.left)


def _building(v: Verb) -> bool:
    """甲公司|建设|数字化研发平台: what is built begins with how it is, or of which tier."""
    return v.unit.text in v.lexicon.words["buildingVerbs"] and v.next.text in v.lexicon.words["howThingsAre"]


def make_heads(lexicon: Lexicon) -> Lexemes:
    """All heads of names, to be asked for the one that begins at a place."""
    return Lexemes(lexicon.heads)


def _actors_build(v: Verb) -> bool:
    """支持|高等学校|建设|国家实验室: what those who act build."""
    return v.unit.text in v.lexicon.words["buildingVerbs"] and v.left.text in v.lexicon.words["actors"]


def _zone_builds(v: Verb) -> bool:
    """盐南高新区|建设|概念验证中心: a zone before it does it, though nothing lists that zone."""
    if v.unit.text not in v.lexicon.words["buildingVerbs"]:
        return False
    if not v.right:  # 高新区建设|规划
        said = v.lexicon.bound(make_heads).beginning(v.sentence.text, v.sentence.units[v.head_unit].start)
        if said is None or not v.lexicon.has(v.lexicon.heads[said].type.name, "fielded"):
            return False
    head = v.lexicon.head_at(v.sentence.text, v.left.end)
    return head is not None and v.lexicon.roots[head.type.name] == v.lexicon.place


def _compound(v: Verb) -> bool:
    """It makes a compound with the general noun behind it: 科技|发展|战略."""
    return v.general and v.next.text in v.lexicon.generic and not _after_pivot(v)


def _after_pivot(v: Verb) -> bool:
    """The nouns before it are the object of 支持, 推动 …, whose doing it then is."""
    lexicon, unit, i = v.lexicon, v.sentence.unit, v.at - 1
    while is_nominal(lexicon, unit(i)) and unit(i).text not in lexicon.stops:
        i -= 1
    word = unit(i).text
    return word in lexicon.words["pivots"] or (word in lexicon.stops and word not in lexicon.generic)


def _governs_noun(v: Verb) -> bool:
    """Between it and the head stands a noun that is not general: 申报|国家…示范区."""
    return any(not (u.tag.startswith("v") or u.text in v.lexicon.generic) for u in v.right)


def _before_general(v: Verb) -> bool:
    """Between it and the head stands a general noun."""
    return any(not u.tag.startswith("v") for u in v.right)


def _process(v: Verb) -> bool:
    """知识产权|运营|服务平台, 动力电池回收|利用|产业园: behind the noun that it is done to, and before general words."""
    if v.unit.text not in v.lexicon.words["processNouns"] or _governs_noun(v):
        return False
    if is_field(v.text, v.left):
        return True
    doers = v.lexicon.words["doers"] | v.lexicon.words["actors"]
    return v.left.text not in doers and is_nominal(v.lexicon, v.left)


def _two_deeds(v: Verb) -> bool:
    """种质资源|研究与|利用|实验室: the second of two things done to the noun before them."""
    if v.left.text not in _JOINING or v.right:
        return False
    first = v.sentence.unit(v.at - 2)
    return first.tag == "vn" and not v.relational


def _done_there(v: Verb) -> bool:
    """食品科学与资源|挖掘|全国重点实验室: behind two nouns, what is done to them in what is named by it."""
    unit = v.sentence.unit
    if v.relational or v.left.tag != "n":
        return False
    return unit(v.at - 2).text in _JOINING and is_nominal(v.lexicon, unit(v.at - 3))


def _plain_or_noun(v: Verb) -> bool:
    return v.general and not (v.relational and v.unit.tag == "v")


# In the order in which they are asked; the first that speaks decides.
VERBS: Table[Verb] = Table(
    "name-verb",
    Rule("one-character", lambda v: len(v.unit.text) == 1, NO),
    Rule("result", lambda v: v.unit.text[-1] in v.lexicon.words["resultEndings"] and not v.general, NO),
    Rule("adverbial", lambda v: v.adverbial, NO),
    Rule("purely-verbal", lambda v: v.unit.text in v.lexicon.words["pureVerbs"], NO),
    Rule("deed", _deed, NO),
    Rule("titled", _begins_title, YES),
    Rule("modal", lambda v: v.left.text in v.lexicon.words["modals"] and bool(v.right), NO),
    Rule("opening-noun", lambda v: v.opens and v.free and (v.unit.tag == "vn" or _in_list(v)), YES),
    Rule("two-deeds", _two_deeds, YES),
    Rule("opening", lambda v: v.opens, NO),
    Rule("behind-manner", lambda v: v.left.text in v.lexicon.words["manners"], NO),
    Rule("zone-builds", _zone_builds, NO),
    Rule("actors-build", _actors_build, NO),
    Rule("verbal-noun", lambda v: v.free and v.unit.tag == "vn", YES),
    Rule("object", lambda v: _object(v), NO),
    Rule("free", lambda v: v.free and not _acting(v), YES),
    Rule("whole-before", _whole_before, NO),
    Rule("clausal", lambda v: v.unit.text in v.lexicon.words["clausal"], NO),
    Rule("process", _process, YES),
    Rule("done-there", _done_there, YES),
    Rule("named-general", lambda v: _behind_named(v) and v.general and not v.relational, YES),
    Rule("named", _behind_named, NO),
    Rule("building", _building, NO),
    Rule("scope", lambda v: v.next.text in v.lexicon.whole | v.lexicon.words["wholeCountry"], NO),
    Rule("compound", _compound, YES),
    Rule("governing-plain", lambda v: _governs_noun(v) and v.plain, YES),
    Rule("governing", _governs_noun, NO),
    Rule("general-plain", lambda v: _before_general(v) and _plain_or_noun(v), YES),
    Rule("general", _before_general, NO),
    Rule("chain", lambda v: v.behind_verb and not is_nominal_verb(Verb(v.text, v.sentence, v.at - 1, v.head_unit)), NO),
    Rule("noun", lambda v: v.general, YES),
)


def _object(v: Verb) -> bool:
    """A verb of the clause stands before it, whose object it is."""
    return v.behind_verb and v.left.text not in v.lexicon.generic


def is_nominal_verb(verb: Verb) -> bool:
    """Whether a verb is part of the name whose head begins behind it."""
    return VERBS.reason_for(verb) is not None
