"""Whatever goes in, the graph keeps its own shapes.

Every end of a fact is an entity, every date is one that a calendar has, and no name is blank.
"""

import json
from collections import Counter

import pytest

from kg.clean import clean
from kg.errors import KgError
from kg.extract import make_extractor
from kg.extract.gate import admit
from kg.limits import Limits
from kg.mapping import to_triples
from kg.model import (
    Account,
    Corpus,
    DocumentRecord,
    Entity,
    Evidence,
    Fact,
    Mention,
    Observation,
    Outcome,
    Reading,
    Source,
)
from kg.ontology import DCTERMS, ID, KG, RDF, SKOS
from kg.read import open_bytes, open_file
from kg.record import make_record
from kg.resolve import resolve
from kg.validate import validate
from kg.values import possible_date, written_date
from kg.worker import read_item
from tests.conftest import CORPUS, SHARED
from tests.once import ONTOLOGY

DOC = f"{ID}document/0123456789abcdef"
SAID = "宁波市科学技术局支持宁波大学建设概念验证中心。"
_RELATIONS = {r.iri for r in ONTOLOGY.relations.values()}
_ENDS = {*_RELATIONS, KG + "scope", KG + "statedBy", DCTERMS + "publisher", RDF + "subject", RDF + "object"}
_ROOTS = {t.iri: t.root for t in ONTOLOGY.types.values()}


@pytest.fixture(scope="module")
def extract():
    return make_extractor(ONTOLOGY)


def _read(items, extract):
    """The records of some opened items, and what was found in them."""
    records, findings = [], []
    for item in items:
        said, found = read_item(item, extract)
        records += [make_record(outcome, ONTOLOGY) for outcome in said]
        findings += found
    return records, findings + [f for r in records for f in r.findings]


def _mapped(records):
    return to_triples(resolve(records, ONTOLOGY), ONTOLOGY)


def _wrong(triples):
    """What breaks a shape, and what no shape sees: an end without one basic type and one name."""
    kinds, names = {}, {}
    for t in triples:
        if t.predicate.value == RDF + "type" and t.object.value in _ROOTS:
            kinds.setdefault(t.subject, set()).add(_ROOTS[t.object.value])
        elif t.predicate.value == SKOS + "prefLabel":
            names.setdefault(t.subject, []).append(t.object.value)
    ends = {t.object for t in triples if t.predicate.value in _ENDS}
    ends |= {t.subject for t in triples if t.predicate.value in _RELATIONS}
    loose = [e.value for e in ends
             if len(kinds.get(e, ())) != 1 or len(names.get(e, ())) != 1 or not names[e][0].strip()]
    return [(f.where, f.message) for f in validate(triples, ONTOLOGY, engine="shacl")] + sorted(loose)


def test_the_check_sees_an_end_without_a_type_or_a_name():
    town = Entity(ONTOLOGY.individual_named("District", "余姚市"), "District", "余姚市", (), ())
    whole = to_triples(Corpus((), (town,), (), ()), ONTOLOGY)
    assert _wrong(whole) == []
    for term in (RDF + "type", SKOS + "prefLabel"):
        part = [t for t in whole if not (t.predicate.value == term and t.subject.value.endswith("/宁波市"))]
        assert len(part) < len(whole)
        assert f"{ID}district/宁波市" in _wrong(part)


def test_every_known_individual_alone_is_described_with_all_that_it_leads_to():
    document = DocumentRecord(DOC, "文", "x.txt", None, None)
    for i in ONTOLOGY.individuals.values():
        entity = Entity(i.iri, ONTOLOGY.narrowed(i.type, i.label), i.label, (), (DOC,))
        publisher = DocumentRecord(DOC, "文", "x.txt", None, i.iri)
        for corpus in (Corpus((document,), (entity,), (), ()), Corpus((publisher,), (), (), ())):
            triples = to_triples(corpus, ONTOLOGY)
            assert validate(triples, ONTOLOGY, engine="shacl") == [], i.label
            named = {t.subject for t in triples if t.predicate.value == SKOS + "prefLabel"}
            assert {t.object for t in triples if t.predicate.value in _ENDS} <= named, i.label


