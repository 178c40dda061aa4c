"""Segmentation: sentences under their headings, every character in one passage or a blank."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.clean import clean
from kg.model import Reading, Source
from kg.segment import segment

OUTLINE = """示例市科技创新条例
第一章 总则
第一条 为了促进创新,制定本条例。市科技局负责实施。
第二条 本条例所称创新,包括:
(一)基础研究;
(二)成果转化。
第二章 附则
第三条 本条例自公布之日起施行。
"""
PLAN = """示例市科技创新工作要点
一、建设平台
(一)重点任务
1.强化攻关。支持企业组建联合体。
2.扩大开放。举办对接会。
二、保障措施
加强组织领导。
"""


def _passages(text):
    return segment(clean(Reading(Source("t", "0" * 64, "text/plain"), text))[0])


@pytest.mark.parametrize(("text", "sentence", "headings"), [
    (OUTLINE, "市科技局负责实施。", ("第一章 总则", "第一条")),
    (OUTLINE, "(一)基础研究;", ("第一章 总则", "第二条")),
    (OUTLINE, "第三条 本条例自公布之日起施行。", ("第二章 附则", "第三条")),
    (PLAN, "支持企业组建联合体。", ("一、建设平台", "(一)重点任务", "1.强化攻关。")),
    (PLAN, "举办对接会。", ("一、建设平台", "(一)重点任务", "2.扩大开放。")),
    (PLAN, "加强组织领导。", ("二、保障措施",)),
])
def test_a_sentence_stands_under_its_headings(text, sentence, headings):
    for form in (text, text.replace("\n", "\r\n"), text.replace("\n", "\n\n"), text.replace("(", "（").replace(")", "）")):
        found = [p for p in _passages(form) if sentence in p.text or (p.text in sentence and len(p.text) > 5)]
        assert [p.headings for p in found if p.text == sentence][:1] == [headings]


def test_a_column_above_the_title_is_not_the_title():
    passages = _passages("要闻浏览\n\n示例市科技创新大会召开\n时间:2024-01-02 来源:示例日报\n会议强调抓好落实。\n")
    assert [(p.text, p.role) for p in passages] == [("要闻浏览", "furniture"), ("示例市科技创新大会召开", "title"), ("时间:2024-01-02 来源:示例日报", "byline"), ("会议强调抓好落实。", "body")]


@pytest.mark.parametrize(("part", "ends"), [
    ("我们觉得这件事情还可以做得更好一些,", ","),
    ("《关于甲、乙发展的意见》、", "》、"),
    ("要把(甲、乙)和“丙、丁”摆在突出位置、", "位置、"),
    ("甲乙丙丁 ", "丁 "),
    ("(甲乙、", "、"),
    ("创新", "创新"),
])
def test_a_sentence_without_end_is_cut_where_it_pauses(part, ends):
    text = part * (9000 // len(part))
    passages = [p for p in _passages(f"示例市科技创新工作要点\n\n{text}\n") if p.role == "body"]
    assert len(passages) > 4
    assert all(1000 < len(p.text) <= 2000 and p.text.endswith(ends) for p in passages[:-1])
    assert "".join(p.text for p in passages).replace(" ", "") == text.replace(" ", "")


def test_a_long_sentence_of_a_report_stays_whole():
    text = "坚持创新驱动," * 200 + "推动发展。"
    assert [p.text for p in _passages(f"示例市科技创新工作要点\n\n{text}\n")][1:] == [text]


@given(st.text(alphabet="一二、()第章条。;!?\n 科技创新1.《》“”x", max_size=80))
def test_passages_cover_all_but_blanks_and_never_overlap(text):
    document = clean(Reading(Source("t", "0" * 64, "text/plain"), text))[0]
    end = 0
    for passage in segment(document):
        assert document.text[passage.start:passage.end] == passage.text
        assert document.text[end:passage.start].strip() == ""
        end = passage.end
    assert document.text[end:].strip() == ""
