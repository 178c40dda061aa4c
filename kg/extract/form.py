"""Names known by their form: a noun group that ends in a type's head word, its left edge found by grammar.

From the head word leftwards over what can be part of a name; the verb of the clause, prepositions, 的 and
punctuation end it.  A group made of general words only is a class (科技创新平台), not a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.extract.department import frame_place
from kg.extract.draft import Draft, Sentence, Unit
from kg.gazetteer import full_name
from kg.ontology import EntityType, Ontology
from kg.words import Lexemes

_NUMERAL_BEFORE = re.compile(
    r"(?:\d+|[一二三四五六七八九十百千两几多数]+)(?:多|余)?(?:个|家|项|批|所|座|条|处|支|种|类|次|场|大|名|件|套|份|期|轮)$")
_INFLUENCE = re.compile(r"具有(?:全国|全球|国际|世界|区域|重要)[^,。、]{0,6}影响力的$")
_PLACE_WORD = re.compile(r"^(省|市|区|县|州)(?=[一-鿿]{3})")
_LEVEL_BODY = re.compile(r"(?:^|[、,。;\s由经向报]|会同)([省市区县州](?!有关|相关|各|直|级|县|区|、)[^\W\d等有的]{2,10})$")
_QUOTED_FIRST = re.compile(r"“[^“”,。]{2,12}”(?!等|是|建设)[^,。、;:“”的等是在]{1,6}$")
_YEAR = re.compile(r"^(?:19|20)\d\d年度?")
_SPLIT_SCOPE = re.compile(r"(全国|全省|全市|国家|省|市|区)(?:和|及)$")
_LEVELS = re.compile(r"(?:国家|省|市|区|县|部)级?[、和]$")
_COUNTED = re.compile(r"([^“”]{4,}?)[两三四五六七八九十]大子?(?:平台|中心|基地|工程|行动|体系|系统|载体)$")
_RESULTS = frozenset("到成为于给出向至")
_JOINTS = frozenset("·—-–&+~")
_LONGEST = 45
_CARRIED = 36  # no name between a carrier verb and its head is longer
_LEAST_CARRIED = 6


@dataclass(frozen=True)
class Heads:
    """The head words of all types, longest first, and the word classes that the grammar of names needs."""

    entries: dict[str, tuple[str, EntityType, bool]]
    words: Lexemes
    stops: frozenset[str]
    generic: frozenset[str]
    collective: tuple[str, ...]
    leading: frozenset[str]
    relation_verbs: frozenset[str]
    pivots: frozenset[str]
    slogans: tuple[str, ...]
    whole: frozenset[str]
    designations: frozenset[str]
    classes: tuple[str, ...]
    adverbs: frozenset[str]
    manners: frozenset[str]
    actors: frozenset[str]
    clausal: frozenset[str]
    posts: tuple[str, ...]
    governing: frozenset[str]
    references: frozenset[str]

    def ending(self, text: str, end: int) -> tuple[str, EntityType, bool] | None:
        """The longest head word that ends at `end`."""
        head = self.words.ending(text, end)
        return None if head is None else self.entries[head]


def is_stop(unit: Unit, heads: Heads) -> bool:
    """Whether a word is a verb of policy prose, alone or behind an adverb (深入开展)."""
    return unit.text in heads.stops or (len(unit.text) == 4 and unit.tag in ("i", "l", "n", "v") and unit.text[2:] in heads.stops
                                        and (unit.text[:2] in heads.stops or unit.text[:2] in heads.adverbs))


def make_heads(ontology: Ontology) -> Heads:
    """Bind the ontology's head words and word classes."""
    entries: dict[str, tuple[str, EntityType, bool]] = {}
    for type in sorted(ontology.types.values(), key=lambda t: t.order):
        for head in type.heads:
            if head not in entries or entries[head][2]:
                entries[head] = (head, type, False)
        for head in type.weak_heads:
            entries.setdefault(head, (head, type, True))
    verbs = frozenset(v for r in ontology.relations.values() for v in (*r.verbs, *r.prepositions))
    words = ontology.words
    stops = words["verbs"] | verbs
    spoken = frozenset(v for r in ontology.relations.values() for v in r.verbs)
    return Heads(entries, Lexemes(entries), stops, words["generic"], tuple(sorted(words["collective"], key=len, reverse=True)),
                 words["leading"], verbs, words["pivots"], tuple(sorted(words["slogans"])), words["wholePlace"], words["designations"],
                 tuple(sorted(words["classes"])), words["adverbs"], words["manners"], words["actors"], words["clausal"],
                 tuple(sorted(words["offices"])), words["verbs"] | words["prepositions"] | spoken,
                 frozenset(r.split("|")[0] for r in words["references"]))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A noun group that may be a name: its span, type, and the unit indices of its start, its head and its end."""

    start: int
    end: int
    type: EntityType
    weak: bool
    head: str
    first: int
    head_unit: int
    last: int
    carried: bool = False


def find_by_form(draft: Draft, heads: Heads) -> None:
    """Add the names that their form tells, longest first, and the members of coordinations that share a tail."""
    for sentence in draft.sentences:
        units = sentence.units()
        candidates = [c for i in range(len(units)) if (c := _candidate(draft, sentence, units, i, heads)) is not None]
        for candidate in sorted(candidates, key=lambda c: (c.start - c.end, c.start)):
            _accept(draft, sentence, units, candidate, heads)


def _candidate(draft: Draft, sentence: Sentence, units: list[Unit], i: int, heads: Heads) -> Candidate | None:
    end = units[i].end
    if units[i].mention is not None or not sentence.clean_span(units[i].start, end):
        return None
    found = heads.ending(sentence.text, end)
    if found is None:
        return None
    head, type, weak = found
    if len(head) == 1 and units[i].text in heads.generic:
        return None  # 经济社会 is no 会
    if head.endswith("专项") and i + 1 < len(units) and units[i + 1].mention is None and units[i + 1].tag.startswith("v"):
        return None  # 违建专项|清理行动: an adjective of what is done
    if _quoted_from(sentence.text, end) is not None:
        return None  # a name that a quotation ends with is the quotation's
    following = units[i + 1] if i + 1 < len(units) else None
    if weak and following is not None and following.mention is None and following.text[-1] in "行队站所院局处校" and following.tag[0] == "n" and len(following.text) == 2 and following.text[0] != "等":
        return None  # 某中心|支行: the name of another body goes on
    if following is not None and following.mention is None and following.text in draft.ontology.words["extensions"] and "descriptive" in type.traits \
            and sentence.clean_span(units[i].start, following.end) \
            and (not weak or any(u.mention is not None for u in units[_left_edge(draft, sentence, units, i, heads, type):i])):
        # 海洋创新中心|城市: the noun behind the head makes a longer name of it.
        head, i, end = head + following.text, i + 1, following.end
        following = units[i + 1] if i + 1 < len(units) else None
    if len(head) <= 2 and not _begins_properly(draft, sentence, units, i, heads, type) and following is not None and following.mention is None \
            and ((following.tag[0] in "nb" and not (is_stop(following, heads) and following.text not in heads.generic))
                 or (following.tag == "vn" and not is_stop(following, heads))) and following.text not in draft.ontology.words["afterName"]:
        # A short head before another noun is only a part of what is named: 国家战略|科技力量.
        return None
    k = i
    while k > 0 and units[k].start > end - len(head):
        k -= 1
        if units[k].mention is not None:
            k += 1
            break
    first = _left_edge(draft, sentence, units, k, heads, type)
    if weak and "descriptive" not in type.traits and first < k and len(head) <= 2 and (inner := heads.ending(sentence.text, units[k].start)) and inner[1].root != type.root \
            and len(inner[0]) < units[k].start - units[first].start:
        return None  # 国家技术转移…中心|体系: the system of a named centre
    carried = None if weak else _carried_from(sentence, units, k, type, heads)
    if carried is not None and carried < first:
        first = carried
        while first < k and ((units[first].text in heads.whole and "dated" not in type.traits) or units[first].text in draft.ontology.words["chainVerbs"]):
            first += 1  # 推进|全市|技术创新工程, 深化|拓展|“三争”行动
    elif not weak and (quoted := _QUOTED_FIRST.search(sentence.text[:units[first].start])) and sentence.clean_span(quoted.start(), end) \
            and not any(is_stop(u, heads) for u in units[:first] if u.start >= quoted.start() and u.text not in heads.generic):
        # “面对面”以老带新|专项行动: what a name in marks begins goes on to its head.
        first = next((j for j in range(first) if units[j].start == quoted.start()), first)
    start = units[first].start
    if "coined" in type.traits and not weak:
        first = _coined_from(draft, sentence, units, first, heads)
        start = units[first].start
    if first == 0 or units[first - 1].text not in ("的", "”"):
        start = _unknown_from(draft, sentence, start, heads)
        first = next((j for j in range(first + 1) if units[j].start >= start), first)
    if "bareName" in type.traits and end - len(head) - start < 2:
        # An unknown name of a few characters between a comma of the list and the head: 中北|高新区.
        gap = re.search(r"(?:^|[、,。;:和与及在])([一-鿿]{2,4})$", sentence.text[:end - len(head)])
        if gap and sentence.free(gap.start(1), end):
            start = gap.start(1)
    if weak and "body" in type.roles and (body := _LEVEL_BODY.search(sentence.text[:end - len(head)])) and sentence.free(body.start(1), end):
        start = body.start(1)  # 市|发展改革|部门, whatever verbs it is called by
        first = next((j for j in range(k + 1) if units[j].start >= start), first)
    if _INFLUENCE.search(sentence.text[:start]):
        match = _INFLUENCE.search(sentence.text[:start])
        assert match is not None
        start = match.start()
    if start == end - len(head) and units[k].start == start:
        return None
    return Candidate(start, end, type, weak, head, first, k, i, carried == first)


def _coined_from(draft: Draft, sentence: Sentence, units: Sequence[Unit], first: int, heads: Heads) -> int:
    """Where a company's name begins, which is made of any words: behind the mark, the joint or the verb before it."""
    i = first
    while i > 0 and units[first].end - units[i - 1].start <= 16:
        unit = units[i - 1]
        if unit.text in ("和", "与", "及", "等", "的", "了", "为", "于") or re.search(r"[^\w()]", unit.text) or is_stop(unit, heads) \
                or unit.tag[0] in "pcu" or unit.text in heads.collective or not sentence.clean_span(unit.start, unit.end):
            break
        i -= 1
        if unit.mention is not None and draft.ontology.root(unit.mention.type) == draft.ontology.type_as("place"):
            return i
    # Without a place in front only what the grammar took is sure.
    return first


