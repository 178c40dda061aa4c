"""Names that a folder has forgotten: known again by salted digests alone, and masked in all that is taken into it.

    DIR/forgotten.json      the salt, and of each name its length and a digest of its letters (`kg.letters`)

What a document says is looked through once for every run of so many characters whose digest is among them: so its
names are in the clear where it holds them itself, and nowhere else.  What is hidden in a record depends on nothing but
the record and this file, so a folder that forgets somebody holds what a build from nothing holds beside the same file.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from kg.errors import InputError, OutputError
from kg.imports import Import, without
from kg.language import say
from kg.letters import HAN, LATIN, Letters, behind_reading, letters_of
from kg.merge import Line, line_of
from kg.model import DocumentRecord, Finding
from kg.names import HIDDEN, Names, Span, masked, merged, shortened
from kg.ontology import ID, Ontology
from kg.public import People
from kg.record import Counted, Named, Record, Sign, Stated, Stepped, from_line
from kg.save import save_file

FILE = "forgotten.json"
BEGINNING = b'{"forgotten"'  # by which the file is known
_FORMAT = 1
_LEAST, _MOST = 2, 40  # letters of a name
_SEEN = 2_000_000  # runs of characters that are known to be no forgotten name; more are asked for again
_APART = "|"  # between two texts: nothing that can stand inside a name
_CUT = 80  # characters from which on a title was cut
_RUN = {"han": re.compile(f"[{HAN}]+"), "mixed": re.compile(rf"[\w{HAN}]+")}
_WORD = re.compile("[a-z]+")
_QUOTED = re.compile("“([^”]*)”")
_LETTER = re.compile(r"[^\W_]")
_COMPONENT = re.compile(r"[^/.]+")
Kind = Literal["han", "mixed", "latin"]
Entry = tuple[Kind, int, str]  # the kind of a name, how many letters it has, their digest
_Said = TypeVar("_Said", Stated, Counted, Stepped)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The forgotten names of a folder, as far as anybody can know them; false when there are none."""

    salt: str = ""
    entries: frozenset[Entry] = frozenset()

    def __bool__(self) -> bool:
        """Whether anybody is forgotten."""
        return bool(self.entries)

    @classmethod
    def load(cls, folder: Path) -> Forgotten:
        """Those of a folder, none where it has no such file.  Raises `InputError` for a file that cannot be read."""
        path = folder / FILE
        advice = say("put back a copy of it; a build without it would read the forgotten names again")
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
            if held["forgotten"] > _FORMAT:
                raise InputError("{path}: was written by a newer kg than this one; install that",
                                 path=path)
            found = cls(bytes.fromhex(held["salt"]).hex(),
                        frozenset((kind, int(length), str(known)) for kind, length, known in held["names"]))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
            raise InputError("{path}: is damaged; {advice}", path=path, advice=advice) from error
        if not found.salt or any(kind not in ("han", "mixed", "latin") for kind, *_ in found.entries):
            raise InputError("{path}: is damaged; {advice}", path=path, advice=advice)
        return found

    def save(self, folder: Path) -> None:
        """Write them into a folder, whole or not at all.  Raises `OutputError`."""
        lines = ",\n ".join(json.dumps(entry) for entry in sorted(self.entries))
        text = f'{{"forgotten": {_FORMAT}, "salt": "{self.salt}", "names": [\n {lines}]}}\n'
        try:
            save_file(folder / FILE, lambda out: out.write(text.encode()))
        except OSError as error:
            raise OutputError("{path}: cannot be written: {reason}", path=folder / FILE,
                              reason=error.strerror) from error

    def also(self, names: Iterable[str]) -> Forgotten:
        """These and more names."""
        salted = self if self.salt else Forgotten(os.urandom(16).hex())
        return Forgotten(salted.salt, self.entries.union(salted._entry(name) for name in names))

    def holds(self, name: str) -> bool:
        """Whether a name is forgotten already."""
        return bool(self) and self._entry(name) in self.entries

    @property
    def mark(self) -> str:
        """A short text that is the same for the same names alone; empty for none."""
        return self.digest(self.signature, 8) if self else ""

    @property
    def signature(self) -> str:
        """All of it in one line; empty for none."""
        return json.dumps([self.salt, sorted(self.entries)]) if self else ""

    def covers(self, signature: str) -> bool:
        """Whether all names of an earlier signature are among these."""
        if not signature:
            return True
        salt, entries = json.loads(signature)
        return bool(salt == self.salt and self.entries.issuperset(map(tuple, entries)))

    def digest(self, text: str, size: int = 16) -> str:
        """The salted digest of a text."""
        data = text.encode("utf-8", "replace")
        return hashlib.blake2b(data, digest_size=size, key=bytes.fromhex(self.salt)).hexdigest()

    def _entry(self, name: str) -> Entry:
        kind, letters = _letters(name)
        return kind, len(letters), self.digest(letters)


