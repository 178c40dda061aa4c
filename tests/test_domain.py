"""Another field without Python: the public-health example of docs/ builds, answers, validates, and stays what it is on disk."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
from kg.clean import clean
from kg.cli import main
from kg.errors import OntologyError
from kg.extract import make_extractor
from kg.model import Reading, Source
from kg.ontology import default_folder, load_ontology, ontology_files

EXAMPLE = Path(__file__).parent.parent / "docs" / "public-health"


def _run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_public_health_builds_with_its_own_types_relations_names_and_shapes(tmp_path):
    built = _run("build", EXAMPLE / "documents", "-o", tmp_path, "--ontology", EXAMPLE / "ontology")
    assert (built.exit_code, "疾病 2, 疫苗 2" in built.stdout) == (0, True)
    graph = kg.load(tmp_path)
    edges = {(e.relation, e.target.rsplit("/", 1)[1]) for e in graph.view.edges}
    assert {("monitors", "登革热"), ("monitors", "手足口病")} <= edges
    assert {n.label for n in graph.view.nodes if n.type == "Vaccine"} == {"四价流感疫苗", "老年人流感疫苗"}
    prefix = "PREFIX ph: <https://example.org/public-health#> "
    assert "登革热" in _run("query", tmp_path, prefix + "SELECT ?l { ?d a ph:Disease ; skos:prefLabel ?l }").stdout
    assert "监测 monitors" in _run("show", tmp_path, "登革热").stdout
    assert _run("validate", tmp_path).exit_code == 0
    broken = (tmp_path / "graph.ttl").read_text(encoding="utf-8").replace("<https://w3id.org/kechuang/id/disease/登革热> a <https://example.org/public-health#Disease>", "<https://w3id.org/kechuang/id/disease/登革热> a kg:Field")
    (tmp_path / "broken.ttl").write_text(broken, encoding="utf-8")
    wrong = _run("validate", tmp_path / "broken.ttl", "--ontology", EXAMPLE / "ontology")
    assert (wrong.exit_code, "What is monitored is a disease" in wrong.stdout) == (1, True)
    assert "Disease" in _run("ontology", "--ontology", EXAMPLE / "ontology").stdout
    assert "Disease" not in _run("ontology").stdout


def test_the_examples_of_the_other_field_hold():
    ontology = load_ontology(EXAMPLE / "ontology")
    extract = make_extractor(ontology)

    def read(text):
        return extract(clean(Reading(Source("x.txt", "0" * 64, "text/plain"), text + "\n"))[0])

    for name in ("Disease", "Vaccine"):
        for example in ontology.types[name].examples:
            wanted = example[example.index("【") + 1:example.index("】")]
            assert wanted in {m.name for m in read(example.replace("【", "").replace("】", "")).mentions if m.type == name}
        for example in ontology.types[name].counter_examples:
            assert [m for m in read(example).mentions if m.type == name] == []


def test_a_folder_with_a_core_stands_alone_and_one_without_adds_and_replaces(tmp_path):
    (tmp_path / "types").mkdir()
    (tmp_path / "types" / "field.ttl").write_text(ontology_files()["types/field.ttl"].read_text(encoding="utf-8").replace('"领域"@zh', '"学科"@zh'), encoding="utf-8")
    assert load_ontology(tmp_path).types["Field"].label_zh == "学科"
    assert len(load_ontology(tmp_path).types) == len(load_ontology().types)
    for name, path in ontology_files().items():
        if name != "types/contest.ttl":
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(path.read_bytes())
    assert "Contest" not in load_ontology(tmp_path).types
    assert load_ontology(tmp_path).folder != default_folder()


@pytest.mark.parametrize(("turtle", "words"), [
    ('kg:X a owl:Class ; rdfs:subClassOf kg:Field ; kgx:labelPattern "(" .', "no regular expression"),
    ("kg:x schema:domainIncludes kg:Nothing ; schema:rangeIncludes kg:Field .", "names the type Nothing"),
])
def test_mistakes_of_another_field_are_told(turtle, words, tmp_path):
    prefixes = "".join(f"@prefix {p}: <{i}> .\n" for p, i in (("kg", "https://w3id.org/kechuang/ontology#"), ("kgx", "https://w3id.org/kechuang/extraction#"),
                       ("owl", "http://www.w3.org/2002/07/owl#"), ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"), ("schema", "http://schema.org/")))
    (tmp_path / "mine.ttl").write_text(prefixes + turtle, encoding="utf-8")
    with pytest.raises(OntologyError, match=words):
        load_ontology(tmp_path)


# What changes, one Turtle file that says it, a sentence, and what is read of it then and was not before.
ONE_FILE = [
    ("a verb of a relation", 'kg:supports kgx:verb "力挺" .', "市科技局力挺宁波大学开展研究。",
     "宁波市科学技术局 supports 宁波大学"),
    ("a head of a type", 'kg:Platform kgx:head "创客湾" .', "加快建设镇海创客湾。", "Platform 镇海创客湾"),
    ("a title of offices", 'kgx:offices kgx:word "首席数据官" .', "宁波市经济和信息化局首席数据官张志强介绍情况。",
     "张志强 holdsPostIn 宁波市经济和信息化局"),
    ("a word of attendance", 'kgx:attendanceVerbs kgx:word "莅临" .', "浙江大学校长林知远莅临了甬江科技创新大会,走访宁波大学。",
     "林知远 participatesIn 甬江科技创新大会"),
    ("a modifier of fields", 'kgx:fieldModifiers kgx:word "硬核" .', "发展硬核生物制造、新材料等产业。", "Field 生物制造"),
]


@pytest.mark.parametrize(("turtle", "sentence", "wanted"), [row[1:] for row in ONE_FILE], ids=[row[0] for row in ONE_FILE])
def test_a_word_of_the_domain_is_one_turtle_file(turtle, sentence, wanted, tmp_path):
    prefixes = "".join(f"@prefix {name}: <https://w3id.org/kechuang/{place}#> .\n"
                       for name, place in (("kg", "ontology"), ("kgx", "extraction")))
    (tmp_path / "mine.ttl").write_text(prefixes + turtle, encoding="utf-8")
    text = f"宁波市科学技术局2024年科技工作要点\n\n{sentence}\n"
    found = []
    for ontology in (load_ontology(), load_ontology(tmp_path)):
        said = make_extractor(ontology)(clean(Reading(Source("x.txt", "0" * 64, "text/plain"), text))[0])
        found.append({f"{c.subject.name} {c.relation} {c.object.name}" for c in said.claims}
                     | {f"{ontology.root(m.type)} {m.name}" for m in said.mentions})
    assert (wanted in found[0], wanted in found[1]) == (False, True)
