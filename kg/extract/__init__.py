"""What one document says: its mentions, claims and numbers, each with its place; a pure function of the document.

    Document ─ text ─▶ Text ─ name ─▶ Names ─ state ─▶ proposals ─ choose ─▶ gate ─▶ Extraction

Techniques propose (`names`, `statements`), one room chooses (`choose`), the gate admits what can show its words.
Another package adds a technique by an entry point of the group `kechuang.techniques`; what it finds takes the same way.
"""

from __future__ import annotations

import difflib
import gc
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import wraps
from importlib.metadata import entry_points
from itertools import groupby
from typing import Any

from kg.errors import OntologyError
from kg.extract import appointed, names, nothing, post, section, statements, tense
from kg.extract.appointed import find_given_posts
from kg.extract.choose import Weights, choose_names, choose_statements
from kg.extract.frame import find_date, find_places, find_speaker, is_collection
from kg.extract.gate import admit
from kg.extract.lexicon import Lexicon, longest_first
from kg.extract.names import NAMERS
from kg.extract.names.annotated import refused_names
from kg.extract.post import find_own_posts, find_posts
from kg.extract.proposal import Name, Proposal
from kg.extract.redaction import redactions
from kg.extract.rule import Rule, Table
from kg.extract.section import section_places
from kg.extract.statements import TELLERS, WEIGHERS, Teller
from kg.extract.tense import tenses
from kg.extract.text import Text, make_text
from kg.language import say
from kg.model import Claim, Document, Extraction, Finding, Frame, Mention, Observation, Step
from kg.ontology import Individual, Ontology
from kg.segment import segment
from kg.values import possible_date

Extractor = Callable[[Document], Extraction]
ENTRY_POINTS = "kechuang.techniques"
TABLES: tuple[Table[Any], ...] = (*names.TABLES, *nothing.TABLES, *statements.TABLES, *post.TABLES, *appointed.TABLES,
                                  *section.TABLES, *tense.TABLES)
RULES: dict[str, Rule[Any]] = {name: rule for table in TABLES for name, rule in table}


def _tellers() -> dict[str, Teller]:
    """The techniques of this package and those that installed packages add, by name."""
    return TELLERS | {
        point.name: point.load() for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda p: p.name)
    }


def make_extractor(ontology: Ontology | Lexicon, without: Collection[str] = ()) -> Extractor:
    """Bind an ontology (a lexicon is bound already) and return the function from a document to what it says.

    `without` names techniques, rules and tables of rules that are left out, to see what each is worth.  Raises
    `OntologyError` for a name that none has.
    """
    steps = make_steps(ontology, without)
    gc.freeze()  # what is bound stays: the collector need not walk the lexicon again and again while documents are read

    @_without_collector
    def extract(document: Document) -> Extraction:
        text = steps.frame(steps.name(document))
        told = steps.tell(text)
        told += steps.weigh(text, told)
        text = replace(text, findings=(*text.findings, *(item for item in told if isinstance(item, Finding))))
        return _admitted(text, choose_statements((i for i in told if not isinstance(i, Finding)), steps.weights))

    return extract


def _without_collector(extract: Extractor) -> Extractor:
    """The same function, for whose time the collector of cycles rests: nothing that a document makes is one."""
    @wraps(extract)
    def resting(document: Document) -> Extraction:
        if not gc.isenabled():
            return extract(document)
        gc.disable()
        try:
            return extract(document)
        finally:
            gc.enable()

    return resting


@dataclass(frozen=True)
class Steps:
    """The steps from a document to what its grammar tells, bound to an ontology; learning takes them one by one."""

    lexicon: Lexicon
    namers: tuple[Callable[[Text], Iterable[Proposal]], ...]
    tellers: tuple[Teller, ...]
    weights: Weights

    def name(self, document: Document) -> Text:
        """A document's text with the names that stand in it."""
        text = read_text(document, self.lexicon)
        for propose in self.namers:
            text = choose_names(text, propose(text), self.weights)
        return text

    def frame(self, text: Text) -> Text:
        """The text with who speaks in it, of which places its parts tell, and what its sentences say of time."""
        text = with_speaker(text)
        text = replace(text, parts=section_places(text))
        return replace(text, tenses=tuple(tenses(text)))

    def tell(self, text: Text) -> list[Claim | Observation | Step | Finding]:
        """What the techniques propose of a text with names and frame."""
        return [item for tell in self.tellers for item in tell(text)]

    def weigh(self, text: Text, told: list[Claim | Observation | Step | Finding]) -> list[Claim]:
        """What is told beside that, by what was learned."""
        weighers = (weigh for name, weigh in WEIGHERS.items() if name not in self.lexicon.without)
        return [claim for weigh in weighers for claim in weigh(text, told)]


def make_steps(ontology: Ontology | Lexicon, without: Collection[str] = ()) -> Steps:
    """Bind an ontology, as `make_extractor` does.  Raises `OntologyError` for a name in `without` that none has."""
    tellers = _tellers()
    without = _left_out({without} if isinstance(without, str) else set(without), tellers.keys())
    bound = ontology if isinstance(ontology, Lexicon) else Lexicon(ontology)
    return Steps(
        bound.leaving_out(without),
        tuple(step for name, steps in NAMERS.items() if name not in without for step in steps),
        tuple(tell for name, tell in tellers.items() if name not in without),
        {name: rule.weight for name, rule in RULES.items()})


