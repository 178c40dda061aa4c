"""The one room that decides: which proposals of techniques stand, by what speaks for them and what stands already.

A proposal stands when its reasons weigh more than nothing; among names that stand in each other's way `Over` says
which gives way, in the order in which they were proposed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter

from kg.extract.doubtful import make_deeds, make_garbled, make_unlikely
from kg.extract.kind import make_kinds
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.nothing import names_nothing
from kg.extract.proposal import Name, OpenReference, Over, Proposal
from kg.extract.recurring import make_dated, make_recurring
from kg.extract.sure import is_cut, make_sure
from kg.extract.text import Sentence, Text, Titled
from kg.gazetteer import full_name
from kg.model import Claim, Mention, Observation, Resolution, Step, is_name

Weights = Mapping[str, int]
_FOR_BEING_PROPOSED = 1
_NEAR = 30  # characters before a meeting in which its year is told
_TOLD_BY_FORM = ("form", "carried")
_start, _end = attrgetter("start"), attrgetter("end")


def weight(reasons: Iterable[str], weights: Weights) -> int:
    """What some reasons weigh together; a proposal without any weighs for having been made."""
    return sum([weights.get(r, 0) for r in reasons], _FOR_BEING_PROPOSED)  # another package's rules weigh nothing here


def choose_names(text: Text, proposals: Iterable[Proposal], weights: Weights) -> Text:
    """The text with those of the proposed names that stand."""
    boards = _Boards(text)
    open_references: list[OpenReference] = []
    titled: list[Titled] = []
    for proposal in proposals:
        if isinstance(proposal, OpenReference):
            open_references.append(proposal)
        elif not proposal.reasons or weight(proposal.reasons, weights) > 0:
            mention = boards[proposal.sentence].place(proposal)
            if mention is not None and proposal.office is not None:
                titled.append(Titled(mention, proposal.office))
    if not boards.asked and not open_references:
        return text
    unresolved, ambiguous = Counter(text.unresolved), Counter(text.ambiguous)
    unresolved.update(r.text for r in open_references if not r.ambiguous)
    ambiguous.update(r.text for r in open_references if r.ambiguous)
    return replace(text, sentences=boards.sentences(), titled=(*text.titled, *titled), unresolved=unresolved,
                   ambiguous=ambiguous)


class _Boards:
    """The sentences of a text whose names are being decided, each with its board once a name is proposed for it."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._boards: dict[int, _Board] = {}

    def __getitem__(self, sentence: Sentence) -> _Board:
        index = sentence.passage.index
        return self._boards.get(index) or self._boards.setdefault(
            index, _Board(sentence, self._text.lexicon, self._text.law, self._place))

    @once
    def _place(self) -> str:
        """The full name of the place of which the document speaks, empty where it tells none."""
        return next(map(full_name, self._text.places.values()), "")

    @property
    def asked(self) -> bool:
        """Whether any name was proposed."""
        return bool(self._boards)

    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences, with the names that stand now."""
        sentences = list(self._text.sentences)
        for index, board in self._boards.items():
            sentences[self._text.numbers[index]] = board.sentence()
        return tuple(sentences)


@dataclass
class _Board:
    """The names of one sentence while it is being decided which stand: in order, and never overlapping."""

    before: Sentence
    lexicon: Lexicon
    law: bool
    seat: str

    def __post_init__(self) -> None:
        self.mentions = list(self.before.mentions)
        self.inner = list(self.before.inner)

    def sentence(self) -> Sentence:
        """The sentence with the names that stand."""
        return self.before.naming(tuple(self.mentions), tuple(self.inner))

    def _reach(self, mention: Mention) -> slice:
        """Where those stand that overlap a name."""
        first = bisect_right(self.mentions, mention.start, key=_end)
        return slice(first, bisect_left(self.mentions, mention.end, first, key=_start))

    def _resolved(self, mention: Mention) -> Mention:
        """The mention, as that of a kind where its name says no more; what a law calls so is nobody's in particular."""
        if mention.iri is not None or mention.resolution != "resolved":
            return mention
        if self.lexicon.roots[mention.type] == self.lexicon.document:
            if self._is_genre(mention.name):
                return mention.told("unresolved")  # 《规划》 is another one in each document
            dated = self.lexicon.bound(make_dated)(mention.name)
            if dated != "resolved":
                return mention.told(dated)
            if mention.technique not in _TOLD_BY_FORM:
                return mention.told("kind") if self._own(mention) else mention
        return mention.told(self._resolution(mention))

    def _resolution(self, mention: Mention) -> Resolution:
        """Whether the name of anything but a document says which of its kind it is, and which of those that recur."""
        if self._is_doubtful(mention):
            return "unresolved" if self.law else "kind"
        if self.lexicon.bound(make_kinds)(mention.type, mention.name, self.law):
            return "unresolved" if self.law else "kind"
        recurring = self.lexicon.bound(make_recurring)(mention.type, mention.name)
        if recurring == "resolved":
            recurring = self.lexicon.bound(make_sure)(mention.type, mention.name, mention.technique, mention.reasons)
        if recurring == "yearly" and self._of_other_years(mention):
            recurring = "kind"
        return "unresolved" if self.law and recurring != "resolved" else recurring

    def _of_other_years(self, mention: Mention) -> bool:
        """Whether another year is told right before a meeting of each year (去年11月…在某论坛期间), but for those of which
        every text speaks in its own time (中央经济工作会议, 四中全会)."""
        if mention.name.endswith(self.lexicon.listed["yearEndMeetings"]) \
                or self.lexicon.pattern("{numberedPlenums}").search(mention.name):
            return False
        start, _ = self.before.span(mention)
        return self.lexicon.pattern("{otherYears}").search(self.before.text, max(0, start - _NEAR), start) is not None

    def _is_doubtful(self, mention: Mention) -> bool:
        """Whether the characters may be no name at all: what two documents say so is not one thing."""
        root = self.lexicon.roots[mention.type]
        if root == self.lexicon.person:
            return self.law or self.lexicon.bound(make_unlikely)(mention.name)
        if root == self.lexicon.field and (
                "warWords" in self.before.classes or self.lexicon.bound(make_deeds)(mention.name)):
            return True  # 打击了|无人机存储|设施: in a war it is no domain of work
        return self.lexicon.bound(make_garbled)(mention.name) or is_cut(self.lexicon, self.before, mention)

    def _is_genre(self, name: str) -> bool:
        """Whether a document is called by nothing but what kind of document it is, or by what is done again and
        again."""
        words = self.lexicon.words
        return name in self.lexicon.heads or name in words["titleGenres"] or name in words["bareTitles"] \
            or any(word in name for word in words["doneAgain"])

    def _own(self, mention: Mention) -> bool:
        """Whether a title stands behind the body of the document's place that issued it, and tells no place itself:
        省委|《关于制定…规划的建议》."""
        start, _ = self.before.span(mention)
        issuer = next(iter(self.before.covering(start - 2, start)), None)
        return issuer is not None and bool(self.seat) and self.seat in issuer.name \
            and not any(certain and self.lexicon.roots[i.type] in (self.lexicon.place, self.lexicon.body)
                        for _, _, known, certain in self.lexicon.lookup(mention.name) for i in known)

    def place(self, name: Name) -> Mention | None:
        """Let a name stand where it may; the mention that stands at its characters in the end, if there is one."""
        mention = name.mention
        if not is_name(mention.text) or (mention.name is not mention.text and not is_name(mention.name)):
            return None
        if name.over is Over.INSIDE:
            mention = self._resolved(mention)
            self.inner.append(mention)
            return mention
        if name.over is Over.RENAME:
            return self._rename(self._resolved(mention))
        if names_nothing(self.lexicon, self.before, mention):
            return self._same(mention)
        if self.before.clean_span(*name.span):  # what does not stand itself puts nothing aside
            here = self._reach(mention)
            if here.start < here.stop:
                self._clear(name.over, mention, here)
                here = self._reach(mention)
            if self._stands(name.over, mention, here):
                mention = self._resolved(mention)
                self.mentions[here] = [mention]
                return mention
        return self._same(mention)

    def _same(self, mention: Mention) -> Mention | None:
        """What stands at just the same characters."""
        return next((m for m in self.mentions[self._reach(mention)] if _is_span(m, mention)), None)

    def _rename(self, mention: Mention) -> Mention | None:
        if self._same(mention) is None:
            return None
        self.mentions[self._reach(mention)] = [mention]
        return mention

    def _clear(self, over: Over, mention: Mention, here: slice) -> None:
        """Let those give way whom the name puts aside before it is asked what still stands in its way."""
        staying: list[Mention] = []
        for rival in self.mentions[here]:
            within = mention.start <= rival.start and rival.end <= mention.end
            if over is Over.TAKE or (over is Over.CLAIM and within):
                self.inner.append(rival)
            elif over is not Over.ERASE and not (over is Over.OUST and within and self._differ(rival, mention)):
                staying.append(rival)
        self.mentions[here] = staying

    def _differ(self, first: Mention, second: Mention) -> bool:
        """Whether two names are of different basic types."""
        return self.lexicon.root(first.type) != self.lexicon.root(second.type)

    def _stands(self, over: Over, mention: Mention, here: slice) -> bool:
        """Whether nothing stands in a name's way any more; then shorter names within it go inside."""
        rivals = self.mentions[here]
        if not rivals:
            return True
        if over is Over.FREE:
            return False
        if not all(mention.start <= m.start and m.end <= mention.end and not _is_span(m, mention) for m in rivals):
            return False
        self.inner += rivals
        return True


def _is_span(first: Mention, second: Mention) -> bool:
    return first.start == second.start and first.end == second.end


def choose_statements(
        told: Iterable[Claim | Observation | Step], weights: Weights) -> tuple[Claim | Observation | Step, ...]:
    """The relations, numbers and steps that stand; of relations that say the same in a passage the best founded, else
    the first."""
    claims: dict[tuple[object, ...], Claim] = {}
    others: list[Observation | Step] = []
    for item in told:
        if isinstance(item, Step):
            others.append(item)
            continue
        if item.reasons and weight(item.reasons, weights) <= 0:
            continue
        if isinstance(item, Observation):
            others.append(item)
            continue
        key = (item.passage.index, item.subject.name, item.relation, item.object.name, item.status, item.role)
        rival = claims.setdefault(key, item)
        if rival is not item and weight(item.reasons, weights) > weight(rival.reasons, weights):
            claims[key] = item
    return *claims.values(), *others
