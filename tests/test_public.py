"""A public part names nobody, however a name is written and wherever it stands; and nothing else is masked."""

import gzip
import html
import io
import re
import zipfile
from decimal import Decimal
from urllib.parse import quote, unquote

import pyarrow.parquet
import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner

import kg
import kg.export.ntriples
from kg.clean import traditional_of
from kg.cli import main
from kg.contract import passage_iri, statement_iri
from kg.errors import OutputError
from kg.export import EXPORTERS
from kg.graph import Graph
from kg.imports import merge, read_import
from kg.mapping import to_triples
from kg.model import Corpus, DocumentRecord, Entity, Evidence, Fact, Measurement
from kg.names import Names, masked, named_alone, shortened, spoken_of
from kg.ontology import KG, PREFIXES, entity_iri
from kg.store import Dataset
from kg.validate import validate
from tests.once import ONTOLOGY

DOC, OTHER = (
    "https://w3id.org/kechuang/id/document/0123456789abcdef",
    "https://w3id.org/kechuang/id/document/fedcba9876543210",
)
PEOPLE = ["沈未晴", "高峰", "何防", "邹谦", "买买提·阿不都", "Chen Xinyu"]
NAMES = Names(PEOPLE, ONTOLOGY)


def _hidden(text, names=NAMES):
    return masked(text, ((s.start, s.end) for s in names.spans(text)))


# ---- how a name is written -----------------------------------------------------------------------------------------

WRITTEN = [
    ("局长沈未晴要求", "局长○○○要求"),
    ("局长沈 未晴要求", "局长○○○○要求"),
    ("局长沈　未晴要求", "局长○○○○要求"),
    ("局长沈\n未晴要求", "局长○○○○要求"),
    ("局长沈\r\n　　未晴要求", "局长○○○○○○○要求"),
    ("局长沈\u200b未\u00ad晴\ufe0f要求", "局长○○○○○\ufe0f要求"),
    ("局长沈(shěn)未（wèi）晴（qíng）要求", f"局长{'○' * 20}要求"),
    ("局长沈未晴（主持）", "局长○○○（主持）"),
    ("局长瀋未晴、沈未晴", "局长○○○、○○○"),
    ("局长**沈**未晴", "局长**○○○○○"),
    ("<b>沈</b>未晴", "<b>○○○○○○○"),
    ("沈·未·晴", "○○○○○"),
    ("买买提阿不都、买买提•阿不都", "○○○○○○、○○○○○○○"),
    ("鄒謙出席", "○○出席"),
    ("Shen Weiqing and Weiqing SHEN", "○○○○○○○○○○○○ and ○○○○○○○○○○○○"),
    ("mailto:shenweiqing@example.org", "mailto:○○○○○○○○○○○@example.org"),
    ("Xinyu Chen, CHEN Xinyu", "○○○○○○○○○○, ○○○○○○○○○○"),
    ("未晴同志讲话", "○○同志讲话"),
    # A name of two characters, written small: its parts must stand apart.
    ("Zou Qian; zou-qian; ZouQian; zouqian", "○○○○○○○○; ○○○○○○○○; ○○○○○○○; zouqian"),
]


@pytest.mark.parametrize(("text", "public"), WRITTEN)
def test_a_name_is_hidden_however_it_is_written(text, public):
    assert _hidden(text) == public


# ---- what is no name -----------------------------------------------------------------------------------------------

