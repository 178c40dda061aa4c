"""People behind what they are by trade, learning or merit, which is no office: 航天员|林远航, 种粮大户|林树安."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.lexicon import Lexicon
from kg.extract.personal_name import WORDS, Candidate, dotted_name_at, name_at
from kg.extract.proposal import Name, Over
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import Sentence, Text

_BLANKS = (" ", ":")
_JOINTS = ("、", "和")

# Whether characters behind a calling are somebody's name; less is sure than behind an office.
CALLED: Table[Candidate] = Table(
    "called-person",
    Rule("named", lambda c: c.sentence.covering(c.start, c.end), NO),
    Rule("dotted", lambda c: "·" in c.text, YES),
    Rule("words", lambda c: WORDS.reason_for(c) is not None, YES),
)


def find_called(text: Text) -> Iterator[Name]:
    """The people named right behind a calling, one or a list: 航天员|林远航、周望星."""
    callings = text.lexicon.lexemes("callings")
    for sentence in text.saying("callings"):
        for first, calling in callings.places(sentence.text):
            start = first + len(calling)
            while sentence.text[start:start + 1] in _BLANKS:
                start += 1
            while (found := _called_at(text.lexicon, sentence, start)) is not None:
                end, reason = found
                yield Name(sentence, (start, end), text.lexicon.person, "office", sentence.text[start:end],
                           over=Over.OUST, reasons=(reason,))
                if sentence.text[end:end + 1] not in _JOINTS:
                    break
                start = end + 1


def _called_at(lexicon: Lexicon, sentence: Sentence, start: int) -> tuple[int, str] | None:
    """The end of the name that begins at a place, and the rule that speaks for it."""
    found = dotted_name_at(lexicon, sentence, start) or name_at(lexicon, sentence, start)
    if found is None:
        return None
    reason = CALLED.reason_for(Candidate(lexicon, sentence, start, found[0]))
    return None if reason is None else (found[0], reason)
