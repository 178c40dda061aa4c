"""The views beside the picture, on a desk and on a phone: texts, charts, the time line, the map, the bar and its lists."""

import json
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from kg.clean import fold, traditional_of
from kg.coordinates import point_of
from kg.errors import OntologyError
from kg.export import beside
from kg.export.html import to_html
from kg.export.page import data_of
from kg.mapping import to_triples
from kg.model import Corpus, DocumentRecord, Entity, Evidence, Measurement, Milestone
from kg.ontology import ID, entity_iri, load_ontology
from kg.pipeline import build_to
from kg.store import Dataset
from tests.conftest import CORPUS
from tests.hostile import HOSTILE
from tests.once import ONTOLOGY
from tests.test_explorer import Visit

DESK = {}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
VIEWS = ("graph", "nodes", "facts", "numbers", "timeline", "map", "texts")
DOC = f"{ID}document/0123456789abcdef"


class Window(Visit):
    """A page in a window of some size."""

    def __init__(self, browser, path, link="", viewport=None, **options):
        super().__init__(browser, path, **options)
        if viewport:
            self.page.set_viewport_size(viewport)
        if link:
            self.page.goto("about:blank")
            self.page.goto(self.url + link)

    def quiet(self):
        self.requests = [u for u in self.requests if u != "about:blank"]
        super().quiet()

    def box(self, selector):
        return self.page.locator(selector).bounding_box()

    def hash(self):
        return self.page.evaluate("decodeURIComponent(location.hash)")


