"""The explorer as a person uses it, in a real browser: what they look for they find, and no text of a document ever runs."""

import csv
import io
import json
import math
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pypdfium2
import pytest

import kg
from kg.analyse import structure
from kg.clean import fold, traditional_of
from kg.export import EXPORTERS, save
from kg.export.html import places_of, to_html
from kg.layout import layout
from kg.mapping import to_triples
from kg.model import Corpus, DocumentRecord, Entity, Evidence, Fact, Measurement
from kg.ontology import ID, KG, entity_iri, load_ontology
from kg.pipeline import build_to
from kg.store import Dataset
from tests.conftest import CORPUS
from tests.hostile import HOSTILE
from tests.once import ONTOLOGY

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "kg" / "export" / "page"
SEEDS = ROOT.parent / "shared" / "seeds"
WINDOW = {"width": 1440, "height": 900}


# ---- the browser ------------------------------------------------------------------------------------------------------


class Visit:
    """A page that is open, with everything it tried to do to the outside."""

    def __init__(self, browser, path, link="", **options):
        self.context = browser.new_context(viewport=WINDOW, locale="zh-CN", accept_downloads=True, **options)
        self.page = self.context.new_page()
        self.requests, self.dialogs, self.errors = [], [], []
        self.context.on("request", lambda r: self.requests.append(r.url))
        self.page.on("dialog", lambda d: (self.dialogs.append(d.message), d.dismiss()))
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.url = path.as_uri()
        self.page.goto(self.url + link)

    def quiet(self):
        """Nothing but the page itself was asked for, nothing popped up, nothing broke."""
        outside = [u for u in self.requests if u.split("#")[0] != self.url and not u.startswith("blob:")]
        assert (outside, self.dialogs, self.errors) == ([], [], [])

    def text(self, selector):
        return self.page.inner_text(selector)

    def labels(self):
        return self.page.evaluate("kechuang.labels()")

    def save(self, button):
        with self.page.expect_download() as waiting:
            self.page.click(f"#{button}")
        return Path(waiting.value.path()).read_bytes()


@pytest.fixture
def visit(chromium, request):
    """Open a page; at the end it must have been quiet."""
    visits = []

    def open_page(path, link="", **options):
        visits.append(Visit(chromium, path, link, **options))
        return visits[-1]

    yield open_page
    for v in visits:
        v.quiet()
        v.context.close()


@pytest.fixture(scope="session")
def page_file(sample, tmp_path_factory):
    path = tmp_path_factory.mktemp("explorer") / "graph.html"
    path.write_text(to_html(sample.view, sample.ontology), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def seeds_file(tmp_path_factory):
    if not SEEDS.is_dir():
        pytest.skip("no seed documents beside the project")
    path = tmp_path_factory.mktemp("seeds") / "graph.html"
    graph = kg.build([SEEDS])
    path.write_text(to_html(graph.view, graph.ontology), encoding="utf-8")
    return path


def _overlapping(labels):
    boxes = [(x["text"], *x["box"]) for x in labels]
    return [(a[0], b[0]) for i, a in enumerate(boxes) for b in boxes[i + 1:] if a[1] < b[3] and b[1] < a[3] and a[2] < b[4] and b[2] < a[4]]


# ---- the first picture ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["page_file", "seeds_file"])
def test_at_first_view_many_labels_can_be_read_and_none_lies_on_another(file, visit, request):
    path = request.getfixturevalue(file)
    v = visit(path)
    width, height = v.page.evaluate("kechuang.size()")
    inside = [x for x in v.labels() if x["box"][0] >= 0 and x["box"][1] >= 0 and x["box"][2] <= width and x["box"][3] <= height]
    assert _overlapping(v.labels()) == []
    assert sum(x["px"] >= 10 for x in inside) >= 60
    assert path.stat().st_size < 400_000


def test_everything_is_in_the_first_view(page_file, visit):
    v = visit(page_file)
    width, height = v.page.evaluate("kechuang.size()")
    assert all(0 <= n["x"] <= width and 0 <= n["y"] <= height for n in v.page.evaluate("kechuang.nodes()"))


def _luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("background", ["#fbfbf9", "#14191f"])
@pytest.mark.parametrize("kind", ONTOLOGY.roots, ids=lambda t: t.name)
def test_colours_stand_out_on_light_and_dark(kind, background):
    one, two = sorted((_luminance(kind.colour), _luminance(background)))
    assert (two + 0.05) / (one + 0.05) >= 3


# ---- what a person does -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "found"), [
    ("lzy", "林知远"), ("林知远", "林知远"), ("林知遠", "林知远"), ("linzhiyuan", "林知远"), ("lin zhi", "林知远"), ("LZY", "林知远"), ("寧波大學", "宁波大学"), ("nbdx", "宁波大学"), ("cqs", "重庆市"), ("市科技局", "科学技术局"),
])
def test_search_knows_names_aliases_pinyin_and_traditional(typed, found, page_file, visit):
    v = visit(page_file)
    v.page.keyboard.press("/")
    v.page.keyboard.type(typed)
    assert found in v.page.locator("#search-list li").first.inner_text()
    v.page.keyboard.press("Enter")
    assert found in v.text("#panel h2")


