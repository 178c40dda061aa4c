"""What a document may hold where the graph is strict: odd addresses, numbers and characters cost at most themselves."""

import json
import re
from decimal import Decimal

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import example, given, settings
from hypothesis import strategies as st

import kg
from kg import pipeline
from kg.address import web_iri
from kg.errors import InputError
from kg.export import EXPORTERS
from kg.export.turtle import to_turtle
from kg.extract import make_extractor
from kg.limits import Limits
from kg.mapping import to_triples
from kg.model import Corpus, DocumentRecord, Measurement, Outcome
from kg.ontology import KG, OA, entity_iri, iri_path
from kg.read import open_bytes
from kg.record import make_record
from kg.resolve import resolve
from kg.store import Dataset
from kg.validate import to_rdflib
from kg.values import MOST_DIGITS, han_decimal
from kg.worker import read_item
from tests.conftest import SHARED
from tests.once import ONTOLOGY

EXTRACT = make_extractor(ONTOLOGY)
TEXT = "合肥市科学技术局支持合肥大学建设概念验证中心。2024年技术合同成交额突破500亿元。"
# Address → its IRI; None where it is no address of the web.
ADDRESSES = [
    # As it is.
    ("https://example.org/", "https://example.org/"),
    ("http://example.org", "http://example.org"),
    ("https://example.org/a/b;c=1?x=1&y=(2)#z", "https://example.org/a/b;c=1?x=1&y=(2)#z"),
    ("https://example.org:8443/%E4%BA%BA", "https://example.org:8443/%E4%BA%BA"),
    ("http://[2001:db8::1]:80/a", "http://[2001:db8::1]:80/a"),
    ("http://[v1.a:b]/", "http://[v1.a:b]/"),
    ("http://u:p@example.org/", "http://u:p@example.org/"),
    ("https://example.org/?a?b/c#d?e/f", "https://example.org/?a?b/c#d?e/f"),
    ("https://example.org/~a/!$&'()*+,;=:@", "https://example.org/~a/!$&'()*+,;=:@"),
    ("https://example.org:/", "https://example.org:/"),
    ("http://192.0.2.1/", "http://192.0.2.1/"),
    ("https://example.org/%e4", "https://example.org/%e4"),
    # Brackets, percent signs, a second #.
    ("https://example.org/s?tag[]=3&q=50%", "https://example.org/s?tag%5B%5D=3&q=50%25"),
    ("https://example.org/[a]/b", "https://example.org/%5Ba%5D/b"),
    ("https://example.org/a%", "https://example.org/a%25"),
    ("https://example.org/a%4", "https://example.org/a%254"),
    ("https://example.org/%zz%20", "https://example.org/%25zz%20"),
    ("https://example.org/%%41", "https://example.org/%25%41"),
    ("https://example.org/a#b#c", "https://example.org/a#b%23c"),
    ("https://example.org/##", "https://example.org/#%23"),
    ("https://example.org/?q=增长50%以上", "https://example.org/?q=%E5%A2%9E%E9%95%BF50%25%E4%BB%A5%E4%B8%8A"),
    ("https://example.org/a#[x]", "https://example.org/a#%5Bx%5D"),
    # Hosts, users and ports that are none.
    ("http://[::1/", "http://%5B%3A:1/"),
    ("http://[abc]/", "http://%5Babc%5D/"),
    ("http://[fe80::1%25eth0]/", "http://%5Bfe80%3A%3A1%25eth0%5D/"),
    ("http://a]b/", "http://a%5Db/"),
    ("http://example.org:port/", "http://example.org%3Aport/"),
    ("http://a@b@example.org/", "http://a%40b@example.org/"),
    ("http://::1:80/", "http://%3A%3A1:80/"),
    ("http://科技局.example.org/", "http://%E7%A7%91%E6%8A%80%E5%B1%80.example.org/"),
    ("http://a b/", "http://a%20b/"),
    # What stands in no IRI.
    ("https://example.org/a b", "https://example.org/a%20b"),
    (" https://example.org/\n", "https://example.org/"),
    ("https://example.org/a\nb", "https://example.org/a%0Ab"),
    ('https://example.org/<>"{}|\\^`', "https://example.org/%3C%3E%22%7B%7D%7C%5C%5E%60"),
    ("https://example.org/\x00\x7f", "https://example.org/%00%7F"),
    ("https://example.org/\ufffe\ue000", "https://example.org/%EF%BF%BE%EE%80%80"),
    ("https://example.org/\U0010ffff", "https://example.org/%F4%8F%BF%BF"),
    ("https://example.org/\ud800", "https://example.org/%3F"),
    ("https://example.org/\u202e\ufeff", "https://example.org/%E2%80%AE%EF%BB%BF"),
    ("HTTPS://EXAMPLE.ORG/A", "https://EXAMPLE.ORG/A"),
    # No address of the web.
    *(
        (text, None)
        for text in (
            "",
            " ",
            "-",
            "无",
            "http",
            "http:",
            "http:/",
            "http://",
            "http:///x",
            "https://?q",
            "https://#",
            "http:\\\\example.org",
            "www.example.org/a",
            "//example.org/a",
            "example.org",
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://example.org/a",
            "file:///a",
            "C:\\a\\b.html",
            "\\\\server\\a",
            "mailto:a@example.org",
            "urn:x:y",
            "httpx://a/",
        )
    ),
]
_ADDRESS = st.text(st.characters(), max_size=30) | st.builds(
    "".join,
    st.lists(
        st.sampled_from(
            [
                "http",
                "https",
                ":",
                "/",
                "//",
                "[",
                "]",
                "%",
                "#",
                "?",
                "@",
                "::1",
                "::",
                ":80",
                "a",
                "例",
                " ",
                "%41",
                "%4",
                "v1.",
                ".",
                "..",
                "\\",
                "&",
                "=",
                "\x00",
                "\ud83d",
                "\U0001f600",
            ]
        ),
        max_size=14,
    ),
)


