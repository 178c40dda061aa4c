"""Saved web pages: the main text with its title, day, source, author and number; navigation and page furniture left
out.

The text is taken from the tree that lxml makes, after a count against the decoded page: where the parser lost text (it
stops at a depth and at a size, without a word), the page is read again without its structure.
"""

from __future__ import annotations

import copy
import html as entities
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from lxml import etree, html
from readability import Document as Readability

from kg.furniture import is_furniture
from kg.limits import Limits
from kg.model import Finding, Reading, Severity, Source, Table
from kg.read.encoding import to_text
from kg.read.hidden import asks_for_script, frames, hidden_texts, is_hidden, reason_for_nothing
from kg.read.lines import are_page_lines
from kg.read.records import Record
from kg.read.table import RawCell, make_table
from kg.values import written_date

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)|"""
                      rb"""<\?xml[^>]{0,80}?encoding\s*=\s*["']([\w-]+)""", re.IGNORECASE)
_DATE = re.compile(r"((?:19|20)\d\d)[-/年.](\d{1,2})[-/月.](\d{1,2})")
_PUBLISHED = re.compile(r"(?:发布时间|发布日期|发表时间|成文日期|时间|"
                        r"日期)\s*[:：]?\s*((?:19|20)\d\d[-/年.]\d{1,2}[-/月.]\d{1,2})")
_VALUE = r"\s*[:：]\s*([^\s|｜【\[<>:：]{2,24}?)(?=$|[\s|｜【\[<>]|发布|发表|时间|日期|作者|来源|浏览|点击|字号|编辑)"
# A line that is a day and an hour, or a day with the source.
_DATED = re.compile(r"^\s*((?:19|20)\d\d[-/年.]\d{1,2}[-/月.]\d{1,2})日?\s*(?:\d{1,2}:\d\d|.{0,4}来源)", re.MULTILINE)
_ORIGIN = re.compile(rf"(?:信息来源|文章来源|稿件来源|来源){_VALUE}", re.MULTILINE)
_AUTHOR = re.compile(rf"(?:作者|撰稿){_VALUE}", re.MULTILINE)
_NUMBER = re.compile(r"(?:发文字号|文\s*号)\s*[:：]?\s*"
                     r"([^\s:：]{1,14}[〔\[(（]\d{4}[〕\])）]\s*(?:第\s*)?\d{1,5}\s*号)")
_META = {
    "title": ("articletitle", "og:title"),
    "date": ("pubdate", "publishdate", "article:published_time", "publish_time", "date", "firstpublishedtime"),
    "publisher": ("contentsource", "source", "og:site_name", "sitename"),
    "author": ("author", "article:author"),
}
# The site's name behind the page's title.
_SITE = re.compile(r"\s*[_|｜]\s*.*$|\s+[-—–]{1,2}\s+\S.*$|[-—–]{1,2}\S{0,20}(?:网站?|门户|政府|平台|局|厅|委|部)$")

_SILENT = {"script", "style", "noscript", "template", "iframe", "head", "svg", "select", "button", "textarea", "object",
           "rt", "rp", "figcaption", "audio", "video"}
_SITE_PARTS = {"nav", "header", "footer", "aside"}
_BLOCKS = {"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "table", "ul", "ol", "dl",
           "dt", "dd", "blockquote", "pre",
           "figure", "main", "body", "html", "caption", "thead", "tbody", "tfoot", "form", "fieldset", "center",
           "header", "footer", "nav", "aside", "hr", "address"}
# Blocks in which pages that were converted hold a line each.
_PARAGRAPHS = {"p", "div", "section", "article", "center", "pre", "main", "body", "html", "form", "figure"}
_TEXT_OF_HIDDEN = ".//text()[not(ancestor::" + " or ancestor::".join(sorted(_SILENT)) + ")]"
_CONTENT = (re.compile(r"^\s*content\s*start\s*$", re.IGNORECASE), re.compile(r"^\s*content\s*end\s*$", re.IGNORECASE))
_SITE_TITLE = re.compile(r"(?:首页|门户网站|官网|网站|平台|人民政府)$")
_SHORTEST_TITLE = 6
_RUNNING = re.compile(r"[。；！？]|[，、：,;].{10}|.{30}")  # what tells a text from a label
_KEPT_SHARE = 0.98
_SHORTEST_LINKED = 16  # a shorter line that is a link leads elsewhere; a longer one may be the name of an annex
_LONGEST_CELL = 300  # a table of longer cells is the page's layout
_MOST_ROWS = 10_000  # what a cell may say that it covers
_DIGITS = re.compile(r"\s*(\d{1,5})")

