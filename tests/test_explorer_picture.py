"""The picture and the panel of the explorer: one gets where one goes, nothing is hidden without a word, much is still clear."""

import re
from urllib.parse import quote

import pytest

import kg.analyse
from kg.analyse import structure, subjects
from kg.export.html import page_data, to_html
from kg.mapping import to_triples
from kg.model import Corpus, DocumentRecord, Entity, Evidence, Fact
from kg.ontology import ID, entity_iri
from kg.store import Dataset
from tests.hostile import HOSTILE
from tests.test_explorer import DOC, ONTOLOGY, _large, _overlapping, page_file, visit  # noqa: F401 (fixtures)

DESK, PHONE = (1440, 900), (390, 844)
WINDOWS = pytest.mark.parametrize("window", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture(scope="module")
def large_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("large") / "graph.html"
    path.write_text(to_html(_large(2000), ONTOLOGY), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def busy_file(tmp_path_factory):
    """Thirty dense communities, each with hundreds of links to the next two."""
    iris = [entity_iri("Platform", f"平台{i}号") for i in range(1200)]
    things = tuple(Entity(iri, "Platform", f"平台{i}号", (), (DOC,)) for i, iri in enumerate(iris))
    pairs = {(i - i % 40 + (i * k) % 40, i) for i in range(1200) for k in (0, 3, 7, 11)} | {(i, (i + step) % 1200) for i in range(1200) for step in (40, 80)}
    quotes = (Evidence(DOC, 0, 4, "原文如此"),)
    facts = tuple(Fact(iris[a], "cooperatesWith", iris[b], "actual", None, "2024", quotes, ("clause",)) for a, b in sorted(pairs) if a != b)
    view = Dataset(to_triples(Corpus((DocumentRecord(DOC, "文", "x.txt", "2024", None),), things, facts, ()), ONTOLOGY)).view(ONTOLOGY)
    path = tmp_path_factory.mktemp("busy") / "graph.html"
    path.write_text(to_html(view, ONTOLOGY), encoding="utf-8")
    return path


@pytest.fixture
def look(visit):  # noqa: F811
    """Open a page in a window of a size."""
    def open_page(path, window, link="", **options):
        v = visit(path, link, **options)
        if window != DESK:
            v.page.set_viewport_size({"width": window[0], "height": window[1]})
            v.page.wait_for_timeout(80)
        return v

    return open_page


def _link(iri):
    return "#n=" + quote(iri.removeprefix(ID), safe="")


def _linked(view, iri):
    near = {e.source if e.target == iri else e.target for e in view.edges if iri in (e.source, e.target)}
    return {n.label for n in view.nodes if n.iri in near | {iri}}


def _spot(v, label):
    box = v.page.locator("#view").bounding_box()
    node = next(n for n in v.page.evaluate("kechuang.nodes()") if n["label"] == label)
    return box["x"] + node["x"], box["y"] + node["y"]


def _place(v, label):
    """Where an entity stands in the graph, whatever part of it is seen."""
    node = next(n for n in v.page.evaluate("kechuang.nodes()") if n["label"] == label)
    return node["x"], node["y"]


# ---- selecting goes there ---------------------------------------------------------------------------------------------


@WINDOWS
@pytest.mark.parametrize("label", ["余姚市", "林知远", "合肥市科技创新大会"])
def test_the_neighbourhood_of_what_is_selected_fits_the_window(window, label, look, page_file, sample):  # noqa: F811
    v = look(page_file, window)
    v.page.fill("#search", label)
    v.page.keyboard.press("Enter")
    selected = v.text("#panel h2")
    near = _linked(sample.view, next(n.iri for n in sample.view.nodes if n.label == selected))
    width, height = v.page.evaluate("kechuang.size()")
    inside = {n["label"] for n in v.page.evaluate("kechuang.nodes()") if 0 <= n["x"] <= width and 0 <= n["y"] <= height}
    assert near <= inside
    named = {x["text"] for x in v.labels() if not x["dim"]}
    assert named <= near
    assert selected in named
    assert len(named) >= min(len(near), 6)
    assert _overlapping(v.labels()) == []


def test_what_is_asked_for_is_named_before_its_grey_neighbours(look, page_file, sample):  # noqa: F811
    few = [n for n in sample.view.nodes if 3 <= len(_linked(sample.view, n.iri)) <= 8][:6]
    assert len(few) == 6
    for node in few:
        v = look(page_file, DESK, _link(node.iri))
        named, near = {x["text"] for x in v.labels() if not x["dim"]}, _linked(sample.view, node.iri)
        assert named <= near
        assert len(near - named) <= 1  # one may find no room between two others that are asked for too


@WINDOWS
def test_back_from_what_was_selected_shows_what_was_seen_before(window, look, page_file):  # noqa: F811
    v = look(page_file, window)
    before = v.page.evaluate("kechuang.nodes().map(n => [n.label, Math.round(n.x), Math.round(n.y)])")
    v.page.fill("#search", "nbdx")
    v.page.keyboard.press("Enter")
    v.page.evaluate("history.back()")
    v.page.wait_for_function("!location.hash.includes('n=')")
    after = v.page.evaluate("kechuang.nodes().map(n => [n.label, Math.round(n.x), Math.round(n.y)])")
    assert [x[0] for x in after] == [x[0] for x in before]
    assert all(abs(a[i] - b[i]) <= 2 for a, b in zip(after, before, strict=True) for i in (1, 2))


def test_pointing_at_an_entity_brings_out_its_links_and_changes_nothing(look, page_file):  # noqa: F811
    v = look(page_file, DESK)
    painted = "() => { const c = document.querySelector('.glow'); return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(x => x > 0); }"
    assert not v.page.evaluate(painted)
    link = v.page.evaluate("location.hash")
    v.page.mouse.move(*_spot(v, "宁波大学"))
    v.page.wait_for_timeout(50)
    assert v.page.evaluate(painted)
    box = v.page.locator("#view").bounding_box()
    v.page.mouse.move(box["x"] + 5, box["y"] + box["height"] - 5)
    v.page.wait_for_timeout(50)
    assert not v.page.evaluate(painted)
    assert v.page.evaluate("location.hash") == link


# ---- moving entities --------------------------------------------------------------------------------------------------


def test_an_entity_that_is_dragged_stays_where_it_was_put(look, page_file):  # noqa: F811
    v = look(page_file, DESK)
    home = _place(v, "宁波大学")
    x, y = _spot(v, "宁波大学")
    v.page.mouse.move(x, y)
    v.page.mouse.down()
    v.page.mouse.move(x + 90, y - 70, steps=4)
    v.page.mouse.up()
    moved = _place(v, "宁波大学")
    assert (round(moved[0] - home[0]), round(moved[1] - home[1])) == (90, -70)
    assert v.text("#panel h2") == "重要度排行", "a drag is not a click"
    v.page.reload()
    assert _place(v, "宁波大学") == pytest.approx(moved, abs=1.5)
    again = look(page_file, DESK, v.page.evaluate("location.hash"))
    assert _place(again, "宁波大学") == pytest.approx(moved, abs=1.5)
    again.page.click("#putback")
    assert _place(again, "宁波大学") == pytest.approx(home, abs=1.5)
    assert "moved=" not in again.page.evaluate("location.hash")
    again.page.click("#back")
    again.page.wait_for_function("location.hash.includes('moved=')")
    assert _place(again, "宁波大学") == pytest.approx(moved, abs=1.5)


def test_with_a_finger_the_selected_entity_moves_and_the_others_pan(look, page_file):  # noqa: F811
    v = look(page_file, PHONE, has_touch=True)
    touch = """([x, y, dx, dy]) => { const e = document.getElementById('view');
      const send = (type, x, y) => e.dispatchEvent(new PointerEvent(type, { clientX: x, clientY: y, pointerId: 7, pointerType: 'touch', isPrimary: true, bubbles: true, buttons: 1 }));
      e.setPointerCapture = () => {}; send('pointerdown', x, y); send('pointermove', x + dx, y + dy); send('pointerup', x + dx, y + dy); }"""
    v.page.evaluate(touch, [*_spot(v, "宁波大学"), 40, 30])
    assert "moved=" not in v.page.evaluate("location.hash")
    v.page.fill("#search", "宁波大学")
    v.page.keyboard.press("Enter")
    home = _place(v, "宁波大学")
    v.page.evaluate(touch, [*_spot(v, "宁波大学"), 40, -30])
    moved = _place(v, "宁波大学")
    assert (round(moved[0] - home[0]), round(moved[1] - home[1])) == (40, -30)
    assert v.page.locator("#putback").is_visible()


@pytest.mark.parametrize("at", ["x~y~platform/a", "1~2", "~~~", "1e99~0~" + "university/宁波大学", "5~5~nothing", "<b>~1~2"])
def test_a_link_with_places_that_make_no_sense_moves_nothing(at, look, page_file):  # noqa: F811
    v = look(page_file, DESK)
    before = v.page.evaluate("kechuang.nodes().map(n => n.label + n.x)")
    again = look(page_file, DESK, f"#moved={quote(at, safe='')}")
    assert again.page.evaluate("kechuang.nodes().map(n => n.label + n.x)") == before


# ---- filters ----------------------------------------------------------------------------------------------------------


def _ends(view, type_, relation):
    return [(e.source, e.target) for e in view.edges if e.relation == relation
            and type_ in {n.root for n in view.nodes if n.iri in (e.source, e.target)}]


@WINDOWS
def test_of_a_fact_one_end_of_a_chosen_type_is_enough(window, look, page_file, sample):  # noqa: F811
    v = look(page_file, window, "#type=Platform&relation=locatedIn")
    facts = _ends(sample.view, "Platform", "locatedIn")
    ends = {iri for pair in facts for iri in pair}
    own = {n.label for n in sample.view.nodes if n.iri in ends and n.root == "Platform"}
    other = {n.label for n in sample.view.nodes if n.iri in ends and n.root != "Platform"}
    assert facts
    assert other
    drawn = v.page.evaluate("kechuang.nodes()")
    assert {n["label"] for n in drawn if not n["company"]} == own
    assert {n["label"] for n in drawn if n["company"]} == other
    assert v.text("#count").startswith(f"{len(own)} 个实体 · {len(facts)} 条事实 · 相邻 {len(other)} 个")
    width, height = v.page.evaluate("kechuang.size()")
    assert all(0 <= n["x"] <= width and 0 <= n["y"] <= height for n in drawn), "the view refits"


@WINDOWS
def test_a_line_says_what_the_filters_hide_and_undoes_them(window, look, page_file, sample):  # noqa: F811
    v = look(page_file, window, "#type=Platform&relation=locatedIn")
    shown = len(v.page.evaluate("kechuang.nodes()"))
    line = v.page.locator("#notice")
    assert f"筛选隐去了 {len(sample.view.nodes) - shown} 个实体" in line.inner_text()
    counts = {c.get_attribute("data-key"): (c.locator("b").inner_text(), "off" in c.get_attribute("class").split()) for c in v.page.locator("#left .chip").all()}
    assert {off for count, off in counts.values() if count == "0"} <= {True}, "what would give nothing is grey"
    assert not counts["status:actual"][1]
    line.locator(".chip", has_text="位于").click()
    assert "relation=" not in v.page.evaluate("location.hash")
    assert len(v.page.evaluate("kechuang.nodes()")) > shown
    v.page.click("#unfilter")
    assert "type=" not in v.page.evaluate("location.hash")
    assert v.text("#count").startswith(f"{len(sample.view.nodes)} 个实体")
    assert line.inner_text() == ""


@WINDOWS
def test_where_nothing_passes_the_picture_says_so_and_how_to_go_on(window, look, page_file, sample):  # noqa: F811
    years = {y for e in sample.view.edges for y in re.findall(r"\d{4}", e.period or "")}
    v = look(page_file, window, "#type=Person&relation=locatedIn&year=" + min(years))
    assert v.page.evaluate("kechuang.nodes()") == []
    assert "没有实体同时符合这些条件" in v.text("#notice")
    assert v.page.locator("#notice .chip").count() == 3
    v.page.click("#unfilter")
    assert len(v.page.evaluate("kechuang.nodes()")) == len(sample.view.nodes)


def test_the_panel_says_which_facts_of_an_entity_the_filters_hide(look, page_file, sample):  # noqa: F811
    iri = next(n.iri for n in sample.view.nodes if n.label == "宁波大学")
    own = [e for e in sample.view.edges if iri in (e.source, e.target)]
    v = look(page_file, DESK, f"{_link(iri)}&relation={own[0].relation}")
    left = [e for e in own if e.relation != own[0].relation]
    assert left
    assert f"筛选隐去了它的 {len(left)} 条事实" in v.text("#panel .left")
    v.page.click("#panel .left button")
    assert v.page.locator("#panel .left").count() == 0


# ---- the panel --------------------------------------------------------------------------------------------------------


def _headings(v):
    return [re.sub(r" ?\(\d+\).*", "", x, flags=re.DOTALL) for x in v.page.locator("#panel .part h3").all_inner_texts()]


@WINDOWS
def test_the_panel_tells_who_leads_it_then_numbers_then_facts(window, look, page_file, sample):  # noqa: F811
    post = next(r for r in ONTOLOGY.relation_by("office"))
    bodies = {e.target for e in sample.view.edges if e.relation == post.name}
    counted = {o.scope for o in sample.view.observations} | {o.stated_by for o in sample.view.observations}
    iri = next(iri for iri in sorted(bodies & counted) if len({e.relation for e in sample.view.edges if iri in (e.source, e.target)}) > 2)
    v = look(page_file, window, _link(iri))
    heads = _headings(v)
    assert heads[:2] == ["任职", "数据"]
    assert len(heads) > 3
    roles = {e.role for e in sample.view.edges if e.relation == post.name and e.target == iri and e.role}
    assert v.page.locator("#panel .part").first.locator(".row b").first.inner_text() in roles
    assert v.page.locator("#panel .jumps button").count() == len(heads)
    middle = v.page.locator("#panel .part").nth(2)
    v.page.locator("#panel .jumps button").nth(2).click()
    bar, head = v.page.locator("#panel .jumps").bounding_box(), middle.locator("h3").bounding_box()
    assert head["y"] >= bar["y"] + bar["height"] - 1, "the heading stands below the buttons, not under them"
    v.page.locator("#panel .jumps button").last.click()
    assert v.page.locator("#panel .part").last.locator("h3").is_visible()
    v.page.wait_for_timeout(100)
    assert v.page.evaluate("document.activeElement.closest('.part') === [...document.querySelectorAll('#panel .part')].at(-1)")


def _star(count):
    """A body with many facts of one relation, of two years."""
    body = Entity(entity_iri("Agency", "甲局"), "Agency", "甲局", (), (DOC,))
    things = [Entity(entity_iri("Platform", f"平台{i}号"), "Platform", f"平台{i}号", (), (DOC,)) for i in range(count)]
    facts = tuple(Fact(body.iri, "develops", t.iri, "actual", None, "2023" if i % 3 else "2024", (Evidence(DOC, i, i + 4, f"甲局建设{t.label}"),), ("clause",)) for i, t in enumerate(things))
    return Dataset(to_triples(Corpus((DocumentRecord(DOC, "文", "x.txt", "2024", None),), (body, *things), facts, ()), ONTOLOGY)).view(ONTOLOGY), body.iri


def test_long_lists_fold_and_stand_by_year(tmp_path, look):
    view, iri = _star(90)
    path = tmp_path / "star.html"
    path.write_text(to_html(view, ONTOLOGY), encoding="utf-8")
    v = look(path, DESK, _link(iri))
    rows = v.page.locator("#panel .fact")
    seen = [rows.count()]
    assert seen[0] < 20
    assert v.page.locator("#panel .year").first.inner_text() == "2024 30"
    while v.page.locator("#panel .more").count():
        assert "再显示" in v.page.locator("#panel .more").inner_text()
        v.page.click("#panel .more")
        seen.append(rows.count())
    assert seen == [seen[0], *range(seen[0] + 20, 90, 20), 90]
    assert v.page.locator("#panel .year").all_inner_texts() == ["2024 30", "2023 60"]


@WINDOWS
def test_a_technique_explains_itself_when_it_is_pressed(window, look, page_file):  # noqa: F811
    v = look(page_file, window)
    v.page.fill("#search", "林知远")
    v.page.keyboard.press("Enter")
    term = v.page.locator("#panel .term").first
    told = {t.label_zh: t.about_zh for t in ONTOLOGY.techniques.values()}[term.inner_text()]
    assert term.get_attribute("title") == told
    term.click()
    assert v.page.locator("#panel .about").first.inner_text() == told
    term.click()
    assert not v.page.locator("#panel .about").first.is_visible()


# ---- large graphs -----------------------------------------------------------------------------------------------------


def test_what_communities_are_about_is_told_and_is_the_same_every_time(sample):
    for view in (sample.view, _large(1200)):
        found = structure(view)
        told = subjects(view, found)
        assert told == subjects(view, structure(view))
        label = {n.label: n for n in view.nodes}
        for number, subject in enumerate(told):
            members = {n.iri for n in view.nodes if found.community[n.iri] == number}
            assert len(members) > 1
            assert {label[name].iri for name in subject.names} <= members
            assert set(subject.kinds) <= {n.root for n in view.nodes if n.iri in members}


def test_a_community_is_not_called_twice_the_same(monkeypatch):
    node = [Entity(entity_iri(t, label), t, label, (), (DOC,)) for t, label in (("Agency", "甲省人民政府"), ("District", "甲省"), ("Field", "光子"))]
    ends = [(0, 1), (0, 2), (1, 2)]
    facts = tuple(Fact(node[a].iri, "supports", node[b].iri, "actual", None, "2024", (Evidence(DOC, 0, 2, "如此"),), ("clause",)) for a, b in ends)
    view = Dataset(to_triples(Corpus((DocumentRecord(DOC, "文", "x.txt", "2024", None),), tuple(node), facts, ()), ONTOLOGY)).view(ONTOLOGY)
    monkeypatch.setattr(kg.analyse, "_NEARLY", 0.0)
    (subject,) = subjects(view, structure(view))
    assert not {"甲省人民政府", "甲省"} <= set(subject.names)


def test_the_page_calls_all_that_is_linked_to_nothing_one_group(sample):
    data = page_data(sample.view, ONTOLOGY)
    linked = {i for e in data["edges"] for i in e[:2]}
    groups = {(i in linked): set() for i in range(len(data["nodes"]))}
    for i, node in enumerate(data["nodes"]):
        groups[i in linked].add(node[5])
    assert groups[False] == {len(data["communities"])}
    assert groups[True] == set(range(len(data["communities"])))


@WINDOWS
def test_a_large_graph_has_no_ring_around_one_or_two_and_no_hairball(window, look, large_file):
    v = look(large_file, window)
    drawn = v.page.evaluate("kechuang.nodes()")
    rings = [x["text"] for x in v.labels() if re.search(r" \+\d+$", x["text"])]
    assert rings
    assert min(int(x.rsplit("+", 1)[1]) for x in rings) > 2
    assert v.page.evaluate("kechuang.lines().drawn") < 3 * len(drawn)
    assert _overlapping(v.labels()) == []
    assert v.page.locator("#panel .groups .row").count() > 5


def test_on_a_phone_rings_leave_the_foremost_their_names(look, large_file):
    v = look(large_file, PHONE)
    names = v.page.evaluate("kechuang.labels().map(l => l.text)")
    foremost = [b.inner_text() for b in v.page.locator("#panel .go").all()[:10]]
    assert len(set(foremost) & set(names)) >= 7
    assert _overlapping(v.labels()) == []


@WINDOWS
def test_where_links_between_communities_are_many_a_bundle_stands_for_them(window, look, busy_file):
    v = look(busy_file, window)
    lines = v.page.evaluate("kechuang.lines()")
    assert 10 < lines["bundles"] <= 90
    assert lines["drawn"] < 6000 / 4
    assert lines["hot"] == 0
    v.page.keyboard.press("n")
    assert v.page.evaluate("kechuang.lines().hot") > 4


@WINDOWS
def test_opening_a_community_goes_there_and_closing_comes_back(window, look, large_file):
    v = look(large_file, window)
    drawn = v.page.evaluate("kechuang.nodes()")
    first = v.page.locator("#panel .groups .go").first
    name = first.inner_text()
    first.click()
    assert "open=" in v.page.evaluate("location.hash")
    assert name in v.text("#notice")
    opened = v.page.evaluate("kechuang.nodes()")
    assert name not in {n["label"] for n in opened if n["folded"]}
    assert len({n["label"] for n in opened} - {n["label"] for n in drawn}) > 10
    v.page.locator("#notice .chip", has_text=name).click()
    assert "open=" not in v.page.evaluate("location.hash")
    assert {n["label"] for n in v.page.evaluate("kechuang.nodes()")} == {n["label"] for n in drawn}


def test_the_closer_one_looks_the_more_is_drawn(look, large_file):
    v = look(large_file, DESK)
    box = v.page.locator("#view").bounding_box()
    seen, density = set(), []
    for _ in range(3):
        width, height = v.page.evaluate("kechuang.size()")
        inside = [n for n in v.page.evaluate("kechuang.nodes()") if 0 <= n["x"] <= width and 0 <= n["y"] <= height and not n["folded"]]
        density.append(len(inside))
        seen |= {n["label"] for n in inside}
        v.page.mouse.move(box["x"] + width / 2, box["y"] + height / 2)
        for _ in range(3):
            v.page.mouse.wheel(0, -240)
        v.page.wait_for_timeout(350)
    assert min(density) > 60
    assert len(seen) > density[0] + 60


def test_single_links_are_shown_when_they_are_asked_for(look, large_file):
    v = look(large_file, DESK)
    assert v.page.evaluate("kechuang.lines().hot") == 0
    v.page.keyboard.press("n")
    node = v.text("#panel h2")
    degree = sum(node in (e[0], e[1]) for e in ((a.label, b.label) for e in _large(2000).edges for a, b in [_pair(e)]))
    assert v.page.evaluate("kechuang.lines().hot") == degree


_NODES = {}


def _pair(edge):
    if not _NODES:
        _NODES.update({n.iri: n for n in _large(2000).nodes})
    return _NODES[edge.source], _NODES[edge.target]


def test_of_a_far_reach_only_the_own_links_stand_out(look, busy_file):
    v = look(busy_file, DESK)
    v.page.keyboard.press("n")
    near = v.page.evaluate("kechuang.lines().hot")
    v.page.keyboard.press("2")
    assert v.page.evaluate("kechuang.lines().hot") == near
    assert v.page.evaluate("kechuang.lines().drawn") > 3 * near


def test_a_filter_that_leaves_a_few_facts_shows_them_as_if_selected(look, page_file, sample):  # noqa: F811
    v = look(page_file, DESK)
    assert v.page.evaluate("kechuang.lines().hot") == 0
    few = look(page_file, DESK, "#type=Platform&relation=locatedIn")
    assert few.page.evaluate("kechuang.lines().hot") == len(_ends(sample.view, "Platform", "locatedIn"))


# ---- hostile text -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_hostile_text_in_names_of_communities_posts_and_filters_is_shown_as_it_is(tmp_path, look):
    post = next(r for r in ONTOLOGY.relation_by("office"))
    documents = tuple(DocumentRecord(f"{ID}document/{i:016x}", text, text, "2024", None) for i, text in enumerate(HOSTILE))
    hubs = [Entity(entity_iri("Agency", text), "Agency", text, (), (documents[i].iri,)) for i, text in enumerate(HOSTILE)]
    people = [[Entity(entity_iri("Person", f"{text}之{j}"), "Person", f"{text}之{j}", (), (documents[i].iri,)) for j in range(8)] for i, text in enumerate(HOSTILE)]
    facts = tuple(Fact(p.iri, post.name, hubs[i].iri, "actual", text, "2024", (Evidence(documents[i].iri, 0, len(text), text),), (text,))
                  for i, text in enumerate(HOSTILE) for p in people[i])
    view = Dataset(to_triples(Corpus(documents, (*hubs, *(p for each in people for p in each)), facts, ()), ONTOLOGY)).view(ONTOLOGY)
    path = tmp_path / "hostile.html"
    path.write_text(to_html(view, ONTOLOGY), encoding="utf-8")
    v = look(path, DESK)
    v.page.click("#panel .groups .more")
    kind = ONTOLOGY.types["Person"].label_zh
    assert {f"{text} · {kind}" for text in HOSTILE} <= set(v.page.locator("#panel .groups .go").all_text_contents())
    for i, text in enumerate(HOSTILE):
        v.page.evaluate("q => { location.hash = new URLSearchParams(q).toString(); }", {"n": hubs[i].iri.removeprefix(ID), "document": f"{i:016x}", "moved": f"9~9~{hubs[i].iri.removeprefix(ID)}"})
        v.page.wait_for_function("t => document.querySelector('#panel h2').textContent === t", arg=text, timeout=4000)
        assert text in v.page.locator("#notice .chip span").all_text_contents()
        assert v.page.locator("#panel .part .row b").first.text_content() == text
    assert v.page.evaluate("document.querySelectorAll('script').length") == 2
    assert v.page.evaluate("document.querySelectorAll('img,iframe,object,embed,link,form,base,style~style').length") == 0