def _letters(name: str) -> tuple[Kind, str]:
    """By what a name is known: its letters, in the order in which it is written."""
    letters = letters_of(name)
    if _RUN["han"].fullmatch(letters):
        return "han", letters
    return ("mixed", letters) if re.search(f"[{HAN}]", letters) else ("latin", Letters(name, LATIN).text)


def can_be_forgotten(name: str) -> bool:
    """Whether a name is long enough to be known by."""
    return _LEAST <= len(_letters(name)[1]) <= _MOST


class Mask:
    """Hides forgotten names in what is taken into a folder; without any it leaves all as it is."""

    def __init__(self, forgotten: Forgotten, ontology: Ontology) -> None:
        """Bind the names; `ontology` says which words are offices and verbs (`kg.names`)."""
        self.forgotten, self.ontology = forgotten, ontology
        self._known: dict[Kind, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        for kind, length, digest in forgotten.entries:
            self._known[kind][length].add(digest)
        self._seen: set[str] = set()
        self.finder = lru_cache(256)(lambda names: Names(names, ontology))  # what finds some of them

    # ---------------------------------------------------------------- which names a text holds

    def names_in(self, texts: Iterable[str]) -> frozenset[str]:
        """The forgotten names that stand in some texts, by their letters, whether a person is meant or not."""
        if not self.forgotten:
            return frozenset()
        joined = _APART.join(texts)
        found = set(self._words(joined)) if "latin" in self._known else set()
        letters = letters_of(joined)
        for kind in ("han", "mixed"):
            if lengths := self._known.get(kind):
                runs = set(_RUN[kind].findall(letters))
                for length, digests in lengths.items():
                    found.update(self._among(_pieces(runs, length), digests))
        return frozenset(found)

    def _among(self, pieces: set[str], digests: set[str]) -> Iterator[str]:
        if len(self._seen) > _SEEN:
            self._seen.clear()
        for piece in pieces - self._seen:
            if self.forgotten.digest(piece) in digests:
                yield piece
            else:
                self._seen.add(piece)

    def _words(self, text: str) -> Iterator[str]:
        """Forgotten names in Latin letters, as words with blanks between."""
        lengths = self._known["latin"]
        letters = Letters(text, LATIN)
        plain = letters.plain
        words = [m.span() for m in _WORD.finditer(plain)]
        for first in range(len(words)):
            held = ""
            for place in range(first, len(words)):
                if place > first and LATIN.sub("", plain[words[place - 1][1]:words[place][0]]):
                    break
                held += plain[slice(*words[place])]
                if len(held) > max(lengths):
                    break
                if self.forgotten.digest(held) in lengths.get(len(held), ()):
                    yield " ".join(plain[slice(*span)] for span in words[first:place + 1])

    # ---------------------------------------------------------------- what is taken into a folder

    def line(self, line: Line) -> Line:
        """A document as it crosses the break, without forgotten names."""
        if not self.forgotten:
            return line
        hidden = self.record(line.text)
        return line if hidden is None else line_of(hidden, self.ontology)

    def record(self, text: str, file: str = "") -> Record | None:
        """What a document says without forgotten names; None when the line of its record holds none.

        `file` is the file that it came in, whose name may change with it.
        """
        names = self.names_in(texts_of(text))
        if not names:
            return None
        record = from_line(text)
        if file and (new := self.file(file)) != file:
            record = _of_file(record, file, new)
        return _Hider(self, names, record).record()

    def file(self, name: str) -> str:
        """A file's name without forgotten names; two that become alike stay two, by a digest of what they were."""
        names = self.names_in([name])
        if not names:
            return name
        letters = set(map(letters_of, names))
        # A word that is nothing but a name is one here.
        whole = [Span(*m.span(), len(said)) for m in _COMPONENT.finditer(name)
                 if (said := letters_of(m.group())) in letters]
        hidden = shortened(name, merged([*whole, *self.finder(names).spans(name)]))
        if hidden == name:
            return name
        head, dot, suffix = hidden.rpartition(".")
        tag = self.tag(name)
        return f"{head}{tag}.{suffix}" if dot and "/" not in suffix else hidden + tag

    def finding(self, finding: Finding) -> Finding:
        """A finding without forgotten names."""
        names = self.names_in([finding.where, finding.message])
        return _found(finding, _hiding(self.finder(names), set(map(letters_of, names)))) if names else finding

    def imported(self, source: Import) -> Import:
        """A user's file without forgotten names, and without what it says of those who have them."""
        if not self.forgotten:
            return source
        named = replace(source, name=self.file(source.name))
        names = self.names_in([source.data.decode("utf-8", "replace")])
        return without(named, People(named.triples, self.ontology, names, self.tag)) if names else named

    def tag(self, text: str) -> str:
        """What is put behind a masked name that must stay one of its own."""
        return f"~{self.forgotten.digest(text, 4)}"


def _pieces(runs: Iterable[str], length: int) -> set[str]:
    """All that stands in some runs of characters and is so long."""
    return {run[at:at + length] for run in runs for at in range(len(run) - length + 1)}


def texts_of(line: str) -> Iterator[str]:
    """Every text in the line of a record, once."""
    return _strings(json.loads(line))


def _strings(value: Any) -> Iterator[str]:
    """Every text of a value of JSON, once."""
    held, seen = [value], set[str]()
    while held:
        each = held.pop()
        if isinstance(each, str):
            if each not in seen:
                seen.add(each)
                yield each
        elif isinstance(each, dict):
            held += (*each, *each.values())
        elif isinstance(each, list):
            held += each


def _of_file(record: Record, old: str, new: str) -> Record:
    """The record of a document whose file has another name now."""
    def moved(text: str) -> str:
        return new + text[len(old):] if text.startswith(old) else text

    d = record.document
    title = moved(record.name)[:_CUT] if d.title == record.name[:_CUT] else d.title
    return replace(record, name=moved(record.name), document=replace(d, title=title, source=moved(d.source)),
                   findings=tuple(replace(f, where=moved(f.where)) for f in record.findings),
                   about={**record.about, "name": moved(record.about["name"])} if "name" in record.about else
                   record.about)


def _hiding(names: Names, letters: Collection[str]) -> Callable[[str], str]:
    """A function that masks names in a text; one that is nothing but a name is masked whatever else it may mean."""
    def hide(text: str) -> str:
        if letters_of(text) in letters:
            return HIDDEN * len(text)
        return masked(text, ((s.start, s.end) for s in names.spans(text)))

    return lru_cache(4096)(hide)


def _found(finding: Finding, hide: Callable[[str], str], edges: Callable[[str], str] | None = None) -> Finding:
    message = _QUOTED.sub(lambda m: f"“{edges(m.group(1))}”", finding.message) if edges else finding.message
    return replace(finding, where=hide(finding.where), message=hide(message))


class _Hider:
    """Takes those who have some names out of one record, and hides the names in what is left."""

    def __init__(self, mask: Mask, names: frozenset[str], record: Record) -> None:
        self._mask, self._record = mask, record
        self._letters = frozenset(map(letters_of, names))
        self._names = mask.finder(names)
        self._hide = _hiding(self._names, self._letters)
        self._gone = {named.iri for named in record.entities if self._is_gone(named)}
        self._places = sorted({(s.start, s.end) for named in record.entities
                               if named.iri in self._gone and self._is_person(named) for s in named.at})
        self._new = {named.iri: self._iri(named.iri) for named in record.entities}

    def record(self) -> Record:
        """What is left of it."""
        held, hide = self._record, self._hide
        d = held.document
        title = self._ends(d.title) if len(d.title) >= _CUT else d.title
        document = DocumentRecord(d.iri, hide(title), self._source(d.source), d.date, self._end(d.publisher))
        return replace(
            held, document=document, name=hide(held.name),
            entities=tuple(sorted((self._named(e) for e in held.entities if e.iri not in self._gone),
                                  key=lambda e: e.iri)),
            facts=tuple(self._facts()), numbers=tuple(self._numbers()), steps=tuple(self._steps()),
            text=self._masked(0, len(held.text), held.text),
            findings=tuple(_found(f, hide, self._ends) for f in held.findings), about=_walked(held.about, hide))

    # ---------------------------------------------------------------- who is meant

    def _is_person(self, named: Named) -> bool:
        return self._mask.ontology.types[named.type].personal

    def _is_gone(self, named: Named) -> bool:
        """Whether it has a forgotten name: a person in whose name one stands, another thing that is called so."""
        if self._is_person(named):
            return any(self._hide(name) != name for name in (*named.labels, *named.names))
        return any(letters_of(label) in self._letters for label in named.labels)

    def _iri(self, iri: str) -> str:
        """The IRI of a thing in whose name a forgotten one stands; two that become alike stay two."""
        if not iri.startswith(ID):
            return iri
        head, slash, name = iri.rpartition("/")
        hidden = shortened(name, self._names.spans(name))
        return iri if hidden == name else head + slash + hidden + self._mask.tag(iri)

    def _end(self, iri: str | None) -> str | None:
        return None if iri is None or iri in self._gone else self._new.get(iri, iri)

    # ---------------------------------------------------------------- what is said

    def _named(self, named: Named) -> Named:
        labels: dict[str, int] = defaultdict(int)
        for label, count in named.labels.items():
            labels[self._hide(label)] += count
        names = {hidden for name in named.names if _LETTER.search(hidden := self._hide(name))}
        return Named(self._new[named.iri], named.type, dict(sorted(labels.items())), tuple(sorted(names)),
                     self._signs(named.at))

    def _facts(self) -> Iterator[Stated]:
        for said in _together(self._record.facts, self._fact):
            yield replace(said, at=self._signs(said.at))

    def _fact(self, said: Stated) -> Stated | None:
        f = said.fact
        subject, other = self._end(f.subject), self._end(f.object)
        if subject is None or other is None:
            return None
        return Stated(replace(f, subject=subject, object=other, role=f.role and self._hide(f.role)), said.at)

    def _numbers(self) -> Iterator[Counted]:
        for said in _together(self._record.numbers, self._number):
            yield replace(said, at=self._signs(said.at))

    def _number(self, said: Counted) -> Counted | None:
        """A number that somebody stated stays; one that is of somebody goes."""
        n = said.number
        if n.scope in self._gone:
            return None
        return Counted(replace(n, indicator=self._hide(n.indicator), scope=self._end(n.scope),
                               stated_by=self._end(n.stated_by)), said.at)

    def _steps(self) -> Iterator[Stepped]:
        for said in _together(self._record.steps, self._step):
            yield replace(said, at=self._signs(said.at))

    def _step(self, said: Stepped) -> Stepped | None:
        m = said.step
        thing = self._end(m.thing)
        if thing is None or (m.other is not None and m.other in self._gone):
            return None
        return Stepped(replace(m, thing=thing, other=self._end(m.other)), said.at)

    def _signs(self, signs: Sequence[Sign]) -> tuple[Sign, ...]:
        return tuple(replace(s, exact=self._quote(s.start, s.end, s.exact)) for s in signs)

    def _quote(self, start: int, end: int, exact: str) -> str:
        """A quotation, of the same length, without the names that stand in it and where the text was seen to name
        them."""
        spans = [(s.start, s.end) for s in self._names.edges(exact)]
        if letters_of(exact) in self._letters:
            spans.append((0, len(exact)))
        return self._masked(start, end, exact, spans)

    def _masked(self, start: int, end: int, exact: str, spans: Iterable[tuple[int, int]] = ()) -> str:
        """A part of the text, or all of it, of the same length without the names, and without some more spans."""
        spans = [*spans, *((s.start, s.end) for s in self._names.spans(exact))]
        if end - start == len(exact):
            for first, last in self._places:
                place = max(0, first - start), min(len(exact), last - start)
                if first < end and start < last and self._names.can_be_meant(exact, *place):
                    spans.append((place[0], behind_reading(exact, place[1])))
        return masked(exact, spans)

    def _ends(self, text: str) -> str:
        """A text that was cut somewhere, without parts of names at its ends."""
        return masked(text, ((s.start, s.end) for s in self._names.edges(text)))

    def _source(self, source: str) -> str:
        """Where a document came from, with a sign for each letter of a name, however it is encoded."""
        return shortened(source, self._names.spans(source))


def _together(said: Iterable[_Said], change: Callable[[_Said], _Said | None]) -> list[_Said]:
    """Facts or numbers as `change` makes them, those that it drops left out; those that then say the same are one."""
    found: dict[Any, _Said] = {}
    for each in said:
        if (new := change(each)) is not None:
            key = new.fact if isinstance(new, Stated) else new.number if isinstance(new, Counted) else new.step
            found[key] = replace(new, at=_signs(found[key].at, new.at)) if key in found else new
    return list(found.values())


def _signs(*signs: Sequence[Sign]) -> tuple[Sign, ...]:
    return tuple(sorted({s for each in signs for s in each},
                        key=lambda s: (s.start, s.end, s.exact, s.technique, s.reasons)))


def _walked(value: Any, hide: Callable[[str], str]) -> Any:
    """A value of JSON with every text as `hide` makes it; nothing for one of which nothing is left."""
    if isinstance(value, str):
        hidden = hide(value)
        return hidden if hidden == value or _LETTER.search(hidden) else None
    if isinstance(value, Mapping):
        return {key: _walked(each, hide) for key, each in value.items()}
    return [_walked(each, hide) for each in value] if isinstance(value, list) else value
