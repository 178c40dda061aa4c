"""Saved web pages: the main text with its title, day and source; navigation and page furniture left out."""

from __future__ import annotations

import re

from lxml import etree, html

from kg.model import Finding, Reading, Source
from kg.read.encoding import decode

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_DATE = re.compile(r"((?:19|20)\d\d)[-/年.](\d{1,2})[-/月.](\d{1,2})")
_PUBLISHED = re.compile(r"(?:发布时间|发布日期|时间|日期)\s*[:：]?\s*((?:19|20)\d\d[-/年.]\d{1,2}[-/月.]\d{1,2})")
_ORIGIN = re.compile(r"(?:信息来源|文章来源|来源)\s*[:：]\s*([^\s|【\[<>]{2,20})")
_DROP = {"script", "style", "noscript", "template", "iframe", "nav", "header", "footer", "aside", "form", "button", "select", "svg", "head"}
_BLOCKS = {"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "table", "ul", "ol", "dl", "dt", "dd",
           "blockquote", "pre", "figure", "figcaption", "main", "body", "caption", "thead", "tbody"}
_META_DATES = ("pubdate", "publishdate", "article:published_time", "date", "publish_time")
_META_SOURCES = ("contentsource", "source", "og:site_name")


def read_html(data: bytes, source: Source) -> tuple[list[Reading], list[Finding]]:
    """One reading whose raw text is the page's main text, a block a line, a table's row a line."""
    declared = _CHARSET.search(data[:4096])
    text, whole = decode(data, declared.group(1).decode("ascii") if declared else None)
    findings = [] if whole else [Finding("warning", "read", "undecodable", source.name,
                                         "some bytes do not fit the page's charset and are shown as U+FFFD")]
    try:
        root = html.document_fromstring(text, parser=html.HTMLParser(huge_tree=True))
    except (etree.ParserError, ValueError):
        # lxml refuses a text with its own XML declaration; bytes in UTF-8 say the same.
        try:
            root = html.document_fromstring(text.encode("utf-8", "replace"), parser=html.HTMLParser(huge_tree=True, encoding="utf-8"))
        except (etree.ParserError, ValueError):
            return [], [*findings, Finding("warning", "read", "empty", source.name, "the page holds no text")]
    metas = {(m.get("name") or m.get("property") or "").lower(): (m.get("content") or "").strip() for m in root.iter("meta")}
    title = _title(root, metas)
    main = _main(root)
    lines = _lines(main)
    whole_text = "\n".join(_lines(root))
    date = next((_iso(metas[k]) for k in _META_DATES if metas.get(k) and _iso(metas[k])), None)
    if date is None and (found := _PUBLISHED.search(whole_text)):
        date = _iso(found.group(1))
    publisher = next((metas[k] for k in _META_SOURCES if metas.get(k)), None)
    if publisher is None and (origin := _ORIGIN.search(whole_text)):
        publisher = origin.group(1)
    if not "".join(lines).strip():
        return [], [*findings, Finding("warning", "read", "empty", source.name, "the page holds no text")]
    return [Reading(source, "\n".join(lines) + "\n", title, date, publisher)], findings


def _title(root: html.HtmlElement, metas: dict[str, str]) -> str | None:
    for key in ("articletitle", "og:title"):
        if metas.get(key):
            return metas[key]
    heading = next((" ".join(h.text_content().split()) for h in root.iter("h1") if h.text_content().strip()), None)
    page = next((" ".join((t.text or "").split()) for t in root.iter("title")), None)
    if heading:
        return heading
    return re.split(r"\s*[-_|—]{1,2}\s*", page)[0] if page else None


def _iso(text: str) -> str | None:
    found = _DATE.search(text)
    return f"{found.group(1)}-{int(found.group(2)):02}-{int(found.group(3)):02}" if found else None


def _main(root: html.HtmlElement) -> html.HtmlElement:
    """The smallest element that holds most of the page's sentences: text outside links, counted by its punctuation."""
    body = root.find("body")
    best = body if body is not None else root
    total = _weight(best)
    while total:
        heavy = [c for c in best if isinstance(c.tag, str) and c.tag not in _DROP and _weight(c) >= 0.8 * total]
        if not heavy or heavy[0].tag in ("p", "table", "tbody", "tr", "ul", "span"):
            return best
        best = heavy[0]
    return best


def _weight(element: html.HtmlElement) -> int:
    if element.tag in _DROP:
        return 0
    linked = sum(len(a.text_content()) for a in element.iter("a"))
    dropped = sum(len(d.text_content()) for d in element.iter(*_DROP))
    text = element.text_content()
    return max(0, len(re.sub(r"\s+", "", text)) - linked - dropped)


def _lines(element: html.HtmlElement) -> list[str]:
    """The text of an element, a block a line, walked without recursion so that deep nesting loses nothing."""
    lines: list[str] = [""]

    def write(text: str | None) -> None:
        if text:
            lines[-1] += re.sub(r"\s+", " ", text)

    def cut() -> None:
        if lines[-1].strip():
            lines.append("")

    stack: list[tuple[html.HtmlElement, bool]] = [(element, False)]
    while stack:
        node, leaving = stack.pop()
        if leaving:
            if node.tag in ("td", "th"):
                write(" ")
            elif node.tag in _BLOCKS:
                cut()
            if node is not element:
                write(node.tail)
            continue
        if not isinstance(node.tag, str) or node.tag in _DROP:
            if node is not element:
                write(node.tail)
            continue
        if node.tag == "br" or node.tag in _BLOCKS:
            cut()
        write(node.text)
        stack.append((node, True))
        stack += [(child, False) for child in reversed(node)]
    return [line.strip() for line in lines if line.strip()]
