"""Every export is read back by another program with the same content, whatever a document holds, and is the same every time."""

import csv
import io
import json
import re
import shutil
import subprocess
import warnings

import networkx as nx
import openpyxl
import pyarrow.parquet
import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.cli import main
from kg.errors import InputError, OutputError
from kg.export import EXPORTERS, save
from kg.export.tables import TABLES
from kg.graph import Graph
from kg.mapping import to_triples
from kg.model import Corpus, DocumentRecord, Entity, Evidence, Fact
from kg.ontology import entity_iri, load_ontology
from kg.store import Dataset
from kg.validate import validate
from tests.conftest import CORPUS

ONTOLOGY = load_ontology()
DOC = "https://w3id.org/kechuang/id/document/0123456789abcdef"
# Format → how pyoxigraph and rdflib call it.
RDF_FORMATS = {"turtle": (ox.RdfFormat.TURTLE, "turtle"), "ntriples": (ox.RdfFormat.N_TRIPLES, "nt"), "nquads": (ox.RdfFormat.N_QUADS, "nquads"),
               "trig": (ox.RdfFormat.TRIG, "trig"), "jsonld": (ox.RdfFormat.JSON_LD, "json-ld"), "rdfxml": (ox.RdfFormat.RDF_XML, "xml")}
WITH_GRAPHS = ("nquads", "trig")
LANGUAGES = {"turtle": "turtle", "ntriples": "ntriples", "nquads": "nquads", "trig": "trig", "jsonld": "jsonld", "rdfxml": "rdfxml"}
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


def _asserted(data):
    return {str(q) for q in data.quads()}


def _by_rdflib(data, name):
    graph = rdflib.Dataset() if name in WITH_GRAPHS else rdflib.Graph()
    with warnings.catch_warnings():  # rdflib warns of its own parsers' use of its own classes
        warnings.simplefilter("ignore", DeprecationWarning)
        graph.parse(data=data, format=RDF_FORMATS[name][1])
        return set(graph.quads()) if name in WITH_GRAPHS else set(graph)


@pytest.mark.parametrize("name", RDF_FORMATS)
def test_rdf_of_the_sample_is_read_back_by_two_parsers(name, sample):
    data = _written(sample.dataset, name)
    quads = {str(q) for q in ox.parse(data, format=RDF_FORMATS[name][0])}
    assert quads == (_asserted(sample.dataset) if name in WITH_GRAPHS else {str(ox.Quad(*t)) for t in sample.dataset.triples})
    found = _by_rdflib(data, name)
    terms = {(s.n3(), p.n3(), o.n3()) for s, p, o, *_ in found}
    wanted = {(s.n3(), p.n3(), o.n3()) for s, p, o in sample.to_rdflib()}
    assert terms == wanted
    if name in WITH_GRAPHS:
        assert len(found) == len(_asserted(sample.dataset))


@pytest.mark.parametrize("name", RDF_FORMATS)
@pytest.mark.skipif(shutil.which("riot") is None, reason="Apache Jena's riot is not installed as a command")
def test_rdf_of_the_sample_is_read_back_by_jena(name, sample, tmp_path):
    path = tmp_path / f"sample.{EXPORTERS[name].suffix}"
    path.write_bytes(_written(sample.dataset, name))
    out = subprocess.run(["riot", f"--syntax={LANGUAGES[name]}", "--output=nquads", path], capture_output=True, check=True).stdout
    quads = {str(q) for q in ox.parse(out, format=ox.RdfFormat.N_QUADS)}
    assert quads == (_asserted(sample.dataset) if name in WITH_GRAPHS else {str(ox.Quad(*t)) for t in sample.dataset.triples})


@given(_HOSTILE, _HOSTILE)
@settings(max_examples=60, deadline=None)
def test_hostile_labels_break_no_rdf(label, quote):
    data = _hostile(label, quote)
    for name, (format, _) in RDF_FORMATS.items():
        text = _written(data, name)
        quads = {str(q) for q in ox.parse(text, format=format)}
        if name == "rdfxml" and re.search("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", label + quote):
            assert len(quads) == len(data.triples)  # what XML cannot hold is replaced
        else:
            assert quads == (_asserted(data) if name in WITH_GRAPHS else {str(ox.Quad(*t)) for t in data.triples})
        assert len(_by_rdflib(text, name)) == (len(_asserted(data)) if name in WITH_GRAPHS else len(data.triples))


