"""The one room that decides: which of the proposals of techniques stand, by what speaks for them and what stands already.

A proposal stands when its reasons weigh more than nothing; among names that stand in each other's way `Over` says
which gives way, in the order in which they were proposed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kg.extract.lexicon import Lexicon
from kg.extract.proposal import Name, OpenReference, Over, Proposal
from kg.extract.text import Sentence, Text, Titled
from kg.model import Claim, Mention, Observation, is_name

Weights = Mapping[str, int]
_FOR_BEING_PROPOSED = 1


def weight(reasons: Iterable[str], weights: Weights) -> int:
    """What some reasons weigh together; a proposal without any weighs for having been made."""
    return sum((weights[r] for r in reasons), _FOR_BEING_PROPOSED)


def choose_names(text: Text, proposals: Iterable[Proposal], weights: Weights) -> Text:
    """The text with those of the proposed names that stand."""
    boards: dict[int, _Board] = {}
    titled: list[Titled] = []
    unresolved, ambiguous = Counter(text.unresolved), Counter(text.ambiguous)
    for proposal in proposals:
        if isinstance(proposal, OpenReference):
            (ambiguous if proposal.ambiguous else unresolved)[proposal.text] += 1
        elif not proposal.reasons or weight(proposal.reasons, weights) > 0:
            index = proposal.sentence.passage.index
            board = boards.get(index) or boards.setdefault(index, _Board(proposal.sentence, text.lexicon))
            mention = board.place(proposal)
            if mention is not None and proposal.office is not None:
                titled.append(Titled(mention, proposal.office))
    if not boards and not unresolved and not ambiguous:
        return text
    sentences = tuple(b.sentence() if (b := boards.get(s.passage.index)) else s for s in text.sentences)
    return replace(text, sentences=sentences, titled=(*text.titled, *titled), unresolved=unresolved, ambiguous=ambiguous)


@dataclass
class _Board:
    """The names of one sentence while it is being decided which stand."""

    before: Sentence
    lexicon: Lexicon

    def __post_init__(self) -> None:
        self.mentions = list(self.before.mentions)
        self.inner = list(self.before.inner)

    def sentence(self) -> Sentence:
        """The sentence with the names that stand."""
        return replace(self.before, mentions=tuple(sorted(self.mentions, key=lambda m: m.start)), inner=tuple(self.inner))

    def place(self, name: Name) -> Mention | None:
        """Let a name stand where it may; the mention that stands at its characters in the end, if there is one."""
        mention = name.mention
        if not is_name(mention.text) or not is_name(mention.name):
            return None
        if name.over is Over.INSIDE:
            self.inner.append(mention)
            return mention
        rivals = [m for m in self.mentions if m.start < mention.end and mention.start < m.end]
        if name.over is Over.RENAME:
            return self._rename(mention, rivals)
        if self.before.clean_span(*name.span):  # what does not stand itself puts nothing aside
            self._clear(name.over, mention, rivals)
            if self._stands(name.over, mention):
                self.mentions.append(mention)
                return mention
        return next((m for m in self.mentions if (m.start, m.end) == (mention.start, mention.end)), None)

    def _rename(self, mention: Mention, rivals: list[Mention]) -> Mention | None:
        same = next((m for m in rivals if (m.start, m.end) == (mention.start, mention.end)), None)
        if same is not None:
            self.mentions[self.mentions.index(same)] = mention
        return same and mention

    def _clear(self, over: Over, mention: Mention, rivals: list[Mention]) -> None:
        """Let those give way whom the name puts aside before it is asked what still stands in its way."""
        for rival in rivals:
            within = mention.start <= rival.start and rival.end <= mention.end
            if over is Over.TAKE or (over is Over.CLAIM and within):
                self.mentions.remove(rival)
                self.inner.append(rival)
            elif over is Over.ERASE or (over is Over.OUST and within and self.lexicon.root(rival.type) != self.lexicon.root(mention.type)):
                self.mentions.remove(rival)

    def _stands(self, over: Over, mention: Mention) -> bool:
        """Whether nothing stands in the way any more; shorter names within go inside."""
        rivals = [m for m in self.mentions if m.start < mention.end and mention.start < m.end]
        if rivals and over is Over.FREE:
            return False
        if not all(mention.start <= m.start and m.end <= mention.end and (m.start, m.end) != (mention.start, mention.end) for m in rivals):
            return False
        for rival in rivals:
            self.mentions.remove(rival)
            self.inner.append(rival)
        return True


def choose_statements(told: Iterable[Claim | Observation], weights: Weights) -> tuple[Claim | Observation, ...]:
    """The relations and numbers that stand; of relations that say the same in one passage the best founded, else the first."""
    claims: dict[tuple[object, ...], Claim] = {}
    numbers: list[Observation] = []
    for item in told:
        if item.reasons and weight(item.reasons, weights) <= 0:
            continue
        if isinstance(item, Observation):
            numbers.append(item)
            continue
        key = (item.passage.index, item.subject.name, item.relation, item.object.name, item.status, item.role)
        rival = claims.setdefault(key, item)
        if weight(item.reasons, weights) > weight(rival.reasons, weights):
            claims[key] = item
    return *claims.values(), *numbers
