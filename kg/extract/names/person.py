"""People: a name behind an office, before 同志 or 总书记, in a byline, or in a list of those who attend and speak."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.personal_name import (
    NAMES,
    RARES,
    SOUNDED,
    SPACED,
    TIME,
    WORDS,
    Candidate,
    dotted_name_at,
    family_name_at,
    foreign_name_at,
    is_full_name,
    name_at,
    rare_name_at,
    spaced_name_at,
)
from kg.extract.proposal import Name, Over
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import Sentence, Text
from kg.model import Mention
from kg.values import matches
from kg.words import Lexemes, Word, make_dictionary

Span = tuple[int, int]
_HAN = re.compile("[一-鿿]+")
_STOP = frozenset(",。、;:!?()“”《》> \n\t·—-")
_DOTTED_END = re.compile(r"(?<![一-鿿·])[一-鿿]{1,8}(?:·[一-鿿]{1,8})+$")  # 吉尔拉·某某|委员
_FUNCTION = re.compile(r"\([一-鿿]{2,10}\)")  # 副校长(研究及创新)李明
_LINE = re.compile("[一-鿿]{3,5}")
_HEAD_LINES = 12  # passages among which the lines below a title are
_MEMBER = "(?:[一-鿿]{2,4}|[一-鿿]{1,8}(?:·[一-鿿]{1,8})+)"
_ROLL = re.compile(f"[一-鿿·]{{2,20}}、(?:{_MEMBER}[、和]){{2,}}[一-鿿·]{{2,20}}")
_AND_OTHERS = r"等{han}{0,4}$"  # 甲、乙|等领导|出席
_AND_OFFICIALS = r"{listJoints}[^,。;、]{0,16}?{officialsAlong}$"  # 甲|及有关部门负责同志|陪同
_FAR_OFFICE = 8  # characters between another country and an office of it: 俄罗斯|国家安全会议|秘书
_OTHERS = 24  # characters of 等 and what all of a list are, or of who comes along with those named
_SHORT = 3  # characters of a name without a double family name
_FEW = 10  # members of which one may have no known family name
_FEWEST, _MANY = 4, 8  # names that make a roll; so many that fewer of them need be known
_BYLINE = (r"(?:^|[\s/(])(?:[^\s:,。]{0,12}?{bylineRoles}|{creditLabels}(?=[\s:/]))"
           r"\s*[:/]?\s*((?:[一-鿿]{2,4}[\s、,]*)+)")
_FEWEST_JOINTS = 3  # in a roll
_CREDIT_CLASSES = frozenset(("bylineRoles", "creditLabels"))
_BYLINE_NAME = r"[一-鿿]{2,4}?(?={credits}?(?![一-鿿]))"


_IN_OFFICE = "{personTitles}?" + TIME + "(?:{officeVerbs}|{officeEnds}|{succeeding}|{copulas})"
_SPEAKING_MEMBER = "{memberTitles}(?={personVerbs}|{proposing}|{ofScholars})"
_ALSO = "(?:{concurrently}{offices})+"
_OFFICE_BEHIND = r"(?<=[一-鿿])\([^()。;]{2,24}{offices}\)"
_OFFICE_CLASSES = frozenset(("officeVerbs", "officeEnds", "succeeding", "copulas"))
_ENTRY = r"\s*(?:(?:\d+|{ordinalDigits}+)[.、])?\s*(?:{appointing}:)?"
_BEHIND_ENTRY = "{personTitles}?(?:{copulas}|{particles})|(,(?:{sexes},|{newMarks}))"
_ENTRY_CLASSES = frozenset(("copulas", "particles", "sexes", "newMarks"))
_OFFICE_AHEAD = r"[^,。;、:]{2,24}{offices}(?:[,。;、(]|{dutyNouns}|{onwards}|$)"


@case
class Listed(Candidate):
    """Characters before a verb of attending or speaking (`nearest`), or before a name that was read there.

    They are `certain` where a verb and an office behind them say that somebody is named.
    """

    nearest: bool = True
    certain: bool = False

    @property
    def named(self) -> bool:
        """Whether something is named there already; of somebody certain the given name may be that of a place."""
        found = [self.sentence.span(m) for m in self.sentence.covering(self.start, self.end)]
        given = self.start + family_name_at(self.lexicon, self.text)
        return any(not self.certain or start < given for start, _ in found)

    @property
    def common(self) -> bool:
        """Whether its words are such as no name is made of."""
        if not self.nearest or WORDS.reason_for(self) is not None:
            return False
        return not self.certain or make_dictionary()(self.text)

    @property
    def before(self) -> str:
        """The character before it; empty at the beginning."""
        return self.sentence.text[max(self.start - 1, 0):self.start]

    @property
    def introduced(self) -> bool:
        """Whether a word stands before it behind which somebody is named: 由|李明担任."""
        return self.lexicon.lexemes("beforePersons").ending(self.sentence.text, self.start) is not None


@case
class Act:
    """A word for what people do, before which their names may stand: 出席, 介绍."""

    lexicon: Lexicon
    sentence: Sentence
    start: int
    end: int

    @property
    def in_name(self) -> bool:
        """Whether the segmenter takes its first character for the last one of a full name: 黄庆华作|报告."""
        words = self.sentence.touching(self.start, self.start + 1)
        return any(w.tag == "nr" and w.end == self.start + 1
                   and is_full_name(self.lexicon, self.sentence.text[w.start:self.start]) for w in words)


@case
class Roll:
    """Four or more members in a row, joined by 、."""

    lexicon: Lexicon
    sentence: Sentence
    row: tuple[Span, ...]

    @once
    def members(self) -> tuple[Span, ...]:
        """The row; without its first where that is no name but what announces the others: 由专家组、甲、乙."""
        return self.row if self.is_name(self.row[0]) else self.row[1:]

    def is_name(self, span: Span) -> bool:
        """Whether a member has the form of a name."""
        text = self.sentence.text[span[0]:span[1]]
        return "·" in text or is_full_name(self.lexicon, text)

    @property
    def strangers(self) -> int:
        """How many members do not have the form of a name: one in ten may have a rare family name."""
        return sum(not self.is_name(span) for span in self.members)

    @once
    def known(self) -> int:
        """How many members the segmenter takes for names."""
        return sum(Candidate(self.lexicon, self.sentence, *span).tagged for span in self.members)


@case
class Office:
    """An office where it stands in a sentence: may the name of who holds it follow?"""

    lexicon: Lexicon
    sentence: Sentence
    start: int

    @property
    def titles_person(self) -> bool:
        """Whether a person's name ends where it begins; of a rare name the segmenter may leave off a character."""
        near = self.sentence.touching(self.start - 2, self.start) if self.start > 1 else ()
        names = (w for w in near if w.tag.startswith("nr") and len(w.text) > 1 and self.sentence.free(w.start, w.end))
        return any(self._goes_to(w.end) and self._can_name(w.text) for w in names)

    def _goes_to(self, end: int) -> bool:
        """Whether a name goes on from there to the office, no word between that joins another: 王宁|和|省长."""
        text = self.sentence.text
        joined = text[end:self.start] in self.lexicon.words["listJoints"]
        return not joined and _HAN.fullmatch(text[end - 1:self.start]) is not None

    def _can_name(self, word: str) -> bool:
        """Whether a word that the segmenter takes for a name can be one: not 能源安全|大臣."""
        sounds = self.lexicon.pattern("{soundCharacters}+").fullmatch(word)
        return sounds is not None or is_full_name(self.lexicon, word)


