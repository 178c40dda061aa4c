"""What one document says, as one line of JSON: all that crosses the break, and all that another build needs of it.

Within its document every name is resolved: entities go by their IRI, facts and numbers speak of IRIs, and each shows
the sentences it was read from, by the technique and the rules that spoke for it.  A record depends on nothing but the
bytes of the document, the code that reads, the ontology and the weights of rules, whose digests it carries (`by`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from kg.address import web_iri
from kg.extract.statements.pair.weights import NAME
from kg.gazetteer import level
from kg.homonyms import namesakes
from kg.model import (
    Account,
    Claim,
    DocumentRecord,
    Extraction,
    Fact,
    Finding,
    Measurement,
    Mention,
    Milestone,
    Observation,
    Outcome,
    Passage,
    Recognition,
    Status,
    Step,
    Unread,
)
from kg.ontology import Ontology, entity_iri, iri_path, learned_file

# What stands left of the break: a change in any of it may change what is read.
READING = ("bom.py", "plain.py", "model.py", "ontology.py", "limits.py", "furniture.py", "values.py", "clean.py",
           "segment.py", "words.py", "gazetteer.py", "account.py", "annotations.py", "homonyms.py", "record.py", "read",
           "extract")
_LIBRARIES = ("jieba", "opencc", "pypdfium2", "lxml")
_OPTIONAL = ("rapidocr", "onnxruntime")  # where one is installed, it may read what was not read without it
NOTHING: Mapping[str, str] = {}
_NOISE = re.compile(r"[\s“”]")
_DASH = re.compile(r"(?<=[\u4e00-\u9fff》)])[-–—](?=[\u4e00-\u9fff《(])")  # 中国—东盟, 中国-东盟
_TO = re.compile(r"(?<=\d)[-–—](?=\d{4}年)")  # 2024-2026年
_Key = tuple[str, str]
_YEAR = 4  # characters of a date that are its year
_LATE = 11  # the first month in which a meeting is held that ends the year
_OPEN = "@"  # between a name that stays open and the beginning of its document's digest


@dataclass(frozen=True, slots=True)
class Sign:
    """A span of the raw text that speaks for something: who read it there, and the rules that spoke for the reading."""

    start: int
    end: int
    exact: str
    technique: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """An entity as one document names it: its labels with how often each stands there, other names, and where."""

    iri: str
    type: str
    labels: Mapping[str, int]
    names: Sequence[str]
    at: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact as one document states it; what stands for it is in `at` alone."""

    fact: Fact
    at: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """A number as one document gives it; what stands for it is in `at` alone."""

    number: Measurement
    at: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Stepped:
    """A step of a thing's life as one document tells it; what stands for it is in `at` alone."""

    step: Milestone
    at: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """All that one document says.  `about` is what the report tells of it; `by` are the digests of what read it; `text`
    is its source as it was decoded, in which all offsets count, and `unread` are the places in it that were not read.
    """

    document: DocumentRecord
    name: str
    entities: tuple[Named, ...]
    facts: tuple[Stated, ...]
    numbers: tuple[Counted, ...]
    findings: tuple[Finding, ...] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)
    by: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[Stepped, ...] = ()
    text: str = ""
    unread: tuple[Unread, ...] = ()


def make_record(outcome: Outcome, ontology: Ontology, by: Mapping[str, str] = NOTHING) -> Record:
    """What a document says, its names resolved within it; `by` are the digests of what read it (`reader_versions`)."""
    extraction = outcome.extraction
    iris = _iris(extraction, ontology)
    return Record(
        document=_document(extraction, ontology, iris), name=extraction.document.source.name,
        entities=tuple(_entities(extraction, ontology, iris)), facts=tuple(_facts(extraction, ontology, iris)),
        numbers=tuple(_numbers(extraction, ontology, iris)), findings=(*outcome.findings, *_addressed(extraction)),
        dropped=extraction.dropped, about=_about(extraction, outcome.account), by=by,
        steps=tuple(_steps(extraction, ontology, iris)), text=extraction.document.raw,
        unread=outcome.account.unread)


# ---------------------------------------------------------------- which name is whose, within a document

def _key(mention: Mention, ontology: Ontology) -> _Key:
    """What a name stands for within the document; one that stays open there never is another document's (`_OPEN`)."""
    name = canonical(mention.name)
    return ontology.root(mention.type), name + _OPEN if mention.resolution == "unresolved" else name


