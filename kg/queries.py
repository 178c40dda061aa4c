"""The library of named questions in ontology/queries: what each asks, in Chinese and English, and what it can be given.

The first two comment lines of a file say what it asks; each further one, `# name: …`, is something it can be given,
which stands in the query as `VALUES ?name { $name }`.  What is not given is left open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kg.errors import QueryError
from kg.ontology import default_folder

_PARAMETER = re.compile(r"# (\w+): (.+)")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}


@dataclass(frozen=True, slots=True)
class Question:
    """A named question: its description in Chinese and English, its parameters with theirs, its SPARQL."""

    name: str
    zh: str
    en: str
    parameters: dict[str, str]
    sparql: str

    def filled(self, given: Mapping[str, str]) -> str:
        """The query with some parameters given.  Raises `QueryError` for one that it has not."""
        for name in given:
            if name not in self.parameters:
                raise QueryError(f"{self.name} takes no {name!r}; it takes {', '.join(self.parameters) or 'nothing'}")
        return re.sub(r"\$(\w+)", lambda m: _term(given.get(m.group(1))), self.sparql)


def questions() -> dict[str, Question]:
    """All named questions, by name."""
    found = {}
    for path in sorted((default_folder() / "queries").glob("*.rq")):
        text = path.read_text(encoding="utf-8-sig")
        comments = [line for line in text.splitlines() if line.startswith("#")]
        parameters = {m.group(1): m.group(2) for line in comments[2:] if (m := _PARAMETER.fullmatch(line))}
        found[path.stem] = Question(path.stem, comments[0][2:], comments[1][2:], parameters, text)
    return found


def question(name: str) -> Question:
    """A question by its name.  Raises `QueryError` with what there is."""
    known = questions()
    if name not in known:
        raise QueryError(f"no question {name!r}; there are {', '.join(known)}")
    return known[name]


def _term(value: str | None) -> str:
    """A value as labels and plain texts are written; left open when it is None."""
    if value is None:
        return "UNDEF"
    text = '"' + re.sub(r'[\\"\n\r]', lambda m: _ESCAPES[m.group()], value) + '"'
    return f"{text}@zh {text}"