_NO_XML = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # which no parser of pages takes
_NOT_TEXT = re.compile(r"<!--.*?-->|<(script|style|noscript|template|iframe|head|svg|select|textarea|"
                       r"object)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*)[^<>]*>|<[!?/][^<>]*>")
_SPACE = re.compile(r"\s+")
_ENOUGH = 200  # a difference of fewer characters is one of counting


def read_html(data: bytes, source: Source, limits: Limits,
              charset: str | None = None) -> tuple[list[Reading], list[Finding]]:
    """One reading whose raw text is the page's main text, a block a line, a table's row a line.

    `charset` is what the page came with says of it (the part of a mail), which goes before what the page says itself.
    """
    declared = _CHARSET.search(data[:4096].replace(b"\x00", b""))
    says = next(g for g in declared.groups() if g).decode("ascii") if declared else None
    text, findings = to_text(data, source.name, charset or says)
    text = _NO_XML.sub("", text.removeprefix("\ufeff").replace("\x0c", "\n").replace("\x0b", "\n"))
    root = _parse(text)
    if root is None:
        return [], [*findings, Finding("warning", "read", "empty", source.name, "the page holds no text")]
    page = _Page(root)
    flat = _flat_lines(text)
    seen = sum(map(_size, flat))
    if page.size + page.hidden < seen * _KEPT_SHARE and page.size + page.hidden < seen - _ENOUGH:
        findings.append(Finding("warning", "read", "deep-page", source.name,
                                f"the page is nested too deep or too large for its parser, which lost "
                                f"{seen - page.size} of {seen} characters; it was read without its structure, "
                                f"navigation and all"))
        lines, lost = [Line(line) for line in flat], ""
    else:
        lines, lost = page.main_lines()
    shown, told = _with_hidden(root, lines, source.name)
    findings += told
    first = next((line.text for line in shown.lines if _RUNNING.search(line.text)), "")
    title = _title(page, first) or shown.detail("title")
    furniture = [line.text for line in shown.lines if _is_furniture(line)]
    kept = _with_title([line for line in shown.lines if not _is_furniture(line)], title)
    if not kept:
        return [], findings
    if lost and not shown.own:
        findings.append(Finding("warning", "read", "text-left-out", source.name,
                                f"running text outside the main part of the page is left out, first: “{lost[:30]}…”"))
    details = {field: said or shown.detail(field) for field, said in _details(page, flat).items()}
    left_out = {"furniture": sum(map(_size, furniture)), "hidden text": shown.left_out}
    held = seen + shown.own - page.hidden
    left_out["navigation"] = max(0, held - left_out["furniture"] - sum(_size(line.text) for line in kept))
    left_out = {reason: count for reason, count in left_out.items() if count}
    tables, ends = _spans(kept)
    raw = "".join(f"{line.text}\n" for line in kept)
    return [Reading(source, raw, title, **details, left_out=left_out, tables=tables, block_ends=ends,
                    recognised=None)], findings


@dataclass(frozen=True, slots=True)
class _Shown:
    """The lines that a page is read as; of what it hides, how much of it they are (`own`) and how much is left out."""

    lines: list[Line]
    own: int = 0
    left_out: int = 0
    record: Record | None = None

    def detail(self, field: str) -> str | None:
        """What the data that the lines stand in says of them."""
        return self.record.detail(field) if self.record is not None else None