def test_search_reaches_what_the_filters_leave_out(page_file, visit):
    v = visit(page_file, "#status=actual&type=Person")
    v.page.fill("#search", "市科技局")
    assert "市科技局" in v.page.locator("#search-list li").first.inner_text()
    v.page.keyboard.press("Enter")
    assert v.text("#panel h2") in {n["label"] for n in v.page.evaluate("kechuang.nodes()")}


def test_on_the_seeds_lzj_finds_li_zhijun_and_his_office(seeds_file, visit):
    v = visit(seeds_file)
    v.page.keyboard.press("/")
    v.page.keyboard.type("lzj")
    v.page.keyboard.press("Enter")
    assert v.text("#panel h2") == "李志军"
    assert v.page.locator("#panel mark", has_text="李志").count() + v.page.locator("#panel mark", has_text="李志軍").count() > 0


def test_evidence_is_the_sentence_with_words_marked_document_date_and_offset(page_file, visit, sample):
    v = visit(page_file)
    v.page.fill("#search", "林知远")
    v.page.keyboard.press("Enter")
    quotes = v.page.locator("#panel blockquote")
    exact = {e.exact for edge in sample.view.edges for e in edge.evidence}
    assert quotes.count() > 0
    assert all(text in exact for text in quotes.all_text_contents())
    assert {fold(m)[0] for m in v.page.locator("#panel mark").all_text_contents()} >= {"林知远"}
    assert re.search(r"2025-02-20 · \[\d+, \d+\] · 方法: ", v.page.locator("#panel figcaption").first.inner_text())


def test_marks_lie_on_names_in_pinyin_laden_traditional_text(sample):
    data = json.loads(re.search(r'id="data">(.*?)</script>', to_html(sample.view, sample.ontology), re.DOTALL).group(1))
    checked = 0
    for edge in data["edges"]:
        names = {fold(x)[0] for end in edge[:2] for x in (data["nodes"][end][0], *data["nodes"][end][6])}
        for text, *marks in edge[6]:
            exact = data["texts"][text][3]
            for start, end in zip(marks[::2], marks[1::2], strict=True):
                assert fold(exact[start:end])[0] in names
                checked += 1
    assert checked > len(data["edges"])


def test_a_year_filters_and_says_what_is_hidden(page_file, visit, sample):
    v = visit(page_file)
    v.page.click("#years button[data-key='year:2024']")
    shown = v.page.evaluate("kechuang.nodes()")
    assert 0 < len(shown) < len(sample.view.nodes)
    assert v.text("#count").startswith(f"{len(shown)} 个实体")
    assert f"未显示 {len(sample.view.nodes) - len(shown)} 个" in v.text("#count")
    assert v.page.get_attribute("#years button[data-key='year:2024']", "aria-pressed") == "true"
    v.page.click("#years button[data-key='year:2024']")
    assert len(v.page.evaluate("kechuang.nodes()")) == len(sample.view.nodes)


@pytest.mark.parametrize("facet", ["types", "relations", "statuses", "years", "documents"])
def test_each_count_of_the_legend_is_what_its_filter_shows(facet, page_file, visit):
    v = visit(page_file)
    for i in range(min(3, v.page.locator(f"#{facet} button").count())):
        chip = v.page.locator(f"#{facet} button").nth(i)
        count = int(chip.locator("b").inner_text())
        chip.click()
        nodes, facts = map(int, re.match(r"(\d+) 个实体 · (\d+) 条事实", v.text("#count")).groups())
        assert count == (nodes if facet in ("types", "documents") else facts)
        v.page.locator(f"#{facet} button").nth(i).click()


def test_selecting_dims_the_rest_and_hides_nothing(page_file, visit):
    v = visit(page_file)
    before = v.text("#count")
    v.page.fill("#search", "合肥市科技创新大会")
    v.page.keyboard.press("Enter")
    assert v.text("#count") == before
    assert {x["dim"] for x in v.labels()} == {True, False}
    assert _overlapping(v.labels()) == []
    lit = [len([x for x in v.labels() if not x["dim"]])]
    for depth in "23":
        v.page.keyboard.press(depth)
        lit.append(len([x for x in v.labels() if not x["dim"]]))
    assert lit == sorted(lit)
    assert lit[0] < lit[2]


