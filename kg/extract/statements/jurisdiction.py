"""The places for which bodies stand: the speaker for the document's, a government for the one in its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.lexicon import Lexicon
from kg.extract.rule import YES, Rule, Table
from kg.extract.statements.structure import structures
from kg.extract.text import Text
from kg.model import Claim, Mention


@dataclass(frozen=True, eq=False)
class Governing:
    """A body, and a place in its name or the document's: does it govern that?"""

    text: Text
    body: Mention
    place: Mention

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def speaks(self) -> bool:
        """Whether it speaks in the document, and for the place."""
        frame = self.text.frame
        return self.body is frame.speaker and self.place is frame.place

    @property
    def whole(self) -> bool:
        """Whether its name is that of the place and says no more than that it governs."""
        name = self.body.name
        return any(name.startswith(place) and self.lexicon.pattern("{governingBodies}").fullmatch(name, len(place))
                   for place in (self.place.name, self.place.text, *self.place.names))


# Why a body governs a place.
GOVERNING: Table[Governing] = Table(
    "jurisdiction",
    Rule("speaker", lambda g: g.speaks, YES),
    Rule("government", lambda g: g.whole, YES),
)


def find_jurisdiction(text: Text) -> Iterator[Claim]:
    """Bodies, each once, that govern the place of the document or the one in their names."""
    for structure in structures(text, "department", "department"):
        seen: set[tuple[str, str]] = set()
        for governing in _governing(text):
            body, place = governing.body, governing.place
            if (body.name, place.name) in seen or not structure.admits(body, place):
                continue
            reason = GOVERNING.reason_for(governing)
            if reason is not None:
                seen.add((body.name, place.name))
                yield structure.claim(body, place, body, reason)


def _governing(text: Text) -> Iterator[Governing]:
    """The speaker and all other bodies, with the places that may be theirs."""
    frame = text.frame
    own = (frame.place,) if frame.place is not None else ()
    if frame.speaker is not None:
        yield from (Governing(text, frame.speaker, place) for place in own)
    for sentence, mention in text.all_mentions():
        if text.is_a(mention, text.lexicon.body):
            inside = (m for m in sentence.inside(mention) if text.is_a(m, text.lexicon.place))
            yield from (Governing(text, mention, place) for place in (*inside, *own))
