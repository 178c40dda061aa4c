"""Joint numbers: A、B(分别)突破X、Y give each noun its own number; the names hold for the next clause too (分别增长…)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.rule import YES, Rule, Table
from kg.extract.statements.number.comparator import comparison
from kg.extract.statements.number.figure import Number
from kg.extract.statements.number.noun import noun_before, without_opening, without_rate

JOINT = r"\s*(?:、|{listJoints})\s*"
_EACH = r"{distributives}$"
_SHARED = r"等?({measureOwners}?{sharedMeasures})$"


@dataclass(frozen=True, slots=True)
class Told:
    """What the figures of a sentence have measured so far: later ones may leave it unsaid (…, 增长12%).

    `names` are those of the joint numbers of the clause that begins at `clause`; that at `position` was told last.
    """

    last: str | None = None
    names: tuple[str, ...] = ()
    clause: int = -1
    position: int = 0

    @property
    def name(self) -> str | None:
        """The name of the joint number that is told; None where the number is none of these."""
        return self.names[self.position] if self.position < len(self.names) else None


@dataclass(frozen=True, eq=False)
class Joint:
    """The first of several numbers that are told in one breath; do as many nouns stand before them?"""

    number: Number
    told: Told

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.number.lexicon

    @once
    def left(self) -> str:
        """What its clause says before it, without the rate and 分别."""
        phrase = without_rate(self.lexicon, self.number.line[self.number.clause:self.number.start])
        return self.lexicon.pattern(_EACH).sub("", phrase)

    @once
    def names(self) -> tuple[str, ...]:
        """The nouns that are joined there."""
        parts = self.lexicon.pattern(JOINT).split(without_opening(self.lexicon, self.left))
        return tuple(part for part in parts if part)

    def nouns(self, names: Sequence[str]) -> tuple[str, ...]:
        """The nouns without the verbs that govern them."""
        found = [(noun_before(self.lexicon, name), name) for name in names]
        return tuple(name if noun is None else noun for noun, name in found)

    @once
    def count(self) -> int:
        """How many numbers follow in the same breath, this one included: X、Y和Z."""
        line, joint, end = self.number.line, self.lexicon.pattern(JOINT), self.number.figure.end
        count = 1
        for following in self.number.of.figures[self.number.at + 1:]:
            between = joint.match(line, end)
            if between is None or comparison(self.lexicon, line, following.start).start > between.end():
                break
            count, end = count + 1, following.end
        return count

    @property
    def distributed(self) -> bool:
        """Whether 分别 stands before the number."""
        words = self.lexicon.words["distributives"]
        return any(w in self.number.line[self.number.clause:self.number.figure.start] for w in words)


@dataclass(frozen=True, slots=True)
class Names(Rule[Joint]):
    """A rule that says whose the numbers are."""

    names: Callable[[Joint], tuple[str, ...]] = lambda joint: joint.nouns(joint.names)


def _named(j: Joint) -> bool:
    """As many nouns as numbers."""
    return len(j.names) == j.count and all(len(name) > 1 for name in j.names)


def _shared_measure(j: Joint) -> bool:
    """纺织、建材等产业|增加值分别增长7%、9%: what is measured stands behind the last."""
    if not _named(j):
        return False
    shared = j.lexicon.pattern(_SHARED)
    tail = shared.search(j.names[-1])
    return tail is not None and tail.start() > 1 and not any(map(shared.search, j.names[:-1]))


def _with_measure(j: Joint) -> tuple[str, ...]:
    tail = j.lexicon.pattern(_SHARED).search(j.names[-1])
    assert tail is not None
    return j.nouns([name + tail.group(1) for name in (*j.names[:-1], j.names[-1][:tail.start()])])


def _again(j: Joint) -> bool:
    """The nouns of the clause before, as nothing else is said: …,分别增长7%、9%."""
    return j.count == len(j.told.names) and j.distributed and not noun_before(j.lexicon, j.left)


# Whether several numbers are told of several nouns, each of its own.
JOINTS: Table[Joint] = Table(
    "number-joint",
    Names("shared-measure", _shared_measure, YES, _with_measure),
    Names("named", _named, YES),
    Names("again", _again, YES, lambda j: j.told.names),
)


def told_at(number: Number, told: Told) -> tuple[Told, tuple[str, ...]]:
    """What is told when a number is: the names of joint numbers, and the rule that found them."""
    if told.clause == number.clause:
        return Told(told.last, told.names, told.clause, told.position + 1), ()
    joint = Joint(number, told)
    found = JOINTS.first(joint) if joint.count > 1 else None
    if found is None:
        return Told(told.last, (), number.clause), ()
    name, rule = found
    assert isinstance(rule, Names)
    return Told(told.last, rule.names(joint), number.clause), (name,)