def test_a_click_on_a_node_selects_it_and_beside_it_clears(page_file, visit):
    v = visit(page_file)
    node = max(v.page.evaluate("kechuang.nodes()"), key=lambda n: n["r"])
    box = v.page.locator("#view").bounding_box()
    v.page.mouse.click(box["x"] + node["x"], box["y"] + node["y"])
    assert v.text("#panel h2") == node["label"]
    nodes = v.page.evaluate("kechuang.nodes()")
    corners = [(x, y) for x in (8, box["width"] / 2, box["width"] - 8) for y in (60, box["height"] - 60)]
    empty = max(corners, key=lambda at: min(math.dist(at, (n["x"], n["y"])) for n in nodes))
    v.page.mouse.click(box["x"] + empty[0], box["y"] + empty[1])
    assert v.text("#panel h2") == "重要度排行"


def test_the_path_from_a_university_to_a_district_has_a_sentence_at_each_step(page_file, visit):
    v = visit(page_file)
    v.page.fill("#from", "宁波大学")
    v.page.keyboard.press("Enter")
    v.page.fill("#to", "余姚市")
    v.page.keyboard.press("Enter")
    assert v.text("#panel h2") == "宁波大学 → 余姚市"
    steps = v.page.locator("#panel .step")
    assert v.text("#panel .note") == f"{steps.count()} 步"
    for i in range(steps.count()):
        assert steps.nth(i).locator("blockquote").count() >= 1
    assert steps.first.inner_text().count("宁波大学") >= 1
    assert "余姚市" in steps.last.inner_text()


def _as(found, before):
    """A view with the places of another where they differ by no more than a pixel: a link holds places rounded."""
    nodes = [b if n[0] == b[0] and all(abs(int(n[i]) - int(b[i])) <= 1 for i in (1, 2)) else n
             for n, b in zip(found[0], before[0], strict=True)]
    return [nodes, *found[1:]]


def test_the_link_restores_the_view_and_back_goes_back(page_file, visit):
    v = visit(page_file)
    v.page.click("#language")
    v.page.click("#years button[data-key='year:2024']")
    v.page.fill("#search", "nbdx")
    v.page.keyboard.press("Enter")
    v.page.keyboard.press("2")
    v.page.click("#theme")
    state = "() => [kechuang.nodes().map(n => [n.label, (n.x).toFixed(0), (n.y).toFixed(0)]), document.documentElement.className, document.getElementById('panel').innerText, document.getElementById('count').innerText]"
    before, link = v.page.evaluate(state), v.page.evaluate("location.hash")
    again = visit(page_file, link)
    assert _as(again.page.evaluate(state), before) == before
    v.page.reload()
    assert _as(v.page.evaluate(state), before) == before
    again.page.click("#theme")
    again.page.click("#back")
    again.page.wait_for_function("document.documentElement.className === 'dark'")
    assert _as(again.page.evaluate(state), before) == before


def test_a_link_that_makes_no_sense_opens_the_page_all_the_same(page_file, visit, sample):
    v = visit(page_file, "#n=nothing&from=x&depth=99&year=1~2&type=__proto__&open=x&view=a~b&sheet=constructor&lang=xx")
    assert len(v.page.evaluate("kechuang.nodes()")) == len(sample.view.nodes)


def test_both_languages_throughout(page_file, visit, sample):
    v = visit(page_file)
    texts = {name for n in sample.view.nodes for name in (n.label, *n.names)} | {d.title for d in sample.view.documents}
    v.page.click("#language")
    assert v.page.evaluate("document.documentElement.lang") == "en"
    v.page.click("#to-keys")
    own = v.page.evaluate("""() => [...document.querySelectorAll('h1,h2,h3,button,kbd,td,.tag,.note,#count,#hint')].filter(e => e.offsetParent && !e.closest('.ranking') && !e.closest('#documents')).map(e => e.innerText)
      .concat([...document.querySelectorAll('input')].map(e => e.placeholder), [...document.querySelectorAll('[aria-label]')].map(e => e.getAttribute('aria-label')))""")
    assert [x for x in own if re.search("[\u4e00-\u9fff]", x) and x != "中文" and x not in texts] == []
    v.page.click("#language")
    assert v.text("#name h1") == "科创政策知识图谱"


