"""The analysis: what it says follows from the graph, is the same every time, and its files say it in every form."""

import csv
import io
import re
from decimal import Decimal

import networkx as nx
import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from lxml import html

from kg.analyse import analyse, structure
from kg.cli import main
from kg.errors import InputError, OntologyError
from kg.export.analysis import GRAPH, to_csv, to_files
from kg.mapping import to_triples
from kg.model import Corpus, DocumentRecord, Entity, Evidence, Fact, Measurement
from kg.ontology import ID, KG, entity_iri, load_ontology
from kg.series import spanned
from kg.store import Dataset
from tests.hostile import HOSTILE
from tests.once import ONTOLOGY

DOC = f"{ID}document/0123456789abcdef"
QUOTE = Evidence(DOC, 0, 4, "原文如此")


def _graph(links, numbers=(), date="2024", publisher=None):
    """A graph of entities named by their letters; a link is a pair of names, a name may say its type: District:甲."""
    def entity(name):
        kind, _, label = name.partition(":")
        if kind not in ONTOLOGY.types:
            kind, label = "Platform", name
        return Entity(entity_iri(kind, label), kind, label, (), (DOC,))

    entities = {n: entity(n) for pair in links for n in pair}
    facts = tuple(Fact(entities[a].iri, "develops", entities[b].iri, "planned", None, None, (QUOTE,), ("clause",)) for a, b in links)
    record = DocumentRecord(DOC, "文", "x.txt", date, publisher and entities[publisher].iri)
    return Dataset(to_triples(Corpus((record,), tuple(entities.values()), facts, numbers), ONTOLOGY)).view(ONTOLOGY), {n: e.iri for n, e in entities.items()}


def _number(value, status="target", period="2023", indicator="企业", kind="total", unit="家"):
    return Measurement(indicator, Decimal(value), unit, "equal", kind, status, period, entity_iri("District", "甲市"), None, (QUOTE,))


def test_scores_are_those_of_networkx(sample):
    found = sample.analyse()
    simple = nx.Graph(found.network.to_undirected())
    simple.remove_edges_from(nx.selfloop_edges(simple))
    exact, core = nx.betweenness_centrality(simple), nx.core_number(simple)
    assert [s.iri for s in found.scores] == [s.iri for s in sorted(found.scores, key=lambda s: (-s.rank, s.iri))]
    for s in found.scores:
        assert s.betweenness == pytest.approx(exact[s.iri], abs=1e-6)
        assert (s.core, s.degree) == (core[s.iri], simple.degree[s.iri])
    assert sum(s.rank for s in found.scores) == pytest.approx(1, abs=1e-3)


def test_communities_part_all_entities_and_are_named_by_their_members(sample):
    found = sample.analyse()
    members = [m for c in found.communities for m in c.members]
    assert len(members) == len(set(members))
    assert {s.iri for s in found.scores if s.degree} == set(members)
    assert all(any(found.label[m] in c.name for m in c.members) for c in found.communities)


def test_two_groups_and_the_link_between_them():
    group = lambda names: [(a, b) for i, a in enumerate(names) for b in names[i + 1:]]  # noqa: E731
    view, iri = _graph([*group("甲乙丙丁"), *group("子丑寅卯"), ("甲", "子")])
    found = analyse(view, ONTOLOGY)
    assert [len(c.members) for c in found.communities] == [4, 4]
    assert [{b.one, b.other} for b in found.bridges] == [{iri["甲"], iri["子"]}]
    assert found.bridges[0].cuts
    assert {s.label for s in found.scores[:2]} == {"甲", "子"}
    assert found.paths("乙", "丑") == [[iri["乙"], iri["甲"], iri["子"], iri["丑"]]]


def test_paths_say_what_is_missing():
    view, _ = _graph([("甲", "乙"), ("丙", "丁")])
    found = analyse(view, ONTOLOGY)
    assert found.paths("甲", "丁") == []
    with pytest.raises(InputError, match="戊"):
        found.paths("甲", "戊")


def test_districts_are_alike_by_fields_and_two_alike_count_more_than_one():
    view, iri = _graph([("District:甲区", "Field:光子"), ("District:甲区", "Field:氢能"), ("District:乙区", "Field:光子"), ("District:乙区", "Field:氢能"), ("District:丙区", "Field:光子")])
    alike = [(x.one, x.other, len(x.shared)) for x in analyse(view, ONTOLOGY).likenesses if x.projection == "shared-fields"]
    assert {alike[0][0], alike[0][1]} == {iri["District:甲区"], iri["District:乙区"]}
    assert [n for _, _, n in alike] == [2, 1, 1]
    values = [x.value for x in analyse(view, ONTOLOGY).likenesses]
    assert all(0 < v <= 1 for v in values)


def test_a_field_counts_through_a_platform_and_a_joint_platform_links_organisations():
    view, iri = _graph([("District:甲区", "Platform:平台"), ("Platform:平台", "Field:光子"), ("District:乙区", "Field:光子"), ("University:大学", "Platform:平台"), ("Enterprise:公司", "Platform:平台")])
    found = {(x.projection, frozenset((x.one, x.other))): x.shared for x in analyse(view, ONTOLOGY).likenesses}
    assert found["shared-fields", frozenset((iri["District:甲区"], iri["District:乙区"]))] == (iri["Field:光子"],)
    assert found["joint-platforms", frozenset((iri["University:大学"], iri["Enterprise:公司"]))] == (iri["Platform:平台"],)