def _with_hidden(root: html.HtmlElement, lines: list[Line], where: str) -> tuple[_Shown, list[Finding]]:
    """The lines of a page, or of what it hides where that is its text: where it is much more than what is shown."""
    running = [line for line in lines if _RUNNING.search(line.text) and not _is_furniture(line)]
    visible = "".join("".join(line.text.split()) for line in lines)
    found = [unseen for hidden in hidden_texts(root) if (unseen := hidden.beside(visible)) is not None]
    total = sum(hidden.size for hidden in found)
    shown = sum(_size(line.text) for line in running)
    asks = asks_for_script(visible)
    best = max((hidden for hidden in found if hidden.markup), key=lambda hidden: hidden.size, default=None)
    if best is not None and (best.size > 2 * shown or asks):
        parts = [h for h in found if h is best or (best.record is None and h.markup and h.place == best.place)]
        own = [line for hidden in parts for line in _lines_of(hidden.markup)]
        message = f"the text was read from {best.place} of the page, which only its script shows"
        left_out = total - sum(hidden.size for hidden in parts)
        held = [*(running if not asks else ()), *own]
        return _Shown(held, sum(_size(line.text) for line in own), left_out, best.record), [
            Finding("info", "read", "hidden-text", where, message)]
    if asks or all(map(_is_furniture, lines)):
        code, message = reason_for_nothing(root, found)
        severity: Severity = "warning" if code == "empty" else "error"
        return _Shown([], left_out=total), [Finding(severity, "read", code, where, message)]
    told: list[Finding] = []
    if total > shown // 2:
        told.append(Finding("warning", "read", "text-left-out", where, "running text that the page does not show "
                            f"({found[0].place}) is left out, first: “{found[0].sample[:30]}…”"))
    if inner := frames(root):
        told.append(Finding("info" if running else "warning", "read", "frames", where,
                            f"what stands in its frames is not in the page: {', '.join(inner[:6])}"))
    return _Shown(lines, left_out=total), told


def _lines_of(markup: str) -> list[Line]:
    """The lines of a text that stood in a page as data: of a piece of a page, or plain."""
    root = _parse(markup) if "<" in markup else None
    if root is None:
        lines = entities.unescape(markup).splitlines()
        return [Line(text) for line in lines if (text := _SPACE.sub(" ", line).strip())]
    page = _Page(root)
    return list(page.lines(page.body))


def _spans(lines: Sequence[Line]) -> tuple[tuple[Table, ...], tuple[int, ...]]:
    """The tables of the text that some lines make, and where in it the blocks of the page end."""
    tables: dict[html.HtmlElement, list[list[RawCell]]] = {}
    ends: list[int] = []
    position = 0
    weakest = 2 if are_page_lines([line.text for line in lines]) else 1
    for line in lines:
        if line.after >= weakest and position:
            ends.append(position - 1)
        ends += [position + end for end in line.ends]
        if line.table is not None:
            tables.setdefault(line.table, []).append([c._replace(start=position + c.start, end=position + c.end)
                                                      for c in line.cells])
        position += len(line.text) + 1
    return tuple(table for rows in tables.values() if (table := make_table(rows))), tuple(ends)


def _is_furniture(line: Line) -> bool:
    """Whether a line is furniture of the site; a number alone is the number of a page, but not in a table."""
    return is_furniture(line.text) and not (line.table is not None and line.text.isdigit())


def _parse(text: str) -> html.HtmlElement | None:
    parser = html.HTMLParser(huge_tree=True, encoding="utf-8", no_network=True)
    try:
        # As bytes: lxml refuses a text with its own XML declaration.
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


