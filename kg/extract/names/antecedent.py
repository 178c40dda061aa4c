"""References to what the text has named: 该中心, 该校, bare titles of documents (《纲要》), 我校 and 本市 of whose text it is.

A reference takes the name of the one thing that is called so in the last sentence near before it that names any.  Where
two are, it is ambiguous, where none is, unresolved; both are counted and told, and nothing is read into them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.extract.lexicon import Lexicon
from kg.extract.proposal import Name, OpenReference, Over, Proposal
from kg.extract.text import Sentence, Text
from kg.model import Mention
from kg.words import Lexemes

_BARE = re.compile(r"《([一-鿿]{2,6})》")
_BARE_SUBJECT = r"(?:^|[,;:。])({bareSubjects})"
_MARKS = ",;:。"
_NEAR = 4  # sentences before in which an antecedent is looked for
_LONGEST = 6  # characters of the noun of a reference


def make_kinds(lexicon: Lexicon) -> dict[str, set[str]]:
    """What the things are called that a noun may mean again: 校 a 大学 or 学院."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for entry in sorted(lexicon.words["references"]):
        noun, kind = entry.split("|")
        kinds[noun].add(kind)
    return kinds


def make_nouns(lexicon: Lexicon) -> Lexemes:
    """The nouns by which things are meant again: heads, strong or weak, and what stands for one (该校)."""
    return Lexemes((*(h for h in lexicon.heads if len(h) <= _LONGEST), *lexicon.bound(make_kinds)))


def find_antecedents(text: Text) -> Iterator[Proposal]:
    """Definite references under the names of their antecedents."""
    nouns = text.lexicon.bound(make_nouns)
    called: dict[tuple[int, str], list[Mention]] = {}  # by sentence and noun: near references ask for the same
    for number in text.numbers_saying("pointers"):
        sentence = text.sentences[number]
        for match in text.lexicon.pattern("{pointers}").finditer(sentence.text):
            start, end = match.span()
            noun = nouns.beginning(sentence.text, end)
            if noun is not None and sentence.free(start, end + len(noun)):
                named: list[Mention] = []
                for place in range(number, max(0, number - _NEAR) - 1, -1):
                    if (place, noun) not in called:
                        called[place, noun] = list(_called(text.lexicon, text.sentences[place], noun))
                    named = named or [m for m in called[place, noun] if m.end <= sentence.passage.start + start]
                yield _reference(sentence, (start, end + len(noun)), named)


def find_bare_subjects(text: Text) -> Iterator[Proposal]:
    """Nouns without a pointer that open a clause, under the name of the one thing near before that is called so:
    甲实验室在…揭牌。|实验室|面向…."""
    pattern = text.lexicon.pattern(_BARE_SUBJECT)
    for number in text.numbers_saying("bareSubjects"):
        sentence = text.sentences[number]
        for match in pattern.finditer(sentence.text):
            noun, (start, end) = match.group(1), match.span(1)
            if not sentence.free(start, end) or not _acts(sentence, end, text.lexicon):
                continue
            near, here = text.sentences[max(0, number - _NEAR):number + 1], sentence.passage.start + start
            named = [m for s in near for m in _called(text.lexicon, s, noun) if m.end <= here]
            if len({m.name for m in named}) == 1:
                yield _reference(sentence, (start, end), named)


def find_own_bodies(text: Text) -> Iterator[Proposal]:
    """我校 under the name of the university whose text it is: the one that is named most, apart from those beside which
    我校 stands in a clause (我校与某大学), which are others."""
    pattern = text.lexicon.pattern("{ownBodies}")
    own = [(s, m) for s in text.saying("ownBodies") for m in pattern.finditer(s.text) if _stands_free(s, m.span())]
    for noun, spans in sorted(_by_noun(own).items()):
        named = _most_named(text, noun, {m.name for s, span in spans for m in _in_clause(s, span)})
        yield from (_reference(sentence, span, named) for sentence, span in spans)


