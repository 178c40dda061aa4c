"""Fields of technology and industry: members of a list that the words behind it (等产业, 领域) call so, and known ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Head, Lexicon
from kg.extract.names.industry import is_quality
from kg.extract.proposal import Name, Over
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import Sentence, Text
from kg.gazetteer import make_finder
from kg.words import Word

Span = tuple[int, int]
_RUN = re.compile(r"[^,。;:、!?“”()《》]{2,16}(?:、[^,。;:、!?“”()《》]{2,16})+")
_MEMBER = re.compile(r"[一-鿿A-Za-z0-9+]{2,12}")
_LATIN = re.compile("[A-Za-z0-9]")
_LABEL = r"(?:等)?(?:[^,。;、“”]{0,10}?)({fieldLabels})"
_DEPARTMENTS = r"等[^,。;、]{0,8}?{departmentLabels}"
_OTHER = r"等[^,。;、]{0,8}?{notFieldLabels}"
# Words behind a list that by themselves say that its members are domains of work.
_SURE = r"{several}{fieldCounters}{fieldQualifiers}?{fieldScopes}|等{sureQualifiers}?{sureFieldLabels}"
# Words right behind 等 that leave no doubt, whatever stands behind them.
_ETC = r"等{etcLabels}"
_CALLED = r"等?{fieldCalls}"
_POLICY = r"等{etcLabels}的?{han}{0,4}?{policyMatters}"
_SHORTCOMING = r"等{etcLabels}[^,。;、]{0,8}?{shortcomings}"
_SIGNS = "(?:{provinceSigns}|{ownSign})(?:{provinceSigns}|{outerSigns}){1,3}{han}{3}"
_FACTORS = "{han}{1,4}?(?:等{han}{0,2})?{factors}"
_MEASURES = r"等{han}{0,4}?{measureCalls}"
_SAFETY = r"等?{han}{0,8}?{safetyMatters}"
_TOWARDS = r"[^,。;、]{0,12}?{directionMarks}"
_CLOSED = r"[,。;]|$"
_COUNTED = r"{several}{fieldCounters}{fieldQualifiers}?$"
_SPLIT = r"{listJoints}"
_MUTUAL = "{mutualMarks}{han}{mutualMarks}{han}"  # 互融共进, 同频共振
_LONGEST_FIRST = 16  # characters of the first member of a run
_PAIR = 2  # members of a list
_LONGEST, _LABEL_REACH = 8, 14  # characters of an unknown member; behind the list


def _make_finder(lexicon: Lexicon) -> Callable[[str], bool]:
    """A function that tells, in one pass, whether a name of a field stands anywhere in a text."""
    return make_finder(lexicon.fields)


@case
class FieldList:
    """A run of short members joined by 、, of which a label behind may say that they are fields."""

    lexicon: Lexicon
    text: Text
    sentence: Sentence
    spans: tuple[Span, ...]

    @once
    def label(self) -> re.Match[str] | None:
        """What the words behind the list call its members."""
        where = self.sentence.text, self.spans[-1][0], self.spans[-1][1] + _LABEL_REACH
        if self.lexicon.pattern("{fieldLabels}").search(*where) is None:
            return None
        return self.lexicon.pattern(_LABEL).search(*where)

    @property
    def worth_asking(self) -> bool:
        """Whether anything in or behind it may tell of a field: most lists are none, and this is asked fast."""
        start, end = self.spans[0][0], self.spans[-1][1]
        if self.lexicon.bound(_make_finder)(self.sentence.text[start:end]):
            return True
        if self.lexicon.pattern("{ownGrowthVerbs}").search(self.sentence.text, max(0, start - 4), start + 6):
            return True
        sure = self.lexicon.pattern(_SURE).search(self.sentence.text, self.spans[-1][0])
        return sure is not None or self.label is not None

    @once
    def opening(self) -> list[Span]:
        """All members but the last, the first without what governs it; none where nothing is left of it."""
        start, end = self.spans[0]
        start = _governed_to(self.text, self.sentence, start, end)
        middle = (part for span in self.spans[1:-1] for part in _parallel(self.lexicon, self.sentence, *span))
        return [*_parts(self.lexicon, self.sentence, start, end), *middle] if start < end else []

    @once
    def closing(self) -> list[Span]:
        """The last member, or those that 和 joins in it, up to the word for the whole list."""
        start, end = self.spans[-1]
        stop = _label_start(self, start, end)
        spans, position = [], start
        for joint in self.lexicon.pattern(_SPLIT).finditer(self.sentence.text, start, stop):
            if joint.start() > start:
                spans.append((position, joint.start()))
                position = joint.end()
        members = [s for s in (*spans, (position, stop)) if s[1] > s[0]]
        return [(start, stop)] if _is_one(self.lexicon, self.sentence, (start, stop), members) else members

    @property
    def end(self) -> int:
        """Where the last member ends; where the list is counted right behind a 、, that is where it begins."""
        return self.closing[-1][1] if self.closing else self.spans[-1][0]

    def followed(self, template: str) -> bool:
        """Whether right behind the last member stands what a pattern says."""
        return self.lexicon.pattern(template).match(self.sentence.text, self.end) is not None

    @property
    def sure(self) -> bool:
        """Whether the words behind by themselves say that the members are fields: 三大方向, 等未来产业."""
        return self.followed(_SURE)

    @property
    def told(self) -> bool:
        """Whether right behind 等 stands a word for domains: 等领域, 等产业."""
        return self.followed(_ETC)

    @property
    def called(self) -> bool:
        """Whether a label stands right behind the list."""
        return self.label is not None and self.label.start() <= self.spans[-1][1]

    @once
    def members(self) -> list[Span]:
        """The members that can be fields, without what only says how they are."""
        named = self.sure or self.followed(_CALLED)
        plausible = [s for s in (*self.opening, *self.closing) if not MEMBERS.any(Member(self.lexicon, self, s, named))]
        return [_specific(self.lexicon, self.sentence, span) for span in plausible]

    @once
    def known(self) -> int:
        """How many members are fields already, or known as such."""
        return sum(_is_known(self.lexicon, self.sentence.text[s:e]) or self._holds_field(s, e) for s, e in self.members)

    @property
    def mostly_known(self) -> bool:
        """Whether two in three are; of 铁路、公路跨海通道, where one alone can be a field, nothing tells that."""
        several = len(self.members) >= _PAIR or self.label is not None
        return several and self.known * 3 >= len(self.members) * 2

    @property
    def policy(self) -> bool:
        """Whether behind a word for domains stands what is done about those of government: 等领域|改革, 等领域突出|问题."""
        return self.followed(_POLICY)

    @property
    def grown(self) -> bool:
        """Whether a verb of growth governs all that stands up to a mark, and every member can be a field."""
        if not self._governed_by("ownGrowthVerbs"):
            return False
        ends, said = self.lexicon.lexemes("noDomainEnds"), self.sentence.text
        return not any(ends.ending(said[slice(*span)], span[1] - span[0]) for span in self.members)

    @property
    def used(self) -> bool:
        """Whether members are things that are used: 节能技术、工艺、材料和设备."""
        things, said = self.lexicon.words["usedThings"], self.sentence.text
        return any(said[slice(*span)] in things for span in (*self.opening, *self.closing))

    @property
    def focused(self) -> bool:
        """Whether a verb of working on something governs it so: 聚焦|激光、智能电力装备."""
        return self._governed_by("focusingVerbs")

    def _governed_by(self, verbs: str) -> bool:
        whole = [*self.opening, *self.closing]
        verb = self.lexicon.lexemes(verbs).ending(self.sentence.text, whole[0][0])
        return self.followed(_CLOSED) and verb is not None and len(self.members) == len(whole)

    def _holds_field(self, start: int, end: int) -> bool:
        return any(self.text.is_a(m, self.lexicon.field) for m in self.sentence.covering(start, end))


@case
class Member:
    """A member of a list: can it be a field?  `named` says that the label speaks of fields and of nothing else."""

    lexicon: Lexicon
    of: FieldList
    span: Span
    named: bool

    @property
    def sentence(self) -> Sentence:
        """Where it stands."""
        return self.of.sentence

    @once
    def text(self) -> str:
        """What it says."""
        return self.sentence.text[self.span[0]:self.span[1]]

    @once
    def words(self) -> list[Word]:
        """Its words; those that reach beyond it are not among them."""
        return [w for w in self.sentence.touching(*self.span) if w.end <= self.span[1]]

    @once
    def known(self) -> bool:
        """Whether it is a known field."""
        return _is_known(self.lexicon, self.text)

    def joins(self, word: Word) -> bool:
        """Whether a word joins two parts of it, neither of which is a known field: 纤维|及|复合材料."""
        start, end = self.span
        parts = {self.sentence.text[start:word.start], self.sentence.text[word.end:end]}
        short = any(len(part) < 2 for part in parts)
        return not short and word.text in self.lexicon.words["listJoints"] and parts.isdisjoint(self.lexicon.fields)

    @once
    def head(self) -> Head | None:
        """The head of another type's names with which it ends."""
        return self.lexicon.head_at(self.sentence.text, self.span[1])


