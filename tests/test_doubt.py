"""A number in doubt: decided in one place, written into the graph, and told wherever numbers are shown."""

import csv
import io
import json
from decimal import Decimal

import openpyxl
import pyarrow.parquet
import pytest
from click.testing import CliRunner

import kg
from kg.cli import main
from kg.doubt import find_doubts, usual
from kg.export.html import page_data
from kg.model import Evidence, Measurement
from kg.ontology import KG
from kg.queries import question
from kg.results import RESULT_FORMATS

# Two plans of one city: a 万 too many makes fifteen million enterprises of fifteen hundred.
SUMMARY = """宁波市科学技术局2023年工作总结
2024年1月5日

2023年，全市高新技术企业达到1200家，技术合同成交额达到36.5亿元。
"""
PLAN = """宁波市科学技术局2024年工作要点
2024年2月1日

2024年，全市高新技术企业突破1500万家，技术合同成交额达到42亿元。
"""


def _number(value, indicator="企业", scope="urn:甲", kind="total", unit="家", period="2023", document="urn:d"):
    evidence = (Evidence(document, 0, 2, "原文"),)
    return Measurement(indicator, Decimal(value), unit, "equal", kind, "actual", period, scope, None, evidence)


@pytest.mark.parametrize(("numbers", "doubted"), [
    ([_number(11000), _number(130000000, kind="increment")], ["130000000"]),
    ([_number(11000), _number(1099999)], []),
    ([_number(11000), _number(1100000)], ["1100000"]),
    ([_number(130000000)], []),
    ([_number(90), _number(100), _number(120), _number(1400000)], ["1400000"]),
    # The same slip in two documents, or for two years, is one against one still.
    ([_number(1200), _number(15000000), _number(15000000, period="2024")], ["15000000", "15000000"]),
    # Values that spread widely, as those of many projects do, are in no doubt against their smallest.
    ([_number(v) for v in (1, 3, 20, 40, 60, 150)], []),
    ([_number(11000), _number(130000000, scope="urn:乙")], []),
    ([_number(11000), _number(130000000, unit="元")], []),
    ([_number(11000), _number(130000000, indicator="人才")], []),
    ([_number(2), _number(2000, kind="growth")], []),
    ([_number(0), _number(100)], []), ([_number(-5), _number(100)], []),
    ([_number(7, scope=None), _number(9000, scope=None)], ["9000"]),
    ([], []),
])
def test_a_number_a_hundred_times_the_usual_is_in_doubt(numbers, doubted):
    found = find_doubts(numbers)
    assert sorted(str(m.value) for m in found) == doubted
    assert set(found.values()) <= {"magnitude"}
    assert find_doubts(reversed(numbers)) == found


@pytest.mark.parametrize(("values", "middle"), [
    ([5], 5), ([1, 9], 1), ([9, 1, 5], 5), ([1, 2, 2, 2, 9, 9], 2), ([1, 2, 8, 9], 2)])