def _is_copula(act: Act) -> bool:
    """Whether the verb is of one character, which is a part of other words: 任|务."""
    verb = act.sentence.text[act.start:act.end]
    return verb.endswith(act.lexicon.listed["copulas"]) and not act.lexicon.lexemes(
        "officeVerbs", "officeEnds").ending(verb, len(verb))


def _is_office_ahead(lexicon: Lexicon, sentence: Sentence, end: int) -> bool:
    """Whether what stands behind a place ends with an office."""
    if "offices" not in sentence.classes:
        return False  # this is asked fast
    return lexicon.pattern(_OFFICE_AHEAD).match(sentence.text, end) is not None


def _entering(lexicon: Lexicon) -> frozenset[str]:
    """The characters that stand behind a name which opens an entry."""
    return lexicon.firsts("personTitles", "copulas", "particles") | {","}


def _runs_on(listed: Listed) -> bool:
    """A word stands before it that ends nothing: 全体|代表作报告."""
    before = listed.before
    return bool(before) and before not in _STOP and before != "和" and not listed.introduced


# Why no name follows an office.
OFFICES: Table[Office] = Table(
    "office-alone",
    Rule("title", lambda o: o.titles_person, NO),
)
# Why characters before a verb, or before another name there, are no name.
LISTED: Table[Listed] = Table(
    "listed-person",
    Rule("runs-on", _runs_on, NO),
    Rule("no-person", lambda p: p.text in p.lexicon.words["notPersons"], NO),
    Rule("no-full-name", lambda p: not is_full_name(p.lexicon, p.text, p.certain), NO),
    Rule("other-signs", lambda p: not _HAN.fullmatch(p.text), NO),
    Rule("named", lambda p: p.named, NO),
    Rule("function-word", lambda p: p.text[-1] in p.lexicon.words["noNameEnds"], NO),
    Rule("common-words", lambda p: p.common, NO),
)
# Why names do not stand before a word for what people do.
ACTS: Table[Act] = Table(
    "act-of-persons",
    Rule("one-character", lambda a: a.end - a.start == 1, NO),
    Rule("inside-word", lambda a: a.start not in a.sentence.boundaries and not a.in_name, NO),
)
# Whether a verb of having an office is one, so that names may stand before it.
TAKERS: Table[Act] = Table(
    "taking-office",
    Rule("verb", lambda a: not _is_copula(a), YES),
    Rule("office-behind", lambda a: a.lexicon.lexemes("offices", "governmentHeads").beginning(a.sentence.text, a.end),
         YES),
    Rule("office-ahead", lambda a: _is_office_ahead(a.lexicon, a.sentence, a.end), YES),
)
# Whether a word right before a form of address is somebody's name: 李明|同志.
ADDRESSED: Table[Candidate] = Table(
    "addressed-person",
    Rule("nickname", lambda c: not is_full_name(c.lexicon, c.text), NO),
    Rule("tagged", lambda c: c.tagged, YES),
)
# Whether what ends a line behind an office is the name of who holds it: 自治区主席 平措扎西.
LINES: Table[Candidate] = Table(
    "line-person",
    Rule("far", lambda c: c.sentence.passage.index > _HEAD_LINES, NO),
    Rule("other-signs", lambda c: not _LINE.fullmatch(c.text), NO),
    Rule("office", lambda c: c.lexicon.lexemes("offices").ending(c.text, len(c.text)), NO),
    Rule("credit", lambda c: c.text[-1] in c.lexicon.words["credits"], NO),
    Rule("named", lambda c: c.sentence.covering(c.start, c.end), NO),
    Rule("common-word", lambda c: make_dictionary()(c.text), NO),
    Rule("line", lambda c: True, YES),
)
# Why the members of a roll are people, or none.
ROLLS: Table[Roll] = Table(
    "roll",
    Rule("few", lambda r: len(r.members) < _FEWEST, NO),
    Rule("stranger", lambda r: r.strangers * _FEW > len(r.members), NO),
    Rule("half-known", lambda r: r.known * 2 >= len(r.members), YES),
    Rule("long", lambda r: len(r.members) >= _MANY and r.known * 4 >= len(r.members), YES),
)
# Whether a word behind what the makers of a text are called is the name of one.
CREDITED: Table[Candidate] = Table(
    "credited-person",
    Rule("label", lambda c: c.behind in (":", "/"), NO),
    Rule("full-name", lambda c: is_full_name(c.lexicon, c.text), YES),
)
TABLES = (NAMES, RARES, SPACED, SOUNDED, WORDS, OFFICES, LISTED, ACTS, TAKERS, ADDRESSED, LINES, ROLLS, CREDITED)


