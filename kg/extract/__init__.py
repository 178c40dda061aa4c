"""What one document says: its mentions, claims and numbers, each with its place; a pure function of the document.

Techniques stand in two tables, in the order in which they run: `NAMES` find what is named, `STATEMENTS` what is said of
it.  Another package adds one by an entry point of the group `kechuang.techniques`; whatever it finds passes the same gate.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from functools import partial
from importlib.metadata import entry_points

from kg.errors import OntologyError
from kg.extract.antecedent import find_antecedents
from kg.extract.ceremony import find_ceremonies
from kg.extract.claims import find_claims, make_wording
from kg.extract.department import find_departments, find_issuers, make_forms
from kg.extract.draft import Draft, make_draft, redactions
from kg.extract.enumeration import find_enumerations
from kg.extract.exemplar import find_exemplars
from kg.extract.form import find_by_form, make_heads
from kg.extract.gate import admit
from kg.extract.industry import find_industries, make_growth
from kg.extract.known import find_known
from kg.extract.numbers import find_observations, make_grammar
from kg.extract.person import find_persons, find_posts
from kg.extract.quotation import find_definitions, find_quotations
from kg.extract.section import section_places
from kg.extract.session import find_sessions
from kg.extract.short import find_short_forms
from kg.extract.status import tenses
from kg.extract.structure import find_structure
from kg.extract.table import find_tabulated, make_table_grammar
from kg.extract.title import find_titles
from kg.extract.unit import find_units
from kg.frame import find_date, find_places, find_speaker, is_collection
from kg.gazetteer import make_lookup
from kg.model import Claim, Document, Extraction, Finding, Frame, Mention, Observation
from kg.ontology import Ontology
from kg.segment import segment

Extractor = Callable[[Document], Extraction]
Namer = Callable[[Draft], object]
Teller = Callable[[Draft], Iterable[Claim | Observation]]

# Later techniques see the names that earlier ones found as units; people come before forms, as a person's name is a wall
# for the grammar of longer names.
NAMES: dict[str, Callable[[Ontology], Namer]] = {
    "known-name": lambda ontology: partial(find_known, lookup=make_lookup(ontology)),
    "department": lambda ontology: partial(find_departments, forms=make_forms(ontology)),
    "issuer": lambda ontology: partial(find_issuers, heads=_bodies(ontology)),
    "session": lambda ontology: find_sessions,
    "book-title": lambda ontology: find_titles,
    "office": lambda ontology: find_persons,
    "unit": lambda ontology: find_units,
    "exemplar": lambda ontology: partial(find_exemplars, heads=make_heads(ontology)),
    "enumeration": lambda ontology: partial(find_enumerations, heads=make_heads(ontology)),
    "industry": lambda ontology: partial(find_industries, heads=make_heads(ontology), growth=make_growth(ontology)),
    "form": lambda ontology: partial(find_by_form, heads=make_heads(ontology)),
    "defined-short-name": lambda ontology: find_definitions,
    "quotation": lambda ontology: partial(find_quotations, heads=make_heads(ontology)),
    "ceremony": lambda ontology: find_ceremonies,
    "short-form": lambda ontology: find_short_forms,
    "antecedent": lambda ontology: partial(find_antecedents, heads=make_heads(ontology)),
}
STATEMENTS: dict[str, Callable[[Ontology], Teller]] = {
    "structure": lambda ontology: find_structure,
    "clause": lambda ontology: partial(find_claims, wording=make_wording(ontology)),
    "number-grammar": lambda ontology: partial(find_observations, grammar=make_grammar(ontology)),
    "table": lambda ontology: partial(find_tabulated, grammar=make_table_grammar(ontology, make_grammar(ontology))),
}
ENTRY_POINTS = "kechuang.techniques"


def _bodies(ontology: Ontology) -> tuple[str, ...]:
    speaker_type = ontology.types[ontology.type_by("speaker")]
    return (*speaker_type.heads, *speaker_type.weak_heads)


def _statements() -> dict[str, Callable[[Ontology], Teller]]:
    """The techniques of this package and those that installed packages add, by name."""
    return STATEMENTS | {point.name: point.load() for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda p: p.name)}


def make_extractor(ontology: Ontology, without: Collection[str] = ()) -> Extractor:
    """Bind an ontology (a second or so) and return the cheap function from a document to what it says.

    `without` names techniques that are left out, to see what each is worth.  Raises `OntologyError` for a name that no
    technique has.
    """
    statements = _statements()
    if unknown := sorted(set(without) - NAMES.keys() - statements.keys()):
        raise OntologyError(f"no technique is called {unknown[0]!r}; there are: {', '.join((*NAMES, *statements))}")
    lookup = make_lookup(ontology)
    namers = [make(ontology) for name, make in NAMES.items() if name not in without]
    tellers = [make(ontology) for name, make in statements.items() if name not in without]
    gc.freeze()  # what is bound stays: the collector need not walk the lexicon again and again while documents are read

    def extract(document: Document) -> Extraction:
        draft = make_draft(document, segment(document), ontology)
        collection = draft.collection = is_collection(document)
        # News of a day are of many places and bodies: none is that of all.
        places = () if collection else find_places(document, draft.passages, ontology, lookup)
        draft.places = {p.iri: p for p in places}
        draft.frame = Frame(None, None, find_date(document, draft.passages))
        for find in namers:
            find(draft)
        draft.posts = find_posts(draft)
        everything = sorted([m for s in draft.sentences for m in (*s.mentions, *s.inner)], key=lambda m: (m.start, m.end))
        speaker = None if collection else find_speaker(draft.passages, everything, places, ontology, [(p.person, p.body) for p in draft.posts])
        draft.frame = replace(draft.frame, place=_place_mention(draft), speaker=speaker)
        draft.parts = section_places(draft)
        draft.tenses = tenses(draft)
        told = [item for tell in tellers for item in tell(draft)]
        dropped: Counter[str] = Counter()
        claims, observations = admit(document, ontology, told, dropped)
        mentions = [m for _, m in draft.all_mentions()] + _needed_inner(draft, claims) + [p.body for p in draft.posts if p.body.technique == "office-body"]
        return Extraction(document, draft.frame, draft.passages, tuple(sorted(set(mentions), key=lambda m: (m.start, m.end, m.type, m.name))),
                          claims, observations, tuple(_findings(draft)), dict(sorted(dropped.items())), redactions(draft.sentences))

    return extract


def _place_mention(draft: Draft) -> Mention | None:
    """The first mention of the document's place, of whatever length."""
    iri = next(iter(draft.places), None)
    if iri is None:
        return None
    found = [m for s in draft.sentences for m in (*s.mentions, *s.inner) if m.iri == iri]
    return min(found, key=lambda m: m.start, default=None)


