"""Names known by their form: a noun group that ends in a type's head word, its left edge found by grammar.

From the head word leftwards over what can be part of a name; the verb of the clause, prepositions, 的 and
punctuation end it.  A group made of general words only is a class (科技创新平台), not a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.extract.names.department import frame_place
from kg.extract.proposal import Name, Over
from kg.extract.text import Sentence, Text, Unit
from kg.gazetteer import full_name
from kg.ontology import EntityType

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


def find_by_form(doc: Text) -> Iterator[Name]:
    """The names that their form tells, longest first, and the members of coordinations that share a tail."""
    for sentence in doc.sentences:
        units = sentence.units
        candidates = [c for i in range(len(units)) if (c := _candidate(doc, sentence, units, i)) is not None]
        carried: list[Candidate] = []
        for candidate in sorted(candidates, key=lambda c: (c.start - c.end, c.start)):
            yield from _accept(doc, sentence, units, candidate, carried)


def _candidate(doc: Text, sentence: Sentence, units: Sequence[Unit], i: int) -> Candidate | None:
    end = units[i].end
    if units[i].mention is not None or not sentence.clean_span(units[i].start, end):
        return None
    found = doc.lexicon.head_at(sentence.text, end)
    if found is None:
        return None
    head, type, weak = found
    if len(head) == 1 and units[i].text in doc.lexicon.generic:
        return None  # 经济社会 is no 会
    if head.endswith("专项") and i + 1 < len(units) and units[i + 1].mention is None and units[i + 1].tag.startswith("v"):
        return None  # 违建专项|清理行动: an adjective of what is done
    if _quoted_from(sentence.text, end) is not None:
        return None  # a name that a quotation ends with is the quotation's
    following = units[i + 1] if i + 1 < len(units) else None
    if weak and following is not None and following.mention is None and following.text[-1] in "行队站所院局处校" and following.tag[0] == "n" and len(following.text) == 2 and following.text[0] != "等":
        return None  # 某中心|支行: the name of another body goes on
    if following is not None and following.mention is None and following.text in doc.lexicon.words["extensions"] and "descriptive" in type.traits \
            and sentence.clean_span(units[i].start, following.end) \
            and (not weak or any(u.mention is not None for u in units[_left_edge(doc, sentence, units, i, type):i])):
        # 海洋创新中心|城市: the noun behind the head makes a longer name of it.
        head, i, end = head + following.text, i + 1, following.end
        following = units[i + 1] if i + 1 < len(units) else None
    if len(head) <= 2 and not _begins_properly(doc, sentence, units, i, type) and following is not None and following.mention is None \
            and ((following.tag[0] in "nb" and not (doc.lexicon.is_stop(following.text, following.tag) and following.text not in doc.lexicon.generic))
                 or (following.tag == "vn" and not doc.lexicon.is_stop(following.text, following.tag))) and following.text not in doc.lexicon.words["afterName"]:
        # A short head before another noun is only a part of what is named: 国家战略|科技力量.
        return None
    k = i
    while k > 0 and units[k].start > end - len(head):
        k -= 1
        if units[k].mention is not None:
            k += 1
            break
    first = _left_edge(doc, sentence, units, k, type)
    if weak and "descriptive" not in type.traits and first < k and len(head) <= 2 and (inner := doc.lexicon.head_at(sentence.text, units[k].start)) and inner[1].root != type.root \
            and len(inner[0]) < units[k].start - units[first].start:
        return None  # 国家技术转移…中心|体系: the system of a named centre
    carried = None if weak else _carried_from(doc, sentence, units, k, type)
    if carried is not None and carried < first:
        first = carried
        while first < k and ((units[first].text in doc.lexicon.whole and "dated" not in type.traits) or units[first].text in doc.lexicon.words["chainVerbs"]):
            first += 1  # 推进|全市|技术创新工程, 深化|拓展|“三争”行动
    elif not weak and (quoted := _QUOTED_FIRST.search(sentence.text[:units[first].start])) and sentence.clean_span(quoted.start(), end) \
            and not any(doc.lexicon.is_stop(u.text, u.tag) for u in units[:first] if u.start >= quoted.start() and u.text not in doc.lexicon.generic):
        # “面对面”以老带新|专项行动: what a name in marks begins goes on to its head.
        first = next((j for j in range(first) if units[j].start == quoted.start()), first)
    start = units[first].start
    if "coined" in type.traits and not weak:
        first = _coined_from(doc, sentence, units, first)
        start = units[first].start
    if first == 0 or units[first - 1].text not in ("的", "”"):
        start = _unknown_from(doc, sentence, start)
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


def _coined_from(doc: Text, sentence: Sentence, units: Sequence[Unit], first: int) -> int:
    """Where a company's name begins, which is made of any words: behind the mark, the joint or the verb before it."""
    i = first
    while i > 0 and units[first].end - units[i - 1].start <= 16:
        unit = units[i - 1]
        if unit.text in ("和", "与", "及", "等", "的", "了", "为", "于") or re.search(r"[^\w()]", unit.text) or doc.lexicon.is_stop(unit.text, unit.tag) \
                or unit.tag[0] in "pcu" or unit.text in doc.lexicon.collective or not sentence.clean_span(unit.start, unit.end):
            break
        i -= 1
        if unit.mention is not None and doc.lexicon.root(unit.mention.type) == doc.lexicon.place:
            return i
    # Without a place in front only what the grammar took is sure.
    return first