def find_office_holders(text: Text) -> Iterator[Name]:
    """People named behind an office."""
    offices = text.lexicon.lexemes("offices")
    for sentence in text.saying("offices"):
        for first, office in offices.places(sentence.text):
            if not OFFICES.any(Office(text.lexicon, sentence, first)):
                yield from _holder(text, sentence, first, first + len(office))


def find_persons(text: Text) -> Iterator[Name]:
    """People before a title, in bylines, in lists of those who attend and speak, beside verbs that give offices."""
    for sentence in text.sentences:
        if not _BESIDE_PERSONS.isdisjoint(sentence.classes):
            for classes, read in _READINGS:
                if not classes.isdisjoint(sentence.classes):
                    yield from read(text, sentence)
        if sentence.text.count("、") >= _FEWEST_JOINTS:
            yield from _in_roll(text, sentence)


def find_persons_again(text: Text) -> Iterator[Name]:
    """People whom the document has named, wherever else their names stand."""
    offices = text.lexicon.lexemes("offices")
    named = {m.text for _, m in text.all_mentions() if m.technique == "office"}
    for sentence in text.holding(named):
        for start, name in _places(sentence.text, named):
            if sentence.free(start, start + len(name)) and not _within_foreign(text.lexicon, sentence, start, name):
                office = _office_before(offices, sentence.text, start)
                yield _name(text, sentence, (start, start + len(name)), office=office)


