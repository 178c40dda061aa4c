"""Other countries called by one character (中方, 俄乌两军, 美称), and bodies of theirs: 某国|国防部.

Each country that a text names may be called by the character with which its name begins, and ours by its own, where
words behind say that states are spoken of.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice

from kg.extract.lexicon import FOREIGN, Lexicon
from kg.extract.proposal import Name, Over
from kg.extract.text import Sentence, Text
from kg.gazetteer import is_foreign, level
from kg.ontology import Individual
from kg.words import make_dictionary

_NEAR = 800  # characters on each side of a sign in which its country is looked for first: a collection tells of several
_PART = "(?!{restBehind}{foreignUnits}){soundCharacters}{1,8}{foreignUnits}"  # not 美国|多州
_MISSION = "{missionMarks}{han}{1,8}?{missions}"
_ADJECTIVE = "{adjectiveSigns}(?!{sidesOfStates}){ofStates}"  # 新|政府, but not 新|方
_REGIONS = (r"(?<!{provinceSigns}){regionsTogether}(?={ofRegions}(?!{han}{0,10}{zonesBehind}))"
            r"|(?<!{provinceSigns}){threeRegions}(?={asThree})"
            r"|(?<={towardsRegions}){regionsTogether}(?!{provinceSigns}|{han}{0,2}{zonesBehind})")
Named = tuple[int, Individual]  # where a text names a country, and that


def find_signs(text: Text) -> Iterator[Name]:
    """The characters that stand for countries: 俄, 乌 in 俄乌两军."""
    if not text.bound(_countries_named):
        return
    named = text.bound(_countries_named) | text.lexicon.bound(make_own_sign)
    signs = re.compile(f"[{''.join(sorted(named))}]{{1,4}}")
    pairs = text.lexicon.bound(make_pairs)
    for sentence in text.sentences:
        for match in signs.finditer(sentence.text):
            span = _states(text.lexicon, sentence, *match.span())
            if span is not None:
                both = pairs.get(sentence.text[slice(*span)])
                meant = both or [_meant(named[sentence.text[at]], sentence.passage.start + at) for at in range(*span)]
                yield from map(partial(_name, sentence), range(*span), meant)


def _states(lexicon: Lexicon, sentence: Sentence, start: int, end: int) -> tuple[int, int] | None:
    """Which of some characters side by side stand for countries, as the words behind them tell: all of 俄乌|两军, the last
    before 方, and one that opens a clause before 称."""
    string = sentence.text
    if lexicon.lexemes("noStates").beginning(string, end):
        return None
    if lexicon.lexemes("amongStates").beginning(string, end):
        first = next((at for at in range(start, end - 1) if _begins(lexicon, sentence, at)), None)
        if first is not None:
            return first, end
    opens = start + 1 == end and not string[:start][-1:].isalpha()
    told = lexicon.lexemes("ofStates", "stateVerbs") if opens else lexicon.lexemes("ofStates")
    return (end - 1, end) if told.beginning(string, end) and _begins(lexicon, sentence, end - 1) else None


def _begins(lexicon: Lexicon, sentence: Sentence, at: int) -> bool:
    """Whether the sign of a country can begin there: within no word, in no day, as no adjective: 25|日|俄军, 新|政府."""
    before = sentence.text[:at][-1:]
    day = before.isdigit() or before in lexicon.words["dayCharacters"]
    adjective = lexicon.pattern(_ADJECTIVE).match(sentence.text, at) is not None
    return not day and not adjective and not _cuts_word(sentence, at)


def make_own_sign(lexicon: Lexicon) -> dict[str, list[Named]]:
    """The character by which our country is called."""
    own = (country for country in lexicon.individuals.values() if level(country) == "country")
    return {sign: [(0, country)] for country in islice(own, 1) for sign in lexicon.words["ownSign"]}


def _countries_named(text: Text) -> dict[str, list[Named]]:
    """The other countries that a text names, by the character with which the name begins there, in reading order."""
    named: dict[str, list[Named]] = defaultdict(list)
    for sentence in (s for s in text.sentences if FOREIGN in s.classes):
        for mention in sentence.mentions:
            country = text.lexicon.known(mention.iri)
            if country is not None and is_foreign(country) and len(mention.text) > 1:
                named[mention.text[0]].append((mention.start, country))
    return named


def _cuts_word(sentence: Sentence, start: int) -> bool:
    """Whether a place is within a word of the dictionary, and not one that the segmenter makes up: 同塔|方."""
    covering = sentence.touching(start - 1, start + 1)[:1] if start else ()
    return any(word.start < start < word.end and make_dictionary()(word.text) for word in covering)


def make_pairs(lexicon: Lexicon) -> dict[str, list[Individual]]:
    """The countries that two characters together mean, whichever the text names besides: 巴以, 印巴."""
    countries = {i.label: i for i in lexicon.individuals.values() if is_foreign(i)}
    rows = (row.split("|") for row in sorted(lexicon.words["pairsOfStates"]))
    return {signs: [countries[label] for label in labels] for signs, *labels in rows}


def _name(sentence: Sentence, at: int, country: Individual) -> Name:
    """The name of a country that a character stands for."""
    return Name(sentence, (at, at + 1), country.type, "known-name", country.label, country.names, country.iri,
                Over.FREE, pointing=True)


def _meant(named: Sequence[Named], place: int) -> Individual:
    """The country that is named most around a place, or else in the text; of two as often named the one that was named
    last before it."""
    near = [n for n in named if abs(n[0] - place) <= _NEAR] or named
    often = Counter(country.iri for _, country in near)
    return max(near, key=lambda n: (often[n[1].iri], n[0] <= place, n[0] if n[0] <= place else -n[0]))[1]


def make_regions(lexicon: Lexicon) -> dict[str, Individual]:
    """The regions of our country that characters name together."""
    labels = dict(pair.split("|") for pair in sorted(lexicon.words["regionSigns"]))
    places = {i.label: i for i in lexicon.individuals.values() if lexicon.roots[i.type] == lexicon.place}
    return {sign: places[label] for sign, label in labels.items() if label in places}


def find_regions(text: Text) -> Iterator[Name]:
    """The regions of our country that are called by their characters together: 港|澳|居民, but not 粤港澳."""
    regions, pattern = text.lexicon.bound(make_regions), text.lexicon.pattern(_REGIONS)
    for sentence in text.saying("regionsTogether", "threeRegions"):
        for match in pattern.finditer(sentence.text):
            for at in range(*match.span()):
                if (place := regions.get(sentence.text[at])) is not None:
                    yield Name(sentence, (at, at + 1), place.type, "known-name", place.label, place.names, place.iri,
                               Over.FREE, pointing=True)


def find_bodies_abroad(text: Text) -> Iterator[Name]:
    """Bodies of other countries, behind the country's name: 某国|国防部; not the head of one, 国防部|长."""
    bodies = text.lexicon.lexemes("bodiesAbroad")
    for sentence in (s for s in text.sentences if FOREIGN in s.classes):
        for start, end, (country, *_), _ in sentence.hits:
            body = bodies.beginning(sentence.text, end) if is_foreign(country) else None
            if body is not None:
                yield from _of_state(text, sentence, (start, end + len(body)), country.label + body)


