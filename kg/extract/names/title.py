"""Documents named in 《》, where the marks say where a name begins and ends, and the document's own title."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.proposal import Name, Over
from kg.extract.rule import NO, Rule, Table
from kg.extract.text import Sentence, Text
from kg.gazetteer import full_name

_TITLE = re.compile(r"《([^《》]*(?:《[^《》]*》[^《》]*)*)》")
_INNER_MARKS = str.maketrans("<>〈〉", "《》《》")
_ADDED = r"[(][^()]*[)]$"
_TAIL = r"\((?:{draftMarks}|[12]\d{3}[-—年][^)]*)\)$"
_FORWARDED = r"(.{4,40}?){titleTopics}{forwarding}《?(.{4,80}?)》?的{notices}$"
_AGREES = "{signings}|{agreeing}"
_REPORT = r"((?:19|20)\d\d年)?({governments}{governmentReports})"
_APPLYING = r"[^《》]{2,20}{applying}《[^《》]+》的?[^《》]{2,8}"
_UNMARKED = (r"{titleVerbs}{perfective}?(?P<title>{titleTopics}[^,。;:、“”《》]{4,50}?的[^,。;:、“”《》的]{0,6}?{documentEnds})"
             r"(?!{genresGoingOn})")
_AFTER = frozenset("xvdcp")  # tags of words behind the title of a document
_YEAR = re.compile(r"^\d{4}年度?")
_SITE = re.compile(r"(?<=.{8})\s*[|_].*$")
_EXCERPT = r"\s*[(]{excerptMarks}[)]$"
_COMMON = 4  # characters of a title that is only a common word (《决定》)
_LEAST = 8  # characters of a title line that names the document


@case
class Marked:
    """What stands in 《》."""

    text: Text
    sentence: Sentence
    match: re.Match[str]

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def inner(self) -> str:
        """What stands between the marks."""
        return self.match.group(1).strip()


    @property
    def issued(self) -> bool:
        """Whether it ends as what a body issues does, or with the year up to which it plans: 《中国制造2025》."""
        bare = self.lexicon.pattern(_ADDED).sub("", self.inner).rstrip()
        return self.lexicon.lexemes("documentEnds").ending(bare, len(bare)) is not None or bare[-4:].isdigit()


# Why what stands in 《》 is no document that a body issues.
MARKED: Table[Marked] = Table(
    "book-title",
    Rule("work", lambda m: not m.issued, NO),
)


@case
class TitleLine:
    """A line that is the document's title and ends as documents are called."""

    text: Text
    line: str

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def headline(self) -> bool:
        """Whether it says that somebody comes to an agreement: 某大学与某市|签署|合作协议."""
        verb = self.lexicon.pattern(_AGREES).search(self.line)
        topics = self.lexicon.listed["titleTopics"]
        return verb is not None and verb.start() > 0 and not self.line.startswith(topics)


# Whether a title line is the name of the document.
OWN_TITLES: Table[TitleLine] = Table(
    "own-title",
    Rule("headline", lambda t: t.headline, NO),
)


def find_titles(text: Text) -> Iterator[Name]:
    """What stands in 《》, except works."""
    for sentence in (s for s in text.sentences if "《" in s.text):
        for match in _TITLE.finditer(sentence.text):
            marked = Marked(text, sentence, match)
            if not MARKED.any(marked):
                name, *others = _names(marked)
                type = text.lexicon.document
                yield Name(sentence, match.span(), type, "book-title", name, tuple(others), over=Over.TAKE)


def find_unmarked_titles(text: Text) -> Iterator[Name]:
    """A title without 《》 behind the verb that issues it: 印发|关于加快发展某产业的若干意见."""
    pattern = text.lexicon.pattern(_UNMARKED)
    for sentence in (s for s in text.saying("titleTopics") if s.passage.role != "title"):
        for match in pattern.finditer(sentence.text):
            start, end = match.span("title")
            behind = sentence.word_at(end)
            marked = sentence.text.count("《", 0, start) > sentence.text.count("》", 0, start)
            if not marked and end - start >= _LEAST and (behind is None or behind.tag[0] in _AFTER):
                yield Name(sentence, (start, end), text.lexicon.document, "book-title", over=Over.TAKE)


def _names(marked: Marked) -> list[str]:
    """What a document is called, in full and otherwise.

    A bare common word (《决定》) takes the session before it into its name; a notice that only forwards a document
    (某办公室关于印发某办法的通知) stands for that document.
    """
    inner = marked.inner
    name = inner.translate(_INNER_MARKS)
    bare = marked.lexicon.pattern(_TAIL).sub("", name)
    others = [bare] if bare != name else []
    forwarded = marked.lexicon.pattern(_FORWARDED).match(name)
    if forwarded:
        return [forwarded.group(2).strip("《》"), name, *others]
    before = next(
        (m for m in marked.sentence.before(marked.match.start()) if marked.sentence.span(m)[1] == marked.match.start()),
        None,
    )
    if len(inner) <= _COMMON and before is not None:
        return [f"{owner}《{inner}》" for owner in (before.name, before.text, *before.names)] + others
    return [name, *others]


def find_own_title(text: Text) -> Iterator[Name]:
    """The title line itself (宁波市科学技术局2024年工作要点, 甲市实施《乙法》办法), or the document that it says is
    forwarded."""
    lexicon = text.lexicon
    genres = (*lexicon.ontology.types[lexicon.document].heads, *lexicon.words["titleGenres"])
    for sentence in (s for s in text.sentences if s.passage.role == "title"):
        if "《" in sentence.text and lexicon.pattern(_APPLYING).fullmatch(sentence.text.strip()) is None:
            continue
        line = lexicon.pattern(_EXCERPT).sub("", _SITE.sub("", sentence.text).rstrip())
        forwarded = lexicon.pattern(_FORWARDED).match(line)
        if forwarded:
            yield Name(sentence, forwarded.span(2), lexicon.document, "own-title", names=(line,))
        elif lexicon.pattern(_TAIL).sub("", line).endswith(genres) and not OWN_TITLES.any(TitleLine(text, line)):
            yield from _titles(text, sentence, line)


def _titles(text: Text, sentence: Sentence, line: str) -> Iterator[Name]:
    """A title as the name of the document; a government's report (2026年政府工作报告) with the place that it leaves out."""
    report = text.lexicon.pattern(_REPORT).fullmatch(line)
    place = next((full_name(p) for p in text.places.values()), None)
    names = [_YEAR.sub("", line), text.lexicon.pattern(_TAIL).sub("", line)]
    full = None
    if report and place:
        full, *names = (report[1] or "") + place + report[2], place + report[2]
    if full or len(line) >= _LEAST:
        yield Name(sentence, (0, len(line)), text.lexicon.document, "own-title", full, tuple(names), over=Over.TAKE)
