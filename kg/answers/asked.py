"""What a question to a graph can be given, and whether that can be meant: for the JSON API and for assistants.

The same table checks what comes in and describes it as JSON Schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from kg.errors import InputError
from kg.language import say
from kg.ontology import Ontology

Schema = dict[str, Any]
LONGEST = 400  # characters of a text
MOST_VALUES = 20  # of one that can be given many times


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that a question can be given, `many` times perhaps.

    `values` are all that it can be, `of` says which of the ontology's names those are; a number lies within `between`;
    a text matches `pattern` as a whole.
    """

    name: str
    help: str
    required: bool = False
    many: bool = False
    values: tuple[str, ...] = ()
    of: Literal["", "relations", "types"] = ""
    between: tuple[int, int] | None = None
    pattern: str = ""
    longest: int = LONGEST
    default: int | None = None
    example: str = ""

    def bound(self, ontology: Ontology) -> Parameter:
        """The parameter with the names of an ontology."""
        return replace(self, values=tuple(getattr(ontology, self.of))) if self.of else self

    @property
    def schema(self) -> Schema:
        """What it may be."""
        one = self._one()
        return {"type": "array", "items": one, "minItems": 1, "maxItems": MOST_VALUES} if self.many else one

    def _one(self) -> Schema:
        if self.between is not None:
            default = {} if self.default is None else {"default": self.default}
            return {"type": "integer", "minimum": self.between[0], "maximum": self.between[1], **default}
        if self.values:
            return {"type": "string", "enum": list(self.values)}
        return {"type": "string", "minLength": 1, "maxLength": self.longest,
                **({"pattern": f"^{self.pattern}$"} if self.pattern else {})}


def checked(parameters: Iterable[Parameter], given: Mapping[str, Sequence[Any]], where: str) -> dict[str, Any]:
    """What was given, as it is meant, by name; `given` has all values of each, `where` is who asks.

    Raises `InputError` that says what may be.
    """
    known = {p.name: p for p in parameters}
    for name in given:
        if name not in known:
            may = say("it takes {names}", names=", ".join(known)) if known else say("it takes none")
            raise InputError("{name}: {where} takes no such parameter; {may}", name=name[:40], where=where,
                             may=may)
    found: dict[str, Any] = {}
    for name, parameter in known.items():
        values = given.get(name, ())
        if not values:
            if parameter.required:
                raise InputError("{name} is missing: {help}", name=name, help=parameter.help)
            if parameter.default is not None:
                found[name] = parameter.default
            continue
        if len(values) > (MOST_VALUES if parameter.many else 1):
            raise InputError("{name} is given {n} times", name=name, n=len(values))
        read = [_read(parameter, value) for value in values]
        found[name] = read if parameter.many else read[0]
    return found


def _read(parameter: Parameter, value: Any) -> Any:
    """A value as it is meant."""
    name = parameter.name
    if parameter.between is not None:
        least, most = parameter.between
        written = str(value)
        if isinstance(value, bool) or not re.fullmatch("[0-9]{1,9}", written) or not least <= int(written) <= most:
            raise InputError("{name} is a number from {least} to {most}", name=name, least=least,
                             most=most)
        return int(written)
    if not isinstance(value, str):
        raise InputError("{name} is a text", name=name)
    if parameter.values:
        if value not in parameter.values:
            raise InputError("{name} is one of {names}", name=name, names=", ".join(parameter.values))
    elif not 1 <= len(value) <= parameter.longest:
        raise InputError("{name} has 1 to {longest} characters", name=name, longest=parameter.longest)
    elif parameter.pattern and not re.fullmatch(parameter.pattern, value, re.ASCII):
        raise InputError("{name}: {help}", name=name, help=parameter.help)
    # Half a character, which JSON can write, is in no text.
    return value.encode("utf-8", "replace").decode()