def test_by_keyboard_alone(page_file, visit):
    v = visit(page_file)
    press = v.page.keyboard.press
    press("/")
    v.page.keyboard.type("hefei")
    press("ArrowDown")
    press("Enter")
    first = v.text("#panel h2")
    v.page.focus("#view")
    press("ArrowRight")
    assert v.text("#panel h2") != first
    assert v.text("#said").startswith(v.text("#panel h2"))
    press("Escape")
    assert v.text("#panel h2") == "重要度排行"
    press("n")
    assert v.text("#panel h2") == v.page.evaluate("kechuang.nodes().sort((a, b) => b.r - a.r)[0].label")
    press("t")
    assert v.page.locator("#sheet table").is_visible()
    press("/")
    reached = {"search"}
    for _ in range(90):
        press("Tab")
        reached.add(v.page.evaluate("document.activeElement.id || document.activeElement.dataset.key || document.activeElement.dataset.column || ''"))
    assert {"search", "from", "to", "find", "theme", "language", "png", "turtle", "to-numbers", "type:" + ONTOLOGY.roots[0].name, "name", "degree"} <= reached
    press("Escape")
    assert not v.page.locator("#sheet").is_visible()


def test_the_table_sorts_by_every_column(page_file, visit, sample):
    v = visit(page_file)
    v.page.click("#to-nodes")
    rows = v.page.locator("#sheet tbody tr")
    assert rows.count() == len(sample.view.nodes)
    v.page.click("[data-column=degree]")
    up = [int(x) for x in v.page.locator("#sheet tbody td:nth-child(3)").all_inner_texts()]
    v.page.click("[data-column=degree]")
    down = [int(x) for x in v.page.locator("#sheet tbody td:nth-child(3)").all_inner_texts()]
    assert up == sorted(up)
    assert down == sorted(down, reverse=True)
    assert v.page.get_attribute("#sheet th:has([data-column=degree])", "aria-sort") == "descending"


def test_numbers_stand_as_charts_by_year_targets_beside_results(page_file, visit, sample):
    v = visit(page_file)
    v.page.click("#to-numbers")
    assert v.page.locator("#sheet tbody tr").count() == len(sample.view.observations)
    assert v.page.locator("#sheet .chart").count() > 0
    drawn = v.page.evaluate("[...document.querySelectorAll('#sheet .chart')].map(c => [c.querySelectorAll('rect.target').length, c.querySelectorAll('rect.result').length])")
    assert all(target + result > 1 for target, result in drawn)
    assert any(target and result for target, result in drawn)


def test_a_number_in_doubt_is_told_and_not_drawn(tmp_path, visit):
    district = Entity(entity_iri("District", "甲市"), "District", "甲市", (), (DOC,))
    numbers = tuple(Measurement(name, Decimal(value), "家", "equal", "total", "target", period, district.iri, None, (Evidence(DOC, i, i + 4, f"{name}达{value}家"),))
                    for i, (name, value, period) in enumerate([("高新技术企业数量", 100, "2022"), ("高新技术企业总数", 120, "2023"), ("高新技术企业总数", 1_400_000, "2024"), ("高新技术企业总数", 90, "2021")]))
    view = Dataset(to_triples(Corpus((DocumentRecord(DOC, "文", "x.txt", "2024", None),), (district,), (), numbers), ONTOLOGY)).view(ONTOLOGY)
    path = tmp_path / "numbers.html"
    path.write_text(to_html(view, ONTOLOGY), encoding="utf-8")
    v = visit(path)
    v.page.click("#to-numbers")
    assert v.page.locator("#sheet .chart").count() == 1
    assert v.page.locator("#sheet .chart rect").count() == 3
    assert v.page.locator("#sheet .chart .doubtful").text_content().startswith("140万?")
    assert v.page.locator("#sheet tbody tr", has_text="存疑").count() == 1