def _begins_field(draft: Draft, sentence: Sentence, start: int) -> bool:
    """Whether a known field begins there: 新能源 however the segmenter cuts it."""
    names = draft.ontology.names_of(draft.ontology.type_as("field"))
    return any(sentence.text[start:start + n] in names for n in (3, 4))


def _whole(sentence: Sentence, unit: Unit, heads: Heads) -> bool:
    """Whether a strong head word ends a unit, so that what is before it is a name of its own."""
    found = heads.ending(sentence.text, unit.end)
    return found is not None and not found[2] and len(found[0]) > 2 and "descriptive" in found[1].traits


def _begins_properly(draft: Draft, sentence: Sentence, units: list[Unit], i: int, heads: Heads, type: EntityType) -> bool:
    """Whether the noun group before unit `i` begins with a place or another name, so that it is a name whatever follows."""
    first = units[_left_edge(draft, sentence, units, i, heads, type)]
    return first.mention is not None or first.tag == "ns"


def _unknown_from(draft: Draft, sentence: Sentence, start: int, heads: Heads) -> int:
    """A name that the segmenter cut (明月|湖实验室) begins where the list or the verb before it ends."""
    gap = re.search(r"(?:^|[、,。;:])([一-鿿]{1,3})$", sentence.text[:start])
    if gap is None or not sentence.free(gap.start(1), start) or not sentence.clean_span(gap.start(1), start):
        return start
    words = [w for w in sentence.words if gap.start(1) <= w.start and w.end <= start]
    known = any(w.text in heads.stops or w.text in heads.generic or w.tag[0] in "vpdcurmqyf" or w.text in heads.whole for w in words)
    return gap.start(1) if words and not known and gap.start(1) in sentence.boundaries else start