# What divides two lines: a line break, a paragraph, or an item, a heading, a row of a table.
Break = Literal[0, 1, 2]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page's text: what ended the one before it, and for a row of a table the table and the cells, whose
    spans count in the line; `ends` are the line breaks that blocks made in its cells."""

    text: str
    after: Break = 2
    table: html.HtmlElement | None = None
    cells: tuple[RawCell, ...] = ()
    ends: tuple[int, ...] = ()


def _size(text: str) -> int:
    return len(text) - sum(map(text.count, " \n\t\r\xa0\u3000"))


def _flat_lines(text: str) -> list[str]:
    """All text of a page, cut at the tags of blocks, by no parser: what a page holds whatever its nesting."""
    bare = _NOT_TEXT.sub(" ", text)
    marked = _TAG.sub(lambda m: "\x00" if (m.group(1) or "").lstrip("/").lower() in _BLOCKS | {"br", "td", "th"}
                      else "", bare)
    return [line for part in entities.unescape(marked).split("\x00") if (line := _SPACE.sub(" ", part).strip())]


class _Page:
    """A page's tree with the characters, and those of running text, that each element holds."""

    def __init__(self, root: html.HtmlElement) -> None:
        self.root = root
        body = root.find("body")
        self.body = body if body is not None else root
        self.metas = {(m.get("name") or m.get("property") or "").lower(): (m.get("content") or "").strip()
                      for m in root.iter("meta")}
        self.running: dict[html.HtmlElement, int] = {}
        self.sizes: dict[html.HtmlElement, int] = {}
        self.hidden = 0
        self._measure()
        self.size = self.sizes[self.body]

    def _measure(self) -> None:
        """Walk the tree once, children before parents: deep trees would overflow a recursion."""
        stack: list[tuple[html.HtmlElement, bool, bool]] = [(self.body, False, False)]
        while stack:
            node, linked, leaving = stack.pop()
            if not leaving:
                if _silent(node):
                    self.running[node] = self.sizes[node] = 0
                    if isinstance(node.tag, str) and node.tag not in _SILENT:
                        self.hidden += sum(map(_size, node.xpath(_TEXT_OF_HIDDEN)))
                    continue
                linked = linked or node.tag == "a"
                stack.append((node, linked, True))
                stack += [(child, linked, False) for child in node]
                continue
            own = [node.text, *(child.tail for child in node)]
            self.sizes[node] = sum(self.sizes[child] for child in node) + sum(_size(t) for t in own if t)
            running = 0 if linked else sum(_size(t) for t in own if t and _RUNNING.search(t))
            self.running[node] = sum(self.running[child] for child in node) + running

    def main_lines(self) -> tuple[list[Line], str]:
        """The lines of the main text, and the first running text that is not in them (empty where nearly all is)."""
        marked = self._between_marks()
        if marked:
            return marked, ""
        lines = list(self.lines(self._main()))
        whole = [line.text for line in self.lines(self.body) if "。" in line.text and not is_furniture(line.text)]
        held, text = {line.text for line in lines}, _SPACE.sub("", "".join(line.text for line in lines))
        missing = [line for line in whole if line not in held and _SPACE.sub("", line) not in text]
        kept = 1 - sum(map(_size, missing)) / max(1, sum(map(_size, whole)))
        return lines, missing[0] if missing and kept < _KEPT_SHARE else ""

    def _between_marks(self) -> list[Line]:
        """What stands between the marks ContentStart and ContentEnd of government sites; nothing without them."""
        start = next((n for n in self.root.iter() if _is_mark(n, _CONTENT[0])), None)
        end = next((n for n in self.root.iter() if _is_mark(n, _CONTENT[1])), None)
        if start is None or end is None:
            return []
        return list(self.lines(self.body, start, end))

    def _main(self) -> html.HtmlElement:
        """readability's best element, or the one around it in which running text outweighs labels by most: it often
        leaves out a lead or the second half."""
        best = self._candidate()
        around = [e for e in (best, *best.iterancestors()) if e in self.running] or [self.body]
        return max(around, key=lambda e: 2 * self.running[e] - self.sizes[e])

    def _candidate(self) -> html.HtmlElement:
        elements = [e for e in self.body.iter() if isinstance(e.tag, str)]
        twin = copy.deepcopy(self.body)
        for number, element in enumerate(e for e in twin.iter() if isinstance(e.tag, str)):
            element.set("kg-number", str(number))
        for element in list(twin.iter(*_SILENT)):
            element.drop_tree()
        document = Readability("<p/>")
        document.html = twin
        document.remove_unlikely_candidates()
        document.transform_misused_divs_into_paragraphs()
        best = document.select_best_candidate(document.score_paragraphs())
        place = next((e.get("kg-number") for e in (best["elem"], *best["elem"].iterancestors()) if e.get("kg-number")),
                     None) if best else None
        return elements[int(place)] if place else self.body

    def lines(self, element: html.HtmlElement, start: html.HtmlElement | None = None,
              end: html.HtmlElement | None = None, menus: bool = False) -> Iterator[Line]:
        """The text of an element, a block a line, a row of a table a line; only what stands between two nodes, if
        given.

        A short line that is a link is an item of a menu and left out, unless `menus` are wanted.
        """
        whole = self.running[self.body]
        line = _Lines(start is None, menus)
        around = {a for mark in (start, end) if mark is not None for a in mark.iterancestors("table")}
        pre = 0
        stack: list[tuple[html.HtmlElement, bool]] = [(element, False)]
        while stack:
            node, leaving = stack.pop()
            if node is start:
                line = _Lines(True, menus)
            elif node is end:
                break
            if not leaving and not (_silent(node) or (node.tag in _SITE_PARTS and node is not element
                                                      and self.running[node] < 0.3 * whole)):
                yield from self._cut(line, node)
                if node.tag == "table" and node not in around and _is_table(node):
                    if line.shown:
                        yield from self._rows(node)
                    yield from line.add(node.tail if node is not element else None, pre)
                    continue
                line.links += node.tag == "a"
                pre += node.tag == "pre"
                yield from line.add(node.text, pre)
                stack.append((node, True))
                stack += [(child, False) for child in reversed(node)]
                continue
            if leaving:
                line.links -= node.tag == "a"
                pre -= node.tag == "pre"
                yield from self._cut(line, node)
            if node is not element:
                yield from line.add(node.tail, pre)
        yield from line.end(2)

    @staticmethod
    def _cut(line: _Lines, node: html.HtmlElement) -> Iterator[Line]:
        """End the line at a block and at a line break; between cells that are no row of a table stands a blank."""
        if node.tag == "br" or node.tag in _BLOCKS:
            yield from line.end(0 if node.tag == "br" else 1 if node.tag in _PARAGRAPHS else 2)
        elif node.tag in ("td", "th"):
            yield from line.add(" ")

    def _rows(self, table: html.HtmlElement) -> Iterator[Line]:
        """The rows of a table, a line each, and its caption; a row of short links only is a menu."""
        for part in table.iter("caption", "tr"):
            if _silent(part):
                continue
            if part.tag == "caption":
                yield from self.lines(part)
                continue
            cells = [cell for cell in part if cell.tag in ("td", "th") and not _silent(cell)]
            line = _row(table, [(cell, list(self.lines(cell, menus=True))) for cell in cells])
            linked = sum(_size(a.text_content()) for a in part.iter("a"))
            if line.text.strip() and (len(line.text) >= _SHORTEST_LINKED or linked < _size(line.text)):
                yield line


