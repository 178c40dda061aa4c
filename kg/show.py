"""An entity as text: its names, facts and numbers with their sentences, and on demand why each was read so."""

from __future__ import annotations

import json
import re
import shlex
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

from kg.answers import Answers, Described, Figure, Said, Sentence, Stage, as_json
from kg.errors import InputError
from kg.graph import Graph
from kg.language import both, listing, say, spoken
from kg.ontology import ID, Ontology
from kg.places import Places
from kg.record import Record, Sign, from_line
from kg.series import spanned
from kg.store import NodeView
from kg.values import MARKS, readable

_MOST_NEAR = 12
# Of an entity that much is said of: facts of a relation, sentences of a fact, documents, before they are folded.
_MOST_SAID, _MOST_SENTENCES, _MOST_TITLES = 8, 2, 5
T = TypeVar("T")
_Place = tuple[str, int, int]


class Why:
    """What spoke for the names, facts and numbers of an entity, from the records of the documents that tell of it."""

    def __init__(self, records: Iterable[Record], iris: set[str], ontology: Ontology) -> None:
        """Gather what concerns the entity of some IRIs; `records` are gone through once."""
        self._rules, self._techniques = ontology.rules, ontology.techniques
        self._named: dict[_Place, list[Sign]] = defaultdict(list)
        self._said: dict[tuple[tuple[str, ...], _Place], list[Sign]] = defaultdict(list)
        for record in records:
            self._gather(record, iris)

    def _gather(self, record: Record, iris: set[str]) -> None:
        document = record.document.iri
        for named in record.entities:
            if named.iri in iris:
                for sign in named.at:
                    self._named[document, sign.start, sign.end].append(sign)
        for stated in record.facts:
            fact = stated.fact
            if iris & {fact.subject, fact.object}:
                for sign in stated.at:
                    self._said[(fact.relation, fact.role or ""), (document, sign.start, sign.end)].append(sign)
        for counted in record.numbers:
            number = counted.number
            if iris & {number.scope, number.stated_by}:
                for sign in counted.at:
                    self._said[(number.indicator, number.unit), (document, sign.start, sign.end)].append(sign)

    def names(self, titles: Mapping[str, str]) -> Iterator[str]:
        """Each place in which the entity is named, with what spoke for the name."""
        for (document, start, end), signs in sorted(self._named.items()):
            yield say("  named “{words}”  {title} [{start}, {end}]", words=" ".join(signs[0].exact.split()),
                      title=titles.get(document, document), start=start, end=end)
            yield from self._reasons(signs)

    def of_fact(self, fact: Said, sentence: Sentence) -> Iterator[str]:
        """What spoke for a fact in one of its sentences."""
        return self._of((fact.relation, fact.role or ""), sentence)

    def of_number(self, number: Figure, sentence: Sentence) -> Iterator[str]:
        """What spoke for a number in one of its sentences."""
        return self._of((number.indicator, number.unit), sentence)

    def _of(self, said: tuple[str, ...], sentence: Sentence) -> Iterator[str]:
        if sentence.exact:
            yield from self._reasons(self._said.get((said, (sentence.document, sentence.start, sentence.end)), ()))

    def _reasons(self, signs: Sequence[Sign]) -> Iterator[str]:
        for sign in dict.fromkeys(signs):
            told = self._techniques.get(sign.technique)
            yield say("      by {technique}", technique=sign.technique) + (
                f"  {both(told.label_zh, told.label_en)}" if told else "")
            for reason in sign.reasons:
                yield f"        {reason}: {self._rules.get(reason) or say('a rule of another package')}"


def reasons(graph: Graph, folder: Path, told: Described) -> Why:
    """Why an entity is read as it is.  Raises `InputError` when the folder does not hold what its documents say."""
    try:
        if not graph.records:
            raise InputError("{folder}: does not tell why; build it again: kg build INPUT… -o {folder}",
                             folder=folder)
        return Why(map(from_line, graph.records), {told.thing.iri, *told.same}, graph.ontology)
    except (ValueError, TypeError, LookupError, sqlite3.Error) as error:
        message = f"{folder}: its records are damaged ({error}); build it again: kg build INPUT… -o {folder}"
        raise InputError(message) from error


def meant(folder: Path, name: str) -> Described | None:
    """All that is said of the one entity of a name: of those that are labelled so, else of those with another name that
    is so.  None when that is not one, or when the folder's store cannot tell: its triples may (`of_node`)."""
    try:
        answers = Answers.open(folder)
        found = answers.resolve(name, limit=_MOST_NEAR).items
        labelled = [c for c in found if c.why in ("iri", "exact") or (c.why == "folded" and c.by == c.thing.label)]
        chosen = labelled or [c for c in found if c.why in ("alias", "folded")]
        return _whole(answers, chosen[0].thing.iri) if len(chosen) == 1 else None
    except (InputError, OSError, RuntimeError, ValueError, sqlite3.Error):  # the store is damaged
        return None


