"""SPARQL 1.1 Protocol over real HTTP: the W3C's tests for queries, what clients send, and every refusal with its status."""

import contextlib
import csv
import http.client
import io
import json
import re
import shutil
import subprocess
import urllib.request
from urllib.parse import parse_qs, quote, unquote, urlencode

import pyoxigraph as ox
import pytest

from kg.ontology import ID
from kg.serve.iris import page_of
from kg.serve.negotiate import ROWS, TRIPLES, preferred
from kg.sparql import QueryLimits
from tests import jena
from tests.conftest import SHARED
from tests.serving import graph, many, quads, served

W3C = SHARED / "w3c" / "sparql" / "sparql11" / "protocol"
TURTLE = f"""@prefix kg: <https://w3id.org/kechuang/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

<{ID}platform/甬江实验室> a kg:Platform ;
    skos:prefLabel "甬江实验室"@zh .

<{ID}policy/《A%2FB》> skos:prefLabel "《A/B》"@zh .

<urn:long> skos:note "a line\\nand \\"another\\", with a comma" .
"""
NAMED = [ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(name), ox.NamedNode(f"urn:{name}")) for name in ("one", "two")]
NAME = "SELECT ?s ?name { ?s skos:prefLabel ?name } ORDER BY ?name"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    graph(folder, TURTLE, NAMED)
    with served(folder, limits=QueryLimits(seconds=5, rows=1000)) as found:
        yield found


# ---- the W3C's tests -----------------------------------------------------------------------------------------------

# Why a test of the suite does not apply to a server that answers queries alone.
EXCLUDED = dict.fromkeys(("update_dataset_default_graph", "update_dataset_default_graphs", "update_dataset_named_graphs", "update_dataset_full", "update_post_form", "update_post_direct", "update_base_uri"), "it updates, which this server refuses: test_an_update_is_refused")
MF, HT, UT = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#", "http://www.w3.org/2011/http#", "http://www.w3.org/2009/sparql/tests/test-update#"
CNT, LABEL = "http://www.w3.org/2011/content#", ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
FORMATS = {"boolean": ("application/sparql-results+json", "application/sparql-results+xml"), "tabular": ("application/sparql-results+json", "text/csv"),
           "RDF": ("text/turtle", "application/n-triples")}


def _manifest():
    store = ox.Store()
    if (W3C / "manifest.ttl").is_file():
        store.bulk_load(path=str(W3C / "manifest.ttl"), format=ox.RdfFormat.TURTLE, base_iri="http://m/")
    return store


MANIFEST = _manifest()


def _values(subject, *path):
    """What is said of a thing by a path of properties."""
    for term in path:
        subject = next((q.object for q in MANIFEST.quads_for_pattern(subject, ox.NamedNode(term), None)), None)
        if subject is None:
            return []
    return [subject]


def _list(head):
    first, rest = (ox.NamedNode(f"http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}") for name in ("first", "rest"))
    while head is not None and MANIFEST.quads_for_pattern(head, first, None):
        found = next(MANIFEST.quads_for_pattern(head, first, None), None)
        if found is None:
            return
        yield found.object
        head = next(MANIFEST.quads_for_pattern(head, rest, None)).object


def _tests():
    entries = next((q.object for q in MANIFEST.quads_for_pattern(None, ox.NamedNode(MF + "entries"), None)), None)
    return list(_list(entries)) if entries is not None else []


@pytest.fixture(scope="module")
def w3c(tmp_path_factory):
    folder = tmp_path_factory.mktemp("w3c")
    graph(folder, many(1), [q for n in (1, 2, 3) for q in quads(W3C / f"data{n}.nt", f"http://kasei.us/2009/09/sparql/data/data{n}.rdf")])
    with served(folder) as found:
        yield found


@pytest.mark.skipif(not W3C.is_dir(), reason="the W3C's tests are not beside this checkout")
def test_the_exclusions_are_tests_of_the_suite():
    names = {test.value.rsplit("#", 1)[1] for test in _tests()}
    assert set(EXCLUDED) < names
    assert len(names) == 34