def _thing(m: Member) -> bool:
    """It ends as names of things do; where the label says field, only as things that are described."""
    return m.head is not None and not (m.named and (m.head.weak or not m.lexicon.has(m.head.type.name, "descriptive")))


def _make_verbs(lexicon: Lexicon) -> frozenset[str]:
    """The verbs that stand in no field."""
    return lexicon.stops - lexicon.generic | lexicon.words["pureVerbs"]


def _verb_inside(m: Member) -> bool:
    verbs = m.lexicon.bound(_make_verbs)
    return not m.known and any(w.text in verbs for w in m.words)


def _quality(m: Member) -> bool:
    """前瞻性: a word that only says of what quality the thing behind the list is."""
    return is_quality(m.lexicon, m.text) and not m.known


def _grown_itself(m: Member) -> bool:
    """培育|生物医药: what is grown stands behind a verb of its own."""
    verb = m.lexicon.lexemes("growthVerbs").beginning(m.text, 0) or m.text
    return m.text[len(verb):] in m.lexicon.fields


# Why a member of a list is no field.
MEMBERS: Table[Member] = Table(
    "field-member",
    Rule("cut-word", lambda m: m.span[0] not in m.sentence.boundaries, NO),
    Rule("odd-signs", lambda m: not _MEMBER.fullmatch(m.text), NO),
    # 甲乙|先进制造业, each by its character: whose it is.
    Rule("signs", lambda m: m.lexicon.pattern(_SIGNS).match(m.text), NO),
    # 党史学习|教育 is but the end of what a campaign is called.
    Rule("within-word", lambda m: not m.words, NO),
    Rule("long", lambda m: len(m.text) > _LONGEST and not m.known, NO),
    Rule("thing", _thing, NO),
    # 装备制造业|营收: what is measured of a field.
    Rule("measure", lambda m: m.lexicon.lexemes("sharedMeasures").ending(m.text, len(m.text)), NO),
    Rule("work", lambda m: m.lexicon.lexemes("workNouns").ending(m.text, len(m.text)), NO),
    Rule("mutual", lambda m: m.lexicon.pattern(_MUTUAL).fullmatch(m.text), NO),
    Rule("general", lambda m: not m.known and all(w.text in m.lexicon.generic for w in m.words), NO),
    Rule("verb-inside", _verb_inside, NO),
    Rule("grown", _grown_itself, NO),
    # 养老、家政、数字等消费: a word that only says how.
    Rule("manner", lambda m: m.text in m.lexicon.words["mannersAlone"], NO),
    Rule("quality", _quality, NO),
    Rule("verb", lambda m: not m.known and len(m.words) == 1 and m.words[0].tag[0] == "v", NO),
    Rule("function-word", lambda m: any(w.tag[0] in "pdcuryq" and not m.joins(w) for w in m.words), NO),
    Rule("numeral", lambda m: any(w.tag == "m" and not _LATIN.search(w.text) for w in m.words), NO),
)
# Why a list is one of fields, and why it is none.
LISTS: Table[FieldList] = Table(
    "field-list",
    Rule("nothing-first", lambda f: not f.opening, NO),
    Rule("sure-label", lambda f: f.sure, YES),
    Rule("strangers", lambda f: len(f.members) < len(f.opening) + len(f.closing) - 1, NO),
    Rule("departments", lambda f: _other(f, _DEPARTMENTS), NO),
    Rule("safety", lambda f: f.followed(_SAFETY), NO),
    # 朝着稳定、健康的方向: how something is, and no domain of work.
    Rule("towards", lambda f: f.lexicon.pattern(_TOWARDS).match(f.sentence.text, f.spans[-1][0]), NO),
    # 电力、天然气、石油等|指标: what is measured.
    Rule("measures", lambda f: f.followed(_MEASURES), NO),
    # 化学、物理、生物|因素: what acts on somebody.
    Rule("factors", lambda f: f.lexicon.pattern(_FACTORS).match(f.sentence.text, f.spans[-1][0]), NO),
    Rule("used", lambda f: f.used, NO),
    Rule("mostly-known", lambda f: f.mostly_known, YES),
    # 消防救援、校外托管等领域|短板较多: where work falls short.
    Rule("shortcoming", lambda f: f.followed(_SHORTCOMING), NO),
    Rule("policy", lambda f: f.known * 2 < len(f.members) and f.policy, NO),
    Rule("told", lambda f: f.told, YES),
    Rule("others", lambda f: _other(f), NO),
    Rule("called", lambda f: f.called and f.known, YES),
    Rule("grown", lambda f: f.grown, YES),
    Rule("focused", lambda f: f.known and f.focused, YES),
)


