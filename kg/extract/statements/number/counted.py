"""Whether a figure measures anything: no ordinal, no part of a name, no 四个方面, no amount that a rule grants."""

from __future__ import annotations

import re
from itertools import pairwise

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, Rule, Table
from kg.extract.statements.number.figure import Number, Numbers
from kg.extract.text import Text
from kg.gazetteer import level
from kg.model import Mention
from kg.values import Figure

_ASPECT = r"{aspectOpenings}*"
_LEVEL = r"{countedLevels}"
_OF_LEVEL = r"{han}{4}|{han}{1,2}级"
_ORIGINS = r"{countedLevels}{listJoints}{han}{1,4}的"  # 43个国家和地区的代表
_GRANTED = r"{grantVerbs}{grantLimits}?$"
_PAID = r"{payments}{perfective}?[^,。;:、]{2,14}{subsidies}$"  # 兑付|企业研发准备金|补助
_PAID_REACH = 24  # characters of such words
_AWAY_REACH = 20  # characters of where from something is far
_ONE_OF = r"[^,。;、]{2,16}{oneOf}"  # 90项|重点工程之一
_AIM = r"{aims}|(?:19|20)\d\d年"
_BRACKET = re.compile(r"(?:\([^()]*\)|\|.*)\s*$")
_TITLE_END = r"[)》”]*(?:{noticeTails}| )*$"
_GRANT_REACH = 8  # characters of such a verb with what may stand behind it
_OWNER = r"[^,;。、:\d]{2,20}{shareVerbs}[^,;。、:\d]{2,14}\d[\d.]*%"  # 14个|产业产值占农业总产值的80%
_NEWS_OPENING = 16  # characters in which a sentence of news names of whom it tells
_CLASS = r"(?!{verbs}|{increments}|{purposeVerbs})的?{han}"  # 2000万元以上|的技改项目
# 总投资超10亿元|项目50个, 产值超100亿元|的产业集群18个: what is counted behind.
_CLASS_AHEAD = _CLASS + r"{0,12}?(?:{totals}|{about}|{atLeast}|{equal}|{perfective})*$"
_MEASURED_CLASS = r"(?:^|[,;:、\d])[^,;:、。\d]{0,16}?(?:{dimensions}|{measuredNouns}|{projectMeasures}|{rateNouns})$"
_DONE_TO_CLASS = r"(?:^|[,;:])(?:{disposalMarks}|{towards})[^,;:。]{2,24}$"  # 对|利用率超过40%|的设施改造
_DONE_TO_REACH = 28  # characters of these words
_OF_AVERAGE = r"{allOnAverage}的(?:\d[\d.]*%[、和])*$"
_AVERAGE_REACH = 16  # characters of such a word with the shares joined with the figure
_INCLUDED = r"\({includes}$"
_DIGITS = r"数(?!{han})|{digitWords}"


@case
class Source:
    """A sentence as a source of numbers; `rules` says that its document lays down rules, `law` that it does nothing
    else."""

    numbers: Numbers
    rules: bool
    law: bool

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.numbers.lexicon

    @property
    def role(self) -> str:
        """What the line is in its document."""
        return self.numbers.sentence.passage.role


def _abroad(s: Source) -> bool:
    """美国…: what other countries do, of which a sentence tells that names no Chinese place."""
    numbers = s.numbers
    places = [i for m in numbers.sentence.mentions if (i := s.lexicon.individual(m)) is not None and m.type == i.type]
    foreign = next((m for m in numbers.sentence.mentions if _is_foreign(s.lexicon, m)), None)
    opens = foreign is not None and numbers.sentence.span(foreign)[0] <= _NEWS_OPENING
    return opens and all(level(place) == "none" for place in places)