def _quoted_from(text: str, end: int) -> int | None:
    """Where the quotation begins that ends at `end`; None when there is none, or it is a sentence."""
    if text[end:end + 1] != "”":
        return None
    opening = text.rfind("“", max(0, end - 40), end)
    inside = text[opening + 1:end]
    return None if opening < 0 or "”" in inside or re.search("[。;!?]", inside) else opening


def _carried_from(sentence: Sentence, units: Sequence[Unit], k: int, type: EntityType, heads: Heads) -> int | None:
    """The unit behind the carrier verb (实施, 召开) that governs a head in unit `k`: all between is the name, verbs too.

    None when there is no such verb, or what is between is a list, a class or a phrase.
    """
    chained: int | None = None
    for j in range(k - 1, -1, -1):
        unit = units[j]
        if unit.text in type.carriers and unit.text in heads.clausal and chained is None and j > 0 and _nominal_unit(units[j - 1]):
            chained = j + 1  # 实施港口改革|深化|提升行动: behind a noun the verb may be the name's, where another carries it
            continue
        if unit.text in type.carriers:
            between = sentence.text[unit.end:units[k].start]
            clean = sentence.clean_span(unit.end, units[k].end)
            named = 2 <= len(between) <= _CARRIED and "”“" not in between and not between.startswith(("好", "了", *heads.collective))
            return j + 1 if named and clean else chained
        if unit.text == "、" and "meeting" in type.roles and heads.ending(sentence.text, unit.start) is None:
            continue  # 召开推进创新深化、改革攻坚大会: what is between is what the meeting is about
        if unit.text in ("的", "了", "、", "和", "与", "及", "以及", "以", "为", "应当", "应", "可以", "不得", "会同", "由", "对") or unit.text in heads.collective or re.search(r"[,。;:!?()]", unit.text) \
                or (unit.tag == "m" and re.search(r"\d", unit.text) and not re.fullmatch(r"(?:19|20)\d\d", unit.text)) or units[k].end - unit.start > _CARRIED + 8:
            return chained
    return chained