def _begins_field(doc: Text, sentence: Sentence, start: int) -> bool:
    """Whether a known field begins there: 新能源 however the segmenter cuts it."""
    names = doc.lexicon.fields
    return any(sentence.text[start:start + n] in names for n in (3, 4))


def _whole(doc: Text, sentence: Sentence, unit: Unit) -> bool:
    """Whether a strong head word ends a unit, so that what is before it is a name of its own."""
    found = doc.lexicon.head_at(sentence.text, unit.end)
    return found is not None and not found[2] and len(found[0]) > 2 and "descriptive" in found[1].traits


def _begins_properly(doc: Text, sentence: Sentence, units: Sequence[Unit], i: int, type: EntityType) -> bool:
    """Whether the noun group before unit `i` begins with a place or another name, so that it is a name whatever follows."""
    first = units[_left_edge(doc, sentence, units, i, type)]
    return first.mention is not None or first.tag == "ns"


def _unknown_from(doc: Text, sentence: Sentence, start: int) -> int:
    """A name that the segmenter cut (明月|湖实验室) begins where the list or the verb before it ends."""
    gap = re.search(r"(?:^|[、,。;:])([一-鿿]{1,3})$", sentence.text[:start])
    if gap is None or not sentence.free(gap.start(1), start) or not sentence.clean_span(gap.start(1), start):
        return start
    words = [w for w in sentence.words if gap.start(1) <= w.start and w.end <= start]
    known = any(w.text in doc.lexicon.stops or w.text in doc.lexicon.generic or w.tag[0] in "vpdcurmqyf" or w.text in doc.lexicon.whole for w in words)
    return gap.start(1) if words and not known and gap.start(1) in sentence.boundaries else start


def _quoted_from(text: str, end: int) -> int | None:
    """Where the quotation begins that ends at `end`; None when there is none, or it is a sentence."""
    if text[end:end + 1] != "”":
        return None
    opening = text.rfind("“", max(0, end - 40), end)
    inside = text[opening + 1:end]
    return None if opening < 0 or "”" in inside or re.search("[。;!?]", inside) else opening


