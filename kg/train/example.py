"""A text with answers as the weights are to learn from it: its pairs with their reasons, and which of them are right.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.extract import Steps
from kg.extract.lexicon import Lexicon
from kg.extract.statements.pair.reason import Kind, Pair, find_pairs, says_new
from kg.extract.text import Text
from kg.model import Claim, Document
from kg.ontology import RelationType
from kg.train.answers import Answers, Matching, Stated, sentence_spans, with_answers

_HIDDEN = 0.4  # of the claims: on texts that nobody has seen the grammar says less than on those of training
Fact = tuple[str | None, str, str | None]


@dataclass(frozen=True, slots=True)
class Case:
    """A pair, whether its relation is right, and whether the answers decide that where it stands."""

    pair: Pair
    fact: Fact
    right: bool
    decided: bool


@dataclass(frozen=True, slots=True)
class Example:
    """The cases of a document as the grammar reads it, and the facts that its answers want found.

    `taught` are cases with the names that the answers have, a second time with a part of the claims hidden, so that
    more is learned from few texts; `statuses` counts what answers say of relations in sentences of what is to be done.
    """

    cases: tuple[Case, ...]
    taught: tuple[Case, ...]
    wanted: frozenset[Fact]
    statuses: Counter[tuple[str, str]]


def make_example(document: Document, answers: Answers, steps: Steps) -> Example:
    """An example from a document read by the grammar."""
    text = steps.name(document)
    matching = Matching(answers, steps.lexicon.roots)
    cases, statuses = _cases(steps.frame(text), answers, matching, steps)
    helped = steps.frame(with_answers(text, answers, matching))
    taught = [case for hidden in (0.0, _HIDDEN) for case in _cases(helped, answers, matching, steps, hidden)[0]]
    wanted = frozenset(fact for fact, stated in answers.relations.items()
                       if not stated.optional and answers.optional.isdisjoint(fact))
    return Example(cases, tuple(taught), wanted, statuses)


def _cases(text: Text, answers: Answers, matching: Matching, steps: Steps,
           hidden: float = 0.0) -> tuple[tuple[Case, ...], Counter[tuple[str, str]]]:
    """The pairs of a text as cases, a part of the claims hidden, and what answers say of right ones that are to be.

    Which claims are hidden depends on nothing but the text.
    """
    chance = random.Random(text.document.text)
    claims = [item for item in steps.tell(text) if isinstance(item, Claim) and chance.random() >= hidden]
    judge = _Judge(text, answers, matching)
    cases = tuple(judge.case(pair) for pair in find_pairs(text, claims, _Admitted(steps.lexicon), learning=True))
    return cases, Counter(judge.statuses(cases))


class _Admitted:
    """All relations that the ontology admits of a kind."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._relations = lexicon.relations
        self._known: dict[Kind, list[RelationType]] = {}

    def __call__(self, kind: Kind) -> list[RelationType]:
        if kind not in self._known:
            subject, object, position = kind
            self._known[kind] = [r for r in self._relations
                                 if subject in r.domain and object in r.range and says_new(r, position)]
        return self._known[kind]


class _Judge:
    """Says of pairs what answers say of them."""

    def __init__(self, text: Text, answers: Answers, matching: Matching) -> None:
        self._text, self._answers, self._matching = text, answers, matching
        document, spans = text.document, sentence_spans(text.document.raw)
        self._numbers: list[set[int]] = []  # by sentence of the text
        for sentence in text.sentences:
            start, end = document.raw_span(sentence.passage.start, sentence.passage.end)
            self._numbers.append({n for n, (a, b) in enumerate(spans, 1) if a < end and start < b})

    def case(self, pair: Pair) -> Case:
        """A pair with what the answers say of it."""
        fact: Fact = self._matching.id(pair.subject.mention), pair.relation.name, self._matching.id(pair.object.mention)
        if pair.relation.symmetric and fact[::-1] in self._answers.relations:
            fact = fact[::-1]
        stated = self._answers.relations.get(fact)  # type: ignore[arg-type]
        if stated is None:
            return Case(pair, fact, False, self._answers.optional.isdisjoint(fact))
        return Case(pair, fact, True, not stated.optional and (pair.claimed is not None or self._here(pair, stated)))

    def _here(self, pair: Pair, stated: Stated) -> bool:
        """Whether the sentence of a pair is that of which the answers speak; both ends stand in it if they do not say.
        """
        if not stated.sentence:
            return bool(pair.subject.place and pair.object.place)
        return stated.sentence in self._numbers[pair.number]

    def statuses(self, cases: Sequence[Case]) -> Iterator[tuple[str, str]]:
        """What is said of right relations in sentences of what is to be done."""
        for case in cases:
            stated = self._answers.relations.get(case.fact)  # type: ignore[arg-type]
            if stated is not None and self._here(case.pair, stated) and not self._text.tenses[case.pair.number].done:
                yield case.pair.relation.name, stated.status
