"""What is known of every pair of a document, as columns of whole numbers: a row for each relation that may hold.

Numbers count from 1; 0 says that there is nothing to be known, and makes no reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt

from kg.extract.lexicon import Lexicon
from kg.extract.statements.pair.end import HERE, WITHIN, Entities, Row, actors, lay_out
from kg.extract.statements.pair.template import COLUMNS, END
from kg.extract.statements.pair.vocabulary import EDGE, MARKS, Vocabulary
from kg.extract.text import Text
from kg.model import Claim

Ints = npt.NDArray[np.int64]
_REACH = 24  # names between the ends of a pair, at most: time would grow with the square of a sentence
_BUCKETS = np.array([0, 1, 2, 3, 5, 8, 12, 20, 40])
_SHORT = 6  # characters of a gap that is a reason by itself
_ROLES = (
    ("focus", ("speaker", "place", "part", "told")),
    ("line", ("opening", "before")),
    ("titled", ("title", "often")),
)
_OBJECTS = ("speaker", "place", "part", "title", "told")  # what is spoken of so may be an object too


@dataclass(frozen=True)
class Pairs:
    """The pairs of a document and the relations that may hold.

    Entry by entry: the number of the span, of both ends in `row.ends`, of the relation among those of the ontology,
    whether a claim of the sentence states it (-1: none), the number of the fact that it would be, and what is known of
    it, by `COLUMNS`.  `claimed` are the numbers of the facts that the grammar's claims state.
    """

    row: Row
    span: Ints
    subject: Ints
    object: Ints
    relation: Ints
    claim: Ints
    fact: Ints
    claimed: Ints
    known: Ints


class Track:
    """The words of a row, and for each place where the verb, the mark and the sentence's edge nearest to it stand."""

    def __init__(self, row: Row, vocabulary: Vocabulary) -> None:
        """Work it out."""
        edge, *marked = vocabulary.numbers([EDGE, *MARKS])
        self.words = _ints([*row.words, edge])
        size = len(self.words)
        places = np.arange(size)
        edges = self.words == edge
        marks = edges | np.isin(self.words, marked)
        verbs = np.array([*row.verbs, False])
        self.verb_by, self.mark_by, self.edge_by = (
            np.maximum.accumulate(np.where(which, places, 0)) for which in (verbs, marks, edges))
        self.verb_from, self.mark_from = (
            np.minimum.accumulate(np.where(which, places, size - 1)[::-1])[::-1] for which in (verbs, marks))
        self.verbs, self.marks = _sums(verbs), _sums(marks)
        named = np.zeros(size, dtype=bool)
        named[_ints([e.place for e in row.ends if e.role == HERE])] = True
        self.names_by = _sums(named)


def _sums(which: npt.NDArray[np.bool_]) -> Ints:
    """How many there are before each place."""
    return np.concatenate([[0], np.cumsum(which)])


@dataclass(frozen=True)
class _Seen:
    """A document as the columns are worked out from it: its row and pairs so far, and what each of the ends is."""

    text: Text
    row: Row
    track: Track
    vocabulary: Vocabulary
    span: Ints
    subject: Ints
    object: Ints
    entity: Ints
    root: Ints
    place: Ints
    order: Ints


def find_pairs(text: Text, claims: Sequence[Claim], vocabulary: Vocabulary) -> Pairs:
    """Every pair of names that a relation admits, sentence by sentence, and all that is known of it."""
    entities = Entities(text.lexicon)
    told: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        told[claim.passage.index].append(claim)
    seen, relation = _see(text, lay_out(text, told, entities, vocabulary), vocabulary)
    known = {"one": np.ones(len(relation), np.int64)}
    known |= _ends(seen)
    known |= _between(seen)
    known |= _around(seen)
    known |= {"cue": _cues(seen, relation, known)}
    found, of_claims = _Told(seen, relation, told, entities).columns()
    known |= of_claims
    columns = np.stack([known[name] for name in COLUMNS], axis=1)
    names, symmetric = text.lexicon.bound(_numbers), text.lexicon.bound(_symmetric)
    claimed = _fact(_ints([entities.of(c.subject) for c in claims]), _ints([names[c.relation] for c in claims]),
                    _ints([entities.of(c.object) for c in claims]), symmetric)
    fact = _fact(seen.entity[seen.subject], relation, seen.entity[seen.object], symmetric)
    return Pairs(seen.row, seen.span, seen.subject, seen.object, relation, found, fact, claimed, columns)


