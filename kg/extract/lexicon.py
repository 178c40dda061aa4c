"""The ontology as the grammar asks it: roles, classes of words, heads of names, verbs of relations; bound once.

Techniques never look into the ontology for words: they ask the `Lexicon`, which holds them in the form in which each is
asked for (a set, the longest word at a place, a regular expression).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple, TypeVar

from kg.clean import LOST
from kg.errors import OntologyError
from kg.gazetteer import Lookup, is_abroad, make_ends, make_lookup, make_sorter, make_spans
from kg.model import Mention
from kg.ontology import EntityType, Individual, Ontology, RelationType
from kg.words import Cutter, Lexemes, Part, Tagger, Word, lay_out, make_cutter, make_dictionary, make_tagger

T = TypeVar("T")
Relations = tuple[RelationType, ...]
_CLASS = re.compile(r"\{([a-zA-Z]+)\}")
# In a word of the lexicon: a part that may be missing, and a gap of a few characters within the clause.
_PART = re.compile(r"\[([^\[\]]+)\]|…|([^\[\]…])")
_OPEN = re.compile(r"\[[^\[\]]+\]|…")
_BETWEEN_FORMS = re.compile(r"\|(?![^\[\]]*\])")
_GAP = "[^,。;、]{0,12}?"
_HAN = "[一-鿿]"
_COINED = frozenset(("nr", "nrt", "nz", "ns", "ng", "n", "x"))  # tags of what the segmenter does not know
_FIGURE = re.compile(r"\d")
_NUMBERED = re.compile(r"(?<!\d)\d{1,2}\.(?:19|20)\d\d年")
_EDITION = re.compile(r"第\d{1,3}届")
_NUMBERED_FIGURE = re.compile(r"\d{1,2}\.(?:19|20)\d\d")
_FIRST_TAGS = {False: "n", True: "d"}  # of the first of two nouns, or of an adverb: 试点|工作, 迅速|行动
_HELD = 1 << 15  # words that are held as the grammar needs them; a text has a few thousand
_RETAGGED = "nounsTaggedOtherwise"  # the class of nouns to which the segmenter gives another tag
_SHORT = 3  # characters of a preposition and a coined word that the segmenter joins
_JOINED = 4  # characters of two nouns that the segmenter joins


# Classes of words without which a technique finds nothing in a sentence.  One pass over a sentence tells which of them
# stand in it (`Sentence.classes`, `Text.saying`), in the time in which it is searched for the words of two.
SOUGHT = frozenset((
    "accompanying", "agentMarks", "altogether", "amongThem", "amountVerbs", "annualReports", "appointing",
    "attendanceVerbs", "bareSubjects", "belongingMarks", "bodiesAbroad", "boundFor", "branchHeads", "bylineRoles",
    "callings", "carriedWorks", "ceremonialActs", "coming", "companyCounts", "copulas", "creditLabels", "defining",
    "delegates", "denials", "departmentLabels", "disposalMarks", "distributives", "divisionChiefs", "divisions", "done",
    "doneInPlans", "doublings", "doublingVerbs", "dutyVerbs", "eachMarks", "economyEnds", "explaining", "fieldCalls",
    "fieldNouns", "firmTrades", "formerNames", "gatheringVerbs", "givenNouns", "governments", "growthManners",
    "growthVerbs", "hosting", "imperatives", "increments", "industryEnds", "influence", "landing", "lately",
    "leadingRoles", "leadingTeams", "lookingBack", "meetingVerbs", "memberTitles", "namesakes", "newMarks", "newThings",
    "notComing", "notMinistry", "nounsTaggedOtherwise", "officeEnds", "offices", "officeVerbs", "openingCeremonies",
    "openingVerbs", "otherDoers", "overTheYears", "overYears", "ownBodies", "ownGrowthVerbs", "ownPlaces",
    "ownPolicies", "particles", "partNouns", "pastYear", "personTitles", "personVerbs", "placeDoers", "placeLevels",
    "plenaryMeetings", "pointers", "present", "recentYears", "regionsTogether", "renamingVerbs", "reportingVerbs",
    "results", "roleHolders", "scaledUnits", "seatNouns", "sexes", "shares", "shortWorks", "soFar", "spanLeads",
    "speeches", "strengthening", "succeeding", "suppositions", "surelyAdded", "takingAway", "thisAndNext", "thisTime",
    "thisYear", "threeRegions", "threeSides", "titleTopics", "totals", "tradeNouns", "twoSides", "visiting", "warWords",
    "wholeYear", "worksInFields", "yearAfter", "yearBefore", "yearsAndMonths",
))
# As if these were classes too: the words that say a step (揭牌), those that begin a frame that does (启动…建设), the
# prepositions of relations (依托) and of steps, the verbs behind what is done (揭牌), the names of other countries and
# their parties, and the signs without which nothing was taken out of a sentence (××企业).
STEPS, FRAMES, RELIANCES, CITING, PASSIVE = "steps", "frames", "reliances", "citing", "passive"
FOREIGN, TAKEN_OUT = "foreign", "taken out"
_SIGNS = f"xX×*＊Ｘｘ○〇{LOST}"


class Head(NamedTuple):
    """A word that ends names of a type; a weak one only with something proper in front."""

    text: str
    type: EntityType
    weak: bool


class _Plain(set[str]):
    """Words of the segmenter in whose place the grammar never needs others where no figure stands before them."""

    def __init__(self, parted: Callable[[str, str, bool], tuple[Part, ...] | None]) -> None:
        """Know no word yet."""
        super().__init__()
        self._parted = parted

    def meet(self, word: str) -> None:
        """Know a word from now on that is plain, be it a noun or a coined name to the segmenter."""
        if len(self) < _HELD and all(self._parted(word, tag, False) is None for tag in ("n", "nr")):
            self.add(word)


class _Listed(dict[str, tuple[str, ...]]):
    """Classes of words as tuples, of which a text is asked whether it begins or ends with one."""

    def __init__(self, words: Mapping[str, frozenset[str]]) -> None:
        """Know no class yet."""
        super().__init__()
        self._words = words

    def __missing__(self, name: str) -> tuple[str, ...]:
        """A class that is asked for the first time."""
        listed = self[name] = tuple(self._words[name])
        return listed


def longest_first(words: Iterable[str]) -> tuple[str, ...]:
    """Words by falling length, so that the first one that fits is the longest."""
    return tuple(sorted(words, key=lambda w: (-len(w), w)))


class Lexicon:
    """What the grammar knows of an ontology.  `without` names techniques and rules that are left out."""

    def __init__(self, ontology: Ontology) -> None:
        """Bind an ontology (a second or so).  Raises `OntologyError` where a role or a class of words is missing."""
        self.ontology = ontology
        self.without: frozenset[str] = frozenset()
        self.words = ontology.words
        self.listed = _Listed(ontology.words)
        self.individuals = ontology.individuals
        self.lookup: Lookup = make_lookup(ontology)
        self._bind_roles(ontology)
        self._bind_heads(ontology)
        self._bind_verbs(ontology)
        self.pattern = cache(self._pattern)
        self.implied = cache(ontology.relation_by)  # the relations that a structure states without a verb (`namePlace`)
        self.lexemes = cache(self._lexemes)
        self.parted = lru_cache(maxsize=_HELD)(self._parted)
        self.plain = _Plain(self._parted)
        self._bound: dict[object, object] = {}
        nouns = {h for h in self.heads if 2 < len(h) <= 4} | {n for n in self.fields if 2 < len(n) <= 6}
        verbs = {v for v in self.by_verb if len(v) == _JOINED and v[:2] in self.heads}  # 甲局|规划建设 is no plan
        frames = _step_frames(ontology)
        self.sort = make_sorter({name: map(_needle, _forms(self.words.get(name, ()))) for name in SOUGHT}
                                | {STEPS: frames | _step_words(ontology), FRAMES: frames,
                                   RELIANCES: self.by_preposition.keys(), PASSIVE: self.by_passive.keys(),
                                   CITING: map(_needle, _forms(_step_prepositions(ontology))),
                                   FOREIGN: map(_needle, _forms(self.abroad)), TAKEN_OUT: _SIGNS})
        whole = frozenset(nouns | self.words["wholeCompounds"]), frozenset(verbs | self.words["wholeVerbs"])
        self.cut: Cutter = make_cutter(*whole)
        self.tag: Tagger = make_tagger(*whole)

    def _bind_roles(self, ontology: Ontology) -> None:
        self.place, self.person, self.body = map(ontology.type_as, ("place", "person", "body"))
        self.document, self.meeting = map(ontology.type_as, ("document", "meeting"))
        self.field, self.practice = map(ontology.type_as, ("field", "practice"))
        self.roots = {name: type.root for name, type in ontology.types.items()}
        self.traits = {name: type.traits for name, type in ontology.types.items()}
        self.fields = ontology.names_of(self.field)
        self.field_firsts = frozenset(field[0] for field in self.fields if field)
        self._bind_places_abroad(ontology)

    def _bind_places_abroad(self, ontology: Ontology) -> None:
        places = {i for i in self.individuals.values() if self.roots[i.type] == self.place and is_abroad(i, ontology)}
        self.places_abroad = frozenset(i.iri for i in places)
        names = {name for i in places for name in (i.label, *i.names) if len(name) > 1}
        self.abroad = (*self.words.get("foreignParties", ()), *sorted(names))

    def _bind_heads(self, ontology: Ontology) -> None:
        heads: dict[str, Head] = {}
        for type in sorted(ontology.types.values(), key=lambda t: t.order):
            for head in type.heads:
                if head not in heads or heads[head].weak:
                    heads[head] = Head(head, type, False)
            for head in type.weak_heads:
                heads.setdefault(head, Head(head, type, True))
        self.heads = heads
        self.carriers = {name: frozenset(type.carriers) for name, type in ontology.types.items()}
        self.head_ends = make_ends(heads)
        self._heads = Lexemes(heads)

    def _bind_verbs(self, ontology: Ontology) -> None:
        self.relations: Relations = tuple(ontology.relations.values())
        self.by_verb, self.by_tail = self._table("verbs"), self._table("tails")
        self.by_preposition, self.by_comitative = self._table("prepositions"), self._table("comitatives")
        self.by_passive = self._table("passives")
        self.joining = frozenset(r.name for relations in self.by_comitative.values() for r in relations)
        words = self.words
        self.relation_verbs = frozenset((*self.by_verb, *self.by_preposition))
        self.stops = words["verbs"] | self.relation_verbs
        self.governing = words["verbs"] | words["prepositions"] | self.by_verb.keys()
        self.verbs, self.passives = Lexemes(words["verbs"] | self.by_verb.keys()), Lexemes(self.by_passive)
        self.verb_spans = make_spans(words["verbs"] | self.by_verb.keys())
        self.prepositions = longest_first(words["prepositions"])
        self.generic, self.whole, self.adverbs = words["generic"], words["wholePlace"], words["adverbs"]
        self.collective, self.offices = longest_first(words["collective"]), tuple(sorted(words["offices"]))

    def _table(self, column: str) -> dict[str, Relations]:
        """The relations by the words of one column of theirs."""
        words = {w for r in self.relations for w in getattr(r, column)}
        return {w: tuple(r for r in self.relations if w in getattr(r, column)) for w in sorted(words)}

    def leaving_out(self, names: Collection[str]) -> Lexicon:
        """The same lexicon with techniques and rules left out."""
        other = copy.copy(self)
        other.without = frozenset(names)
        return other

    def bound(self, make: Callable[[Lexicon], T]) -> T:
        """What a technique makes of the lexicon, made once."""
        try:
            return self._bound[make]  # type: ignore[return-value]
        except KeyError:
            made = self._bound[make] = make(self)
            return made

    def firsts(self, *classes: str) -> frozenset[str]:
        """The characters with which words of some classes begin."""
        forms = (form for name in classes for whole in _forms(self.words[name]) for form in _openings(whole))
        return frozenset(form[0] for form in forms)

    def openings(self, *classes: str, also: str = "") -> re.Pattern[str]:
        """A character with which words of some classes begin, or one that an expression tells besides."""
        firsts = also + re.escape("".join(sorted(self.firsts(*classes))))
        return re.compile(f"[{firsts}]" if firsts else r"(?!)")

    def root(self, type: str) -> str:
        """The basic type of a type."""
        return self.roots[type]

    def individual(self, mention: Mention) -> Individual | None:
        """The known thing for which a name stands."""
        return None if mention.iri is None else self.individuals[mention.iri]

    def known(self, iri: str | None) -> Individual | None:
        """The individual of an IRI; None for one that the lexicon has not, and without any."""
        return None if iri is None else self.individuals.get(iri)

    def has(self, type: str, trait: str) -> bool:
        """Whether names of a type behave so (`descriptive`)."""
        return trait in self.traits[type]

    def admits(self, relation: RelationType, subject: str, object: str) -> bool:
        """Whether a relation may stand between things of these types."""
        return self.roots[subject] in relation.domain and self.roots[object] in relation.range

    def head_at(self, text: str, end: int) -> Head | None:
        """The longest head word that ends at `end`."""
        head = self._heads.ending(text, end)
        return None if head is None else self.heads[head]

    def event_head(self, head: Head) -> Head | None:
        """A head as one that ends names of events, which it may be beside another (活动); None for another or 会."""
        event = self.ontology.types[self.meeting]
        if head.type.root == self.meeting:
            return head if len(head.text) > 1 else None
        return Head(head.text, event, True) if head.text in event.weak_heads else None

    def is_stop(self, word: str, tag: str) -> bool:
        """Whether a word is a verb of policy prose, alone or behind an adverb (深入开展)."""
        if word in self.stops:
            return True
        joined = len(word) == 4 and tag in ("i", "l", "n", "v") and word[2:] in self.stops
        return joined and (word[:2] in self.stops or word[:2] in self.adverbs)

    def is_done_so(self, word: str) -> bool:
        """Whether four characters are an adverb and the verb that is done so: 大力支持."""
        return word[:2] in self.words["pureAdverbs"] and (word[2:] in self.stops or word[2:] in self.words["deeds"])

    def _parted(self, text: str, tag: str, counted: bool) -> tuple[Part, ...] | None:
        """The words that the grammar needs in place of one of the segmenter, a figure before it or not; None where it
        needs that."""
        parts = tuple(part for freed in _freed(text, tag, self.words["joinedPrepositions"])
                      for part in _recut(*freed, counted, self))
        return None if parts == ((text, tag),) else parts

    def _lexemes(self, *classes: str) -> Lexemes:
        """Classes of words, to be asked for the longest one that begins or ends at a place."""
        return Lexemes(w for name in classes for w in self.words[name])

    def _pattern(self, template: str) -> re.Pattern[str]:
        """A regular expression in which `{name}` stands for any word of a class, the longest first.

        In a word of the lexicon `[了]` may be missing, `…` stands for a few characters of the clause and `|` stands
        between its forms; `{han}` is any Chinese character.
        Raises `OntologyError` for a class that no file declares, and for a template that is no expression.
        """
        source = _CLASS.sub(lambda m: _HAN if m.group(1) == "han" else alternatives(self.words[m.group(1)]), template)
        try:
            return re.compile(source)
        except re.error as error:
            raise OntologyError("the pattern {template!r} is no regular expression: {error}", template=template,
                                error=error) from error


def _forms(words: Iterable[str]) -> Iterator[str]:
    """The forms of words of the lexicon, between which `|` stands."""
    return (form for word in words for form in _BETWEEN_FORMS.split(word))


def _needle(form: str) -> str:
    """The longest run of characters that stands in whatever a form of the lexicon means."""
    return max(_OPEN.split(form), key=len)


def _step_words(ontology: Ontology) -> set[str]:
    """The words that say a step of a life by themselves."""
    return {word for step in ontology.steps.values() for word in (*step.verbs, *step.passives)}


def _step_prepositions(ontology: Ontology) -> set[str]:
    """The words before a thing that say a step of it wherever it is named: 根据."""
    return {word for step in ontology.steps.values() for word in step.prepositions}


def _step_frames(ontology: Ontology) -> set[str]:
    """The words with which frames begin that say a step: 启动…建设."""
    return {frame.partition("…")[0] for step in ontology.steps.values() for frame in step.frames}


def alternatives(words: Iterable[str]) -> str:
    """A regular expression of any of some words of the lexicon."""
    forms = (form for whole in _forms(words) for form in _openings(whole))
    return f"(?:{'|'.join(map(_expression, longest_first(forms)))})"


def _openings(form: str) -> list[str]:
    """A form whose opening may be missing ([共同|联合]主办) as several: an expression whose alternatives begin with
    characters is searched for ten times faster."""
    opening = _PART.match(form)
    if opening is None or not opening.group(1):
        return [form]
    rest = form[opening.end():]
    return [*(part + rest for part in opening.group(1).split("|")), rest]


def _expression(word: str) -> str:
    return _PART.sub(_part, word)


def _part(match: re.Match[str]) -> str:
    if match.group(1):
        return f"(?:{'|'.join(map(re.escape, match.group(1).split('|')))})?"
    return re.escape(match.group(2)) if match.group(2) else _GAP


def cut_words(text: str, lexicon: Lexicon, classes: frozenset[str]) -> tuple[tuple[Word, ...], list[int]]:
    """The words of a text of some classes, with what the segmenter joins or tags otherwise than the grammar needs set
    right, and where they begin, with the end of the last."""
    cut, counted = _segmented(text, lexicon)
    asked = _doubtful(cut, lexicon)
    if _RETAGGED in classes:
        asked |= {at for at, (said, _) in enumerate(cut) if said in lexicon.words[_RETAGGED]}
    for at in sorted(asked | counted, reverse=True):  # from the last on, so that those before keep their place
        parts = lexicon.parted(*cut[at], at in counted)
        if parts is not None:
            cut[at:at + 1] = parts
        elif at in asked:
            lexicon.plain.meet(cut[at][0])
    return lay_out(cut)


def _segmented(text: str, lexicon: Lexicon) -> tuple[list[Part], set[int]]:
    """The words as the segmenter gives them, and which of them stand right behind a figure."""
    cut = lexicon.cut(text)
    if _FIGURE.search(text) is None:
        return cut, set()
    if (".19" in text or ".20" in text) and _NUMBERED.search(text):
        cut = [part for word in cut for part in _unnumbered(*word)]
    if "届" in text:
        cut = list(_editions(cut))
    return cut, {at for at, (said, _) in enumerate(cut[:-1], 1) if said[-1].isdigit()}


def _doubtful(cut: Sequence[Part], lexicon: Lexicon) -> set[int]:
    """Which of some words may be others to the grammar; a short one is never another but by its tag."""
    plain = lexicon.plain
    return {at for at, (said, _) in enumerate(cut) if len(said) >= _SHORT and said not in plain}


def _editions(cut: Sequence[Part]) -> Iterator[Part]:
    """The number of an edition as one word, in figures as in characters: 第|48|届 as 第四十八届."""
    at = 0
    while at < len(cut):
        said = "".join(word for word, _ in cut[at:at + 3])
        whole = _EDITION.fullmatch(said) is not None
        yield (said, cut[at][1]) if whole else cut[at]
        at += 3 if whole else 1


def _unnumbered(text: str, tag: str) -> Iterable[Part]:
    """The number of an item and the year behind it, which the segmenter takes for one figure: 5.|2025|年."""
    if _NUMBERED_FIGURE.fullmatch(text):
        number, _, text = text.partition(".")
        yield from ((number, tag), (".", "x"))
    yield text, tag


def _is_joined(text: str, lexicon: Lexicon) -> bool:
    """Whether the segmenter joins two nouns: 试点工作, 数据产业.  A field is one word unless its beginning may end
    another (大|数据产业), and so is what says which industries are meant: 新兴产业."""
    if not text.endswith(lexicon.listed["joinedNouns"]) or text in lexicon.by_verb:
        return False
    if text in lexicon.fields:
        return text[:2] in lexicon.bound(_field_ends)
    return not (text[:2] in lexicon.words["fieldModifiers"] and text[2:] in lexicon.words["industryEnds"])


def _field_ends(lexicon: Lexicon) -> frozenset[str]:
    """The last characters of fields of three: 大|数据."""
    return frozenset(field[1:] for field in lexicon.fields if len(field) == _SHORT)


def _freed(text: str, tag: str, prepositions: frozenset[str]) -> Iterator[Part]:
    """What the segmenter takes for a name, without the preposition that it joins to it: 由|华进."""
    if tag in _COINED and len(text) == _SHORT and text[0] in prepositions and not make_dictionary()(text):
        yield text[0], "p"
        text = text[1:]
    yield text, tag


def _recut(text: str, tag: str, counted: bool, lexicon: Lexicon) -> Iterator[Part]:
    """A word as the grammar needs it; `counted` says that a figure stands before it."""
    if text in lexicon.words[_RETAGGED]:
        tag = "n"
    if counted and text in lexicon.words["measures"]:
        tag = "q"
    elif counted and text[0] in lexicon.words["joinedMeasures"]:
        yield text[0], "q"  # 4|个|省…, not 4|个省
        text, tag = text[1:], "n"
    if len(text) == _JOINED and lexicon.is_done_so(text):
        yield text[:2], "d"  # 大力|支持
        text, tag = text[2:], "v"
    if len(text) == _JOINED and _is_joined(text, lexicon):
        yield text[:2], _FIRST_TAGS[text[:2] in lexicon.words["pureAdverbs"]]  # 试点|工作
        text, tag = text[2:], "n"
    yield text, tag