ORDINARY = [
    "攀登科技高峰，举办高峰论坛。",
    "如何防范市场风险",
    "晴天未来",
    "沈阳未来科技城",
    "chengdu",
    "xinyu",
    "Peng",
    "未晴",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_what_only_looks_like_a_name_stays(text):
    assert _hidden(text) == text


# A name that is a word too is one where somebody is meant.
MEANT = [
    ("局长高峰讲话", "局长○○讲话"),
    ("局长：高峰", "局长：○○"),
    ("高峰(主任)", "○○(主任)"),
    ("高峰同志", "○○同志"),
    ("高峰表示", "○○表示"),
    ("高峰工作室", "○○工作室"),
    ("沈未晴、高峰、邹谦", "○○○、○○、○○"),
    ("迎来高峰、平台和邹谦", "迎来高峰、平台和○○"),
]


@pytest.mark.parametrize(("text", "public"), MEANT)
def test_a_name_that_is_a_word_is_hidden_where_somebody_is_meant(text, public):
    assert _hidden(text) == public


@pytest.mark.parametrize("name", ["强调", "建设", "党中央", "宁波市", "研究员"])
def test_words_that_were_taken_for_names_leave_texts_as_they_are(name):
    assert _hidden(f"会议指出{name}的工作", Names([name], ONTOLOGY)) == f"会议指出{name}的工作"


@pytest.mark.parametrize(
    "escaped",
    [
        quote("沈未晴"),
        quote("沈未晴").lower(),
        quote("沈未晴".encode("gb18030")),
        quote(quote("沈未晴")),
        "&#27784;&#x672A;晴",
        "\\u6c88\\u672a\\u6674",
    ],
)
def test_an_escaped_name_is_hidden_and_in_an_iri_counts_by_its_characters(escaped):
    assert _hidden(f"/a{escaped}b") == f"/a{'○' * len(escaped)}b"
    assert shortened(f"/a{escaped}b", NAMES.spans(f"/a{escaped}b")) == "/a○○○b"


# ---- wherever a name can stand -------------------------------------------------------------------------------------


def _fact(subject, relation, object, text, document=DOC, start=0):
    return Fact(
        subject,
        relation,
        object,
        "actual",
        None,
        None,
        (Evidence(document, start, start + len(text), text),),
        ("clause",),
    )


def _entity(type, label, *names, mentions=()):
    return Entity(entity_iri(type, label), type, label, names, (DOC,), tuple(mentions))


PERSON = _entity("Person", "沈未晴", mentions=[Evidence(DOC, 4, 8, "沈　未晴")])
AGENCY, LAB = _entity("Agency", "甲局"), _entity("Platform", "沈未晴工作室", "沈未晴劳模创新工作室")
SECOND = _entity("Platform", "邹谦工作室")
OTHERS = (_entity("Person", "邹谦"), _entity("Person", "高峰", mentions=[Evidence(DOC, 200, 202, "高峰")]))
QUOTES = [
    "甲局支持沈　未晴工作室。",
    "甲局支持瀋未晴工作室。",
    "甲局支持沈（shěn）未晴工作室。",
    "甲局支持沈\n未晴工作室。",
    "甲局支持沈\u200b未晴工作室。",
]
MINE = (
    "".join(f"@prefix {prefix}: <{iri}> . " for prefix, iri in PREFIXES.items())
    + f"""@prefix vcard: <http://www.w3.org/2006/vcard/ns#> . @base <https://w3id.org/kechuang/id/> .
<platform/沈未晴工作室> rdfs:comment "由沈未晴领衔" ; dcterms:creator "沈未晴" ; <https://example.org/沈未晴的> "x" ;
    rdfs:seeAlso <https://example.org/{quote("沈未晴")}> , <urn:people:沈未晴> , <https://example.org/shen-weiqing> ;
    <https://example.org/contact> <person/沈未晴> .
<person/沈未晴> skos:altLabel "Shen W. Q."@en ; vcard:hasAddress [ vcard:street "静安路9号" ] ;
    owl:sameAs <https://example.org/staff/77> .
<https://example.org/staff/78> a foaf:Person ; foaf:name "陶听雪" . <agency/甲局> rdfs:comment "陶聽雪分管" .
[] a owl:NegativePropertyAssertion ; owl:sourceIndividual <person/沈未晴> ;
    owl:assertionProperty kg:holdsPostIn ; owl:targetIndividual <agency/甲局> .
"""
)


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory):
    """A graph in which names stand wherever they can."""
    facts = [_fact(AGENCY.iri, "supports", LAB.iri, text, start=20 * i) for i, text in enumerate(QUOTES)]
    facts += [
        _fact(AGENCY.iri, "supports", SECOND.iri, "甲局支持邹谦工作室。", start=120),
        _fact(PERSON.iri, "holdsPostIn", AGENCY.iri, "甲局局长沈未晴。", start=140),
        _fact(AGENCY.iri, "supports", LAB.iri, "高峰在会上要求科技攀高峰。", start=200),
    ]
    number = Measurement(
        "沈未晴工作室专利数",
        Decimal(3),
        "件",
        "equal",
        "total",
        "actual",
        "2024",
        LAB.iri,
        AGENCY.iri,
        (Evidence(DOC, 160, 172, "沈未晴工作室有3件专利。"),),
    )
    documents = (
        DocumentRecord(DOC, "沈未晴同志讲话", "沈未晴.txt", "2024", AGENCY.iri),
        DocumentRecord(OTHER, "通知", f"https://example.org/{quote('沈未晴'.encode('gb18030'))}.html", None, None),
    )
    merged = {}
    for fact in facts:
        known = merged.setdefault(statement_iri(fact), fact)
        merged[statement_iri(fact)] = Fact(
            *(getattr(known, f) for f in ("subject", "relation", "object", "status", "role", "period")),
            tuple(dict.fromkeys((*known.evidence, *fact.evidence))),
            known.techniques,
        )
    corpus = Corpus(documents, (AGENCY, LAB, SECOND, PERSON, *OTHERS), tuple(merged.values()), (number,))
    path = tmp_path_factory.mktemp("mine") / "沈未晴的名单.ttl"
    path.write_text(MINE, encoding="utf-8")
    return Graph(merge(to_triples(corpus, ONTOLOGY), [read_import(path)], ONTOLOGY), ONTOLOGY)