def _left_edge(draft: Draft, sentence: Sentence, units: list[Unit], k: int, heads: Heads, type: EntityType) -> int:
    """The index of the first unit of the noun group whose head begins in unit `k`."""
    i = k
    while i > 0 and units[k].end - units[i - 1].start <= _LONGEST:
        unit = units[i - 1]
        if unit.text in heads.manners and units[i].text in heads.stops:
            break  # 优先|保障: an adverb, and the clause's verb
        left = units[i - 2] if i >= 2 else None
        if not sentence.clean_span(unit.start, unit.end):
            break
        if unit.text == "新" and _begins_field(draft, sentence, unit.start):
            i -= 1  # 新|能源技术专项
            continue
        if unit.mention is None and (units[i].mention is not None or units[i].tag in ("ns", "nz")) and _whole(sentence, unit, heads):
            break  # 量子计算中心|太湖智算中心: one name stands before another
        if unit.mention is not None:
            if draft.ontology.type_as("person") == draft.ontology.root(unit.mention.type):
                break
            if unit.mention.technique in ("session", "book-title"):
                break
            i -= 1
        elif unit.text in ("”", ")"):
            opening = _opening(units, i - 1)
            if opening is None or (unit.text == "”" and units[i].text == "“"):
                break  # “甲”“乙”行动 are two
            i = opening
        elif unit.text in _JOINTS:
            if left is None or not _nominal_unit(left):
                break
            i -= 1
        elif unit.text == "和" and left is not None and i < len(units) and _is_field(draft, left) and _is_field(draft, units[i]):
            i -= 1  # two fields of one body: 生命科学和生物医学实验室
        elif unit.text in draft.ontology.words["prefixes"] and i < k and (units[i].mention is not None or units[i].tag in ("ns", "j")):
            i -= 1  # 沿|沪宁|产业带
        elif unit.text in ("与", "及", "暨"):
            if left is None or (left.mention is not None and not _is_field(draft, left)) or i == k \
                    or not _nominal_unit(left) or (left.text in heads.stops and left.tag != "vn") \
                    or heads.ending(sentence.text, left.end):
                break
            i -= 1
        elif is_stop(unit, heads) or unit.tag.startswith("v"):
            if (len(unit.text) == 4 and unit.text not in heads.stops and is_stop(unit, heads)) or not _nominal_verb(draft, units, i - 1, k, heads):
                break
            i -= 1
        elif _YEAR.fullmatch(unit.text) and "dated" in type.traits:
            i -= 1
        elif unit.text in ("年", "年度") and left is not None and re.fullmatch(r"(?:19|20)\d\d", left.text):
            if "dated" not in type.traits:
                break
            i -= 2
        elif unit.text in heads.whole:
            # Before 全省 of a name only its year may stand.
            years = 2 if left is not None and left.text in ("年", "年度") else 1
            dated = "dated" in type.traits and re.fullmatch(r"(?:19|20)\d\d年?度?", "".join(u.text for u in units[max(0, i - 1 - years):i - 1]))
            i -= 1 + years * bool(dated)
            break
        elif _nominal_unit(unit) or (unit.tag == "t" and unit.text in heads.generic) or (unit.text == "用" and left is not None and left.tag == "n" and i < k):
            i -= 1
        else:
            break
    while i < k and units[i].text in heads.leading and units[i].text not in heads.whole and not _begins_field(draft, sentence, units[i].start):
        i += 1
    for j in range(i + 1, k):
        if units[j].text in ("省", "市", "区", "县", "州") and units[j + 1].text != ")" and units[j].mention is None and units[j - 1].mention is None and units[j - 1].tag != "ns":
            i = j  # 事项提请|区人才工作领导小组: a level of place begins the name
    outer = units[i].mention
    if outer is not None and i + 1 < k and units[i + 1].mention is not None and not _is_field(draft, units[i + 1]) \
            and draft.ontology.root(outer.type) == draft.ontology.type_as("place") and outer.text.endswith(("区", "县")):
        i += 1  # 江北区|宁波江北…街区: the district only says where
    while i < k and units[i].text in ("全国", "全省", "全市") and units[i + 1].text in heads.leading:
        i += 2
    while i < k and ((units[i].text in ("与", "及", "暨", "“", "(") and _opening_closes_outside(units, i, k)) or units[i].text in _JOINTS):
        i += 1
    return i


def _opening_closes_outside(units: Sequence[Unit], i: int, k: int) -> bool:
    closing = {"“": "”", "(": ")"}.get(units[i].text)
    return closing is None or all(u.text != closing for u in units[i:k + 1])


def _opening(units: Sequence[Unit], i: int) -> int | None:
    """The index of the mark that opens what unit `i` closes, when what is between can be part of a name."""
    opening = "“" if units[i].text == "”" else "("
    for j in range(i - 1, max(-1, i - 14), -1):
        if units[j].text == opening:
            inside = "".join(u.text for u in units[j + 1:i])
            name = inside and len(inside) <= 26 and not re.search(r"[。;!?]", inside)
            return j if name and not (opening == "(" and re.fullmatch(r"[一二三四五六七八九十\d]{1,3}", inside)) else None
        if units[j].text in "。;!?”":
            return None
    return None