@pytest.mark.skipif(not W3C.is_dir(), reason="the W3C's tests are not beside this checkout")
@pytest.mark.parametrize("test", [t for t in _tests() if t.value.rsplit("#", 1)[1] not in EXCLUDED], ids=lambda t: t.value.rsplit("#", 1)[1])
def test_the_w3cs_tests_pass(test, w3c):
    requests = list(_list(_values(test, MF + "action", HT + "requests")[0]))
    assert requests
    for request in requests:
        said = {name: _values(request, HT + name) for name in ("absolutePath", "methodName")}
        path, method = said["absolutePath"][0].value, said["methodName"][0].value
        body, encoding = (_values(request, HT + "body", CNT + name) for name in ("chars", "characterEncoding"))
        headers = {_values(h, HT + "fieldName")[0].value: _values(h, HT + "fieldValue")[0].value for h in _list(next(iter(_values(request, HT + "headers")), None))}
        sent = body[0].value.encode(encoding[0].value) if body else None
        reply = w3c.ask(path, method, sent, **headers)
        response = _values(request, HT + "resp")[0]
        wanted = {q.object.value[-3] for q in MANIFEST.quads_for_pattern(response, ox.NamedNode(MF + "expectedStatus"), None)}
        assert str(reply.status)[0] in wanted, (reply.status, reply.body)
        for value in _values(response, MF + "expectedFormat"):
            media = reply.headers["content-type"].partition(";")[0]
            assert media in FORMATS[value.value] or media in headers.get("accept", ""), media
        for value in _values(response, MF + "expectedBoolean"):
            assert reply.json["boolean"] is (value.value == "true")


# ---- how a query is sent -------------------------------------------------------------------------------------------


