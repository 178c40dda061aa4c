"""Names in quotation marks: ways of working (“拨改投”试点, 通过“揭榜挂帅”等方式), positionings, and what verbs carry out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Head, Lexicon
from kg.extract.proposal import Name, Over
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import Sentence, Text

_QUOTE = re.compile(r"“([^“”]{2,24})”")
_SENTENCE = re.compile(r"[,。!?;:]")
_PLAN = r"{numerals}+五"
# The class that the words behind a list of quotations say its members are of, and ways of working among them.
_CLASS = re.compile(r"(?:、?“[^“”]{2,24}”)*等([^,。;、:“”]{2,16})")
_WAYS = r"(?:、?“[^“”]{2,24}”|、[^,。;、“”]{2,14}?)*等[^,。;、]{0,4}?{quotedWays}"
# A list of quotations so far, each with what it is about in front: 医疗服务“一窗挂号”、养老服务“一窗办理”、.
_LIST = re.compile(r"(?:“[^“”]{2,24}”[、和与]?[^,。;:、“”]{0,6})*$")
_GOVERNED = r"{quotationCarriers}[^,。;:、“”]{0,7}$"
# What stands alone behind the verb; of a numeral and 个 it counts commitments (四个坚持), of a comma it is a sentence.
_ALONE = r"(?!{countDigits}{commitmentCounters})[^、,。]{4,16}$"
_CLOSED = r"[,。;、和“等\d]|{quotationMatters}|$"
# Two or more clauses of one length, as ways of working are called: 部门出题、高校答题.
_PAIRED = re.compile(r"([^、,。]{3,5})(?:、[^、,。]{3,5})+")
_POSITIONED = r"(?<![一-鿿]){adverbs}?(?:{quotedBuilding}|{quotedAims}[^,。;:、“”]{1,14}的)$"
_ECONOMY = "(?!{countDigits}){han}{2,4}{economyEnds}"
_ONLINE = r"{han}{2,3}(?<!{notServices}){serviceEnds}"
_JOINED = r"(?=.*{han}{2})[^+、,。]{1,12}(?:[+][^+、,。]{0,10})+"
_LAYOUT = r"(?:{layoutCounts}{layoutParts}){2,5}"  # “一群三带”
_PRACTICE = r"(?!{countDigits}{commitmentCounters}){han}{2,8}{quotedPractices}"
# A quotation that goes on to a word for what is carried out: “五个一”推进机制.
_BEGINNING = r"“([^“”]{2,16})”((?:(?!{endBeginnings})[^,。;:!?、()“”《》]){0,7}?{quotedHeads}|{quotedMerging})"
_WHOLE = 4  # characters of a quotation that may be a head alone
_PROPER = 2  # characters that a weak head needs before it


@case
class Quotation:
    """Words in quotation marks, and the names found in the sentence before them."""

    text: Text
    sentence: Sentence
    match: re.Match[str]
    before: tuple[Name, ...] = ()

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def inner(self) -> str:
        """What stands between the marks."""
        return self.match.group(1)

    @once
    def after(self) -> str:
        """What stands behind it."""
        return self.sentence.text[self.match.end():]

    @once
    def head(self) -> Head | None:
        """The head with which it ends."""
        return self.lexicon.head_at(self.inner, len(self.inner))

    @property
    def open(self) -> bool:
        """Whether nothing but shorter names stands where it does."""
        return all(self.sentence.span(m)[1] < self.match.end() for m in self.sentence.covering(*self.match.span()))

    @property
    def alone(self) -> bool:
        """Whether it is short enough to be itself what is carried out, and nothing behind it is."""
        whole = self.lexicon.pattern(_ALONE).match(self.inner) or self.paired
        return bool(whole and self.lexicon.pattern(_CLOSED).match(self.after))

    @property
    def paired(self) -> bool:
        """Whether it is of clauses of one length, which end otherwise: 部门出题、高校答题, but not 诚信渔港、美丽渔港."""
        parts = self.inner.split("、")
        alike = len({len(part) for part in parts}) == 1 and len({part[-2:] for part in parts}) > 1
        return alike and _PAIRED.fullmatch(self.inner) is not None

    def name(self, type: str, *reasons: str) -> Name:
        """What it names."""
        whole, span = self.match.group(), self.match.span()
        return Name(self.sentence, span, type, "quotation", self.inner, (whole,), reasons=reasons)


def _headed(q: Quotation) -> str | None:
    """The type of the strong head with which it ends, alone only when that is long: “科技大市场”."""
    if q.head is None or q.head.weak:
        return None
    return q.head.type.name if len(q.inner) > min(len(q.head.text), _WHOLE - 1) else None


def _headed_weakly(q: Quotation) -> str | None:
    """The type of the weak head with which it ends as what is named so does, with something proper in front."""
    if q.head is None or len(q.inner) < len(q.head.text) + _PROPER:
        return None
    return q.head.type.name if q.inner.endswith(tuple(q.lexicon.words["quotationEnds"])) else None


def _classed(q: Quotation) -> str | None:
    """The type of the class that the words behind call a list of quotations: “甲”、“乙”等特色产业示范区."""
    behind = _CLASS.match(q.after)
    if behind is None:
        return None
    phrase = behind.group(1)
    heads = (q.lexicon.head_at(phrase, end) for end in range(len(phrase), 1, -1))
    return next((h.type.name for h in heads if h is not None and (not h.weak or _class_noun(q, h, phrase))), None)


def _class_noun(q: Quotation, head: Head, phrase: str) -> bool:
    """Whether a weak head is all that the words behind say of things that are described: “甲”、“乙”等|平台."""
    return phrase == head.text and q.lexicon.has(head.type.name, "descriptive")


def _practice(q: Quotation, found: object) -> str | None:
    return q.lexicon.practice if found else None


def make_signs(lexicon: Lexicon) -> frozenset[str]:
    """The characters by which places of our country are called: 湘, 鲁."""
    places = (i for i in lexicon.individuals.values() if lexicon.roots[i.type] == lexicon.place)
    return frozenset(n for i in places if i.iri not in lexicon.places_abroad for n in i.short_names if len(n) == 1)


def _service(q: Quotation) -> str | None:
    """The type of a place's service online: “湘易办”, “鲁惠通” are called by the character of the place."""
    named = q.inner[0] in q.lexicon.bound(make_signs) and q.lexicon.pattern(_ONLINE).fullmatch(q.inner)
    return q.lexicon.heads[min(q.lexicon.words["serviceHeads"])].type.name if named else None