def _within_foreign(lexicon: Lexicon, sentence: Sentence, start: int, name: str) -> bool:
    """迈克尔·|韦伯, 扎|卡尼: whether a foreign name goes on before it that is another one."""
    before = sentence.text[max(start - 1, 0):start]
    if before == "·":
        return True
    word = next(iter(sentence.touching(start - 1, start)), None)
    sounds = lexicon.pattern("{soundCharacters}+")
    return word is not None and word.tag.startswith("nr") and sounds.fullmatch(word.text + name) is not None


def _places(string: str, names: Iterable[str]) -> list[tuple[int, str]]:
    """Where some names of a document stand, the longest at each place."""
    found: dict[int, str] = {}
    for name in sorted(names, key=len):
        start = string.find(name)
        while start >= 0:
            found[start] = name
            start = string.find(name, start + 1)
    return sorted(found.items())


def _office_before(offices: Lexemes, text: str, end: int) -> int | None:
    """Where the office begins that stands before a place, but for blanks and a colon."""
    while text[max(end - 1, 0):end] in (" ", ":"):
        end -= 1
    office = offices.ending(text, end)
    return None if office is None else end - len(office)


def _name(text: Text, sentence: Sentence, span: Span, reason: str | None = None, office: int | None = None) -> Name:
    name = sentence.text[span[0]:span[1]].replace(" ", "")
    reasons = (reason,) if reason else ()
    return Name(sentence, span, text.lexicon.person, "office", name, over=Over.OUST, reasons=reasons, office=office)


