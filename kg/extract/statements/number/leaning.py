"""What a number measures where its own clause says it but in part: a share of something, a sum of what was told, money
that is spent on what follows, things that do something."""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import dropwhile
from typing import NamedTuple

from kg.extract.lexicon import Lexicon
from kg.extract.statements.number.noun import noun_before

_COMPARED = r"(?:{growthWords}|{perfective}|{atLeast}|{about}|{atMost}|{equal})*"
_WHOLE = (r"{shareVerbs}(?!{shareTails})([^,;。]{0,16}?)(?:的?{shareTails})?{behindIndicator}*"
          r"(?:{comparedWith}(?:19|20)\d\d年{datedTails}?)?{baseMarks}?")
_SHARE = rf"^(.*?){_WHOLE}{_COMPARED}$"
_OWNED = r"{owning}{perfective}?({wholes})(?:的|{atLeast}|{about}|{atMost})*$"
_COMPARED_END = r"(?:{atLeast}|{about}|{atMost}|{equal}|{perfective})+$"
_SPENDER = r"(?:.*{spenderEnds}|{beforeIndicator})?"
_FOLLOWING = re.compile(r"(?:[^,。;:!?\d()“”]|“[^“”]{1,16}”){3,24}")
_CLAUSE = re.compile(r"[^,。;:!?\d]{2,30}(?![^,。;:!?\d])")
_BEFORE_FIGURE = re.compile(r"[^,。;:!?\d]{0,4}")
_FEWEST = 2  # characters of a noun
_LONGEST_FRAME = 16  # characters of who does what
_FRAMED = re.compile(r"[^,。;:、!?\d()]+")
_FRAMING = ("framingVerbs", "heldVerbs", "reachVerbs", "standingVerbs")  # what is done with things that are there
_HOW = r"(?:{behindIndicator}|{topicAdverbs}|{repeatedly})+$"
_TIME = "t"
_LONGEST_HEAD = 12  # characters of what two measures have before the same word
_NOBODY = frozenset("dpcu")  # tags of words that stand in no name of who does it
_NAMING = frozenset("nrjlizbx")  # tags of the words with which such a name ends
_PLACE_NAME = "ns"
_FEWEST_BEFORE_FIGURE = 4  # of what things do that goes on with another figure


class Parts(NamedTuple):
    """Of what something is a share: what is (none where the clause does not say), and the whole (none likewise)."""

    part: str
    whole: str


def shared(lexicon: Lexicon, left: str) -> Parts | None:
    """What a share is of, as what stands before it says: 增量|占全国; 占全省; 区外就业|占."""
    found = lexicon.pattern(_SHARE).match(left.strip(" ,"))
    if found is None:
        return None
    whole = lexicon.pattern("^(?:{perfective}|{changedMarks})").sub("", found.group(2)).strip("的 ")
    return Parts(noun_before(lexicon, found.group(1)), whole)


def owned(lexicon: Lexicon, left: str) -> str | None:
    """The whole of which something makes a share of what follows: 贡献了|全省|80%的就业."""
    found = lexicon.pattern(_OWNED).search(left)
    return found.group(1) if found else None


def spent(lexicon: Lexicon, left: str, line: str, end: int) -> str | None:
    """On what money is spent, with the verb: 投入|2亿元|建设平台."""
    verb = lexicon.lexemes("spendingVerbs").ending(left, len(left))
    following = _FOLLOWING.match(line, end)
    if verb is None or following is None or not lexicon.pattern(_SPENDER).fullmatch(left, 0, len(left) - len(verb)):
        return None
    behind = following.group()
    opens = lexicon.lexemes("verbs", "increments", "purposeVerbs").beginning(behind, 0)
    return verb + behind if opens is not None and lexicon.lexemes("growthWords").beginning(behind, 0) is None else None


def framing(lexicon: Lexicon, phrase: str, place: bool) -> str:
    """Who does what with so many things, as a clause says before their number: 该工程|连通|12条河流; empty where it says
    nobody, or a `place` alone, or no verb that leaves things as they are counted."""
    if not _FEWEST < len(phrase) <= _LONGEST_FRAME or _FRAMED.fullmatch(phrase) is None:
        return ""
    words = lexicon.cut(phrase)
    if words[-1][1] == _PLACE_NAME:
        phrase = phrase.removesuffix(words[-1][0])  # 该工程连通|广西
    verb = lexicon.lexemes(*_FRAMING).ending(phrase, len(phrase))
    if verb is None or verb in lexicon.words["besideMarks"]:
        return ""
    who = _who(lexicon, lexicon.pattern(_HOW).sub("", phrase.removesuffix(verb)), place)
    return who + verb if who else ""


def _who(lexicon: Lexicon, phrase: str, place: bool) -> str:
    """Who does something, without the `place` that opens a phrase; empty where it names nobody."""
    words = [*dropwhile(_is_time, lexicon.cut(phrase)[place:])]
    words = [*dropwhile(_is_time, reversed(words))][::-1]
    who = lexicon.pattern(_HOW).sub("", "".join(word for word, _ in words))
    if len(who) < _FEWEST or any(tag[0] in _NOBODY for _, tag in words):
        return ""
    deeds = lexicon.lexemes("verbs", "increments", "additions", "alteringVerbs", *_FRAMING)
    named = words[-1][1][0] in _NAMING or deeds.ending(who, len(who)) is None  # 展览|展出 is told as a verb
    return who if named else ""


def _is_time(word: tuple[str, str]) -> bool:
    """Whether a word with its tag is one of time: 今天."""
    return word[1] == _TIME


