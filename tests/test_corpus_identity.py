"""Across documents: why names are one thing or two, which pairs are doubtful, and decisions that outlive builds."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.choices import chosen, undone
from kg.cli import main
from kg.corpus.merges import answer, doubts
from kg.corpus.merges import text as listed
from kg.decisions import NAME, Decision, decisions_of, written
from kg.errors import InputError
from kg.export.turtle import to_turtle
from kg.imports import import_of
from kg.ontology import ID
from kg.pipeline import build_to, decide, import_to, remove_from
from kg.validate import validate
from kg.why import text, why
from tests.once import ONTOLOGY
from tests.test_incremental import here, state, write  # noqa: F401 -- here is a fixture

ROOT = Path(__file__).parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"
TEXTS = {
    "ningbo.txt": "宁波市科学技术局2024年工作要点\n\n2024年3月1日\n宁波市科学技术局局长林致远出席甬江实验室揭牌仪式。市科技局支持甬江实验室建设。\n"
                  "宁波市支持“东钱湖数据平台”建设。\n",
    "hefei.txt": "合肥市科学技术局2024年工作要点\n\n2024年4月1日\n合肥市科学技术局副局长林致远介绍情况。市科技局与巢湖科技有限公司签约。\n",
    "news.txt": "新闻\n\n浙江省科学技术厅支持甬江实验室。林致远参加会议。巢湖科技股份有限公司与浙江大学合作。\n",
    "note.txt": "会议要求，市科技局抓好落实。\n",
}


def _read(folder, texts=TEXTS):
    folder.mkdir()
    for name, said in texts.items():
        (folder / name).write_text(said, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    return kg.build([_read(tmp_path_factory.mktemp("identity") / "docs")], ontology=ONTOLOGY, workers=1)


def run(*words):
    result = CliRunner().invoke(main, list(map(str, words)))
    return result.exit_code, result.stdout, result.stderr


# ---- why -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("one", "other", "told"), [
    ("市科技局", "宁波市科学技术局", ("are one: 宁波市科学技术局", "department", "The document is of 宁波市", "市科技局支持甬江实验室建设",
                          "“宁波市科学技术局”: its full name")),
    ("市科技局", "合肥市科学技术局", ("are one: 合肥市科学技术局", "The document is of 合肥市", "巢湖科技有限公司")),
    ("宁波", "宁波市", ("are one: 宁波市", "“宁波市”: its full name", "stands so in no document")),
    ("宁波市科学技术局", "合肥市科学技术局", ("are two", "other place", "宁波市 (330200) in 浙江省", "合肥市 (340100) in 安徽省")),
    ("宁波市", "宁波市科学技术局", ("are two", "other type: 宁波市 is 区域 District, 宁波市科学技术局 is 机构 Agency")),
    ("id:agency/@OPEN", "宁波市科学技术局", ("are two", "open: the document that says")),
    ("巢湖科技有限公司", "巢湖科技股份有限公司", ("are two", "likeness of names joins nothing", "巢湖科技股份有限公司与", "share 巢湖科技")),
])
def test_a_merge_and_its_absence_are_explained_with_sentences(graph, one, other, told):
    if one.endswith("@OPEN"):
        one = next(n.iri for n in graph.view.nodes if "@" in n.iri)
    said = text(why(graph, Path("out"), one, other))
    assert [t for t in told if t not in said] == [], said


def test_a_name_that_nothing_has_is_told(graph):
    with pytest.raises(InputError, match="市科委: no entity has this name"):
        why(graph, Path("out"), "市科委", "宁波市科学技术局")


@pytest.mark.skipif(not SEEDS.is_dir(), reason="no ../shared/seeds")
def test_a_bureau_of_the_seeds_is_one_however_it_is_written_and_two_places_are_two():
    graph = kg.build([SEEDS], ontology=ONTOLOGY, workers=1)
    assert len({n.iri for name in ("西安市科学技术局", "西安市科技局") for n in graph.find(name)}) == 1
    bureau = graph.find("西安市科学技术局")[0]
    assert {"市科技局", "西安市科技局"} <= set(bureau.names)
    for name in ("市科技局", "西安市科技局"):
        assert why(graph, Path("out"), name, "西安市科学技术局").rows[0][0] == "one"
    apart = why(graph, Path("out"), "西安", "山西")
    assert apart.rows[0][0] == "two"
    assert "other place: 西安市 is of 西安市 (610100) in 陕西省, 山西省 of 山西省 (140000)" in text(apart)


# ---- doubtful pairs --------------------------------------------------------------------------------------------------

# Sentences of documents → which pairs are doubtful.
PAIRS = [
    (("浙江大学与巢湖科技有限公司签约。", "浙江大学与巢湖科技股份有限公司合作。"), [("apart", "巢湖科技有限公司", "巢湖科技股份有限公司")]),
    (("宁波市支持宁波海洋研究院建设。", "浙江大学与宁波市海洋研究院合作。"), [("apart", "宁波海洋研究院", "宁波市海洋研究院")]),
    (("宁波市支持宁波海洋研究院建设。", "合肥市支持合肥海洋研究院建设。"), []),
    (("宁波市举办中国-镜湖科技论坛。", "合肥市举办中国—镜湖科技论坛。"), []),  # one name, whichever dash
    (("宁波市科学技术局局长林致远致辞。", "合肥市科学技术局局长林致远致辞。"), [("merged", "林致远", "林致远")]),
    (("宁波市科学技术局局长林致远致辞。", "宁波市人民政府副市长林致远致辞。"), []),
    (("2024年，绍兴市科学技术局更名为绍兴市科技创新局。", "绍兴市科技创新局支持浙江大学发展。"), [("apart", "绍兴市科学技术局", "绍兴市科技创新局")]),
    (("宁波市支持星湾技术创新中心建设。", "合肥市支持云栖技术创新中心建设。"), []),
    (("宁波市支持国家星湾材料创新中心建设。", "浙江大学与星湾材料创新中心合作。"), [("apart", "国家星湾材料创新中心", "星湾材料创新中心")]),
]


@pytest.mark.slow
@pytest.mark.parametrize(("sentences", "pairs"), PAIRS)
def test_pairs_that_somebody_should_look_at(tmp_path, sentences, pairs):
    docs = _read(tmp_path / "docs", {f"{i}.txt": f"{said}\n" for i, said in enumerate(sentences)})
    graph = kg.build([docs], ontology=ONTOLOGY, workers=1)
    found = doubts(graph.view, graph.ontology)
    assert {(d.kind, frozenset((d.one.label, d.other.label))) for d in found} \
        == {(kind, frozenset((one, other))) for kind, one, other in pairs}, [n.label for n in graph.view.nodes]
    for row in answer(graph.view, graph.ontology, found).rows:
        assert all(row), row
    assert listed(answer(graph.view, graph.ontology, found)).count("kg merges DIR") == len(pairs)
    settled = [frozenset((d.one.iri, d.other.iri)) for d in found if d.kind == "apart"]
    assert [d for d in doubts(graph.view, graph.ontology, settled) if d.kind == "apart"] == []


# ---- decisions -------------------------------------------------------------------------------------------------------

A, B = f"{ID}platform/甬江实验室", f"{ID}platform/潮声实验室"
CITY = f"{ID}district/宁波市"


@pytest.mark.parametrize("decision", [
    Decision(A, B, True), Decision(A, B, False, "王", "2026-11-28"), Decision(A, B, True, on="2026"),
    Decision(f"{ID}person/林致远", f"{ID}person/林致远@宁波市", False, "", "", CITY),
])
def test_a_decision_reads_as_it_was_written(decision):
    assert decisions_of(import_of(NAME, written([decision]))) == [decision]
    assert written([decision]) == written([decision, decision])


@pytest.fixture
def folder(tmp_path):
    build_to([_read(tmp_path / "docs")], tmp_path / "out", workers=1, ontology=ONTOLOGY)
    return tmp_path / "out"


@pytest.mark.slow
def test_a_decision_holds_in_every_later_build_until_it_is_undone(here, folder, tmp_path):  # noqa: F811
    docs, company = tmp_path / "docs", ("巢湖科技有限公司", "巢湖科技股份有限公司")
    before = state(folder)
    code, said, _ = run("merges", folder, "--same", *company, "--by", "王", "--on", "2026-11-28")
    count = len(kg.load(folder).view.nodes)
    assert (code, said) == (0, f"{folder}: {count + 1} entities before, {count} now\n")
    for change in ("same", "add", "remove", "import"):
        if change == "add":
            (docs / "more.txt").write_text("宁波市支持甬江实验室建设。\n", encoding="utf-8")
            build_to([docs / "more.txt"], folder, workers=1, add=True)
        elif change == "remove":
            remove_from(folder, ["more.txt"])
        elif change == "import":
            mine = tmp_path / "mine.ttl"
            mine.write_text("<urn:x> a <urn:Y> .", encoding="utf-8")
            import_to(folder, [mine])
            import_to(folder, [], ["mine.ttl"])
        else:
            build_to([docs], folder, workers=1, ontology=ONTOLOGY)
        graph = kg.load(folder)
        (node,) = graph.find(company[0])
        assert graph.find(company[1]) == graph.find(f"{ID}enterprise/{company[1]}") == (node,), change
        assert {e.relation for e in graph.view.edges if node.iri in (e.source, e.target)} >= {"cooperatesWith"}
        assert graph.report["counts"]["entities"]["Enterprise"] == 1
        assert "王" in text(why(graph, folder, *company))
        assert doubts(graph.view, graph.ontology, {d.ends for i in graph.imports for d in decisions_of(i)})[0].kind == "merged"
    (docs / "more.txt").unlink()
    held = kg.build([docs], ontology=ONTOLOGY, workers=1, decisions=_decided(folder, tmp_path))
    assert to_turtle(held.dataset.triples) == (folder / "graph.ttl").read_text(encoding="utf-8")
    assert run("merges", folder, "--undo", *company)[0] == 0
    assert state(folder) == before


def _decided(folder, place):
    code, said, _ = run("merges", folder, "--decided")
    assert code == 0
    (place / "mine-decisions.ttl").write_text(said, encoding="utf-8")
    return place / "mine-decisions.ttl"


def test_one_name_of_two_people_is_parted_by_places(folder):
    before = state(folder)
    assert run("merges", folder, "--different", "林致远@宁波", "林致远@合肥市科学技术局")[0] == 0
    graph = kg.load(folder)
    people = {n.iri.rsplit("/", 1)[1]: n for n in graph.find("林致远")}
    assert set(people) == {"林致远", "林致远@宁波市", "林致远@合肥市"}
    posts = {e.source.rsplit("/", 1)[1]: e.role for e in graph.view.edges if e.role}
    assert posts == {"林致远@宁波市": "局长", "林致远@合肥市": "副局长"}
    titles = {d.iri: d.title for d in graph.view.documents}
    assert {name: [titles[d] for d in n.documents] for name, n in people.items()} == {
        "林致远": ["新闻"], "林致远@宁波市": ["宁波市科学技术局2024年工作要点"], "林致远@合肥市": ["合肥市科学技术局2024年工作要点"]}
    assert validate(graph.dataset.triples, graph.ontology) == []
    assert [d for d in doubts(graph.view, graph.ontology) if d.kind == "merged"] == []
    said = text(why(graph, folder, f"{ID}person/林致远@宁波市", f"{ID}person/林致远@合肥市"))
    assert "are two" in said
    assert "副局长林致远" in said
    assert graph.query("SELECT ?p { ?p kg:holdsPostIn id:agency\\/宁波市科学技术局 }").rows == (
        (graph.query("SELECT ?p { VALUES ?p { <" + f"{ID}person/林致远@宁波市" + "> } }").rows[0][0],),)
    assert run("merges", folder, "--undo", "林致远@宁波市", "林致远@合肥市")[0] == 0
    assert state(folder) == before


def test_one_document_may_have_a_namesake(folder):
    assert run("merges", folder, "--different", "林致远@news.txt", "林致远")[0] == 0
    graph = kg.load(folder)
    (parted,) = [n for n in graph.find("林致远") if "@" in n.iri]
    assert len(parted.documents) == 1
    assert len(graph.find("林致远")) == 2


def test_a_decision_about_what_is_gone_is_told_and_waits(here, folder, tmp_path):  # noqa: F811
    company = ("巢湖科技有限公司", "巢湖科技股份有限公司")
    assert run("merges", folder, "--same", *company)[0] == 0
    graph = build_to([tmp_path / "docs" / "ningbo.txt", tmp_path / "docs" / "hefei.txt"], folder, workers=1, ontology=ONTOLOGY)
    (told,) = [f for f in graph.findings if f.code == "decision-idle"]
    assert (told.severity, company[1] in told.message) == ("warning", True)
    assert run("validate", folder)[0] == 1
    build_to([tmp_path / "docs"], folder, workers=1, ontology=ONTOLOGY)
    assert len(kg.load(folder).find(company[0])) == 1
    assert run("validate", folder)[:1] == (0,)


@pytest.mark.parametrize(("words", "told"), [
    (("--same", "宁波市科学技术局", "市科委"), "市科委: no entity has this name"),
    (("--same", "宁波市科学技术局", "宁波市科技局"), "are one already"),
    (("--different", "林致远", "林致远"), "say which is which by places or documents"),
    (("--different", "林致远@火星", "林致远@宁波市"), "火星: is no known place"),
    (("--undo", "林致远", "浙江大学"), "nothing is decided of"),
])
def test_what_cannot_be_decided_is_told_and_nothing_changes(folder, words, told):
    before = (folder / "graph.ttl").read_bytes()
    code, _, error = run("merges", folder, *words)
    assert (code, told in error) == (2, True), error
    assert (folder / "graph.ttl").read_bytes() == before


def test_two_that_are_said_to_be_the_same_and_different_stay_two(folder, tmp_path):
    company = ("巢湖科技有限公司", "巢湖科技股份有限公司")
    mine = tmp_path / "mine.ttl"
    ends = [f"<{ID}enterprise/{name}>" for name in company]
    mine.write_text(f"{ends[0]} <http://www.w3.org/2002/07/owl#sameAs> {ends[1]} .", encoding="utf-8")
    graph = import_to(folder, [mine])
    assert graph.find(company[0]) == graph.find(company[1])
    decide(folder, [Decision(*(end.strip("<>") for end in ends), False)])
    graph = kg.load(folder)
    assert graph.find(company[0]) != graph.find(company[1])
    assert [f.code for f in validate(graph.dataset.triples, graph.ontology)] == ["same-and-different"]


LABS = ("甬江实验室", "潮声实验室", "星湾创新中心")


@pytest.mark.slow
@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(history=st.lists(st.tuples(st.sampled_from(("add", "remove", "same", "different", "part", "undo")), st.integers(0, 3),
                                  st.integers(0, 12)), min_size=2, max_size=5))
def test_a_history_of_builds_and_decisions_gives_what_both_at_once_give(here, history, tmp_path_factory):  # noqa: F811
    place = tmp_path_factory.mktemp("decisions")
    docs, out = place / "docs", place / "out"
    files = {"0.txt": 1, "1.txt": 5}
    write(docs, files)
    build_to([docs], out, workers=1, ontology=ONTOLOGY)
    for what, which, seed in history:
        graph = kg.load(out)
        pair = LABS[which % 3], LABS[(which + 1) % 3]
        if what == "add":
            files[f"n{which}.txt"] = seed
        elif what == "remove" and len(files) > 1:
            del files[sorted(files)[which % len(files)]]
        elif what in ("same", "different") and all(graph.find(lab) for lab in pair) and graph.find(pair[0]) != graph.find(pair[1]):
            given = {"same": (), "different": (), what: (pair,)}
            decide(out, chosen(graph, given["same"], given["different"]))
        elif what == "part" and graph.find("林致远") and not any("@" in n.iri for n in graph.find("林致远")):
            decide(out, chosen(graph, (), (("林致远@宁波市", "林致远@合肥市"),)))
        elif what == "undo":
            held = [d for i in graph.imports for d in decisions_of(i)]
            if held:
                decide(out, (), [held[which % len(held)].ends])
        write(docs, files)
        build_to([docs], out, workers=1, ontology=ONTOLOGY)
    fresh = place / "fresh"
    build_to([docs], fresh, workers=1, ontology=ONTOLOGY)
    held = [d for i in kg.load(out).imports for d in decisions_of(i)]
    if held:
        decide(fresh, held)
    assert state(out) == state(fresh)
    shutil.rmtree(place)


def test_undoing_names_what_is_decided(folder):
    graph = kg.load(folder)
    with pytest.raises(InputError, match="nothing is decided"):
        undone(graph, [("林致远", "浙江大学")])


# ---- the page --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_commands_of_the_page_print_what_it_shows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    build_to([ROOT / "tests" / "corpus"], Path("out"), workers=1, ontology=ONTOLOGY)
    page = (ROOT / "docs" / "resolution.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```console\n(.+?)```", page, re.DOTALL)
    assert blocks
    for block in blocks:
        for command in re.findall(r"^\$ kg (.+)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            code, said, error = run(*command[0].split())
            assert code == 0, error
            for line in command[1].splitlines():
                assert line == "…" or line in said, (command[0], line, said)


# ---- names of kinds --------------------------------------------------------------------------------------------------

KINDS = {
    "ningbo.txt": "宁波市2024年工作要点\n\n2024年3月1日\n加快建设低空经济发展集聚区。支持双马实验室建设。实施农村供水工程。实施雏鹰计划。"
                  "实施种业振兴行动。建设国家物流枢纽。支持国家种质信息中心建设。建设东湖养老服务中心。"
                  "根据市委《关于制定第十五个五年规划的建议》编制规划。落实中共中央《关于加强种业工作的意见》。编制政府投资计划。《规划》提出新目标。德国智库发布报告。\n",
    "hefei.txt": "合肥市2024年工作要点\n\n2024年4月1日\n打造低空经济发展集聚区。支持双马实验室建设。实施农村供水工程。实施雏鹰计划。"
                 "实施种业振兴行动。建设国家物流枢纽。支持国家种质信息中心建设。建设南塘养老服务中心。"
                 "根据市委《关于制定第十五个五年规划的建议》编制规划。落实中共中央《关于加强种业工作的意见》。编制政府投资计划。《规划》提出新目标。德国智库发布报告。\n",
    "again.txt": "合肥市2025年工作要点\n\n2025年3月1日\n提升低空经济发展集聚区。\n",
    "law.txt": "合肥市大气污染防治条例\n\n第一条 村民委员会应当协助。市人民政府制定设施保护方案。\n",
    "a.txt": "新闻\n\n2023-01-18\n\n中央军委举行晋升军衔仪式。实施人工智能“双百工程”。\n",
    "b.txt": "新闻\n\n2024-12-23\n\n中央军委举行晋升军衔仪式。实施人工智能“双百工程”。"
             "根据《宁波市人民代表大会常务委员会关于修改部分地方性法规的决定》修正。\n",
    "c.txt": "某条例\n\n2020-01-01\n\n根据《宁波市人民代表大会常务委员会关于修改部分地方性法规的决定》修正。\n",
    "north.txt": "大连市2024年工作要点\n\n2024年5月1日\n深化国资国企改革。编制“十五五”规划纲要。建设“两山”实践创新基地。"
                 "审议最高人民法院工作报告。\n",
    "south.txt": "厦门市2025年工作要点\n\n2025年5月1日\n深化国资国企改革。编制“十五五”规划纲要。建设“两山”实践创新基地。"
                 "审议最高人民法院工作报告。\n",
    "news.txt": "要闻\n\n5.2025年南塘网络文明大会在成都举行;\n6.2026年南塘网络文明大会在合肥举行。\n",
    "rule.txt": "合肥市养犬管理条例\n\n第一条 村民委员会应当宣传。市人民政府制定设施保护方案。\n",
}


@pytest.fixture(scope="module")
def kinds(tmp_path_factory):
    return kg.build([_read(tmp_path_factory.mktemp("kinds") / "docs", KINDS)], ontology=ONTOLOGY, workers=1).view


@pytest.mark.parametrize(("name", "documents"), [
    ("晋升军衔仪式", [1, 1]), ("双百工程", [1, 1]),
    ("宁波市人民代表大会常务委员会关于修改部分地方性法规的决定", [1, 1]),
    ("规划", [1, 1]), ("德国智库", [1, 1]),
    ("低空经济发展集聚区", [1, 2]),  # each place's own, and one in a place
    ("农村供水工程", [1, 1]), ("国家物流枢纽", [1, 1]),
    ("村民委员会", [1, 1]), ("设施保护方案", [1, 1]),  # of no place in particular: each law's own
    ("关于制定第十五个五年规划的建议", [1, 1]), ("关于加强种业工作的意见", [2]),  # whose title says only what it is of
    ("2025年南塘网络文明大会", [1]), ("年南塘网络文明大会", []),  # behind the number of an item
    ("国资国企改革", [1, 1]), ("“十五五”规划纲要", [1, 1]), ("“两山”实践创新基地", [1, 1]),  # each place has its own
    ("最高人民法院工作报告", [1, 1]),  # each year's
    ("双马实验室", [2]), ("雏鹰计划", [2]), ("种业振兴行动", [2]), ("国家种质信息中心", [2]),  # a name that tells one thing
])
def test_a_name_of_ordinary_words_alone_is_of_a_kind_that_every_place_has(kinds, name, documents):
    assert sorted(len(n.documents) for n in kinds.nodes if n.label == name) == documents


# What two documents of different days say of things of one name → how many things of that name there are.
NAMED_AGAIN = [
    ("宁波数字大会", ("2023年11月3日", "2024年11月5日"), 2),  # a meeting of each year
    ("宁波数字大会", ("2024年11月3日", "2024年11月5日"), 1),
    ("第三届宁波数字大会", ("2023年11月3日", "2024年11月5日"), 1),  # its number tells which it is
    ("杭州亚运会", ("2023年11月3日", "2024年11月5日"), 1),  # so does the city that holds what goes from place to place
    ("国务院常务会议", ("2024年11月3日", "2024年11月5日"), 2),  # more often than once a year
]


@pytest.mark.parametrize(("name", "days", "things"), NAMED_AGAIN)
def test_what_is_held_again_and_again_is_another_each_time(tmp_path, name, days, things):
    for number, day in enumerate(days):
        text = f"宁波市科技新闻\n\n{day}，{name}召开。宁波市科学技术局局长林知远出席{name}。\n\n{day}\n"
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    graph = kg.build([tmp_path], workers=1)
    assert len([n for n in graph.view.nodes if n.label == name]) == things


# A list of the members of a congress, as long as such lists are.
MEMBERS = "、".join(family + given for family in "李张刘陈杨赵" for given in ("强", "军", "国强", "建国", "勇", "志强", "伟", "明"))

# What two documents say of people of one name → how many people of that name there are.
PEOPLE = [
    ("罗德里格斯", ("委内瑞拉副总统罗德里格斯发表讲话。", "古巴外长罗德里格斯发表讲话。"), 2),  # a name that many have, in two countries
    ("罗德里格斯", ("古巴外长罗德里格斯访问宁波。", "古巴外长罗德里格斯发表讲话。"), 1),
    ("王浩", ("浙江省省长王浩出席会议。", f"参加会议的代表是{MEMBERS[:80]}、王浩、{MEMBERS[80:]}。"), 2),  # in a long list, with nothing said
    ("王浩", ("浙江省省长王浩出席会议。", "李强、王浩、赵刚参加会见。"), 1),
    ("王浩", ("浙江省省长王浩出席会议。", "浙江省省长王浩主持会议。"), 1),
]


@pytest.mark.parametrize(("name", "said", "people"), PEOPLE)
def test_a_name_that_many_have_is_that_of_its_country_or_its_list(tmp_path, name, said, people):
    for number, sentence in enumerate(said):
        (tmp_path / f"{number}.txt").write_text(f"新闻\n\n2024年3月1日\n\n{sentence}\n", encoding="utf-8")
    graph = kg.build([tmp_path], ontology=ONTOLOGY, workers=1)
    assert len([n for n in graph.view.nodes if n.label == name]) == people