def _written(name):
    """A pattern for a name in both scripts, with anything short between that is no Chinese character and no stop."""
    return re.compile('[^一-鿿，。、；,;|<>"]{0,8}'.join(f"[{c}{traditional_of(c)[::2]}]" for c in name))


def _texts(path):
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return "\n".join(book.read(name).decode() for name in book.namelist())
    if path.suffix == ".parquet":
        return "\n".join(str(cell) for row in pyarrow.parquet.read_table(path).to_pylist() for cell in row.values())
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes()).decode()
    return path.read_text(encoding="utf-8-sig")


def _plain(text):
    text = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda m: chr(int(m.group(1), 16)), text)
    return html.unescape(unquote(text) + unquote(text, "gb18030"))


@pytest.mark.parametrize("name", EXPORTERS)
def test_no_format_names_anybody(everywhere, name, tmp_path):
    part = everywhere.select(public=True)
    part.export(tmp_path / f"out{EXPORTERS[name].suffix}", name)
    files = [p for p in sorted(tmp_path.rglob("*")) if p.is_file()]
    assert files
    for path in files:
        text = _plain(_texts(path))
        assert not [m.group() for person in ("沈未晴", "邹谦", "陶听雪") for m in _written(person).finditer(text)], (
            path.name
        )
        assert "静安路" not in text
        assert not re.search("shen.?wei|staff/7", text, re.IGNORECASE)


def test_the_whole_graph_did_name_them(everywhere):
    text = _plain(everywhere.serialize())
    assert all(_written(person).search(text) for person in ("沈未晴", "邹谦", "陶听雪"))