def _is_field(draft: Draft, unit: Unit) -> bool:
    return unit.mention is not None and draft.ontology.root(unit.mention.type) == draft.ontology.type_as("field")


def _nominal_unit(unit: Unit) -> bool:
    """Whether a word can be part of a name as it stands."""
    if unit.mention is not None or unit.text in ("”", ")"):
        return True
    if unit.text in ("以上", "以下", "以内", "期间", "之间", "其中", "方面", "时", "后", "前", "中", "上", "下", "内", "等", "个", "各", "号", "首个", "首批", "首家", "首次", "首台"):
        return False
    tag = unit.tag
    if tag[0] == "n" or tag in ("s", "b", "j", "eng", "vn", "k", "l", "i", "an", "ng", "g", "zg", "h"):
        return True
    if tag == "f" or tag in ("a", "ad"):
        return len(unit.text) >= 2 or unit.text in ("硬", "软", "深", "高", "环", "超")
    if unit.text in ("未来", "环", "硬"):
        return True
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.]*", unit.text):
        return not unit.text.isdigit()
    if re.fullmatch(r"[两二三四五六七八九十]大", unit.text):
        return True
    return tag in ("m", "mq") and (unit.text.startswith("第") or not re.search("[0-9一二三四五六七八九十百千万亿两几多数]", unit.text))


def _nominal_verb(draft: Draft, units: Sequence[Unit], v: int, k: int, heads: Heads) -> bool:
    """Whether the verb in unit `v` is part of the name whose head begins in unit `k`: [成果][转化]中心, not 建设|中心.

    Chinese puts the object before a verb inside a compound, so a verb with a noun before it and the head (or another
    such verb) behind it is nominal; one at the beginning of a clause or behind an agent is the clause's own.
    """
    unit = units[v]
    if len(unit.text) < 2:
        return unit.text in draft.ontology.words["prefixes"]
    if unit.text[-1] in _RESULTS:
        return False  # 带到, 成为: such verbs have an object
    left = units[v - 1] if v else None
    free = unit.text not in heads.stops
    if left is None or (not _nominal_unit(left) and not left.tag.startswith("v")):
        return free and (unit.tag == "vn" or (left is not None and left.text in ("、", "与", "及")))
    if left.text in heads.manners:
        return False  # 高水平|建设: an adverb of how it is done
    if left.tag.startswith("v") and left.text in heads.stops and left.text not in heads.generic:
        return free and unit.tag == "vn"
    if free:
        return unit.tag == "vn" or unit.text in heads.generic or not (
            left.text in heads.actors or (left.tag.startswith("v") and left.text in heads.relation_verbs))
    ended = heads.ending(draft_text(units, v), units[v - 1].end - units[0].start)
    if ended is not None and not ended[2] and unit.text in heads.relation_verbs:
        # A whole name stands before it: 计算中心|服务….
        return False
    if unit.text in heads.clausal:
        return False
    if left.mention is not None and not _is_field(draft, left) and left.mention.technique != "enumeration":
        # Behind a place or body these verbs say what it does.
        return unit.text in heads.generic and unit.text not in heads.relation_verbs
    right = units[v + 1:k]
    if unit.text in heads.generic and right and right[0].mention is None and right[0].text in heads.generic and not _after_pivot(units, v, heads):
        return True  # 科技|发展|战略: the verb makes a compound with the noun behind it
    if any(not (u.tag.startswith("v") or u.text in heads.generic) for u in right):
        return unit.text in heads.generic and unit.text not in heads.pivots and unit.text not in heads.relation_verbs
    if any(not u.tag.startswith("v") for u in right):
        # Behind it stands a noun that it may govern: 申报|国家…示范区.
        return unit.text in heads.generic and unit.text not in heads.pivots and not (
            unit.text in heads.relation_verbs and unit.tag == "v")
    if left.tag.startswith("v") and left.text in heads.stops:
        return unit.text in heads.generic and _nominal_verb(draft, units, v - 1, k, heads)
    return unit.text in heads.generic


def _after_pivot(units: Sequence[Unit], v: int, heads: Heads) -> bool:
    """Whether the nouns before a verb are the object of 支持, 推动 …, whose doing the verb then is."""
    i = v - 1
    while i >= 0 and _nominal_unit(units[i]) and units[i].text not in heads.stops:
        i -= 1
    return i >= 0 and (units[i].text in heads.pivots or (units[i].text in heads.stops and units[i].text not in heads.generic))


def draft_text(units: Sequence[Unit], end: int) -> str:
    """The text of the units before an index."""
    return "".join(u.text for u in units[:end])


