"""Hostile queries: refused at a glance or ended by a limit, with a clear error, no network, and the next query is answered."""

import re
import socket
import threading

import pytest

import kg
from kg.errors import InputError, QueryError
from kg.export.turtle import to_turtle
from kg.generations import query as ask
from kg.ontology import PREFIXES
from kg.sparql import DEEPEST, LONGEST, QueryLimits, refuse
from kg.store import Dataset
from tests.conftest import CORPUS, SAMPLE

GROUP = "{ ?s ?p ?o }"
REFUSED = [
    # SERVICE in any spelling
    *(f"SELECT * {{ {word} <http://127.0.0.1:9/sparql> {GROUP} }}" for word in
      ("SERVICE", "service", "SeRvIcE", "SERVICE SILENT", "service\tsilent", "SERVICE\n# a comment\n", "\\u0053ERVICE", "\\U00000053ERVICE",
       "S\\u0045RVICE", "\\u0073\\u0065\\u0072\\u0076\\u0069\\u0063\\u0065", "SERVICE#>\n", "SERVICE/**/")),
    f"SELECT * {{ ?x kg:partOf ?y . SERVICE ?y {GROUP} }}",
    f"SELECT * {{ {{ SELECT * {{ SERVICE <http://h/> {GROUP} }} }} }}",
    f"ASK {{ FILTER EXISTS {{ SERVICE <http://h/> {GROUP} }} }}",
    f"CONSTRUCT {{ ?s ?p ?o }} {{ SERVICE <http://h/> {GROUP} }}",
    f"SELECT * {{ BIND('it\\'s' AS ?a) SERVICE <http://h/> {GROUP} }}",
    f'SELECT * {{ BIND("""a"b""" AS ?a) SERVICE <http://h/> {GROUP} }}',
    f"SELECT * {{ ?a kg:x\\'y ?b . SERVICE <http://h/> {GROUP} }} # '",
    f"SELECT * {{ ?a kg:x\\#y ?b . SERVICE <http://h/> {GROUP} }}",
    f"SELECT * {{ FILTER(?a<?b)SERVICE<http://h/>{GROUP} }}",
    f"SELECT * {{ ?service ?p ?o . optional {{ SERVICE ?service {GROUP} }} }}",
    # SERVICE where the engine finds it and a reader of whole words does not
    *(f"PREFIX : <http://127.0.0.1:9/> SELECT * {{ VALUES ?s {{ 1 }} {text} {GROUP} }}" for text in
      ("SERVICE:x", "service:x#{\n", "SERVICESILENT:x", "SERVICE SILENT:x", "?s ?p trueSERVICE <http://h/>", "?s ?p falseservice:x", "?s ?p true.SERVICE <http://h/>",
       "?s ?p 1.5e3SERVICE <http://h/>", "?s ?p ()SERVICE <http://h/>", "?s ?p 'x'SERVICE <http://h/>", "SERVICE?s", "?s ?p ?o. #\r SERVICE <http://h/>",
       'VALUES ?x { """abc" "d" } SERVICE <http://h/>', "VALUES ?x { '''abc' 'd' } SERVICE <http://h/>")),
    # Updates
    "LOAD <http://127.0.0.1:9/x>", "load silent <file:///etc/passwd>", "LOAD <file:///etc/passwd> INTO GRAPH <urn:x>", "\\u004cOAD <http://h/>",
    "INSERT DATA { <a:b> <a:c> <a:d> }", "DELETE WHERE { ?s ?p ?o }", "CLEAR ALL", "DROP ALL", "CREATE GRAPH <urn:x>", "COPY DEFAULT TO <urn:x>",
    "MOVE DEFAULT TO <urn:x>", "ADD DEFAULT TO <urn:x>",
    # Deep
    f"SELECT * {{ FILTER({'(' * 10_000}1{')' * 10_000}) }}", f"SELECT * {'{' * 10_000}{'}' * 10_000}", f"SELECT * {{ ?s {'(' * 5000}kg:x{')' * 5000} ?o }}",
    f"SELECT * {{ ?s ?p {'[ ?p ' * 5000}1{' ]' * 5000} }}", f"SELECT * {{ ?s ?p {'(' * 5000}{')' * 5000} }}", f"SELECT * {{ FILTER({'!' * 20_000}true) }}",
    f"SELECT * {{ FILTER({'- ' * 20_000}1 = 1) }}", f"SELECT * {{ ?s {'^' * 20_000}kg:x ?o }}", f"SELECT * {{ {'{ SELECT * ' * 200}{GROUP}{' }' * 200} }}",
    f"SELECT * {{ FILTER({'NOT EXISTS { FILTER(' * 60}true{') }' * 60}) }}",
    # Wide and long
    "SELECT * { ?s ?p ?o " + "OPTIONAL { ?s ?p ?o } " * 400 + "}", "SELECT * { ?s ?p ?o " + "MINUS { ?s ?p ?o } " * 400 + "}",
    f"SELECT * {{ VALUES ?x {{ {'1 ' * 40_000} }} }}", "SELECT * { FILTER(?x = '" + "长" * 30_000 + "') }", "#" * 70_000 + "\nASK {}",
]
# Not refused: ended by their limit, or answered within it because the engine sees through them.
HEAVY = [
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i", "SELECT DISTINCT ?c ?f ?i { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT (SUM(STRLEN(CONCAT(STR(?c), STR(?f), STR(?i)))) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f), STR(?i))) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "CONSTRUCT { ?a ?e ?i } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "SELECT * { ?a ?b ?c . ?d ?e ?f }",
    "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(STRLEN(CONCAT(STR(?c), STR(?f), STR(?i))) < 0) }",
    "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)* ?b . ?b (!<urn:x>|^!<urn:x>)* ?c . ?c (!<urn:x>|^!<urn:x>)* ?d }",
    "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>)+ ?b . ?c (!<urn:x>)+ ?d . ?e (!<urn:x>)+ ?f }",
    "SELECT (COUNT(*) AS ?n) { ?a ((!<urn:x>)*/(^!<urn:x>)*)* ?b . ?c ((!<urn:x>)*/(^!<urn:x>)*)* ?d }",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(REGEX(STR(?c), '(a|aa)+$') && REGEX(STR(?f), '(.*)*x') && REGEX(STR(?i), '(x+x+)+y')) }",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(REGEX(CONCAT(STR(?c), STR(?f)), '^(([a-z])+.)+[A-Z]([a-z])+$')) }",
    "SELECT (MD5(REPLACE(REPEATED, 'a', 'b')) AS ?x) {}",
    "SELECT (COUNT(*) AS ?n) { { ?a ?b ?c } UNION { ?d ?e ?f } . { ?g ?h ?i } UNION { ?j ?k ?l } . { ?m ?n ?o } UNION { ?p ?q ?r } }",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } ?x ?y ?z . ?u ?v ?w }",
    "SELECT (COUNT(?x) AS ?n) { ?a ?b ?c OPTIONAL { ?d ?e ?f OPTIONAL { ?g ?h ?i OPTIONAL { ?x ?y ?z } } } }",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f . ?g ?h ?i . FILTER(CONCAT(STR(?c), STR(?f), STR(?i)) = 'x') } }",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c MINUS { ?d ?e ?f . ?g ?h ?i . ?a ?j ?k } . ?l ?m ?n0 . ?q ?r ?s }",
    "DESCRIBE ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { " + "?s ?p ?o . " * 3000 + "}", "SELECT * { ?s " + "kg:x/" * 10_000 + "kg:x ?o }", "SELECT * { FILTER(" + "1+" * 20_000 + "1 = 1) }",
    "SELECT * { FILTER(" + "true||" * 10_000 + "true) }", "SELECT * { ?s ?p ?o " + "UNION ".join(["{ ?a ?b ?c } "] * 3000) + "}",
    # Memory that doubles, long ways, many terms, and texts that took minutes to look at
    "SELECT * { BIND('x' AS ?a0) " + " ".join(f"BIND(CONCAT(?a{i}, ?a{i}) AS ?a{i + 1})" for i in range(60)) + " }",
    "SELECT (REPLACE(GROUP_CONCAT(STR(?o)), '', '" + "x" * 20_000 + "') AS ?y) { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?x{i} {{ 1 2 3 4 5 6 7 8 9 }}" for i in range(40)) + " }", "SELECT * { ?s kg:a" + "/kg:a?" * 3000 + " ?o }",
    "SELECT * { FILTER(1 " + "- 1" * 20_000 + " = 1) }", "SELECT * { ?x ?y ?z FILTER(?z IN (" + ",".join(["'a'"] * 10_000) + ")) }",
    "SELECT * { ?s ?p " + "<<" * 2000 + "?a ?b ?c" + ">>" * 2000 + " }", "SELECT * { ?s ?p ?o } ORDER BY " + "STR(?s) " * 7000,
    "SELECT * { FILTER(REGEX('" + "a" * 20_000 + "', '(a{1,1000}){1,1000}')) }", "DESCRIBE * { ?s ?p ?o . ?a ?b ?c }",
    *("ASK { " + part * (60_000 // len(part.encode())) + " }" for part in ("é", "a.", "aé", "é-", '"a\\', "'\\'", "'''a", "<a ", '"""\\')),
    "SELECT * { " + "".join(f"?a{i} ?b{i} ?c{i} . " for i in range(300)) + "}", "SELECT * { " + "".join(f"?a{i} ?p ?a{i + 1} . " for i in range(300)) + "}",
]
LIMITS = QueryLimits(seconds=1.0, rows=1000, megabytes=256)


@pytest.fixture(scope="module")
def sample_data(sample):
    return Dataset(sample.dataset.triples)


@pytest.mark.parametrize("query", REFUSED, ids=lambda q: q[:50])
def test_what_a_glance_shows_is_refused(query):
    with pytest.raises(QueryError, match=r"refused|nested deeper|longer than|more than"):
        refuse(query)


@pytest.mark.parametrize("query", HEAVY, ids=lambda q: q[:70])
def test_a_heavy_query_ends_within_its_limit(query, sample_data):
    assert re.search("^answered|took more than 1 s|more than 1000 rows|MB|cannot be parsed|nested too deeply", _outcome(sample_data, query))
    assert sample_data.query("ASK {}").truth


def _outcome(data, query):
    try:
        return f"answered with {len(data.query(query, LIMITS).rows)} rows"
    except QueryError as error:
        return str(error)


def test_there_are_enough_of_them():
    assert len(set(REFUSED)) + len(set(HEAVY)) >= 60


@pytest.mark.parametrize("query", ["", "  ", "\n"])
def test_an_empty_query_is_told(query, sample_data):
    with pytest.raises(QueryError, match="the query is empty"):
        sample_data.query(query)


def test_each_limit_is_told_by_its_name(sample_data):
    cross = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
    for query, limits, words in [
            (f"SELECT (COUNT(*) AS ?n) {{ {cross} . ?j ?k ?l FILTER(STR(?c) != STR(?l)) }}", QueryLimits(seconds=0.3), "took more than 0.3 s"),
            (f"SELECT * {{ {cross} }}", QueryLimits(rows=10), "more than 10 rows"),
            (f"SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f))) AS ?n) {{ {cross} }}", QueryLimits(megabytes=64), "more than 64 MB")]:
        with pytest.raises(QueryError, match=words):
            sample_data.query(query, limits)


@pytest.mark.parametrize("query", [
    "SELECT ?service { ?service a kg:Platform } LIMIT 1", "SELECT * { ?s skos:prefLabel 'SERVICE <x> LOAD'@zh }", "# SERVICE\nASK {}", "PREFIX service: <urn:x#> ASK { ?s service:load ?o }",
    "SELECT * { ?s ?p <http://h/SERVICE/LOAD> }", "ASK { ?s kg:service ?o }", "SELECT * { ?s ?p 'DROP'@add } LIMIT 1", 'SELECT * { ?s ?p """a "SERVICE" <x>""" }',
    "PREFIX service: <urn:x#> ASK { GRAPH service:g { ?s ?p ?o } }", "PREFIX service: <urn:x#> SELECT * FROM service:g { ?s service:p service:o }",
    'SELECT * { ?s ?p ?o FILTER(?o = "it\'s a SERVICE") }', "SELECT * { ?s (kg:partOf|^kg:partOf)* ?o FILTER(?s != ?o && !(?s = ?o)) } LIMIT 3", "SELECT * FROM <http://127.0.0.1:9/x> { ?s ?p ?o }",
])
def test_what_only_looks_hostile_is_answered(query, sample_data):
    assert sample_data.query(query) is not None


def test_the_network_is_out_of_reach_even_for_what_gets_past_the_tokens(sample_data, monkeypatch):
    """The second wall: with the refusal taken away, a worker still opens no socket."""
    reached = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(2)

        def listen():
            try:
                server.accept()[0].close()
                reached.set()
            except OSError:
                pass

        thread = threading.Thread(target=listen)
        thread.start()
        monkeypatch.setattr("kg.sparql.refuse", lambda query: None)
        with pytest.raises(QueryError, match="reads this graph alone"):
            sample_data.query(f"SELECT * {{ SERVICE <http://127.0.0.1:{server.getsockname()[1]}/> {GROUP} }}", QueryLimits(seconds=5))
        thread.join()
    assert not reached.is_set()


def test_deep_queries_past_the_tokens_end_the_worker_and_nothing_else(sample_data, monkeypatch):
    monkeypatch.setattr("kg.sparql.refuse", lambda query: None)
    with pytest.raises(QueryError, match=r"deeply|MB"):
        sample_data.query(f"SELECT * {{ FILTER({'(' * 100_000}1{')' * 100_000}) }}", QueryLimits(seconds=5))
    assert sample_data.query("ASK {}").truth


def test_limits_of_the_tokens_are_where_they_say(sample_data):
    inside = DEEPEST - 2
    assert sample_data.query(f"ASK {{ FILTER({'(' * inside}true{')' * inside}) }}").truth
    assert sample_data.query("ASK {} #" + "x" * (LONGEST - 8)).truth


def test_the_usual_prefixes_are_known_and_may_be_written_too(sample_data):
    for prefix, iri in PREFIXES.items():
        assert sample_data.query(f"SELECT * {{ VALUES ?x {{ {prefix}:a }} }}").rows[0][0].value == iri + "a"
    assert sample_data.query("PREFIX kg: <urn:other#> SELECT * { VALUES ?x { kg:a } }").rows[0][0].value == "urn:other#a"


def test_a_folder_without_a_store_is_queried_by_its_turtle(sample, tmp_path):
    (tmp_path / "graph.ttl").write_text(to_turtle(sample.dataset.triples), encoding="utf-8")
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert int(ask(tmp_path, count).rows[0][0].value) == len(sample.dataset.triples)
    assert (SAMPLE / "graph.ttl").read_bytes() == (tmp_path / "graph.ttl").read_bytes()


@pytest.mark.parametrize("limits", [kg.Limits(), {"seconds": 1}, 20, "20"], ids=lambda x: type(x).__name__)
def test_limits_of_a_build_are_none_of_a_query_and_the_other_way_round(limits, sample):
    with pytest.raises(QueryError, match=r"kg\.QueryLimits\(seconds="):
        sample.query("ASK {}", limits)
    with pytest.raises(InputError, match=r"kg\.Limits\(max_pages="):
        kg.build([CORPUS], limits=kg.QueryLimits() if isinstance(limits, kg.Limits) else limits)


def test_a_query_within_limits_of_its_own_is_answered_from_the_public_interface(sample):
    assert sample.query("ASK { ?s ?p ?o }", kg.QueryLimits(seconds=10, rows=5)).truth
    with pytest.raises(QueryError, match="more than 5 rows"):
        sample.query("SELECT * { ?s ?p ?o }", kg.QueryLimits(rows=5))
    assert kg.QueryLimits is QueryLimits


EXPLAINED = [
    ("SELECT ?x WHER { ?x a ?y }", "error at 1:16, at “{ ?x a ?y }”, after “SELECT ?x WHER”: expected DISTINCT or WHERE"),
    ("SELECT ?x WHERE {\n  ?x skoss:prefLabel ?y }", "error at 2:6: the prefix skoss: is not declared; did you mean skos:?; known without"),
    ("SELECT ?x WHERE { <http://a.example/foo:b> ?p '汉:字' ; ge:o ?y }", "error at 1:55: the prefix ge: is not declared"),
    ("PREFIX a: <http://a.example/>\nSELECT ?x WHERE { a:b ?p b:c }", "error at 2:26: the prefix b: is not declared"),
    ("SELECT ?x WHERE { ?x a ?y ", "error at 1:27, at the end, after “"),
    ("SELECT ?x WHERE { ?x a ?y } GROUP BY ?z", "a variable is selected that is neither grouped by nor aggregated"),
    ("SELECT ?x WHERE { 北京 a ?y }", "error at 1:27, at “}”"),
]


@pytest.mark.parametrize(("query", "message"), EXPLAINED)
def test_what_cannot_be_parsed_is_told_with_its_place(sample_data, query, message):
    with pytest.raises(QueryError) as error:
        sample_data.query(query)
    assert str(error.value).startswith("the query cannot be parsed: error at ")
    assert message in str(error.value)
    assert "\\u" not in str(error.value)
    assert "\n" not in str(error.value)
