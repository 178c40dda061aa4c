"""The unit of a number: how it is held, and what it is where none is written."""

from __future__ import annotations

from kg.extract.lexicon import Lexicon

_MONEY = "元"


def make_held_units(lexicon: Lexicon) -> dict[str, str]:
    """The units that are held otherwise than they are written."""
    pairs = (pair.partition("|") for pair in lexicon.words["unitsHeldAs"])
    return {written: held for written, _, held in pairs}


def make_unsaid_units(lexicon: Lexicon) -> dict[str, str]:
    """In what those are counted of whom a number is told without a unit."""
    return dict(pair.split("|") for pair in sorted(lexicon.words["unsaidUnits"]))


def held_unit(lexicon: Lexicon, unit: str) -> str:
    """A unit as it is held: 百分点 alone is %."""
    return lexicon.bound(make_held_units).get(unit, unit)


def unsaid_unit(lexicon: Lexicon, indicator: str) -> str:
    """The unit of a number that has none: yuan for what is money, else the counter that ends the indicator, or that of
    those whom it names: 用户总量."""
    end = len(indicator)
    if lexicon.lexemes("moneyNouns").ending(indicator, end) is not None:
        return _MONEY
    counter = lexicon.lexemes("personCounters").ending(indicator, end)
    if counter is not None:
        return counter
    counted = indicator.removesuffix(lexicon.lexemes("countTails").ending(indicator, end) or "")
    return next((unit for noun, unit in lexicon.bound(make_unsaid_units).items() if counted.endswith(noun)), "")


def index_unit(lexicon: Lexicon) -> str:
    """The unit in which the level of an index is held: points."""
    return min(lexicon.words["indexUnits"])