def test_a_gap_is_between_two_that_share_neighbours_and_not_through_the_publisher():
    links = [("Agency:局", "Platform:一"), ("Agency:局", "Platform:二"), ("District:甲区", "Platform:一"), ("District:甲区", "Platform:二")]
    view, iri = _graph(links)
    assert next({g.one, g.other} for g in analyse(view, ONTOLOGY).gaps) == {iri["Agency:局"], iri["District:甲区"]}
    view, _ = _graph(links, publisher="Agency:局")
    assert analyse(view, ONTOLOGY).gaps == ()


def test_targets_results_and_what_has_none():
    numbers = (_number(100), _number(120, period="2024"), _number(90, "actual", "2022"), _number(7, indicator="平台", period="2022"), _number(8, "actual", "2022", "新增平台"), _number(5, indicator="实验室", period="2022/2023"))
    view, _ = _graph([("District:甲市", "Platform:一")], numbers)
    found = analyse(view, ONTOLOGY)
    assert found.series[0].targets == (("2023", "100"), ("2024", "120"))
    assert found.series[0].results == (("2022", "90"),)
    assert {(s.indicator, s.targets) for s in found.unmet} == {("企业", (("2023", "100"),)), ("实验室", (("2022/2023", "5"),))}
    assert {s.indicator for s in found.series} == {"企业", "平台", "实验室"}


def test_a_number_a_hundred_times_too_large_is_in_doubt_and_in_no_series():
    view, _ = _graph([("District:甲市", "Platform:一")], (_number(11000), _number(130000000, period="2024", kind="increment"), _number(20, kind="growth", unit="%")))
    found = analyse(view, ONTOLOGY)
    assert [(d.value, d.usual) for d in found.doubts] == [("130000000", "11000")]
    assert "130000000" not in str(found.series)


def test_years_count_facts_of_their_period_or_their_document(sample):
    assert spanned("2021/2023") == ["2021", "2022", "2023"]
    assert spanned("2024-03") == ["2024"]
    view, _ = _graph([("甲", "乙")], date="2022-05")
    assert analyse(view, ONTOLOGY).years == {"2022": {"actual": 0, "planned": 1}}


def test_the_same_every_time_and_for_nothing_at_all(sample):
    files = to_files(sample.analyse(), sample.ontology)
    assert files == to_files(sample.analyse(), sample.ontology)
    empty = type(sample.view)((), (), (), ())
    assert set(to_files(analyse(empty, ONTOLOGY), ONTOLOGY)) == set(files)
    assert structure(empty).rank == {}


def test_triples_stand_in_a_graph_of_their_own_and_are_declared(sample):
    quads = list(ox.parse(to_files(sample.analyse(), sample.ontology)["analysis.nq"].encode(), format=ox.RdfFormat.N_QUADS))
    assert {q.graph_name.value for q in quads} == {GRAPH}
    ranks = {q.subject.value for q in quads if q.predicate.value == KG + "pageRank"}
    assert ranks == {n.iri for n in sample.view.nodes}
    declared = (ONTOLOGY.folder / "analysis.ttl").read_text(encoding="utf-8")
    for term in {q.predicate.value for q in quads if q.predicate.value.startswith(KG)}:
        assert f"kg:{term.removeprefix(KG)} a owl:" in declared


def test_hostile_text_stays_text_in_the_report():
    names = [f"Platform:{t}" for t in HOSTILE]
    view, _ = _graph([(names[i], names[(i + 1) % len(names)]) for i in range(len(names))])
    found = analyse(view, ONTOLOGY)
    files = to_files(found, ONTOLOGY)
    page = files["analysis.html"]
    parsed = html.document_fromstring(page)
    assert {e.tag for e in parsed.iter()} <= {"html", "head", "meta", "title", "style", "body", "h1", "h2", "small", "p", "div", "svg", "rect", "text", "table", "thead", "tbody", "tr", "th", "td"}
    assert not [a for e in parsed.iter() for a in e.attrib if a.startswith("on") or a in ("src", "href", "srcset", "action")]
    assert not re.search(r"(?<!\\)<", files["analysis.md"])
    for name, text in to_csv(found, ONTOLOGY).items():
        cells = [c for row in csv.reader(io.StringIO(text, newline="")) for c in row]
        assert [c for c in cells if c[:1] in "=+-@\t\r" and c and not re.fullmatch(r"-?[\d.e-]+", c)] == [], name


def test_kg_analyse_writes_and_prints(tmp_path, sample):
    sample.serialize(tmp_path / "graph.ttl")
    result = CliRunner().invoke(main, ["analyse", str(tmp_path)])
    assert result.exit_code == 0
    assert result.stdout == (tmp_path / "analysis" / "analysis.md").read_text(encoding="utf-8")
    assert {p.suffix for p in (tmp_path / "analysis").iterdir()} == {".md", ".html", ".nq", ".csv"}
    assert CliRunner().invoke(main, ["analyse", str(tmp_path), "--path", "宁波大学", "余姚市"]).stdout.startswith("宁波大学 — ")
    assert CliRunner().invoke(main, ["analyse", str(tmp_path), "--path", "宁波大学", "无此名"]).exit_code == 2


def test_a_projection_of_an_unknown_type_is_an_error(tmp_path):
    import shutil

    shutil.copytree(ONTOLOGY.folder, tmp_path / "ontology")
    (tmp_path / "ontology" / "mine.ttl").write_text("@prefix kg: <https://w3id.org/kechuang/ontology#> . @prefix kgx: <https://w3id.org/kechuang/extraction#> . kgx:mine a kgx:Projection ; kgx:between kg:Plattform .", encoding="utf-8")
    with pytest.raises(OntologyError, match="Plattform"):
        load_ontology(tmp_path / "ontology")