def _is_foreign(lexicon: Lexicon, mention: Mention) -> bool:
    """Whether it is a place abroad, or a body that is called by one: 某国国防部."""
    place = lexicon.individual(mention)
    if lexicon.roots[mention.type] != lexicon.body:
        return place is not None and place.iri in lexicon.places_abroad
    start, _, found, _ = next(iter(lexicon.lookup(mention.name)), (1, 0, (), False))
    return start == 0 and any(i.iri in lexicon.places_abroad for i in found)


# Why nothing is counted in a sentence.
SOURCES: Table[Source] = Table(
    "number-sentence",
    Rule("byline", lambda s: s.role == "byline", NO),
    Rule("title", lambda s: s.role == "title", NO),
    # What a law sets, unless it names an aim.
    Rule("law", lambda s: s.law and not s.lexicon.pattern(_AIM).search(s.numbers.line), NO),
    # What a rule grants, and on what conditions.
    Rule("war", lambda s: "warWords" in s.numbers.sentence.classes, NO),
    Rule("abroad", _abroad, NO),
    Rule("grants", lambda s: s.rules and s.lexicon.pattern("{ruleAmounts}").search(s.numbers.line), NO),
)


def lays_down_rules(text: Text, genres: str = "ruleGenres") -> bool:
    """Whether a document lays down rules, told by its title: beside what it grants stand conditions and amounts."""
    genre, tasks = (text.lexicon.pattern("{" + words + "}" + _TITLE_END) for words in (genres, "taskGenres"))
    titles = (_BRACKET.sub("", s.text) for s in text.sentences if s.passage.role == "title")
    return any(genre.search(title) and not tasks.search(title) for title in titles)


def _redacted(n: Number) -> bool:
    """What was taken out of the text stands at it, or is a part of it."""
    return not n.of.sentence.redacted.isdisjoint((n.figure.start - 1, n.figure.start, n.figure.end))


def _rank(n: Number) -> bool:
    """全球前|1%学科, 居全国前|10位: how high something stands."""
    ranks = n.unit_in("shareUnits") or n.figure.unit in n.lexicon.words["rankUnits"]
    return ranks and n.before("{rankMarks}$", 2) is not None


def _aspect(n: Number) -> bool:
    """四个|方面: the text counts its own parts; but of a level things are counted that are called by it (3个省级园区)."""
    if not n.unit_in("aspectCounters"):
        return False
    opening = n.behind(_ASPECT)
    start = n.figure.end if opening is None else opening.end()
    things = n.lexicon.lexemes("countedKeys").beginning(n.line, start)
    uncounted = n.lexicon.lexemes("uncounted").beginning(n.line, start)
    return uncounted is not None and things is None and not _of_level(n, start)


def _contents(n: Number) -> object:
    """22项|主要指标, 约束性指标|8个: the text counts what it holds."""
    return n.unit_in("aspectCounters") and (n.behind("{ownContents}") or n.before("{ownContents}$", _GRANT_REACH))


def _of_level(n: Number, start: int) -> bool:
    level, thing = n.lexicon.pattern(_LEVEL), n.lexicon.pattern(_OF_LEVEL)
    return level.match(n.line, start) is not None and thing.match(n.line, start) is not None


def _other_letter(n: Number) -> bool:
    """3P模式: the unit of computing power is a letter that means other things too."""
    nouns = n.lexicon.words["computingNouns"]
    return n.unit_in("computingUnits") and not any(noun in n.line[:n.figure.start] for noun in nouns)


def _loss(n: Number) -> bool:
    """3人|受伤: what befalls people is no work."""
    return n.unit_in("personUnits") and next(n.lexicon.lexemes("losses").places(n.clause_text), None) is not None


def _class(n: Number) -> object:
    """2000万元以上|的项目: from what size on things are of a class."""
    sized = n.of_money or n.unit_in("sizeUnits") or n.figure.unit in n.lexicon.words["householdUnits"]
    reached = not n.unit_in("shareUnits") and n.before("{reachedMarks}$", _GRANT_REACH)  # 单量达|1000单以上|的经营主体
    return (sized or reached) and n.figure.trailing and n.behind(_CLASS)


