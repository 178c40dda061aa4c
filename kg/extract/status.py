"""Whether a clause speaks of what is done or of what is to be done, and of which year."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.extract.draft import Draft, Sentence
from kg.values import plan_period

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?!\d{1,2}月)")
_RELATIVE = re.compile(r"今年|年内|全年|本年|去年|上年|明年")
_PLAN = re.compile(r"“?([一二三四五六七八九十]{1,2}五)”?(?=时期|期间|末|规划|科技工作|以来|主要|目标|,|开局|收官|的)")
_PAST = re.compile(r"一年来|五年来|近年来|以来|去年|过去(?:一年|五年)|回顾")


@dataclass(frozen=True, slots=True)
class Tense:
    """What a sentence's surroundings say of time: whether it is done, and the year or period last named."""

    done: bool
    period: str | None


def tenses(draft: Draft) -> list[Tense]:
    """The tense of every sentence of the draft, in order.

    A work plan speaks of what is to come; elsewhere a sentence's own words decide, and where it has none the
    sentence before it does.  A year before the document's own is past.
    """
    words = draft.ontology.words
    plan = _is_plan(draft)
    done_words, coming, imperatives = tuple(words["done"]), tuple(words["coming"]), tuple(words["planned"])
    year = draft.frame.year
    found: list[Tense] = []
    done, told, period, line = not plan, False, None, -1
    for sentence in draft.sentences:
        text = sentence.text
        own = _period(text, year)
        here = draft.document.text.count("\n", 0, sentence.passage.start)
        if here != line:
            line, told = here, False  # what a paragraph says of time holds to its end
        if own and len(own) == 4:
            told = True
        period = own if plan else own or period
        achieved, ahead = sum(w in text for w in done_words), _count(text, coming)
        if plan:
            done = any(w in text for w in ("已", "成功", "去年")) and "力争" not in text
        elif (own and year and len(own) == 4 and int(own) < year) or _PAST.search(text):
            done, told = True, True
        elif (own and year and len(own) == 4 and int(own) > year) or (own and ahead):
            done = False
        elif achieved != ahead:
            done, told = achieved > ahead, True
        elif not told and any(w in text for w in imperatives):
            done = False
        found.append(Tense(done, period))
    return found


def _count(text: str, words: tuple[str, ...]) -> int:
    """How many of the words stand in a text; 要 not as a part of 主要, 要求 and their like."""
    return sum(bool(re.search(r"(?<![主重需首纪])要(?![素求点闻件])", text)) if w == "要" else
               bool(re.search(r"(?<![即])将(?![军近])", text)) if w == "将" else w in text for w in words)


def _is_plan(draft: Draft) -> bool:
    titles = [s.text for s in draft.sentences if s.passage.role == "title"] + [draft.document.title or ""]
    genres = tuple(draft.ontology.words["planGenres"])
    return any(t.rstrip("的通知 ").rstrip(")》”").endswith(genres) or ("通知" in t and any(g in t for g in genres)) for t in titles)


def _period(text: str, year: int | None) -> str | None:
    """The last year or plan period that a text names."""
    found: list[tuple[int, str]] = [(m.start(), m.group(1)) for m in _YEAR.finditer(text)]
    for match in _PLAN.finditer(text):
        if period := plan_period(match.group(1)):
            found.append((match.start(), period))
    if year:
        for match in _RELATIVE.finditer(text):
            shift = -1 if match.group() in ("去年", "上年") else 1 if match.group() == "明年" else 0
            found.append((match.start(), str(year + shift)))
    return max(found)[1] if found else None


def period_at(sentence: Sentence, position: int, tense: Tense, year: int | None) -> str | None:
    """The year or period that holds at a position: the last one named before it, else what was carried there."""
    return _period(sentence.text[:position], year) or tense.period