def _accept(draft: Draft, sentence: Sentence, units: list[Unit], c: Candidate, heads: Heads) -> None:
    if not _is_name(draft, sentence, units, c, heads):
        return
    members = _shared_tail(draft, sentence, units, c, heads)
    counted = _COUNTED.match(sentence.text[c.start:c.end])
    if counted and not members:
        c = replace(c, end=c.start + counted.end(1))  # 甲、乙、丙|三大平台
    text = sentence.text[c.start:c.end]
    if members:
        for start, end, name in members:
            for field in sentence.covering(start, end):
                # 石墨烯 in 石墨烯、磁性材料重点实验室 names the laboratory and only then the field in its name.
                if sentence.span(field) == (start, end):
                    sentence.demote(field)
            _add(draft, sentence, start, end, c.type, name, [], coordinated=True)
        return
    if any(m.technique == "carried" for m in sentence.covering(c.start, c.end)):
        # 制定支持甲港建设乙示范区实施方案: the names in it are names too.
        sentence.inner.append(draft.mention(sentence, c.start, c.end, c.type.name, "form", *_full(draft, text, c.type.traits)[:1]))
        return
    _add(draft, sentence, c.start, c.end, c.type, text, [], technique="carried" if c.carried else "form")


def _add(draft: Draft, sentence: Sentence, start: int, end: int, type: EntityType, text: str, names: list[str], coordinated: bool = False,
         technique: str = "form") -> None:
    name, others = _full(draft, text, type.traits)
    if text in draft.ontology.words["designations"] and draft.places:
        place = full_name(next(iter(draft.places.values())))
        others += [place + text, place.rstrip("省市") + text]
    if not coordinated and (scope := _SPLIT_SCOPE.search(sentence.text[:start])) and (
            text.startswith(("全", "省", "市", "国家"))):
        rest = re.sub(r"^(?:全国|全省|全市|国家|省|市)", "", text)
        twin, twins = _full(draft, scope.group(1) + rest)
        sentence.add(draft.mention(sentence, scope.start(), scope.end(1), type.name, "form", twin, names=[scope.group(1) + rest, *twins]))
    sentence.add(draft.mention(sentence, start, end, type.name, technique, name, names=[*names, *others]))


def _full(draft: Draft, text: str, traits: frozenset[str] = frozenset()) -> tuple[str, list[str]]:
    """The full name for what stands there, and further ones: 全省, 市 replaced by the place, quotation marks off."""
    bare = text.strip()
    quoted = re.fullmatch(r"“([^“”]+)”", bare)
    if quoted:
        return quoted.group(1), [bare]
    others = []
    name = bare
    year = _YEAR.match(bare)
    core = bare[year.end():] if year else bare
    prefix = year.group() if year else ""
    for whole in sorted(draft.ontology.words["wholePlace"]):
        if core.startswith(whole):
            place = frame_place(draft, whole[-1])
            if place:
                core_full = full_name(place) + core[len(whole):]
                others += [core_full, core]
                name = prefix + core_full
            break
    else:
        level_word = _PLACE_WORD.match(core)
        if level_word:
            place = frame_place(draft, level_word.group(1))
            if place:
                core_full = full_name(place) + core[1:]
                others += [core, core_full]
                name = prefix + core_full
        elif prefix:
            others.append(core)
    if "“" in name:
        others.append(re.sub("[“”]", "", name))
        tail = name[name.index("“"):]
        quoted_part = re.match(r"“([^“”]+)”(.*)$", tail)
        if quoted_part and not quoted_part.group(2).startswith("建设") and not quoted_part.group(1).endswith("五"):
            others += [tail, re.sub("[“”]", "", tail)]
            if "descriptive" not in traits:
                others.append(quoted_part.group(1))
    return name, [o for o in others if o != name]


