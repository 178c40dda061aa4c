"""Every export is read back by another program with the same content, whatever a document holds, and is the same every time."""

import configparser
import csv
import gzip
import io
import json
import re
import subprocess
import sys
import tempfile
import warnings
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import lxml.html
import networkx as nx
import openpyxl
import pyarrow.parquet
import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg import generations
from kg.cli import main
from kg.corpus import together
from kg.errors import InputError, OutputError
from kg.export import EXPORTERS, qlever, save, save_quads
from kg.export.tables import TABLES
from kg.graph import Graph
from kg.mapping import to_triples
from kg.model import Corpus, DocumentRecord, Entity, Evidence, Fact
from kg.ontology import ID, KG, RDF, entity_iri
from kg.pipeline import build_to
from kg.store import Dataset
from kg.validate import validate
from tests import jena
from tests.conftest import CORPUS
from tests.hostile import HOSTILE
from tests.once import ONTOLOGY

DOC = "https://w3id.org/kechuang/id/document/0123456789abcdef"
# Format → how pyoxigraph and rdflib call it.
RDF_FORMATS = {"turtle": (ox.RdfFormat.TURTLE, "turtle"), "ntriples": (ox.RdfFormat.N_TRIPLES, "nt"), "nquads": (ox.RdfFormat.N_QUADS, "nquads"),
               "trig": (ox.RdfFormat.TRIG, "trig"), "jsonld": (ox.RdfFormat.JSON_LD, "json-ld"), "rdfxml": (ox.RdfFormat.RDF_XML, "xml")}
WITH_GRAPHS = ("nquads", "trig")
# For Jena; its reader of JSON-LD 1.1 needs a library that Debian has not, and what kg writes is JSON-LD 1.0.
SYNTAX = {name: name for name in RDF_FORMATS} | {"jsonld": "jsonld10"}
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HOSTILE = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40) | st.sampled_from(
    ["</script><script>alert(1)</script>", '"""', "\\", "\u202eabc", "a\nb\r\tc", "'", "<>&\"]]>", "\x00\x01\x1f\x7f\x85", "\ufeff", "𠀀", "=1+1", "@x", "\ufffe\uffff",
     " =cmd", "\t=1", ";", "|", "{{data}}", "\\u0041", "%41", "&#65;", "\u2028\u2029", "a,b;c\"d", "-1", "+1", "\\N", "<!--", "-->"])


def _written(data, name):
    buffer = io.BytesIO()
    EXPORTERS[name].write(data, ONTOLOGY, buffer)
    return buffer.getvalue()


def _hostile(label, quote):
    """A graph in which a text stands wherever a text can stand."""
    entities = (Entity(entity_iri("Platform", label), "Platform", label, (quote,), (DOC,)),
                Entity(entity_iri("Agency", "甲"), "Agency", "甲", (), (DOC,)))
    fact = Fact(entities[1].iri, "develops", entities[0].iri, "planned", quote, None, (Evidence(DOC, 0, len(quote), quote),), ("clause",))
    return Dataset(to_triples(Corpus((DocumentRecord(DOC, label, label, None, None),), entities, (fact,), ()), ONTOLOGY))


def _all_hostile():
    """One graph in which every hostile string that the page is tested with is a name, an office, a title and a sentence."""
    documents = tuple(DocumentRecord(f"{DOC}-{i}", text, text, None, None) for i, text in enumerate(HOSTILE))
    agency = Entity(entity_iri("Agency", "甲"), "Agency", "甲", HOSTILE, tuple(d.iri for d in documents))
    places = tuple(Entity(entity_iri("Platform", text), "Platform", text, (text + "室",), (d.iri,)) for d, text in zip(documents, HOSTILE, strict=True))
    facts = tuple(Fact(agency.iri, "develops", e.iri, "planned", text, None, (Evidence(d.iri, 0, len(text), text),), ("clause",))
                  for d, e, text in zip(documents, places, HOSTILE, strict=True))
    return Dataset(to_triples(Corpus(documents, (agency, *places), facts, ()), ONTOLOGY))


