"""The pages of a served folder as a person uses them, in a real browser: what is read is marked, what is asked is shown."""

import hashlib
import json
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg.answers.model import Described, Figure, Hit, Mark, Page, Said, Sentence, Source, Text, Thing
from kg.cli import main
from kg.contract import DOCUMENTS
from kg.export.html import page_data
from kg.export.page import data_of, page_of
from kg.model import Finding, Unread
from kg.ontology import PREFIXES
from kg.pipeline import build_to
from kg.queries import questions
from kg.serve.explorer import _made, foremost_of
from kg.serve.pages.ask import EXAMPLES, ask_page
from kg.serve.pages.chart import chart, places
from kg.serve.pages.document import document_page, pieces
from kg.serve.pages.entity import entity_page
from kg.serve.pages.evidence import human, without_tags
from kg.serve.pages.html import both, data, said, tag, text
from kg.serve.pages.indicator import indicator_page
from kg.serve.pages.results import results_page
from kg.sparql import refuse
from tests.conftest import CORPUS
from tests.hostile import HOSTILE
from tests.once import ONTOLOGY
from tests.serving import served

PAGES = Path(__file__).parent.parent / "kg" / "serve" / "pages"
SHARED = ("../../export/page/explorer.css", "../../export/page/src/dom.js")
BUNDLES = ("ask.js", "pages.css", "pages.js")


class Outline(HTMLParser):
    """The elements, attributes and texts of markup, as a browser that runs nothing reads them."""

    def __init__(self, markup):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.texts = [], [], []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.texts.append(data)


# ---- markup -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("evil", HOSTILE)
def test_what_is_text_stays_text_in_elements_and_attributes(evil):
    shown = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]", "\ufffd", evil)
    outline = Outline(tag("p", evil, title=evil, data_x=evil))
    assert outline.tags == ["p"]
    assert outline.attributes == [("title", shown), ("data-x", shown)]
    assert "".join(outline.texts) == shown
    assert Outline(both(evil, evil + "x")).tags == ["span", "span"]
    assert [name for name, _ in Outline(tag("i", **said(evil, evil, "title"))).attributes] == ["title", "data-zh", "data-en", "data-into"]


@pytest.mark.parametrize("evil", HOSTILE)
def test_data_for_scripts_ends_where_it_ends_and_says_what_it_was_given(evil):
    made = data("held", [evil])
    assert re.fullmatch(r'<script type="application/json" id="held">[^<>]*</script>', made, re.DOTALL)
    assert json.loads(made[made.index(">") + 1:made.rindex("<")]) == [evil]


def test_text_is_escaped_once():
    assert text(tag("b", "<")) == "<b>&lt;</b>"
    assert tag("p", None, False, ["a", tag("br")], 1) == "<p>a<br>1</p>"


# ---- the page to ask --------------------------------------------------------------------------------------------------


def _held(page):
    return json.loads(re.search(r'id="held">(.*?)</script>', page, re.DOTALL).group(1))


def test_the_page_to_ask_knows_the_ontology_and_the_questions():
    held = _held(ask_page(ONTOLOGY, tuple(questions().values())))
    terms = {name: (kind, zh, en) for name, kind, zh, en in held["terms"]}
    assert terms.keys() >= {f"kg:{t.name}" for t in ONTOLOGY.types.values()} | {f"kg:{r.name}" for r in ONTOLOGY.relations.values()}
    assert terms["kg:Platform"][0] == "class"
    assert terms["kg:role"] == ("property", "职务", "role")
    assert [q[0] for q in held["questions"]] == list(questions())
    assert {name: zh for name, zh, _ in next(q for q in held["questions"] if q[0] == "targets")[3]}["year"] == "年份，如 2024"
    assert held["types"]["platform"][:2] == ["Platform", ONTOLOGY.types["Platform"].label_zh]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e[1])
def test_each_example_finds_something_in_the_sample(example, sample):
    refuse(example[2])
    found = sample.query(example[2])
    assert found.rows or found.triples


# ---- the bundles ------------------------------------------------------------------------------------------------------


def test_the_bundles_were_made_from_the_modules_beside_them():
    """When this fails: cd kg/serve/pages && npm ci && npm run build."""
    names = [*sorted(f"src/{p.name}" for p in (PAGES / "src").iterdir()), *SHARED, "package-lock.json"]
    made_from = "\n".join(f"{n}\n{(PAGES / n).read_text(encoding='utf-8')}" for n in names)
    digest = hashlib.sha256(made_from.encode()).hexdigest()
    for name in BUNDLES:
        assert digest in (PAGES / "static" / name).read_text(encoding="utf-8").split("\n", 1)[0], name