def test_a_query_is_sent_in_three_ways_and_answered_alike(site):
    form = site.ask("/sparql", "POST", urlencode({"query": NAME}), content_type="application/x-www-form-urlencoded")
    direct = site.ask("/sparql", "POST", NAME.encode(), content_type="application/sparql-query; charset=UTF-8")
    got = site.query(NAME)
    assert got.status == 200
    assert got.body == form.body == direct.body
    assert [row["name"]["value"] for row in got.json["results"]["bindings"]] == ["《A/B》", "甬江实验室"]
    head = site.query(NAME, "HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(got.body)))


GRAPHS = "SELECT ?o { { ?s <urn:p> ?o } UNION { GRAPH ?g { ?s <urn:p> ?o } } } ORDER BY ?o"


@pytest.mark.parametrize(("query", "given", "wanted"), [
    (GRAPHS, "", ["one", "two"]),
    (GRAPHS, "default-graph-uri=urn:one", ["one"]),
    (GRAPHS, "default-graph-uri=urn:one&default-graph-uri=urn:two", ["one", "two"]),
    (GRAPHS, "named-graph-uri=urn:two", ["two"]),
    (GRAPHS, "default-graph-uri=urn:one&named-graph-uri=urn:two", ["one", "two"]),
    (GRAPHS, "default-graph-uri=urn:none", []),
    ("SELECT ?o FROM <urn:one> { ?s <urn:p> ?o }", "", ["one"]),
    ("SELECT ?o FROM <urn:one> { ?s <urn:p> ?o }", "default-graph-uri=urn:two", ["two"]),
    ("SELECT ?o FROM <urn:one> { ?s <urn:p> ?o }", "named-graph-uri=urn:two", []),
])
def test_the_graphs_of_the_request_are_the_dataset(query, given, wanted, site):
    reply = site.ask(f"/sparql?query={quote(query)}&{given}")
    assert [row["o"]["value"] for row in reply.json["results"]["bindings"]] == wanted
    posted = site.ask(f"/sparql?{given}", "POST", query.encode(), content_type="application/sparql-query")
    assert posted.body == reply.body


@pytest.mark.parametrize(("path", "method", "body", "headers", "status", "said"), [
    ("/sparql?query=SELECT", "GET", None, {}, 400, "cannot be parsed: error at 1:7"),
    ("/sparql?query=", "GET", None, {}, 400, "empty"),
    ("/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D", "GET", None, {}, 400, "this has 2"),
    ("/sparql?default-graph-uri=urn:a", "GET", None, {}, 400, "this has none"),
    ("/sparql?query=%FF", "GET", None, {}, 400, "UTF-8"),
    ("/sparql?query=ASK%20%7B%7D&default-graph-uri=a%20b", "GET", None, {}, 400, "no IRI"),
    ("/sparql?query=ASK%20%7B%7D&format=pdf", "GET", None, {}, 400, "there are json"),
    ("/sparql?query=ASK%20%7B%20SERVICE%20%3Curn:a%3E%20%7B%7D%20%7D", "GET", None, {}, 400, "SERVICE is refused"),
    ("/sparql?query=CLEAR%20ALL", "GET", None, {}, 400, "CLEAR is refused"),
    ("/sparql?" + "a=b&" * 1001 + "query=ASK%20%7B%7D", "GET", None, {}, 400, "1000 parameters"),
    ("/sparql", "POST", b"query=%FF", {"content_type": "application/x-www-form-urlencoded"}, 400, "UTF-8"),
    ("/sparql", "POST", b"ASK { \xff }", {"content_type": "application/sparql-query"}, 400, "UTF-8"),
    ("/sparql", "POST", b"ASK {}", {"content_type": "text/plain"}, 415, "application/sparql-query"),
    ("/sparql", "POST", b"ASK {}", {"content_type": "application/sparql-query; charset=GB18030"}, 415, "UTF-8"),
    ("/sparql", "POST", b"ASK {}", {}, 415, "application/sparql-query"),
    ("/sparql", "POST", b"x" * 70_000, {"content_type": "application/sparql-query"}, 413, "64 KB"),
    ("/sparql", "POST", b"x" * 600_000, {"content_type": "application/sparql-query"}, 413, "512 KB"),
    ("/sparql", "PUT", b"query=ASK%20%7B%7D", {"content_type": "application/x-www-form-urlencoded"}, 405, "GET, HEAD, OPTIONS, POST"),
    ("/sparql", "DELETE", None, {}, 405, "GET, HEAD, OPTIONS, POST"),
    ("/sparql?query=ASK%20%7B%7D", "GET", None, {"accept": "image/png"}, 406, "JSON"),
    ("/sparql?query=ASK%20%7B%7D", "GET", None, {"accept": "application/n-triples"}, 406, "there as JSON"),
    ("/sparql?query=DESCRIBE%20%3Curn:a%3E", "GET", None, {"accept": "text/csv"}, 406, "there as Turtle"),
    ("/sparql?query=CONSTRUCT%20%7B%3Curn:a%3E%20%3Curn:1%3E%201%7D%20%7B%7D", "GET", None, {"accept": "application/rdf+xml"}, 400, "name of an element"),
    ("/sparql?query=SELECT%20(%22%5Cu0001%22%20AS%20%3Fx)%20%7B%7D", "GET", None, {"accept": "application/sparql-results+xml"}, 400, "ask for JSON"),
], ids=lambda v: v if isinstance(v, str) and len(v) < 40 else "")
def test_what_is_no_request_is_refused_with_a_reason(path, method, body, headers, status, said, site):
    reply = site.ask(path, method, body, **headers)
    assert (reply.status, reply.headers["content-type"]) == (status, "application/problem+json")
    assert said in reply.json["detail"]
    assert "\n" not in reply.json["detail"]
    if status == 405:
        assert reply.headers["allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize("sent", [
    ("/sparql?update=CLEAR%20ALL", "GET", None, ""), ("/sparql", "POST", b"update=CLEAR%20ALL", "application/x-www-form-urlencoded"),
    ("/sparql", "POST", b"CLEAR ALL", "application/sparql-update"),
    ("/sparql?using-graph-uri=urn:a", "POST", b"update=CLEAR%20ALL", "application/x-www-form-urlencoded"),
    ("/sparql?query=ASK%20%7B%7D&using-graph-uri=urn:a", "GET", None, "")])