def _held(data, name):
    """What a format should hold of a graph."""
    return {str(q) for q in (data.quads() if name in WITH_GRAPHS else (ox.Quad(*t) for t in data.triples))}


def _by_jena(data, name, folder):
    path = folder / f"graph{EXPORTERS[name].suffix}"
    path.write_bytes(_written(data, name))
    out, warnings = jena.read(path, SYNTAX[name])
    return set(ox.parse(out, format=ox.RdfFormat.N_QUADS)), warnings


def _by_rdflib(data, name):
    graph = rdflib.Dataset() if name in WITH_GRAPHS else rdflib.Graph()
    with warnings.catch_warnings():  # rdflib warns of its own parsers' use of its own classes
        warnings.simplefilter("ignore", DeprecationWarning)
        graph.parse(data=data, format=RDF_FORMATS[name][1])
        return set(graph.quads()) if name in WITH_GRAPHS else set(graph)


@pytest.mark.parametrize("name", RDF_FORMATS)
def test_rdf_is_read_back_by_two_parsers(name, built):
    data = _written(built.dataset, name)
    assert {str(q) for q in ox.parse(data, format=RDF_FORMATS[name][0])} == _held(built.dataset, name)
    found = _by_rdflib(data, name)
    terms = {(s.n3(), p.n3(), o.n3()) for s, p, o, *_ in found}
    wanted = {(s.n3(), p.n3(), o.n3()) for s, p, o in built.to_rdflib()}
    assert terms == wanted
    if name in WITH_GRAPHS:
        assert len(found) == len(_held(built.dataset, name))


@pytest.mark.parametrize("name", RDF_FORMATS)
@pytest.mark.skipif(not jena.installed(), reason=jena.MISSING)
def test_rdf_is_read_back_by_jena(name, built, tmp_path):
    found, warnings = _by_jena(built.dataset, name, tmp_path)
    assert {str(q) for q in found} == _held(built.dataset, name)
    assert warnings == ""


@pytest.mark.parametrize("name", RDF_FORMATS)
@pytest.mark.skipif(not jena.installed(), reason=jena.MISSING)
def test_hostile_labels_are_read_back_by_jena(name, tmp_path):
    data = _all_hostile()
    found, _ = _by_jena(data, name, tmp_path)  # it warns of characters beyond the basic plane, which Java holds as two
    if name == "rdfxml":  # what XML cannot hold is replaced
        assert {(q.subject, q.predicate, q.object.value) for q in found} == {(*t[:2], _ILLEGAL.sub("\ufffd", t[2].value)) for t in map(tuple, data.triples)}
    else:
        assert {str(q) for q in found} == _held(data, name)


@given(_HOSTILE, _HOSTILE)
@settings(max_examples=60, deadline=None)
def test_hostile_labels_break_no_rdf(label, quote):
    data = _hostile(label, quote)
    for name, (format, _) in RDF_FORMATS.items():
        text = _written(data, name)
        quads = {str(q) for q in ox.parse(text, format=format)}
        if name == "rdfxml" and _ILLEGAL.search(label + quote):
            assert len(quads) == len(data.triples)  # what XML cannot hold is replaced
        else:
            assert quads == _held(data, name)
        assert len(_by_rdflib(text, name)) == len(_held(data, name))


@given(_HOSTILE, _HOSTILE)
@example("0", "\x0c=")
@settings(max_examples=60, deadline=None)
def test_hostile_labels_break_no_network_and_no_table(label, quote):
    data = _hostile(label, quote)
    node = entity_iri("Platform", label)
    legal = _ILLEGAL.sub("\ufffd", label)
    assert nx.parse_graphml(_written(data, "graphml").decode()).nodes[node]["label"] == legal
    assert nx.read_gexf(io.BytesIO(_written(data, "gexf"))).nodes[node]["label"] == legal
    rows = list(csv.reader(io.StringIO(_written(data, "csv").decode("utf-8-sig"), newline="")))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows) == 2
    assert not [c for row in rows for c in row if re.match(r"[\s\ufeff]*[=+\-@]", c)]
    book = openpyxl.load_workbook(io.BytesIO(_written(data, "xlsx")))
    assert [sheet.max_row for sheet in book] == [3, 2, 1, 2]
    assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]


