"""A document's clean text to passages: sentences under their headings, with the page's furniture set apart."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from kg.furniture import is_furniture, is_trail
from kg.model import Document, Passage, Table

_NUMERAL = "一二三四五六七八九十百"
# The outline's levels, outermost first.
_LEVELS = (
    re.compile(rf"第[{_NUMERAL}\d]{{1,4}}[编章]"),
    re.compile(rf"第[{_NUMERAL}\d]{{1,4}}节"),
    re.compile(rf"第[{_NUMERAL}\d]{{1,5}}条(?=[ 【(]|$)"),
    re.compile(rf"[{_NUMERAL}]{{1,3}}、"),
    re.compile(rf"\([{_NUMERAL}]{{1,3}}\)"),
    re.compile(r"\d{1,3}[.、](?!\d)|\(\d{1,3}\)"),
)
_ANY_LEVEL = re.compile("|".join(pattern.pattern for pattern in _LEVELS))
_ARTICLE = _LEVELS[2]
_SENTENCE = re.compile(r"[^。!?;\n]*[。!?;]+[”’)》」]*|[^。!?;\n]+")
_BYLINE = re.compile(
    r"(?:作者|记者|通讯员|来源|信息来源|发布时间|发布日期|时间|日期|发稿|稿源|文|图|文/图|供稿|发布机构|索引号|"
    r"文号)\s*[::/]"
    r"|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s*(?:\d{1,2}:\d{2}|来源|作者)"
)
_ONE_LINE_FROM = 300
_RUN_TOGETHER = re.compile(rf"(?<=[。!?;])(?=[{_NUMERAL}]{{1,3}}、|\([{_NUMERAL}]{{1,3}}\)|"
                           rf"第[{_NUMERAL}]{{1,3}}[编章节条]|\d{{1,2}}[.、](?!\d))")
_CHAPTER = re.compile(rf"\s*第[{_NUMERAL}]{{1,4}}[编章节]\s+\S{{1,20}}\s+(?=第[{_NUMERAL}]{{1,5}}条\s)")
_TITLE_END = re.compile(r"[^,。;:!?\n]{4,58}?(?:要点|方案|意见|通知|办法|规划|计划|报告|讲话|规定|条例|纲要|公告|决定|"
                        r"措施|细则)"
                        r"(?=20\d\d年(?!度)|为[^,。的]{2,20}[,。]|各[^,。]{1,12}[:,]|根据|按照|一、|第一|近日|"
                        r"\d{1,2}月\d)")
# How titles of policy documents end.
_TITLED = re.compile(r"(?:.{0,60}关于.{2,60}(?:通知|意见|报告|公告|决定|批复|函|通报)|.{3,}(?:要点|总结|报告|计划|方案|"
                     r"规划|办法|措施|意见|条例|规定|细则|讲话|致辞|指南|安排|纲要|召开|举行|闭幕|开幕|揭牌|"
                     r"专访))(?:\([^)]*\))?$")
_WORD = re.compile(r"[^\W_]")
_HEAD_LINES = 40  # a title stands among so many first lines, before the first paragraph
_PARAGRAPH = 90
_RUN_IN = 32  # a numbered run-in heading (1.强化政治引领。) is a sentence no longer than this
_LONGEST_HEADING = 50
# What a machine writes down has no full stops; the longest sentence of a thousand real documents has 501 characters.
_LONGEST = 2_000
_PAUSE = re.compile("[,、:]|(?<! ) +")
_SHORTEST_TITLE = 6  # a shorter line in front of the title is the name of a column

Role = Literal["title", "heading", "body", "cell", "byline", "furniture"]
Span = tuple[int, int]


def segment(document: Document) -> tuple[Passage, ...]:
    """The passages of a document in their order; their spans cover every character but blanks and line breaks.

    Each cell of a table is a line of its own, so that no passage goes from one into another.
    """
    passages: list[Passage] = []
    headings: list[tuple[int, str]] = []
    cells = _Cells(document.tables)
    spans = cells.cut(_line_spans(document.text))
    held = [cells.hold(document.text, *span) for span in spans]
    title = _title_line(document, ["" if inside else document.text[slice(*span)]
                                   for span, inside in zip(spans, held, strict=True)])
    for number, (start, end) in enumerate(spans):
        line = document.text[start:end]
        level = None if held[number] else _level(line)
        role: Role = "cell" if held[number] and _WORD.search(line) else _role(line, level, document, number, title)
        if role == "body" and level is not None and (article := _ARTICLE.match(line.strip())):
            # The number of an article is the heading of all that it says.
            headings = [h for h in headings if h[0] < level] + [(level, article.group())]
        if role == "heading" and level is not None:
            headings = [h for h in headings if h[0] < level] + [(level, line.strip())]
        for first, last in (part for span in _sentence_spans(line) for part in _bounded(line, *span)):
            text = line[first:last]
            passage = Passage(len(passages), start + first, start + last, text,
                              tuple(h for _, h in headings), role)
            if role == "body" and first == _indent(line) and level is not None and len(text) <= _RUN_IN \
                    and last < len(line) and level != _LEVELS.index(_ARTICLE):
                headings = [h for h in headings if h[0] < level] + [(level, text.strip())]
                passage = replace(passage, role="heading", headings=tuple(h for _, h in headings))
            passages.append(passage)
    return tuple(passages)


class _Cells:
    """Where the cells of a document's tables stand."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._spans = sorted((c.start, c.end) for t in tables for c in t.cells if c.start < c.end)
        self._starts = [start for start, _ in self._spans]

    def hold(self, text: str, start: int, end: int) -> bool:
        """Whether a line stands in a cell."""
        line = text[start:end]
        start += len(line) - len(line.lstrip())
        place = bisect_right(self._starts, start) - 1
        return place >= 0 and start + len(line.strip()) <= self._spans[place][1]

    def cut(self, lines: Sequence[Span]) -> list[Span]:
        """The lines, cut at the borders of cells that nothing divides."""
        return [part for line in lines for part in self._parts(*line)] if self._spans else list(lines)

    def _parts(self, start: int, end: int) -> list[Span]:
        inside = self._spans[max(0, bisect_right(self._starts, start) - 1):bisect_left(self._starts, end)]
        places = {place for span in inside for place in span if start < place < end}
        return list(pairwise(sorted({start, end} | places)))


