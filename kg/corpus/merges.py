"""Pairs that somebody should look at: entities that are probably one and stand apart, and such as may be two in one.

Each pair comes from a key that both names have (the same but for marks, for the place's way of writing, for a legal
form …), never from comparing all with all, so that the time grows with the names and not with their pairs.  Nothing is
joined by it: a person decides (`kg.decisions`).
"""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from kg.corpus.part import Answer
from kg.gazetteer import ancestors, is_foreign, make_lookup
from kg.ontology import ID, Individual, Ontology
from kg.store import EdgeView, EvidenceView, GraphView, NodeView

COLUMNS = ("kind", "a", "b", "reason", "documents", "sentence_a", "sentence_b", "command")
_NOISE = re.compile(r"[\s“”\"《》〈〉·\-—–_,，.、()（）\[\]【】:：/]")
# An IRI of a name that stayed open in its document, or is that of a meeting of one year (kg.record).
_OPEN = re.compile(r"@(?:[0-9a-f]{8}|(?:19|20)\d\d)$")
_NUMBERED = re.compile(r"^\d{1,2}[.、．](?=\D|\d{4}年)")  # the number of an item, read into a name
_MOST_ALIKE = 4  # entities of one key; a key of more names is that of a class
_LEAST_REST = 2  # characters of a name behind its place, before its legal form
_LEAST_TAIL = 5  # characters of a name that stands without its owner
_BETWEEN = 8  # characters between a name and the word by which it is another's earlier one
_SAID, _SAME_PLACE = 0.99, 0.95
_SHARED = ("field", "practice", "meeting")  # roles of what many places may have, carry out or hold together


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two entities that may be one (`apart`), or one that may be two (`merged`): how likely, why, and where."""

    kind: str
    one: NodeView
    other: NodeView
    reason: str
    likely: float
    within: tuple[str, str] = ("", "")  # of one that may be two the places
    sentences: tuple[EvidenceView | None, EvidenceView | None] = (None, None)


def doubts(view: GraphView, ontology: Ontology, decided: Collection[frozenset[str]] = ()) -> list[Doubt]:
    """All doubtful pairs, the likeliest first; without those of which it was decided."""
    about = _About(view, ontology)
    found = [*_apart(about), *_merged(about)]
    skip = set(decided)
    found = [d for d in found if frozenset((d.one.iri, d.other.iri)) not in skip or d.one is d.other]
    found = [d for d in found if d.one is not d.other or not any(d.one.iri in pair for pair in skip)]
    return sorted(found, key=lambda d: (-d.likely, d.kind, d.one.label, d.other.label, d.one.iri, d.other.iri))


def answer(view: GraphView, ontology: Ontology, found: Sequence[Doubt], folder: str = "DIR") -> Answer:
    """Doubtful pairs as rows, each with sentences and with what is typed to decide."""
    sentences = _Sentences(view)
    titles = {d.iri: d.title for d in view.documents}
    return Answer(COLUMNS, tuple(_row(doubt, sentences, titles, folder) for doubt in found))


def text(answer: Answer) -> str:
    """The rows for people: the pair and the reason, the sentences, the command."""
    lines = []
    for kind, a, b, reason, documents, first, second, command in answer.rows:
        lines.append(f"{kind}: {a} | {b}" if kind == "apart" else f"{kind}: {a}")
        lines += [f"  {reason}; {documents} documents"]
        lines += [f"    “{' '.join(str(s).split())}”" for s in (first, second) if s]
        lines.append(f"    {command}")
    return "\n".join(lines) + "\n" if lines else "no pair is doubtful\n"


# ---- what is known of names ------------------------------------------------------------------------------------------


class _About:
    """The names of a graph, the places in them, and who is linked with whom."""

    def __init__(self, view: GraphView, ontology: Ontology) -> None:
        self.view, self.ontology = view, ontology
        self.place = ontology.type_as("place")
        self.shared = {ontology.type_as(role) for role in _SHARED}
        self.lookup = make_lookup(ontology)
        words = ontology.words
        self.jointless = str.maketrans("", "", "".join(sorted(words["nameJoints"])))
        self.alike = str.maketrans({c: group[0] for group in sorted(words["confusedCharacters"]) for c in group})
        self.forms = re.compile(f"(?:{_any({*words['legalForms'], *words['bareForms']})})+$")
        self.qualifiers = re.compile(_any(words["nameQualifiers"]))
        self._begins: dict[str, tuple[tuple[Individual, ...], str]] = {}
        self.nodes = {n.iri: n for n in view.nodes}
        # What is open in one document is joined with nothing; what the lexicon knows it tells apart.
        self.named = [n for n in view.nodes if not _OPEN.search(n.iri) and n.root != self.place]
        self.edges: dict[str, list[EdgeView]] = defaultdict(list)
        for edge in view.edges:
            self.edges[edge.source].append(edge)
            self.edges[edge.target].append(edge)

    def begins(self, name: str) -> tuple[tuple[Individual, ...], str]:
        """The places that a name may begin with, and its rest."""
        if name not in self._begins:
            self._begins[name] = self._beginning(name)
        return self._begins[name]

    def _beginning(self, name: str) -> tuple[tuple[Individual, ...], str]:
        for start, end, individuals, _ in self.lookup(name[:20]):
            if start:
                break
            places = tuple(i for i in individuals if self.ontology.root(i.type) == self.place)
            return (places, name[end:]) if places else ((), name)
        return (), name

    def places(self, name: str) -> frozenset[str]:
        """The IRIs of the places in a name, of those that are certain."""
        return frozenset(individuals[0].iri for _, _, individuals, certain in self.lookup(name)
                         if certain and len(individuals) == 1 and self.ontology.root(individuals[0].type) == self.place)

    def place_of(self, iri: str) -> Individual | None:
        """The place that something is, or with which its name begins."""
        known = self.ontology.individuals.get(iri)
        if known is not None and self.ontology.root(known.type) == self.place:
            return known
        places, _ = self.begins(unquote(iri.rsplit("/", 1)[1]))
        return places[0] if len(places) == 1 else None

    def apart(self, one: Individual, other: Individual) -> bool:
        """Whether two places are neither the same nor one in the other."""
        if one.iri == other.iri or is_foreign(one) != is_foreign(other):
            return False
        return one.iri not in ancestors(other, self.ontology) and other.iri not in ancestors(one, self.ontology)

    def linked(self, one: str, other: str) -> bool:
        """Whether a text states a fact between two things: they are two then."""
        few, many = sorted((one, other), key=lambda iri: len(self.edges.get(iri, ())))
        return any(many in (e.source, e.target) for e in self.edges.get(few, ()))


# ---- probably one, and apart -----------------------------------------------------------------------------------------

_Key = Callable[[_About, str], Iterator[str]]


def _any(words: Iterable[str]) -> str:
    """A pattern for any of some words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=lambda w: (-len(w), w)))