def _odd(length):
    """Any string, halves of characters and controls among them, between words that mean something."""
    return st.text(st.characters(), max_size=length) | st.lists(
        st.text(st.characters(), max_size=4)
        | st.sampled_from(
            [
                "市科技局",
                "合肥市",
                "支持",
                "建设",
                "概念验证中心",
                "2024年",
                "突破",
                "500亿元",
                "。",
                "\n",
                "“",
                "”",
                "《",
                "》",
                "第",
                "%",
                "9" * 40,
            ]
        ),
        max_size=length,
    ).map("".join)


@pytest.mark.parametrize(("address", "iri"), ADDRESSES, ids=lambda text: ascii(text)[:40])
def test_an_address_becomes_the_iri_that_says_the_same(address, iri):
    assert web_iri(address) == iri
    if iri is not None:
        assert ox.NamedNode(iri).value == iri
        assert web_iri(iri) == iri


def test_there_are_enough_odd_addresses():
    assert len({a for a, iri in ADDRESSES if iri != a}) >= 33


@settings(max_examples=500, deadline=None)
@given(_ADDRESS)
def test_every_address_is_an_iri_or_none_and_stays_what_it_is(address):
    iri = web_iri("https://" + address)
    if iri is not None:
        assert iri.isascii()
        assert ox.NamedNode(iri).value == iri
        assert rdflib.URIRef(iri).n3() == f"<{iri}>"
        assert web_iri(iri) == iri
    assert web_iri(address) is None or address.lstrip()[:4].lower() == "http"


def test_every_character_can_stand_in_the_iri_of_a_name():
    whole = "".join(iri_path(chr(c)) for c in range(0x110000))
    assert ox.NamedNode(entity_iri("Agency", "甲")).value.endswith("/agency/甲")
    assert ox.NamedNode("https://example.org/" + whole).value.endswith(whole)


def _build(records, tmp_path, name="d.jsonl"):
    """The graph of some records as JSON lines; a string is a line as it is."""
    (tmp_path / name).write_text(
        "".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in records), encoding="utf-8"
    )
    return kg.build([tmp_path], workers=1)