def names_alone(lexicon: Lexicon, phrase: str) -> bool:
    """Whether a phrase names something and ends with no verb: 快递|业务量, but not 接待|游客."""
    if len(phrase) > _LONGEST_HEAD or not _FRAMED.fullmatch(phrase) or "的" in phrase:
        return False
    deeds = lexicon.lexemes("verbs", "increments", "additions", "alteringVerbs", "receiving", *_FRAMING)
    words = lexicon.cut(phrase)
    return deeds.ending(phrase, len(phrase)) is None and all(tag[0] not in _NOBODY for _, tag in words)


class Doing(NamedTuple):
    """Counted things and what they do: 8家|企业|获评示范工厂."""

    what: str
    things: str

    def __str__(self) -> str:
        """Called by what they do: 获评示范工厂的企业."""
        return f"{self.what}的{self.things}"


def doing(lexicon: Lexicon, line: str, noun: str, start: int, at: int | None, following: str) -> Doing | None:
    """What counted things do whose noun begins at `start` and goes on with a predicate, at `at` or behind it;
    `following` is what is counted next, and may be what that is done to (400所|高校|推出700个|项目)."""
    at = at or _behind(lexicon, line, noun, start)
    if at is None or lexicon.lexemes("compounds").beginning(noun, at) is not None:
        return None
    told = _to_clause_end(line, start + at)
    if not told and (following or len(noun) - at >= _FEWEST_BEFORE_FIGURE):
        deed = noun[at:] or _BEFORE_FIGURE.match(line, start + at).group()  # type: ignore[union-attr]
        told = lexicon.pattern(_COMPARED_END).sub("", deed) + following
    return Doing(told, noun[:at]) if told and len(told) >= _FEWEST else None


def _behind(lexicon: Lexicon, line: str, noun: str, start: int) -> int | None:
    """The end of a noun of things that may do something, where a predicate stands behind it: 17项|成果|实现就地转化."""
    end = len(noun)
    doers = lexicon.lexemes("countedDoers").ending(noun, end)
    return None if doers is None or lexicon.lexemes("predicates").beginning(line, start + end) is None else end


def done_by(lexicon: Lexicon, line: str, things: str, end: int) -> Doing | None:
    """What things do whose number ends at `end`, be nothing but a predicate behind it: 企业97户|获奖."""
    noun = lexicon.lexemes("compounds").beginning(line, end) is not None  # 30个|在建项目
    if noun or lexicon.lexemes("predicates").beginning(line, end) is None:
        return None
    told = _to_clause_end(line, end)
    return Doing(told, things) if told and len(told) >= _FEWEST else None


def predicate(lexicon: Lexicon, noun: str, start: int, words: Container[int]) -> int | None:
    """Where what things do begins in a noun phrase: behind a word for things that may do something, or at an adverb; it
    begins at `start` in its sentence, whose words begin at `words`."""
    things = lexicon.lexemes("countedDoers")
    role = next((at for at, _ in lexicon.lexemes("roleMarks").places(noun) if at >= _FEWEST), len(noun))
    found = next((at for at, _ in lexicon.lexemes("predicates").places(noun) if at and things.ending(noun, at)), None)
    sure = next((at for at, _ in lexicon.lexemes("surePredicates").places(noun) if at >= _FEWEST), None)
    told = _clause_adverb(lexicon, noun, start, words), _finite(lexicon, noun, start, words)
    starts = [at for at in (found, sure, *told) if at is not None]
    return min(*starts, role) if starts else None


def _finite(lexicon: Lexicon, noun: str, start: int, words: Container[int]) -> int | None:
    """Where in a noun phrase a verb begins that nothing makes an attribute: one with 了 behind it (60个|城市|优化了政策),
    or 是 (90亩的|老城|是核心)."""
    marks = (at for at, _ in lexicon.lexemes("perfective").places(noun) if at > _FEWEST and start + at in words)
    found = (_copula(lexicon, noun, start, words), _verb_before(lexicon, noun, start, words, next(marks, 0)))
    return min((at for at in found if at is not None), default=None)


def _copula(lexicon: Lexicon, noun: str, start: int, words: Container[int]) -> int | None:
    """Where in a noun phrase 是 begins, or 为 behind things that may become something."""
    things, being = lexicon.lexemes("countedDoers"), lexicon.words["beingWords"]
    places = lexicon.lexemes("beingWords", "beingMade").places(noun)
    return next((at for at, word in places if at >= _FEWEST and start + at in words
                 and (word in being or things.ending(noun, at))), None)


def _verb_before(lexicon: Lexicon, noun: str, start: int, words: Container[int], end: int) -> int | None:
    """Where the verb begins that ends there, with the verbs and adverbs before it."""
    deeds = lexicon.lexemes("verbs", "increments", "predicates", "pureAdverbs")
    at = next((k for k in reversed(range(_FEWEST, end)) if start + k in words), None)
    while at is not None and (deed := deeds.ending(noun, at)) is not None and at - len(deed) >= _FEWEST:
        at -= len(deed)
    return at


def _clause_adverb(lexicon: Lexicon, noun: str, start: int, words: Container[int]) -> int | None:
    """Where in a noun phrase a word begins with which a clause goes on, unless that leads to a noun of its own: 企业|在
    海外|建设的园区."""
    places = lexicon.lexemes("clauseAdverbs").places(noun)
    at = next((at for at, word in places
               if at >= _FEWEST and start + at in words and start + at + len(word) in words), None)
    return at if at is not None and "的" not in noun[at:] else None


def _to_clause_end(line: str, start: int) -> str | None:
    """What a clause says from a place on; None where another figure stands there."""
    clause = _CLAUSE.match(line, start)
    return clause.group().strip("、") if clause and not line[clause.end():clause.end() + 1].isdigit() else None