def test_what_is_left_is_a_graph_like_any_other(everywhere):
    part = everywhere.select(public=True)
    assert validate(part.dataset.triples, ONTOLOGY) == []
    assert not [n for n in part.view.nodes if n.root == "Person"]
    assert rdflib.Graph().parse(data=part.serialize(format="rdfxml"), format="xml")
    # Offsets stay: a quotation is as long as what it quotes, and a sentence where nobody is named is the source's own.
    for e in (e for edge in part.view.edges for e in edge.evidence):
        assert len(e.exact) == e.end - e.start
    assert [e.iri for e in part.view.edges] == [
        statement_iri(Fact(e.source, e.relation, e.target, e.status, e.role, e.period, (), ()))
        for e in part.view.edges
    ]
    assert sorted(x.exact for e in part.view.edges for x in e.evidence) == sorted(
        [
            "甲局支持○○○○工作室。",
            "甲局支持○○○工作室。",
            f"甲局支持{'○' * 9}工作室。",
            "甲局支持○○○○工作室。",
            "甲局支持○○○○工作室。",
            "甲局支持○○工作室。",
            "○○在会上要求科技攀高峰。",
        ]
    )
    assert part.serialize() == everywhere.select(public=True).serialize()


def test_two_things_that_the_mask_makes_alike_stay_two():
    things = (_entity("Platform", "沈未晴工作室"), _entity("Platform", "林知远工作室"))
    people = (_entity("Person", "沈未晴"), _entity("Person", "林知远"))
    facts = [
        _fact(AGENCY.iri, "supports", thing.iri, f"甲局支持{thing.label}。", start=20 * i)
        for i, thing in enumerate(things)
    ]
    graph = Graph(
        Dataset(
            to_triples(
                Corpus(
                    (DocumentRecord(DOC, "通知", "a.txt", None, None),), (AGENCY, *things, *people), tuple(facts), ()
                ),
                ONTOLOGY,
            )
        ),
        ONTOLOGY,
    )
    whole, part = graph.select(public=True), graph.select(types=["Platform"], documents=[DOC], public=True)
    for view in (whole.view, part.view):
        assert [n.iri.rsplit("/", 1)[1] for n in view.nodes if n.root == "Platform"] == ["○○○工作室", "○○○工作室-2"]
        assert len(view.edges) == 2


def test_a_part_hides_whom_only_the_whole_knows(everywhere):
    for chosen in ({"types": ["Platform"]}, {"documents": ["沈未晴.txt"]}, {"since": "2024"}):
        text = _plain(everywhere.select(**chosen, public=True).serialize())
        assert "甲局支持" in text
        assert not _written("沈未晴").search(text)
        # A part that was written and read again still knows where somebody is named.
        again = Graph(
            Dataset(
                q.triple
                for q in ox.parse(everywhere.select(**chosen).serialize().encode(), format=ox.RdfFormat.TURTLE)
            ),
            ONTOLOGY,
        )
        assert "○○在会上要求科技攀高峰。" in again.select(public=True).serialize() or "types" in chosen


@pytest.mark.parametrize(
    ("exact", "public"),
    [
        ("未晴要求支持甲局。", "○○要求支持甲局。"),
        ("甲局局长沈未", "甲局局长○○"),
        ("未来要求支持甲局。", "未来要求支持甲局。"),
    ],
)
def test_a_quotation_that_begins_or_ends_inside_a_name_gives_no_part_of_it(exact, public):
    facts = (_fact(AGENCY.iri, "supports", SECOND.iri, exact, start=40),)
    graph = Graph(
        Dataset(
            to_triples(
                Corpus((DocumentRecord(DOC, "通知", "a.txt", None, None),), (AGENCY, SECOND, PERSON), facts, ()),
                ONTOLOGY,
            )
        ),
        ONTOLOGY,
    )
    assert [e.exact for edge in graph.select(public=True).view.edges for e in edge.evidence] == [public]


# ---- from a text ---------------------------------------------------------------------------------------------------

