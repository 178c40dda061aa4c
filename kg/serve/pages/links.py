"""Where everything has its page: entities, documents and places in them, indicators."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from kg.answers import Sentence, Thing
from kg.ontology import ID
from kg.serve.iris import page_of
from kg.serve.pages.html import Html, Kid, tag
from kg.serve.pages.words import words


def indicator_link(concept: str, place: str | None = None) -> str:
    """The page of an indicator, of all places or of one (an IRI)."""
    return f"/indicator/{quote(concept, safe='')}" + (f"?{urlencode({'place': place})}" if place else "")


def passage_link(sentence: Sentence) -> str:
    """The place of a sentence on the page of its document."""
    return f"/document/{quote(sentence.digest, safe='')}#c{sentence.start}-{sentence.end}"


def explorer_link(iri: str) -> str:
    """An entity in the picture of the graph."""
    return f"/#{urlencode({'n': iri.removeprefix(ID)})}"


def search_link(query: str) -> str:
    """What a search finds."""
    return f"/search?{urlencode({'q': query})}"


def thing_link(thing: Thing) -> Html:
    """An entity by its name, with the colour of its type, as a link to its page."""
    spot = tag("i", class_=f"dot t-{thing.root or thing.type}") if (thing.root or thing.type).isalnum() else None
    address = page_of(thing.iri)
    return tag("a", spot, thing.label, href=address) if address else tag("span", spot, thing.label)


def outside_link(address: str, *kids: Kid) -> Html:
    """A link to a website, which is not told where the reader comes from; text where it is no address of one."""
    if not address.startswith(("http://", "https://")):
        return tag("span", *kids)
    return tag("a", *kids, href=address, rel="noreferrer noopener", target="_blank")


def more_link(address: str, count: int) -> Html:
    """The way to the rest of a list."""
    return tag("p", tag("a", words("all"), f" {count:,}", href=address), class_="more")
