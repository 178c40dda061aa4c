"""The full name for what stands in a text: 全省, 市 replaced by the place that they mean, quotation marks off."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.names.department import frame_place
from kg.extract.names.form.group import PLACE_LEVEL
from kg.extract.text import Text
from kg.gazetteer import full_name
from kg.ontology import Individual
from kg.values import YEAR

_QUOTED = r"“([^“”]+)”"
_MARKS = str.maketrans("", "", "“”")


def restored(text: Text, surface: str, descriptive: bool = False) -> tuple[str, list[str]]:
    """The full name for what stands there, and further ones that the same words justify.

    What a `descriptive` name quotes is no name of its own.
    """
    bare = surface.strip()
    quoted = text.lexicon.pattern(_QUOTED).fullmatch(bare)
    if quoted:
        return quoted.group(1), [bare]
    name, others = _with_place(text, bare)
    if "“" in name:
        others += [name.translate(_MARKS), *_quotations(text, name, descriptive)]
    return name, [o for o in others if o != name]


def _with_place(text: Text, bare: str) -> tuple[str, list[str]]:
    """A name with the place in front that 全省 or 市 means, behind its year; the year may be left off."""
    year = YEAR.match(bare)
    prefix = year.group() if year else ""
    core = bare[len(prefix):]
    place, rest = _place_meant(text, core)
    if place is None:
        return bare, [core] if prefix and rest is None else []
    full = full_name(place) + (rest or "")
    return prefix + full, [core, full]


def _place_meant(text: Text, core: str) -> tuple[Individual | None, str | None]:
    """The place that a word at the head of a name means, and the rest of the name; None where no such word is."""
    whole = text.lexicon.lexemes("wholePlace").beginning(core, 0)
    if whole is not None:
        return frame_place(text, whole[-1]), core[len(whole):]
    level = text.lexicon.pattern(PLACE_LEVEL).match(core)
    return (frame_place(text, level.group(1)), core[1:]) if level else (None, None)


def _quotations(text: Text, name: str, descriptive: bool) -> Iterator[str]:
    """What a name in marks and what follows it are called without what stands before."""
    tail = name[name.index("“"):]
    quoted = text.lexicon.pattern(_QUOTED + "(.*)$").match(tail)
    if quoted and not quoted.group(2).startswith("建设") and not quoted.group(1).endswith("五"):
        yield tail
        yield tail.translate(_MARKS)
        if not descriptive:
            yield quoted.group(1)
