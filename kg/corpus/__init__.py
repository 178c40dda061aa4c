"""What only many documents together can tell: a table of parts, each a function from the merged graph to rows."""

from __future__ import annotations

from kg.corpus.part import Answer, Parameter, Part
from kg.corpus.timeline import TIMELINE

__all__ = ["PARTS", "Answer", "Parameter", "Part"]

PARTS: tuple[Part, ...] = (TIMELINE,)