def find_missions(text: Text) -> Iterator[Name]:
    """What represents a country in another: 甲国|驻乙国大使馆."""
    pattern = text.lexicon.pattern(_MISSION)
    for sentence in (s for s in text.sentences if FOREIGN in s.classes):
        for start, end, (country, *_), _ in sentence.hits:
            state = is_foreign(country) or level(country) == "country"
            mission = pattern.match(sentence.text, end) if state else None
            if mission is not None:
                yield from _of_state(text, sentence, (start, mission.end()), sentence.text[start:mission.end()])


def _of_state(text: Text, sentence: Sentence, span: tuple[int, int], name: str) -> Iterator[Name]:
    """A body of a state, unless a word is cut where it begins or ends."""
    if sentence.boundaries >= {*span}:
        yield Name(sentence, span, text.lexicon.body, "department", name)


def find_bodies_by_signs(text: Text) -> Iterator[Name]:
    """Bodies of other countries, behind the character of one that the text names: 俄|国防部, 美|国防部; but not 中美|国防部."""
    named, bodies = text.bound(_countries_named), text.lexicon.lexemes("bodiesAbroad")
    signs = {*named, *text.lexicon.bound(make_own_sign)}
    for sentence in text.saying("bodiesAbroad") if named else ():
        for at, body in bodies.places(sentence.text):
            countries, span = named.get(sentence.text[at - 1:at]), (at - 1, at + len(body))
            if not countries or sentence.text[at - 2:at - 1] in signs:
                continue
            if _begins(text.lexicon, sentence, at - 1) and _whole(text.lexicon, sentence, span):
                name = _meant(countries, sentence.passage.start + at).label + body
                yield Name(sentence, span, text.lexicon.body, "department", name, over=Over.OUST)


def _whole(lexicon: Lexicon, sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether no word goes on behind a span (俄国防部|长, 匈政府|间), and it is no country that will do something: 美国|会
    采取措施."""
    start, end = span
    goes_on = end not in sentence.boundaries or lexicon.pattern("{behindBodies}").match(sentence.text, end)
    behind = sentence.word_at(end)
    acts = behind is not None and behind.tag[0] in "vd" and sentence.text[end - 1] in lexicon.words["modals"]
    country = any(hit[:2] == (start, end - 1) for hit in sentence.hits)
    return not (goes_on or (acts and country) or any(start + 1 < w.end < end for w in sentence.touching(start, end)))


def find_parts_abroad(text: Text) -> Iterator[Name]:
    """Parts of other countries, behind the country's name and written by their sound: 某国|瓦西安诺夫州."""
    pattern = text.lexicon.pattern(_PART)
    for sentence in (s for s in text.sentences if FOREIGN in s.classes):
        for start, end, (country, *_), _ in sentence.hits:
            part = pattern.match(sentence.text, end) if is_foreign(country) else None
            if part is not None and start in sentence.boundaries:
                yield Name(sentence, (start, part.end()), country.type, "department", country.label + part.group(),
                           (part.group(),))