def test_odd_addresses_cost_at_most_themselves(tmp_path):
    texts = [f"合肥市科学技术局支持合肥大学建设第{i}概念验证中心。" for i in range(len(ADDRESSES))]
    graph = _build(
        [{"text": text, "url": address} for text, (address, _) in zip(texts, ADDRESSES, strict=True)], tmp_path
    )
    assert len(graph.report["documents"]) == len(ADDRESSES)
    wanted = {
        web_iri(a.replace("\ud800", "\ufffd")) or f"file:///d.jsonl%3A{i}"
        for i, (a, _) in enumerate(ADDRESSES, start=1)
    }
    assert {d.source for d in graph.view.documents} == wanted
    told = {f.where for f in graph.findings if f.code == "no-address"}
    assert told == {
        f"d.jsonl:{i}" for i, (address, iri) in enumerate(ADDRESSES, start=1) if iri is None and address.strip()
    }
    assert {f.severity for f in graph.findings if f.code == "no-address"} == {"info"}


@pytest.mark.skipif(not (SHARED / "cases").is_dir(), reason="the shared cases are not beside this checkout")
@pytest.mark.parametrize(
    ("case", "read"), [("jsonl-url-array", {"a.txt", "b.jsonl:1"}), ("number-4301-digits", {"a.txt"})]
)
def test_the_shared_cases_are_built(case, read):
    graph = kg.build([SHARED / "cases" / case], workers=1)
    assert {d["name"] for d in graph.report["documents"]} >= read
    every = {d["name"].split(":")[0] for d in graph.report["documents"]} | {f.where for f in graph.findings}
    assert every >= {p.name for p in (SHARED / "cases" / case).iterdir()}


@pytest.mark.parametrize(
    ("digits", "values"),
    [
        ("9" * 4301, []),
        ("9" * 100_000, []),
        ("9" * 19, []),
        ("9" * 29, []),
        ("1234567", ["1234567"]),
        ("9" * 18, ["9" * 18]),
        ("0" * 4301, []),
        ("0." + "3" * 5000, []),
        ("1," + ",".join(["234"] * 1500), []),
        ("999,999,999", ["999999999"]),
        ("12.50", ["12.5"]),
    ],
)
def test_a_run_of_digits_is_an_amount_or_is_left_out(digits, values, read):
    extraction = read(
        f"合肥市2024年工作要点\n\n合肥市科学技术局支持合肥大学建设概念验证中心。高新技术企业达到{digits}家。技术合同成交额突破500亿元。\n"
    )
    numbers = [str(o.value) for o in extraction.observations if o.unit == "家"]
    assert numbers == values
    assert [int(o.value) for o in extraction.observations if o.unit == "元"] == [50_000_000_000]
    assert extraction.claims


@given(st.text("零一二三四五六七八九〇两十百千万亿点", max_size=30))
@example("一万万")
@example("亿" * 5000)
@example("一点" + "三" * 5000)
def test_any_run_of_figures_in_characters_is_a_number_or_none(text):
    value = han_decimal(text)
    assert value is None or (0 <= value < 10**MOST_DIGITS and "E" not in format(value, "f"))


@pytest.mark.parametrize(
    "run",
    [
        "五万万",
        "亿" * 1100,
        "一" + "亿" * 1100,
        "九" * 1100,
        "3亿" + "9" * 5000 + "万",
        "9" * 5000 + "亿3万",
        "3—" + "9" * 5000,
        "9" * 5000 + "—3",
    ],
    ids=lambda r: r[:4],
)
def test_no_run_of_figures_costs_the_document(run, tmp_path):
    graph = _build([{"text": f"{TEXT * 40}高新技术企业达到{run}家。技术合同成交额突破500亿元。"}], tmp_path)
    assert len(graph.report["documents"]) == 1
    assert not [f for f in graph.findings if f.severity == "error"]
    assert "50000000000" in [o.value for o in graph.view.observations]


