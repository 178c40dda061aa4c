"""Lists of names, one a line: each is its own whatever the source, and lines that a page broke are still joined."""

import json

import pytest

from kg.clean import clean
from kg.extract import make_extractor
from kg.read import read_bytes
from kg.read.lines import are_page_lines, page_width
from tests import made
from tests.conftest import CORPUS

LISTS = {
    "of like length": [
        "温州市深海装备重点实验室",
        "温州市量子传感重点实验室",
        "温州市精细化工技术研究中心",
        "温州市稀土永磁产业研究院",
        "温州市工业母机创新中心",
        "温州市合成生物创新中心",
        "温州市光电芯片产业研究院",
    ],
    "of the same length": [
        "温州市深海装备实验室",
        "温州市量子传感实验室",
        "温州市精细化工实验室",
        "温州市稀土永磁实验室",
        "温州市工业母机实验室",
    ],
    "of unlike beginnings": [
        "诸暨市智能网联汽车重点实验室",
        "上海大学海洋机器人研究院",
        "鄞州区工业互联网创新中心",
        "云南省绿色氢能产业研究院",
    ],
    "with joined fields": [
        "温州市先进金属、高分子与陶瓷材料产业技术研究院",
        "温州市海洋装备、船舶动力与港航工程技术研究中心",
        "温州市生物制造、细胞治疗与医学检测技术创新中心",
        "温州市集成电路、光电器件与智能传感产业研究院",
    ],
}
FORMS = {
    "text": lambda names: "\n".join(names) + "\n",
    "text of Windows": lambda names: "\r\n".join(names) + "\r\n",
    "Markdown, dashes": lambda names: "# 平台名单\n\n" + "".join(f"- {n}\n" for n in names),
    "Markdown, stars": lambda names: "# 平台名单\n\n" + "".join(f"* {n}\n" for n in names),
    "Markdown, numbered": lambda names: "# 平台名单\n\n" + "".join(f"{i}. {n}\n" for i, n in enumerate(names, 1)),
    "Markdown, table": lambda names: (
        "# 平台名单\n\n| 序号 | 名称 |\n|:-:|---|\n" + "".join(f"| {i} | {n} |\n" for i, n in enumerate(names, 1))
    ),
    "paragraphs": lambda names: made.page("<h1>平台名单</h1>" + "".join(f"<p>{n}</p>" for n in names)),
    "items": lambda names: made.page("<h1>平台名单</h1><ul>" + "".join(f"<li>{n}</li>" for n in names) + "</ul>"),
    "line breaks": lambda names: made.page("<h1>平台名单</h1><p>" + "<br>".join(names) + "</p>"),
    "cells": lambda names: made.page(
        "<h1>平台名单</h1><table>"
        + "".join(f"<tr><td>{i}</td><td>{n}</td></tr>" for i, n in enumerate(names))
        + "</table>"
    ),
    "cells of two columns": lambda names: made.page(
        "<h1>平台名单</h1><table>" + "".join(f"<tr><td>{n}</td><td>市科技局</td></tr>" for n in names) + "</table>"
    ),
    "JSON lines": lambda names: json.dumps({"text": "\n".join(names)}, ensure_ascii=False),
    "Word": lambda names: made.word(*names),
}


@pytest.fixture(scope="module")
def extract(ontology):
    bound = make_extractor(ontology)
    return lambda data: bound(clean(read_bytes(data if isinstance(data, bytes) else data.encode(), "x")[0][0])[0])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", LISTS)
def test_each_name_of_a_list_is_its_own(kind, form, extract):
    names = LISTS[kind]
    extraction = extract(FORMS[form](names))
    assert {
        line
        for n in names
        for line in extraction.document.text.split("\n")
        if n in line and len(line.strip(" 0123456789.")) > len(n)
    } == set()
    found = {m.name for m in extraction.mentions}
    assert [n for n in names if "、" not in n and n not in found] == []
    assert [m for m in found if any(a in m and b in m for a in names for b in names if a != b)] == []


def _facts(extraction):
    return (
        {(c.subject.name, c.relation, c.object.name, c.status) for c in extraction.claims},
        {(o.indicator, o.value, o.unit, o.period) for o in extraction.observations},
    )


def _wrapped(text, width):
    return [line[i : i + width] for line in text.split("\n") if line.strip() for i in range(0, len(line), width)]


BROKEN = {
    "a paragraph a line": lambda lines: made.page("".join(f"<p>{line}</p>" for line in lines)),
    "a line break a line": lambda lines: made.page("<div>" + "<br>".join(lines) + "</div>"),
    "Word, a paragraph a line": lambda lines: made.word(*lines),
    "Markdown": lambda lines: "# 工作要点\n\n" + "\n".join(lines) + "\n",
}


@pytest.mark.parametrize("form", BROKEN)
@pytest.mark.parametrize("width", [24, 36])
def test_lines_that_a_page_broke_are_joined_though_the_source_calls_them_paragraphs(form, width, extract):
    text = (CORPUS / "2023-ningbo-work-plan.txt").read_bytes().decode("utf-8-sig").replace("\r", "")
    assert _facts(extract(BROKEN[form](_wrapped(text, width)))) == _facts(extract(text))


PARAGRAPH = "支持镇海区建设甬江科创区，推动成果转化，完善创新生态，建好用好公共技术服务平台，"


def test_what_the_source_ends_is_not_joined(extract):
    """A long line without a stop at its end goes on in the next one, unless the source says that a block ends there."""
    second = "宁波大学牵头组建创新联合体。"
    texts = {
        form: extract(data).document.text
        for form, data in {
            "text": f"{PARAGRAPH}\n{second}\n",
            "paragraphs": made.page(f"<p>{PARAGRAPH}</p><p>{second}</p>"),
            "break": made.page(f"<p>{PARAGRAPH}<br>{second}</p>"),
            "item": f"# 要点\n\n- {PARAGRAPH}\n- {second}\n",
            "heading": f"# {PARAGRAPH}\n{second}\n",
        }.items()
    }
    joined = {form: f"平台,{second}" in text for form, text in texts.items()}
    assert joined == {"text": True, "paragraphs": False, "break": True, "item": False, "heading": False}


def test_lines_of_one_width_are_a_page_and_names_are_none():
    lines = _wrapped(PARAGRAPH * 12, 30)
    assert page_width(lines) == 30
    assert are_page_lines(lines)
    assert not are_page_lines(LISTS["of like length"] * 3)
    assert page_width(["短。", "两行。"]) == 0