def _is_name(draft: Draft, sentence: Sentence, units: Sequence[Unit], c: Candidate, heads: Heads) -> bool:
    """Whether a noun group names one thing: something specific in it, nothing before it that makes it a class."""
    text = sentence.text[c.start:c.end]
    if (len(text) < 4 and "“" not in text and not _listed_park(draft, sentence, units, c)) or any(text.endswith(w) and len(w) >= len(c.head) for w in heads.classes) or text.count("(") != text.count(")"):
        return False
    if any(w.startswith(c.head) and sentence.text.startswith(w[len(c.head):], c.end) for w in heads.posts) \
            and any(sentence.span(m)[0] == c.start and draft.ontology.root(m.type) == c.type.root for m in sentence.mentions):
        return False  # 某日报全媒体|记者: the newspaper's reporter, not another body
    before = sentence.text[:c.start]
    if (before.endswith(heads.collective) and not (text.startswith("“") and before.endswith("等"))) \
            or (_NUMERAL_BEFORE.search(before) and not before.endswith("第一")):
        return False
    if re.match(r"[省市区县州旗]\([省市区县州旗]\)", text):
        return False  # 县(市)主管部门: every one of them
    if any(w in text[:-len(c.head)] for w in ("有关", "相关", "各类", "各级", "其他")):
        return False
    if text.startswith(tuple(w for w in heads.collective if len(w) > 1)):
        return False
    if c.start and c.start - 1 in sentence.redacted and not _PLACE_WORD.match(text):
        return False
    if _PLACE_WORD.match(text) and c.start - 1 in sentence.redacted and len(text) < 6:
        return False
    if _PLACE_WORD.match(text) and _LEVELS.search(before) and "dated" not in c.type.traits:
        return False  # 国家、省、市科技计划 are classes
    if text.endswith("”") and "“" in text and any(s in text[text.rindex("“"):] for s in heads.slogans):
        return False
    inside = [u for u in units if (c.start <= u.start and u.end <= c.end - len(c.head)) or c.start <= u.start < c.end - len(c.head)]
    proper = specific = 0
    quote = False
    dated = "dated" in c.type.traits
    if "bareName" in c.type.traits and re.fullmatch(r"[一-鿿]{2,4}", text[:-len(c.head)]) and inside:
        proper += not any(u.text in heads.generic or u.text in heads.stops for u in inside)
    for unit in inside:
        if unit.text == "“":
            quote = not re.match(r"“[一二三四五六七八九十]{1,2}五”", sentence.text[unit.start:])
        if unit.mention is not None and not _is_field(draft, unit):
            proper += 1
        elif unit.mention is not None:
            specific += 1
        elif unit.text in heads.whole or re.fullmatch(r"省|市|区|县", unit.text) or (unit.text == "全国" and dated):
            # 全省 and 我市 make a name of a meeting; of other things they only say whose they are.
            proper += ("meeting" in c.type.roles or unit.text not in heads.whole) and unit.start in (c.start, c.start + 5)
        elif unit.text in ("“", "”", "(", ")") or unit.text in _JOINTS or unit.text in heads.generic or unit.text.removesuffix(c.head) in heads.generic \
                or is_stop(unit, heads) or re.fullmatch("[一二三四五六七八九十]{1,2}五", unit.text):
            continue
        elif re.search(r"[A-Za-z0-9]", unit.text) or unit.tag in ("ns", "nt", "nz", "nr", "nrt"):
            proper += 1 if not _YEAR.match(unit.text) and not unit.text.isdigit() else 0
            specific += 1
        elif len(unit.text) >= 2 or unit.text in draft.ontology.words["prefixes"]:
            specific += 1
    if text in heads.designations:
        return True
    if c.carried and not re.search("," if "meeting" in c.type.roles else "[、,]", text) and len(text) >= _LEAST_CARRIED and not (c.head.endswith("改革") and not sentence.text[:c.start].endswith(("实施", "开展", "启动"))):
        return True  # 实施农村公路提升工程: what is carried out is one, however general its words
    if _INFLUENCE.match(text) or quote:
        proper += 1
    if c.weak and not proper and "descriptive" in c.type.traits and any(u.text.endswith(("型", "类")) and len(u.text) > 1 and u.text != "大型" for u in inside):
        return False  # 综合型工业互联网平台: a class of platforms
    counted = r"(?:总数|数量)?(?:达到|达|突破|超过|保持|实现全覆盖|\d)" if "descriptive" in c.type.traits else r"\d"
    if not proper and re.match(counted, sentence.text[c.end:]):
        return False  # it is counted: 国家级创新平台达到30个
    if _PLACE_WORD.match(text) and "body" not in c.type.roles and proper == 1 and not specific and len(c.head) == 2 and len(inside) > 1 and text[len(text) - 2:] in heads.generic:
        return False  # 市发展改革(、教育、科技创新等部门)
    if c.weak:
        if not proper and not quote and re.search(r"[了着过的对把]$", before):
            return False
        if "body" in c.type.roles and _PLACE_WORD.match(text) and len(inside) > 1 and not any(u.text in heads.collective for u in inside):
            return True  # 市科技创新部门: the place has one
        if quote or proper >= 2 or ((proper or specific) and inside and inside[0].text == "国家"):
            return True
        return (proper >= 1 and (specific >= 1 or "bareName" in c.type.traits or dated)) \
            or (specific >= 2 and "descriptive" in c.type.traits)
    if proper or specific:
        return True
    if inside and inside[0].text == "国家" and len(inside) >= 3:
        # A national designation: 国家中医药传承创新示范区, unlike 国家重点实验室.
        return True
    return "titled" in c.type.traits and len(inside) >= 2 and len(c.head) >= 4