def namesakes(folder: Path, name: str, told: Described) -> tuple[str, ...]:
    """The labels of others that are called by a name too; none where the folder's store cannot tell."""
    try:
        found = Answers.open(folder).resolve(name, limit=_MOST_NEAR).items
    except (InputError, OSError, RuntimeError, ValueError, sqlite3.Error):
        return ()
    return tuple(dict.fromkeys(c.thing.label for c in found if c.why in ("exact", "alias")
                               and c.thing.iri not in (told.thing.iri, *told.same)))


def known_first(told: Described, ontology: Ontology) -> Described:
    """The same, with numbers of indicators that the ontology knows before all others."""
    known = {c.label for c in ontology.concepts}
    return replace(told, numbers=tuple(sorted(told.numbers, key=lambda n: n.concept not in known)))


def of_node(graph: Graph, node: NodeView) -> Described:
    """All that is said of an entity of a graph in memory.  Raises `InputError` where the graph says nothing of it."""
    store = ox.Store()
    store.bulk_extend(graph.dataset.quads())
    told = _whole(Answers(store, graph.ontology), node.iri)
    if told is None:
        raise InputError("{iri}: the graph says nothing of it; build it again", iri=node.iri)
    return told


def _whole(answers: Answers, iri: str) -> Described | None:
    return answers.describe(iri, limit=sys.maxsize, sentences=sys.maxsize)


def unclear(graph: Graph, folder: Path, name: str, found: Sequence[NodeView]) -> str:
    """What a name that is not that of one entity may mean, ending in a command to copy."""
    several = bool(found)
    found = found or graph.near(name)
    if not found:
        every = _typed("kg", "export", folder, "-f", "csv", "--table", "entities")
        return say("{name}: no entity has this name\nall there are: {command}", name=name or repr(name), command=every)
    lines = [say("{name}: several entities have this name:", name=name) if several else
             say("{name}: no entity has this name; near it are:", name=name)]
    for n in found[:_MOST_NEAR]:
        kind = graph.ontology.types[n.type]
        other = _identified(graph, n)
        lines.append(f"  {n.label}  {both(kind.label_zh, kind.label_en)}" + (f"  {other}" if other != n.label else ""))
    if len(found) > _MOST_NEAR:
        lines.append(say("  and {n} more", n=len(found) - _MOST_NEAR))
    command = _typed("kg", "show", folder, _identified(graph, found[0]))
    return "\n".join([*lines, say("show the first: {command}", command=command)])


def _identified(graph: Graph, node: NodeView) -> str:
    """What is typed to mean this entity and no other: its label, or its IRI where others have the label."""
    if graph.find(node.label) == (node,) and not node.label.startswith("-"):
        return node.label
    return f"id:{node.iri.removeprefix(ID)}" if node.iri.startswith(ID) else node.iri