TEXT = """宁波市科学技术局2024年工作要点

宁波市科学技术局局长江 山主持会议。局长高峰出席会议。
局长江山要求，支持宁波大学建设概念验证中心，新增高新技术企业10家。
我市坚持绿水江山理念，攀登科技高峰，支持宁波大学建设高峰学科平台，新增科技型企业20家。
宁波大学校长顾清扬介绍，支持宁波大学建设智能制造研究院，新增高新技术企业50家。
校长顧（gù）清揚指出，支持宁波大学建设海洋材料实验室，新增高新技术企业30家。
校长顾　清扬强调，支持宁波大学建设新材料中试平台，新增高新技术企业40家。
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("text")
    (folder / "讲话.txt").write_text(TEXT, encoding="utf-8")
    assert CliRunner().invoke(main, ["build", str(folder / "讲话.txt"), "-o", str(folder / "g")]).exit_code == 0
    return folder / "g"


def test_every_place_where_a_text_names_somebody_is_in_the_graph(built):
    graph = kg.load(built)
    for iri in [n.iri for n in graph.view.nodes if n.root == "Person"]:
        found = graph.query(
            f"SELECT ?s ?e ?x {{ <{iri}> kg:namedAt ?p . ?p a kg:Passage ; oa:start ?s ; oa:end ?e ; oa:exact ?x }}"
        ).rows
        assert found
        assert all(TEXT[int(s.value) : int(e.value)] == x.value for s, e, x in found)
    assert not graph.query("ASK { ?x kg:namedAt ?p FILTER NOT EXISTS { ?x a kg:Person } }").truth


def test_a_word_is_hidden_where_it_was_read_as_a_name_and_the_rest_is_told(built):
    result = CliRunner().invoke(main, ["export", str(built), "-f", "turtle", "--public"])
    assert result.exit_code == 0
    exact = "\n".join(re.findall('oa:exact "(.*)"', result.stdout))
    assert "局长○○要求，支持宁波大学建设概念验证中心" in exact
    assert "江山理念，攀登科技高峰" in exact
    assert not re.search("清扬|清揚|顧|顾|gù", result.stdout)
    assert "warning: 江山: is the name of a person and a word too; it stands 1 times" in result.stderr


def test_the_offsets_of_a_public_part_lead_to_the_text(built):
    for e in (e for edge in kg.load(built).select(public=True).view.edges for e in edge.evidence):
        assert all(c in ("○", d) for c, d in zip(e.exact, TEXT[e.start : e.end], strict=True))


# ---- whom no document was read as naming, and who is told by what stands beside ------------------------------------

SPOKEN_OF = [
    ("會議由李志軍主持，宁波市科学技术局支持创新。", {"李志军"}),
    ("聯繫人：李志軍，宁波市科学技术局支持创新。", {"李志军"}),
    ("李 志 軍 局 長 指 出 ，支持创新。", {"李志军"}),
    ("宁波市科学技术局支持李志軍工作室。", {"李志军"}),
    ("宁波市科学技术局在李志軍的帶領下支持创新。", {"李志军"}),
    ("（記者 李志軍）宁波市科学技术局支持创新。", {"李志军"}),
    ("以習近平新時代中國特色社會主義思想為指導。", {"习近平"}),
    ("《習近平談治國理政》學習會", {"习近平"}),
    ("李志軍,寧波市科學技術局,局長,分管高新技術", {"李志军"}),
    ("李志軍,寧波市科學技術局,分管高新技術", set()),
    ("莫斯科指出，支持创新。", set()),
    ("卫健委主任要求支持金泽镇。金泽镇党委书记出席。", set()),
    ("司法鉴定机构负责人表示，严格执行安全法。", set()),
    ("攀登科技高峰，建设高质量平台，康养业发展迅速。", set()),
]


@pytest.mark.parametrize(("text", "names"), SPOKEN_OF)
def test_a_person_is_told_by_what_stands_beside_a_name(text, names):
    assert spoken_of([text], ONTOLOGY) == names


def test_who_is_an_entity_nowhere_is_hidden_where_a_text_speaks_of_him():
    text = "會議由李志軍主持，甲局支持邹谦工作室。"
    facts = (_fact(AGENCY.iri, "supports", SECOND.iri, text),)
    documents = (DocumentRecord(DOC, "李志軍的談話", f"https://example.org/{quote('李志軍')}.html", None, None),)
    graph = Graph(Dataset(to_triples(Corpus(documents, (AGENCY, SECOND), facts, ()), ONTOLOGY)), ONTOLOGY)
    public = graph.select(public=True)
    assert [e.exact for edge in public.view.edges for e in edge.evidence] == ["會議由○○○主持，甲局支持邹谦工作室。"]
    assert [(d.title, d.source) for d in public.view.documents] == [("○○○的談話", "https://example.org/○○○.html")]


@pytest.mark.parametrize("name", ["刘旸", "李铄", "裴璟祎"])  # 旸 and 铄 end in a letter in GBK
def test_an_address_in_gbk_is_read_though_its_bytes_are_letters(name):
    names = Names([name], ONTOLOGY)
    address = f"https://example.org/{quote(name.encode('gb18030'))}/44.html"
    assert shortened(address, names.spans(address)) == f"https://example.org/{'○' * len(name)}/44.html"


# ---- what cannot be hidden is not published ------------------------------------------------------------------------


@pytest.fixture
def _leaky(monkeypatch):
    """An exporter that writes a name from elsewhere, as a fault would."""
    write = kg.export.ntriples.write

    def leak(dataset, ontology, out):
        write(dataset, ontology, out)
        out.write("# 顧(gù)清\\n揚\n".encode() if dataset.triples else b"")

    monkeypatch.setattr(kg.export.ntriples, "write", leak)


@pytest.mark.usefixtures("_leaky")
def test_nothing_is_published_that_names_somebody(built, tmp_path):
    part = kg.load(built).select(public=True)
    (tmp_path / "old.nt").write_text("old", encoding="utf-8")
    with pytest.raises(OutputError, match=r"ntriples: nothing was written.*顾清扬 \(1 times\)"):
        part.export(tmp_path / "old.nt", "ntriples")
    with pytest.raises(OutputError):
        part.serialize(format="ntriples")
    assert [p.read_text(encoding="utf-8") for p in tmp_path.iterdir()] == ["old"]
    result = CliRunner().invoke(main, ["export", str(built), "-f", "nt", "--public"])
    assert (
        result.exit_code,
        result.stdout,
        len([x for x in result.stderr.splitlines() if x.startswith("error")]),
    ) == (2, "", 1)
    assert CliRunner().invoke(main, ["export", str(built), "-f", "nt"]).exit_code == 0


@pytest.mark.parametrize("name", ["neo4j", "xlsx", "parquet", "html"])
def test_a_name_in_a_table_or_a_page_is_found_before_it_is_published(everywhere, name, tmp_path):
    part = everywhere.select(public=True)
    part.dataset.hidden.names = Names(["甲局", "支持○○○工作室"], ONTOLOGY)  # as if a mask had failed
    with pytest.raises(OutputError, match="甲局"):
        part.export(tmp_path / "out", name)
    assert list(tmp_path.iterdir()) == []


def test_the_words_of_a_page_are_nobodys_name():
    empty = io.BytesIO()
    EXPORTERS["html"].write(Dataset(()), ONTOLOGY, empty)
    page = empty.getvalue().decode()
    label = next(w for w in re.findall("[一-鿿]{3,4}", page) if Names([w], ONTOLOGY).said(w))
    graph = Graph(
        Dataset(
            to_triples(
                Corpus(
                    (DocumentRecord(DOC, "通知", "a.txt", None, None),), (AGENCY, _entity("Person", label)), (), ()
                ),
                ONTOLOGY,
            )
        ),
        ONTOLOGY,
    )
    assert graph.select(public=True).serialize(format="html").count(label) == page.count(label)


@pytest.mark.parametrize("documents", ["sample", pytest.param("seeds", marks=pytest.mark.slow)])
def test_documents_of_every_kind_name_nobody(documents, request):
    graph = request.getfixturevalue(documents)
    people = {x for n in graph.view.nodes if n.root == "Person" for x in (n.label, *n.names)}
    assert people
    for name in ("turtle", "html", "graphml"):
        text = _plain(graph.select(public=True).serialize(format=name))
        assert not [m.group() for person in sorted(people) for m in _written(person).finditer(text)]


def test_a_part_of_a_public_part_is_searched_too(everywhere, tmp_path):
    part = everywhere.select(public=True).select(types=["Platform"]).select(public=True)
    part.dataset.hidden.names = Names(["甲局"], ONTOLOGY)  # as if a mask had failed
    with pytest.raises(OutputError, match="甲局"):
        part.export(tmp_path / "out.ttl", "turtle")


def test_a_graph_that_does_not_say_where_people_are_named_is_told(everywhere):
    earlier = [t for t in everywhere.dataset.triples if t.predicate.value != KG + "namedAt"]
    part = Graph(Dataset(earlier), ONTOLOGY).select(public=True)
    assert [f.code for f in part.findings] == ["no-places", "name-or-word"]
    assert "build it again" in part.findings[0].message


def test_where_people_are_named_is_a_passage_with_the_texts_own_words():
    triples = to_triples(Corpus((DocumentRecord(DOC, "通知", "a.txt", None, None),), (PERSON,), (), ()), ONTOLOGY)
    place = ox.NamedNode(passage_iri(PERSON.mentions[0]))
    assert ox.Triple(ox.NamedNode(PERSON.iri), ox.NamedNode(KG + "namedAt"), place) in triples
    assert validate(triples, ONTOLOGY) == []


# ---- a name that stands in no sentence -------------------------------------------------------------------------------

ALONE = [
    # what a title or an address says → whose name stands there alone
    ("file:///2024/林知远.pdf", {"林知远"}), ("林知遠简历", {"林知远"}), ("沈 未晴-述职报告.docx", {"沈未晴"}), ("欧阳清扬讲话稿", {"欧阳清扬"}),
    ("https://example.cn/renwu/裴颢骁.html", {"裴颢骁"}), ("邬铄.txt", {"邬铄"}),
    ("任务书.docx", set()), ("申报表", set()), ("高新区.txt", set()), ("高峰论坛", set()), ("计划表", set()), ("宁波市科技局", set()), ("路线图", set()),
    ("强基计划", set()), ("明细表", set()), ("通知", set()),
]


@pytest.mark.parametrize(("text", "names"), ALONE)
def test_a_name_alone_in_a_title_or_an_address_is_somebodys(text, names):
    assert named_alone([text], ONTOLOGY) == names


@pytest.mark.parametrize("format", ["nquads", "csv", "html", "jsonld", "parquet"])
def test_a_name_that_stands_only_in_a_file_name_or_an_address_is_hidden(tmp_path, format):
    docs, out = tmp_path / "docs", tmp_path / "out"
    (docs / "裴颢骁").mkdir(parents=True)
    said = "宁波市科学技术局2024年工作要点\n\n宁波市科学技术局支持宁波大学建设甬江实验室。\n"
    (docs / "林知遠.txt").write_text(said, encoding="utf-8")
    (docs / "裴颢骁" / "a.txt").write_text(said.replace("2024", "2023"), encoding="utf-8")
    (docs / "b.json").write_text('{"title": "沈未晴述职报告", "url": "https://example.cn/邬铄韬.html", "text": "宁波市科学技术局支持建设甬江实验室。"}',
                                 encoding="utf-8")
    kg.build([docs], workers=1).select(public=True).export(out, format)
    files = [out] if out.is_file() else sorted(out.iterdir())
    texts = [unquote(p.read_bytes().decode("utf-8", "ignore")) if p.suffix != ".parquet" else str(pyarrow.parquet.read_table(p).to_pylist())
             for p in files]
    assert not [name for text in texts for name in ("林知远", "林知遠", "裴颢骁", "沈未晴", "邬铄韬") if name in unquote(text)]
    assert any("甬江实验室" in text for text in texts)
