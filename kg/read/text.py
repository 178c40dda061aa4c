"""Plain text and Markdown: the decoded file as it is; Markdown's signs go in the cleaning, so that offsets are the file's."""

from __future__ import annotations

from kg.limits import Limits
from kg.model import Finding, Reading, Source
from kg.read.encoding import decode
from kg.read.table import found_tables


def read_text(data: bytes, source: Source, limits: Limits) -> tuple[list[Reading], list[Finding]]:
    """One reading, whose raw text is the decoded file with its own line ends."""
    text, whole = decode(data)
    findings = [] if whole else [Finding("warning", "read", "undecodable", source.name,
                                         f"some bytes are in no known encoding and are shown as U+FFFD, the first at character {max(0, text.find(chr(0xFFFD)))}; "
                                         "save the file as UTF-8")]
    tables, block_ends = found_tables(text, source.media_type == "text/markdown")
    return [Reading(source, text, tables=tables, block_ends=block_ends)], findings