@pytest.mark.parametrize(
    ("value", "written", "kind"),
    [
        (Decimal("500000000000"), "500000000000", "integer"),
        (Decimal("12.50"), "12.5", "decimal"),
        (Decimal("1E+3"), "1000", "integer"),
        (Decimal("-0.0"), "0", "integer"),
        (Decimal("-3.10"), "-3.1", "decimal"),
        (Decimal("0.000000000000000000000000000001"), "0.000000000000000000000000000001", "decimal"),
        (Decimal("123456789012345678.123456789012345678"), "123456789012345678.123456789012345678", "decimal"),
        (Decimal("9" * 18), "9" * 18, "integer"),
    ],
)
def test_a_number_is_written_exactly(value, written, kind):
    assert _numbers(value) == [(written, kind)]


@pytest.mark.parametrize(
    "value",
    [
        Decimal("1E+64"),
        Decimal("1E-64"),
        Decimal("1E+999999"),
        Decimal("1E-999999"),
        Decimal("-1E+5000"),
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("9" * 5000),
    ],
)
def test_a_number_beyond_all_bounds_is_refused_at_once(value):
    with pytest.raises((ValueError, ArithmeticError)):
        _numbers(value)


def _numbers(value):
    document = DocumentRecord("https://w3id.org/kechuang/id/document/0", "文", "a.txt", None, None)
    number = Measurement("高新技术企业", value, "家", "equal", "total", "actual", None, None, None, ())
    return [
        (t.object.value, t.object.datatype.value.rsplit("#")[-1])
        for t in to_triples(Corpus((document,), (), (), (number,)), ONTOLOGY)
        if t.predicate.value == KG + "value"
    ]


# ---- any Unicode --------------------------------------------------------------------------------------------------


def _graph(data, name):
    """The triples of one file, by the way that a build goes, with its outcomes; one that is not read is told."""
    outcomes, findings = [], []
    for item in open_bytes(data, name, Limits()):
        found, problems = read_item(item, EXTRACT)
        outcomes += found
        findings += problems
    assert outcomes or findings
    corpus = resolve([make_record(o, ONTOLOGY) for o in outcomes], ONTOLOGY)
    return to_triples(corpus, ONTOLOGY), outcomes


def _round_trips(triples):
    turtle = to_turtle(triples).encode()
    assert {q.triple for q in ox.parse(turtle, format=ox.RdfFormat.TURTLE)} == set(triples)
    ours, theirs = to_rdflib(triples), rdflib.Graph().parse(data=turtle, format="turtle")
    assert {tuple(t.n3() for t in row) for row in ours} == {tuple(t.n3() for t in row) for row in theirs}
    assert len(ours) == len(triples)


_RECORD = st.fixed_dictionaries(
    {"text": _odd(60)},
    optional={
        "title": _odd(20),
        "url": _ADDRESS.map(lambda a: "https://" + a) | _odd(10),
        "date": _odd(12) | st.integers() | st.floats() | st.none() | st.lists(st.integers(), max_size=2),
        "publisher": _odd(10),
        "author": _odd(10),
        "number": _odd(10),
    },
)


@settings(max_examples=150, deadline=None)
@given(_RECORD)
@example(
    {"text": TEXT, "title": "\ud800", "url": "https://example.org/\udfff[%", "date": "9999-99-99", "author": "\x00"}
)
@example({"text": f"\ud83d{TEXT}\udc00" + "9" * 5000 + "家", "title": "", "date": 10**4000})
def test_a_record_of_any_characters_gives_a_graph_that_others_read(record):
    triples, outcomes = _graph((json.dumps({**record, "text": TEXT + record["text"]}) + "\n").encode(), "d.jsonl")
    assert len(outcomes) == 1
    _round_trips(triples)
    raw = outcomes[0].extraction.document.raw
    spans = {}
    for t in triples:
        if t.predicate.value in (OA + "start", OA + "end", OA + "exact"):
            spans.setdefault(t.subject.value, {})[t.predicate.value] = t.object.value
    assert spans
    assert all(raw[int(s[OA + "start"]) : int(s[OA + "end"])] == s[OA + "exact"] for s in spans.values())