def canonical(name: str) -> str:
    """A name as it stands in an IRI: without blanks and marks of quotation, its dashes all alike."""
    return _TO.sub("—", _DASH.sub("—", _NOISE.sub("", name)))


def _all_mentions(extraction: Extraction) -> Iterator[Mention]:
    yield from extraction.mentions
    for claim in extraction.claims:
        yield claim.subject
        yield claim.object
    for observation in extraction.observations:
        yield from (m for m in (observation.scope, observation.stated_by) if m is not None)
    for step in extraction.steps:
        yield from (m for m in (step.thing, step.other) if m is not None)
    if extraction.frame.speaker is not None and extraction.frame.speaker not in extraction.mentions:
        yield extraction.frame.speaker


class _Owners:
    """Which full names claim a short one: 市科技局 is claimed by 宁波市科学技术局."""

    def __init__(self, mentions: Iterable[Mention], ontology: Ontology) -> None:
        self._claimed: dict[_Key, set[_Key]] = defaultdict(set)
        for mention in mentions:
            key = _key(mention, ontology)
            for name in mention.names:
                other = (key[0], canonical(name))
                if other != key:
                    self._claimed[other].add(key)

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._claimed)

    def of(self, key: _Key) -> set[_Key]:
        """All that claim a name."""
        return self._claimed.get(key, set())

    def longer(self, key: _Key) -> set[_Key]:
        """Those of which the name is a short form: of two that claim each other the longer is the full one."""
        return {o for o in self.of(key) if key not in self.of(o) or len(o[1]) > len(key[1])}


def _iris(extraction: Extraction, ontology: Ontology) -> dict[_Key, str]:
    """The IRI of every name that the document uses for a full name."""
    mentions = list(_all_mentions(extraction))
    known = {_key(m, ontology): m.iri for m in mentions if m.iri}
    owners = _Owners(mentions, ontology)
    full: dict[_Key, str] = dict(known)
    for key in dict.fromkeys(_key(m, ontology) for m in mentions):
        if key not in full:
            longer = owners.longer(key)
            target = next(iter(longer)) if len(longer) == 1 else key
            full[key] = known.get(target) or ontology.individual_named(*target) or entity_iri(*target)
        if key[1].endswith(_OPEN):
            full[key] += extraction.document.source.sha256[:8]
    for _ in range(3):  # a short form of a short form
        for key in owners:
            _follow(key, owners, known, full)
    kinds = {_key(m, ontology) for m in mentions if m.resolution == "kind"}
    year = (extraction.frame.date or "")[:_YEAR]
    yearly = {_key(m, ontology) for m in mentions if m.resolution == "yearly"} - kinds if year else set()
    moved: dict[str, str] = {}
    for key, iri in full.items():
        if key not in known and iri == entity_iri(*key) and (key in kinds or _is_relative(*key, ontology)):
            moved[iri] = f"{iri}{_OPEN}{iri_path(_whose(extraction, key, kinds, ontology))}"
        elif key not in known and iri == entity_iri(*key) and key in yearly:
            moved[iri] = f"{iri}{_OPEN}{_held(key[1], extraction, ontology) or year}"  # another year's is another one
    full.update({key: moved[iri] for key, iri in full.items() if iri in moved})  # with what is short for it
    person = ontology.type_as("person")
    names = {name for root, name in full if root == person and full[root, name] == entity_iri(root, name)}
    for name, whose in namesakes(extraction, names, ontology):
        full[person, name] += _OPEN + iri_path(whose)
    return full


def _held(name: str, extraction: Extraction, ontology: Ontology) -> str | None:
    """The year of a meeting that ends each year: a document of its months before speaks of the last one."""
    date = extraction.frame.date or ""
    month = date[_YEAR + 1:_YEAR + 3]
    last = name.endswith(tuple(ontology.words["yearEndMeetings"])) and month and int(month) < _LATE
    return str(int(date[:_YEAR]) - 1) if last else None


def _whose(extraction: Extraction, key: _Key, kinds: Collection[_Key], ontology: Ontology) -> str:
    """Of which place a name is that means another thing in each, or of which document where no place has but one."""
    own, place = extraction.document.source.sha256[:8], extraction.frame.place
    if place is None or place.iri is None:
        return own
    # Of a kind a country has many, and a place has many meetings.
    known = ontology.individuals.get(place.iri)
    many = "meeting" in ontology.types[key[0]].roles or known is None or level(known) == "country"
    return own if key in kinds and many else unquote(place.iri.rsplit("/", 1)[1])