def test_the_usual_number_is_the_middle_one(values, middle):
    assert usual(map(Decimal, values)) == middle


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder of a graph of the two plans."""
    folder = tmp_path_factory.mktemp("doubt")
    (folder / "in").mkdir()
    (folder / "in" / "summary.txt").write_text(SUMMARY, encoding="utf-8")
    (folder / "in" / "plan.txt").write_text(PLAN, encoding="utf-8")
    run = CliRunner().invoke(main, ["build", str(folder / "in"), "-o", str(folder / "out"), "--workers", "1"])
    assert run.exit_code == 0
    assert "4 numbers (1 in doubt)" in run.stdout
    return folder / "out"


@pytest.fixture(scope="module")
def graph(built):
    return kg.load(built)


# Questions to the graph, and their answers.
COMPETENCY = [
    ("SELECT ?what ?value ?why { ?o kg:doubt ?why ; kg:value ?value ; kg:indicator/skos:prefLabel ?what }",
     [("高新技术企业", "15000000", KG + "magnitude")]),
    ("SELECT (SUM(?v) AS ?n) { ?o kg:indicator/skos:prefLabel '高新技术企业'@zh ; kg:value ?v "
     "FILTER NOT EXISTS { ?o kg:doubt ?any } }", [("1200",)]),
    ("SELECT ?sentence { ?o kg:doubt kg:magnitude ; prov:wasDerivedFrom/oa:exact ?sentence }",
     [("2024年，全市高新技术企业突破1500万家，技术合同成交额达到42亿元。",)]),
    ("SELECT (COUNT(?o) AS ?n) { ?o a kg:Observation FILTER NOT EXISTS { ?o kg:doubt ?why } }", [("3",)]),
]


@pytest.mark.parametrize(("query", "answer"), COMPETENCY)
def test_the_graph_says_which_numbers_are_in_doubt(query, answer, graph):
    assert [tuple(cell.value for cell in row) for row in graph.query(query).rows] == answer


@pytest.mark.parametrize("name", ["targets", "targets-and-results"])
@pytest.mark.parametrize("format", ["csv", "json", "table", "tsv", "xml"])
def test_named_questions_have_a_column_of_it(name, format, graph):
    result = graph.query(question(name).filled({}))
    column = result.variables.index("doubt")
    told = {row[result.variables.index("value")].value: row[column] and row[column].value for row in result.rows}
    assert told["15000000"] == "magnitude"
    assert [value for value, doubt in told.items() if doubt] == ["15000000"]
    assert "magnitude" in RESULT_FORMATS[format](result)


def test_show_the_page_and_the_analysis_tell_it(built, graph):
    shown = CliRunner().invoke(main, ["show", str(built), "宁波市"]).stdout
    lines = shown.splitlines()
    assert [line for line in lines if "存疑" in line] == [line for line in lines if line.startswith("    #") and "1500万" in line] != []
    assert [number[-2] for number in page_data(graph.view, graph.ontology)["numbers"]] == \
        [int(o.value == "15000000") for o in graph.view.observations]
    found = graph.analyse()
    assert [(d.value, d.usual) for d in found.doubts] == [("15000000", "1200")]
    assert "15000000" not in str(found.series)


@pytest.mark.parametrize("part", [{}, {"documents": ["plan.txt"]}, {"types": ["District"]}, {"public": True}])
def test_every_export_of_numbers_has_it_also_of_a_part_without_what_it_is_compared_with(part, graph, tmp_path):
    chosen = graph.select(**part)
    assert [o.value for o in chosen.view.observations if o.doubt == "magnitude"] == ["15000000"]
    rows = list(csv.DictReader(io.StringIO(_text(chosen, "csv", tmp_path, table="observations"))))
    assert [(r["value"], r["doubt"]) for r in rows if r["doubt"]] == [("15000000", "magnitude")]
    chosen.export(tmp_path / "x.xlsx", "xlsx")
    head, *cells = openpyxl.load_workbook(tmp_path / "x.xlsx")["observations"].iter_rows(values_only=True)
    told = [(row[head.index("value")], row[head.index("doubt")]) for row in cells]
    assert [row for row in told if row[1]] == [(15000000, "magnitude")]
    chosen.export(tmp_path / "p", "parquet")
    parquet = pyarrow.parquet.read_table(tmp_path / "p" / "observations.parquet").to_pylist()
    assert [(row["value"], row["doubt"]) for row in parquet if row["doubt"]] == [(15000000, "magnitude")]
    chosen.export(tmp_path / "n", "neo4j")
    nodes = list(csv.DictReader(io.StringIO((tmp_path / "n" / "observations.csv").read_text(encoding="utf-8"))))
    assert [(row["value:double"], row["doubt"]) for row in nodes if row["doubt"]] == [("15000000", "magnitude")]
    for format in ("turtle", "ntriples", "nquads", "trig", "rdfxml"):
        assert "magnitude" in _text(chosen, format, tmp_path)
    nodes = [node for node in json.loads(_text(chosen, "jsonld", tmp_path))["@graph"] if "kg:doubt" in node]
    assert [node["kg:doubt"] for node in nodes] == [[{"@id": KG + "magnitude"}]]
    assert _text(chosen, "html", tmp_path)
    assert chosen.analyse().doubts[0].usual == ("" if "documents" in part else "1200")
    assert "15000000" not in str(chosen.analyse().series)


def _text(graph, format, folder, **options):
    graph.export(folder / "text", format, **options)
    return (folder / "text").read_text(encoding="utf-8-sig")
