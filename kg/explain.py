"""What the engine says of a query that it cannot parse, in words that help whoever wrote it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

from kg.language import say

_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_CHOICE = re.compile(r'"(?:\\.|[^"\\])*"|\[(?:[^\]\'"]|\'[^\']*\')*\]|[^,]+')
# What may stand at a place, as people call it; single characters of names and numbers tell nobody anything.
_NOTHING = re.compile(r"\[.*|'.*|\s*\|.*", re.DOTALL)
_PREFIXED = re.compile(r"""(?<![\w<:?$"'./-])([A-Za-z][\w.-]*)?:(?=[\w%\\])""")
_QUOTED = re.compile(r"""<[^<>"{}|^`\\\s]*>|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\#.*""")
_UNBOUND = "contains a variable that is unbound"
_MOST = 8  # of what may stand at a place; more say only that anything may
_AROUND = 24  # characters shown on either side of the place


def explained(query: str, said: str, prefixes: Mapping[str, str]) -> str:
    """A message in one line: the line and column, what stands there, what may stand there or what is missing."""
    found = _PLACE.fullmatch(said)
    if found is None:
        return say("the query cannot be parsed: {said}", said=said)
    line, column, expected = int(found.group(1)), int(found.group(2)), found.group(3)
    # The engine does not always name what it stumbled over first; a prefix that nobody declares is wrong in any case.
    if (unknown := _undeclared(query, prefixes)) is not None:
        name, start = unknown.group(1) or "", unknown.start()
        line, column = query.count("\n", 0, start) + 1, start - query.rfind("\n", 0, start)
        return say("the query cannot be parsed: error at {line}:{column}: the prefix {name}: is not declared{hint}; "
                   "known without a declaration are {names}", line=line, column=column, name=name,
                   hint=_near(name, prefixes), names=", ".join(prefixes))
    told = say("the query cannot be parsed: error at {line}:{column}, {place}", line=line, column=column,
               place=_shown(query, line, column))
    if _UNBOUND in expected:
        return say("{told}: a variable is selected that is neither grouped by nor aggregated", told=told)
    choices = [c for c in map(str.strip, _CHOICE.findall(expected)) if c and not _NOTHING.fullmatch(c)]
    if not 0 < len(choices) <= _MOST:
        return told
    return say("{told}: expected {choices}", told=told, choices=say(" or ").join(choices))


def _undeclared(query: str, prefixes: Mapping[str, str]) -> re.Match[str] | None:
    """The first name of a query whose prefix neither it nor kg declares."""
    plain = _QUOTED.sub(lambda m: " " * len(m.group()), query)
    declared = {m.group(1) for m in re.finditer(r"(?i)\bPREFIX\s+([\w.-]*):", plain)} | set(prefixes)
    return next((m for m in _PREFIXED.finditer(plain) if (m.group(1) or "") not in declared), None)


def _near(name: str, prefixes: Mapping[str, str]) -> str:
    near = difflib.get_close_matches(name.lower(), prefixes, n=1)
    return say("; did you mean {name}?", name=f"{near[0]}:") if near else ""


def _shown(query: str, line: int, column: int) -> str:
    """What stands before and at a place."""
    lines = query.split("\n")
    text = lines[line - 1] if line <= len(lines) else ""
    before, at = text[:column - 1].strip(), text[column - 1:].strip()
    if not at:
        end = say("at the end") if line >= len(lines) else say("at the end of the line")
    else:
        end = say("at “{text}”", text=at[:_AROUND])
    return end + (say(", after “{text}”", text=before[-_AROUND:]) if before else "")
