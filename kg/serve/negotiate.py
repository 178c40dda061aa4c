"""Which of the formats that are there a client likes best: the Accept header with its q-values (RFC 9110, 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

# Media types and the formats (`kg.formats`) that they name, those that are given to whoever takes anything first.
ROWS = (("application/sparql-results+json", "json"), ("application/json", "json"),
        ("application/sparql-results+xml", "xml"), ("application/xml", "xml"), ("text/xml", "xml"),
        ("text/csv", "csv"), ("text/tab-separated-values", "tsv"))
TRIPLES = (("text/turtle", "ttl"), ("application/x-turtle", "ttl"), ("application/n-triples", "nt"),
           ("application/ld+json", "jsonld"), ("application/json", "jsonld"), ("application/rdf+xml", "rdf"),
           ("application/xml", "rdf"), ("text/xml", "rdf"), ("text/n3", "ttl"), ("text/rdf+n3", "ttl"),
           ("text/plain", "nt"))
# What ?format= may say, as other endpoints take it and their clients send it: the format of rows, and of triples.
NAMED = {
    "json": ("json", "jsonld"), "xml": ("xml", "rdf"), "csv": ("csv", ""), "tsv": ("tsv", ""), "srj": ("json", ""),
    "srx": ("xml", ""), "ttl": ("", "ttl"), "turtle": ("", "ttl"), "n3": ("", "ttl"), "nt": ("", "nt"),
    "ntriples": ("", "nt"), "n-triples": ("", "nt"), "jsonld": ("", "jsonld"), "json-ld": ("", "jsonld"),
    "rdf": ("", "rdf"), "rdfxml": ("", "rdf"), "rdf+xml": ("", "rdf"),
}
_WEIGHT = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")
_LONGEST = 2_000  # characters of a header that is looked at; a longer one takes what comes first


@lru_cache(maxsize=256)
def preferred(accept: str, offered: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """The media type and format that a client likes best of those `offered`, None when it takes none of them.

    Of two that it likes as much it gets what is offered first.
    """
    if not accept.strip() or len(accept) > _LONGEST:
        return offered[0]
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    weights = [(_weight(media, ranges), -place) for place, (media, _) in enumerate(offered)]
    best = max(weights)
    return offered[-best[1]] if best[0] > 0 else None


def _range(part: str) -> tuple[str, float]:
    """A range of media types and its weight; what is no weight is one."""
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return media, float(value) if _WEIGHT.fullmatch(value.strip()) else 1.0
    return media, 1.0


def _weight(media: str, ranges: Sequence[tuple[str, float]]) -> float:
    """What the most special range that holds a media type says of it; of several the most."""
    for held in (media, media.partition("/")[0] + "/*", "*/*"):
        found = [weight for name, weight in ranges if name == held]
        if found:
            return max(found)
    return 0.0
