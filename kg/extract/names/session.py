"""Meetings named by numbers, congresses and the two sessions: 党的十九届二中、三中全会, 市委十二届三次全会, 第12次委员会议."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.names.department import frame_place
from kg.extract.proposal import Name, Over
from kg.extract.text import Sentence, Text
from kg.gazetteer import full_name
from kg.model import Mention

# One number, and what is numbered when several are named at once: 二中、三中和四中.
_N = r"{ordinalDigits}{1,4}"
_SEVERAL = r"{n}{sign}(?:[、和及]{n}{sign})*"
_CONGRESS = rf"{{partyPrefixes}}?第?(?P<congress>{_N})届$"  # 中国共产党第二十届|中央纪律检查委员会第五次全体会议
_PART = (rf"(?P<who>{{presidia}})(?:{{holding}})?(?P<which>第(?:\d+|{_N})次{{numberedMeetings}})"
         rf"|第(?:\d+|{_N})次{{numberedMeetings}}")
_OF_CONGRESS = rf".*第{_N}届.*第{_N}次{{assemblySessions}}"
_PLENARY = rf"(?:^|[,;:\s]|{{holding}}了?)(?P<plenary>第(?:\d+|{_N})次{{plenaryMeetings}})"
_BEGUN, _HEAD = rf"第(?P<congress>{_N})届$", 12  # at the end of a line, of the sentences at the head of a text
_REST = rf"(?P<body>{{assemblies}})第?(?P<sessions>{_N}次){{assemblySessions}}"
_PLENUMS, _SESSIONS = (_SEVERAL.replace("{n}", _N).replace("{sign}", sign) for sign in "中次")


@case
class Found:
    """Where a sentence says what a session is called."""

    text: Text
    sentence: Sentence
    match: re.Match[str]

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def number(self) -> str:
        """The number of the congress."""
        return self.match["congress"]

    @property
    def part(self) -> tuple[str, int]:
        """A numbered meeting within it that is named right behind, or nothing, and where that ends: 十四届全国人大四次会议|
        第二次全体会议, 三次会议|主席团|举行|第五次会议."""
        found = self.lexicon.pattern(_PART).match(self.sentence.text, self.match.end())
        if found is None:
            return "", self.match.end()
        return f"{found['who']}{found['which']}" if found["who"] else found.group(), found.end()

    def owner(self, level: str | None) -> tuple[int, str] | None:
        """Whose session it is, and where that begins: named before it, or the place meant by 省, 市."""
        start = self.match.start()
        for mention in (*self.sentence.covering(start - 1, start + 1), *self.sentence.inner):
            first, last = self.sentence.span(mention)
            if first < start <= last and mention.iri and self.text.is_a(mention, self.lexicon.place):
                return first, full_name(self.lexicon.individuals[mention.iri])
        place = frame_place(self.text, level) if level else None
        return (start, full_name(place)) if place else None

    def sessions(self) -> Iterator[tuple[int, int, str]]:
        """The numbered sessions with their spans; the last one reaches to the end of the match."""
        first, last = self.match.span("sessions")
        numbers = list(self.lexicon.pattern(f"{_N}[中次]").finditer(self.match.string, first, last))
        for number in numbers:
            yield number.start(), self.match.end() if number is numbers[-1] else number.end(), number.group()

    def name(self, span: tuple[int, int], name: str, *others: str) -> Name:
        """What it is called, in full and otherwise."""
        return Name(self.sentence, span, self.lexicon.meeting, "session", name, others, over=Over.CLAIM)

    def forms(self, words: str, number: str, session: str = "") -> list[str]:
        """The names that a class of words has for a number of a congress and one of a session."""
        (forms,) = self.lexicon.words[words]
        return [form.replace("N", number).replace("M", session) for form in forms.split("|")]


def _plenums(found: Found) -> Iterator[Name]:
    """Plenary sessions of the central committee; one alone begins before its number, of several none."""
    if _of_another(found):
        return
    sessions = list(found.sessions())
    for start, end, session in sessions:
        span = found.match.span() if len(sessions) == 1 else (start, end)
        yield found.name(span, *found.forms("plenumNames", found.number, session))


def _of_another(found: Found) -> bool:
    """中国致公党|十六届三中全会: whether another party stands right before, whose session it is."""
    start, own = found.match.start(), tuple(found.lexicon.words["partyPrefixes"])
    return any(found.sentence.span(m)[1] == start and found.text.is_a(m, found.lexicon.body)
               and not m.name.startswith(own) for m in found.sentence.before(start))


def _congress(found: Found) -> Iterator[Name]:
    yield found.name(found.match.span(), *found.forms("congressNames", found.number))


def _discipline(found: Found) -> Iterator[Name]:
    for _, _, session in found.sessions():
        yield found.name(found.match.span(), *found.forms("disciplineNames", found.number, session))


def _committee(found: Found) -> Iterator[Name]:
    """Sessions of a committee of a place; the first of several, or one alone, begins with whose it is."""
    level, body, kind = found.match.group("level", "body", "kind")
    owner = found.owner(level)
    if owner is None:
        return
    sessions = list(found.sessions())
    for start, end, session in sessions:
        own = f"{body}{found.number}届{session}{kind}"
        names = [(level or owner[1][-1]) + own]
        if body in found.lexicon.words["partyCommittees"]:
            names += (party + owner[1] + own for party in found.lexicon.words["partyShort"])
        yield found.name((owner[0] if len(sessions) == 1 else start, end), owner[1] + own, *names)


def _assembly(found: Found) -> Iterator[Name]:
    """A session of an assembly of a place, or of the country, and the assembly itself where it passed a law."""
    nation = found.match["nation"]
    owner = (found.match.start(), nation) if nation else found.owner(found.match["level"])
    if owner is None:
        return
    start, place = owner
    before = found.match["before"]
    said, session = found.match["body"], found.match["sessions"]
    forms = (form.split("|") for form in sorted(found.lexicon.words["assemblies"]))
    long, short = next(form for form in forms if said in form)
    enacted = found.lexicon.pattern(r"(?:《[^《》]*》)?(?:第{ordinalDigits}次)?{enacting}")
    if enacted.match(found.sentence.text, found.match.end()):
        # A law is issued by the assembly that passed it.
        span = start, found.match.end("body")
        yield Name(found.sentence, span, found.lexicon.body, "enacting-body", before + place + long, over=Over.INSIDE)
    if nation:
        full, whose = f"{before}第{found.number}届{nation}{long}第{session}会议", ("", nation)
    else:
        full, whose = f"{place}第{found.number}届{long}第{session}会议", (place, place[-1])
    names = [full, *(f"{of}{found.number}届{nation or ''}{short}{session}会议" for of in whose)]
    part, end = found.part
    yield found.name((start, end), *(name + part for name in names))


def _numbered(found: Found) -> Iterator[Name]:
    """A numbered meeting of a body, under its name and the number of the congress before it: an executive meeting of a
    government, 十四届|全国人大常委会|第二十九次委员长会议."""
    (long, short), = (forms.split("|") for forms in found.lexicon.words["governmentForms"])
    own = found.match.group()
    for mention in found.sentence.before(found.match.start()):
        start, end = found.sentence.span(mention)
        if end == found.match.start() and found.text.is_a(mention, found.lexicon.body):
            names = (mention.name + own, mention.name.replace(long, short) + own, mention.text + own)
            congress = found.lexicon.pattern(_CONGRESS).search(found.sentence.text, 0, start)
            yield _of(found, congress, mention) if congress else found.name((start, found.match.end()), *names)


def _of(found: Found, congress: re.Match[str], body: Mention) -> Name:
    """A numbered meeting of a body of which the congress is told: 十四届|全国人大常委会|第二十九次委员长会议."""
    which, own = f"第{congress['congress']}届", found.match.group()
    party = next((p for p in found.lexicon.words["partyPrefixes"] if body.name.startswith(p)), "")
    full = f"{party}{which}{body.name.removeprefix(party)}{own}"
    return found.name((congress.start(), found.match.end()), full,
                      *(f"{said}{body.text}{own}" for said in (which, which[1:])))


def _conference(found: Found) -> Iterator[Name]:
    """A session of the country's consultative conference, named behind it: 全国政协|十四届一次会议."""
    long = next(iter(found.lexicon.words["conferenceForms"]))
    nation, body, session = found.match.group("nation", "body", "sessions")
    names = (f"{nation}{body}{found.number}届{session}会议", f"{found.number}届{nation}{body}{session}会议")
    part, end = found.part
    full = f"{body}第{found.number}届{nation}{long}第{session}会议"
    yield found.name((found.match.start(), end), *(name + part for name in (full, *names)))


