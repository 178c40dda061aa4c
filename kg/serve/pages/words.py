"""Every word of the served pages, in Chinese and English."""

from __future__ import annotations

from kg.serve.pages.html import Html, both, said

_WORDS = {
    "title": ("科创政策知识图谱", "Science-and-technology policy graph"),
    "graph": ("图谱", "Graph"), "ask": ("查询", "Ask"), "search": ("搜索", "Search"), "dark": ("深色", "Dark"),
    "search-for": ("搜索名称、标题、原文、拼音", "Search names, titles, sentences, pinyin"),
    "skip": ("跳到正文", "Skip to the content"), "language": ("EN", "中文"),
    "questions": ("常用问题", "Named questions"), "examples": ("示例", "Examples"), "editor": ("SPARQL 查询", "SPARQL query"),
    "run": ("运行", "Run"), "run-key": ("运行（Ctrl+Enter）", "Run (Ctrl+Enter)"), "link": ("复制链接", "Copy link"),
    "results": ("结果", "Results"), "stop": ("停止", "Stop"), "any": ("不限", "any"),
    "pick": ("选一个问题，填上条件，或自己写查询。", "Choose a question and fill in what you know, or write a query."),
    "script": ("本页需要运行脚本。", "This page needs its script to run."),
}


def words(key: str) -> Html:
    """What a page says, in both languages."""
    return both(*_WORDS[key])


def attributes(key: str, *into: str) -> dict[str, object]:
    """The same as attributes (`kg.serve.pages.html.said`)."""
    return said(*_WORDS[key], *into)


def chinese(key: str) -> str:
    """What a page says in Chinese, for titles of windows."""
    return _WORDS[key][0]