def test_a_class_of_the_ontology_below_a_basic_type_is_told(tmp_path, visit):
    shutil.copytree(ONTOLOGY.folder, tmp_path / "ontology")
    (tmp_path / "ontology" / "types" / "halle.ttl").write_text(
        "@prefix kg: <https://w3id.org/kechuang/ontology#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        'kg:Hall a owl:Class ; rdfs:subClassOf kg:Platform ; rdfs:label "展馆"@zh , "Hall"@en .', encoding="utf-8")
    ontology = load_ontology(tmp_path / "ontology")
    hall = Entity(entity_iri("Platform", "科技馆"), "Hall", "科技馆", (), (DOC,))
    data = Dataset(to_triples(Corpus((DocumentRecord(DOC, "文", "x.txt", "2024", None),), (hall,), (), ()), ontology))
    path = tmp_path / "hall.html"
    path.write_text(to_html(data.view(ontology), ontology), encoding="utf-8")
    v = visit(path, "#n=platform/科技馆")
    assert "平台 · 展馆" in v.text("#panel .kind")
    assert {str(q.triple) for q in ox.parse(v.save("turtle"), format=ox.RdfFormat.TURTLE)} <= {str(t) for t in data.triples}


def test_print_shows_the_picture_on_white(page_file, visit):
    v = visit(page_file, "#theme=dark")
    pdf = pypdfium2.PdfDocument(v.page.pdf(landscape=True))
    first = pdf[0].render(scale=0.5).to_numpy()
    assert (first[2:6, 2:6] == 255).all()
    assert (first[..., :3] < 200).any()
    assert "重要度排行" in "".join(page.get_textpage().get_text_range() for page in pdf)
    assert v.page.evaluate("document.documentElement.className") == "dark"


# ---- exports of what is shown -----------------------------------------------------------------------------------------


def test_png_and_svg_are_the_picture(page_file, visit):
    v = visit(page_file)
    width, height = v.page.evaluate("kechuang.size()")
    png = v.save("png")
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")) == (2 * width, 2 * height)
    from lxml import etree

    svg = etree.fromstring(v.save("svg"))
    assert len(svg.findall("{*}circle")) == len(v.page.evaluate("kechuang.nodes()"))
    assert svg.findall("{*}text")


def test_turtle_of_all_is_part_of_the_graph_and_reads_as_its_contract(page_file, visit, sample):
    v = visit(page_file)
    triples = {str(q.triple) for q in ox.parse(v.save("turtle"), format=ox.RdfFormat.TURTLE)}
    held = {str(t) for t in sample.dataset.triples}
    assert triples <= held
    for iri in (KG + "Statement", KG + "Passage", KG + "Document"):
        kind = f"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{iri}>"
        wanted = {t for t in held if kind in t}
        if iri != KG + "Passage":  # those of numbers are not exported
            assert {t for t in triples if kind in t} == wanted


def test_csv_holds_what_is_lit_one_row_a_sentence(page_file, visit, sample):
    v = visit(page_file)
    rows = list(csv.reader(io.StringIO(v.save("csv").decode("utf-8-sig"))))
    assert len(rows) - 1 == sum(len(e.evidence) for e in sample.view.edges)
    v.page.fill("#search", "lzy")
    v.page.keyboard.press("Enter")
    some = list(csv.reader(io.StringIO(v.save("csv").decode("utf-8-sig"))))
    assert 1 < len(some) < len(rows)
    v.page.click("#to-nodes")
    table = list(csv.reader(io.StringIO(v.save("csv").decode("utf-8-sig"))))
    assert len(table) - 1 == v.page.locator("#sheet tbody tr").count()


# ---- large graphs -----------------------------------------------------------------------------------------------------

DOC = f"{ID}document/0123456789abcdef"


def _large(count):
    """A graph of communities around hubs, as corpora are, with a few links between them."""
    roots = [t.name for t in ONTOLOGY.roots]
    relations = list(ONTOLOGY.relations.values())
    entities = tuple(Entity(entity_iri(roots[i % len(roots)], f"实体{i}号"), roots[i % len(roots)], f"实体{i}号", (), (DOC,)) for i in range(count))
    quote = Evidence(DOC, 0, 4, "原文如此")
    pairs = sorted({(i - i % 40, i) for i in range(count) if i % 40} | {(i, (i * 7919 + 13) % count) for i in range(0, count, 9)})
    facts = tuple(Fact(entities[a].iri, relations[(a + b) % len(relations)].name, entities[b].iri, "actual", None, "2024", (quote,), ("clause",)) for a, b in pairs if a != b)
    return Dataset(to_triples(Corpus((DocumentRecord(DOC, "大图", "x.txt", "2024", None),), entities, facts, ()), ONTOLOGY)).view(ONTOLOGY)


def test_a_large_graph_shows_the_most_important_and_communities_that_open(tmp_path, visit):
    view = _large(2000)
    path = tmp_path / "large.html"
    path.write_text(to_html(view, ONTOLOGY), encoding="utf-8")
    v = visit(path)
    drawn = v.page.evaluate("kechuang.nodes()")
    folded = [n for n in drawn if n["folded"]]
    assert len(drawn) <= 800
    assert folded
    assert f"未显示 {2000 - len(drawn) + len(folded)} 个" in v.text("#count")
    assert v.text("#hidden")
    box = v.page.locator("#view").bounding_box()
    largest = max(folded, key=lambda n: n["r"])
    v.page.mouse.click(box["x"] + largest["x"], box["y"] + largest["y"])
    assert "open=" in v.page.evaluate("location.hash")
    assert len({n["label"] for n in v.page.evaluate("kechuang.nodes()")} - {n["label"] for n in drawn}) > 10
    hidden = next(n.label for n in view.nodes if n.label not in {x["label"] for x in v.page.evaluate("kechuang.nodes()")})
    v.page.fill("#search", hidden)
    v.page.keyboard.press("Enter")
    assert hidden in {x["label"] for x in v.page.evaluate("kechuang.nodes()")}


# ---- layout -----------------------------------------------------------------------------------------------------------


def test_layout_is_the_same_to_the_bit_and_keeps_nodes_apart(sample):
    for view in (sample.view, _large(1500)):
        places = layout(view, structure(view))
        assert places == layout(view, structure(view))
        assert len(set(places.values())) == len(places) == len(view.nodes)


def test_layout_of_little(sample):
    empty = type(sample.view)((), (), (), ())
    assert layout(empty, structure(empty)) == {}
    lonely = type(sample.view)(sample.view.nodes[:3], (), (), ())
    assert len(set(layout(lonely, structure(lonely)).values())) == 3


def test_nodes_stay_where_they_were_when_a_document_is_added(tmp_path):
    files = sorted(CORPUS.iterdir())
    build_to(files[:-2], tmp_path / "out")
    before = places_of((tmp_path / "out" / "graph.html").read_text(encoding="utf-8"))
    build_to(files, tmp_path / "out")
    after = places_of((tmp_path / "out" / "graph.html").read_text(encoding="utf-8"))
    kept = before.keys() & after.keys()
    assert len(after) > len(kept) > 50
    assert {iri: before[iri] for iri in kept} == {iri: after[iri] for iri in kept}
    assert len(set(after.values())) == len(after)
    again = (tmp_path / "out" / "graph.html").read_bytes()
    build_to(files, tmp_path / "out")
    assert (tmp_path / "out" / "graph.html").read_bytes() == again


# ---- hostile text -----------------------------------------------------------------------------------------------------


def _hostile_graph():
    """Every hostile string as name, alias, role, quotation, title, file name, indicator and unit."""
    documents = tuple(DocumentRecord(f"{ID}document/{i:016x}", text, text, "2024", None) for i, text in enumerate(HOSTILE))
    roots = [t.name for t in ONTOLOGY.roots]
    entities = tuple(Entity(entity_iri(roots[i % len(roots)], text), roots[i % len(roots)], text, (f"别名{text}",), (documents[i].iri,)) for i, text in enumerate(HOSTILE))
    quotes = [Evidence(d.iri, 0, len(text) + 4, f"前{text}后来") for d, text in zip(documents, HOSTILE, strict=True)]
    relations = list(ONTOLOGY.relations)
    facts = tuple(Fact(entities[i].iri, relations[i % len(relations)], entities[(i + 1) % len(entities)].iri, "planned", text, "2024", (quotes[i],), (text,)) for i, text in enumerate(HOSTILE))
    numbers = tuple(Measurement(text, Decimal(i), text, "equal", "total", "target", "2024", entities[i].iri, None, (quotes[i],)) for i, text in enumerate(HOSTILE))
    return Dataset(to_triples(Corpus(documents, entities, facts, numbers), ONTOLOGY))


@pytest.fixture(scope="module")
def hostile():
    return _hostile_graph()


def test_hostile_text_is_shown_as_it_is_and_never_runs(hostile, tmp_path, visit):
    assert len(HOSTILE) >= 100
    path = tmp_path / "hostile.html"
    save(path, EXPORTERS["html"], hostile, ONTOLOGY)
    v = visit(path)
    for text in HOSTILE:
        v.page.evaluate("t => { const s = document.getElementById('search'); s.value = t; s.focus(); s.dispatchEvent(new Event('input')); }", text)
    v.page.keyboard.press("Escape")
    for sheet, column in (("nodes", 1), ("facts", 1), ("numbers", 1)):
        v.page.click(f"#to-{sheet}")
        while v.page.locator("#sheet td[colspan] button").count():
            v.page.locator("#sheet td[colspan] button").click()
        cells = set(v.page.locator(f"#sheet tbody td:nth-child({column})").all_text_contents())
        assert {x for x in HOSTILE if x not in cells} == set(), sheet
    v.page.keyboard.press("Escape")
    # Each is selected: name, alias, document, role, quotation and number stand in the panel, letter for letter.
    for i, text in enumerate(HOSTILE):
        iri = entity_iri(ONTOLOGY.roots[i % len(ONTOLOGY.roots)].name, text).removeprefix(ID)
        v.page.evaluate("iri => { location.hash = new URLSearchParams({n: iri}).toString(); }", iri)
        v.page.wait_for_function("t => document.querySelector('#panel h2').textContent === t", arg=text, timeout=4000)
        panel = v.page.evaluate("document.getElementById('panel').textContent")
        assert panel.count(text) >= 4
        assert f"前{text}后来" in v.page.locator("#panel blockquote").all_text_contents()
    assert v.page.evaluate("document.querySelectorAll('script').length") == 2
    assert v.page.evaluate("document.querySelectorAll('img,iframe,object,embed,link,form,base,style~style').length") == 0


def test_hostile_text_in_the_files_that_the_page_saves(hostile, tmp_path, visit):
    from lxml import etree

    path = tmp_path / "hostile.html"
    save(path, EXPORTERS["html"], hostile, ONTOLOGY)
    v = visit(path)
    cells = [c for row in csv.reader(io.StringIO(v.save("csv").decode("utf-8-sig"), newline="")) for c in row]
    assert [c for c in cells if re.match(r"\s*[=+\-@＝＋－＠\t\r]", c) and not re.fullmatch(r"-?\d+(\.\d+)?", c)] == []
    assert {str(q.triple) for q in ox.parse(v.save("turtle"), format=ox.RdfFormat.TURTLE)} <= {str(t) for t in hostile.triples}
    svg = etree.fromstring(v.save("svg"))
    assert {e.tag.split("}")[1] for e in svg.iter()} <= {"svg", "rect", "path", "polygon", "circle", "title", "text"}
    assert v.save("png")[:4] == b"\x89PNG"


def test_the_page_allows_nothing_from_outside(page_file):
    text = page_file.read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text).group(1)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert "connect-src" not in policy  # what served.js asks, a file cannot
    code = "".join(p.read_text(encoding="utf-8") for p in (PAGE / "src").glob("*.js") if p.name != "served.js")
    assert set(re.findall(r"ask\(`([^?`]+)", (PAGE / "src" / "served.js").read_text(encoding="utf-8"))) == {"/api/neighbourhood", "/api/search"}
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser|\bfetch\b|XMLHttpRequest|WebSocket", code)
    assert "<" not in re.search(r'id="data">(.*?)</script>', text, re.DOTALL).group(1)


