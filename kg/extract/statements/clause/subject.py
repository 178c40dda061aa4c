"""Who a clause says does it: the names before its verb that no preposition governs, or the place of which it tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, WHICH, YES, Rule, Table
from kg.extract.statements.clause.cut import Clause, Group, Noun, Verb
from kg.extract.statements.clause.doer import NOBODY, Those, agents
from kg.model import Mention

_WHERE = r"[,:]|[^,。;:]{1,4}的"
_INSIDE, _OPENED_INSIDE = r"{insides},", r"{insides}?[,:]"
_HELD = r"{han}{0,4}?(?:{hosting}|{holding})的"
_OWN = r"\s*(?:第{countDigits}+条\s*)?[本我]{levels}"
_OWN_LENGTH = 2  # characters of 我市
_GOING = r"[^,。;:、]{0,16}?(?:{offices}[^,。;:、]{1,4}?)?{retinue}?(?:{visiting}|{leadingTeams})"
_GOING_CLASSES = frozenset(("visiting", "leadingTeams"))
_WITH = ",{withOthers}"
_DUE = ",{dueModals}"
_BULLET = 2  # characters of a mark or numeral before the name that opens a line
_NAMING = frozenset("njm")  # tags of words that may name somebody; 多地 is a number to the segmenter
_FARTHEST = 20  # characters between a subject and its verb


# ---- of whom the clause tells, whatever its verbs ----------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Topic(Rule[Clause]):
    """A rule that says whom a clause is about."""

    who: Callable[[Clause], tuple[Mention, ...]] = lambda clause: ()


def _line_opening(c: Clause) -> bool:
    """甘肃省:建设…."""
    if not c.sentence.text.startswith(":", c.end):
        return False
    name = c.name_before(c.end)
    return name is not None and name.start <= c.start + _BULLET


def _where(c: Clause) -> bool:
    """在苏州,… or 在苏州开工的…: a clause that begins with where tells of whom the sentence speaks; but not 在苏州召开的."""
    string = c.sentence.text
    if string[c.start] != "在":
        return False
    name = c.name_at(c.start + 1)
    return (name is not None and c.text.is_a(name.mention, c.lexicon.place)
            and c.lexicon.pattern(_WHERE).match(string, name.end) is not None
            and c.lexicon.pattern(_HELD).match(string, name.end) is None)


def _workplace(c: Clause) -> Noun | None:
    """在甲实验室,…; 走进乙园,…; 刚揭牌的丙中心内,…: where work goes on of which the sentence then tells."""
    opening = c.lexicon.lexemes("insideWords").beginning(c.sentence.text, c.start)
    opened = c.name_at(c.start + len(opening)) if opening else None
    name = opened or (c.names[-1] if c.names else None)
    if name is None or not (opened or c.sentence.text.startswith(c.lexicon.listed["insides"], name.end)):
        return None  # this is asked fast
    if not c.lexicon.has(name.mention.type, "founded") or c.lexicon.has(name.mention.type, "seated"):
        return None
    inside = c.lexicon.pattern(_OPENED_INSIDE if opened else _INSIDE)
    return name if inside.match(c.sentence.text, name.end) else None


def _workplaces(c: Clause) -> tuple[Mention, ...]:
    name = _workplace(c)
    return () if name is None else (name.mention,)


def _hosts(c: Clause) -> tuple[Mention, ...]:
    """在甲局、乙大学举办的丙上: what begins behind 在 is not where it is done, but who does it."""
    if c.sentence.text[c.start] != "在":
        return ()
    group = next((g for g in c.lists if g[0].start == c.start + 1), ())
    held = c.lexicon.pattern(_HELD)
    if not group or not held.match(c.sentence.text, group[-1].end):
        return ()
    return tuple(n.mention for n in group if not c.text.is_a(n.mention, c.lexicon.place))


def _bare(c: Clause) -> bool:
    """甲大学,|位于乙市: a name and no more, before a clause that opens with a verb."""
    if len(c.names) != 1 or (c.names[0].start, c.names[0].end) != (c.start, c.end):
        return False
    string = c.sentence.text
    return (string.startswith(",", c.end)
            and c.lexicon.verbs.beginning(string, c.end + 1, c.sentence.boundaries) is not None
            and c.lexicon.root(c.names[0].mention.type) in c.lexicon.bound(agents))


def _described(c: Clause) -> bool:
    """甲省|民族众多,要推进乙行动: what a clause says how it is, before one that says what is to be done."""
    opens = bool(c.names) and c.names[0].start == c.start and c.text.is_a(c.names[0].mention, c.lexicon.place)
    if not opens or any(v.text in c.lexicon.by_verb for v in c.verbs):
        return False
    return c.lexicon.pattern(_DUE).match(c.sentence.text, c.end) is not None


def _sent(c: Clause) -> Noun | None:
    """The body or place whose name opens a clause, the last of those that stand side by side: 某省|某市科技局."""
    found, end = None, c.start
    for name in c.names:
        if name.start != end or c.text.is_a(name.mention, c.lexicon.person):
            break
        found, end = name, name.end
    return found


def _travellers(c: Clause) -> tuple[Mention, ...]:
    sent = _sent(c)
    return () if sent is None else (sent.mention,)


def _traveller(c: Clause) -> bool:
    """某市市长某某率团|访问乙市, 某局局长某某|赴丙院考察: who goes somewhere does what the next clauses say."""
    first = None if _GOING_CLASSES.isdisjoint(c.sentence.classes) else _sent(c)
    if first is None:
        return False
    if _predicate(c) is not None and c.lexicon.pattern(_WITH).match(c.sentence.text, c.end) is None:
        return False  # who goes and does more is told by that, but for whom he goes makes the agreement
    going = c.lexicon.pattern(_GOING).match(c.sentence.text, first.end, c.end)
    return going is not None and c.lexicon.root(first.mention.type) in c.lexicon.bound(agents)


def _own_places(c: Clause) -> tuple[Mention, ...]:
    """我市…, 第三条 本省…: the place that is meant, or that of the document; but not 我|市科技局."""
    found = c.lexicon.pattern(_OWN).match(c.sentence.text, c.start)
    if found is None:
        return ()
    named = c.names_in(c.start, found.end())
    if named:
        return (named[0].mention,) if (named[0].start, named[0].end) == (found.end() - _OWN_LENGTH, found.end()) else ()
    return () if c.text.frame.place is None else (c.text.frame.place,)


TOPICS: Table[Clause] = Table(
    "clause-topic",
    Topic("line", _line_opening, WHICH, lambda c: (c.names[0].mention,)),
    Topic("host", _hosts, WHICH, _hosts),
    Topic("where", _where, WHICH, lambda c: (c.names[0].mention,)),
    Topic("bare", _bare, WHICH, lambda c: (c.names[0].mention,)),
    Topic("described", _described, WHICH, lambda c: (c.names[0].mention,)),
    Topic("inside", _workplaces, WHICH, _workplaces),
    Topic("traveller", _traveller, WHICH, _travellers),
    Topic("own-place", _own_places, WHICH, _own_places),
)


# ---- the verb before which the subject stands --------------------------------------------------------------------
class Predicate(NamedTuple):
    """A verb of a clause; does the subject stand before it?"""

    clause: Clause
    verb: Verb

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon

    @property
    def last(self) -> bool:
        """Whether all names begin before it."""
        return not self.clause.names_in(self.verb.end, self.clause.end)


PREDICATES: Table[Predicate] = Table(
    "clause-predicate",
    # 甲大学是乙区成立的高校: what it is done to stands before another verb.
    Rule("passive", lambda p: p.verb.text in p.lexicon.passives and p.last, NO),
    Rule("relation", lambda p: p.verb.text in p.lexicon.by_verb, YES),
    Rule("light", lambda p: p.verb.text in p.lexicon.words["lightVerbs"], YES),
)


def _predicate(clause: Clause) -> Verb | None:
    """The first verb that a rule takes, else the first; None where there is none."""
    verbs, taken = clause.verbs, clause.lexicon.bound(_taken)
    for verb in verbs:
        if verb.text in taken and PREDICATES.chosen(Predicate(clause, verb)):
            return verb
    return verbs[0] if verbs else None


def _taken(lexicon: Lexicon) -> frozenset[str]:
    """The verbs that a rule may take."""
    return lexicon.words["lightVerbs"] | lexicon.by_verb.keys()


# ---- the names before it -----------------------------------------------------------------------------------------
class Walk(NamedTuple):
    """How far the walk has come: names `first` to before `last` are the subject so far.

    A preposition governs name `governed`, which is no subject; `ended`: what is behind is none either.
    """

    first: int = 0
    last: int = 0
    governed: int | None = None
    ended: bool = False


class Step(NamedTuple):
    """Name `at` of a clause, before its verb; is it the subject, or of it?"""

    clause: Clause
    verb: Verb
    at: int
    so_far: Walk

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon

    @property
    def name(self) -> Noun:
        """The name itself."""
        return self.clause.names[self.at]

    @property
    def none(self) -> bool:
        """Whether there is no subject yet."""
        return self.so_far.first == self.so_far.last

    @property
    def last(self) -> Noun | None:
        """The last name of the subject so far."""
        return None if self.none else self.clause.names[self.so_far.last - 1]

    @property
    def gap(self) -> str:
        """What stands between that and the name."""
        return "" if self.last is None else self.clause.sentence.text[self.last.end:self.name.start]

    def behind(self, words: tuple[str, ...]) -> bool:
        """Whether one of some words stands right before it, in the clause."""
        return self.clause.sentence.text.endswith(words, self.clause.start, self.name.start)


@dataclass(frozen=True, slots=True)
class Move(Rule[Step]):
    """A rule that says how the walk goes on."""

    to: Callable[[Step], Walk] = lambda step: step.so_far


def _take(step: Step) -> Walk:
    return step.so_far._replace(last=step.at + 1)


def _anew(step: Step) -> Walk:
    return Walk(step.at, step.at + 1, step.so_far.governed)


def _pass_over(step: Step) -> Walk:
    return step.so_far._replace(governed=step.at)


def _end(step: Step) -> Walk:
    return step.so_far._replace(ended=True)


def _governors(lexicon: Lexicon) -> tuple[str, ...]:
    return (*lexicon.prepositions, *lexicon.by_preposition)


def _governors_and_partners(lexicon: Lexicon) -> tuple[str, ...]:
    return (*_governors(lexicon), *lexicon.by_comitative)


def _comitatives(lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(lexicon.by_comitative)


def _governed_too(s: Step) -> bool:
    """先后到甲县、乙县开展…: both are where it is done."""
    governed = s.so_far.governed
    return governed is not None and s.clause.joined(s.clause.names[governed], s.name)


def _behind_verb(s: Step) -> bool:
    """A verb stands before it, whose object it is."""
    return s.none and any(v.end <= s.name.start for v in s.clause.verbs if len(v.text) > 1)


def _together(s: Step) -> bool:
    """甲与乙在某地举办…: both do it, unless the verb says that they work together."""
    return s.gap in s.lexicon.by_comitative and not any(r.comitatives for r in s.lexicon.by_verb.get(s.verb.text, ()))


def _of_phrase(s: Step) -> bool:
    """甲区引进|乙、|布局丙: it ends a phrase with a verb, before another phrase that opens with one."""
    string = s.clause.sentence.text
    if s.none or not string.startswith("、", s.name.end):
        return False
    return any(v.start == s.name.end + 1 for v in s.clause.verbs)


STEPS: Table[Step] = Table(
    "clause-subject",
    Move("governed-too", _governed_too, NO, lambda s: s.so_far._replace(governed=s.at)),
    Move("governed", lambda s: s.none and s.behind(s.lexicon.bound(_governors_and_partners)), NO, _end),
    Move("object", _behind_verb, NO, _end),
    Move("no-agent", lambda s: s.lexicon.root(s.name.mention.type) not in s.lexicon.bound(agents), NO),
    Move("joined", lambda s: s.last is not None and s.clause.joined(s.last, s.name), WHICH, _take),
    Move("together", _together, WHICH, _take),
    Move("partner", lambda s: s.gap.endswith(s.lexicon.bound(_comitatives)), NO, _end),
    Move("of-phrase", _of_phrase, NO, _end),
    Move("behind-preposition", lambda s: s.behind(s.lexicon.bound(_governors)), NO, _pass_over),
    Move("nearest", lambda s: True, WHICH, _anew),
)


# ---- what stands between them and the verb -----------------------------------------------------------------------
class Gap(NamedTuple):
    """What stands between a subject and its verb; is it the subject in spite of it?"""

    clause: Clause
    start: int
    end: int

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon

    @property
    def string(self) -> str:
        """The words themselves."""
        return self.clause.sentence.text[self.start:self.end]


def _partner_gap(g: Gap) -> bool:
    """甲|与乙、丙|签署, 甲|分别与乙、丙|签署: however many the partners are."""
    turn = g.lexicon.lexemes("eachInTurn").beginning(g.string, 0) or ""
    return g.string.startswith(g.lexicon.bound(_comitatives), len(turn))


def _heading_gap(g: Gap) -> bool:
    """甲局|关于|印发《丙》的通知: what a document is called says who issues the other."""
    relation, = g.lexicon.implied("title")
    issues = any(v.start == g.end and v.text in relation.verbs for v in g.clause.verbs)
    title = g.clause.sentence.passage.role == "title"  # of which others tell
    return issues and not title and g.string in g.lexicon.words["topicPrepositions"]


GAPS: Table[Gap] = Table(
    "clause-gap",
    Rule("partner", _partner_gap, YES),
    Rule("heading", _heading_gap, YES),
    Rule("attribute", lambda g: "的" in g.string, NO),
    Rule("far", lambda g: g.end - g.start > _FARTHEST, NO),
    Rule("about", lambda g: g.lexicon.lexemes("topicPrepositions").beginning(g.string, 0), NO),
)


def find_subjects(clause: Clause) -> Those:
    """Who a clause says does it, with the rule that told so; nobody where it does not say."""
    if not clause.names and not _own_places(clause):
        return NOBODY  # of a clause without names no other rule speaks
    topic = TOPICS.first(clause)
    if topic is not None:
        assert isinstance(topic[1], Topic)
        return Those(topic[1].who(clause), topic[0])
    verb = _predicate(clause) if clause.names else None
    if verb is None:
        return NOBODY
    group, reason = _before(clause, verb)
    if not group or GAPS.rejects(Gap(clause, group[-1].end, verb.start)):
        return NOBODY
    return Those(tuple(n.mention for n in group), reason)


def is_done_by_others(clause: Clause) -> bool:
    """意大利|民众|举行…, 某市|24家企业|启动…: people and bodies of a place do it, which were not read, and not the place."""
    if "placeDoers" not in clause.sentence.classes or not clause.names:
        return False  # this is asked fast
    verb = _predicate(clause)
    group = _before(clause, verb)[0] if verb is not None else ()
    if verb is None or not group or not clause.text.is_a(group[-1].mention, clause.lexicon.place):
        return False
    return _names_doers(clause, group[-1].end, verb.start)


def _names_doers(clause: Clause, start: int, end: int) -> bool:
    """Whether a word for people or bodies of a place stands in a span, which is part of no name."""
    words, ends = clause.sentence.touching(start, end), clause.lexicon.listed["placeDoers"]
    within = (w for w in words if start <= w.start and w.end <= end and clause.sentence.free(w.start, w.end))
    return any(w.tag[0] in _NAMING and w.text.endswith(ends) for w in within)


def _before(clause: Clause, verb: Verb) -> tuple[Group, str]:
    """The subject among the names before a verb, with the rule that took its last name."""
    walk, reason = Walk(), ""
    for at in range(len(clause.names_in(clause.start, verb.start))):
        if walk.ended:
            break
        step = Step(clause, verb, at, walk)
        found = STEPS.first(step)
        if found is not None:
            assert isinstance(found[1], Move)
            walk, reason = found[1].to(step), found[0] if found[1].weight == WHICH else reason
    return clause.names[walk.first:walk.last], reason