def _holder(text: Text, sentence: Sentence, office: int, end: int) -> Iterator[Name]:
    """The person named right behind an office, its function in brackets, and a blank or a colon."""
    bracket = _FUNCTION.match(sentence.text, end)
    start = bracket.end() if bracket else end
    also = text.lexicon.pattern(_ALSO).match(sentence.text, start)  # 王储|兼首相|某某
    start = also.end() if also else start
    while sentence.text[start:start + 1] in (" ", ":"):
        start += 1
    readings = [dotted_name_at, name_at, spaced_name_at, _line_at]
    if _is_abroad(text.lexicon, sentence, office):
        readings.insert(1, foreign_name_at)
    readings.append(rare_name_at)
    found = next((it for read in readings if (it := read(text.lexicon, sentence, start))), None)
    if found is not None:
        yield _name(text, sentence, (start, found[0]), found[1], office)


def _is_abroad(lexicon: Lexicon, sentence: Sentence, office: int) -> bool:
    """Whether the office is one of another country or of several: 塞尔维亚|总统, 联合国|秘书长."""
    for mention in sentence.before(office)[:1]:
        known = lexicon.individual(mention)
        abroad = known is not None and known.iri in lexicon.places_abroad
        if abroad or _is_body_abroad(lexicon, mention) or (known is not None and _is_of_states(lexicon, mention)):
            return office - sentence.span(mention)[1] <= _FAR_OFFICE
    return False


def _is_of_states(lexicon: Lexicon, mention: Mention) -> bool:
    """联合国, 国际原子能机构: whether a known body is one of several states."""
    called = lexicon.pattern("{worldBodies}").match(mention.name)
    return called is not None and lexicon.roots[mention.type] == lexicon.body


def _is_body_abroad(lexicon: Lexicon, mention: Mention) -> bool:
    """Whether a body is called by another country: 美国国务院|发言人."""
    if lexicon.roots[mention.type] != lexicon.body:
        return False
    return any(start == 0 and i.iri in lexicon.places_abroad
               for start, _, known, _ in lexicon.lookup(mention.name) for i in known)


def _line_at(lexicon: Lexicon, sentence: Sentence, start: int) -> tuple[int, str] | None:
    """The end of a name of whatever family that alone stands behind a blank in a line below the title, and the rule."""
    end = len(sentence.text.rstrip())
    blank = sentence.text[start - 1:start] == " "
    reason = LINES.reason_for(Candidate(lexicon, sentence, start, end)) if blank else None
    return (end, reason) if reason is not None else None


def _appointed(text: Text, sentence: Sentence) -> Iterator[Name]:
    """Names right behind a verb of appointing, one or a list: 任命|李明|为…."""
    for match in text.lexicon.pattern("{appointing}:?").finditer(sentence.text):
        start = match.end()
        while (found := name_at(text.lexicon, sentence, start)) is not None:
            yield _name(text, sentence, (start, found[0]), found[1])
            start = found[0] + 1
            if sentence.text[found[0]:start] not in ("、", "和"):
                break


def _in_office(text: Text, sentence: Sentence) -> Iterator[Name]:
    """Names before a verb of having, getting or losing an office: 李明|任甲局局长, 张伟|不再担任…."""
    for match in matches(text.lexicon.pattern(_IN_OFFICE), text.lexicon.bound(_office_openings), sentence.text):
        if TAKERS.reason_for(Act(text.lexicon, sentence, *match.span())):
            certain = _is_office_ahead(text.lexicon, sentence, match.end())
            person = _listed(text.lexicon, sentence, match.start(), True, certain)
            if person is not None:
                yield _name(text, sentence, (person.start, person.end))


def _office_openings(lexicon: Lexicon) -> re.Pattern[str]:
    """A character with which that verb begins, or what may stand before it."""
    return lexicon.openings("personTitles", "sinceWords", *_OFFICE_CLASSES, also=r"\d")