def _two_sessions(found: Found) -> Iterator[Name]:
    scope, sessions = found.match.group("scope", "kind")
    place = frame_place(found.text, scope[-1])
    if place or scope == "全国":
        owner = full_name(place) if place else scope
        yield found.name(found.match.span(), owner + sessions, f"{scope}{sessions}", f"{scope}“{sessions}”")


def _over_lines(text: Text) -> Iterator[Name]:
    """A session of an assembly that the lines below a title cut in two: 在某省第十四届 / 人民代表大会第五次会议上."""
    begun, rest = text.lexicon.pattern(_BEGUN), text.lexicon.pattern(_REST)
    for before, sentence in pairwise(text.sentences[:_HEAD]):
        first, second = begun.search(before.text.rstrip()), rest.match(sentence.text)
        if first and second:
            yield from _rejoined(text, before, first, sentence, second)


def _rejoined(text: Text, before: Sentence, first: re.Match[str], sentence: Sentence, second: re.Match[str],
              ) -> Iterator[Name]:
    """The session of which one line ends with the number and the next begins with the assembly, where that of a known
    place stands right before."""
    known = [text.lexicon.individual(m) for m in before.before(first.start()) if text.is_a(m, text.lexicon.place)]
    forms = (form.split("|") for form in sorted(text.lexicon.words["assemblies"]))
    long, short = next(form for form in forms if second["body"] in form)
    number, session = first["congress"], second["sessions"]
    for owner in [full_name(place) for place in known if place is not None]:
        names = tuple(f"{of}{number}届{short}{session}会议" for of in (owner, owner[-1]))
        yield Name(sentence, second.span(), text.lexicon.meeting, "session",
                   f"{owner}第{number}届{long}第{session}会议", names, over=Over.CLAIM)