@pytest.mark.slow
def test_every_fifth_known_individual_read_from_a_sentence_gives_a_graph_that_keeps_its_shapes(extract):
    named = 0
    known = list(ONTOLOGY.individuals.values())[::5]
    for i in known:
        said = extract(clean(Reading(Source("x.txt", "0" * 64, "text/plain"), f"宁波市科学技术局支持{i.label}建设概念验证中心。\n"))[0])
        named += any(m.iri == i.iri for m in said.mentions)
        record = make_record(Outcome(said, Account(0, 0, {}, 0)), ONTOLOGY)
        assert _wrong(_mapped([record])) == [], i.label
    assert named > 0.9 * len(known)


def test_a_fact_whose_end_nobody_describes_is_refused():
    agency = Entity(f"{ID}agency/甲局", "Agency", "甲局", (), (DOC,))
    evidence = (Evidence(DOC, 0, 2, "甲局"),)
    fact = Fact(agency.iri, "develops", f"{ID}platform/乙中心", "planned", None, None, evidence, ("clause",))
    document = DocumentRecord(DOC, "文", "x.txt", None, None)
    with pytest.raises(KgError, match="乙中心> stands in a fact"):
        to_triples(Corpus((document,), (agency,), (fact,), ()), ONTOLOGY)


@pytest.mark.parametrize("path", sorted(CORPUS.iterdir()), ids=lambda p: p.name)
def test_each_document_of_the_sample_alone_keeps_the_shapes(path, extract):
    records, _ = _read(open_file(path, path.name, Limits()), extract)
    assert records
    assert _wrong(_mapped(records)) == []


@pytest.mark.slow
@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="the shared documents are not beside this checkout")
def test_every_shared_document_alone_and_all_together_keep_the_shapes(extract):
    paths = [p for folder in ("corpus", "annotated") for p in sorted((SHARED / folder).rglob("*"))
             if p.is_file() and p.suffix not in (".ann", ".tsv")]
    together = {}
    for path in paths:
        records, _ = _read(open_file(path, path.name, Limits()), extract)
        assert _wrong(_mapped(records)) == [], path.name
        together |= {e.document.iri: e for e in records}
    assert len(together) > 200
    assert _wrong(_mapped(list(together.values()))) == []


# A day as it is written, what is kept of it, and whether it is told that not all is.
DAYS = [("2024-02-30", "2024-02", True), ("2023-02-29", "2023-02", True), ("2024-02-29", "2024-02-29", False),
        ("2023-04-31", "2023-04", True), ("2024-13-05", "2024", True), ("2024-00-00", "2024", True),
        ("2024-12-32", "2024-12", True), ("2024-3-1", "2024-03-01", False)]
_ARABIC = {ord(figure): chr(0x660 + int(figure)) for figure in "13456789"}
_HEAD = '<!DOCTYPE html><html><head><meta charset="utf-8">'
_FORMS = {
    "text": lambda day: f"宁波市科学技术局工作要点\n{day}\n\n{SAID}",
    "Chinese text": lambda day: "宁波市科学技术局{}年{}月{}日工作要点\n\n".format(*day.split("-")) + SAID,
    "signed text": lambda day: f"{SAID}\n宁波市科学技术局\n" + "{}年{}月{}日".format(*day.split("-")),
    "other figures": lambda day: f"宁波市科学技术局工作要点\n{day.translate(_ARABIC)}\n\n{SAID}",
    "JSON lines": lambda day: json.dumps({"text": SAID, "date": day}),
    "HTML": lambda day: f'{_HEAD}<meta name="PubDate" content="{day}"></head><body><p>{SAID}会议要求落实。</p></body></html>',
}


@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize(("day", "kept", "told"), DAYS)
def test_a_day_that_no_calendar_has_is_kept_as_far_as_it_goes_and_told(form, day, kept, told, extract):
    records, findings = _read(open_bytes(_FORMS[form](day).encode(), "a.txt", Limits()), extract)
    assert [e.document.date for e in records] == [kept]
    assert [f.where.split(":")[0] for f in findings if f.code == "impossible-date"] == ["a.txt"] * told
    assert _wrong(_mapped(records)) == []


@pytest.mark.parametrize("value", ["0000-01-01", "99999-01-01", "99999", 17192012345678901, "9" * 5000,
                                   "2024-02-30T25:00:00Z", 20240230, -1, 0])
def test_an_impossible_date_of_a_record_is_told(value, extract):
    line = json.dumps({"text": SAID, "date": value})
    records, findings = _read(open_bytes(line.encode(), "a.jsonl", Limits()), extract)
    assert [f.code for f in findings if f.code == "impossible-date"] == ["impossible-date"]
    assert all(len(f.message) < 120 for f in findings)
    assert records[0].document.date in (None, "2024-02")
    assert _wrong(_mapped(records)) == []


