"""What only many documents together can tell: a table of parts, each a function from the merged graph to rows."""

from __future__ import annotations

from kg.corpus.check import PART as CHECK
from kg.corpus.holders import PART as HOLDERS
from kg.corpus.match import PART as MATCH
from kg.corpus.part import Answer, Parameter, Part
from kg.corpus.series import SERIES
from kg.corpus.tasks import PART as TASKS

__all__ = ["PARTS", "Answer", "Parameter", "Part"]

PARTS: tuple[Part, ...] = (SERIES, CHECK, HOLDERS, TASKS, MATCH)