def test_an_update_is_refused(sent, site):
    path, method, body, media = sent
    before = site.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body
    reply = site.ask(path, method, body, content_type=media)
    assert (reply.status, "changes nothing" in reply.json["detail"]) == (403, True)
    assert site.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body == before


def test_options_says_what_there_is(site):
    reply = site.ask("/sparql", "OPTIONS")
    assert (reply.status, reply.headers["allow"], reply.body) == (204, "GET, HEAD, OPTIONS, POST", b"")


def test_a_browser_is_told_of_a_problem_on_a_page(site):
    reply = site.ask("/sparql?format=json&query=SELECT%3Cscript%3E", accept="text/html,*/*;q=0.8")
    assert (reply.status, reply.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert "<script>" not in reply.text
    assert "cannot be parsed" in reply.text


# ---- in which format -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("accept", "media"), [
    ("", "application/sparql-results+json"), ("*/*", "application/sparql-results+json"), ("text/csv", "text/csv"),
    ("text/*", "text/xml"), ("application/*", "application/sparql-results+json"),
    ("text/csv;q=0.5, text/tab-separated-values", "text/tab-separated-values"),
    ("text/csv;q=0.5, text/tab-separated-values;q=0.4", "text/csv"),
    ("text/csv, text/tab-separated-values", "text/csv"),
    ("TEXT/CSV", "text/csv"), ("text/csv ; q=1.0", "text/csv"), ("text/csv;header=present;q=0.9, application/json;q=0.1", "text/csv"),
    ("*/*;q=0.1, application/sparql-results+xml", "application/sparql-results+xml"),
    ("application/sparql-results+json;q=0, */*", "application/json"),
    ("text/csv;q=0", None), ("image/png", None), ("image/png, */*;q=0", None), ("text/csv;q=0, text/*;q=0.1", "text/xml"),
    ("text/csv;q=nonsense", "text/csv"), (",,text/csv,", "text/csv"), ("text/csv" * 1000, "application/sparql-results+json"),
    ("application/xml;q=0.9,image/webp,*/*;q=0.8", "application/xml"),
])
def test_the_header_of_a_client_decides(accept, media):
    found = preferred(accept, ROWS)
    assert (found and found[0]) == media


@pytest.mark.parametrize("media", [media for media, _ in ROWS])
def test_rows_and_truth_are_there_in_every_format(media, site):
    rows, truth = site.query(NAME, accept=media), site.query("ASK { ?s ?p ?o }", accept=media)
    assert rows.headers["content-type"].partition(";")[0] == media == truth.headers["content-type"].partition(";")[0]
    assert rows.headers["vary"] == "Accept"
    if "json" in media or "xml" in media:
        kind = ox.QueryResultsFormat.JSON if "json" in media else ox.QueryResultsFormat.XML
        assert [row["name"].value for row in ox.parse_query_results(rows.body, format=kind)] == ["《A/B》", "甬江实验室"]
        assert bool(ox.parse_query_results(truth.body, format=kind)) is True
    else:
        assert "甬江实验室" in rows.text
        assert truth.text.strip() == "true"


@pytest.mark.parametrize(("media", "format"), TRIPLES)
def test_triples_are_there_in_every_format(media, format, site):
    known = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD, "rdf": ox.RdfFormat.RDF_XML}[format]
    for query in ("CONSTRUCT WHERE { ?s ?p ?o }", f"DESCRIBE <{ID}platform/甬江实验室>", "DESCRIBE <urn:none>"):
        reply = site.query(query, accept=media)
        assert reply.headers["content-type"].partition(";")[0] == media
        found = {q.triple for q in ox.parse(reply.body, format=known)}
        assert len(found) == {"C": 4, "D": 2 if "甬江" in query else 0}[query[0]]


def test_the_address_may_name_a_format_where_no_header_can(site):
    """As pandas.read_csv and a browser ask."""
    for name, media in {"csv": "text/csv", "json": "application/sparql-results+json", "xml": "application/sparql-results+xml", "text/csv": "text/csv"}.items():
        reply = site.ask(f"/sparql?query={quote(NAME)}&format={quote(name)}")
        assert reply.headers["content-type"].partition(";")[0] == media
    assert site.ask("/sparql?query=CONSTRUCT+WHERE%7B%3Fs+%3Fp+%3Fo%7D&format=json").headers["content-type"] == "application/ld+json"
    # What has no rows in it is said by the header.
    assert site.ask(f"/sparql?query={quote(NAME)}&format=turtle").headers["content-type"] == "application/sparql-results+json"