def _see(text: Text, row: Row, vocabulary: Vocabulary) -> tuple[_Seen, Ints]:
    """The pairs of a row with what their ends are, and the relation that each is about: one of those that it admits."""
    roots, ends = text.lexicon.bound(_roots), row.ends
    span, subject, object = _grid(row)
    entity = _ints([e.entity for e in ends])
    root = _ints([roots[text.lexicon.roots[e.mention.type]] for e in ends])
    told_of = np.array([e.place >= 0 or any(role in e.role for role in _OBJECTS) for e in ends], dtype=bool)
    admitted = text.lexicon.bound(_admitted)[root[subject], root[object]]
    admitted = admitted * ((entity[subject] != entity[object]) & told_of[object])
    admitted &= np.where(subject < object, -1, ~text.lexicon.bound(_symmetric))  # of these one direction says both
    entry, relation = np.nonzero(admitted[:, None] >> np.arange(len(text.lexicon.relations)) & 1)
    places, order = _ints([e.place for e in ends]), _ints([e.order for e in ends])
    track = Track(row, vocabulary)
    return _Seen(text, row, track, vocabulary, span[entry], subject[entry], object[entry], entity, root, places,
                 order), relation


def _numbers(lexicon: Lexicon) -> dict[str, int]:
    """The number of each relation."""
    return {relation.name: number for number, relation in enumerate(lexicon.relations)}


def _fact(subject: Ints, relation: Ints, object: Ints, symmetric: int) -> Ints:
    """A number for what is said of two things, whatever sentence says it."""
    turned = (subject > object) & (symmetric >> relation & 1 > 0)
    first, second = np.where(turned, object, subject), np.where(turned, subject, object)
    return (first << 8 | relation) << 24 | second


def _symmetric(lexicon: Lexicon) -> int:
    """The relations that hold both ways, as bits."""
    return sum(1 << at for at, r in enumerate(lexicon.relations) if r.symmetric)


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)


# ---- which pairs -------------------------------------------------------------------------------------------------
def _roots(lexicon: Lexicon) -> dict[str, int]:
    return {type.name: at for at, type in enumerate(lexicon.ontology.roots)}


def _admitted(lexicon: Lexicon) -> Ints:
    """For each two basic types the relations that may hold, as bits."""
    roots = lexicon.ontology.roots
    return _ints([sum(1 << at for at, r in enumerate(lexicon.relations) if s.name in r.domain and o.name in r.range)
                  for s in roots for o in roots]).reshape(len(roots), len(roots))


@cache
def _square(named: int, spoken: int) -> tuple[Ints, Ints]:
    """The pairs of so many names of a sentence with each other and with so many that are spoken of."""
    first, second = np.nonzero(~np.eye(named + spoken, dtype=bool))
    near = (first < named) & (second < named) & (abs(first - second) <= _REACH) | (first < named) & (second >= named) \
        | (first >= named) & (second < named)
    return first[near], second[near]


def _grid(row: Row) -> tuple[Ints, Ints, Ints]:
    """Span, subject and object of all pairs."""
    spans, subjects, objects = [_ints([])], [_ints([])], [_ints([])]
    for at, span in enumerate(row.spans):
        first, second = _square(span.told - span.first, span.last - span.told)
        subjects.append(first + span.first)
        objects.append(second + span.first)
        spans.append(np.full(len(first), at))
    return np.concatenate(spans), np.concatenate(subjects), np.concatenate(objects)


# ---- what each end is and what stands beside it ------------------------------------------------------------------
def _ends(seen: _Seen) -> dict[str, Ints]:
    """What is known of subject and object by themselves."""
    numbers, ends = seen.vocabulary.numbers, seen.row.ends
    roles = np.array([_bits(e.role) for e in ends], dtype=np.int64).reshape(-1, len(_ROLES)).T
    known = {
        "ROOT": _ints(numbers([seen.text.lexicon.roots[e.mention.type] for e in ends])),
        "TYPE": _ints(numbers([e.mention.type for e in ends])),
        "TECHNIQUE": _ints(numbers([e.mention.technique for e in ends])),
        "TAIL": _ints(numbers([e.mention.text[-2:] for e in ends])),
        "list": np.minimum(_ints([seen.row.lists[e.list - 1] if e.list else 0 for e in ends]), 5),
    } | {name: column for (name, _), column in zip(_ROLES, roles, strict=True)} | _words(seen)
    return {f"{side}{name}": known[name][at] for name in END for side, at in (("s", seen.subject), ("o", seen.object))}