def find_enumerations(text: Text) -> Iterator[Name]:
    """The members of lists of fields; a list counts when a word behind calls its members fields, or most are known."""
    for sentence in (s for s in text.sentences if "、" in s.text):
        for match in _runs(sentence.text):
            for spans in _lists(sentence, match):
                yield from _named(text, sentence, spans)


def _runs(text: str) -> Iterator[re.Match[str]]:
    """Runs of members that 、 joins; each is sought from where its first member may begin, as that is slow."""
    end, joint = 0, text.find("、")
    while joint >= 0 and (run := _RUN.search(text, max(end, joint - _LONGEST_FIRST))) is not None:
        yield run
        end = run.end()
        joint = text.find("、", end)


def _lists(sentence: Sentence, match: re.Match[str]) -> Iterator[tuple[Span, ...]]:
    """The lists of a run: 等 and what its members are called ends one."""
    spans: list[Span] = []
    position = match.start()
    for part in match.group().split("、"):
        spans.append((position, position + len(part)))
        position += len(part) + 1
        if "等" in part[1:]:
            yield tuple(spans)
            spans = []
    if len(spans) > 1:
        yield tuple(spans)


def _named(text: Text, sentence: Sentence, spans: tuple[Span, ...]) -> Iterator[Name]:
    """The members of a list, or of the part of it that a verb within governs: 甲区、乙区|做强|光伏、核电装备产业."""
    starts = (i for i, span in enumerate(spans[:-1]) if i == 0 or _governed_to(text, sentence, *span) > span[0])
    for start in starts:
        candidate = FieldList(text.lexicon, text, sentence, spans[start:])
        reason = LISTS.reason_for(candidate) if candidate.worth_asking else None
        if reason is not None:
            for span in candidate.members:
                yield from _field(candidate, span, reason)
            return