def _unmarked(name: str) -> str:
    return _NOISE.sub("", _NUMBERED.sub("", name)).casefold()


def _marks(about: _About, name: str) -> Iterator[str]:
    yield _unmarked(name)


def _joints(about: _About, name: str) -> Iterator[str]:
    yield _unmarked(name).translate(about.jointless)


def _characters(about: _About, name: str) -> Iterator[str]:
    yield _unmarked(name).translate(about.alike)


def _place_form(about: _About, name: str) -> Iterator[str]:
    places, rest = about.begins(name)
    if places and len(rest) >= _LEAST_REST:
        rest = _unmarked(rest)
        yield from (f"{place.iri} {rest}" for place in places)


def _legal_form(about: _About, name: str) -> Iterator[str]:
    rest = about.forms.sub("", _unmarked(name))
    if len(rest) > _LEAST_REST:
        yield rest


def _qualifiers(about: _About, name: str) -> Iterator[str]:
    places, rest = about.begins(name)
    bare = about.qualifiers.sub("", _unmarked(rest))
    if len(bare) >= _LEAST_TAIL:
        yield from (f"{place.iri} {bare}" for place in places) if places else (bare,)


# A key that two names of one thing have alike, why, and how likely it is that they are of one.
KEYS: tuple[tuple[str, _Key, float], ...] = (
    ("the same name but for marks, blanks and capitals", _marks, 0.98),
    ("the same place written otherwise, and the same behind it", _place_form, _SAME_PLACE),
    ("the same name but for its legal form", _legal_form, 0.85),
    ("the same name but for characters that are taken for each other", _characters, 0.8),
    ("the same name but for 的, 和, 与, 及", _joints, 0.75),
    ("the same name but for a word of level (国家, 省, 市)", _qualifiers, 0.6),
)