def test_bundling_again_gives_the_same_bytes(tmp_path):
    if shutil.which("node") is None or not (PAGES / "node_modules" / "esbuild").is_dir():
        pytest.skip("no node, or no packages: cd kg/serve/pages && npm ci")
    explorer = PAGES.parent.parent / "export" / "page"
    shutil.copytree(PAGES, tmp_path / "kg" / "serve" / "pages", ignore=shutil.ignore_patterns("node_modules"))
    (tmp_path / "kg" / "serve" / "pages" / "node_modules").symlink_to(PAGES / "node_modules")
    shutil.copytree(explorer, tmp_path / "kg" / "export" / "page", ignore=shutil.ignore_patterns("node_modules"))
    subprocess.run(["node", "build.mjs"], cwd=tmp_path / "kg" / "serve" / "pages", check=True, timeout=120)
    for name in (*BUNDLES, "LICENSES.txt"):
        assert (tmp_path / "kg" / "serve" / "pages" / "static" / name).read_bytes() == (PAGES / "static" / name).read_bytes()


def test_every_package_in_the_bundles_has_its_licence_beside_it():
    first = (PAGES / "static" / "ask.js").read_text(encoding="utf-8").split("\n", 1)[0]
    licences = (PAGES / "static" / "LICENSES.txt").read_text(encoding="utf-8")
    lock = json.loads((PAGES / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    packages = re.search(r"LICENSES\.txt: (.+?) \*/", first).group(1).split(", ")
    assert "codemirror-lang-sparql" in packages
    for name in packages:
        assert f"{name} {lock[f'node_modules/{name}']['version']}" in licences
        assert lock[f"node_modules/{name}"]["license"] in {"ISC", "MIT", "BSD-3-Clause"}


# ---- pages as functions of what is said -------------------------------------------------------------------------------


THING = Thing("https://w3id.org/kechuang/id/agency/海安市科技局", "海安市科技局", "Agency", "Agency", "机构", "Agency")
PLATFORM = Thing("https://w3id.org/kechuang/id/platform/海安实验室", "海安实验室", "Laboratory", "Platform", "实验室", "Laboratory")


def _sentence(exact="海安市科技局建设海安实验室。", start=10):
    return Sentence("https://w3id.org/kechuang/id/document/00aa", "00aa", "海安的计划", "2024-03-01", start, start + len(exact), exact)


def _fact(i=0, subject=THING, relation="develops", other=PLATFORM, **given):
    held = {"status": "actual", "role": None, "period": "2024", "techniques": ("clause",), "sentences": (_sentence(),), "count": 1, **given}
    return Said(f"https://w3id.org/kechuang/id/statement/{i:016x}", subject, relation, "建设", "develops", other, **held)


def _figure(i, value, period, status="actual", **given):
    held = {"unit": "家", "comparator": "equal", "kind": "total", "place": THING, "stated_by": None, "doubt": None, "sentences": (_sentence(),), "count": 1, **given}
    return Figure(f"https://w3id.org/kechuang/id/observation/{i:016x}", "高企", "高新技术企业", value, period=period, status=status, **held)


def _described(**given):
    held = {"names": (), "same": (), "posts": (), "numbers": (), "facts": (), "steps": (), "documents": (), "corrected": (), **given}
    return Described(THING, **held, totals={name: len(held[name]) for name in ("posts", "numbers", "facts", "steps", "documents")})


def _entity(described):
    return entity_page(described, ONTOLOGY.techniques)


def _spans(markup, cls):
    return re.findall(rf'<[a-z0-9]+ class="[^"]*\b{cls}\b[^"]*"[^>]*>', markup)


def test_an_entity_has_posts_first_then_numbers_then_facts():
    page = _entity(_described(posts=(_fact(1, role="局长"),), numbers=(_figure(1, "20", "2024"),), facts=(_fact(2),)))
    assert re.findall(r'id="(posts|numbers|facts|documents)"', page) == ["posts", "numbers", "facts"]
    assert "局长" in page
    assert 'href="/document/00aa#c10-24"' in page
    assert 'href="/entity/platform/%E6%B5%B7%E5%AE%89%E5%AE%9E%E9%AA%8C%E5%AE%A4"' in page
    assert 'data-statement="https://w3id.org/kechuang/id/statement/0000000000000002"' in page


def test_many_facts_of_a_relation_are_folded_and_counted():
    page = _entity(_described(facts=tuple(_fact(i, period=str(2000 + i)) for i in range(30))))
    assert len(_spans(page, "fact")) == 30
    assert len(_spans(page, "rest")) == 1
    assert Outline("<details " + page[page.index('class="rest"'):]).texts[:3] == ["更多", "More:", " 22"]


def test_the_places_of_an_indicator_are_compared_in_the_year_that_most_tell_of():
    def place(name):
        return replace(THING, iri=f"https://w3id.org/kechuang/id/district/{name}", label=name)

    figures = [_figure(i, value, year, place=place(name)) for i, (name, year, value) in enumerate([
        ("甲市", "2024", "5"), ("乙市", "2024", "9"), ("丙市", "2024", "7"), ("甲市", "2023", "4"), ("乙市", "2023", "900")])]
    told, drawn = places(figures)
    assert told == "2024 · 家"
    assert re.findall("<text[^>]*>([^<市]+市)</text>", drawn) == ["乙市", "丙市", "甲市"]
    assert places(figures[:2]) is None
    page = indicator_page("高新技术企业", None, Page(tuple(figures), 9, 0, 5))
    assert "甲市" in page
    assert "from=5" in page


def test_numbers_that_may_be_compared_make_one_chart_with_targets_beside_results():
    page = _entity(_described(numbers=(_figure(1, "20", "2023"), _figure(2, "30", "2024", "target"), _figure(3, "5", "2024", kind="increment"), _figure(4, "90000", "2025", doubt="magnitude"))))
    charts = re.findall(r"<svg.*?</svg>", page)
    assert [(c.count('class="result"'), c.count('class="target"')) for c in charts] == [(1, 1)]
    assert page.count("90,000") == 1  # what is in doubt is told, not drawn
    assert "9万 家" in page


def test_years_and_stretches_of_years_make_no_chart_together():
    plan, more = (_figure(i, value, "2026/2030") for i, value in ((5, "900"), (6, "901")))
    years = [_figure(1, "20", "2023"), _figure(2, "30", "2024")]
    assert re.findall('class="year">([^<]+)<', str(chart([*years, plan]))) == ["2023", "2024"]
    assert re.findall('class="year">([^<]+)<', str(chart([years[0], plan, more]))) == ["2026–2030", "2026–2030"]
    assert chart([years[0], plan]) is None


def test_a_tag_in_a_sentence_is_read_as_what_it_means_and_takes_its_room():
    line = "甲市<br></p><p>支持&nbsp;甲市实验室<b>。"
    told = without_tags(line)
    assert len(told) == len(line)
    assert told.replace("\u200b", "").split() == ["甲市", "支持", "甲市实验室<b>。"]
    assert [told[m.start():m.end()] for m in re.finditer("甲市", line)] == ["甲市", "甲市"]


@pytest.mark.parametrize(("value", "read"), [
    ("500000000000", "5000亿"), ("13000", "1.3万"), ("9999", "9999"), ("0.5", "0.5"), ("-20000", "-2万"), ("1e9999", "1e9999"), ("NaN", "NaN"), ("12345678", "1234.5678万"), ("0.00001", "0"), ("abc", "abc"),
])
def test_numbers_are_written_as_people_read_them(value, read):
    assert human(value) == read


@pytest.mark.parametrize(("marks", "expected"), [
    ([], [(0, 10, ())]),
    ([(2, 5)], [(0, 2, ()), (2, 5, (0,)), (5, 10, ())]),
    ([(0, 10), (2, 5)], [(0, 2, (0,)), (2, 5, (0, 1)), (5, 10, (0,))]),
    ([(2, 6), (4, 8)], [(0, 2, ()), (2, 4, (0,)), (4, 6, (0, 1)), (6, 8, (1,)), (8, 10, ())]),
    ([(2, 5), (2, 5), (5, 7)], [(0, 2, ()), (2, 5, (0, 1)), (5, 7, (2,)), (7, 10, ())]),
    ([(8, 40), (-3, 1), (4, 4), (7, 3)], [(0, 1, (1,)), (1, 8, ()), (8, 10, (0,))]),
])
def test_a_text_is_cut_where_a_mark_begins_or_ends(marks, expected):
    assert list(pieces(10, [Mark(s, e, "name", "", "", "", ()) for s, e in marks])) == expected


def _source(raw, marks=(), **about):
    told = Text("https://w3id.org/kechuang/id/document/00aa", "00aa", "海安的计划", "file:///%E8%AE%A1%E5%88%92.txt", "2024-03-01", THING)
    return Source(told, raw, tuple(marks), about, (Finding("warning", "clean", "lost-characters", "计划.txt", "characters were lost in the source at 1 places, the first at character 7; nothing is read across them"),))


def _text_of(page):
    """The text of a document's page, character by character."""
    held = page[page.index('id="text"'):page.index("<aside")]
    return "".join(Outline(f"<div {held}").texts).removesuffix("")


@pytest.mark.parametrize("raw", ["一行", "甲\n乙\n\n丙", "\n", "", "a\r\nb\rc", "😀海安\n市😀", "<b>&amp;\n</b>", *HOSTILE])
def test_the_page_of_a_document_holds_its_text_to_the_character(raw):
    shown = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]", "\ufffd", raw)
    marks = [Mark(0, len(raw), "fact", "s", raw, "", ("clause",)), Mark(1, 3, "name", THING.iri, raw, "Agency", ())]
    page = document_page(replace(_source(raw, marks), unread=(Unread(0, 2, "furniture"), Unread(1, len(raw), raw))), ONTOLOGY)
    assert _text_of(page) == shown
    lines = [int(n) for n in re.findall(r'<p data-s="(\d+)">', page)]
    assert lines == [0, *(i + 1 for i, c in enumerate(raw) if c == "\n")]
    assert Outline(page).tags.count("script") == 2


def test_the_account_of_a_document_tells_what_was_left_out_and_why():
    page = document_page(_source("海安", characters={"read": 100, "kept": 80, "left_out": {"furniture": 15, "blanks": 5}}, speaker="海安市科技局", speaker_by="signature"), ONTOLOGY)
    text = "".join(Outline(page[page.index('class="account"'):]).texts)
    for words in ("未读：页面文字", "15", "left out: blanks", "海安市科技局", "落款", "来源中有字符丢失：共 1 处，第一处在第 7 字", "characters were lost in the source at 1 places, the first at character 7; nothing is read across them"):
        assert words in text


def test_what_was_left_out_is_shown_where_it_stands_with_its_reason():
    page = document_page(replace(_source("首页\n海安", (Mark(3, 5, "name", "i", "海安市", "District", ()),)), unread=(Unread(0, 2, "furniture"),)), ONTOLOGY)
    assert re.search(r'class="m x"[^>]*>首页</span>', page)
    assert not re.search(r'class="m [^"]*x[^"]*"[^>]*>海安', page)
    assert '"reasons":{"furniture":["页面文字","page furniture"]}' in page
    assert 'data-kind="unread"' in page
    assert 'data-kind="unread"' not in document_page(_source("海安"), ONTOLOGY)


def test_a_document_whose_text_is_not_kept_says_how_to_get_it():
    source = replace(_source(None), missing="build it again: kg build INPUT… -o DIR")
    assert "kg build INPUT… -o DIR" in document_page(source, ONTOLOGY)


@pytest.mark.parametrize("evil", HOSTILE)
def test_hostile_names_and_texts_are_only_shown(evil):
    bad = replace(THING, label=evil, iri="https://w3id.org/kechuang/id/agency/x")
    said = _fact(1, subject=bad, other=replace(PLATFORM, label=evil), role=evil, period=evil, sentences=(_sentence(f"前{evil}后"),), corrected_by=(evil,))
    number = replace(_figure(1, evil, evil), indicator=evil, concept=evil, unit=evil, place=bad)
    described = replace(_described(names=(evil,), same=(evil,), posts=(said,), facts=(said,), numbers=(number,)), thing=bad)
    hits = [("entity", Page((Hit("entity", bad.iri, evil, "Agency", "机构", evil, ((0, 1),)),), 1)), ("sentence", Page((Hit("sentence", f"{DOCUMENTS}00aa", evil, "", "", evil, ((0, 2), (1, 3))),), 1))]
    pages = [_entity(described), indicator_page(evil, None, Page((number,), 1)), results_page(evil, None, hits, ONTOLOGY)]
    for page in pages:
        outline = Outline(page)
        assert not {"img", "iframe", "object", "embed", "base", "style", "video", "template"} & set(outline.tags)
        assert outline.tags.count("script") == 1
        assert not [name for name, _ in outline.attributes if name.startswith("on") or name == "style" or name == "srcdoc"]
        assert not [value for name, value in outline.attributes if name == "href" and not re.match(r"/|#|\?|https?://|data:image/svg", value or "")]


# ---- the explorer's first part ----------------------------------------------------------------------------------------


def test_the_first_part_of_a_large_graph_is_whole_in_itself(sample):
    data = page_data(sample.view, ONTOLOGY)
    assert foremost_of(data) == data
    part = foremost_of({**data, "nodes": [*data["nodes"], *[list(data["nodes"][-1])] * 1000]}, most=30)
    assert part["part"][0] == [len(part[k]) for k in ("nodes", "edges", "numbers")]
    assert len(part["nodes"]) == 30
    kept = {n[9] for n in part["nodes"]}
    foremost = sorted(data["nodes"], key=lambda n: -n[4])[:10]
    assert {n[9] for n in foremost} <= kept
    named = {(data["nodes"][e[0]][9], e[8], data["nodes"][e[1]][9]) for e in data["edges"]}
    assert part["edges"]
    for e in part["edges"]:
        assert (part["nodes"][e[0]][9], e[8], part["nodes"][e[1]][9]) in named
        assert all(part["texts"][q[0]] for q in e[6])
    sentences = {(data["documents"][t[0]][0], *t[1:]) for t in data["texts"]}
    assert {(part["documents"][t[0]][0], *t[1:]) for t in part["texts"]} <= sentences
    assert data_of(page_of(part, served=True)) == json.loads(json.dumps(part))


def test_a_served_page_may_ask_its_server_and_a_file_nobody(sample):
    data = page_data(sample.view, ONTOLOGY)
    served_page, file = page_of(data, served=True), page_of(data)
    assert "connect-src 'self'" in served_page
    assert "data-served" in served_page.split("<head>")[0]
    assert "connect-src" not in file.split("</head>")[0].split("<title>")[0]
    assert "data-served" not in file.split("<head>")[0]


# ---- in a browser -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    build_to([CORPUS], folder)
    with served(folder) as found:
        yield found


class Visit:
    """A page of the site that is open; at the end nothing was asked of others and nothing broke."""

    def __init__(self, browser, site, **options):
        self.site = site
        self.context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN", "accept_downloads": True, **options})
        self.page = self.context.new_page()
        self.page.set_default_timeout(120_000)  # of a machine that does much else
        self.requests, self.errors, self.refused = [], [], []
        self.context.on("request", lambda r: self.requests.append(r.url))
        self.page.on("dialog", lambda d: (self.errors.append(d.message), d.dismiss()))
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("console", lambda m: (self.refused if "Failed to load resource" in m.text else self.errors).append(m.text) if m.type == "error" else None)

    def go(self, path):
        self.page.goto(self.site.url + path)
        return self.page

    def quiet(self):
        outside = [u for u in self.requests if not u.startswith((self.site.url, "blob:", "data:"))]
        assert (outside, self.errors) == ([], [])


@pytest.fixture
def visit(chromium, site):
    visits = []

    def make(path, where=site, **options):
        visits.append(Visit(chromium, where, **options))
        return visits[-1].go(path)

    yield make
    for v in visits:
        v.quiet()
        v.context.close()


def _document(site, name):
    return next(d["iri"].rsplit("/", 1)[1] for d in json.loads((site.folder / "report.json").read_text(encoding="utf-8"))["documents"] if d["name"] == name)


def _names():
    return sorted(p.name for p in CORPUS.iterdir())


def test_a_search_finds_and_leads_to_the_words(visit):
    page = visit("/search?q=nbdx")
    assert page.locator(".hits-list a").first.inner_text() == "宁波大学"
    page.fill("header input[name=q]", "甬江实验室")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hits-list mark")
    link = page.locator("blockquote a").first
    words = page.locator("blockquote mark").first.inner_text()
    link.click()
    page.wait_for_selector("#text[data-target]")
    assert words in page.get_attribute("#text", "data-target")


def test_all_ways_to_write_a_name_find_the_same(visit):
    found = {q: visit(f"/search?q={q}&kind=entity").locator(".hits-list a").first.inner_text() for q in ("林知远", "林知遠", "linzhiyuan", "lzy")}
    assert set(found.values()) == {"林知远"}


@pytest.mark.slow
def test_every_sentence_of_an_entity_lands_on_its_words(visit, site):
    page = visit("/entity/person/林知远")
    quotes = page.evaluate("[...document.querySelectorAll('figure')].map(f => [f.querySelector('blockquote a').textContent, f.querySelector('figcaption a').getAttribute('href')])")
    assert quotes
    for exact, address in quotes[:4]:
        page.goto(site.url + address)
        page.wait_for_selector("#text[data-target]")
        assert page.get_attribute("#text", "data-target") == exact
        assert page.evaluate("CSS.highlights.has('target')")
        page.goto("about:blank")


def test_a_document_shows_what_was_read_where(visit, site):
    name = next(n for n in _names() if n.endswith(".txt"))
    page = visit(f"/document/{_document(site, name)}")
    pieces = page.locator("#text .m.n")
    assert pieces.count() > 3
    pieces.first.hover()
    page.wait_for_selector("#what h3")
    assert page.locator("#what a[href^='/entity/']").count() > 0
    assert "方法" in page.inner_text("#what")
    # by the keyboard
    page.focus("#text")
    page.keyboard.press("ArrowRight")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.className").startswith("m")
    assert page.evaluate("document.activeElement.textContent") != first or page.locator("#text .m").count() == 1
    assert page.inner_text("#said")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "text"


@pytest.mark.slow
def test_kinds_of_marks_are_switched_off_and_on(visit, site):
    name = next(n for n in _names() if n.endswith(".txt"))
    page = visit(f"/document/{_document(site, name)}")
    for button in page.locator("#legend button").all():
        kind = button.get_attribute("data-kind")
        selector = {"fact": "#text .f", "number": "#text .v", "step": "#text .s"}.get(kind, f"#text .t-{kind}")
        before = page.locator(selector).count()
        button.click()
        assert button.get_attribute("aria-pressed") == "false"
        assert page.locator(selector).count() == 0
        button.click()
        assert page.locator(selector).count() == before > 0


@pytest.mark.slow
def test_offsets_of_astral_characters_and_returns_land_on_their_words(visit, tmp_path):
    sentence = "海安市科学技术局建设海安重点实验室。"
    raw = f"海安市科学技术局工作计划\r\n𠀀𪚥😀发布时间：2024年3月1日\r\n\r\n{sentence}宁波市科学技术局支持海安重点实验室。\n"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(raw.encode())
    build_to([tmp_path / "in"], tmp_path / "out")
    start = raw.index(sentence)
    with served(tmp_path / "out") as site:
        digest = _document(site, "a.txt")
        page = visit(f"/document/{digest}#c{start}-{start + len(sentence)}", site)
        page.wait_for_selector("#text[data-target]")
        assert page.get_attribute("#text", "data-target") == sentence
        page.goto("about:blank")


def test_a_question_is_asked_by_its_form_and_each_iri_is_a_link(visit):
    page = visit("/ask")
    page.click("#questions button:has-text('实验室及其建设者')")
    page.wait_for_selector("#results table")
    everything = page.locator("#results tbody tr").count()
    page.fill("#form input[name=name]", "甬江实验室")
    page.click("#form button[type=submit]")
    page.wait_for_function("n => document.querySelectorAll('#results tbody tr').length < n", arg=everything)
    assert "甬江实验室" in page.inner_text("#results tbody")
    assert "p.name=" in page.url
    page.evaluate("kechuang.write('SELECT ?x ?name { ?x a kg:Platform ; skos:prefLabel ?name } ORDER BY ?name')")
    page.click("#run")
    page.wait_for_selector("#results td a[href^='/entity/platform/']")
    page.locator("#results td a").first.click()
    page.wait_for_selector("h1")
    assert "/entity/platform/" in page.url


def test_the_answer_of_a_named_question_is_told_in_the_language_of_the_page(visit):
    page = visit("/ask#n=targets&run=1")
    page.wait_for_selector("#results table")
    assert page.locator("#results th").all_inner_texts() == ["地方", "内容", "比较", "数值", "单位", "时间", "存疑"]
    assert {"equal", "atLeast", "about"}.isdisjoint(page.locator("#results tbody td:nth-child(3)").all_inner_texts())
    page.click("#language")
    page.wait_for_function("() => document.querySelector('#results th').innerText === 'where'")
    assert set(page.locator("#results tbody td:nth-child(3)").all_inner_texts()) <= {"equal", "atLeast", "atMost", "about"}
    page.evaluate("query => kechuang.write(query)", 'SELECT ?what { VALUES ?what { "about" } }')
    page.click("#language")
    page.click("#run")
    page.wait_for_function("() => document.querySelectorAll('#results td').length === 1")
    assert (page.inner_text("#results th"), page.inner_text("#results td")) == ("what", "about")


def test_every_column_of_a_named_question_has_a_name_in_chinese():
    words = (PAGES / "src" / "words.js").read_text(encoding="utf-8")
    named = set(re.findall(r"(\w+): \"", words[words.index("const COLUMNS"):words.index("const SAID")]))
    asked = [re.sub(r"\$\w+", "UNDEF", q.sparql) for q in questions().values()]
    columns = {v.value for query in asked for v in ox.Store().query(query, prefixes=PREFIXES).variables}
    assert len(columns) > 30
    assert columns <= named


def test_on_a_phone_the_questions_fold_above_the_answer(visit):
    page = visit("/ask", viewport={"width": 390, "height": 844})
    assert page.is_visible("#questions button >> nth=0")
    page.click("#questions button:has-text('实验室及其建设者')")
    page.wait_for_selector("#results table")
    assert not page.is_visible("#questions button >> nth=0")
    assert page.evaluate("document.querySelector('#picks').getBoundingClientRect().bottom <= document.querySelector('#results').getBoundingClientRect().top")
    page.click("#picks summary")
    assert page.is_visible("#questions button >> nth=0")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.wait_for_function("() => document.querySelector('#picks').open")
    assert not page.is_visible("#picks summary")


def test_an_answer_sorts_and_is_saved_in_each_format(visit):
    page = visit("/ask#run=1&q=" + quote("SELECT ?n ?name { VALUES (?n ?name) { (10 'b') (9 'c') (100 'a') } }"))
    page.wait_for_selector("#results table")
    page.click("#results th button:has-text('n')")
    assert page.locator("#results tbody td:first-child").all_inner_texts() == ["9", "10", "100"]
    page.click("#results th button:has-text('n')")
    assert page.locator("#results tbody td:first-child").all_inner_texts() == ["100", "10", "9"]
    assert page.get_attribute("#results th", "aria-sort") == "descending"
    saved = {}
    for name in ("CSV", "TSV", "JSON", "XML"):
        with page.expect_download() as waiting:
            page.click(f"#results button:text-is('{name}')")
        saved[name] = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert saved["CSV"].split() == ["n,name", "10,b", "9,c", "100,a"]
    assert json.loads(saved["JSON"])["head"]["vars"] == ["n", "name"]
    assert saved["XML"].lstrip().startswith("<?xml")
    assert saved["TSV"].startswith("?n\t?name")


def test_an_answer_is_drawn_as_chart_and_as_graph(visit):
    page = visit("/ask#run=1&as=chart&q=" + quote("SELECT ?year (COUNT(?d) AS ?documents) { ?d dcterms:issued ?day BIND(SUBSTR(STR(?day), 1, 4) AS ?year) } GROUP BY ?year"))
    page.wait_for_selector("#results svg.chart rect.result")
    years = page.locator("#results svg .year").all_text_contents()
    assert {"2024", "2025"} <= set(years)
    assert "documents" in page.get_attribute("#results svg", "aria-label")
    page.evaluate("q => kechuang.write(q)", "CONSTRUCT { ?a ?r ?x } { ?x a kg:Platform . ?a ?r ?x FILTER(STRSTARTS(STR(?r), STR(kg:))) } LIMIT 60")
    page.click("#run")
    page.wait_for_selector("#results svg.network a")
    assert page.locator("#results svg.network line").count() > 3
    with page.expect_download() as waiting:
        page.click("#results button:text-is('Turtle')")
    assert list(ox.parse(Path(waiting.value.path()).read_bytes(), format=ox.RdfFormat.TURTLE))
    with page.expect_download() as waiting:
        page.click("#results button:text-is('SVG')")
    assert b"<svg" in Path(waiting.value.path()).read_bytes()


def test_an_error_marks_its_place(visit):
    page = visit("/ask#run=1&q=" + quote("# 中文\nSELECT ?x {\n  ?x a nope:Thing .\n}"))
    page.wait_for_selector("#error:not([hidden])")
    assert "3:8" in page.inner_text("#error button")
    assert page.locator(".cm-lintRange-error").count() == 1
    page.click("#error button")
    assert page.evaluate("document.querySelector('#editor').shadowRoot.activeElement.classList.contains('cm-content')")
    page.evaluate("kechuang.write('ASK { ?x a kg:Platform }')")
    page.click("#run")
    page.wait_for_selector(".truth")
    assert page.is_hidden("#error")


def test_prefixes_and_terms_are_completed(visit):
    page = visit("/ask")
    page.evaluate("kechuang.write('')")
    page.click(".cm-content")
    page.keyboard.type("SELECT ?x { ?x a kg:Plat")
    page.wait_for_selector(".cm-tooltip-autocomplete li")
    assert "kg:Platform" in page.inner_text(".cm-tooltip-autocomplete")
    page.keyboard.press("Escape")
    page.evaluate("kechuang.write('')")
    page.click(".cm-content")
    page.keyboard.type("平台")
    page.wait_for_selector(".cm-tooltip-autocomplete li:has-text('kg:Platform')")
    page.locator(".cm-tooltip-autocomplete li:has-text('kg:Platform')").first.click()
    assert "kg:" in page.evaluate("kechuang.text()")


def test_hostile_answers_are_only_shown(visit):
    rows = " ".join(json.dumps(evil, ensure_ascii=False) for evil in HOSTILE[:60] if evil.isprintable())
    page = visit("/ask#run=1&q=" + quote(f"SELECT ?x {{ VALUES ?x {{ {rows} }} }}"))
    page.wait_for_selector("#results table")
    shown = page.locator("#results tbody td").all_inner_texts()
    assert [s for s in shown if "script" in s]
    assert page.locator("#results script, #results img, #results iframe").count() == 0


@pytest.mark.slow
def test_a_correction_is_noted_and_an_import_lets_it_hold(visit, tmp_path):
    shutil.copytree(CORPUS, tmp_path / "in")
    build_to([tmp_path / "in"], tmp_path / "out")
    with served(tmp_path / "out") as site:
        page = visit("/entity/person/林知远", site)
        statement = page.locator("button.correct").first.get_attribute("data-statement")
        page.locator("details", has=page.locator("button.correct")).first.evaluate("e => { e.open = true; }")
        page.locator("button.correct").first.click()
        page.fill("dialog input[name=by]", "审读者")
        page.click("dialog button[type=submit]")
        page.wait_for_selector("dialog pre")
        assert "kg import" in page.inner_text("dialog")
        page.goto("about:blank")
    import_files(tmp_path / "out")
    with served(tmp_path / "out") as site:
        page = visit("/entity/person/林知远", site)
        assert page.locator(f"[data-statement='{statement}']").count() == 0
        page.goto("about:blank")


def import_files(folder):
    result = CliRunner().invoke(main, ["import", str(folder), str(folder / "corrections.ttl")])
    assert result.exit_code == 0, result.output


def test_the_explorer_leads_to_documents_and_pages(visit):
    page = visit("/#n=" + quote("person/林知远", safe=""))
    page.wait_for_selector("#panel h2")
    assert page.inner_text("#panel h2") == "林知远"
    sentence = page.locator("#panel blockquote").first.inner_text()
    page.locator("#panel figcaption a").first.click()
    page.wait_for_selector("#text[data-target]")
    assert page.get_attribute("#text", "data-target") == sentence
    page.go_back()
    page.wait_for_selector("#panel .button")
    page.click("#panel a.button")
    page.wait_for_selector("h1")
    assert page.inner_text("h1") == "林知远"


@pytest.mark.slow
def test_what_the_first_picture_leaves_out_is_found_and_comes_with_its_neighbours(visit, site, monkeypatch):
    site.ask("/")  # what the server makes when it starts is made
    monkeypatch.setattr("kg.serve.explorer.WHOLE", 0)
    monkeypatch.setattr(foremost_of, "__defaults__", (12,))
    _made.cache_clear()
    page = visit("/")
    page.wait_for_selector("#view[data-drawn]")
    assert len(page.evaluate("kechuang.nodes()")) == 12
    assert "12" in page.inner_text("#part")
    page.fill("#search", "ljq")
    page.fill("#search", "宁波大学")
    page.wait_for_selector("#search-list li:has-text('宁波大学')")
    page.locator("#search-list li", has_text="宁波大学").first.dispatch_event("pointerdown")
    page.wait_for_function("() => document.querySelector('#panel h2')?.textContent === '宁波大学'")
    page.wait_for_function("() => parseInt(document.getElementById('count').textContent) > 13")
    places = page.evaluate("kechuang.nodes().map(n => [n.x, n.y])")
    assert len({(round(x), round(y)) for x, y in places}) == len(places)
    assert page.locator("#panel blockquote").count() > 0
    page.go_back()
    _made.cache_clear()


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/ask", "/search?q=宁波", "/entity/person/林知远", "/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_phone_in_both_languages(path, scheme, visit):
    page = visit(path, viewport={"width": 390, "height": 844}, color_scheme=scheme)
    for _ in range(2):
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.evaluate("document.documentElement.classList.contains('dark')") == (scheme == "dark")
        if page.locator("#to-tools").is_visible() and not page.locator("#language").is_visible():
            page.click("#to-tools")
        page.click("#language")
    assert page.evaluate("document.documentElement.lang") in ("zh", "en")


def test_what_is_not_there_is_told_with_what_to_do(site):
    for path in ("/entity/person/无此人", "/document/00aa", "/indicator/无此指标", "/static/app.py", "/static/x"):
        reply = site.ask(quote(path), accept="text/html")
        assert reply.status == 404, path
        assert "Traceback" not in reply.text


def test_pages_give_the_same_bytes_and_are_not_sent_twice(site):
    for path in ("/", "/ask", "/search?q=%E5%AE%81%E6%B3%A2", f"/document/{_document(site, _names()[-1])}"):
        one, two = site.ask(path), site.ask(path)
        assert one.body == two.body
        assert site.ask(path, if_none_match=one.headers["etag"]).status == 304