def _positioned(q: Quotation) -> str | None:
    """The type of what is to become of a place: 打造更高水平的|“海上粮仓”, alone behind the verb."""
    found = q.alone and q.lexicon.pattern(_POSITIONED).search(q.sentence.text, 0, q.match.start())
    return q.lexicon.heads[min(q.lexicon.words["serviceHeads"])].type.name if found else None


def _joined(q: Quotation) -> object:
    """What is put together: “种子+天使+创投”, “信用+”; what is known by such a name, or joins bodies, is not."""
    goes_on = q.lexicon.pattern(_CLOSED).match(q.after) is None and not q.after.startswith(
        (*q.lexicon.listed["quotationTails"], *q.lexicon.listed["joinedTails"]))
    if goes_on or q.lexicon.pattern(_JOINED).fullmatch(q.inner) is None:
        return False  # “冰雪+”|多元体验项目 is one name
    named = q.sentence.covering(*q.match.span(1))
    others = (q.lexicon.body, q.lexicon.place, q.lexicon.practice)
    return not any(q.lexicon.roots[m.type] in others for m in named)


def _layout(q: Quotation) -> str | None:
    """How a place is laid out, counted by its parts: “一群三带”; “三城一区” is what it builds."""
    if q.lexicon.pattern(_LAYOUT).fullmatch(q.inner) is None:
        return None
    built = next(q.lexicon.lexemes("layoutPlaces").places(q.inner), None) is not None
    return q.lexicon.heads[min(q.lexicon.words["serviceHeads"])].type.name if built else q.lexicon.practice


def _listed(q: Quotation) -> str | None:
    """The type of what stands before it in a list of such: “甲”、“乙”."""
    named = [(q.sentence.span(m)[1], m.type) for m in q.sentence.before(q.match.start())] + [
        (n.span[1], n.type) for n in q.before
    ]
    found = (type for end, type in sorted(named) if q.sentence.text[end:q.match.start()] == "、")
    return next((type for type in found if q.lexicon.has(type, "quoted")), None)


def _carried(q: Quotation) -> bool:
    """It is itself the object of 实施, 推行 …, alone or in a list: 推行“一码入企”."""
    before = q.sentence.text[:q.match.start()]
    chain = _LIST.search(before)
    return q.alone and any(_governed(q, before[:end]) for end in {len(before), chain.start() if chain else 0})