def _entered(text: Text, sentence: Sentence) -> Iterator[Name]:
    """A name that opens an entry of appointments, or the account of a life: 李明为甲局局长;, 李明,男,…."""
    found = text.lexicon.pattern(_ENTRY).match(sentence.text)
    start = found.end() if found else 0
    firsts = text.lexicon.bound(_entering)
    for end in (start + 3, start + 2, start + 4):
        if sentence.text[end:end + 1] not in firsts or _in_verb(text.lexicon, sentence, end):
            continue
        behind = text.lexicon.pattern(_BEHIND_ENTRY).match(sentence.text, end)
        told = behind and (behind.group(1) or _is_office_ahead(text.lexicon, sentence, behind.end()))
        if told and not LISTED.any(Listed(text.lexicon, sentence, start, end, certain=True)):
            yield _name(text, sentence, (start, end))
            return


def _in_verb(lexicon: Lexicon, sentence: Sentence, end: int) -> bool:
    """李明担|任: whether the last character before a place begins the verb."""
    return len(lexicon.lexemes("officeVerbs").beginning(sentence.text, end - 1) or "") > 1


def _before_title(text: Text, sentence: Sentence) -> Iterator[Name]:
    """Names that the segmenter knows, right before a form of address."""
    for match in text.lexicon.pattern("{personTitles}").finditer(sentence.text):
        for word in sentence.touching(match.start() - 1, match.start()):
            reason = ADDRESSED.reason_for(Candidate(text.lexicon, sentence, word.start, word.end))
            if reason is not None:
                yield _name(text, sentence, (_family_start(text.lexicon, sentence, word), word.end), reason)


def _family_start(lexicon: Lexicon, sentence: Sentence, given: Word) -> int:
    """Where the family name begins of which the segmenter has made a word of its own: 秦|卫东."""
    family = sentence.text[given.start - 1:given.start]
    before = given.start - 1, given.start
    alone = any((w.start, w.end) == before for w in sentence.touching(*before))
    whole = len(given.text) == _SHORT - 1 and alone and family in lexicon.words["surnames"]
    return given.start - 1 if whole else given.start


def _before_office(text: Text, sentence: Sentence) -> Iterator[Name]:
    """Names before an office in brackets: 李明|(甲大学副校长)."""
    if "(" not in sentence.text:
        return
    for office in text.lexicon.pattern(_OFFICE_BEHIND).finditer(sentence.text):
        person = _listed(text.lexicon, sentence, office.start(), True, True)
        if person is not None:
            yield _name(text, sentence, (person.start, person.end))


def _speaking_member(text: Text, sentence: Sentence) -> Iterator[Name]:
    """Names before what a member is called who speaks: 林知远|委员|建议."""
    for title in text.lexicon.pattern(_SPEAKING_MEMBER).finditer(sentence.text):
        dotted = _DOTTED_END.search(sentence.text, 0, title.start())
        person = _listed(text.lexicon, sentence, title.start(), True, True)
        if dotted is not None:
            yield _name(text, sentence, dotted.span())
        elif person is not None:
            yield _name(text, sentence, (person.start, person.end))


def _in_byline(text: Text, sentence: Sentence) -> Iterator[Name]:
    """Names behind what those are called who made the text."""
    for match in text.lexicon.pattern(_BYLINE).finditer(sentence.text):
        for word in text.lexicon.pattern(_BYLINE_NAME).finditer(sentence.text, *match.span(1)):
            reason = CREDITED.reason_for(Candidate(text.lexicon, sentence, *word.span()))
            if reason is not None:
                yield _name(text, sentence, word.span(), reason)


def _in_list(text: Text, sentence: Sentence) -> Iterator[Name]:
    """Names in a row before a verb of attending or speaking: 林知远主持会议, 周慕白、何书屿出席, 李明处长陪同."""
    offices = text.lexicon.lexemes("offices")
    for verb in text.lexicon.pattern("{personVerbs}").finditer(sentence.text):
        if ACTS.any(Act(text.lexicon, sentence, *verb.span())):
            continue
        end = verb.start() - len(offices.ending(sentence.text, verb.start()) or "")
        others = _others(text, sentence, end, verb.start())
        person = _listed(text.lexicon, sentence, others, True)
        while person is not None:
            yield _name(text, sentence, (person.start, person.end))
            joined = person.before in ("、", "和")
            person = _listed(text.lexicon, sentence, person.start - 1, False) if joined else None