def _is_relative(root: str, name: str, ontology: Ontology) -> bool:
    """Whether a name begins with a level of place without the place (市创业中心): that of the document, or unknown."""
    if ontology.types[root].personal or name.startswith(tuple(ontology.words["relativeExceptions"])):
        return False
    return name.startswith((*ontology.words["wholePlace"], *ontology.words["relativeBeginnings"]))


def _follow(key: _Key, owners: _Owners, known: Mapping[_Key, str], full: dict[_Key, str]) -> None:
    """A name that one alone claims is that one's, whatever it was taken for at first."""
    if key not in full or key in known or len(owners.of(key)) != 1:
        return
    owner = next(iter(owners.longer(key)), None)
    if owner in full:
        full[key] = full[owner]


# ---------------------------------------------------------------- entities, facts, numbers

def _entities(extraction: Extraction, ontology: Ontology, iris: Mapping[_Key, str]) -> Iterator[Named]:
    named: dict[str, list[Mention]] = defaultdict(list)
    for mention in _all_mentions(extraction):
        named[iris[_key(mention, ontology)]].append(mention)
    for iri, mentions in sorted(named.items()):
        kind = max((m.type for m in mentions), key=lambda t: specific(t, ontology))
        names = {name for m in mentions for name in (m.name, *m.names)}
        signs = _signs((extraction, m.start, m.end, m.technique, m.reasons) for m in mentions)
        yield Named(iri, kind, dict(sorted(Counter(m.name for m in mentions).items())), tuple(sorted(names)), signs)


def specific(kind: str, ontology: Ontology) -> tuple[bool, str]:
    """A key by which the more specific of two types of an entity is the greater one."""
    return ontology.types[kind].parent is not None, kind


def _facts(extraction: Extraction, ontology: Ontology, iris: Mapping[_Key, str]) -> list[Stated]:
    """Facts: what is said to be done outweighs that it is also spoken of doing it; a stated period stays."""
    groups: dict[tuple[str, str, str, str | None], list[Claim]] = defaultdict(list)
    for claim in extraction.claims:
        subject, obj = iris[_key(claim.subject, ontology)], iris[_key(claim.object, ontology)]
        if subject != obj:
            groups[subject, claim.relation, obj, claim.role].append(claim)
    found = []
    for (subject, relation, obj, role), claims in groups.items():
        status: Status = "actual" if any(c.status == "actual" for c in claims) else "planned"
        agreeing = [c for c in claims if c.status == status]
        period = next((c.period for c in agreeing if c.period), None)
        signs = _signs(_sentence(extraction, c) for c in agreeing)
        found.append(Stated(Fact(subject, relation, obj, status, role, period, (), ()), signs))
    return sorted(found, key=lambda said: sortable(said.fact))


def _numbers(extraction: Extraction, ontology: Ontology, iris: Mapping[_Key, str]) -> list[Counted]:
    groups: dict[Measurement, list[Observation]] = defaultdict(list)
    for o in extraction.observations:
        scope = iris[_key(o.scope, ontology)] if o.scope else None
        stated_by = iris[_key(o.stated_by, ontology)] if o.stated_by else None
        number = Measurement(
            o.indicator, o.value, o.unit, o.comparator, o.kind, o.status, o.period, scope, stated_by, ()
        )
        groups[number].append(o)
    return [Counted(number, _signs(_sentence(extraction, o) for o in groups[number]))
            for number in sorted(groups, key=sortable)]


def _steps(extraction: Extraction, ontology: Ontology, iris: Mapping[_Key, str]) -> list[Stepped]:
    groups: dict[Milestone, list[Step]] = defaultdict(list)
    for s in extraction.steps:
        thing, other = iris[_key(s.thing, ontology)], iris[_key(s.other, ontology)] if s.other else None
        groups[Milestone(thing, s.step, s.status, s.period, None if other == thing else other, ())].append(s)
    return [Stepped(held, _signs(_sentence(extraction, s) for s in groups[held]))
            for held in sorted(groups, key=sortable)]


def sortable(held: Fact | Measurement | Milestone) -> tuple[str, ...]:
    """A key that orders facts, numbers or steps by all that they say."""
    return tuple(str(getattr(held, f.name) or "") for f in fields(held))