def _typed(*words: object) -> str:
    """A command as it is typed, with quotes where a shell needs them."""
    return " ".join(w if re.fullmatch(r"[\w@%+=:,./-]+", w) else shlex.quote(w) for w in map(str, words))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is shown of an entity: facts of one relation (by its name), what is of one year; `brief`: no sentences,
    `everything`: nothing is folded."""

    relation: str | None = None
    year: str | None = None
    brief: bool = False
    everything: bool = False

    @property
    def is_part(self) -> bool:
        """Whether somebody asked for a part, of which nothing is folded."""
        return self.everything or self.relation is not None or self.year is not None

    def of(self, told: Described) -> Described:
        """What is wanted of all that is said of an entity."""
        def facts(said: Iterable[Said]) -> tuple[Said, ...]:
            return tuple(f for f in said if self.relation in (None, f.relation) and self._holds(f.period))

        whole = self.relation is None
        return replace(told, posts=facts(told.posts), facts=facts(told.facts), corrected=facts(told.corrected),
                       numbers=tuple(n for n in told.numbers if whole and self._holds(n.period)),
                       steps=tuple(s for s in told.steps if whole and self._holds(s.period)))

    def _holds(self, period: str | None) -> bool:
        return self.year is None or self.year in spanned(period or "")


def entity_json(told: Described) -> str:
    """What is said of an entity as one object of JSON."""
    return json.dumps(as_json(told), ensure_ascii=False, indent=1) + "\n"


def entity_text(told: Described, wanted: Wanted | None = None, why: Why | None = None,
                places: Places | None = None) -> str:
    """What is said of an entity, a line each, ended by a line break: posts, numbers, facts by relation, steps of its
    life; long lists are folded unless `wanted` asks for a part or for everything; with `why` also the reasons.

    `places` are those of sentences that were recognised in pictures.
    """
    wanted = wanted or Wanted()
    told = wanted.of(told)
    text = _Text(wanted, why, places or Places(()))
    lines = [*text.head(told), *text.section(both("任职", "posts"), told.posts, text.fact, " --all"),
             *text.section(both("数据", "numbers"), told.numbers, text.number, " --all")]
    for _, same in groupby(told.facts, key=lambda f: f.relation):
        facts = list(same)
        title = both(facts[0].relation_zh, facts[0].relation_en)
        lines += text.section(title, facts, text.fact, f" --relation {facts[0].relation}")
    lines += text.section(both("历程", "steps"), told.steps, text.step, " --all")
    lines += text.section(both("更正", "corrected"), told.corrected, text.taken_back, " --all")
    if not (told.posts or told.numbers or told.facts or told.steps or told.corrected):
        lines.append("\n" + (say("  nothing else is said of it under these conditions") if wanted.is_part else
                             say("  nothing else is said of it")))
    return "\n".join(lines) + "\n"


class _Text:
    """What is told, in lines."""

    def __init__(self, wanted: Wanted, why: Why | None, places: Places) -> None:
        self._wanted, self._why, self._places = wanted, why, places

    def head(self, told: Described) -> Iterator[str]:
        """Name, type, IRI, other names, documents."""
        yield f"{told.thing.label}  {both(told.thing.type_zh, told.thing.type_en)}"
        yield f"  <{told.thing.iri}>"
        if told.names:
            yield say("  also: {names}", names=listing(told.names))
        titles = [d.title for d in told.documents]
        most = len(titles) if self._wanted.everything else _MOST_TITLES
        more = say("; and {n} more documents", n=len(titles) - most) if len(titles) > most else ""
        yield say("  in: {titles}", titles=("；" if spoken() == "zh" else "; ").join(titles[:most]) + more)
        if self._why is not None:
            yield from self._why.names({d.iri: d.title for d in told.documents})

    def section(self, title: str, said: Sequence[T], told: Callable[[T], Iterator[str]], ask: str) -> Iterator[str]:
        """A heading with the number of what stands below it; of many the first, and how to see the others."""
        if not said:
            return
        shown = said if self._wanted.is_part else said[:_MOST_SAID]
        yield f"\n  {title} ({len(said)})"
        for each in shown:
            if not self._wanted.brief:
                yield ""
            yield from told(each)
        if len(shown) < len(said):
            yield "\n" + say("    … and {n} more:{option}", n=len(said) - len(shown), option=ask)

    def fact(self, fact: Said, mark: str = "") -> Iterator[str]:
        """A fact with its sentences."""
        more = ", ".join(x for x in (_word(fact.status), fact.role, fact.period) if x)
        relation = both(fact.relation_zh, fact.relation_en)
        yield f"    {mark}{fact.subject.label} → {relation} → {fact.object.label}  ({more})"
        yield from self._sentences(fact.sentences, lambda why, s: why.of_fact(fact, s))

    def taken_back(self, fact: Said) -> Iterator[str]:
        """A fact that a user's file took back."""
        return self.fact(fact, say("corrected: "))

    def number(self, n: Figure) -> Iterator[str]:
        """A number with its sentences."""
        said = ", ".join(x for x in (_word(n.kind), _word(n.status), n.period) if x)
        doubt = f"  {both('存疑', 'in doubt')}: {n.doubt}" if n.doubt else ""
        yield f"    # {n.indicator} {MARKS[n.comparator]} {readable(n.value)}{n.unit}  ({said}){doubt}"
        yield from self._sentences(n.sentences, lambda why, s: why.of_number(n, s))

    def step(self, step: Stage) -> Iterator[str]:
        """A step of a life with its sentences."""
        other = f" → {step.other.label}" if step.other else ""
        said = ", ".join(x for x in (_word(step.status), step.period) if x)
        yield f"    {step.thing.label}: {both(step.zh, step.en)}{other}  ({said})"
        yield from self._sentences(step.sentences, lambda why, s: iter(()))

    def _sentences(self, sentences: Sequence[Sentence], reasons: Callable[[Why, Sentence], Iterator[str]]) \
            -> Iterator[str]:
        if self._wanted.brief:
            return
        shown = sentences if self._wanted.is_part or self._why else sentences[:_MOST_SENTENCES]
        for s in shown:
            place = self._places.told(s.document, s.start, s.end)
            yield f"      “{' '.join(s.exact.split())}”\n      {s.title} [{s.start}, {s.end}]{place}" if s.exact \
                else say("      from {title}", title=s.title)
            yield from reasons(self._why, s) if self._why else ()
        if len(shown) < len(sentences):
            yield say("      … and {n} more sentences", n=len(sentences) - len(shown))


def _word(word: str) -> str:
    """A word of the model (actual, target, growth) as people say it."""
    words = {"actual": say("actual"), "planned": say("planned"), "target": say("target"), "total": say("total"),
             "increment": say("increment"), "growth": say("growth"), "multiple": say("multiple")}
    return words.get(word, word)
