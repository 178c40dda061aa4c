"""What one document says: its mentions, claims and numbers, each with its place; a pure function of the document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from kg.extract.claims import find_claims, make_wording
from kg.extract.department import find_departments, find_issuers, make_forms
from kg.extract.draft import Draft, make_draft, redactions
from kg.extract.enumeration import find_enumerations
from kg.extract.form import find_by_form, find_coined, make_heads
from kg.extract.gate import admit
from kg.extract.known import find_known
from kg.extract.numbers import find_observations, make_grammar
from kg.extract.person import Post, find_persons
from kg.extract.quotation import find_definitions, find_quotations
from kg.extract.session import find_sessions
from kg.extract.status import tenses
from kg.extract.structure import find_structure
from kg.extract.title import find_titles
from kg.frame import find_date, find_places, find_speaker
from kg.gazetteer import make_lookup
from kg.model import Document, Extraction, Finding, Frame, Mention
from kg.ontology import Ontology
from kg.segment import segment

Extractor = Callable[[Document], Extraction]
Technique = Callable[[Draft], object]


def make_extractor(ontology: Ontology) -> Extractor:
    """Bind an ontology (a second or so) and return the cheap function from a document to what it says."""
    lookup = make_lookup(ontology)
    forms, heads, wording, grammar = make_forms(ontology), make_heads(ontology), make_wording(ontology), make_grammar(ontology)
    speaker_type = ontology.types[ontology.type_by("speaker")]
    bodies = (*speaker_type.heads, *speaker_type.weak_heads)
    # In this order: later techniques see the earlier ones' names as units.
    techniques: tuple[Technique, ...] = (
        lambda draft: find_known(draft, lookup),
        lambda draft: find_departments(draft, forms),
        lambda draft: find_issuers(draft, bodies),
        find_sessions,
        find_titles,
        lambda draft: find_enumerations(draft, heads),
        lambda draft: find_by_form(draft, heads),
        find_definitions,
        lambda draft: find_quotations(draft, heads),
        find_coined,
    )

    def extract(document: Document) -> Extraction:
        passages = segment(document)
        draft = make_draft(document, passages, ontology)
        places = find_places(document, passages, ontology, lookup)
        draft.places = {p.iri: p for p in places}
        draft.frame = Frame(None, None, find_date(document, passages))
        posts: list[Post] = []
        for technique in techniques:
            technique(draft)
            if technique is find_titles:
                # People before forms: a name is a wall for the grammar of longer names.
                posts = find_persons(draft)
        place = _place_mention(draft)
        everything = sorted([m for s in draft.sentences for m in (*s.mentions, *s.inner)], key=lambda m: (m.start, m.end))
        speaker = find_speaker(passages, everything, places, ontology,
                               [(p.person, p.body) for p in posts])
        draft.frame = replace(draft.frame, place=place, speaker=speaker)
        when = tenses(draft)
        claims = [*find_structure(draft, posts, when), *find_claims(draft, wording, when)]
        observations = find_observations(draft, grammar, when)
        dropped: Counter[str] = Counter()
        kept = admit(document, ontology, claims, observations, dropped)
        mentions = [m for _, m in draft.all_mentions()] + _needed_inner(draft, kept[0]) + [p.body for p in posts if p.body.technique == "office-body"]
        return Extraction(document, draft.frame, passages, tuple(sorted(set(mentions), key=lambda m: (m.start, m.end, m.type, m.name))),
                          kept[0], kept[1], tuple(_findings(draft)), dict(sorted(dropped.items())), redactions(draft.sentences))

    return extract


def _place_mention(draft: Draft) -> Mention | None:
    """The first mention of the document's place, of whatever length."""
    iri = next(iter(draft.places), None)
    if iri is None:
        return None
    found = [m for s in draft.sentences for m in (*s.mentions, *s.inner) if m.iri == iri]
    return min(found, key=lambda m: m.start, default=None)


def _needed_inner(draft: Draft, claims: tuple[object, ...]) -> list[Mention]:
    """Mentions inside longer names that a claim speaks of."""
    used = {id(m) for c in claims for m in (c.subject, c.object)}  # type: ignore[attr-defined]
    used |= {id(draft.frame.place)} if draft.frame.place else set()
    return [m for s in draft.sentences for m in s.inner if id(m) in used]


def _findings(draft: Draft) -> list[Finding]:
    where = draft.document.source.name
    findings = list(draft.findings)
    if draft.unresolved:
        names = "、".join(sorted(draft.unresolved, key=lambda n: (-draft.unresolved[n], n))[:8])
        findings.append(Finding("info", "extract", "unresolved-reference", where,
                                f"{sum(draft.unresolved.values())} references stay unresolved, as the document does not tell whose they are: {names}"))
    redacted = sum(len(s.redacted) for s in draft.sentences)
    if redacted:
        findings.append(Finding("info", "extract", "redacted", where,
                                f"{redacted} characters stand for redacted or lost text; no name or number is read from them"))
    return findings