def _row(table: html.HtmlElement, cells: Sequence[tuple[html.HtmlElement, Sequence[Line]]]) -> Line:
    """A row of a table as one line, its cells a blank apart; the lines in a cell stay lines of their own."""
    text = ""
    placed: list[RawCell] = []
    ends: list[int] = []
    for cell, lines in cells:
        text += " " if text and lines else ""
        start = len(text)
        for number, line in enumerate(lines):
            if number:
                ends += [len(text)] if line.after else []
                text += "\n"
            text += line.text
        placed.append(RawCell(start, len(text), _count(cell.get("rowspan"), _MOST_ROWS),
                              _count(cell.get("colspan"), _MOST_ROWS), cell.tag == "th"))
    return Line(text, 2, table, tuple(placed), tuple(ends))


def _count(value: str | None, all_rows: int) -> int:
    """How many rows or columns a cell says it covers; 0 means all that are left."""
    found = _DIGITS.match(value or "")
    return min(int(found.group(1)) or all_rows, all_rows) if found else 1


class _Lines:
    """The lines of a page in the making, one after another."""

    def __init__(self, shown: bool, menus: bool = False) -> None:
        self.shown, self.links = shown, 0
        self._menus = menus
        self._after: Break = 2
        self._pieces: list[str] = []
        self._linked = 0

    def add(self, text: str | None, kept: int = 0) -> Iterator[Line]:
        """Take text in; where its own line breaks are kept, the lines that end in it."""
        for number, part in enumerate(text.split("\n") if text and kept else [text or ""]):
            if number:
                yield from self.end(0)
            self._pieces.append(part)
            self._linked += _size(part) if self.links and part else 0

    def end(self, by: Break) -> Iterator[Line]:
        """The line, unless it is empty or a label that is a link: an item of a menu; `by` says what ends it."""
        text = _SPACE.sub(" ", "".join(self._pieces)).strip()
        menu = not self._menus and len(text) < _SHORTEST_LINKED and self._linked == _size(text)
        self._pieces, self._linked = [], 0
        after = self._after
        self._after = max(by, after) if menu or not text else by
        if text and self.shown and not menu:
            yield Line(text, after)