@given(_HOSTILE, _HOSTILE)
@settings(max_examples=20, deadline=None)
def test_hostile_labels_break_no_folder_of_tables_and_no_page(label, quote):
    data = _hostile(label, quote)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for format in ("neo4j", "parquet"):
            save(folder / format, EXPORTERS[format], data, ONTOLOGY)
        for path, rows in (("nodes.csv", 2), ("documents.csv", 1), ("relationships.csv", 1), ("mentions.csv", 2)):
            text = (folder / "neo4j" / path).read_bytes().decode()
            assert len(text.splitlines()) == rows + 1 == len(list(csv.reader(io.StringIO(text, newline=""), strict=True)))
        entities = pyarrow.parquet.read_table(folder / "parquet" / "entities.parquet").to_pylist()
        assert {(row["label"], row["names"]) for row in entities} == {(label, quote), ("甲", "")}
        assert pyarrow.parquet.read_table(folder / "parquet" / "evidence.parquet").to_pylist()[0]["exact"] == quote
    for format in ("html", "pyvis"):
        assert set(_scripts(_written(data, format))) == set(_scripts(_written(_hostile("甲实验室", "甲"), format)))


def _scripts(page):
    """The elements of a page, as a browser's parser finds them."""
    return [element.tag for element in lxml.html.document_fromstring(page.decode()).iter() if isinstance(element.tag, str)]


def test_a_label_of_ten_megabytes_breaks_no_format(tmp_path):
    label = "长" * 3_500_000
    data = _hostile("甲实验室", label)
    for name, (format, _) in RDF_FORMATS.items():
        text = _written(data, name)
        if name != "jsonld":  # the engine's reader of JSON takes 16 MB at a time
            assert {str(q) for q in ox.parse(text, format=format)} == _held(data, name)
        if name not in ("ntriples", "nquads"):  # rdflib's reader of lines takes minutes over one that long
            assert len(_by_rdflib(text, name)) == len(_held(data, name))
    node = entity_iri("Platform", "甲实验室")
    assert nx.parse_graphml(_written(data, "graphml").decode()).nodes[node]["names"] == label
    # networkx reads GEXF by a parser that takes ten million bytes in one text and no more; another one reads it.
    found = ElementTree.fromstring(_written(data, "gexf"))
    assert label in {e.get("value") for e in found.iter("{http://www.gexf.net/1.2draft}attvalue")}
    limit = csv.field_size_limit(2**31 - 1)
    try:
        assert label in {cell for row in csv.reader(io.StringIO(_written(data, "csv").decode("utf-8-sig"), newline="")) for cell in row}
    finally:
        csv.field_size_limit(limit)
    cells = {str(c.value) for sheet in openpyxl.load_workbook(io.BytesIO(_written(data, "xlsx"))) for row in sheet.iter_rows() for c in row}
    assert max(map(len, cells)) <= 32_767  # what a cell can hold; a longer text is cut and ends in …
    assert [c for c in cells if c.startswith("长") and c.endswith("…")]
    for name in ("html", "pyvis"):
        assert set(_scripts(_written(data, name))) == set(_scripts(_written(_hostile("甲实验室", "甲"), name)))
    for name in ("neo4j", "parquet"):
        save(tmp_path / name, EXPORTERS[name], data, ONTOLOGY)
    assert label in (tmp_path / "neo4j" / "nodes.csv").read_text(encoding="utf-8")
    assert pyarrow.parquet.read_table(tmp_path / "parquet" / "evidence.parquet").to_pylist()[0]["exact"] == label


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_networks_are_read_by_networkx_with_labels_types_colours_and_weights(name, built):
    data = _written(built.dataset, name)
    network = nx.parse_graphml(data.decode(), force_multigraph=True) if name == "graphml" else nx.read_gexf(io.BytesIO(data))
    assert set(network.nodes) == {n.iri for n in built.view.nodes}
    assert network.number_of_edges() == len(built.view.edges)
    for n in built.view.nodes:
        found = network.nodes[n.iri]
        assert (found["label"], found["type"]) == (n.label, n.type)
        colour = [found[c] for c in "rgb"] if name == "graphml" else [found["viz"]["color"][c] for c in "rgb"]
        assert "#" + bytes(map(int, colour)).hex() == ONTOLOGY.types[n.type].colour
    assert sum(d["weight"] for *_, d in network.edges(data=True)) == sum(len(e.evidence) for e in built.view.edges)


