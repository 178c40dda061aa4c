"""Every word of the served pages, in Chinese and English."""

from __future__ import annotations

from kg.serve.pages.html import Html, both, said

WORDS = {
    "title": ("科创政策知识图谱", "Science-and-technology policy graph"),
    "graph": ("图谱", "Graph"), "ask": ("查询", "Ask"), "search": ("搜索", "Search"), "dark": ("深色", "Dark"),
    "search-for": ("搜索名称、标题、原文、拼音", "Search names, titles, sentences, pinyin"),
    "skip": ("跳到正文", "Skip to the content"), "language": ("EN", "中文"),
    "questions": ("常用问题", "Named questions"), "examples": ("示例", "Examples"),
    "questions-examples": ("常用问题和示例", "Named questions and examples"), "editor": ("SPARQL 查询", "SPARQL query"),
    "run": ("运行", "Run"), "run-key": ("运行（Ctrl+Enter）", "Run (Ctrl+Enter)"), "link": ("复制链接", "Copy link"),
    "results": ("结果", "Results"), "stop": ("停止", "Stop"), "any": ("不限", "any"),
    "pick": ("选一个问题，填上条件，或自己写查询。", "Choose a question and fill in what you know, or write a query."),
    "all": ("全部显示", "Show all"), "more": ("更多", "More:"), "own-file": ("用户文件", "A user's file:"),
    "no-date": ("无日期", "no date"), "more-sentences": ("另有原文", "More sentences:"), "read-by": ("方法", "Read by"),
    "corrected": ("已更正的", "Corrected"),
    "taken-back": ("已更正", "corrected"), "correct": ("更正…", "Correct…"), "in-doubt": ("存疑", "in doubt"),
    "doubt": ("比同一指标的其他数大百倍以上，或为原文笔误；图中不计",
              "A hundred times larger than the others of its indicator, perhaps a slip of the text; not in the chart"),
    "point": ("指向或点选有标记的文字：这里说明读出了什么、用的什么方法。",
              "Point at marked words or click them: here stands what was read there, and how."),
    "told-here": ("本文所述", "What it tells"), "text": ("原文；用方向键在标记之间移动", "The text; arrow keys go from mark to mark"),
    "legend": ("标记的种类", "Kinds of marks"), "facts": ("事实", "Facts"), "numbers": ("数据", "Numbers"),
    "steps": ("沿革", "Life"), "posts": ("任职", "Posts"), "documents": ("见于文档", "Documents"),
    "account": ("读取说明", "How it was read"), "read": ("字符", "Characters"), "kept": ("已读", "kept"),
    "speaker": ("发言者", "Speaker"), "date": ("日期", "Day"), "place": ("地方", "Place"), "number": ("文号", "Number"),
    "author": ("作者", "Author"), "left-blanks": ("空白", "blanks"), "left-markup": ("标记符号", "markup"),
    "left-furniture": ("页面文字", "page furniture"), "left-invisible": ("不可见字符", "invisible characters"),
    "left-advertisements": ("广告", "advertisements"), "left-doubled punctuation": ("重复标点", "doubled punctuation"),
    "left-inserted pinyin": ("插入的拼音", "inserted pinyin"), "left-lost characters": ("丢失的字符", "lost characters"),
    "left-line breaks": ("换行", "line breaks"), "left-navigation": ("导航", "navigation"),
    "left-comments": ("批注", "comments"), "left-redacted": ("原文隐去或缺失", "taken out or lost before publication"),
    "left-combining marks": ("附加符号", "combining marks"), "unreads": ("未读", "Not read"),
    "also": ("别名", "Also"), "same-as": ("同一", "Same as"), "in-graph": ("在图谱中看", "See in the graph"),
    "rename": ("更正名称…", "Correct a name…"), "same": ("与…同一", "Same as …"), "parts": ("本页内容", "On this page"),
    "chart-note": ("按年份：空心为目标，实心为结果", "By year: outlined targets, solid results"),
    "places": ("各地", "Places"), "all-places": ("所有地方", "All places"),
    "charts": ("图表", "Charts"), "table": ("表格", "Table"),
    "period": ("年份", "Year"), "value": ("数值", "Value"), "status": ("状态", "Status"), "kind": ("口径", "Kind"),
    "sentence": ("原文", "Sentence"), "kinds": ("结果种类", "Kinds of results"), "hits-all": ("全部", "All"),
    "hits-entity": ("实体", "Entities"), "hits-document": ("文档", "Documents"), "hits-sentence": ("原文", "Sentences"),
    "nothing-found": ("没有找到。没有找到不等于没有：只在本图的文档中搜索。",
                      "Nothing found. None found is not none exists: only the documents of this graph are searched."),
    "script": ("本页需要运行脚本。", "This page needs its script to run."),
}


def words(key: str) -> Html:
    """What a page says, in both languages."""
    return both(*WORDS[key])


def attributes(key: str, *into: str) -> dict[str, object]:
    """The same as attributes (`kg.serve.pages.html.said`)."""
    return said(*WORDS[key], *into)


def chinese(key: str) -> str:
    """What a page says in Chinese, for titles of windows."""
    return WORDS[key][0]


_KNOWN = {"actual": ("已有", "actual"), "planned": ("计划", "planned"), "target": ("目标", "target"),
          "result": ("结果", "result"), "total": ("总量", "total"), "increment": ("新增", "added"),
          "growth": ("增幅", "growth"), "multiple": ("倍数", "multiple"), "title": ("标题", "title"),
          "byline": ("署名", "byline"), "report": ("报告人", "report"), "signature": ("落款", "signature"),
          "below-title": ("标题下", "below the title"), "declared": ("文件自述", "declared"), "address": ("网址", "address"),
          "enacting-body": ("制定机关", "enacting body"), "site": ("网站", "site"), "opening": ("开头", "opening"),
          "signing": ("签署", "signing"), "title-year": ("标题中的年份", "year in the title"),
          "represented": ("代为发言", "spoken for"), "addressing": ("向大会报告", "reporting to an assembly"),
          "most-named": ("最常提到", "most named"), "convening": ("召集", "convening")}


def known(value: str) -> Html:
    """A value of the data as people call it."""
    return both(*_KNOWN.get(value, (value, value)))