def _others(text: Text, sentence: Sentence, end: int, verb: int) -> int:
    """Where those begin who come along with the people named before a verb; `end` where nobody does."""
    for pattern, last in ((_AND_OFFICIALS, verb), (_AND_OTHERS, end)):
        found = text.lexicon.pattern(pattern).search(sentence.text, max(0, last - _OTHERS), last)
        if found is not None:
            return found.start()
    return end


# How people are found in a sentence that has a word of some classes; without any none is told of but in a roll.
_READINGS: tuple[tuple[frozenset[str], Callable[[Text, Sentence], Iterator[Name]]], ...] = (
    (frozenset(("appointing",)), _appointed),
    (_OFFICE_CLASSES, _in_office),
    (_ENTRY_CLASSES, _entered),
    (frozenset(("personTitles",)), _before_title),
    (frozenset(("offices",)), _before_office),
    (frozenset(("memberTitles",)), _speaking_member),
    (_CREDIT_CLASSES, _in_byline),
    (frozenset(("personVerbs",)), _in_list),
)
_BESIDE_PERSONS = frozenset[str]().union(*(classes for classes, _ in _READINGS))


def _listed(lexicon: Lexicon, sentence: Sentence, end: int, nearest: bool, certain: bool = False) -> Listed | None:
    """The name that ends at a place of a list, of whatever length fits first."""
    lengths = (length for length in (3, 2, 4) if length <= end)
    candidates = (Listed(lexicon, sentence, end - length, end, nearest=nearest, certain=certain) for length in lengths)
    return next((c for c in candidates if not LISTED.any(c)), None)


def _in_roll(text: Text, sentence: Sentence) -> Iterator[Name]:
    """The names of a roll: each begins with a family name, and the segmenter knows half of them."""
    for match in _ROLL.finditer(sentence.text):
        roll = Roll(text.lexicon, sentence, _members(text.lexicon, sentence, match))
        reason = ROLLS.reason_for(roll)
        if reason is not None:
            yield from (_name(text, sentence, span, reason) for span in roll.members)


def _members(lexicon: Lexicon, sentence: Sentence, match: re.Match[str]) -> tuple[Span, ...]:
    """The members of a row, the first one without what stands before it, the last one without what stands behind."""
    spans, position = [], match.start()
    for part in match.group().split("、"):
        spans += _joined_names(lexicon, sentence, position, position + len(part))
        position += len(part) + 1
    return (_ending(lexicon, sentence, spans[0]), *spans[1:-1], _beginning(lexicon, sentence, spans[-1]))


def _joined_names(lexicon: Lexicon, sentence: Sentence, start: int, end: int) -> list[Span]:
    """A member of a row, or the two names that 和 joins in it: 张丽华|和|田家明."""
    joint = sentence.text.find("和", start + 2, end - 2)
    if joint < 0:
        return [(start, end)]
    names = (start, joint), (joint + 1, end)
    return list(names) if all(is_full_name(lexicon, sentence.text[slice(*name)]) for name in names) else [(start, end)]


def _ending(lexicon: Lexicon, sentence: Sentence, span: Span) -> Span:
    """The name with which a span ends where a word ends before it: 还有|李明; the whole span where there is none."""
    starts = (span[1] - length for length in (3, 2) if span[0] < span[1] - length)
    return next(((start, span[1]) for start in starts if start in sentence.boundaries
                 and is_full_name(lexicon, sentence.text[start:span[1]])), span)


def _beginning(lexicon: Lexicon, sentence: Sentence, span: Span) -> Span:
    """The name with which a span begins: 李明|等参加; the whole span where there is none."""
    found = dotted_name_at(lexicon, sentence, span[0]) or name_at(lexicon, sentence, span[0])
    return (span[0], min(found[0], span[1])) if found else span