def _apart(about: _About) -> Iterator[Doubt]:
    seen: set[frozenset[str]] = set()
    for doubt in (*_renamed(about), *_keyed(about), *_other_names(about), *_ownerless(about)):
        pair = frozenset((doubt.one.iri, doubt.other.iri))
        if pair in seen or doubt.one.root != doubt.other.root:
            continue
        if doubt.likely < _SAID and about.linked(*pair):
            continue
        if doubt.likely < _SAME_PLACE and _elsewhere(about, doubt.one, doubt.other):
            continue
        seen.add(pair)
        yield doubt


def _elsewhere(about: _About, one: NodeView, other: NodeView) -> bool:
    """Whether the names of two begin with places that lie apart."""
    first, second = about.place_of(one.iri), about.place_of(other.iri)
    return first is not None and second is not None and about.apart(first, second)


def _keyed(about: _About) -> Iterator[Doubt]:
    """Entities whose names have a key alike."""
    for reason, key, likely in KEYS:
        groups: dict[tuple[str, str], dict[str, NodeView]] = defaultdict(dict)
        for node in about.named:
            for each in key(about, node.label):
                groups[node.root, each][node.iri] = node
        for members in groups.values():
            yield from _pairs("apart", list(members.values()), reason, likely)


def _pairs(kind: str, members: Sequence[NodeView], reason: str, likely: float) -> Iterator[Doubt]:
    """Each of a few entities with the one that most documents name."""
    if 1 < len(members) <= _MOST_ALIKE:
        first, *others = sorted(members, key=lambda n: (-len(n.documents), n.iri))
        yield from (Doubt(kind, first, other, reason, likely) for other in others)


def _other_names(about: _About) -> Iterator[Doubt]:
    """Entities of which one is called as another is called too: a name that these two alone have."""
    owners: dict[tuple[str, str], dict[str, NodeView]] = defaultdict(dict)
    for node in about.named:
        for name in (node.label, *node.names):
            if len(name) >= _LEAST_TAIL - 1:
                owners[node.root, name][node.iri] = node
    for (_, name), members in owners.items():
        if len(members) == 2:
            yield from _pairs("apart", list(members.values()), f"both are called {name} somewhere", 0.7)


def _ownerless(about: _About) -> Iterator[Doubt]:
    """Names of which one is the other without the place or body before it, which stands before no other such name."""
    by_label: dict[tuple[str, str], NodeView] = {(n.root, n.label): n for n in about.named}
    bodies = {n.label for n in about.view.nodes if n.root == about.ontology.type_as("body")}
    owned: dict[str, list[tuple[NodeView, str, str]]] = defaultdict(list)
    for node in about.named:
        label = node.label
        places, rest = about.begins(label)
        for at in range(2, len(label) - _LEAST_TAIL + 1):
            short = by_label.get((node.root, label[at:]))
            if short is not None and (label[:at] in bodies or (places and label[at:] == rest)):
                owned[short.iri].append((node, label[:at], places[0].iri if places else label[:at]))
                break
    for iri, longer in owned.items():
        if len({owner for _, _, owner in longer}) == 1:
            yield from (Doubt("apart", node, about.nodes[iri], f"the same name without {owner} before it", 0.5)
                        for node, owner, _ in longer)


def _renamed(about: _About) -> Iterator[Doubt]:
    """Two names with a word of renaming between them, in a sentence that states a fact."""
    words = re.compile("|".join(sorted(about.ontology.words["renaming"], key=len, reverse=True)))
    said: dict[EvidenceView, set[str]] = defaultdict(set)
    for edge in about.view.edges:
        for e in edge.evidence:
            if words.search(e.exact):
                said[e] |= {edge.source, edge.target}
    here = {e.document for e in said}
    near: dict[str, list[NodeView]] = defaultdict(list)
    for node in about.named if here else ():
        for document in here.intersection(node.documents):
            near[document].append(node)
    for e, _ in sorted(said.items(), key=lambda item: (item[0].document, item[0].start)):
        for match in words.finditer(e.exact):
            yield from _around(e, match, near[e.document])


def _around(e: EvidenceView, match: re.Match[str], nodes: Iterable[NodeView]) -> Iterator[Doubt]:
    before: list[tuple[int, int, NodeView]] = []
    behind: list[tuple[int, int, NodeView]] = []
    for node in nodes:
        for name in (node.label, *node.names):
            at = e.exact.rfind(name, 0, match.start())
            if at >= 0 and match.start() - at - len(name) <= _BETWEEN:
                before.append((len(name), at, node))
            at = e.exact.find(name, match.end(), match.end() + len(name) + 3)
            if at >= 0:
                behind.append((len(name), at, node))
    if before and behind:
        one, other = (max(side, key=lambda found: (found[0], found[2].iri))[2] for side in (before, behind))
        if one is not other:
            yield Doubt("apart", one, other, f"a text says {match.group()} between the two", _SAID, sentences=(e, None))


