"""Hosts that stand before 主办 or 承办, the event being told elsewhere: 由甲、乙主办的某论坛."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.rule import YES, Rule, Table
from kg.extract.statements.event import events, reported_event
from kg.extract.statements.structure import structures
from kg.extract.text import Sentence, Text
from kg.model import Claim, Mention

_HOSTED = r"{hosting}(?=[,。;、的)]|$)"
_OTHERS = r"(?:等{han}{0,4})?"  # 甲、乙|等单位|承办
_CLAUSE = ",由"  # behind which a clause begins, or who acts in it


@case
class Hosting:
    """A verb of hosting in a sentence with `events`; it says nothing of what stands before `begin`."""

    text: Text
    sentence: Sentence
    verb: re.Match[str]
    begin: int
    events: list[Mention]

    @once
    def start(self) -> int:
        """Where its clause begins: behind a mark, or behind 由."""
        return max(self.begin, *(self.sentence.text.rfind(c, self.begin, self.verb.start()) + 1 for c in _CLAUSE))

    @property
    def hosts(self) -> tuple[Mention, ...]:
        """Who stands in the clause before the verb, the last one next to it."""
        hosts = self.sentence.beginning(self.start, self.verb.start())
        others = self.text.lexicon.pattern(_OTHERS)
        ends = (self.sentence.span(m)[1] for m in hosts)
        return hosts if any(others.fullmatch(self.sentence.text, end, self.verb.start()) for end in ends) else ()


@case
class Hosted:
    """An event beside a verb of hosting: is it the one that is hosted?"""

    of: Hosting
    event: Mention

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.of.text.lexicon

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands, counted from the beginning of the sentence."""
        return self.of.sentence.span(self.event)


# Which event is hosted, the surest first.
HOSTED: Table[Hosted] = Table(
    "hosted-event",
    Rule("behind", lambda h: h.span[0] >= h.of.verb.end(), YES),
    Rule("before", lambda h: h.span[1] <= h.of.start, YES),
)


def find_hosted(text: Text) -> Iterator[Claim]:
    """Events with those who stand as hosts before a verb of hosting."""
    for structure in structures(text, "hosting", "hosting"):
        reported = [event] if (event := reported_event(text)) else []
        for hosting in _hostings(text):
            best = HOSTED.best([Hosted(hosting, m) for m in hosting.events or reported])
            for hosted, reason in [best] if best is not None else ():
                yield from (structure.claim(host, hosted.event, host, reason)
                            for host in hosting.hosts if structure.admits(host, hosted.event))


def _hostings(text: Text) -> Iterator[Hosting]:
    verbs = text.lexicon.pattern(_HOSTED)
    for sentence in text.saying("hosting"):
        begin, found = 0, list(verbs.finditer(sentence.text))
        here = events(text, sentence) if found else []
        for verb in found:
            yield Hosting(text, sentence, verb, begin, here)
            begin = verb.end()