def _carried_from(doc: Text, sentence: Sentence, units: Sequence[Unit], k: int, type: EntityType) -> int | None:
    """The unit behind the carrier verb (实施, 召开) that governs a head in unit `k`: all between is the name, verbs too.

    None when there is no such verb, or what is between is a list, a class or a phrase.
    """
    chained: int | None = None
    for j in range(k - 1, -1, -1):
        unit = units[j]
        if unit.text in type.carriers and unit.text in doc.lexicon.words["clausal"] and chained is None and j > 0 and _nominal_unit(units[j - 1]):
            chained = j + 1  # 实施港口改革|深化|提升行动: behind a noun the verb may be the name's, where another carries it
            continue
        if unit.text in type.carriers:
            between = sentence.text[unit.end:units[k].start]
            clean = sentence.clean_span(unit.end, units[k].end)
            named = 2 <= len(between) <= _CARRIED and "”“" not in between and not between.startswith(("好", "了", *doc.lexicon.collective))
            return j + 1 if named and clean else chained
        if unit.text == "、" and "meeting" in type.roles and doc.lexicon.head_at(sentence.text, unit.start) is None:
            continue  # 召开推进创新深化、改革攻坚大会: what is between is what the meeting is about
        if unit.text in ("的", "了", "、", "和", "与", "及", "以及", "以", "为", "应当", "应", "可以", "不得", "会同", "由", "对") or unit.text in doc.lexicon.collective or re.search(r"[,。;:!?()]", unit.text) \
                or (unit.tag == "m" and re.search(r"\d", unit.text) and not re.fullmatch(r"(?:19|20)\d\d", unit.text)) or units[k].end - unit.start > _CARRIED + 8:
            return chained
    return chained


def _left_edge(doc: Text, sentence: Sentence, units: Sequence[Unit], k: int, type: EntityType) -> int:
    """The index of the first unit of the noun group whose head begins in unit `k`."""
    i = k
    while i > 0 and units[k].end - units[i - 1].start <= _LONGEST:
        unit = units[i - 1]
        if unit.text in doc.lexicon.words["manners"] and units[i].text in doc.lexicon.stops:
            break  # 优先|保障: an adverb, and the clause's verb
        left = units[i - 2] if i >= 2 else None
        if not sentence.clean_span(unit.start, unit.end):
            break
        if unit.text == "新" and _begins_field(doc, sentence, unit.start):
            i -= 1  # 新|能源技术专项
            continue
        if unit.mention is None and (units[i].mention is not None or units[i].tag in ("ns", "nz")) and _whole(doc, sentence, unit):
            break  # 量子计算中心|太湖智算中心: one name stands before another
        if unit.mention is not None:
            if doc.lexicon.person == doc.lexicon.root(unit.mention.type):
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
        elif unit.text == "和" and left is not None and i < len(units) and _is_field(doc, left) and _is_field(doc, units[i]):
            i -= 1  # two fields of one body: 生命科学和生物医学实验室
        elif unit.text in doc.lexicon.words["prefixes"] and i < k and (units[i].mention is not None or units[i].tag in ("ns", "j")):
            i -= 1  # 沿|沪宁|产业带
        elif unit.text in ("与", "及", "暨"):
            if left is None or (left.mention is not None and not _is_field(doc, left)) or i == k \
                    or not _nominal_unit(left) or (left.text in doc.lexicon.stops and left.tag != "vn") \
                    or doc.lexicon.head_at(sentence.text, left.end):
                break
            i -= 1
        elif doc.lexicon.is_stop(unit.text, unit.tag) or unit.tag.startswith("v"):
            if (len(unit.text) == 4 and unit.text not in doc.lexicon.stops and doc.lexicon.is_stop(unit.text, unit.tag)) or not _nominal_verb(doc, units, i - 1, k):
                break
            i -= 1
        elif _YEAR.fullmatch(unit.text) and "dated" in type.traits:
            i -= 1
        elif unit.text in ("年", "年度") and left is not None and re.fullmatch(r"(?:19|20)\d\d", left.text):
            if "dated" not in type.traits:
                break
            i -= 2
        elif unit.text in doc.lexicon.whole:
            # Before 全省 of a name only its year may stand.
            years = 2 if left is not None and left.text in ("年", "年度") else 1
            dated = "dated" in type.traits and re.fullmatch(r"(?:19|20)\d\d年?度?", "".join(u.text for u in units[max(0, i - 1 - years):i - 1]))
            i -= 1 + years * bool(dated)
            break
        elif _nominal_unit(unit) or (unit.tag == "t" and unit.text in doc.lexicon.generic) or (unit.text == "用" and left is not None and left.tag == "n" and i < k):
            i -= 1
        else:
            break
    while i < k and units[i].text in doc.lexicon.words["leading"] and units[i].text not in doc.lexicon.whole and not _begins_field(doc, sentence, units[i].start):
        i += 1
    for j in range(i + 1, k):
        if units[j].text in ("省", "市", "区", "县", "州") and units[j + 1].text != ")" and units[j].mention is None and units[j - 1].mention is None and units[j - 1].tag != "ns":
            i = j  # 事项提请|区人才工作领导小组: a level of place begins the name
    outer = units[i].mention
    if outer is not None and i + 1 < k and units[i + 1].mention is not None and not _is_field(doc, units[i + 1]) \
            and doc.lexicon.root(outer.type) == doc.lexicon.place and outer.text.endswith(("区", "县")):
        i += 1  # 江北区|宁波江北…街区: the district only says where
    while i < k and units[i].text in ("全国", "全省", "全市") and units[i + 1].text in doc.lexicon.words["leading"]:
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


