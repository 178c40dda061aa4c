"""Which reasons are asked for: templates over what is known of a pair of names.

An attribute of the subject begins with `s`, one of the object with `o`; the others are of both, of their sentence or of
what the grammar's claims say of them.
"""

from __future__ import annotations

from typing import NamedTuple

# What is known of one end, in the order of `kg.extract.statements.pair.end`; those in capitals are words.
END = ("ROOT", "TYPE", "TECHNIQUE", "TAIL", "BEFORE", "AFTER", "VERB", "FIRSTVERB",
       "NEXT", "focus", "line", "titled", "list", "leads")
# What is known of both, of the sentence, and of a relation between them.
PAIR = ("order", "distance", "names", "marks", "verbs", "BETWEENFIRST", "BETWEENLAST", "GAP", "together", "holds",
        "rivals", "targets", "agents", "within", "WITHIN", "PLACE", "done", "frame", "cue",
        "CLAIMED", "REASON1",  "OTHER", "BYROOT", "bare", "listed", "elsewhere", "does")
COLUMNS = ("one", *(f"s{a}" for a in END), *(f"o{a}" for a in END), *PAIR)


MOST = 3  # attributes of a template


class Template(NamedTuple):
    """A kind of reason: its name, and the attributes whose values make one."""

    name: str
    attributes: tuple[str, ...]


def is_word(attribute: str) -> bool:
    """Whether the values of an attribute are words, and not counts."""
    return attribute.isupper() or attribute[1:].isupper()


def _named(*rows: str) -> tuple[Template, ...]:
    return tuple(Template(row.replace(" ", "-"), tuple(row.split())) for row in rows)


TEMPLATES = _named(
    "one",
    "sROOT oROOT", "sTYPE oTYPE", "sTYPE", "oTYPE", "sTECHNIQUE", "oTECHNIQUE", "sTAIL", "oTAIL",
    "sBEFORE", "oBEFORE", "sAFTER", "oAFTER",
    "sVERB", "oVERB", "oVERB sROOT oROOT", "sFIRSTVERB", "oFIRSTVERB", "sNEXT", "oNEXT",
    "sfocus", "ofocus", "sfocus sROOT oROOT", "ofocus sROOT oROOT", "sfocus sROOT done", "sfocus oVERB", "sfocus frame",
    "sfocus does", "sfocus rivals", "sfocus agents", "sfocus names oROOT", "sfocus sline stitled",
    "ofocus oline otitled",
    "sline sROOT oROOT", "oline sROOT oROOT", "stitled sROOT oROOT", "otitled sROOT oROOT", "sline agents",
    "sline does",
    "olist", "sleads", "oleads",
    "order sROOT oROOT", "order distance", "order names", "order marks", "order verbs", "order rivals", "order targets",
    "order agents", "order marks verbs", "order BETWEENFIRST", "order BETWEENLAST", "order GAP",
    "order names marks", "together order", "holds sROOT oROOT", "holds sfocus oROOT", "within",
    "within sROOT oROOT", "WITHIN order", "PLACE", "done", "frame",
    "cue", "cue order", "cue sfocus", "cue sROOT oROOT", "CLAIMED", "CLAIMED sROOT oROOT", "REASON1",
    "OTHER", "BYROOT sROOT", "bare", "listed", "elsewhere", "does",
)