@given(_HOSTILE, _HOSTILE)
@settings(max_examples=60, deadline=None)
def test_hostile_labels_break_no_network_and_no_table(label, quote):
    data = _hostile(label, quote)
    node = entity_iri("Platform", label)
    legal = re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", label)
    assert nx.parse_graphml(_written(data, "graphml").decode()).nodes[node]["label"] == legal
    assert nx.read_gexf(io.BytesIO(_written(data, "gexf"))).nodes[node]["label"] == legal
    rows = list(csv.reader(io.StringIO(_written(data, "csv").decode("utf-8-sig"), newline="")))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows) == 2
    assert not [c for row in rows for c in row if re.match(r"[\s\ufeff]*[=+\-@]", c)]
    book = openpyxl.load_workbook(io.BytesIO(_written(data, "xlsx")))
    assert [sheet.max_row for sheet in book] == [3, 2, 1, 2]
    assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_a_label_of_ten_megabytes_breaks_no_format(tmp_path):
    label = "长" * 3_500_000
    data = _hostile("甲实验室", label)
    for name in (*RDF_FORMATS, "graphml", "gexf", "csv", "xlsx", "html"):
        text = _written(data, name)
        assert name == "xlsx" or label in text.decode() or name == "html"
    for name in ("neo4j", "parquet"):
        save(tmp_path / name, EXPORTERS[name], data, ONTOLOGY)
    assert pyarrow.parquet.read_table(tmp_path / "parquet" / "evidence.parquet").to_pylist()[0]["exact"] == label


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_networks_are_read_by_networkx_with_labels_types_colours_and_weights(name, sample):
    data = _written(sample.dataset, name)
    network = nx.parse_graphml(data.decode(), force_multigraph=True) if name == "graphml" else nx.read_gexf(io.BytesIO(data))
    assert set(network.nodes) == {n.iri for n in sample.view.nodes}
    assert network.number_of_edges() == len(sample.view.edges)
    for n in sample.view.nodes:
        found = network.nodes[n.iri]
        assert (found["label"], found["type"]) == (n.label, n.type)
        colour = [found[c] for c in "rgb"] if name == "graphml" else [found["viz"]["color"][c] for c in "rgb"]
        assert "#" + bytes(map(int, colour)).hex() == ONTOLOGY.types[n.type].colour
    assert sum(d["weight"] for *_, d in network.edges(data=True)) == sum(len(e.evidence) for e in sample.view.edges)


def test_tables_hold_every_row_in_csv_xlsx_and_parquet(sample, tmp_path):
    wanted = {"entities": len(sample.view.nodes), "facts": len(sample.view.edges), "observations": len(sample.view.observations),
              "evidence": sum(len(x.evidence) for x in (*sample.view.edges, *sample.view.observations))}
    sample.export(tmp_path / "t.xlsx", "xlsx")
    sample.export(tmp_path / "t", "parquet")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    for table, count in wanted.items():
        sample.export(tmp_path / "t.csv", "csv", table=table)
        data = (tmp_path / "t.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert tuple(rows[0]) == TABLES[table][0]
        assert len(rows) - 1 == count
        assert book[table].max_row - 1 == count
        parquet = pyarrow.parquet.read_table(tmp_path / "t" / f"{table}.parquet").to_pylist()
        assert [str(v) for row in parquet for v in row.values()] == [str(v) for row in TABLES[table][1](sample.view, ONTOLOGY) for v in row]


def test_neo4j_files_agree_with_each_other(sample, tmp_path):
    sample.export(tmp_path / "n", "neo4j")
    tables = {p.stem: list(csv.DictReader(io.StringIO(p.read_text(encoding="utf-8"), newline=""))) for p in (tmp_path / "n").iterdir()}
    ids = [row["iri:ID"] for name in ("nodes", "documents", "observations") for row in tables[name]]
    assert len(ids) == len(set(ids))
    for name in ("relationships", "mentions", "scopes"):
        assert tables[name]
        assert {row[k] for row in tables[name] for k in (":START_ID", ":END_ID")} <= set(ids)
    assert len(tables["relationships"]) == len(sample.view.edges)


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

    monkeypatch.setattr("kg.export.os.fsync", full)
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


@pytest.mark.parametrize("wrong", [{"types": ["Nothing"]}, {"documents": ["nothing.txt"]}, {"since": "soon"}])
def test_a_selection_of_what_is_not_there_is_told(wrong, sample):
    with pytest.raises(InputError, match=r"no (type|document)|is no day"):
        sample.select(**wrong)


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
