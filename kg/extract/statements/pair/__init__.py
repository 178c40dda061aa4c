"""Relations by learned weights: pairs that no rule states and the weights do, and claims of the grammar that they
doubt.

Every pair of names of a sentence is weighed, and every pair of a name and what the document is about, where it is of a
kind that held now and then in the texts with answers from which was learned (`kg.train`).  Reasons for and against are
named (`reason`): what the grammar claims of the pair, the types, the verbs and words beside and between the names, who
speaks.  What they weigh stands in the file `weights.tsv` of the ontology.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extract.statements.pair.reason import Pair, find_pairs
from kg.extract.statements.pair.weights import Weights, load_weights
from kg.extract.text import Text
from kg.model import Claim, Finding, Observation, Status

__all__ = ["TECHNIQUE", "weigh_pairs"]
TECHNIQUE = "pair"
Told = Claim | Observation | Finding


def weigh_pairs(text: Text, told: Sequence[Told]) -> Iterator[Told]:
    """What the grammar tells, without the claims that the weights doubt, and what the weights tell."""
    weights = text.lexicon.bound(load_weights)
    if weights is None:
        yield from told
        return
    found, doubted = _weighed(text, [item for item in told if isinstance(item, Claim)], weights)
    for item in told:
        if not isinstance(item, Claim) or (item.passage.index, _words(item)) not in doubted:
            yield item
    yield from (_claim(text, pair, weights) for pair in found)


def _words(claim: Claim) -> tuple[str, str, str]:
    return claim.subject.name, claim.relation, claim.object.name


def _weighed(text: Text, claims: Sequence[Claim],
             weights: Weights) -> tuple[list[Pair], set[tuple[int, tuple[str, str, str]]]]:
    """The pairs that the weights tell, and of the claims those that they doubt, by passage and words."""
    told: list[Pair] = []
    best: dict[tuple[int, tuple[str, str, str]], int] = {}
    for pair in find_pairs(text, claims, weights.asked):
        weight = weights.weigh(pair)
        if pair.claimed is not None:
            for s, o in ((pair.subject, pair.object), (pair.object, pair.subject))[:1 + pair.relation.symmetric]:
                key = text.sentences[pair.number].passage.index, (s.mention.name, pair.relation.name, o.mention.name)
                best[key] = max(weight, best.get(key, weight))
        elif weight > weights.settings.told and not pair.rivalled:
            told.append(pair)
    return told, {key for key, weight in best.items() if weight < weights.settings.doubted}


def _claim(text: Text, pair: Pair, weights: Weights) -> Claim:
    """What the weights tell of a pair, as a claim."""
    passage, tense = text.sentences[pair.number].passage, text.tenses[pair.number]
    standing = pair.relation.name in weights.settings.standing
    status: Status = "actual" if standing or tense.done else "planned"
    period = None if standing else tense.period_at(max(0, pair.object.mention.start - passage.start))
    return Claim(passage, passage.start, passage.end, pair.subject.mention, pair.relation.name,
                 pair.object.mention, status, TECHNIQUE, period=period)