def _line_spans(text: str) -> list[tuple[int, int]]:
    """The lines; where a whole document stands in one, it is cut behind its title and at its outline's numbers."""
    spans = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text) if m.group().strip()]
    spans = [part for start, end in spans for part in _behind_chapter(text, start, end)]
    if len(spans) > len(text) // 1000 + 1:
        return spans
    return [span for start, end in spans
            for span in (_cut(text, start, end) if end - start >= _ONE_LINE_FROM else [(start, end)])]


def _behind_chapter(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A line that runs a chapter's heading and its first article together, as two: 第二章 规划建设  第八条 …."""
    found = _CHAPTER.match(text, start, end)
    return [(start, found.end()), (found.end(), end)] if found else [(start, end)]


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    title = _TITLE_END.match(text, start)
    places = [start, *([title.end()] if title else []), *(m.start() for m in _RUN_TOGETHER.finditer(text, start, end)),
              end]
    return list(pairwise(sorted(set(places))))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _sentence_spans(line: str) -> list[tuple[int, int]]:
    """Sentences of a line; a stop inside 《》 or brackets does not end one."""
    spans: list[tuple[int, int]] = []
    for match in _SENTENCE.finditer(line):
        start, end = match.span()
        if line[start].isspace():
            start += _indent(match.group())
        if start >= end:
            continue
        if spans and _open(line[spans[-1][0]:spans[-1][1]]):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _bounded(line: str, start: int, end: int) -> Iterable[Span]:
    """A sentence; one that never ends in parts, so that what is read in it costs no more than in others."""
    if start < end <= start + _LONGEST:
        return ((start, end),)
    return _parts(line, start, end)


def _parts(line: str, start: int, end: int) -> Iterator[Span]:
    """The parts of a sentence that never ends, each up to where it pauses."""
    while end - start > _LONGEST:
        limit = start + _LONGEST
        pauses = [limit, *(m.end() for m in _PAUSE.finditer(line, start + _LONGEST // 2, limit))]
        cut = next((p for p in reversed(pauses) if _closed(line, start, p)), pauses[-1])
        yield start, cut
        start = cut + _indent(line[cut:end])
    if start < end:
        yield start, end


def _closed(line: str, start: int, end: int) -> bool:
    """Whether every bracket that opens in a span is closed there."""
    return all(line.count(a, start, end) == line.count(b, start, end) for a, b in ("()", "《》", "“”"))


def _open(text: str) -> bool:
    """Whether a bracket is still open; one that stays open for long was never closed."""
    return len(text) < 200 and (text.count("(") > text.count(")") or text.count("《") > text.count("》"))


def _title_line(document: Document, lines: list[str]) -> int | None:
    """Which line is the title: among the first ones the one that ends as titles do, is repeated, or stands above a
    by-line."""
    best, best_score = None, 0.0
    for number, line in enumerate(lines[:_HEAD_LINES]):
        bare = line.strip()
        if not bare:
            continue
        if len(bare) > _PARAGRAPH and bare[-1] in "。!?":
            break
        if not _SHORTEST_TITLE <= len(bare) <= 100 or bare[-1] in "。!?;:,、" or "。" in bare \
                or _level(bare) is not None or is_furniture(bare) \
                or _BYLINE.search(bare) or not re.search("[\u4e00-\u9fff]{4}", bare):
            continue
        following = [x.strip() for x in lines[number + 1:number + 3]]
        score = 3.0 * bool(_TITLED.match(bare)) \
            + 1.5 * ("关于" in bare and bare.endswith(("通知", "意见"))) \
            + 2.0 * (bare in (document.title or "") or document.text.count(bare) > 1) \
            + 1.0 * (len(bare) >= 12) \
            + 1.0 * any(_BYLINE.search(x) or x.startswith(("—", "―", "(")) for x in following) \
            + 0.5 * (best is None)
        if score > best_score:
            best, best_score = number, score
    return best


def _level(line: str) -> int | None:
    line = line.strip()
    if _ANY_LEVEL.match(line) is None:
        return None
    return next(i for i, pattern in enumerate(_LEVELS) if pattern.match(line))


def _role(line: str, level: int | None, document: Document, number: int, title: int | None) -> Role:
    """What a line of a level of the outline is; `number` is its place in the document and `title` that of the title."""
    bare = line.strip()
    if not _WORD.search(bare) or is_furniture(bare):
        return "furniture"
    above = title is not None and number < title
    if above and is_trail(bare):
        return "furniture"
    if len(bare) <= 120 and "。" not in bare and _BYLINE.search(bare):
        return "byline"
    if number == title or bare == document.title:
        return "title"
    ended = bare[-1] in "。!?;:,、"
    if above and not ended and len(bare) < 12 and level is None:
        return "furniture"  # the page's menu
    if level is not None and not ended and len(bare) <= _LONGEST_HEADING:
        return "heading"
    return "body"