def test_a_browser_that_cannot_unpack_the_script_says_so(chromium, page_file):
    page = chromium.new_page()
    page.add_init_script("delete window.DecompressionStream")
    page.goto(page_file.as_uri())
    assert {"Firefox 113", "浏览器版本过旧"} <= set(re.findall("Firefox 113|浏览器版本过旧", page.inner_text("body")))
    page.close()


# ---- pyvis ------------------------------------------------------------------------------------------------------------


def test_pyvis_page_shows_hostile_text_as_it_is(hostile, tmp_path, visit):
    path = tmp_path / "pyvis.html"
    save(path, EXPORTERS["pyvis"], hostile, ONTOLOGY)
    v = visit(path)
    view = hostile.view(ONTOLOGY)
    assert v.page.evaluate("Object.fromEntries(nodes.get().map(n => [n.id, n.label]))") == {n.iri: n.label for n in view.nodes}
    assert any("href" in n.label for n in view.nodes)
    for node in [n for n in view.nodes if "href" in n.label or "<img" in n.label or "{{" in n.label][:12]:
        spot = v.page.evaluate("id => { network.moveTo({position: network.getPosition(id), scale: 2}); const p = network.canvasToDOM(network.getPosition(id)); const b = document.getElementById('mynetwork').getBoundingClientRect(); return [p.x + b.x, p.y + b.y]; }", node.iri)
        v.page.mouse.move(spot[0] + 300, spot[1] + 200)
        v.page.mouse.move(*spot)
        v.page.wait_for_function("t => document.querySelector('.vis-tooltip')?.innerText.includes(t)", arg=node.label.strip(), timeout=4000)
    assert v.page.evaluate("document.querySelectorAll('.popup,img,iframe,link').length") == 0