class Kind(NamedTuple):
    """A kind of sessions: a character without which none is named, how it is written, and how it is read."""

    sign: str
    form: str
    read: Callable[[Found], Iterator[Name]]


# Each is read where those before it have not read the same characters already.
KINDS = (
    Kind("届", rf"{{partyPrefixes}}?(?P<congress>{_N})届(?P<sessions>{_PLENUMS}){{plenary}}", _plenums),
    Kind("大", rf"{{partyPrefixes}}(?P<congress>{_N})大(?!{{notCongress}})", _congress),
    Kind("大", rf"{{partyPrefixes}}第(?P<congress>{_N})次{{nationalCongress}}", _congress),
    Kind("届", rf"{{centralDiscipline}}(?P<congress>{_N})届(?P<sessions>{_N}次){{plenary}}", _discipline),
    Kind("届", rf"(?P<congress>{_N})届{{centralDiscipline}}(?P<sessions>{_N}次){{plenary}}", _discipline),
    Kind("届", rf"(?P<level>{{levels}})?(?P<body>{{committees}})(?P<congress>{_N})届(?P<sessions>{_SESSIONS})"
               rf"(?P<kind>{{committeeSessions}})", _committee),
    Kind("届", rf"(?P<before>{{conferences}}|)(?P<level>{{levels}})?第?(?P<congress>{_N})届(?P<nation>{{nations}})?"
               rf"(?P<body>{{assemblies}})第?(?P<sessions>{_N}次){{assemblySessions}}", _assembly),
    Kind("次", r"(?:\d{4}年)?第?(?:\d+|{ordinalDigits}+)次{executiveMeetings}", _numbered),
    Kind("届", rf"(?P<nation>{{nations}})(?P<body>{{conferences}})(?P<congress>{_N})届"
               rf"(?P<sessions>{_N}次){{assemblySessions}}", _conference),
    Kind("次", r"第(?:\d+|{ordinalDigits}+)次{numberedMeetings}", _numbered),
    Kind("届", r"第(?:\d+|{ordinalDigits}+)届{numberedMeetings}", _numbered),
    Kind("两", r"(?P<scope>{sessionScopes})“?(?P<kind>{twoSessions})”?", _two_sessions),
)
_SIGNS = tuple(dict.fromkeys(kind.sign for kind in KINDS))


def find_sessions(text: Text) -> Iterator[Name]:
    """The sessions of every sentence; a coordination is split, each member under its own name."""
    last: Name | None = None
    for sentence in text.sentences:
        here = [*_named(text, sentence)]
        yield from here
        yield from _plenaries(text, sentence, here, last)
        last = next((name for name in reversed(here) if _is_session(text.lexicon, name)), last)
    yield from _over_lines(text)


def _named(text: Text, sentence: Sentence) -> Iterator[Name]:
    """The sessions that a sentence names by their numbers."""
    signs = [sign for sign in _SIGNS if sign in sentence.text]
    for sign, form, read in KINDS if signs else ():
        if sign in signs:
            for match in text.lexicon.pattern(form).finditer(sentence.text):
                yield from read(Found(text, sentence, match))


def _is_session(lexicon: Lexicon, name: Name) -> bool:
    """Whether it is one in which plenary meetings are held: 政协第十四届全国委员会第四次会议."""
    return lexicon.pattern(_OF_CONGRESS).fullmatch(name.name or "") is not None


def _plenaries(text: Text, sentence: Sentence, here: list[Name], last: Name | None) -> Iterator[Name]:
    """Plenary meetings that are named by their number alone, of the session that the text named last: 四次会议在北京举行|
    第二次全体会议."""
    if "plenaryMeetings" not in sentence.classes:
        return
    for match in text.lexicon.pattern(_PLENARY).finditer(sentence.text):
        first, end = match.span("plenary")
        of = next((name for name in reversed(here) if name.span[1] <= first and _is_session(text.lexicon, name)), last)
        if of is not None and not _overlaps(here, first, end):
            full, *others = (f"{name}{match['plenary']}" for name in (of.name, *of.names))
            yield Name(sentence, (first, end), text.lexicon.meeting, "session", full, (*others,), over=Over.CLAIM)


def _overlaps(names: list[Name], first: int, end: int) -> bool:
    """Whether any of some names stands where a span does."""
    return any(name.span[0] < end and first < name.span[1] for name in names)
