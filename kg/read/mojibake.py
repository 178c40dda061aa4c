"""Text that was decoded with a wrong table and saved so: put right where that is certain, and only there.

UTF-8 read as Windows-1252 looks like å®æ³¢, GBK read so like ÖÐ¹ú, UTF-8 read as GBK like 瀹佹尝.  Turning the mistake
round is certain where no byte was lost on the way and usual Chinese comes out of characters that made none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.read.characters import HAN, common_share, han, ordinary, ordinary_share

_ABOVE = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"  # what Windows-1252 has between 0x80 and 0x9F
_BYTES = {chr(b): b for b in range(0x100)} | {c: c.encode("cp1252")[0] for c in _ABOVE}
_RUN = re.compile(f"[\x80-\xff{_ABOVE}]{{2,}}")
_OF_CHINESE = set("“”‘’…—–·×÷°±§¨•\x85\xa0")  # what stands in Chinese texts by right: runs of it alone are left
_LONG = 4  # a shorter run proves nothing
_SAMPLE = 200  # runs that tell by which table they are to be read
_FEWEST = 4  # characters that must come out before a mistake is taken for one
_FEWEST_STRANGE = 3  # different characters that a Chinese line has not
# What a line was read as, and what it is: by whole lines, as each character there was a part of two.
_PAIRS = (
    ("gb18030", "utf-8"),
    ("big5hkscs", "utf-8"),
    ("gb18030", "big5hkscs"),
    ("big5hkscs", "gb18030"),
    ("cp1252", "big5hkscs"),
    ("cp1252", "gb18030"),
)
_GAP = re.compile(r"\ufffd+\?{0,2}")
_NAMES = {"gb18030": "GB 18030", "big5hkscs": "Big5", "utf-8": "UTF-8", "cp1252": "Windows-1252"}
# What becomes of U+FFFD itself by such a mistake: it stands for characters that were lost before.
_LOST = (("锟斤拷", "\ufffd\ufffd"), ("ï¿½", "\ufffd"))


@dataclass(frozen=True, slots=True)
class Mended:
    """A text put right: the mistake, in how many places, and the character at which the first of them begins."""

    text: str
    mistake: str
    places: int
    first: int

    @property
    def told(self) -> str:
        """The mistake and how often it was made, as words for a message."""
        return f"{self.mistake} in {self.places} place{'s' * (self.places > 1)}"


def mend(text: str) -> Mended | None:
    """A text as it was before the mistake; None where it has none, or where it is not certain what stood there."""
    return _mend_runs(text) or _mend_lines(text)


def mark_lost(text: str) -> str:
    """U+FFFD for what it becomes when it is read with a wrong table itself, as 锟斤拷: what it stands for is lost."""
    for sign, meant in _LOST:
        text = text.replace(sign, meant)
    return text


def _mend_runs(text: str) -> Mended | None:
    """What was read as Windows-1252, one run of its upper half after another."""
    runs = [m for m in _RUN.finditer(text) if not _OF_CHINESE.issuperset(m.group())]
    sample = [m.group() for m in runs if len(m.group()) >= _LONG][:_SAMPLE]
    for table in ("utf-8", "gb18030", "big5hkscs") if sample else ():
        read = [_retold(run, "cp1252", table) for run in sample]
        came = han("".join(filter(None, read)))
        if read.count(None) * 10 > len(read) or len(came) < _FEWEST or not _is_usual(came):
            continue
        pieces, last, places = [], 0, []
        for run in runs:
            if (meant := _retold(run.group(), "cp1252", table)) is not None:
                pieces += [text[last : run.start()], meant]
                last = run.end()
                places.append(run.start())
        return Mended(
            "".join([*pieces, text[last:]]), f"{_NAMES[table]} read as {_NAMES['cp1252']}", len(places), places[0]
        )
    return None


def _encoded(text: str, table: str) -> bytes:
    """The bytes that were read as a text with a wrong table.  Raises `UnicodeError` where it has not all of it."""
    if table != "cp1252":
        return text.encode(table)
    try:
        return bytes(map(_BYTES.__getitem__, text))
    except KeyError as error:
        raise UnicodeError(f"{error} is not of Windows-1252") from error


def _retold(text: str, wrong: str, right: str) -> str | None:
    """The same bytes read with the right table; None where they are not of it."""
    try:
        return _encoded(text, wrong).decode(right)
    except UnicodeError:
        return None


def _retold_with_gaps(text: str, wrong: str) -> str | None:
    """The same bytes read as UTF-8 with U+FFFD for each gap: it alone shows where a lost byte's character ends."""
    try:
        return _GAP.sub("\ufffd", _encoded(text.replace("\ufffd", "?"), wrong).decode("utf-8", "replace"))
    except UnicodeError:
        return None


def _is_usual(characters: str) -> bool:
    return common_share(characters) > 0.3 and ordinary_share(characters) > 0.9


def _mend_lines(text: str) -> Mended | None:
    """What was read as another table of Chinese characters, one line after another."""
    held = set(text)
    strange = {c for c in held if c not in ordinary() and HAN.match(c)} | {
        c for c in held if c in _BYTES and c > "\x7f" and c not in _OF_CHINESE
    }
    if len(strange) < _FEWEST_STRANGE:
        return None
    lines = text.split("\n")
    mistakes: list[str] = []
    places: list[int] = []
    position = 0
    for number, line in enumerate(lines):
        found = _line(line) if len(strange.intersection(line)) >= _FEWEST_STRANGE else None
        if found is not None:
            lines[number], mistake = found
            mistakes.append(mistake)
            places.append(position)
        position += len(lines[number]) + 1
    return Mended("\n".join(lines), " and ".join(sorted(set(mistakes))), len(places), places[0]) if places else None


def _line(line: str) -> tuple[str, str] | None:
    """A line as it was before it was read with a wrong table, and which mistake that was."""
    seen = han(line)
    if common_share(seen) > 0.25 or (len(seen) >= _FEWEST and ordinary_share(seen) > 0.85):
        return None
    for wrong, right in _PAIRS:
        for meant in (_retold(line, wrong, right), _retold_with_gaps(line, wrong) if right == "utf-8" else None):
            came = han(meant or "")
            if meant and len(came) >= max(_FEWEST, 3 * meant.count("\ufffd")) and _is_usual(came):
                return meant, f"{_NAMES[right]} read as {_NAMES[wrong]}"
    return None