def test_pyvis_heading_and_select_menu_are_text(hostile, tmp_path, visit):
    network = Dataset(hostile.triples).view(ONTOLOGY)
    from kg.export.pyvis import to_pyvis

    made = to_pyvis(network, ONTOLOGY)
    made.heading = HOSTILE[1]
    evil = "\"><img src=x onerror=alert(1)>"
    made.add_node(evil, label=evil, title="an href")
    path = tmp_path / "heading.html"
    made.write_html(str(path))
    v = visit(path)
    assert v.page.locator("h1").first.text_content() == HOSTILE[1]
    v.page.wait_for_timeout(200)
    from kg.export import pyvis as export

    menu = export._network_class()(select_menu=True, cdn_resources="in_line")
    menu.add_node(evil, label=evil)
    menu.write_html(str(tmp_path / "menu.html"))
    opened = visit(tmp_path / "menu.html")
    opened.page.click(".ts-control")
    assert evil in opened.page.locator(".ts-dropdown .option").all_text_contents()
    assert opened.page.evaluate("document.querySelectorAll('img').length") == 0


def test_pyvis_network_is_one_and_holds_places_and_colours(sample):
    from pyvis.network import Network

    network = sample.to_pyvis()
    assert isinstance(network, Network)
    assert network.num_nodes() == len(sample.view.nodes)
    assert network.num_edges() == len(sample.view.edges)
    colours = {t.name: t.colour for t in ONTOLOGY.types.values()}
    assert all(network.get_node(n.iri)["color"] == colours[n.type] for n in sample.view.nodes)
    assert len({(n["x"], n["y"]) for n in network.nodes}) == len(network.nodes)
    assert network.get_adj_list()[sample.view.edges[0].source]