def _is_field(doc: Text, unit: Unit) -> bool:
    return unit.mention is not None and doc.lexicon.root(unit.mention.type) == doc.lexicon.field


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


def _nominal_verb(doc: Text, units: Sequence[Unit], v: int, k: int) -> bool:
    """Whether the verb in unit `v` is part of the name whose head begins in unit `k`: [成果][转化]中心, not 建设|中心.

    Chinese puts the object before a verb inside a compound, so a verb with a noun before it and the head (or another
    such verb) behind it is nominal; one at the beginning of a clause or behind an agent is the clause's own.
    """
    unit = units[v]
    if len(unit.text) < 2:
        return unit.text in doc.lexicon.words["prefixes"]
    if unit.text[-1] in _RESULTS:
        return False  # 带到, 成为: such verbs have an object
    left = units[v - 1] if v else None
    free = unit.text not in doc.lexicon.stops
    if left is None or (not _nominal_unit(left) and not left.tag.startswith("v")):
        return free and (unit.tag == "vn" or (left is not None and left.text in ("、", "与", "及")))
    if left.text in doc.lexicon.words["manners"]:
        return False  # 高水平|建设: an adverb of how it is done
    if left.tag.startswith("v") and left.text in doc.lexicon.stops and left.text not in doc.lexicon.generic:
        return free and unit.tag == "vn"
    if free:
        return unit.tag == "vn" or unit.text in doc.lexicon.generic or not (
            left.text in doc.lexicon.words["actors"] or (left.tag.startswith("v") and left.text in doc.lexicon.relation_verbs))
    ended = doc.lexicon.head_at(draft_text(units, v), units[v - 1].end - units[0].start)
    if ended is not None and not ended[2] and unit.text in doc.lexicon.relation_verbs:
        # A whole name stands before it: 计算中心|服务….
        return False
    if unit.text in doc.lexicon.words["clausal"]:
        return False
    if left.mention is not None and not _is_field(doc, left) and left.mention.technique != "enumeration":
        # Behind a place or body these verbs say what it does.
        return unit.text in doc.lexicon.generic and unit.text not in doc.lexicon.relation_verbs
    right = units[v + 1:k]
    if unit.text in doc.lexicon.generic and right and right[0].mention is None and right[0].text in doc.lexicon.generic and not _after_pivot(doc, units, v):
        return True  # 科技|发展|战略: the verb makes a compound with the noun behind it
    if any(not (u.tag.startswith("v") or u.text in doc.lexicon.generic) for u in right):
        return unit.text in doc.lexicon.generic and unit.text not in doc.lexicon.words["pivots"] and unit.text not in doc.lexicon.relation_verbs
    if any(not u.tag.startswith("v") for u in right):
        # Behind it stands a noun that it may govern: 申报|国家…示范区.
        return unit.text in doc.lexicon.generic and unit.text not in doc.lexicon.words["pivots"] and not (
            unit.text in doc.lexicon.relation_verbs and unit.tag == "v")
    if left.tag.startswith("v") and left.text in doc.lexicon.stops:
        return unit.text in doc.lexicon.generic and _nominal_verb(doc, units, v - 1, k)
    return unit.text in doc.lexicon.generic


