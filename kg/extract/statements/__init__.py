"""What is said of the things named: relations and numbers, by techniques in a fixed order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kg.extract.annotated import TECHNIQUE as ANNOTATED
from kg.extract.rule import Table
from kg.extract.statements import clause, number, step, table
from kg.extract.statements.annotated import find_annotated
from kg.extract.statements.attendance import ATTENDED, ATTENDEES, find_attendance
from kg.extract.statements.clause import find_claims
from kg.extract.statements.composition import COMPOSITIONS, find_composition
from kg.extract.statements.containment import PARENTS, find_containment
from kg.extract.statements.convening import CONVENERS, find_convened
from kg.extract.statements.event import REPORTED
from kg.extract.statements.exemplified import EXEMPLARS, find_exemplified
from kg.extract.statements.fielded import find_fielded
from kg.extract.statements.headed import HEADED, find_headed
from kg.extract.statements.hosting import HOSTED, find_hosted
from kg.extract.statements.issued import ISSUERS, TITLES, find_issued, find_titled
from kg.extract.statements.jurisdiction import GOVERNING, find_jurisdiction
from kg.extract.statements.landed import LANDINGS
from kg.extract.statements.number import find_observations
from kg.extract.statements.office import find_held_posts
from kg.extract.statements.pair import TECHNIQUE, weigh_pairs
from kg.extract.statements.party import find_parties
from kg.extract.statements.placed import BESIDES, PLACES, UNTOLD, find_placed
from kg.extract.statements.renamed import RENAMINGS, find_renamed
from kg.extract.statements.speaker import AUTHORS, DELEGATES, SPEAKERS, find_speakers
from kg.extract.statements.step import find_citations, find_steps, find_tabled_steps, find_titled_steps
from kg.extract.statements.table import find_tabulated
from kg.extract.statements.unit import OWNERS, find_units
from kg.extract.statements.venue import BRACKETS, VENUES, find_venues
from kg.extract.statements.visit import VISITS
from kg.extract.text import Text
from kg.model import Claim, Finding, Observation, Step

TABLES: tuple[Table[Any], ...] = (
    GOVERNING,
    PARENTS,
    OWNERS,
    COMPOSITIONS,
    PLACES,
    UNTOLD,
    BESIDES,
    VENUES,
    BRACKETS,
    VISITS,
    LANDINGS,
    TITLES,
    ISSUERS,
    CONVENERS,
    HOSTED,
    HEADED,
    RENAMINGS,
    EXEMPLARS,
    REPORTED,
    AUTHORS,
    SPEAKERS,
    DELEGATES,
    ATTENDED,
    ATTENDEES,
    *clause.TABLES,
    *number.TABLES,
    *table.TABLES,
    *step.TABLES,
)
# What a technique finds, and findings where it could not read something.
Teller = Callable[[Text], Iterable[Claim | Observation | Step | Finding]]
# Of claims that say the same the first stands.
TELLERS: dict[str, Teller] = {
    "held-post": find_held_posts,
    "jurisdiction": find_jurisdiction,
    "containment": find_containment,
    "unit-of-body": find_units,
    "composition": find_composition,
    "name-place": find_placed,
    "name-field": find_fielded,
    "venue": find_venues,
    "title": find_titled,
    "issuing": find_issued,
    "convening": find_convened,
    "hosting": find_hosted,
    "part-heading": find_headed,
    "class-noun": find_exemplified,
    "speaking": find_speakers,
    "meeting-party": find_parties,
    "attendance": find_attendance,
    "clause": find_claims,
    "number-grammar": find_observations,
    "table": find_tabulated,
    "renaming": find_renamed,
    "step": find_steps,
    "step-title": find_titled_steps,
    "citation": find_citations,
    "step-table": find_tabled_steps,
}
# Who tells more when the techniques have told: pairs of names by what was learned, relations by what others say.
WEIGHERS = {TECHNIQUE: weigh_pairs, ANNOTATED: find_annotated}