@settings(max_examples=60, deadline=None)
@given(_odd(60), st.sampled_from(["txt", "html"]))
def test_a_file_of_any_characters_gives_a_graph_that_others_read(text, kind):
    text = TEXT + text.encode("utf-8", "replace").decode()
    data = (
        f"<!DOCTYPE html><html><head><title>{text[:30]}</title></head><body><p>{text}</p></body></html>"
        if kind == "html"
        else text
    )
    _round_trips(_graph(data.encode(), f"a.{kind}")[0])


@pytest.mark.parametrize("name", [n for n, e in EXPORTERS.items() if not e.folder])
def test_every_format_holds_any_character(name, tmp_path):
    odd = "".join(
        map(
            chr,
            (
                *range(0x20),
                *range(0x7F, 0xA0),
                0xD7FF,
                0xE000,
                0xFDD0,
                0xFFFE,
                0xFFFF,
                0x1FFFE,
                0x10FFFF,
                0x202E,
                0x2028,
            ),
        )
    )
    text = re.sub("(?s).", lambda m: f"合肥市科学技术局支持合肥{m.group()}大学建设概念验证中心。\n", odd)
    triples, _ = _graph(
        (json.dumps({"text": text, "title": odd, "url": "https://example.org/" + odd}) + "\n").encode(), "d.jsonl"
    )
    with open(tmp_path / "out", "wb") as out:
        EXPORTERS[name].write(Dataset(triples), ONTOLOGY, out)
    assert (tmp_path / "out").stat().st_size > 1000


# ---- the last wall ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "error"),
    [
        ("resolve", KeyError("what nobody foresaw")),
        ("to_triples", ValueError("what nobody foresaw")),
        ("to_triples", ZeroDivisionError("what nobody foresaw")),
    ],
)
def test_a_document_that_breaks_a_stage_is_left_out_alone_and_told(stage, error, tmp_path, monkeypatch):
    alone = _build([{"text": TEXT.replace("大学", "第二大学")}], tmp_path, "good.jsonl")
    real = getattr(pipeline, stage)

    def breaking(given, ontology):
        given = list(given) if stage == "resolve" else given
        texts = [e.iri for r in given for e in r.entities] if stage == "resolve" else [e.label for e in given.entities]
        if any("第一大学" in text for text in texts):
            raise error
        return real(given, ontology)

    monkeypatch.setattr(pipeline, stage, breaking)
    graph = _build([{"text": TEXT.replace("大学", "第一大学")}], tmp_path)
    told = [f for f in graph.findings if f.code == "unmappable"]
    assert [(f.severity, f.where) for f in told] == [("error", "d.jsonl:1")]
    assert "what nobody foresaw" in told[0].message
    assert graph.serialize() == alone.serialize()
    assert [d["name"] for d in graph.report["documents"]] == ["good.jsonl:1"]


def test_when_all_documents_break_a_stage_that_is_told(tmp_path, monkeypatch):
    def breaking(corpus, ontology):
        if corpus.documents:
            raise ValueError("never")
        return []

    monkeypatch.setattr(pipeline, "to_triples", breaking)
    with pytest.raises(
        InputError, match=r"d\.jsonl:1: cannot be mapped to the graph and is left out: ValueError: never"
    ):
        _build([{"text": TEXT}], tmp_path)


def test_what_is_no_documents_fault_is_raised(tmp_path, monkeypatch):
    def breaking(corpus, ontology):
        if len(corpus.documents) > 1:
            raise ValueError("only together")
        return to_triples(corpus, ontology)

    monkeypatch.setattr(pipeline, "to_triples", breaking)
    with pytest.raises(ValueError, match="only together"):
        _build([{"text": TEXT}, {"text": TEXT + "又"}], tmp_path)


def test_what_a_reader_leaves_of_a_character_cut_in_two_is_shown_as_lost():
    (item,) = open_bytes(
        json.dumps({"text": TEXT, "title": "甲\ud83d", "url": "https://example.org/\udc00"}).encode() + b"\n",
        "d.jsonl",
        Limits(),
    )
    (outcome,), _ = read_item(item, EXTRACT)
    assert isinstance(outcome, Outcome)
    assert (outcome.extraction.document.title, outcome.extraction.document.url) == (
        "甲\ufffd",
        "https://example.org/\ufffd",
    )
