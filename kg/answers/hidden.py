"""A generation for the public: the same graph without people, in a folder of its own, for everything that is served.

It is made by what `kg export --public` is made by (`kg.public`), once for a generation, of the whole graph and of all
texts; nothing that reads it can tell more than it holds.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from kg.answers.index import search_whole
from kg.corpus import together
from kg.generations import Generation
from kg.imports import own, read_imports
from kg.ledger import NAME as LEDGER
from kg.ledger import Ledger, pack
from kg.merge import TEXTS, UNFORESEEN, document_of, gives, texts
from kg.model import Fact, Measurement, Milestone
from kg.ontology import Ontology
from kg.public import People
from kg.record import Counted, Named, Record, Sign, Stated, Stepped, about_of, from_line, text_of, to_line
from kg.store import Dataset

PUBLIC = "public"  # a file that says that a generation was made so


class PublicPart:
    """A generation without people, in a folder that goes when it is closed."""

    def __init__(self, generation: Generation, ontology: Ontology) -> None:
        """Make it, which takes as long as `kg export --public`.  Raises `InputError` when the graph cannot be read."""
        self._folder = tempfile.TemporaryDirectory(prefix="kechuang-public-")
        path = Path(self._folder.name) / "store" / generation.path.name
        path.mkdir(parents=True)
        try:
            _write(generation.path, path, ontology)
        except BaseException:
            self._folder.cleanup()
            raise
        self.generation = Generation(path, True)

    def close(self) -> None:
        """Let go of the folder."""
        self._folder.cleanup()


def is_public(path: Path) -> bool:
    """Whether the folder of a generation holds nobody."""
    return (path / PUBLIC).is_file()


def _write(source: Path, path: Path, ontology: Ontology) -> None:
    from kg.export.html import to_html
    from kg.export.turtle import to_turtle

    whole = Dataset(Dataset.load(source / "graph.ttl").triples, own(read_imports(source)))
    lines = _lines(source)
    people = People(whole.triples, ontology, texts=(text_of(line) for line in lines))
    part = Dataset(people.without(whole.triples), hidden=people)
    view = part.view(ontology)
    (path / "graph.ttl").write_text(to_turtle(part.triples), encoding="utf-8")
    (path / "graph.html").write_text(to_html(view, ontology), encoding="utf-8")
    store = ox.Store(str(path / "oxigraph"))
    store.bulk_extend([*part.quads(), *together(view, ontology)])
    store.optimize()  # a worker that answers queries opens no more files once it has begun
    store.flush()
    del store
    with contextlib.closing(Ledger(path / LEDGER)) as ledger:
        for line in lines:
            _keep(ledger, Masked(people).record(from_line(line)), ontology)
    search_whole(path, view, ontology)
    if (source / "ontology").is_dir():
        shutil.copytree(source / "ontology", path / "ontology")
    (path / PUBLIC).touch()


def _lines(source: Path) -> list[str]:
    """The records of a generation; none where an older kg built it."""
    if not (source / LEDGER).is_file():
        return []
    with contextlib.closing(Ledger(source / LEDGER, reading=True)) as ledger:
        return list(ledger.lines())


def _keep(ledger: Ledger, record: Record, ontology: Ontology) -> None:
    """What is asked of a ledger by who reads it: the record, and what its document gives to its own node."""
    document = document_of(record.document.iri)
    with contextlib.suppress(*UNFORESEEN):
        gifts = texts({key: gift for key, gift in gives(record, ontology).items() if key[0] == TEXTS})
        row = (record.name, record.name, document, about_of(record), pack(to_line(record)), 1)
        ledger.take("records", [row])
        ledger.take("given", [(key, document, gift) for key, gift in gifts])


class Masked:
    """Takes people out of what documents say."""

    def __init__(self, people: People) -> None:
        """Bind the people of a graph."""
        self._people = people

    def record(self, held: Record) -> Record:
        """A record without people; what is told of people alone goes."""
        people, words = self._people, self._people.words
        d = held.document
        text = people.text(d.iri, held.text)

        def signs(at: tuple[Sign, ...]) -> tuple[Sign, ...]:
            return tuple(replace(s, exact=text[s.start:s.end] if text else words(s.exact)) for s in at)

        return replace(
            held, document=replace(d, title=words(d.title), source=words(d.source), publisher=self._end(d.publisher)),
            name=words(held.name), text=text,
            entities=tuple(Named(iri, n.type, {}, (), signs(n.at)) for n in held.entities
                           if (iri := people.end(n.iri)) is not None),
            facts=tuple(Stated(f, signs(s.at)) for s in held.facts if (f := self._fact(s.fact)) is not None),
            numbers=tuple(Counted(n, signs(c.at)) for c in held.numbers if (n := self._number(c.number)) is not None),
            steps=tuple(Stepped(m, signs(s.at)) for s in held.steps if (m := self._step(s.step)) is not None),
            findings=tuple(replace(f, where=words(f.where), message=words(f.message)) for f in held.findings),
            about=json.loads(words(json.dumps(held.about, ensure_ascii=False))))

    def _end(self, iri: str | None) -> str | None:
        return None if iri is None else self._people.end(iri)

    def _fact(self, f: Fact) -> Fact | None:
        subject, other = self._end(f.subject), self._end(f.object)
        if subject is None or other is None:
            return None
        return replace(f, subject=subject, object=other, role=f.role and self._people.words(f.role))

    def _number(self, n: Measurement) -> Measurement | None:
        """A number; one that is told of somebody, or that somebody states, is not in a graph for the public."""
        scope, stated_by = self._end(n.scope), self._end(n.stated_by)
        if (n.scope and scope is None) or (n.stated_by and stated_by is None):
            return None
        return replace(n, indicator=self._people.words(n.indicator), scope=scope, stated_by=stated_by)

    def _step(self, m: Milestone) -> Milestone | None:
        thing, other = self._people.end(m.thing), self._end(m.other)
        return None if thing is None or (m.other and other is None) else replace(m, thing=thing, other=other)