def test_texts_come_whole_in_rows_of_csv(site):
    reply = site.query("SELECT ?o { <urn:long> skos:note ?o }", accept="text/csv")
    assert list(csv.reader(io.StringIO(reply.text, newline=""))) == [["o"], ['a line\nand "another", with a comma']]


# ---- the generation ------------------------------------------------------------------------------------------------


def test_who_has_the_answer_of_this_generation_is_told_so(site):
    first = site.query(NAME)
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    assert first.headers["cache-control"] == "no-cache"
    assert site.query(NAME, if_none_match=tag).status == 304
    assert site.query(NAME, if_none_match=f'"other", {tag}').status == 304
    assert site.query(NAME, if_none_match='"other"').status == 200
    # Another format is another answer, and so is that to a posted query, which nobody keeps.
    assert site.query(NAME, accept="text/csv", if_none_match=tag).status == 200
    assert site.query(NAME, accept="text/csv").headers["etag"] != tag
    assert "etag" not in site.ask("/sparql", "POST", NAME.encode(), content_type="application/sparql-query", if_none_match=tag).headers


@pytest.mark.parametrize("query", ["SELECT (RAND() AS ?x) {}", "SELECT (NOW() AS ?x) {}", "SELECT (STRUUID() AS ?x) {}", "CONSTRUCT { [] ?p ?o } { ?s ?p ?o }",
                                   "SELECT (rand() AS ?x) {}", "SELECT (\\u0052AND() AS ?x) {}", "CONSTRUCT { _:a ?p ?o } { ?s ?p ?o }"])
def test_what_differs_from_time_to_time_has_no_tag(query, site):
    reply = site.query(query)
    assert ("etag" in reply.headers, reply.headers["cache-control"]) == (False, "no-store")


def test_one_query_has_one_answer(site):
    for query in (NAME, "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p", "CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE ?s { ?s ?p ?o }"):
        assert len({site.query(query).body for _ in range(3)}) == 1


# ---- limits --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    folder = tmp_path_factory.mktemp("large")
    graph(folder, many(60_000))
    with served(folder, limits=QueryLimits(seconds=60, rows=50_000, megabytes=200)) as found:
        yield found


@pytest.fixture(scope="module")
def hurried(large):
    with served(large.folder, limits=QueryLimits(seconds=2, rows=50_000, megabytes=200)) as found:
        yield found


ALL = "SELECT ?s ?o {{ ?s ?p ?o }} LIMIT {}"


@pytest.mark.slow
@pytest.mark.parametrize("accept", [*(media for media, _ in ROWS), *(media for media, _ in TRIPLES)])
def test_as_many_rows_as_are_allowed_come_and_not_one_more(accept, large):
    """A limit that is passed when the answer is on its way cuts it, so that it looks like no whole one."""
    query = ALL if accept in {media for media, _ in ROWS} - {"application/json", "application/xml", "text/xml"} else "CONSTRUCT {{ ?s ?p ?o }} {{ ?s ?p ?o }} LIMIT {}"
    whole = large.query(query.format(50_000), accept=accept)
    assert whole.status == 200
    assert len(re.findall(rb"urn:e:s\d+|\be:s\d+", whole.body)) == 50_000
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        large.query(query.format(50_001), accept=accept)
    assert large.query("ASK {}").json["boolean"]


