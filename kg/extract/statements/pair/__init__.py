"""Relations by learned weights: what no rule states and the weights do.

Every pair of names of a sentence of which the grammar claims nothing is weighed, and every pair of a name and what the
document is about, where it is of a kind that was told rightly now and then in the texts with answers from which was
learned (`kg.train`).  Reasons for and against are named (`reason`): the types, the verbs and words beside and between
the names, what the grammar claims around.  What they weigh stands in the file `weights.tsv` of the ontology.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extract.statements.pair.reason import Pair, find_pairs
from kg.extract.statements.pair.weights import Weights, load_weights
from kg.extract.text import Text
from kg.model import Claim, Finding, Observation, Status, Step

__all__ = ["TECHNIQUE", "weigh_pairs"]
TECHNIQUE = "pair"
_SURE = 80  # what a pair weighs more than that is told: three of four such are right in texts left out


def weigh_pairs(text: Text, told: Sequence[Claim | Observation | Step | Finding]) -> Iterator[Claim]:
    """What the weights tell beside what the grammar has told."""
    weights = text.lexicon.bound(load_weights)
    if weights is not None:
        claims = [item for item in told if isinstance(item, Claim)]
        for pair in find_pairs(text, claims, weights.asked):
            if weights.weigh(pair) > _SURE:
                yield _claim(text, pair, weights)


def _claim(text: Text, pair: Pair, weights: Weights) -> Claim:
    """What the weights tell of a pair, as a claim."""
    passage, tense = text.sentences[pair.number].passage, text.tenses[pair.number]
    standing = pair.relation.name in weights.standing
    status: Status = "actual" if standing or tense.done else "planned"
    period = None if standing else tense.period_at(max(0, pair.object.mention.start - passage.start))
    return Claim(passage, passage.start, passage.end, pair.subject.mention, pair.relation.name, pair.object.mention,
                 status, TECHNIQUE, period=period)