_Place = tuple[Extraction, int, int, str, tuple[str, ...]]


def _sentence(extraction: Extraction, said: Claim | Observation | Step) -> _Place:
    start, end = _trimmed(said.passage)
    return extraction, start, end, said.technique, said.reasons


def _trimmed(passage: Passage) -> tuple[int, int]:
    start = passage.start + len(passage.text) - len(passage.text.lstrip())
    return start, start + len(passage.text.strip())


def _signs(places: Iterable[_Place]) -> tuple[Sign, ...]:
    """Spans of the clean text as spans of the source; one sign for each place and technique."""
    found: dict[tuple[int, int, str, str], set[str]] = defaultdict(set)
    for extraction, start, end, technique, reasons in places:
        first, last = extraction.document.raw_span(start, end)
        found[first, last, extraction.document.raw[first:last], technique].update(reasons)
    return tuple(Sign(*place, tuple(sorted(reasons))) for place, reasons in sorted(found.items()))


def _document(extraction: Extraction, ontology: Ontology, iris: Mapping[_Key, str]) -> DocumentRecord:
    document, speaker = extraction.document, extraction.frame.speaker
    lines = [p.text.strip() for p in extraction.passages if p.role == "title"] or \
        [p.text.strip() for p in extraction.passages if p.role != "furniture"]
    title = next((t for t in (document.title or "", *lines[:1]) if t.strip()), document.source.name)
    source = document.url if document.url and web_iri(document.url) else document.source.name
    return DocumentRecord(document.id, title[:80], source, extraction.frame.date,
                          iris[_key(speaker, ontology)] if speaker else None)


def _addressed(extraction: Extraction) -> list[Finding]:
    """What is told where a document names an address that is none: its file is its source then."""
    url, name = extraction.document.url, extraction.document.source.name
    if not url or web_iri(url):
        return []
    message = f"its url is no address of the web and stays out of the graph: {url[:80]!r}"
    return [Finding("info", "resolve", "no-address", name, message)]


def _about(e: Extraction, account: Account) -> dict[str, Any]:
    """A document in the report: what it is, what became of its characters, what was found in it."""
    document, frame = e.document, e.frame
    return {
        "name": document.source.name, "iri": document.id, "title": "", "type": document.source.media_type,
        "url": document.url, "number": document.number, "author": document.author, "publisher": document.publisher,
        "date": frame.date, "place": frame.place.name if frame.place else None,
        "speaker": frame.speaker.name if frame.speaker else None,
        "date_by": frame.date_by, "speaker_by": frame.speaker_by,
        "characters": {"read": account.read, "kept": account.kept, "left_out": dict(account.left_out)},
        "redacted": account.redacted, "sentences": len(e.passages), "claims": len(e.claims),
        "numbers": len(e.observations), **_recognised(document.recognised)}


def _recognised(recognition: Recognition | None) -> dict[str, Any]:
    """What the report tells of a text that was recognised in pictures: each place is a start and an end in the text, a
    page and a box; nothing of any other text."""
    if recognition is None:
        return {}
    places = [[p.start, p.end, p.page, *p.box] for p in recognition.places]
    return {"recognised": {"by": recognition.by, "confidence": recognition.confidence, "lines": len(places),
                           "doubtful": recognition.doubtful, "places": places}}


# ---------------------------------------------------------------- versions

@lru_cache(maxsize=4)
def _digest(files: tuple[tuple[str, Path], ...]) -> str:
    digest = hashlib.sha256()
    for name, path in files:
        data = path.read_bytes()
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()[:16]


def _is_installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def reader_versions(ontology: Ontology, weights: Mapping[str, int]) -> dict[str, str]:
    """Digests of what makes a record: the code that reads and its libraries, the ontology, the weights of rules."""
    here = Path(__file__).parent
    code = tuple((path.relative_to(here).as_posix(), path) for part in READING
                 for path in ([here / part] if part.endswith(".py") else sorted((here / part).rglob("*.py"))))
    learned = [(NAME, path)] if (path := learned_file(ontology.folder, NAME)) is not None else []
    libraries = " ".join(f"{name}=={version(name)}" for name in (*_LIBRARIES, *filter(_is_installed, _OPTIONAL)))
    weighed = "".join(f"{name}\t{weight}\n" for name, weight in sorted(weights.items()))
    return {"code": _digest(code), "libraries": libraries, "ontology": _digest((*ontology.files.items(), *learned)),
            "weights": hashlib.sha256(weighed.encode()).hexdigest()[:16]}


