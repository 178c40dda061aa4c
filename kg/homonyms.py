"""Names that many people have, and what in a document tells whose one is: the country before it, or that somebody acts.

An IRI is made of a name, so two people of one name are one.  Where a name is among the most usual of its language
(罗德里格斯, 王浩), that is likelier than not; so a usual foreign name is that of its country and office
(`罗德里格斯@古巴外长`), and a Chinese one that stands only in a long list of names, with nothing said of him, is its
document's alone.  So is a name of two characters, which may be a word, that has no office and stands in no row.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Set

from kg.gazetteer import is_foreign
from kg.model import Extraction, Mention
from kg.ontology import Ontology

_NEAR = 14  # characters between the name of a country and that of a person: the office
_OWN = 8  # characters of the digest of a document that stand for it
_AROUND = 100  # characters on each side of a name in which a list is seen
_MANY = 30  # names there that make it a list of dozens
_TITLE = 16  # characters before a name in which an office ends
_PLAIN = 2  # characters of a Chinese name that many have


def namesakes(extraction: Extraction, names: Set[str], ontology: Ontology) -> Iterator[tuple[str, str]]:
    """Those of the names of people in a document that many have, each with whose it is here: that of a country and
    office, or the document's, by its digest."""
    own = extraction.document.source.sha256[:_OWN]
    foreign = ontology.words["usualForeignNames"] & {*names}
    usual = {name for name in names if _is_usual(name, ontology)}
    mentions: dict[str, list[Mention]] = defaultdict(list)
    for mention in extraction.mentions:
        if mention.name in foreign or mention.name in usual:
            mentions[mention.name].append(mention)
    for name in sorted(foreign & mentions.keys()):
        yield name, _office(extraction, mentions[name], ontology) or own
    said = {end.name for claim in extraction.claims for end in (claim.subject, claim.object)}
    bare = _bare(extraction, names - foreign - said, ontology)
    yield from ((name, own) for name in sorted(bare))
    for name in sorted((usual & mentions.keys()) - said - bare):
        if all(_in_a_list(extraction, mention, ontology) for mention in mentions[name]):
            yield name, own


def _bare(extraction: Extraction, names: Set[str], ontology: Ontology) -> set[str]:
    """Those of some names of two characters that only a verb beside them, or what they are called, takes for people
    (惠誉|下调, 张杰|告诉): no office or form of address stands beside them anywhere, and no other name in a row."""
    ends = {mention.end for mention in extraction.mentions if ontology.types[mention.type].personal}
    starts = {mention.start for mention in extraction.mentions if ontology.types[mention.type].personal}
    text, rows = extraction.document.text, ontology.words["personRows"]
    titles = (*ontology.words["offices"], *ontology.words["personTitles"], *ontology.words["memberTitles"])
    found: dict[str, bool] = {}
    for m in extraction.mentions:
        if len(m.name) == _PLAIN and m.name in names:
            told = text[max(0, m.start - _TITLE):m.start].rstrip().endswith(titles) or text.startswith(titles, m.end)
            row = (m.start - 1 in ends and text[m.start - 1] in rows) or (m.end + 1 in starts and text[m.end] in rows)
            found[m.name] = found.get(m.name, False) or told or row
    return {name for name, told in found.items() if not told}


def _is_usual(name: str, ontology: Ontology) -> bool:
    """Whether a family name and a given name of one character are among those that most people have."""
    words = ontology.words
    return len(name) == _PLAIN and name[0] in words["usualFamilies"] and name[1] in words["usualGivenNames"]


def _office(extraction: Extraction, mentions: Collection[Mention], ontology: Ontology) -> str | None:
    """The country and the office that stand most often right before somebody's name; None where no country does."""
    found: Counter[str] = Counter()
    for person in mentions:
        before = [place for place in extraction.mentions if 0 <= person.start - place.end <= _NEAR
                  and place.iri in ontology.individuals and is_foreign(ontology.individuals[place.iri])]
        if before:
            country = max(before, key=lambda place: place.end)
            said = extraction.document.text[country.end:person.start]
            office = max((o for o in ontology.words["offices"] if said.endswith(o)), key=len, default="")
            found[country.name + office] += 1
    return max(sorted(found), key=found.__getitem__, default=None)


def _in_a_list(extraction: Extraction, mention: Mention, ontology: Ontology) -> bool:
    """Whether a name stands among dozens of others, as in the list of the members of a congress."""
    around = extraction.document.text[max(0, mention.start - _AROUND):mention.end + _AROUND]
    return sum(around.count(joint) for joint in ontology.words["personRows"]) >= _MANY
