"""What a number measures where its own clause says it but in part: a share of something, a sum of what was told, money
that is spent on what follows, things that do something."""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.extract.lexicon import Lexicon
from kg.extract.statements.number.noun import noun_before

_COMPARED = r"(?:{growthWords}|{perfective}|{atLeast}|{about}|{atMost}|{equal})*"
_SHARE = r"^(.*?){shareVerbs}(?!{shareTails})([^,;。]{0,16}?)(?:的?{shareTails})?{baseMarks}?" + _COMPARED + "$"
_SPENDER = r"(?:.*{spenderEnds}|{beforeIndicator})?"
_FOLLOWING = re.compile(r"(?:[^,。;:!?\d()“”]|“[^“”]{1,16}”){3,24}")
_CLAUSE = re.compile(r"[^,。;:!?\d]{2,40}")
_FEWEST = 2  # characters of a noun


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
    return Parts(noun_before(lexicon, found.group(1)) or "", whole)


def spent(lexicon: Lexicon, left: str, line: str, end: int) -> str | None:
    """On what money is spent, with the verb: 投入|2亿元|建设平台."""
    verb = lexicon.lexemes("spendingVerbs").ending(left, len(left))
    following = _FOLLOWING.match(line, end)
    if verb is None or following is None or not lexicon.pattern(_SPENDER).fullmatch(left, 0, len(left) - len(verb)):
        return None
    behind = following.group()
    opens = lexicon.lexemes("verbs", "increments", "purposeVerbs").beginning(behind, 0)
    return verb + behind if opens is not None and lexicon.lexemes("growthWords").beginning(behind, 0) is None else None


def doing(lexicon: Lexicon, line: str, noun: str, start: int) -> str | None:
    """Things with what they do as an attribute: 企业获评示范工厂 → 获评示范工厂的企业; `start` is where the noun begins."""
    doers = lexicon.lexemes("countedDoers")
    at = next((at for at, _ in lexicon.lexemes("predicates").places(noun) if at and doers.ending(noun, at)), None)
    if at is None or lexicon.lexemes("compounds").beginning(noun, at) is not None:
        return None
    clause = _CLAUSE.match(line, start + at)
    told = clause.group() if clause and not line[clause.end():clause.end() + 1].isdigit() else noun[at:]
    return f"{told.strip('、')}的{noun[:at]}" if len(told) >= _FEWEST else None