@pytest.mark.parametrize(("server", "query", "said"), [
    ("hurried", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "more than 2 s"),
    ("large", "SELECT (CONCAT(" + ", ".join(["?y"] * 40) + ") AS ?z) { { SELECT (CONCAT(" + ", ".join(["?x"] * 100) + ") AS ?y) { BIND(\"" + "x" * 50_000
     + "\" AS ?x) } } }", "more than 200 MB"),
    ("large", "SELECT ?a { ?a ?b ?c . ?d ?e ?f } LIMIT 50001", "more than 50000 rows"),
])
def test_a_query_that_takes_too_much_is_told_so_and_the_next_one_answered(server, query, said, request):
    site = request.getfixturevalue(server)
    if said.endswith("rows"):
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            site.query(query)
    else:
        reply = site.query(query)
        assert (reply.status, said in reply.json["detail"]) == (422, True), reply.text
    assert site.query("ASK {}").json["boolean"]


def test_rows_that_are_none_of_an_empty_answer_are_counted_too(site):
    for accept, _ in ROWS:
        assert site.query("SELECT ?z { { } UNION { } }", accept=accept).status == 200
        assert site.query("SELECT * {}", accept=accept).status == 200


# ---- IRIs and what the endpoint says of itself ----------------------------------------------------------------------