# ---------------------------------------------------------------- one line of JSON

def to_line(record: Record) -> str:
    """A record as JSON in one line, without its end; sentences stand in it once, whatever is read from them."""
    sentences: dict[tuple[int, int, str], int] = {}

    def cited(said: Stated | Counted | Stepped) -> list[Any]:
        return [[sentences.setdefault((s.start, s.end, s.exact), len(sentences)), s.technique, *s.reasons]
                for s in said.at]

    d = record.document
    line = {
        "by": dict(record.by),
        "name": record.name,
        "document": [d.iri, d.title, d.source, d.date, d.publisher],
        "about": dict(record.about),
        "dropped": dict(record.dropped),
        "findings": listed(record.findings),
        "entities": [
            [
                e.iri,
                e.type,
                dict(e.labels),
                list(e.names),
                [[s.start, s.end, s.exact, s.technique, *s.reasons] for s in e.at],
            ]
            for e in record.entities
        ],
        "facts": [
            [f.subject, f.relation, f.object, f.status, f.role, f.period, cited(said)]
            for said in record.facts
            for f in [said.fact]
        ],
        "numbers": [
            [
                n.indicator,
                str(n.value),
                n.unit,
                n.comparator,
                n.kind,
                n.status,
                n.period,
                n.scope,
                n.stated_by,
                cited(said),
            ]
            for said in record.numbers
            for n in [said.number]
        ],
        "steps": [
            [m.thing, m.step, m.status, m.period, m.other, cited(said)]
            for said in record.steps
            for m in [said.step]
        ],
        "sentences": [list(place) for place in sentences],
        **({"unread": [[u.start, u.end, u.reason] for u in record.unread]} if record.unread else {}),
        "text": record.text,  # the last, so that it can be found without the rest
    }
    return dumped(line)


_TEXT = ',"text":'


def text_of(line: str) -> str:
    """The text of the record of a line; empty where another kg made it, which kept none."""
    # Inside a string every quotation mark has a backslash before it, so that this stands nowhere but before the text.
    _, found, text = line.rpartition(_TEXT)
    return str(json.loads(text[:-1])) if found else ""


def about_of(record: Record) -> str:
    """What the report tells of a document, as a text of JSON: its account, what the gate refused, what was found."""
    return dumped({"about": {**record.about, "title": record.document.title}, "dropped": dict(record.dropped),
                   "findings": listed(record.findings)})


def listed(findings: Iterable[Finding]) -> list[list[str]]:
    """Findings as they are written down: `Finding(*each)` is one again."""
    return [[f.severity, f.stage, f.code, f.where, f.message] for f in findings]


def dumped(value: Any) -> str:
    """A value of JSON as text in one line, the same for the same value."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        # Half a character, as damaged documents hold, has no form in UTF-8 but as an escape.
        return json.dumps(value, separators=(",", ":"))
    return text


def from_line(line: str | bytes) -> Record:
    """The record of a line that `to_line` made."""
    held = json.loads(line)
    sentences = held["sentences"]

    def signs(cited: list[Any]) -> tuple[Sign, ...]:
        return tuple(Sign(*[*sentences[number], technique, tuple(reasons)]) for number, technique, *reasons in cited)

    return Record(
        document=DocumentRecord(*held["document"]), name=held["name"],
        entities=tuple(Named(iri, kind, labels, tuple(names), tuple(
            Sign(start, end, exact, technique, tuple(reasons)) for start, end, exact, technique, *reasons in at))
            for iri, kind, labels, names, at in held["entities"]),
        facts=tuple(Stated(Fact(*[*said, (), ()]), signs(at)) for *said, at in held["facts"]),
        numbers=tuple(Counted(Measurement(*[indicator, Decimal(value), *said, ()]), signs(at))
                      for indicator, value, *said, at in held["numbers"]),
        findings=tuple(Finding(*f) for f in held["findings"]), dropped=held["dropped"], about=held["about"],
        by=held["by"],
        steps=tuple(Stepped(Milestone(*[*said, ()]), signs(at)) for *said, at in held.get("steps", ())),
        text=held.get("text", ""), unread=tuple(Unread(*each) for each in held.get("unread", ())))
