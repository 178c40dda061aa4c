"""Relations by learned weights: pairs that no rule states and the weights do, and claims of the grammar that they
doubt.

Every pair of names of a sentence that a relation admits is weighed, and every pair of a name and what the document is
about.  Reasons for and against are named (`kg.extract.statements.pair.template`): what the grammar claims of the pair,
the types, the verbs and words beside and between the names, how far apart they stand, who speaks.  What they weigh is
learned from texts with answers (`python -m kg.train.pairs`) and stands in the file `pairs.tsv` of the ontology.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.statements.pair.sign import Ints, Pairs, find, find_pairs
from kg.extract.statements.pair.weights import Settings, load_weights
from kg.extract.text import Text
from kg.model import Claim, Finding, Observation, Status

__all__ = ["PAIRS", "weigh_pairs"]
Told = Claim | Observation | Finding


@dataclass(frozen=True, slots=True)
class Weighed:
    """A relation between two things, what its reasons weigh at most in the document, and whether the grammar claims it.
    """

    lexicon: Lexicon
    settings: Settings
    weight: int
    claimed: bool


# What the weights say of a relation; a claim that they doubt is none, whatever speaks for it.
PAIRS: Table[Weighed] = Table(
    "pair",
    Rule("told", lambda w: not w.claimed and w.weight > w.settings.told, YES),
    Rule("doubted", lambda w: w.claimed and w.weight < w.settings.doubted, 2 * NO),
)


def weigh_pairs(text: Text, told: Sequence[Told]) -> Iterator[Told]:
    """What the grammar tells, with the reason that speaks against a claim that is doubted, and what the weights tell.
    """
    lexicon = text.lexicon
    weights = None if all(name in lexicon.without for name, _ in PAIRS) else lexicon.bound(load_weights)
    if weights is None:
        yield from told
        return
    claims = {at: item for at, item in enumerate(told) if isinstance(item, Claim)}
    pairs = find_pairs(text, list(claims.values()), weights.vocabulary)
    best = _best(pairs, weights.weigh(pairs.known, pairs.relation))
    doubted = dict(_doubted(pairs, list(claims), best, Weighed(lexicon, weights.settings, 0, True)))
    for at, item in enumerate(told):
        if at in doubted and isinstance(item, Claim):
            item = replace(item, reasons=(*item.reasons, doubted[at]))
        yield item
    yield from _told(text, pairs, best, weights.settings)


@dataclass(frozen=True, slots=True)
class Best:
    """Of every entry what its reasons weigh, and what those of the same relation weigh at most in the document."""

    own: Ints
    all: Ints


def _best(pairs: Pairs, weighed: Ints) -> Best:
    _, same = np.unique(pairs.fact, return_inverse=True)
    most = np.full(int(same.max(initial=-1)) + 1, np.iinfo(np.int64).min)
    np.maximum.at(most, same, weighed)
    return Best(weighed, most[same])


def _doubted(pairs: Pairs, places: Sequence[int], best: Best, case: Weighed) -> Iterator[tuple[int, str]]:
    """Those of the claims at some places that the weights doubt, with the reason."""
    found = find(pairs.fact, pairs.claimed)
    for place, entry in zip(places, found.tolist(), strict=True):
        rule = PAIRS.first(replace(case, weight=int(best.all[entry]))) if entry >= 0 else None
        if rule is not None:
            yield place, rule[0]


def _told(text: Text, pairs: Pairs, best: Best, settings: Settings) -> Iterator[Claim]:
    """What the weights tell of pairs of which no claim of the sentence does."""
    ends, relations = pairs.row.ends, text.lexicon.relations
    for entry in np.nonzero((pairs.claim < 0) & (best.own > settings.told))[0].tolist():
        reason = PAIRS.reason_for(Weighed(text.lexicon, settings, int(best.own[entry]), False))
        relation = relations[pairs.relation[entry]]
        subject, object = ends[pairs.subject[entry]], ends[pairs.object[entry]]
        if reason is None:
            continue
        number = pairs.row.spans[pairs.span[entry]].number
        passage, tense = text.sentences[number].passage, text.tenses[number]
        standing = relation.name in settings.standing
        status: Status = "actual" if standing or tense.done else "planned"
        period = None if standing else tense.period_at(max(0, object.mention.start - passage.start))
        yield Claim(passage, passage.start, passage.end, subject.mention, relation.name, object.mention, status, "pair",
                    period=period, reasons=(reason,))