def test_an_iri_of_the_graph_leads_to_its_page_or_to_rdf(site):
    iri = f"{ID}platform/甬江实验室"
    at = f"/id/platform/{quote('甬江实验室')}"
    page = site.ask(at, accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert (page.status, unquote(page.headers["location"])) == (303, "/entity/platform/甬江实验室")
    rdf = site.ask(at, accept="text/turtle")
    assert (rdf.status, rdf.headers["vary"]) == (303, "Accept")
    described = site.ask(rdf.headers["location"], accept="text/turtle")
    assert {q.subject.value for q in ox.parse(described.body, format=ox.RdfFormat.TURTLE)} == {iri}
    assert site.ask(at, accept="image/png").status == 406
    assert site.ask("/id/platform/%E6%97%A0").status == 404
    assert site.ask("/id/").status == 404


def test_a_slash_in_a_name_stays_one(site):
    iri = f"{ID}policy/《A%2FB》"
    at = page_of(iri)
    assert at == f"/entity/policy/{quote('《A/B》', safe='')}"
    rdf = site.ask(at.replace("/entity/", "/id/"), accept="application/n-triples")
    assert (rdf.status, unquote(unquote(rdf.headers["location"]))) == (303, f"/sparql?query=DESCRIBE <{unquote(iri)}>")
    assert site.ask(rdf.headers["location"], accept="application/n-triples").text.startswith(f"<{iri}> ")
    assert site.ask("/id/policy/%E3%80%8AA/B%E3%80%8B").status == 404


@pytest.mark.parametrize("media", ["text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples"])
def test_the_endpoint_describes_itself(media, site):
    reply = site.ask("/sparql", accept=media)
    assert (reply.status, reply.headers["content-type"].partition(";")[0]) == (200, media)
    known = dict(zip(("text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples"),
                     (ox.RdfFormat.TURTLE, ox.RdfFormat.RDF_XML, ox.RdfFormat.JSON_LD, ox.RdfFormat.N_TRIPLES), strict=True))[media]
    triples = [q.triple for q in ox.parse(reply.body, format=known)]
    said = {(t.predicate.value.rsplit("#", 1)[-1], t.object.value) for t in triples}
    assert ("endpoint", f"{site.url}/sparql") in said
    assert ("supportedLanguage", "http://www.w3.org/ns/sparql-service-description#SPARQL11Query") in said
    assert len([1 for name, _ in said if name == "resultFormat"]) == 8


def test_a_person_is_led_to_the_page_to_ask(site):
    reply = site.ask("/sparql", accept="text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    assert (reply.status, reply.headers["location"]) == (303, "/ask")


def test_a_browser_that_follows_a_link_to_a_query_is_led_to_the_page_to_ask(site):
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    reply = site.query(NAME, accept=browser)
    assert (reply.status, parse_qs(reply.headers["location"].removeprefix("/ask#"))) == (303, {"q": [NAME]})
    assert site.ask(f"/sparql?query={quote(NAME)}&format=csv", accept=browser).headers["content-type"].startswith("text/csv")
    assert site.query(NAME, accept="application/sparql-results+json, text/html").status == 200


# ---- clients as they are ---------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper(method, site):
    wrapper = pytest.importorskip("SPARQLWrapper")
    client = wrapper.SPARQLWrapper(f"{site.url}/sparql")
    client.setMethod(method)
    for format in ("json", "xml", "csv", "tsv"):
        client.setReturnFormat(format)
        client.setQuery(NAME)
        found = client.query().convert()
        text = found.toxml() if hasattr(found, "toxml") else json.dumps(found, ensure_ascii=False) if isinstance(found, dict) else found.decode()
        assert "甬江实验室" in text, format
    for format in ("turtle", "xml", "json-ld", "n3"):
        client.setReturnFormat(format)
        client.setQuery("CONSTRUCT WHERE { ?s skos:prefLabel ?o }")
        found = client.query().convert()
        assert "甬江实验室" in (found.serialize(format="turtle") if hasattr(found, "serialize") else found.decode()), format
    client.setReturnFormat("json")
    client.setQuery("ASK {}")
    assert client.query().convert()["boolean"] is True
    client.setQuery("SELECT * {")
    with pytest.raises(wrapper.SPARQLExceptions.QueryBadFormed, match="cannot be parsed"):
        client.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflibs_store(method, site):
    from rdflib import Graph, URIRef
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    remote = Graph(SPARQLStore(f"{site.url}/sparql", method=method, context_aware=False))
    assert {str(row.name) for row in remote.query(NAME)} == {"《A/B》", "甬江实验室"}
    label = URIRef("http://www.w3.org/2004/02/skos/core#prefLabel")
    assert str(remote.value(URIRef(f"{ID}platform/甬江实验室"), label)) == "甬江实验室"
    assert len(list(remote.triples((None, label, None)))) == 2
    assert bool(remote.query("ASK { ?s ?p ?o }")) is True
    assert len(remote.query("CONSTRUCT WHERE { ?s skos:prefLabel ?o }").graph) == 2


def test_pandas_reads_the_address_of_a_query(site):
    pandas = pytest.importorskip("pandas")
    table = pandas.read_csv(f"{site.url}/sparql?{urlencode({'query': NAME, 'format': 'csv'})}")
    assert list(table["name"]) == ["《A/B》", "甬江实验室"]
    asked = pandas.read_csv(f"{site.url}/sparql?{urlencode({'query': NAME})}", storage_options={"Accept": "text/csv"})
    assert asked.equals(table)


def test_curl(site):
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")

    def curl(*arguments):
        return subprocess.run(["curl", "-sS", "--fail-with-body", *arguments, f"{site.url}/sparql"], capture_output=True, check=True).stdout.decode()

    wanted = site.query(NAME, accept="text/csv").text
    assert curl("-H", "Accept: text/csv", "--data-urlencode", f"query={NAME}") == wanted
    assert curl("-G", "-H", "Accept: text/csv", "--data-urlencode", f"query={NAME}") == wanted
    assert curl("-H", "Accept: text/csv", "-H", "Content-Type: application/sparql-query", "--data-binary", NAME) == wanted


@pytest.mark.slow
def test_jenas_rsparql(site):
    if not jena.installed():
        pytest.skip(jena.MISSING)
    out = jena.run("rsparql", f"--service={site.url}/sparql", "--results=CSV", f"PREFIX skos: <http://www.w3.org/2004/02/skos/core#> {NAME}")
    assert [row[1] for row in csv.reader(io.StringIO(out.decode(), newline=""))] == ["name", "《A/B》", "甬江实验室"]
    out = jena.run("rsparql", f"--service={site.url}/sparql", "--results=NT", "CONSTRUCT WHERE { ?s ?p ?o }")
    assert len(list(ox.parse(out, format=ox.RdfFormat.N_TRIPLES))) == 4


def test_an_answer_begins_before_it_is_whole(large):
    """The first rows are there while the worker still writes."""
    with contextlib.closing(urllib.request.urlopen(f"{large.url}/sparql?query={quote(ALL.format(50_000))}")) as answer:
        assert answer.headers["transfer-encoding"] == "chunked"
        assert answer.read(10).startswith(b'{"head"')