def _needed_inner(draft: Draft, claims: Iterable[Claim]) -> list[Mention]:
    """Mentions inside longer names that a claim speaks of, or that hold a clause of their own."""
    used = {id(m) for c in claims for m in (c.subject, c.object)}
    used |= {id(draft.frame.place)} if draft.frame.place else set()
    carried = [(s, m) for s, m in draft.all_mentions() if m.technique == "carried"]
    used |= {id(i) for s, m in carried for i in s.inside(m)}
    return [m for s in draft.sentences for m in s.inner if id(m) in used]


def _findings(draft: Draft) -> list[Finding]:
    where = draft.document.source.name
    findings = list(draft.findings)
    for known, code, why in ((draft.unresolved, "unresolved-reference", "stay unresolved, as the document does not tell whose they are"),
                             (draft.ambiguous, "ambiguous-reference", "could mean several things that were named before")):
        if known:
            names = "、".join(sorted(known, key=lambda n: (-known[n], n))[:8])
            findings.append(Finding("info", "extract", code, where, f"{sum(known.values())} references {why}: {names}"))
    redacted = sum(len(s.redacted) for s in draft.sentences)
    if redacted:
        findings.append(Finding("info", "extract", "redacted", where,
                                f"{redacted} characters stand for redacted or lost text; no name or number is read from them"))
    return findings