def find_own_places(text: Text) -> Iterator[Proposal]:
    """我省, 本市 under the name of the place that the text is of, or of one around it: the nearest that is so called."""
    pattern = text.lexicon.pattern("{ownPlaces}")
    for sentence in text.saying("ownPlaces"):
        for span in (match.span() for match in pattern.finditer(sentence.text)):
            noun = sentence.text[span[1] - 1]
            place = next((p for p in text.places.values() if p.label.endswith(noun)), None)
            if place is not None and _stands_free(sentence, span):
                yield Name(sentence, span, place.type, "antecedent", place.label, place.names, place.iri, pointing=True)


def _by_noun(own: Iterable[tuple[Sentence, re.Match[str]]]) -> Mapping[str, Sequence[tuple[Sentence, tuple[int, int]]]]:
    """Where a text speaks of itself, by what it calls itself: 我|校."""
    spans: dict[str, list[tuple[Sentence, tuple[int, int]]]] = defaultdict(list)
    for sentence, match in own:
        spans[match.group()[1:]].append((sentence, match.span()))
    return spans


def _most_named(text: Text, noun: str, beside: set[str]) -> list[Mention]:
    """The mentions of the one thing called so that is named most, apart from some; of none where two are as often."""
    named = [m for s in text.sentences for m in _called(text.lexicon, s, noun) if m.name not in beside]
    (name, most), (_, next_most) = (*Counter(m.name for m in named).most_common(2), ("", 0), ("", 0))[:2]
    return [m for m in named if m.name == name] if most > next_most else []


def _stands_free(sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether a word begins there, however it goes on (我校党委), and no name stands there."""
    return span[0] in sentence.boundaries and sentence.free(*span)


def _in_clause(sentence: Sentence, span: tuple[int, int]) -> list[Mention]:
    """The names between the marks around a span."""
    start = max(sentence.text.rfind(mark, 0, span[0]) for mark in _MARKS) + 1
    ends = (sentence.text.find(mark, span[1]) for mark in _MARKS)
    return sentence.covering(start, min((e for e in ends if e >= 0), default=len(sentence.text)))


def _acts(sentence: Sentence, position: int, lexicon: Lexicon) -> bool:
    """Whether what stands behind a noun says that it does what follows, or is a verb with an object."""
    if lexicon.lexemes("bareFollowers").beginning(sentence.text, position) is not None:
        return True
    verb = lexicon.verbs.beginning(sentence.text, position, sentence.boundaries)
    return verb is not None and bool(sentence.beginning(position + len(verb), position + len(verb) + 1))


def _called(lexicon: Lexicon, sentence: Sentence, noun: str) -> Iterator[Mention]:
    """The names of a sentence that end with a noun, or whose kind is called so (校 of a 大学)."""
    ends = (noun, *lexicon.bound(make_kinds).get(noun, ()))
    return (m for m in sentence.mentions if m.name.endswith(ends))


def find_bare_titles(text: Text) -> Iterator[Proposal]:
    """Bare titles (《纲要》) under the names of the documents that were named in full before."""
    titled = [(s, m) for s, m in text.all_mentions() if m.technique in ("book-title", "own-title")]
    for sentence, mention in titled:
        bare = _BARE.fullmatch(mention.text)
        if bare and mention.name == bare.group(1):
            longer = (m for _, m in titled if m.name != mention.name and m.name.endswith(mention.name))
            full = [m for m in longer if m.start < mention.start]
            if full:
                yield _reference(sentence, sentence.span(mention), full, Over.ERASE)


def _reference(
        sentence: Sentence, span: tuple[int, int], antecedents: Sequence[Mention], over: Over = Over.COVER) -> Proposal:
    """A reference under the name on which its antecedents agree; else it stays open."""
    names = {m.name for m in antecedents}
    if len(names) != 1:
        return OpenReference(sentence.text[span[0]:span[1]], ambiguous=bool(names))
    last = antecedents[-1]
    return Name(sentence, span, last.type, "antecedent", last.name, last.names, last.iri, over, pointing=True)