def _listed_park(draft: Draft, sentence: Sentence, units: Sequence[Unit], c: Candidate) -> bool:
    """Whether a place and a head of one character name one of a list of such: 包括鄞州园、江北园、镇海园."""
    named = units[c.first].mention
    place = c.end - c.start == 3 and named is not None and draft.ontology.root(named.type) == draft.ontology.type_as("place")
    alike = len(re.findall(rf"(?:^|[、和及])[一-鿿]{{2,4}}{c.head}(?=[、和及等,。])", sentence.text))
    return place and len(c.head) == 1 and alike >= 3


def _shared_tail(draft: Draft, sentence: Sentence, units: list[Unit], c: Candidate, heads: Heads) -> list[tuple[int, int, str]]:
    """The members of a coordination whose last one carries the tail of all: 光纤通信、纺织、桥梁装备|高新技术产业基地.

    Members before the last are of one kind with the beginning of the last (fields, places, quotations) or single nouns.
    """
    members: list[tuple[int, int]] = []
    i = c.first
    while i > 0 and (units[i - 1].text in ("、", "和") or (units[i - 1].text == "”" and units[i].text == "“")):
        end = i if units[i - 1].text == "”" else i - 1
        start = end
        if units[end - 1].text == "”":
            start = _opening(units, end - 1) or end
        while units[end - 1].text != "”" and start > 0 and (_nominal_unit(units[start - 1]) or units[start - 1].text == "“" or units[start - 1].tag == "vn") \
                and units[start - 1].text not in heads.stops and end - start < 4:
            start -= 1
        if start == end or (start and units[start - 1].tag[0] in "df" and units[start - 1].end == units[start].start and not is_stop(units[start - 1], heads)):
            break
        members.insert(0, (start, end))
        i = start
    if not members:
        return []
    kinds = {_kind(draft, units[s:e]) for s, e in members}
    field = draft.ontology.type_as("field")
    split = _parallel_end(draft, units, c, kinds, heads)
    counted = split is not None and re.match(r"[两二三四五六七八九十]大", sentence.text[units[split].start:])
    if split is not None and counted and len(kinds) == 2:
        kinds = {"counted"}
    if kinds == {field, "other"}:
        kinds = {field}
    if split is None or len(kinds) != 1 or ("other" in kinds and any(e - s > 2 for s, e in members)):
        return []
    if any(heads.ending(sentence.text, units[e - 1].end) or units[e - 1].text in heads.posts or units[e - 1].end - units[s].start < 2 for s, e in members):
        return []
    if "quote" not in kinds and not counted and "“" in sentence.text[units[c.first].start:c.end]:
        return []  # only the last member has a name of its own: 甲企业、乙企业“双清零”行动
    if len(members) == 1 and units[c.first - 1].text == "和" and not kinds & {"quote", draft.ontology.type_as("place")}:
        return []  # 生命科学和生物医学实验室 is one
    tail = re.sub(r"^(?:等)?[两二三四五六七八九十]大", "", sentence.text[units[split].start:c.end])
    if counted and len(tail) <= 2:
        return []  # 前海、横琴四大平台 are four places
    # “甲计划”“乙”行动: what has its own head within its marks takes no other.
    whole = {(s, e): heads.ending(sentence.text, units[e - 1].start) for s, e in members if units[e - 1].text == "”"}
    result = [(units[s].start, units[e - 1].end, sentence.text[units[s].start:units[e - 1].end] + ("" if whole.get((s, e)) else tail)) for s, e in members]
    last = (units[c.first].start, c.end, sentence.text[units[c.first].start:units[split].start] + tail)
    return [*result, last]


def _kind(draft: Draft, units: Sequence[Unit]) -> str:
    if units[0].text == "“":
        return "quote"
    if len(units) == 1 and units[0].mention is not None:
        return draft.ontology.root(units[0].mention.type)
    return "other"


def _parallel_end(draft: Draft, units: Sequence[Unit], c: Candidate, kinds: set[str], heads: Heads) -> int | None:
    """The unit index at which the shared tail of the last member begins."""
    place = draft.ontology.type_as("place")
    if units[c.first].text == "“":
        closing = next((j for j in range(c.first, c.last) if units[j].text == "”"), None)
        return closing + 1 if closing is not None else None
    first = _kind(draft, units[c.first:c.first + 1])
    if first == place and kinds == {place}:
        # 杭州、宁波|省级人工智能产业园: all behind the place is of both.
        return c.first + 1 + (c.first + 1 < c.head_unit and units[c.first + 1].text == "地区")
    if first in kinds or (kinds <= {draft.ontology.type_as("field"), "other"} and first != "quote"):
        # The tail is what is general in the last member (高新技术产业基地) with a place in it (浙江实验室).
        if c.first + 1 < c.head_unit and units[c.first + 1].text in ("领域", "产业", "行业", "方向"):
            return c.first + 1
        tail = c.head_unit
        while tail - 1 > c.first and (units[tail - 1].text in heads.generic or _kind(draft, units[tail - 1:tail]) == place):
            tail -= 1
        return tail
    return None