@pytest.fixture
def look(chromium):
    """Open a page on a desk or a phone; at the end it must have been quiet."""
    opened = []

    def at(path, link="", size=DESK):
        opened.append(Window(chromium, path, link, **size))
        return opened[-1]

    yield at
    for each in opened:
        each.quiet()
        each.context.close()


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The page that a build of the sample documents writes, which carries their texts."""
    out = tmp_path_factory.mktemp("views")
    build_to([CORPUS], out)
    return out / "graph.html"


@pytest.fixture(scope="module")
def held(built):
    return data_of(built.read_text(encoding="utf-8"))


def _written(tmp_path, corpus, name="page.html"):
    path = tmp_path / name
    path.write_text(to_html(Dataset(to_triples(corpus, ONTOLOGY)).view(ONTOLOGY), ONTOLOGY), encoding="utf-8")
    return path


# ---- tables -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("view", ["nodes", "facts", "numbers"])
def test_a_table_shows_the_rows_that_hold_all_words_and_its_link_restores_that(view, size, built, look):
    v = look(built, f"#sheet={view}", size=size)
    every = v.page.locator("#sheet tbody tr").count()
    words = {"nodes": "宁波 平台", "facts": "宁波 聚焦", "numbers": "宁波 目标"}[view]
    v.page.fill("#rows", words.replace("宁", "寧"))  # traditional finds simplified
    v.page.wait_for_timeout(300)
    rows = v.page.locator("#sheet tbody tr").all_inner_texts()
    assert 0 < len(rows) < every
    assert all(word in row for row in rows for word in words.split() if view != "numbers")
    assert v.page.evaluate("document.activeElement.id") == "rows"
    again = look(built, v.page.evaluate("location.hash"), size=size)
    assert again.page.locator("#sheet tbody tr").all_inner_texts() == rows
    again.page.fill("#rows", "雷鸣水母")
    again.page.wait_for_timeout(300)
    assert again.page.locator("#sheet tbody").count() == 0
    assert "没有找到" in again.text("#sheet")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("view", ["nodes", "facts", "numbers"])
def test_a_table_is_as_wide_as_the_window_and_breaks_no_word_of_a_type(view, language, built, look):
    v = look(built, f"#lang={language}&sheet={view}")
    assert v.page.evaluate("(s => s.scrollWidth <= s.clientWidth)(document.querySelector('#sheet'))")
    lines = v.page.evaluate("""[...document.querySelectorAll('#sheet td.short')].filter(c => !c.textContent.includes(' ')).map(c => {
        const range = document.createRange(); range.selectNodeContents(c); return range.getClientRects().length; })""")
    assert set(lines) == {1}


def test_a_name_in_quotes_stands_in_a_table_under_its_first_character(tmp_path, look):
    names = ["甲类企业", "“安居”工程", "乙类企业"]
    v = look(_written(tmp_path, _numbers(*((name, 5, "家", "total", "actual", "2024", "西安市") for name in names))), "#sheet=numbers")
    assert [c.strip() for c in v.page.locator("#sheet tbody td:first-child").all_inner_texts()] == ["“安居”工程", "甲类企业", "乙类企业"]


def test_a_file_is_told_by_its_name(tmp_path, look):
    corpus = Corpus((DocumentRecord(DOC, "纲要", "规划.txt", "2024-01-02", None),), (), (), ())
    path = tmp_path / "page.html"
    path.write_text(to_html(Dataset(to_triples(corpus, ONTOLOGY)).view(ONTOLOGY), ONTOLOGY, texts={DOC: "全文在此。"}), encoding="utf-8")
    v = look(path, "#sheet=texts&doc=0123456789abcdef")
    assert "规划.txt" in v.text("#sheet")
    assert "file:" not in v.text("#sheet")


def test_search_leads_to_the_numbers_of_an_indicator(built, held, look):
    name = Counter(n[0] for n in held["numbers"]).most_common(1)[0][0]
    v = look(built)
    v.page.fill("#search", name)
    option = v.page.locator("#search-list li").filter(has_text="数据中的")
    option.wait_for()
    told = int(re.search(r"(\d+) 个数", option.inner_text()).group(1))
    option.dispatch_event("pointerdown")
    v.page.wait_for_selector("#sheet tbody tr")
    rows = v.page.locator("#sheet tbody tr").all_inner_texts()
    assert len(rows) == told
    assert any(name in row for row in rows)
    assert v.page.input_value("#rows") == name
    v.page.click("#back")
    assert v.page.locator("#sheet").is_hidden()


# ---- the bar and its lists --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["search", "from", "to"])
@pytest.mark.parametrize("size", [DESK, PHONE, {"viewport": {"width": 700, "height": 340}}], ids=["desk", "phone", "low"])
def test_suggestions_lie_inside_the_window_and_the_last_can_be_reached(field, size, built, look):
    v = look(built, size=size)
    if size is PHONE and field != "search":
        v.page.click("#to-filters")
    v.page.locator(f"#{field}").scroll_into_view_if_needed()
    v.page.fill(f"#{field}", "科技")
    v.page.wait_for_timeout(250)
    window, box = v.page.viewport_size, v.box(f"#{field}-list")
    assert v.page.locator(f"#{field}-list li").count() >= 5
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= window["width"]
    assert box["y"] + box["height"] <= window["height"]
    last = v.page.locator(f"#{field}-list li").last
    last.scroll_into_view_if_needed()
    inner = last.bounding_box()
    assert v.page.evaluate("([x, y]) => Boolean(document.elementFromPoint(x, y).closest('.hits'))", [inner["x"] + 20, inner["y"] + inner["height"] / 2])


def test_language_colours_and_saving_stand_in_the_bar_on_top(built, look):
    v = look(built)
    for name in ("language", "theme", "png", "svg", "csv", "turtle", "link", "print", "back"):
        box = v.box(f"#{name}")
        assert box["y"] + box["height"] <= 90, name
    phone = look(built, size=PHONE)
    assert not phone.page.locator("#language").is_visible()
    phone.page.click("#to-tools")
    phone.page.click("#language")
    assert phone.page.evaluate("document.documentElement.lang") == "en"
    phone.page.click("#csv")
    phone.page.mouse.click(60, 600)
    assert not phone.page.locator("#language").is_visible()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_path_from_an_unknown_name_is_told_beside_the_field(size, built, look):
    v = look(built, size=size)
    if size is PHONE:
        v.page.click("#to-filters")
    v.page.fill("#from", "没有这个名称的东西")
    v.page.click("#find")
    assert "没有这个名称的东西" in v.text("#from-said")
    assert v.text("#to-said") == "请填写名称"
    assert v.page.get_attribute("#from", "aria-invalid") == "true"
    assert v.box("#from-said")["y"] >= v.box("#from")["y"] + v.box("#from")["height"] - 1
    v.page.fill("#from", "宁波大学")
    assert not v.page.locator("#from-said").is_visible()
    v.page.fill("#to", "宁波大学")
    v.page.click("#find")
    assert v.text("#to-said") == "起点和终点相同"
    v.page.fill("#to", "余姚市")
    v.page.click("#find")
    assert v.page.locator("#panel .step").count() > 0
    assert v.page.get_attribute("#to", "aria-invalid") is None


# ---- a phone ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", VIEWS)
def test_on_a_phone_no_view_is_wider_than_the_window_and_a_thumb_hits_what_there_is(view, built, look):
    v = look(built, f"#sheet={view}", PHONE)
    assert v.page.evaluate("document.documentElement.scrollWidth") == 390
    assert v.page.evaluate("document.body.scrollWidth") == 390
    small = v.page.evaluate("""() => [...document.querySelectorAll('#top button, #top input, #grip, #bar button, .chip, #sheet button:not(.bar), #sheet input')]
      .filter(e => e.offsetParent && e.getBoundingClientRect().height < 39.5).map(e => e.outerHTML.slice(0, 90))""")
    assert small == []


@pytest.mark.parametrize("view", ["nodes", "facts", "numbers"])
def test_on_a_phone_a_table_scrolls_inside_its_box(view, built, look):
    v = look(built, f"#sheet={view}", PHONE)
    wide, own, left = v.page.evaluate("""() => { const s = document.querySelector('#sheet table').parentElement; s.scrollLeft = 9999; return [s.scrollWidth, s.clientWidth, s.scrollLeft]; }""")
    assert own <= 390 < wide
    assert left > 0
    assert v.page.evaluate("document.documentElement.scrollLeft") == 0


def _resting_height(v):
    """How high the sheet is when it has ceased to move."""
    v.page.wait_for_function("() => document.querySelector('#right').getAnimations().length === 0")
    return v.box("#right")["height"]


def test_on_a_phone_the_sheet_shows_what_is_selected_and_grows_by_tap_and_by_drag(built, look):
    v = look(built, size=PHONE)
    # On a busy machine the page is looked at while the sheet still goes down to where it begins.
    v.page.wait_for_function("() => document.querySelector('#right').offsetHeight < innerHeight / 2")
    low = _resting_height(v)
    v.page.fill("#search", "宁波大学")
    v.page.keyboard.press("Enter")
    v.page.wait_for_timeout(300)
    half = _resting_height(v)
    assert v.text("#grip") == "宁波大学"
    assert v.page.locator("#panel blockquote").first.is_visible()
    v.page.click("#grip")
    v.page.wait_for_timeout(300)
    full = _resting_height(v)
    assert low < half < full < 844
    assert low >= 40
    grip = v.box("#grip")
    v.page.mouse.move(195, grip["y"] + 20)
    v.page.mouse.down()
    v.page.mouse.move(195, 640, steps=5)
    v.page.mouse.move(195, 800, steps=5)
    v.page.mouse.up()
    v.page.wait_for_timeout(300)
    assert _resting_height(v) == low
    assert v.page.get_attribute("#grip", "aria-expanded") == "false"


def test_on_a_phone_what_is_selected_stands_above_the_sheet(built, look):
    v = look(built, size=PHONE)
    for name in ("宁波大学", "合肥市科技创新大会", "林知远"):
        v.page.fill("#search", name)
        v.page.keyboard.press("Enter")
        v.page.wait_for_timeout(300)
        label = v.text("#panel h2") or v.text("#grip")
        node = next(n for n in v.page.evaluate("kechuang.nodes()") if n["label"] == label)
        assert v.box("#view")["y"] + node["y"] < v.box("#right")["y"]


# ---- texts ------------------------------------------------------------------------------------------------------------


def _with(held, words):
    """In which documents words stand, in any characters."""
    texts = {at: fold(text)[0] for at, text in held["bodies"]}
    return {held["documents"][at][1] for at, text in texts.items() if words in text}


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_words_are_found_in_sentences_with_their_documents(size, built, held, look):
    v = look(built, size=size)
    v.page.fill("#search", "目标")
    option = v.page.locator("#search-list li", has_text="在全文中查找")
    option.wait_for()
    option.click()
    assert "q=目标" in v.hash()
    titles = v.page.locator("#sheet .document h3 a").all_inner_texts()
    assert set(titles) == _with(held, "目标") != set()
    sentences = v.page.locator("#sheet .sentences a")
    assert sentences.count() >= len(titles)
    assert all("目标" in text for text in sentences.all_inner_texts())
    assert {fold(m)[0] for m in v.page.locator("#sheet mark").all_text_contents()} == {"目标"}


def test_traditional_and_simplified_find_the_same_in_texts_of_either(built, held, look):
    bodies = dict(held["bodies"])
    assert any(fold(text)[0] != text and re.search("[國學實術]", text) for text in bodies.values()), "no traditional text"
    found = []
    for words in ("实验室", "實驗室"):
        v = look(built, "#sheet=texts&q=" + words)
        found.append(v.page.locator("#sheet .sentences a").all_inner_texts())
        assert set(v.page.locator("#sheet .document h3 a").all_inner_texts()) == _with(held, "实验室")
    assert found[0] == found[1] != []


def test_several_words_stand_in_one_sentence_and_nothing_is_said_to_be_nothing(built, look):
    v = look(built, "#sheet=texts&q=实验室 建设")
    sentences = v.page.locator("#sheet .sentences a").all_inner_texts()
    assert sentences
    assert all("建设" in fold(s)[0] and "实验室" in fold(s)[0] for s in sentences)
    v.page.fill("#words", "没有这样的话语")
    v.page.wait_for_function("() => document.querySelector('#sheet .results').innerText === '没有找到'")
    assert v.page.evaluate("document.activeElement.id") == "words"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_passage_is_read_in_its_document_and_leads_back_to_what_was_read_there(size, built, held, look):
    v = look(built, size=size)
    v.page.fill("#search", "林知远")
    v.page.keyboard.press("Enter")
    v.page.wait_for_timeout(300)
    quote = v.page.locator("#panel blockquote").first.text_content()
    v.page.locator("#panel figcaption a").first.click()
    here = "".join(v.page.locator("#sheet .reader .here").all_text_contents())
    assert "".join(here.split()) == "".join(quote.split())
    body = v.page.locator("#sheet .reader").evaluate("e => { const c = e.cloneNode(true); c.querySelectorAll('.read').forEach(r => r.remove()); return c.textContent; }")
    title = v.text("#sheet h2")
    carried = next(text for at, text in held["bodies"] if held["documents"][at][1] == title)
    assert "".join(body.split()) == "".join(carried.split())
    box = v.page.locator("#sheet .here").first.bounding_box()
    assert v.box("#top")["height"] < box["y"] < 844
    link = v.page.evaluate("location.hash")
    assert look(built, link, size).page.locator("#sheet .here").all_text_contents() == v.page.locator("#sheet .here").all_text_contents()
    back = v.page.locator("#sheet .read .go").first
    name = back.inner_text()
    back.click()
    v.page.wait_for_function("n => document.querySelector('#panel h2').textContent === n", arg=name)
    assert v.page.locator("#sheet .reader").is_visible()


def test_a_page_without_texts_says_so_and_searches_the_sentences_that_it_cites(sample, tmp_path, look):
    path = tmp_path / "cited.html"
    path.write_text(to_html(sample.view, sample.ontology), encoding="utf-8")
    v = look(path, "#sheet=texts&q=目标")
    assert "kg serve" in v.text("#sheet .note")
    cited = {e.exact for x in (*sample.view.edges, *sample.view.observations, *sample.view.steps) for e in x.evidence}
    shown = v.page.locator("#sheet .sentences a").all_inner_texts()
    assert shown
    assert all(any("".join(s.split()) in "".join(c.split()) for c in cited) for s in shown)


def test_texts_are_carried_up_to_a_size_those_that_are_cited_most_first(monkeypatch):
    monkeypatch.setattr(beside, "MOST_TEXT", 10)
    texts = {"a": "一二三", "b": "四五六", "c": "x", "d": ""}
    assert beside.carried(texts, {"b": 5, "a": 1}, ["a", "b", "c", "d"]) == [[1, "四五六"], [2, "x"]]
    assert beside.carried({"a": "\ud800"}, {}, ["a"]) == [[0, "\ud800"]]


# ---- numbers ----------------------------------------------------------------------------------------------------------


def _numbers(*rows):
    """Numbers of 西安市 and 宝鸡市: indicator, value, unit, kind, status, period, place."""
    places = [Entity(f"{ID}district/{name}", "District", name, (), (DOC,)) for name in ("西安市", "宝鸡市")]
    numbers = tuple(Measurement(name, Decimal(value), unit, "equal", kind, status, period, f"{ID}district/{place}", None,
                                (Evidence(DOC, i * 10, i * 10 + 4, f"第{i}句：{name}{value}{unit}"),))
                    for i, (name, value, unit, kind, status, period, place) in enumerate(rows))
    return Corpus((DocumentRecord(DOC, "文", "x.txt", "2024", None),), tuple(places), (), numbers)


MIXED = (
    ("某某自造指标", 1, "个", "total", "actual", "2021", "西安市"), ("某某自造指标", 2, "个", "total", "actual", "2022", "西安市"), ("某某自造指标", 3, "个", "total", "actual", "2023", "西安市"),
    ("高新技术企业", 3000, "家", "total", "actual", "2020", "西安市"), ("高新技术企业", 5000, "家", "total", "target", "2021/2025", "西安市"),
    ("高新技术企业", 13000, "家", "total", "target", "2024", "西安市"), ("高新技术企业", 12900, "家", "total", "actual", "2024", "西安市"),
    ("高新技术企业", 700, "家", "total", "actual", "2020", "宝鸡市"), ("高新技术企业", 800, "家", "total", "actual", "2021", "宝鸡市"),
    ("地区生产总值", 5, "%", "growth", "actual", "2021", "西安市"), ("地区生产总值", 6, "%", "growth", "actual", "2022", "西安市"), ("地区生产总值", 30, "%", "growth", "target", "2021/2025", "西安市"),
    ("技术合同成交额", 500_000_000_000, "元", "total", "actual", "2023", "西安市"), ("技术合同成交额", 450_000_000_000, "元", "total", "actual", "2022", "西安市"),
)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_each_chart_names_its_place_and_unit_and_known_indicators_come_first(size, tmp_path, look):
    v = look(_written(tmp_path, _numbers(*MIXED)), "#sheet=numbers", size)
    titles = v.page.locator("#sheet .series h5").all_inner_texts()
    assert len(titles) == 5
    assert all(re.match(r"(西安市|宝鸡市) · .+ · (家|%|元|个) · 按年 原文", t) for t in titles)
    assert "自造" in titles[-1]
    assert len([t for t in titles if "高新技术企业" in t]) == 2


def test_a_chart_has_one_kind_of_period_and_targets_beside_results(tmp_path, look):
    v = look(_written(tmp_path, _numbers(*MIXED)), "#sheet=numbers")
    first = v.page.locator("#sheet .series", has_text="西安市 · 高新技术企业").locator("svg")
    assert first.locator(".year:not(.small)").all_text_contents() == ["2020", "2024", "2025"]
    assert first.locator(".small").all_text_contents() == ["至 2025 年"]  # what a plan wants of a stock, it wants at its end
    order = first.locator("rect").evaluate_all("list => list.map(r => r.getAttribute('class'))")
    assert order == ["result", "target", "result", "target"]
    growth = v.page.locator("#sheet .series", has_text="地区生产总值").locator("svg")
    assert growth.locator(".year").all_text_contents() == ["2021", "2022"]  # growth of five years stands in no year


def test_what_one_sentence_gives_several_of_is_a_condition_and_no_result(tmp_path, look):
    """上一年度营业收入1亿元、2亿元、5000万元的企业分别…: limits, of which no chart is drawn."""
    said = Evidence(DOC, 0, 20, "上一年度营业收入在1亿元、2亿元、5000万元以上的企业分别给予奖励")
    corpus = _numbers(*[("营业收入", v, "元", "total", "actual", "2023", "西安市") for v in (100_000_000, 200_000_000, 50_000_000)], ("营业收入", 60_000_000, "元", "total", "actual", "2022", "西安市"))
    limits = tuple(replace(m, evidence=(said,)) for m in corpus.measurements[:3])
    v = look(_written(tmp_path, replace(corpus, measurements=(*limits, *corpus.measurements[3:]))), "#sheet=numbers")
    assert v.page.locator("#sheet .chart").count() == 0
    assert v.page.locator("#sheet tbody tr").count() == 4


def test_the_table_sorts_numbers_by_value_and_writes_them_as_people_do(tmp_path, look):
    v = look(_written(tmp_path, _numbers(*MIXED)), "#sheet=numbers")
    v.page.click("[data-column=value]")
    v.page.click("[data-column=value]")
    cells = [c.strip() for c in v.page.locator("#sheet tbody td:nth-child(2)").all_inner_texts()]
    assert cells[:5] == ["5000亿元", "4500亿元", "1.3万家", "1.29万家", "5000家"]
    assert cells[-1] == "1个"
    v.page.click("#language")
    assert v.page.locator("#sheet tbody td:nth-child(2)").first.inner_text().strip() == "500 billion 元"


# ---- the time line ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_time_line_counts_by_year_and_month_selects_and_is_restored_by_its_link(size, built, held, look):
    v = look(built, "#sheet=timeline", size)
    dated = Counter(d[3][:4] for d in held["documents"] if d[3])
    year = max(dated)
    total = v.page.locator("#sheet .entries li").count()
    v.page.click(f"#sheet [data-when='{year}']")
    assert f"when={year}" in v.hash()
    dates = v.page.locator("#sheet .entries .date").all_inner_texts()
    assert 0 < len(dates) < total
    assert all(d.startswith(year) for d in dates)
    documents = v.page.locator("#sheet .entries li:has(.tag.documents)")
    assert documents.count() == dated[year]
    entry = v.page.locator("#sheet .entries .go").first
    name = entry.inner_text()
    entry.click()
    v.page.wait_for_function("n => document.querySelector('#panel h2').textContent === n", arg=name)
    assert v.page.locator("#sheet .entries li.own").count() > 0
    again = look(built, v.page.evaluate("location.hash"), size)
    assert again.page.locator("#sheet .entries .date").all_inner_texts() == dates
    assert again.page.locator("#panel h2").text_content() == name
    v.page.click("#all-years")
    assert v.page.locator("#sheet .entries li").count() == total
    v.page.locator("#sheet .entries li:has(.tag.documents) a").first.click()
    assert v.page.locator("#sheet .reader").is_visible()


def test_steps_of_lives_stand_on_the_time_line(tmp_path, look):
    thing = Entity(entity_iri("Platform", "甬江数据中心"), "Platform", "甬江数据中心", (), (DOC,))
    steps = tuple(Milestone(thing.iri, name, "actual", period, None, (Evidence(DOC, i, i + 3, f"第{i}句"),))
                  for i, (name, period) in enumerate(zip(list(ONTOLOGY.steps)[:2], ("2021-03", "2023"), strict=True)))
    corpus = Corpus((DocumentRecord(DOC, "文", "x.txt", "2024-05-06", None),), (thing,), (), (), steps)
    v = look(_written(tmp_path, corpus), "#sheet=timeline")
    assert v.page.locator("#sheet .entries .date").all_inner_texts() == ["2024-05-06", "2023", "2021-03"]
    assert ONTOLOGY.steps[steps[0].step].label_zh in v.page.locator("#sheet .entries li").last.inner_text()
    assert v.page.locator("#sheet tfoot th").all_inner_texts() == ["2021", "2022", "2023", "2024"]
    v.page.click("[data-when='2021']")
    assert v.page.locator("#sheet tfoot button").all_inner_texts() == ["03"]


# ---- the map ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_map_has_a_circle_for_each_place_that_selects_it_and_its_link_restores_it(size, built, held, look):
    v = look(built, "#sheet=map", size)
    circles = v.page.locator("#sheet circle")
    assert circles.count() == len(held["points"]) > 3
    assert v.page.locator("#sheet .places text").count() >= 3
    v.page.locator("#sheet circle[aria-label^='宁波市']").dispatch_event("click")
    v.page.wait_for_function("() => document.querySelector('#panel h2').textContent === '宁波市'")
    v.page.click("#sheet .zooms button >> nth=0")
    assert "map=" in v.hash()
    state = "() => [...document.querySelectorAll('#sheet circle')].map(c => ['cx', 'cy', 'r', 'class'].map(n => c.getAttribute(n)))"
    before = v.page.evaluate(state)
    again = look(built, v.page.evaluate("location.hash"), size).page.evaluate(state)
    assert [c[2:] for c in again] == [c[2:] for c in before]
    assert all(abs(float(a) - float(b)) < 2 for one, two in zip(again, before, strict=True) for a, b in zip(one[:2], two[:2], strict=True))


def test_places_lie_where_they_lie_on_the_earth(built, look):
    v = look(built, "#sheet=map")
    at = {label.split(" · ")[0]: (x, y) for label, x, y in v.page.evaluate("[...document.querySelectorAll('#sheet circle')].map(c => [c.getAttribute('aria-label'), +c.getAttribute('cx'), +c.getAttribute('cy')])")}
    (west, north), (east, south) = at["合肥市"], at["宁波市"]
    assert west < east
    assert north < south


def test_the_map_by_keyboard_and_its_count_as_csv(built, look):
    v = look(built)
    v.page.focus("#view")
    v.page.keyboard.press("m")
    v.page.focus("#sheet circle >> nth=0")
    v.page.keyboard.press("Enter")
    assert v.page.locator("#sheet circle.chosen").count() == 1
    rows = v.save("csv").decode("utf-8-sig").splitlines()
    assert len(rows) - 1 == v.page.locator("#sheet circle").count()
    for key, view in zip("gtfxls", ("", "nodes", "facts", "numbers", "timeline", "texts"), strict=True):
        v.page.keyboard.press("Escape")
        v.page.focus("#view") if not v.page.locator("#sheet").is_visible() else v.page.evaluate("document.activeElement.blur()")
        v.page.keyboard.press(key)
        assert v.page.get_attribute(f"#to-{view or 'graph'}", "aria-pressed") == "true", key


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_png_and_svg_of_an_open_map_are_the_map(theme, built, look):
    from lxml import etree

    v = look(built, f"#sheet=map&theme={theme}")
    svg = etree.fromstring(v.save("svg"))
    assert len(svg.findall(".//{*}circle")) == v.page.locator("#sheet circle").count()
    assert [e.text for e in svg.findall(".//{*}text")] == v.page.evaluate("[...document.querySelectorAll('#sheet .places text')].map(e => e.firstChild.data)")
    assert svg.find("{*}rect").get("fill") == {"light": "#fbfbf9", "dark": "#14191f"}[theme]
    png = v.save("png")
    box = v.box("#sheet .places")
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(png[16:20], "big") == pytest.approx(2 * box["width"], abs=2)


def test_a_place_without_a_point_of_its_own_lies_where_it_belongs():
    city, county, country = (f"{ID}district/{name}" for name in ("西安市", "佳木斯市同江市", "中华人民共和国"))
    assert point_of(city, ONTOLOGY)[:2] == pytest.approx((34.3, 108.9), abs=0.2)
    assert point_of(city, ONTOLOGY).own
    assert point_of(county, ONTOLOGY) == (*point_of(f"{ID}district/佳木斯市", ONTOLOGY)[:2], False)
    assert point_of(country, ONTOLOGY) is None
    assert point_of(f"{ID}district/没有的地方", ONTOLOGY) is None
    codes = {i.code: i.iri for i in ONTOLOGY.individuals.values() if re.fullmatch(r"\d\d(0000|\d\d00)", i.code or "")}
    assert [code for code, iri in codes.items() if (p := point_of(iri, ONTOLOGY)) is None or not (3 < p[0] < 54 and 73 < p[1] < 136)] == []


def test_a_table_of_points_that_cannot_be_read_is_told_with_its_line(tmp_path):
    (tmp_path / "more.ttl").write_text("", encoding="utf-8")
    (tmp_path / "coordinates.tsv").write_text("# points\ndistrict/甲市\t30.1\t120.2\ndistrict/乙市\tnorth\n", encoding="utf-8")
    with pytest.raises(OntologyError, match="line 3"):
        point_of(f"{ID}district/甲市", load_ontology(tmp_path))


# ---- both languages, dark, print, hostile text ------------------------------------------------------------------------


@pytest.mark.parametrize("view", VIEWS[3:])
def test_the_views_speak_english_but_for_what_stands_in_documents(view, built, held, look):
    v = look(built, f"#sheet={view}&lang=en")
    told = v.page.evaluate("""() => [...document.querySelectorAll('#top button, #sheet h2, #sheet h3:not(.document h3), #sheet .note, #sheet .tag, #sheet th, #sheet .buttons button')].map(e => e.innerText)
      .concat([...document.querySelectorAll('#sheet input, #top input')].map(e => e.placeholder))""")
    assert [x for x in told if re.search("[\u4e00-\u9fff]", x) and x != "中文"] == []


def test_a_link_that_makes_no_sense_opens_every_view(built, look):
    for view in VIEWS:
        v = look(built, f"#sheet={view}&doc=__proto__&at=9-x&when=20x&map=a~b~c&q=%5B(&sort=__proto__~1")
        assert v.page.locator("#top").is_visible()


def _hostile():
    documents = tuple(DocumentRecord(f"{ID}document/{i:016x}", text, text, "2024", None) for i, text in enumerate(HOSTILE))
    places = tuple(Entity(entity_iri("District", text), "District", text, (), (documents[i].iri,)) for i, text in enumerate(HOSTILE))
    quotes = [Evidence(d.iri, 0, len(text) + 4, f"前{text}后来") for d, text in zip(documents, HOSTILE, strict=True)]
    numbers = tuple(Measurement(text, Decimal(i + year), text, "equal", "total", "target", str(2020 + year), places[i].iri, None, (quotes[i],)) for i, text in enumerate(HOSTILE) for year in (1, 2))
    steps = tuple(Milestone(places[i].iri, next(iter(ONTOLOGY.steps)), "actual", "2023", None, (quotes[i],)) for i in range(len(HOSTILE)))
    corpus = Corpus(documents, places, (), numbers, steps)
    texts = {d.iri: f"首句。前{text}后来\n末句。" for d, text in zip(documents, HOSTILE, strict=True)}
    view = Dataset(to_triples(corpus, ONTOLOGY)).view(ONTOLOGY)
    held = data_of(to_html(view, ONTOLOGY, texts=texts))
    held["points"] = [[i, 20 + i % 30, 80 + i % 50, 1] for i in range(len(held["nodes"]))]
    return held


@pytest.mark.slow
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_hostile_text_is_only_ever_shown_in_every_view(size, tmp_path, look):
    from lxml import etree

    from kg.export.page import page_of

    path = tmp_path / "hostile.html"
    path.write_text(page_of(_hostile()), encoding="utf-8")
    v = look(path, size=size)
    shown = {}
    for view in VIEWS[3:]:
        v.page.evaluate("view => document.getElementById('to-' + view).click()", view)
        while v.page.locator("#sheet .entries > button, #sheet .charts > .more").count():
            v.page.locator("#sheet .entries > button, #sheet .charts > .more").first.click()
        if view == "map" and size is DESK:
            names = {e.tag.split("}")[1] for e in etree.fromstring(v.save("svg")).iter()}
            assert names <= {"svg", "rect", "path", "circle", "title", "text", "tspan"}
        shown[view] = v.page.evaluate("document.getElementById('sheet').textContent")
    for view in ("numbers", "timeline", "texts"):
        assert [t for t in HOSTILE if t not in shown[view]] == [], view
    for text in HOSTILE:
        v.page.evaluate("t => { const i = document.getElementById('words'); i.value = t; i.dispatchEvent(new Event('input')); }", text)
        assert v.page.evaluate("""t => { for (const n of ['from', 'to']) document.getElementById(n).value = t; document.getElementById('find').click();
          return document.getElementById('from-said').textContent.includes(document.getElementById('from').value.trim()); }""", text + "无此名")
    for i in range(0, len(HOSTILE), 7):
        v.page.evaluate("q => { location.hash = q; }", f"sheet=texts&doc={i:016x}&at=0-9")
        v.page.wait_for_function("t => document.querySelector('#sheet h2')?.textContent === t", arg=HOSTILE[i], timeout=4000)
        assert v.page.evaluate("""t => { const e = document.querySelector('#sheet .reader').cloneNode(true), plain = x => x.replace(/\\s/g, ''); e.querySelectorAll('.read').forEach(r => r.remove());
          return plain(e.textContent) === plain(t); }""", f"首句。前{HOSTILE[i]}后来\n末句。")
    assert v.page.evaluate("document.querySelectorAll('script').length") == 2
    assert v.page.evaluate("document.querySelectorAll('img,iframe,object,embed,link,form,base,style~style').length") == 0


def test_what_the_views_need_is_on_the_page_and_nobody_elses_places(held):
    places = {n[9] for n in held["nodes"]}
    labels = json.dumps(held["points"])
    assert len(held["points"]) <= len(places)
    assert len(labels) < 100 * len(places)
    assert {"國国", "學学"} <= set(held["variants"])
    assert set(held["variants"]) <= set(re.findall("..", traditional_of("".join(chr(c) for c in range(0x4E00, 0x9FFF)))))
