"""Relations that a language model found (`kg annotate`), with the sentences that it quotes; the gate decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.extract.annotated import TECHNIQUE, quoted
from kg.extract.text import Sentence, Text
from kg.model import AnnotatedFact, Claim, Finding, Mention, Observation, Passage, Step


def find_annotated(text: Text, _told: Sequence[Claim | Observation | Step | Finding]) -> Iterator[Claim]:
    """A claim for each fact of the annotations, whatever is told already: in the sentence of its quotation that names
    both ends, else in one that names one of them, the other being named elsewhere in the text."""
    for said in text.document.annotations.facts:
        yield _placed(text, said) or _unfounded(said)


def _placed(text: Text, said: AnnotatedFact) -> Claim | None:
    named = [(s, _named(said.subject, s), _named(said.object, s)) for s in quoted(text, said.quote)]
    for sentence, subject, object in named:
        if subject and object:
            return _claim(said, sentence, subject, object)
    for sentence, subject, object in named:
        subject, object = subject or _elsewhere(text, said.subject, object), \
            object or _elsewhere(text, said.object, subject)
        if subject and object:
            return _claim(said, sentence, subject, object)
    return None


def _claim(said: AnnotatedFact, sentence: Sentence, subject: Mention, object: Mention) -> Claim:
    passage = sentence.passage
    return Claim(passage, passage.start, passage.end, subject, said.relation, object, said.status, TECHNIQUE)


def _called(name: str, mentions: Iterable[Mention]) -> Mention | None:
    """The first mention that stands for a name, whole names before short ones."""
    name, listed = name.strip(), list(mentions)
    exact = (m for m in listed if name in (m.text, m.name))
    return next(exact, None) or next((m for m in listed if name in m.names), None)


def _named(name: str, sentence: Sentence) -> Mention | None:
    return _called(name, (*sentence.mentions, *sentence.inner))


def _elsewhere(text: Text, name: str, other: Mention | None) -> Mention | None:
    """Where the text names something, if the other end of its relation stands in the sentence."""
    if other is None:
        return None
    speaker = (text.frame.speaker,) if text.frame.speaker else ()
    return _called(name, (*speaker, *(m for _, m in text.all_mentions())))


def _unfounded(said: AnnotatedFact) -> Claim:
    """What cannot be placed, as the claim that it makes: the gate finds no such words and counts it."""
    passage = Passage(-1, -1, -1, said.quote)
    subject, object = (Mention(passage, -1, -1, "", name, name, TECHNIQUE) for name in (said.subject, said.object))
    return Claim(passage, -1, -1, subject, said.relation, object, said.status, TECHNIQUE)