def _governed(q: Quotation, before: str) -> bool:
    """Whether a text ends with a verb that carries something out and what that is about, and no other verb between."""
    verb = q.lexicon.pattern(_GOVERNED).search(before)
    if verb is None:
        return False
    between = (w for w in q.sentence.words if verb.start() < w.start and w.end <= len(before))
    others = (w for w in between if w.text not in q.lexicon.words["quotationCarriers"])
    return not any(w.tag == "v" for w in others)


# Why a quotation only quotes, and of what type what it names is; the first that speaks decides.
QUOTATIONS: Table[Quotation] = Table(
    "quotation",
    Rule("slogan", lambda q: q.inner.endswith(q.lexicon.listed["slogans"]), NO),
    Rule("sentence", lambda q: _SENTENCE.search(q.inner), NO),
    Rule("plan", lambda q: q.lexicon.pattern(_PLAN).fullmatch(q.inner), NO),
    Rule("head", _headed, YES),
    Rule("weak-head", _headed_weakly, YES),
    Rule("class-behind", _classed, YES),
    Rule("service", _service, YES),
    Rule("tail", lambda q: _practice(q, q.after.startswith(q.lexicon.listed["quotationTails"])), YES),
    Rule("ways", lambda q: _practice(q, q.lexicon.pattern(_WAYS).match(q.after)), YES),
    Rule("practice-end", lambda q: _practice(q, q.lexicon.pattern(_PRACTICE).fullmatch(q.inner)), YES),
    Rule("economy", lambda q: q.lexicon.field if q.lexicon.pattern(_ECONOMY).fullmatch(q.inner) else None, YES),
    Rule("joined", lambda q: _practice(q, _joined(q)), YES),
    Rule("known", lambda q: _practice(q, q.inner in q.lexicon.words["knownPractices"]), YES),
    Rule("layout", _layout, YES),
    Rule("list", _listed, YES),
    Rule("carried", lambda q: _practice(q, _carried(q)), YES),
    Rule("positioned", _positioned, YES),
)


# Whether a quotation and the words behind it are one name: why it is none, and why it is.
BEGINNINGS: Table[Quotation] = Table(
    "quoted-beginning",
    Rule("slogan", lambda q: q.inner.endswith(q.lexicon.listed["slogans"]), NO),
    Rule("plan", lambda q: q.lexicon.pattern(_PLAN).fullmatch(q.inner), NO),
    Rule("stuck", lambda q: q.inner in q.lexicon.words["stuckQuotations"], NO),
    Rule("known", lambda q: any(m.iri for m in q.sentence.covering(*q.match.span(1))), NO),
    Rule("cut", lambda q: q.match.end() not in q.sentence.boundaries, NO),
    Rule("goes-on", lambda q: True, YES),
)


def find_quoted_beginnings(text: Text) -> Iterator[Name]:
    """Names that a quotation begins and a word for what is carried out ends, whatever stands between."""
    pattern = text.lexicon.pattern(_BEGINNING)
    for sentence in text.sentences:
        for match in pattern.finditer(sentence.text) if "“" in sentence.text else ():
            quotation = Quotation(text, sentence, match)
            reason = BEGINNINGS.reason_for(quotation) if quotation.open else None
            if reason is not None:
                others = quotation.inner + match.group(2), quotation.inner, f"“{quotation.inner}”"
                type, span = text.lexicon.practice, match.span()
                yield Name(sentence, span, type, "quotation", names=others, over=Over.COVER, reasons=(reason,))


def find_quotations(text: Text) -> Iterator[Name]:
    """Quoted names, and the same quotations elsewhere; the same words without marks are not touched."""
    accepted: dict[str, tuple[str, str]] = {}
    quoting = [s for s in text.sentences if "“" in s.text]
    for sentence in quoting:
        here: list[Name] = []
        for match in _QUOTE.finditer(sentence.text):
            quotation = Quotation(text, sentence, match, tuple(here))
            found = QUOTATIONS.chosen(quotation)
            if found is None:
                continue
            if quotation.open:
                type = str(found[1].test(quotation))
                accepted.setdefault(quotation.inner, (type, found[0]))
                here.append(quotation.name(type, found[0]))
        yield from here
    for sentence in quoting if accepted else ():
        for match in _QUOTE.finditer(sentence.text):
            quotation = Quotation(text, sentence, match)
            if quotation.inner in accepted:
                yield quotation.name(*accepted[quotation.inner])
