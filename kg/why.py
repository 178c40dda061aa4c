"""Why two names are one thing or two: the names that documents write, each with the reason that joins it, or what keeps
the two apart, and the sentence for each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from kg.clean import simplify
from kg.contract import DIFFERENT_FROM, SAME_AS
from kg.corpus import Answer
from kg.decisions import Decision, decisions_of
from kg.errors import InputError
from kg.gazetteer import ancestors, make_lookup
from kg.graph import Graph
from kg.model import is_name
from kg.ontology import Individual, Ontology
from kg.record import Named, Record, Sign, from_line
from kg.store import NodeView

COLUMNS = ("kind", "told", "sentence", "document", "start", "end")
_MOST = 4  # sentences for one name and reason
_TITLE = 40  # characters of a document's title that people are shown
_FORMS = 8  # ways to write a thing that are shown where the one that was asked for stands nowhere
_NOISE = re.compile(r"[\s“”\"《》·]")
_OPEN = re.compile(r"@[0-9a-f]{8}$")  # an IRI of a name that stayed open in its document (kg.record)
_Row = tuple[str, str, str | None, str | None, str | None, str | None]


@dataclass(frozen=True)
class _Written:
    """A place where a document writes a name of a thing: the sentence around it, as far as it was kept."""

    named: Named
    sign: Sign
    record: Record
    sentence: str

    def row(self, kind: str, told: str) -> _Row:
        """The place as a row of the answer."""
        s = self.sign
        return kind, told, self.sentence, self.record.document.title, str(s.start), str(s.end)


@dataclass(frozen=True)
class _Thing:
    """An entity and all places where documents name it, by the name that stands there."""

    node: NodeView
    forms: dict[str, list[_Written]] = field(default_factory=lambda: defaultdict(list))

    @property
    def iris(self) -> set[str]:
        """All its IRIs."""
        return {self.node.iri, *self.node.same}


def named(graph: Graph, name: str) -> tuple[NodeView, ...]:
    """All entities that a name can mean, whether it is their label or another name of theirs."""
    found = list(graph.find(name))
    wanted = plain(name)
    found += [n for n in graph.view.nodes if n not in found and wanted in map(plain, (n.label, *n.names))]
    return tuple(found)


def plain(name: str) -> str:
    """A name without marks and blanks, in simplified characters."""
    return _NOISE.sub("", simplify(name))


def why(graph: Graph, folder: Path, one: str, other: str) -> Answer:
    """What makes two names one thing, or keeps them two.

    Raises `InputError` for a name that nothing has, and for a folder that does not hold what its documents say.
    """
    first, second = (named(graph, name) for name in (one, other))
    for name, found in ((one, first), (other, second)):
        if not found:
            raise InputError("{name}: no entity has this name; kg show {folder} {name} says what is near it",
                             name=name, folder=folder)
    shared = [n for n in first if n in second]
    chosen = (shared[0], shared[0]) if shared else (first[0], second[0])
    things = _things(graph, folder, chosen)
    names = (one, other) if plain(one) != plain(other) else (one,)
    if shared:
        rows = [*_verdict(graph, names, shared[0], len(shared)), *dict.fromkeys(
            row for name in names for row in _names(graph, things[0], name))]
    else:
        rows = [_two(graph, names, chosen), *_reasons(graph, things), *(
            row for name, thing in zip((one, other), things, strict=True) for row in _names(graph, thing, name))]
    return Answer(COLUMNS, tuple(rows))


def text(answer: Answer) -> str:
    """The answer for people: a line for what is told, below it the sentence and where it stands."""
    lines = []
    for kind, told, sentence, document, start, end in answer.rows:
        lines.append(str(told) if kind in ("one", "two") else f"  {told}")
        if sentence:
            lines += [f"    “{' '.join(str(sentence).split())}”", f"    {str(document)[:_TITLE]} [{start}, {end}]"]
    return "\n".join(lines) + "\n"


# ---- where names stand -----------------------------------------------------------------------------------------------


def _things(graph: Graph, folder: Path, nodes: Sequence[NodeView]) -> list[_Thing]:
    things = [_Thing(node) for node in dict.fromkeys(nodes)]
    of = {iri: thing for thing in things for iri in thing.iris}
    if not graph.records:
        raise InputError("{folder}: does not tell why; build it again: kg build INPUT… -o {folder}",
                         folder=folder)
    marks = [f'"{iri}"' for iri in of]
    # A namesake's documents name it by the IRI of the one that it was parted from.
    parted = {thing.node.iri.rpartition("@")[0]: thing for thing in things if "@" in thing.node.iri}
    marks += [f'"{iri}"' for iri in parted]
    for line in graph.records:
        if any(mark in line for mark in marks):
            record = from_line(line)
            for each in record.entities:
                thing = of.get(each.iri) or parted.get(each.iri)
                if thing is not None and record.document.iri in thing.node.documents:
                    _gather(thing, each, record)
    return things


def _gather(thing: _Thing, each: Named, record: Record) -> None:
    said = [s for fact in record.facts for s in fact.at] + [s for number in record.numbers for s in number.at]
    sentences = sorted({(s.end - s.start, s.start, s.end, s.exact) for s in said})
    for sign in each.at:
        around = next((exact for _, start, end, exact in sentences if start <= sign.start and sign.end <= end),
                      sign.exact)
        held = thing.forms[plain(sign.exact)]
        if not held or held[-1].sign != sign:
            held.append(_Written(each, sign, record, around))


def _verdict(graph: Graph, names: Sequence[str], node: NodeView, several: int) -> Iterator[_Row]:
    more = f"; {several - 1} more entities have both names" if several > 1 else ""
    both = " and ".join(names) + (" are one" if len(names) > 1 else " is one")
    yield "one", f"{both}: {_called(graph, node)}  <{node.iri}>{more}", None, None, None, None
    for iri in node.same:
        told = f"<{iri}> is the same: {_said_by(graph, iri, node.iri, SAME_AS) or 'a file of yours says so'}"
        yield "reason", told, None, None, None, None


def _called(graph: Graph, node: NodeView) -> str:
    kind = graph.ontology.types[node.type]
    return f"{node.label} ({kind.label_zh} {kind.label_en})"


def _names(graph: Graph, thing: _Thing, name: str) -> Iterator[_Row]:
    """The places where a name of a thing is written, each reason with some sentences; where it stands nowhere itself,
    those of the names that it follows from."""
    form = plain(name)
    if form in thing.forms:
        yield from _form(graph, thing, form)
        return
    if thing.forms and is_name(name) and not name.startswith(("id:", "http", "<")):
        yield ("name", f"“{name}” stands so in no document; it follows from the names that do, or the lexicon has it",
               None, None, None, None)
    for other in sorted(thing.forms, key=lambda f: (-len(thing.forms[f]), f))[:_FORMS]:
        yield from _form(graph, thing, other)


def _form(graph: Graph, thing: _Thing, form: str) -> Iterator[_Row]:
    by_reason: dict[str, list[_Written]] = defaultdict(list)
    for written in thing.forms[form]:
        by_reason[_reason(graph, thing, form, written)].append(written)
    for reason, places in by_reason.items():
        documents = {w.record.document.iri: w for w in reversed(places)}
        shown = sorted(documents.values(), key=lambda w: w.record.name)
        many = f" ({len(places)} times in {len(documents)} documents)" if len(places) > 1 else ""
        for number, written in enumerate(shown[:_MOST]):
            told = f"“{form}”: {reason}{many}" if number == 0 else f"“{form}”: the same"
            yield written.row("name", told)


def _reason(graph: Graph, thing: _Thing, form: str, written: _Written) -> str:
    """Why what stands there names the thing."""
    iri, ontology = written.named.iri, graph.ontology
    full = _NOISE.sub("", unquote(iri.rsplit("/", 1)[1]))
    whose = full.partition("@")[2]
    known = ontology.individuals.get(iri)
    said = "" if iri == thing.node.iri or iri not in thing.node.same else f", which is the same ({iri})"
    if form in (full, full.partition("@")[0]):
        plainly = re.sub(r"\s", "", written.sign.exact) == full.partition("@")[0]
        otherwise = "" if plainly else ", but for marks, blanks or the script"
        return f"its full name{f' in documents of {whose}' if whose else ''}{otherwise}{said}"
    if known is not None and form in map(plain, (known.label, *known.names)):
        return f"a name that the lexicon has for {known.label}{said}"
    told = ontology.techniques.get(written.sign.technique)
    rule = f"{told.label_zh} {told.label_en}: {told.about_en}" if told else written.sign.technique
    place = written.record.about.get("place")
    here = f" The document is of {place}." if place and full.startswith(str(place)) and place not in form else ""
    return f"{rule}{here}{said}"


# ---- what keeps two apart --------------------------------------------------------------------------------------------


def _two(graph: Graph, names: Sequence[str], nodes: Sequence[NodeView]) -> _Row:
    called = " and ".join(f"{_called(graph, node)} <{node.iri}>" for node in nodes)
    return "two", f"{' and '.join(names)} are two: {called}", None, None, None, None


def _reasons(graph: Graph, things: Sequence[_Thing]) -> Iterator[_Row]:
    one, other = (thing.node for thing in things)
    told = list(_kept_apart(graph, one, other))
    yield from (("reason", reason, None, None, None, None) for reason in told)
    yield from _linked(graph, one, other)
    yield from _together(things)
    if not told:
        yield ("reason", f"nothing that was read says that they are one; likeness of names joins nothing: "
               f"{_likeness(one, other)}", None, None, None, None)


def _kept_apart(graph: Graph, one: NodeView, other: NodeView) -> Iterator[str]:
    """Why two entities cannot be one, or are not taken for one."""
    if said := _said_by(graph, one.iri, other.iri, DIFFERENT_FROM):
        yield f"they are two things: {said}"
    if one.root != other.root:
        first, second = (graph.ontology.types[n.root] for n in (one, other))
        yield (f"other type: {one.label} is {first.label_zh} {first.label_en}, {other.label} is {second.label_zh} "
               f"{second.label_en}, and nothing is both")
    for node in (one, other):
        if _OPEN.search(node.iri):
            yield (f"open: the document that says {node.label} does not tell whose it is, and such a name is joined "
                   "with none of another document")
    yield from _elsewhere(graph.ontology, one, other)


def _elsewhere(ontology: Ontology, one: NodeView, other: NodeView) -> Iterator[str]:
    places = [place_of(node, ontology) for node in (one, other)]
    first, second = places
    if first is None or second is None or first.iri == second.iri:
        return
    within = [f"{p.label}{f' ({p.code})' if p.code else ''}" + "".join(
        f" in {ontology.individuals[a].label}" for a in ancestors(p, ontology)[:1] if a in ontology.individuals)
        for p in places if p]
    yield f"other place: {one.label} is of {within[0]}, {other.label} of {within[1]}"


def place_of(node: NodeView, ontology: Ontology) -> Individual | None:
    """The known place that something is, or with whose name its own begins."""
    place = ontology.type_as("place")
    known = ontology.individuals.get(node.iri)
    if known is not None and node.root == place:
        return known
    name = unquote(node.iri.rsplit("/", 1)[1])
    for start, _, individuals, _ in make_lookup(ontology)(name):
        if start == 0:
            found = [i for i in individuals if ontology.root(i.type) == place]
            return found[0] if len(found) == 1 else None
    return None


def _said_by(graph: Graph, one: str, other: str, term: str) -> str:
    """Which file says so of two things, with who and when as it tells."""
    for source in graph.imports:
        for d in decisions_of(source):
            if d.ends == {one, other} and d.same == (term == SAME_AS):
                return f"{source.name} says so{_who(d)}"
    return ""


def _who(decision: Decision) -> str:
    told = [t for t in (decision.by, decision.on) if t]
    return f" ({', '.join(told)})" if told else ""


def _linked(graph: Graph, one: NodeView, other: NodeView) -> Iterator[_Row]:
    """A fact between the two: what is linked with another is another."""
    for edge in graph.view.edges:
        if {edge.source, edge.target} == {one.iri, other.iri}:
            relation, e = graph.ontology.relations[edge.relation], edge.evidence[0] if edge.evidence else None
            first, second = (one, other) if edge.source == one.iri else (other, one)
            told = f"a text links the two: {first.label} → {relation.label_zh} {relation.label_en} → {second.label}"
            titles = {d.iri: d.title for d in graph.view.documents}
            yield ("reason", told, e.exact if e else None, titles.get(e.document, e.document) if e else None,
                   str(e.start) if e else None, str(e.end) if e else None)
            return


def _together(things: Sequence[_Thing]) -> Iterator[_Row]:
    """A sentence that names both."""
    one, other = ({(w.record.document.iri, w.sentence): w for places in thing.forms.values() for w in places}
                  for thing in things)
    for key in sorted(one.keys() & other.keys()):
        first, second = one[key], other[key]
        if len(key[1]) > max(len(first.sign.exact), len(second.sign.exact)):
            yield first.row("reason", "one sentence names both")
            return


def _likeness(one: NodeView, other: NodeView) -> str:
    shared = [c for c in dict.fromkeys(one.label) if c in other.label]
    if one.label == other.label:
        return f"both are called {one.label}"
    return f"{one.label} and {other.label} share {''.join(shared)}" if shared else \
        f"{one.label} and {other.label} share no character"