def test_tables_hold_every_row_in_csv_xlsx_and_parquet(built, tmp_path):
    wanted = {"entities": len(built.view.nodes), "facts": len(built.view.edges), "observations": len(built.view.observations),
              "evidence": sum(len(x.evidence) for x in (*built.view.edges, *built.view.observations))}
    built.export(tmp_path / "t.xlsx", "xlsx")
    built.export(tmp_path / "t", "parquet")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    for table, count in wanted.items():
        built.export(tmp_path / "t.csv", "csv", table=table)
        data = (tmp_path / "t.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert tuple(rows[0]) == TABLES[table][0]
        assert len(rows) - 1 == count
        assert book[table].max_row - 1 == count
        parquet = pyarrow.parquet.read_table(tmp_path / "t" / f"{table}.parquet").to_pylist()
        assert [tuple(row.values()) for row in parquet] == list(TABLES[table][1](built.view, ONTOLOGY))


def test_neo4j_files_agree_with_each_other(built, tmp_path):
    built.export(tmp_path / "n", "neo4j")
    tables = {p.stem: list(csv.DictReader(io.StringIO(p.read_text(encoding="utf-8"), newline=""))) for p in (tmp_path / "n").iterdir()}
    ids = [row["iri:ID"] for name in ("nodes", "documents", "observations") for row in tables[name]]
    assert len(ids) == len(set(ids))
    for name in ("relationships", "mentions", "scopes"):
        assert tables[name]
        assert {row[k] for row in tables[name] for k in (":START_ID", ":END_ID")} <= set(ids)
    assert len(tables["relationships"]) == len(built.view.edges)


@pytest.mark.parametrize("name", EXPORTERS)
def test_the_same_bytes_every_time_and_whole_files(name, sample, tmp_path):
    again = Graph(Dataset(reversed(sample.dataset.triples)), ONTOLOGY)
    for i, graph in enumerate((sample, again)):
        graph.export(tmp_path / f"{i}.x", name)
    files = [sorted((tmp_path / f"{i}.x").iterdir()) if EXPORTERS[name].folder else [tmp_path / f"{i}.x"] for i in (0, 1)]
    assert [p.read_bytes() for p in files[0]] == [p.read_bytes() for p in files[1]]
    assert len(list(tmp_path.iterdir())) == 2
    with pytest.raises(OutputError, match="cannot be written"):
        sample.export(tmp_path / "no" / "such" / "folder", name)


def test_an_export_that_fails_leaves_the_previous_file(sample, tmp_path, monkeypatch):
    path = tmp_path / "x.nt"
    path.write_text("old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kg.save.os.fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        sample.export(path, "ntriples")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("x.nt", "old")]


def test_a_selection_by_type_holds_what_touches_it_and_conforms(sample):
    part = sample.select(types=["Policy"])
    policies = {n.iri for n in sample.view.nodes if n.root == "Policy"}
    assert {e.iri for e in part.view.edges} == {e.iri for e in sample.view.edges if {e.source, e.target} & policies}
    assert policies <= {n.iri for n in part.view.nodes}
    assert validate(part.dataset.triples, ONTOLOGY) == []


def test_a_selection_by_document_and_by_day_holds_what_these_say(sample):
    document = next(d for d in sample.view.documents if "2024-ningbo" in d.source)
    for name in (document.iri, document.title, "2024-ningbo-work-plan.txt"):
        part = sample.select(documents=[name])
        assert [d.iri for d in part.view.documents] == [document.iri]
        assert {e.iri for e in part.view.edges} == {e.iri for e in sample.view.edges if any(x.document == document.iri for x in e.evidence)}
        assert {x.document for e in part.view.edges for x in e.evidence} == {document.iri}
        assert validate(part.dataset.triples, ONTOLOGY) == []
    young = sample.select(since="2025")
    assert {d.iri for d in young.view.documents} == {d.iri for d in sample.view.documents if d.date and d.date >= "2025"}
    assert young.view.documents
    assert sample.select(since="2025-06-15").view.documents != young.view.documents


def test_a_public_export_names_no_person_anywhere(sample):
    persons = [n for n in sample.view.nodes if n.root == "Person"]
    assert persons
    part = sample.select(public=True)
    assert {n.iri for n in part.view.nodes} == {n.iri for n in sample.view.nodes} - {n.iri for n in persons}
    for name in ("nquads", "graphml", "csv", "html"):
        text = _written(part.dataset, name).decode()
        assert not [n for p in persons for n in (p.label, *p.names) if n in text]
    before = {(e.iri, x.start, x.end, len(x.exact)) for e in sample.view.edges for x in e.evidence}
    assert {(e.iri, x.start, x.end, len(x.exact)) for e in part.view.edges for x in e.evidence} < before
    assert validate(part.dataset.triples, ONTOLOGY) == []


def test_a_person_whose_name_is_part_of_other_names_and_addresses_is_hidden_there_too():
    person = Entity(entity_iri("Person", "陈新雨"), "Person", "陈新雨", ("Chen",), (DOC,))
    policy = Entity(entity_iri("Policy", "陈新雨讲话"), "Policy", "陈新雨讲话", (), (DOC,))
    agency = Entity(entity_iri("Agency", "甲"), "Agency", "甲", (), (DOC,))
    fact = Fact(agency.iri, "issues", policy.iri, "actual", None, None, (Evidence(DOC, 0, 9, "甲印发陈新雨讲话。"),), ("clause",))
    for source in ("陈新雨.txt", "https://example.org/%e9%99%88%E6%96%B0%E9%9B%A8.html", "https://example.org/a?by=Chen"):
        data = Dataset(to_triples(Corpus((DocumentRecord(DOC, "陈新雨", source, None, None),), (agency, person, policy), (fact,), ()), ONTOLOGY))
        part = Graph(data, ONTOLOGY).select(public=True)
        text = _written(part.dataset, "nquads").decode()
        assert not [n for n in ("陈新雨", "Chen", "%e9%99%88", "%E6%96%B0") if n in text]
        assert [(e.source, e.target.rsplit("/", 1)[1]) for e in part.view.edges] == [(agency.iri, "○○○讲话")]
        assert validate(part.dataset.triples, ONTOLOGY) == []


@pytest.mark.parametrize("wrong", [{"types": ["Nothing"]}, {"documents": ["nothing.txt"]}, {"since": "soon"}])
def test_a_selection_of_what_is_not_there_is_told(wrong, sample):
    with pytest.raises(InputError, match=r"no (type|document)|is no day"):
        sample.select(**wrong)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no file that is always full")
@pytest.mark.parametrize("command", [["export", "-f", "turtle"], ["export", "-f", "nt"], ["export", "-f", "xlsx"], ["query", "ASK {}"], ["validate"]])
def test_standard_output_on_a_full_disk_is_told_in_one_line(command, sample, tmp_path):
    (tmp_path / "graph.ttl").write_bytes(_written(sample.dataset, "turtle"))
    with open("/dev/full", "wb") as full:
        done = subprocess.run([sys.executable, "-m", "kg", command[0], tmp_path, *command[1:]], stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (2, b"error: standard output: cannot be written: No space left on device\n")


def test_the_command_writes_files_standard_output_and_says_what_it_cannot(tmp_path):
    run = CliRunner().invoke
    assert run(main, ["build", str(CORPUS / "redacted-speech.txt"), "-o", str(tmp_path / "g")]).exit_code == 0
    folder = str(tmp_path / "g")
    assert run(main, ["export", folder, "-f", "ttl"]).stdout_bytes == (tmp_path / "g" / "graph.ttl").read_bytes()
    assert json.loads(run(main, ["export", folder, "-f", "jsonld"]).stdout)["@graph"]
    assert run(main, ["export", folder, "-f", "csv", "--table", "entities", "-o", str(tmp_path / "e.csv")]).exit_code == 0
    for arguments in (["-f", "neo4j"], ["-f", "nothing"], ["-f", "nt", "--table", "facts"], ["-f", "nt", "--type", "Nothing"]):
        result = run(main, ["export", folder, *arguments])
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith("error: ")


# A value as a graph holds it; what the cell of a workbook holds, and what Parquet holds of it.
VALUES = [
    ("500000000000", 500000000000, "500000000000"), ("12.5", 12.5, "12.5"), ("0.1", 0.1, "0.1"), ("-3", -3, "-3"),
    ("0", 0, "0"),
    ("999999999999999", 999999999999999, "999999999999999"), ("1" + "0" * 20, 10**20, "1" + "0" * 20),
    ("9007199254740993", "9007199254740993", "9007199254740993"),
    ("1234567890.1234567", "1234567890.1234567", "1234567890.1234567"),
    # Too many figures for Parquet, and for a workbook's numbers.
    ("0.12345678901234567", "0.12345678901234567", None), ("9" * 60, "9" * 60, None), ("7" * 5000, "7" * 5000, None),
    # What only a user's own file can hold.
    ("many", "many", None), ("NaN", "NaN", None), ("INF", "INF", None), ("1E5", 100000, "100000"),
    ("1E+999999999", "1E+999999999", None), ("", "", None), ("=1+1", "=1+1", None),
]


@pytest.mark.parametrize(("value", "cell", "held"), VALUES, ids=lambda v: str(v)[:24])
def test_numbers_are_numbers_and_no_figure_is_lost(value, cell, held, tmp_path):
    node, indicator = ox.NamedNode(f"{ID}observation/1"), ox.NamedNode(f"{ID}indicator/企业")
    graph = Graph(Dataset([ox.Triple(node, ox.NamedNode(RDF + "type"), ox.NamedNode(KG + "Observation")),
                           ox.Triple(node, ox.NamedNode(KG + "indicator"), indicator),
                           ox.Triple(node, ox.NamedNode(KG + "value"), ox.Literal(value))]), ONTOLOGY)
    graph.export(tmp_path / "x.xlsx", "xlsx")
    found = openpyxl.load_workbook(tmp_path / "x.xlsx")["observations"]["C2"]
    assert found.data_type == ("s" if isinstance(cell, str) else "n")
    assert ("" if found.value is None else found.value) == cell
    graph.export(tmp_path / "p", "parquet")
    column = pyarrow.parquet.read_table(tmp_path / "p" / "observations.parquet")["value"]
    assert pyarrow.types.is_decimal(column.type)
    assert column.to_pylist() == [None if held is None else Decimal(held)]
    graph.export(tmp_path / "x.csv", "csv", table="observations")
    written = next(csv.DictReader(io.StringIO((tmp_path / "x.csv").read_text(encoding="utf-8-sig"))))["value"]
    assert written == {"1E5": "100000", "=1+1": "'=1+1"}.get(value, value)
    graph.export(tmp_path / "n", "neo4j")
    assert graph.analyse().doubts == ()


def test_counts_and_offsets_are_numbers_in_every_table(sample, tmp_path):
    sample.export(tmp_path / "x.xlsx", "xlsx")
    sample.export(tmp_path / "p", "parquet")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    for table, columns in (("entities", ("facts", "documents")), ("facts", ("passages",)),
                           ("observations", ("value", "passages")), ("evidence", ("start", "end"))):
        head, *rows = book[table].iter_rows(values_only=True)
        frame = pyarrow.parquet.read_table(tmp_path / "p" / f"{table}.parquet")
        for column in columns:
            assert {type(row[head.index(column)]) for row in rows} <= {int, float}
            assert [row[head.index(column)] for row in rows] == [float(v) for v in frame[column].to_pylist()]


@pytest.fixture(scope="module")
def folder(sample, tmp_path_factory):
    """A folder with the graph of the sample, as a checkout holds one."""
    path = tmp_path_factory.mktemp("sample")
    sample.serialize(path / "graph.ttl")
    return path


# What is asked of the sample and has nothing; what the message says besides.
EMPTY = [
    (["--since", "3000"], ["no facts for --since 3000", "dated 2023 to 2025", "1 of 9 have no date"]),
    (["--since", "2025-12-31", "--type", "Person"], ["--type Person --since 2025-12-31", "its types are Agency, "]),
    (["--type", "TechnologyMarket"], ["no facts for --type TechnologyMarket"]),
    (["--table", "observations", "--type", "Person"], ["no observations for --type Person"]),
    (["--table", "entities", "--since", "2999-01-01", "--public"], ["no entities for --since 2999-01-01 --public"]),
]


@pytest.mark.parametrize(("asked", "words"), EMPTY, ids=lambda x: " ".join(x))
def test_a_part_that_holds_nothing_is_written_and_told_in_a_line(asked, words, folder, tmp_path):
    result = CliRunner().invoke(main, ["export", str(folder), "-f", "csv", *asked, "-o", str(tmp_path / "x.csv")])
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert [w for w in ["nothing to export: ", *words] if w not in result.stderr] == []
    assert len((tmp_path / "x.csv").read_text(encoding="utf-8-sig").splitlines()) == 1


@pytest.mark.parametrize("name", EXPORTERS)
def test_an_empty_part_is_told_in_every_format(name, folder, tmp_path):
    result = CliRunner().invoke(main, ["export", str(folder), "-f", name, "--since", "3000", "-o", str(tmp_path / "x")])
    assert result.exit_code == 1
    assert result.stderr.startswith("nothing to export: the graph has no ")
    assert (tmp_path / "x").exists()


def test_a_part_that_holds_something_is_written_without_a_word(folder, tmp_path):
    for asked in (["--since", "2025"], ["--type", "Person"], ["--document", "redacted-speech.txt"], ["--public"], []):
        result = CliRunner().invoke(main, ["export", str(folder), "-f", "csv", "--table", "entities", *asked])
        assert (result.exit_code, result.stderr) == (0, "")


# What is none, and what was perhaps meant.
MEANT = [
    (["--type", "Platfrm"], "did you mean 'Platform'?"), (["--type", "平台"], "did you mean 'Platform'?"),
    (["--type", "laboratory"], "did you mean 'Laboratory'?"), (["--type", "zzz"], "there are Agency, "),
    (["--document", "2024-ningbo-workplan.txt"], "did you mean '2024-ningbo-work-plan.txt'?"),
    (["--document", "hefei"], "did you mean 'hefei-conference-report.txt'?"),
    (["--document", "zzz"], "name its IRI, its title or the file"),
    *((["--since", day], "is no day; write 2024, 2024-03 or 2024-03-11") for day in
      ("soon", "2024-13", "2024-02-30", "0000", "20240301", "2024-1-1", "２０２４", "99999", "-1")),
]


@pytest.mark.parametrize(("asked", "hint"), MEANT, ids=lambda x: " ".join(x) if isinstance(x, list) else "")
def test_a_part_that_is_none_ends_with_2_and_says_what_was_meant(asked, hint, folder, tmp_path):
    arguments = [str(folder), "-f", "csv", f"{asked[0]}={asked[1]}", "-o", str(tmp_path / "x.csv")]
    result = CliRunner().invoke(main, ["export", *arguments])
    assert (result.exit_code, result.stdout) == (2, "")
    assert hint in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (tmp_path / "x.csv").exists()


def test_values_that_parquet_does_not_hold_are_told(folder, tmp_path):
    text = (folder / "graph.ttl").read_text(encoding="utf-8")
    (tmp_path / "graph.ttl").write_text(re.sub(r"kg:value \d+ ", 'kg:value "many" ', text, count=1), encoding="utf-8")
    result = CliRunner().invoke(main, ["export", str(tmp_path), "-f", "parquet", "-o", str(tmp_path / "p")])
    assert result.exit_code == 0
    assert re.fullmatch(r"1 values are no numbers or too long for Parquet .+/observation/\w+\n", result.stderr)
    assert CliRunner().invoke(main, ["export", str(folder), "-f", "parquet", "-o", str(tmp_path / "q")]).stderr == ""


def _qlever_lines(folder):
    return [gzip.decompress(path.read_bytes()).splitlines() for path in sorted(folder.glob("part-*.nq.gz"))]


@pytest.mark.parametrize("part", [7, 1000, 10**6])
def test_a_folder_for_qlever_holds_every_quad_once_sorted_in_parts(sample, folder, tmp_path, monkeypatch, part):
    monkeypatch.setattr(qlever, "_PART", part)
    monkeypatch.setattr(qlever, "_AT_A_TIME", 50)
    assert CliRunner().invoke(main, ["export", str(folder), "-f", "qlever", "-o", str(tmp_path / "q")]).exit_code == 0
    parts = _qlever_lines(tmp_path / "q")
    lines = [line for each in parts for line in each]
    assert lines == sorted(set(lines))
    assert {len(each) for each in parts[:-1]} <= {part}
    assert 0 < len(parts[-1]) <= part
    assert set(ox.parse(b"\n".join(lines), format=ox.RdfFormat.N_QUADS)) == set(sample.dataset.quads())
    sample.export(tmp_path / "again", "qlever")  # from memory: the same bytes
    assert {p.name: p.read_bytes() for p in (tmp_path / "q").iterdir()} == {p.name: p.read_bytes() for p in (tmp_path / "again").iterdir()}
    told = configparser.ConfigParser(interpolation=configparser.ExtendedInterpolation())
    told.read(tmp_path / "q" / "Qleverfile", encoding="utf-8")
    assert told["index"]["CAT_INPUT_FILES"] == "zcat part-*.nq.gz"
    assert told["data"]["FORMAT"] == "nq"
    assert f"({len(lines):,} quads)" in told["data"]["DESCRIPTION"]
    assert json.loads(told["index"]["SETTINGS_JSON"])


def test_an_empty_graph_and_quads_that_come_twice_make_a_folder_for_qlever(tmp_path):
    quad = ox.Quad(ox.NamedNode("https://example.org/a"), ox.NamedNode("https://example.org/b"), ox.Literal("行一\n\u2028行二\r\x0b\""))
    for name, quads, lines in (("none", [], 0), ("twice", [quad, quad], 1)):
        (tmp_path / name).mkdir()
        qlever.write_quads(iter(quads), tmp_path / name)
        assert [len(each) for each in _qlever_lines(tmp_path / name)] == [lines]
    assert list(ox.parse(b"\n".join(_qlever_lines(tmp_path / "twice")[0]), format=ox.RdfFormat.N_QUADS)) == [quad]


def test_the_quads_of_a_built_folder_come_from_its_store(tmp_path):
    build_to([CORPUS / "2023-ningbo-work-plan.txt"], tmp_path / "out")
    built = Graph.load(tmp_path / "out")
    save_quads(tmp_path / "q", generations.quads(tmp_path / "out"))
    lines = [line for each in _qlever_lines(tmp_path / "q") for line in each]
    assert set(ox.parse(b"\n".join(lines), format=ox.RdfFormat.N_QUADS)) == {*built.dataset.quads(), *together(built.view, built.ontology)}