@cache
def _bits(role: str) -> tuple[int, ...]:
    """Why an end is spoken of, as bits: 1 for what stands in the sentence itself, 2 for what stands in a name there."""
    return tuple(1 + (role == WITHIN) + sum(4 << at for at, one in enumerate(roles) if one in role)
                 for _, roles in _ROLES)


def _words(seen: _Seen) -> dict[str, Ints]:
    """The words beside each end, and the verbs of its clause."""
    track = seen.track
    here = seen.place >= 0
    at = np.where(here, seen.place, 0)
    words = track.words
    clause, verb = track.mark_by[at - 1], track.verb_by[at - 1]
    first, behind = track.verb_from[clause], track.verb_from[at]
    starts = track.edge_by[at]
    known = {
        "BEFORE": words[at - 1], "AFTER": words[at + 1],
        "VERB": np.where(verb > clause, words[verb], 0), "FIRSTVERB": np.where(first < at, words[first], 0),
        "NEXT": np.where(behind < track.mark_from[at], words[behind], 0),
        "leads": np.where(seen.order == track.names_by[starts], 1, 2),
    }
    return {name: np.where(here, column, 0) for name, column in known.items()}


# ---- what stands between them ------------------------------------------------------------------------------------
def _between(seen: _Seen) -> dict[str, Ints]:
    """What stands between subject and object; of who is not named, what stands before the other in its sentence."""
    track, place, order = seen.track, seen.place, seen.order
    place_s, place_o, order_s, order_o = (x[at] for x in (place, order) for at in (seen.subject, seen.object))
    spoken = np.minimum(place_s, place_o) < 0
    end = np.maximum(place_s, place_o)
    begin = track.edge_by[end]
    start = np.where(spoken, begin, np.minimum(place_s, place_o)) + 1
    low = np.where(spoken, track.names_by[begin] - 1, np.minimum(order_s, order_o))
    high = np.maximum(order_s, order_o)
    nested = order_s == order_o
    start = np.where(nested, end, start)
    verbs = track.verbs[end] - track.verbs[start]
    some = end > start
    known = {
        "distance": np.searchsorted(_BUCKETS, end - start, side="right"),
        "names": np.clip(high - low, 1, 6),
        "marks": np.minimum(track.marks[end] - track.marks[start], 4) + 1,
        "verbs": np.minimum(verbs, 4) + 1,
        "BETWEENFIRST": np.where(some, track.words[start], 0),
        "BETWEENLAST": np.where(some, track.words[end - 1], 0),
        "GAP": np.where((high - low == 1) & ~spoken, _gaps(seen)[np.maximum(low, 0)], 0),
    } | _counted(seen, low, high)
    known = {name: np.where(nested, 0, column) for name, column in known.items()}
    side = np.where(place_s < place_o, 1, 2) + 2 * spoken  # 1, 2: which comes first; 3, 4: which is not named
    return known | _nested(seen) | {"order": np.where(nested, 5, side)}


def _gaps(seen: _Seen) -> Ints:
    """For each name of the row what stands between it and the next one, where it is short."""
    return _ints(seen.vocabulary.numbers([gap if len(gap) <= _SHORT else EDGE for gap in (*seen.row.gaps, EDGE)]))


def _counted(seen: _Seen, low: Ints, high: Ints) -> dict[str, Ints]:
    """How many of the names between two are of the basic type of subject or object, or of those that act."""
    roots = seen.text.lexicon.bound(_roots)
    of = _ints([roots[seen.text.lexicon.roots[m.type]] for m in seen.row.names])
    one = of[:, None] == np.arange(len(roots))
    acting = np.isin(of, [roots[root] for root in seen.text.lexicon.bound(actors)])
    sums = np.concatenate([np.zeros((1, len(roots)), np.int64), np.cumsum(one, axis=0)])
    agents = _sums(acting)
    low = np.minimum(low + 1, high)

    def between(root: Ints) -> Ints:
        counted: Ints = np.minimum(sums[high, root] - sums[low, root], 2) + 1
        return counted

    list_s, list_o = (_ints([e.list for e in seen.row.ends])[at] for at in (seen.subject, seen.object))
    return {
        "holds": _held(seen),
        "rivals": between(seen.root[seen.subject]),
        "targets": between(seen.root[seen.object]),
        "agents": np.minimum(agents[high] - agents[low], 2) + 1,
        "together": np.where((list_s == list_o) & (list_s > 0), 2, 1),
    }