def _field(candidate: FieldList, span: Span, reason: str) -> Iterator[Name]:
    """A member as the field that it is, or as the two that it runs together."""
    sentence, lexicon = candidate.sentence, candidate.lexicon
    for other in sentence.covering(*span):
        if not candidate.text.is_a(other, lexicon.field) or sentence.span(other) == span:
            return
    surface = sentence.text[span[0]:span[1]]
    cut = _two_known(lexicon, surface)
    if cut:
        for part in ((span[0], span[0] + cut), (span[0] + cut, span[1])):
            yield Name(sentence, part, lexicon.field, "enumeration", over=Over.ERASE, reasons=(reason,))
        return
    bare = lexicon.pattern("{fieldTails}$").sub("", surface)
    yield Name(sentence, span, lexicon.field, "enumeration", bare, (surface,), over=Over.ERASE, reasons=(reason,))


def _other(candidate: FieldList, called: str = _OTHER) -> bool:
    """What stands behind 等 calls the members something else: 甲电池、乙芯片等项目 are projects."""
    start, end = candidate.spans[-1]
    text = candidate.sentence.text
    return bool(candidate.lexicon.pattern(called).match(text, max(text.find("等", start, end + 1), start)))


def _parts(lexicon: Lexicon, sentence: Sentence, start: int, end: int) -> list[Span]:
    """A member cut at its joint: in 甲和乙、丙、丁等产业 the first one is two."""
    joints = lexicon.words["listJoints"]
    joint = next((w for w in sentence.touching(start, end) if start + 2 <= w.start and w.text in joints), None)
    parts = [(start, joint.start), (joint.end, end)] if joint else [(start, end)]
    return [(start, end)] if _is_one(lexicon, sentence, (start, end), parts) else parts


