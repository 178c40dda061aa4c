"""A document's clean text to passages: sentences under their headings, with the page's furniture set apart."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from kg.model import Document, Passage

_NUMERAL = "一二三四五六七八九十百"
# The outline's levels, outermost first.
_LEVELS = (
    re.compile(rf"第[{_NUMERAL}\d]{{1,4}}[编章]"),
    re.compile(rf"第[{_NUMERAL}\d]{{1,4}}节"),
    re.compile(rf"[{_NUMERAL}]{{1,3}}、"),
    re.compile(rf"\([{_NUMERAL}]{{1,3}}\)"),
    re.compile(r"\d{1,3}[.、](?!\d)|\(\d{1,3}\)"),
)
_SENTENCE = re.compile(r"[^。!?;\n]*[。!?;]+[”’)》」]*|[^。!?;\n]+")
_BYLINE = re.compile(
    r"(?:作者|记者|通讯员|来源|信息来源|发布时间|发布日期|时间|日期|发稿|稿源|文|图|文/图|供稿|发布机构|索引号|文号)\s*[::/]"
    r"|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s*(?:\d{1,2}:\d{2}|来源|作者)"
)
_FURNITURE = re.compile(
    r"^(?:您?(?:当前|现在)?的?(?:所在)?位置|首页|网站首页|返回首页|返回顶部|上一[篇条]|下一[篇条]|下载|打印|全屏|收藏|分享到?|扫一扫|"
    r"字号|【字号|大中小|加大|还原|减小|关闭(?:窗口)?|点击(?:数|量|率|查看)|浏览(?:次数|量)|阅读(?:次数|量|全文)|相关(?:链接|阅读|新闻|稿件)|"
    r"责任编辑|编辑|校对|审核|监制|版权|copyright|©|主办单位|承办单位:|技术支持|备案|[^,。]{0,8}icp备|[^,。]{0,4}公网安备|"
    r"网站(?:地图|标识码|声明)|联系我们|关于我们|免责声明|发布评论|评论|登录|注册|微信|微博|qq空间|打开微信|baidu|map$|公司动态|"
    r"无障碍|长者(?:版|模式)|繁体|english|\[?打印本页|\[?关闭窗口|.{0,12}原文链接|.{0,4}法宝引证码|https?://)", re.IGNORECASE)
_IMAGE = re.compile(r"\.(?:jpe?g|png|gif|bmp|webp)\s*$|^\s*(?:图为|图片|\(图)", re.IGNORECASE)
_DISCLAIMER = re.compile(r"版权(?:归|原作者|所有)|侵(?:犯|权)|仅供参考|不代表本(?:网|站)|转载(?:请|须)")
_CRUMBS = re.compile(r"[^。]{0,20}\s*(?:>|»|＞|→)\s*[^。]{0,30}$")
# How titles of policy documents end.
_TITLED = re.compile(r"(?:关于.{2,60}(?:通知|意见|报告|公告|决定|批复|函|通报)|.{3,}(?:要点|总结|报告|计划|方案|规划|办法|措施|意见|条例|规定|细则|讲话|致辞|指南|安排|纲要|召开|举行|闭幕|开幕|揭牌|专访))(?:\([^)]*\))?$")
_HEAD_LINES = 40  # a title stands among so many first lines, before the first paragraph
_PARAGRAPH = 90
_RUN_IN = 32  # a numbered run-in heading (1.强化政治引领。) is a sentence no longer than this
_LONGEST_HEADING = 50

Role = Literal["title", "heading", "body", "byline", "furniture"]


def segment(document: Document) -> tuple[Passage, ...]:
    """The passages of a document in their order; their spans cover every character but blanks and line breaks."""
    passages: list[Passage] = []
    headings: list[tuple[int, str]] = []
    spans = _line_spans(document.text)
    title = _title_line(document, [document.text[a:b] for a, b in spans])
    for number, (start, end) in enumerate(spans):
        line = document.text[start:end]
        role = _role(line, document, number, title)
        level = _level(line)
        if role == "heading" and level is not None:
            headings = [h for h in headings if h[0] < level] + [(level, line.strip())]
        for first, last in _sentence_spans(line):
            text = line[first:last]
            passage = Passage(len(passages), start + first, start + last, text,
                              tuple(h for _, h in headings), role)
            if role == "body" and first == _indent(line) and level is not None and len(text) <= _RUN_IN and last < len(line):
                headings = [h for h in headings if h[0] < level] + [(level, text.strip())]
                passage = replace(passage, role="heading", headings=tuple(h for _, h in headings))
            passages.append(passage)
    return tuple(passages)


def _line_spans(text: str) -> list[tuple[int, int]]:
    return [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text) if m.group().strip()]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _sentence_spans(line: str) -> list[tuple[int, int]]:
    """Sentences of a line; a stop inside 《》 or brackets does not end one."""
    spans: list[tuple[int, int]] = []
    for match in _SENTENCE.finditer(line):
        start, end = match.start() + _indent(match.group()), match.end()
        if start >= end:
            continue
        if spans and _open(line[spans[-1][0]:spans[-1][1]]):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _open(text: str) -> bool:
    """Whether a bracket is still open; one that stays open for long was never closed."""
    return len(text) < 200 and any(text.count(a) > text.count(b) for a, b in ("()", "《》"))


def _title_line(document: Document, lines: list[str]) -> int | None:
    """Which line is the title: among the first ones the one that ends as titles do, is repeated, or stands above a by-line."""
    best, best_score = None, 0.0
    for number, line in enumerate(lines[:_HEAD_LINES]):
        bare = line.strip()
        if len(bare) > _PARAGRAPH and bare[-1] in "。!?":
            break
        if not 6 <= len(bare) <= 100 or bare[-1] in "。!?;:,、" or "。" in bare or _level(bare) is not None or _is_furniture(bare) \
                or _BYLINE.search(bare) or not re.search("[\u4e00-\u9fff]{4}", bare):
            continue
        following = [x.strip() for x in lines[number + 1:number + 3]]
        score = 3.0 * bool(_TITLED.match(bare)) + 2.0 * (bare in (document.title or "") or document.text.count(bare) > 1) \
            + 1.0 * (len(bare) >= 12) + 1.0 * any(_BYLINE.search(x) or x.startswith(("—", "(")) for x in following) + 0.5 * (best is None)
        if score > best_score:
            best, best_score = number, score
    return best


def _level(line: str) -> int | None:
    line = line.strip()
    return next((i for i, pattern in enumerate(_LEVELS) if pattern.match(line)), None)


def _is_furniture(bare: str) -> bool:
    return bool(_IMAGE.search(bare) or (_FURNITURE.match(bare) and len(bare) <= 80) or _DISCLAIMER.search(bare))


def _role(line: str, document: Document, number: int, title: int | None) -> Role:
    """What a line is; `number` is its place in the document and `title` that of the title."""
    bare = line.strip()
    if not re.search(r"[^\W_]", bare) or _is_furniture(bare):
        return "furniture"
    above = title is not None and number < title
    if above and _CRUMBS.match(bare):
        return "furniture"
    if _BYLINE.search(bare) and len(bare) <= 120 and "。" not in bare:
        return "byline"
    if number == title or bare == document.title:
        return "title"
    ended = bare[-1] in "。!?;:,、"
    if above and not ended and len(bare) < 12 and _level(bare) is None:
        return "furniture"  # the page's menu
    if _level(bare) is not None and not ended and len(bare) <= _LONGEST_HEADING:
        return "heading"
    return "body"