def _class_ahead(n: Number) -> object:
    """产值超|100亿元|的集群18个, 对利用率超过|40%|的设施…, 10万台功率超过|200千瓦|的设备: above what things are of a class."""
    if n.figure.trailing or not (n.unit_in("shareUnits") or n.of_money or n.unit_in("sizeUnits")):
        return False
    if n.compared.comparator not in ("atLeast", "atMost") or n.lexicon.pattern(
            _MEASURED_CLASS).search(n.line, max(0, n.start - _DONE_TO_REACH), n.start) is None:
        return False
    return _of_class(n)


def _of_class(n: Number) -> object:
    """Whether what is measured so far says of which class the things are that are counted, or done something to."""
    if n.unit_in("shareUnits"):
        return n.behind(_CLASS) and n.before(_DONE_TO_CLASS, _DONE_TO_REACH)
    return _counts_with(n, n.at + 1) or (n.behind("的{han}") and _counts_with(n, n.at - 1))


def _counts_with(n: Number, at: int) -> bool:
    """Whether the figure before or behind counts the things of which a figure says how large they are."""
    if not 0 <= at < len(n.of.figures):
        return False
    other = n.of.figures[at]
    counts = other.unit and not other.unit.startswith(n.lexicon.listed["moneyUnits"]) and not any(
        other.unit in n.lexicon.words[name] for name in ("sizeUnits", "shareUnits", "multipleUnits"))
    if not counts:
        return False
    if at < n.at:
        return n.lexicon.pattern(r"[^,;:、。\d]{2,16}").fullmatch(n.line, other.end, n.figure.start) is not None
    return n.lexicon.pattern(_CLASS_AHEAD).fullmatch(n.line, n.figure.end, other.start) is not None


def _grade(n: Number) -> object:
    """1个|5000亿元|级产业集群: it grades what is counted."""
    return n.behind("{gradeMarks}的?{han}")


def _away(n: Number) -> object:
    """距离机场|1公里, 江河沿线|1公里, 加速至每小时|700公里: how far it is, and how fast something goes."""
    return n.unit_in("sizeUnits") and n.before("{distanceMarks}[^,;]{0,16}$|{alongMarks}$|{paces}$", _AWAY_REACH)


def _condition(n: Number) -> object:
    """不超过400元|的个人: up to what size things are of a class."""
    return n.of_money and n.before("{atMost}$", _GRANT_REACH) and n.behind("的{han}")


def _listed(n: Number) -> bool:
    """甲、乙、丙|3个地市: how many places were just named."""
    if not n.behind("{kindsOfPlaces}"):
        return False
    text, sentence, first = n.of.text, n.of.sentence, n.figure.start
    last = next((m for m in sentence.covering(first - 1, first) if text.is_a(m, text.lexicon.place)), None)
    return last is not None and n.line[:sentence.span(last)[0]].endswith(("、", "和"))


def _bodies(n: Number) -> object:
    """甲局等|5个部门: how many bodies do something together of which some were just named."""
    return n.before("等$", 1) and n.behind("{kindsOfBodies}")


def _from_places(n: Number) -> object:
    """来自|30个国家, 30个|国家和地区的企业."""
    return n.before("{originMarks}$", _GRANT_REACH) or n.behind(_ORIGINS)


