"""Where places lie on the earth: a table of points beside the ontology, for drawing a map without asking anybody.

`coordinates.tsv` in the ontology's folder has a line for each place: the end of its IRI, latitude and longitude in
degrees.  Boundaries are in no file: a place is a point.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kg.errors import OntologyError
from kg.gazetteer import ancestors
from kg.ontology import ID, Ontology, learned_file

NAME = "coordinates.tsv"


class Point(NamedTuple):
    """Where something lies, in degrees; `own` says that it is its own place, not that of what it lies in."""

    latitude: float
    longitude: float
    own: bool


def point_of(iri: str, ontology: Ontology) -> Point | None:
    """Where a place lies; one of which that is not known lies where the nearest one does that it is part of.

    None where that is not known either.  Raises `OntologyError` for a table that cannot be read.
    """
    known = ontology.bound(_points)
    if iri in known:
        return Point(*known[iri], own=True)
    individual = ontology.individuals.get(iri)
    for above in ancestors(individual, ontology) if individual else ():
        if above in known and not _is_country(above, ontology):
            return Point(*known[above], own=False)
    return None


def _is_country(iri: str, ontology: Ontology) -> bool:
    """Whether a place is so wide that its middle says nothing of what lies in it."""
    return not ontology.individuals[iri].part_of


def _points(ontology: Ontology) -> Mapping[str, tuple[float, float]]:
    path = learned_file(ontology.folder, NAME)
    if path is None:
        return {}
    found = {}
    for at, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#") or not line.strip():
            continue
        try:
            name, latitude, longitude = line.split("\t")
            found[ID + name] = float(latitude), float(longitude)
        except ValueError as error:
            raise OntologyError("{path}, line {at}: three fields are wanted: end of an IRI, latitude, longitude",
                                path=path, at=at) \
                from error
    return found
