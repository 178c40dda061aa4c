"""The words that say a step of a life, as the ontology has them, and where a sentence says one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kg.extract.lexicon import Lexicon, alternatives
from kg.extract.text import Sentence
from kg.gazetteer import make_places
from kg.ontology import LifeStep
from kg.words import Lexemes

_GAP = "…"
_NEVER = r"(?!)"
_GIVER = "[^,;:。、《》]*?"
Steps = tuple[LifeStep, ...]


class Hit(NamedTuple):
    """A word of a step and where it stands in a sentence."""

    start: int
    end: int
    word: str


class Frame(NamedTuple):
    """What stands behind a thing, for a step of which other words stand before it: 启动 X |建设."""

    tail: str
    step: LifeStep


@dataclass(frozen=True)
class Wordings:
    """The steps by the words that say them: before the thing, behind it, around it, before it wherever it is named.

    `made` has by the words of the first two of what traits a thing has one that makes such a step.
    """

    verbs: Mapping[str, Steps]
    passives: Mapping[str, Steps]
    frames: Mapping[str, tuple[Frame, ...]]
    prepositions: Mapping[str, Steps]
    made: Mapping[str, frozenset[str]]
    becoming: frozenset[str]
    places: Callable[[str], Iterable[tuple[int, str]]]
    ceremonies: Lexemes
    heads: Lexemes
    cited: re.Pattern[str]

    def becomes(self, word: str) -> bool:
        """Whether behind a word stands what its thing becomes."""
        return word in self.becoming

    def hits(self, sentence: Sentence) -> list[Hit]:
        """The words of steps in a sentence, outside names, none overlapping another, each at the end of a word."""
        found: list[Hit] = []
        for start, word in self.places(sentence.text):
            end = start + len(word)
            held = self.ceremonies.beginning(sentence.text, end) is not None
            if (not found or start >= found[-1].end) and (
                    (held and sentence.free(start, end)) or _stands(sentence, start, end, self.becomes(word))):
                found.append(Hit(start, end, word))
        return found


def _stands(sentence: Sentence, start: int, end: int, becoming: bool) -> bool:
    """Whether a word stands by itself: it ends with a word, or before a name (更名|为), and is part of no name."""
    free = sentence.free(start, end) or (becoming and sentence.free(start, end - 1))
    return free and (becoming or end in sentence.boundaries)


def make_wordings(lexicon: Lexicon) -> Wordings:
    """The words of all steps of the ontology."""
    steps = tuple(lexicon.ontology.steps.values())
    passives = _by_word(steps, "passives")
    verbs = _with_longer(_by_word(steps, "verbs"), passives)
    before = _by_word(steps, "prepositions")
    ends = lexicon.listed["becomingEnds"]
    becoming = frozenset(w for w, said in passives.items() if w.endswith(ends) or any(s.renames for s in said))
    frames = _frames(steps)
    governing = alternatives(before) if before else _NEVER
    made = {word: frozenset[str]().union(*(s.of for s in (*verbs.get(word, ()), *passives.get(word, ()))))
            for word in {*verbs, *passives}}
    return Wordings(verbs, passives, frames, before, made, becoming, make_places({*verbs, *passives}),
                    lexicon.lexemes("stepCeremonies"), Lexemes(frames),
                    re.compile(f"({governing}){_GIVER}$"))


def _with_longer(verbs: dict[str, Steps], passives: Iterable[str]) -> dict[str, Steps]:
    """Verbs, and the words behind a thing that end with one: 着手|筹建."""
    ends = Lexemes(v for v in verbs if len(v) > 1)
    longer = {word: ends.ending(word, len(word)) for word in passives if word not in verbs}
    return verbs | {word: verbs[verb] for word, verb in longer.items() if verb is not None}


def _frames(steps: Iterable[LifeStep]) -> dict[str, tuple[Frame, ...]]:
    """What stands behind a thing by what stands before it, the longest first."""
    frames: dict[str, list[Frame]] = defaultdict(list)
    for step in steps:
        for frame in step.frames:
            head, _, tail = frame.partition(_GAP)
            frames[head].append(Frame(tail, step))
    return {head: tuple(sorted(known, key=lambda f: (-len(f.tail), f.step.order))) for head, known in frames.items()}


def _by_word(steps: Steps, column: str) -> dict[str, Steps]:
    """Some steps by their words of one column."""
    found: dict[str, list[LifeStep]] = defaultdict(list)
    for step in steps:
        for word in getattr(step, column):
            found[word].append(step)
    return {word: tuple(steps) for word, steps in found.items()}


def made_by(lexicon: Lexicon, steps: Steps, type: str) -> Iterator[LifeStep]:
    """Those of some steps that things of a type make."""
    return (s for s in steps if s.of & lexicon.traits[type])
