"""Whether a sentence speaks of what is done or of what is to be done, and of which year.

Chinese marks tense sparsely, so several signs are weighed: the genre of the document (a work plan speaks of what is to
come), the section (工作回顾, 下一步安排), years before or after the document's own, words of achievement and of
intention, and clauses that open with an imperative (加快, 推进, 支持).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.text import Sentence, Tense, Text
from kg.values import plan_period
from kg.words import Lexemes

# A year that something is compared with (较2020年增长) is not the year that is spoken of.
_YEAR = re.compile(r"(?<![\d较比])((?:19|20)\d\d)\s?年(?!\s?\d{1,2}\s?月)")
# A plan's title says for which years it holds: 某行动方案(2024—2026年).
_SPAN = re.compile(r"\(((?:19|20)\d\d)年?[-—–至]+((?:19|20)\d\d)年?\)")
# The year in a document's title is when that was written or begins, not the year of what is told of it.
_TITLE = re.compile(r"《[^《》]*》")
_OVER_YEARS = re.compile(r"年均|[五5]年(?!级)(?![^,;。]{0,4}(?:计划|规划|行动))")
_RELATIVE = re.compile(r"今年|年内|全年|本年|去年|上年|明年")
_PLAN = re.compile(r"“?([一二三四五六七八九十]{1,2}五)”?(?=时期|期间|末|规划|科技工作|以来|主要|目标|,|的)")
# The last and the first year of a plan: “十四五”收官之年.
_PLAN_YEAR = re.compile(r"“?([一二三四五六七八九十]{1,2}五)”?(?:规划)?(收官|开局)")
_PAST = re.compile(r"一年来|这[一五]年|五年间|五年来|近年来|以来|去年|过去(?:一年|五年)|回顾")
_CLAUSE = re.compile(r"(?:^|[,;:。!?、])([^,;:。!?、]+)")
_ORDINAL = re.compile(r"^(?:\(?[一二三四五六七八九十\d]{1,3}[)、.]|[一二三四五六七八九十]{1,2}是|[一二三四五六七八九十]要)*")

# Weights of the signs, in one scale: a section outweighs a few imperatives, a strong sign everything weak.
_REVIEW, _SECTION, _OTHER_YEAR, _STRONG, _RESULT, _IMPERATIVE, _REPORT, _NEWS, _NEIGHBOURS = 3.5, 1.5, 3.0, 1.5, 1.0, 0.5, 0.3, 1.2, 0.2


@dataclass(frozen=True)
class Signs:
    """The word classes that tell tense, bound to an ontology."""

    done: Lexemes
    results: Lexemes
    coming: Lexemes
    imperatives: Lexemes
    review: tuple[str, ...]
    planning: tuple[str, ...]


def tenses(doc: Text) -> list[Tense]:
    """The tense of every sentence of the doc, in order."""
    words = doc.lexicon.words
    signs = Signs(Lexemes(words["done"]), Lexemes(words["results"]), Lexemes(words["coming"]), Lexemes(words["imperatives"]),
                  tuple(words["reviewHeadings"]), tuple(words["planHeadings"]))
    titles = [s.text for s in doc.sentences if s.passage.role == "title"]
    if is_plan(doc):
        span = next((f"{m.group(1)}/{m.group(2)}" for t in titles if (m := _SPAN.search(t))), None)
        return [Tense(any(w in s.text for w in ("已", "成功", "去年")) and "力争" not in s.text, _period(s.text, doc.frame.year) or span)
                for s in doc.sentences]
    of_title = next((m.group(1) for t in titles if (m := _YEAR.search(t))), None)
    found: list[Tense] = []
    for block in _blocks(doc):
        found += _block_tenses(doc, block, signs, of_title)
    return found


def _blocks(doc: Text) -> Iterator[list[Sentence]]:
    """Runs of sentences under the same headings: what they say of time they mostly say together."""
    block: list[Sentence] = []
    for sentence in doc.sentences:
        if block and block[-1].passage.headings != sentence.passage.headings:
            yield block
            block = []
        block.append(sentence)
    if block:
        yield block


def _block_tenses(doc: Text, block: list[Sentence], signs: Signs, of_title: str | None) -> Iterator[Tense]:
    """The tenses of one block: a strong sign holds to the end of its paragraph, where there is none the weak signs decide.

    Where no year is named, that of the title is meant for results, that of the document for the rest.
    """
    of_document = doc.frame.date[:4] if doc.frame.date else None
    year = doc.frame.year
    section, heading = _section(block[0], signs)
    section_period = _own_year(heading, year)
    if section > 0 and section_period is None and year:
        section_period = _reviewed_year(doc, block, year)
    annual = int(section_period) if section_period and len(section_period) == 4 else year
    span = next((p for m in _PLAN.finditer(heading) if (p := plan_period(m.group(1)))), None)
    weak = [_weak(s.text, signs) for s in block]
    neighbours = _NEIGHBOURS * sum(weak)
    starts = [i for i, s in enumerate(block) if not i or "\n" in doc.document.text[block[i - 1].passage.end:s.passage.start]]
    for first, last in zip(starts, [*starts[1:], len(block)], strict=True):
        leaning = section + (_REPORT if doc.frame.speaker else _NEWS) + sum(weak[first:last]) + neighbours
        mode: bool | None = None
        named: str | None = None
        for sentence in block[first:last]:
            own = _period(sentence.text, year, annual)
            strong = _strong(sentence.text, signs, year, own)
            if strong:
                mode = strong > 0
            named = own or named
            done = mode if mode is not None else leaning > 0
            carried = section_period if done == (section > 0) else None
            yield Tense(done, named or carried or (done and of_title) or of_document, annual, span)


def _section(sentence: Sentence, signs: Signs) -> tuple[float, str]:
    """What the headings above a sentence say of time: the weight, and the heading that says it; the innermost counts."""
    for heading in reversed(sentence.passage.headings):
        if any(w in heading for w in signs.review):
            # What is called a review tells of what is done, however its clauses open; 主要做法 is weaker.
            return (_REVIEW if re.search("回顾|总结|完成情况", heading) else _SECTION), heading
        if any(w in heading for w in signs.planning):
            return -_SECTION, heading
    return 0.0, ""


def _reviewed_year(doc: Text, block: list[Sentence], year: int) -> str | None:
    """The year of a review whose heading names none: the first that it names, or for a report of the first quarter the year before."""
    first = next((m.group(1) for s in block for m in _YEAR.finditer(_TITLE.sub("", s.text))), None)
    if first is not None and int(first) in (year, year - 1):
        return first
    return str(year - 1) if doc.frame.speaker is not None and (doc.frame.date or "")[5:7] in ("01", "02", "03") else None


def _own_year(heading: str, year: int | None) -> str | None:
    """The period of a section: of a year and a plan period (“十三五”和2020年工作回顾) the year."""
    found = _YEAR.search(heading)
    return found.group(1) if found else _period(heading, year)


def _strong(text: str, signs: Signs, year: int | None, own: str | None) -> float:
    """The strong signs of a sentence's own words: above zero for what is done, below for what is to come, zero for none."""
    score = _STRONG * _members(text, signs.done) - _STRONG * _members(text, signs.coming)
    if _PAST.search(text):
        score += _OTHER_YEAR
    elif own and year:
        # A plan period that has begun is neither past nor to come.
        score += _OTHER_YEAR if int(own[-4:]) < year else -_OTHER_YEAR if int(own[:4]) > year else 0.0
    return score


