"""A difference of two graphs told in words, counts first and long lists folded, or as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kg.diff import COUNTED, HOWS, PARTS, SIDES, Change, Difference, Said, Side
from kg.values import MARKS

_MOST = 5  # of a type or a relation that are told of one by one
_WORDS = {"came": "came", "went": "went", "renamed": "with another label", "retyped": "of another type",
          "changed": "changed", "names": "with other names", "doubt": "now in doubt or no longer",
          "ends": "of a thing that has another name", "grew": "shown by more sentences",
          "shrank": "shown by fewer sentences"}
_OF_ENTITIES = {"grew": "named by more documents", "shrank": "named by fewer documents"}
_VERBS = frozenset(("came", "went", "changed"))


def in_words(found: Difference, everything: bool) -> Iterator[str]:
    """The difference as text, in pieces; with `everything` nothing is folded."""
    old, new = (source.name for source in found.sources)
    yield f"{old} → {new}\n"
    counts = found.counts()
    for part, numbers in counts.items():
        told = ", ".join(f"{numbers[how]:,} {_words(part, how)}" for how in HOWS if how in numbers)
        yield f"{part}: {numbers['old']:,} → {numbers['new']:,}" + (f"; {told}" if told else "; as they were") + "\n"
    for part, numbers in counts.items():
        for how in HOWS:
            if how in numbers and (everything or how not in COUNTED):
                yield f"\n{part} {'that ' * (how in _VERBS)}{_words(part, how)}: {numbers[how]:,}\n"
                yield from _listed(found, part, how, everything)


def _words(part: str, how: str) -> str:
    return _OF_ENTITIES.get(how, _WORDS[how]) if part == "entities" else _WORDS[how]


def _listed(found: Difference, part: str, how: str, everything: bool) -> Iterator[str]:
    for kind, number in found.kinds(part, how):
        if kind:
            yield f"  {_kind_label(found, part, kind)}: {number:,}\n"
        for change in found.changes(part, how, kind, -1 if everything else _MOST):
            yield f"    {_TOLD[part](found, change)}\n"
            yield from _sentences(found, change)
        if not everything and number > _MOST:
            yield f"    … and {number - _MOST:,} more (--all)\n"


def _sentences(found: Difference, change: Change) -> Iterator[str]:
    """The sentence of what came or went, and both where one takes the place of the other."""
    if change.part == "documents":
        return
    shown = [(side, said) for side, said in zip(found.sides, (change.old, change.new), strict=True) if said]
    told = [(side.name, side.sentence(said)) for side, said in shown]
    if change.how not in ("changed", "renamed", "retyped") or told[0][1] == told[-1][1]:
        told = told[-1:]
    for name, held in told:
        before = f"{'before' if name == 'old' else 'now'}: " if len(told) > 1 else ""
        place = f"{held['title']}  {held['source']}" + (f" [{held['start']}, {held['end']}]" if "exact" in held else "")
        yield f"      {before}“{held['exact']}”\n        {place}\n" if "exact" in held else f"      {before}{place}\n"


def _kind_label(found: Difference, part: str, kind: str) -> str:
    """A type or a relation as people call it."""
    for side in reversed(found.sides):
        known: Mapping[str, Any] = side.ontology.types if part == "entities" else side.ontology.relations
        if kind in known:
            return f"{known[kind].label_zh} {known[kind].label_en}"
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
        return f"{label}  ({number:,} document{'s' * (number > 1)})"
    if change.how == "retyped":
        return f"{label}: " + _both(found, change, lambda _, said: _kind_label(found, "entities", said["type"]))
    names = [set(said["names"]) for said in (change.old, change.new)]
    told = [f"{what} {'、'.join(sorted(some))}" for what, some in
            (("also", names[1] - names[0]), ("no longer", names[0] - names[1])) if some]
    return _evidence(label + (f": {'; '.join(told)}" if told else ""), change)


def _document(found: Difference, change: Change) -> str:
    source = _both(found, change, lambda _, said: str(said["source"]))
    title = _both(found, change, lambda _, said: str(said["title"]))
    if change.old is None or change.new is None:
        return f"{title}  {source}"
    told = [f"{name} {change.old[name]} → {change.new[name]}" for name in ("date", "publisher")
            if change.old[name] != change.new[name]]
    told += ["other content"] if change.old["iri"] != change.new["iri"] else []
    return f"{title}  {source}: {'; '.join(told)}" if told else f"{title}  {source}"


def _fact(found: Difference, change: Change) -> str:
    def ends(side: Side, said: Said) -> str:
        relation = _kind_label(found, "facts", said["relation"])
        return f"{side.label(said['subject'])} → {relation} → {side.label(said['object'])}"

    def more(_: Side, said: Said) -> str:
        return ", ".join(said[name] for name in ("status", "role", "period") if said[name])

    line = _both(found, change, ends)
    return _evidence(f"{line}{':' if change.how == 'changed' else ''}  ({_both(found, change, more)})", change)


def _number(found: Difference, change: Change) -> str:
    def of(side: Side, said: Said) -> str:
        return f"{side.label(said['scope'])}: {said['indicator']}" if said["scope"] else str(said["indicator"])

    def value(_: Side, said: Said) -> str:
        unit = f" {said['unit']}" if said["unit"] else ""
        more = ", ".join(said[name] for name in ("kind", "status", "period") if said[name])
        doubt = f"  存疑 in doubt: {said['doubt']}" if said["doubt"] else ""
        return f"{MARKS[said['comparator']]} {said['value']}{unit}  ({more}){doubt}"

    return _evidence(f"{_both(found, change, of)} {_both(found, change, value)}", change)


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
