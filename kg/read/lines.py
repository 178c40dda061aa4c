"""Lines of a text: whether a page's width has broken them, so that a sentence goes on in the next one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

ENDS = "。!?;:！？；：”’》)）】…」"  # what a line that nobody broke mostly ends with
_STOP = re.compile("[，。；：,;:]")
_FEWEST, _NARROWEST = 4, 10
_FEWEST_BROKEN = 8  # lines of the full width below which items of a list may happen to be as long


def page_width(lines: Sequence[str]) -> int:
    """The width at which nearly all lines of a text break; 0 when they break at sentences and paragraphs."""
    lines = [line.rstrip() for line in lines if line.strip()]
    if len(lines) < _FEWEST:
        return 0
    lengths = Counter(map(len, lines))
    width, _ = max(((n, sum(lengths[n - d] for d in range(4))) for n in lengths), key=lambda item: (item[1], item[0]))
    at_width = [line for line in lines if is_full(line, width)]
    open_ends = sum(line[-1] not in ENDS for line in at_width)
    wide = width >= _NARROWEST and len(at_width) >= 0.4 * len(lines) and max(lengths) <= width + 2
    return width if wide and open_ends >= 0.5 * len(at_width) else 0


def is_full(line: str, width: int) -> bool:
    """Whether a line reaches the width of its page, give or take a stop that may not begin the next one."""
    return bool(width) and width - 3 <= len(line) <= width + 1


def are_page_lines(lines: Sequence[str]) -> bool:
    """Whether the paragraphs of a source are lines of a page that was converted: prose of one width."""
    width = page_width(lines)
    full = [line for line in map(str.rstrip, lines) if is_full(line, width)]
    return len(full) >= _FEWEST_BROKEN and 2 * sum(_STOP.search(line) is not None for line in full) >= len(full)
