"""Learns what reasons weigh for and against a relation between two names, from texts with answers.

    python -m benchmarks.compose --answers COMPOSED
    python -m kg.train.pairs TEXTS --beside COMPOSED -o ontology/pairs.tsv

TEXTS is a folder of texts with answers (`kg.train.stated`); sentences written to be learned from stand in folders of
their own and count less, as do those that prove the rules of the grammar.  Every text is read with the names that it
has and those of its answers, every pair that a relation admits is an example, and the weights are those of a logistic
regression: the same texts and the same code give the same file.  Pairs of which the answers do not decide (optional
ones, and those that hold in another sentence) are left out.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.clean import clean
from kg.errors import ResourceError
from kg.extract import Steps, make_steps
from kg.extract.statements.pair import PAIRS
from kg.extract.statements.pair.sign import Pairs, find_pairs
from kg.extract.statements.pair.template import TEMPLATES, is_word
from kg.extract.statements.pair.vocabulary import GrowingVocabulary
from kg.extract.statements.pair.weights import (
    MOST_WORDS,
    NAME,
    SCALE,
    Line,
    Settings,
    parts_of,
    reasons_of,
    write_weights,
)
from kg.extract.text import Text
from kg.model import Claim, Reading, Source
from kg.ontology import load_ontology, rule_sentences
from kg.read import read_file
from kg.read.table import with_tables
from kg.train.stated import Answers, Matching, read_answers, texts_with_answers, with_answers

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
FOLDS = 5
MOST_REASONS = 26_000  # so many weights are a file of less than 1 MB
_FEWEST = 2  # pairs in which a reason must stand to be learned
_EPOCHS, _AVERAGED, _BATCH = 14, 5, 512
_RATE, _DECAY = 0.15, 1e-5
_LEFT_OUT = 0.35  # of the reasons of each example at each step, so that none is relied on alone
_WRITTEN = 0.25  # what a pair of a written sentence counts beside one of a text
_PLAN = "宁波市科学技术局2024年科技工作要点\n\n"  # in which a sentence of a rule stands
_BRACKETS = re.compile("[【】]")
_OWN = 4.0  # what one counts that proves what the weights themselves say
_STANDING = 0.6  # of the answers of a relation in sentences of plans that are actual, from which it stands at any time
_RECALL = 0.85  # what recall counts beside precision where settings are tried
_TOLD = (-1000, -750, -500, -250, 0, 250, 500)  # settings that are tried
_DOUBTED = (-3000, -2500, -2000, -1500, -1000)


@dataclass(frozen=True)
class Example:
    """A text's pairs with their reasons, whether each relation is in the answers and whether that is decided.

    `facts` are the relations as (id or None, relation, id or None), `wanted` those that the answers have, `statuses`
    counts what they say of those in sentences of what is to be done; `weight` is what the text counts in learning.
    """

    pairs: Pairs
    reasons: Ints
    right: npt.NDArray[np.bool_]
    decided: npt.NDArray[np.bool_]
    wanted: frozenset[tuple[str, str, str]]
    facts: tuple[tuple[str | None, str, str | None], ...]
    statuses: Counter[tuple[str, str]]
    weight: float = 1.0


# ---- examples ----------------------------------------------------------------------------------------------------
def read_example(path: Path, steps: Steps, vocabulary: GrowingVocabulary, named: bool = True,
                 weight: float = 1.0) -> Example:
    """A text with answers as an example of a weight, with the names of its answers if `named`.  Raises `InputError`."""
    reading, = read_file(path, path.name)[0]
    answers = read_answers(path)
    matching = Matching(answers, steps.lexicon.roots)
    text = steps.name(clean(reading)[0])
    text = steps.frame(with_answers(text, answers, matching) if named else text)
    claims = [item for item in steps.tell(text) if isinstance(item, Claim)]
    pairs = find_pairs(text, claims, vocabulary)
    return replace(_judged(text, pairs, answers, matching), weight=weight)


def proved_examples(steps: Steps, vocabulary: GrowingVocabulary) -> list[Example]:
    """The sentences that prove rules, as examples: below its title each says all its facts."""
    worth: dict[str, float] = {}
    for rule, sentence in rule_sentences():
        worth[sentence] = max(worth.get(sentence, 0), _OWN if rule.startswith(f"{PAIRS.name}/") else _WRITTEN)
    told = ((*sentence.partition(" ⇒ "), weight) for sentence, weight in worth.items())
    return [replace(_proved(_BRACKETS.sub("", text), facts, steps, vocabulary), weight=weight)
            for text, arrow, facts, weight in told if arrow]


def _proved(text: str, facts: str, steps: Steps, vocabulary: GrowingVocabulary) -> Example:
    reading = with_tables(Reading(Source("sentence", "0" * 64, "text/plain"),
                                  (text if "\n" in text else _PLAN + text) + "\n"))
    read = steps.frame(steps.name(clean(reading)[0]))
    pairs = find_pairs(read, [item for item in steps.tell(read) if isinstance(item, Claim)], vocabulary)
    stated = {fact.strip() for fact in facts.split("；")}
    names = [end.mention.name for end in pairs.row.ends]
    relations = [relation.name for relation in steps.lexicon.relations]
    titles = [read.sentences[span.number].passage.role == "title" for span in pairs.row.spans]
    said = [(f"{names[s]} {relations[r]} {names[o]}", f"{names[o]} {relations[r]} {names[s]}")
            for s, o, r in zip(pairs.subject.tolist(), pairs.object.tolist(), pairs.relation.tolist(), strict=True)]
    symmetric = [steps.lexicon.relations[r].symmetric for r in pairs.relation.tolist()]
    right = np.array([fact in stated or (both and turned in stated)
                      for (fact, turned), both in zip(said, symmetric, strict=True)], dtype=bool)
    decided = ~np.array(titles, dtype=bool)[pairs.span]
    return Example(pairs, reasons_of(pairs.known, pairs.relation), right, decided, frozenset(),
                   ((None, "", None),) * len(right), Counter())


def _judged(text: Text, pairs: Pairs, answers: Answers, matching: Matching) -> Example:
    relations = text.lexicon.relations
    ids = [matching.id(end.mention) for end in pairs.row.ends]
    spans = [_numbers(text, span.number, answers) for span in pairs.row.spans]
    right, decided = np.zeros(len(pairs.relation), bool), np.zeros(len(pairs.relation), bool)
    facts: list[tuple[str | None, str, str | None]] = []
    statuses: Counter[tuple[str, str]] = Counter()
    places = np.array([end.place for end in pairs.row.ends], dtype=np.int64)
    within = (places[pairs.subject] == places[pairs.object]) & bool(answers.unasked)
    for at, (span, s, o, r) in enumerate(zip(*(x.tolist() for x in (pairs.span, pairs.subject, pairs.object,
                                                                    pairs.relation)), strict=True)):
        relation = relations[r]
        fact = ids[s], relation.name, ids[o]
        if relation.symmetric and fact[::-1] in answers.relations:
            fact = fact[::-1]
        answer = answers.relations.get(fact)
        facts.append(fact)
        if answer is None:
            unasked = within[at] or relation.name in answers.unasked
            decided[at] = not unasked and not answers.optional.intersection(fact)
        else:
            right[at] = True
            here = answer.sentence in spans[span] if answer.sentence else max(s, o) < pairs.row.spans[span].told
            decided[at] = not answer.optional and (here or pairs.claim[at] >= 0)
            if here and not text.tenses[pairs.row.spans[span].number].done:
                statuses[relation.name, answer.status] += 1
    wanted = frozenset(
        f for f, a in answers.relations.items() if not a.optional and not answers.optional.intersection(f)
    )
    return Example(pairs, reasons_of(pairs.known, pairs.relation), right, decided, wanted, tuple(facts), statuses)


def _numbers(text: Text, sentence: int, answers: Answers) -> set[int]:
    """The numbers that the answers have for a sentence of the text."""
    passage = text.sentences[sentence].passage
    return answers.numbers(*text.document.raw_span(passage.start, passage.end))


# ---- weights -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Learned:
    """The reasons that are weighed, ascending, and what they weigh."""

    reasons: Ints
    weights: Floats

    def weigh(self, reasons: Ints) -> Floats:
        """What the reasons of every pair weigh together."""
        weighed: Floats = np.append(0.0, self.weights)[_places(self.reasons, reasons)].sum(axis=1)
        return weighed


def _places(known: Ints, reasons: Ints) -> npt.NDArray[np.int32]:
    """For each reason its place among those that are known, from 1; 0 for one that is not."""
    at = np.minimum(np.searchsorted(known, reasons), len(known) - 1)
    return np.where((known[at] == reasons) & (reasons > 0), at + 1, 0).astype(np.int32)


def learn(examples: Sequence[Example], most: int = MOST_REASONS) -> Learned:
    """The weights of a logistic regression, of as many reasons as there is room for.

    Stochastic gradient with a rate of its own for every reason (AdaGrad), a part of the reasons left out at each step,
    the weights averaged over the last rounds: first of all reasons, then of those that turned out to matter most.
    """
    reasons = np.concatenate([e.reasons[e.decided] for e in examples])
    right = np.concatenate([e.right[e.decided] for e in examples])
    worth = np.concatenate([np.full(e.decided.sum(), e.weight) for e in examples])
    known, counts = np.unique(reasons, return_counts=True)
    known, counts = (x[(known > 0) & (counts >= _FEWEST)] for x in (known, counts))
    weights = _fit(_places(known, reasons), right, worth, len(known))
    if len(known) > most:
        kept = np.sort(np.argsort(-np.abs(weights) * np.sqrt(counts), kind="stable")[:most])
        known = known[kept]
        weights = _fit(_places(known, reasons), right, worth, len(known))
    return Learned(known, weights)


def _fit(places: npt.NDArray[np.int32], right: npt.NDArray[np.bool_], worth: Floats, size: int) -> Floats:
    chance = np.random.default_rng(0)
    weights, steepness, total = np.zeros(size + 1), np.full(size + 1, 1e-2), np.zeros(size + 1)
    for epoch in range(_EPOCHS):
        order = chance.permutation(len(right))
        for first in range(0, len(order), _BATCH):
            batch = order[first:first + _BATCH]
            asked = np.where(chance.random((len(batch), places.shape[1])) < _LEFT_OUT, 0, places[batch])
            wrong = (1 / (1 + np.exp(-weights[asked].sum(axis=1))) - right[batch]) * worth[batch]
            steep = np.bincount(asked.ravel(), np.repeat(wrong, asked.shape[1]), minlength=size + 1)
            slope = steep + _DECAY * _BATCH * weights
            steepness += slope * slope
            weights -= _RATE * slope / np.sqrt(steepness)
            weights[0] = 0
        if epoch >= _EPOCHS - _AVERAGED:
            total += weights / _AVERAGED
    return total[1:] * (1 - _LEFT_OUT)


# ---- settings ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Score:
    """Relations that are right, wrong and missing."""

    right: int = 0
    wrong: int = 0
    missing: int = 0

    def __add__(self, other: Score) -> Score:
        """Both together."""
        return Score(self.right + other.right, self.wrong + other.wrong, self.missing + other.missing)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missing)

    @property
    def worth(self) -> float:
        """The same, but what is wrong counts more than what is missing: people are shown what is told."""
        more = _RECALL * _RECALL
        return (1 + more) * self.right / max(1, (1 + more) * self.right + self.wrong + more * self.missing)


def score(example: Example, weighed: Floats, told: float, doubted: float) -> Score:
    """How right the relations of a text are when pairs are told and claims doubted by what they weigh."""
    facts, first, same = np.unique(example.pairs.fact, return_index=True, return_inverse=True)
    best, right, decided = np.full(len(facts), -np.inf), np.zeros(len(facts), bool), np.zeros(len(facts), bool)
    np.maximum.at(best, same, weighed)
    np.logical_or.at(right, same, example.right)
    np.logical_or.at(decided, same, example.decided)
    stands = np.where(np.isin(facts, example.pairs.claimed), best >= doubted, best > told)
    found = {example.facts[at] for at in first[stands & right].tolist()} & example.wanted
    return Score(len(found), int((stands & ~right & decided).sum()), len(example.wanted) - len(found))


def weigh_left_out(examples: Sequence[Example], asked: Sequence[Example], always: Sequence[Example],
                   folds: Sequence[int]) -> list[Floats]:
    """What the pairs of each text that is asked about weigh by what is learned from the examples of other folds, and
    from those that are always there."""
    weighed: list[Floats] = [np.zeros(0)] * len(asked)
    for fold in sorted(set(folds)):
        learned = learn([*(e for e, other in zip(examples, folds, strict=True) if other != fold), *always])
        for at, example in enumerate(asked):
            if folds[at] == fold:
                weighed[at] = learned.weigh(example.reasons)
    return weighed


def best_settings(examples: Sequence[Example], weighed: Sequence[Floats]) -> tuple[int, int, Score]:
    """What pairs must weigh to be told, below what claims are doubted, in thousandths, so that most is right; how much
    is."""
    tried = []
    for told in _TOLD:
        for doubted in _DOUBTED:
            parts = (score(e, w, told / SCALE, doubted / SCALE) for e, w in zip(examples, weighed, strict=True))
            whole = sum(parts, Score())
            tried.append((whole.worth, told, doubted, whole))
    return max(tried, key=lambda t: t[:3])[1:]


def standing(examples: Iterable[Example]) -> frozenset[str]:
    """The relations that answers mostly call actual in sentences of what is to be done."""
    counts = sum((e.statuses for e in examples), Counter[tuple[str, str]]())
    relations = {relation for relation, _ in counts}
    return frozenset(r for r in relations
                     if counts[r, "actual"] > _STANDING * (counts[r, "actual"] + counts[r, "planned"]))


# ---- the file ----------------------------------------------------------------------------------------------------
def lines(learned: Learned, vocabulary: GrowingVocabulary, relations: Sequence[str]) -> Iterator[Line]:
    """What is learned, as lines of a file of weights."""
    words = {number: word for word, number in vocabulary.items()}
    for reason, weight in zip(
        learned.reasons.tolist(), np.rint(learned.weights * SCALE).astype(int).tolist(), strict=True
    ):
        template, relation, values = parts_of(reason)
        name, attributes = TEMPLATES[template]
        if weight:
            yield relations[relation], name, tuple(words[v] if is_word(a) else str(v)
                                                   for a, v in zip(attributes, values, strict=True)), weight


def train(paths: Sequence[Path], beside: Sequence[Path], steps: Steps) -> tuple[str, Score]:
    """The file of weights that texts with answers give, and how right texts are that were left out of learning.

    From `beside` is learned too: texts written to be learned from, which do not say how often what is right.
    """
    vocabulary = GrowingVocabulary(steps.lexicon)
    proved = [
        *proved_examples(steps, vocabulary),
        *(read_example(path, steps, vocabulary, weight=_WRITTEN) for path in beside),
    ]
    examples = [read_example(path, steps, vocabulary) for path in paths]
    found = [read_example(path, steps, vocabulary, named=False) for path in paths]
    if len(vocabulary) >= MOST_WORDS:
        raise ResourceError(f"these texts have {len(vocabulary)} different words; weights can tell {MOST_WORDS} apart")
    left_out = weigh_left_out(examples, found, proved, [at % FOLDS for at in range(len(examples))])
    told, doubted, right = best_settings(found, left_out)
    learned = learn([*examples, *proved])
    relations = [r.name for r in steps.lexicon.relations]
    settings = Settings(told, doubted, standing(examples))
    return write_weights(lines(learned, vocabulary, relations), settings), right


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m kg.train.pairs", description="Learns the weights of relations.")
    parser.add_argument("texts", type=Path, nargs="+", help="folders with TEXT.txt and TEXT.ann")
    parser.add_argument("-o", "--out", type=Path, required=True, help=f"the file of weights: {NAME} of an ontology")
    parser.add_argument(
        "--beside", type=Path, nargs="*", default=[], help="folders of texts written to be learned from"
    )
    options = parser.parse_args(arguments)
    paths, beside = ([path for folder in folders for path in texts_with_answers(folder)]
                     for folders in (options.texts, options.beside))
    text, right = train(paths, beside, make_steps(load_ontology()))
    options.out.write_text(text, encoding="utf-8")
    print(f"{len(paths)} texts, {text.count(chr(10))} lines in {options.out}; of relations in texts left out "
          f"{right.right} right, {right.wrong} wrong, {right.missing} missing: F1 {right.f1:.3f}")


if __name__ == "__main__":
    main()