def _after_pivot(doc: Text, units: Sequence[Unit], v: int) -> bool:
    """Whether the nouns before a verb are the object of 支持, 推动 …, whose doing the verb then is."""
    i = v - 1
    while i >= 0 and _nominal_unit(units[i]) and units[i].text not in doc.lexicon.stops:
        i -= 1
    return i >= 0 and (units[i].text in doc.lexicon.words["pivots"] or (units[i].text in doc.lexicon.stops and units[i].text not in doc.lexicon.generic))


def draft_text(units: Sequence[Unit], end: int) -> str:
    """The text of the units before an index."""
    return "".join(u.text for u in units[:end])


def _accept(doc: Text, sentence: Sentence, units: Sequence[Unit], c: Candidate, carried: list[Candidate]) -> Iterator[Name]:
    if not _is_name(doc, sentence, units, c):
        return
    members = _shared_tail(doc, sentence, units, c)
    counted = _COUNTED.match(sentence.text[c.start:c.end])
    if counted and not members:
        c = replace(c, end=c.start + counted.end(1))  # 甲、乙、丙|三大平台
    text = sentence.text[c.start:c.end]
    if members:
        for start, end, name in members:
            # 石墨烯 in 石墨烯、磁性材料重点实验室 names the laboratory and only then the field in its name.
            full, others = _full(doc, name, c.type.traits)
            yield Name(sentence, (start, end), c.type.name, "form", full, (*others, *_designated(doc, name)), over=Over.CLAIM)
        return
    if any(other.start < c.end and c.start < other.end for other in carried):
        # 制定支持甲港建设乙示范区实施方案: the names in it are names too.
        yield Name(sentence, (c.start, c.end), c.type.name, "form", _full(doc, text, c.type.traits)[0], over=Over.INSIDE)
        return
    yield from _split_scope(doc, sentence, c, text)
    name, others = _full(doc, text, c.type.traits)
    yield Name(sentence, (c.start, c.end), c.type.name, "carried" if c.carried else "form", name, (*others, *_designated(doc, text)))
    if c.carried:
        carried.append(c)


def _designated(doc: Text, text: str) -> Iterator[str]:
    """The names of a title that the state gives, with the place that holds it."""
    if text in doc.lexicon.words["designations"] and doc.places:
        place = full_name(next(iter(doc.places.values())))
        yield place + text
        yield place.rstrip("省市") + text


def _split_scope(doc: Text, sentence: Sentence, c: Candidate, text: str) -> Iterator[Name]:
    """The first of two bodies of two levels: 全国和|全省科技奖励大会."""
    scope = _SPLIT_SCOPE.search(sentence.text[:c.start])
    if scope and text.startswith(("全", "省", "市", "国家")):
        rest = scope.group(1) + re.sub(r"^(?:全国|全省|全市|国家|省|市)", "", text)
        twin, twins = _full(doc, rest)
        yield Name(sentence, (scope.start(), scope.end(1)), c.type.name, "form", twin, (rest, *twins))


def _full(doc: Text, text: str, traits: frozenset[str] = frozenset()) -> tuple[str, list[str]]:
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
    for whole in sorted(doc.lexicon.words["wholePlace"]):
        if core.startswith(whole):
            place = frame_place(doc, whole[-1])
            if place:
                core_full = full_name(place) + core[len(whole):]
                others += [core_full, core]
                name = prefix + core_full
            break
    else:
        level_word = _PLACE_WORD.match(core)
        if level_word:
            place = frame_place(doc, level_word.group(1))
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


