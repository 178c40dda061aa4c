"""Names known by their form: a noun group that ends in a type's head word, its left edge found by grammar.

From the head word leftwards over what can be part of a name; the verb of the clause, prepositions, 的 and
punctuation end it.  A group made of general words only is a class (科技创新平台), not a name.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kg.extract.names.form import coordination, edge, head, name, shift, verb
from kg.extract.names.form.coordination import coordinated
from kg.extract.names.form.group import Group
from kg.extract.names.form.head import find_group
from kg.extract.names.form.name import NAMES, Evidence
from kg.extract.names.form.restore import restored
from kg.extract.proposal import Name, Over
from kg.extract.rule import Table
from kg.extract.text import Sentence, Text
from kg.gazetteer import full_name

TABLES: tuple[Table[Any], ...] = (
    head.HEADS, head.LONGER, head.INNER, shift.BETWEEN, shift.HELD, shift.CARRIED, shift.COINED, shift.OWN_WORD,
    edge.EDGE, *edge.KINDS.values(), verb.VERBS, name.PARTS, name.NAMES, coordination.SHARED)
_COUNTED = r"([^“”]{4,}?){several}大子?{countedHeads}$"
_TWO_SCOPES = r"({scopes})(?:和|及)$"
_SCOPE = r"^{secondScopes}"
_TIERS = ("省", "市")
_ENDED = r"^等(?:{several}大|\d+[^\d]|{countDigits}+{counters})?"
_VERSION = r"\d\.\d{versions}"


def find_by_form(text: Text) -> Iterator[Name]:
    """The names that their form tells, longest first, and the members of coordinations that share a tail."""
    for sentence in text.sentences:
        carried: list[Group] = []
        for group in sorted(_groups(text, sentence), key=lambda g: (g.start - g.end, g.start)):
            # 完成国企改革|提升行动: the verb carries the longer one, which the other only begins.
            if not (group.carried and any(other.start == group.start for other in carried)):
                yield from _names(group, carried)


def _groups(text: Text, sentence: Sentence) -> list[Group]:
    """The noun groups of a sentence that end in a head word."""
    found = text.lexicon.head_ends(sentence.text)  # faster than to go through the units, of which few end so
    if not found:
        return []
    units, heads = sentence.units, text.lexicon.heads
    places = [(i, heads[head]) for at, head in found
              if units[i := bisect_left(units, (at,)) - 1].end == at and units[i].mention is None]
    return [group for i, head in places if (group := find_group(text, sentence, i, head)) is not None]


def _names(group: Group, carried: list[Group]) -> Iterator[Name]:
    """What a group names; `carried` are the longer ones so far in which names stand that are names too."""
    found = NAMES.first(Evidence(group.lexicon, group))
    if found is None:
        return
    reasons = (found[0],)
    if found[1].weight < 0:
        yield Name(group.sentence, (group.start, group.end), group.type.name, "form", reasons=reasons)
        return
    members = coordinated(group)
    if members:
        for span, full in members:
            # 石墨烯 in 石墨烯、磁性材料重点实验室 names the laboratory and only then the field in its name.
            yield _name(group, span, full, Over.CLAIM, reasons)
        return
    ended = next((unit.start for unit in group.inside if unit.text == "等"), None)
    if ended is not None:
        yield from _last_of_list(group, ended, reasons)
        return
    counted = group.lexicon.pattern(_COUNTED).match(group.surface)
    if counted:
        group = replace(group, end=group.start + counted.end(1))  # 甲、乙、丙|三大平台
    if any(other.start < group.end and group.start < other.end for other in carried):
        # 制定支持甲港建设乙示范区实施方案: the names in it are names too.
        full, _ = restored(group.text, group.surface)
        yield Name(
            group.sentence, (group.start, group.end), group.type.name, "form", full, over=Over.INSIDE, reasons=reasons
        )
        return
    yield from _first_scope(group, reasons)
    version = _version(group)
    yield _name(group, (group.start, group.end + len(version)), group.surface + version, Over.COVER, reasons)
    if group.carried:
        carried.append(group)


def _last_of_list(group: Group, end: int, reasons: tuple[str, ...]) -> Iterator[Name]:
    """The last member of a list, up to its `end`, whose others share no tail with it: 甲、乙提质|等|六大行动 is 乙提质行动;
    none of policies."""
    if end > group.start and group.head.text not in group.lexicon.words["policiesAlone"]:
        tail = group.lexicon.pattern(_ENDED).sub("", group.sentence.text[end:group.end])
        surface = group.sentence.text[group.start:end] + tail
        yield _name(group, (group.start, group.end), surface, Over.COVER, reasons)


def _version(group: Group) -> str:
    """Which version of what is carried out stands behind it, if any does: 三年行动|2.0版."""
    if group.type.root != group.lexicon.practice:
        return ""
    found = group.lexicon.pattern(_VERSION).match(group.sentence.text, group.end)
    return found.group() if found else ""


def _name(group: Group, span: tuple[int, int], surface: str, over: Over, reasons: tuple[str, ...]) -> Name:
    lexicon = group.lexicon
    # “千企面对面”座谈会 is held for what is quoted, and is not that.
    descriptive = lexicon.has(group.type.name, "descriptive") or lexicon.root(group.type.name) == lexicon.meeting
    full, others = restored(group.text, surface, descriptive)
    technique = "carried" if group.carried and over is Over.COVER else "form"
    names = (*others, *_designated(group.text, surface), *_in_places(group, span, surface))
    return Name(group.sentence, span, group.type.name, technique, full, names, over=over, reasons=reasons)


def _in_places(group: Group, span: tuple[int, int], surface: str) -> Iterator[str]:
    """What a place is called without the places around it with which its name begins: 甲市乙县|丙镇|丁村."""
    text, lexicon = group.text, group.lexicon
    if group.type.root != lexicon.place:
        return
    for unit in group.units[group.first:group.head_unit]:
        place = unit.mention is not None and text.is_a(unit.mention, lexicon.place)
        if (place or unit.text.endswith(lexicon.listed["smallPlaces"])) and span[0] < unit.end < span[1]:
            yield surface[unit.end - span[0]:]


def _designated(text: Text, surface: str) -> Iterator[str]:
    """The names of a title that the state gives, with the place that holds it."""
    if surface in text.lexicon.words["designations"] and text.places:
        place = full_name(next(iter(text.places.values())))
        yield place + surface
        yield place.rstrip("".join(_TIERS)) + surface


def _first_scope(group: Group, reasons: tuple[str, ...]) -> Iterator[Name]:
    """The first of two things of two levels: 全国和|全省科技奖励大会."""
    lexicon = group.lexicon
    own = lexicon.pattern(_SCOPE).match(group.surface)
    scope = group.preceding(_TWO_SCOPES) if own else None
    if scope and own:
        twin = scope.group(1) + group.surface[own.end():]
        full, others = restored(group.text, twin)
        span = (scope.start(), scope.end(1))
        yield Name(group.sentence, span, group.type.name, "form", full, (twin, *others), reasons=reasons)