def _left_out(names: set[str], tellers: Collection[str]) -> frozenset[str]:
    """The techniques and rules that some names mean, that of a table all its rules.  Raises `OntologyError`."""
    tables = {table.name: [rule for rule, _ in table] for table in TABLES}
    known = (*NAMERS, *tellers, *WEIGHERS, *RULES, *tables)
    for unknown in sorted(names.difference(known)):
        near = difflib.get_close_matches(unknown, known)
        hint = say("; did you mean {name}?", name=", ".join(near)) if near else \
            say("; techniques are: {names}", names=", ".join((*NAMERS, *tellers)))
        raise OntologyError("no technique and no rule is called {unknown!r}{hint}", unknown=unknown,
                            hint=hint)
    # A technique and the table of its rules may have one name (known-name): it means both.
    rules = (tables[name] for name in names if name in tables)
    return frozenset(n for n in names if n not in tables or n in NAMERS or n in tellers).union(*rules)


def read_text(document: Document, lexicon: Lexicon) -> Text:
    """A document cut into sentences and words, with its date and the places that it may be about."""
    passages = segment(document)
    collection = is_collection(document)
    text = make_text(document, passages, lexicon, collection)
    # News of a day are of many places and bodies: none is that of all.
    places = () if collection else find_places(text)
    written, told_by = find_date(document, passages, lexicon)
    date, findings = _date(document, written)
    frame = Frame(date=date, date_by=told_by if date else None)
    return replace(text, places={p.iri: p for p in places}, frame=frame, findings=findings)


def _date(document: Document, written: str | None) -> tuple[str | None, tuple[Finding, ...]]:
    """A date as far as the calendar has it; a finding tells when it has not the day that is written."""
    date = possible_date(written) if written else None
    if written is None or (date is not None and date.count("-") == written.count("-")):
        return date, ()
    message = f"no calendar has the date {written[:24]}; {date or 'none'} is kept"
    return date, (Finding("warning", "extract", "impossible-date", document.source.name, message),)


def with_speaker(text: Text) -> Text:
    """The text with who speaks in it and for which place, and the posts that people hold."""
    text = replace(text, posts=(*find_posts(text), *find_given_posts(text)))
    speaker, speaker_by = (None, None) if text.collection else find_speaker(text)
    frame = replace(text.frame, place=_place_mention(text), speaker=speaker, speaker_by=speaker_by)
    text = replace(text, frame=frame)
    return replace(text, posts=(*text.posts, *find_own_posts(text)))


def _admitted(text: Text, told: Iterable[Claim | Observation | Step]) -> Extraction:
    """What passes the gate, with the names that it speaks of."""
    dropped = refused_names(text)
    document = text.document
    claims, observations, steps = admit(document, text.lexicon.ontology, told, dropped)
    mentions = [m for _, m in text.all_mentions()] + _needed_inner(text, claims)
    mentions += [p.body for p in text.posts if p.body.technique == "office-body"]
    redacted = sum(redactions(s.text, s.words, text.lexicon, s.classes) for s in text.sentences)
    return Extraction(
        document,
        text.frame,
        text.passages,
        tuple(sorted(dict.fromkeys(mentions), key=lambda m: (m.start, m.end, m.type, m.name))),
        claims,
        observations,
        tuple(_findings(text)),
        dict(sorted(dropped.items())),
        redacted,
        steps,
        tuple(_runs(s.passage.start + place for s in text.sentences for place in sorted(s.redacted))),
    )


def _runs(places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Places that follow each other as spans."""
    for _, run in groupby(enumerate(places), lambda each: each[1] - each[0]):
        held = [place for _, place in run]
        yield held[0], held[-1] + 1


def _place_mention(text: Text) -> Mention | None:
    """The first mention of the document's place, of whatever length."""
    iri = next(iter(text.places), None)
    if iri is None:
        return None
    return min(text.mentions_of(iri), key=lambda m: m.start, default=None) or _unmarked_place(text, text.places[iri])


def _unmarked_place(text: Text, place: Individual) -> Mention | None:
    """The first name of a place that stands in longer names alone: 汕头 in 汕头经济特区, of which the text is."""
    for sentence in text.sentences:
        short = next((n for n in longest_first((place.label, *place.names)) if n in sentence.text), None)
        if short is not None:
            start = sentence.text.index(short)
            span = start, start + len(short)
            return Name(sentence, span, place.type, "known-name", place.label, iri=place.iri).mention
    return None


def _needed_inner(text: Text, claims: Iterable[Claim]) -> list[Mention]:
    """Mentions inside longer names that a claim speaks of, or that hold a clause of their own."""
    used = {id(m) for c in claims for m in (c.subject, c.object)}
    used |= {id(text.frame.place)} if text.frame.place else set()
    used.update(map(id, _inside_carried(text)))
    return [m for s in text.sentences for m in s.inner if id(m) in used]


def _inside_carried(text: Text) -> Iterator[Mention]:
    """What stands inside names that a verb carries, but for what they are called by too: “甲”行动 is called 甲."""
    for sentence, mention in text.all_mentions():
        if mention.technique == "carried":
            yield from (inner for inner in sentence.inside(mention) if inner.name not in mention.names)


def _findings(text: Text) -> list[Finding]:
    where = text.document.source.name
    findings = list(text.findings)
    for known, code, why in (
        (text.unresolved, "unresolved-reference", "stay unresolved, as the document does not tell whose they are"),
        (text.ambiguous, "ambiguous-reference", "could mean several things that were named before"),
    ):
        if known:
            names = "、".join(sorted(known, key=lambda n: (-known[n], n))[:8])
            findings.append(Finding("info", "extract", code, where, f"{sum(known.values())} references {why}: {names}"))
    redacted = sum(len(s.redacted) for s in text.sentences)
    if redacted:
        findings.append(
            Finding(
                "info",
                "extract",
                "redacted",
                where,
                f"{redacted} characters stand for redacted or lost text; no name or number is read from them",
            )
        )
    return findings
