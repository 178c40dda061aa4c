"""What is named: techniques in the order in which they run, each of which sees the names that those before it found.

Later techniques see earlier names as units; people come before forms, as a person's name is a wall for the grammar of
longer names.  A technique that works in steps stands once for each, under one name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kg.extract.names import (
    again,
    branch,
    calling,
    compound,
    counted,
    department,
    domain,
    enumeration,
    exemplar,
    firm,
    form,
    grown,
    industry,
    known,
    person,
    quotation,
    title,
    unit,
    works,
)
from kg.extract.names.abroad import (
    find_bodies_abroad,
    find_bodies_by_signs,
    find_missions,
    find_parts_abroad,
    find_regions,
    find_signs,
)
from kg.extract.names.again import find_again
from kg.extract.names.annotated import find_annotated
from kg.extract.names.antecedent import (
    find_antecedents,
    find_bare_subjects,
    find_bare_titles,
    find_own_bodies,
    find_own_places,
)
from kg.extract.names.branch import find_branches
from kg.extract.names.calling import find_called
from kg.extract.names.ceremony import find_ceremonies, find_openings
from kg.extract.names.compound import find_compounds
from kg.extract.names.counted import find_counted
from kg.extract.names.definition import find_definitions
from kg.extract.names.department import find_bare_departments, find_departments
from kg.extract.names.domain import find_name_fields
from kg.extract.names.enumeration import find_enumerations
from kg.extract.names.exemplar import find_carried_exemplars, find_exemplars, find_exemplars_by_head
from kg.extract.names.firm import find_firms
from kg.extract.names.form import find_by_form
from kg.extract.names.grown import find_grown
from kg.extract.names.industry import find_industries, find_known_industries, find_leading_industries
from kg.extract.names.issuer import find_issuers
from kg.extract.names.known import find_known, find_relative
from kg.extract.names.party import find_joint_events
from kg.extract.names.person import find_office_holders, find_persons, find_persons_again
from kg.extract.names.quotation import find_quotations, find_quoted_beginnings
from kg.extract.names.reporter import find_reporters
from kg.extract.names.second import SECONDS, find_second_heads
from kg.extract.names.session import find_sessions
from kg.extract.names.shared import find_shared_tails
from kg.extract.names.short import (
    find_abbreviated,
    find_place_forms,
    find_quoted_forms,
    find_short_forms,
)
from kg.extract.names.tier import find_tiers
from kg.extract.names.title import find_own_title, find_titles, find_unmarked_titles
from kg.extract.names.unit import find_divisions, find_units
from kg.extract.names.works import find_works
from kg.extract.names.zone import find_shared_zones, find_zone_committees
from kg.extract.proposal import Proposal
from kg.extract.rule import Table
from kg.extract.text import Text

TABLES: tuple[Table[Any], ...] = (
    known.KNOWN,
    known.AMBIGUOUS,
    known.RELATIVE,
    department.LEVELS,
    department.SHARED,
    department.BARE,
    title.MARKED,
    title.OWN_TITLES,
    enumeration.LISTS,
    enumeration.MEMBERS,
    exemplar.EDGE,
    exemplar.LISTS,
    exemplar.MEMBERS,
    exemplar.CARRIED,
    industry.INDUSTRIES,
    industry.LEADING,
    *grown.TABLES,
    *form.TABLES,
    branch.BRANCHES,
    SECONDS,
    firm.FIRMS,
    counted.COUNTED,
    domain.DOMAINS,
    quotation.QUOTATIONS,
    quotation.BEGINNINGS,
    *person.TABLES,
    calling.CALLED,
    compound.BESIDE,
    *unit.TABLES,
    works.WORKS,
    again.AGAIN,
)
Namer = Callable[[Text], Iterable[Proposal]]
NAMERS: dict[str, tuple[Namer, ...]] = {
    "known-name": (find_known, find_relative, find_shared_zones, find_shared_tails, find_compounds, find_signs,
                   find_regions),
    "department": (find_departments, find_bare_departments, find_bodies_abroad, find_bodies_by_signs,
                   find_missions, find_parts_abroad),
    "tier": (find_tiers,),
    "reporter": (find_reporters,),
    "issuer": (find_issuers,),
    "session": (find_sessions,),
    "book-title": (find_titles, find_unmarked_titles, find_own_title),
    "office": (find_office_holders, find_persons, find_called, find_persons_again),
    "unit": (find_units, find_divisions),
    "exemplar": (find_exemplars, find_exemplars_by_head, find_carried_exemplars, find_works),
    "enumeration": (find_enumerations,),
    "industry": (find_known_industries, find_industries, find_leading_industries, find_grown, find_compounds),
    "form": (find_firms, find_by_form, find_zone_committees, find_branches),
    "counted": (find_counted, find_second_heads),
    "party": (find_joint_events,),
    "quotation": (find_quoted_beginnings, find_quotations),
    "defined-short-name": (find_definitions,),
    "ceremony": (find_ceremonies, find_openings),
    "short-form": (find_short_forms, find_place_forms, find_quoted_forms, find_abbreviated),
    "again": (find_again,),
    "inner-field": (find_name_fields,),
    "antecedent": (
        find_antecedents, find_bare_subjects, find_bare_titles, find_own_bodies, find_own_places),
    "language-model": (find_annotated,),
}
