"""Cleaning: what goes, what stays, and where every kept character came from."""

import pytest

from kg.clean import clean
from kg.model import Reading, Source


def _clean(text):
    return clean(Reading(Source("t.txt", "0" * 64, "text/plain"), text))


CASES = [
    ("召開(kāi)科技工作會(huì)議(yì)。", "召开科技工作会议。"),
    ("關于發布方案的通知。", "关于发布方案的通知。"),
    ("国家超算(西安)中心投入运营。", "国家超算(西安)中心投入运营。"),
    ("人工智能(AI)与R&D投入。", "人工智能(AI)与R&D投入。"),
    ("各县(市、区)科技局。", "各县(市、区)科技局。"),
    ("ＡＢＣ　１２３％", "ABC 123%"),
    ("科\u200b技\ufeff局。", "科技局。"),
    ("第一,,第二,。", "第一,第二。"),
    ("「科創」中心。", "“科创”中心。"),
]


@pytest.mark.parametrize(("raw", "text"), CASES)
def test_clean_text(raw, text):
    assert _clean(raw)[0].text.strip() == text


@pytest.mark.parametrize("raw", [raw for raw, _ in CASES] + ["一行\r\n二行\r\n三行。", "", "短。"])
def test_origins_grow_and_lead_to_the_source(raw):
    document, _ = _clean(raw)
    origin = list(document.origin)
    assert len(origin) == len(document.text)
    assert origin == sorted(set(origin))
    assert all(0 <= o < len(raw) for o in origin)


def test_the_quote_of_a_clean_span_holds_the_source_characters():
    raw = "3月11日,召開(kāi)會(huì)議(yì)。"
    document, findings = _clean(raw)
    start = document.text.index("召开")
    assert document.quote(start, start + 4) == "召開(kāi)會(huì)議"
    assert [f.code for f in findings] == ["inserted-pinyin"]


def test_lost_characters_are_told_and_repaired_by_nothing():
    document, findings = _clean("紧密?chē)@西安市重点工作。")
    assert "lost-characters" in [f.code for f in findings]
    assert "\ufffd" in document.text
