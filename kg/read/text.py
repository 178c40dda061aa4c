"""Plain text and Markdown: the decoded file as it is; Markdown's signs go in the cleaning, so that offsets are the
file's."""

from __future__ import annotations

from kg.limits import Limits
from kg.model import Finding, Reading, Source
from kg.read.encoding import to_text
from kg.read.table import with_tables


def read_text(data: bytes, source: Source, limits: Limits) -> tuple[list[Reading], list[Finding]]:
    """One reading, whose raw text is the decoded file with its own line ends."""
    text, findings = to_text(data, source.name)
    return [with_tables(Reading(source, text))], findings