# ---- one, and perhaps two --------------------------------------------------------------------------------------------


def _merged(about: _About) -> Iterator[Doubt]:
    for node in about.named:
        if node.iri in about.ontology.individuals or len(node.documents) < 2:
            continue
        personal = about.ontology.types[node.type].personal
        if not personal and (node.root in about.shared or about.places(node.label)):
            continue
        if (two := _two_places(about, node)) is not None:
            (place, first), (elsewhere, second) = two
            what = "offices in bodies" if personal else "one name, and bodies or places"
            yield Doubt("merged", node, node, f"{what} of {place.label} and of {elsewhere.label}",
                        0.9 if personal else 0.55, (place.label, elsewhere.label), (first, second))


def _two_places(about: _About, node: NodeView) -> tuple[tuple[Individual, EvidenceView],
                                                        tuple[Individual, EvidenceView]] | None:
    """Two places that lie apart, with which different documents link a thing; None where one document tells of both."""
    found: dict[str, tuple[Individual, EvidenceView]] = {}
    documents: dict[str, set[str]] = defaultdict(set)
    personal = about.ontology.types[node.type].personal
    for edge in about.edges.get(node.iri, ()):
        if personal and not edge.role:
            continue  # who goes somewhere holds no office there
        other = edge.target if edge.source == node.iri else edge.source
        place = about.place_of(other)
        if place is not None and edge.evidence and not is_foreign(place):
            found.setdefault(place.iri, (place, edge.evidence[0]))
            documents[place.iri].update(e.document for e in edge.evidence)
    ordered = sorted(found)
    for i, one in enumerate(ordered[:_MOST_ALIKE * 2]):
        for other in ordered[i + 1:_MOST_ALIKE * 2]:
            if about.apart(found[one][0], found[other][0]) and documents[one].isdisjoint(documents[other]):
                return found[one], found[other]
    return None


# ---- rows ------------------------------------------------------------------------------------------------------------


class _Sentences:
    """A sentence for an entity: one that states a fact of it and holds its name before others."""

    def __init__(self, view: GraphView) -> None:
        self._of: dict[str, list[EvidenceView]] = defaultdict(list)
        for edge in view.edges:
            for iri in (edge.source, edge.target):
                self._of[iri] += edge.evidence[:2]
        for o in view.observations:
            for end in {o.scope, o.stated_by}:
                if end is not None:
                    self._of[end] += o.evidence[:1]

    def of(self, node: NodeView) -> EvidenceView | None:
        """Its sentence; None where no fact or number is stated of it."""
        held = self._of.get(node.iri, [])
        return next((e for e in held if node.label in e.exact), held[0] if held else None)


def _row(doubt: Doubt, sentences: _Sentences, titles: Mapping[str, str], folder: str) -> tuple[str | None, ...]:
    one, other = doubt.one, doubt.other
    first, second = (given or sentences.of(node)
                     for given, node in zip(doubt.sentences, (one, other), strict=True))
    documents = len({*one.documents, *other.documents})
    names = [_typed(one), _typed(other)]
    if doubt.kind == "merged":
        names = [f"{name}@{place}" for name, place in zip(names, doubt.within, strict=True)]
    option = "--same" if doubt.kind == "apart" else "--different"
    command = " ".join(("kg merges", folder, option, *map(_quoted, names)))
    return (doubt.kind, one.label, other.label, doubt.reason, str(documents), _told(first, titles),
            _told(second, titles), command)


def _told(e: EvidenceView | None, titles: Mapping[str, str]) -> str | None:
    if e is None:
        return None
    return f"{' '.join(e.exact.split())} ({titles.get(e.document, e.document)[:40]} [{e.start}, {e.end}])"


def _typed(node: NodeView) -> str:
    """What is typed to mean an entity and no other."""
    return f"id:{node.iri.removeprefix(ID)}" if node.iri.startswith(ID) else node.iri


def _quoted(word: str) -> str:
    return word if re.fullmatch(r"[\w@%+=:,./-]+", word) else shlex.quote(word)