def _parallel(lexicon: Lexicon, sentence: Sentence, start: int, end: int) -> list[Span]:
    """A member within a list, or the two of one length that 和 joins in it: 岛内游|和|滩涂游, but not 水产养殖及加工."""
    parts = _parts(lexicon, sentence, start, end)
    return parts if len({last - first for first, last in parts}) == 1 else [(start, end)]


def _is_one(lexicon: Lexicon, sentence: Sentence, span: Span, parts: list[Span]) -> bool:
    """细胞与基因治疗: whether what a joint parts is one known field, and not each part is one by itself."""
    said = sentence.text
    return said[slice(*span)] in lexicon.fields and not all(said[slice(*part)] in lexicon.fields for part in parts)


def _two_known(lexicon: Lexicon, text: str) -> int | None:
    """Where a member that runs two known fields together is to be cut: 新能源|新材料."""
    # Two of two characters make one domain: 文化旅游, 医疗健康.
    if len(text) <= 4:
        return None
    cuts = (i for i in range(2, len(text) - 1) if text[:i] in lexicon.fields and text[i:] in lexicon.fields)
    return next(cuts, None)


def _is_known(lexicon: Lexicon, text: str) -> bool:
    if text in lexicon.fields:
        return True
    tail = lexicon.lexemes("knownFieldTails").ending(text, len(text))
    return tail is not None and text[:-len(tail)] in lexicon.fields


def _governed_to(text: Text, sentence: Sentence, start: int, end: int) -> int:
    """Where the first member begins: behind the verb, preposition or name that governs the list."""
    grown = text.lexicon.lexemes("ownGrowthVerbs").beginning(sentence.text, start, sentence.boundaries)
    position = start if grown is None else start + len(grown)  # 做大做强|新材料: the segmenter takes it apart
    for word in sentence.touching(position, end):
        if word.end < end and _governs(text.lexicon, word):
            position = word.end
    for mention in sentence.covering(start, end):
        if not text.is_a(mention, text.lexicon.field):
            position = max(position, sentence.span(mention)[1])
    return position


def _governs(lexicon: Lexicon, word: Word) -> bool:
    if word.text in lexicon.governing or word.text in lexicon.words["listOpenings"]:
        return True
    if word.tag[0] in "pcur":
        return word.text not in lexicon.words["listJoints"]
    return word.tag[0] == "d" and len(word.text) == 1


def _label_start(candidate: FieldList, start: int, end: int) -> int:
    """Where the last member ends: before 等, before the count (三大), or before the words that belong to the label."""
    text, lexicon = candidate.sentence.text, candidate.lexicon
    etc = text.find("等", start, end)
    if etc > start:
        return etc
    label = candidate.label
    if label is None or label.start(1) <= start:
        return end
    counted = lexicon.pattern(_COUNTED).search(text[start:label.start(1)])
    if counted:
        return start + counted.start()
    return _before_general(candidate, start, min(end, label.start(1)))


def _before_general(candidate: FieldList, start: int, stop: int) -> int:
    """Where the general words begin that belong to the label behind `stop`: 高端装备|新兴|产业, 桥梁装备|高新技术|产业基地."""
    for word in reversed([w for w in candidate.sentence.touching(start, stop) if start < w.start]):
        if word.end == stop and word.text in candidate.lexicon.generic:
            stop = word.start
    return stop


def _specific(lexicon: Lexicon, sentence: Sentence, span: Span) -> Span:
    """A member without what only says how it is, when the rest is known: 高端|海工装备, 系统性|人工智能."""
    start, end = span
    modifier = lexicon.pattern("{fieldModifiers}|{han}{2,}?{qualityEnds}").match(sentence.text, start)
    if modifier and modifier.end() in sentence.boundaries and sentence.text[modifier.end():end] in lexicon.fields:
        return modifier.end(), end
    return span
