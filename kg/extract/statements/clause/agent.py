"""Who does it, told behind 由: 丙由甲建设.  Whoever follows may have to do with it too: 丙由甲牵头,乙参与建设."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, WHICH, Rule, Table
from kg.extract.statements.clause.cut import Clause, Group, Noun, Verb
from kg.extract.statements.clause.doer import Did, admitted, claim, too_many
from kg.model import Claim

_STEP = 3  # characters between those who do it and the verb, or between two verbs
_CLOSING = "、,;。)"
_THING_GAP = 6  # characters between what is done and 由
_MORE = r"等[^,。;:]{0,8}?(?:{bothSides}|{actors})"
_RESPECTIVELY = r"{respectively}{agentMarks}$"
_PART_OF_NAME = r"{passiveFillers}|\([^()]*\)"


@case
class Agents:
    """Names in a row with verbs right behind, the last of which has no object: what did they do that to?

    `earlier` is what is done by those before them.
    """

    clause: Clause
    group: Group
    verbs: tuple[Verb, ...]
    earlier: Group

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.clause.lexicon

    @property
    def string(self) -> str:
        """The sentence."""
        return self.clause.sentence.text

    @property
    def end(self) -> int:
        """Where the last verb ends."""
        return self.verbs[-1].end

    @property
    def begin(self) -> int:
        """Where the first of them begins."""
        return self.group[0].start

    def behind(self, words: tuple[str, ...]) -> bool:
        """Whether one of some words stands right before them, in the clause."""
        return self.string.endswith(words, self.clause.start, self.begin)

    @property
    def closed(self) -> bool:
        """Whether nothing stands behind the verb that could be its object."""
        return self.string[self.end:self.end + 1] in _CLOSING

    @once
    def thing(self) -> Group:
        """What stands before 由."""
        mark = self.lexicon.lexemes("agentMarks").ending(self.string, self.begin)
        at = bisect_left(self.clause.names, (self.begin,)) - 1
        if mark is None or at < 0:
            return ()
        last, start = self.clause.names[at], self.begin - len(mark)
        gap = self.string[last.end:start]
        near = len(gap) <= _THING_GAP or self.lexicon.pattern(_PART_OF_NAME).fullmatch(gap)
        return next(g for g in self.clause.lists if last in g) if near else ()

    @once
    def deed(self) -> str | None:
        """The verbal noun between what is done and 由: 丙的|实施|由甲负责."""
        mark = self.lexicon.lexemes("agentMarks").ending(self.string, self.begin)
        return self.lexicon.lexemes("runningNouns").ending(self.string, self.begin - len(mark or ""))

    def pairs(self, things: Group) -> Iterable[tuple[Noun, Noun]]:
        """Which of them did it to which: all to all, unless 分别 stands before 由: 丙、丁|分别由|甲、乙建设."""
        each = len(things) == len(self.group) and self.lexicon.pattern(_RESPECTIVELY).search(
            self.string, self.clause.start, self.begin)
        return zip(self.group, things, strict=True) if each else product(self.group, things)


@dataclass(frozen=True, slots=True)
class Done(Rule[Agents]):
    """A rule that says what they did it to."""

    to: str = ""

    def things(self, agents: Agents) -> Group:
        """The names of that."""
        found: Group = getattr(agents, self.to)
        return found


def _governors(lexicon: Lexicon) -> tuple[str, ...]:
    return (*lexicon.prepositions, *lexicon.by_preposition)


AGENTS: Table[Agents] = Table(
    "clause-agent",
    Done("governed", lambda a: a.behind(a.lexicon.bound(_governors)), NO),
    Done("open", lambda a: not a.closed, NO),
    Done("thing", lambda a: a.thing, WHICH, "thing"),
    Done("earlier", lambda a: a.earlier, WHICH, "earlier"),
)


def find_agents(clause: Clause, earlier: Group) -> Generator[Claim, None, Group]:
    """What those did who stand before the verbs of a clause; to what, for those behind who have to do with it too."""
    if not earlier and not _marked(clause):
        return earlier
    for group in clause.lists:
        verbs = tuple(_verbs(clause, group[-1].end))
        if not verbs:
            continue
        agents = Agents(clause, group, verbs, earlier)
        found = AGENTS.chosen(agents)
        if found is None:
            continue
        reason, rule = found
        assert isinstance(rule, Done)
        things = rule.things(agents)
        yield from _claims(agents, things, reason)
        earlier = things
    return earlier


def _marked(clause: Clause) -> bool:
    """Whether a word before who does something stands in a clause."""
    if "agentMarks" not in clause.sentence.classes:
        return False
    return any(clause.sentence.text.find(m, clause.start, clause.end) >= 0 for m in clause.lexicon.words["agentMarks"])


def _verbs(clause: Clause, position: int) -> Iterator[Verb]:
    """The verbs in a row behind those who do it, be they not all that are meant (等26家单位)."""
    more = clause.lexicon.pattern(_MORE).match(clause.sentence.text, position, clause.end)
    position = more.end() if more is not None else position
    for verb in clause.verbs[clause.verbs_before(position):]:
        if verb.start - position > _STEP:
            return
        yield verb
        position = verb.end


def _claims(agents: Agents, things: Group, reason: str) -> Iterator[Claim]:
    """What each verb says of each of them and each thing, or of the first and the first, the second and the second."""
    lexicon = agents.lexicon
    if too_many(agents.group, things):
        return
    pairs = tuple(agents.pairs(things))
    deeds = (*(v.text for v in agents.verbs), *((agents.deed,) if agents.deed is not None else ()))
    for deed in deeds:
        # 丙由甲与乙|合作共建: whom they work with is each other.
        relations = tuple(r for r in lexicon.by_verb.get(deed, ()) if r.name not in lexicon.joining)
        for noun, thing in pairs if relations else ():
            relation = admitted(lexicon, relations, noun.mention, thing.mention)
            if relation is not None:
                yield claim(agents.clause, "agent", relation, Did(noun.mention, thing, reason))