@pytest.mark.parametrize(("text", "written", "possible"), [
    ("2024年3月1日", "2024-03-01", "2024-03-01"), ("2024/3/1 10:00", "2024-03-01", "2024-03-01"),
    ("2024.3", "2024-03", "2024-03"), ("20240301", "2024-03-01", "2024-03-01"), ("202403", "2024-03", "2024-03"),
    ("20240301093000", "2024-03-01", "2024-03-01"), ("30 Feb 2024", "2024", "2024"),
    ("2024年3月至5月", "2024-03", "2024-03"),
    ("2024-02-30", "2024-02-30", "2024-02"), ("20241305", "2024-13-05", "2024"), ("1719201234", "1719201234", None),
    ("0000-00-00", "0000-00-00", None), ("soon", None, None), ("", None, None)])
def test_dates_as_they_are_written_and_as_a_calendar_has_them(text, written, possible):
    assert written_date(text) == written
    assert possible_date(written or "") == possible


BLANKS = [" ", "\u3000", "\xa0", "\t", "\u200b", "\u2003", "\u2800", "\u3164", "、", "…", "—", "*", "\u0301",
          "\U000e0020"]


@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
@pytest.mark.parametrize("count", [1, 2, 8])
def test_what_holds_no_letter_names_nothing(blank, count, extract):
    q = blank * count
    text = (f"宁波市科学技术局支持“{q}”平台、“{q}”实验室建设。通过“{q}”等方式，实施“{q}”行动，打造“{q}”，印发《{q}》，推行“{q}”。\n"
            f"发布《{q}规划》（以下简称《{q}》）、宁波大学（以下简称“{q}”）。余姚市“{q}”、“{q}”等示范区。{q}局长到会。\n{SAID}")
    records, _ = _read(open_bytes(text.encode(), "a.txt", Limits()), extract)
    corpus = resolve(records, ONTOLOGY)
    assert corpus.facts
    assert not [n for e in corpus.entities for n in (e.label, *e.names) if not any(c.isalnum() for c in n)]
    assert _wrong(to_triples(corpus, ONTOLOGY)) == []


TITLES = ["", " ", "\u3000", "\u200b", "\x00", "\n", "a\nb", "\u2028", "“”", "《》", "…", "1", "\U00020000", "\u202e",
          "长" * 500, "\ue000", "()", "<b>", "&#0;", "\x1f", "\u3164", "\ufffe"]


@pytest.mark.parametrize("title", TITLES, ids=lambda t: ascii(t[:8]))
def test_odd_titles_and_names_of_files_leave_a_document_with_a_title(title, extract):
    page = f'{_HEAD}<title>{title}</title><meta name="ArticleTitle" content="{title}">' \
        f'<meta name="ContentSource" content="{title}"></head>' \
        f"<body><h1>{title}</h1><p>{SAID}会议指出要加快发展。</p></body></html>"
    record = json.dumps({"text": SAID, "title": title, "source": title, "author": title, "number": title})
    texts = ((page, "a.html"), (record, "a.jsonl"), (f"{title}\n{SAID}", "a.txt"), (SAID, f"{title or 'x'}.txt"))
    for data, name in texts:
        records, found = _read(open_bytes(data.encode(), name, Limits()), extract)
        assert [f.code for f in found if f.severity == "error"] == ([] if records else ["unknown-format"])
        assert all(d.title.strip() for d in resolve(records, ONTOLOGY).documents)
        assert _wrong(_mapped(records)) == []


def test_the_gate_refuses_a_number_whose_ends_or_passage_say_nothing(extract):
    said = extract(clean(Reading(Source("x.txt", "0" * 64, "text/plain"), f"余姚市 高新技术企业达到300家。{SAID}\n"))[0])
    number = said.observations[0]
    assert number.scope is not None

    def admitted(observation):
        dropped = Counter()
        return admit(said.document, ONTOLOGY, [observation], dropped)[1], dict(dropped)

    def changed(**fields):
        return Observation(**{f: getattr(number, f) for f in Observation.__slots__} | fields)

    def scope(**fields):
        return changed(scope=Mention(**{f: getattr(number.scope, f) for f in Mention.__slots__} | fields))

    assert admitted(number) == ((number,), {})
    assert admitted(scope(name=" ")) == ((), {"nameless": 1})
    assert admitted(scope(start=number.scope.start + 1)) == ((), {"offset": 1})
    assert admitted(changed(end=number.end - 1)) == ((), {"offset": 1})