def _held(seen: _Seen) -> Ints:
    """How the words of the two are alike: 2 and 3 for one that has the other's within, 4 and 5 for a like beginning."""
    texts = [e.mention.text for e in seen.row.ends]
    codes = seen.subject * len(texts) + seen.object
    pairs, same = np.unique(codes, return_inverse=True)
    return _ints([_alike(texts[s], texts[o]) for s, o in (divmod(code, len(texts)) for code in pairs.tolist())])[same]


def _alike(subject: str, object: str) -> int:
    if object in subject:
        return 2
    if subject in object:
        return 3
    return (4 if len(subject) > len(object) else 5) if subject[:2] == object[:2] else 1


def _nested(seen: _Seen) -> dict[str, Ints]:
    """How one name stands within another: which in which and where, and what follows it there."""
    within, words = np.zeros(len(seen.subject), np.int64), np.zeros(len(seen.subject), np.int64)
    order, ends = seen.order, seen.row.ends
    nested = np.nonzero(order[seen.subject] == order[seen.object])[0]
    behind = []
    for at in nested.tolist():
        s, o = ends[seen.subject[at]].mention, ends[seen.object[at]].mention
        outer, inner, which = (s, o, 0) if s.end - s.start >= o.end - o.start else (o, s, 4)
        where = 1 if inner.start == outer.start else 2 if inner.end == outer.end else 3
        within[at] = which + where if inner.end <= outer.end and outer.start <= inner.start else 8
        behind.append(outer.text[inner.end - outer.start:][:2] or EDGE)
    words[nested] = seen.vocabulary.numbers(behind)
    return {"within": within, "WITHIN": words}


# ---- the sentence and the document -------------------------------------------------------------------------------
def _around(seen: _Seen) -> dict[str, Ints]:
    """What is known of the sentence and of the frame of the document."""
    text = seen.text
    spans = [text.sentences[span.number] for span in seen.row.spans]
    places = _ints(seen.vocabulary.numbers([s.passage.role for s in spans]))
    done = _ints([1 + text.tenses[span.number].done for span in seen.row.spans])
    frame = 1 + (text.frame.speaker is not None) + 2 * (text.frame.place is not None) + 4 * text.collection
    return {"PLACE": places[seen.span], "done": done[seen.span], "frame": np.full(len(seen.span), frame)}


def _cues(seen: _Seen, relation: Ints, known: Mapping[str, Ints]) -> Ints:
    """Which words beside the ends the ontology gives for a relation, as bits."""
    cues = seen.vocabulary.cues
    bits = 1 << relation
    asked = (("oVERB", 0), ("oFIRSTVERB", 0), ("oAFTER", 1), ("oNEXT", 2), ("oBEFORE", 3), ("sBEFORE", 3), ("GAP", 4))
    found = np.ones(len(relation), np.int64)
    for at, (name, kind) in enumerate(asked):
        found += ((cues[kind][np.minimum(known[name], cues.shape[1] - 1)] & bits) != 0) << at
    return found


# ---- what the grammar says of them -------------------------------------------------------------------------------
def _turned(seen: _Seen, told: Mapping[int, Sequence[Claim]]) -> Iterator[tuple[int, Claim]]:
    """The claims of each span with its number, in both directions where the relation holds in both."""
    symmetric = {relation.name for relation in seen.text.lexicon.relations if relation.symmetric}
    for at, span in enumerate(seen.row.spans):
        for claim in told.get(seen.text.sentences[span.number].passage.index, ()):
            yield at, claim
            if claim.relation in symmetric:
                yield at, replace(claim, subject=claim.object, object=claim.subject)