def _silent(node: html.HtmlElement) -> bool:
    return not isinstance(node.tag, str) or node.tag in _SILENT or is_hidden(node)


def _is_table(table: html.HtmlElement) -> bool:
    """Whether a table holds data and is not the page's layout: no table or heading in it, rows of several cells, and
    most of them short."""
    if any(e is not table for e in table.iter("table", "h1", "h2", "h3")):
        return False
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    several = [row for row in rows if len(row) > 1]
    if len(rows) == 1 and any(_RUNNING.search(cell.text_content()) for cell in rows[0]):
        return False  # columns of a page
    short = [row for row in several if all(_size(cell.text_content()) <= _LONGEST_CELL for cell in row)]
    return bool(several) and 2 * len(short) >= len(several)


def _is_mark(node: html.HtmlElement, pattern: re.Pattern[str]) -> bool:
    if node.tag is etree.Comment:
        return bool(pattern.match(node.text or ""))
    return node.tag == "meta" and bool(pattern.match(node.get("name") or ""))


def _title(page: _Page, first: str) -> str | None:
    """What the page names its title, else the heading that the page's title repeats, else the last heading in front of
    the text's first line, else the page's title; a site's or a column's name is none."""
    named = next((page.metas[key] for key in _META["title"] if page.metas.get(key)), None)
    of_page = next((" ".join((t.text or "").split()) for t in page.root.iter("title")), "")
    headings: list[str] = []
    before: list[str] = []
    for element in page.body.iter("h1", "h2", "h3", "p", "div", "td"):
        if element.tag in ("h1", "h2", "h3"):
            text = " ".join(element.text_content().split())
            headings += [text] if len(text) >= _SHORTEST_TITLE else []
        elif not before and element.text and first.startswith(" ".join(element.text.split())[:20] or "\n"):
            before = headings[-1:] or [""]
    repeated = [h for h in headings if h in of_page]
    found = named or max(repeated, key=len, default="") or (before[0] if before else "") \
        or next(iter(headings), "") or of_page
    found = _SITE.sub("", found) or found
    return None if len(found) < _SHORTEST_TITLE or _SITE_TITLE.search(found) else found


def _with_title(lines: list[Line], title: str | None) -> list[Line]:
    """The lines with the title in front, where the page shows it outside its main part."""
    if not lines or not title or any(re.sub(r"\s", "", title) in re.sub(r"\s", "", line.text) for line in lines[:5]):
        return lines
    return [Line(title), *(replace(line, after=2) for line in lines[:1]), *lines[1:]]


def _details(page: _Page, lines: list[str]) -> dict[str, str | None]:
    """What the page says of itself in its meta tags, and else in its own lines."""
    text = "\n".join(lines)

    def of_page(field: str, pattern: re.Pattern[str]) -> str | None:
        named = next((page.metas[key] for key in _META.get(field, ()) if page.metas.get(key)), None)
        found = pattern.search(text)
        return named or (found.group(1) if found else None)

    named = next((d for key in _META["date"] if (d := _iso(page.metas.get(key, "")))), None) or \
        next((d for t in page.body.iter("time") if (d := _iso(t.get("datetime") or t.text_content()))), None)
    published = _PUBLISHED.search(text) or _DATED.search(text)
    number = _NUMBER.search(text)
    return {"date": named or (_iso(published.group(1)) if published else None),
            "publisher": of_page("publisher", _ORIGIN), "author": of_page("author", _AUTHOR),
            "number": re.sub(r"\s", "", number.group(1)) if number else None}


def _iso(text: str) -> str | None:
    found = _DATE.search(text)
    return written_date(found.group()) if found else None