def _is_name(doc: Text, sentence: Sentence, units: Sequence[Unit], c: Candidate) -> bool:
    """Whether a noun group names one thing: something specific in it, nothing before it that makes it a class."""
    text = sentence.text[c.start:c.end]
    if (len(text) < 4 and "“" not in text and not _listed_park(doc, sentence, units, c)) or any(text.endswith(w) and len(w) >= len(c.head) for w in doc.lexicon.words["classes"]) or text.count("(") != text.count(")"):
        return False
    if any(w.startswith(c.head) and sentence.text.startswith(w[len(c.head):], c.end) for w in doc.lexicon.offices) \
            and any(sentence.span(m)[0] == c.start and doc.lexicon.root(m.type) == c.type.root for m in sentence.mentions):
        return False  # 某日报全媒体|记者: the newspaper's reporter, not another body
    before = sentence.text[:c.start]
    if (before.endswith(doc.lexicon.collective) and not (text.startswith("“") and before.endswith("等"))) \
            or (_NUMERAL_BEFORE.search(before) and not before.endswith("第一")):
        return False
    if re.match(r"[省市区县州旗]\([省市区县州旗]\)", text):
        return False  # 县(市)主管部门: every one of them
    if any(w in text[:-len(c.head)] for w in ("有关", "相关", "各类", "各级", "其他")):
        return False
    if text.startswith(tuple(w for w in doc.lexicon.collective if len(w) > 1)):
        return False
    if c.start and c.start - 1 in sentence.redacted and not _PLACE_WORD.match(text):
        return False
    if _PLACE_WORD.match(text) and c.start - 1 in sentence.redacted and len(text) < 6:
        return False
    if _PLACE_WORD.match(text) and _LEVELS.search(before) and "dated" not in c.type.traits:
        return False  # 国家、省、市科技计划 are classes
    if text.endswith("”") and "“" in text and any(s in text[text.rindex("“"):] for s in doc.lexicon.words["slogans"]):
        return False
    inside = [u for u in units if (c.start <= u.start and u.end <= c.end - len(c.head)) or c.start <= u.start < c.end - len(c.head)]
    proper = specific = 0
    quote = False
    dated = "dated" in c.type.traits
    if "bareName" in c.type.traits and re.fullmatch(r"[一-鿿]{2,4}", text[:-len(c.head)]) and inside:
        proper += not any(u.text in doc.lexicon.generic or u.text in doc.lexicon.stops for u in inside)
    for unit in inside:
        if unit.text == "“":
            quote = not re.match(r"“[一二三四五六七八九十]{1,2}五”", sentence.text[unit.start:])
        if unit.mention is not None and not _is_field(doc, unit):
            proper += 1
        elif unit.mention is not None:
            specific += 1
        elif unit.text in doc.lexicon.whole or re.fullmatch(r"省|市|区|县", unit.text) or (unit.text == "全国" and dated):
            # 全省 and 我市 make a name of a meeting; of other things they only say whose they are.
            proper += ("meeting" in c.type.roles or unit.text not in doc.lexicon.whole) and unit.start in (c.start, c.start + 5)
        elif unit.text in ("“", "”", "(", ")") or unit.text in _JOINTS or unit.text in doc.lexicon.generic or unit.text.removesuffix(c.head) in doc.lexicon.generic \
                or doc.lexicon.is_stop(unit.text, unit.tag) or re.fullmatch("[一二三四五六七八九十]{1,2}五", unit.text):
            continue
        elif re.search(r"[A-Za-z0-9]", unit.text) or unit.tag in ("ns", "nt", "nz", "nr", "nrt"):
            proper += 1 if not _YEAR.match(unit.text) and not unit.text.isdigit() else 0
            specific += 1
        elif len(unit.text) >= 2 or unit.text in doc.lexicon.words["prefixes"]:
            specific += 1
    if text in doc.lexicon.words["designations"]:
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
    if _PLACE_WORD.match(text) and "body" not in c.type.roles and proper == 1 and not specific and len(c.head) == 2 and len(inside) > 1 and text[len(text) - 2:] in doc.lexicon.generic:
        return False  # 市发展改革(、教育、科技创新等部门)
    if c.weak:
        if not proper and not quote and re.search(r"[了着过的对把]$", before):
            return False
        if "body" in c.type.roles and _PLACE_WORD.match(text) and len(inside) > 1 and not any(u.text in doc.lexicon.collective for u in inside):
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