# Why a figure measures nothing.
NUMBERS: Table[Number] = Table(
    "number",
    Rule("ordinal", lambda n: n.lexicon.lexemes("ordinalMarks").ending(n.line, n.figure.start), NO),
    Rule("quoted", lambda n: n.of.quoted(n.figure.start), NO),
    Rule("redacted", _redacted, NO),
    Rule("per", lambda n: n.before("{perMarks}$", 1), NO),
    Rule("rank", _rank, NO),
    Rule("in-name", lambda n: n.of.within_name(n.figure.start, n.figure.end), NO),
    Rule("bare", lambda n: not n.figure.unit and not n.figure.scaled and not n.indexed, NO),
    Rule("aspect", _aspect, NO),
    Rule("in-a-row", lambda n: n.before("{consecutive}$", _GRANT_REACH), NO),
    Rule("contents", _contents, NO),
    Rule("threshold", lambda n: n.behind("{scaledThresholds}"), NO),
    Rule("included", lambda n: n.before(_INCLUDED, _GRANT_REACH), NO),
    Rule("granted", lambda n: n.before(_GRANTED, _GRANT_REACH) and not n.before(_PAID, _PAID_REACH), NO),
    Rule("quorum", lambda n: n.unit_in("personUnits") and n.before("{quorums}{perfective}?$", _GRANT_REACH), NO),
    Rule("weight", lambda n: n.unit_in("shareUnits") and n.before(r"\($", 1) and n.behind(r"\)"), NO),
    Rule("panel", lambda n: n.unit_in("personUnits") and n.behind("{panels}"), NO),
    Rule("distance", lambda n: n.unit_in("sizeUnits") and n.behind("{sizeTails}"), NO),
    Rule("other-letter", _other_letter, NO),
    Rule("loss", _loss, NO),
    Rule("norm", lambda n: n.behind(r"(?:\([^()]*\))?{normMarks}"), NO),
    Rule("rate-unit", lambda n: n.behind("/|{paces}"), NO),
    Rule("restated", lambda n: n.lexicon.lexemes("restating").ending(n.line, n.start), NO),
    Rule("class", _class, NO),
    Rule("class-ahead", _class_ahead, NO),
    Rule("condition", _condition, NO),
    Rule("bodies", _bodies, NO),
    Rule("sample", lambda n: n.unit_in("aspectCounters") and n.behind("{sampledThings}"), NO),
    Rule("grade", _grade, NO),
    Rule("away", _away, NO),
    Rule("of-average", lambda n: n.unit_in("shareUnits") and n.before(_OF_AVERAGE, _AVERAGE_REACH), NO),
    Rule("one-of", lambda n: n.behind(_ONE_OF), NO),
    Rule("listed", _listed, NO),
    Rule("origin", _from_places, NO),
    Rule("owner", lambda n: not n.unit_in("shareUnits") and n.behind(_OWNER), NO),
    Rule("time", lambda n: n.behind("{timeUnits}(?!度{han}{2})"), NO),
    Rule("digits", lambda n: n.behind(_DIGITS), NO),
    Rule("idle-unit", lambda n: n.unit_in("idleUnits"), NO),
)


@case
class Neighbours:
    """Two figures of a sentence that follow each other."""

    numbers: Numbers
    first: Figure
    second: Figure

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.numbers.lexicon

    @property
    def between(self) -> str:
        """What stands between them."""
        return self.numbers.line[self.first.end:self.second.start]


# Why two figures that follow each other are no cells of a row that lost its borders.
ROWS: Table[Neighbours] = Table(
    "number-row",
    Rule("words-between", lambda n: n.between.strip(), NO),
    # 1个|5000亿元级集群: the second grades what the first counts.
    Rule("bound", lambda n: not n.between and n.second.trailing, NO),
    Rule("grade", lambda n: not n.between and n.lexicon.pattern("{graded}").match(n.numbers.line, n.second.end), NO),
    Rule("bare", lambda n: not n.between and not n.second.unit, NO),
)


def figures_in_row(numbers: Numbers) -> set[Figure]:
    """The figures that stand right beside another, nothing but blanks between them (鄞州区 1200家 80亿元).

    They are cells of a row that lost its borders: nobody can tell what each measures.
    """
    pairs = (Neighbours(numbers, first, second) for first, second in pairwise(numbers.figures))
    return {figure for pair in pairs if not ROWS.any(pair) for figure in (pair.first, pair.second)}