class _Told:
    """The claims of the grammar beside the pairs."""

    def __init__(self, seen: _Seen, relation: Ints, told: Mapping[int, Sequence[Claim]], entities: Entities) -> None:
        """Number them as the pairs are numbered."""
        self.seen, self.relation, self.size = seen, relation, len(entities) + 1
        claims = list(_turned(seen, told))
        self.claims = [c for _, c in claims]
        self.at = _ints([at for at, _ in claims])
        self.s = _ints([entities.of(c.subject) for c in self.claims])
        self.o = _ints([entities.of(c.object) for c in self.claims])
        names = seen.text.lexicon.bound(_numbers)
        self.r = _ints([names[c.relation] for c in self.claims])
        self.list_s, self.list_o = self._lists()

    def _lists(self) -> tuple[Ints, Ints]:
        """The lists in which subjects and objects of the claims stand."""
        ends = self.seen.row.ends
        of = {(at, e.entity): e.list for at, span in enumerate(self.seen.row.spans) for e in ends[span.first:span.told]}
        found = [[of.get(key, 0) for key in zip(self.at.tolist(), side.tolist(), strict=True)]
                 for side in (self.s, self.o)]
        return _ints(found[0]), _ints(found[1])

    def _code(self, *parts: Ints) -> Ints:
        code = parts[0]
        for part in parts[1:]:
            code = code * self.size + part
        return code

    def columns(self) -> tuple[Ints, dict[str, Ints]]:
        """For each pair the claim that states it (-1: none), and what the claims say of it and its ends."""
        seen, r, numbers = self.seen, self.relation, self.seen.vocabulary.numbers
        at, s, o = seen.span, seen.entity[seen.subject], seen.entity[seen.object]
        size = max(self.size, 1 + len(seen.row.lists), len(seen.text.lexicon.relations))
        self.size = size
        found = find(self._code(self.at, self.s, self.o, self.r), self._code(at, s, o, r))
        claimed = found >= 0
        other = find(self._code(self.at, self.s, self.o), self._code(at, s, o))
        by = find(self._code(self.at, self.o, self.r), self._code(at, o, r))
        lists = _ints([e.list for e in seen.row.ends])
        partner_o = find(self._code(self.at, self.s, self.list_o, self.r), self._code(at, s, lists[seen.object], r))
        partner_s = find(self._code(self.at, self.list_s, self.o, self.r), self._code(at, lists[seen.subject], o, r))
        listed = np.where((partner_o >= 0) & (lists[seen.object] > 0), 2, 1) \
            + 2 * ((partner_s >= 0) & (lists[seen.subject] > 0))
        techniques, roots, relations = self._names()
        reasons = _ints(numbers([c.reasons[0] if c.reasons else EDGE for c in self.claims]))
        bare = np.select([find(self._code(self.at, self.o), self._code(at, o)) >= 0, find(self.at, at) >= 0], [1, 2], 3)
        known = {
            "CLAIMED": _pick(techniques, found),
            "REASON1": _pick(reasons, found),
            "OTHER": np.where(claimed, 0, _pick(relations, other)),
            "BYROOT": np.where(claimed, 0, _pick(roots, by)),
            "bare": np.where(claimed, 0, bare),
            "listed": np.where(claimed, 0, listed),
            "elsewhere": 1 + np.minimum(_times(self._code(self.s, self.o, self.r), self._code(s, o, r)) - claimed, 2),
            "does": 1
            + np.searchsorted(_BUCKETS, _times(self._code(self.s, self.r), self._code(s, r)) - claimed, side="right"),
        }
        return found, known

    def _names(self) -> tuple[Ints, Ints, Ints]:
        """Technique, basic type of the subject and relation of each claim, as words."""
        roots, numbers = self.seen.text.lexicon.roots, self.seen.vocabulary.numbers
        return (_ints(numbers([c.technique for c in self.claims])),
                _ints(numbers([roots[c.subject.type] for c in self.claims])),
                _ints(numbers([c.relation for c in self.claims])))


def find(codes: Ints, asked: Ints) -> Ints:
    """For each code that is asked for the first place where it stands, -1 for none."""
    if not len(codes):
        return np.full(len(asked), -1)
    order = np.argsort(codes, kind="stable")
    at = np.searchsorted(codes[order], asked)
    place = order[np.minimum(at, len(codes) - 1)]
    return np.where(codes[place] == asked, place, -1)


def _times(codes: Ints, asked: Ints) -> Ints:
    """How often each code that is asked for stands among others."""
    ordered = np.sort(codes)
    return np.searchsorted(ordered, asked, side="right") - np.searchsorted(ordered, asked)


def _pick(values: Ints, found: Ints) -> Ints:
    """The values at places, 0 where there is none."""
    return np.append(values, 0)[found]