def test_pyvis_pages_ask_nothing_of_any_host_in_every_mode(sample, tmp_path, visit):
    network = sample.to_pyvis()
    for notebook in (False, True):
        path = tmp_path / f"{notebook}.html"
        path.write_text(network.generate_html(notebook=notebook), encoding="utf-8")
        v = visit(path)
        assert v.page.evaluate("nodes.length") == len(sample.view.nodes)
        assert v.page.locator("canvas").count() == 1


def test_pyvis_writes_utf_8_whatever_the_locale(sample, tmp_path, monkeypatch):
    import locale

    monkeypatch.setattr(locale, "getpreferredencoding", lambda *_: "ascii")
    monkeypatch.setattr(locale, "getencoding", lambda: "ascii", raising=False)
    network = sample.to_pyvis()
    network.set_options('{"physics": {"enabled": false}}')
    network.heading = "宁波𠀀"
    path = tmp_path / "x.html"
    network.write_html(str(path))
    assert "宁波𠀀" in path.read_bytes().decode("utf-8")


def test_pyvis_shows_itself_in_a_notebook(sample, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert type(sample.to_pyvis().show("x.html")).__name__ == "IFrame"


def test_pyvis_edges_cost_the_same_however_many_there_are(monkeypatch):
    from pyvis.network import Network

    def refuse(*_, **__):
        raise AssertionError("add_edge looks through all nodes")

    monkeypatch.setattr(Network, "add_edge", refuse)
    monkeypatch.setattr(Network, "get_nodes", refuse)
    view = _large(300)
    from kg.export.pyvis import to_pyvis

    assert len(to_pyvis(view, ONTOLOGY).edges) == len(view.edges)


# ---- the bundle -------------------------------------------------------------------------------------------------------


def test_the_bundle_was_made_from_the_modules_beside_it():
    """When this fails: cd kg/export/page && npm ci && npm run build."""
    import hashlib

    names = [*sorted(f"src/{p.name}" for p in (PAGE / "src").iterdir()), "package-lock.json"]
    text = "\n".join(f"{n}\n{(PAGE / n).read_text(encoding='utf-8')}" for n in names)
    assert hashlib.sha256(text.encode()).hexdigest() in (PAGE / "explorer.js").read_text(encoding="utf-8").split("\n", 1)[0]


def test_building_the_bundle_again_gives_the_same_bytes(tmp_path):
    if shutil.which("node") is None or not all((PAGE / "node_modules" / name).is_dir() for name in ("esbuild", "fflate")):
        pytest.skip("no node, or no packages: cd kg/export/page && npm ci")
    shutil.copytree(PAGE, tmp_path / "page", symlinks=True)
    subprocess.run(["node", "build.mjs"], cwd=tmp_path / "page", check=True, timeout=120)
    for name in ("explorer.js", "packed.js", "LICENSES.txt"):
        assert (tmp_path / "page" / name).read_bytes() == (PAGE / name).read_bytes()


def test_what_a_page_carries_is_the_bundle_deflated():
    import base64
    import zlib

    packed = re.search(r'"([A-Za-z0-9+/]{9999,}=*)"', (PAGE / "packed.js").read_text(encoding="utf-8")).group(1)
    assert zlib.decompress(base64.b64decode(packed)) == (PAGE / "explorer.js").read_bytes()


def test_every_package_in_the_bundle_has_its_licence_beside_it():
    first = (PAGE / "explorer.js").read_text(encoding="utf-8").split("\n", 1)[0]
    licences = (PAGE / "LICENSES.txt").read_text(encoding="utf-8")
    packages = re.search(r"LICENSES\.txt: (.+?) \*/", first).group(1).split(", ")
    lock = json.loads((PAGE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name in packages:
        assert f"{name} {lock[f'node_modules/{name}']['version']}" in licences
        assert lock[f"node_modules/{name}"]["license"] in {"ISC", "MIT", "BSD-3-Clause"}


def test_traditional_variants_cover_names():
    assert {"國国", "學学"} <= {traditional_of("国学")[i:i + 2] for i in range(0, 20, 2)}
    assert "乾" not in traditional_of("干乾")[::2]
