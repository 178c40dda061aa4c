"""How a part of a corpus finds a thing by its name, and how it shows the sentence that it speaks from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.clean import fold, simplify
from kg.corpus.part import Answer, Cell
from kg.errors import InputError
from kg.language import both, say, spoken
from kg.ontology import ID
from kg.store import DocumentView, EvidenceView, GraphView, NodeView

_BLANK = re.compile(r"\s+")
_MARKS = "“”《》"
_WORDED = frozenset(("kind", "status", "measure"))  # columns of the corpus's own words


@dataclass(frozen=True, slots=True)
class Library:
    """The documents of a graph by their IRIs: their titles and days."""

    documents: dict[str, DocumentView]

    @classmethod
    def of(cls, view: GraphView) -> Library:
        """That of a graph."""
        return cls({d.iri: d for d in view.documents})

    def day(self, evidence: EvidenceView) -> str:
        """The day of a sentence's document, as far as it is known; empty when it is not."""
        document = self.documents.get(evidence.document)
        return (document.date or "") if document else ""

    def place(self, evidence: EvidenceView) -> str:
        """Where a sentence stands: its document's title, and the span there, as `kg show` tells it."""
        document = self.documents.get(evidence.document)
        title = document.title if document else evidence.document
        return f"{title} [{evidence.start}, {evidence.end}]" if evidence.exact else title


def sentence(evidence: EvidenceView) -> str:
    """The words of a sentence in one line."""
    return _BLANK.sub(" ", evidence.exact).strip()


def read_again(evidence: EvidenceView) -> str:
    """The words of a sentence as rules read them: simplified, without blanks and inserted readings."""
    return fold(evidence.exact)[0]


def any_of(words: Iterable[str]) -> str:
    """A regular expression of any of some words, the longest first."""
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=lambda w: (-len(w), w))))})"


def called(view: GraphView, name: str, roots: Iterable[str] | None = None) -> tuple[NodeView, ...]:
    """The things of a name: those labelled so, else those that have it as another name.

    `roots` are the basic types among which to look.  Raises `InputError` when nothing has the name.
    """
    iri = name.strip("<>").replace("id:", ID, 1) if name.startswith("id:") else name.strip("<>")
    wanted = simplify(name).strip().strip(_MARKS)
    among = [n for n in view.nodes if roots is None or n.root in set(roots)]
    found = [n for n in among if iri in (n.iri, *n.same)] \
        or [n for n in among if wanted and wanted == n.label.strip(_MARKS)] \
        or [n for n in among if wanted and wanted in n.names]
    if found:
        return tuple(found)
    near = sorted({n.label for n in among if wanted and any(wanted in each for each in (n.label, *n.names))})
    hint = say("; near it are: {names}", names="、".join(near[:8])) if near else \
        say("; kg show DIR NAME finds what there is")
    raise InputError("{name}: nothing that can be asked about has this name{hint}", name=name or repr(name),
                     hint=hint)


def told(answer: Answer, line: Sequence[str], quotes: Sequence[tuple[str, str]]) -> str:
    """An answer for people: a line for each row of some columns, under it each sentence and where it stands.

    `quotes` are pairs of columns: that of the sentence and that of its place.
    """
    at = {column: number for number, column in enumerate(answer.columns)}
    lines: list[str] = []
    for row in answer.rows:
        cells = ((column, shown(row[at[column]])) for column in line)
        lines.append("  ".join(plain(text) if column in _WORDED else text for column, text in cells if text))
        for quoted, place in quotes:
            if words := shown(row[at[quoted]]):
                lines.append(f"    “{words}”")
            if where := shown(row[at[place]]):
                lines.append(f"    {where}")
    return "".join(f"{each}\n" for each in lines)


def plain(word: str) -> str:
    """A word of the corpus (slip, late, planned) as people say it in the language spoken; any other as it is."""
    words = {"actual": say("actual"), "planned": say("planned"), "target": say("target"), "total": say("total"),
             "increment": say("increment"), "growth": say("growth"), "average": say("average"),
             "share": both("占比", "share") if spoken() else "share", "multiple": say("multiple"),
             "totalOver": say("total over several years"), "incrementOver": say("increment over several years"),
             "growthOver": say("growth over several years"), "shareOver": say("share over several years"),
             "multipleOver": say("multiple over several years"), "slip": say("slip"),
             "figures": say("figures"), "heads": say("heads"), "places": say("places"), "built": say("built"),
             "done": say("done"), "open": say("open"), "late": say("late")}
    return words.get(word, word)


def shown(cell: Cell) -> str:
    """A cell as text."""
    return cell.value if isinstance(cell, ox.NamedNode) else cell or ""