def _listed_park(doc: Text, sentence: Sentence, units: Sequence[Unit], c: Candidate) -> bool:
    """Whether a place and a head of one character name one of a list of such: 包括鄞州园、江北园、镇海园."""
    named = units[c.first].mention
    place = c.end - c.start == 3 and named is not None and doc.lexicon.root(named.type) == doc.lexicon.place
    alike = len(re.findall(rf"(?:^|[、和及])[一-鿿]{{2,4}}{c.head}(?=[、和及等,。])", sentence.text))
    return place and len(c.head) == 1 and alike >= 3


def _shared_tail(doc: Text, sentence: Sentence, units: Sequence[Unit], c: Candidate) -> list[tuple[int, int, str]]:
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
                and units[start - 1].text not in doc.lexicon.stops and end - start < 4:
            start -= 1
        if start == end or (start and units[start - 1].tag[0] in "df" and units[start - 1].end == units[start].start and not doc.lexicon.is_stop(units[start - 1].text, units[start - 1].tag)):
            break
        members.insert(0, (start, end))
        i = start
    if not members:
        return []
    kinds = {_kind(doc, units[s:e]) for s, e in members}
    field = doc.lexicon.field
    split = _parallel_end(doc, units, c, kinds)
    counted = split is not None and re.match(r"[两二三四五六七八九十]大", sentence.text[units[split].start:])
    if split is not None and counted and len(kinds) == 2:
        kinds = {"counted"}
    if kinds == {field, "other"}:
        kinds = {field}
    if split is None or len(kinds) != 1 or ("other" in kinds and any(e - s > 2 for s, e in members)):
        return []
    if any(doc.lexicon.head_at(sentence.text, units[e - 1].end) or units[e - 1].text in doc.lexicon.offices or units[e - 1].end - units[s].start < 2 for s, e in members):
        return []
    if "quote" not in kinds and not counted and "“" in sentence.text[units[c.first].start:c.end]:
        return []  # only the last member has a name of its own: 甲企业、乙企业“双清零”行动
    if len(members) == 1 and units[c.first - 1].text == "和" and not kinds & {"quote", doc.lexicon.place}:
        return []  # 生命科学和生物医学实验室 is one
    tail = re.sub(r"^(?:等)?[两二三四五六七八九十]大", "", sentence.text[units[split].start:c.end])
    if counted and len(tail) <= 2:
        return []  # 前海、横琴四大平台 are four places
    # “甲计划”“乙”行动: what has its own head within its marks takes no other.
    whole = {(s, e): doc.lexicon.head_at(sentence.text, units[e - 1].start) for s, e in members if units[e - 1].text == "”"}
    result = [(units[s].start, units[e - 1].end, sentence.text[units[s].start:units[e - 1].end] + ("" if whole.get((s, e)) else tail)) for s, e in members]
    last = (units[c.first].start, c.end, sentence.text[units[c.first].start:units[split].start] + tail)
    return [*result, last]


def _kind(doc: Text, units: Sequence[Unit]) -> str:
    if units[0].text == "“":
        return "quote"
    if len(units) == 1 and units[0].mention is not None:
        return doc.lexicon.root(units[0].mention.type)
    return "other"


def _parallel_end(doc: Text, units: Sequence[Unit], c: Candidate, kinds: set[str]) -> int | None:
    """The unit index at which the shared tail of the last member begins."""
    place = doc.lexicon.place
    if units[c.first].text == "“":
        closing = next((j for j in range(c.first, c.last) if units[j].text == "”"), None)
        return closing + 1 if closing is not None else None
    first = _kind(doc, units[c.first:c.first + 1])
    if first == place and kinds == {place}:
        # 杭州、宁波|省级人工智能产业园: all behind the place is of both.
        return c.first + 1 + (c.first + 1 < c.head_unit and units[c.first + 1].text == "地区")
    if first in kinds or (kinds <= {doc.lexicon.field, "other"} and first != "quote"):
        # The tail is what is general in the last member (高新技术产业基地) with a place in it (浙江实验室).
        if c.first + 1 < c.head_unit and units[c.first + 1].text in ("领域", "产业", "行业", "方向"):
            return c.first + 1
        tail = c.head_unit
        while tail - 1 > c.first and (units[tail - 1].text in doc.lexicon.generic or _kind(doc, units[tail - 1:tail]) == place):
            tail -= 1
        return tail
    return None
