"""Plain text and Markdown: the decoded file as it is."""

from __future__ import annotations

from kg.model import Finding, Reading, Source
from kg.read.encoding import decode


def read_text(data: bytes, source: Source) -> tuple[list[Reading], list[Finding]]:
    """One reading, whose raw text is the decoded file with its own line ends."""
    text, whole = decode(data)
    findings = [] if whole else [Finding("warning", "read", "undecodable", source.name,
                                         "some bytes are in no known encoding and are shown as U+FFFD; save the file as UTF-8")]
    return [Reading(source, text)], findings
