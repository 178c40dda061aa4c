"""A difference of two graphs told in words, counts first and long lists folded, or as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from kg.diff import COUNTED, HOWS, PARTS, SIDES, Change, Difference, Said, Side
from kg.language import both, say, spoken
from kg.values import MARKS

_MOST = 5  # of a type or a relation that are told of one by one
_VERBS = frozenset(("came", "went", "changed"))


def in_words(found: Difference, everything: bool) -> Iterator[str]:
    """The difference as text, in pieces; with `everything` nothing is folded."""
    old, new = (source.name for source in found.sources)
    yield f"{old} → {new}\n"
    counts = found.counts()
    for part, numbers in counts.items():
        told = _listing(say("{n:,} {what}", n=numbers[how], what=_words(part, how)) for how in HOWS if how in numbers)
        yield say("{part}: {old:,} → {new:,}; {changes}", part=_called(part), old=numbers["old"], new=numbers["new"],
                  changes=told or say("as they were")) + "\n"
    for part, numbers in counts.items():
        for how in HOWS:
            if how in numbers and (everything or how not in COUNTED):
                yield f"\n{_headed(part, how, numbers[how])}\n"
                yield from _listed(found, part, how, everything)


def _headed(part: str, how: str, n: int) -> str:
    """What stands above a list of changes."""
    called, words = _called(part), _words(part, how)
    if how in _VERBS:
        return say("{part} that {what}: {n:,}", part=called, what=words, n=n)
    return say("{part} {what}: {n:,}", part=called, what=words, n=n)


def _words(part: str, how: str) -> str:
    """How a part differs, as people say it."""
    of_entities = {"grew": say("named by more documents"), "shrank": say("named by fewer documents")}
    words = {"came": say("came"), "went": say("went"), "renamed": say("with another label"),
             "retyped": say("of another type"), "changed": say("changed"), "names": say("with other names"),
             "doubt": say("now in doubt or no longer"), "ends": say("of a thing that has another name"),
             "grew": say("shown by more sentences"), "shrank": say("shown by fewer sentences")}
    return of_entities.get(how, words[how]) if part == "entities" else words[how]


def _called(part: str) -> str:
    """What a part of a difference is called."""
    return {"documents": say("documents"), "entities": say("entities"), "facts": say("facts"),
            "numbers": say("numbers")}[part]


def _listed(found: Difference, part: str, how: str, everything: bool) -> Iterator[str]:
    for kind, number in found.kinds(part, how):
        if kind:
            yield say("  {kind}: {n:,}", kind=_kind_label(found, part, kind), n=number) + "\n"
        for change in found.changes(part, how, kind, -1 if everything else _MOST):
            yield f"    {_TOLD[part](found, change)}\n"
            yield from _sentences(found, change)
        if not everything and number > _MOST:
            yield say("    … and {n:,} more (--all)", n=number - _MOST) + "\n"


def _sentences(found: Difference, change: Change) -> Iterator[str]:
    """The sentence of what came or went, and both where one takes the place of the other."""
    if change.part == "documents":
        return
    shown = [(side, said) for side, said in zip(found.sides, (change.old, change.new), strict=True) if said]
    told = [(side.name, side.sentence(said)) for side, said in shown]
    if change.how not in ("changed", "renamed", "retyped") or told[0][1] == told[-1][1]:
        told = told[-1:]
    for name, held in told:
        before = "" if len(told) == 1 else say("before: ") if name == "old" else say("now: ")
        place = f"{held['title']}  {held['source']}" + (f" [{held['start']}, {held['end']}]" if "exact" in held else "")
        yield f"      {before}“{held['exact']}”\n        {place}\n" if "exact" in held else f"      {before}{place}\n"


def _kind_label(found: Difference, part: str, kind: str) -> str:
    """A type or a relation as people call it."""
    for side in reversed(found.sides):
        known: Mapping[str, Any] = side.ontology.types if part == "entities" else side.ontology.relations
        if kind in known:
            return both(known[kind].label_zh, known[kind].label_en)
    return kind


# ---------------------------------------------------------------- a node in a line


def _both(found: Difference, change: Change, one: Callable[[Side, Said], str]) -> str:
    """What the two graphs say, once where they say the same."""
    told = [one(side, said) for side, said in zip(found.sides, (change.old, change.new), strict=True) if said]
    return " → ".join(dict.fromkeys(told))


def _entity(found: Difference, change: Change) -> str:
    label = _both(found, change, lambda side, said: str(said["label"]))
    if change.old is None or change.new is None:
        number = (change.new or change.old or {})["evidence"]
        return say("{label}  ({n:,} document)", label=label, n=number) if number <= 1 else \
            say("{label}  ({n:,} documents)", label=label, n=number)
    if change.how == "retyped":
        return f"{label}: " + _both(found, change, lambda _, said: _kind_label(found, "entities", said["type"]))
    names = [set(said["names"]) for said in (change.old, change.new)]
    more, fewer = ("、".join(sorted(some)) for some in (names[1] - names[0], names[0] - names[1]))
    told = [say("also {names}", names=more)] * bool(more) + [say("no longer {names}", names=fewer)] * bool(fewer)
    return _evidence(_with(label, told), change)


def _with(line: str, told: Sequence[str]) -> str:
    """A line with what differs in it."""
    return say("{line}: {changes}", line=line, changes=say("; ").join(told)) if told else line


def _document(found: Difference, change: Change) -> str:
    source = _both(found, change, lambda _, said: str(said["source"]))
    title = _both(found, change, lambda _, said: str(said["title"]))
    if change.old is None or change.new is None:
        return f"{title}  {source}"
    names = {"date": say("date"), "publisher": say("publisher")}
    told = [f"{called} {change.old[name]} → {change.new[name]}" for name, called in names.items()
            if change.old[name] != change.new[name]]
    told += [say("other content")] if change.old["iri"] != change.new["iri"] else []
    return _with(f"{title}  {source}", told)


def _fact(found: Difference, change: Change) -> str:
    def ends(side: Side, said: Said) -> str:
        relation = _kind_label(found, "facts", said["relation"])
        return f"{side.label(said['subject'])} → {relation} → {side.label(said['object'])}"

    def more(_: Side, said: Said) -> str:
        return _listing(_plain(said[name]) for name in ("status", "role", "period") if said[name])

    line = _both(found, change, ends)
    return _evidence(f"{line}{':' if change.how == 'changed' else ''}  ({_both(found, change, more)})", change)


def _number(found: Difference, change: Change) -> str:
    def of(side: Side, said: Said) -> str:
        return f"{side.label(said['scope'])}: {said['indicator']}" if said["scope"] else str(said["indicator"])

    def value(_: Side, said: Said) -> str:
        unit = f" {said['unit']}" if said["unit"] else ""
        more = _listing(_plain(said[name]) for name in ("kind", "status", "period") if said[name])
        doubt = f"  {both('存疑', 'in doubt')}: {said['doubt']}" if said["doubt"] else ""
        return f"{MARKS[said['comparator']]} {said['value']}{unit}  ({more}){doubt}"

    return _evidence(f"{_both(found, change, of)} {_both(found, change, value)}", change)


def _plain(said: str) -> str:
    """A word of the graph as people say it; names and periods as they are."""
    words = {"actual": say("actual"), "planned": say("planned"), "target": say("target"), "result": say("result"),
             "total": say("total"), "increment": say("increment"), "growth": say("growth"),
             "multiple": say("multiple")}
    return words.get(said, said)


def _listing(words: Iterable[str]) -> str:
    return ("，" if spoken() == "zh" else ", ").join(words)


def _evidence(line: str, change: Change) -> str:
    """The line, with how much there is to show for it where that has changed alone."""
    if change.how not in ("grew", "shrank") or change.old is None or change.new is None:
        return line
    return f"{line}  {change.old['evidence']:,} → {change.new['evidence']:,}"


_TOLD: Mapping[str, Callable[[Difference, Change], str]] = {
    "documents": _document, "entities": _entity, "facts": _fact, "numbers": _number}


# ---------------------------------------------------------------- for programs


def in_json(found: Difference) -> Iterator[str]:
    """The difference as one object of JSON, in pieces: `old`, `new`, `counts`, and all `changes`, a line each.

    A change has the `part` in which it is, `how` it differs, and what the `old` and the `new` graph say, each with its
    sentence; None where one says nothing.
    """
    head = {side: source.name for side, source in zip(SIDES, found.sources, strict=True)} | {"counts": found.counts()}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "changes": ['
    mark = "\n"
    for part in PARTS:
        for how in HOWS:
            for kind, _ in found.kinds(part, how):
                for change in found.changes(part, how, kind):
                    both = {side.name: _told(side, said) if said else None
                            for side, said in zip(found.sides, (change.old, change.new), strict=True)}
                    yield mark + json.dumps({"part": part, "how": how, **both}, ensure_ascii=False)
                    mark = ",\n"
    yield "\n]}\n"


def _told(side: Side, said: Said) -> Said:
    """What a graph says of a node, with the labels of the things that it speaks of and its sentence."""
    told = {name: value for name, value in said.items() if name not in ("in", "at")}
    told |= {f"{name}_label": side.label(said[name]) for name in ("subject", "object", "scope", "stated_by")
             if said.get(name)}
    return told | ({} if "source" in said else {"sentence": side.sentence(said)})
