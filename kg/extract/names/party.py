"""Events named by those who meet there: 某市人民政府与某大学|战略合作签约仪式, from the first of them on."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.proposal import Name
from kg.extract.text import Sentence, Text
from kg.model import Mention


def find_joint_events(text: Text) -> Iterator[Name]:
    """Events whose names begin with the last of several parties, under the name that begins with the first."""
    ends = text.lexicon.lexemes("jointEvents")
    for sentence in text.sentences:
        for event in sentence.mentions:
            if text.is_a(event, text.lexicon.meeting) and ends.ending(event.text, len(event.text)) is not None:
                first = _first(text, sentence, event)
                if first is not None:
                    span = sentence.span(first)[0], sentence.span(event)[1]
                    yield Name(sentence, span, event.type, "party", names=(event.text,))


def _first(text: Text, sentence: Sentence, event: Mention) -> Mention | None:
    """The first of the parties that are joined before an event, back from the one with which its name begins."""
    first, joints = event, text.lexicon.words["partyJoints"]
    for name in reversed(sentence.before(sentence.span(event)[0], len(sentence.mentions))):
        if sentence.between(name, first) not in joints or not is_party(text, name):
            break
        first = name
    return first if first is not event else None


def is_party(text: Text, mention: Mention) -> bool:
    """Whether what is named can agree with others: who can work together."""
    return any(text.lexicon.roots[mention.type] in r.domain for r in text.lexicon.implied("jointDuty"))