def _weak(text: str, signs: Signs) -> float:
    """The weak signs: words of a result, less the clauses that open with an imperative."""
    score = _RESULT * _members(text, signs.results)
    for clause in _CLAUSE.finditer(text):
        opening = _ORDINAL.sub("", clause.group(1).strip("“ "))
        if signs.imperatives.beginning(opening, 0) and not re.search("了|已", opening[:8]):
            score -= _IMPERATIVE
    return score


# 要 not in 主要, 要求, 要素; 将 not in 即将, 将军; 了 not in 了解.
_NOT = {"要": re.compile(r"(?<![主重需首纪])要(?![素求点闻件])"), "将": re.compile(r"(?<!即)将(?![军近])"), "下一步": re.compile("(?<!为)下一步"), "了": re.compile(r"了(?!解|然)")}


def _members(text: str, words: Lexemes) -> int:
    """How many different words of a class stand in a text."""
    return len({word for i, word in words.places(text) if word not in _NOT or _NOT[word].match(text, i)})


def is_plan(doc: Text) -> bool:
    """Whether the document is of a genre that speaks of what is to come, told by its title: 工作要点, 行动计划."""
    titles = [_SPAN.sub("", t) for t in (*(s.text for s in doc.sentences if s.passage.role == "title"), doc.document.title or "")]
    genres = tuple(doc.lexicon.words["planGenres"])
    review = tuple(doc.lexicon.words["reviewHeadings"])
    return any((t.rstrip("的通知 ").rstrip(")》”").endswith(genres) or ("通知" in t and any(g in t for g in genres)))
               and not any(w in t for w in review) for t in titles)


def _period(text: str, year: int | None, annual: int | None = None) -> str | None:
    """The last year or plan period that a text names; `annual` is what 全年 and 年内 mean, `year` else."""
    text = _TITLE.sub(lambda m: " " * len(m.group()), text)
    found: list[tuple[int, str]] = [(m.start(), m.group(1)) for m in _YEAR.finditer(text)]
    for match in _PLAN.finditer(text):
        if period := plan_period(match.group(1)):
            found.append((match.start(), period))
    for match in _PLAN_YEAR.finditer(text):
        if period := plan_period(match.group(1)):
            found.append((match.start(), period[-4:] if match.group(2) == "收官" else period[:4]))
    if year:
        for match in _RELATIVE.finditer(text):
            shift = -1 if match.group() in ("去年", "上年") else 1 if match.group() == "明年" else 0
            found.append((match.start(), str(annual if annual and match.group() in ("全年", "年内") else year + shift)))
    return max(found)[1] if found else None


def period_at(sentence: Sentence, position: int, tense: Tense, year: int | None) -> str | None:
    """The year or period that holds at a position: the plan period for what 年均 and 五年 measure, the last one named
    before it, else what was carried there."""
    before = sentence.text[:position]
    if tense.span and _OVER_YEARS.search(re.split("[,;:。]", before)[-1]):
        return tense.span
    return _period(before, year, tense.year) or tense.period
